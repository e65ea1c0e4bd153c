"""`kamnot pack` and `verify`, and `kamnot evidence choose`: which pictures the learning centre gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.evidence.evidence import app as evidence_app
from cli.front.commands import command_for, error_text, with_command
from cli.front.common import console, long_day, numeral, print_json, say, tell
from cli.front.options import AsJson, AsOf, Item, Unit, argument, option
from cli.front.session import actor, day_of, open_workspace, tell_unconfirmed
from domain.language.errors import KamnotError
from domain.language.how import How, Verb

if TYPE_CHECKING:
    from domain.packs.contents import Contents
    from flows.papers.packs import Pack
    from flows.papers.proofs import Proof

app = typer.Typer()

INCOMPLETE = 1
DIFFERS = 1

BATCH = Annotated[str, argument("รอบ เช่น march", "The batch, such as march.", "BATCH")]
OUT = Annotated[Path, option("โฟลเดอร์ที่เก็บไฟล์", "Where the pack goes.", metavar="FOLDER")]


@app.command()
def pack(
    batch: BATCH,
    *,
    unit: Unit = None,
    as_of: AsOf = None,
    out: OUT = Path(),
    as_json: AsJson = False,
) -> int:
    """Make the pack. Exit 1 if the batch is not complete; the pack says what is missing."""
    from flows.papers.packs import PackRequest, make_pack

    ws = open_workspace()
    day = day_of(ws, as_of)
    request = PackRequest(ws.unit(unit), one_batch(ws.batches(batch)), day)
    tell_unconfirmed(ws.filed.plan if ws.filed else ws.plan)
    made = make_pack(ws, request, out)
    if as_json:
        from reports.schemas.papers import PackedDocument

        print_json(PackedDocument.of(made))
    else:
        tell_pack(made)
        tell_open(made.contents)
    return 0 if made.contents.whole else INCOMPLETE


def one_batch(batches: Sequence[str]) -> str:
    """The one batch that was meant. Raises KamnotError for a name that means several."""
    if len(batches) == 1:
        return batches[0]
    raise KamnotError(
        f"ชุดเอกสารหนึ่งชุดเป็นของรอบเดียว โปรดเลือก {' หรือ '.join(batches)}",
        f"A pack is of one batch; choose {' or '.join(batches)}.",
    )


def tell_pack(made: Pack) -> None:
    """Say where a pack is, how large it is, and whether anything was left out."""
    count, size = numeral(len(made.contents.files)), numeral(f"{made.written.size / 1e6:.1f}")
    tell(
        f"ทำชุดเอกสารแล้ว {made.path} ({count} ไฟล์ {size} MB)",
        f"Packed {made.path} ({count} files, {size} MB)",
    )
    tell(f"SHA-256 {made.written.sha256}", f"SHA-256 {made.written.sha256}")
    out = len(made.contents.left_out)
    if out:
        tell(
            f"มี {numeral(out)} รายการที่ไม่อยู่ในชุดหรือบางโฟลเดอร์ เหตุผลอยู่ในสารบัญ",
            f"{out} file(s) stay out of the pack or a folder of it; the contents say why.",
        )


def tell_open(contents: Contents) -> None:
    """Say what a pack still lacks, and what waits for the second person whom the plan wants."""
    if contents.whole:
        tell("ครบทุกกิจกรรม", "Every activity is complete.")
    _tell_missing(contents)
    for one in contents.unsigned:
        what = f"  {one.item} {one.file_name} ({one.requirement})"
        tell(
            f"{what}: แผนให้มีคนที่สอง แต่ยังไม่มีผู้ตรวจรับ",
            f"{what}: the plan wants a second person, and nobody has accepted it",
        )
    if contents.unsigned:
        paper = command_for(How(Verb.REVIEW_ON_PAPER, str(contents.unsigned[0].item)))
        tell(
            f"  ให้ผู้อื่นตรวจรับ หรือถ้าลงนามบนกระดาษแล้ว: {paper}",
            f"  Let somebody else accept it, or, if it was signed on paper: {paper}",
        )
    if contents.without_pictures:
        numbers = ", ".join(numeral(n) for n in contents.without_pictures)
        tell(
            f"แบบขอไฟล์รูปของทุกกิจกรรม ยังไม่มีไฟล์รูปของกิจกรรมที่ {numbers}",
            f"A form wants picture files of every activity; none yet of {numbers}.",
        )


def _tell_missing(contents: Contents) -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    if contents.missing:
        out.print(Text(say("ยังขาด", "Missing"), style="bold"))
    for one in contents.missing:
        parts = (f"{one.id} {one.title}: {one.found}", with_command(one.remedy, one.how))
        out.print(Padding(Text(" → ".join(filter(None, parts))), (0, 0, 0, 2)))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="PACK.zip")], *, as_json: AsJson = False
) -> int:
    """Exit 0 if the pack is proved, 1 if not. It works without a database too."""
    from flows.papers.proofs import prove_here

    proof, note = prove_here(file)
    if as_json:
        from flows.papers.proofs import shown
        from reports.schemas.papers import ProofDocument

        receipt = proof.pack.contents.receipt
        print_json(ProofDocument.of(proof, receipt=shown(receipt) if receipt else None))
    else:
        _tell_proof(proof, note)
    return 0 if proof.holds else DIFFERS


_FAULTS = {
    "altered": ("ถูกแก้ไข", "altered"),
    "missing": ("หายไป", "missing"),
    "added": ("เพิ่มเข้ามา", "added"),
}
_RECORDS = {
    "draft": ("เป็นฉบับร่างที่ไม่เคยนำส่ง", "A draft that was never submitted."),
    "unknown": (
        "ไม่พบเลขที่การนำส่งนี้ในฐานข้อมูล จึงเทียบได้เฉพาะกับสารบัญในชุด",
        "This database does not know its receipt: compared with its own contents only.",
    ),
    "same": ("ตรงกับที่บันทึกไว้เมื่อนำส่ง", "The same as was frozen when it was submitted."),
    "different": ("ไม่ตรงกับที่บันทึกไว้เมื่อนำส่ง", "Not what was frozen when it was submitted."),
}


def _tell_proof(proof: Proof, note: KamnotError | None) -> None:
    from flows.papers.proofs import shown
    from flows.run.workspace import in_bangkok

    contents, count = proof.pack.contents, len(proof.pack.contents.files)
    day = long_day(contents.as_of)
    batch, unit = shown(contents.batch), shown(contents.unit_name)
    tell(f"ชุดเอกสารรอบ {batch} ของ{unit} ข้อมูล ณ {day}", f"Pack of {batch}, {unit}, as of {day}")
    for fault in proof.pack.faults:
        thai, english = _FAULTS[fault.kind.value]
        tell(f"✗ {thai}: {fault.path}", f"✗ {english}: {fault.path}")
    if not proof.pack.faults:
        tell(f"✓ ทุกไฟล์ตรงกับสารบัญ ({count} ไฟล์)", f"✓ All {count} files as the contents say.")
    if contents.receipt:
        receipt = shown(contents.receipt)
        tell(f"เลขที่การนำส่ง {receipt}", f"Submission {receipt}")
    mark = {"same": "✓ ", "different": "✗ "}.get(proof.record.value, "? ")
    thai, english = _RECORDS[proof.record.value]
    tell(f"{mark}{thai}", f"{mark}{english}")
    if proof.record.value == "unknown" and note is not None:
        console().print(f"  {error_text(note)}", markup=False, soft_wrap=True)
    taken = proof.submission
    if taken is not None and taken.withdrawn_at is not None:
        when = long_day(in_bangkok(taken.withdrawn_at).date())
        tell(
            f"การนำส่งนี้ถูกถอนเมื่อ {when}: {taken.withdrawn_why}",
            f"This submission was taken back on {when}: {taken.withdrawn_why}",
        )


@evidence_app.command(
    help=say("เลือกภาพขึ้นศูนย์เรียนรู้ (ไม่เกิน ๒ ภาพต่อกิจกรรม)", "Choose a picture for the learning centre.")
)
def choose(
    item: Item,
    *,
    drop: Annotated[bool, option("เลิกเลือกภาพนี้", "Choose it no longer.", "--not")] = False,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Choose the pictures of an activity for the site; without a choice the first accepted ones are used."""
    from flows.papers.pictures import choose_picture

    ws = open_workspace()
    fact = choose_picture(ws, ws.unit(unit), item, chosen=not drop, by=actor()).fact
    if as_json:
        from reports.schemas.evidence import PictureChoiceDocument

        print_json(PictureChoiceDocument.of(fact, item=item, chosen=not drop))
        return
    thai, english = ("เลิกเลือก", "No longer chosen") if drop else ("เลือก", "Chosen")
    tell(f"{thai} {fact.file_name} ({fact.requirement})", f"{english}: {fact.file_name}")
