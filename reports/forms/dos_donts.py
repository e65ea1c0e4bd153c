"""แบบสรุปการดำเนินโครงการ/กิจกรรมตามคุณธรรมเป้าหมาย DO's and Don'ts: three blocks with the days of each activity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from domain.activity.counts import PICTURE_FORMATS
from domain.language.thai import thai_digits
from domain.plan.model import Form, FormBlock
from reports.forms.dossier import Dossier
from reports.forms.parts import count, days, doubt_line, fill, looked_line, official, upright
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Row,
    Table,
    cell,
    dots,
    header_row,
    para,
    part_row,
    row,
)

ID = "dos-donts"
_WIDTHS = (1.7, 9.1, 5.2)


def build(dossier: Dossier) -> Doc:
    """The form with the numbers of its rows and the days that are known."""
    form = official(dossier, ID)
    return upright(dossier, form, _blocks(dossier, form))


def _blocks(dossier: Dossier, form: Form) -> Iterator[Block]:
    listed = _listed(dossier, form)
    values = [
        dossier.unit_name,
        count(sum(_asked(dossier, n) for numbers in listed.values() for n in numbers)),
        count(len(listed["virtues"])),
    ]
    for line, value in zip(form.block("head").lines, values, strict=True):
        yield para(fill(line, [value]))
    rows = [header_row(*form.block("table").columns)]
    for part in ("policy", "virtues", "other"):
        block = form.block(part)
        rows.append(part_row(block.title, len(_WIDTHS)))
        rows += _rows(dossier, block, listed[part])
    yield Table(_WIDTHS, tuple(rows))
    yield para(form.text[-1], size=14)
    yield from _without_pictures(dossier, form, listed)
    yield from doubt_line(dossier, chain.from_iterable(listed.values()))
    yield from looked_line(dossier.evaluation.looked)


def _listed(dossier: Dossier, form: Form) -> dict[str, tuple[int, ...]]:
    """The activities of each part; those that do not concern the unit are in none."""
    policy, virtues = form.block("policy").activities, _serving_goals(dossier, form)
    concern = [n for n, a in dossier.evaluation.by_number.items() if a.asked]
    named = {*policy, *virtues}
    return {
        # These are printed even if they do not concern the unit.
        "policy": policy,
        "virtues": tuple(n for n in virtues if n in concern),
        "other": tuple(n for n in concern if n not in named),
    }


def _serving_goals(dossier: Dossier, form: Form) -> tuple[int, ...]:
    """The activities that serve the bureau's goals by its register; without rows those that the plan's data lists."""
    block, policy = form.block("virtues"), form.block("policy").activities
    cells = (cell for cell in dossier.cells_of(block.rows) if isinstance(cell, tuple))
    named = {n for cell in cells for n in cell if isinstance(n, int)} - {*policy}
    return tuple(sorted(named)) or block.activities


def _asked(dossier: Dossier, number: int) -> bool:
    return dossier.evaluation.by_number[number].asked


def _without_pictures(
    dossier: Dossier, form: Form, listed: Mapping[str, Sequence[int]]
) -> Iterator[Block]:
    """The listed activities without a picture file: the form wants one of each. Those due after it come apart."""
    plan, last = dossier.plan, max(form.due, default=dossier.as_of)
    lacking: dict[bool, list[int]] = {True: [], False: []}
    for number in sorted(chain.from_iterable(listed.values())):
        files = dossier.evidence.get(number, ())
        if _asked(dossier, number) and not any(f.format in PICTURE_FORMATS for f in files):
            lacking[plan.batch_by_id[plan.by_number[number].batch].due <= last].append(number)
    for due, words in ((True, "ยังไม่มีไฟล์รูปของ"), (False, "ครบกำหนดหลังแบบนี้ และยังไม่มีไฟล์รูป ได้แก่ ")):
        if lacking[due]:
            yield para(f"{words}กิจกรรมที่ {', '.join(map(thai_digits, lacking[due]))}", size=14)


def _rows(dossier: Dossier, block: FormBlock, numbers: Sequence[int]) -> Iterator[Row]:
    for place, number in enumerate(numbers, 1):
        name = block.lines[place - 1] if block.lines else dossier.plan.by_number[number].title
        nothing = dots(24) if _asked(dossier, number) else "ไม่เกี่ยวข้องกับสำนัก"
        when = dossier.words(str(number)) or row_words(dossier, number) or [nothing]
        yield row(cell(thai_digits(place), align=Align.CENTRE), name, cell(*when))


def row_words(dossier: Dossier, number: int) -> list[str]:
    """The days of an activity, as Kamnot says them."""
    when = days(dossier, number)
    return [when] if when else []
