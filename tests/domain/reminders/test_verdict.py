"""What a channel answers: which answers are about the letter, and which would meet the next one too."""

from __future__ import annotations

from typing import get_args

import pytest

from domain.reminders.verdict import Verdict, VerdictState
from storage.outbox.rows import STATES


@pytest.mark.parametrize(
    ("state", "phase", "blames"),
    [
        pytest.param("config", "auth", True, id="our own set-up is refused"),
        pytest.param("config", "rcpt", True, id="wherever it is"),
        pytest.param("retry", "connect", True, id="nobody answers"),
        pytest.param("retry", "rcpt", False, id="a mailbox is full for now"),
        pytest.param("retry", "data", False, id="the text is put off"),
        pytest.param("dead", "connect", False, id="no such host for this address"),
        pytest.param("dead", "rcpt", False, id="no such address"),
        pytest.param("unknown", "data", False, id="the answer was lost"),
        pytest.param("sent", "data", False, id="taken"),
    ],
)
def test_only_what_the_next_letter_would_meet_too_stops_the_channel(
    state: VerdictState, phase: str, blames: bool
) -> None:
    assert Verdict(state, phase).blames_channel is blames


def test_an_answer_that_stays_is_a_state_of_the_letter_and_the_others_are_not() -> None:
    stays = {state for state in get_args(VerdictState) if state in STATES}

    assert stays == {"sent", "dead", "unknown"}
