"""What every command needs: the language, a console with correct widths for Thai, JSON."""

from __future__ import annotations

import os
import re
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from reports.schemas.document import JsonDocument

LANGUAGES = ("th", "en")
LAST_YEAR = 2700
RUN = ExitStack()
"""What this run opens on its way and closes at its end."""

_chosen: str | None = None
_year: int | None = None


def use_language(choice: str | None) -> None:
    """Set the language of this run (`th` or `en`); None takes the environment's."""
    global _chosen  # noqa: PLW0603  # one process talks to one person; handing it to each print buys nothing
    _chosen = choice


def language() -> str:
    """`th`, or `en` by `--lang en` or KAMNOT_LANGUAGE=en."""
    found = _chosen or os.environ.get("KAMNOT_LANGUAGE", "").strip().lower()
    return found if found in LANGUAGES else "th"


def use_year(text: str | None) -> None:
    """Set the fiscal year of this run (`2570`, `๒๕๗๐`); None for the one that is followed.

    Raises KamnotError for what is no Buddhist year.
    """
    global _year  # noqa: PLW0603  # as the language
    _year = None if text is None else read_year(text)


def chosen_year() -> int | None:
    """The fiscal year (พ.ศ.) that this run names; None if it names none."""
    return _year


def read_year(text: str) -> int:
    """A fiscal year as people write it (`2570`, `๒๕๗๐`). Raises KamnotError for what is no Buddhist year."""
    from domain.language.errors import KamnotError
    from domain.language.thai import arabic_digits

    plain = arabic_digits(text).strip()
    if re.fullmatch("2[567][0-9]{2}", plain, re.ASCII) and int(plain) <= LAST_YEAR:
        return int(plain)
    raise KamnotError(
        f"ปีงบประมาณ “{text}” ใช้ไม่ได้ โปรดระบุปี พ.ศ. สี่หลัก เช่น 2570",
        f"Fiscal year {text!r} cannot be used; give a Buddhist year such as 2570.",
    )


def say(thai: str, english: str) -> str:
    """The text for the person at this terminal."""
    return english if language() == "en" else thai


def numeral(value: object) -> str:
    """A number, or what holds one, in the numerals of this run's language."""
    from domain.words.wording import digits

    return digits(value, language())


def long_day(day: date) -> str:
    """A day with its month written out."""
    from domain.language.thai import show_date

    return show_date(day, language())


def short_day(day: date) -> str:
    """A day as a table shows it."""
    from domain.language.thai import show_date

    return show_date(day, language(), short=True)


def console(*, stderr: bool = False) -> Console:
    """A Rich console. A pipe or NO_COLOR gets plain text; Thai breaks between words, its marks take no column."""
    from cli.front.word_breaks import ThaiConsole

    return ThaiConsole(stderr=stderr, highlight=False, emoji=False)


def tell(thai: str, english: str, *, stderr: bool = False, style: str | None = None) -> None:
    """Print a sentence for the person at this terminal, unfolded; words in it are never markup."""
    console(stderr=stderr).print(say(thai, english), markup=False, soft_wrap=True, style=style)


def print_json(document: JsonDocument) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(document.to_text())
