"""แบบรายงานผลการดำเนินการตามแผนบูรณาการ: the results of a period's activities, in landscape."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from domain.activity.completeness import backdated_words
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import Activity, show_share
from domain.results import ActivityResult, Looked, Outcome
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
)
from reports.forms.sentences import of_activity
from reports.paper.document import (
    UNCHECKED,
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
    row,
)

ID = "integrated-plan-report"
_WIDTHS = (1.9, 4.0, 6.4, 3.5, 3.4, 4.3, 3.1)


def build(dossier: Dossier) -> Doc:
    """The report on the activities that are due in the dossier's period. Raises ValueError if it has none."""
    if dossier.period is None:
        raise ValueError("this form needs a period")
    name = f"{official(dossier, ID).title} ({dossier.period.name})"
    return document(dossier, ID, name, [Pages(tuple(_blocks(dossier)), landscape=True)])


def _due(dossier: Dossier) -> list[ActivityResult]:
    """The activities that are due, by the print, in the period: those that do not concern the unit too."""
    assert dossier.period is not None  # noqa: S101 build() asked
    return [
        a
        for batch in dossier.evaluation.batches
        if batch.due in dossier.period
        for a in batch.activities
    ]


def _blocks(dossier: Dossier) -> Iterator[Block]:
    form = official(dossier, ID)
    assert dossier.period is not None  # noqa: S101 build() asked
    yield from title(form.block("heading").lines, size=16)
    start, end = thai_date(dossier.period.start), thai_date(dossier.period.end)
    yield para(f"{dossier.unit_name} {dossier.period.name} ({start} – {end})", align=Align.CENTRE)
    yield as_of_line(dossier)
    yield heading(form.block("measure").title, 2)
    rows = [header_row(*form.block("table").columns), _guideline(dossier)]
    rows += [_row(dossier, n, a) for n, a in enumerate(_due(dossier), 1)]
    rows.append(_overall(dossier))
    yield Table(_WIDTHS, tuple(rows), keep=True)
    yield from doubt_line(dossier, [a.number for a in _due(dossier)])
    yield from looked_line(Looked.over(_due(dossier)))


def _guideline(dossier: Dossier) -> Row:
    """A dotted line: the guideline's name is in the Secretariat's plan, not in the bureau's."""
    (line,) = official(dossier, ID).block("measure").lines
    return row(cell(fill(line, [None], 80), span=7))


def _row(dossier: Dossier, place: int, result: ActivityResult) -> Row:
    activity = dossier.plan.by_number[result.number]
    done = result.outcome is Outcome.MET
    if not result.asked:
        return _excused(dossier, place, activity)
    return row(
        f"๑.๑.{thai_digits(place)}",
        fill(official(dossier, ID).block("project").lines[0], [activity.title]),
        _what_was_done(dossier, result),
        cell(activity.output, f"{box(ticked=done)} เป็นไปตามผลผลิตที่กำหนด"),
        cell(activity.outcome, f"{UNCHECKED} ปรากฏแล้ว", f"{UNCHECKED} ยังไม่ปรากฏ"),
        cell(*file_list(dossier, [result.number])),
        cell(*_reasons(result), *_backdated(dossier, result.number)),
    )


def _excused(dossier: Dossier, place: int, activity: Activity) -> Row:
    """The row of an activity that does not concern the unit: it keeps its number and says nothing was done."""
    name = fill(official(dossier, ID).block("project").lines[0], [activity.title])
    return row(f"๑.๑.{thai_digits(place)}", name, "–", "–", "–", "–", "ไม่เกี่ยวข้องกับสำนัก")


def _what_was_done(dossier: Dossier, result: ActivityResult) -> Cell:
    _, percent, done, explain, *_ = official(dossier, ID).block("project").lines
    said = dossier.words(str(result.number)) or row_words(dossier, result.number)
    lines = [f"- {line}" for line in said] or [explain, dots(WRITE), dots(WRITE)]
    return cell(fill(percent, [_percent(result)], 10), done, *lines)


def _percent(result: ActivityResult) -> str | None:
    """The share of documents and numbers that are met; None if there are none at all."""
    counted = [f for f in result.findings if f.outcome is not Outcome.NOT_APPLICABLE]
    met = sum(f.outcome is Outcome.MET for f in counted)
    if not met:
        return None
    share = show_share(Fraction(met, len(counted))).removesuffix("%")
    return f"{thai_digits(share)} (ครบ {thai_digits(f'{met} จาก {len(counted)}')} รายการ)"


def row_words(dossier: Dossier, number: int) -> list[str]:
    """What was done for an activity, as Kamnot says it."""
    return [*of_activity(dossier, dossier.evaluation.by_number[number])]


def _reasons(result: ActivityResult) -> list[str]:
    """Why an activity is not complete, in the check's words."""
    return [f"- {f.title}: {f.found}" for f in result.open_findings]


def _backdated(dossier: Dossier, activity: int) -> list[str]:
    """The evidence that was entered after the day received."""
    words = backdated_words(dossier.evidence.get(activity, ()), "th")
    return [f"- {words}"] if words else []


def _overall(dossier: Dossier) -> Row:
    level, finished, going_on = official(dossier, ID).block("overall").lines
    due = [a for a in _due(dossier) if a.asked]
    done = sum(a.complete for a in due)
    started = sum(not a.complete and bool(dossier.evidence.get(a.number)) for a in due)
    share = thai_digits(show_share(Fraction(done, len(due)))) if due and done else dots(8)
    return row(
        cell(fill(level, [None], 16), span=4, bold=True),
        cell(fill(finished, [count(done)], 10), fill(going_on, [count(started)], 10), span=2),
        cell(f"กิจกรรมในช่วงนี้ {thai_digits(len(due))} กิจกรรม แล้วเสร็จ {share}"),
    )
