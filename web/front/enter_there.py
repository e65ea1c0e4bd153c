"""Signing in at the office's own provider: there, back, and on. What fails is told where one asks who comes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.language.errors import KamnotError, NotAllowedError
from flows.house.office_login import BACK, begin, come_back, offered
from flows.house.sign_in import enter_as, new_token
from web.front.enter import (
    browser_of,
    device_of,
    enter_page,
    know_browser,
    safe_next,
    source_of,
    welcome,
)
from web.front.errors import not_there
from web.front.office import Office
from web.front.who import OPEN, PageRoutes

pages = PageRoutes()


@pages.page("/enter/office", OPEN)
def go(request: Request, next: str = "/", own_phone: bool = False) -> Response:  # noqa: A002  # the name in the address
    """Go to the provider. Only our own page leads there: no other site signs anybody in."""
    office: Office = request.app.state.office
    ws, then = office.door(), safe_next(next)
    if not offered(ws):
        raise not_there()
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return enter_page(request, then)
    browser = browser_of(request) or new_token()
    try:
        address = begin(
            ws, office.page, then, browser=browser, source=source_of(request), own_phone=own_phone
        )
    except KamnotError as error:
        return enter_page(request, then, error)
    answer = RedirectResponse(address, 303)
    know_browser(office, answer, browser)
    return answer


@pages.page(BACK, OPEN)
def back(request: Request) -> Response:
    """Come back from the provider."""
    office: Office = request.app.state.office
    ws = office.door()
    if not offered(ws):
        raise not_there()
    try:
        begun, who = come_back(ws, office.page, request.query_params, browser=browser_of(request))
        entered = enter_as(ws, who, device=device_of(request), own_phone=begun.own_phone)
    except KamnotError as error:
        return enter_page(request, "/", error)
    if entered is None:
        return enter_page(request, begun.path, _nobody(known=bool(who.address)))
    return welcome(request, entered[0], safe_next(begun.path))


def _nobody(*, known: bool) -> NotAllowedError:
    if known:
        return NotAllowedError(
            "หน่วยงานยืนยันตัวท่านแล้ว แต่อีเมลของท่านยังไม่มีบัญชีที่ใช้ได้ที่นี่ โปรดแจ้งเลขานุการคณะทำงานด้านแผนฯ ให้เพิ่มหรือเปิดบัญชี",
            "The office confirmed who you are; no account that may sign in has your address: ask the planning group.",
        )
    return NotAllowedError(
        "หน่วยงานยืนยันตัวท่านแล้ว แต่ไม่ได้ยืนยันอีเมลของท่าน จึงหาบัญชีไม่พบ โปรดแจ้งผู้ดูแลระบบ หรือใช้รหัส ๘ หลัก",
        "The office confirmed who you are and not your mail address, so no account was found: tell IT, or use a code.",
    )
