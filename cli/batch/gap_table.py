"""The cheapest steps on a terminal: soonest first, with owner and points, and what they lead to."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.front.commands import command_for, of_year
from cli.front.common import language, long_day, numeral, say, short_day
from cli.front.tables import SCREEN, tell_full, to_do
from cli.tables.rubric_tables import level_text, print_unsettled, show_supposed
from domain.plan.model import Plan
from domain.results import Evaluation, RegisterAsk
from domain.rubric.gap import Deed, Step
from domain.words.policy import earned_of, marked
from domain.words.wording import show_amount
from flows.check.rubric import Gap

_NARROW = 78
"""On a terminal narrower than this the owners are below the step."""


_BESIDE, _OWNER = 23, 16
"""The columns of days and points with the blanks around, and the owners of a short form."""


def show_gap(gap: Gap, plan: Plan, out: Console, *, full: bool) -> None:
    """Print the steps and what they lead to; with `full` all steps, what is open in each, and how to suppose them."""
    out.print(Text(_title(gap), style="bold"))
    show_supposed(gap.supposed, out)
    if gap.steps is None:
        words = ("ไม่มีสิ่งใดที่ทำแล้วถึงระดับนี้ได้", "Nothing that can be done leads to this level.")
        out.print(Text(say(*words), style="red"))
        return
    if not gap.steps:
        done = ("ไม่มีอะไรต้องทำแล้ว", "Nothing is left to do.")
        out.print(Text(say(*done), style="bold green"))
        out.print(_where(gap.then))
        _print_rows(gap.rows, out, full=full)
        _print_unsettled(gap, out)
        return
    out.print(_table(gap, plan, out.width, full=full))
    if full:
        _print_findings(gap.steps, out)
    _print_rows(gap.rows, out, full=full)
    _print_result(gap, out, full=full)
    if not full:
        tell_full(max(0, len(gap.steps) - SCREEN))


def _title(gap: Gap) -> str:
    day = long_day(gap.before.as_of)
    as_of = say(f"ข้อมูลถึง {day}", f"as of {day}")
    if gap.level is None:
        possible = numeral(gap.before.points.possible)
        points = marked(possible, gap.before.unsettled.points)
        goal = say(f"ให้ได้คะแนนครบ {points}", f"To all {points} points")
    else:
        level = numeral(gap.level)
        goal = say(f"ให้ถึงระดับ {level}", f"To level {level}")
    count = numeral(len(gap.steps or ()))
    things = say(f"{count} อย่าง", f"{count} thing(s)")
    return f"{goal} · {things} · {as_of}"


def _table(gap: Gap, plan: Plan, width: int, *, full: bool) -> Table:
    wide = width >= _NARROW
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(say("ภายใน", "By"), no_wrap=True, min_width=11)
    if full:
        table.add_column(say("สิ่งที่ต้องทำ", "To do"), overflow="fold")
    else:
        room = max(20, width - (_BESIDE + _OWNER if wide else _BESIDE))
        table.add_column(say("สิ่งที่ต้องทำ", "To do"), no_wrap=True, overflow="ellipsis", width=room)
    if wide:
        table.add_column(
            say("ผู้รับผิดชอบ", "Responsible"),
            no_wrap=not full,
            overflow="fold" if full else "ellipsis",
            max_width=26 if full else _OWNER,
        )
    table.add_column(say("คะแนน", "Points"), justify="right", no_wrap=True, min_width=6)
    for step in (gap.steps or ())[: None if full else SCREEN]:
        what, owner = _what(step), _owner(step, plan)
        if full and not wide:
            what.append(f"\n{owner}", style="dim")
        row = [_by(step, gap.before), what]
        names = gap.before.unsettled.points if step.points else ()
        points = marked(numeral(step.points) if step.points else "–", names)
        table.add_row(*row, *([owner] if wide else []), points)
    return table


def _by(step: Step, before: Evaluation) -> Text:
    past = step.by < before.as_of
    return Text(short_day(step.by), style="red" if past else "default")


def _what(step: Step) -> Text:
    if step.ask:
        return Text(f"{step.ask}: {step.title}")
    if step.deed is Deed.COMPLETE:
        number = numeral(step.subject)
        head = say(f"ทำกิจกรรมที่ {number} ให้ครบ: ", f"Complete activity {number}: ")
        if step.only_a_look:
            head = say(
                f"เปิดดูและตรวจรับกิจกรรมที่ {number}: ", f"Look at and accept activity {number}: "
            )
        return Text(head + step.title)
    target = show_amount(step.target, language())
    if step.whole is not None:
        part = step.target * step.whole if step.target is not None else 0
        target += numeral(f" ({part}/{step.whole})")
    if step.deed is Deed.ENTER:
        words = (
            f"ทำให้เป็นจริงแล้วกรอก {step.subject} = {target}: ",
            f"Enter {step.subject} = {target}: ",
        )
    else:
        words = (f"เพิ่ม {step.subject} ให้ถึง {target}: ", f"Raise {step.subject} to {target}: ")
    return Text(say(*words) + step.title)


def _owner(step: Step, plan: Plan) -> str:
    if set(step.groups) == set(plan.group_by_id):
        return say("ทุกคณะ", "all groups")
    names = (plan.group_by_id[g].short_name for g in step.groups)
    return ", ".join(name.replace("คณะทำงาน", "") for name in names)


def _print_findings(steps: tuple[Step, ...], out: Console) -> None:
    for step in steps:
        if step.how is not None:
            out.print(Text(f"{step.subject} → {command_for(step.how)}", style="bold"))
        for finding in step.findings:
            out.print(to_do(finding, "bold"))


def _print_rows(asks: Sequence[RegisterAsk], out: Console, *, full: bool) -> None:
    """The rows that are asked for beside the steps: no step is cheaper or dearer by them."""
    if not asks:
        return
    out.print()
    out.print(Text(say("ทะเบียนที่ขอให้บันทึก", "Registers to write into"), style="bold"))
    for ask in asks:
        out.print(Text(f"• {ask.text}"))
        if full:
            out.print(Text(f"  → {command_for(ask.how)}", style="dim"))


def _print_result(gap: Gap, out: Console, *, full: bool) -> None:
    out.print()
    out.print(Text(say("ถ้าทำครบทุกอย่าง", "If all is done"), style="bold"))
    out.print(_where(gap.then))
    if not full:
        _print_unsettled(gap, out)
        return
    words = " ".join(f"--if {shlex.quote(text)}" for text in gap.then_supposed)
    command = f"kamnot rubric --as-of {gap.before.as_of.isoformat()} {words}"
    out.print(Text(of_year(command), style="dim"), soft_wrap=True)
    _print_unsettled(gap, out)


def _print_unsettled(gap: Gap, out: Console) -> None:
    unsettled = gap.then.unsettled
    print_unsettled((*unsettled.points, *unsettled.level), out)


def _where(evaluation: Evaluation) -> Text:
    rubric, points = evaluation.rubric, evaluation.points
    text = level_text(rubric, evaluation.unsettled)
    shown = numeral(earned_of(points.earned, points.printed, evaluation.unsettled.points))
    return text.append(say(f" · {shown} คะแนน", f" · {shown} points"), style="bold")
