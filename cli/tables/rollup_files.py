"""A department's roll-up as files: an Excel book of plain text, and a chart that reads in grey."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from html import escape

from cli.tables.rollup_tables import lacks_text, level_line, ties_text
from domain.evaluation.department import Place, Rollup
from domain.language.thai import show_date
from domain.plan.model import Plan, show_share
from domain.words.wording import OUTCOMES, digits, pick

_BOM_AND_CONTROLS = {n: None for n in range(32) if n not in (9, 10)}
"""What Excel's files cannot hold."""


def workbook(rollup: Rollup, plan: Plan, language: str) -> bytes:
    """Three sheets, every cell of them a string: a name such as `=HYPERLINK(…)` stays a name.

    A cell that would be taken for a formula when it is typed or pasted again begins with an apostrophe's sign.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _sheet(book, pick(("อันดับ", "League"), language), _league_rows(rollup, plan, language))
    _sheet(book, pick(("ระดับส่วนราชการ", "Department"), language), _level_rows(rollup, language))
    _sheet(book, pick(("สำนักที่ยังไม่ถึง", "Before the next"), language), _before_rows(rollup, language))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: object, title: str, rows: Iterable[Sequence[object]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)  # type: ignore[attr-defined]  # openpyxl ships no types
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            text = str(value).translate(_BOM_AND_CONTROLS)
            cell = sheet.cell(number, place)
            cell.value = text
            cell.data_type = "s"
            # "Quote prefix": editing the cell keeps it text, as the apostrophe does that people type.
            cell.quotePrefix = True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
            widths[place] = min(48, max(widths.get(place, 8), len(text) + 2))
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _league_rows(rollup: Rollup, plan: Plan, language: str) -> Iterable[Sequence[object]]:
    heads = (
        ("อันดับ", "Rank"), ("อันดับร่วมกับ", "Tied with"), ("รหัส", "Id"), ("สำนัก", "Unit"),
        ("คะแนนที่ได้", "Earned"), ("คะแนนเต็ม", "Printed"), ("ร้อยละ", "Share"), ("กิจกรรมครบ", "Complete"),
        ("กิจกรรมที่เกี่ยวข้อง", "Asked"), ("ระดับ", "Level"), ("อาจถึง", "May be"),
    )  # fmt: skip
    notes = [n for n in plan.notes if n.counts_for_award]
    yield [
        *(pick(head, language) for head in heads),
        *(
            pick((f"ข้อ {digits(c.number, 'th')}", f"Criterion {c.number}"), language)
            for c in plan.rubric.criteria
        ),
        *(pick((f"หมายเหตุ {digits(n.number, 'th')}", f"Note {n.number}"), language) for n in notes),
    ]
    for place in rollup.places:
        yield _league_row(place, language)
    yield []
    for line in ties_text(rollup, plan, language):
        yield [line]


def _league_row(place: Place, language: str) -> Sequence[object]:
    unit = place.standing
    return [
        place.rank, ", ".join(place.tied_with), unit.unit, unit.name, unit.points.earned, unit.points.printed,
        show_share(unit.earned_share), unit.complete, unit.asked, unit.level, unit.level_if_unknowns_hold,
        *unit.scores, *(pick(OUTCOMES[n.value], language) for n in unit.notes),
    ]  # fmt: skip


def _level_rows(rollup: Rollup, language: str) -> Iterable[Sequence[object]]:
    heads = (
        ("ระดับ", "Level"), ("ชื่อ", "Name"), ("ต้องมีร้อยละ", "Share"), ("คือจำนวนสำนัก", "Needed"),
        ("มีแล้ว", "Units"), ("จากทั้งหมด", "Of"), ("ถึงหรือไม่", "Met"),
    )  # fmt: skip
    yield [pick(head, language) for head in heads]
    for share in rollup.shares:
        met = pick(("ถึง", "yes") if share.met else ("ยังไม่ถึง", "no"), language)
        yield [
            share.level.level, share.level.name, show_share(share.level.share), share.needed,
            share.units, share.of, met,
        ]  # fmt: skip
    yield [level_line(rollup, language).plain]


def _before_rows(rollup: Rollup, language: str) -> Iterable[Sequence[object]]:
    heads = (("สำนัก", "Unit"), ("ระดับ", "Level"), ("ที่ยังขาด", "Lacks"))
    yield [pick(head, language) for head in heads]
    for one in rollup.before:
        yield [one.standing.name, one.standing.level, lacks_text(one, language)]


# The chart

_ROW, _LEFT, _WIDTH, _TOP = 26, 210, 460, 96
_SHADES = ("#e6e6e6", "#b4b4b4", "#787878", "#2b2b2b")
"""By level; far enough apart to be told in print and by eyes that see no colour."""


def chart_svg(rollup: Rollup, language: str) -> str:
    """Each unit's share of points as a bar in the shade of its level, the level written beside it."""
    height = _TOP + _ROW * len(rollup.places) + 70
    title = level_line(rollup, language).plain
    day = show_date(rollup.as_of, language)
    heading = pick(
        (f"คะแนนที่ได้ของแต่ละสำนัก · ข้อมูลถึง {day}", f"Points earned by unit · as of {day}"), language
    )
    parts = [
        (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" width="760" height="{height}"'
        f' role="img" aria-labelledby="t" font-family="Sarabun, \'TH Sarabun New\', \'Noto Sans Thai\','
        f' Tahoma, sans-serif" font-size="14">'),
        f'<title id="t">{escape(f"{heading} · {title}")}</title>',
        f'<rect width="760" height="{height}" fill="#ffffff"/>',
        f'<text x="20" y="30" font-size="18" font-weight="bold">{escape(heading)}</text>',
        f'<text x="20" y="54">{escape(title)}</text>',
        *_legend(language),
        *_grid(height, language),
        *(line for index, place in enumerate(rollup.places) for line in _bar(index, place, language)),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _legend(language: str) -> Iterable[str]:
    for level, shade in enumerate(_SHADES):
        x = 20 + level * 110
        word = pick((f"ระดับ {digits(level, 'th')}", f"level {level}"), language)
        yield f'<rect x="{x}" y="66" width="16" height="14" fill="{shade}" stroke="#000000"/>'
        yield f'<text x="{x + 22}" y="78">{escape(word)}</text>'


def _grid(height: int, language: str) -> Iterable[str]:
    for percent in (0, 25, 50, 75, 100):
        x = _LEFT + _WIDTH * percent // 100
        bottom = height - 56
        yield f'<line x1="{x}" y1="{_TOP - 4}" x2="{x}" y2="{bottom}" stroke="#999999" stroke-dasharray="2 3"/>'
        label = digits(f"{percent}%", language)
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{escape(label)}</text>'


def _bar(index: int, place: Place, language: str) -> Iterable[str]:
    unit, y = place.standing, _TOP + index * _ROW
    share = unit.earned_share
    # In whole hundredths of a pixel: the same picture on every machine.
    hundredths = _WIDTH * 100 * share.numerator // share.denominator
    wide = f"{hundredths // 100}.{hundredths % 100:02d}"
    name = unit.name if len(unit.name) <= 28 else f"{unit.name[:27]}…"
    figures = digits(f"{unit.points.earned}/{unit.points.printed}", language)
    level = pick((f"ระดับ {digits(unit.level, 'th')}", f"level {unit.level}"), language)
    end = _LEFT + _WIDTH + 8
    yield f'<text x="{_LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>'
    yield (
        f'<rect x="{_LEFT}" y="{y + 2}" width="{wide}" height="{_ROW - 8}" fill="{_SHADES[unit.level]}"'
        ' stroke="#000000"/>'
    )
    yield f'<text x="{end}" y="{y + 15}" font-size="12">{escape(figures)} · {escape(level)}</text>'
