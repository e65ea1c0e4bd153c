"""A member's own work: the next date with its real last day, what is worth most first, nothing of other groups."""

from __future__ import annotations

import re
from datetime import date

import pytest

from flows.evidence.measures import enter
from flows.house.accounts import invite
from flows.letters.contacts import record_absence, remove_contacts
from flows.plan.changes import close
from tests.support.cast import UNIT
from tests.support.evidence import jpeg, locked_pdf
from tests.web.conftest import DAY, OTHER, House
from tests.web.files import report_as_pdf
from tests.web.member.test_bring import send


def test_the_next_date_stands_open_with_its_last_working_day(house: House) -> None:
    page = house.browser("member").get("/my").text
    assert "วันพุธที่ ๒๐ มีนาคม ๒๕๖๗" in page
    assert "เหลือ ๗ วัน" in page
    assert "ครบแล้ว ๐ จาก ๑๑ กิจกรรม" in page
    assert "<title>(๑๑) งานของฉัน" in page


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2024-06-27", "เหลือ ๑ วัน"),
        ("2024-06-28", "วันนี้เป็นวันสุดท้าย"),
        ("2024-06-29", "ยังส่งทางหน้านี้ได้ถึง ๓๐ มิถุนายน ๒๕๖๗"),
        ("2024-06-30", "ยังส่งทางหน้านี้ได้ถึง ๓๐ มิถุนายน ๒๕๖๗"),
        ("2024-07-01", "เลยกำหนดมา ๑ วัน"),
    ],
)
def test_a_date_on_a_weekend_is_told_by_both_its_days(house: House, day: str, told: str) -> None:
    house.office._as_of = date.fromisoformat(day)
    for path in ("/my", "/a/31"):
        page = re.sub("<[^>]+>", "", house.browser("reviewing-head").get(path).text)
        assert "วันศุกร์ที่ ๒๘ มิถุนายน ๒๕๖๗" in page
        assert told in page, path


def test_a_closed_year_counts_no_days(house: House) -> None:
    close(house.ws.settings, 2567, closed=True, why="สิ้นปี", by="test", now=house.ws.now())
    for path in ("/my", "/a/7"):
        page = house.browser("member").get(path).text
        assert "ปีงบประมาณนี้ปิดแล้ว" in page
        assert "เหลือ" not in page
        assert "ยังได้อีก" not in page


def test_a_row_says_how_its_first_document_stands(house: House) -> None:
    send(house.browser("member"), locked_pdf(), "ล็อก.pdf")
    assert re.search("กลุ่ม – นับไม่ได้", house.browser("member").get("/my").text)


def test_seats_in_two_units_are_one_touch_apart(house: House) -> None:
    invite(house.ws, "member", "member@bureau.example", by="test", unit=OTHER, group="campaign")
    client = house.signed_in("member")
    assert "เปลี่ยนสำนัก" in client.get("/my").text
    assert f'href="/u/{OTHER}/"' in client.get("/me").text
    assert client.get(f"/u/{OTHER}/").headers["location"] == f"/u/{OTHER}/my"
    assert "สำนักที่สอง" in client.get(f"/u/{OTHER}/my").text
    assert "เปลี่ยนสำนัก" not in house.browser("reviewer").get("/my").text


def test_the_most_points_come_first(house: House) -> None:
    page = house.browser("member").get("/my").text.split("<details")[0]
    points = [
        int(p.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")))
        for p in re.findall(r'"points">([๐-๙]+) คะแนน<', page)
    ]
    assert points == sorted(points, reverse=True)
    assert points[0] == 20


def test_another_groups_work_is_not_there(house: House) -> None:
    page = house.browser("stranger-member").get("/my").text
    assert 'href="/a/6"' in page
    assert 'href="/a/7"' not in page


def test_no_command_no_id_and_no_arabic_digit_reaches_a_thai_reader(house: House) -> None:
    for path in ("/my", "/a/7", "/a/12", "/me", "/a/1"):
        page = house.browser("reviewing-head").get(path).text
        words = re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main>")[0])
        assert "kamnot " not in words
        assert "--" not in words
        assert not re.search(r"[0-9]+\.[a-z]", words), path
        assert not re.search(r"[ก-๙] ?[0-9]", words), path


def test_the_language_is_kept_for_the_person(house: House) -> None:
    client = house.browser("member")
    assert client.post("/me", data={"language": "en"}).status_code == 303
    page = client.get("/my").text
    assert '<html lang="en">' in page
    assert "Wednesday 20 Mar 2024" in page


def test_ones_devices_can_be_signed_out_and_nobody_elses(house: House) -> None:
    first, second = house.signed_in("member"), house.signed_in("member")
    other = house.signed_in("reviewer")
    tokens = re.findall(r'name="device" value="([0-9a-f]+)"', first.get("/me").text)
    assert len(tokens) == 2
    theirs = re.findall(r'name="device" value="([0-9a-f]+)"', other.get("/me").text)
    assert first.post("/leave", data={"device": theirs[0]}).status_code == 403
    for token in tokens:
        first.post("/leave", data={"device": token})
    assert (first.get("/my").status_code, second.get("/my").status_code) == (303, 303)
    assert other.get("/my").status_code == 200


@pytest.mark.parametrize("width", [20_000])
def test_a_page_is_short(house: House, width: int) -> None:
    for path in ("/my", "/a/1", "/a/2", "/a/2?write=goals", "/a/7", "/me"):
        assert len(house.browser("reviewing-head").get(path).content) <= width, path


def test_what_is_complete_is_folded(house: House) -> None:
    client = house.browser("member")
    send(client, report_as_pdf(), "รายงาน.pdf")
    send(client, jpeg((640, 480)), "1.jpg", "photos")
    enter(house.ws, UNIT, "7.held", "1", on=DAY, by="test")
    page = client.get("/my").text
    assert "ครบแล้ว ๑ จาก ๑๑ กิจกรรม" in page
    assert 'href="/a/7"' in page.split("<details")[-1]
    assert "ครบแล้ว ๑ กิจกรรม" in page


@pytest.mark.parametrize("day", ["2023-10-02", "2024-03-21", "2024-07-31", "2024-10-05"])
def test_every_day_of_the_year_has_its_page(house: House, day: str) -> None:
    house.office._as_of = date.fromisoformat(day)
    for who in ("member", "reviewing-head", "stranger-member"):
        for path in ("/my", "/a/6", "/a/33"):
            assert house.browser(who).get(path).status_code in (200, 404), (who, path)


def test_who_is_missing_or_away_stands_where_one_looks(house: House) -> None:
    record_absence(
        house.ws, UNIT, "group-head@bureau.example", first=DAY, last=date(2024, 3, 20),
        deputy="deputy@bureau.example", deputy_office="รองผู้อำนวยการ", by="ก",
    )  # fmt: skip
    away = "ตำแหน่ง group-head คณะทำงานด้านกิจกรรมฯ ไม่อยู่ถึง ๒๐ มีนาคม ๒๕๖๗: จดหมายส่งถึงรองผู้อำนวยการแทน"
    for who, path in (
        ("member", "/my"),
        ("member", "/a/7"),
        ("reviewer", "/review"),
        ("director", "/a/7"),
    ):
        page = house.browser(who).get(path).text
        assert away in page, path
        assert "deputy@" not in page
    assert (
        "คณะทำงานด้านการคัดเลือกข้าราชการฯ ยังไม่มีหัวหน้า"
        in house.browser("stranger-member").get("/my").text
    )
    assert "ไม่อยู่ถึง" not in house.browser("stranger-member").get("/my").text

    remove_contacts(house.ws, UNIT, "campaign", "group-head@bureau.example", by="ก")
    assert "ยังไม่มีหัวหน้า" in house.browser("member").get("/a/7").text
