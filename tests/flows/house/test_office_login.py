"""The office's own sign-in: what a real provider says is taken, and nothing that does not hold together."""

from __future__ import annotations

import logging
import shutil
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import select

from domain.language.errors import (
    CouldNotFinishError,
    KamnotError,
    OvertakenError,
    TooOftenError,
)
from flows.house.accounts import invite, set_active
from flows.house.doctor import examine
from flows.house.office_login import begin, come_back, look, offered
from flows.house.sign_in import ProvenPerson, arrive, enter_as
from flows.run.audit import newest_lines
from flows.run.workspace import Workspace
from storage.db.account_tables import AccountRow, KeptFormRow
from storage.db.database import reading
from storage.settings import Settings
from tests.support.servers.oidc import CLIENT, SECRET, Provider, new_key, provider
from tests.support.servers.pages import certificate

PAGE = "http://127.0.0.1:8067"
ADDRESS = "campaign-2@bureau.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider() as found:
        found.person("s-1", email=ADDRESS, email_verified=True)
        found.person("s-2", email=ADDRESS, email_verified=True)
        found.person("unverified", email=ADDRESS, email_verified=False)
        found.person("stranger", email="nobody@bureau.example", email_verified=True)
        found.person("nameless")
        yield found


@pytest.fixture
def there(running: Provider) -> Provider:
    """The provider, honest again."""
    running.be_honest()
    return running


def opened(home: Path, issuer: str) -> Workspace:
    settings = Settings(
        home=home, oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET)
    )
    found = Workspace(settings)
    invite(found, "campaign-2", ADDRESS, by="head")
    return found


@pytest.fixture(scope="module")
def shared(
    running: Provider, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """A home for tests that tie no account."""
    home = tmp_path_factory.mktemp("shared")
    shutil.copy(sqlite_template, home / "kamnot.db")
    return opened(home, running.issuer)


@pytest.fixture
def ws(shared: Workspace) -> Workspace:
    return shared


@pytest.fixture
def own(there: Provider, bare: Workspace) -> Workspace:
    """A home of its own."""
    return opened(bare.settings.home, there.issuer)


def go(ws: Workspace, browser: str = "b", **how: Any) -> str:
    return begin(
        ws, PAGE, "/a/7", browser=browser, source=how.pop("source", "here"),
        own_phone=how.pop("own_phone", False),
    )  # fmt: skip


def signed(ws: Workspace, there: Provider, subject: str = "s-1") -> ProvenPerson:
    return come_back(ws, PAGE, there.sign_in(go(ws), subject), browser="b")[1]


def test_a_person_comes_back_with_a_verified_address(ws: Workspace, there: Provider) -> None:
    begun, who = come_back(ws, PAGE, there.sign_in(go(ws, own_phone=True), "s-1"), browser="b")
    assert (begun.path, begun.own_phone) == ("/a/7", True)
    assert (who.issuer, who.subject, who.address) == (there.issuer, "s-1", ADDRESS)
    assert offered(ws)


def test_the_first_time_ties_the_account_and_the_address_counts_no_more(
    own: Workspace, there: Provider
) -> None:
    who = signed(own, there)
    entered = enter_as(own, who, device="?", own_phone=False)
    assert entered is not None
    visitor = arrive(own, entered[0])
    assert visitor is not None
    assert visitor.account.name == "campaign-2"
    assert [line.action for line in newest_lines(own, 2)] == ["sign-in", "account.tied"]

    moved = ProvenPerson(who.issuer, "s-1", "new@bureau.example", who.at)
    assert enter_as(own, moved, device="?", own_phone=False) is not None
    other = signed(own, there, "s-2")
    assert other.address == ADDRESS
    assert enter_as(own, other, device="?", own_phone=False) is None
    assert newest_lines(own, 1)[0].action == "sign-in.refused"


@pytest.mark.parametrize("subject", ["stranger", "unverified", "nameless"])
def test_nobody_gets_an_account_by_signing_in(
    own: Workspace, there: Provider, subject: str
) -> None:
    assert enter_as(own, signed(own, there, subject), device="?", own_phone=False) is None
    with reading(own.engine) as session:
        assert [(a.name, a.subject) for a in session.exec(select(AccountRow))] == [
            ("campaign-2", None)
        ]


def test_a_disabled_account_stays_out_and_is_tied_anew_when_it_is_enabled(
    own: Workspace, there: Provider
) -> None:
    assert enter_as(own, signed(own, there), device="?", own_phone=False)
    set_active(own, "campaign-2", active=False, by="head")
    assert enter_as(own, signed(own, there), device="?", own_phone=False) is None
    set_active(own, "campaign-2", active=True, by="head")
    assert enter_as(own, signed(own, there, "s-2"), device="?", own_phone=False)
    assert enter_as(own, signed(own, there, "s-1"), device="?", own_phone=False) is None


def test_a_new_address_of_an_account_unties_it(own: Workspace, there: Provider) -> None:
    assert enter_as(own, signed(own, there), device="?", own_phone=False)
    invite(own, "campaign-2", "other@bureau.example", by="head")
    assert enter_as(own, signed(own, there), device="?", own_phone=False) is None


NOW = int(time.time())


def without_address(claims: dict[str, Any]) -> dict[str, Any]:
    """Most providers tell the address only when they are asked for the person's facts."""
    return {k: v for k, v in claims.items() if not k.startswith("email")}


LIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another audience": lambda c: c | {"aud": "other"},
    "two audiences, for another party": lambda c: c | {"aud": [CLIENT, "other"], "azp": "other"},
    "two audiences, for nobody": lambda c: c | {"aud": [CLIENT, "other"]},
    "another issuer": lambda c: c | {"iss": "https://evil.example"},
    "no issuer": lambda c: {k: v for k, v in c.items() if k != "iss"},
    "another nonce": lambda c: c | {"nonce": "x"},
    "no nonce": lambda c: {k: v for k, v in c.items() if k != "nonce"},
    "over": lambda c: c | {"exp": NOW - 600},
    "without an end": lambda c: {k: v for k, v in c.items() if k != "exp"},
    "of tomorrow": lambda c: c | {"iat": NOW + 86400, "exp": NOW + 90000},
    "not yet": lambda c: c | {"nbf": NOW + 600},
    "of nobody": lambda c: {k: v for k, v in c.items() if k != "sub"},
    "of another token": lambda c: c | {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "in words": lambda c: c | {"auth_time": "noon"},
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_token_that_does_not_hold_is_not_believed(
    ws: Workspace, there: Provider, lie: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    there.lie(lie)
    with pytest.raises(KamnotError, match="ไม่ผ่าน"):
        signed(ws, there)


@pytest.mark.parametrize("alg", ["none", "HS256", "another key", "unknown key"])
def test_a_signature_that_is_not_the_providers_is_not_believed(
    ws: Workspace, there: Provider, alg: str
) -> None:
    from joserfc.jwk import OctKey

    there.lie(dict)
    if alg == "none":
        there.header = {"alg": "none"}
    elif alg == "HS256":
        there.signs, there.header = OctKey.import_key(SECRET), {"alg": "HS256", "kid": "shown"}
    else:
        there.signs = new_key("shown" if alg == "another key" else "unknown")
    with pytest.raises(KamnotError):
        signed(ws, there)


@pytest.mark.parametrize("seconds", [-90, 90])
def test_clocks_may_differ_by_a_minute_and_a_half(
    ws: Workspace, there: Provider, seconds: int
) -> None:
    there_now = int(time.time()) + seconds
    there.lie(lambda c: c | {"iat": there_now, "nbf": there_now, "exp": there_now + 60})
    assert signed(ws, there).subject == "s-1"


def test_the_address_may_come_with_the_persons_facts(ws: Workspace, there: Provider) -> None:
    there.lie(without_address)
    assert signed(ws, there).address == ADDRESS
    assert "/userinfo" in there.asked


def test_a_key_that_was_changed_is_known_at_once(ws: Workspace, there: Provider) -> None:
    for _ in range(2):
        there.lie(dict)
        assert signed(ws, there).address == ADDRESS


def test_what_was_shown_there_long_ago_is_no_new_proof(own: Workspace, there: Provider) -> None:
    there.lie(lambda c: c | {"auth_time": int(time.time()) - 13 * 3600})
    entered = enter_as(own, signed(own, there), device="?", own_phone=True)
    assert entered is not None
    visitor = arrive(own, entered[0])
    assert visitor is not None
    assert not visitor.proved(own.now())
    there.lie(lambda c: c | {"auth_time": int(time.time()) + 90})
    assert signed(own, there).at <= datetime.now(UTC)


def test_facts_of_another_person_are_not_believed(ws: Workspace, there: Provider) -> None:
    there.lie(without_address)
    there.userinfo = {"sub": "s-2"}
    with pytest.raises(KamnotError, match="ไม่ผ่าน"):
        signed(ws, there)


@pytest.mark.parametrize(
    "told", [{"email_verified": "true"}, {"email_verified": 1}, {"email": ""}, {"email": None}]
)
def test_an_address_that_is_not_verified_finds_no_account(
    ws: Workspace, there: Provider, told: dict[str, Any]
) -> None:
    there.lie(without_address)
    there.userinfo = told
    assert enter_as(ws, signed(ws, there), device="?", own_phone=False) is None


@pytest.mark.parametrize("path", ["openid-configuration", "/jwks", "/oauth2/token", "/userinfo"])
def test_a_provider_that_is_away_is_told_in_one_sentence(
    ws: Workspace, there: Provider, path: str
) -> None:
    there.lie(without_address)
    there.down = (path,)
    with pytest.raises(CouldNotFinishError, match="ติดต่อระบบ"):
        signed(ws, there)


@pytest.mark.parametrize("path", ["openid-configuration", "/jwks", "/oauth2/token", "/userinfo"])
def test_a_redirect_of_the_provider_is_not_followed(
    ws: Workspace, there: Provider, path: str
) -> None:
    there.lie(without_address)
    there.down, there.leads_to = (path,), f"{there.issuer}/elsewhere"
    with pytest.raises(CouldNotFinishError, match="ติดต่อระบบ"):
        signed(ws, there)
    assert "/elsewhere" not in there.asked


def test_a_provider_that_is_gone_is_told_in_one_sentence(ws: Workspace) -> None:
    settings = Settings(
        home=ws.settings.home, oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT
    )
    with pytest.raises(CouldNotFinishError, match="ติดต่อระบบ"):
        go(Workspace(settings))


@pytest.mark.parametrize(
    "said",
    [{"issuer": "https://evil.example"}, {"issuer": None}, {"jwks_uri": None, "issuer": "x"}],
)
def test_a_configuration_of_another_is_not_believed(
    ws: Workspace, there: Provider, said: dict[str, Any]
) -> None:
    there.discovery = said
    with pytest.raises(KamnotError, match="ไม่ผ่าน"):
        go(ws)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        there = Workspace(
            Settings(
                home=ws.settings.home, oidc_issuer=f"https://127.0.0.1:{server.server_port}", oidc_client_id=CLIENT
            )
        )  # fmt: skip
        for trusted, kind in ((None, "SSLError"), (cert, "HTTPError")):
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted or ""))
            with pytest.raises(CouldNotFinishError) as refused:
                go(there)
            assert kind in str(refused.value.__context__.__class__)
        server.shutdown()
        thread.join()


def test_the_doctor_says_that_it_does_not_answer(ws: Workspace, there: Provider) -> None:
    look(ws)
    there.discovery = {"issuer": "https://evil.example"}
    assert [one.ok for one in examine(ws.settings) if one.name == "sign-in"] == [False]


def test_only_the_browser_that_began_may_come_back_and_once(ws: Workspace, there: Provider) -> None:
    answer = there.sign_in(go(ws), "s-1")
    for browser, state in (("other", answer["state"]), ("", answer["state"]), ("b", "forged")):
        with pytest.raises(OvertakenError):
            come_back(ws, PAGE, answer | {"state": state}, browser=browser)
    assert come_back(ws, PAGE, answer, browser="b")
    with pytest.raises(OvertakenError):
        come_back(ws, PAGE, answer, browser="b")


def test_a_code_of_one_sign_in_is_of_no_use_in_another(ws: Workspace, there: Provider) -> None:
    stolen = there.sign_in(go(ws, "victim"), "s-1")
    own = there.sign_in(go(ws, "thief"), "s-2")
    with pytest.raises(KamnotError):
        come_back(ws, PAGE, own | {"code": stolen["code"]}, browser="thief")


def test_an_answer_of_another_issuer_is_not_believed(ws: Workspace, there: Provider) -> None:
    answer = there.sign_in(go(ws), "s-1")
    with pytest.raises(KamnotError, match="ไม่ผ่าน"):
        come_back(ws, PAGE, answer | {"iss": "https://evil.example"}, browser="b")


def test_who_says_no_there_is_told_so(ws: Workspace, there: Provider) -> None:
    state = there.sign_in(go(ws), "s-1")["state"]
    with pytest.raises(KamnotError, match="ไม่ได้ยืนยันตัวท่าน"):
        come_back(ws, PAGE, {"state": state, "error": "access_denied"}, browser="b")


def test_a_sign_in_of_half_an_hour_ago_is_over(
    ws: Workspace, there: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = there.sign_in(go(ws), "s-1")
    later = ws.now() + timedelta(minutes=31)
    monkeypatch.setattr(Workspace, "now", lambda _: later)
    with pytest.raises(OvertakenError):
        come_back(ws, PAGE, answer, browser="b")


def test_one_source_begins_so_many_and_no_more(
    own: Workspace, there: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.house.office_login._OF_SOURCE", 2)
    go(own)
    go(own)
    with pytest.raises(TooOftenError):
        go(own)
    assert go(own, source="there")
    assert there.asked.count("/.well-known/openid-configuration") == 3


def test_a_provider_that_hangs_holds_few_threads(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import BoundedSemaphore

    full = BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr("flows.house.office_login._AT_ONCE", full)
    with pytest.raises(CouldNotFinishError):
        go(ws)


def test_nothing_that_is_kept_or_logged_lets_anybody_in(
    own: Workspace, there: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = there.sign_in(go(own), "s-1")
        with reading(own.engine) as session:
            kept = "".join(str(row.model_dump()) for row in session.exec(select(KeptFormRow)))
        there.lie(lambda c: c | {"nonce": "x"})
        with pytest.raises(KamnotError):
            come_back(own, PAGE, answer, browser="b")
    ours = "".join(r.getMessage() for r in caplog.records if r.name.startswith("kamnot"))
    assert "not believed" in ours
    for secret in (SECRET, answer["code"], answer["state"]):
        assert secret not in kept + ours
    assert SECRET not in repr(own.settings)
