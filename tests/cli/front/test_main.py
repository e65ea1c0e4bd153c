"""The front door: languages, endings and exit codes, and a help that feels instant."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

import cli
from cli.front import main as front
from cli.front.common import language, say
from domain.language.errors import CouldNotFinishError, KamnotError
from domain.language.how import How, Verb
from tests.support.commands import Put

ROOT = Path(__file__).resolve().parents[3]


def _raise(error: BaseException) -> Callable[[], None]:
    def go() -> None:
        raise error

    return go


def test_the_version_is_the_one_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert front.main(["--version"]) == 0
    assert capsys.readouterr().out == f"kamnot {project['version']}\n"
    assert cli.__version__ == project["version"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KamnotError("ไม่รู้จักชุดงาน", "Unknown batch."), 2),
        (CouldNotFinishError("ดิสก์เต็ม", "Disk full."), 3),
    ],
    ids=["bad input", "could not finish"],
)
def test_an_error_is_one_sentence_on_stderr_and_its_exit_code(
    error: KamnotError, code: int, run_command: Put, capsys: pytest.CaptureFixture[str]
) -> None:
    run_command(_raise(error))

    assert front.main(["go"]) == code
    thai = capsys.readouterr()
    assert (thai.out, thai.err) == ("", error.thai + "\n")

    assert front.main(["--lang", "en", "go"]) == code
    assert capsys.readouterr().err == error.english + "\n"


def test_an_error_s_sentence_is_followed_by_the_command_that_helps(
    run_command: Put, capsys: pytest.CaptureFixture[str]
) -> None:
    how = How(Verb.EVIDENCE_LIST)
    run_command(_raise(KamnotError("ไม่พบหลักฐาน", "No such item.", how)))

    front.main(["--lang", "en", "go"])

    assert capsys.readouterr().err == "No such item. → kamnot evidence list\n"


def test_an_unexpected_error_names_itself_without_a_traceback(
    run_command: Put, capsys: pytest.CaptureFixture[str]
) -> None:
    run_command(_raise(ZeroDivisionError("of nothing")))

    assert front.main(["go"]) == 3
    said = capsys.readouterr().err
    assert "ZeroDivisionError: of nothing" in said
    assert "KAMNOT_DEBUG=1" in said
    assert said.count("\n") == 1


def test_debug_shows_the_traceback(run_command: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    run_command(_raise(ZeroDivisionError("of nothing")))
    monkeypatch.setenv("KAMNOT_DEBUG", "1")

    with pytest.raises(ZeroDivisionError):
        front.main(["go"])


@pytest.mark.parametrize(
    ("ending", "code"),
    [(KeyboardInterrupt(), 130), (typer.Abort(), 130), (typer.Exit(1), 1), (typer.Exit(0), 0)],
    ids=["ctrl-c", "abort", "something missing", "complete"],
)
def test_each_ending_has_its_exit_code(ending: BaseException, code: int, run_command: Put) -> None:
    run_command(_raise(ending))

    assert front.main(["go"]) == code


@pytest.mark.parametrize(
    ("environment", "line", "expected"),
    [
        ("", [], "th"),
        ("en", [], "en"),
        ("EN", [], "en"),
        ("klingon", [], "th"),
        ("en", ["--lang", "th"], "th"),
        ("", ["--lang=en"], "en"),
    ],
)
def test_the_language_is_thai_unless_asked_otherwise(
    environment: str,
    line: list[str],
    expected: str,
    run_command: Put,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAMNOT_LANGUAGE", environment)
    heard: list[str] = []
    run_command(lambda: heard.append(language()))

    assert front.main([*line, "go"]) == 0
    assert front.main(["go", *line]) == 0
    assert heard == [expected, expected]


def test_words_after_two_dashes_are_left_alone(run_command: Put) -> None:
    heard: list[str] = []

    def go(words: list[str]) -> None:
        heard.extend([language(), *words])

    run_command(go)

    assert front.main(["go", "--", "--lang", "en"]) == 0
    assert heard == ["th", "--lang", "en"]


@pytest.mark.parametrize("line", [["--lang", "xx"], ["--lang"], ["--lang="]])
def test_an_unknown_language_is_refused(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert front.main(line) == 2
    assert "--lang th" in capsys.readouterr().err


def test_the_language_of_one_run_does_not_leak_into_the_next(run_command: Put) -> None:
    heard: list[str] = []
    run_command(lambda: heard.append(say("ไทย", "English")))

    front.main(["--lang", "en", "go"])
    front.main(["go"])

    assert heard == ["English", "ไทย"]


def _kamnot(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "cli", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **environment},
        check=False,
    )


def test_no_command_at_all_shows_the_help() -> None:
    shown = _kamnot()

    assert shown.returncode == 2
    assert "คำสั่ง" in shown.stdout
    assert shown.stderr == ""


def test_thai_survives_a_terminal_that_claims_another_encoding() -> None:
    shown = _kamnot("nope", PYTHONIOENCODING="ascii")

    assert "ดูวิธีใช้" in shown.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    shown = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -P -m cli --help | head -c 1; true"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert "Traceback" not in shown.stderr
    assert "BrokenPipe" not in shown.stderr


def test_the_help_imports_nothing_heavy() -> None:
    heavy = "prefect sqlmodel sqlalchemy alembic apprise pydantic yaml jinja2 pendulum holidays PIL docx typst"
    code = (
        "import sys; from cli.front.main import main; main(['--help']);"
        f"print([m for m in {heavy.split()} if m in sys.modules], file=sys.stderr)"
    )

    shown = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, encoding="utf-8", check=True
    )

    assert shown.stderr.strip() == "[]"


def test_a_command_looks_for_no_garbage_among_what_lives_until_its_end() -> None:
    code = (
        "import atexit, gc, runpy, sys; sys.argv = ['kamnot', '--help'];"
        "at = lambda: sum(generation['collections'] for generation in gc.get_stats());"
        "start = at();"
        "atexit.register(lambda: print(at() - start < 10, gc.get_freeze_count() > 20_000));"
        "runpy.run_module('cli', run_name='__main__')"
    )

    shown = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, encoding="utf-8", check=False
    )

    assert shown.stdout.splitlines()[-1] == "True True"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_the_commands(shell: str) -> None:
    offered = _kamnot(
        _KAMNOT_COMPLETE=f"complete_{shell}",
        COMP_WORDS="kamnot ",
        COMP_CWORD="1",
        _TYPER_COMPLETE_ARGS="kamnot ",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )

    assert "plan" in offered.stdout


def test_completion_offers_what_a_command_has_of_its_own() -> None:
    offered = _kamnot(_KAMNOT_COMPLETE="complete_bash", COMP_WORDS="kamnot plan sh", COMP_CWORD="2")

    assert offered.stdout.split() == ["show"]
