"""รายงานผลการส่งเสริมและพัฒนา “องค์กรคุณธรรม” ระดับที่ ๓: its numbered rows, boxes ticked from what is proved."""

from __future__ import annotations

from collections.abc import Sequence

from domain.activity.completeness import backdated_words
from domain.facts import EvidenceFact
from domain.language.thai import thai_digits
from domain.plan.fillings import ByHand, NumberOf, NumberPart
from domain.plan.model import FormBlock
from domain.words.policy import marked
from reports.forms.dossier import Dossier
from reports.forms.parts import (
    SIGN,
    Filled,
    looked_line,
    marked_score,
    official,
    score_names,
    settled_score,
    signature,
    unsettled_line,
    upright,
)
from reports.forms.sentences import counted
from reports.paper.document import (
    Align,
    Doc,
    Pages,
    Row,
    Table,
    cell,
    dots,
    header_row,
    para,
    row,
)

ID = "level-3-report"
_WIDTHS = (1.7, 9.3, 2.0, 3.0)
"""The heads stay whole where another typeface stands in, half as wide again."""
_BEST = 3
_GOALS, _COUNT = "2", NumberPart.COUNT
"""The row with a line for each goal, and the number that says how many there are."""


def build(dossier: Dossier) -> Doc:
    """The report with figures, boxes and scores where they are known."""
    form = official(dossier, ID)
    head = Filled(form.block("head"), dossier, page=Pages(()).width).lines
    rows = [_row(dossier, block) for block in form.blocks if block.id.isdigit()]
    table = Table(_WIDTHS, (header_row(*form.block("table").columns), *rows), keep=True)
    signed = signature(Filled(form.block("signature"), dossier, SIGN).lines)
    numbered = [block for block in form.blocks if block.id.isdigit()]
    names = [n for b in numbered for n in (*score_names(dossier, b.criterion), *_also(dossier, b))]
    remarks = (*unsettled_line(names), *looked_line(dossier.evaluation.looked))
    return upright(
        dossier, form, [*(para(line, stretched=True) for line in head), table, *signed, *remarks]
    )


def _also(dossier: Dossier, block: FormBlock) -> tuple[str, ...]:
    """The unsettled readings of the form itself behind a score that is shown."""
    shown = settled_score(dossier, block.criterion) or own_score(dossier, block)
    return dossier.evaluation.unsettled.blocks.get((ID, block.id), ()) if shown else ()


def _row(dossier: Dossier, block: FormBlock) -> Row:
    if block.id == _GOALS:
        block = _with_slots(dossier, block)
    said = [*(dossier.words(block.id) or _from_rows(dossier, block))]
    filled = Filled(block, dossier, 12, 60, by_hand=said)
    return row(
        cell(f"{thai_digits(block.id)}.", align=Align.CENTRE),
        cell(filled.title, *(para(line, left=0.3) for line in filled.lines)),
        cell(
            marked_score(dossier, block.criterion, _also(dossier, block))
            or _marked_own(dossier, block)
            or dots(8),
            align=Align.CENTRE,
        ),
        # The words for which the row has no line.
        cell(*said, *_choices(dossier, block), *_remark(dossier, block)),
    )


def _from_rows(dossier: Dossier, block: FormBlock) -> list[str]:
    """The texts of rows that fill the part's lines."""
    cells = dossier.cells_of(block.rows) if block.id == _GOALS else []
    return [cell for cell in cells if isinstance(cell, str)]


def _choices(dossier: Dossier, block: FormBlock) -> list[str]:
    """How many rows chose each choice of the part's column: goals by their dimension."""
    register, _, column = block.rows.rpartition(".")
    asked = dossier.plan.register_by_id.get(register)
    cells = [c for c in dossier.cells_of(block.rows) if isinstance(c, tuple)]
    if asked is None or not cells or not asked.column_by_id[column].choices:
        return []
    counted = [
        (t, sum(n in c for c in cells)) for n, t in asked.column_by_id[column].choices.items()
    ]
    lines = (thai_digits(f"{title} {number}\u00a0เรื่อง") for title, number in counted)
    return [f"{asked.title}ตาม{asked.column_by_id[column].title}", *lines]


def _marked_own(dossier: Dossier, block: FormBlock) -> str | None:
    score = own_score(dossier, block)
    return marked(thai_digits(score), _also(dossier, block)) if score else None


def own_score(dossier: Dossier, block: FormBlock) -> int | None:
    """The score of the ticked boxes; None if an open box could still add to it, or nothing is ticked."""
    worth = [*zip(block.boxes, block.box_scores, strict=False)]
    score = min(sum(points for box, points in worth if dossier.ticked(box)), _BEST)
    open_still = any(points and dossier.is_open(box) for box, points in worth)
    return score if score and (score == _BEST or not open_still) else None


def _with_slots(dossier: Dossier, block: FormBlock) -> FormBlock:
    """A line for each goal: the print has four, the plan asks for five."""
    counts = (b.measure for b in block.blanks if isinstance(b, NumberOf) and b.part is _COUNT)
    entered = [e for m in counts if (e := dossier.measures.get(m)) is not None]
    told = len(dossier.words(block.id) or _from_rows(dossier, block))
    goals = max([len(block.lines), told, *(int(entry.value or 0) for entry in entered)])
    lines = tuple(f"({thai_digits(n)}) ....." for n in range(1, goals + 1))
    blanks = block.blanks + (ByHand(),) * (goals - len(block.lines))
    return block.model_copy(update={"lines": lines, "blanks": blanks})


def _remark(dossier: Dossier, block: FormBlock) -> list[str]:
    """The activities whose evidence is the proof, with their numbers of files and what was entered late."""
    there = [(n, dossier.cited.get(n, ())) for n in block.activities]
    shown = [
        " ".join(filter(None, [_count_of(n, files), backdated_words(files, "th")]))
        for n, files in there
        if files
    ]
    return [*_counted(dossier, block), *(["หลักฐานตามแผน", *shown] if shown else [])]


def _counted(dossier: Dossier, block: FormBlock) -> list[str]:
    """What a share of complete activities counts, beside the share."""
    shares = (b.measure for b in block.blanks if isinstance(b, NumberOf))
    values = filter(None, map(dossier.figures.get, shares))
    return [*filter(None, (counted(dossier, value) for value in values))]


def _count_of(activity: int, files: Sequence[EvidenceFact]) -> str:
    return f"ลำดับ\u00a0{thai_digits(activity)} ({thai_digits(len(files))}\u00a0ไฟล์)"
