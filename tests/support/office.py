"""An office with nine files, one returned and one withdrawn: what packs are made of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PIL import Image

from domain.packs.handing_in import HandingIn
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, take_in
from flows.papers.packs import PackRequest
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.evidence import withdraw_evidence
from storage.records.submissions import submissions_of
from tests.support.cast import UNIT
from tests.support.evidence import drawn_pdf, picture, word

DAY = date(2024, 3, 20)
MARCH = PackRequest(UNIT, "march", DAY)
JULY = PackRequest(UNIT, "july", date(2024, 7, 30))
HANDING = HandingIn("ผู้อำนวยการสำนัก", incomplete=True, why="ส่งเพิ่มภายหลัง")
DECLARATION, REPORT, WORD, RETURNED, WITHDRAWN, FIRST, SECOND, THIRD, MEMO = range(1, 10)
"""Evidence items in the order in which they come in."""


def incoming_files(folder: Path) -> list[Incoming]:
    """The nine files, each in a folder named after its requirement."""

    def pdf(number: int) -> bytes:
        return drawn_pdf("", f"<</Number {number}>>")

    pictures = [
        picture("JPEG", Image.effect_noise((90, 60), sigma).convert("RGB"))
        for sigma in (40, 80, 120)
    ]
    made = [
        ("1.declaration", "ประกาศเจตนารมณ์.pdf", pdf(1)),
        ("7.report", "รายงานสรุป.pdf", pdf(2)),
        ("8.report", "รายงานสรุป.docx", word()),
        ("10.report", "ส่งคืนแล้ว.pdf", pdf(3)),
        ("12.report", "ถอนแล้ว.pdf", pdf(4)),
        *(("7.photos", f"ภาพ {n}.jpg", data) for n, data in enumerate(pictures, 1)),
        ("36.memo", "บันทึกนำเสนอ.pdf", pdf(5)),
    ]
    incoming = []
    for slot, name, data in made:
        path = folder / slot / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        incoming.append(Incoming(slot, path, date(2024, 3, 1)))
    return incoming


def fill(ws: Workspace, folder: Path) -> None:
    """Take the files in, return one, accept one, withdraw one."""
    take_in(ws, UNIT, incoming_files(folder), by="sender")
    day = date(2024, 3, 4)
    review(
        ws,
        UNIT,
        look_at(ws, UNIT, RETURNED),
        accepted=False,
        reason="ขาดหัวข้อ",
        on=day,
        by="reviewer",
    )
    review(
        ws, UNIT, look_at(ws, UNIT, DECLARATION), accepted=True, reason="", on=day, by="reviewer"
    )
    with writing(ws.engine) as session:
        withdraw_evidence(
            session, UNIT, WITHDRAWN, withdrawn_on=day, by="sender", reason="ผิดไฟล์", now=ws.now()
        )


def kept(ws: Workspace) -> list[str]:
    """The receipts of the submissions of March, oldest first."""
    with reading(ws.engine) as session:
        return [s.frozen.receipt for s in submissions_of(session, UNIT, 2567, "march")]
