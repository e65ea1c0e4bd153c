"""The calendar feeds of one unit: entries that changed since the last time count up."""

from __future__ import annotations

from domain.plan.model import WorkingGroup
from domain.plan.names import group_meant
from domain.reminders.calendar_entries import feed_of
from flows.check.check import calendar_events
from flows.run.judge import load_facts
from flows.run.page_address import page_of_unit
from flows.run.workspace import Workspace, today
from storage.db.database import writing
from storage.records.calendar_events import keep_events, known_events
from storage.records.people import unit_name, units
from storage.records.snoozes import load_answers


def feeds(ws: Workspace, unit: str) -> dict[str, bytes]:
    """The calendar of all (`all`) and of each group by its id, as of today. Changes are stored.

    A group that the plan no longer has keeps its feed, in which everything is cancelled.
    """
    from notifications.calendar_feed import calendar_name, render_calendar

    day = today()
    facts = load_facts(ws, unit, day)
    evaluation = ws.evaluator.evaluate(facts, day)
    year = ws.plan.fiscal_year
    with writing(ws.engine) as session:
        ws.pin(session)
        answers = load_answers(session, [unit], year, as_of=day)[unit]
        events = calendar_events(ws, evaluation, answers, known_events(session, [unit], year)[unit])
        keep_events(session, unit, year, events, now=ws.now())
        name = unit_name(session, unit)
        several = len(units(session)) > 1
    page = page_of_unit(ws.settings, unit, several=several)
    found = {"all": render_calendar(events, calendar_name(name, ()), page)}
    held = ws.held(unit)
    for group in groups_of(ws).values():
        title = calendar_name(name, (group.short_name,))
        found[group.id] = render_calendar(feed_of(events, group.id, held), title, page)
    return found


def groups_of(ws: Workspace) -> dict[str, WorkingGroup]:
    """The working groups by id that have a feed: those of this plan and of earlier ones."""
    return {group.id: group for plan in (*ws.plans_before, ws.plan) for group in plan.groups}


def feed_meant(ws: Workspace, group: str) -> str:
    """The id of the group with a feed that is meant by its id or name. Raises KamnotError if there is none."""
    return group_meant(groups_of(ws).values(), group)
