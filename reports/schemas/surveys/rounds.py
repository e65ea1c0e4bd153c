"""Surveys, their rounds and what their answers say, as the JSON that programs rely on.

No answer of one person is in it. Means and deviations have two places, as they are printed; shares are exact.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from domain.surveys.comparison import YearComparison
from domain.surveys.intervals import Spread, rounded
from domain.surveys.summary import QuestionSummary, SurveySummary, TopicSummary
from reports.schemas.amounts import AmountOrNull
from reports.schemas.document import JsonDocument, JsonPart, NullText, at


class RoundPart(JsonPart):
    """The answers of one file: what made it, its hash, who took it in, accepted and ended it."""

    round_: int = at("round", "id")
    year: int = at("round", "answers", "year")
    asked: int = at("round", "answers", "asked")
    answered: int = at("round", "answers", "answered")
    partial: int = at("round", "answers", "partial")
    linked: bool = at("round", "answers", "linked")
    first_day: date | None = at("round", "answers", "first_day")
    last_day: date | None = at("round", "answers", "last_day")
    tool: str
    sha256: str
    imported_on: date = at("round", "imported_on")
    at_: datetime = at("at")
    by: str
    reason: NullText = at("why")
    accepted_on: date | None = at("round", "accepted_on")
    accepted_by: str | None
    signed_by: NullText
    ended_on: date | None = at("round", "ended_on")
    ended_by: str | None
    ended_reason: NullText = at("ended_why")


class SurveyPart(JsonPart):
    """A survey with its rounds of this year and the year before, and what it needs next."""

    id: str = at("survey", "id")
    title: str = at("survey", "title")
    activities: tuple[int, ...] = at("survey", "activities")
    asks: str = at("survey", "asked")
    fewest: int = at("survey", "fewest")
    headcount: int | None
    now: RoundPart | None
    last: RoundPart | None
    step: str


class SurveysDocument(JsonDocument):
    """`kamnot survey list`."""

    schema_: Literal["kamnot/surveys/1"] = "kamnot/surveys/1"
    unit: str
    surveys: tuple[SurveyPart, ...]


class CountPart(JsonPart):
    """How many people chose a level or ticked a choice."""

    id: str
    title: str
    count: int
    share: AmountOrNull


class QuestionPart(JsonPart):
    """One question; with `few` answers there is no number and no word of it."""

    id: str = at("question", "id")
    title: str = at("question", "title")
    topic: NullText = at("question", "topic")
    few: bool
    answered: int | None
    counts: tuple[CountPart, ...]
    mean: float | None
    deviation: float | None
    band: NullText
    rank: int | None
    words: tuple[str, ...]


class TopicPart(JsonPart):
    """The means of people over a topic; null where too few answered."""

    id: NullText
    title: NullText
    answered: int | None
    mean: float | None
    deviation: float | None
    band: NullText


class ComparedPart(JsonPart):
    """A topic against the year before."""

    topic: NullText
    change: str
    unsure: str | None
    difference: float | None
    low: float | None
    high: float | None
    visible: float | None
    common: tuple[str, ...]
    left_out: tuple[str, ...]
    thai: str
    english: str


class SurveyDocument(JsonDocument):
    """`kamnot survey show`; `few` answers leave all numbers out but how many there are."""

    schema_: Literal["kamnot/survey/1"] = "kamnot/survey/1"
    unit: str
    survey_: SurveyPart = at("survey")
    year: int
    few: bool
    response: AmountOrNull
    response_of_staff: AmountOrNull
    questions: tuple[QuestionPart, ...]
    topics: tuple[TopicPart, ...]
    overall: TopicPart | None
    compared: tuple[ComparedPart, ...]
    rounds: tuple[RoundPart, ...]


class DroppedColumnPart(JsonPart):
    """A column that is not taken; `row` says why, if one row does."""

    column: str = at("column", "letter")
    heading: str = at("column", "heading")
    why: str
    row: int | None


class AnswerDoubtPart(JsonPart):
    """Why a file cannot be taken."""

    row: int | None
    column: NullText
    times: int
    thai: str
    english: str


class AnswersImportedDocument(JsonDocument):
    """`kamnot survey import`; with a doubt, and where all is as before (`same`), nothing was kept."""

    schema_: Literal["kamnot/answers-imported/1"] = "kamnot/answers-imported/1"
    unit: str
    survey_: str = at("survey")
    year: int = at("read", "answers", "year")
    dry_run: bool
    kept: bool
    same: bool
    replaces: int | None
    tool: str = at("read", "tool")
    asked: int = at("read", "answers", "asked")
    answered: int = at("read", "answers", "answered")
    partial: int = at("read", "answers", "partial")
    early: int = at("read", "early")
    other_year: int = at("read", "other_year")
    first_day: date | None = at("read", "answers", "first_day")
    last_day: date | None = at("read", "answers", "last_day")
    dropped: tuple[DroppedColumnPart, ...] = at("read", "dropped")
    missing: tuple[str, ...] = at("read", "missing")
    other_sheets: tuple[str, ...] = at("read", "others")
    doubts: tuple[AnswerDoubtPart, ...] = at("read", "doubts")


class SurveyRoundDocument(JsonDocument):
    """`kamnot survey accept` and `survey withdraw`."""

    schema_: Literal["kamnot/survey-round/1"] = "kamnot/survey-round/1"
    unit: str
    survey_: str = at("answers", "survey")
    year: int = at("answers", "year")
    round_: int = at("id")
    answered: int = at("answers", "answered")
    accepted_on: date | None
    ended_on: date | None


def survey_document(unit: str, shown: Any) -> SurveyDocument:
    """A shown survey (`flows.surveys.rounds.ShownSurvey`)."""
    summary: SurveySummary | None = shown.summary
    few = summary is None or summary.few
    return SurveyDocument.of(
        shown,
        unit=unit,
        survey=SurveyPart.of(shown.kept),
        few=few,
        response=summary.response if summary else None,
        response_of_staff=summary.response_of_staff if summary else None,
        questions=[] if summary is None else list(map(_question, summary.questions)),
        topics=[] if summary is None else list(map(_topic, summary.topics)),
        overall=_topic(summary.overall) if summary and summary.overall else None,
        compared=list(map(_compared, shown.comparisons)),
    )


def _question(one: QuestionSummary) -> QuestionPart:
    return QuestionPart.of(
        one,
        **_printed(one.spread),
        counts=list(map(CountPart.of, one.counts)),
        words=sorted(one.words),
    )


def _topic(one: TopicSummary) -> TopicPart:
    return TopicPart.of(
        one, answered=one.spread.count if one.spread else None, **_printed(one.spread)
    )


def _printed(spread: Spread | None) -> dict[str, float | None]:
    if spread is None:
        return {"mean": None, "deviation": None}
    return {"mean": float(rounded(spread.mean)), "deviation": float(spread.printed_deviation)}


def _compared(one: YearComparison) -> ComparedPart:
    said = one.said()
    span, visible = one.span, one.visible
    return ComparedPart.of(
        one,
        difference=_places(one.difference),
        low=_places(span.low if span else None),
        high=_places(span.high if span else None),
        visible=_places(visible),
        thai=said.thai,
        english=said.english,
    )


def _places(value: Fraction | float | None) -> float | None:
    return None if value is None else round(float(value), 4)
