"""Starters that are no reports: the clip's script, the memo, the declaration with its sheet, the ethics corner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.facts import Cell as RowCell
from domain.language.ids import RequirementId
from domain.language.thai import thai_digits
from domain.plan.model import Starter
from reports.forms.cover_memo import memo_head
from reports.forms.dossier import Dossier
from reports.forms.parts import SIGN, signature
from reports.paper.document import (
    Align,
    Block,
    Break,
    Cell,
    Doc,
    Image,
    Pages,
    PaperSize,
    Para,
    Row,
    Run,
    Table,
    cell,
    dots,
    header_row,
    heading,
    para,
    row,
)
from reports.starters.pieces import about, help_for, starter_doc

_SCENES = 8
_ROWS_TO_SIGN = 25
"""Rows of the sheet while nobody knows how many sign."""
_MOST_ROWS = 400
_ON_BOARD = 6
_BOARD_HEAD, _BOARD_TEXT = 26, 22
"""Points, to be read from two steps away."""
_FIGURES = ("behaviour-this-year", "behaviour-last-year", "climate-this-year", "climate-last-year")


def script(dossier: Dossier, asked: RequirementId, starter: Starter) -> Doc:
    """The script of a clip: what it says, scene by scene, and where it will be shown."""
    activity = dossier.plan.by_number[asked.activity]
    scenes = [
        row(cell(thai_digits(n), align=Align.CENTRE), "", "", "") for n in range(1, _SCENES + 1)
    ]
    table = Table(
        (1.2, 6.4, 6.4, 2.0), (header_row("ฉาก", "ภาพ", "เสียงและคำบรรยาย", "วินาที"), *scenes)
    )
    blocks: list[Block] = [
        heading(starter.title, size=20, align=Align.CENTRE),
        para(f"เรื่อง {activity.knowledge_output or activity.title}", bold=True, align=Align.CENTRE),
        para(dossier.unit_name, align=Align.CENTRE),
        *about(dossier, activity),
    ]
    for place, (name, title) in enumerate(starter.headings.items(), 1):
        blocks += [heading(f"{thai_digits(place)}. {title}"), *help_for(starter, name)]
        if name == "scenes":
            blocks.append(table)
    return starter_doc(dossier, asked, starter.title, [Pages(tuple(blocks))])


def memo(dossier: Dossier, asked: RequirementId, starter: Starter) -> Doc:
    """The memo that presents the activity's report, without number and date."""
    activity = dossier.plan.by_number[asked.activity]
    year = thai_digits(dossier.plan.fiscal_year)
    name = dossier.unit_name
    blocks = (
        *memo_head(dossier, f"นำส่ง{activity.title}"),
        para(
            f"ตามที่{name}ได้จัดทำ{dossier.plan.title} ประจำปีงบประมาณ พ.ศ. {year}"
            f" ซึ่งกำหนดให้จัดส่ง{activity.title} นั้น",
            first=2.5,
        ),
        para(f"บัดนี้ {name}ได้จัดทำรายงานดังกล่าวเสร็จแล้ว รายละเอียดปรากฏตามเอกสารที่แนบ", first=2.5),
        *help_for(starter, "memo"),
        para("จึงเรียนมาเพื่อโปรดพิจารณา", first=2.5, keep=True),
        *signature([f"({dots(SIGN)})", f"ผู้อำนวยการ{name}"], space=3),
    )
    return starter_doc(dossier, asked, starter.title, [Pages(blocks)])


def declaration(dossier: Dossier, asked: RequirementId, starter: Starter) -> Doc:
    """The declaration in the plan's words, and a sheet with a row for each person to sign."""
    plan = dossier.plan
    year = thai_digits(plan.fiscal_year)
    first: tuple[Block, ...] = (
        heading("ประกาศเจตนารมณ์", size=22, align=Align.CENTRE),
        para(f"{dossier.unit_name} ปีงบประมาณ พ.ศ. {year}", bold=True, align=Align.CENTRE),
        para(""),
        para(
            f"ผู้บริหารและบุคลากร{dossier.unit_name}ขอประกาศเจตนารมณ์ร่วมกันที่จะขับเคลื่อนองค์กรคุณธรรมต้นแบบ"
            f" ตามคุณธรรม {thai_digits(len(plan.virtues))} ประการ"
            f" {' '.join(virtue.name for virtue in plan.virtues)} และยึดมั่นใน{plan.declaration.title} ดังนี้",
            first=2.5,
        ),
        para(""),
        *(para(line, bold=True, size=20, align=Align.CENTRE) for line in plan.declaration.lines),
        para(""),
        *help_for(starter, "declaration"),
        para(f"ประกาศ ณ วันที่ {dots(40)}", align=Align.CENTRE),
        *signature([f"({dots(SIGN)})", f"ผู้อำนวยการ{dossier.unit_name}"], space=3),
        Break(),
    )
    lines = [
        row(cell(thai_digits(n), align=Align.CENTRE), "", "", "")
        for n in range(1, _to_sign(dossier) + 1)
    ]
    sheet = Table((1.2, 5.8, 5, 4), (header_row("ที่", "ชื่อ – สกุล", "ตำแหน่ง", "ลงนาม"), *lines))
    second: tuple[Block, ...] = (heading("ลายมือชื่อ"), *help_for(starter, "signatures"), sheet)
    return starter_doc(dossier, asked, starter.title, [Pages((*first, *second))])


def _to_sign(dossier: Dossier) -> int:
    """How many sign: the newest head count of the year."""
    counts = [
        (str(one.cells["day"]), one.cells.get("staff")) for one in dossier.rows_of("headcount")
    ]
    _, staff = max(counts, default=("", None))
    return min(staff, _MOST_ROWS) if isinstance(staff, int) else _ROWS_TO_SIGN


# --- The ethics corner ---------------------------------------------------------------------------


def board(dossier: Dossier, asked: RequirementId, starter: Starter) -> Doc:
    """The ethics corner on one sheet of A3: do's and don'ts, goals, behaviour, pictures of the year."""
    plan, year = dossier.plan, thai_digits(dossier.plan.fiscal_year)
    lists = (
        cell(*_list("ควรทำ (Do's)", [one.text for one in plan.dos])),
        cell(*_list("ไม่ควรทำ (Don'ts)", [one.text for one in plan.donts])),
        cell(
            *_list(starter.headings["goals"], _goals(dossier), starter, "goals"),
            *_list(starter.headings["behaviour"], _figures(dossier), starter, "behaviour"),
        ),
    )
    blocks: tuple[Block, ...] = (
        heading("มุมจริยธรรม", size=40, align=Align.CENTRE),
        para(f"{dossier.unit_name} ปีงบประมาณ พ.ศ. {year}", bold=True, size=26, align=Align.CENTRE),
        para("  ".join(plan.declaration.lines), bold=True, size=22, align=Align.CENTRE),
        para((Run(starter.headings["code"], bold=True, size=_BOARD_HEAD),), align=Align.CENTRE),
        *help_for(starter, "code"),
        Table((1, 1, 1), (Row(lists),), header=0, size=_BOARD_TEXT),
        para(
            (Run(starter.headings["pictures"], bold=True, size=_BOARD_HEAD),),
            align=Align.CENTRE,
            keep=True,
        ),
        *_pictures(dossier, starter),
    )
    pages = Pages(blocks, landscape=True, paper=PaperSize.A3)
    return starter_doc(dossier, asked, starter.title, [pages])


def _list(
    title: str, lines: Sequence[str], starter: Starter | None = None, part: str = ""
) -> Iterator[Para]:
    yield para(title, bold=True, size=_BOARD_HEAD)
    for place, line in enumerate(lines, 1):
        yield para(f"{thai_digits(place)}. {line}", size=_BOARD_TEXT, left=0.9, first=-0.9)
    if starter is not None and not lines:
        yield from help_for(starter, part)


def _goals(dossier: Dossier) -> list[str]:
    return [_text(one) for one in dossier.cells_of("goals.goal")]


def _text(value: RowCell) -> str:
    return str(value)


def _figures(dossier: Dossier) -> list[str]:
    """The figures of behaviour and climate that are known."""
    figures = dossier.plan.rubric.figure_by_id
    shown = ((figures[name].title, dossier.figure(name)) for name in _FIGURES if name in figures)
    return [f"{title} {value}" for title, value in shown if value is not None]


def _pictures(dossier: Dossier, starter: Starter) -> Iterator[Block]:
    """Pictures of the year's activities side by side, or what to put there."""
    shown = list(dossier.pictures.items())[:_ON_BOARD]
    if shown:
        cells: list[Cell] = [
            cell(Image(path, "ภาพกิจกรรม", 5.6, 4.2), para(dots(24), align=Align.CENTRE, size=14))
            for _, path in shown
        ]
        yield Table((1,) * len(cells), (Row(tuple(cells)),), header=0, ruled=False)
    else:
        yield from help_for(starter, "pictures")


def wanted_by_board(dossier: Dossier) -> tuple[int, ...]:
    """The evidence items of the pictures on the board: the first of each activity, as long as there is room."""
    numbers = [activity.number for activity in dossier.plan.activities]
    firsts = (next(iter(dossier.pictures_of([number])), None) for number in numbers)
    return tuple(fact.item for fact in firsts if fact is not None)[:_ON_BOARD]
