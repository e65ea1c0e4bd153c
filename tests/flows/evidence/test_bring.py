"""One file over the network: what is refused before its bytes, and the name of a telephone's picture."""

from __future__ import annotations

import io
import os
import time
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest

import flows.evidence.bring
from domain.language.errors import NotThereError, OvertakenError, TooOftenError
from domain.language.ids import RequirementId
from flows.evidence.bring import (
    Arriving,
    Brought,
    TooLargeError,
    begin,
    finish,
    finish_later,
    finish_left,
    free_name,
    give_up,
    go_on,
    largest,
    on_its_way,
    refuse_bringing,
    so_far,
)
from flows.evidence.browse import all_evidence
from flows.evidence.maintain import check_store
from flows.run.workspace import Workspace
from tests.support.cast import UNIT
from tests.support.evidence import jpeg, word

REPORT, PHOTOS = RequirementId(7, "report"), RequirementId(7, "photos")
DAY = date(2024, 3, 13)


@pytest.mark.parametrize("size", [None, 0, 100 * 2**20])
def test_what_fits_may_come(workspace: Workspace, size: int | None) -> None:
    refuse_bringing(workspace, UNIT, REPORT, size)


def test_what_does_not_is_refused(workspace: Workspace) -> None:
    with pytest.raises(TooLargeError, match="๑๐๐ MB"):
        refuse_bringing(workspace, UNIT, REPORT, 100 * 2**20 + 1)
    with pytest.raises(NotThereError):
        refuse_bringing(workspace, UNIT, RequirementId(7, "none"), 1)
    assert largest(workspace.plan.requirement_by_id[RequirementId(19, "clip")]) == 2 * 2**30


def came(
    ws: Workspace, requirement: RequirementId, name: str, content: bytes, size: int | None = None
) -> Arriving:
    """A file of which all has come."""
    arriving = begin(ws, UNIT, requirement, name, size, by="member")
    assert go_on(ws, arriving, 0, io.BytesIO(content)) == len(content)
    return arriving


def brought(ws: Workspace, requirement: RequirementId, name: str, content: bytes) -> Brought:
    return finish(ws, came(ws, requirement, name, content), on=DAY)


def test_the_bytes_are_kept_with_the_name_of_whoever_brought_them(workspace: Workspace) -> None:
    first, again = (brought(workspace, REPORT, "รายงาน.docx", word()) for _ in range(2))
    assert (first.known, again.known, again.item) == (False, True, first.item)
    (one,) = all_evidence(workspace, UNIT)
    assert (one.added_by, one.fact.sha256) == ("member", sha256(word()).hexdigest())
    finish_later(workspace, UNIT, first, by="member")


def test_half_a_file_is_no_evidence_and_goes_on_in_another_process(workspace: Workspace) -> None:
    content = jpeg()
    arriving = begin(workspace, UNIT, PHOTOS, "ภาพ.jpg", len(content), by="member")
    go_on(workspace, arriving, 0, io.BytesIO(content[:100]))
    assert not all_evidence(workspace, UNIT)
    assert finish_left(workspace, on=DAY) == 0

    other = Workspace(workspace.settings)
    found = on_its_way(other, UNIT, arriving.id, by="member")
    assert (found, so_far(other, found)) == (arriving, 100)
    with pytest.raises(OvertakenError):
        go_on(other, found, 99, io.BytesIO(content[99:]))
    assert go_on(other, found, 100, io.BytesIO(content[100:])) == len(content)

    first, again = (finish(other, found, on=DAY) for _ in range(2))
    assert (again.item, again.items) == (first.item, frozenset())
    (one,) = all_evidence(workspace, UNIT)
    assert (one.fact.sha256, one.fact.version) == (sha256(content).hexdigest(), 1)
    assert so_far(other, on_its_way(other, UNIT, arriving.id, by="member")) == len(content)


@pytest.mark.parametrize("told", [("second", "member"), (UNIT, "reviewer")])
def test_another_persons_file_on_its_way_is_not_there(
    workspace: Workspace, told: tuple[str, str]
) -> None:
    arriving = begin(workspace, UNIT, PHOTOS, "ภาพ.jpg", 10, by="member")
    for id_ in (arriving.id, "f" * 32, "../../kamnot", "", "*"):
        with pytest.raises(NotThereError):
            on_its_way(workspace, told[0], id_, by=told[1])
    give_up(workspace, arriving)
    with pytest.raises(NotThereError):
        on_its_way(workspace, UNIT, arriving.id, by="member")


@pytest.mark.parametrize("step", ["adopt", "file_in", "note"])
def test_what_was_cut_off_between_bytes_and_rows_is_filed_in_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A server may die before the store takes the bytes, before the rows, or before it notes that they stand."""
    arriving = came(workspace, PHOTOS, "ภาพ.jpg", jpeg(), len(jpeg()))
    owner, name = {
        "adopt": (type(workspace.store), "adopt"),
        "file_in": (flows.evidence.bring, "file_in"),
        "note": (flows.evidence.bring, "look_at_filed"),
    }[step]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, dies)
        with pytest.raises(KeyboardInterrupt):
            finish(workspace, arriving, on=DAY)
    if step == "note":
        workspace.store.arriving.note(
            replace(arriving, sha256=sha256(jpeg()).hexdigest(), received_on=DAY)
        )

    assert finish_left(workspace, on=DAY + timedelta(days=2)) == 1
    assert finish_left(workspace, on=DAY) == 0

    (one,) = all_evidence(workspace, UNIT)
    assert (one.fact.version, one.fact.file_name) == (1, "ภาพ.jpg")
    assert one.fact.received_on == DAY
    assert not check_store(workspace).orphans


def dies(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_unit_has_so_many_large_files_on_their_way(workspace: Workspace) -> None:
    clip = RequirementId(19, "clip")
    first = begin(workspace, UNIT, clip, "ก.mp4", 2**30, by="member")
    refuse_bringing(workspace, "second", clip, 2 * 2**30)
    refuse_bringing(workspace, UNIT, PHOTOS, 10 * 2**20)
    with pytest.raises(TooOftenError, match="๒ GB"):
        begin(workspace, UNIT, clip, "ข.mp4", 2**30 + 1, by="reviewer")

    old = time.time() - 3700
    os.utime(workspace.store.arriving.folder() / f"{first.id}.about", (old, old))
    begin(workspace, UNIT, clip, "ข.mp4", 2**30 + 1, by="reviewer")

    with pytest.raises(NotThereError):
        on_its_way(workspace, UNIT, first.id, by="member")


@pytest.mark.parametrize(
    ("requirement", "name", "filed"),
    [
        (PHOTOS, "image.jpg", "image-2.jpg"),
        (PHOTOS, "IMAGE.JPG", "IMAGE-2.JPG"),
        (PHOTOS, "ภาพ.jpg", "ภาพ.jpg"),
        (REPORT, "image.jpg", "image.jpg"),
    ],
    ids=["telephone", "capitals", "a-name-of-its-own", "one-document"],
)
def test_no_picture_of_a_telephone_replaces_another(
    workspace: Workspace, requirement: RequirementId, name: str, filed: str
) -> None:
    brought(workspace, PHOTOS, "image.jpg", jpeg())
    asked, known = workspace.plan.requirement_by_id[requirement], all_evidence(workspace, UNIT)
    assert free_name(name, asked, known, "f" * 64) == filed
    assert free_name("image.jpg", asked, known, sha256(jpeg()).hexdigest()) == "image.jpg"
