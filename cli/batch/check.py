"""`kamnot check`: what is missing for a batch, what it costs, who must act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.front.commands import of_year
from cli.front.common import console, language, long_day, numeral, print_json, say, short_day, tell
from cli.front.options import AsJson, AsOf, DryRun, Full, Supposed, Unit, option
from cli.front.session import day_of, open_workspace, tell_delivery, tell_unconfirmed
from cli.front.tables import MARKS, SCREEN, tell_full, to_do
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from collections.abc import Collection

    from rich.console import Console, RenderableType
    from rich.table import Table

    from domain.plan.model import Plan
    from domain.results import ActivityResult, BatchResult, Looked, Points, Unsettled
    from flows.check.check import CheckOutcome
    from flows.run.workspace import Workspace

app = typer.Typer()

BAR_WIDTH = 24
MISSING = 1


@app.command()
def check(
    batch: Annotated[
        str | None,
        typer.Argument(metavar="BATCH", help="march, june-20, june-30, june, july, september"),
    ] = None,
    *,
    everything: Annotated[bool, option("ทุกรอบ", "Every batch.", "--all")] = False,
    all_units: Annotated[bool, option("ทุกสำนัก", "Every unit.", "--all-units")] = False,
    unit: Unit = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
    notify: Annotated[
        bool,
        option(
            "ส่งจดหมายที่ถึงเวลาด้วย เฉพาะวันนี้", "Send the letters that are due, today only.", "--notify"
        ),
    ] = False,
    suppose: Supposed = None,
    full: Full = False,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if every batch is complete, 1 if something is missing, 2 if the relay refuses us."""
    if (batch is None) == (not everything):
        example = of_year("kamnot check march")
        raise KamnotError(
            f"โปรดระบุรอบหนึ่งรอบ เช่น {example} หรือ --all อย่างใดอย่างหนึ่ง",
            f"Name one batch, such as {example}, or give --all.",
        )
    from domain.evaluation.whatif import parse_supposition
    from flows.check.check import CheckRequest
    from flows.check.check import check as run_check
    from flows.run.workspace import today

    if all_units and (unit or suppose):
        raise KamnotError(
            "--all-units ใช้กับ --unit หรือ --if ไม่ได้",
            "--all-units takes neither --unit nor --if.",
        )
    ws = open_workspace()
    day = day_of(ws, as_of)
    batches = ws.batches(None if everything else batch)
    sends = notify and day >= today()
    if all_units:
        from cli.batch.check_units import check_units

        request = CheckRequest("*", batches, day, dry_run, notify=sends)
        return check_units(ws, request, as_json=as_json)
    what = parse_supposition(ws.plan, suppose or (), day)
    request = CheckRequest(ws.unit(unit), batches, day, dry_run, suppose=what, notify=sends)
    outcome = run_check(ws, request)
    if as_json:
        _print_json(outcome, one=len(outcome.batches) == 1 and not everything)
    else:
        show(outcome, ws.plan, console(), dry_run=dry_run, full=full)
    tell_unconfirmed(ws.filed.plan if ws.filed else ws.plan)
    done = 0 if outcome.complete else MISSING
    if sends:
        return tell_delivery(ws, outcome, dry_run=dry_run) or done
    _tell_look(ws, outcome, refused=notify)
    return done


def _tell_look(ws: Workspace, outcome: CheckOutcome, *, refused: bool) -> None:
    """Say on standard error whom a reminder run of that day would write to: a look writes to nobody."""
    from flows.letters.recipients import before_use
    from flows.run.workspace import today

    reached = outcome.letters.would_reach
    early = before_use(ws, outcome.evaluation.unit, outcome.evaluation.as_of)
    if early is not None:
        tell(*early, stderr=True)
        return
    if refused:
        tell("วันที่ผ่านมาแล้ว การตรวจจึงไม่ส่งจดหมาย", "A check of a past day never sends.", stderr=True)
    if reached:
        names = {g.id: g.short_name for g in ws.plan.groups}
        director = say("ผู้อำนวยการ", "the director")
        whom = ", ".join(f"{names.get(group, director)} {_count(n)}" for group, n in reached)
        remind, now = of_year("kamnot remind"), outcome.evaluation.as_of == today()
        when = say("วันนี้", "today") if now else say("ของวันนั้น", "of that day")
        tell(
            f"ยังไม่ได้ส่งจดหมาย ถ้าสั่ง {remind} {when} จะส่งถึง {whom}",
            f"No letter was sent; {remind} {when} would write to {whom}",
            stderr=True,
        )


def _count(readers: int) -> str:
    if not readers:
        return say("(ยังไม่มีผู้รับ)", "(no contact)")
    return say(f"{numeral(readers)} ราย", f"({readers})")


def _print_json(outcome: CheckOutcome, *, one: bool) -> None:
    from reports.schemas.check import ChecksDocument

    documents = outcome.documents()
    print_json(documents[0] if one else ChecksDocument.of(batches=documents))


def show(
    outcome: CheckOutcome, plan: Plan, out: Console, *, dry_run: bool, full: bool = True
) -> None:
    """Print each batch as a table with the steps to take below it, then the year in one line.

    Without `full` all of it fits a screen: what is not complete of one batch, or a line for each of several.
    """
    day = long_day(outcome.evaluation.as_of)
    if outcome.supposed:
        words = ", ".join(outcome.supposed)
        text = say(f"สมมุติว่า {words} (ไม่ได้แก้ข้อมูล)", f"Supposing {words}; nothing was written.")
        out.print(text, style="yellow", markup=False)
    for name in outcome.batches:
        batch = outcome.evaluation.batch(name)
        if not full:
            _print_short(outcome, batch, plan, out)
            continue
        out.print()
        out.print(_title(batch, day))
        out.print(_table(batch, plan, out.width, outcome.evaluation.unsettled))
        out.print(_total(batch.points, outcome.evaluation.unsettled.points))
        tell_looked(batch.looked)
        _print_reliefs(batch, out)
        _print_backdated(batch, out)
        _print_todo(batch, out)
    _print_year(outcome, plan, out)
    if not full:
        opened = [
            a
            for n in outcome.batches
            for a in outcome.evaluation.batch(n).activities
            if a.open_findings
        ]
        tell_full(len(opened) - SCREEN if len(outcome.batches) == 1 and len(opened) > SCREEN else 0)
    if dry_run:
        tell("ดูอย่างเดียว: ไม่ได้บันทึกและไม่ได้ส่ง", "Dry run: nothing was written or sent.")


def _print_short(outcome: CheckOutcome, batch: BatchResult, plan: Plan, out: Console) -> None:
    from dataclasses import replace

    from rich.text import Text

    unsettled = outcome.evaluation.unsettled
    opened = sorted((a for a in batch.activities if a.open_findings), key=lambda a: a.complete)
    out.print(_title(batch, long_day(outcome.evaluation.as_of)))
    if len(outcome.batches) == 1 and opened:
        first = replace(batch, activities=tuple(opened[:SCREEN]))
        out.print(_table(first, plan, out.width, unsettled))
    out.print(_total(batch.points, unsettled.points))
    done = sum(a.complete for a in batch.activities)
    counts = (done, len(batch.activities), sum(len(a.open_findings) for a in opened))
    words = say("ครบ {} จาก {} กิจกรรม", "{} of {} complete")
    words += say(" · ต้องทำ {} อย่าง", " · {} to do") if opened else ""
    out.print(words.format(*map(numeral, counts)))
    tell_looked(batch.looked)
    reliefs = sum(len(a.reliefs) for a in batch.activities)
    late = sum(bool(f.backdated) for a in batch.activities for f in a.findings)
    if reliefs or late:
        kept = numeral(reliefs), numeral(late)
        words = say("ข้อผ่อนผัน {} รายการ · บันทึกรับย้อนหลัง {} รายการ", "{} relief(s), {} backdated")
        out.print(Text(words.format(*kept), style="yellow"))


def tell_looked(looked: Looked) -> None:
    """Say how many files count and how many of them nobody has accepted."""
    from domain.words.wording import looked_words

    if looked.files:
        console().print(looked_words(looked.files, looked.unseen, language()), style="dim")


def _title(batch: BatchResult, day: str) -> RenderableType:
    from rich.text import Text

    due = long_day(batch.due)
    text = say(f"กำหนดส่ง {due}", f"Due {due}")
    if batch.last_working_day != batch.due:
        real = long_day(batch.last_working_day)
        text += say(f" (วันทำการสุดท้าย {real})", f" (last working day {real})")
    return Text(text + say(f" · ข้อมูลถึง {day}", f" · as of {day}"), style="bold")


_MARGIN = 10
"""Blanks between the columns and at the edges."""


def _table(batch: BatchResult, plan: Plan, width: int, unsettled: Unsettled) -> Table:
    """The batch's activities; a narrow terminal loses the responsible group, then the timeliness."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    columns = [
        (say("ที่", "No."), 3, "right"),
        (say("กิจกรรม", "Activity"), 0, "left"),
        (say("ผล", "Outcome"), 13, "left"),
        (say("คะแนน", "Points"), 7, "right"),
        (say("กำหนด", "Timeliness"), 14, "left"),
        (say("ผู้รับผิดชอบ", "Responsible"), 14 if width < _WIDE else 28, "left"),
    ]
    shown = columns[: 6 if width >= _MIDDLE else 5 if width >= _NARROW else 4]
    title = max(12, min(66, width - _MARGIN - sum(w for _, w, _ in shown)))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name, wanted, side in shown:
        justify: Literal["left", "right"] = "right" if side == "right" else "left"
        table.add_column(
            name, justify=justify, no_wrap=True, overflow="ellipsis", width=wanted or title
        )
    for activity in batch.activities:
        table.add_row(*_row(activity, plan, unsettled)[: len(shown)])
    return table


_NARROW, _MIDDLE, _WIDE = 60, 78, 120


def _row(activity: ActivityResult, plan: Plan, unsettled: Unsettled) -> list[RenderableType]:
    from rich.text import Text

    from domain.words.policy import earned_of
    from domain.words.wording import OUTCOMES

    mark, style = MARKS[activity.outcome]
    points = activity.points
    owners = [plan.group_by_id[g].short_name for g in activity.groups]
    owner = say("ทุกคณะ", "all groups") if len(owners) == len(plan.groups) else ", ".join(owners)
    return [
        numeral(activity.number),
        Text(activity.title),
        Text(f"{mark} {say(*OUTCOMES[activity.outcome.value])}", style=style),
        numeral(earned_of(points.earned, points.printed, unsettled.of_activities([activity])))
        if points is not None and points.printed
        else "–",
        _timeliness(activity),
        Text(owner.replace("คณะทำงาน", "")),
    ]


def _timeliness(activity: ActivityResult) -> RenderableType:
    """Whether in time; for an extended activity that is not due yet, its new date."""
    from rich.text import Text

    from domain.words.wording import TIMELINESS

    value = activity.timeliness.value
    if activity.extension is not None and value == "not_yet_due":
        day = short_day(activity.due)
        return Text(say(f"ถึง {day}", f"by {day}"), style="cyan")
    style = "red" if value in ("late", "overdue") else ""
    return Text(say(*TIMELINESS[value]), style=style)


def _total(points: Points, unsettled: Collection[str]) -> RenderableType:
    """The batch's points as a bar: earned, waiting, still open, lost."""
    from rich.text import Text

    from domain.words.policy import earned_of

    if not points.printed:
        return Text(say("รอบนี้ไม่มีคะแนน", "There are no points in this batch."))
    earned = int(BAR_WIDTH * points.earned) // points.printed
    waiting = int(BAR_WIDTH * points.waiting) // points.printed
    lost = int(BAR_WIDTH * points.lost) // points.printed
    bar = Text(say("คะแนน ", "Points "))
    bar.append("█" * earned, style="green")
    bar.append("▒" * waiting, style="yellow")
    bar.append("░" * (BAR_WIDTH - earned - waiting - lost), style="dim")
    bar.append("x" * lost, style="red")
    bar.append(f" {numeral(earned_of(points.earned, points.printed, unsettled))}", style="bold")
    if points.waiting:
        bar.append(say(" ยังบอกไม่ได้ ", " cannot tell ") + numeral(points.waiting))
    if points.lost:
        bar.append(say(" เสียไป ", " lost ") + numeral(points.lost))
    return bar


def _print_backdated(batch: BatchResult, out: Console) -> None:
    """Print what was entered after the day received, and why."""
    for finding in (f for activity in batch.activities for f in activity.findings):
        if finding.backdated:
            text = f"{finding.id} {finding.backdated}"
            out.print(text, style="yellow", markup=False, soft_wrap=True)


def _print_reliefs(batch: BatchResult, out: Console) -> None:
    """What was waived, does not apply or was extended: by whom, when and why."""
    from rich.padding import Padding
    from rich.text import Text

    from domain.activity.reliefs import relief_sentence, relief_title

    granted = [(a, r) for a in batch.activities for r in a.reliefs]
    if not granted:
        return
    out.print()
    out.print(Text(say("ข้อผ่อนผัน", "Reliefs"), style="bold"))
    for activity, relief in granted:
        line = Text(f"{relief.subject} ", style="cyan" if activity.needs(relief) else "dim")
        title = relief_title(activity, relief)
        text = f"{title}: {relief_sentence(relief, language())}"
        unneeded = say(" (ไม่ต้องใช้ เพราะครบแล้ว)", " (not needed: it is complete)")
        line.append(text + ("" if activity.needs(relief) else unneeded), style="default")
        out.print(Padding(line, (0, 0, 0, 3)))


def _print_todo(batch: BatchResult, out: Console) -> None:
    from rich.text import Text

    opened = [a for a in batch.activities if a.open_findings]
    if not opened:
        out.print(Text(say("ครบทุกกิจกรรม", "Every activity is complete."), style="bold green"))
        return
    out.print()
    out.print(Text(say("ที่ต้องทำ", "To do"), style="bold"))
    for activity in opened:
        out.print(
            Text(f"{numeral(activity.number)}. {activity.title}"), no_wrap=True, overflow="ellipsis"
        )
        for finding in activity.open_findings:
            out.print(to_do(finding, MARKS[finding.outcome][1]))


def _print_year(outcome: CheckOutcome, plan: Plan, out: Console) -> None:
    from cli.tables.rubric_tables import print_unsettled
    from domain.words.policy import marked, policy_sentence

    points, rubric = outcome.evaluation.points, outcome.evaluation.rubric
    unsettled = outcome.evaluation.unsettled
    earned = marked(numeral(points.earned), unsettled.points)
    year = f"{earned}/{numeral(points.printed)}"
    level = marked(numeral(rubric.level), unsettled.level)
    possible = marked(numeral(rubric.level_if_unknowns_hold), unsettled.level)
    policy = policy_sentence(plan, language())
    out.print()
    tell(f"ทั้งปี {year} คะแนน · นโยบายคะแนน: {policy}", f"Year {year} points · policy: {policy}")
    tell(
        f"องค์กรคุณธรรม ระดับที่พิสูจน์ได้ {level} · ถ้าข้อที่ยังไม่ทราบเป็นผลดี ระดับ {possible}",
        f"Level proved {level}; {possible} if the unknowns come in well.",
    )
    shown = (a for name in outcome.batches for a in outcome.evaluation.batch(name).activities)
    names = (*unsettled.points, *unsettled.level, *unsettled.of_activities(shown))
    print_unsettled(names, out)
