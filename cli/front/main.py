"""Builds the command tree, and turns every end of a command into a sentence and an exit code.

Exit codes: 0 all complete, 1 something missing, 2 bad input or broken plan, 3 could not finish, 130 interrupted. A
traceback is shown only on request.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import islice
from typing import Annotated

import typer

from cli import __version__
from cli.front import thai
from cli.front.commands import error_text
from cli.front.common import LANGUAGES, RUN, say, use_language, use_year
from cli.front.listing import COMMANDS, Root
from cli.front.readable import UNREADABLE, unreadable
from domain.language.errors import CouldNotFinishError, KamnotError, OutdatedError

INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""The exit code of a program whose reader has gone (`kamnot plan show | head`)."""

_HELP = ["--help", "-h"]
_LANGUAGE_OPTION = "--lang"
_YEAR_OPTION = "--year"
"""It belongs to the command, and people say it before one."""


def build() -> typer.Typer:
    """The command tree in the language of this run: help texts are chosen here, once."""
    app = typer.Typer(
        name="kamnot",
        cls=Root,
        help=say(
            "กำหนด: ตรวจหลักฐาน คะแนน และกำหนดส่งตามแผนส่งเสริมคุณธรรมของสำนัก",
            "Kamnot: evidence, points and due dates of a bureau's integrity plan.",
        ),
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": _HELP},
    )
    app.callback()(_root)
    return app


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kamnot {__version__}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help=say("แสดงรุ่นของโปรแกรม", "Show the version."),
        ),
    ] = False,
    lang: Annotated[
        str,
        typer.Option(_LANGUAGE_OPTION, metavar="th|en", help=say("ภาษาที่แสดง", "Language / ภาษา.")),
    ] = "",
) -> None:
    # `--lang` is removed before Typer runs, wherever it is; this declaration is for the help only.
    del version, lang


def main(arguments: list[str] | None = None) -> int:
    """Run one command line (default: the process's) and return its exit code."""
    use_language(None)
    use_year(None)
    _write_utf8()
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _run_upgraded(_ordered(words))
    except KamnotError as error:
        return _fail(error, words)
    except typer.TyperException as error:
        return _refuse(error)
    except typer.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        _silence_output()
        return OUTPUT_CLOSED
    except Exception as error:  # the last place to catch: people read a sentence, never a traceback
        if os.environ.get("KAMNOT_DEBUG"):
            raise
        return _fail(_unexpected(error), words, error)
    finally:
        RUN.close()


def _run_upgraded(arguments: list[str]) -> int:
    """Run the command; again, if it met a file that had to be upgraded before it could do anything."""
    try:
        return _run(arguments)
    except OutdatedError as error:
        if not error.alone:
            raise
        from cli.house.upgrade import upgrade_first

        RUN.close()
        upgrade_first()
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    if set(arguments) & set(_HELP):
        thai.rename_headings()
    result = build()(args=arguments, prog_name="kamnot", standalone_mode=False)
    sys.stdout.flush()  # a reader that has gone shows here, where it is handled
    return result if isinstance(result, int) else 0


def _ordered(arguments: list[str]) -> list[str]:
    """Remove `--lang th|en` before the texts of the help are chosen, and put a leading `--year` where it belongs."""
    rest: list[str] = []
    year: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return [*rest, *year, word, *words]
        option, equals, value = word.partition("=")
        if option == _LANGUAGE_OPTION:
            _choose(value if equals else next(words, ""))
        elif option == _YEAR_OPTION and not rest:
            year = [word] if equals else [word, *islice(words, 1)]
        else:
            rest.append(word)
    return [*rest, *year]


def _choose(choice: str) -> None:
    if choice not in LANGUAGES:
        raise KamnotError(
            f"ไม่รู้จักภาษา “{choice}” โปรดใช้ --lang th หรือ --lang en",
            f"Unknown language {choice!r}; use --lang th or --lang en.",
        )
    use_language(choice)


def _refuse(error: typer.TyperException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stdout.write(error.format_message() + "\n")
        return error.exit_code
    return _fail(thai.usage_error(error))


def _fail(error: KamnotError, words: Sequence[str] = (), cause: Exception | None = None) -> int:
    if isinstance(error, CouldNotFinishError):
        from flows.run.failures import note_failure

        # By the command's name alone: its other words may name people and files.
        note_failure(next((word for word in words if word in COMMANDS), ""), cause or error)
    sys.stderr.write(error_text(error) + "\n")
    return error.exit_code


def _unexpected(error: Exception) -> KamnotError:
    where = unreadable() if isinstance(error, ImportError | PermissionError) else None
    if where:
        thai, english = (text.format(where=where) for text in UNREADABLE)
        return CouldNotFinishError(thai, english)
    what = f"{type(error).__name__}: {error}"
    return CouldNotFinishError(
        f"ทำไม่เสร็จเพราะเหตุที่ไม่คาดคิด ({what}) ดูรายละเอียดด้วย KAMNOT_DEBUG=1",
        f"Could not finish for an unexpected reason ({what}). KAMNOT_DEBUG=1 shows the details.",
    )


def _write_utf8() -> None:
    """Write UTF-8, whatever the terminal claims: Windows would choose a code page without Thai."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")


def _silence_output() -> None:
    """Send standard output nowhere, so that the interpreter's last flush cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
