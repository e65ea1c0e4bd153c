"""Takes the bytes of a body from the network: counted, with an end to those that stall."""

from __future__ import annotations

import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

import anyio
from anyio import from_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

_SILENT_SECONDS = 30.0
_SLOWEST = 2 * 2**10
"""Bytes a second over a minute below which an upload is given up."""
_MINUTE = 60.0

Message = MutableMapping[str, Any]


class Watched:
    """Receives a request's body: raises once it stalls, comes too slowly, or is larger than `most` (then `over`)."""

    def __init__(
        self,
        receive: Callable[[], Awaitable[Message]],
        most: int,
        over: Callable[[], Exception] = lambda: HTTPException(413),
    ) -> None:
        self._receive = receive
        self._most, self._over = most, over
        self._so_far, self._whole = 0, False
        self._since, self._then = time.monotonic(), 0

    async def __call__(self) -> Message:
        if self._whole:  # a long answer waits here for the line to break
            return await self._receive()
        try:
            with anyio.fail_after(_SILENT_SECONDS):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408) from None
        self._so_far += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._so_far > self._most:
            raise self._over()
        self._refuse_slow()
        return message

    def _refuse_slow(self) -> None:
        now = time.monotonic()
        if now - self._since < _MINUTE:
            return
        if self._so_far - self._then < _SLOWEST * _MINUTE:
            raise HTTPException(408)
        self._since, self._then = now, self._so_far


def watched(request: Request, most: int, over: Callable[[], Exception]) -> Request:
    """The same request, its body watched."""
    return Request(request.scope, Watched(request.receive, most, over))


class ArrivingBytes(io.RawIOBase):
    """The body of a request as a stream that a thread reads while it arrives."""

    def __init__(self, request: Request) -> None:
        self._chunks: AsyncIterator[bytes] = request.stream().__aiter__()
        self._over = False

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1) -> bytes:
        """The next piece; empty at the end. Raises what the network raises."""
        chunk = b""
        while not chunk and not self._over:
            chunk = from_thread.run(self._next)
        return chunk

    async def _next(self) -> bytes:
        try:
            return await anext(self._chunks)
        except StopAsyncIteration:
            self._over = True
            return b""
        except ClientDisconnect:
            raise HTTPException(408) from None
