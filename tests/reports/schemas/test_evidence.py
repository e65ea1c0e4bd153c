"""Evidence in JSON: what hangs on a version's fact stands beside what the row says of it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from domain.facts import Problem
from reports.schemas.evidence import FsckDocument, ReviewDocument, TakenInPart
from tests.support.cast import file

FACT = file("2.report", item=4)


def test_a_file_with_a_problem_came_in_all_the_same() -> None:
    intake = SimpleNamespace(
        file_name="ก.pdf",
        requirement="2.report",
        added=SimpleNamespace(outcome="new", item=4, version=1),
        inspection=SimpleNamespace(problem=Problem.EMPTY, sections=FACT.sections),
        elsewhere=(),
        also=("3.report",),
    )

    assert TakenInPart.of(intake).model_dump(mode="json") == {
        "file": "ก.pdf",
        "requirement": "2.report",
        "outcome": "new",
        "item": 4,
        "version": 1,
        "problem": "empty",
        "elsewhere": [],
        "also": ["3.report"],
        "sections": [{"id": "result", "outcome": "found", "page": 2, "why": None}],
    }


def test_a_review_says_of_which_version_it_is_and_begins_with_the_schema() -> None:
    meant = SimpleNamespace(fact=FACT, accepted=None, reason="")
    said = ReviewDocument.of(
        meant, accepted=False, reason="ขาด", reviewed_on=date(2024, 3, 5)
    ).plain()

    assert list(said)[:3] == ["schema", "item", "version"]
    assert (said["accepted"], said["reason"], said["reviewed_on"]) == (False, "ขาด", "2024-03-05")


def test_what_is_altered_in_the_store_is_told_with_its_fault_and_its_files() -> None:
    report = SimpleNamespace(
        sound=False, contents=2, bytes_read=10, orphans=(), unfinished=(),
        missing=(SimpleNamespace(sha256="a", names=("ก.pdf",)),),
        altered=(SimpleNamespace(sha256="b", names=(), fault="size"),),
    )  # fmt: skip
    document = FsckDocument.of(report).plain()

    assert document["missing"] == [{"sha256": "a", "files": ["ก.pdf"]}]
    assert document["altered"] == [{"sha256": "b", "files": [], "fault": "size"}]
