"""The application: no page tells of itself what nobody asked for."""

from __future__ import annotations

import pytest

from tests.web.conftest import House
from web.front.app import make_app


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/my/", "/admin"])
def test_there_is_nothing_beside_the_pages(house: House, path: str) -> None:
    assert house.browser("member").get(path).status_code == 404


def test_the_first_page_is_where_ones_work_is(house: House) -> None:
    assert house.browser("member").get("/").headers["location"] == "/my"
    assert house.browser("director").get("/").headers["location"] == "/me"
    assert house.stranger().get("/").headers["location"] == "/enter"


def test_its_routes_are_those_of_its_rooms(house: House) -> None:
    assert len(make_app(house.office).routes) > 0
