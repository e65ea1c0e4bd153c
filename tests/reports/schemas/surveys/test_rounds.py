"""The JSON of surveys: what few said is null, and no answer of one person is in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

from domain.facts import SurveyAnswers, SurveyRound
from domain.surveys.comparison import compare
from domain.surveys.summary import summarise
from domain.surveys.taking_in import SurveyStep
from reports.schemas.surveys.rounds import RoundPart, survey_document
from tests.support.surveys.answers import SURVEY

ROWS = tuple({"fair": 4 + n % 2} | ({"own-use": 1} if n < 3 else {}) for n in range(6))
ANSWERS = SurveyAnswers("climate", 2567, 12, ROWS, scales={"fair": (1, 5), "own-use": (1, 5)})
ROUND = SimpleNamespace(
    round=SurveyRound(7, ANSWERS, date(2024, 8, 1)), tool="table", sha256="s", by="clerk",
    at=datetime(2024, 8, 1, tzinfo=UTC), why="", accepted_by=None, signed_by="", ended_by=None, ended_why="",
)  # fmt: skip


def test_a_round_says_who_took_it_in_and_how_many_answered() -> None:
    part = RoundPart.of(ROUND).model_dump(mode="json", by_alias=True)

    assert (part["round"], part["answered"], part["asked"], part["by"]) == (7, 6, 12, "clerk")
    assert (part["reason"], part["signed_by"]) == (None, None)
    assert "rows" not in part


def test_a_shown_survey_has_means_to_two_places_and_nothing_of_few() -> None:
    kept = SimpleNamespace(
        survey=SURVEY, headcount=None, now=ROUND, last=None, step=SurveyStep.ACCEPT
    )
    shown = SimpleNamespace(
        kept=kept, year=2567, summary=summarise(SURVEY, ANSWERS), rounds=(ROUND,),
        comparisons=(compare(SURVEY, "", ANSWERS, None),),
    )  # fmt: skip

    told = survey_document("u", shown).plain()

    fair, own, *_ = told["questions"]
    assert (fair["mean"], fair["deviation"], fair["answered"]) == (4.5, 0.55, 6)
    assert (own["few"], own["mean"], own["answered"], own["counts"]) == (True, None, None, [])
    assert told["response"]["percent"] == "50%"
    assert told["compared"][0]["unsure"] == "no-last-year"
