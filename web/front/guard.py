"""Stands before every route: foreign hosts and sites, large bodies, headers, the log. Deny by default.

The address that counts is the configured one, never what a request says of itself: proxies rewrite it.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request

from web.front.bodies import Watched
from web.front.errors import new_number, on_http_error

log = logging.getLogger("kamnot.web.requests")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_BODY = 64 * 2**10
SAFE = ("GET", "HEAD", "OPTIONS")
_UPLOADS = re.compile(r"/a/[^/]+/bring/[^/]+|/in/[^/]+")
"""Paths whose routes count their bodies themselves."""
_USED_UP = frozenset({"/kept", "/enter/office/back"})
"""Pages that a look takes something from: what was typed, a sign-in on its way. No head of them is told."""
HEAD_ALONE = "kamnot.head"
"""In the scope of a request whose answer has no body, for routes that would open a file."""
_UNIT = re.compile(r"/u/([a-z0-9][a-z0-9-]{0,62})(/.*)?")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self';"
    " img-src 'self' data:; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """An ASGI application around another."""

    def __init__(
        self, app: Callable[..., Awaitable[None]], *, page: str, language: str = "th"
    ) -> None:
        self._app, self._language = app, language
        parts = urlsplit(page)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._secure = parts.scheme == "https"
        self._hosts = {parts.hostname or ""}
        if parts.hostname in ("localhost", "127.0.0.1", "::1"):
            self._hosts |= {"localhost", "127.0.0.1", "::1"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        _take_unit(scope)
        scope = _without_body(scope)
        state = scope.setdefault("state", {})
        state["number"], state["language"] = new_number(), self._language
        seen: list[int] = []
        answer = self._sending(scope, send, seen)
        refused = self._refuse(scope)
        if refused is None:
            await self._app(scope, _counted(scope, receive), answer)
        else:
            response = await on_http_error(Request(scope), HTTPException(refused))
            await response(scope, receive, answer)
        _note(scope, state, seen, started)

    def _refuse(self, scope: Scope) -> int | None:
        """The status of a request that no route may see."""
        headers = Headers(scope=scope)
        if not self._is_our_host(headers.get("host", "")):
            return 400
        if scope["method"] not in SAFE and not self._is_same_site(headers):
            return 403
        return 413 if _is_too_long(scope, headers) else None

    def _is_our_host(self, host: str) -> bool:
        try:
            return urlsplit(f"//{host}").hostname in self._hosts
        except ValueError:
            return False

    def _is_same_site(self, headers: Headers) -> bool:
        """Whether a form or script of ours sent it: browsers say so, and no page can say it for them."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get("origin", "")
        return origin == self._origin or self._is_loopback(origin)

    def _is_loopback(self, origin: str) -> bool:
        """Whether it is another name of this very computer and port."""
        try:
            ours, theirs = urlsplit(self._origin), urlsplit(origin)
            same = (theirs.scheme, theirs.port) == (ours.scheme, ours.port)
        except ValueError:
            return False
        return same and theirs.hostname in self._hosts

    def _sending(self, scope: Scope, send: Send, seen: list[int]) -> Send:
        pieces = b"tus-resumable" in dict(scope["headers"])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.append(message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if pieces:
                    headers.setdefault("Tus-Resumable", "1.0.0")
                if self._secure:
                    headers.setdefault(
                        "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
                    )
            elif scope.get(HEAD_ALONE):
                message = {**message, "body": b""}
            await send(message)

        return sending


def _without_body(scope: Scope) -> Scope:
    """The request; a HEAD becomes the GET of the same page, of which the head alone is sent (RFC 9110, 9.3.2).

    The server keeps its own scope, by which it knows that no body follows.
    """
    path = scope["path"]
    if scope["method"] != "HEAD" or _UPLOADS.fullmatch(path) or path in _USED_UP:
        return scope
    return {**scope, "method": "GET", HEAD_ALONE: True}


def _take_unit(scope: Scope) -> None:
    """`/u/finance/a/7` is `/a/7` of that unit."""
    found = _UNIT.fullmatch(scope["path"])
    if found:
        scope["kamnot.unit"], scope["path"] = found[1], found[2] or "/"
        scope["raw_path"] = scope["path"].encode()


def _is_too_long(scope: Scope, headers: Headers) -> bool:
    length = headers.get("content-length", "")
    if _UPLOADS.fullmatch(scope["path"]):
        return False
    return length.isdigit() and int(length) > MOST_BODY


def _counted(scope: Scope, receive: Receive) -> Receive:
    """Count a body and end it if it stalls; uploads are counted where they are stored."""
    return receive if _UPLOADS.fullmatch(scope["path"]) else Watched(receive, MOST_BODY)


def _note(scope: Scope, state: dict[str, Any], seen: list[int], started: float) -> None:
    """One line of the log: account, route, status, milliseconds; never addresses, file names or tokens."""
    visit = state.get("visit")
    who = visit.account if visit is not None else "-"
    route = getattr(scope.get("route"), "path", "-")
    took = (time.perf_counter() - started) * 1000
    log.info(
        "%s %s %s %s %.0f ms %s",
        who, scope["method"], route, seen[0] if seen else "-", took, state["number"],
    )  # fmt: skip
