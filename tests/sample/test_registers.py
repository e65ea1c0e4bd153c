"""The rows of the demo prove all of its numbers but those of surveys, on the days on which they did."""

from __future__ import annotations

from sample.bureau import TYPED
from sample.evidence import AS_OF
from sample.registers import DEMO_ROWS
from tests.support.dossiers import plan_2567

PLAN = plan_2567()


def test_each_row_is_written_on_its_day_or_later_and_before_the_demos_day() -> None:
    for row in DEMO_ROWS:
        assert row.cells["day"] <= row.written_on.isoformat() <= AS_OF.isoformat()


def test_rows_name_registers_and_documents_of_the_plan() -> None:
    assert {row.into for row in DEMO_ROWS} <= PLAN.register_by_id.keys()
    shown = {row.shown_by for row in DEMO_ROWS} - {""}
    assert shown <= {str(name) for name in PLAN.requirement_by_id}


def test_only_a_number_that_no_register_proves_is_typed() -> None:
    proven = {str(measure) for measure in PLAN.proofs}

    assert [name for name, _, _ in TYPED if name in proven] == []
