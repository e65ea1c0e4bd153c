"""A year's flash drive as a bureau leaves it: sound documents under real names, broken ones, doubts, and litter.

Every file has a label: what an official would say of it; and so has what the files of one place prove together, in
`tests/cases/flash-drive.yaml`. The same bytes on every run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from domain.plan.model import Plan
from sample.evidence import make_demo_evidence
from tests.cli.evidence.drive_documents import document, scene
from tests.support import evidence as files
from tests.support.commands import Run, listed


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
    """Write the year's drive without the cases of the label table; `workshop` is for what is made first."""
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
    made = [f for f in make_demo_evidence(workshop, plan) if f.requirement != "15.photos"]
    for number, file in enumerate(made):
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
                folder,
                name,
                files.picture("JPEG", scene(place)),
                Labelled(name, Fate.COUNTS, f"{activity}.photos"),
            )


def _broken(folder: Path) -> Iterator[Labelled]:
    for name, make in _BROKEN.items():
        kind = "photos" if name.startswith("IMG") else "report"
        path = f"{_FOLDERS['14']}/{name}"
        yield _put(folder, path, make(), Labelled(path, Fate.SENT_BACK, f"14.{kind}"))


# --- What the files of one place prove -----------------------------------------------------------

TABLE = Path(__file__).parents[2] / "cases" / "flash-drive.yaml"
OLD = "LibreOffice"
"""The drive of old Word files, which only LibreOffice makes and opens."""


MAIN = "1"
"""The drive on which the year lies."""


@dataclass(frozen=True, slots=True)
class Case:
    """The files of one requirement and the verdict that an official would give; `told` is Kamnot's where it differs."""

    kind: str
    requirement: str
    verdict: str
    files: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    superseded: Mapping[str, str] = field(default_factory=dict)
    returned: Sequence[str] = ()

    @property
    def labels(self) -> Iterator[Labelled]:
        """Where each of its files belongs."""
        folder = f"กิจกรรมที่ {self.requirement.partition('.')[0]}"
        for name in self.files:
            fate = Fate.SENT_BACK if name in self.problems else Fate.COUNTS
            yield Labelled(f"{folder}/{name}", fate, self.requirement)


def read_cases() -> dict[str, list[Case]]:
    """The label table by drive; a second case of a requirement lies on a second drive."""
    drives: dict[str, list[Case]] = defaultdict(list)
    times: Counter[str] = Counter()
    for line in yaml.safe_load(TABLE.read_text(encoding="utf-8")):
        case = Case(
            line["ชนิด"], str(line["เอกสาร"]), line["ผล"], line.get("ไฟล์", {}), line.get("เครื่องว่า", ""),
            line.get("ปัญหา", {}), line.get("แทนด้วย", {}), line.get("ส่งคืน", ()),
        )  # fmt: skip
        drive = line.get("ต้องมี", line.get("ไดรฟ์"))
        if drive is None:
            times[case.requirement] += 1
            drive = times[case.requirement]
        drives[str(drive)].append(case)
    return drives


def put_cases(folder: Path, plan: Plan, cases: Iterable[Case]) -> list[Labelled]:
    """Write the files of cases into the folders of their activities."""
    asked = {str(name): one for name, one in plan.requirement_by_id.items()}
    return [
        _put(folder, label.path, document(what, asked[case.requirement]), label)
        for case in cases
        for label, what in zip(case.labels, case.files.values(), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What Kamnot says of a case: its verdict, the files that cannot count and those that another one replaces."""

    verdict: str
    problems: Mapping[str, str]
    superseded: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What Kamnot made of a drive: each file and each case beside its label."""

    files: list[tuple[Labelled, Labelled]]
    cases: list[tuple[Case, Told]]


def command(*words: str) -> tuple[int, str, str]:
    """A command of Kamnot as a process of its own, as a secretary starts it."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def judge_drive(run: Run, name: str, folder: Path, plan: Plan) -> Judged:
    """Make a drive of the label table in a folder, have it taken in by a process of its own, and checked."""
    cases, drive = read_cases()[name], folder / "USB"
    labels = make_drive(drive, folder / "made", plan) if name == MAIN else []
    labels += put_cases(drive, plan, cases)
    taken = take_in(run, drive)
    files = [(label, taken.get(label.path, Labelled(label.path, Fate.LITTER))) for label in labels]
    return Judged(files, list(zip(cases, ask(run, cases), strict=True)))


def take_in(run: Run, folder: Path) -> dict[str, Labelled]:
    """What the import makes of each file that it does not pass over."""
    said = json.loads(command("evidence", "import", str(folder), "--json")[1])
    problems = {(e["requirement"], e["file_name"]): e["problem"] for e in listed(run)}
    placed = (
        Labelled(
            p["path"],
            Fate.SENT_BACK if problems[p["requirement"], Path(p["path"]).name] else Fate.COUNTS,
            p["requirement"],
        )
        for p in said["placed"]
    )
    asked = (Labelled(d["path"], Fate.ASKED, d["guess"] or "") for d in said["doubted"])
    left = (Labelled(u["path"], Fate.LEFT) for u in said["unplaced"])
    return {one.path: one for one in (*placed, *asked, *left)}


def ask(run: Run, cases: Sequence[Case]) -> list[Told]:
    """Return what a reviewer returned, then have everything checked."""
    items = {(i["requirement"], i["file_name"]): i["item"] for i in listed(run)}
    for case in cases:
        for name in case.returned:
            run("review", "return", str(items[case.requirement, name]), "--why", "ยังไม่ครบตามแผน")
    checks = json.loads(run("check", "--all", "--dry-run", "--json")[1])["batches"]
    found = {f["id"]: f for c in checks for a in c["activities"] for f in a["findings"]}
    kept = listed(run)
    return [_told(case, found[case.requirement], kept) for case in cases]


def _told(case: Case, finding: Mapping[str, Any], kept: Sequence[Mapping[str, Any]]) -> Told:
    names = {i["item"]: i["file_name"] for i in kept}
    own = [i for i in kept if i["requirement"] == case.requirement and i["file_name"] in case.files]
    return Told(
        _verdict(finding),
        {i["file_name"]: i["problem"] for i in own if i["problem"]},
        {i["file_name"]: names[i["superseded_by"]] for i in own if i["superseded_by"]},
        finding["found"],
    )


def as_labelled(case: Case, told: Told, verdict: str) -> bool:
    """Whether Kamnot says `verdict` of a case, and of its files what the label says."""
    replaced = told.superseded == case.superseded or (
        case.verdict == "ไม่ครบ" and not case.superseded
    )
    return (told.verdict, told.problems) == (verdict, case.problems) and replaced


def _verdict(finding: Mapping[str, Any]) -> str:
    """A finding in the words of the label table."""
    if finding["outcome"] == "MET":
        return "นับ" if finding["proved"] else "รอตรวจรับ"
    if finding["outcome"] == "NOT_MET":
        return "ไม่ครบ"
    unread = any(s["outcome"] == "cannot-tell" for s in finding["sections"])
    return "บอกไม่ได้" if unread else "ก้ำกึ่ง"
