"""Errors that an official may meet: both languages, and an exit code that scripts can trust."""

from __future__ import annotations

import pytest

from domain.language.errors import (
    BusyError,
    CouldNotFinishError,
    KamnotError,
    NotAllowedError,
    NotThereError,
    OvertakenError,
    SurroundingsError,
)


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        pytest.param(KamnotError, 2, id="bad input"),
        pytest.param(NotThereError, 2, id="not there"),
        pytest.param(NotAllowedError, 2, id="not allowed"),
        pytest.param(OvertakenError, 2, id="overtaken"),
        pytest.param(CouldNotFinishError, 3, id="the work stopped"),
        pytest.param(BusyError, 3, id="busy"),
        pytest.param(SurroundingsError, 2, id="a folder to put right"),
    ],
)
def test_each_kind_of_error_ends_a_command_with_its_own_code(
    kind: type[KamnotError], exit_code: int
) -> None:
    assert kind("ไทย", "English").exit_code == exit_code


def test_what_stopped_the_work_can_be_told_from_bad_input() -> None:
    stopped = (SurroundingsError, BusyError)
    assert all(issubclass(kind, CouldNotFinishError) for kind in stopped)
    refused = (KamnotError, NotThereError, NotAllowedError, OvertakenError)
    assert not any(issubclass(kind, CouldNotFinishError) for kind in refused)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("th", "ไม่พบไฟล์"), ("en", "No such file."), ("", "ไม่พบไฟล์"), ("fr", "ไม่พบไฟล์")],
)
def test_whoever_does_not_ask_for_english_reads_thai(language: str, sentence: str) -> None:
    assert KamnotError("ไม่พบไฟล์", "No such file.").text(language) == sentence


def test_a_log_that_writes_an_error_down_has_its_thai_sentence() -> None:
    assert str(CouldNotFinishError("เขียนไฟล์ไม่ได้", "Cannot write.")) == "เขียนไฟล์ไม่ได้"
