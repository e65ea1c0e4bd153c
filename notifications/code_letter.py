"""Writes the mails about signing in: a code, and the notice that somebody handed one over."""

from __future__ import annotations

from html import escape

from domain.language.thai import thai_digits
from notifications.layout import Digest


def code_letter(code: str, minutes: int, link: str, language: str) -> Digest:
    """The mail with a code that was just asked for. `link` opens the page with a button; it signs nobody in."""
    shown = f"{code[:4]} {code[4:]}"
    if language == "en":
        lines = (
            f"Your code for Kamnot: {shown}",
            f"It works once, for {minutes} minutes, in the browser that asked for it.",
            "If you did not ask for it, do nothing. Nobody from the office will ask you for this code.",
        )
        return _letter("[Kamnot] Your code", lines, link, "Open the page and press the button")
    lines = (
        f"รหัสเข้าใช้กำหนด: {shown}",
        f"ใช้ได้ครั้งเดียว ภายใน {thai_digits(minutes)} นาที ในเบราว์เซอร์ที่ขอรหัสนี้",
        "ถ้าท่านไม่ได้ขอ ไม่ต้องทำอะไร และไม่มีเจ้าหน้าที่คนใดจะถามรหัสนี้จากท่าน",
    )
    return _letter("[กำหนด] รหัสเข้าใช้", lines, link, "เปิดหน้าเข้าใช้แล้วกดปุ่ม")


def handed_over_letter(office: str, language: str) -> Digest:
    """The notice to a person for whom somebody made a code."""
    if language == "en":
        lines = (
            f"A code to sign in to Kamnot was made for you by “{office}”.",
            "If you do not know of it, tell the planning group now.",
        )
        return _letter("[Kamnot] A code was made for you", lines, "", "")
    lines = (
        f"“{office}” ออกรหัสเข้าใช้กำหนดให้ท่าน",
        "ถ้าท่านไม่ทราบเรื่อง โปรดแจ้งคณะทำงานด้านแผนฯ ทันที",
    )
    return _letter("[กำหนด] มีผู้ออกรหัสเข้าใช้ให้ท่าน", lines, "", "")


def _letter(subject: str, lines: tuple[str, ...], link: str, title: str) -> Digest:
    text = "\n\n".join((*lines, *((f"{title}: {link}",) if link else ()))) + "\n"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    anchor = f'<p><a href="{escape(link)}">{escape(title)}</a></p>' if link else ""
    return Digest(
        subject, text, f"<!DOCTYPE html><html><body>{paragraphs}{anchor}</body></html>", ""
    )
