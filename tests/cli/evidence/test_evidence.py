"""`kamnot evidence`: what people type, what they read, and that the bytes come back."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, added, listed, picture


def test_several_files_go_into_one_requirement_and_its_state_is_said_at_once(
    ready: Run, tmp_path: Path
) -> None:
    one, two = picture(tmp_path, "ก.jpg", 1), picture(tmp_path, "ข.jpg", 9)

    code, out, _ = ready("evidence", "add", "๗/photos", str(one), str(two))

    assert code == 0
    assert "✓ 7.photos ก.jpg: รับแล้ว" in out
    assert "● 7.photos ภาพประกอบ: ครบ ๒ ไฟล์: ก.jpg, ข.jpg" in out


def test_a_broken_file_is_kept_and_what_to_do_is_said(ready: Run, tmp_path: Path) -> None:
    empty = tmp_path / "ว่าง.pdf"
    empty.touch()

    code, out, _ = ready("evidence", "add", "7", str(empty))

    assert code == 0
    assert "แต่ยังนับไม่ได้: ไฟล์ว่าง" in out
    assert "○ 7.report" in out
    assert len(listed(ready)) == 1


@pytest.mark.parametrize(
    ("rule", "outcome", "newest"),
    [("new-version", "new-version", 2), ("skip", "skipped", 1), ("replace", "replaced", 1)],
)
def test_the_rule_for_a_name_that_stands_is_the_senders(
    ready: Run, tmp_path: Path, rule: str, outcome: str, newest: int
) -> None:
    added(ready, "7", picture(tmp_path, seed=1))

    [second] = added(ready, "7", picture(tmp_path, seed=9), more=("--conflict", rule))

    assert (second["outcome"], second["version"]) == (outcome, newest)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--conflict", "overwrite"), "ไม่รู้จักกติกา"),
        (("--event", "2024-03-02"), "อยู่หลังวันที่รับหลักฐาน"),
        (("--event", "เมื่อวาน"), "เมื่อวาน"),
    ],
)
def test_bad_words_end_in_a_sentence_and_nothing_is_taken(
    ready: Run, tmp_path: Path, more: tuple[str, ...], words: str
) -> None:
    path = picture(tmp_path)

    code, _, err = ready("evidence", "add", "7", str(path), "--received", "2024-03-01", *more)

    assert (code, words in err) == (2, True)
    assert listed(ready) == []


def test_a_folder_is_shown_first_and_then_taken_in(ready: Run, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    picture(drive / "๐๗_แลกเปลี่ยน")
    picture(drive, "ลอย.jpg")

    code, out, _ = ready("evidence", "import", str(drive), "--dry-run")
    assert (code, listed(ready)) == (1, [])
    assert "7.photos ← ๐๗_แลกเปลี่ยน/ภาพกิจกรรม.jpg" in out
    assert "? ลอย.jpg: ไม่มีเลขกิจกรรมนำหน้า" in out

    code, out, _ = ready("evidence", "import", str(drive))
    assert code == 1
    assert "รับแล้ว ๑ ไฟล์ จัดเข้ากิจกรรมไม่ได้ ๑ ไฟล์" in out
    assert [e["requirement"] for e in listed(ready)] == ["7.photos"]


def test_a_second_import_of_the_same_folder_changes_nothing(ready: Run, tmp_path: Path) -> None:
    picture(tmp_path / "drive" / "07")
    ready("evidence", "import", str(tmp_path / "drive"))

    code, out, _ = ready("evidence", "import", str(tmp_path / "drive"), "--json")

    said = json.loads(out)
    assert (code, said["files"][0]["outcome"], len(listed(ready))) == (0, "same", 1)
    _, out, _ = ready("evidence", "import", str(tmp_path / "drive"))
    assert "รับแล้ว ๐ ไฟล์ มีอยู่แล้ว ๑ ไฟล์" in out


def test_the_same_content_elsewhere_is_stored_once_and_said_so(ready: Run, tmp_path: Path) -> None:
    path = picture(tmp_path)
    added(ready, "7", path)

    code, out, _ = ready("evidence", "add", "8", str(path))

    assert (code, "ไฟล์เดียวกันนี้ใช้กับ 7.photos แล้ว" in out) == (0, True)
    store = Path(os.environ["KAMNOT_HOME"]) / "evidence"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert [p.name for p in store.glob("??/*")] == [digest[2:]]


def report(folder: Path, name: str = "รายงาน.pdf") -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.4 not really")
    return path


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_evidence_goes_in_and_comes_out_in_the_list(ready: Run, tmp_path: Path) -> None:
    code, out, _ = ready(
        "evidence", "add", "๗", str(report(tmp_path)), "--received", "๑ มีนาคม ๒๕๖๗"
    )
    assert (code, "7.report" in out, "เปิดอ่านไม่ได้" in out) == (0, True, True)
    [item] = as_json(ready("evidence", "list", "--json"))["items"]
    assert (item["file_name"], item["received_on"]) == ("รายงาน.pdf", "2024-03-01")
    assert "รายงาน.pdf" in ready("evidence", "list")[1]


def test_a_file_of_another_format_is_kept_and_told_as_what_to_send_it(
    ready: Run, tmp_path: Path
) -> None:
    note = tmp_path / "บันทึก.txt"
    note.write_text("ไม่ใช่รายงาน", encoding="utf-8")
    code, out, _ = ready("evidence", "add", "7.report", str(note))
    assert (code, "บันทึกเป็น .docx" in out) == (0, True)


@pytest.mark.skipif(os.name == "nt", reason="optional: Windows names are always text")
def test_a_name_that_is_no_text_is_taken_in_under_a_clean_one(ready: Run, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/bad\xff\xfename.pdf"
    with open(odd, "wb") as stream:  # noqa: PTH123  # bytes
        stream.write(b"%PDF-1.4")
    code, out, _ = ready("evidence", "add", "7.report", os.fsdecode(odd))
    assert (code, "badname.pdf" in out) == (0, True)
