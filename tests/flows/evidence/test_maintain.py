"""The store against the rows of all units and years: what is lost or altered is named with its items."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.evidence.maintain import check_store
from flows.evidence.take_in import Incoming, take_in
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

DAY = date(2024, 3, 1)


@pytest.fixture
def two_units(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Two bureaus with a file each, and one that both sent."""
    set_up(workspace.settings, unit="law", name="สำนักกฎหมาย")
    for unit in (UNIT, "law"):
        for name, content in ((f"{unit}.pdf", unit), ("ร่วม.pdf", "both")):
            (tmp_path / name).write_bytes(content.encode())
            take_in(workspace, unit, [Incoming("7.report", tmp_path / name, DAY)], by="test")
    return workspace


def content_of(ws: Workspace, content: bytes) -> Path:
    """The file in which a content is kept."""
    for kept in ws.store.contents():
        with ws.store.local(kept.sha256) as path:
            if path.read_bytes() == content:
                return path
    raise AssertionError(content)


@pytest.mark.parametrize("quick", [False, True])
def test_a_store_with_all_that_any_unit_sent_is_sound(two_units: Workspace, quick: bool) -> None:
    found = check_store(two_units, quick=quick)

    assert found.sound
    assert (found.missing, found.altered) == ((), ())


def test_a_lost_file_is_one_content_whoever_sent_it_and_named_by_a_row(
    two_units: Workspace,
) -> None:
    content_of(two_units, b"both").unlink()
    content_of(two_units, b"law").unlink()

    found = check_store(two_units)

    assert (found.sound, found.contents, found.altered) == (False, 1, ())
    names = sorted(name for content in found.missing for name in content.names)
    assert len(names) == 2
    assert names[1] == "law/7.report law.pdf"
    assert names[0].endswith("/7.report ร่วม.pdf")


def test_an_altered_file_of_the_same_size_is_found_by_reading_alone(two_units: Workspace) -> None:
    path = content_of(two_units, b"law")
    path.chmod(0o600)
    path.write_bytes(b"LAW")

    assert check_store(two_units, quick=True).sound
    assert len(check_store(two_units).altered) == 1


def test_how_far_it_is_can_be_followed_to_the_end(two_units: Workspace) -> None:
    told: list[tuple[int, int]] = []

    check_store(two_units, progress=lambda done, of: told.append((done, of)))

    assert told
    assert told[-1][0] == told[-1][1]


def test_a_bureau_that_has_sent_nothing_is_sound(bare: Workspace) -> None:
    assert check_store(bare).sound
