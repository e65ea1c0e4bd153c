"""What the reading process says of a preview is checked before anybody sees it."""

from __future__ import annotations

from typing import Any

import pytest

from domain.facts import Problem
from domain.language.tables import BroughtTable, TableCell, TableNote, TableRow
from inspection.preview.shown import DrawnPage, Shown, ShownKind, as_json, understood

JPEG = b"\xff\xd8\xff\xe0 points"


def test_a_preview_crosses_the_process_border_and_the_disk_unchanged() -> None:
    rows = (
        TableRow(1, (TableCell("ก", span=2), TableCell("ก", first=False, span=2)), sheet="แผ่น"),
    )
    table = BroughtTable(rows, (TableNote("ไทย", "English"),))
    shown = Shown(
        ShownKind.PAGES, "pdf", 3, (DrawnPage(1, JPEG, "ข้อความ"),), "<p>ก</p>", "ซ่อน", table
    )

    assert understood(as_json().dump_python(shown, mode="json")) == shown
    assert as_json().validate_json(as_json().dump_json(shown)) == shown


def test_html_is_cleaned_on_this_side_of_the_border() -> None:
    shown = understood({"kind": "text", "html": "<p onclick='x'>ก<script>y</script></p>"})

    assert shown.html == "<p>ก</p>"


LIES: dict[str, Any] = {
    "no answer": {"problem": "unreadable", "detail": "crashed"},
    "a list": [1, 2],
    "an unknown kind": {"kind": "program"},
    "a page before the first": {"kind": "pages", "drawn": [{"number": 0, "image": ""}]},
    "a picture that is none": {"kind": "picture", "drawn": [{"number": 1, "image": "PHN2Zz4="}]},
    "a table of numbers": {"kind": "sheets", "table": {"rows": 7}},
    "less than no page": {"kind": "pages", "pages": -1},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_process_that_a_file_took_over_shows_nothing(lie: Any) -> None:
    shown = understood(lie)

    assert (shown.kind, shown.problem) == (ShownKind.NOTHING, Problem.UNREADABLE)
    assert not shown.lasting
    assert not shown.drawn
