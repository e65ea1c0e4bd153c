"""Brings a file: refused before its bytes are read, or stored, filed in, looked into, and answered in words.

A script sends the bytes alone and gets the card back; a form without JavaScript sends parts and is sent to the page.
What a script sent by pieces (`web.member.pieces`) is asked for here by its id, and so is what could not be filed in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext
from functools import partial
from threading import BoundedSemaphore
from typing import BinaryIO, cast
from urllib.parse import unquote

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.access import Right
from domain.language.errors import BusyError, KamnotError, TooOftenError
from domain.language.ids import RequirementId
from domain.language.thai import thai_digits
from flows.evidence.bring import (
    LARGE,
    Arriving,
    Brought,
    TooLargeError,
    begin,
    finish,
    finish_later,
    finish_left,
    give_up,
    go_on,
    largest,
    on_its_way,
    refuse_bringing,
    store_full,
    too_large,
)
from web.front.bodies import ArrivingBytes, watched
from web.front.errors import not_there
from web.front.who import Here, PageRoutes, Visit, still_may
from web.member.activity import card_part

pages = PageRoutes()

UPLOADS = CapacityLimiter(32)
"""Threads for uploads, apart from those that answer pages."""
_AT_WORK = BoundedSemaphore(2)
"""For threads that file in what has come, as many as there are children that look into it. Ten at once would take no
less time for ten files, and each page would wait for all of them at every step: Python runs one thread at a time."""
_MOST_AT_ONCE = 4
_MOST_FILES = 20
_AROUND = 2**20
"""What a form's own words may add to its files."""


@pages.page("/a/{n}/bring/{slot}", Right.BRING_FILES, "POST")
async def bring_file(visit: Here, slot: str, request: Request) -> Response:
    """Take one file of a script, the files of a form, or what has come by pieces."""
    requirement = asked_for(visit, slot)
    come = request.headers.get("x-in")
    if come:
        arriving = await to_thread.run_sync(_of_pieces, visit, requirement, come)
        return await _answer(visit, arriving)
    with one_of_few(visit):
        take = _take_bytes if request.headers.get("x-part") else _take_form
        return await take(visit, requirement, request)


def asked_for(visit: Visit, slot: str) -> RequirementId:
    """The document that the address names. Raises NotThereError if the plan asks for none so called."""
    requirement = RequirementId(visit.number, slot)
    if requirement not in visit.ws.plan.requirement_by_id:
        raise not_there()
    return requirement


def _of_pieces(visit: Visit, requirement: RequirementId, id_: str) -> Arriving:
    found = on_its_way(visit.ws, visit.unit, id_, by=visit.account)
    if found.requirement != requirement:
        raise not_there()
    return found


@contextmanager
def one_of_few(visit: Visit) -> Iterator[None]:
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
    name, size = unquote(request.headers.get("x-name", "")), length_of(request, "content-length")
    most = largest(visit.ws.plan.requirement_by_id[requirement])
    arriving = await to_thread.run_sync(_begin, visit, requirement, name, size)
    body = ArrivingBytes(watched(request, most, partial(too_large, most)))
    await to_thread.run_sync(_receive, visit, arriving, body, limiter=UPLOADS)
    answer = await _answer(visit, arriving)
    if answer.status_code == 200:
        await to_thread.run_sync(give_up, visit.ws, arriving)
    return answer


def length_of(request: Request, header: str) -> int | None:
    """The bytes that a header announces; None if it says nothing that can be understood."""
    text = request.headers.get(header, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _begin(visit: Visit, requirement: RequirementId, name: str, size: int | None) -> Arriving:
    visit.office.count_file(visit.account)
    return begin(visit.ws, visit.unit, requirement, name, size, by=visit.account)


def _receive(visit: Visit, arriving: Arriving, body: object) -> None:
    """Take all bytes at once; nothing stays of a body that breaks."""
    with ExitStack() as broken:
        broken.callback(give_up, visit.ws, arriving)
        go_on(visit.ws, arriving, 0, cast("BinaryIO", body))
        broken.pop_all()


async def _answer(visit: Visit, arriving: Arriving) -> Response:
    """File in what has come, and show the card anew."""
    try:
        return await to_thread.run_sync(_file_and_show, visit, arriving, limiter=UPLOADS)
    except BusyError:
        visit.office.later.submit(finish_left, visit.ws, on=visit.office.today())
        return _try_again(visit, arriving)


def _file_and_show(visit: Visit, arriving: Arriving) -> Response:
    # A store may take minutes over a clip; what is small goes on meanwhile.
    with nullcontext() if (arriving.size or 0) > LARGE else _AT_WORK:
        brought = file_arrived(visit, arriving)
        slot = RequirementId.parse(arriving.requirement).name
        return card_part(visit, slot, brought.item, known=brought.known)


def _try_again(visit: Visit, arriving: Arriving) -> Response:
    """The bytes are here and the rows are not: trying again sends none of them."""
    answer = visit.page("parts/refusal.html", 503, sentence=_arrived(visit))
    answer.headers["X-In"] = arriving.id
    answer.headers["Retry-After"] = "5"
    return answer


def _arrived(visit: Visit) -> str:
    thai = "ไฟล์ถึงแล้ว แต่ระบบยังบันทึกไม่ได้เพราะมีผู้ใช้มาก กดลองอีกครั้ง ไม่ต้องส่งไฟล์ใหม่"
    english = "The file is here, and could not be recorded yet: many are at work. Try again; nothing is sent twice."
    return english if visit.language == "en" else thai


def file_arrived(visit: Visit, arriving: Arriving) -> Brought:
    """File in and look; the PDF for the learning centre is made after the answer."""
    if not still_may(visit, Right.BRING_FILES):
        give_up(visit.ws, arriving)
        raise not_there()
    brought = finish(visit.ws, arriving, on=visit.office.today())
    if brought.items:
        visit.office.later.submit(finish_later, visit.ws, visit.unit, brought, by=visit.account)
    return brought


async def _take_form(visit: Visit, requirement: RequirementId, request: Request) -> Response:
    """Take the files of a form, one after the other; the answer is told on the activity's page."""
    most = largest(visit.ws.plan.requirement_by_id[requirement])
    size = length_of(request, "content-length")
    about = size and max(size - _AROUND, 0)
    await to_thread.run_sync(refuse_bringing, visit.ws, visit.unit, requirement, about)
    whole = watched(request, most + _AROUND, partial(too_large, most))
    async with _told(), whole.form(max_files=_MOST_FILES, max_fields=10) as form:
        files = [f for f in form.getlist("file") if isinstance(f, UploadFile) and f.filename]
        if not files:
            raise KamnotError(
                "ยังไม่ได้เลือกไฟล์ โปรดกลับไปกดเลือกไฟล์ก่อน แล้วจึงกดส่ง",
                "No file was chosen; go back, choose one, then send it.",
            )
        brought = [
            await to_thread.run_sync(_store_and_file, visit, requirement, one, limiter=UPLOADS)
            for one in files
        ]
    last = brought[-1]
    known = "&known=1" if last.known else ""
    return visit.go(f"/a/{visit.number}?file={last.item}{known}")


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """Say in a sentence that a form has too many files, or that there is no room for them."""
    try:
        yield
    except OSError as error:
        raise store_full() from error
    except HTTPException as error:
        if not str(error.detail).startswith("Too many files"):
            raise
        raise TooLargeError(
            f"ส่งได้ครั้งละไม่เกิน {thai_digits(_MOST_FILES)} ไฟล์ โปรดเลือกให้น้อยลง แล้วส่งส่วนที่เหลือภายหลัง",
            f"At most {_MOST_FILES} files at a time; choose fewer and send the rest after them.",
        ) from None


def _store_and_file(visit: Visit, requirement: RequirementId, one: UploadFile) -> Brought:
    arriving = _begin(visit, requirement, one.filename or "", one.size)
    _receive(visit, arriving, one.file)
    brought = file_arrived(visit, arriving)
    give_up(visit.ws, arriving)
    return brought
