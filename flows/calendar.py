"""The calendar feeds of one unit: what changed since they were last told counts up."""

from __future__ import annotations

from domain.calendar import feed_of
from flows.check import calendar_events, check_completeness, compute_scores, load_facts
from flows.workspace import Workspace, today
from storage.answers import load_answers
from storage.calendar import keep_events, known_events
from storage.database import writing
from storage.people import unit_name


def feeds(ws: Workspace, unit: str) -> dict[str, bytes]:
    """The calendar of all (`all`) and of each group by its id, as of today; what changed is kept."""
    from notifications.calendar import calendar_name, render_calendar

    day = today()
    facts = load_facts(ws, unit, day)
    evaluation = compute_scores(ws, check_completeness(ws, facts, day), facts, day)
    year = ws.plan.fiscal_year
    with writing(ws.engine) as session:
        answers = load_answers(session, unit, year, as_of=day)
        events = calendar_events(ws, evaluation, answers, known_events(session, unit, year))
        keep_events(session, unit, year, events, now=ws.now())
        name = unit_name(session, unit)
    found = {"all": render_calendar(events, calendar_name(name, ()))}
    for group in ws.plan.groups:
        title = calendar_name(name, (group.short_name,))
        found[group.id] = render_calendar(feed_of(events, group.id), title)
    return found
