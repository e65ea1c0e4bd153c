"""Beginning documents by command: one, a batch, a list, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import Run

MADE = ("--as-of", "2024-03-13")


def test_one_document_is_begun_in_the_file_that_is_named(ready: Run, tmp_path: Path) -> None:
    file = tmp_path / "ร่าง" / "รายงาน.docx"

    code, out, _ = ready("start", "7.report", *MADE, "--out", str(file))

    assert (code, str(file) in out) == (0, True)
    assert file.read_bytes().startswith(b"PK")


def test_a_batch_is_begun_in_a_folder_for_each_group_and_made_anew(
    ready: Run, tmp_path: Path
) -> None:
    whole = ("start", "--batch", "july", *MADE, "--out", str(tmp_path), "--json")
    first = json.loads(ready(*whole)[1])
    again = ready(*whole)
    told = ready("start", "--batch", "july", *MADE, "--out", str(tmp_path))[1]

    assert first["schema"] == "kamnot/started/1"
    assert {one["outcome"] for one in first["files"]} == {"made"}
    assert again[0] == 0
    assert {one["outcome"] for one in json.loads(again[1])["files"]} == {"renewed"}
    assert "ทำใหม่ด้วยข้อมูลล่าสุด" in told


def test_without_a_document_everything_that_can_be_begun_is_listed(ready: Run) -> None:
    listed = json.loads(ready("start", "--json")[1])["starters"]

    assert {"document": "19.clip", "starter": "clip-script", "title": "บทคลิปวิดีโอ"} in listed
    assert all(one["document"] in ready("start")[1] for one in listed)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("5",), "kamnot report"),
        (("7.photos",), "7.report"),
        (("7.report", "--batch", "march"), "อย่างใดอย่างหนึ่ง"),
        (("99",), "99"),
    ],
)
def test_what_cannot_be_begun_is_told_in_a_sentence(
    ready: Run, tmp_path: Path, asked: tuple[str, ...], words: str
) -> None:
    code, _, err = ready("start", *asked, "--out", str(tmp_path / "ผล"))

    assert code != 0
    assert words in err
    assert not (tmp_path / "ผล").exists()
