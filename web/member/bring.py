"""Brings a file: refused before its bytes are read, or stored, filed in, looked into, and answered in words.

A script sends the bytes alone and gets the card back; a form without JavaScript sends parts and is sent to the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast
from urllib.parse import unquote

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from domain.access import Right
from domain.language.errors import BusyError, KamnotError, TooOftenError
from domain.language.ids import RequirementId
from flows.evidence.bring import (
    Brought,
    Stored,
    bring,
    finish_later,
    free_name,
    largest,
    receive,
    refuse_bringing,
)
from web.front.errors import not_there
from web.front.who import Here, PageRoutes, Visit
from web.member.activity import card_part
from web.member.bodies import ArrivingBytes, watched

pages = PageRoutes()

_UPLOADS = CapacityLimiter(32)
"""Threads for uploads, apart from those that answer pages."""
_MOST_AT_ONCE = 4
_MOST_FILES = 20
_AROUND = 2**20
"""What a form's own words may add to its files."""


@pages.page("/a/{n}/bring/{slot}", Right.BRING_FILES, "POST")
async def bring_file(visit: Here, slot: str, request: Request) -> Response:
    """Take one file of a script, or the files of a form."""
    requirement = RequirementId(visit.number, slot)
    if requirement not in visit.ws.plan.requirement_by_id:
        raise not_there()
    length = request.headers.get("content-length", "")
    part = bool(request.headers.get("x-part"))
    size = int(length) if length.isdigit() and part else None
    await to_thread.run_sync(refuse_bringing, visit.ws, requirement, size)
    with _one_of_few(visit):
        take = _take_bytes if part else _take_form
        return await take(visit, requirement, request)


@contextmanager
def _one_of_few(visit: Visit) -> Iterator[None]:
    """Let one person send so many bodies at once and no more."""
    at_once = visit.office.bodies
    if at_once[visit.account] >= _MOST_AT_ONCE:
        raise TooOftenError(
            "กำลังส่งหลายไฟล์พร้อมกันอยู่ โปรดรอให้ไฟล์ก่อนหน้าส่งเสร็จ",
            "Several files are being sent already; wait until they are done.",
        )
    at_once[visit.account] += 1
    try:
        yield
    finally:
        at_once[visit.account] -= 1


async def _take_bytes(visit: Visit, requirement: RequirementId, request: Request) -> Response:
    """Take the body as the file; its name is in a header."""
    name = unquote(request.headers.get("x-name", ""))
    asked = visit.ws.plan.requirement_by_id[requirement]
    kept = visit.office.arrived.get((visit.account, request.headers.get("x-stored", "")))
    if kept is None:
        body = ArrivingBytes(watched(request, largest(asked)))
        kept = await to_thread.run_sync(receive, visit.ws, cast(BinaryIO, body), limiter=_UPLOADS)
    try:
        brought = await to_thread.run_sync(_file, visit, requirement, name, kept, limiter=_UPLOADS)
    except BusyError:
        visit.office.remember(visit.account, kept)
        return _try_again(visit, kept)
    return await to_thread.run_sync(_card, visit, requirement, brought)


def _card(visit: Visit, requirement: RequirementId, brought: Brought) -> Response:
    return card_part(visit, requirement.name, brought.item, known=brought.known)


def _try_again(visit: Visit, kept: Stored) -> Response:
    """The bytes are here and the rows are not: trying again sends none of them."""
    answer = visit.page("parts/refusal.html", 503, sentence=_arrived(visit))
    answer.headers["X-Stored"] = kept.sha256
    answer.headers["Retry-After"] = "5"
    return answer


def _arrived(visit: Visit) -> str:
    thai = "ไฟล์ถึงแล้ว แต่ระบบยังบันทึกไม่ได้เพราะมีผู้ใช้มาก กดลองอีกครั้ง ไม่ต้องส่งไฟล์ใหม่"
    english = "The file is here, and could not be recorded yet: many are at work. Try again; nothing is sent twice."
    return english if visit.language == "en" else thai


def _file(visit: Visit, requirement: RequirementId, name: str, stored: Stored) -> Brought:
    """File in and look; the PDF for the learning centre is made after the answer."""
    asked = visit.ws.plan.requirement_by_id[requirement]
    known = visit.now_standing.versions(requirement)
    brought = bring(
        visit.ws, visit.unit, requirement, free_name(name or "file", asked, known, stored.sha256), stored,
        on=visit.office.today(), by=visit.account,
    )  # fmt: skip
    visit.office.later.submit(finish_later, visit.ws, visit.unit, brought, by=visit.account)
    return brought


async def _take_form(visit: Visit, requirement: RequirementId, request: Request) -> Response:
    """Take the files of a form, one after the other; the answer is told on the activity's page."""
    asked = visit.ws.plan.requirement_by_id[requirement]
    whole = watched(request, largest(asked) + _AROUND)
    async with whole.form(max_files=_MOST_FILES, max_fields=10) as form:
        files = [f for f in form.getlist("file") if isinstance(f, UploadFile) and f.filename]
        if not files:
            raise KamnotError(
                "ยังไม่ได้เลือกไฟล์ โปรดกลับไปกดเลือกไฟล์ก่อน แล้วจึงกดส่ง",
                "No file was chosen; go back, choose one, then send it.",
            )
        brought = [
            await to_thread.run_sync(
                _store_and_file, visit, requirement, one.filename or "", one.file, limiter=_UPLOADS
            )
            for one in files
        ]
    last = brought[-1]
    known = "&known=1" if last.known else ""
    return visit.go(f"/a/{visit.number}?file={last.item}{known}")


def _store_and_file(
    visit: Visit, requirement: RequirementId, name: str, stream: IO[bytes]
) -> Brought:
    return _file(visit, requirement, name, receive(visit.ws, cast(BinaryIO, stream)))
