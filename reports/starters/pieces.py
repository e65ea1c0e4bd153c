"""What starters share: the cover, what is known of the activity, help, pictures, the code at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.documents.starters import StarterCode, hint_line
from domain.language.ids import MeasureId, RequirementId
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import Activity, Starter
from domain.words.wording import show_amount
from reports.forms.dossier import Dossier
from reports.forms.parts import days
from reports.forms.sentences import of_activity
from reports.paper.document import (
    Align,
    Block,
    Break,
    ContentsList,
    Doc,
    Image,
    Pages,
    Para,
    Table,
    caption,
    cell,
    contents_title,
    dots,
    heading,
    hint,
    para,
    row,
)

_TITLE, _SUBJECT = 26, 22
_WRITE = 60
_PICTURES = 4
"""Most pictures that a starter shows."""
_SPACE = (para(""),) * 6


def code_of(dossier: Dossier, asked: RequirementId) -> StarterCode:
    """The code by which the document is known again."""
    return StarterCode(asked, dossier.plan.fiscal_year, dossier.unit)


def starter_doc(
    dossier: Dossier, asked: RequirementId, name: str, sections: Sequence[Pages]
) -> Doc:
    """The document, with its code after the last block."""
    code = code_of(dossier, asked)
    last = sections[-1]
    said = para(code.line, align=Align.RIGHT, size=11)
    whole = Pages((*last.blocks, said), landscape=last.landscape, paper=last.paper)
    return Doc(name, dossier.unit_name, dossier.as_of, (*sections[:-1], whole), code.key)


def help_for(starter: Starter, part: str) -> Iterator[Para]:
    """The line of help of a part; none if it has none."""
    if text := starter.hints.get(part):
        yield hint(hint_line(text))


def cover(dossier: Dossier, activity: Activity, starter: Starter) -> Iterator[Block]:
    """A page with the document's name, the activity and the unit."""
    year = f"ปีงบประมาณ พ.ศ. {thai_digits(dossier.plan.fiscal_year)}"
    yield from _SPACE
    yield para(starter.title, bold=True, size=_TITLE, align=Align.CENTRE)
    yield para("")
    subject = activity.knowledge_output or activity.title
    yield para(f"เรื่อง {subject}", bold=True, size=_SUBJECT, align=Align.CENTRE)
    yield para("")
    yield from help_for(starter, "cover")
    yield from _SPACE
    for line in (dossier.unit_name, dossier.plan.unit.department, year):
        yield para(line, bold=True, size=20, align=Align.CENTRE)
    yield Break()


def contents(starter: Starter) -> Iterator[Block]:
    """A page with the list of contents, whose pages Word fills on wish."""
    yield contents_title()
    yield ContentsList(levels=1)
    yield from help_for(starter, "contents")
    yield Break()


def about(dossier: Dossier, activity: Activity) -> Iterator[Block]:
    """What the plan and the registers know of the activity, and what was done for it: under no heading of a part."""
    yield heading("ข้อมูลในแผน")
    rows = [
        ("ลำดับในแผน", f"กิจกรรมที่ {thai_digits(activity.number)}"),
        ("ชื่อ", activity.title),
        ("คณะที่ทำ", " ".join(dossier.plan.group_name(g, short=True) for g in activity.groups)),
        ("กำหนดส่ง", thai_date(dossier.plan.batch_by_id[activity.batch].due)),
        ("จัดเมื่อ", days(dossier, activity.number) or dots(_WRITE // 2)),
        ("ตอบเป้าหมาย", "\n".join(goals_of(dossier, activity.number)) or dots(_WRITE // 2)),
        *numbers(dossier, activity),
    ]
    lines = [row(cell(label, bold=True), cell(*value.split("\n"))) for label, value in rows]
    yield Table((3.5, 12.5), tuple(lines), header=0)
    yield from (para(said, first=1.5) for said in known(dossier, activity))


def known(dossier: Dossier, activity: Activity) -> list[str]:
    """What is known to have been done, in sentences."""
    return list(of_activity(dossier, dossier.evaluation.by_number[activity.number]))


def numbers(dossier: Dossier, activity: Activity) -> Iterator[tuple[str, str]]:
    """The numbers that the plan asks for, each with its value or a line to write on."""
    for measure in activity.measures:
        entry = dossier.measures.get(MeasureId(activity.number, measure.id))
        value = None if entry is None else entry.value
        edges = dossier.plan.edges
        shown = (
            dots(_WRITE // 4) if value is None else show_amount(value, "th", measure.unit, edges)
        )
        yield "ตัวเลข", f"{measure.title}: {shown}"


def goals_of(dossier: Dossier, number: int, sort: str = "") -> list[str]:
    """The goals that the activity serves, or all goals of one sort where no activity is asked about."""
    found = []
    for one in dossier.rows_of("goals"):
        served = one.cells.get("served-by") or ()
        if sort == one.cells.get("sort") if sort else number in tuple(served):  # type: ignore[arg-type]
            found.append(str(one.cells["goal"]))
    return found


def pictures(
    dossier: Dossier, number: int, *, width: float = 12, height: float = 8
) -> Iterator[Block]:
    """The pictures that were accepted so far, each with a caption to write."""
    shown = [f for f in dossier.pictures_of([number]) if f.item in dossier.pictures]
    for place, fact in enumerate(shown[:_PICTURES], 1):
        yield Image(dossier.pictures[fact.item], fact.file_name, width, height)
        yield caption(place, dots(_WRITE))


def wanted_pictures(dossier: Dossier, number: int) -> tuple[int, ...]:
    """The evidence items whose pictures a starter of the activity shows."""
    return tuple(fact.item for fact in dossier.pictures_of([number]))[:_PICTURES]
