"""Made-up answers to surveys, for tests: a small questionnaire, and rows of levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

from domain.facts import Answer, SurveyAnswers
from domain.plan.model import Survey, SurveyQuestion
from domain.surveys.summary import scored

LEVELS = [{"level": level, "title": f"ระดับ {level}"} for level in (5, 4, 3, 2, 1)]
BANDS = [
    {"least": 4.51, "title": "มากที่สุด"}, {"least": 3.51, "title": "มาก"}, {"least": 2.51, "title": "ปานกลาง"},
    {"least": 1.51, "title": "น้อย"}, {"least": 1, "title": "น้อยที่สุด"},
]  # fmt: skip


def survey(**changes: Any) -> Survey:
    """Three questions on one scale, of which the last asks for the opposite; choices; and words."""
    asked: dict[str, Any] = {
        "id": "climate", "title": "บรรยากาศ", "source": "กำหนด", "asked": "headcount",
        "scales": [{"id": "five", "levels": LEVELS, "bands": BANDS}],
        "topics": [{"id": "climate", "title": "บรรยากาศ"}],
        "questions": [
            {"id": "a", "title": "ก", "topic": "climate", "scale": "five"},
            {"id": "b", "title": "ข", "topic": "climate", "scale": "five"},
            {"id": "c", "title": "ค", "topic": "climate", "scale": "five", "reversed": True},
            {"id": "by", "title": "ทาง", "choices": [{"id": "web", "title": "เว็บ"}, {"id": "chat", "title": "แชต"}]},
            {"id": "idea", "title": "ข้อเสนอแนะ", "open": True},
        ],
    }  # fmt: skip
    return Survey.model_validate(asked | changes)


def answers(
    rows: Iterable[Mapping[str, Answer]], *, asked: int | None = None, **changes: Any
) -> SurveyAnswers:
    """Answers of a year, of whom everybody answered unless `asked` says otherwise."""
    kept = tuple(rows)
    given: dict[str, Any] = {"survey": "climate", "year": 2567, "rows": kept}
    return SurveyAnswers(**given | {"asked": len(kept) if asked is None else asked} | changes)


def levels(*given: int, question: str = "a") -> list[dict[str, Answer]]:
    """One person each, who answered one question."""
    return [{question: level} for level in given]


def of_year(
    asked: Survey, year: int, *, people: int, staff: int, level: float, seed: int = 1
) -> SurveyAnswers:
    """Answers to a survey of the plan: each person answers every scaled question near a level."""
    chance = Random(seed)
    rows: list[dict[str, Answer]] = []
    for _ in range(people):
        mine = chance.gauss(level, 0.3)
        rows.append({q.id: _near(asked, q, chance.gauss(mine, 0.4)) for q in asked.scaled()})
    last = date(year - 543, 3, 1)
    return SurveyAnswers(asked.id, year, staff, tuple(rows), first_day=last, last_day=last)


def _near(asked: Survey, question: SurveyQuestion, wanted: float) -> int:
    return scored(asked, question, min(5, max(1, round(wanted))))


def alike(people: int, *, shift: float = 0, seed: int = 1) -> list[dict[str, Answer]]:
    """People whose attitude is N(3.9 + shift, 0.6), with noise in each of the three questions."""
    chance = Random(seed)
    return [_person(chance, chance.gauss(3.9 + shift, 0.6)) for _ in range(people)]


def _person(chance: Random, attitude: float) -> dict[str, Answer]:
    a, b, c = (min(5, max(1, round(chance.gauss(attitude, 0.7)))) for _ in range(3))
    return {"a": a, "b": b, "c": 6 - c}
