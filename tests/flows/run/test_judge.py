"""What is known of a unit comes from the database and the store: a file that is gone proves nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.facts import Facts, Problem
from flows.evidence.take_in import Incoming, take_in
from flows.run.judge import as_stored, check_completeness, compute_scores, load_facts
from flows.run.workspace import Workspace
from tests.support.cast import UNIT, file

DAY = date(2024, 3, 1)


@pytest.fixture
def sent(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A report of activity 7 and one of activity 2 that came in on a day."""
    for requirement in ("7.report", "2.knowledge-paper"):
        path = tmp_path / f"{requirement}.pdf"
        path.write_bytes(requirement.encode())
        take_in(workspace, UNIT, [Incoming(requirement, path, DAY)], by="test")
    return workspace


def lose(ws: Workspace, sha256: str) -> None:
    with ws.store.local(sha256) as path:
        path.unlink()


@pytest.mark.parametrize(
    ("days", "files"),
    [
        pytest.param(-1, 0, id="the day before"),
        pytest.param(0, 2, id="the day itself"),
        pytest.param(1, 2, id="the day after"),
    ],
)
def test_files_are_known_from_their_day_on(sent: Workspace, days: int, files: int) -> None:
    known = load_facts(sent, UNIT, DAY + timedelta(days=days))

    assert len(known.known_on(DAY + timedelta(days=days)).evidence) == files


def test_another_unit_has_none_of_them(sent: Workspace) -> None:
    assert load_facts(sent, "other", DAY).evidence == ()


def test_a_file_whose_bytes_are_gone_is_lost_and_the_others_are_as_they_were(
    sent: Workspace,
) -> None:
    before = {fact.item: fact for fact in load_facts(sent, UNIT, DAY).evidence}
    gone = before[min(before)]
    lose(sent, gone.sha256)

    after = {fact.item: fact for fact in load_facts(sent, UNIT, DAY).evidence}

    assert after.pop(gone.item).problem is Problem.LOST
    assert after == {item: fact for item, fact in before.items() if item != gone.item}


def test_facts_of_files_that_are_all_there_are_the_very_same(sent: Workspace) -> None:
    facts = load_facts(sent, UNIT, DAY)

    assert as_stored(sent, facts) is facts


def test_a_unit_without_files_asks_the_store_for_nothing(workspace: Workspace) -> None:
    facts = Facts(UNIT)

    assert as_stored(workspace, facts) is facts


def test_a_file_that_was_never_stored_is_lost_whatever_was_seen_in_it(sent: Workspace) -> None:
    [fact] = as_stored(sent, Facts(UNIT, (file("7.report"),))).evidence

    assert fact.problem is Problem.LOST


def test_the_steps_together_are_the_whole_judgement(sent: Workspace) -> None:
    facts = load_facts(sent, UNIT, DAY)

    findings = check_completeness(sent, [facts], DAY)

    assert compute_scores(sent, findings, [facts], DAY) == [sent.evaluator.evaluate(facts, DAY)]
