"""What a bureau sees of what it sent in: the list, one item with its history, and the very bytes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.language.errors import NotThereError
from flows.evidence.browse import all_evidence, bytes_of, known_of, read_bytes
from flows.evidence.take_in import Incoming, file_in, link
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

DAY = date(2024, 3, 1)


def came(ws: Workspace, folder: Path, requirement: str, name: str, content: bytes) -> int:
    path = folder / name
    path.write_bytes(content)
    [kept] = file_in(ws, UNIT, [Incoming(requirement, path, DAY)], by="test")
    return kept.added.item


def test_the_list_is_in_the_plan_s_order_with_every_version(
    workspace: Workspace, tmp_path: Path
) -> None:
    late = came(workspace, tmp_path, "8.report", "รายงาน.pdf", b"%PDF 8")
    item = came(workspace, tmp_path, "7.report", "รายงาน.pdf", b"%PDF first")
    came(workspace, tmp_path, "7.report", "รายงาน.pdf", b"%PDF second")

    listed = [(e.fact.item, e.fact.version, e.newest) for e in all_evidence(workspace, UNIT)]

    assert listed == [(item, 1, False), (item, 2, True), (late, 1, True)]


def test_an_item_is_known_by_its_own_versions_and_lines(
    workspace: Workspace, tmp_path: Path
) -> None:
    items = [
        came(workspace, tmp_path, "7.report", f"รายงาน {n}.pdf", b"%%PDF %d" % n) for n in range(11)
    ]
    assert (items[0], items[-1]) == (1, 11)  # the subject of 1 begins those of 10 and 11
    came(workspace, tmp_path, "7.report", "รายงาน 0.pdf", b"%PDF again")

    known = known_of(workspace, UNIT, 1)

    assert [e.fact.version for e in known.versions] == [1, 2]
    assert {line.subject.rpartition("/")[2] for line in known.lines} == {"1.1", "1.2"}
    assert known.shared_with == ()


def test_an_item_names_the_requirements_that_share_its_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = came(workspace, tmp_path, "7.report", "รายงาน.pdf", b"%PDF shared")
    link(workspace, UNIT, item, ["8.report"], received_on=DAY, by="test")

    assert known_of(workspace, UNIT, item).shared_with == ("8.report",)


@pytest.mark.parametrize(
    ("version", "content"), [(None, b"%PDF second"), (1, b"%PDF first"), (2, b"%PDF second")]
)
def test_a_version_comes_back_with_its_name_and_its_bytes(
    workspace: Workspace, tmp_path: Path, version: int | None, content: bytes
) -> None:
    came(workspace, tmp_path, "7.report", "รายงาน.pdf", b"%PDF first")
    item = came(workspace, tmp_path, "7.report", "รายงาน.pdf", b"%PDF second")

    kept = bytes_of(workspace, UNIT, item, version)
    assert (kept.file_name, kept.format, kept.size) == ("รายงาน.pdf", "pdf", len(content))
    for first in (0, 4):
        with read_bytes(workspace, kept, first) as stream:
            assert stream.read() == content[first:]


def test_an_unknown_item_and_an_unknown_version_are_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = came(workspace, tmp_path, "7.report", "รายงาน.pdf", b"%PDF")

    with pytest.raises(NotThereError):
        known_of(workspace, UNIT, item + 1)
    with pytest.raises(NotThereError):
        bytes_of(workspace, UNIT, item, 2)
