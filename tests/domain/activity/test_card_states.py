"""One word for how a document or number stands, and what its bringer is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.activity.card_states import WORDS, BringerTold, CardState, state_of, state_word, told_of
from domain.facts import Problem
from domain.language.ids import RequirementId
from domain.results import ActivityResult, Finding, Outcome, Points, Timeliness, WaitsFor

DUE = date(2024, 3, 20)
FINDING = Finding(RequirementId(7, "report"), "รายงาน", Outcome.NOT_MET, "", "", "", source="แถว ๗")
ACTIVITY = ActivityResult(
    7, "กิจกรรม", "march", DUE, DUE, DUE, Outcome.NOT_MET, Timeliness.NOT_YET_DUE, Points(), ("campaign",),
    (FINDING,), None,
)  # fmt: skip
SOUND = (None,)
UNSEEN = (Problem.NOT_INSPECTED,)


@pytest.mark.parametrize(
    ("changes", "problems", "days_before", "state"),
    [
        ({}, (), 30, CardState.NOT_SENT),
        ({}, (), 8, CardState.NOT_SENT),
        ({}, (), 7, CardState.SOON),
        ({}, (), 0, CardState.SOON),
        ({}, (), -1, CardState.OVERDUE),
        ({}, SOUND, 30, CardState.LACKING),
        ({}, SOUND, -1, CardState.OVERDUE),
        ({}, (Problem.ENCRYPTED,), 30, CardState.REFUSED),
        ({}, (Problem.ENCRYPTED,), -1, CardState.REFUSED),
        ({}, (Problem.ENCRYPTED, None), 30, CardState.LACKING),
        ({"returned": ("ขาดภาพ",)}, SOUND, 30, CardState.RETURNED),
        ({"outcome": Outcome.NOT_AVAILABLE, "waits_for": WaitsFor.REVIEW}, SOUND, -1, CardState.TO_REVIEW),
        ({"outcome": Outcome.NOT_AVAILABLE, "waits_for": WaitsFor.NUMBER}, (), 3, CardState.NUMBER),
        ({"outcome": Outcome.NOT_AVAILABLE, "waits_for": WaitsFor.NUMBER}, (), -3, CardState.OVERDUE),
        ({"outcome": Outcome.NOT_AVAILABLE, "waits_for": WaitsFor.LOOK}, UNSEEN, 3, CardState.LOOKING),
        ({"outcome": Outcome.NOT_AVAILABLE, "waits_for": WaitsFor.SCANNER}, UNSEEN, 3, CardState.LOOKING),
        ({"outcome": Outcome.MET, "files": 1, "unseen": 1}, SOUND, 3, CardState.COUNTED),
        ({"outcome": Outcome.MET, "files": 1}, SOUND, -3, CardState.COMPLETE),
        ({"outcome": Outcome.MET, "files": 1, "lacks_pdf": True}, SOUND, 3, CardState.LACKING),
        ({"outcome": Outcome.NOT_APPLICABLE}, (), -3, CardState.EXCUSED),
    ],
)  # fmt: skip
def test_the_state(
    changes: dict[str, Any],
    problems: tuple[Problem | None, ...],
    days_before: int,
    state: CardState,
) -> None:
    finding = replace(FINDING, **changes)
    assert state_of(finding, ACTIVITY, DUE - timedelta(days=days_before), problems) is state


@pytest.mark.parametrize(
    ("changes", "problem", "told"),
    [
        ({"outcome": Outcome.MET}, None, BringerTold.COUNTED),
        ({}, None, BringerTold.LACKING),
        ({"outcome": Outcome.NOT_AVAILABLE, "waits_for": WaitsFor.REVIEW}, None, BringerTold.WAITS),
        ({}, Problem.EMPTY, BringerTold.REFUSED),
        ({"outcome": Outcome.MET}, Problem.MACROS, BringerTold.REFUSED),
        ({}, Problem.NOT_INSPECTED, BringerTold.WAITS),
    ],
)
def test_what_is_told(changes: dict[str, Any], problem: Problem | None, told: BringerTold) -> None:
    assert told_of(replace(FINDING, **changes), problem) is told


def test_every_state_has_its_words_and_none_twice() -> None:
    assert set(WORDS) == set(CardState)
    assert len({state_word(state, "th") for state in CardState}) == len(CardState)
