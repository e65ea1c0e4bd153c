"""`kamnot evidence`: what people type, what they read, and that the bytes come back."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.run.workspace import today
from tests.support.commands import RECEIVED, Run, added, listed, picture


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

    code, _, err = ready("evidence", "add", "7", str(path), *RECEIVED, *more)

    assert (code, words in err) == (2, True)
    assert listed(ready) == []


@pytest.mark.parametrize("command", ["add", "import", "link"])
def test_a_receipt_of_another_day_than_today_needs_a_reason_and_is_marked(
    ready: Run, tmp_path: Path, command: str
) -> None:
    path = picture(tmp_path / "usb" / "07")
    ready("evidence", "add", "9.photos", str(picture(tmp_path)))
    words = {
        "add": ("evidence", "add", "7", str(path)),
        "import": ("evidence", "import", str(tmp_path / "usb")),
        "link": ("evidence", "link", "1", "7.photos"),
    }[command]
    tomorrow = str(today() + timedelta(2))

    assert ready(*words, "--received", tomorrow, "--why", "พรุ่งนี้")[0] == 2
    code, _, err = ready(*words, "--received", "2024-03-01")
    assert (code, "โปรดระบุเหตุผลที่บันทึกย้อนหลัง → --why เหตุผล" in err) == (2, True)
    assert [e["requirement"] for e in listed(ready)] == ["9.photos"]

    assert ready(*words, "--received", "2024-03-01", "--why", "รับเป็นกระดาษ")[0] == 0
    [marked] = [e for e in listed(ready) if e["requirement"] == "7.photos"]
    assert (marked["received_on"], marked["backdated_why"]) == ("2024-03-01", "รับเป็นกระดาษ")
    assert "บันทึกย้อนหลัง: รับเป็นกระดาษ" in ready("evidence", "show", str(marked["item"]))[1]
    shown = ready("check", "march", "--as-of", "2024-03-13", "--dry-run", "--full")[1]
    assert "(รับ ๑ มี.ค. ๖๗: รับเป็นกระดาษ)" in " ".join(shown.split())


def test_an_import_is_listed_by_its_number_and_taken_back_as_one(
    ready: Run, tmp_path: Path
) -> None:
    added(ready, "9", picture(tmp_path))
    picture(tmp_path / "usb" / "07", seed=5)
    picture(tmp_path / "usb" / "08", seed=90)

    _, out, _ = ready("evidence", "import", str(tmp_path / "usb"))
    assert "การนำเข้าเลขที่ ๑" in out
    brought = as_json(ready("evidence", "list", "--import", "1", "--json"))["items"]
    assert [e["requirement"] for e in brought] == ["7.photos", "8.photos"]

    assert ready("evidence", "undo-import", "1")[0] == 2
    _, out, _ = ready("evidence", "undo-import", "1", "--dry-run")
    assert "จะยกเลิกการนำเข้าเลขที่ ๑: ถอน ๒ ไฟล์ (ตรวจรับแล้ว ๐ นำส่งแล้ว ๐)" in out
    said = as_json(ready("evidence", "undo-import", "1", "--why", "ผิดแฟลชไดรฟ์", "--json"))
    assert [e["requirement"] for e in said["withdrawn"]] == ["7.photos", "8.photos"]
    left = [e["requirement"] for e in listed(ready) if e["withdrawn_on"] is None]
    assert (left, ready("evidence", "undo-import", "1", "--why", "อีกครั้ง")[0]) == (["9.photos"], 2)


def test_a_wrong_day_is_corrected_with_a_reason(ready: Run, tmp_path: Path) -> None:
    added(ready, "7", picture(tmp_path))

    code, out, _ = ready("evidence", "correct", "1", "--received", "13 มีค 67", "--why", "พิมพ์ผิด")

    assert (code, "เป็น ๑๓ มี.ค. ๖๗" in out) == (0, True)
    [item] = listed(ready)
    assert (item["received_on"], item["backdated_why"]) == ("2024-03-13", "พิมพ์ผิด")
    assert ready("evidence", "correct", "1", "--received", "2024-03-12")[0] == 2
    assert ready("audit", "verify")[0] == 0


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


def dropped(folder: Path, *names: str) -> Path:
    """A drive with files of these names; their content is of no interest."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{number}".encode())
    return folder


def test_only_evidence_is_taken_from_a_drive_full_of_litter(ready: Run, tmp_path: Path) -> None:
    litter = (
        "07/@eaDir/IMG_0001.JPG/SYNOPHOTO_THUMB_M.jpg", "07/IMG_0001.AAE", "07/ehthumbs.db", "07/.nomedia",
        ".fseventsd/no_log", "11/.~lock.report.docx#", "11/x.lnk", "11/a.tmp", "11/IMG_1.AAE", "11/.nomedia",
    )  # fmt: skip
    drive = dropped(tmp_path / "usb", *litter, "07/IMG_0001.JPG", "11/report.docx")

    code, out, _ = ready("evidence", "import", str(drive), "--json")

    said = json.loads(out)
    assert [(p["path"], p["requirement"]) for p in said["placed"]] == [
        ("07/IMG_0001.JPG", "7.photos"),
        ("11/report.docx", "11.report"),
    ]
    assert (code, said["unplaced"], said["doubted"], said["litter"]) == (0, [], [], len(litter))
    assert "ข้ามไฟล์ของระบบ ๑๐ ไฟล์" in ready("evidence", "import", str(drive), "--dry-run")[1]


def test_a_doubt_is_listed_and_yes_or_its_name_settles_it(ready: Run, tmp_path: Path) -> None:
    drive = dropped(tmp_path / "usb", "07/รายงาน (ร่าง).docx", "01/สแกน.pdf", "07/IMG_1.jpg")

    code, out, _ = ready("evidence", "import", str(drive))

    assert (code, "ไม่แน่ใจ ๒ ไฟล์" in out, "? 07/รายงาน (ร่าง).docx: ชื่อบอกว่าเป็นร่าง" in out) == (
        1,
        True,
        True,
    )
    assert [e["requirement"] for e in listed(ready)] == ["7.photos"]

    code, out, _ = ready("evidence", "import", str(drive), "--yes")

    assert (code, "? 01/สแกน.pdf" in out) == (1, True)  # it may be one of five: no guess settles it
    assert [e["requirement"] for e in listed(ready)] == ["7.photos", "7.report"]
    ready("evidence", "add", "1.policy-hr", str(drive / "01" / "สแกน.pdf"))
    assert [e["requirement"] for e in listed(ready)] == ["1.policy-hr", "7.photos", "7.report"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("07/IMG_1.jpg", *(f"เพลง/{n}.mp3" for n in range(11))), "จัดเข้ากิจกรรมไม่ได้ ๑๑ จาก ๑๒ ไฟล์"),
        (("07/IMG_1.jpg", "pyproject.toml"), "โฟลเดอร์ของโปรแกรม"),
        (("07/IMG_1.jpg", *(f"src/{n}.py" for n in range(12))), "โฟลเดอร์ของโปรแกรม"),
        (tuple(f"07/IMG_{n}.jpg" for n in range(2001)), "มากกว่า ๒,๐๐๐ ไฟล์"),
    ],
    ids=["most is out of place", "a program", "programs inside", "thousands of files"],
)
def test_a_folder_that_looks_wrong_is_asked_about_first(
    ready: Run, tmp_path: Path, names: tuple[str, ...], why: str
) -> None:
    drive = dropped(tmp_path / "usb", *names)

    code, _, err = ready("evidence", "import", str(drive))
    assert (code, why in err, "→ --yes" in err, listed(ready)) == (2, True, True, [])

    code, out, _ = ready("evidence", "import", str(drive), "--yes", "--dry-run", "--json")
    assert "07/IMG_1.jpg" in [p["path"] for p in json.loads(out)["placed"]]


@pytest.mark.parametrize("folder", ["/", "/usr/share", str(Path.home())])
@pytest.mark.skipif(os.name == "nt", reason="optional: Windows has other folders of its own")
def test_a_folder_of_the_system_is_never_taken_in_unasked(ready: Run, folder: str) -> None:
    code, _, err = ready("evidence", "import", folder)

    assert (code, "ยังไม่รับไฟล์ใด" in err, listed(ready)) == (2, True, [])


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
        "evidence", "add", "๗", str(report(tmp_path)), "--received", "๑ มีนาคม ๒๕๖๗", "--why", "-"
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
