"""`kamnot evidence list`, `show` and `get`: the items, all that is known of one, and its bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

from cli.evidence.evidence import app
from cli.front.common import console, language, numeral, print_json, say, short_day, tell
from cli.front.options import AsJson, Item, Unit, Version, option
from cli.front.session import open_workspace
from cli.front.tables import headed
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from rich.text import Text

    from domain.language.ids import RequirementId
    from flows.evidence.browse import KnownItem, ListedEvidence
    from flows.run.workspace import Workspace


@app.command(name="list", help=say("รายการหลักฐานที่รับแล้ว", "List the evidence."))
def list_items(
    *,
    of_import: Annotated[
        int | None,
        option("เฉพาะการนำเข้าเลขที่นี้", "Only what this import brought.", "--import", min=1),
    ] = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Print the newest version of every item."""
    from flows.evidence.browse import all_evidence

    ws = open_workspace()
    name = ws.unit(unit)
    rows = all_evidence(ws, name)
    if of_import is not None:
        rows = tuple(row for row in rows if row.import_id == of_import)
    if as_json:
        from reports.schemas.evidence import EvidenceDocument

        print_json(EvidenceDocument.of(unit=name, items=rows))
        return
    print_list(rows)


def print_list(rows: Sequence[ListedEvidence]) -> None:
    """Print the newest version of each item that was not withdrawn, as a table."""
    from rich.text import Text

    standing = [row for row in rows if row.newest and row.withdrawn_on is None]
    if not standing:
        tell("ยังไม่มีหลักฐาน", "No evidence yet.")
        return
    table = headed(
        ("เลขที่", "Item"),
        ("เอกสาร", "Requirement"),
        ("ไฟล์", "File"),
        ("ฉบับ", "Version"),
        ("วันที่รับ", "Received"),
        ("หมายเหตุ", "Remark"),
    )
    names = {row.fact.item: row.fact.file_name for row in rows}
    for row in standing:
        fact = row.fact
        table.add_row(
            str(fact.item),  # as it is typed after `review accept`
            fact.requirement,
            Text(fact.file_name),
            numeral(fact.version),
            short_day(fact.received_on),
            remark_text(row, names),
        )
    console().print(table)


def remark_text(row: ListedEvidence, names: Mapping[int, str]) -> Text:
    """What a person should know of a version: its problem, its review, and what counts instead of it."""
    from rich.text import Text

    said = _own_remark(row)
    if row.superseded_by is None:
        return said
    which = f"{row.superseded_by} {names.get(row.superseded_by, '')}".rstrip()
    text = Text(say(f"ไม่นับ ใช้เลขที่ {which} แทน", f"not counted: item {which} is used"), style="dim")
    return text.append("; ").append_text(said) if said else text


def _own_remark(row: ListedEvidence) -> Text:
    from rich.text import Text

    from domain.activity.file_kinds import problem_words

    problem = row.fact.problem
    if problem is not None:
        return Text(problem_words(problem, row.fact.format, language()), style="red")
    if row.accepted is None:
        return Text("")
    if row.signed_by:
        office = row.signed_by
        words = say(f"{office} ลงนามบนกระดาษ", f"signed on paper by {office}")
        return Text(words, style="green")
    if row.accepted:
        return Text(say("ตรวจรับแล้ว", "accepted"), style="green")
    return Text(say(f"ส่งคืน: {row.reason}", f"returned: {row.reason}"), style="red")


@app.command(help=say("ดูหลักฐานหนึ่งรายการทุกฉบับ", "All that is known of one item."))
def show(item: Item, *, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print every version of an item: what was seen inside, its sections, its review, its lines in the audit."""
    from flows.evidence.browse import known_of

    ws = open_workspace()
    known = known_of(ws, ws.unit(unit), item)
    if as_json:
        from reports.schemas.evidence import EvidenceItemDocument

        print_json(EvidenceItemDocument.of(known, item=item))
        return
    _print_item(ws, known)


def _print_item(ws: Workspace, known: KnownItem) -> None:
    from rich.text import Text

    from flows.run.workspace import in_bangkok

    out = console()
    newest = known.versions[-1]
    out.print(Text(f"{newest.fact.requirement} {newest.fact.file_name}", style="bold"))
    if known.shared_with:
        shared = ", ".join(known.shared_with)
        out.print(Text(say(f"ใช้ร่วมกับ {shared}", f"shared with {shared}")))
    for row in known.versions:
        for text in _version_lines(ws, row):
            out.print(text, soft_wrap=True)
    for line in known.lines:
        local = in_bangkok(line.at)
        when = f"{short_day(local.date())} {local:%H:%M}"
        out.print(Text(f"  {when} {line.actor}: {line.action}", style="dim"))


def _version_lines(ws: Workspace, row: ListedEvidence) -> Iterator[Text]:
    from rich.text import Text

    fact = row.fact
    received = short_day(fact.received_on)
    number = numeral(fact.version)
    yield Text(
        say(
            f"ฉบับที่ {number} รับเมื่อ {received} โดย {row.added_by}",
            f"version {number}, received {received} by {row.added_by}",
        )
    )
    if fact.backdated_why:
        late = fact.backdated_why
        yield Text(say(f"  บันทึกย้อนหลัง: {late}", f"  entered later: {late}"), style="yellow")
    yield Text(f"  SHA-256 {fact.sha256}", style="dim")
    yield Text(f"  {', '.join(_facts(row))}")
    remark = remark_text(row, {})
    if remark:
        yield Text("  ").append_text(remark)
    titles = _titles(ws, fact.requirement)
    for section in fact.sections:
        yield Text(f"  {_SECTION[section.outcome.value]} {_section(section, titles)}")


_SECTION = {"found": "✓", "doubtful": "?", "not-found": "✗", "cannot-tell": "–"}


def _titles(ws: Workspace, requirement: RequirementId) -> dict[str, str]:
    from domain.plan.requirements import requirement_of

    asked = requirement_of(ws.plan, requirement)
    return {s.id: s.title for s in asked.sections} | {s.id: s.title for s in asked.signs}


def _section(section: Any, titles: dict[str, str]) -> str:
    text = titles.get(section.id, section.id)
    if section.page is not None:
        page = numeral(section.page)
        text += say(f" (หน้า {page})", f" (page {page})")
    return f"{text}: {section.words}" if section.words else text


def _facts(row: ListedEvidence) -> Iterator[str]:
    """What was seen inside, as phrases."""
    from domain.language.thai import show_date
    from domain.words.wording import digits

    fact, lang = row.fact, language()
    yield say(f"{digits(_size(row.size), lang)}", _size(row.size))
    for count, thai, english in (
        (fact.pages, "หน้า", "page(s)"),
        (row.words, "คำ", "word(s)"),
        (fact.images, "ภาพ", "picture(s)"),
    ):
        if count:
            yield f"{digits(f'{count:,}', lang)} {say(thai, english)}"
    if row.width and row.height:
        yield f"{digits(row.width, lang)}x{digits(row.height, lang)} px"
    if row.milliseconds is not None:
        minutes, seconds = divmod(row.milliseconds // 1000, 60)
        yield say(
            f"ยาว {digits(f'{minutes}:{seconds:02d}', lang)} นาที ({row.codec})",
            f"{minutes}:{seconds:02d} min ({row.codec})",
        )
    if fact.taken_on:
        day = show_date(fact.taken_on, lang, short=True)
        yield say(f"ถ่ายเมื่อ {day}", f"taken {day}")
    if fact.event_date:
        day = show_date(fact.event_date, lang, short=True)
        yield say(f"กิจกรรมจัดเมื่อ {day}", f"activity held {day}")
    if fact.told_on:
        day = show_date(fact.told_on, lang, short=True)
        yield say(f"ในเอกสารเขียนว่าจัดเมื่อ {day}", f"held {day} by its own text")
    if row.scanned:
        yield say("ตรวจไวรัสแล้ว", "virus-scanned")
    if row.note:
        yield row.note


_UNITS = ("B", "KB", "MB", "GB")


def _size(count: int) -> str:
    """A size in bytes as people read it, in thousands."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"


@app.command(help=say("เอาไฟล์ต้นฉบับกลับมา ด้วยชื่อเดิม", "Get the original file back under its name."))
def get(
    item: Item,
    *,
    version: Version = None,
    to: Annotated[
        str,
        option("โฟลเดอร์ปลายทาง (- = ออกทางจอ)", "Where to (- is the output).", metavar="FOLDER"),
    ] = ".",
    force: Annotated[
        bool, option("เขียนทับไฟล์ชื่อเดียวกัน", "Overwrite a file there.", "--force")
    ] = False,
    unit: Unit = None,
) -> None:
    """Write the bytes that came in. Raises KamnotError if a file of that name exists."""
    from domain.language.file_names import safe_file_name
    from flows.evidence.browse import bytes_of, read_bytes

    ws = open_workspace()
    kept = bytes_of(ws, ws.unit(unit), item, version)
    with read_bytes(ws, kept) as content:
        if to == "-":
            _pour(content, sys.stdout.buffer)
            return
        target = Path(to) / safe_file_name(kept.file_name)
        _write(content, target, force=force)
    tell(f"เขียน {target}", f"Wrote {target}")


def _pour(content: BinaryIO, out: BinaryIO) -> None:
    import shutil

    shutil.copyfileobj(content, out, 1024 * 1024)


def _write(content: BinaryIO, target: Path, *, force: bool) -> None:
    from flows.run.workspace import own_files

    try:
        with own_files(), target.open("wb" if force else "xb") as out:
            _pour(content, out)
    except FileExistsError as error:
        raise KamnotError(
            f"มีไฟล์ “{target}” อยู่แล้ว จึงไม่เขียนทับ โปรดระบุ --to โฟลเดอร์อื่น หรือ --force",
            f"{str(target)!r} exists and was left alone; give --to another folder, or --force.",
        ) from error
    except OSError as error:
        raise KamnotError(
            f"เขียนไฟล์ “{target}” ไม่ได้ ({error.strerror}) โปรดตรวจโฟลเดอร์ปลายทาง",
            f"Cannot write {str(target)!r} ({error.strerror}); check the folder.",
        ) from error
