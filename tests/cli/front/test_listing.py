"""The first level of commands: each is listed, found and opened by its name, and imported only then."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

import cli
from cli.front import main as front
from cli.front.common import use_language
from cli.front.listing import COMMANDS, open_command

ROOM = Path(cli.__file__).parent
FRONT = {
    "cli.front",
    "cli.front.commands",
    "cli.front.common",
    "cli.front.listing",
    "cli.front.main",
    "cli.front.readable",
    "cli.front.thai",
    "cli.front.word_breaks",
}


def _imported_by(*words: str) -> set[str]:
    code = (
        f"import sys; from cli.front.main import main; main({list(words)!r});"
        "print(*[m for m in sys.modules if m.startswith(('cli.', 'reports.'))], file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    return set(run.stderr.split())


def test_listing_every_command_imports_none_of_them() -> None:
    assert _imported_by("--help") == FRONT


def test_a_command_s_own_help_imports_only_its_own_module() -> None:
    imported = _imported_by("check", "--help")
    assert {m for m in imported if not m.startswith("cli.front")} == {
        "cli.batch",
        "cli.batch.check",
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_a_listed_command_opens_under_its_name_with_the_help_it_is_listed_with(name: str) -> None:
    listed = COMMANDS[name]
    use_language("en")

    command = open_command(name)

    assert (command.name, command.help) == (name, listed.english)


def test_every_module_that_makes_commands_is_listed() -> None:
    making = {
        ".".join(path.relative_to(ROOM).with_suffix("").parts)
        for path in ROOM.rglob("*.py")
        if ".command(" in path.read_text("utf-8")
    }

    assert making == _listed_modules()


def _listed_modules() -> set[str]:
    return {module for one in COMMANDS.values() for module in one.modules}


def test_every_command_of_a_listed_module_is_listed() -> None:
    shelf = typer.Typer()
    for module in _listed_modules():
        shelf.add_typer(import_module(f"cli.{module}").app)

    assert set(typer.main.get_group(shelf).commands) == set(COMMANDS)


def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert front.main(["chek"]) == 2
    assert "ใกล้เคียง: check " in capsys.readouterr().err
