"""Before every route: foreign hosts and sites are refused, bodies have an end, and every answer says what it allows."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import PAGE, House
from web.front.app import guarded
from web.front.guard import MOST_BODY


def bare(house: House) -> TestClient:
    """A client that says nothing of where a form came from."""
    return TestClient(guarded(house.office), base_url=PAGE, follow_redirects=False)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": PAGE},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://127.0.0.1:8067.evil.example"},
        {"origin": "http://[::1"},
        {"referer": PAGE},
    ],
)
def test_a_form_of_another_site_is_refused(house: House, headers: dict[str, str]) -> None:
    assert (
        bare(house).post("/enter", data={"address": "a@b.example"}, headers=headers).status_code
        == 403
    )


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"origin": PAGE}, {"origin": "http://localhost:8067"}],
)
def test_a_form_of_our_own_is_taken(house: House, headers: dict[str, str]) -> None:
    assert (
        bare(house).post("/enter", data={"address": "a@b.example"}, headers=headers).status_code
        == 303
    )


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "[", "127.0.0.1@evil.example"]
)
def test_a_foreign_host_is_refused(house: House, host: str) -> None:
    assert bare(house).get("/ready", headers={"host": host}).status_code == 400


def test_forged_forwarding_changes_nothing(house: House) -> None:
    forged = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "forwarded": "host=evil.example",
    }
    answer = bare(house).get("/a/7", headers=forged)
    assert answer.headers["location"] == "/enter?next=/a/7"


@pytest.mark.parametrize("path", ["/enter", "/ready", "/nothing", "/a/7", "/static/none"])
def test_every_answer_carries_the_policy(house: House, path: str) -> None:
    headers = bare(house).get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_a_long_body_is_refused_whether_it_says_so_or_not(house: House) -> None:
    own = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    long = b"address=" + b"a" * MOST_BODY
    assert bare(house).post("/enter", content=long, headers=own).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield from (long[i : i + 4096] for i in range(0, len(long), 4096))

    assert bare(house).post("/enter", content=pieces(), headers=own).status_code == 413


def test_the_log_holds_account_route_and_status_and_no_more(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    client = house.browser("member")
    with caplog.at_level(logging.INFO, logger="kamnot.web.requests"):
        client.get("/a/7?secret=1234", headers={"x-note": "hush"})
    (line,) = [r.getMessage() for r in caplog.records if "kamnot" in r.name]
    assert line.startswith("member GET /a/{n} 200 ")
    assert "1234" not in line


def test_with_a_certificate_cookies_belong_to_this_host_alone(house: House) -> None:
    house.office.secure = True
    answer = house.stranger().post("/enter", data={"address": "a@b.example"})
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-kamnot-browser=")
    assert "; Secure" in said
    assert "Domain" not in said


@pytest.mark.parametrize("path", ["/my", "/a/7", "/a/99", "/static/none", "/nothing"])
def test_the_head_of_a_page_is_told_without_its_body(house: House, path: str) -> None:
    client = house.browser("member")
    whole, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers["x-content-type-options"] == "nosniff"
