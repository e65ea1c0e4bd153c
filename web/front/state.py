"""What the server says of itself: ready or not in one word, and to IT line by line."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from domain.access import Right
from domain.language.errors import KamnotError
from flows.house.doctor import examine
from flows.run.audit import newest_line
from web.front.errors import base_of, not_there
from web.front.office import Office
from web.front.shown import static_files
from web.front.who import OPEN, Here, PageRoutes

pages = PageRoutes()


@pages.page("/ready", OPEN)
def ready(request: Request) -> Response:
    """200 while database, plan and the children that inspect files answer; accounts, mail and clock do not count."""
    office: Office = request.app.state.office
    try:
        newest_line(office.door())
        up = office.inspectors.answer()
    except KamnotError:
        up = False
    return PlainTextResponse("ready" if up else "not ready", 200 if up else 503)


@pages.page("/health", Right.SEE_HEALTH)
def health(visit: Here) -> Response:
    """What an examination finds, a line each."""
    return visit.page("health.html", found=examine(visit.office.settings))


@pages.page("/static/{name}", OPEN)
def static_file(name: str) -> Response:
    """A file that browsers keep for a year: its name holds its hash."""
    found = static_files().get(name)
    if found is None:
        return PlainTextResponse("", 404)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found[0], headers=kept, media_type=found[1])


@pages.page("/api/{rest:path}", Right.OWN_ACCOUNT, "GET", "POST")
def api(rest: str) -> Response:  # noqa: ARG001  # the routes of the API stand before this one
    """Whatever programs ask for: a stranger hears 401, and nothing of what there is."""
    raise not_there()


@pages.page("/activities/{n}", OPEN)
def old_address(request: Request, n: int) -> Response:
    """The address in letters of before."""
    return RedirectResponse(f"{base_of(request)}/a/{n}", 301)
