"""The home's log: one line an event, many writers, bounded, for its owner, and without what must not be in it."""

from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from storage import event_log
from storage.db.access import hide
from storage.event_log import log_file, masked, note
from storage.settings import LogFormat, Settings

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from pathlib import Path
from storage import event_log
from storage.settings import Settings
event_log._SIZE = 20_000
settings = Settings(home=Path(sys.argv[1]))
for number in range(200):
    event_log.note(settings, "test.wrote", writer=sys.argv[2], number=number, said="ข้อความ" * 5)
"""


def lines(settings: Settings) -> list[str]:
    return log_file(settings).read_text("utf-8").splitlines()


def test_an_event_is_one_line_that_a_person_reads(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)

    note(
        settings,
        "run.ended",
        level=logging.ERROR,
        job="deliver",
        said="สองบรรทัด\nของข้อความ",
        of=None,
    )

    [line] = lines(settings)
    assert f' ERROR run.ended pid={os.getpid()} job="deliver" said="สองบรรทัด ของข้อความ"' in line
    assert line[:10].count("-") == 2
    assert "+07:00" in line


def test_on_request_each_line_is_json(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, log_format=LogFormat.JSON)

    note(settings, "run.ended", job="deliver", letters=3)

    found = json.loads(lines(settings)[0])
    assert (found["level"], found["event"], found["job"], found["letters"]) == (
        "INFO", "run.ended", "deliver", 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("550 5.1.1 <somchai@example.go.th> user unknown", "somchai"),
        ("ส่งถึง สมชาย@ตัวอย่าง.ไทย ไม่ได้", "สมชาย"),
        ("to=somchai.j+x@example.go.th;", "somchai"),
        ("mailtos://kamnot:pa55@mail.example.org/?to=a@b.th", "pa55"),
        ("mailtos://kamnot:p@ss@mail.example.org", "p@ss"),
        ("slack://TokenA/TokenB/TokenC refused", "Token"),
        ("https://ping.example.org/secret-uuid failed", "secret"),
        ("postgresql://user:word@db/kamnot", "word"),
        ("ไม่พบไฟล์ “บัญชีรายชื่อนายสมชาย.pdf”", "สมชาย"),
        ("cannot open 'list of names.xlsx'", "names"),
        ("evidence รายงานคุณสมชาย.docx is lost", "สมชาย"),
        ("/home/x/ภาพสมชาย.JPG", "สมชาย"),
    ],
)
def test_no_address_no_secret_and_no_name_of_a_file_reaches_it(said: str, never: str) -> None:
    assert never not in masked(said)


def test_what_a_reader_needs_stays() -> None:
    said = "ส่งจดหมาย 3 ฉบับ รอส่ง 0 ฉบับ (450 4.2.1 try again later) ดู kamnot.db และ server.log"

    assert masked(said) == said
    assert len(masked("ก" * 2000)) == 500


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_it_is_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    hide(settings)
    note(settings, "test.wrote")

    assert stat.S_IMODE(log_file(settings).stat().st_mode) == 0o600
    assert stat.S_IMODE(log_file(settings).parent.stat().st_mode) == 0o700


def test_several_processes_lose_no_line_while_it_turns_over(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(n)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for n in range(3)
    ]  # fmt: skip
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]

    parts = sorted((tmp_path / "log").glob("kamnot.log*"))
    text = "".join(part.read_text("utf-8") for part in parts)
    assert 2 <= len(parts) <= 5
    assert all(part.stat().st_size < 21_000 for part in parts)
    assert all("test.wrote" in line and line.endswith('"') for line in text.splitlines())
    # The newest lines of each writer are there, in order and without a gap.
    for n in "012":
        numbers = [
            int(line.partition("number=")[2].split()[0])
            for part in reversed(parts)
            for line in part.read_text("utf-8").splitlines()
            if f'writer="{n}"' in line
        ]
        assert numbers == list(range(numbers[0], 200))


def test_it_never_takes_more_than_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_log, "_SIZE", 1000)
    event_log._file.cache_clear()
    settings = Settings(home=tmp_path)
    for number in range(100):
        note(settings, "test.wrote", number=number)

    names = sorted(part.name for part in (tmp_path / "log").glob("kamnot.log*"))
    assert names == ["kamnot.log", *(f"kamnot.log.{n}" for n in range(1, 5))]
    assert "number=99" in lines(settings)[-1]
    event_log._file.cache_clear()


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0,
    reason="optional: only root is a stranger that may write",
)
def test_root_leaves_no_file_that_locks_the_owner_out(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)

    note(Settings(home=tmp_path), "test.wrote")

    assert list(tmp_path.iterdir()) == []


def _a_file_in_its_place(home: Path) -> None:
    (home / "log").write_text("", "utf-8")


def _a_folder_in_its_place(home: Path) -> None:
    (home / "log" / "kamnot.log").mkdir(parents=True)


def _no_home(home: Path) -> None:
    home.rmdir()


@pytest.mark.parametrize("harm", [_a_file_in_its_place, _a_folder_in_its_place, _no_home])
def test_no_failure_to_log_stops_any_work(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], harm: object
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert callable(harm)
    harm(home)

    note(Settings(home=home), "test.wrote")

    assert capfd.readouterr() == ("", "")
