"""A number in JSON is said in one of three ways: both counts of a share, a count, or yes/no."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace

import pytest

from domain.facts import EnteredMeasure, MeasureFact, RegisterRow, RowId
from domain.language.ids import MeasureId
from reports.schemas.measures import (
    MeasuresImportedDocument,
    measure_part,
    register_part,
    row_numbers,
    row_parts,
)
from tests.support.cast import DUE, share, small_plan
from tests.support.dossiers import plan_2567

SIGNED = MeasureId.parse("1.signed")


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (share("1.signed", 9, 10), (9, 10, None, None)),
        (MeasureFact(SIGNED, 5, DUE), (None, None, 5, None)),
        (MeasureFact(SIGNED, value=True, entered_on=DUE), (None, None, None, True)),
        (MeasureFact(SIGNED, None, DUE, 0, 0), (0, 0, None, None)),
    ],
    ids=["share", "count", "yes", "share-of-nothing"],
)
def test_each_kind_of_number_has_its_own_keys(fact: MeasureFact, told: tuple[object, ...]) -> None:
    part = measure_part(EnteredMeasure(fact, "a"), small_plan()).model_dump(mode="json")

    assert tuple(part[k] for k in ("numerator", "denominator", "count", "yes_no")) == told
    assert (part["title"], part["unit"], part["reason"]) == ("ร่วมลงนาม", None, None)


def test_a_row_of_a_table_is_told_by_its_line_and_a_doubt_about_no_number_has_none() -> None:
    row = SimpleNamespace(line=2, measure="1.signed", value="9/10")
    done = SimpleNamespace(
        kept=False,
        entered=[(row, share("1.signed", 9, 10))],
        same=[row],
        doubts=[SimpleNamespace(line=3, sheet="ตัวเลข", measure="", thai="ก", english="a")],
        notes=[SimpleNamespace(thai="ซ่อน", english="hidden")],
    )
    document = MeasuresImportedDocument.of(done, unit="bureau", dry_run=True).plain()

    assert document["entered"] == [
        {"row": 2, "id": "1.signed", "value": "9/10", "on": DUE.isoformat()}
    ]
    assert document["same"] == [{"row": 2, "id": "1.signed"}]
    assert document["doubts"] == [
        {"row": 3, "sheet": "ตัวเลข", "id": None, "thai": "ก", "english": "a"}
    ]


# Registers

DAY = date(2024, 3, 13)
GOALS = plan_2567().register_by_id["goals"]


def written(number: int, *, withdrawn: bool = False) -> SimpleNamespace:
    row = RegisterRow(
        RowId("goals", number), 1, {"day": DAY, "virtue": ("honesty",)}, DAY, withdrawn
    )
    return SimpleNamespace(row=row, by="เลขานุการ", at=datetime(2024, 3, 13, tzinfo=UTC), why="")


def test_only_a_row_that_has_what_it_needs_proves() -> None:
    parts = row_parts([written(1), written(2), written(3, withdrawn=True)], {2})

    assert [(part.row, part.proves) for part in parts] == [(1, True), (2, False), (3, False)]
    plain = parts[0].model_dump(mode="json", by_alias=True)
    assert plain["cells"] == {"day": "2024-03-13", "virtue": ["honesty"]}
    assert (plain["at"], plain["reason"]) == ("2024-03-13T00:00:00Z", None)


@pytest.mark.parametrize(
    ("value", "counts", "told"),
    [
        (Fraction(9, 10), (9, 10), (9, 10, None, None)),
        (5, (None, None), (None, None, 5, None)),
        (True, (None, None), (None, None, None, True)),
    ],
    ids=["share", "count", "yes"],
)
def test_a_number_by_rows_has_the_same_keys(
    value: Fraction | int | bool,
    counts: tuple[int | None, int | None],
    told: tuple[object, ...],
) -> None:
    rows = (RowId("goals", 1), RowId("headcount", 7))
    fact = MeasureFact(MeasureId.parse("2.goals"), value, DAY, *counts, rows=rows)

    [part] = register_part(GOALS, [], [fact], []).proves

    assert (part.numerator, part.denominator, part.count, part.yes_no) == told
    assert part.rows == (1,)


def test_rows_are_named_by_number() -> None:
    assert row_numbers([written(1).row, written(2).row]) == [1, 2]
