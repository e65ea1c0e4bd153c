"""ผลการดำเนินการ in sentences: who did what and when, how many joined, and how that stands to what was asked for.

They say only what is known; a person may put other words in their place (`Dossier.words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from domain.facts import Amount, MeasureFact, RegisterRow
from domain.language.ids import MeasureId
from domain.language.thai import thai_digits
from domain.plan.derivations import CompletionRate, FromMeasure
from domain.plan.model import (
    Criterion,
    Figure,
    MeasureKind,
    MeasureRequirement,
    Register,
    show_percent,
)
from domain.results import ActivityResult
from domain.rubric.figures import FigureValue, rated
from reports.forms.dossier import Dossier, told
from reports.forms.parts import days
from reports.paper.document import box, dots

_SAID_OF_THE_NUMBER = re.compile(
    r"^จำนวน|ร้อยละ\s*[๐-๙.]+\s*ของ|^ร้อยละ(?:ของ)?|\s*[๐-๙.]+\s*% ขึ้นไป|\s*\([^()]{1,20}\)$"
)
"""What a title tells of its number, which the sentence tells anew."""
_DEEDS = ("จัด", "แต่งตั้ง", "ถอด", "ทบทวน", "ดำเนิน", "ประกาศ", "สำรวจ", "รณรงค์", "เพิ่ม")
"""Beginnings of titles that are deeds already."""


def of_activity(dossier: Dossier, result: ActivityResult) -> Iterator[str]:
    """What was done for an activity, and its numbers beside what they must reach; nothing where nothing is known."""
    yield from deed_of(dossier, result)
    for measure in dossier.plan.by_number[result.number].measures:
        entry = dossier.measures.get(MeasureId(result.number, measure.id))
        if entry is not None and entry.value is not None:
            yield _measured(dossier, measure, entry, entry.value)
    yield from dossier.told_of(result.number)


def deed_of(dossier: Dossier, result: ActivityResult) -> Iterator[str]:
    """Who did what, and when; that it is under way if neither a day nor a number is known and something is missing."""
    activity, when = dossier.plan.by_number[result.number], days(dossier, result.number)
    entries = (dossier.measures.get(MeasureId(result.number, m.id)) for m in activity.measures)
    counted = any(entry is not None and entry.value for entry in entries)
    title = activity.title
    if when or counted or (result.asked and result.complete):
        yield f"{dossier.unit_name}ได้{_deed(title)}{f' เมื่อวันที่ {when}' if when else ''}"
    elif dossier.evidence.get(result.number):
        yield f"{dossier.unit_name}อยู่ระหว่างดำเนินการเรื่อง{title}"


def _deed(title: str) -> str:
    if title.startswith("กิจกรรม"):
        return f"จัด{title}"
    if title.startswith("การ"):
        return title.removeprefix("การ")
    if title.startswith("รายงาน"):
        return f"จัดทำ{title}"
    return title if title.startswith(_DEEDS) else f"ดำเนินการเรื่อง{title}"


def _measured(
    dossier: Dossier, measure: MeasureRequirement, entry: MeasureFact, value: Amount
) -> str:
    """A number of an activity beside its threshold."""
    if isinstance(value, bool):
        return _answered(measure.title, yes=value)
    subject, amount = _subject(measure), _amount(dossier, measure, value, entry)
    return f"{subject} {amount} ({_verdict('เป้าหมาย', measure, value, measure.at_least)})"


def of_criterion(dossier: Dossier, criterion: Criterion, activities: tuple[int, ...]) -> list[str]:
    """What was done for a criterion, and each of its figures; one that is unknown is left to be written."""
    results = (dossier.evaluation.by_number[number] for number in activities)
    deeds = [said for result in results for said in deed_of(dossier, result)]
    # The unit is named once.
    rest = [said.removeprefix(dossier.unit_name) for said in deeds[1:]]
    return [*deeds[:1], *rest, *figures_of(dossier, criterion), *_rows_of(dossier, criterion)]


def _rows_of(dossier: Dossier, criterion: Criterion) -> list[str]:
    """What the rows behind a criterion's figures tell, numbered if there are several."""
    lines = told(rows_behind(dossier, criterion))
    if len(lines) == 1:
        return lines
    return [f"({thai_digits(number)}) {line}" for number, line in enumerate(lines, 1)]


def rows_behind(dossier: Dossier, criterion: Criterion) -> Iterator[tuple[Register, RegisterRow]]:
    """The rows that prove a criterion's figures, or the numbers that these are derived from."""
    for name in criterion.figures:
        figure = dossier.plan.rubric.figure_by_id[name]
        origin = figure.derived_from
        measured = origin.measure if isinstance(origin, FromMeasure) else None
        for measure in filter(None, (measured, figure.entered_as)):
            yield from dossier.rows_behind(dossier.measures.get(measure))


def figures_of(dossier: Dossier, criterion: Criterion) -> Iterator[str]:
    """Each figure of a criterion beside what its best score asks for, dotted if it is unknown."""
    least = {c.figure: c.at_least for c in criterion.bands[0].conditions}
    for name in criterion.figures:
        figure = dossier.plan.rubric.figure_by_id[name]
        value = dossier.figures.get(figure.entered_as)
        if value is None:
            yield _to_be_written(figure)
        elif figure.kind is MeasureKind.YES_NO:
            yield _answered(figure.title, yes=bool(value.counts.low))
        else:
            asked = least.get(name)
            verdict = f" ({_verdict('เกณฑ์', figure, value.counts.low, asked)})" if asked else ""
            yield _figure(dossier, value) + verdict


def _to_be_written(figure: Figure) -> str:
    """A figure that a person fills in; a yes or no is no statement before one is ticked."""
    if figure.kind is not MeasureKind.YES_NO:
        return f"{figure.title} {dots(14)}"
    open_box = box(ticked=False)
    if figure.title.startswith("มี"):
        return f"{open_box} มี {open_box} ไม่มี {figure.title.removeprefix('มี')}"
    return f"{open_box} ใช่ {open_box} ไม่ใช่ {figure.title}"


def _figure(dossier: Dossier, value: FigureValue) -> str:
    figure, known = value.figure, value.counts.low
    amount = _amount(dossier, figure, known, dossier.entry_of(value))
    return " ".join(filter(None, [_subject(figure), amount, counted(dossier, value)]))


def counted(dossier: Dossier, value: FigureValue) -> str:
    """What a share of complete activities counts; nothing for another figure, or one that somebody entered."""
    rate = value.figure.derived_from
    if not isinstance(rate, CompletionRate) or value.entered is not None:
        return ""
    asked = rated(rate, dossier.evaluation.by_number.values())
    return thai_digits(f"ครบ {sum(a.proved for a in asked)} จาก {len(asked)} กิจกรรม")


def _amount(
    dossier: Dossier,
    asked: MeasureRequirement | Figure,
    value: Fraction | int,
    entry: MeasureFact | None,
) -> str:
    """A share with the people it counts, or a count."""
    if asked.kind is not MeasureKind.SHARE:
        return thai_digits(f"{value} {asked.unit}").strip()
    share = f"คิดเป็นร้อยละ {show_percent(Fraction(value), dossier.plan.edges)}"
    if entry is None or not entry.denominator:
        return thai_digits(share)
    unit = asked.unit or "คน"
    return thai_digits(f"{entry.numerator} {unit} จาก {entry.denominator} {unit} {share}")


def _verdict(
    what: str, asked: MeasureRequirement | Figure, value: Fraction | int, least: Fraction | int
) -> str:
    """Whether a number reaches what is asked for: `บรรลุเป้าหมายร้อยละ ๙๐`."""
    met = value >= least
    begins = ("ถึง" if what == "เกณฑ์" else "บรรลุ") if met else "ยังไม่ถึง"
    if asked.kind is MeasureKind.SHARE:
        return thai_digits(f"{begins}{what}ร้อยละ {show_percent(Fraction(least))}")
    return thai_digits(f"{begins}{what} {least} {asked.unit}").strip()


def _subject(asked: MeasureRequirement | Figure) -> str:
    """What a title counts, without the numbers that it asks for."""
    title = _SAID_OF_THE_NUMBER.sub("", asked.title)
    if asked.kind is MeasureKind.COUNT and asked.unit:
        least = rf"\s*(?:อย่างน้อย|ไม่น้อยกว่า|จำนวน)?\s*[๐-๙]+\s*{re.escape(asked.unit)}"
        title = re.sub(least, "", title)
    return " ".join(title.split())


def _answered(title: str, *, yes: bool) -> str:
    if yes:
        return title
    return f"ไม่{title}" if title.startswith("มี") else f"{title}: ไม่ใช่"
