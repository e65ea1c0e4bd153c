"""Sends messages: finds the channel of each and returns a verdict.

`Courier` knows the configured URLs and nothing of the outbox; the flow claims messages and records verdicts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from domain.language.errors import KamnotError
from domain.language.thai import thai_digits
from domain.reminders.verdict import BeforeData, Verdict
from notifications.file_mailbox import drop

if TYPE_CHECKING:
    from notifications.email_plugin import KamnotMail, KeptLine

MAIL = "mail"
CHAT = "chat:"
ADDRESS = "{address}"
"""Where a chat's URL takes the address of one person."""
URLS_NAME = "KAMNOT_NOTIFY_URLS"
_MAIL_SCHEMAS = ("mailto", "mailtos", "kmail", "kmails")
DEFAULT_SENDER = "กำหนด (Kamnot) <kamnot@kamnot.invalid>"
"""The sender of mails if neither the office nor a relay's URL names one."""


class Courier:
    """Delivers one message at a time over the configured channels.

    The first mail URL in `urls` is the relay; without one, mails go to the `mailbox` folder. Other URLs
    are chats of the whole office (`chats`). A contact's chat URL is in the environment under a name, so that the
    database never holds its secret; its channel is `chat:<NAME>`, or `chat:<NAME>#<address>` where the address
    goes into the URL's `{address}`. `sender` is the office's choice; without it
    the relay's URL names the sender. Raises KamnotError if a mail URL cannot be read.
    """

    def __init__(
        self,
        urls: Sequence[str],
        mailbox: Path,
        environment: Mapping[str, str] | None = None,
        *,
        sender: str | None = None,
    ) -> None:
        mail = [url for url in urls if _schema(url) in _MAIL_SCHEMAS]
        self._mailbox = mailbox
        self._sender = sender
        self._environment = os.environ if environment is None else environment
        self._chats = {
            f"{CHAT}{URLS_NAME}#{number}": url
            for number, url in enumerate((u for u in urls if u not in mail), start=1)
        }
        self._relay = _relay(mail[0], sender) if mail else None

    @property
    def chats(self) -> tuple[str, ...]:
        """The channels of the office's own chats, such as `chat:KAMNOT_NOTIFY_URLS#1`."""
        return tuple(self._chats)

    @property
    def sender(self) -> str:
        """Who the mails come from, as `ชื่อ <address>`."""
        if self._sender is not None:
            return self._sender
        return self._relay.sender if self._relay else DEFAULT_SENDER

    @property
    def domain(self) -> str:
        """The domain of our Message-IDs: the sender's."""
        return self.sender.rpartition("@")[2].rstrip(">")

    @property
    def has_relay(self) -> bool:
        """Whether mails leave this machine; else they are files in the mailbox folder."""
        return self._relay is not None

    def deliver(
        self, *, recipient: str, raw: bytes, channel: str, before_data: BeforeData
    ) -> Verdict:
        """Send one message; `raw` is a whole mail, or for a chat its UTF-8 text.

        Never raises for what the other side does. An error of `before_data` is raised; then nothing was sent.
        """
        if channel.startswith(CHAT):
            return self._chat(channel, raw, before_data)
        if self._relay is not None:
            return self._relay.deliver(recipient, raw, before_data)
        before_data()
        return drop(self._mailbox, raw)

    @contextmanager
    def keep_open(self) -> Iterator[OpenCourier]:
        """A courier for many messages, one after another, over one connection to the relay."""
        with ExitStack() as stack:
            line = stack.enter_context(self._relay.keep_open()) if self._relay else None
            yield OpenCourier(self, line)

    def _chat(self, channel: str, raw: bytes, before_data: BeforeData) -> Verdict:
        name, _, address = channel.removeprefix(CHAT).partition("#")
        office = self._chats.get(channel)
        url = office or self._environment.get(name, "")
        if not url:
            return Verdict("config", "connect", None, f"no chat URL under the name {name}")
        if office is None and bool(address) != (ADDRESS in url):
            detail = f"an address after {name}# and {ADDRESS} in its URL need each other"
            return Verdict("config", "connect", None, detail)
        url = url.replace(ADDRESS, quote(address, safe=""))
        return post(url, raw.decode(errors="replace"), before_data)


class OpenCourier:
    """A courier that keeps its connection to the relay open; for one thread."""

    def __init__(self, courier: Courier, line: KeptLine | None) -> None:
        self._courier = courier
        self._line = line

    @property
    def ready(self) -> tuple[str, ...]:
        """The channels whose next message goes out at once, because its connection is open."""
        return (MAIL,) if self._line is not None and self._line.ready else ()

    def hang_up(self) -> None:
        """Close the connection; the next mail opens another."""
        if self._line is not None:
            self._line.close()

    def deliver(
        self, *, recipient: str, raw: bytes, channel: str, before_data: BeforeData
    ) -> Verdict:
        """As `Courier.deliver`."""
        if self._line is not None and not channel.startswith(CHAT):
            return self._line.deliver(recipient, raw, before_data)
        return self._courier.deliver(
            recipient=recipient, raw=raw, channel=channel, before_data=before_data
        )


def post(url: str, text: str, before_data: BeforeData) -> Verdict:
    """Post a short text to one chat by Apprise URL. Apprise answers only yes or no, so no means: try again."""
    from apprise import Apprise, NotifyFormat

    from notifications.email_plugin import mute_apprise

    mute_apprise()
    chat = Apprise()
    if not chat.add(url):
        return Verdict(
            "config", "connect", None, f"not a chat URL that Apprise can read: {_schema(url)}://"
        )
    before_data()
    if chat.notify(body=text, body_format=NotifyFormat.TEXT):
        return Verdict("sent", "chat", None, _schema(url))
    return Verdict("retry", "chat", None, f"{_schema(url)} did not take the message")


def check_urls(urls: Sequence[str], sender: str | None = None) -> None:
    """Read every URL without sending. Raises KamnotError, without the secret, for a bad one."""
    from apprise import Apprise

    from notifications.email_plugin import mute_apprise

    mute_apprise()
    for number, url in enumerate(urls, start=1):
        if _schema(url) in _MAIL_SCHEMAS:
            _relay(url, sender)
        elif not Apprise().add(url):
            raise KamnotError(
                f"อ่านค่าลำดับที่ {thai_digits(number)} ใน {URLS_NAME} ({_schema(url)}://) ไม่ได้ โปรดแก้ตามคู่มือ Apprise",
                f"Cannot read entry {number} of {URLS_NAME} ({_schema(url)}://); see Apprise's manual.",
            )


def _relay(url: str, sender: str | None) -> KamnotMail:
    from notifications.email_plugin import KamnotMail

    return KamnotMail.from_url(url, sender)


def _schema(url: str) -> str:
    schema, mark, _ = url.strip().partition("://")
    return schema.lower() if mark and schema.isalnum() else "?"
