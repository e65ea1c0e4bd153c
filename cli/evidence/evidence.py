"""`kamnot evidence add` and `import`: takes in files and whole folders, and says at once what is in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.commands import of_year, with_command
from cli.front.common import console, language, numeral, print_json, say, tell
from cli.front.options import AsJson, Note, Unit, option
from cli.front.session import actor, day_of, open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.language.errors import KamnotError
    from flows.evidence.folder import FolderPlan
    from flows.evidence.take_in import Intake
    from flows.run.workspace import Workspace
    from reports.schemas.evidence import EvidenceImportedDocument

app = typer.Typer(name="evidence")

_RECEIVED = Annotated[str | None, option("วันที่รับ (ค่าเริ่มต้น: วันนี้)", "Day received (today).")]
WhyLate = Annotated[
    str,
    option(
        "เหตุผลที่วันที่รับอยู่ก่อนวันที่บันทึก",
        "Why it is entered after the day received.",
        "--why",
        metavar="REASON",
    ),
]
_EVENT = Annotated[str | None, option("วันที่จัดกิจกรรมที่ไฟล์นี้แสดง", "Day of the activity that it shows.")]
_CONFLICT = Annotated[
    str,
    option(
        "ถ้ามีไฟล์ชื่อนี้อยู่แล้ว: เก็บเป็นฉบับใหม่ ข้าม หรือแทนที่",
        "Where a file of this name stands: a new version, skip it, or replace it.",
        metavar="new-version|skip|replace",
    ),
]


@app.command(
    help=say("รับไฟล์หลักฐานของกิจกรรม เช่น 7 หรือ 7.report", "Take files in for 7 or 7.report.")
)
def add(
    requirement: Annotated[str, typer.Argument(metavar="ACTIVITY[/REQUIREMENT]")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", readable=False)],
    *,
    received: _RECEIVED = None,
    why: WhyLate = "",
    event: _EVENT = None,
    note: Note = "",
    conflict: _CONFLICT = "new-version",
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Take files in. A broken file is stored and named, never refused."""
    from flows.evidence.take_in import Incoming, conflict_rule, take_in

    ws = open_workspace()
    day = day_of(ws, received)
    event_date, rule = _event_day(ws, event, day), conflict_rule(conflict)
    name = ws.unit(unit)
    incoming = [Incoming(requirement, path, day, event_date) for path in files]
    with _progress(len(incoming), as_json=as_json) as step:
        taken = take_in(
            ws, name, incoming,
            by=actor(), note=note, conflict=rule, entered_on=day_of(ws, None), why=why, progress=step,
        )  # fmt: skip
    if as_json:
        from reports.schemas.evidence import EvidenceAddedDocument

        print_json(EvidenceAddedDocument.of(unit=name, files=taken))
        return
    for intake in taken:
        tell_intake(intake)
    _tell_standing(ws, name, taken, day)


def _event_day(ws: Workspace, text: str | None, received_on: date) -> date | None:
    """The day of the activity. It is checked here because a dry run takes nothing in."""
    from domain.activity.event_days import check_event_day

    if text is None:
        return None
    event = day_of(ws, text)
    check_event_day(event, received_on)
    return event


@contextmanager
def _progress(files: int, *, as_json: bool) -> Iterator[Callable[[str], None]]:
    """A bar on standard error for a person who waits for several files; else nothing."""
    out = console(stderr=True)
    if files <= 1 or as_json or not out.is_terminal:
        yield lambda _: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(say("กำลังรับไฟล์", "Taking files in"), total=2 * files)
        yield lambda _: bar.advance(task)


@app.command(
    name="import",
    help=say(
        "รับทั้งโฟลเดอร์ที่แยกตามเลขกิจกรรม เช่น แฟลชไดรฟ์ที่มี 07/ ๐๘_ภาพ/",
        "Take a whole folder in, laid out by activity number: 07/, 8 photos/.",
    ),
)
def import_folder(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", readable=False)],
    *,
    received: _RECEIVED = None,
    why: WhyLate = "",
    event: _EVENT = None,
    note: Note = "",
    conflict: _CONFLICT = "new-version",
    dry_run: Annotated[
        bool, option("แสดงว่าไฟล์ใดจะไปที่ใด ไม่รับจริง", "Show what would go where.", "--dry-run")
    ] = False,
    yes: Annotated[
        bool,
        option(
            "รับแม้โฟลเดอร์ดูผิด และรับไฟล์ที่ไม่แน่ใจตามที่เดาไว้",
            "Take it in though the folder looks wrong, and files in doubt where they probably belong.",
            "--yes",
        ),
    ] = False,
    unit: Unit = None,
    as_json: AsJson = False,
) -> int:
    """Place every file by the names of folders and files. Exit 1 if some were not placed for sure."""
    from flows.evidence.folder import read_folder
    from flows.evidence.imports import import_folder as take_folder
    from flows.evidence.take_in import conflict_rule

    ws = open_workspace()
    day = day_of(ws, received)
    event_date, rule = _event_day(ws, event, day), conflict_rule(conflict)
    name = ws.unit(unit)
    found = read_folder(ws.plan, folder, sure=yes)
    if found.looks_wrong is not None and not (yes or dry_run):
        _ask_about(found.looks_wrong)
        found = read_folder(ws.plan, folder, sure=True)
    guessed = yes or (not dry_run and _ask_of(folder, found))
    incoming = found.incoming(day, event_date, guessed=guessed)
    taken: list[Intake] = []
    number = None
    if not dry_run and incoming:
        with _progress(len(incoming), as_json=as_json) as step:
            number, taken = take_folder(
                ws,
                name,
                folder,
                incoming,
                by=actor(),
                note=note,
                conflict=rule,
                entered_on=day_of(ws, None),
                why=why,
                progress=step,
            )
    if as_json:
        print_json(_document(name, folder, found, number, taken, dry_run=dry_run))
    else:
        _tell_folder(folder, found, taken, dry_run=dry_run, guessed=guessed)
        if number is not None:
            _tell_number(number)
        _tell_standing(ws, name, taken, day)
    return 1 if found.unplaced or len(incoming) < len(found.placed) + len(found.doubted) else 0


def _ask_about(wrong: KamnotError) -> None:
    """Let the person at the terminal say that a folder that looks wrong is right. Raises `wrong` if nobody does."""
    question = say("รับไฟล์จากโฟลเดอร์นี้หรือไม่", "Take files in from it?")
    if not (sys.stdin.isatty() and typer.confirm(f"{wrong.text(language())} {question}", err=True)):
        raise wrong


def _ask_of(folder: Path, found: FolderPlan) -> bool:
    """Whether the person at the terminal wants the files in doubt where they probably belong."""
    if not (found.guessed and sys.stdin.isatty()):
        return False
    for doubt in found.doubted:
        _tell_left(folder, doubt.path, say(doubt.place.thai, doubt.place.english))
    count = numeral(len(found.guessed))
    return typer.confirm(
        say(f"รับ {count} ไฟล์ที่ไม่แน่ใจตามนี้หรือไม่", f"Take these {count} files in as said?"), err=True
    )


def _tell_number(number: int) -> None:
    undo = of_year(f"kamnot evidence undo-import {number}")
    tell(
        f"การนำเข้าเลขที่ {numeral(number)} ยกเลิกทั้งหมดได้ด้วย {undo}",
        f"Import {number}; {undo} takes all of it back.",
    )


def _document(
    unit: str,
    folder: Path,
    found: FolderPlan,
    number: int | None,
    taken: Sequence[Intake],
    *,
    dry_run: bool,
) -> EvidenceImportedDocument:
    from reports.schemas.evidence import (
        DoubtedPart,
        EvidenceImportedDocument,
        PlacedPart,
        UnplacedPart,
    )

    def inside(path: Path) -> str:
        return path.relative_to(folder).as_posix()

    unplaced = [(u.path, say(u.thai, u.english)) for u in found.unplaced]
    doubted = [(d.path, d.place, say(d.place.thai, d.place.english)) for d in found.doubted]
    return EvidenceImportedDocument.of(
        found,
        unit=unit,
        dry_run=dry_run,
        import_id=number,
        placed=[PlacedPart.of(p, path=inside(p.path)) for p in found.placed],
        unplaced=[UnplacedPart(path=inside(path), reason=why) for path, why in unplaced],
        doubted=[
            DoubtedPart(path=inside(path), reason=why, may_be=place.may_be, guess=place.guess)
            for path, place, why in doubted
        ],
        files=taken,
    )


def _tell_folder(
    folder: Path, found: FolderPlan, taken: Sequence[Intake], *, dry_run: bool, guessed: bool
) -> None:
    out = console()
    if dry_run:
        if found.looks_wrong is not None:
            tell(found.looks_wrong.thai, found.looks_wrong.english, style="yellow")
        for placed in found.placed:
            where = placed.path.relative_to(folder)
            out.print(f"{placed.requirement} ← {where}", markup=False, soft_wrap=True)
    for intake in taken:
        tell_intake(intake)
    left = [d for d in found.doubted if not (guessed and d.place.guess)]
    for doubt in left:
        _tell_left(folder, doubt.path, say(doubt.place.thai, doubt.place.english))
    for unplaced in found.unplaced:
        _tell_left(folder, unplaced.path, say(unplaced.thai, unplaced.english))
    stood = sum(t.added.outcome in ("same", "skipped") for t in taken)
    count = len(found.placed) + len(found.doubted) - len(left)
    new, old, asked, out_of = map(numeral, (count - stood, stood, len(left), len(found.unplaced)))
    done = say("จะรับ", "Would take in") if dry_run else say("รับแล้ว", "Taken in")
    thai = f" มีอยู่แล้ว {old} ไฟล์" if stood else ""
    english = f"; here already: {old}" if stood else ""
    if left:
        thai, english = f"{thai} ไม่แน่ใจ {asked} ไฟล์", f"{english}; in doubt: {asked}"
    tell(
        f"{done} {new} ไฟล์{thai} จัดเข้ากิจกรรมไม่ได้ {out_of} ไฟล์",
        f"{done} {new}{english}; not placed: {out_of}.",
    )
    if found.litter:
        litter = numeral(found.litter)
        tell(f"ข้ามไฟล์ของระบบ {litter} ไฟล์", f"Files of the system passed over: {litter}.")
    if left:
        guess = any(d.place.guess for d in left)
        add = of_year(say("kamnot evidence add เอกสาร ไฟล์", "kamnot evidence add REQUIREMENT FILE"))
        tell(
            f"ไฟล์ที่ไม่แน่ใจ: {'ใช้ --yes เพื่อรับตามที่เดาไว้ หรือ ' if guess else ''}{add}",
            f"Files in doubt: {'--yes takes them as guessed, or ' if guess else ''}{add}",
        )


def _tell_left(folder: Path, path: Path, why: str) -> None:
    from rich.text import Text

    text = Text(f"? {path.relative_to(folder)}: {why}", style="yellow")
    console().print(text, soft_wrap=True)


_OUTCOMES = {
    "new": ("รับแล้ว", "taken in"),
    "new-version": ("รับเป็นฉบับใหม่", "taken in as a new version"),
    "replaced": ("รับแทนไฟล์เดิม", "taken in instead of the one that stood there"),
    "same": ("เหมือนไฟล์ที่มีอยู่แล้ว ไม่ได้เก็บซ้ำ", "the same as one already here, not kept twice"),
    "skipped": ("มีไฟล์ชื่อนี้อยู่แล้ว จึงข้าม", "skipped: a file of this name stands here"),
}


def tell_intake(intake: Intake) -> None:
    """Print a line for each file, and one for each thing that a person should look at."""
    from rich.text import Text

    out = console()
    text = Text("✓ ", style="green")
    text.append(
        f"{intake.requirement} {intake.file_name}: {say(*_OUTCOMES[intake.added.outcome])}",
        style="default",
    )
    out.print(text)
    if intake.added.outcome == "skipped":
        return
    for remark, style in _remarks(intake):
        out.print(Text(f"  {remark}", style=style))
    if intake.also:
        shared = ", ".join(intake.also)
        out.print(Text(say(f"  เป็นฉบับใหม่ของ {shared} ด้วย", f"  also a new version for {shared}")))
    elif intake.elsewhere:
        used = ", ".join(intake.elsewhere)
        out.print(
            Text(say(f"  ไฟล์เดียวกันนี้ใช้กับ {used} แล้ว", f"  the same file stands for {used} already"))
        )


def _remarks(intake: Intake) -> Iterator[tuple[str, str]]:
    """What keeps a file from counting, and the sections that were not found."""
    from domain.activity.file_kinds import problem_words, wrong_format_words
    from domain.words.wording import sentence

    look, asked = intake.inspection, intake.asked
    if look.problem is not None:
        problem = problem_words(look.problem, look.format, language())
        yield say(f"แต่ยังนับไม่ได้: {problem}", f"but it cannot count: {problem}"), "red"
    elif look.format not in asked.formats:
        formats, what = ", ".join(asked.formats), wrong_format_words(look.format, language())
        thai, english = f"รับเฉพาะ {formats} แต่ไฟล์นี้{what}", f"only {formats}, and it {what}"
        yield say(f"แต่ยังนับไม่ได้: {thai}", f"but it cannot count: {english}"), "red"
    elif look.has_text is False and asked.sections:
        scan = say("เป็นภาพสแกน ตรวจหัวข้อไม่ได้", "a scan: its sections cannot be checked")
        yield f"{scan}; {sentence('do.scan', language())}", "yellow"
    titles = {section.id: section.title for section in asked.sections if not section.optional}
    titles |= {sign.id: sign.title for sign in asked.signs}
    said = {s.id: s.why or s.outcome for s in look.sections}
    for outcome, thai, english in _SECTION_REMARKS:
        named = [titles[name] for name, why in said.items() if why == outcome and name in titles]
        if named:
            names = ", ".join(named)
            yield say(f"{thai}: {names}", f"{english}: {names}"), "yellow"


_SECTION_REMARKS = (
    ("not-found", "ไม่พบหัวข้อ", "sections not found"),
    ("empty", "มีแต่หัวข้อ ไม่มีเนื้อหา", "headings with nothing under them"),
    ("no-caption", "ไม่เห็นคำบรรยายของภาพ", "no caption beside the pictures"),
    ("unreadable", "อ่านตัวอักษรไทยไม่ออก จึงบอกไม่ได้", "cannot tell, the Thai letters cannot be read"),
    ("hint-left", "ยังมีคำแนะนำของแบบตั้งต้นเหลือที่", "a line of the starter's help is left at"),
    (
        "other-starter",
        "เริ่มจากแบบตั้งต้นของเอกสารอื่น จึงยังไม่นับ",
        "begun for another document, so these do not count yet",
    ),
    ("no-sign", "ไม่เห็น", "not seen, a person must look"),
    ("doubtful", "ไม่แน่ใจหัวข้อ ต้องให้คนยืนยัน", "doubtful sections, a person must confirm"),
)


def _tell_standing(ws: Workspace, unit: str, taken: Sequence[Intake], day: date) -> None:
    """Print the finding of each requirement that got a file."""
    from rich.text import Text

    from flows.run.judge import load_facts
    from flows.run.workspace import today

    as_of = max(day, today())
    findings = ws.evaluator.find(load_facts(ws, unit, as_of), as_of)
    touched = {name for t in taken for name in (t.requirement, *t.also)}
    for finding in (f for own in findings.values() for f in own if f.id in touched):
        mark, style = _MARKS[finding.outcome.value]
        parts = (finding.found, with_command(finding.remedy, finding.how))
        said = " → ".join(filter(None, parts))
        text = Text(f"{mark} {finding.id} {finding.title}: {said}", style=style)
        console().print(text, soft_wrap=True)


_MARKS = {
    "MET": ("●", "green"),
    "NOT_MET": ("○", "red"),
    "NOT_AVAILABLE": ("◐", "yellow"),
    "NOT_APPLICABLE": ("–", "default"),
}
