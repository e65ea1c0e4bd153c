"""Item numbers run through all units of a database: a request names its unit, and another unit's item is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.activity.reviewing import Seen
from domain.language.errors import NotThereError
from flows.evidence.browse import all_evidence, bytes_of, known_of
from flows.evidence.looks import look_into, recheck
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, file_in, link
from flows.evidence.withdrawals import withdraw
from flows.house.set_up import set_up
from flows.papers.pictures import choose_picture
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

DAY = date(2024, 3, 1)
OTHER = "other"


@pytest.fixture
def item(workspace: Workspace, tmp_path: Path) -> int:
    """A photo of the bureau in a database that another unit shares."""
    set_up(workspace.settings, unit=OTHER)
    path = tmp_path / "ภาพ.jpg"
    path.write_bytes(b"\xff\xd8\xff no picture")
    [kept] = file_in(workspace, UNIT, [Incoming("7.photos", path, DAY)], by="test")
    return kept.added.item


def _review(ws: Workspace, item: int) -> None:
    review(ws, OTHER, Seen(item, 1), accepted=True, reason="", on=DAY, by="test")


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda ws, item: known_of(ws, OTHER, item), id="show"),
        pytest.param(lambda ws, item: bytes_of(ws, OTHER, item), id="get"),
        pytest.param(
            lambda ws, item: link(ws, OTHER, item, ["8.photos"], received_on=DAY, by="test"),
            id="link",
        ),
        pytest.param(lambda ws, item: recheck(ws, OTHER, [item], by="test"), id="recheck"),
        pytest.param(lambda ws, item: look_into(ws, OTHER, [(item, 1)], by="test"), id="look"),
        pytest.param(
            lambda ws, item: withdraw(ws, OTHER, item, why="ผิด", on=DAY, by="test"), id="withdraw"
        ),
        pytest.param(lambda ws, item: look_at(ws, OTHER, item), id="look at it for a review"),
        pytest.param(_review, id="review"),
        pytest.param(
            lambda ws, item: choose_picture(ws, OTHER, item, chosen=True, by="test"), id="choose"
        ),
    ],
)
def test_an_item_of_another_unit_is_not_there_and_stays_as_it_is(
    workspace: Workspace, item: int, ask: Callable[[Workspace, int], object]
) -> None:
    before = all_evidence(workspace, UNIT)

    with pytest.raises(NotThereError, match=f"ไม่พบหลักฐานเลขที่ {item}"):
        ask(workspace, item)

    assert all_evidence(workspace, UNIT) == before
    assert all_evidence(workspace, OTHER) == ()
