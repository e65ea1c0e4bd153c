"""One mail's bytes: the same for the same input, readable everywhere, safe from what is put into it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.errors import KamnotError
from notifications.message import (
    _ORDINARY,
    Attachment,
    InlinePicture,
    build_mail,
    check_address,
    message_id,
)

NINE = datetime(2024, 3, 13, 9, 0, tzinfo=timezone(timedelta(hours=7)))
SUBJECT = "[กำหนด] ๑๒ กิจกรรมยังไม่ครบ กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗"


def build(**changes: Any) -> bytes:
    values: dict[str, Any] = {
        "sender": "กำหนด (Kamnot) <kamnot@example.go.th>",
        "recipient": "planning@example.go.th",
        "subject": SUBJECT,
        "text": "เรียน คณะทำงาน\n.จุดนำหน้า\n",
        "html": "<p>เรียน คณะทำงาน</p>",
        "message_id": message_id("seed", "example.go.th"),
        "date": NINE,
    }
    return build_mail(**(values | changes))


def read(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def header(raw: bytes, name: str) -> str:
    return str(make_header(decode_header(message_from_bytes(raw)[name])))


def part(raw: bytes, kind: str) -> str:
    found = read(raw).get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_the_same_input_gives_the_same_bytes() -> None:
    attachment = Attachment("รายงาน.pdf", "application/pdf", b"%PDF-1.7")
    assert build(attachments=[attachment]) == build(attachments=[attachment])


def test_a_thai_subject_of_500_letters_arrives_whole_in_short_lines() -> None:
    subject = (SUBJECT + " ") * 9 + SUBJECT
    raw = build(subject=subject)
    assert len(subject) > 400
    assert header(raw, "Subject") == subject
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert raw.isascii()


@given(st.text(alphabet="กำหนด ๑๒ab[]()<>=?_\"';:,.", max_size=300))
def test_any_subject_arrives_as_written(subject: str) -> None:
    assert header(build(subject=subject), "Subject") == " ".join(subject.split())


@given(st.text(max_size=80))
def test_no_text_makes_the_mail_fail_or_adds_a_header(text: str) -> None:
    mail = read(build(subject=text, text=text, html=text, sender=f"{text[:20]} <a@example.go.th>"))
    assert sorted(mail.keys()) == [
        "Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "injected",
    ["a\r\nBcc: spy@example.com", "a\nBcc: spy@example.com", "a\rb", "a\x00b", "a\u2028b"],
)
def test_line_ends_in_a_subject_become_blanks(injected: str) -> None:
    mail = read(build(subject=injected))
    assert mail["Bcc"] is None
    assert "\n" not in header(build(subject=injected), "Subject")


def test_the_text_part_is_our_own_beside_the_html() -> None:
    raw = build()
    assert part(raw, "plain").splitlines() == ["เรียน คณะทำงาน", ".จุดนำหน้า"]
    assert part(raw, "html").strip() == "<p>เรียน คณะทำงาน</p>"


def test_a_thai_attachment_keeps_its_name_and_bytes() -> None:
    name = "รายงานผลการดำเนินงานตามแผนไตรมาสที่ ๒ ของสำนักการคลังและงบประมาณ.pdf"
    raw = build(attachments=[Attachment(name, "application/pdf", b"%PDF-1.7 \x00\xff")])
    found = next(read(raw).iter_attachments())
    assert isinstance(found, EmailMessage)
    assert found.get_filename() == name
    assert found.get_content() == b"%PDF-1.7 \x00\xff"


def test_a_picture_stands_inside_the_html_and_leaves_the_text_alone() -> None:
    shown = '<p><img src="cid:chart@kamnot.invalid" alt="แผนภูมิ"></p>'
    picture = InlinePicture("chart@kamnot.invalid", "image/png", b"\x89PNG\x00\xff")
    files = [Attachment("แผนภูมิ.svg", "image/svg+xml", b"<svg/>")]
    raw = build(html=shown, pictures=[picture], attachments=files)
    related = read(raw).get_body(("related",))
    assert related is not None
    [inside] = related.iter_attachments()
    assert (inside["Content-ID"], inside.get_content_disposition()) == (
        "<chart@kamnot.invalid>", "inline",
    )  # fmt: skip
    assert inside.get_content() == picture.data
    assert part(raw, "html").strip() == shown
    assert part(raw, "plain").splitlines() == ["เรียน คณะทำงาน", ".จุดนำหน้า"]
    assert [f.get_filename() for f in read(raw).iter_attachments()] == ["แผนภูมิ.svg"]
    assert raw == build(html=shown, pictures=[picture], attachments=files)


def test_a_long_thai_sender_keeps_its_name() -> None:
    name = "กำหนด สำนักการคลังและงบประมาณ สำนักงานเลขาธิการวุฒิสภา"
    raw = build(sender=f"{name} <kamnot@example.go.th>")
    assert header(raw, "From") == f"{name} <kamnot@example.go.th>"


def test_robots_are_told_not_to_answer() -> None:
    assert read(build())["Auto-Submitted"] == "auto-generated"


def test_each_header_stands_once() -> None:
    mail = read(build(attachments=[Attachment("a.txt", "application/octet-stream", b"a")]))
    assert len(set(mail.keys())) == len(mail.keys())


def test_the_message_id_follows_from_its_seed() -> None:
    first = message_id("a", "example.go.th")
    assert first == message_id("a", "example.go.th") != message_id("b", "example.go.th")
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.go\.th>", first)


@given(address=st.from_regex(_ORDINARY, fullmatch=True))
def test_an_ordinary_address_is_one_to_the_librarys_parser_too(address: str) -> None:
    local, _, domain = address.rpartition("@")
    assert Address(addr_spec=f"{local}@{domain.encode('idna').decode()}").addr_spec == address
    assert check_address(address) == address


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("officer@example.go.th", "officer@example.go.th"),
        ("  officer@example.go.th ", "officer@example.go.th"),
        ("officer@ตัวอย่าง.ไทย", "officer@xn--72c1a1bt4awk9o.xn--o3cw4h"),
    ],
)
def test_a_sound_address_is_kept(written: str, bare: str) -> None:
    assert check_address(written) == bare


@pytest.mark.parametrize(
    "address",
    ["", "@", "a@", "@example.go.th", "officer", "officer@host", "เจ้าหน้าที่@example.go.th", "a b@example.go.th",
     "a@example.go.th, b@example.go.th", "<a@example.go.th>", "a@b@example.go.th", "a@example..th",
     "a@example.go.th\r\nBcc: spy@example.com", "a@example.go.th\nRCPT TO:<spy@example.com>"],
)  # fmt: skip
def test_an_address_that_no_relay_can_carry_is_refused_in_one_line(address: str) -> None:
    with pytest.raises(KamnotError, match="ที่อยู่อีเมล") as caught:
        build(recipient=address)
    assert "\n" not in caught.value.thai
