"""What a command that could not finish leaves in the log: its kind and places, never what it was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.language.errors import SurroundingsError
from flows.run.failures import note_failure
from flows.run.workspace import read_settings
from storage.event_log import log_file


def logged() -> str:
    return log_file(read_settings()).read_text("utf-8")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path))


def test_our_own_sentence_is_logged_without_the_names_in_it() -> None:
    note_failure("evidence", SurroundingsError("อ่าน “สมชาย.pdf” ไม่ได้ (ดิสก์เต็ม)", "No room."))

    assert "ERROR command.failed" in logged()
    assert 'command="evidence" said="อ่าน “…” ไม่ได้ (ดิสก์เต็ม)"' in logged()


def test_of_an_unexpected_error_the_place_is_logged_and_not_its_text() -> None:
    try:
        int("นายสมชาย")
    except ValueError as error:
        note_failure("check", error)

    assert 'error="ValueError" place="tests/flows/run/test_failures.py:' in logged()
    assert "สมชาย" not in logged()


def test_settings_that_cannot_be_read_are_no_second_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAMNOT_DELIVER_EVERY", "never")

    note_failure("check", OSError())

    assert list(tmp_path.iterdir()) == []
