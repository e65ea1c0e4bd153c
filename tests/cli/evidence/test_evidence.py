"""`kamnot evidence`: what people type, what they read, and that the bytes come back."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.commands import Run


def picture(folder: Path, name: str = "ภาพกิจกรรม.jpg", seed: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    image = Image.effect_noise((320, 240), 40 + seed)
    image.save(folder / name)
    return folder / name


def added(
    run: Run, requirement: str, *paths: Path, more: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    words = (
        "evidence",
        "add",
        requirement,
        *map(str, paths),
        "--received",
        "2024-03-01",
        "--json",
        *more,
    )
    files: list[dict[str, Any]] = json.loads(run(*words)[1])["files"]
    return files


def listed(run: Run) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(run("evidence", "list", "--json")[1])["items"]
    return items


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


def test_the_very_bytes_come_back_under_their_thai_name(ready: Run, tmp_path: Path) -> None:
    path = picture(tmp_path / "in", "ภาพ: กิจกรรม.jpg" if os.name != "nt" else "ภาพ กิจกรรม.jpg")
    [file] = added(ready, "7", path)
    target = tmp_path / "out"
    target.mkdir()

    code, _, _ = ready("evidence", "get", str(file["item"]), "--to", str(target))

    [back] = target.iterdir()
    assert code == 0
    assert back.name.endswith("กิจกรรม.jpg")
    assert ":" not in back.name
    assert back.read_bytes() == path.read_bytes()


def test_an_earlier_version_can_be_got_and_nothing_is_overwritten(
    ready: Run, tmp_path: Path
) -> None:
    first = picture(tmp_path / "in", seed=1).read_bytes()
    added(ready, "7", tmp_path / "in" / "ภาพกิจกรรม.jpg")
    [file] = added(ready, "7", picture(tmp_path / "in", seed=9))
    words = ("evidence", "get", str(file["item"]), "--version", "1", "--to", str(tmp_path))

    assert ready(*words)[0] == 0
    assert (tmp_path / "ภาพกิจกรรม.jpg").read_bytes() == first
    code, _, err = ready(*words)
    assert (code, "อยู่แล้ว" in err) == (2, True)
    assert ready(*words, "--force")[0] == 0


def test_one_file_serves_several_requirements_and_its_new_version_too(
    ready: Run, tmp_path: Path
) -> None:
    [file] = added(ready, "7", picture(tmp_path, seed=1))

    code, out, _ = ready("evidence", "link", str(file["item"]), "8.photos", "14.photos")
    [newer] = added(ready, "8", picture(tmp_path, seed=9))

    assert (code, "ไฟล์เดียวกันนี้ใช้กับ 7.photos แล้ว" in out) == (0, True)
    assert newer["also"] == ["7.photos", "14.photos"]
    newest = {e["requirement"]: e["version"] for e in listed(ready) if e["newest"]}
    assert newest == {"7.photos": 2, "8.photos": 2, "14.photos": 2}


def test_a_withdrawn_file_cannot_be_linked(ready: Run, tmp_path: Path) -> None:
    [file] = added(ready, "7", picture(tmp_path))
    ready("evidence", "withdraw", str(file["item"]), "--why", "ผิดเรื่อง")

    code, _, err = ready("evidence", "link", str(file["item"]), "8.photos")

    assert (code, "ถูกถอนไปแล้ว" in err) == (2, True)


def test_the_same_content_elsewhere_is_stored_once_and_said_so(ready: Run, tmp_path: Path) -> None:
    path = picture(tmp_path)
    added(ready, "7", path)

    code, out, _ = ready("evidence", "add", "8", str(path))

    assert (code, "ไฟล์เดียวกันนี้ใช้กับ 7.photos แล้ว" in out) == (0, True)
    store = Path(os.environ["KAMNOT_HOME"]) / "evidence"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert [p.name for p in store.glob("??/*")] == [digest[2:]]


def test_all_that_is_known_of_an_item_is_shown(ready: Run, tmp_path: Path) -> None:
    path = picture(tmp_path)
    more = ("--event", "2024-02-14", "--note", "ฉบับลงนาม")
    [file] = added(ready, "7", path, more=more)
    ready("review", "return", str(file["item"]), "--why", "ภาพไม่ชัด")

    code, out, _ = ready("evidence", "show", str(file["item"]))
    said = json.loads(ready("evidence", "show", str(file["item"]), "--json")[1])

    assert code == 0
    for words in ("๓๒๐x๒๔๐ px", "กิจกรรมจัดเมื่อ ๑๔ ก.พ. ๖๗", "ฉบับลงนาม", "ภาพไม่ชัด", "evidence.add"):
        assert words in out
    [version] = said["versions"]
    assert (version["width"], version["height"], version["event_date"]) == (320, 240, "2024-02-14")


@pytest.mark.parametrize("words", [("show", "99"), ("get", "99"), ("link", "99", "8.photos")])
def test_an_unknown_number_is_refused(ready: Run, words: tuple[str, ...]) -> None:
    code, _, err = ready("evidence", *words)

    assert (code, "ไม่พบหลักฐานเลขที่ 99" in err) == (2, True)


def test_a_lost_or_altered_file_is_found_and_named(ready: Run, tmp_path: Path) -> None:
    added(ready, "7", picture(tmp_path, "ก.jpg", 1), picture(tmp_path, "ข.jpg", 9))
    assert ready("evidence", "fsck")[0] == 0
    one, two = sorted((Path(os.environ["KAMNOT_HOME"]) / "evidence").glob("??/*"))
    one.unlink()
    two.chmod(0o600)
    two.write_bytes(b"altered")

    code, out, _ = ready("evidence", "fsck")
    said = json.loads(ready("evidence", "fsck", "--json")[1])

    assert code == 1
    assert "หาย ๑ เสีย ๑" in out
    assert (len(said["missing"]), len(said["altered"]), said["sound"]) == (1, 1, False)


def test_a_file_that_could_not_be_looked_at_may_be_looked_at_again(
    ready: Run, tmp_path: Path
) -> None:
    empty = tmp_path / "ว่าง.pdf"
    empty.touch()
    added(ready, "7", empty)

    code, out, _ = ready("evidence", "recheck")

    assert (code, "ว่าง.pdf: ไฟล์ว่าง" in out) == (0, True)
    assert [e["version"] for e in listed(ready)] == [1]
