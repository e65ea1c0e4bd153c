"""`kamnot pack`, `submit`, `verify`, `unsubmit`: a batch as one ZIP, handed in, proved, taken back.

And `kamnot evidence choose`: which pictures the learning centre gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import console, language, print_json, say
from cli.evidence import ItemNumber
from cli.evidence import app as evidence_app
from domain.errors import KamnotError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from domain.pack_contents import Contents
    from flows.packs import Pack, Proof, Submitted
    from storage.submissions import Submission

app = typer.Typer()

INCOMPLETE = 1
DIFFERS = 1

_UNIT = Annotated[str | None, typer.Option(help=say("สำนัก", "The unit."))]
_BATCH = Annotated[
    str, typer.Argument(metavar="BATCH", help=say("รอบ เช่น march", "The batch, such as march."))
]
_AS_OF = Annotated[
    str | None,
    typer.Option(help=say("ข้อมูลถึงวันที่ (ค่าเริ่มต้น: วันนี้)", "As of this day (today).")),
]
_OUT = Annotated[
    Path, typer.Option(metavar="FOLDER", help=say("โฟลเดอร์ที่เก็บไฟล์", "Where the pack goes."))
]
_JSON = Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))]


@app.command()
def pack(
    batch: _BATCH,
    *,
    unit: _UNIT = None,
    as_of: _AS_OF = None,
    out: _OUT = Path(),
    as_json: _JSON = False,
) -> int:
    """Make the pack; exit 1 when the batch is not complete: the pack says what is missing."""
    from cli.work import day_of, open_workspace
    from flows.packs import PackRequest, make_pack

    day = day_of(as_of)
    ws = open_workspace()
    request = PackRequest(ws.unit(unit), _one(ws.batches(batch)), day)
    made = make_pack(ws, request, out)
    if as_json:
        print_json(_pack_json(made))
    else:
        _tell_pack(made)
        _tell_missing(made.contents)
        _tell_unsigned(made.contents)
    return 0 if made.contents.complete else INCOMPLETE


def _one(batches: Sequence[str]) -> str:
    if len(batches) == 1:
        return batches[0]
    raise KamnotError(
        f"ชุดเอกสารหนึ่งชุดเป็นของรอบเดียว โปรดเลือก {' หรือ '.join(batches)}",
        f"A pack is of one batch; choose {' or '.join(batches)}.",
    )


def _pack_json(made: Pack) -> dict[str, Any]:
    contents = made.contents.model_dump(mode="json", by_alias=True)
    return {
        "schema": "kamnot/packed/1",
        "pack": str(made.path),
        "size": made.written.size,
        "sha256": made.written.sha256,
        "contents_sha256": made.contents_sha256,
        "contents": contents,
    }


def _tell_pack(made: Pack) -> None:
    count, size = len(made.contents.files), made.written.size
    _tell(
        f"ทำชุดเอกสารแล้ว {made.path} ({count} ไฟล์ {size:,} ไบต์)",
        f"Packed {made.path} ({count} files, {size:,} bytes)",
    )
    _tell(f"SHA-256 {made.written.sha256}", f"SHA-256 {made.written.sha256}")
    out = len(made.contents.left_out)
    if out:
        _tell(
            f"มี {out} รายการที่ไม่อยู่ในชุดหรือบางโฟลเดอร์ เหตุผลอยู่ในสารบัญ",
            f"{out} file(s) stay out of the pack or a folder of it; the contents say why.",
        )


def _tell_missing(contents: Contents) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if not contents.missing:
        _tell("ครบทุกกิจกรรม", "Every activity is complete.")
        return
    out = console()
    out.print(Text(say("ยังขาด", "Missing"), style="bold"))
    for one in contents.missing:
        text = f"{one.id} {one.title}: {one.found}"
        out.print(Padding(Text(f"{text} → {one.remedy}" if one.remedy else text), (0, 0, 0, 2)))


def _tell_unsigned(contents: Contents) -> None:
    for one in contents.unsigned:
        what = f"  {one.item} {one.file_name} ({one.requirement})"
        _tell(
            f"{what}: แผนให้มีคนที่สอง แต่ยังไม่มีผู้ตรวจรับ",
            f"{what}: the plan wants a second person, and nobody has accepted it",
        )


@app.command()
def submit(
    batch: _BATCH,
    *,
    office: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="OFFICE",
            help=say("ตำแหน่งผู้นำส่ง (ต้องระบุ)", "The office that submits (needed)."),
        ),
    ] = "",
    incomplete: Annotated[
        bool,
        typer.Option(
            "--incomplete",
            help=say("นำส่งทั้งที่ยังไม่ครบ (ต้องมี --why)", "Submit what is incomplete (with --why)."),
        ),
    ] = False,
    why: Annotated[
        str, typer.Option(metavar="REASON", help=say("เหตุผล (กับ --incomplete)", "The reason."))
    ] = "",
    unit: _UNIT = None,
    as_of: _AS_OF = None,
    out: _OUT = Path(),
    as_json: _JSON = False,
) -> int:
    """Hand a batch in; exit 1, with nothing submitted, while something stands against it."""
    from cli.work import actor, day_of, open_workspace
    from flows.packs import HandingIn
    from flows.packs import PackRequest as Request
    from flows.packs import submit as hand_in

    day = day_of(as_of)
    ws = open_workspace()
    request = Request(ws.unit(unit), _one(ws.batches(batch)), day)
    done = hand_in(ws, request, out, HandingIn(office, incomplete, why), by=actor())
    if as_json:
        print_json(_submitted_json(done))
    else:
        _tell_submitted(done)
    return INCOMPLETE if done.submission is None else 0


def _submitted_json(done: Submitted) -> dict[str, Any]:
    missing = [m.model_dump() for m in done.contents.missing]
    waiting = [f.model_dump() for f in done.contents.unsigned]
    packed = done.pack
    return {
        "schema": "kamnot/submitted/1",
        "submitted": done.submission is not None,
        "unit": done.contents.unit,
        "batch": done.contents.batch,
        "missing": missing,
        "unsigned": waiting,
        "receipt": done.submission.frozen.receipt if done.submission else None,
        "pack": str(packed.path) if packed else None,
        "sha256": packed.written.sha256 if packed else None,
        "contents_sha256": packed.contents_sha256 if packed else None,
    }


def _tell_submitted(done: Submitted) -> None:
    if done.pack is not None and done.submission is not None:
        receipt, office = done.submission.frozen.receipt, done.submission.frozen.office
        _tell(f"นำส่งแล้ว เลขรับ {receipt} โดย {office}", f"Submitted, receipt {receipt}, by {office}")
        _tell_pack(done.pack)
        return
    _tell("ยังไม่นำส่ง เพราะ", "Not submitted, for:")
    if done.contents.missing:
        _tell_missing(done.contents)
    _tell_unsigned(done.contents)
    _tell(
        "ถ้าจำเป็นต้องส่งทั้งอย่างนี้ ใช้ --incomplete --why เหตุผล",
        "To submit it all the same, give --incomplete --why REASON.",
    )


@app.command()
def unsubmit(
    batch: _BATCH,
    *,
    why: Annotated[
        str, typer.Option(metavar="REASON", help=say("เหตุผล (ต้องระบุ)", "The reason (needed)."))
    ] = "",
    unit: _UNIT = None,
    as_json: _JSON = False,
) -> None:
    """Let a batch be submitted anew."""
    from cli.work import actor, open_workspace
    from flows.packs import unsubmit as take_back

    ws = open_workspace()
    name = ws.unit(unit)
    taken = take_back(ws, name, _one(ws.batches(batch)), why=why, by=actor())
    receipt = taken.frozen.receipt
    if as_json:
        print_json({"schema": "kamnot/unsubmitted/1"} | _submission_json(taken))
        return
    _tell(f"ถอนการนำส่งเลขรับ {receipt} แล้ว", f"Took back the submission {receipt}.")


def _submission_json(one: Submission) -> dict[str, Any]:
    frozen = one.frozen
    return {
        "receipt": frozen.receipt,
        "unit": one.unit,
        "batch": one.batch,
        "as_of": frozen.as_of.isoformat(),
        "office": frozen.office,
        "complete": frozen.complete,
        "why": frozen.why,
        "submitted_at": one.submitted_at.isoformat(),
        "contents_sha256": frozen.contents_sha256,
        "pack_sha256": frozen.pack_sha256,
        "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
        "withdrawn_why": one.withdrawn_why,
    }


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="PACK.zip")], *, as_json: _JSON = False
) -> int:
    """Exit 0 when the pack holds, 1 when not; works without a database too."""
    from flows.packs import prove

    engine, note = _database()
    proof = prove(engine, file)
    if as_json:
        print_json(_proof_json(proof))
    else:
        _tell_proof(proof, note)
    return 0 if proof.holds else DIFFERS


def _database() -> tuple[Engine | None, KamnotError | None]:
    """The database, or why there is none: a pack can be proved by itself on any machine."""
    from storage.database import open_database
    from storage.settings import Settings

    try:
        return open_database(Settings()), None
    except KamnotError as error:
        return None, error


def _proof_json(proof: Proof) -> dict[str, Any]:
    from storage.pack_files import shown

    receipt = proof.pack.contents.receipt
    return {
        "schema": "kamnot/proof/1",
        "holds": proof.holds,
        "record": proof.record.value,
        "receipt": shown(receipt) if receipt else None,
        "files": len(proof.pack.contents.files),
        "sha256": proof.pack.pack.sha256,
        "contents_sha256": proof.pack.contents_sha256,
        "faults": [{"path": f.path, "kind": f.kind.value} for f in proof.pack.faults],
        "submission": _submission_json(proof.submission) if proof.submission else None,
    }


_FAULTS = {
    "altered": ("ถูกแก้ไข", "altered"),
    "missing": ("หายไป", "missing"),
    "added": ("เพิ่มเข้ามา", "added"),
}
_RECORDS = {
    "draft": ("เป็นฉบับร่างที่ไม่เคยนำส่ง", "A draft that was never submitted."),
    "unknown": (
        "ไม่พบเลขรับนี้ในฐานข้อมูล จึงเทียบได้เฉพาะกับสารบัญในชุด",
        "This database does not know its receipt: compared with its own contents only.",
    ),
    "same": ("ตรงกับที่บันทึกไว้เมื่อนำส่ง", "The same as was frozen when it was submitted."),
    "different": (
        "ไม่ตรงกับที่บันทึกไว้เมื่อนำส่ง",
        "Not what was frozen when it was submitted.",
    ),
}


def _tell_proof(proof: Proof, note: KamnotError | None) -> None:
    from domain.thai import show_date
    from flows.workspace import in_bangkok
    from storage.pack_files import shown

    contents, count = proof.pack.contents, len(proof.pack.contents.files)
    day = show_date(contents.as_of, language())
    batch, unit = shown(contents.batch), shown(contents.unit_name)
    _tell(f"ชุดเอกสารรอบ {batch} ของ{unit} ข้อมูล ณ {day}", f"Pack of {batch}, {unit}, as of {day}")
    for fault in proof.pack.faults:
        thai, english = _FAULTS[fault.kind.value]
        _tell(f"✗ {thai}: {fault.path}", f"✗ {english}: {fault.path}")
    if not proof.pack.faults:
        _tell(f"✓ ทุกไฟล์ตรงกับสารบัญ ({count} ไฟล์)", f"✓ All {count} files as the contents say.")
    if contents.receipt:
        receipt = shown(contents.receipt)
        _tell(f"เลขรับ {receipt}", f"Receipt {receipt}")
    mark = {"same": "✓ ", "different": "✗ "}.get(proof.record.value, "? ")
    thai, english = _RECORDS[proof.record.value]
    _tell(f"{mark}{thai}", f"{mark}{english}")
    if proof.record.value == "unknown" and note is not None:
        _tell(f"  {note.thai}", f"  {note.english}")
    taken = proof.submission
    if taken is not None and taken.withdrawn_at is not None:
        when = show_date(in_bangkok(taken.withdrawn_at).date(), language())
        _tell(
            f"การนำส่งนี้ถูกถอนเมื่อ {when}: {taken.withdrawn_why}",
            f"This submission was taken back on {when}: {taken.withdrawn_why}",
        )


@evidence_app.command(
    help=say("เลือกภาพขึ้นศูนย์เรียนรู้ (ไม่เกิน ๒ ภาพต่อกิจกรรม)", "Choose a picture for the learning centre.")
)
def choose(
    item: ItemNumber,
    *,
    drop: Annotated[
        bool, typer.Option("--not", help=say("เลิกเลือกภาพนี้", "Choose it no longer."))
    ] = False,
    as_json: _JSON = False,
) -> None:
    """Say which pictures of an activity go up; without any, the first accepted do."""
    from cli.work import actor, open_workspace
    from flows.packs import choose_picture

    ws = open_workspace()
    fact = choose_picture(ws, item, chosen=not drop, by=actor()).fact
    if as_json:
        print_json(
            {
                "schema": "kamnot/picture-choice/1",
                "item": item,
                "requirement": fact.requirement,
                "file_name": fact.file_name,
                "chosen": not drop,
            }
        )
        return
    thai, english = ("เลิกเลือก", "No longer chosen") if drop else ("เลือก", "Chosen")
    _tell(f"{thai} {fact.file_name} ({fact.requirement})", f"{english}: {fact.file_name}")


def _tell(thai: str, english: str) -> None:
    console().print(say(thai, english), markup=False, soft_wrap=True)
