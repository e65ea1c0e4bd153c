"""One activity: its cards, and the forms for numbers and "we have it"."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from flows.evidence.measures import entered
from flows.evidence.take_in import Incoming, file_in, take_in
from flows.letters.snoozes import snoozes_of
from flows.plan.changes import close
from tests.support.cast import UNIT
from tests.support.evidence import jpeg
from tests.web.conftest import DAY, House


def test_every_document_and_number_has_a_card(house: House) -> None:
    page = house.browser("member").get("/a/7").text
    for card in ("report", "photos", "held"):
        assert f'<article class="card" id="{card}"' in page
    assert page.count("ใกล้กำหนด") == 2
    assert page.count("รอตัวเลข") == 1


def test_a_number_is_entered_by_its_own_group(house: House) -> None:
    client = house.browser("member")
    assert (
        client.post("/a/7/number/held", data={"value": "๑"}).headers["location"]
        == "/a/7?saved=held#held"
    )
    (known,) = entered(house.ws, UNIT)
    assert (known.fact.measure, known.fact.value, known.entered_by) == ("7.held", 1, "member")
    assert "ครบแล้ว" in client.get("/a/7").text


@pytest.mark.parametrize("value", ["many", "-1", "5/3", "<b>", "", "9" * 90])
def test_an_impossible_number_stays_in_its_field_and_nothing_is_stored(
    house: House, value: str
) -> None:
    answer = house.browser("member").post("/a/7/number/held", data={"value": value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<b>" not in answer.text
    assert not entered(house.ws, UNIT)
    assert answer.text.startswith("<!DOCTYPE html>")
    assert "ผิดพลาด: " in answer.text.split("</title>")[0]


@pytest.mark.parametrize("name", ["none", "report", "..%2f8", "9.joined"])
def test_a_number_that_is_none_of_the_activitys_is_not_there(house: House, name: str) -> None:
    assert (
        house.browser("reviewer").post(f"/a/7/number/{name}", data={"value": "1"}).status_code
        == 404
    )


def test_we_have_it_pauses_the_reminders_of_ones_group(house: House) -> None:
    client = house.browser("member")
    answer = client.post("/a/7/snooze", data={"until": "๑๕ มีนาคม", "reason": "อยู่ระหว่างลงนาม"})
    assert answer.status_code == 303
    (snooze,) = snoozes_of(house.ws, UNIT, DAY)
    assert (snooze.group, snooze.until.isoformat()) == ("campaign", "2024-03-15")
    assert "จะไม่เตือนจนถึง ๑๕ มีนาคม ๒๕๖๗" in client.get("/a/7").text


@pytest.mark.parametrize(
    "sent",
    [
        {"until": "15 มีนาคม", "reason": ""},
        {"until": "soon", "reason": "x"},
        {"until": "", "reason": "x"},
        {"until": "1 เมษายน 2567", "reason": "x"},
        {"until": "1 มีนาคม 2567", "reason": "x"},
    ],
    ids=["no-reason", "no-day", "empty", "after-the-due-date", "past"],
)
def test_what_cannot_be_paused_says_why_and_keeps_what_was_typed(
    house: House, sent: dict[str, str]
) -> None:
    answer = house.browser("member").post("/a/7/snooze", data=sent)
    assert answer.status_code == 422
    assert sent["until"] in answer.text
    assert not snoozes_of(house.ws, UNIT, DAY)


def test_a_snooze_for_a_group_of_others_is_for_ones_own(house: House) -> None:
    house.browser("member").post(
        "/a/31/snooze", data={"until": "15 มีนาคม", "reason": "x", "group": "planning"}
    )
    (snooze,) = snoozes_of(house.ws, UNIT, DAY)
    assert snooze.group == "campaign"


def test_a_closed_year_shows_and_takes_nothing(house: House) -> None:
    client = house.browser("member")
    close(house.ws.settings, 2567, closed=True, why="สิ้นปี", by="test", now=house.ws.now())
    page = client.get("/a/7").text
    assert "ปิดแล้ว" in page
    assert "<form" not in page.split("<main")[1]
    assert client.post("/a/7/number/held", data={"value": "1"}).status_code == 403
    assert (
        client.post("/a/7/bring/report", content=b"x", headers={"x-part": "card"}).status_code
        == 403
    )


def test_an_impossible_number_is_told_by_its_title_beside_its_field(house: House) -> None:
    page = house.browser("member").post("/a/12/number/benefit", data={"value": "300/120"}).text
    words = re.sub("<[^>]+>", " ", page.split("<main")[1])
    assert "จำนวน ๓๐๐ ต้องอยู่ระหว่าง ๐" in words
    assert "12.benefit" not in words
    assert '<a href="#v-benefit">' in page
    assert 'value="300/120"' in page


def test_a_looker_sees_cards_without_forms(house: House) -> None:
    page = house.browser("director").get("/a/7").text
    assert 'id="report"' in page
    assert "<form" not in page.split("<main")[1]


def test_a_document_that_kamnot_begins_is_offered_and_given_with_its_thai_name(
    house: House,
) -> None:
    client = house.browser("member")
    page = client.get("/a/7").text
    given = client.get("/a/7/starter/report")

    assert page.count("/a/7/starter/") == 1
    assert given.status_code == 200
    assert given.content.startswith(b"PK")
    assert "filename*=UTF-8''" in given.headers["content-disposition"]
    assert unquote(given.headers["content-disposition"]).endswith(
        "กิจกรรมที่ ๗ รายงานสรุปผลโครงการ.docx"
    )


@pytest.mark.parametrize("name", ["photos", "none", "..%2f8", "held"])
def test_what_kamnot_does_not_begin_is_not_there(house: House, name: str) -> None:
    assert house.browser("member").get(f"/a/7/starter/{name}").status_code == 404


def test_a_starter_of_another_group_is_none_of_a_members(house: House) -> None:
    assert house.browser("member").get("/a/11/starter/report").status_code == 404
    assert house.browser("reviewer").get("/a/11/starter/report").status_code == 200
    assert house.browser("director").get("/a/7/starter/report").status_code == 403


def test_of_many_photos_the_newest_stand_on_the_page_and_all_can_be_seen(
    house: House, tmp_path: Path
) -> None:
    files = []
    for n in range(40):
        path = tmp_path / f"ภาพกิจกรรมแลกเปลี่ยนเรียนรู้กับหน่วยงานภายนอก วันที่ ๑๓ มีนาคม {n:03}.jpg"
        path.write_bytes(jpeg() + b"0" * n)
        files.append(Incoming("7.photos", path, DAY))
    list(file_in(house.ws, UNIT, files, by="member"))
    member, reviewer = house.browser("member"), house.browser("reviewer")

    asked = ("/a/7", *(f"/a/7?files=photos.{n}" for n in (0, 24)))
    pages = [member.get(path) for path in asked]
    items = [re.findall(r'<li><a href="/e/(\d+)"', page.text) for page in pages]

    assert [len(one) for one in items] == [6, 24, 16]
    assert items[0] == items[1][:6]
    assert sorted(int(i) for one in items[1:] for i in one) == list(range(1, 41))
    assert "แสดงอีก ๓๔ ไฟล์" in pages[0].text
    assert 'href="/a/7#report"' in pages[1].text
    together = reviewer.get("/review/1")
    assert "อีก ๒๘ ภาพของเอกสารนี้จะขึ้นต่อจากชุดนี้" in together.text
    for page in (*pages, together, reviewer.get("/review/13"), reviewer.get("/review")):
        assert len(page.content) <= 20_000, page.url


def test_photos_beyond_the_first_are_reviewed_after_them(house: House, tmp_path: Path) -> None:
    files = []
    for n in range(14):
        (tmp_path / f"{n}.jpg").write_bytes(jpeg() + b"0" * n)
        files.append(Incoming("7.photos", tmp_path / f"{n}.jpg", DAY))
    take_in(house.ws, UNIT, files, by="member")
    client = house.browser("reviewer")
    page = client.get("/review/1").text
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert [one.split(".")[0] for one in seen] == [str(n) for n in range(1, 13)]

    answer = client.post("/review/1", data={"verdict": "accept", "seen": seen})

    assert answer.headers["location"] == "/review/13"
    left = re.findall(r'name="seen" value="([^"]+)"', client.get("/review/13").text)
    assert [one.split(".")[0] for one in left] == ["13", "14"]
