"""One file over the network: what is refused before its bytes, and the name of a telephone's picture."""

from __future__ import annotations

import io
from datetime import date

import pytest

from domain.language.errors import NotThereError
from domain.language.ids import RequirementId
from flows.evidence.bring import (
    TooLargeError,
    bring,
    finish_later,
    free_name,
    largest,
    receive,
    refuse_bringing,
)
from flows.evidence.browse import all_evidence
from flows.run.workspace import Workspace
from tests.support.cast import UNIT
from tests.support.evidence import jpeg, word

REPORT, PHOTOS = RequirementId(7, "report"), RequirementId(7, "photos")
DAY = date(2024, 3, 13)


@pytest.mark.parametrize("size", [None, 0, 100 * 2**20])
def test_what_fits_may_come(workspace: Workspace, size: int | None) -> None:
    refuse_bringing(workspace, REPORT, size)


def test_what_does_not_is_refused(workspace: Workspace) -> None:
    with pytest.raises(TooLargeError, match="๑๐๐ MB"):
        refuse_bringing(workspace, REPORT, 100 * 2**20 + 1)
    with pytest.raises(NotThereError):
        refuse_bringing(workspace, RequirementId(7, "none"), 1)
    assert largest(workspace.plan.requirement_by_id[RequirementId(19, "clip")]) == 2 * 2**30


def test_the_bytes_are_kept_with_the_name_of_whoever_brought_them(workspace: Workspace) -> None:
    stored = receive(workspace, io.BytesIO(word()))
    first = bring(workspace, UNIT, REPORT, "รายงาน.docx", stored, on=DAY, by="member")
    again = bring(workspace, UNIT, REPORT, "รายงาน.docx", stored, on=DAY, by="member")
    assert (first.known, again.known, again.item) == (False, True, first.item)
    (one,) = all_evidence(workspace, UNIT)
    assert (one.added_by, one.fact.sha256) == ("member", stored.sha256)
    finish_later(workspace, UNIT, first, by="member")


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
    stored = receive(workspace, io.BytesIO(jpeg()))
    bring(workspace, UNIT, PHOTOS, "image.jpg", stored, on=DAY, by="member")
    asked, known = workspace.plan.requirement_by_id[requirement], all_evidence(workspace, UNIT)
    assert free_name(name, asked, known, "f" * 64) == filed
    assert free_name("image.jpg", asked, known, stored.sha256) == "image.jpg"
