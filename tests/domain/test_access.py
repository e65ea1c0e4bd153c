"""The table of rights: each role and right, in one's own group, another's, and another unit."""

from __future__ import annotations

import pytest

from domain.access import Member, Right, Role, Scope, SeatHeld, may, roles_of

REVIEWERS = ("planning",)
PEOPLE = {
    "M": Member("m", (SeatHeld("u", "campaign", "member"),)),
    "H": Member("h", (SeatHeld("u", "campaign", "head"),)),
    "R": Member("r", (SeatHeld("u", "planning", "member"),)),
    "RH": Member("rh", (SeatHeld("u", "planning", "deputy"),)),
    "D": Member("d", (SeatHeld("u", "director", "director"),)),
    "E": Member("e", scope=Scope.DEPARTMENT),
    "I": Member("i", scope=Scope.IT),
    "-": Member("x", (SeatHeld("other", "planning", "head"),)),
}
TABLE = {
    Right.SEE_OWN_WORK: "M H R RH",
    Right.SEE_ACTIVITY: "M H R RH D E",
    Right.BRING_FILES: "M H R RH",
    Right.BEGIN_DOCUMENTS: "M H R RH",
    Right.ANSWER: "M H R RH",
    Right.ENTER_NUMBERS: "M H R RH",
    Right.WRITE_ROWS: "M H R RH",
    Right.REVIEW: "R RH",
    Right.HAND_OVER_CODE: "RH I",
    Right.SEE_HEALTH: "I",
    Right.OWN_ACCOUNT: "M H R RH D E I",
}
"""Who may where the campaign is responsible."""


def test_the_table_knows_every_right() -> None:
    assert set(TABLE) == set(Right)


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_may_where_the_campaign_is_responsible(right: Right, who: str) -> None:
    assert may(PEOPLE[who], right, "u", REVIEWERS, ("campaign",)) == (who in TABLE[right].split())


@pytest.mark.parametrize(
    "right",
    [
        Right.SEE_ACTIVITY,
        Right.BRING_FILES,
        Right.BEGIN_DOCUMENTS,
        Right.ANSWER,
        Right.ENTER_NUMBERS,
        Right.WRITE_ROWS,
    ],
)
@pytest.mark.parametrize("who", ["M", "H"])
def test_another_groups_activity_is_none_of_a_members(right: Right, who: str) -> None:
    assert not may(PEOPLE[who], right, "u", REVIEWERS, ("selection",))
    assert may(PEOPLE[who], right, "u", REVIEWERS, ("selection", "campaign"))


def test_nobody_may_anything_in_another_unit_without_a_seat_there() -> None:
    lone = [right for right in Right if may(PEOPLE["RH"], right, "other", REVIEWERS, ("planning",))]
    assert lone == []


def test_whoever_has_no_seat_sees_their_own_account_alone() -> None:
    lone = [right for right in Right if may(Member("x"), right, "u", REVIEWERS)]
    assert lone == [Right.OWN_ACCOUNT]


def test_a_seat_in_a_reviewing_group_makes_a_reviewer_and_a_member() -> None:
    assert roles_of(PEOPLE["R"], "u", REVIEWERS) == {Role.MEMBER, Role.REVIEWER}
    assert roles_of(PEOPLE["RH"], "u", REVIEWERS) == {Role.HEAD, Role.REVIEWING_HEAD}
    assert PEOPLE["R"].units() == ("u",)
    assert PEOPLE["R"].groups("u") == {"planning"}
