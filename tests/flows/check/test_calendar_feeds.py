"""The feeds of a unit as calendars subscribe to them, across plans that change in the middle of the year."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from datetime import date
from typing import Any

import icalendar
import pytest

from domain.language.errors import KamnotError
from domain.plan.model import Plan
from flows.check.calendar_feeds import feed_meant, feeds, groups_of
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.people import set_contact
from storage.records.plan_in_force import apply_plan, plan_in_force
from storage.settings import Settings
from tests.support.cast import UNIT

SEVEN = "2567-bureau-activity-7@kamnot.invalid"
"""In the care of the campaign group alone."""
MARCH = date(2024, 3, 13)


def take(ws: Workspace, plan: Plan) -> Workspace:
    """The plan is in force from now on."""
    with writing(ws.engine) as session:
        apply_plan(session, plan, by="test", why="ทดสอบ", now=ws.now())
    return Workspace(Settings())


def handed_over(plan: Plan, number: int, *groups: str) -> Plan:
    own = (
        a.model_copy(update={"groups": groups}) if a.number == number else a
        for a in plan.activities
    )
    return plan.changed(activities=tuple(own))


def entry(data: bytes, uid: str = SEVEN) -> tuple[int, str] | None:
    """(SEQUENCE, STATUS) of an entry as a real calendar reads it; None where it is not in the feed."""
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    found: dict[str, Any] = {str(event["UID"]): event for event in events}
    return (found[uid]["SEQUENCE"], str(found[uid]["STATUS"])) if uid in found else None


def told(found: Mapping[str, bytes]) -> dict[str, tuple[int, str] | None]:
    return {name: entry(data) for name, data in found.items() if entry(data) is not None}


def test_an_activity_that_a_plan_gives_to_another_group_is_cancelled_for_whoever_had_it(
    workspace: Workspace,
) -> None:
    plan = workspace.plan
    first = told(feeds(workspace, UNIT))
    after = take(workspace, handed_over(plan, 7, "planning"))
    second = told(feeds(after, UNIT))
    third = told(feeds(take(after, plan), UNIT))

    confirmed, cancelled = "CONFIRMED", "CANCELLED"
    assert first == {"all": (0, confirmed), "campaign": (0, confirmed)}
    assert second == {
        "all": (1, confirmed), "planning": (1, confirmed), "campaign": (1, cancelled),
    }  # fmt: skip
    assert third == {
        "all": (2, confirmed), "planning": (2, cancelled), "campaign": (2, confirmed),
    }  # fmt: skip


def test_a_feed_that_was_fetched_pins_the_plan_that_it_was_written_by(workspace: Workspace) -> None:
    feeds(workspace, UNIT)
    with reading(workspace.engine) as session:
        pinned = plan_in_force(session, 2567)
    assert pinned is not None
    assert pinned.plan_hash == workspace.plan_hash


def test_a_group_that_the_plan_no_longer_has_keeps_a_feed_in_which_all_is_cancelled(
    workspace: Workspace,
) -> None:
    plan = workspace.plan
    feeds(workspace, UNIT)
    others = tuple(g for g in plan.groups if g.id != "selection")
    left = tuple(
        a.model_copy(
            update={"groups": tuple(g for g in a.groups if g != "selection") or ("planning",)}
        )
        for a in plan.activities
    )
    after = take(workspace, plan.changed(groups=others, activities=left))
    events = icalendar.Calendar.from_ical(feeds(after, UNIT)["selection"]).walk("VEVENT")
    assert {str(event["STATUS"]) for event in events} == {"CANCELLED"}
    assert len(events) == sum("selection" in a.groups for a in plan.activities)


@pytest.mark.parametrize(
    ("also_in", "status"),
    [
        pytest.param(None, "CANCELLED", id="the group lost it"),
        pytest.param("planning", None, id="its reader answers for it in another group"),
    ],
)
def test_the_next_letter_to_the_group_brings_the_cancellation_along(
    workspace: Workspace, also_in: str | None, status: str | None
) -> None:
    check(workspace, CheckRequest(UNIT, ("march",), MARCH))
    if also_in is not None:
        with writing(workspace.engine) as session:
            set_contact(
                session, unit=UNIT, group=also_in, role="head", office="หัวหน้า",
                email="campaign@bureau.example", by="test", now=workspace.now(),
            )  # fmt: skip
    after = take(workspace, handed_over(workspace.plan, 7, "planning"))
    outcome = check(after, CheckRequest(UNIT, ("march",), date(2024, 3, 15)))
    found = attached(outcome, "campaign")
    assert found == ((1, status) if status else None)


def attached(outcome: CheckOutcome, group: str) -> tuple[int, str] | None:
    [raw] = [m.raw for _, m in outcome.letters.mails if m.group_id == group]
    [part] = email.message_from_bytes(raw, policy=email.policy.default).iter_attachments()
    return entry(part.get_content())


def test_a_feed_links_to_its_own_unit_where_there_are_several(workspace: Workspace) -> None:
    settings = workspace.settings.model_copy(update={"page_url": "https://k.example"})
    assert b"URL:https://k.example/a/7" in feeds(Workspace(settings), UNIT)["campaign"]
    set_up(settings, unit="second", name="สำนักที่สอง")
    assert f"URL:https://k.example/u/{UNIT}/a/7".encode() in feeds(Workspace(settings), UNIT)["all"]


def test_a_group_without_a_feed_is_refused_with_those_that_have_one(workspace: Workspace) -> None:
    for group in groups_of(workspace):
        assert feed_meant(workspace, group) == group
    assert feed_meant(workspace, "แผนงาน") == "planning"

    with pytest.raises(KamnotError, match="planning"):
        feed_meant(workspace, "tea")
