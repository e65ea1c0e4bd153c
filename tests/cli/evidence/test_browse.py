"""`kamnot evidence list, show, get`: what is known of an item, and that its bytes come back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.commands import Run, added, picture


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


@pytest.mark.parametrize("words", [("show", "99"), ("get", "99")])
def test_an_unknown_number_is_refused(ready: Run, words: tuple[str, ...]) -> None:
    code, _, err = ready("evidence", *words)

    assert (code, "ไม่พบหลักฐานเลขที่ ๙๙" in err) == (2, True)
