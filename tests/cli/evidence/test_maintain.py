"""`kamnot evidence link, recheck, fsck, withdraw`: one file for several, looked at again, found when lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.commands import Run, added, listed, picture


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


@pytest.mark.parametrize("words", [("link", "99", "8.photos"), ("withdraw", "99", "--why", "x")])
def test_an_unknown_number_is_refused(ready: Run, words: tuple[str, ...]) -> None:
    code, _, err = ready("evidence", *words)

    assert (code, "ไม่พบหลักฐานเลขที่ ๙๙" in err) == (2, True)


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
