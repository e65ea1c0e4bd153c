"""What a file keeps: the answer to one question, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.db.access import hide
from storage.kept import kept
from storage.settings import Settings


def _file(home: Path) -> Path:
    return home / "cache" / "holidays-2024.json"


def test_a_question_is_answered_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer() -> str:
        asked.append("again")
        return "วันสงกรานต์\nsecond line"

    first = kept(_file(tmp_path), "2024", answer)
    second = kept(_file(tmp_path), "2024", answer)

    assert first == second == "วันสงกรานต์\nsecond line"
    assert asked == ["again"]


def test_another_question_is_answered_anew(tmp_path: Path) -> None:
    kept(_file(tmp_path), "library of Monday", lambda: "old")

    assert kept(_file(tmp_path), "library of Tuesday", lambda: "new") == "new"
    assert kept(_file(tmp_path), "library of Tuesday", lambda: "newest") == "new"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:0],
        lambda data: data[:-1],
        lambda data: data.replace(b"13", b"31"),
        lambda data: b"\xff\xfe" + data,
    ],
    ids=["empty", "cut-off", "altered", "no-text"],
)
def test_a_file_that_is_not_whole_counts_as_none(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    kept(_file(tmp_path), "q", lambda: "2024-04-13")
    _file(tmp_path).write_bytes(spoil(_file(tmp_path).read_bytes()))

    assert kept(_file(tmp_path), "q", lambda: "right") == "right"
    assert kept(_file(tmp_path), "q", lambda: "not asked") == "right"


def test_a_look_makes_no_data_folder(tmp_path: Path) -> None:
    assert kept(_file(tmp_path / "none-yet"), "q", lambda: "yes") == "yes"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be", "utf-8")

    assert kept(_file(tmp_path), "q", lambda: "yes") == "yes"
    assert (tmp_path / "cache").read_text("utf-8") == "a file where the folder would be"


def test_only_the_owner_reads_what_is_kept(tmp_path: Path) -> None:
    hide(Settings(home=tmp_path))
    kept(_file(tmp_path), "q", lambda: "yes")

    assert _file(tmp_path).stat().st_mode & 0o077 == 0
    assert [path.name for path in _file(tmp_path).parent.iterdir()] == ["holidays-2024.json"]
