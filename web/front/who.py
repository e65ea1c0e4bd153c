"""Admits people to routes: from the session to the member, and from the route's right to yes or no.

Every route names its right; one without any fails at start. Whoever is not admitted is told before the body of the
request is read. Another unit's or group's thing is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.access import Right, Role, may, roles_of
from domain.language.errors import NotAllowedError, NotThereError
from domain.language.ids import RequirementId
from domain.language.thai import arabic_digits
from domain.results import ActivityResult
from flows.evidence.bring import Arriving, on_its_way
from flows.house.sign_in import Visitor, arrive, keep_form
from flows.house.units import all_units
from flows.run.workspace import Workspace
from web.front.errors import base_of, not_there
from web.front.office import Office, UnitView
from web.front.shown import render

OPEN = "open"
"""In the place of a right: everybody may, signed in or not."""
_NEEDS_PROOF = frozenset({Right.REVIEW, Right.HAND_OVER_CODE})
"""Rights for which a phone that stays signed in must have shown a code lately."""
_CHOOSES = "application/x-www-form-urlencoded"


@dataclass
class Visit:
    """One request of somebody who is signed in, in one unit."""

    request: Request
    office: Office
    visitor: Visitor
    ws: Workspace
    unit: str
    number: int = 0
    """The activity that the address names, itself or by a file of it."""
    arriving: Arriving | None = None
    """The file on its way in that the address names: this person's own."""

    @property
    def account(self) -> str:
        """The name by which everything is recorded."""
        return self.visitor.account.name

    @property
    def language(self) -> str:
        return self.ws.language

    @property
    def base(self) -> str:
        """What stands before the path of every link."""
        return base_of(self.request)

    @cached_property
    def standing(self) -> UnitView:
        """What is known of the unit at the moment of this request."""
        return self.office.standing(self.ws, self.unit, self.visitor.head)

    @property
    def unit_name(self) -> str:
        return self.standing.unit_name

    @property
    def activity(self) -> ActivityResult:
        """That activity as it stood when the request came."""
        return self.standing.evaluation.by_number[self.number]

    @property
    def now_standing(self) -> UnitView:
        """What is known after this request has changed something."""
        return self.office.standing(self.ws, self.unit)

    @property
    def reviewers(self) -> tuple[str, ...]:
        return tuple(self.ws.plan.review_policy.reviewers)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return roles_of(self.visitor.member, self.unit, self.reviewers)

    @property
    def groups(self) -> frozenset[str]:
        """The groups in which this person has a seat."""
        return self.visitor.member.groups(self.unit)

    def may(self, right: Right, groups: tuple[str, ...] | None = None) -> bool:
        """Whether this person may do it, where these groups are responsible."""
        return may(self.visitor.member, right, self.unit, self.reviewers, groups)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page for this person."""
        return HTMLResponse(
            render(
                template,
                self.language,
                visit=self,
                base=self.base,
                plain=self.office.plain,
                **values,
            ),
            status,
        )

    def go(self, path: str) -> Response:
        """Send the browser to a page of this unit after a form."""
        return RedirectResponse(self.base + path, 303)


async def _visit_of(request: Request) -> Visit:
    # async, because a plain function would be sent to a thread of its own.
    found: Visit = request.state.visit
    return found


Here = Annotated[Visit, Depends(_visit_of)]
"""The visit, as a parameter of a route."""


class _Admitting(APIRoute):
    """A route that asks who comes before anything of the request's body is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        right = getattr(self.endpoint, "right", None)
        if right is None:
            raise RuntimeError(f"the route {self.path} names no right")
        inner = super().get_route_handler()
        if right is OPEN:
            return inner

        async def handle(request: Request) -> Response:
            visit = await run_in_threadpool(_admit, request, Right(right))
            if visit is None:
                return await _send_to_enter(request)
            request.state.visit = visit
            return await inner(request)

        return handle


class PageRoutes(APIRouter):
    """A router whose routes name a right."""

    def __init__(self) -> None:
        super().__init__(route_class=_Admitting, default_response_class=HTMLResponse)

    def page(self, path: str, right: Right | str, *methods: str) -> Callable[..., Any]:
        """Declare a route: its path, the right that it needs, its methods (GET if none is named)."""

        def declare(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            endpoint.right = right  # type: ignore[attr-defined]  # read by the route above
            self.add_api_route(
                path, endpoint, methods=list(methods or ("GET",)), response_model=None
            )
            return endpoint

        return declare


def cookie_of(office: Office, name: str) -> str:
    """The name of a cookie: with a certificate no other site or path can set it."""
    return f"__Host-{name}" if office.secure else name


def set_cookie(office: Office, response: Response, name: str, value: str, seconds: int) -> None:
    """Give the browser an id; 0 seconds takes it away."""
    parts = [f"{cookie_of(office, name)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    parts += [f"Max-Age={seconds}"] + (["Secure"] if office.secure else [])
    MutableHeaders(raw=response.raw_headers).append("set-cookie", "; ".join(parts))


def session_of(request: Request) -> str:
    """The id of the session that the browser shows; empty without one."""
    office: Office = request.app.state.office
    return request.cookies.get(cookie_of(office, "kamnot"), "")


def visitor_of(request: Request) -> tuple[Workspace, Visitor] | None:
    """Who is signed in by the browser's session, with the workspace of their language; None for a stranger."""
    office: Office = request.app.state.office
    token = session_of(request)
    if not token:
        return None
    ws = office.door()
    found = arrive(ws, token)
    if found is None:
        return None
    language = found.account.language or office.settings.language
    request.state.language = language
    return office.ws(language, found.head), found


def still_may(visit: Visit, right: Right) -> bool:
    """Whether the person may do it also now: a body can take minutes to come, and rights may have ended meanwhile."""
    found = visitor_of(visit.request)
    groups = visit.ws.plan.by_number[visit.number].groups
    return found is not None and may(found[1].member, right, visit.unit, visit.reviewers, groups)


def _admit(request: Request, right: Right) -> Visit | None:
    """The visit of somebody who may do this; None for a stranger, or one who must show a code again.

    Raises NotThereError for what is not theirs to know, NotAllowedError for what they may see and not do.
    """
    found = visitor_of(request)
    if found is None:
        return None
    ws, visitor = found
    office: Office = request.app.state.office
    if right in _NEEDS_PROOF and not visitor.proved(ws.now()):
        return None
    unit = _unit_of(request, ws, visitor)
    visit = Visit(request, office, visitor, ws, unit)
    request.state.visit = visit
    groups = _groups_asked(request, visit)
    if not visit.may(right, groups):
        raise _refusal(visit, groups)
    return visit


def _refusal(visit: Visit, groups: tuple[str, ...] | None) -> NotAllowedError | NotThereError:
    if groups is not None and visit.may(Right.SEE_ACTIVITY, groups):
        return NotAllowedError(
            "ท่านเปิดดูได้ แต่ทำรายการนี้ไม่ได้ โปรดให้ผู้ที่อยู่ในคณะที่รับผิดชอบทำ",
            "You may look, and not do this; ask somebody of the responsible group.",
        )
    return not_there()


def _unit_of(request: Request, ws: Workspace, visitor: Visitor) -> str:
    """The unit of the address, else of the person's seats, else the first."""
    named = request.scope.get("kamnot.unit")
    if named is not None:
        return ws.unit(str(named))
    known = visitor.member.units() or tuple(one.id for one in all_units(ws))
    return known[0] if known else ws.unit(None)


def _groups_asked(request: Request, visit: Visit) -> tuple[str, ...] | None:
    """The groups responsible for the activity or register that the address names; None if it names none."""
    params = request.path_params
    if "n" in params:
        visit.number = _number(str(params["n"]))
    elif "item" in params:
        visit.number = _activity_of_item(str(params["item"]), visit)
    elif "arriving" in params:
        visit.arriving = on_its_way(visit.ws, visit.unit, str(params["arriving"]), by=visit.account)
        visit.number = RequirementId.parse(visit.arriving.requirement).activity
    elif "register" in params:
        register = visit.ws.plan.register_by_id.get(str(params["register"]))
        if register is None or not register.of_no_activity:
            raise not_there()
        return visit.ws.plan.writers_of(register)
    else:
        return None
    activity = visit.ws.plan.by_number.get(visit.number)
    if activity is None:
        raise not_there()
    return activity.groups


def _number(text: str) -> int:
    """A number of an address, also in Thai numerals; 0, which no activity has, for anything else."""
    plain = arabic_digits(text)
    return int(plain) if re.fullmatch("[0-9]{1,9}", plain) else 0


def _activity_of_item(item: str, visit: Visit) -> int:
    """The activity of the evidence that the address names; 0 if the unit has no such item."""
    facts = (one.fact for one in visit.standing.evidence if str(one.fact.item) == item)
    fact = next(facts, None)
    return RequirementId.parse(fact.requirement).activity if fact else 0


async def _send_to_enter(request: Request) -> Response:
    """Ask a stranger to sign in; what was typed into a form is kept until then."""
    script = {"x-part", "tus-resumable"} & set(request.headers)
    if script or request.url.path.startswith("/api/"):
        return HTMLResponse("", 401)
    path = request.scope.get("root_path", "") + base_of(request) + request.url.path
    if request.method == "GET":
        asked = f"{path}?{request.url.query}" if request.url.query else path
        return RedirectResponse(f"/enter?next={quote(asked)}", 303)
    kept = request.headers.get("content-type", "").startswith(_CHOOSES)
    if kept and session_of(request) and request.url.path != "/leave":
        await _keep(request, path)
        return RedirectResponse("/enter?next=/kept", 303)
    return RedirectResponse(f"/enter?next={quote(page_of_form(path))}", 303)


def page_of_form(path: str) -> str:
    """The page on which a form stands, by the path to which it is sent."""
    found = re.match(r"(/u/[^/]+)?/((a|review)/[^/]+|registers)", path)
    return found[0] if found else "/"


async def _keep(request: Request, path: str) -> None:
    office: Office = request.app.state.office
    browser = request.cookies.get(cookie_of(office, "kamnot-browser"), "")
    form = await request.form()
    fields = {name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form}
    if browser:
        await run_in_threadpool(
            keep_form, office.door(), session_of(request), browser, path, fields
        )
