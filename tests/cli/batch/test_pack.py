"""Packs by command: made, submitted, proved, taken back, each with its exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.evidence import jpeg

MADE = ("--as-of", "2024-03-20")
SUBMIT = ("submit", "march", *MADE, "--by", "ผู้อำนวยการสำนัก", "--incomplete", "--why", "ส่งเพิ่ม")


def test_a_pack_of_an_incomplete_batch_is_made_and_says_what_is_missing(
    ready: Run, tmp_path: Path
) -> None:
    code, out, _ = ready("pack", "march", *MADE, "--out", str(tmp_path / "ผล"))

    assert code == 1
    assert "14.report" in out
    assert [f.suffix for f in (tmp_path / "ผล").iterdir()] == [".zip"]


def test_json_tells_where_the_pack_is_and_all_that_it_holds(ready: Run, tmp_path: Path) -> None:
    answer = json.loads(ready("pack", "july", *MADE, "--out", str(tmp_path), "--json")[1])

    assert answer["schema"] == "kamnot/packed/1"
    assert Path(answer["pack"]).stat().st_size == answer["size"]
    assert answer["contents"]["schema"] == "kamnot/pack/1"
    assert answer["contents"]["batch"] == "july"
    assert not answer["contents"]["complete"]


def test_an_altered_pack_is_told_with_its_file(ready: Run, tmp_path: Path) -> None:
    ready("pack", "july", *MADE, "--out", str(tmp_path))
    [pack] = tmp_path.glob("*.zip")
    data = bytearray(pack.read_bytes())
    data[data.index(b"%PDF") + 1] ^= 1
    pack.write_bytes(data)

    code, out, _ = ready("verify", str(pack))

    assert code == 1
    assert "✗ ถูกแก้ไข: ระบบสารบรรณ/" in out


def test_a_pack_is_proved_on_a_machine_without_a_database(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads(ready(*SUBMIT, "--out", str(tmp_path), "--json")[1])
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path / "another"))

    code, out, _ = ready("verify", made["pack"])

    assert code == 0
    assert "ไม่พบเลขที่การนำส่ง" in out
    assert "kamnot init" in out


def test_a_picture_is_chosen_and_no_longer(ready: Run, tmp_path: Path) -> None:
    photo = tmp_path / "ภาพ.jpg"
    photo.write_bytes(jpeg())
    ready("evidence", "add", "7", str(photo))

    chosen = json.loads(ready("evidence", "choose", "1", "--json")[1])
    dropped = ready("evidence", "choose", "1", "--not")

    assert chosen["chosen"] is True
    assert (chosen["requirement"], chosen["file_name"]) == ("7.photos", "ภาพ.jpg")
    assert dropped[0] == 0
    assert "ภาพ.jpg" in dropped[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pack", "june"), "june-20"),
        (("pack", "may"), "may"),
        (("verify", "none.zip"), "none.zip"),
        (("evidence", "choose", "99"), "๙๙"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(ready: Run, words: tuple[str, ...], said: str) -> None:
    code, _, error = ready(*words)

    assert code == 2
    assert said in error
    assert error.count("\n") == 1


def test_no_room_in_the_folder_is_one_sentence(ready: Run, tmp_path: Path) -> None:
    shutil.copy(__file__, tmp_path / "file")

    code, _, error = ready("pack", "july", *MADE, "--out", str(tmp_path / "file"))

    assert code == 2
    assert "--out" in error
