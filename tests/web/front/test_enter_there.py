"""Signing in at the office's own provider, through the pages: there, back, and on to the page that was wanted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from flows.house.accounts import set_active
from flows.run.audit import newest_lines
from flows.run.workspace import Workspace
from inspection import Inspectors
from storage.settings import Settings
from tests.support.servers.oidc import CLIENT, SECRET, Provider, provider
from tests.web.conftest import DAY, PAGE, House
from web.front.office import Office


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider() as found:
        found.person("m", email="Member@Bureau.example", email_verified=True)
        found.person("nobody", email="nobody@bureau.example", email_verified=True)
        found.person("unsure", email="reviewer@bureau.example")
        yield found


@pytest.fixture
def house(
    running: Provider, peopled_home: Path, tmp_path: Path, children: Inspectors
) -> Iterator[House]:
    running.be_honest()
    shutil.copytree(peopled_home, tmp_path / "home")
    settings = Settings(
        home=tmp_path / "home", oidc_issuer=running.issuer, oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
    )  # fmt: skip
    office = Office(settings, page=PAGE, as_of=DAY, inspectors=children)
    yield House(office, Workspace(settings))
    office.close()


def test_a_member_comes_in_by_the_office_and_on_to_the_page(
    house: House, running: Provider
) -> None:
    client = house.stranger()
    assert 'href="/enter/office?next=/a/7"' in client.get("/enter?next=/a/7").text
    away = client.get("/enter/office?next=/a/7&own_phone=1")
    assert away.status_code == 303
    before = dict(client.cookies)

    back = client.get("/enter/office/back", params=running.sign_in(away.headers["location"], "m"))

    assert (back.status_code, back.headers["location"]) == (303, "/a/7")
    assert f"Max-Age={30 * 24 * 3600}" in back.headers["set-cookie"]
    assert "kamnot" not in before
    assert client.get("/a/7").status_code == 200
    (line,) = newest_lines(house.ws, 1)
    assert (line.action, line.actor, (line.details or {})["by"]) == ("sign-in", "member", "office")
    set_active(house.ws, "member", active=False, by="head")
    assert client.get("/a/7").status_code == 303


@pytest.mark.parametrize(
    ("subject", "said"), [("nobody", "ยังไม่มีบัญชีที่ใช้ได้"), ("unsure", "ไม่ได้ยืนยันอีเมล")]
)
def test_who_has_no_account_is_told_whom_to_ask(
    house: House, running: Provider, subject: str, said: str
) -> None:
    client = house.stranger()
    answer = running.sign_in(client.get("/enter/office").headers["location"], subject)
    page = client.get("/enter/office/back", params=answer)
    assert page.status_code == 403
    assert said in page.text
    assert "kamnot" not in client.cookies


def test_a_link_of_another_site_signs_nobody_in(house: House, running: Provider) -> None:
    client = house.stranger()
    for site in ("cross-site", "same-site", "none"):
        page = client.get("/enter/office?next=/a/7", headers={"sec-fetch-site": site})
        assert page.status_code == 200
    assert running.asked == []


@pytest.mark.parametrize("then", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_it_leads_to_our_own_pages_alone(house: House, running: Provider, then: str) -> None:
    client = house.stranger()
    away = client.get("/enter/office", params={"next": then})
    back = client.get("/enter/office/back", params=running.sign_in(away.headers["location"], "m"))
    assert back.headers["location"] == "/"


def test_a_provider_that_is_away_leaves_the_code(house: House, running: Provider) -> None:
    running.down = ("openid-configuration",)
    page = house.stranger().get("/enter/office")
    assert page.status_code == 503
    assert "ติดต่อระบบลงชื่อเข้าใช้ของหน่วยงานไม่ได้" in page.text
    assert 'name="address"' in page.text


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x&state=y", "?error=access_denied"])
def test_coming_back_from_nowhere_is_refused(house: House, query: str) -> None:
    assert house.stranger().get(f"/enter/office/back{query}").status_code == 409


def test_what_came_back_once_does_not_come_back_again(house: House, running: Provider) -> None:
    client, thief = house.stranger(), house.stranger()
    answer = running.sign_in(client.get("/enter/office").headers["location"], "m")
    assert thief.get("/enter/office/back", params=answer).status_code == 409
    assert client.get("/enter/office/back", params=answer).status_code == 303
    assert client.get("/enter/office/back", params=answer).status_code == 409


def test_without_a_provider_there_is_no_such_page(read_only_house: House) -> None:
    client = read_only_house.stranger()
    assert client.get("/enter/office").status_code == 404
    assert client.get("/enter/office/back").status_code == 404
    assert "/enter/office" not in client.get("/enter").text
