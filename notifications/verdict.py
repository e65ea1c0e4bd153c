"""What became of one message: the one answer that every channel gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

State = Literal["sent", "retry", "dead", "unknown", "config"]
BeforeData = Callable[[], None]
"""Called just before the first byte that cannot be taken back. If it raises, nothing is sent."""

_LONGEST_DETAIL = 300
_BREAKING = frozenset(("Cc", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one message for one recipient.

    `sent`: the relay took it (delivery after the relay is not known here). `retry`: surely not sent, worth
    another try. `dead`: never will be; phase `rcpt` blames the address, `data` the text. `unknown`: the
    answer was lost after the text had gone out. `config`: our own settings or machine; stop the batch.
    `phase` is where it ended, `code` the relay's number where it gave one, `detail` one line free of secrets.
    """

    state: State
    phase: str
    code: int | None = None
    detail: str = ""


def one_line(text: str) -> str:
    """Fold line ends and control characters to single blanks; Thai's invisible word breaks stay."""
    return " ".join("".join(c if category(c) not in _BREAKING else " " for c in text).split())


def safe_detail(text: str | bytes, *secrets: str) -> str:
    """A text from outside made fit for a log: one line, cut short, with `secrets` struck out."""
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    for secret in filter(None, secrets):
        shown = shown.replace(secret, "****")
    return one_line(shown)[:_LONGEST_DETAIL]
