"""Says on a page which words are of the other language, so that a screen reader speaks them so (WCAG 3.1.2).

It works on what the templates made: titles of the plan, names and rules' sentences come into English pages in Thai, and
no template has to know where. What a template tells of itself belongs to `shown`.
"""

from __future__ import annotations

import re

_TAG = r"<[^<>]*>"
_THAI = "[\u0e00-\u0e7f](?:[^<>&A-Za-z]*[\u0e00-\u0e7f])?"
_ENGLISH = r"(?<![\w&.@/-])[A-Za-z][A-Za-z'’-]+(?: [A-Za-z][A-Za-z'’-]+)+(?![\w;@/]|\.\w)"
"""Two words or more: one alone (PDF, Word) is Thai by now, and a name of a file or an address is no language."""
_PLAIN = r"<(?P<plain>title|option|textarea)\b(?P<with>[^<>]*)>(?P<inside>[^<>]*)"
"""What cannot hold an element says its language itself."""
_LEAF = re.compile(r"<(?:img|input|iframe|video)\b")
_READ = re.compile(r'\s(?:alt|aria-label|title|value|placeholder)="([^"]*)"')


def _pages_of(other: str, kept: str) -> re.Pattern[str]:
    kept_whole = rf"<(?P<kept>{kept})\b.*?</(?P=kept)>"
    return re.compile(rf"{kept_whole}|{_PLAIN}|{_TAG}|(?P<other>{other})", re.DOTALL)


_ON_ENGLISH = _pages_of(_THAI, "style|script")
_ON_THAI = _pages_of(_ENGLISH, "style|script|bdi")
_HOLDS = {"th": re.compile(_THAI), "en": re.compile(_ENGLISH)}


def say_languages(page: str, language: str) -> str:
    """The page in `language` (`th` or `en`) with `lang` on each run of words of the other one."""
    other = "th" if language == "en" else "en"
    holds = _HOLDS[other]

    def said(found: re.Match[str]) -> str:
        text = found[0]
        if found["other"] is not None:
            return f'<span lang="{other}">{text}</span>'
        if found["plain"] is not None:
            missing = " lang=" not in found["with"] and holds.search(found["inside"])
            start = len(found["plain"]) + 1
            return f'{text[:start]} lang="{other}"{text[start:]}' if missing else text
        leaf = _LEAF.match(text)
        if leaf and " lang=" not in text and any(map(holds.search, _READ.findall(text))):
            return f'{leaf[0]} lang="{other}"{text[leaf.end() :]}'
        return text

    return (_ON_ENGLISH if language == "en" else _ON_THAI).sub(said, page)
