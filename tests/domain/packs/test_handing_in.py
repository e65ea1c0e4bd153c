"""Handing a batch in: by an office, with a reason for what is missing, and not by who brought what two sign."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError
from domain.packs.handing_in import HandingIn, check_submitter
from tests.support.cast import file
from tests.support.dossiers import plan_2567

SIGNED, REPORT = file("1.declaration"), file("7.report", item=2)
OFFICE = "ผู้อำนวยการสำนัก"


@pytest.mark.parametrize(
    ("handing", "words"),
    [
        pytest.param(HandingIn(" "), "ตำแหน่ง", id="no office"),
        pytest.param(HandingIn(OFFICE, incomplete=True), "ต้องมีเหตุผล", id="no reason"),
        pytest.param(HandingIn(OFFICE, incomplete=True, why=" "), "ต้องมีเหตุผล", id="a blank reason"),
    ],
)
def test_handing_in_needs_an_office_and_incompleteness_a_reason(
    handing: HandingIn, words: str
) -> None:
    with pytest.raises(KamnotError, match=words):
        handing.checked()


def test_blanks_around_what_was_typed_are_left_out() -> None:
    typed = HandingIn(f" {OFFICE} ", incomplete=True, why=" ส่งเพิ่ม ")
    assert typed.checked() == HandingIn(OFFICE, incomplete=True, why="ส่งเพิ่ม")


def test_who_brought_what_two_people_sign_does_not_submit_it() -> None:
    senders = {(1, 1): "sender", (2, 1): "secretary"}
    with pytest.raises(KamnotError, match=r"1\.declaration"):
        check_submitter(plan_2567(), "march", (SIGNED, REPORT), senders, "Sender")


def test_who_brought_other_files_alone_may_submit() -> None:
    senders = {(1, 1): "sender", (2, 1): "secretary"}
    check_submitter(plan_2567(), "march", (SIGNED, REPORT), senders, "secretary")
