"""แบบรายงานผลการดำเนินการตามแผนบูรณาการ: the results of a period's activities, in landscape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.activity.completeness import backdated_words
from domain.language.ids import MeasureId
from domain.language.periods import Period
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import Activity, Form, FormBlock, show_share
from domain.results import ActivityResult, Finding, Looked, Outcome
from domain.words.policy import marked
from reports.forms.dossier import Dossier
from reports.forms.parts import (
    WRITE,
    as_of_line,
    count,
    document,
    doubt_line,
    file_list,
    fill,
    looked_line,
    official,
    title,
    unsettled_line,
)
from reports.forms.sentences import of_activity
from reports.paper.document import (
    Align,
    Block,
    Cell,
    Doc,
    Pages,
    Row,
    Table,
    box,
    cell,
    dots,
    header_row,
    heading,
    para,
    part_row,
    row,
)

ID = "integrated-plan-report"
_WIDTHS = (2.3, 3.6, 5.7, 3.4, 3.3, 4.5, 3.8)


def build(dossier: Dossier) -> Doc:
    """The report on the activities that are due in the dossier's period. Raises ValueError if it has none."""
    if dossier.period is None:
        raise ValueError("this form needs a period")
    name = f"{official(dossier, ID).title} ({dossier.period.name})"
    return document(dossier, ID, name, [Pages(tuple(_blocks(dossier)), landscape=True)])


def _reported(dossier: Dossier) -> list[ActivityResult]:
    """The activities of the period: due in it by the print, held in it, or completed in it after their day."""
    period = dossier.period
    assert period is not None  # noqa: S101 build() asked
    return [
        a
        for batch in dossier.evaluation.batches
        for a in batch.activities
        if batch.due in period
        or _held_in(dossier, a.number, period)
        or (a.completed_on is not None and batch.due < a.completed_on and a.completed_on in period)
    ]


def _held_in(dossier: Dossier, number: int, period: Period) -> bool:
    """Whether an activity was held in a period. A day that a program read in a report does not decide it."""
    held = dossier.held_on(number)
    return not held.doubtful and any(day in period for day in held.days)


def _blocks(dossier: Dossier) -> Iterator[Block]:
    form, period = official(dossier, ID), dossier.period
    assert period is not None  # noqa: S101 build() asked
    yield from title(form.block("heading").lines, size=16)
    start, end = thai_date(period.start), thai_date(period.end)
    yield para(f"{dossier.unit_name} {period.name} ({start} – {end})", align=Align.CENTRE)
    yield as_of_line(dossier)
    reported = _reported(dossier)
    guidelines = [g for g in _guidelines(form, reported) if g.activities]
    yield heading((guidelines[0].block if guidelines else form.block(_MEASURE)).title, 2)
    rows = [header_row(*form.block("table").columns), *_rows(dossier, guidelines)]
    rows.append(_overall(dossier, guidelines))
    yield Table(_WIDTHS, tuple(rows), keep=True)
    yield from doubt_line(dossier, [a.number for a in reported])
    shown = (a for a in reported if any(f.outcome is Outcome.MET for f in a.findings))
    yield from unsettled_line(dossier.evaluation.unsettled.of_activities(shown))
    yield from looked_line(Looked.over(reported))


_MEASURE = "measure"
"""The parts of the form that are guidelines begin so: a measure's title, one guideline's line, its activities."""


@dataclass(frozen=True, slots=True)
class _Guideline:
    """A guideline of the Secretariat's plan with the activities that are reported under it."""

    block: FormBlock
    activities: tuple[ActivityResult, ...]

    @property
    def named(self) -> bool:
        """Whether the plan's data tells its name."""
        return not self.block.blanks

    @property
    def number(self) -> str:
        """`๑.๑`, as its line begins."""
        found = re.match(r"[๐-๙.]*[๐-๙]", self.block.lines[0])
        return found[0] if found else "๑.๑"

    @property
    def done(self) -> bool:
        """Whether all of it that concerns the unit is complete."""
        asked = [a for a in self.activities if a.asked]
        return bool(asked) and all(a.complete for a in asked)


def _guidelines(form: Form, reported: Sequence[ActivityResult]) -> Iterator[_Guideline]:
    """The guidelines in the plan's order; one that names no activities has those that no other names."""
    blocks = [block for block in form.blocks if block.id.startswith(_MEASURE)]
    named = {number for block in blocks for number in block.activities}
    for block in blocks:
        own = [
            a
            for a in reported
            if (a.number in block.activities) or (not block.activities and a.number not in named)
        ]
        yield _Guideline(block, tuple(own))


def _rows(dossier: Dossier, guidelines: Sequence[_Guideline]) -> Iterator[Row]:
    measure = guidelines[0].block.title if guidelines else ""
    for guideline in guidelines:
        if guideline.block.title != measure:
            measure = guideline.block.title
            yield part_row(measure, len(_WIDTHS))
        (line,) = guideline.block.lines
        name = cell(fill(line, [None] * len(guideline.block.blanks), 80), span=len(_WIDTHS))
        yield Row((name,), keep=True)
        for place, activity in enumerate(guideline.activities, 1):
            yield _row(dossier, f"{guideline.number}.{thai_digits(place)}", activity)


def _row(dossier: Dossier, place: str, result: ActivityResult) -> Row:
    activity = dossier.plan.by_number[result.number]
    done = result.outcome is Outcome.MET
    if not result.asked:
        return _excused(dossier, place, activity)
    return row(
        place,
        fill(official(dossier, ID).block("project").lines[0], [activity.title]),
        _what_was_done(dossier, result),
        cell(activity.output, f"{box(ticked=done)} เป็นไปตามผลผลิตที่กำหนด"),
        cell(activity.outcome, *_outcome(dossier, activity)),
        cell(*file_list(dossier, [result.number])),
        cell(
            *_why_not(dossier, activity.number),
            *_reasons(result),
            *_backdated(dossier, result.number),
        ),
    )


def _outcome(dossier: Dossier, activity: Activity) -> list[str]:
    """Whether the outcome appeared, and which: by the register's newest row, else by the number that is the outcome."""
    told = dossier.outcome_of(activity.number)
    there = (_reached(dossier, activity) or None) if told is None else told[0]
    words = [told[1]] if told and there else []
    ticks = (("ปรากฏแล้ว", there is True), ("ยังไม่ปรากฏ", there is False))
    return [*words, *(f"{box(ticked=ticked)} {title}" for title, ticked in ticks)]


def _reached(dossier: Dossier, activity: Activity) -> bool:
    """Whether the numbers that are the activity's outcome reach what is asked for; false if there are none."""
    asked = [m for m in activity.measures if _OUTCOME in m.source]
    entries = (dossier.measures.get(MeasureId(activity.number, m.id)) for m in asked)
    reached = [e is not None and e.reaches(m.at_least) for e, m in zip(entries, asked, strict=True)]
    return bool(reached) and all(reached)


_OUTCOME = "ช่องผลลัพธ์"
"""The printed column whose numbers show the outcome."""


def _why_not(dossier: Dossier, number: int) -> list[str]:
    """Why the outcome has not appeared, as a person wrote it."""
    told = dossier.outcome_of(number)
    return [] if told is None or told[0] else [f"- ผลลัพธ์ยังไม่ปรากฏ: {told[1]}"]


def _excused(dossier: Dossier, place: str, activity: Activity) -> Row:
    """The row of an activity that does not concern the unit: it keeps its number and says nothing was done."""
    name = fill(official(dossier, ID).block("project").lines[0], [activity.title])
    return row(place, name, "–", "–", "–", "–", "ไม่เกี่ยวข้องกับสำนัก")


def _what_was_done(dossier: Dossier, result: ActivityResult) -> Cell:
    _, percent, done, explain, *_ = official(dossier, ID).block("project").lines
    said = dossier.words(str(result.number)) or row_words(dossier, result.number)
    lines = [f"- {line}" for line in said] or [explain, dots(WRITE), dots(WRITE)]
    return cell(fill(percent, [_percent(dossier, result)], 10), done, *lines)


def _percent(dossier: Dossier, result: ActivityResult) -> str | None:
    """The share of documents and numbers that are met; None if there are none at all."""
    counted = [f for f in result.findings if f.outcome is not Outcome.NOT_APPLICABLE]
    met = sum(f.outcome is Outcome.MET for f in counted)
    if not met:
        return None
    share = show_share(Fraction(met, len(counted))).removesuffix("%")
    shown = marked(thai_digits(share), dossier.evaluation.unsettled.of_activities([result]))
    return f"{shown} (ครบ {thai_digits(f'{met} จาก {len(counted)}')} รายการ)"


def row_words(dossier: Dossier, number: int) -> list[str]:
    """What was done for an activity, as Kamnot says it."""
    return [*of_activity(dossier, dossier.evaluation.by_number[number])]


def _reasons(result: ActivityResult) -> list[str]:
    """Why an activity is not complete, as a form may say it: what its senders are told stays in the check."""
    standing: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.outcome in _OPEN:
            standing.setdefault(_standing(finding), []).append(finding.title)
    return [f"- {how}: {', '.join(titles)}" for how, titles in standing.items()]


_OPEN = (Outcome.NOT_MET, Outcome.NOT_AVAILABLE)


def _standing(finding: Finding) -> str:
    if isinstance(finding.id, MeasureId):
        return finding.found
    if not finding.files:
        return "ยังไม่มีไฟล์"
    return "อยู่ระหว่างแก้ไข" if finding.outcome is Outcome.NOT_MET else "อยู่ระหว่างตรวจรับ"


def _backdated(dossier: Dossier, activity: int) -> list[str]:
    """The evidence that was entered after the day received."""
    words = backdated_words(dossier.evidence.get(activity, ()), "th")
    return [f"- {words}"] if words else []


def _overall(dossier: Dossier, guidelines: Sequence[_Guideline]) -> Row:
    """How many guidelines are done, where the plan's data names them, and how many activities."""
    level, finished, going_on = official(dossier, ID).block("overall").lines
    asked = [a for g in guidelines for a in g.activities if a.asked]
    done = sum(a.complete for a in asked)
    names = dossier.evaluation.unsettled.of_activities(asked)
    share = f" ({show_share(Fraction(done, len(asked)))})" if done else ""
    named = all(g.named for g in guidelines)
    whole = sum(g.done for g in guidelines)
    started = sum(
        not g.done and any(dossier.evidence.get(a.number) for a in g.activities) for g in guidelines
    )
    return row(
        cell(fill(level, [None], 16), span=4, bold=True),
        cell(
            fill(finished, [marked(thai_digits(whole), names) if named and whole else None], 10),
            fill(going_on, [count(started) if named else None], 10),
            span=2,
        ),
        cell(
            thai_digits(f"กิจกรรมในช่วงนี้ {len(asked)} กิจกรรม"),
            thai_digits(f"แล้วเสร็จ {marked(str(done), names) if done else dots(8)}{share}"),
        ),
    )
