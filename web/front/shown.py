"""Renders templates: the filters for days, numerals and states, and the words in the reader's language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.activity.card_states import TROUBLE, WAITING, CardState, state_word
from domain.language.bilingual import Bilingual
from domain.language.thai import shorten, show_date, thai_date
from domain.words.wording import digits
from flows.run.workspace import in_bangkok
from web.front.spoken import say_languages

ROOM = Path(__file__).resolve().parents[1]
STATIC = ROOM / "static"
_ALONE = re.compile(r"(?<![\w./-])[0-9]+(?:[.,][0-9]+)*(?![\w/-]|\.[A-Za-z])")
_LONGEST_BRIEF = 40
"""Letters."""
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


@cache
def static_files() -> Mapping[str, tuple[bytes, str]]:
    """The files that browsers keep, with their types, by a name that holds their hash: a changed one has another name.

    The stylesheet names the fonts by theirs.
    """
    found: dict[str, tuple[bytes, str]] = {}
    plain = sorted(p for p in STATIC.iterdir() if p.suffix in _TYPES)
    for path in sorted(plain, key=lambda p: p.suffix == ".css"):
        content = path.read_bytes()
        if path.suffix == ".css":
            content = re.sub(rb"url\(([\w.-]+)\)", _named(found), content)
        found[_hashed_name(path.name, content)] = content, _TYPES[path.suffix]
    return found


def _named(known: Mapping[str, object]) -> Any:
    def name(match: re.Match[bytes]) -> bytes:
        stem = match[1].decode().partition(".")[0]
        return b"url(" + next(n for n in known if n.startswith(f"{stem}.")).encode() + b")"

    return name


def _hashed_name(name: str, content: bytes) -> str:
    stem, _, suffix = name.partition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"


def static(name: str) -> str:
    """The address of one of these files by its plain name."""
    stem, _, suffix = name.partition(".")
    found = (n for n in static_files() if n.startswith(f"{stem}.") and n.endswith(suffix))
    return f"/static/{next(found)}"


def told(said: Bilingual, language: str) -> str:
    """A sentence in the reader's language and numerals; names, ids and paths in it keep their digits."""
    text = said.text(language)
    return text if language == "en" else _ALONE.sub(lambda found: digits(found[0], language), text)


def brief(text: str, room: int = _LONGEST_BRIEF) -> str:
    """The beginning of what somebody typed, for a list; its own page has it whole."""
    return shorten(text, room)


class Words:
    """The filters of one reader's language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, thai: str, english: str, **values: Any) -> str:
        """The sentence in the reader's language, its numbers in its numerals."""
        chosen = english if self.language == "en" else thai
        if not values:
            return chosen
        return chosen.format(**{k: self._value(v) for k, v in values.items()})

    def _value(self, value: Any) -> Any:
        if isinstance(value, date):
            return self.day(value)
        return digits(value, self.language) if isinstance(value, int | float) else value

    def td(self, value: object) -> str:
        """A number in the reader's numerals."""
        return digits(value, self.language)

    def day(self, day: date, *, short: bool = False) -> str:
        """A day as officials write it."""
        return show_date(day, self.language, short=short)

    def weekday(self, day: date) -> str:
        """A day with its weekday."""
        if self.language == "en":
            return f"{day:%A} {show_date(day, 'en')}"
        return thai_date(day, weekday=True)

    def moment(self, moment: datetime) -> str:
        """A moment in Bangkok, which no line breaks: `๑๓ มี.ค. ๖๗ ๑๔.๐๕ น.`."""
        local = in_bangkok(moment)
        day = show_date(local.date(), self.language, short=True)
        thai = f"{digits(f'{local:%H.%M}', 'th')} น."
        said = f"{day} {f'{local:%H:%M}' if self.language == 'en' else thai}"
        return said.replace(" ", "\u00a0")

    def state(self, state: CardState) -> Markup:
        """A state as a tag: its word first, its colour second."""
        kind = "trouble" if state in TROUBLE else "waits" if state in WAITING else "plain"
        word = state_word(state, self.language)
        return Markup('<strong class="tag {}">{}</strong>').format(kind, word)

    def word(self, state: CardState) -> str:
        """A state as its word alone, inside a line of text."""
        return state_word(state, self.language)

    def size(self, size: int) -> str:
        """Bytes as people say them."""
        for unit, thai, step in (("GB", "GB", 2**30), ("MB", "MB", 2**20), ("kB", "kB", 2**10)):
            if size >= step:
                number = f"{size / step:.1f}".removesuffix(".0")
                return f"{digits(number, self.language)} {thai if self.language == 'th' else unit}"
        return self.say("{n} ไบต์", "{n} bytes", n=size)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["static"] = static
    found.filters["brief"] = brief
    return found


def render(template: str, language: str, **values: Any) -> str:
    """A page, or a part of one, in the reader's language."""
    words = Words(language)
    values.setdefault("plain", False)
    page = _environment().get_template(template).render(
        **values, language=language, say=words.say, told=partial(told, language=language), td=words.td, day=words.day,
        weekday=words.weekday, moment=words.moment, state=words.state, word=words.word, size=words.size,
    )  # fmt: skip
    return say_languages(page, language)
