"""Signing in and out. Opening a link changes nothing; unknown addresses are answered as known ones are."""

from __future__ import annotations

import logging
import re
from typing import Annotated

from fastapi import Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.access import Right
from domain.language.errors import TooOftenError
from domain.language.thai import arabic_digits
from flows.house.sign_in import (
    CODE_MINUTES,
    CodeToSend,
    ask_code,
    enter_with_code,
    leave,
    mails_codes,
    new_token,
    send_code,
    take_form,
)
from flows.run.workspace import Workspace
from web.front.errors import base_of
from web.front.office import Office
from web.front.shown import render
from web.front.who import OPEN, Here, PageRoutes, cookie_of, set_cookie, visitor_of

log = logging.getLogger("kamnot.web")
pages = PageRoutes()

_DAY = 24 * 3600
_BROWSER_SECONDS = 400 * _DAY
_CODE = re.compile(r"[0-9]{8}")
_DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip
Text = Annotated[str, Form()]


def safe_next(path: str) -> str:
    """A path of ours to go to after signing in; the first page for anything else."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours and "\\" not in path else "/"


def _page(request: Request, template: str, status: int = 200, **values: object) -> Response:
    office: Office = request.app.state.office
    language = office.settings.language
    body = render(template, language, base="", visit=None, plain=office.plain, **values)
    return HTMLResponse(body, status)


@pages.page("/", OPEN)
def first(request: Request) -> Response:
    """Where somebody begins: at their own work, if they have any."""
    found, base = visitor_of(request), base_of(request)
    if found is None:
        return RedirectResponse(f"/enter?next={base}/" if base else "/enter", 303)
    member = found[1].member
    works = any(seat.group != "director" for seat in member.seats)
    return RedirectResponse(base + ("/my" if works else "/me"), 303)


@pages.page("/enter", OPEN)
def enter(request: Request, next: str = "/") -> Response:  # noqa: A002  # the name in the address
    """Ask for the address."""
    office: Office = request.app.state.office
    return _page(
        request, "enter.html", next=safe_next(next), mails=mails_codes(office.door()), address="", trouble=""
    )  # fmt: skip


@pages.page("/enter", OPEN, "POST")
def ask(request: Request, address: Text = "", next: Text = "/") -> Response:  # noqa: A002  # the field's name
    """Make a code for the address, and go on to typing it."""
    office: Office = request.app.state.office
    ws = office.door()
    browser = request.cookies.get(cookie_of(office, "kamnot-browser"), "") or new_token()
    source = request.client.host if request.client else ""
    try:
        meant = ask_code(ws, address[:254], browser=browser, source=source)
    except TooOftenError as error:
        said = error.text(office.settings.language)
        answer = _page(
            request, "enter.html", 429, next=safe_next(next), mails=True, address=address[:254], trouble=said
        )  # fmt: skip
        answer.headers["Retry-After"] = "900"
        return answer
    if meant is not None and mails_codes(ws):
        office.later.submit(_mail, ws, meant, office.page)
    answer = RedirectResponse(f"/enter/code?next={safe_next(next)}", 303)
    set_cookie(office, answer, "kamnot-browser", browser, _BROWSER_SECONDS)
    return answer


def _mail(ws: Workspace, meant: CodeToSend, page: str) -> None:
    """Send a code in a thread of its own, so that the answer takes as long for an unknown address."""
    if not send_code(ws, meant, page):
        log.warning("a code could not be mailed")


@pages.page("/enter/code", OPEN)
def code_page(request: Request, next: str = "/", code: str = "") -> Response:  # noqa: A002  # as above
    """Ask for the code; the link in the mail fills it in and changes nothing."""
    return _code_page(request, safe_next(next), code if _CODE.fullmatch(code) else "")


def _code_page(request: Request, then: str, code: str, trouble: str = "") -> Response:
    office: Office = request.app.state.office
    return _page(
        request, "code.html", 422 if trouble else 200,
        next=then, code=code, minutes=CODE_MINUTES, trouble=trouble, mails=mails_codes(office.door()),
    )  # fmt: skip


@pages.page("/enter/code", OPEN, "POST")
def use(
    request: Request,
    code: Text = "",
    own_phone: Text = "",
    next: Text = "/",  # noqa: A002  # as above
) -> Response:
    """Sign in with the code."""
    office: Office = request.app.state.office
    plain = re.sub(r"[\s-]", "", arabic_digits(code))
    browser = request.cookies.get(cookie_of(office, "kamnot-browser"), "")
    begun = None
    if _CODE.fullmatch(plain) and browser:
        begun = enter_with_code(
            office.door(), plain, browser=browser, device=_device(request), own_phone=bool(own_phone)
        )  # fmt: skip
    if begun is None:
        thai = "รหัสไม่ตรงหรือหมดเวลาแล้ว ตรวจตัวเลขแล้วลองใหม่ หรือขอรหัสใหม่ รหัสหนึ่งลองได้ ๕ ครั้ง"
        english = "The code is wrong or too old. Check it and try again, or ask for a new one; each has 5 tries."
        said = english if office.settings.language == "en" else thai
        return _code_page(request, safe_next(next), "", said)
    before = visitor_of(request)
    if before is not None:
        leave(before[0], before[1])
    answer = RedirectResponse(safe_next(next), 303)
    set_cookie(office, answer, "kamnot", begun[0], 30 * _DAY if own_phone else 12 * 3600)
    return answer


def _device(request: Request) -> str:
    agent = request.headers.get("user-agent", "")
    return next((word for mark, word in _DEVICES if mark in agent), "?")


@pages.page("/leave", Right.OWN_ACCOUNT, "POST")
def go(visit: Here, device: Text = "") -> Response:
    """End this session, or the one of another device of the same person."""
    own = device in ("", visit.visitor.session.token)
    leave(visit.ws, visit.visitor, device or None)
    if not own:
        return visit.go("/me")
    answer = RedirectResponse("/enter", 303)
    set_cookie(visit.office, answer, "kamnot", "", 0)
    return answer


@pages.page("/kept", Right.OWN_ACCOUNT)
def kept(visit: Here) -> Response:
    """Offer again what was typed when the session had ended."""
    browser = visit.request.cookies.get(cookie_of(visit.office, "kamnot-browser"), "")
    found = take_form(visit.ws, visit.visitor, browser) if browser else None
    if found is None:
        return RedirectResponse("/", 303)
    return visit.page("kept.html", path=safe_next(found[0]), fields=found[1])
