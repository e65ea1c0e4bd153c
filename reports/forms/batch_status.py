"""รายงานสถานะของรอบ for a meeting: what is missing, who answers for it, what it costs, and two charts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from domain.evaluation.department import notes_of
from domain.language.thai import thai_date, thai_digits
from domain.results import ActivityResult, BatchResult
from domain.words.policy import earned_of, marked
from domain.words.wording import OUTCOMES, TIMELINESS, looked_words, pick
from reports.forms.dossier import Dossier
from reports.forms.parts import as_of_line, document, title, unsettled_line
from reports.paper.charts import (
    completion_by_group,
    points_by_batch,
    scores_by_criterion,
    year_line,
)
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Pages,
    Row,
    Table,
    cell,
    header_row,
    heading,
    para,
    row,
)

ID = "batch-status"
_WIDTHS = (1.2, 6.2, 4.0, 2.7, 2.1, 9.5)


def build(dossier: Dossier) -> Doc:
    """The status of the dossier's batch. Raises ValueError if it names none."""
    batch = dossier.batch_result
    name = f"รายงานสถานะการดำเนินงาน {_batch_name(batch)}"
    sections = [
        Pages(tuple(_table(dossier, batch, name)), landscape=True),
        Pages(tuple(_charts(dossier, batch))),
    ]
    return document(dossier, ID, name, sections)


def _batch_name(batch: BatchResult) -> str:
    return f"รอบกำหนดส่ง {thai_date(batch.due)}"


def _table(dossier: Dossier, batch: BatchResult, name: str) -> Iterator[Block]:
    yield from title([name, dossier.unit_name])
    yield as_of_line(dossier)
    yield para(_summary(dossier, batch))
    if batch.last_working_day != batch.due:
        yield para(
            f"กำหนดส่งตรงกับวันหยุด วันทำการสุดท้ายคือ {thai_date(batch.last_working_day, weekday=True)}"
        )
    heads = ("ที่", "กิจกรรม", "ผู้รับผิดชอบ", "สถานะ", "คะแนน", "ที่ยังขาด สิ่งที่ต้องทำ และหมายเหตุ")
    rows = [_row(dossier, activity) for activity in _worst_first(batch)]
    yield Table(_WIDTHS, (header_row(*heads), *rows))
    yield from _notes(dossier)
    unsettled = dossier.evaluation.unsettled
    by_number = (unsettled.notes, unsettled.activities, unsettled.criteria)
    listed = chain.from_iterable(names for found in by_number for names in found.values())
    yield from unsettled_line([*unsettled.points, *listed])


def _notes(dossier: Dossier) -> Iterator[Block]:
    """What the plan's footnotes ask for, and what was entered for it."""
    unsettled = dossier.evaluation.unsettled.notes
    for note in notes_of(dossier.plan, dossier.measures, unsettled):
        said = f"{pick(OUTCOMES[note.outcome.value], 'th')} · {note.found('th')} {note.least('th')}"
        shown = marked(said, unsettled.get(note.number, ()))
        yield para(thai_digits(f"หมายเหตุ {note.number} {note.title}: {shown}"), size=14)


def _summary(dossier: Dossier, batch: BatchResult) -> str:
    asked = [a for a in batch.activities if a.asked]
    excused = len(batch.activities) - len(asked)
    points = batch.points
    text = f"ครบ {sum(a.complete for a in asked)} จาก {len(asked)} กิจกรรม"
    text += f" (ไม่เกี่ยวข้อง {excused} กิจกรรม)" if excused else ""
    if points.printed:
        unsettled = dossier.evaluation.unsettled.points
        earned, open_, waiting, lost = (
            marked(str(n), unsettled)
            for n in (points.earned, points.open, points.waiting, points.lost)
        )
        text += f" ได้ {earned} จาก {points.printed} คะแนน ยังได้อีก {open_} คะแนน"
        text += f" (ในนี้ยังบอกไม่ได้ {waiting} คะแนน)" if points.waiting else ""
        text += f" เสียไป {lost} คะแนน" if points.lost else ""
    looked = batch.looked
    if looked.files:
        text += " " + looked_words(looked.files, looked.unseen, "th")
    return thai_digits(text)


def _worst_first(batch: BatchResult) -> list[ActivityResult]:
    """Incomplete activities first, those with most points at risk on top."""
    return sorted(batch.activities, key=lambda a: (a.complete, -a.open_points, a.number))


def _row(dossier: Dossier, activity: ActivityResult) -> Row:
    points = activity.points
    owners = [dossier.plan.group_by_id[g].short_name for g in activity.groups]
    status = pick(OUTCOMES[activity.outcome.value], "th")
    standing = pick(TIMELINESS[activity.timeliness.value], "th")
    todo = [f"{f.title}: {f.found} → {f.remedy}" for f in activity.open_findings]
    known = {f.id for f in activity.open_findings}
    late = [
        f"{f.title}: {f.backdated}" for f in activity.findings if f.backdated and f.id not in known
    ]
    shown = [status, standing] if activity.asked else [status]
    return row(
        cell(thai_digits(activity.number), align=Align.CENTRE),
        activity.title,
        cell(*owners),
        cell(*shown),
        cell(
            "–"
            if points is None or not activity.asked
            else thai_digits(
                earned_of(
                    points.earned,
                    points.printed,
                    dossier.evaluation.unsettled.of_activities([activity]),
                )
            ),
            align=Align.CENTRE,
        ),
        cell(*todo, *late),
    )


def _charts(dossier: Dossier, batch: BatchResult) -> Iterator[Block]:
    yield heading("ภาพรวม", size=18, align=Align.CENTRE)
    yield points_by_batch(dossier.evaluation)
    yield completion_by_group(dossier.evaluation, dossier.plan, batch.batch)
    yield scores_by_criterion(dossier.evaluation.rubric, dossier.evaluation.unsettled)
    yield year_line(dossier.evaluation, dossier.plan)
