"""The official forms as the plan prints them: nothing filled in, for the appendix of the plan book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.language.thai import thai_digits
from domain.plan.form_checks import BLANK
from domain.plan.model import Form, FormBlock, Plan
from reports.forms.parts import SIGN, WRITE
from reports.paper.document import (
    Align,
    Block,
    Break,
    Cell,
    Para,
    Row,
    Table,
    cell,
    dots,
    header_row,
    para,
    row,
)

_WIDE = 6
"""Columns from which on a form lies across."""
_WIDTHS = {
    3: (1.7, 9.1, 5.2),
    4: (1.9, 8.9, 2.2, 3.0),
    6: (1.6, 6.0, 6.0, 4.5, 4.8, 1.8),
    7: (2.3, 3.6, 5.7, 3.4, 3.3, 4.5, 3.8),
}
"""Centimetres of the columns by their number."""


def lies_across(form: Form) -> bool:
    """Whether the form is printed in landscape."""
    return any(len(block.columns) >= _WIDE for block in form.blocks)


def blank_form(plan: Plan, form: Form) -> Iterator[Block]:
    """The printed parts of the form in their order, with dots where something is to be written."""
    blocks = list(form.blocks)
    place = next((n for n, block in enumerate(blocks) if block.columns), len(blocks))
    inside = [line.strip(". ") for block in blocks for line in (block.title, *block.lines)]
    told = [
        line
        for line in form.text
        if not _is_remark(line) and not any(part and part in line for part in inside)
    ]
    for block in blocks[:place]:
        if block.id == "heading":
            yield from _heading(block)
            yield from (para(line, size=14, align=Align.CENTRE) for line in told)
        elif block.id == "summary":
            yield from _lines(block)
            yield Break()
        else:
            yield from _lines(block)
    after = blocks[place + 1 :]
    if place < len(blocks):
        yield _table(plan, blocks[place], [b for b in after if b.id != "signature"])
    yield from (para(line, size=14) for line in form.text if _is_remark(line))
    yield from _signature(next((b for b in after if b.id == "signature"), None))


def _is_remark(line: str) -> bool:
    return line.startswith("หมายเหตุ")


def _dotted(text: str, width: int = WRITE) -> str:
    return BLANK.sub(dots(width), text)


def _heading(block: FormBlock) -> Iterator[Para]:
    for line in block.lines:
        yield para(line, bold=True, align=Align.CENTRE, keep=True)


def _lines(block: FormBlock) -> Iterator[Para]:
    if block.title:
        yield para(_dotted(block.title), bold=True, keep=True)
    yield from (para(_dotted(line)) for line in block.lines)


def _table(plan: Plan, head: FormBlock, blocks: Sequence[FormBlock]) -> Table:
    columns = len(head.columns)
    rows = [line for block in blocks for line in _rows(plan, block, columns)]
    return Table(
        _WIDTHS.get(columns, (1.0,) * columns), (header_row(*head.columns), *rows), keep=True
    )


def _rows(plan: Plan, block: FormBlock, columns: int) -> Iterator[Row]:
    """The rows of a part: a numbered one, or a title with its numbered lines."""
    rest = columns - 2
    filled: tuple[Cell, ...] = ()
    if block.id.isdigit():
        texts = [block.title, *block.lines]
        if not block.title and block.criterion is not None:
            criterion = plan.rubric.criteria[block.criterion - 1]
            texts, rest = [criterion.title], columns - 3
            filled = (cell(*criterion.bands[0].text.splitlines()),)
        asked = cell(*(_dotted(text, 10) for text in texts))
        yield row(_number(int(block.id)), asked, *filled, *("",) * rest)
    elif block.id == "project":
        name, share, did, how, output, outcome, *_ = block.lines
        results = cell(_dotted(share, 8), did, how)
        papers = cell(*(f"{n}. {dots(10)}" for n in "๑๒๓"))
        yield row("๑.๑.๑", _dotted(name, 8), results, output, outcome, papers, "")
    elif block.id == "overall":
        level, *counted = (_dotted(line, 8) for line in block.lines)
        yield row(cell(level, span=4, bold=True), cell(*counted, span=columns - 4))
    else:
        yield row(cell(block.title, span=columns, bold=True, shaded=True))
        for number, line in enumerate(block.lines or (dots(WRITE),), 1):
            yield row(_number(number), line, *("",) * rest)


def _number(number: int) -> Cell:
    return cell(thai_digits(number), align=Align.CENTRE)


def _signature(block: FormBlock | None) -> Iterator[Para]:
    if block is None:
        return
    yield para("", keep=True)
    for number, line in enumerate(block.lines, 1):
        last = number == len(block.lines)
        yield para(_dotted(line, SIGN), align=Align.CENTRE, left=5.5, keep=not last)
