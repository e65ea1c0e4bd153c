"""`kamnot knowledge`: the year's knowledge papers and clip, with file, channels, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from cli.front.common import console, long_day, numeral, print_json, say, short_day
from cli.front.options import AsJson, AsOf, Unit
from cli.front.session import day_of, open_workspace
from domain.results import Timeliness

if TYPE_CHECKING:
    from rich.text import Text

    from domain.evaluation.knowledge_state import OutputResult, Publication
    from domain.plan.model import Plan

app = typer.Typer()

MISSING = 1

_KINDS = {"knowledge": ("องค์ความรู้ เรื่อง ", "Knowledge paper: "), "clip": ("คลิป เรื่อง ", "Clip: ")}
_STATES = {
    "none": ("ยังไม่มีไฟล์", "no file", "red"),
    "lacking": ("มีไฟล์แต่ยังไม่ครบ", "file, not complete", "red"),
    "waiting": ("รอคนตรวจ", "waits for a person", "yellow"),
    "made": ("ครบตามที่เครื่องตรวจได้ รอตรวจรับ", "made, not accepted", "yellow"),
    "accepted": ("ตรวจรับแล้ว", "accepted", "green"),
}


@app.command()
def knowledge(*, unit: Unit = None, as_of: AsOf = None, as_json: AsJson = False) -> int:
    """Exit 0 if each is complete and published, 1 if something is missing."""
    from flows.check.knowledge_outputs import find_outputs

    ws = open_workspace()
    name, day = ws.unit(unit), day_of(ws, as_of)
    found = find_outputs(ws, name, day)
    if as_json:
        from reports.schemas.check import KnowledgeDocument

        print_json(KnowledgeDocument.of(unit=name, as_of=day, outputs=found))
    else:
        done = numeral(sum(one.finished for one in found))
        head = say(
            f"องค์ความรู้และคลิปของปี ณ {long_day(day)}: เสร็จและเผยแพร่แล้ว {done} จาก {numeral(len(found))} เรื่อง",
            f"Knowledge papers and clip on {long_day(day)}: {done} of {len(found)} done and published",
        )
        console().print(head, style="bold")
        for place, one in enumerate(found, 1):
            _show(place, one, ws.plan)
    return 0 if all(one.finished for one in found) else MISSING


def _show(place: int, one: OutputResult, plan: Plan) -> None:
    from rich.padding import Padding
    from rich.text import Text

    thai, english, style = _STATES[one.state]
    number = numeral(one.output.activity)
    title = f"{numeral(place)}. {say(*_KINDS[one.kind])}{one.output.title}"
    where = say(f" (กิจกรรมที่ {number})", f" (activity {number})")
    out = console()
    out.print()
    out.print(Text(title + where, style="bold"))
    for line in (Text(say(thai, english), style=style), *_lines(one, plan)):
        out.print(Padding(line, (0, 0, 0, 3)))


def _lines(one: OutputResult, plan: Plan) -> Iterator[Text]:
    from rich.text import Text

    from cli.front.commands import with_command

    if one.file is not None:
        item = numeral(one.file.item)
        file = say(
            f"หลักฐานเลขที่ {item} {one.file.file_name}", f"evidence {item} {one.file.file_name}"
        )
        yield Text(f"{say('ไฟล์', 'File')}: {file}")
    published = "; ".join(map(_published, one.publications)) or say("ยังไม่มีในทะเบียน", "none written")
    yield Text(f"{say('เผยแพร่', 'Published')}: {published}")
    lacking = [with_command(f.remedy or f.found, f.how) for f in one.missing]
    if one.publish is not None:
        register = plan.register_by_id[one.register].title
        asks = say(
            f"เผยแพร่แล้วจดลงทะเบียน “{register}” (เกณฑ์ข้อ ๙ นับช่องทาง)",
            "publish it and write where (criterion 9 counts the channels)",
        )
        lacking.append(with_command(asks, one.publish))
    for text in lacking:
        yield Text(f"→ {text}", style="yellow")
    if lacking:
        yield Text(_who(one, plan))


def _published(publication: Publication) -> str:
    day = short_day(publication.day)
    said = f"{publication.channel} ({publication.medium}) {day}"
    return said if publication.counts else say(f"{said} ยังไม่นับ", f"{said}, not counted")


def _who(one: OutputResult, plan: Plan) -> str:
    named = [plan.group_name(group, short=True) for group in one.result.groups]
    owners = say("ทุกคณะ", "all groups") if len(named) == len(plan.groups) else ", ".join(named)
    due, last = long_day(one.result.due), long_day(one.result.last_working_day)
    until = (
        due
        if due == last
        else say(f"{due} (วันทำการสุดท้าย {last})", f"{due} (last working day {last})")
    )
    if one.result.timeliness is Timeliness.OVERDUE:
        until += say(" พ้นกำหนดแล้ว", ", overdue")
    return say(f"ผู้รับผิดชอบ: {owners} ภายใน {until}", f"{owners}, until {until}")
