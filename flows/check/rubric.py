"""A unit's scores and level, their explanation, and the cheapest next steps. It only reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.evaluation.whatif import (
    Supposition,
    parse_supposition,
    suppose_done,
    suppose_facts,
    suppose_findings,
)
from domain.facts import Facts
from domain.language.errors import KamnotError
from domain.language.thai import arabic_digits
from domain.results import Evaluation, RegisterAsk
from domain.rubric.explanation import Standing, records_of, trace
from domain.rubric.figures import newest_entries
from domain.rubric.gap import State, Step, steps_to_level, steps_to_points, with_asks
from domain.working_days import last_working_day
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.listed_evidence import reviews_known
from storage.records.measures import entries_known

HIGHEST = 3
_OF_LEVELS = re.compile(r"^(?:ระดับ(?:ที่)?|level)\s*")
_POINTS = ("points", "คะแนน", "คะแนนครบ", "คะแนนเต็ม")


def suppose(ws: Workspace, texts: Sequence[str], as_of: date) -> Supposition:
    """The supposition of `--if`, checked against the plan. Raises KamnotError if it is impossible."""
    return parse_supposition(ws.plan, texts, as_of)


def stand(ws: Workspace, unit: str, as_of: date, texts: Sequence[str] = ()) -> Standing:
    """The scores and the level as of a day, each with its explanation.

    `texts` are suppositions (`1.signed=180/200`); nothing is written. Raises KamnotError for an impossible one.
    """
    what = suppose(ws, texts, as_of)
    facts, evaluation = _evaluate(ws, unit, as_of, what)
    with reading(ws.engine) as session:
        reviews = reviews_known(session, unit, ws.plan.fiscal_year, as_of)
        entries = entries_known(session, unit, ws.plan.fiscal_year, as_of)
    records = records_of(ws.plan, facts, as_of, reviews, entries)
    return trace(ws.plan, evaluation, records, what.texts)


def _evaluate(ws: Workspace, unit: str, as_of: date, what: Supposition) -> tuple[Facts, Evaluation]:
    facts = suppose_facts(ws.plan, load_facts(ws, unit, as_of), what, as_of)
    findings = suppose_findings(ws.evaluator.find(facts, as_of), what, as_of, ws.language)
    return facts, ws.evaluator.score(findings, facts, as_of)


@dataclass(frozen=True, slots=True)
class Gap:
    """The cheapest steps to a level, or to all possible points (`level` None).

    `steps` is None if no steps lead there; `before` and `then` are the evaluations without and with them, `supposed` is
    the supposition at the beginning, `then_supposed` the same with the steps.
    """

    level: int | None
    steps: tuple[Step, ...] | None
    before: Evaluation
    then: Evaluation
    supposed: tuple[str, ...]
    then_supposed: tuple[str, ...]
    rows: tuple[RegisterAsk, ...] = ()
    """What registers lack that no step is about."""


def find_gap(
    ws: Workspace, unit: str, as_of: date, target: str | None = None, texts: Sequence[str] = ()
) -> Gap:
    """The next steps. `target` is `1`, `ระดับ ๒` or `points`; None is the next level, after the last one the points.

    Nothing is written. Raises KamnotError for an impossible supposition.
    """
    what = suppose(ws, texts, as_of)
    facts, before = _evaluate(ws, unit, as_of, what)
    known = facts.known_on(as_of)
    state = State(newest_entries(known.measures), before.by_number)
    level = _level(target, before)
    if level is None:
        steps: tuple[Step, ...] | None = steps_to_points(state)
    else:
        last_day = last_working_day(ws.plan.rubric.due, ws.is_working_day)
        steps = steps_to_level(ws.plan, state, level, last_day)
    done = suppose_done(ws.plan, what, steps or (), as_of)
    then = _evaluate(ws, unit, as_of, done)[1]
    asked = with_asks(ws.plan, known, steps, ws.language)
    there = {step.register for step in asked or ()}
    rows = tuple(ask for ask in before.register_asks if ask.register not in there)
    return Gap(level, asked, before, then, what.texts, done.texts, rows)


def _level(target: str | None, now: Evaluation) -> int | None:
    if target is None:
        return None if now.rubric.level == HIGHEST else now.rubric.level + 1
    plain = _OF_LEVELS.sub("", arabic_digits(target).strip().lower())
    if plain in _POINTS:
        return None
    if plain in map(str, range(1, HIGHEST + 1)):
        return int(plain)
    raise KamnotError(
        f"ไม่รู้จักเป้าหมาย “{target}” ใช้ได้: ระดับ ๑ ถึง ๓ หรือ คะแนน",
        f"Unknown goal {target!r}; there are the levels 1 to 3, and points.",
    )
