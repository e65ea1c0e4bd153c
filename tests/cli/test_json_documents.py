"""Every JSON document of docs/json.md, byte for byte as it was recorded in tests/cases/json.

A change that is meant is recorded again, and git then shows what moved:

    KAMNOT_TEST_RECORD_JSON=1 .venv/bin/python -m pytest tests/cli/test_json_documents.py
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from difflib import unified_diff
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pendulum
import pytest

from flows.house import set_up
from flows.run import workspace
from flows.safety import backup
from tests.support import evidence as files
from tests.support.commands import RECEIVED, Run
from tests.support.plan_tables import table_lines, write_word
from tests.support.small_plan import small_plan, write_small_plan

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT / "tests" / "cases" / "json"
RECORDING = bool(os.environ.get("KAMNOT_TEST_RECORD_JSON"))
"""Read at once: the fixtures take our settings out of the environment."""
NOW = datetime(2024, 3, 20, 3, 0, tzinfo=UTC)
"""Ten in the morning in Bangkok on the day on which March is due."""
MADE = ("--as-of", "2024-03-20")
OFFICE = ("--by", "ผู้อำนวยการสำนัก")
WHY = ("--why", "มติที่ประชุม")
GRANTED = ("--authoriser", "ผู้อำนวยการสำนัก", *WHY, "--on", "2024-03-01")

READING = """\
interpretations:
  - id: late-work
    question: งานที่ครบหลังกำหนดได้คะแนนเท่าใด
    source: แถว ๑
    chosen: full
    options:
      - {id: full, title: ได้คะแนนเต็ม, sets: {points_policy.late: full}}
      - {id: none, title: ไม่ได้คะแนน, sets: {points_policy.late: none}}
  - id: head-count
    question: จำนวนบุคลากรใช้ตัวใด
    source: แถว ๑
    chosen: typed
    waits: ต้องมีทะเบียนก่อน
    options:
      - {id: typed, title: ตามที่กรอก}
"""

Document = tuple[str, str]
"""The name of its file, which begins with the schema's, and the text."""


class Stopped(datetime):
    """The clock at NOW."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Stopped:
        """NOW, on whichever clock."""
        return cls.fromtimestamp(NOW.timestamp(), tz)


@pytest.fixture
def stopped(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The commands at NOW, by one person."""
    for module in (workspace, set_up, backup):
        monkeypatch.setattr(module, "datetime", Stopped)
    monkeypatch.setattr(pendulum, "now", partial(pendulum.from_timestamp, NOW.timestamp()))
    monkeypatch.setattr("pwd.getpwuid", lambda _uid: SimpleNamespace(pw_name="secretary"))
    return run


def test_no_document_has_moved(
    stopped: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, str] = {}
    for documents in (_of_the_bureau, _of_a_small_plan):
        for name, text in documents(_writer(stopped), tmp_path, monkeypatch):
            made[name] = _normal(text, tmp_path)
    if RECORDING:
        _record(made)
    known = {path.stem: path.read_text("utf-8") for path in RECORDED.glob("*.json")}

    moved = [name for name in sorted({*made, *known}) if made.get(name) != known.get(name)]

    assert not moved, "\n".join(_difference(n, known.get(n, ""), made.get(n, "")) for n in moved)


def test_every_schema_of_the_manual_is_recorded_and_no_other() -> None:
    told = set(re.findall(r"kamnot/[a-z-]+/\d+", (ROOT / "docs" / "json.md").read_text("utf-8")))
    kept = {json.loads(path.read_text("utf-8"))["schema"] for path in RECORDED.glob("*.json")}

    assert kept == told


def _record(made: dict[str, str]) -> None:
    shutil.rmtree(RECORDED, ignore_errors=True)
    RECORDED.mkdir(parents=True)
    for name, text in made.items():
        (RECORDED / f"{name}.json").write_text(text, "utf-8", newline="\n")


def _difference(name: str, known: str, made: str) -> str:
    lines = unified_diff(
        known.splitlines(), made.splitlines(), f"{name}, recorded", "now", lineterm=""
    )
    return "\n".join([*lines][:80])


def _normal(text: str, folder: Path) -> str:
    """Without what differs from run to run or from one machine to another: folders, hashes, sizes, message ids."""
    seen: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"<hash {seen.setdefault(match.group(), len(seen) + 1)}>"

    text = text.replace(str(folder), "<folder>").replace(str(ROOT), "<kamnot>")
    text = re.sub(r"\b[0-9a-f]{64}\b", number, text)
    text = re.sub(r"\bperson-[0-9a-f]{16}\b", "person-<token>", text)
    text = re.sub(r"<[^<>@\s\"]+@[^<>\s\"]+>", "<message id>", text)
    text = re.sub(r"[\d.,]+ of [\d.,]+ GB free", "<free> of <total> GB free", text)
    text = re.sub(r'("free": )\d+(,\s+"total": )\d+', r"\g<1>0\g<2>0", text)
    sized = "size|bytes_read|new_bytes|seconds|database_bytes"
    return re.sub(rf'("(?:{sized})": )[\d.e-]+', r"\g<1>0", text)


Write = Callable[..., str]


def _writer(run: Run) -> Write:
    def write(*words: str) -> str:
        """What the command writes; one that says nothing and does not end well has failed."""
        code, out, err = run(*words)
        assert code == 0 or out, (words, code, err)
        return out

    return write


def _of_the_bureau(write: Write, folder: Path, _: pytest.MonkeyPatch) -> Iterator[Document]:
    """A bureau with the plan of 2567, and a little of everything in its data folder."""
    write("init")
    for group in ("steering", "planning", "campaign"):
        write("contacts", "set", group, f"{group}@bureau.example")
    write("contacts", "set", "director", "director@bureau.example", "--role", "director")
    yield "watch-1.before", write("watch", "--json")
    yield from _of_evidence(write, folder)
    yield from _of_numbers_and_reliefs(write, folder)
    yield from _of_judgements(write)
    yield from _of_people(write, folder)
    yield from _of_letters(write)
    yield from _of_papers(write, folder)
    yield from _of_the_house(write, folder)


def _of_evidence(write: Write, folder: Path) -> Iterator[Document]:
    report, photo, empty = folder / "รายงาน.docx", folder / "ภาพ.jpg", folder / "ว่าง.pdf"
    for path, data in ((report, files.word()), (photo, files.jpeg()), (empty, b"")):
        path.write_bytes(data)
    add = ("evidence", "add")
    march = RECEIVED
    yield (
        "evidence-added-1",
        write(*add, "7.report", str(report), *march, "--note", "ร่าง", "--json"),
    )
    yield (
        "evidence-added-1.again",
        write(*add, "7.report", str(report), str(empty), *march, "--json"),
    )
    write(*add, "7.photos", str(photo), *march, "--event", "2024-02-20")
    write(*add, "33.slogan", str(empty), *march)
    yield "evidence-linked-1", write("evidence", "link", "1", "8.report", *march, "--json")
    write("evidence", "withdraw", "4", *WHY)
    yield "evidence-rechecked-1", write("evidence", "recheck", "--json")
    drive = folder / "drive" / "๑๔"
    drive.mkdir(parents=True)
    shutil.copy(photo, drive / "ภาพ.jpg")
    shutil.copy(photo, drive.parent / "Thumbs.db")
    shutil.copy(photo, drive.parent / "ไม่ทราบ.jpg")
    words = ("evidence", "import", str(drive.parent), *march, "--json")
    yield "evidence-imported-1.dry", write(*words, "--dry-run")
    yield "evidence-imported-1", write(*words)
    yield "picture-choice-1", write("evidence", "choose", "3", "--json")
    yield "review-1", write("review", "accept", "1", "--on", "2024-03-05", "--json")
    yield "review-1.returned", write("review", "return", "2", *WHY, "--on", "2024-03-06", "--json")
    yield "reviews-1", write("review", "accept", "--all-complete", "--json")
    yield "evidence-1", write("evidence", "list", "--json")
    yield "evidence-1.waiting", write("review", "list", "--json")
    yield "evidence-item-1", write("evidence", "show", "1", "--json")
    yield "evidence-item-1.photo", write("evidence", "show", "3", "--json")
    yield "import-undone-1", write("evidence", "undo-import", "1", "--dry-run", "--json")
    yield "fsck-1", write("evidence", "fsck", "--json")


def _of_numbers_and_reliefs(write: Write, folder: Path) -> Iterator[Document]:
    write("measure", "set", "1.signed", "180/200", "--on", "2024-03-01")
    write("measure", "set", "2.goals", "5", "--on", "2024-03-01", "--evidence", "1")
    write("measure", "set", "rubric.climate", "yes", "--on", "2024-03-01")
    table = folder / "ตัวเลข.csv"
    table.write_text("ตัวเลข,ค่า\n12.aware,102/120\n1.signed,180/200\n", "utf-8")
    words = ("measure", "import", str(table), "--on", "2024-03-01", "--json")
    yield "measures-imported-1", write(*words)
    table.write_text("ตัวเลข,ค่า\n12.aware,ห้า\n2.none,1\n", "utf-8")
    yield "measures-imported-1.doubts", write(*words)
    yield "measures-1", write("measure", "list", "--json")
    clip = ("day=1/3/67", "activity=19", "what=คลิป", "medium=clip", "channel=office")
    write(
        "register", "add", "publications", *clip, "link=https://example.org/x", "--on", "2024-03-01"
    )
    write("register", "correct", "publications", "1", "channel=social", *WHY, "--on", "2024-03-02")
    yield "register-1", write("register", "show", "publications", "--json")
    yield "registers-1", write("register", "list", "--json")
    yield from _of_surveys(write, folder)
    rows = folder / "เป้าหมาย.csv"
    rows.write_text("day,sort,goal,why,virtue\n5/11/66,problem,ก,ข,วินัย\n", "utf-8")
    taken = ("register", "import", "goals", str(rows), "--on", "2024-03-01", "--json")
    yield "rows-imported-1", write(*taken)
    rows.write_text("day,sort,goal,why,virtue\n31/2/67,problem,ค,ข,วินัย\n", "utf-8")
    yield "rows-imported-1.doubts", write(*taken)
    yield (
        "relief-1",
        write("relief", "extend", "9", "--until", "2024-04-05", *GRANTED, "--json"),
    )
    write("relief", "waive", "7/photos", *GRANTED)
    write("relief", "not-applicable", "16", *GRANTED)
    yield "relief-1.ended", write("relief", "end", "3", *WHY, "--json")
    yield "reliefs-1", write("relief", "list", "--json")


def _of_surveys(write: Write, folder: Path) -> Iterator[Document]:
    file = folder / "คำตอบ.csv"
    heads = "ประทับเวลา,ที่อยู่อีเมล,เจ้าหน้าที่สุภาพและเต็มใจให้บริการ,เจ้าหน้าที่ตอบข้อซักถามและให้คำแนะนำได้ถูกต้อง,อายุ"
    lines = [f"{1 + n}/3/2567,a@example.org,{4 + n % 2},{'N/A' if n else 3},30" for n in range(6)]
    file.write_text("\n".join([heads, *lines]), "utf-8")
    words = ("survey", "import", str(file), "--survey", "satisfaction", "--asked", "10", "--json")
    yield "answers-imported-1", write(*words)
    file.write_text("\n".join([heads, *lines, "7/3/2567,,เยี่ยม,5,30"]), "utf-8")
    yield "answers-imported-1.doubts", write(*words)
    hand = ("--signed-by", "ผู้อำนวยการสำนัก", *WHY)
    yield "survey-round-1", write("survey", "accept", "satisfaction", *hand, "--json")
    yield "surveys-1", write("survey", "list", "--json")
    yield "survey-1", write("survey", "show", "satisfaction", "--json")


def _of_judgements(write: Write) -> Iterator[Document]:
    yield "check-1", write("check", "march", *MADE, "--dry-run", "--json")
    yield (
        "checks-1",
        write("check", "june", *MADE, "--dry-run", "--if", "activity.21=complete", "--json"),
    )
    yield (
        "checked-units-1",
        write("check", "march", "--all-units", *MADE, "--dry-run", "--json"),
    )
    yield "points-1", write("points", *MADE, "--json")
    yield "knowledge-1", write("knowledge", *MADE, "--json")
    yield "rubric-2", write("rubric", *MADE, "--if", "2.goals=4", "--json")
    yield "explain-2", write("explain", "1", *MADE, "--json")
    yield "explain-activity-1", write("explain", "activity", "1", *MADE, "--json")
    yield "gap-1", write("gap", *MADE, "--json")
    yield "rollup-1", write("rollup", *MADE, "--json")


def _of_people(write: Write, folder: Path) -> Iterator[Document]:
    listed = folder / "ผู้รับ.csv"
    listed.write_text("group,role,office,email\nplanning,head,หัวหน้า,head@bureau.example\n", "utf-8")
    yield "contacts-imported-1", write("contacts", "import", str(listed), "--json")
    write(
        "contacts", "set", "planning", "head@bureau.example", "--role", "head", "--account", "head"
    )
    write("contacts", "remove", "steering", "steering@bureau.example")
    yield "contacts-1", write("contacts", "list", "--json")
    away = ("--from", "2024-03-21", "--to", "2024-03-29", "--deputy", "deputy@bureau.example")
    yield "absences-1", write("contacts", "away", "head@bureau.example", *away, "--json")
    write("snooze", "add", "9", "--until", "2024-03-25", *WHY)
    yield "snoozes-1", write("snooze", "list", "--json")
    write("duty", "done", "complaints-report", "2567-01", "--on", "2024-02-01")
    yield "duties-1", write("duty", "list", "--json")
    told = ("--place", "ห้อง ๓๐๒", "--telephone", "๐ ๒๘๓๑ ๙๒๖๓", "--since", "2023-10-01")
    yield "units-1", write("unit", "list", "--json")
    yield "unit-profile-1", write("unit", "profile", *told, "--json")


def _of_letters(write: Write) -> Iterator[Document]:
    yield "reminders-1", write("remind", *MADE, "--json")
    yield "outbox-1", write("outbox", "list", "--json")
    yield "outbox-1.held", write("outbox", "held", "--json")
    yield "letter-1", write("outbox", "show", "1", "--json")


def _of_papers(write: Write, folder: Path) -> Iterator[Document]:
    out = ("--out", str(folder / "out"))
    yield "starters-1", write("start", "--json")
    yield "started-1", write("start", "7.report", *MADE, *out, "--json")
    yield "forms-1", write("report", "list", "--json")
    made = write("report", "level-3-report", *MADE, "--format", "docx", *out, "--json")
    yield "report-1", made
    write("measure", "set", "1.signed", "190/200", *WHY, "--on", "2024-03-02")
    file = json.loads(made)["files"][0]
    yield "report-comparison-1", write("report", "compare", file, "--json")
    words = ("assessment-report", "1", "ร่วมกันประกาศเจตนารมณ์", "ณ ห้องประชุม")
    yield "row-words-1", write("report", "edit", *words, *MADE, "--json")
    packed = write("pack", "march", *MADE, *out, "--json")
    yield "packed-1", packed
    with zipfile.ZipFile(json.loads(packed)["pack"]) as pack:
        [contents] = (name for name in pack.namelist() if name.endswith("contents.json"))
        yield "pack-1", pack.read(contents).decode()
    submit = ("submit", "march", *MADE, *OFFICE, *out, "--json")
    yield "submitted-1.refused", write(*submit)
    submitted = write(*submit, "--incomplete", *WHY)
    yield "submitted-1", submitted
    yield "proof-1", write("verify", json.loads(submitted)["pack"], "--json")
    yield "proof-1.draft", write("verify", json.loads(packed)["pack"], "--json")
    received = ("received", "march", "--number", "สธ ๑๒๓/๒๕๖๗")
    yield "received-1", write("submissions", *received, "--json")
    yield "unsubmitted-1", write("unsubmit", "march", "--why", "ผิดรอบ", "--json")
    yield "submissions-1", write("submissions", "--json")


def _of_the_house(write: Write, folder: Path) -> Iterator[Document]:
    yield "backup-1", write("backup", str(folder / "backup"), "--json")
    yield "upgrade-1", write("upgrade", "--json")
    yield "watch-1", write("watch", "--json")
    yield "health-1", write("health", "--json")
    yield "doctor-1", write("doctor", "--json")
    yield "erased-1", write("audit", "erase", "head@bureau.example", *WHY, "--yes", "--json")
    yield "audit-1", write("audit", "list", "--json")
    yield "audit-verdict-1", write("audit", "verify", "--json")
    yield "audit-verdict-1.broken", write("audit", "verify", "--anchor", f"1:{'0' * 64}", "--json")


def _of_a_small_plan(write: Write, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Document]:
    """Another data folder whose plan fits on a page, and the years around it."""
    home = folder / "small"
    plan = home / "plans" / "2567"
    plan.mkdir(parents=True)
    patch.setenv("KAMNOT_HOME", str(home))
    write_small_plan(plan)
    yield "plan-1", write("plan", "show", "--json")
    yield "activity-1", write("plan", "show", "1", "--json")
    yield "plan-sources-1", write("plan", "sources", "--json")
    yield "plan-problems-1", write("plan", "validate", "--json")
    broken, other = folder / "broken", folder / "other"
    broken.mkdir()
    other.mkdir()
    write_small_plan(other, "late: full", "late: none")
    write_small_plan(broken, "total_points: 30", "total_points: 31")
    yield "plan-problems-1.broken", write("plan", "validate", str(broken), "--json")
    write("init")
    write("measure", "set", "1.signed", "95/100", "--on", "2024-03-01")
    write_small_plan(plan, "due: 2024-03-20", "due: 2024-03-18")
    yield "plan-apply-1.preview", write("plan", "apply", "--dry-run", "--json")
    yield "plan-apply-1", write("plan", "apply", *WHY, "--json")
    yield "checks-1.all", write("check", "--all", *MADE, "--dry-run", "--json")
    yield "rollup-1.small", write("rollup", *MADE, "--json")
    yield "gap-1.points", write("gap", "--to", "points", *MADE, "--json")
    write("contacts", "set", "planning", "planning@bureau.example")
    yield "rehearsal-1", write("rehearse", "--year", "2567", "--json")
    yield "plan-draft-1", write("plan", "new", "2568", "--from", "2567", "--json")
    yield "plan-draft-1.clash", write("plan", "new", "2570", "--from", "2567", "--json")
    yield "plan-diff-1", write("plan", "diff", str(other), "2568", "--json")
    yield "plan-agenda-1", write("plan", "confirm", "--year", "2568", "--json")
    yield "plan-confirmed-1", write("plan", "confirm", "1", *OFFICE, "--year", "2568", "--json")
    table = write_word(table_lines(small_plan()), folder / "แผน.docx")
    words = ("plan", "import", str(table), "--from", "2567", "--year", "2569", "--json")
    yield "plan-import-1", write(*words)
    (plan / "readings.yaml").write_text(READING, "utf-8")
    yield "plan-readings-1", write("plan", "readings", *MADE, "--json")
    settle = ("plan", "settle", "late-work", "none", *OFFICE, *WHY, "--yes", "--json")
    yield "plan-settled-1", write(*settle)
