"""Signing in: by a code from a mail or from a hand, once, in time, in the same browser."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from flows.house import sign_in
from flows.house.accounts import hand_over_code, invite, set_active
from flows.house.sign_in import CODE_MINUTES
from flows.run.audit import newest_lines
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.servers.smtp import Relay, relay
from tests.web.conftest import DAY, PAGE, House
from web.front.enter import safe_next
from web.front.office import Office


def begin(client: TestClient, account: str, then: str = "/") -> None:
    answer = client.post("/enter", data={"address": f"{account}@bureau.example", "next": then})
    assert answer.status_code == 303


def enter(client: TestClient, code: str, then: str = "/") -> int:
    return int(client.post("/enter/code", data={"code": code, "next": then}).status_code)


def test_a_code_that_was_handed_over_lets_its_owner_in_and_on_to_the_page(house: House) -> None:
    client, code = house.stranger(), hand_over_code(house.ws, "member", by="head")
    assert client.get("/a/7").headers["location"] == "/enter?next=/a/7"
    begin(client, "member", "/a/7")

    answer = client.post("/enter/code", data={"code": code, "next": "/a/7"})

    assert answer.headers["location"] == "/a/7"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=Lax" in answer.headers["set-cookie"]
    assert client.get("/a/7").status_code == 200
    actions = [(line.action, line.actor) for line in newest_lines(house.ws, 2)]
    assert actions == [("sign-in", "member"), ("account.code", "head")]


@pytest.mark.parametrize("typed", ["{0}{1}", "{0} {1}", "{0}-{1}", " {0}  {1} "])
def test_blanks_and_dashes_in_a_code_do_not_matter(house: House, typed: str) -> None:
    client, code = house.stranger(), hand_over_code(house.ws, "member", by="head")
    begin(client, "member")
    assert enter(client, typed.format(code[:4], code[4:])) == 303


def test_thai_numerals_do_not_matter_either(house: House) -> None:
    client, code = house.stranger(), hand_over_code(house.ws, "member", by="head")
    begin(client, "member")
    assert enter(client, code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))) == 303


def test_a_code_works_once(house: House) -> None:
    code = hand_over_code(house.ws, "member", by="head")
    for expected in (303, 422):
        client = house.stranger()
        begin(client, "member")
        assert enter(client, code) == expected


def test_a_code_of_one_person_lets_nobody_else_in(house: House) -> None:
    client, code = house.stranger(), hand_over_code(house.ws, "reviewing-head", by="head")
    begin(client, "member")
    assert enter(client, code) == 422


def test_the_sixth_try_fails_with_the_right_code_too(house: House) -> None:
    client, code = house.stranger(), hand_over_code(house.ws, "member", by="head")
    begin(client, "member")
    wrong = f"{(int(code) + 1) % 10**8:08}"
    assert [enter(client, wrong) for _ in range(5)] == [422] * 5
    assert enter(client, code) == 422
    assert [line.action for line in newest_lines(house.ws, 5)] == ["sign-in.refused"] * 5


def test_a_code_of_yesterday_is_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    code = hand_over_code(house.ws, "member", by="head")
    now = house.ws.now() + timedelta(hours=25)
    monkeypatch.setattr(Workspace, "now", lambda _: now)
    client = house.stranger()
    begin(client, "member")
    assert enter(client, code) == 422


def test_unknown_addresses_are_answered_as_known_ones_are(house: House) -> None:
    answers = []
    for address in ("member@bureau.example", "nobody@bureau.example", "' OR 1=1 --", ""):
        client = house.stranger()
        answer = client.post("/enter", data={"address": address})
        page = client.get(answer.headers["location"])
        answers.append((answer.status_code, answer.headers["location"], page.text))
    assert len(set(answers)) == 1


def test_the_sixth_code_for_an_address_must_wait_whether_it_is_known_or_not(house: House) -> None:
    for address in ("member@bureau.example", "MEMBER@bureau.example ", "nobody@bureau.example"):
        said = [
            house.stranger().post("/enter", data={"address": address}).status_code
            for _ in range(6 if "member" in address or "nobody" in address else 1)
        ]
        assert said[-1] == 429


def test_a_newer_code_from_a_hand_voids_the_one_before(house: House) -> None:
    old, new = (hand_over_code(house.ws, "member", by="head") for _ in range(2))
    client = house.stranger()
    begin(client, "member")
    assert (enter(client, old), enter(client, new)) == (422, 303)


def test_a_guess_takes_as_much_work_whether_there_is_an_account_or_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    slow = sign_in._slow

    def counted(salt: str, code: str) -> str:
        worked.append(code)
        return slow(salt, code)

    monkeypatch.setattr(sign_in, "_slow", counted)
    counts = []
    for account, handed in (("member", 0), ("member", 2), ("nobody", 0)):
        for _ in range(handed):
            hand_over_code(house.ws, account, by="head")
        client = house.stranger()
        begin(client, account)
        worked.clear()
        assert enter(client, "00000000") == 422
        counts.append(len(worked))
    assert counts == [2, 2, 2]
    worked.clear()
    for _ in range(10):
        assert enter(client, "00000000") == 422
        assert enter(house.stranger(), "00000000") == 422
    assert len(worked) == 2 * 4


def test_an_id_that_somebody_else_chose_is_never_taken(house: House) -> None:
    client, chosen = house.stranger(), "a" * 43
    client.cookies.set("kamnot", chosen)
    client.cookies.set("kamnot-browser", chosen)
    begin(client, "member")
    assert enter(client, hand_over_code(house.ws, "member", by="head")) == 303
    theirs = house.stranger()
    theirs.cookies.set("kamnot", chosen)
    assert theirs.get("/my").status_code == 303


def test_one_leaves_all_other_devices_at_once(house: House) -> None:
    here, phone, desk = (house.signed_in("member") for _ in range(3))
    other = house.signed_in("reviewer")
    assert "ออกจากระบบในเครื่องอื่นทั้งหมด" in here.get("/me").text
    assert here.post("/leave", data={"device": "others"}).headers["location"] == "/me"
    assert [c.get("/me").status_code for c in (here, phone, desk, other)] == [200, 303, 303, 200]
    assert "ออกจากระบบในเครื่องอื่นทั้งหมด" not in here.get("/me").text


def test_leaving_clears_what_the_browser_kept(house: House) -> None:
    answer = house.signed_in("member").post("/leave")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("then", ["/a/7?file=1&known=1", "/review?done=1", "/u/second/a/7", "/a/๗"])
def test_the_page_that_was_wanted_comes_after_the_code_whole(house: House, then: str) -> None:
    client, code = house.stranger(), hand_over_code(house.ws, "member", by="head")
    led = client.post("/enter", data={"address": "member@bureau.example", "next": then})
    page = client.get(led.headers["location"]).text
    assert f'name="next" value="{html.escape(then)}"' in page
    answer = client.post("/enter/code", data={"code": code, "next": then})
    assert unquote(answer.headers["location"]) == then


def test_a_disabled_account_is_out_at_once_and_stays_out(house: House) -> None:
    client = house.browser("member")
    code = hand_over_code(house.ws, "member", by="head")
    assert client.get("/my").status_code == 200

    set_active(house.ws, "member", active=False, by="head")

    assert client.get("/my").status_code == 303
    begin(client, "member")
    assert enter(client, code) == 422


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    client = house.browser("member")
    cookies = dict(client.cookies)
    assert client.post("/leave").headers["location"] == "/enter"
    again = house.stranger()
    again.cookies.update(cookies)
    assert again.get("/my").status_code == 303


def test_each_sign_in_has_a_new_id_and_ends_the_one_before(house: House) -> None:
    client = house.browser("member")
    before = client.cookies["kamnot"]
    begin(client, "member")
    assert enter(client, hand_over_code(house.ws, "member", by="head")) == 303
    assert client.cookies["kamnot"] != before
    old = house.stranger()
    old.cookies.set("kamnot", before)
    assert old.get("/my").status_code == 303


@pytest.mark.parametrize(
    ("own_phone", "hours", "expected"),
    [(False, 7, 200), (False, 9, 303), (True, 9, 200), (True, 24 * 29, 200), (True, 24 * 31, 303)],
    ids=["desk-7-h", "desk-9-h", "phone-9-h", "phone-29-d", "phone-31-d"],
)
def test_a_session_lasts_a_working_day_or_a_month_on_ones_own_phone(
    house: House, monkeypatch: pytest.MonkeyPatch, own_phone: bool, hours: int, expected: int
) -> None:
    client = house.signed_in("member", own_phone=own_phone)
    later = house.ws.now() + timedelta(hours=hours)
    monkeypatch.setattr(Workspace, "now", lambda _: later)
    assert client.get("/my").status_code == expected


def test_a_desk_that_is_used_all_day_is_out_after_twelve_hours(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, began = house.signed_in("member"), house.ws.now()
    seen = []
    for hour in (4, 8, 11, 12, 13):
        monkeypatch.setattr(Workspace, "now", lambda _, h=hour: began + timedelta(hours=h))
        seen.append(client.get("/my").status_code)
    assert seen == [200, 200, 200, 303, 303]


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "", "javascript:1", "/a\r\nx"],
)
def test_signing_in_leads_to_our_own_pages_alone(path: str) -> None:
    assert safe_next(path) == "/"


def test_a_form_whose_session_ended_is_offered_again_to_its_writer(house: House) -> None:
    client = house.browser("member")
    house_session = client.cookies["kamnot"]
    sent = {"value": "๑", "why": ""}
    end_all(house, "member")
    answer = client.post("/a/7/number/held", data=sent)
    assert answer.headers["location"] == "/enter?next=/kept"
    assert client.cookies["kamnot"] == house_session

    begin(client, "member")
    enter(client, hand_over_code(house.ws, "member", by="head"))
    page = client.get("/kept").text

    assert 'action="/a/7/number/held"' in page
    assert 'value="๑"' in page
    assert client.get("/kept").headers["location"] == "/"


def test_a_late_form_keeps_each_of_its_photos_and_shows_what_a_person_wrote(house: House) -> None:
    client = house.browser("reviewer")
    end_all(house, "reviewer")
    sent = {"seen": ["1.1.", "2.1."], "pick": ["1", "2"], "verdict": "return", "reason": "มืดไป"}
    assert client.post("/review/1", data=sent).headers["location"] == "/enter?next=/kept"
    assert "สิ่งที่พิมพ์ไว้ยังอยู่" in client.get("/enter?next=/kept").text

    begin(client, "reviewer")
    enter(client, hand_over_code(house.ws, "reviewer", by="head"))
    page = client.get("/kept").text

    assert re.findall('name="(?:seen|pick)" value="([^"]+)"', page) == ["1.1.", "2.1.", "1", "2"]
    words = re.sub("<[^>]+>", " ", page.split("<main")[1])
    assert "มืดไป" in words
    assert "ส่งคืน" in words
    assert "1.1." not in words
    assert 'href="/review/1"' in page


@pytest.mark.parametrize(
    ("method", "path", "then"),
    [
        ("GET", "/e/1?p=3", "/enter?next=/e/1%3Fp%3D3"),
        ("POST", "/a/7/bring/report", "/enter?next=/a/7"),
        ("POST", "/u/second/a/7/bring/report", "/enter?next=/u/second/a/7"),
        ("POST", "/leave", "/enter?next=/"),
    ],
)
def test_a_stranger_comes_back_to_the_page_that_was_wanted(
    read_only_house: House, method: str, path: str, then: str
) -> None:
    client = read_only_house.stranger()
    client.cookies.set("kamnot", "x" * 43)
    assert client.request(method, path).headers["location"] == then


@pytest.mark.parametrize(
    ("account", "home"), [("member", "/my"), ("director", "/me"), ("it", "/health")]
)
def test_everybody_begins_where_their_work_is(
    read_only_house: House, account: str, home: str
) -> None:
    assert read_only_house.browser(account).get("/").headers["location"] == home


def test_somebody_without_a_seat_is_told_so_and_can_sign_out(house: House) -> None:
    invite(house.ws, "nobody", "nobody@bureau.example", by="test")
    client = house.signed_in("nobody")
    assert client.get("/").headers["location"] == "/me"
    page = client.get("/me").text
    assert "ยังไม่มีหน้าที่ในคณะใด" in page
    assert client.get("/my").status_code == client.get("/a/7").status_code == 404
    assert client.post("/leave").headers["location"] == "/enter"


def test_somebody_else_in_the_same_browser_does_not_see_the_form(house: House) -> None:
    client = house.browser("member")
    end_all(house, "member")
    client.post("/a/7/number/held", data={"value": "secret"})
    begin(client, "reviewer")
    enter(client, hand_over_code(house.ws, "reviewer", by="head"))
    assert client.get("/kept").headers["location"] == "/"


def end_all(house: House, account: str) -> None:
    """End the sessions of an account by the clock."""
    from sqlmodel import col, update

    from storage.db.account_tables import WebSessionRow
    from storage.db.database import writing

    with writing(house.ws.engine) as session:
        session.execute(
            update(WebSessionRow)
            .where(col(WebSessionRow.account) == account)
            .values(ends_at=house.ws.now())
        )


@pytest.fixture
def mailing_house(
    peopled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[House, Relay]]:
    """The pages with a mail relay."""
    shutil.copytree(peopled_home, tmp_path / "home")
    with relay() as taken:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", taken.url())
        settings = Settings(home=tmp_path / "home")
        yield House(Office(settings, page=PAGE, as_of=DAY), Workspace(settings)), taken


def test_a_mailed_code_lets_in_the_browser_that_asked_for_it(
    mailing_house: tuple[House, Relay],
) -> None:
    house, taken = mailing_house
    client = house.stranger()
    client.post("/enter", data={"address": "member@bureau.example", "next": "/a/7"})
    house.office.later.shutdown(wait=True)
    (raw,) = taken.raw
    mail = message_from_bytes(raw, policy=policy.default)
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["To"] == "member@bureau.example"
    code = "".join(re.findall(r"(\d{4}) (\d{4})", text)[0])
    link = re.findall(r"http\S+", text)[0]
    assert f"{CODE_MINUTES}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) in text

    stolen = house.stranger()
    begin(stolen, "nobody")
    assert enter(stolen, code) == 422

    page = client.get(link.removeprefix(PAGE)).text
    assert f'value="{code}"' in page
    assert 'name="next" value="/a/7"' in page
    assert client.get("/my").status_code == 303
    assert enter(client, code) == 303
