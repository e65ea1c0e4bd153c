"""`kamnot plan new`, `diff`, `apply`, `confirm`, `close`, `reopen`, `import`: from one year's plan to the next."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cli.front.commands import of_year
from cli.front.common import console, language, long_day, numeral, print_json, say, short_day, tell
from cli.front.options import AsJson, DryRun, Why, argument, option
from cli.front.session import actor, settings
from cli.plan.show import app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from domain.next_year.carry import DueDay
    from domain.next_year.table_rows import TableDoubt
    from flows.plan.changes import Draft, DueDayReport, Outlook, Preview
    from flows.plan.from_table import ImportedPlan

_YearArgument = Annotated[int, argument("ปีงบประมาณ พ.ศ. เช่น 2570", "Fiscal year: 2570.", "YEAR")]


@app.command(help=say("ร่างแผนปีใหม่จากแผนปีเดิม", "Draft a year's plan from another's."))
def new(
    year: _YearArgument,
    *,
    from_year: Annotated[
        int, option("ยกมาจากแผนปีใด", "The plan to begin with.", "--from", metavar="2567")
    ],
    as_json: AsJson = False,
) -> None:
    """Draft a year's plan from another's: days move, everything is unconfirmed, the old plan stays unchanged."""
    from flows.plan.changes import draft_year

    draft = draft_year(settings(), year, from_year)
    if as_json:
        from reports.schemas.years import PlanDraftDocument

        print_json(PlanDraftDocument.of(draft))
        return
    tell_made(draft, console(), *_NEXT)


@app.command(
    name="import",
    help=say("อ่านตารางแผนจาก Word หรือ Excel เป็นร่าง", "Read a plan table into a draft."),
)
def import_(
    table: Annotated[Path, argument("ตารางแผน", "The plan's table.", "TABLE.docx|xlsx")],
    *,
    from_year: Annotated[
        int,
        option(
            "แผนที่ยกเกณฑ์ คณะทำงาน และแบบมา",
            "The plan that rubric, groups and forms come from.",
            "--from",
            metavar="2567",
        ),
    ],
    year: Annotated[
        int | None,
        option(
            "ปีงบประมาณ (ค่าเริ่มต้น: ตามกำหนดส่งในตาราง)",
            "Fiscal year (as the table says).",
            "--year",
            metavar="2570",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a plan table of eight columns into a draft, with a list of what could not be read for sure."""
    from flows.plan.from_table import import_table

    imported = import_table(settings(), table, from_year=from_year, year=year)
    if as_json:
        from reports.schemas.years import PlanImportDocument

        print_json(PlanImportDocument.of(imported.draft, table_doubts=imported.doubts))
        return
    tell_made(imported, console(), *_NEXT)


_NEXT = (
    "plan diff {before} {year}",
    "plan confirm --year {year}",
    "plan apply --dry-run --year {year}",
)


def tell_made(made: Draft | ImportedPlan, out: Console, *commands: str) -> None:
    """Say what a person has to check in a plan that was drafted or read, and the commands that come next."""
    from flows.plan.changes import Draft

    draft = made if isinstance(made, Draft) else made.draft
    _tell_draft(draft, out)
    if not isinstance(made, Draft):
        _tell_doubts(made.doubts, out)
        if made.put_aside is not None:
            tell(
                f"ร่างเดิมที่ยังไม่มีใครแก้หรือยืนยัน ย้ายไปไว้ที่ {made.put_aside}",
                f"The draft of before, which nobody had touched, is now in {made.put_aside}",
            )
    if commands:
        out.print()
    for command in commands:
        named = command.format(before=draft.from_year, year=draft.plan.fiscal_year)
        out.print(f"  kamnot {named}", markup=False, soft_wrap=True)


def _tell_draft(draft: Draft, out: Console) -> None:
    from domain.words.agenda_lines import place_in_plan

    plan = draft.plan
    year, count, points = map(numeral, (plan.fiscal_year, len(plan.activities), plan.total_points))
    tell(
        f"ร่างแผนปีงบประมาณ {year}: {count} กิจกรรม {points} คะแนน",
        f"Draft plan of fiscal year {year}: {count} activities, {points} points",
    )
    out.print(f"  {draft.folder}", markup=False, soft_wrap=True)
    if draft.unconfirmed:
        tell(
            f"ยกมาจากแผนปี {numeral(draft.from_year)} ใช้ได้ทันที แต่ยังไม่ยืนยัน"
            f" ยืนยันทีละเรื่อง: kamnot plan confirm --year {plan.fiscal_year}",
            f"Carried over from {draft.from_year}; it works at once and is unconfirmed."
            f" Confirm it subject by subject: kamnot plan confirm --year {plan.fiscal_year}",
        )
    _tell_due_days(draft.due, out)
    for due in draft.shortened:
        tell(
            f"{_whose(due)}: ปี {year} ไม่มีวันที่ ๒๙ กุมภาพันธ์ จึงเป็นวันที่ ๒๘ โปรดยืนยัน",
            f"{_whose(due)}: {year} has no 29 February; it became the 28th. Confirm it.",
        )
    if draft.doubts:
        out.print()
        tell(
            "ปีในข้อความที่ไม่แน่ว่าเป็นปีของแผน จึงคงไว้ตามเดิม โปรดดูว่าต้องแก้หรือไม่:",
            "Years in texts that may not be the plan's own were left as they are; look at each:",
        )
        for doubt in draft.doubts:
            place = place_in_plan(doubt.path, language())
            out.print(f"  {place}: {doubt.words}", markup=False, soft_wrap=True)


def _tell_due_days(report: DueDayReport, out: Console) -> None:
    """The due days on closed days as a table, and which calendars nobody has confirmed."""
    for note in report.notes:
        tell(note.thai, note.english)
    if report.clashes:
        out.print()
        out.print(_clash_table(report))
    tell_calendars(report)


def tell_calendars(report: DueDayReport) -> None:
    """Say which calendars nobody has confirmed."""
    from domain.language.thai import BUDDHIST_OFFSET

    for year in report.unknown_years:
        shown = numeral(year + BUDDHIST_OFFSET)
        tell(
            f"ปฏิทินวันหยุดราชการปี พ.ศ. {shown} ยังไม่ยืนยัน: คณะรัฐมนตรีอาจประกาศวันหยุดเพิ่มหรือเลื่อน "
            "เมื่อประกาศแล้ว ใส่วันหยุดในไฟล์ที่ KAMNOT_CLOSED_DAYS ชี้ "
            f"พร้อมบรรทัด “ปี {year + BUDDHIST_OFFSET} ครบ”",
            f"The holidays of {year} are not confirmed: the cabinet may add or move some. Once declared, put"
            f" them into the file of KAMNOT_CLOSED_DAYS with the line “year {year} complete”.",
        )


def _clash_table(report: DueDayReport) -> Table:
    from rich.markup import escape

    table = _titled(
        say("กำหนดส่งที่ตรงกับวันหยุด", "Due days on closed days"),
        ("กำหนดส่ง", "Due"),
        ("ตรงกับ", "Falls on"),
        ("วันทำการสุดท้าย", "Last working day"),
        ("วันทำการถัดไป", "Next working day"),
        ("ของ", "Of"),
    )
    unsure = set(report.unknown_years)
    by_day = {clash.due.day: clash for clash in report.clashes}
    for day, clash in sorted(by_day.items()):
        mark = " (?)" if day.year in unsure else ""
        table.add_row(
            short_day(day),
            escape(clash.holiday or _weekday(day)),
            short_day(clash.before) + mark,
            short_day(clash.after) + mark,
            escape("\n".join(_whose(c.due) for c in report.clashes if c.due.day == day)),
        )
    return table


def _titled(title: str, *heads: tuple[str, str], ratio: int | None = None) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    for head in heads:
        table.add_column(say(*head), overflow="fold", ratio=ratio)
    return table


def _whose(due: DueDay) -> str:
    """What is due, in few words: the batch, the form, or the assessment."""
    from reports.forms import FORMS

    name = due.path.partition("[")[2].partition("]")[0]
    if due.path.startswith("forms["):
        return say(FORMS[name].thai, FORMS[name].english) if name in FORMS else due.title
    return say("รอบส่งเอกสาร", f"batch {name}") if name else say("การประเมิน", "assessment")


def _weekday(day: Any) -> str:
    from domain.language.thai import WEEKDAYS

    return say(f"วัน{WEEKDAYS[day.weekday()]}", f"{day:%A}")


def _tell_doubts(doubts: Sequence[TableDoubt], out: Console) -> None:
    from domain.language.tables import row_place

    if not doubts:
        tell("อ่านตารางได้ครบทุกช่อง", "Every cell of the table was read.")
        return
    out.print()
    count = numeral(len(doubts))
    tell(
        f"อ่านตารางแล้วมีข้อสงสัย {count} ข้อ โปรดแก้ในไฟล์แล้วยืนยัน:",
        f"{count} doubt(s) about the table; mend them in the files, then confirm:",
    )
    # What a row says can be mended in the table; what the whole plan lost follows from it.
    for doubt in sorted(doubts, key=lambda one: not one.row):
        row = row_place(doubt.row)
        where = row.text(language()) if doubt.row else say("ทั้งแผน", "the whole plan")
        if doubt.activity is not None:
            number = numeral(doubt.activity)
            where += say(f" กิจกรรมที่ {number}", f", activity {number}")
        text = doubt.thai if language() == "th" else doubt.english
        out.print(f"  {where}: {text}", markup=False, soft_wrap=True)


@app.command(help=say("เทียบแผนสองฉบับทีละค่า", "Compare two plans value by value."))
def diff(
    before: Annotated[str, argument("ปีหรือโฟลเดอร์ของแผน", "A plan's year or folder.", "A")],
    after: Annotated[str, argument("ปีหรือโฟลเดอร์ของแผน", "A plan's year or folder.", "B")],
    *,
    as_json: AsJson = False,
) -> None:
    """Compare two plans value by value. Values that only moved with the fiscal year are counted."""
    from domain.next_year.diff import diff_plans
    from flows.plan.changes import read_any

    known = settings()
    found = diff_plans(read_any(known, before), read_any(known, after))
    if as_json:
        from reports.schemas.years import PlanDiffDocument

        print_json(PlanDiffDocument.of(found))
        return
    _print_diff(found, console())


def _print_diff(found: Any, out: Console) -> None:
    if found.moved_days or found.moved_texts:
        days, texts = (numeral(n) for n in (found.moved_days, found.moved_texts))
        years = numeral(found.after_year - found.before_year)
        tell(
            f"เลื่อนตามปีงบประมาณ {years} ปี โดยวันและเดือนคงเดิม: วันที่ {days} แห่ง ข้อความที่ระบุปี {texts} แห่ง",
            f"Moved by {years} year(s) with day and month as they were: {days} days, {texts} texts.",
        )
    if found.sources:
        count = numeral(found.sources)
        tell(
            f"ค่าเดิมแต่ที่มาต่างกัน {count} ค่า", f"{count} value(s) are the same but name another source."
        )
    if not found.changes:
        tell("นอกนั้นเหมือนกันทุกค่า", "Every other value is the same.")
        return
    out.print(_diff_table(found))


def _diff_table(found: Any) -> Table:
    from rich.markup import escape

    count = numeral(len(found.changes))
    title = say(f"ค่าที่ต่างกัน {count} ค่า", f"{count} value(s) differ")
    table = _titled(title, ("ค่า", "Value of"), ("เดิม", "Before"), ("ใหม่", "After"), ratio=3)
    table.expand = True
    styles = {"added": "green", "removed": "red", "changed": "default"}
    for change in found.changes:
        before, after = ("—" if v is None else escape(v) for v in (change.before, change.after))
        table.add_row(escape(change.path), before, after, style=styles[change.kind])
    return table


@app.command(help=say("นำไฟล์แผนที่แก้มาใช้ หรือดูผลก่อน", "Take changed plan files into use."))
def apply(*, dry_run: DryRun = False, why: Why = "", as_json: AsJson = False) -> None:
    """Apply the plan's files, or show with --dry-run what would change for which units."""
    from flows.plan.changes import preview, take
    from flows.run.workspace import Workspace

    ws = Workspace(settings(), language=language())
    found = preview(ws)
    if not dry_run and found.changes:
        take(ws, why=why, by=actor())
    if as_json:
        from reports.schemas.years import PlanApplyDocument

        print_json(PlanApplyDocument.of(found, taken=found.changes and not dry_run))
        return
    _tell_preview(found, console(), dry_run=dry_run)


def _tell_preview(found: Preview, out: Console, *, dry_run: bool) -> None:
    year = numeral(found.fiscal_year)
    if not found.changes:
        tell(
            f"แผนปี {year} ที่ใช้อยู่ตรงกับไฟล์แล้ว ไม่มีอะไรต้องเปลี่ยน",
            f"The plan of {year} in force is what the files say; there is nothing to take.",
        )
        return
    if found.diff is not None:
        _print_diff(found.diff, out)
        _tell_effects(found, out)
    if found.unconfirmed:
        tell(
            f"แผนนี้ยังมีค่าที่รอยืนยัน ({of_year('kamnot plan confirm')})",
            "Values of this plan still wait to be confirmed.",
        )
    if dry_run:
        tell(
            f"ดูอย่างเดียว: ยังไม่ได้นำมาใช้ ถ้าถูกต้องสั่ง {of_year('kamnot plan apply --why เหตุผล')}",
            f"Dry run: nothing was taken into use. If it is right: {of_year('kamnot plan apply --why REASON')}",
        )
    else:
        tell(f"นำแผนปี {year} มาใช้แล้ว", f"The plan of {year} is now in force.")


def _tell_effects(found: Preview, out: Console) -> None:

    day = long_day(found.as_of)
    out.print()
    if found.effects:
        out.print(_effect_table(found, day))
    else:
        tell(f"ผลของทุกกิจกรรม ณ {day} ไม่เปลี่ยน", f"No activity's outcome changes as of {day}.")
    _tell_outlooks(found, out)
    for unit, name, count in found.orphans:
        tell(
            f"{unit}: {name} ที่รับไว้แล้ว {count} รายการ แผนใหม่ไม่ถามหา จึงไม่นับ (ยังเก็บไว้)",
            f"{unit}: {count} item(s) came in for {name}, which the new plan does not ask for"
            " (they are kept).",
        )


def _tell_outlooks(found: Preview, out: Console) -> None:
    """Scores, levels and today's reminders of each unit that change, and the department's level."""
    changed = [one for one in found.outlooks if one.before != one.after]
    for one in changed:
        out.print(f"{one.unit}: {_outlook(one)}", markup=False, soft_wrap=True)
    if not changed:
        tell(
            "คะแนนรายข้อ ระดับ และการแจ้งเตือนวันนี้ไม่เปลี่ยน",
            "No score, level or reminder of today changes.",
        )
    before, after = found.department
    if before != after:
        levels = f"{numeral(before)}→{numeral(after)}"
        tell(f"ระดับของส่วนราชการ {levels}", f"The department's level {levels}")


def _outlook(one: Outlook) -> str:
    before, after = one.before, one.after
    told = [
        (say(f"ข้อ {numeral(n)}", f"criterion {n}"), numeral(was), numeral(becomes))
        for n, (was, becomes) in enumerate(
            zip_longest(before.criteria, after.criteria, fillvalue=0), 1
        )
    ]
    told.append((say("ระดับ", "level"), numeral(before.level), numeral(after.level)))
    maybe = say("ระดับที่อาจถึง", "level if unknowns hold")
    hope, hoped = (numeral(p.level_if_unknowns_hold) for p in (before, after))
    told.append((maybe, hope, hoped))
    told_now, told_then = (", ".join(p.reminders) or "–" for p in (before, after))
    told.append((say("แจ้งเตือนวันนี้", "reminders today"), told_now, told_then))
    return " · ".join(f"{what} {was}→{becomes}" for what, was, becomes in told if was != becomes)


def _effect_table(found: Preview, day: str) -> Any:
    title = say(f"ผลที่เปลี่ยน ณ {day}", f"What changes as of {day}")
    heads = (("สำนัก", "Unit"), ("ลำดับ", "No."), ("เดิม", "Before"), ("ใหม่", "After"))
    table = _titled(title, *heads)
    for effect in found.effects:
        number = numeral(effect.number)
        table.add_row(effect.unit, number, _standing(effect.before), _standing(effect.after))
    for unit, before, after in found.totals:
        if before != after:
            year = say("ทั้งปี", "Year")
            table.add_row(unit, year, _points(before), _points(after), style="bold")
    return table


def _standing(result: Any) -> str:
    from domain.words.wording import OUTCOMES, TIMELINESS

    if result is None:
        return say("ไม่มีในแผน", "not in the plan")
    outcome = say(*OUTCOMES[result.outcome.value])
    timeliness = say(*TIMELINESS[result.timeliness.value])
    due = short_day(result.due)
    points = f" · {_points(result.points)}" if result.points is not None else ""
    return f"{outcome} · {timeliness} · {due}{points}"


def _points(points: Any) -> str:
    earned, printed = (numeral(n) for n in (points.earned, points.printed))
    return say(f"{earned}/{printed} คะแนน", f"{earned}/{printed} points")


@app.command(help=say("ปิดปี: แก้ไขไม่ได้อีก", "Close a year: read-only from then on."))
def close(year: _YearArgument, *, why: Why = "") -> None:
    """Close a year: nothing more is taken in; checks and reports still run."""
    _set_closed(year, why, closed=True)


@app.command(help=say("เปิดปีที่ปิดแล้วอีกครั้ง", "Open a closed year again."))
def reopen(year: _YearArgument, *, why: Why = "") -> None:
    """Open a closed year again."""
    _set_closed(year, why, closed=False)


def _set_closed(year: int, why: str, *, closed: bool) -> None:
    from datetime import UTC, datetime

    from flows.plan.changes import close as set_state

    known, now = settings(), datetime.now(UTC)
    not_sent = set_state(known, year, closed=closed, why=why, by=actor(), now=now)
    shown = numeral(year)
    if closed:
        tell(
            f"ปิดปีงบประมาณ {shown} แล้ว: รับหลักฐาน ตัวเลข และการตรวจรับเพิ่มไม่ได้ ตรวจและดูรายงานได้ตามเดิม",
            f"Fiscal year {shown} is closed: no evidence, numbers or reviews any more; checks still run.",
        )
        for unit, titles in not_sent.items():
            named, again = ", ".join(titles), f"kamnot plan reopen {year} --why"
            tell(
                f"! {unit} ยังไม่ได้นำส่ง: {named} ถ้าปิดเร็วไป: {again} เหตุผล",
                f"! {unit} has not submitted: {named}. If it is too early: {again} REASON",
                style="yellow",
            )
    else:
        tell(f"เปิดปีงบประมาณ {shown} อีกครั้งแล้ว", f"Fiscal year {shown} is open again.")
