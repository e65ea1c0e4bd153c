"""From an error to its status and page: one sentence, what was kept, one way on; a number that stands in the log."""

from __future__ import annotations

import logging
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from domain.language.bilingual import Bilingual
from domain.language.errors import (
    BusyError,
    CouldNotFinishError,
    KamnotError,
    NotAllowedError,
    NotThereError,
    OvertakenError,
    SurroundingsError,
    TooOftenError,
)
from flows.evidence.bring import TooLargeError
from web.front.shown import render, told

log = logging.getLogger("kamnot.web")

_STATUS: tuple[tuple[type[KamnotError], int], ...] = (
    (TooLargeError, 413),
    (TooOftenError, 429),
    (BusyError, 503),
    (SurroundingsError, 507),
    (CouldNotFinishError, 503),
    (NotThereError, 404),
    (NotAllowedError, 403),
    (OvertakenError, 409),
    (KamnotError, 422),
)


NOT_THERE = NotThereError(
    "ที่อยู่นี้ไม่มี หรือเป็นงานของคณะทำงานอื่น ถ้ามาจากลิงก์ในจดหมาย โปรดแจ้งคณะทำงานด้านแผนฯ",
    "There is no such page, or it is another group's. If a letter led here, tell the planning group.",
)


def not_there() -> NotThereError:
    """The error of a page that is not there, or not this person's: both are told alike."""
    return NotThereError(NOT_THERE.thai, NOT_THERE.english)


_BY_STATUS = {
    400: KamnotError("คำขอนี้อ่านไม่ได้ โปรดกลับไปหน้าก่อนแล้วลองใหม่", "This request cannot be read; go back and try again."),
    403: KamnotError("ไม่รับคำขอนี้ เพราะไม่ได้มาจากหน้าของกำหนด โปรดเปิดหน้าจากที่อยู่ที่ได้รับ แล้วทำใหม่",
              "Refused: this did not come from a page of Kamnot. Open the page from its own address and try again."),
    404: NOT_THERE,
    405: NOT_THERE,
    408: KamnotError("ไฟล์มาถึงไม่ครบ เพราะสัญญาณขาดหรือช้าเกินไป โปรดส่งใหม่ ไฟล์อื่นที่ส่งแล้วยังอยู่",
              "The file did not arrive whole: the line broke or was too slow. Send it again; the others are kept."),
    412: KamnotError("โปรแกรมที่ส่งไฟล์ใช้ข้อตกลงรุ่นอื่น โปรดใช้ปุ่มในหน้านี้",
              "The program that sends speaks another version; use the button on the page."),
    413: KamnotError("ไฟล์หรือข้อความใหญ่เกินกำหนด โปรดลดขนาดแล้วส่งใหม่", "Larger than allowed; make it smaller."),
    415: KamnotError("ส่งมาในรูปแบบที่ไม่รับ โปรดใช้ปุ่มในหน้านี้", "This form is not taken; use the button on the page."),
}  # fmt: skip


def status_of(error: KamnotError) -> int:
    """The status of a sentence, by its kind."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def page_of(request: Request, said: Bilingual, status: int, number: str = "") -> Response:
    """The page of an error; only its part for a script that asked for a part."""
    language = getattr(request.state, "language", "th")
    part = "parts/refusal.html" if request.headers.get("x-part") else "error.html"
    body = render(part, language, sentence=told(said, language), status=status, number=number,
                  visit=getattr(request.state, "visit", None), base=base_of(request))  # fmt: skip
    headers = {"Retry-After": "60" if status == 429 else "5"} if status in (429, 503) else {}
    return HTMLResponse(body, status, headers)


def base_of(request: Request) -> str:
    """What stands before the path of every link: the unit, where the address names one."""
    unit = request.scope.get("kamnot.unit")
    return f"/u/{unit}" if unit else ""


async def on_kamnot_error(request: Request, error: Exception) -> Response:
    """A sentence of the rules."""
    assert isinstance(error, KamnotError)  # noqa: S101  # registered for it alone
    status = status_of(error)
    if status >= 500:
        cause = error.__cause__  # for IT: which folder or bucket it was
        told = cause.english if isinstance(cause, KamnotError) else type(error).__name__
        log.warning("%s: %s", request.state.number, told)
    return page_of(request, error, status, request.state.number)


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the server itself refuses: no such address, a body too large."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    said = _BY_STATUS.get(status, _BY_STATUS[400])
    return page_of(request, said, 404 if status == 405 else status, request.state.number)


async def on_fault(request: Request, error: Exception) -> Response:
    """A mistake of the program: the log has it under the number that the page shows."""
    log.error("%s: %s", request.state.number, type(error).__name__, exc_info=error)
    said = KamnotError(
        "ระบบขัดข้อง สิ่งที่ส่งสำเร็จแล้วยังอยู่ครบ โปรดลองใหม่ ถ้ายังเป็นอีก แจ้งผู้ดูแลพร้อมเลขนี้",
        "Something failed; what was kept before is kept. Try again, or tell IT this number.",
    )
    return page_of(request, said, 500, request.state.number)


def new_number() -> str:
    """A short number by which a page's error is found in the log."""
    return secrets.token_hex(3)
