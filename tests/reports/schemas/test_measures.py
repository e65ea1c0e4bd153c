"""A number in JSON is said in one of three ways: both counts of a share, a count, or yes/no."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from domain.facts import EnteredMeasure, MeasureFact
from domain.language.ids import MeasureId
from reports.schemas.measures import MeasuresImportedDocument, measure_part
from tests.support.cast import DUE, share, small_plan

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
        doubts=[SimpleNamespace(line=3, measure="", thai="ก", english="a")],
        notes=[SimpleNamespace(thai="ซ่อน", english="hidden")],
    )
    document = MeasuresImportedDocument.of(done, unit="bureau", dry_run=True).plain()

    assert document["entered"] == [
        {"row": 2, "id": "1.signed", "value": "9/10", "on": DUE.isoformat()}
    ]
    assert document["same"] == [{"row": 2, "id": "1.signed"}]
    assert document["doubts"] == [{"row": 3, "id": None, "thai": "ก", "english": "a"}]
