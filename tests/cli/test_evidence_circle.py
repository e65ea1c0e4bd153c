"""A flash drive of real, awkward files goes round: in, judged, returned, back out, and through a kill.

Made by Word's format, LibreOffice, Typst, FFmpeg and phone-like cameras, with a hostile set among them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.language.thai import thai_digits
from sample.evidence import make_demo_evidence
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support import evidence as files
from tests.support.commands import Run

ROOT = Path(__file__).resolve().parents[2]
SOFFICE = shutil.which("soffice")

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "ว่าง.pdf": (lambda: b"", "empty"),
    "ระเบิด.docx": (files.bomb, "unsafe"),
    "ขยายตัว.docx": (files.entities, "unsafe"),
    "ติดรหัส.pdf": (files.locked_pdf, "encrypted"),
    "สวมรอย.pdf": (files.jpeg, "wrong-content"),
    "ขาดกลาง.pdf": (lambda: b"%PDF-1.7\n1 0 obj\n<<", "unreadable"),
    "aux.pdf": (lambda: b"MZ\x90", "wrong-content"),
}
"""Each is kept, called by its name, and hurts nobody; all are meant for 16.report."""


def to(folder: Path, source: Path, kind: str) -> Path:
    """Convert a document with LibreOffice."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", folder, source],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / source.with_suffix(f".{kind}").name


@pytest.fixture(scope="module")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flash drive, a folder for each activity with its number in Thai."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    made, folder = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("drive")
    kinds = iter(("pdf", "odt", "docx"))
    for file in make_demo_evidence(made, load_plan([plan_folder(2567)]).plan):
        number, _, requirement = file.requirement.partition(".")
        source = file.path
        if source.suffix == ".docx" and (kind := next(kinds, "docx")) != "docx":
            source = to(made, source, kind)
        target = folder / f"{thai_digits(number.zfill(2))}_กิจกรรม" / requirement / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    phone = folder / "๐๗_กิจกรรม"
    camera = files.camera_data("2024:01:17 10:00:00", orientation=6)
    (phone / "IMG_0001.JPG").write_bytes(files.picture("JPEG", files.photo(shade=3), exif=camera))
    (phone / "IMG_0002.heic").write_bytes(files.picture("HEIF", files.photo(shade=90)))
    (folder / "19").mkdir()
    (folder / "19" / "คลิปวิดีโอ.mp4").write_bytes(files.film())
    (folder / "16" / "report").mkdir(parents=True)
    for name, (make, _) in HOSTILE.items():
        (folder / "16" / "report" / name).write_bytes(make())
    return folder


def contents(folder: Path) -> dict[str, int]:
    """How often each content lies in a folder, by SHA-256."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[digest] = found.get(digest, 0) + 1
    return found


def checked(run: Run, number: int) -> dict[str, Any]:
    words = ("check", "march", "--as-of", "2024-03-13", "--dry-run", "--json")
    activities = json.loads(run(*words)[1])["activities"]
    found: dict[str, Any] = next(a for a in activities if a["number"] == number)
    return found


def listed(run: Run) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(run("evidence", "list", "--json")[1])["items"]
    return items


def test_the_drive_goes_in_is_judged_with_pages_returned_and_given_back(
    ready: Run, drive: Path, tmp_path: Path
) -> None:
    code, out, _ = ready(
        "evidence", "import", str(drive), "--received", "2024-03-12", "--why", "-", "--json"
    )
    said = json.loads(out)
    assert (code, said["unplaced"]) == (0, [])

    problems = {f["file"]: f["problem"] for f in said["files"]}
    assert {name: problems[name] for name in HOSTILE} == {n: p for n, (_, p) in HOSTILE.items()}
    assert {problems[n] for n in ("IMG_0001.JPG", "IMG_0002.heic", "คลิปวิดีโอ.mp4")} == {None}

    ready("measure", "set", "7.held", "1", "--on", "2024-03-12")
    seven = checked(ready, 7)
    [report] = [f for f in seven["findings"] if f["id"] == "7.report"]
    assert (seven["outcome"], seven["points"]["earned"] > 0) == ("MET", True)
    pages = {s["id"]: s["page"] for s in report["sections"] if s["outcome"] == "found"}
    assert len(pages) == len(report["sections"])
    assert all(page is None or page >= 1 for page in pages.values())
    assert any(pages.values())

    item = next(e["item"] for e in listed(ready) if e["requirement"] == "7.report")
    ready("review", "return", str(item), "--why", "ขาดลายมือชื่อ", "--on", "2024-03-13")
    returned = checked(ready, 7)
    assert (returned["outcome"], returned["points"]["earned"]) == ("NOT_MET", 0)
    assert any("ขาดลายมือชื่อ" in f["found"] for f in returned["findings"])

    back = tmp_path / "back"
    for e in listed(ready):
        target = back / str(e["item"])
        target.mkdir(parents=True)
        assert ready("evidence", "get", str(e["item"]), "--to", str(target))[0] == 0
    assert contents(back) == contents(drive)
    assert ready("evidence", "fsck")[0] == 0


@pytest.mark.skipif(os.name == "nt", reason="optional: Windows has no SIGKILL")
@pytest.mark.parametrize("seconds", [0.9, 1.8])
def test_an_import_killed_at_any_point_is_finished_by_the_next(
    ready: Run, drive: Path, seconds: float
) -> None:
    words = [
        sys.executable,
        "-m",
        "cli",
        "evidence",
        "import",
        str(drive),
        "--received",
        "2024-03-12",
        "--why",
        "-",
    ]
    process = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.kill()
    process.wait()

    assert json.loads(ready("evidence", "fsck", "--json")[1])["sound"]
    assert ready("audit", "verify")[0] == 0
    assert ready("evidence", "import", str(drive), "--received", "2024-03-12", "--why", "-")[0] == 0

    stored = {(e["requirement"], e["sha256"]) for e in listed(ready)}
    assert {sha for _, sha in stored} == contents(drive).keys()
    assert len(stored) == len(listed(ready))
