"""The official forms empty, as the appendix prints them."""

from __future__ import annotations

import pytest

from reports.forms.blank_forms import blank_form, lies_across
from reports.paper.document import Para, Table
from tests.support.dossiers import plan_2567


@pytest.mark.parametrize(
    ("form", "columns", "rows", "across"),
    [
        ("dos-donts", 3, 8, False),
        ("level-3-report", 4, 9, False),
        ("assessment-report", 6, 9, True),
        ("integrated-plan-report", 7, 2, True),
    ],
)
def test_a_form_is_printed_with_its_columns_and_rows_and_nothing_filled(
    form: str, columns: int, rows: int, across: bool
) -> None:
    found = plan_2567().form_by_id[form]
    blocks = list(blank_form(plan_2567(), found))
    (table,) = (block for block in blocks if isinstance(block, Table))
    said = [block.text for block in blocks if isinstance(block, Para)]

    assert (len(table.widths), len(table.rows) - 1, lies_across(found)) == (columns, rows, across)
    assert "สำนักการคลังและงบประมาณ" not in " ".join(said)
    assert "☑" not in "".join(cell.text for line in table.rows for cell in line.cells)


def test_every_printed_line_of_a_form_is_there() -> None:
    found = plan_2567().form_by_id["level-3-report"]
    blocks = list(blank_form(plan_2567(), found))
    said = [block.text for block in blocks if isinstance(block, Para)]

    assert "เอกสารนำสรุปรายงาน พร้อม แบบรายงานที่ ผอ.ลงนาม" in said
    assert "ผู้บริหารองค์กร" in said
    assert said[0] == "รายงานผลการส่งเสริมและพัฒนา “องค์กรคุณธรรม”"
