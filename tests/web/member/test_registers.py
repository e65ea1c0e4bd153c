"""The bureau's registers on a page of their own: every register stands where a member of its group looks."""

from __future__ import annotations

import re

import pytest

from domain.plan.model import Register
from flows.evidence.registers import show_register
from tests.support.cast import UNIT
from tests.support.dossiers import plan_2567
from tests.web.conftest import House

CIRCULAR = {"c-number": "ลต ๐๐๐๑/ว ๑๒", "c-day": "๑ มีนาคม ๒๕๖๗", "c-what": "อบรม", "c-sent": "๒"}
PLAN = plan_2567()


@pytest.mark.parametrize("register", PLAN.registers, ids=lambda r: r.id)
def test_every_register_of_the_plan_stands_on_a_page_and_is_found_from_my_work(
    read_only_house: House, register: Register
) -> None:
    client = read_only_house.browser("reviewer")
    assert 'href="/registers"' in client.get("/my").text
    index = client.get("/registers").text

    if register.of_no_activity:
        assert f'action="/registers/row/{register.id}"' in index
        return
    [first, *_] = re.findall(rf'href="(/a/\d+)#r-{register.id}"', index)
    page = client.get(first, params={"write": register.id}).text
    assert f'action="{first}/row/{register.id}"' in page


def test_a_circular_is_written_corrected_and_withdrawn_on_the_page(house: House) -> None:
    client = house.browser("reviewer")
    assert "บันทึกหนังสือแจ้งเวียนทุกฉบับ" in client.get("/my").text
    assert "/registers#r-circulars" in client.get("/my").text

    wrong = client.post("/registers/row/circulars", data=CIRCULAR | {"c-sent": "สอง"})
    assert wrong.status_code == 422
    assert "ต้องเป็นจำนวนเต็ม" in wrong.text
    assert 'value="ลต ๐๐๐๑/ว ๑๒"' in wrong.text
    answer = client.post("/registers/row/circulars", data=CIRCULAR)
    assert answer.headers["location"] == "/registers?wrote=circulars.1#r-circulars"
    page = client.get(answer.headers["location"]).text
    assert "บันทึกแถวที่ ๑ แล้ว" in page
    assert "จำนวนกิจกรรมที่ส่งบุคลากรเข้าร่วม ต่อจำนวนกิจกรรมที่แจ้งเวียน: ๑๐๐%" in page
    assert "บันทึกหนังสือแจ้งเวียนทุกฉบับ" not in client.get("/my").text

    at = "/registers/row/circulars/1"
    assert at in page
    assert 'href="/registers#r-circulars"' in client.get(at).text
    changed = CIRCULAR | {"c-sent": "๐", "why": "ไม่ได้ส่ง"}
    assert client.post(at, data=changed).headers["location"].startswith("/registers?wrote=")
    [one] = show_register(house.ws, UNIT, "circulars").rows
    assert one.row.cells["sent"] == 0
    assert client.post(at, data={"withdraw": "1", "why": "ซ้ำ"}).status_code == 303
    assert show_register(house.ws, UNIT, "circulars").rows == ()


def test_the_bureaus_registers_are_those_of_who_follows_the_plan_up(house: House) -> None:
    member = house.browser("member")
    page = member.get("/registers").text
    assert "r-circulars" not in page
    assert "#r-events" in page
    assert "#r-risks" in page
    assert member.post("/registers/row/circulars", data=CIRCULAR).status_code == 404
    assert member.get("/registers/row/circulars/1").status_code == 404
    # A register of an activity is written on its page alone.
    assert house.browser("reviewer").post("/registers/row/goals", data={}).status_code == 404
    looked = house.browser("director").get("/registers").text
    assert "r-circulars" in looked
    assert "<form" not in looked.split("<main")[1]
    assert house.browser("of-other-unit").get("/registers/row/circulars/1").status_code == 404
