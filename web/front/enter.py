"""Signing in and out. Opening a link changes nothing; unknown addresses are answered as known ones are."""

from __future__ import annotations

import logging
import re
from typing import Annotated
from urllib.parse import quote

from fastapi import Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.access import Right, Scope
from domain.language.errors import KamnotError, TooOftenError
from domain.language.thai import arabic_digits
from flows.house.office_login import offered
from flows.house.sign_in import (
    CODE_MINUTES,
    CodeToSend,
    ask_code,
    enter_with_code,
    leave,
    leave_others,
    mails_codes,
    new_token,
    send_code,
    take_form,
)
from flows.run.workspace import Workspace
from web.front.errors import base_of, status_of
from web.front.office import Office
from web.front.shown import render, told
from web.front.who import (
    OPEN,
    Here,
    PageRoutes,
    cookie_of,
    page_of_form,
    set_cookie,
    visitor_of,
)

log = logging.getLogger("kamnot.web")
pages = PageRoutes()

_DAY = 24 * 3600
_BROWSER_SECONDS = 400 * _DAY
_CODE = re.compile(r"[0-9]{8}")
_DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip
OTHERS = "others"
"""In the place of a device: all but this one."""
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


def enter_page(
    request: Request, then: str, trouble: KamnotError | None = None, address: str = ""
) -> Response:
    """The page that asks who comes; with what went wrong before."""
    office: Office = request.app.state.office
    ws, language, found = office.door(), office.settings.language, visitor_of(request)
    if found is not None and not address:
        address = found[1].account.email
    answer = _page(
        request, "enter.html", status_of(trouble) if trouble else 200,
        next=then, mails=mails_codes(ws), there=offered(ws), address=address, again=found is not None,
        trouble=told(trouble, language) if trouble else "",
    )  # fmt: skip
    if isinstance(trouble, TooOftenError):
        answer.headers["Retry-After"] = "900"
    return answer


@pages.page("/", OPEN)
def first(request: Request) -> Response:
    """Where somebody begins: at their own work, if they have any."""
    found, base = visitor_of(request), base_of(request)
    if found is None:
        return RedirectResponse(f"/enter?next={base}/" if base else "/enter", 303)
    member = found[1].member
    works = any(seat.group != "director" for seat in member.seats)
    own = "/health" if member.scope is Scope.IT else "/me"
    return RedirectResponse(base + ("/my" if works else own), 303)


@pages.page("/enter", OPEN)
def enter(request: Request, next: str = "/") -> Response:  # noqa: A002  # the name in the address
    """Ask for the address, or send to the office's own sign-in."""
    return enter_page(request, safe_next(next))


@pages.page("/enter", OPEN, "POST")
def ask(request: Request, address: Text = "", next: Text = "/") -> Response:  # noqa: A002  # the field's name
    """Make a code for the address, and go on to typing it."""
    office: Office = request.app.state.office
    ws = office.door()
    browser = browser_of(request) or new_token()
    try:
        meant = ask_code(ws, address[:254], browser=browser, source=source_of(request))
    except TooOftenError as error:
        return enter_page(request, safe_next(next), error, address[:254])
    if meant is not None and mails_codes(ws):
        office.later.submit(_mail, ws, meant, office.page, safe_next(next))
    answer = RedirectResponse(f"/enter/code?next={quote(safe_next(next))}", 303)
    know_browser(office, answer, browser)
    return answer


def browser_of(request: Request) -> str:
    """The id of the browser; empty for one that never asked to come in."""
    return request.cookies.get(cookie_of(request.app.state.office, "kamnot-browser"), "")


def know_browser(office: Office, answer: Response, browser: str) -> None:
    """Give the browser its id."""
    set_cookie(office, answer, "kamnot-browser", browser, _BROWSER_SECONDS)


def source_of(request: Request) -> str:
    """Where a request comes from, for counting."""
    return request.client.host if request.client else ""


def _mail(ws: Workspace, meant: CodeToSend, page: str, then: str) -> None:
    """Send a code in a thread of its own, so that the answer takes as long for an unknown address."""
    if not send_code(ws, meant, page, then):
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
    browser, begun = browser_of(request), None
    if _CODE.fullmatch(plain) and browser:
        begun = enter_with_code(
            office.door(), plain, browser=browser, device=device_of(request), own_phone=bool(own_phone)
        )  # fmt: skip
    if begun is None:
        thai = "รหัสไม่ตรงหรือหมดเวลาแล้ว ตรวจตัวเลขแล้วลองใหม่ หรือขอรหัสใหม่ รหัสหนึ่งลองได้ ๕ ครั้ง"
        english = "The code is wrong or too old. Check it and try again, or ask for a new one; each has 5 tries."
        said = english if office.settings.language == "en" else thai
        return _code_page(request, safe_next(next), "", said)
    return welcome(request, begun[0], safe_next(next))


def welcome(request: Request, token: str, then: str) -> Response:
    """Give a browser its new session in place of the one before, and go on to a page."""
    before = visitor_of(request)
    if before is not None:
        leave(before[0], before[1])
    answer = RedirectResponse(then, 303)
    # The id outlives a session that ended: by it a form that came too late is kept for its person.
    set_cookie(request.app.state.office, answer, "kamnot", token, 30 * _DAY)
    return answer


def device_of(request: Request) -> str:
    """The kind of the device in a word."""
    agent = request.headers.get("user-agent", "")
    return next((word for mark, word in _DEVICES if mark in agent), "?")


@pages.page("/leave", Right.OWN_ACCOUNT, "POST")
def go(visit: Here, device: Text = "") -> Response:
    """End this session, the one of another device of the same person, or all of theirs but this."""
    own = device in ("", visit.visitor.session.token)
    if device == OTHERS:
        leave_others(visit.ws, visit.visitor)
    else:
        leave(visit.ws, visit.visitor, device or None)
    if not own:
        return visit.go("/me")
    answer = RedirectResponse("/enter", 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    set_cookie(visit.office, answer, "kamnot", "", 0)
    return answer


@pages.page("/kept", Right.OWN_ACCOUNT)
def kept(visit: Here) -> Response:
    """Offer again what was typed when the session had ended."""
    browser = browser_of(visit.request)
    found = take_form(visit.ws, visit.visitor, browser) if browser else None
    if found is None:
        return RedirectResponse("/", 303)
    path = safe_next(found[0])
    columns = {f"c-{c.id}": c.title for r in visit.ws.plan.registers for c in r.columns}
    return visit.page(
        "kept.html", path=path, fields=found[1], stands_on=page_of_form(path), columns=columns
    )
