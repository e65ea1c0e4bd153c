"""Makes the bytes of one mail, the same for the same input, so that a resent mail is provably the same.

Apprise's own builder loses long Thai subjects and takes no Message-ID of ours (docs/decisions/delivery.md).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from domain.language.errors import KamnotError
from notifications.safe_text import one_line

_NAMED = re.compile(r"(.*)<([^<>]*)>\s*", re.DOTALL)
_ATOM, _LABEL = r"[A-Za-z0-9_+-]+", r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ORDINARY = re.compile(rf"{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+{_LABEL}")
"""Addresses that need no closer check: parsing one costs as much as sending it."""
_FROM = re.compile(rb"\AFrom: .*\r\n(?: .*\r\n)*")
_PLAIN_WIDTH = 60
"""An ASCII header up to this length needs no folding."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to attach; its `name` may be Thai, `content_type` is such as `application/pdf`."""

    name: str
    content_type: str
    data: bytes
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture inside the letter: the HTML shows it by `<img src="cid:…">` with this `cid`."""

    cid: str
    content_type: str
    data: bytes


def message_id(seed: str, domain: str) -> str:
    """The Message-ID that follows from `seed`: `<32 hex digits@domain>`.

    Two mails that must count as two need different seeds, so the seed names the run.
    """
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain}>"


def check_address(text: str) -> str:
    """The bare mail address. Raises KamnotError if a relay could not carry it.

    Only ASCII before the @, because few Thai relays offer SMTPUTF8; a Thai domain becomes its IDNA form.
    """
    if _ORDINARY.fullmatch(text):
        return text
    try:
        local, at, domain = text.strip().rpartition("@")
        address = Address(addr_spec=f"{local}@{domain.encode('idna').decode()}")
        sound = bool(at and local and "." in domain.strip(".")) and address.addr_spec.isascii()
    except (MessageError, ValueError, IndexError):
        sound = False
    if not sound or not address.addr_spec.isprintable() or " " in address.addr_spec:
        shown = one_line(text)
        raise KamnotError(
            f"ที่อยู่อีเมล “{shown}” ใช้ไม่ได้ โปรดแก้ให้เป็นรูปแบบ name@example.go.th",
            f"The mail address “{shown}” cannot be used; write it as name@example.go.th.",
        )
    return address.addr_spec


def build_mail(
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
    reply_to: str = "",
    attachments: Sequence[Attachment] = (),
    pictures: Sequence[InlinePicture] = (),
) -> bytes:
    """One mail to one recipient as it goes over the wire (CRLF, ASCII only).

    `sender` is an address or `ชื่อ <address>`; answers go to `reply_to` if there is one. `date` carries its zone. Line
    ends and control characters in headers become blanks. Raises KamnotError if an address cannot be used.
    """
    body = EmailMessage(policy=SMTP)
    # base64 takes 4 bytes for a Thai letter where quoted-printable takes 9.
    body.set_content(_encodable(text), cte="base64")
    body.add_alternative(_encodable(html), subtype="html", cte="base64")
    _show(body, pictures)
    for attachment in attachments:
        kind, _, subtype = attachment.content_type.partition("/")
        name = one_line(attachment.name)
        body.add_attachment(
            attachment.data,
            maintype=kind,
            subtype=subtype,
            filename=name,
            params=dict(attachment.params),
        )
    _fix_boundaries(body, message_id)
    headers = (
        ("From", _sender(sender)),
        *((("Reply-To", check_address(reply_to)),) if reply_to else ()),
        ("To", check_address(recipient)),
        ("Subject", _words("Subject", _encodable(one_line(subject)))),
        ("Date", format_datetime(date)),
        ("Message-ID", one_line(message_id)),
        # Out-of-office programs answer every mail without this header (RFC 3834).
        ("Auto-Submitted", "auto-generated"),
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("ascii") + body.as_bytes()


def signed_by(raw: bytes, sender: str) -> bytes:
    """A whole mail with another sender; what is no mail stays as it is."""
    header = f"From: {_sender(sender)}\r\n".encode("ascii")
    return _FROM.sub(lambda _: header, raw, count=1)


def _show(body: EmailMessage, pictures: Sequence[InlinePicture]) -> None:
    """Put the pictures beside the HTML that shows them; the plain text has none."""
    html = body.get_body(("html",))
    if html is None:
        return
    for picture in pictures:
        kind, _, subtype = picture.content_type.partition("/")
        html.add_related(picture.data, kind, subtype, cid=f"<{picture.cid}>", disposition="inline")


def _sender(text: str) -> str:
    named = _NAMED.fullmatch(text)
    if named is None:
        return check_address(text)
    name, address = _encodable(one_line(named[1])), check_address(named[2])
    if name.isascii():
        return formataddr((name, address))
    return f"{_words('From', name)}\r\n <{address}>"


def _words(header: str, text: str) -> str:
    """Fold `text` into encoded words of whole letters (RFC 2047).

    EmailMessage's folding (Python 3.11 to 3.13) loses blanks between encoded words: a long Thai subject
    arrives with "มีนาคม๒๕๖๗".
    """
    if text.isascii() and len(text) <= _PLAIN_WIDTH and "=?" not in text:
        return text
    return Header(text, "utf-8", header_name=header, maxlinelen=76).encode(linesep="\r\n")


def _encodable(text: str) -> str:
    """Half characters (from file names in a foreign encoding) become question marks."""
    return text.encode("utf-8", "replace").decode()


def _fix_boundaries(mail: EmailMessage, seed: str) -> None:
    """Replace Python's random boundaries by some that follow from the mail. Base64 bodies cannot contain them."""
    for number, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{seed}|{number}'.encode()).hexdigest()[:32]}_=")
