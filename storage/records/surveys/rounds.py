"""Rounds of surveys: answers of one file each, accepted by a second person, replaced or withdrawn, never deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.facts import Answer, SurveyAnswers, SurveyRound
from domain.language.errors import NotThereError, OvertakenError
from storage.db import audit
from storage.db.tables import SurveyRoundRow
from storage.records.plan_in_force import lock_year


@dataclass(frozen=True, slots=True)
class NewRound:
    """Answers that are taken in: `on` is the Bangkok day from which they are there, `sha256` of the file, `now` aware.

    `tool` names what made the file.
    """

    unit: str
    answers: SurveyAnswers
    tool: str
    sha256: str
    on: date
    by: str
    now: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class KeptRound:
    """A round with who took it in, accepted it and ended it. `signed_by` is the office that signed on paper."""

    round: SurveyRound
    tool: str
    sha256: str
    by: str
    at: datetime
    why: str
    accepted_by: str | None
    signed_by: str
    ended_by: str | None
    ended_why: str


def store_round(session: Session, new: NewRound) -> SurveyRound:
    """Store answers in the place of those of the same survey and year, which end on that day.

    Raises KamnotError if the unit is unknown or the year closed.
    """
    answers = new.answers
    lock_year(session, new.unit, answers.year)
    before = _current(session, new.unit, answers.year, answers.survey)
    if before is not None:
        before.ended_on, before.ended_by = new.on, new.by
        session.add(before)
    row = SurveyRoundRow(
        unit=new.unit,
        fiscal_year=answers.year,
        survey=answers.survey,
        asked=answers.asked,
        answered=answers.answered,
        partial=answers.partial,
        first_day=answers.first_day,
        last_day=answers.last_day,
        linked=answers.linked,
        scales={name: list(ends) for name, ends in answers.scales.items()},
        answers=answers_to_json(answers.rows),
        tool=new.tool,
        sha256=new.sha256,
        imported_on=new.on,
        imported_at=new.now,
        imported_by=new.by,
        why=new.why,
    )
    session.add(row)
    session.flush()
    details: dict[str, Any] = {
        "round": row.id,
        "on": new.on.isoformat(),
        "asked": answers.asked,
        "answered": answers.answered,
        "tool": new.tool,
        "sha256": new.sha256,
    }
    details |= {"replaces": before.id} if before is not None else {}
    details |= {"why": new.why} if new.why else {}
    audit.record(session, new.by, "survey.import", _subject(row), details, new.now)
    return _round(row)


def accept_round(
    session: Session, unit: str, number: int, *, on: date, by: str, now: datetime, signed_by: str = "", why: str = ""
) -> SurveyRound:  # fmt: skip
    """From that Bangkok day on the answers count. The caller has checked who accepts.

    Raises NotThereError for no such round, OvertakenError for one that was accepted or ended, KamnotError for a closed
    year.
    """
    row = _own(session, unit, number)
    if row.accepted_on is not None:
        raise OvertakenError(
            f"ผลสำรวจเลขที่ {number} ตรวจรับแล้ว", f"Round {number} was accepted already."
        )
    row.accepted_on, row.accepted_by, row.signed_by = on, by, signed_by
    session.add(row)
    details = {"round": number, "on": on.isoformat()}
    details |= {"signed_by": signed_by} if signed_by else {}
    details |= {"why": why} if why else {}
    audit.record(session, by, "survey.accept", _subject(row), details, now)
    return _round(row)


def withdraw_round(
    session: Session, unit: str, number: int, *, on: date, by: str, now: datetime, why: str
) -> SurveyRound:
    """From that Bangkok day on the answers no longer count; they stay on record. Raises as `accept_round` does."""
    row = _own(session, unit, number)
    row.ended_on, row.ended_by, row.ended_why = on, by, why
    session.add(row)
    details = {"round": number, "on": on.isoformat(), "why": why}
    audit.record(session, by, "survey.withdraw", _subject(row), details, now)
    return _round(row)


def _own(session: Session, unit: str, number: int) -> SurveyRoundRow:
    """A round that has not ended, its year locked."""
    row = session.get(SurveyRoundRow, number)
    if row is None or row.unit != unit:
        raise NotThereError(
            f"สำนักนี้ไม่มีผลสำรวจเลขที่ {number}", f"This unit has no survey round {number}."
        )
    lock_year(session, unit, row.fiscal_year)
    if row.ended_on is not None:
        raise OvertakenError(
            f"ผลสำรวจเลขที่ {number} ถูกถอนหรือมีผลใหม่แทนแล้ว",
            f"Round {number} was withdrawn or replaced.",
        )
    return row


def rounds_of(
    session: Session, unit: str, years: Iterable[int], survey: str | None = None
) -> list[KeptRound]:
    """Every round of one survey or of all in these fiscal years, oldest first."""
    query = select(SurveyRoundRow).where(
        SurveyRoundRow.unit == unit, col(SurveyRoundRow.fiscal_year).in_(list(years))
    )
    if survey is not None:
        query = query.where(SurveyRoundRow.survey == survey)
    return [
        KeptRound(
            _round(row), row.tool, row.sha256, row.imported_by, row.imported_at, row.why,
            row.accepted_by, row.signed_by, row.ended_by, row.ended_why,
        )
        for row in session.exec(query.order_by(col(SurveyRoundRow.id)))
    ]  # fmt: skip


def rounds_of_units(
    session: Session, units: Sequence[str], years: Iterable[int]
) -> dict[str, list[SurveyRound]]:
    """The rounds of some hundreds of units in one query, for the rules."""
    query = (
        select(SurveyRoundRow)
        .where(
            col(SurveyRoundRow.unit).in_(units), col(SurveyRoundRow.fiscal_year).in_(list(years))
        )
        .order_by(col(SurveyRoundRow.id))
    )
    found: dict[str, list[SurveyRound]] = defaultdict(list)
    for row in session.exec(query):
        found[row.unit].append(_round(row))
    return found


def _current(session: Session, unit: str, fiscal_year: int, survey: str) -> SurveyRoundRow | None:
    return session.exec(
        select(SurveyRoundRow).where(
            SurveyRoundRow.unit == unit,
            SurveyRoundRow.fiscal_year == fiscal_year,
            SurveyRoundRow.survey == survey,
            col(SurveyRoundRow.ended_on).is_(None),
        )
    ).first()


def _subject(row: SurveyRoundRow) -> str:
    return f"{row.unit}/{row.fiscal_year}/{row.survey}"


def _round(row: SurveyRoundRow) -> SurveyRound:
    return SurveyRound(
        id=row.id or 0,
        answers=SurveyAnswers(
            survey=row.survey,
            year=row.fiscal_year,
            asked=row.asked,
            rows=answers_from_json(row.answers),
            first_day=row.first_day,
            last_day=row.last_day,
            partial=row.partial,
            scales={name: (lowest, highest) for name, (lowest, highest) in row.scales.items()},
            linked=row.linked,
        ),
        imported_on=row.imported_on,
        accepted_on=row.accepted_on,
        ended_on=row.ended_on,
    )


def answers_to_json(rows: Sequence[Mapping[str, Answer]]) -> dict[str, Any]:
    """Answers as `survey_round.answers` stores them: the names of the questions once, each answer a list."""
    names = sorted({name for row in rows for name in row})
    return {"questions": names, "rows": [[row.get(name) for name in names] for row in rows]}


def answers_from_json(kept: Mapping[str, Any]) -> tuple[dict[str, Answer], ...]:
    """The answers of `answers_to_json`'s value."""
    names = kept["questions"]
    return tuple(
        {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in zip(names, row, strict=True)
            if value is not None
        }
        for row in kept["rows"]
    )
