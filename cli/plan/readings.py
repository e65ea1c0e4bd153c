"""`kamnot plan readings` and `settle`: the readings of the print that change a result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from cli.front.commands import of_year
from cli.front.common import console, long_day, numeral, print_json, say, tell
from cli.front.options import AsJson, AsOf, DryRun, Unit, Why, argument, option
from cli.front.session import REFUSED, actor, agreed, day_of, open_workspace
from cli.plan.show import app

if TYPE_CHECKING:
    from domain.evaluation.reading_effects import (
        ReadingEffect,
        ReadingsReport,
        SettledReading,
        Settling,
        ShownReading,
    )
    from domain.plan.model import ReadingOption


@app.command(
    help=say("ข้อที่อ่านได้หลายทาง และผลของแต่ละทาง", "What can be read otherwise, and its effects.")
)
def readings(*, unit: Unit = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Every reading with what its other options would make of the unit."""
    from flows.plan.readings import list_readings

    ws = open_workspace()
    report = list_readings(ws, ws.unit(unit), day_of(ws, as_of))
    if as_json:
        from reports.schemas.years import readings_document

        print_json(readings_document(report))
        return
    _show(report, ws.plan.fiscal_year)


def _show(report: ReadingsReport, fiscal_year: int) -> None:
    from rich.text import Text

    out = console()
    day, now = long_day(report.as_of), _standing(report.now)
    year = numeral(fiscal_year)
    head = say(
        f"ข้ออ่านของแผนปี {year} ที่เปลี่ยนผลได้ · ณ {day}",
        f"What can be read otherwise in the plan of {year} · as of {day}",
    )
    out.print(Text(head, style="bold"))
    _line(say(f"ผล ณ วันนั้น: {now}", f"As it stands: {now}"))
    for shown in report.readings:
        out.print(Text(f"\n{shown.reading.id} · {_state(shown)}", style="bold"))
        for line in _told(shown, report.now):
            _line(line)
    unsettled = numeral(sum(not shown.settled for shown in report.readings))
    out.print()
    tell(
        f"รอยืนยัน {unsettled} ข้อ ยืนยันด้วย {of_year('kamnot plan settle ข้อ คำตอบ --by ตำแหน่ง --why เหตุผล')}",
        f"{unsettled} to be settled: {of_year('kamnot plan settle ID OPTION --by OFFICE --why REASON')}",
    )


def _line(text: str) -> None:
    console().print(f"  {text}", markup=False, soft_wrap=True)


def _state(shown: ShownReading) -> str:
    mark = shown.reading.entry.settled
    if shown.settled and mark is not None:
        return say(f"ยืนยันแล้ว: {mark.by}", f"settled: {mark.by}")
    return say("รอยืนยัน", "to be settled")


def _told(shown: ShownReading, now: ReadingEffect) -> Iterator[str]:
    entry = shown.reading.entry
    yield entry.question
    yield say(f"ที่: {entry.source}", f"Place: {entry.source}")
    if entry.printed and shown.reading.words is None:
        yield say(f"พิมพ์ว่า: {entry.printed}", f"Printed: {entry.printed}")
    for one in entry.options:
        mark = "●" if one.id == shown.chosen else "○"
        yield f"{mark} {one.id}: {one.title}{_effect_of(one, shown, now)}"
    if shown.chosen is None:
        yield say("● แก้ด้วยมือเป็นค่าอื่น", "● set by hand to another value")
    if entry.waits:
        yield say(entry.waits, "Its effect is not yet computable.")


def _effect_of(option: ReadingOption, shown: ShownReading, now: ReadingEffect) -> str:
    """What the option would change; nothing beside the chosen one and beside words."""
    effect = shown.effects.get(option.id)
    if effect is None or option.id == shown.chosen or shown.reading.words is not None:
        return ""
    return f" → {_difference(now, effect)}"


def _standing(effect: ReadingEffect) -> str:
    points, printed, level = map(
        numeral, (effect.points.earned, effect.points.printed, effect.level)
    )
    scores = numeral(" ".join(map(str, effect.scores)))
    return say(
        f"{points}/{printed} คะแนน ข้อ ๑–{numeral(len(effect.scores))}: {scores} ระดับ {level}",
        f"{points}/{printed} points, scores {scores}, level {level}",
    )


def _difference(now: ReadingEffect, then: ReadingEffect) -> str:
    """What an option would change, in few words."""
    found: list[str] = []
    for thai, english, old, new in (
        ("คะแนน", "points", now.points.earned, then.points.earned),
        ("ยังได้อีก", "open", now.points.open, then.points.open),
        *(
            (f"ข้อ {numeral(n)}", f"criterion {n}", a, b)
            for n, (a, b) in enumerate(zip(now.scores, then.scores, strict=True), 1)
        ),
        ("ระดับ", "level", now.level, then.level),
        (
            "ระดับที่อาจถึง",
            "level if unknowns hold",
            now.level_if_unknowns_hold,
            then.level_if_unknowns_hold,
        ),
    ):
        if old != new:
            found.append(f"{say(thai, english)} {numeral(old)}→{numeral(new)}")
    if now.notes != then.notes:
        found.append(say("ผลของหมายเหตุเปลี่ยน", "the outcome of a footnote changes"))
    return ", ".join(found) or say("ผลไม่เปลี่ยน", "no change")


@app.command(help=say("ยืนยันว่าอ่านแผนข้อหนึ่งอย่างไร", "Settle how one place is read."))
def settle(
    name: Annotated[
        str, argument("ข้ออ่านตาม kamnot plan readings", "A reading of kamnot plan readings.", "ID")
    ],
    choice: Annotated[
        str, argument("คำตอบ เช่น full หรือ share=40%", "An option: full, or share=40%.", "OPTION")
    ],
    *,
    by: Annotated[
        str, option("ตำแหน่งผู้ยืนยัน", "The office that settles it.", "--by", metavar="OFFICE")
    ] = "",
    why: Why = "",
    yes: Annotated[bool, option("ไม่ต้องถาม", "Do not ask.", "--yes")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Show what changes, ask, and write it into the bureau's own plan. Exit 2 if it was not agreed to."""
    from flows.plan.readings import check_settler, look_at_settling
    from flows.plan.readings import settle as settle_reading

    ws = open_workspace()
    settling = look_at_settling(ws, name, choice, day_of(ws, None))
    if not dry_run:
        check_settler(by, why)
    if not as_json:
        _tell_settling(settling, choice)
    sure = not dry_run and (yes or agreed("ยืนยันตามนี้หรือไม่", "Settle it so?"))
    done = settle_reading(ws, settling, office=by, why=why, by=actor()) if sure else None
    if as_json:
        from reports.schemas.years import settled_document

        print_json(settled_document(settling, done))
    elif done is not None:
        _tell_done(done)
    return 0 if sure or dry_run else REFUSED


def _tell_settling(settling: Settling, choice: str) -> None:
    """The words of the options; what they write into the plan is in the JSON, for who edits it."""
    out = console()
    out.print(settling.reading.entry.question, markup=False, soft_wrap=True)
    before = settling.before.title if settling.before else say("แก้ด้วยมือ", "set by hand")
    value = numeral(choice.partition("=")[2])
    after = f"{settling.option.title}{value and f' ({value})'}"
    out.print(f"  {before} → {after}", markup=False, soft_wrap=True)
    for unit, (now, then) in settling.units.items():
        out.print(f"  {unit}: {_standing(now)}", markup=False, soft_wrap=True)
        out.print(f"  {' ' * len(unit)}→ {_difference(now, then)}", markup=False, soft_wrap=True)


def _tell_done(done: SettledReading) -> None:
    tell(
        f"ยืนยันข้อ {done.settling.reading.id} เป็น {done.settling.option.id} แล้ว",
        f"Settled {done.settling.reading.id} as {done.settling.option.id}.",
    )
    if done.copied:
        tell(
            "แผนนี้มากับโปรแกรม จึงทำฉบับของสำนักไว้ในโฟลเดอร์ข้อมูลแล้ว จากนี้ใช้ฉบับของสำนัก",
            "This plan came with Kamnot: the bureau's own copy was made, and counts from now on.",
        )
    if not done.in_force:
        look = of_year("kamnot plan apply --dry-run")
        tell(
            f"ไฟล์แผนยังมีการแก้อื่นที่ไม่ได้นำมาใช้ ดูด้วย {look}",
            f"The plan's files have other changes that are not in use: {look}",
        )
