"""แบบรายงานผลการประเมินองค์กรคุณธรรม: a row for each criterion, after a summary of at most three pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from domain.language.thai import thai_digits
from domain.plan.model import ColumnKind, Criterion
from domain.words.policy import marked
from reports.forms.dossier import Dossier
from reports.forms.parts import (
    SIGN,
    Filled,
    backdated_line,
    days,
    document,
    doubt_line,
    file_list,
    fill,
    looked_line,
    marked_score,
    official,
    score_names,
    signature,
    title,
    unsettled_line,
)
from reports.forms.sentences import figures_of, of_criterion, rows_behind
from reports.paper.document import (
    Align,
    Block,
    Break,
    Cell,
    Doc,
    Image,
    Pages,
    Para,
    Row,
    Table,
    cell,
    dots,
    header_row,
    heading,
    para,
    row,
)

ID = "assessment-report"
SUMMARY_PAGES = 3
"""The most that the form allows for the summary, a step for each criterion."""
_WIDTHS = (1.4, 5.9, 5.8, 5.5, 5.4, 1.7)
_PICTURE = (7.6, 5.7)
"""Of three steps beside each other."""
_LONGEST_TITLE = 150
"""Letters: with a picture below, more would push the third step off its page."""
_MOST_LINES, _LETTERS_A_LINE = 5, 38
"""Of a person's own words above a picture, in a typeface half as wide again."""


def build(dossier: Dossier) -> Doc:
    """The report: summary with pictures first, then the table."""
    form = official(dossier, ID)
    sections = [
        Pages(tuple(_summary(dossier)), landscape=True),
        Pages(tuple(_report(dossier)), landscape=True),
    ]
    return document(dossier, ID, form.title, sections)


def wanted_pictures(dossier: Dossier) -> tuple[int, ...]:
    """Items whose pictures the summary shows: the first accepted one of each step, else the first."""
    found = (_picture_item(dossier, c.number) for c in dossier.plan.rubric.criteria)
    return tuple(item for item in found if item is not None)


def _picture_item(dossier: Dossier, number: int) -> int | None:
    block = official(dossier, ID).block(str(number))
    first = next(dossier.pictures_of(block.activities), None)
    return None if first is None else first.item


# --- The summary -----------------------------------------------------------------------------------


def _summary(dossier: Dossier) -> Iterator[Block]:
    form = official(dossier, ID)
    criteria = dossier.plan.rubric.criteria
    a_page = -(-len(criteria) // SUMMARY_PAGES)
    for start in range(0, len(criteria), a_page):
        if start:
            yield Break()
        yield heading(form.block("summary").title, size=20, align=Align.CENTRE)
        yield para(dossier.unit_name, bold=True, align=Align.CENTRE)
        shown = criteria[start : start + a_page]
        steps = [_step(dossier, c.number, len(shown)) for c in shown]
        yield Table((1,) * len(steps), (Row(tuple(steps)),), header=0, size=16)


def _step(dossier: Dossier, number: int, beside: int) -> Cell:
    printed = official(dossier, ID).block("summary").lines
    line = printed[0].replace("๑", thai_digits(number), 1)
    main = _main_activity(dossier, number)
    name = None if main is None else _cut(dossier.plan.by_number[main].title)
    when = None if main is None else days(dossier, main)
    criterion = dossier.plan.rubric.criteria[number - 1]
    return cell(
        para(fill(line, [name.removeprefix("กิจกรรม") if name else None]), bold=True),
        f"ดำเนินการเมื่อ {when or dots(30)}",
        *(_short(dossier.words(str(number))) or [*figures_of(dossier, criterion)][:3]),
        *_step_picture(dossier, number, printed[1], beside),
    )


def _main_activity(dossier: Dossier, criterion: int) -> int | None:
    """The step's first activity that has evidence, one that begins no other step before all others."""
    form = official(dossier, ID)
    others = {
        block.activities[0]
        for c in dossier.plan.rubric.criteria
        if c.number != criterion and (block := form.block(str(c.number))).activities
    }
    numbers = sorted(form.block(str(criterion)).activities, key=lambda n: n in others)
    there = [n for n in numbers if dossier.evidence.get(n)]
    return next(iter((*there, *numbers)), None)


def _step_picture(dossier: Dossier, number: int, words: str, beside: int) -> Iterator[Para | Image]:
    item = _picture_item(dossier, number)
    path = None if item is None else dossier.pictures.get(item)
    if path is None:
        yield para(f"{words} {dots(20)}", align=Align.CENTRE)
        return
    width, height = (side * min(1, 3 / beside) for side in _PICTURE)
    yield Image(path, f"รูปประกอบขั้นตอนที่ {thai_digits(number)}", width, height)


def _cut(text: str, most: int = _LONGEST_TITLE) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _short(lines: Sequence[str] | None) -> list[str]:
    """As much of a person's words as fits above a picture; the report has them whole."""
    if not lines:
        return []
    shown, left = list[str](), _MOST_LINES
    for line in lines[:3]:
        if left > 0:
            shown.append(_cut(line, left * _LETTERS_A_LINE))
        left -= -(-len(line) // _LETTERS_A_LINE)
    if len(shown) < len(lines):
        shown[-1] = f"{shown[-1].removesuffix('…')}…"
    return shown


# --- The report ------------------------------------------------------------------------------------


def _report(dossier: Dossier) -> Iterator[Block]:
    form = official(dossier, ID)
    yield from title(form.block("heading").lines)
    for line in Filled(form.block("head"), dossier, page=Pages((), landscape=True).width).lines:
        yield para(line, stretched=True)
    rows = [_row(dossier, criterion) for criterion in dossier.plan.rubric.criteria]
    head = header_row(*form.block("table").columns)
    yield Table(_WIDTHS, (head, *rows, _total(dossier)), keep=True)
    yield from signature(Filled(form.block("signature"), dossier, SIGN).lines)
    numbers = [criterion.number for criterion in dossier.plan.rubric.criteria]
    yield from unsettled_line(n for c in numbers for n in score_names(dossier, c))
    named = [n for c in numbers for n in form.block(str(c)).activities]
    yield from doubt_line(dossier, named)
    yield from looked_line(dossier.evaluation.looked)
    listed = (official(dossier, ID).block(str(number)).activities for number in numbers)
    yield from backdated_line(dossier, chain.from_iterable(listed))


def _row(dossier: Dossier, criterion: Criterion) -> Row:
    best = criterion.bands[0].text.splitlines()
    return row(
        cell(thai_digits(criterion.number), align=Align.CENTRE),
        criterion.title,
        cell(*best),
        cell(*(dossier.words(str(criterion.number)) or row_words(dossier, criterion.number))),
        cell(*_evidence(dossier, criterion.number)),
        cell(marked_score(dossier, criterion.number) or dots(6), align=Align.CENTRE),
    )


def row_words(dossier: Dossier, number: int) -> list[str]:
    """What was done for a criterion, as Kamnot says it."""
    activities = official(dossier, ID).block(str(number)).activities
    return of_criterion(dossier, dossier.plan.rubric.criteria[number - 1], activities)


def _evidence(dossier: Dossier, number: int) -> list[str]:
    """The files by activity; for a criterion about the whole plan the activities that are complete."""
    numbers = official(dossier, ID).block(str(number)).activities
    if not numbers:
        activities = dossier.evaluation.by_number.items()
        done = [thai_digits(n) for n, a in activities if a.asked and a.complete]
        return [f"หลักฐานของกิจกรรมที่ครบแล้ว ลำดับที่ {', '.join(done) or dots(20)}"]
    lines: list[str] = []
    for n in numbers:
        if dossier.cited.get(n):
            lines += [f"กิจกรรมลำดับที่ {thai_digits(n)}", *file_list(dossier, [n])]
    lines += _links(dossier, dossier.plan.rubric.criteria[number - 1])
    return lines or list(file_list(dossier, []))


def _links(dossier: Dossier, criterion: Criterion) -> list[str]:
    """The links of the rows that prove the criterion's figures."""
    found = (
        row.cells.get(column.id)
        for register, row in rows_behind(dossier, criterion)
        for column in register.columns_of(ColumnKind.LINK)
    )
    return list(dict.fromkeys(link for link in found if isinstance(link, str)))


def _total(dossier: Dossier) -> Row:
    criteria = dossier.evaluation.rubric.criteria
    known = all(c.score == c.score_if_unknowns_hold for c in criteria)
    names = [n for c in criteria for n in score_names(dossier, c.number)]
    total = marked(thai_digits(sum(c.score for c in criteria)), names) if known else dots(6)
    return row(
        cell(f"รวมคะแนนทั้ง {thai_digits(len(criteria))} ข้อ", span=5, align=Align.RIGHT, bold=True),
        cell(total, align=Align.CENTRE, bold=True),
    )
