"""Handing a batch in: by an office, with a reason for what is missing."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError
from domain.packs.handing_in import HandingIn

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
