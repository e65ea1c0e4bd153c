"""A letter's finished words, the width of its subject, and the templates that lay it out as text and as HTML.

A Thai vowel above or below a letter takes no place of its own, in a subject as in a title that is cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from notifications.safe_text import one_line

if TYPE_CHECKING:
    from jinja2 import Environment, Template


MARK = "[กำหนด] "
"""How each subject begins, so that a mail program can sort our letters."""
_WIDEST = 80
"""Most places of a subject, its mark included: about ninety Thai letters."""
_BETWEEN = " · "
_LEADING_VOWELS = "เแโใไ"


@dataclass(frozen=True, slots=True)
class Digest:
    """The words of one reminder. `short` is for chat: a few lines and the link."""

    subject: str
    text: str
    html: str
    short: str


def for_chat(link: str) -> str:
    """The link as a chat takes it: LINE's own browser keeps no sign-in, so it is asked to open the telephone's."""
    return f"{link.rstrip('/')}/?openExternalBrowser=1" if link else ""


def template(name: str) -> Template:
    """One of the room's templates by its file's name."""
    return _templates().get_template(name)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def width(text: str) -> int:
    """The places that a text takes."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text)


ROOM = _WIDEST - width(MARK)
"""The places of a subject without its mark."""


def fitted(main: str, beside: Iterable[str], end: str = "") -> str:
    """The main part, as many of the others as have room, in their order, and the end, if there is one."""
    subject, last = main, f"{_BETWEEN}{end}" if end else ""
    for part in beside:
        longer = f"{subject}{_BETWEEN}{part}"
        if width(longer + last) > ROOM:
            break
        subject = longer
    return subject + last


def cut_to(text: str, room: int) -> str:
    """The beginning of a text within so many places: at a blank if one is near, never inside a Thai letter."""
    whole = one_line(text)
    if width(whole) <= room:
        return whole
    end = len(whole)
    while end and width(whole[:end]) >= room:
        end -= 1
    while end and (unicodedata.category(whole[end]) == "Mn" or whole[end] in "ะาำ"):
        end -= 1
    blank = whole.rfind(" ", room * 2 // 3, end + 1)
    kept = whole[: blank if blank > 0 else end].rstrip()
    return f"{kept.rstrip(_LEADING_VOWELS)}…"
