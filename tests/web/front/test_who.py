"""Every route by every role: who is let in, who is not told, and that a refused body is never read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from fastapi.routing import APIRoute

from domain.access import Right
from tests.web.conftest import CAST, OWN, PAGE, House
from web.front.app import ROOMS, guarded
from web.front.guard import SAFE
from web.front.who import OPEN, PageRoutes

EVERYBODY = frozenset(CAST)
OWN_UNIT = EVERYBODY - {"of-other-unit"}
GROUP = {"member", "group-head", "reviewer", "reviewing-head"}
"""Who works on activity 7, which is the campaign's; reviewers may do all."""
LOOKERS = {"director", "ethics"}
REVIEWERS = {"reviewer", "reviewing-head", "of-other-unit"}

TABLE: dict[tuple[str, str], frozenset[str] | set[str] | str] = {
    ("GET", "/"): OPEN,
    ("GET", "/enter"): OPEN,
    ("POST", "/enter"): OPEN,
    ("GET", "/enter/code"): OPEN,
    ("POST", "/enter/code"): OPEN,
    ("GET", "/enter/office"): OPEN,
    ("GET", "/enter/office/back"): OPEN,
    ("GET", "/ready"): OPEN,
    ("GET", "/static/{name}"): OPEN,
    ("GET", "/activities/{n}"): OPEN,
    ("GET", "/api/{rest:path}"): set(),
    ("POST", "/api/{rest:path}"): set(),
    ("POST", "/leave"): EVERYBODY,
    ("GET", "/kept"): EVERYBODY,
    ("GET", "/me"): EVERYBODY,
    ("POST", "/me"): EVERYBODY,
    ("GET", "/my"): EVERYBODY - LOOKERS - {"it"},
    ("GET", "/registers"): EVERYBODY - {"it"},
    ("POST", "/registers/row/{register}"): REVIEWERS | {"of-other-unit"},
    ("GET", "/registers/row/{register}/{number}"): set(),
    ("POST", "/registers/row/{register}/{number}"): REVIEWERS | {"of-other-unit"},
    ("GET", "/health"): {"it"},
    ("GET", "/a/{n}"): GROUP | LOOKERS | {"of-other-unit"},
    ("POST", "/a/{n}/bring/{slot}"): GROUP | {"of-other-unit"},
    ("OPTIONS", "/a/{n}/in/{slot}"): GROUP | {"of-other-unit"},
    ("POST", "/a/{n}/in/{slot}"): GROUP | {"of-other-unit"},
    ("OPTIONS", "/in/{arriving}"): set(),
    ("HEAD", "/in/{arriving}"): set(),
    ("PATCH", "/in/{arriving}"): set(),
    ("DELETE", "/in/{arriving}"): set(),
    ("POST", "/a/{n}/number/{name}"): GROUP | {"of-other-unit"},
    ("GET", "/a/{n}/starter/{name}"): GROUP | {"of-other-unit"},
    ("POST", "/a/{n}/row/{register}"): GROUP | {"of-other-unit"},
    ("GET", "/a/{n}/row/{register}/{number}"): set(),
    ("POST", "/a/{n}/row/{register}/{number}"): GROUP | {"of-other-unit"},
    ("POST", "/a/{n}/snooze"): GROUP | {"of-other-unit"},
    ("GET", "/e/{item}"): set(),
    ("GET", "/e/{item}/bytes"): set(),
    ("GET", "/e/{item}/p/{k}"): set(),
    ("GET", "/e/{item}/p/{k}/text"): set(),
    ("GET", "/e/{item}/frame"): set(),
    ("GET", "/e/{item}/film"): set(),
    ("GET", "/review"): REVIEWERS,
    ("GET", "/review/complete"): REVIEWERS,
    ("POST", "/review/complete"): REVIEWERS,
    ("GET", "/review/{item}"): set(),
    ("POST", "/review/{item}"): set(),
}
"""Who may, by method and path, of an activity of the campaign; `/e/` names an item that nobody has.

Whoever is of another unit works on that unit's own activity 7.
"""


def routes() -> Iterator[tuple[str, str, Any]]:
    for room in ROOMS:
        for route in room.pages.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods or ()):
                yield method, route.path, vars(route.endpoint)["right"]


def address_of(path: str) -> str:
    return (
        path.replace("/registers/row/{register}", "/registers/row/circulars")
        .replace("/starter/{name}", "/starter/report")
        .replace("{n}", "7").replace("{slot}", "report").replace("{name}", "held")
        .replace("{register}", "events").replace("{number}", "9")
        .replace("{item}", "999999").replace("{k}", "1").replace("/static/held", "/static/none")
        .replace("{arriving}", "f" * 32)
        .replace("{rest:path}", "1/check")
    )  # fmt: skip


async def ask(
    house: House, method: str, path: str, cookies: str, headers: dict[str, str] | None = None
) -> tuple[int, bool]:
    """The status of a request whose body would be endless, and whether anything of it was read."""
    read = False
    status: list[int] = []

    async def receive() -> MutableMapping[str, Any]:
        nonlocal read
        read = True
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    said = OWN | {"host": "127.0.0.1:8067", "cookie": cookies} | (headers or {})
    said = {name: value for name, value in said.items() if value}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8067),
        "headers": [(k.encode(), v.encode()) for k, v in said.items()],
    }  # fmt: skip
    await guarded(house.office)(scope, receive, send)
    return status[0], read


def test_the_table_knows_every_route_and_no_other() -> None:
    assert {(method, path) for method, path, _ in routes()} == set(TABLE)


def test_open_routes_are_those_of_the_table() -> None:
    found = {(method, path) for method, path, right in routes() if right == OPEN}
    assert found == {key for key, who in TABLE.items() if who == OPEN}


CLOSED = [(key, who) for key, who in TABLE.items() if who != OPEN]


@pytest.mark.parametrize("role", sorted(CAST))
@pytest.mark.parametrize(("key", "who"), CLOSED, ids=[" ".join(key) for key, _ in CLOSED])
def test_every_route_lets_in_whom_the_table_names(
    read_only_house: House, key: tuple[str, str], who: set[str], role: str
) -> None:
    method, path = key
    client = read_only_house.browser(role)
    cookies = "; ".join(f"{k}={v}" for k, v in client.cookies.items())
    if role in who and method == "POST":
        return  # what it does is tried where it is done
    status, read = asyncio.run(ask(read_only_house, method, address_of(path), cookies))
    if role in who:
        assert status in (200, 204, 303)
        return
    assert status == (
        403
        if role in LOOKERS
        and (method != "GET" or "/starter/" in path)
        and path.startswith(("/a/", "/registers"))
        else 404
    )
    assert not read


@pytest.mark.parametrize(("key", "who"), CLOSED, ids=[" ".join(key) for key, _ in CLOSED])
def test_a_stranger_is_sent_to_sign_in_and_nothing_is_read(
    read_only_house: House, key: tuple[str, str], who: set[str]
) -> None:
    method, path = key
    status, read = asyncio.run(ask(read_only_house, method, address_of(path), ""))
    assert (status, read) == (401 if path.startswith("/api/") else 303, False)


UNSAFE = [key for key in TABLE if key[0] not in SAFE]
FOREIGN: dict[str, dict[str, str]] = {
    "cross-site": {"sec-fetch-site": "cross-site"},
    "another port or name of the site": {"sec-fetch-site": "same-site"},
    "typed": {"sec-fetch-site": "none", "origin": PAGE},
    "origin": {"sec-fetch-site": "", "origin": "https://evil.example"},
    "nothing": {"sec-fetch-site": ""},
}


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("key", UNSAFE, ids=[" ".join(key) for key in UNSAFE])
def test_no_other_site_does_anything_here(
    read_only_house: House, key: tuple[str, str], foreign: dict[str, str]
) -> None:
    """With the cookies of somebody who may, and nothing of the body is read."""
    client = read_only_house.browser("reviewing-head")
    cookies = "; ".join(f"{k}={v}" for k, v in client.cookies.items())
    status, read = asyncio.run(ask(read_only_house, key[0], address_of(key[1]), cookies, foreign))
    assert (status, read) == (403, False)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/a/7/bring/report", {"x-part": "card"}),
        ("PATCH", f"/in/{'f' * 32}", {"tus-resumable": "1.0.0"}),
    ],
)
def test_a_script_of_a_stranger_hears_401(
    read_only_house: House, method: str, path: str, headers: dict[str, str]
) -> None:
    status, read = asyncio.run(ask(read_only_house, method, path, "", headers))
    assert (status, read) == (401, False)


def test_a_route_without_a_right_fails_at_start() -> None:
    def secret() -> str:
        return ""

    with pytest.raises(RuntimeError, match="/secret names no right"):
        PageRoutes().add_api_route("/secret", secret)


@pytest.mark.parametrize("path", ["/a/7", "/a/๗"])
def test_a_number_may_be_typed_in_thai(read_only_house: House, path: str) -> None:
    assert read_only_house.browser("member").get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/a/0", "/a/39", "/a/x", "/a/-1", "/a/7.5", "/a/²", "/a/%00", "/e/0"]
)
def test_what_is_not_there_is_not_there(read_only_house: House, path: str) -> None:
    assert read_only_house.browser("reviewing-head").get(path).status_code in (404, 422)


@pytest.mark.parametrize(
    ("role", "expected"),
    [("ethics", 200), ("of-other-unit", 200), ("reviewing-head", 404), ("member", 404)],
)
def test_another_units_page_is_not_there(read_only_house: House, role: str, expected: int) -> None:
    assert read_only_house.browser(role).get("/u/second/a/7").status_code == expected


def test_links_keep_the_unit_that_the_address_names(read_only_house: House) -> None:
    page = read_only_house.browser("ethics").get("/u/second/a/7").text
    assert 'href="/u/second/me"' in page


def test_every_right_has_a_route_or_a_command() -> None:
    named = {right for _, _, right in routes()} - {OPEN}
    assert set(Right) - named <= {Right.REVIEW, Right.HAND_OVER_CODE}


def test_the_page_is_named(read_only_house: House) -> None:
    assert read_only_house.office.page == PAGE
