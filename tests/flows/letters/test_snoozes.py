"""Snoozes as verbs: kept for the group that asked, refused where they could not hold, ended by number."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError, OvertakenError
from domain.reminders.snoozes import Snooze
from flows.letters.snoozes import add_snooze, end_snooze, snoozes_of
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

TODAY, UNTIL = date(2024, 3, 1), date(2024, 3, 8)


def add(
    ws: Workspace,
    activity: int,
    group: str | None = None,
    until: date = UNTIL,
    reason: str = " รอลายเซ็น ",
) -> Snooze:
    return add_snooze(
        ws, UNIT, activity, until=until, reason=reason, today=TODAY, by="somsri", group=group
    )


def activity_with(ws: Workspace, groups: int) -> int:
    """The first activity of March that this many groups share."""
    march = ws.plan.batch_by_id["march"]
    return next(
        a.number for a in ws.plan.activities if a.batch == march.id and len(a.groups) == groups
    )


def test_the_only_group_of_an_activity_need_not_be_named(bare: Workspace) -> None:
    number = activity_with(bare, 1)

    kept = add(bare, number)

    assert (kept.activity, kept.until, kept.reason) == (number, UNTIL, "รอลายเซ็น")
    assert snoozes_of(bare, UNIT, TODAY) == (kept,)
    assert snoozes_of(bare, UNIT, date(2024, 2, 29)) == ()


def test_the_group_of_a_joint_activity_has_to_be_named(bare: Workspace) -> None:
    number = activity_with(bare, 2)
    with pytest.raises(KamnotError, match="หลายคณะ"):
        add(bare, number)

    group = next(a for a in bare.plan.activities if a.number == number).groups[1]

    assert add(bare, number, group).group == group


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"activity": 999}, id="unknown activity"),
        pytest.param({"reason": " "}, id="no reason"),
        pytest.param({"until": date(2024, 12, 1)}, id="past the due date"),
        pytest.param({"group": "tea"}, id="a group that has no part in it"),
    ],
)
def test_a_snooze_that_could_not_hold_is_refused_and_not_kept(
    bare: Workspace, wrong: dict[str, object]
) -> None:
    asked: dict[str, object] = {"activity": activity_with(bare, 1)} | wrong

    with pytest.raises(KamnotError):
        add(bare, **asked)  # type: ignore[arg-type]

    assert snoozes_of(bare, UNIT, TODAY) == ()


def test_a_snooze_ends_once_and_stays_in_the_list(bare: Workspace) -> None:
    kept = add(bare, activity_with(bare, 1))

    ended = end_snooze(bare, UNIT, kept.id, ended_on=date(2024, 3, 4), by="somsri")

    assert snoozes_of(bare, UNIT, TODAY) == (ended,)
    assert ended.ended_on == date(2024, 3, 4)
    with pytest.raises(OvertakenError):
        end_snooze(bare, UNIT, kept.id, ended_on=date(2024, 3, 5), by="somsri")
