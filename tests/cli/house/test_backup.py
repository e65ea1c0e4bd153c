"""`kamnot backup` and `kamnot backup verify`: their words, exit codes and document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import RECEIVED, Run, picture


def test_a_backup_tells_its_place_and_is_proved_by_a_process_of_its_own(
    ready: Run, tmp_path: Path
) -> None:
    ready("evidence", "add", "7.photos", str(picture(tmp_path)), *RECEIVED)

    code, out, err = ready("backup", str(tmp_path / "สำรอง"))
    shown = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "backup", "verify", str(tmp_path / "สำรอง"), "--json"],
        capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "400"},
    )  # fmt: skip

    assert (code, err) == (0, "")
    assert "หลักฐาน ๑ ไฟล์" in out
    said = json.loads(shown.stdout)
    assert said["place"].startswith(str(tmp_path / "สำรอง"))
    assert (said["schema"], said["evidence"], said["lost"]) == ("kamnot/backup/1", 1, [])


def test_older_backups_go_when_so_many_are_kept(ready: Run, tmp_path: Path) -> None:
    for _ in range(2):
        ready("backup", str(tmp_path / "b"))

    code, out, _ = ready("backup", str(tmp_path / "b"), "--keep", "1")

    assert (code, "ลบสำเนาเก่า ๒ ชุด" in out) == (0, True)


def test_lost_evidence_ends_with_one_and_says_how_to_look(ready: Run, tmp_path: Path) -> None:
    for seed in (1, 2):
        ready("evidence", "add", "7.photos", str(picture(tmp_path, f"{seed}.jpg", seed)), *RECEIVED)
    next((Path(os.environ["KAMNOT_HOME"]) / "evidence").glob("??/*")).unlink()

    code, out, _ = ready("backup", str(tmp_path / "b"))

    assert (code, "kamnot evidence fsck" in out) == (1, True)
    assert ready("backup", "verify", str(tmp_path / "b"))[0] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("backup",),
        ("backup", "verify"),
        ("backup", "verify", "nowhere"),
        ("backup", "./verify"),
        ("backup", "nowhere/b"),
        ("backup", "b", "--keep", "0"),
        ("restore", "nowhere"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_one_sentence_and_two(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    code, out, err = ready(*words)

    assert (code, out, len(err.strip().splitlines())) == (2, "", 1)
    assert list(tmp_path.iterdir()) == [Path(os.environ["KAMNOT_HOME"])]
