"""What every command says and prints with: the language of the run, sentences whole, JSON as Thai."""

from __future__ import annotations

from datetime import date

import pytest

from cli.front.common import (
    console,
    language,
    long_day,
    numeral,
    say,
    short_day,
    tell,
    use_language,
)

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("environment", "chosen", "expected"),
    [
        ("", None, "th"),
        ("en", None, "en"),
        (" EN ", None, "en"),
        ("klingon", None, "th"),
        ("en", "th", "th"),
        ("", "en", "en"),
    ],
)
def test_the_switch_stands_over_the_environment_and_thai_over_what_nobody_knows(
    environment: str, chosen: str | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_LANGUAGE", environment)
    use_language(chosen)

    assert language() == expected
    assert say("ไทย", "English") == {"th": "ไทย", "en": "English"}[expected]


@pytest.mark.parametrize("stderr", [False, True])
def test_a_sentence_is_told_whole_on_its_own_stream(
    stderr: bool, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    words = "ประโยคที่ยาวกว่าความกว้างของหน้าจอมากจนต้องขึ้นบรรทัดใหม่ถ้าไม่ระวัง " * 3

    tell(words, "-", stderr=stderr)

    said = capsys.readouterr()
    assert (said.err if stderr else said.out) == f"{words}\n"
    assert (said.out if stderr else said.err) == ""


@pytest.mark.parametrize("name", ["[bold]x[/bold]", "[/]", "[red", "a[0].pdf", ":smile:"])
def test_a_files_name_is_never_markup(name: str, capsys: Output) -> None:
    tell(name, name)

    assert capsys.readouterr().out == f"{name}\n"


def test_a_pipe_gets_plain_text(capsys: Output) -> None:
    console().print("๑๒ ฉบับ", style="bold red")

    assert capsys.readouterr().out == "๑๒ ฉบับ\n"


@pytest.mark.parametrize(
    ("language_of_run", "said"),
    [
        ("th", ("๑๒/๒๐", "๒๐ มีนาคม ๒๕๖๗", "๒๐ มี.ค. ๖๗")),
        ("en", ("12/20", "20 Mar 2024", "20 Mar 2024")),
    ],
)
def test_numbers_and_days_are_in_the_language_of_the_run(
    language_of_run: str, said: tuple[str, str, str]
) -> None:
    use_language(language_of_run)
    day = date(2024, 3, 20)

    assert (numeral("12/20"), long_day(day), short_day(day)) == said
