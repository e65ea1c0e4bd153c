"""Takes a large file by pieces that can break off and go on: tus 1.0, core with creation, termination and expiration.

A file is begun at its document's address and lives at `/in/{id}` for a day after its last piece, for its sender alone.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import BinaryIO, cast

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.access import Right
from domain.language.errors import KamnotError
from flows.evidence.bring import Arriving, begin, give_up, go_on, largest, so_far, too_large
from web.front.bodies import ArrivingBytes, watched
from web.front.errors import not_there
from web.front.who import Here, PageRoutes, Visit
from web.member.bring import UPLOADS, asked_for, file_arrived, length_of, one_of_few

pages = PageRoutes()

_VERSION = "1.0.0"
_EXTENSIONS = "creation,termination,expiration"
_A_DAY = timedelta(days=1)
_MOST_SAID = 2_000
"""Letters of what a sender tells of a file: a name of 255 bytes, and as much again."""


@pages.page("/a/{n}/in/{slot}", Right.BRING_FILES, "OPTIONS")
def offered(visit: Here, slot: str) -> Response:
    """What of the protocol is spoken here, and how large a file may be."""
    most = largest(visit.ws.plan.requirement_by_id[asked_for(visit, slot)])
    return _said({"Tus-Max-Size": str(most)})


@pages.page("/a/{n}/in/{slot}", Right.BRING_FILES, "POST")
def start(visit: Here, slot: str, request: Request) -> Response:
    """Begin a file of a length that is known; its pieces go to the address in the answer."""
    _check_version(request)
    requirement, size = asked_for(visit, slot), length_of(request, "upload-length")
    said = request.headers.get("upload-metadata", "")
    if size is None or len(said) > _MOST_SAID:
        raise HTTPException(400)
    if not size:
        raise KamnotError("ไฟล์ว่างเปล่า โปรดเลือกไฟล์อื่น", "The file is empty; choose another.")
    visit.office.count_file(visit.account)
    arriving = begin(
        visit.ws, visit.unit, requirement, _name(said), size, by=visit.account, said=said
    )
    return _said({"Location": f"{visit.base}/in/{arriving.id}"} | _expiry(), 201)


@pages.page("/in/{arriving}", Right.BRING_FILES, "OPTIONS")
def offered_there(visit: Here) -> Response:
    """The same of a file that has begun."""
    return _said({"Tus-Max-Size": str(_of(visit).size)})


@pages.page("/in/{arriving}", Right.BRING_FILES, "HEAD")
def ask(visit: Here, request: Request) -> Response:
    """How much of it has come."""
    _check_version(request)
    arriving = _of(visit)
    headers = {
        "Upload-Offset": str(so_far(visit.ws, arriving)),
        "Upload-Length": str(arriving.size),
        "Cache-Control": "no-store",
    }
    said = {"Upload-Metadata": arriving.said} if arriving.said else {}
    return _said(headers | said | _expiry(), 200)


@pages.page("/in/{arriving}", Right.BRING_FILES, "PATCH")
async def take(visit: Here, request: Request) -> Response:
    """Take a piece. After the last the file is filed in and looked into; an empty piece at the end tries it again."""
    _check_version(request)
    arriving, at = _of(visit), length_of(request, "upload-offset")
    if request.headers.get("content-type") != "application/offset+octet-stream":
        raise HTTPException(415)
    if at is None:
        raise HTTPException(400)
    size = arriving.size or 0
    body = ArrivingBytes(watched(request, max(size - at, 0), partial(too_large, size)))
    with one_of_few(visit):
        there = await to_thread.run_sync(
            go_on, visit.ws, arriving, at, cast("BinaryIO", body), limiter=UPLOADS
        )
        if there == size:
            await to_thread.run_sync(file_arrived, visit, arriving, limiter=UPLOADS)
    return _said({"Upload-Offset": str(there)} | _expiry())


@pages.page("/in/{arriving}", Right.BRING_FILES, "DELETE")
def drop(visit: Here, request: Request) -> Response:
    """Give a file up; once it is filed in, it stays."""
    _check_version(request)
    give_up(visit.ws, _of(visit))
    return _said({})


def _of(visit: Visit) -> Arriving:
    """The file that the address names; who may know of it was asked before the body was read."""
    if visit.arriving is None:
        raise not_there()
    return visit.arriving


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != _VERSION:
        raise HTTPException(412)


def _said(headers: dict[str, str], status: int = 204) -> Response:
    told = {"Tus-Resumable": _VERSION, "Tus-Version": _VERSION, "Tus-Extension": _EXTENSIONS}
    return Response(status_code=status, headers=told | headers)


def _expiry() -> dict[str, str]:
    return {"Upload-Expires": format_datetime(datetime.now(UTC) + _A_DAY, usegmt=True)}


def _name(said: str) -> str:
    """The name of the file in what its sender tells: pairs of a word and a value in base64."""
    for pair in said.split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except ValueError:
                raise HTTPException(400) from None
    return ""
