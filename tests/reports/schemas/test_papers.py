"""Packs and submissions in JSON: nulls where nothing was handed in, and a form that the plan's words go with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

from domain.packs.contents import Contents
from reports.forms import FORMS
from reports.schemas.papers import (
    FormsDocument,
    ReportDocument,
    SubmittedDocument,
    UnsubmittedDocument,
)

DAY = date(2024, 3, 20)
CONTENTS = Contents(
    unit="bureau", unit_name="สำนัก", fiscal_year=2567, batch="march", due=DAY, as_of=DAY,
    plan_hash="x", complete=False,
)  # fmt: skip


def test_what_was_refused_has_no_receipt_and_no_pack() -> None:
    done = SimpleNamespace(contents=CONTENTS, pack=None, submission=None)
    document = SubmittedDocument.of(done, submitted=False).plain()

    assert [document[k] for k in ("receipt", "pack", "sha256", "contents_sha256")] == [None] * 4
    assert (document["unit"], document["missing"]) == ("bureau", [])


def test_what_was_submitted_names_its_pack() -> None:
    pack = SimpleNamespace(
        path=Path("a.zip"), written=SimpleNamespace(sha256="p"), contents_sha256="c"
    )
    frozen = SimpleNamespace(receipt="bureau-1")
    done = SimpleNamespace(contents=CONTENTS, pack=pack, submission=SimpleNamespace(frozen=frozen))
    document = SubmittedDocument.of(done, submitted=True).plain()

    assert (document["receipt"], document["pack"], document["sha256"]) == ("bureau-1", "a.zip", "p")


def test_what_was_taken_back_is_told_as_in_the_list_with_a_schema_before_it() -> None:
    frozen = SimpleNamespace(
        receipt="bureau-1", as_of=DAY, office="-", complete=True, why="", contents_sha256="c",
        pack_sha256="p",
    )  # fmt: skip
    moment = datetime(2024, 3, 20, 3, 0, tzinfo=UTC)
    one = SimpleNamespace(
        frozen=frozen, unit="bureau", batch="march", submitted_at=moment, withdrawn_at=moment,
        withdrawn_why="ผิดรอบ", id=3, received_number="", received_on=None,
    )  # fmt: skip

    document = UnsubmittedDocument.of(one).plain()
    assert list(document)[:2] == ["schema", "receipt"]
    assert document["withdrawn_at"] == "2024-03-20T03:00:00+00:00"


def test_every_form_is_told_with_both_its_names() -> None:
    forms = FormsDocument.of(forms=tuple(FORMS.values())).plain()["forms"]

    assert [f["id"] for f in forms] == list(FORMS)
    assert all(f["title"] and f["english"] for f in forms)


def test_files_are_told_by_their_paths() -> None:
    request = SimpleNamespace(form="plan-table", unit="bureau", as_of=DAY)

    assert ReportDocument.of(request, files=[Path("a.docx")]).plain()["files"] == ["a.docx"]
