"""Who may review what: the reviewing group, never the sender where the plan wants two people."""

from __future__ import annotations

import pytest

from domain.activity.reviewing import (
    Reviewer,
    Seen,
    check_reason,
    check_seen,
    may_review,
    may_submit,
)
from domain.language.errors import KamnotError, NotAllowedError, OvertakenError
from domain.language.how import How, Verb
from domain.plan.model import EvidenceRequirement
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.small_plan import small_plan

PLAN = small_plan()
SIGNED, PLAIN = PLAN.by_number[1].requirements
PLANNING = frozenset({"planning"})


@pytest.mark.parametrize("accepting", [True, False])
@pytest.mark.parametrize(
    ("reviewer", "requirement"),
    [
        pytest.param(Reviewer("secretary", PLANNING), SIGNED, id="another's, two people wanted"),
        pytest.param(Reviewer("sender", PLANNING), PLAIN, id="one's own, one person is enough"),
        pytest.param(
            Reviewer("secretary", PLANNING | {"campaign"}), SIGNED, id="of the group and others"
        ),
        pytest.param(Reviewer("secretary"), SIGNED, id="no accounts registered at all"),
        pytest.param(Reviewer("sender"), PLAIN, id="one's own, no accounts at all"),
        pytest.param(
            Reviewer("sender", PLANNING, "หัวหน้าคณะ"), SIGNED, id="one's own, signed on paper"
        ),
    ],
)
def test_the_reviewing_group_reviews(
    reviewer: Reviewer, requirement: EvidenceRequirement, accepting: bool
) -> None:
    may_review(PLAN, requirement, reviewer, "sender", accepting=accepting)


@pytest.mark.parametrize("groups", [frozenset[str](), frozenset({"campaign"})])
def test_whoever_is_not_of_the_reviewing_group_is_told_which_one_reviews(
    groups: frozenset[str],
) -> None:
    with pytest.raises(NotAllowedError) as refused:
        may_review(PLAN, PLAIN, Reviewer("member", groups), "sender", accepting=True)
    assert "คณะทำงานด้านแผนงานและติดตามประเมินผล" in refused.value.thai
    assert "planning" in refused.value.english


@pytest.mark.parametrize("name", ["sender", " Sender "])
@pytest.mark.parametrize("groups", [PLANNING, None])
@pytest.mark.parametrize(
    ("accepting", "what_to_do"), [(True, "ให้ผู้อื่นในคณะตรวจรับ"), (False, "ส่งฉบับใหม่")]
)
def test_nobody_reviews_their_own_where_two_people_are_wanted(
    name: str, groups: frozenset[str] | None, accepting: bool, what_to_do: str
) -> None:
    with pytest.raises(NotAllowedError) as refused:
        may_review(PLAN, SIGNED, Reviewer(name, groups), "sender", accepting=accepting)
    assert "ผู้ลงนามอีกคน" in refused.value.thai
    assert what_to_do in refused.value.thai
    assert "second person" in refused.value.english


def test_only_a_return_needs_a_reason() -> None:
    check_reason("", accepting=True)
    check_reason("ขาดลายมือชื่อ", accepting=False)
    with pytest.raises(KamnotError, match="ต้องมีเหตุผล"):
        check_reason(" ", accepting=False)


def test_a_hand_on_paper_needs_its_office_and_a_reason() -> None:
    check_reason("ลงนามในทะเบียน", accepting=True, signed_by="ผู้อำนวยการสำนัก")
    with pytest.raises(KamnotError, match="ตำแหน่งของผู้ที่ลงนาม"):
        check_reason("ลงนามในทะเบียน", accepting=True, signed_by=" ")
    with pytest.raises(KamnotError, match="ต้องมีเหตุผล"):
        check_reason(" ", accepting=True, signed_by="ผู้อำนวยการสำนัก")


def test_the_real_plan_wants_two_people_where_the_print_asks_for_a_signature() -> None:
    plan = load_plan([plan_folder(2567)]).plan
    wanted = [f"{a.number}.{r.id}" for a in plan.activities for r in a.requirements if r.two_people]
    assert wanted == ["1.declaration", "6.report", "32.report"]
    assert plan.review_policy.reviewers == ("planning",)


def test_whoever_brought_what_waits_for_a_second_person_does_not_submit_it() -> None:
    waiting = [("1.declaration", "sender"), ("6.report", "other")]

    may_submit("secretary", waiting)
    may_submit("sender", waiting[1:])
    with pytest.raises(NotAllowedError, match=r"1\.declaration") as refused:
        may_submit(" SENDER ", waiting)
    assert refused.value.how == How(Verb.REVIEW_ON_PAPER)


def test_a_review_of_what_stands_as_it_was_seen_passes() -> None:
    check_seen(Seen(5, 2, 7), Seen(5, 2, 7))


@pytest.mark.parametrize(
    ("now", "why"),
    [
        pytest.param(Seen(5, 3, 7), "มีฉบับที่ 3 แล้ว ไม่ใช่ฉบับที่ 2", id="a newer version"),
        pytest.param(Seen(5, 2, 8), "มีผู้ตรวจ", id="another review"),
    ],
)
def test_a_review_of_what_has_changed_is_overtaken(now: Seen, why: str) -> None:
    with pytest.raises(OvertakenError, match=why):
        check_seen(Seen(5, 2, 7), now)
