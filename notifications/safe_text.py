"""Text from outside made fit for a header, a log or a list: one line, without secrets."""

from __future__ import annotations

from unicodedata import category

_LONGEST_DETAIL = 300
_BREAKING = frozenset(("Cc", "Zl", "Zp"))


def one_line(text: str) -> str:
    """Turn line ends and control characters into single blanks; Thai's invisible word breaks stay."""
    return " ".join("".join(c if category(c) not in _BREAKING else " " for c in text).split())


def safe_detail(text: str | bytes, *secrets: str) -> str:
    """Make a text from outside fit for a log: one line, cut short, with `secrets` struck out."""
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    for secret in filter(None, secrets):
        shown = shown.replace(secret, "****")
    return one_line(shown)[:_LONGEST_DETAIL]
