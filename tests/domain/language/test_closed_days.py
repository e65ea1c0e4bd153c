"""The office's own list of closed days also says for which years it is complete."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.closed_days import read_closed_days
from domain.language.tables import BroughtTable, TableCell, TableRow


@pytest.mark.parametrize(
    "line", ["ปี ๒๕๗๐ ครบ", "ปี พ.ศ. 2570 ครบ", "year 2027 complete", "ปี 2570 ครบ  # ตามมติ ครม."]
)
def test_a_line_says_that_a_years_closed_days_are_complete(line: str) -> None:
    lines = (line, "30/07/2570")
    rows = tuple(TableRow(n, (TableCell(text),)) for n, text in enumerate(lines, 1))

    found = read_closed_days(BroughtTable(rows), 2567)

    assert found.complete == {2027}
    assert found.days == {date(2027, 7, 30)}
