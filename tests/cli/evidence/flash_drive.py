"""A year's flash drive as a bureau leaves it: sound documents under real names, broken ones, doubts, and litter.

Every file has a label: what an official would say of it. The same bytes on every run.
"""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image

from domain.plan.model import Plan
from sample.evidence import make_demo_evidence
from tests.support import evidence as files


class Fate(StrEnum):
    """What an official would do with a file."""

    COUNTS = "counts"
    SENT_BACK = "sent back"
    """It belongs to a document and cannot count: taken in, with what is wrong."""
    ASKED = "asked"
    LEFT = "left out"
    """It is no document of the plan, or must be changed first."""
    LITTER = "litter"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file of the drive; `requirement` is where it belongs, if anywhere."""

    path: str
    fate: Fate
    requirement: str = ""


_FOLDERS = {
    "1": "๐๑ ประกาศเจตนารมณ์", "2": "กิจกรรมที่ ๒", "3": "3. แผนส่งเสริม", "4": "ลำดับที่ 4 คำสั่ง", "5": "05_รายงานระยะที่ ๑",
    "6": "กิจกรรม6 คัดเลือก", "7": "07 แลกเปลี่ยนเรียนรู้", "8": "๐๘_ป้องกันทุจริต", "9": "9) ศาสนา", "10": "10 พอเพียง",
    "11": "Activity 11", "12": "จิตอาสาทำดีเพื่อชาติ", "13": "13_ความเสี่ยง", "14": "(14) ยกย่องเชิดชู", "15": "๑๕ คลินิกคุณธรรม",
    "16": "กิจกรรมที่ 16 วินัย", "17": "ข้อ 17 วัฒนธรรม",
}  # fmt: skip
"""What this bureau calls the folder of each activity."""
_NAMES = (
    "{}", "สำเนาของ {}", "{} ฉบับแก้ไข", "{} แก้ไขล่าสุด (final2)", "Copy of {}", "{} (1)",
)  # fmt: skip
_CAMERAS = (
    "IMG_{:04}.JPG", "LINE_ALBUM_240304_{}.jpg", "DSC0{:04}.jpg", "20240304_10{:04}.jpg", "received_{}.jpeg",
    "WhatsApp Image 2024-03-04 at 10.{:02}.01.jpeg", "IMG-20240304-WA{:04}.jpg", "S__{}.jpg",
)  # fmt: skip
_BROKEN: dict[str, Callable[[], bytes]] = {
    "รายงาน ว่าง.pdf": lambda: b"",
    "รายงาน ระเบิด.docx": files.bomb,
    "รายงาน ขยายตัว.docx": files.entities,
    "รายงาน ติดรหัส.pdf": files.locked_pdf,
    "รายงาน สวมรอย.pdf": files.jpeg,
    "รายงาน ขาดกลาง.pdf": lambda: b"%PDF-1.7\n1 0 obj\n<<",
    "รายงาน โปรแกรม.pdf": lambda: b"MZ\x90" + bytes(100),
    "รายงาน ศูนย์.docx": lambda: bytes(4096),
    "รายงาน ครึ่งไฟล์.docx": lambda: files.word()[:900],
    "IMG_9001.JPG": lambda: files.jpeg()[:900],
    "IMG_9002.JPG": lambda: b"<html>404</html>",
    "IMG_9003.png": lambda: b"",
}
"""What looks like evidence and cannot count; all lie in folder 14."""
_LITTER = (
    "Thumbs.db", "desktop.ini", "autorun.inf", ".DS_Store", ".Trashes/501/a.jpg", ".fseventsd/no_log",
    "07/._IMG_0001.JPG",
    "System Volume Information/IndexerVolumeGuid", "$RECYCLE.BIN/รายงาน.docx", "__MACOSX/07/._a.jpg", "@eaDir/a.jpg",
    "07/ehthumbs.db", "07/IMG_0001.AAE", "07/.nomedia", "07/~$รายงาน.docx", "07/.~lock.รายงาน.docx#", "07/~WRL0001.tmp",
    "07/รายงาน.pdf.crdownload", "07/รายงาน.docx.part", "07/รายงาน.lnk", "07/เว็บ.url", "Icon\r", "07/a.tmp",
    "LOST.DIR/1.jpg",
)  # fmt: skip
_ASKED = {
    "01/scan001.pdf": "", "01/ประกาศนโยบาย HR.pdf": "", "05/คำสั่ง.pdf": "", "07/กิจกรรมที่ 8 รายงาน.docx": "",
    "กิจกรรมที่ 7-8/รายงาน.docx": "", "แผนส่งเสริมคุณธรรม.pdf": "", "07/รายงานจิตอาสา.docx": "7.report",
    "07/รายงานหน้า 1.jpg": "7.photos", "08/ภาพกิจกรรม.docx": "8.report", "33/IMG_7.jpg": "33.slogan",
    "ร่างรายงานกิจกรรม 9.docx": "9.report", "10/รายงาน (draft).docx": "10.report", "12.jpg": "12.photos",
}  # fmt: skip
_LEFT = (
    "เพลงประจำสำนัก.mp3", "07/ประชุม.mp3", "07/รวมภาพ.zip", "07/หมายเหตุ.txt", "เบอร์โทร.xlsx", "รายงาน.docx",
    "ภาพรวม.pptx", "setup.exe", "99 อื่นๆ/ภาพ.jpg", "DSC_0007.jpg", "กิจกรรม 5 ส/IMG_1.jpg", "1-2567 รายงานการประชุม.pdf",
    "13-3-67 ประชุม.jpg",
)  # fmt: skip


def make_drive(folder: Path, workshop: Path, plan: Plan) -> list[Labelled]:
    """Write the drive into `folder`; `workshop` is for what is made first."""
    return [
        *_documents(folder, workshop, plan),
        *_pictures(folder),
        *_broken(folder),
        *(_put(folder, name, b"x", Labelled(name, Fate.LITTER)) for name in _LITTER),
        *(_put(folder, n, n.encode(), Labelled(n, Fate.ASKED, to)) for n, to in _ASKED.items()),
        *(_put(folder, name, name.encode(), Labelled(name, Fate.LEFT)) for name in _LEFT),
    ]


def _put(folder: Path, name: str, data: bytes, label: Labelled) -> Labelled:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return label


def _documents(folder: Path, workshop: Path, plan: Plan) -> Iterator[Labelled]:
    """What the sample's bureau wrote, as copies of copies; its empty file is sent back."""
    for number, file in enumerate(make_demo_evidence(workshop, plan)):
        activity = file.requirement.partition(".")[0]
        stem = _NAMES[number % len(_NAMES)].format(file.path.stem)
        name = f"{_FOLDERS[activity]}/{stem}{file.path.suffix}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file.path, folder / name)
        fate = Fate.COUNTS if file.path.stat().st_size else Fate.SENT_BACK
        yield Labelled(name, fate, file.requirement)


def _pictures(folder: Path) -> Iterator[Labelled]:
    """Photos of phones and chats, some in the folder of every activity that wants some."""
    for activity in ("7", "8", "9", "10", "12", "14", "16", "17"):
        for number, pattern in enumerate(_CAMERAS, 1):
            place = int(activity) * 10 + number
            name = f"{_FOLDERS[activity]}/ภาพ/{pattern.format(place)}"
            yield _put(
                folder, name, _photo(place), Labelled(name, Fate.COUNTS, f"{activity}.photos")
            )


def _photo(seed: int) -> bytes:
    """A picture unlike all others."""
    chance = random.Random(seed)
    small = Image.new("RGB", (12, 9))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(12 * 9)])
    out = io.BytesIO()
    small.resize((480, 360), Image.Resampling.BICUBIC).save(out, "JPEG")
    return out.getvalue()


def _broken(folder: Path) -> Iterator[Labelled]:
    for name, make in _BROKEN.items():
        kind = "photos" if name.startswith("IMG") else "report"
        path = f"{_FOLDERS['14']}/{name}"
        yield _put(folder, path, make(), Labelled(path, Fate.SENT_BACK, f"14.{kind}"))
