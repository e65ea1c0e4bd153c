"""Parts of documents by Word, Typst and LibreOffice are found on their pages and never invented."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import pytest

from benchmarks.sections.drafts import Draft, draft_all
from benchmarks.sections.judging import Case, judge
from benchmarks.sections.makers import make_all
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

KINDS = frozenset(
    {
        "plain", "renamed", "missing", "thai-numerals", "table", "bold-only", "one-paragraph", "promised",
        "mentioned", "split-sara-am", "zero-width", "two-columns", "header-footer", "scanned-page", "scan",
        "empty-heading", "captions",
    }
)  # fmt: skip
QUALITY = 0.95
SEED = 2567


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    plan = load_plan([plan_folder(2567)]).plan
    return [draft for draft in draft_all(plan, SEED) if draft.kind in KINDS]


@pytest.fixture(scope="module")
def cases(drafts: list[Draft], tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """The documents that need no program."""
    made = [draft for draft in drafts if not draft.maker.startswith("libreoffice")]
    return judge(make_all(made, tmp_path_factory.mktemp("documents")))


def precision(cases: Sequence[Case]) -> float:
    found = [case for case in cases if case.found]
    return sum(case.truth is True for case in found) / len(found)


def recall(cases: Sequence[Case]) -> float:
    there = [case for case in cases if case.truth]
    return sum(case.found for case in there) / len(there)


def test_the_small_set_has_every_kind_and_enough_parts(cases: list[Case]) -> None:
    assert {case.draft.kind for case in cases} == KINDS
    assert sum(case.truth is True for case in cases) >= 50
    assert sum(case.truth is False for case in cases) >= 20


def test_parts_are_found_and_not_invented(cases: list[Case]) -> None:
    assert precision(cases) >= QUALITY
    assert recall(cases) >= QUALITY


def test_every_part_is_found_on_a_page_where_it_stands(cases: list[Case]) -> None:
    told = [case for case in cases if case.paged is not None]

    assert len(told) >= 15
    assert [case for case in told if not case.paged] == []


def test_nothing_is_told_of_a_scan(cases: list[Case]) -> None:
    scans = [case for case in cases if case.draft.kind == "scan"]

    assert scans
    assert {case.said.outcome.value for case in scans} == {"cannot-tell"}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_parts_are_found_in_what_libreoffice_writes(
    drafts: list[Draft], tmp_path_factory: pytest.TempPathFactory
) -> None:
    chosen = [d for d in drafts if d.maker.startswith("libreoffice") and not d.held_out][::3]

    cases = judge(make_all(chosen, tmp_path_factory.mktemp("libreoffice")))

    assert {case.draft.maker for case in cases} == {"libreoffice-pdf", "libreoffice-odt"}
    assert precision(cases) >= QUALITY
    # Three headings without number or line of their own in one paragraph weigh much among so few.
    assert recall(cases) >= 0.9
    assert sum(case.asked for case in cases if case.truth) >= 0.97 * sum(
        bool(c.truth) for c in cases
    )
    assert all(case.paged for case in cases if case.paged is not None)
