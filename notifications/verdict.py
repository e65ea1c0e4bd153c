"""The verdict on one message: the answer that every channel gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

State = Literal["sent", "retry", "dead", "unknown", "config"]
BeforeData = Callable[[], None]
"""Called just before the text goes out. If it raises, nothing is sent."""

_LONGEST_DETAIL = 300
_BREAKING = frozenset(("Cc", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of sending one message to one recipient.

    `sent`: the relay took it; later delivery is unknown. `retry`: not sent, worth another try. `dead`: cannot be
    sent; phase `rcpt` blames the address, `data` the text. `unknown`: the answer was lost after the text had gone
    out. `config`: our settings or machine are at fault; stop the round. `phase` is where it ended, `code` the
    relay's number if it gave one, `detail` one line without secrets.
    """

    state: State
    phase: str
    code: int | None = None
    detail: str = ""


def one_line(text: str) -> str:
    """Turn line ends and control characters into single blanks; Thai's invisible word breaks stay."""
    return " ".join("".join(c if category(c) not in _BREAKING else " " for c in text).split())


def safe_detail(text: str | bytes, *secrets: str) -> str:
    """Make a text from outside fit for a log: one line, cut short, with `secrets` struck out."""
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    for secret in filter(None, secrets):
        shown = shown.replace(secret, "****")
    return one_line(shown)[:_LONGEST_DETAIL]
