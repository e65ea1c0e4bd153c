"""The verdict on one attempt to hand a letter over: the answer that every channel gives and the outbox records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

VerdictState = Literal["sent", "retry", "dead", "unknown", "config"]
BeforeData = Callable[[], None]
"""Called just before the text goes out. If it raises, nothing is sent."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of sending one message to one recipient.

    `sent`: the relay took it; later delivery is unknown. `retry`: not sent, worth another try. `dead`: cannot be
    sent; phase `rcpt` blames the address, `data` the text. `unknown`: the answer was lost after the text had gone
    out. `config`: our settings or machine are at fault; stop the round. `phase` is where it ended, `code` the
    relay's number if it gave one, `detail` one line without secrets.
    """

    state: VerdictState
    phase: str
    code: int | None = None
    detail: str = ""

    @property
    def blames_channel(self) -> bool:
        """Whether the channel's next message would only meet the same: it is away, or refuses our set-up."""
        return self.state == "config" or (self.state, self.phase) == ("retry", "connect")
