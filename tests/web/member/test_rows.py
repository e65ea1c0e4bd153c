"""The registers of an activity on its page: rows written, corrected, withdrawn and carried over by their group."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

from domain.language.ids import RequirementId
from flows.evidence.registers import add, show_register
from flows.plan.changes import close
from storage.db.database import writing
from storage.db.tables import RegisterRowRow
from tests.support.cast import UNIT
from tests.web.conftest import DAY, OTHER, House

GOAL = {
    "c-day": "๕ พฤศจิกายน ๒๕๖๖", "c-sort": "problem", "c-goal": "มาสาย", "c-why": "บ่อย",
    "c-virtue-discipline": "1", "c-virtue-honesty": "1",
}  # fmt: skip
EVENT = {"c-day": "1/3/67", "c-what": "เสวนา", "c-joined": "๒๐"}


def rows(house: House, register: str) -> list[dict[str, object]]:
    return [dict(one.row.cells) for one in show_register(house.ws, UNIT, register).rows]


def test_a_row_is_written_on_the_page_and_counts_at_once(house: House) -> None:
    client = house.browser("member")
    answer = client.post("/a/2/row/goals", data=GOAL)

    assert answer.headers["location"] == "/a/2?wrote=goals.1#r-goals"
    page = client.get(answer.headers["location"]).text
    assert "บันทึกแถวที่ ๑ แล้ว" in page
    assert "มีการกำหนดคุณธรรมเป้าหมายไม่น้อยกว่า ๕ เรื่อง: ๑ เรื่อง" in page
    [cells] = rows(house, "goals")
    assert (cells["day"], cells["virtue"]) == (date(2023, 11, 5), ("discipline", "honesty"))


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"c-day": "31 กุมภาพันธ์ 2567"}, "day", "๓๑ กุมภาพันธ์ ๒๕๖๗"),
        ({"c-day": ""}, "day", "ว่างอยู่"),
        ({"c-sort": "<b>x"}, "sort", "ต้องเป็นหนึ่งใน"),
        ({"c-served-by": "99"}, "served-by", "ต้องเป็นลำดับกิจกรรม"),
    ],
)
def test_what_cannot_be_stands_beside_its_field_and_nothing_is_lost(
    house: House, changed: dict[str, str], field: str, said: str
) -> None:
    answer = house.browser("member").post("/a/2/row/goals", data=GOAL | changed)

    assert answer.status_code == 422
    [beside] = re.findall(rf'id="t-f-goals-{field}">([^<]*)', answer.text)
    assert said in beside
    assert 'value="มาสาย"' in answer.text
    assert (
        len(re.findall(r'name="c-virtue-(?:discipline|honesty)" value="1" checked', answer.text))
        == 2
    )
    assert "<b>x" not in answer.text
    assert "ผิดพลาด: " in answer.text.split("</title>")[0]
    assert rows(house, "goals") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"c-day": "13/3/2566"}, "อยู่นอกปีงบประมาณ"),
        ({"c-day": "14/3/2567"}, "ยังไม่ถึงวัน"),
        ({}, "ซ้ำกับแถวที่"),
    ],
)
def test_a_row_that_cannot_be_as_a_whole_says_why(
    house: House, changed: dict[str, str], said: str
) -> None:
    client = house.browser("member")
    client.post("/a/2/row/goals", data=GOAL)
    new = {"c-goal": "อีกเรื่อง"} if changed else {}
    answer = client.post("/a/2/row/goals", data=GOAL | new | changed)

    assert answer.status_code == 422
    assert said in answer.text
    assert len(rows(house, "goals")) == 1


def test_a_row_is_of_the_activity_on_whose_page_it_was_written(house: House) -> None:
    client = house.browser("member")
    client.post("/a/7/row/events", data=EVENT | {"c-activity": "9"})

    assert [cells["activity"] for cells in rows(house, "events")] == [7]
    assert "เสวนา" in client.get("/a/7").text
    assert "เสวนา" not in client.get("/a/8").text
    assert client.get("/a/8/row/events/1").status_code == 404
    assert client.post("/a/8/row/events/1", data=EVENT | {"why": "ก"}).status_code == 404
    assert "ยังไม่นับ: ต้องระบุหลักฐานเลขที่" in client.get("/a/7").text


def test_outcomes_of_every_activity_are_written_on_its_own_page(house: House) -> None:
    client = house.browser("member")
    told = {"c-day": "1/3/67", "c-appeared": "yes", "c-what": "บุคลากรมีสติก่อนประชุม"}

    assert client.post("/a/9/row/outcomes", data=told).status_code == 303
    assert [cells["activity"] for cells in rows(house, "outcomes")] == [9]
    assert "บุคลากรมีสติก่อนประชุม" in client.get("/a/9").text
    assert "บุคลากรมีสติก่อนประชุม" not in client.get("/a/7").text
    assert "r-circulars" not in client.get("/a/7").text


def test_evidence_is_chosen_from_the_files_of_the_activity(house: House) -> None:
    client = house.browser("member")
    sent = client.post("/a/7/bring/photos", files={"file": ("ภาพ.jpg", b"x", "image/jpeg")})
    assert sent.status_code in (200, 303)
    held = {e.fact.item: e.fact.requirement for e in house.office.standing(house.ws, UNIT).evidence}
    page = client.get("/a/7").text
    for item, requirement in held.items():
        assert RequirementId.parse(requirement).activity == 7
        assert f'<option value="{item}"' not in page  # it does not open


def test_a_correction_and_a_withdrawal_need_a_reason_and_stay_in_the_history(house: House) -> None:
    client = house.browser("member")
    client.post("/a/2/row/goals", data=GOAL)
    at = "/a/2/row/goals/1"

    changed = GOAL | {"c-goal": "มาสายบ่อย"}
    assert client.post(at, data=changed).status_code == 422
    answer = client.post(at, data=changed | {"why": ""})
    assert 'value="มาสายบ่อย"' in answer.text
    assert client.post(at, data=changed | {"why": "เขียนผิด"}).status_code == 303
    assert rows(house, "goals")[0]["goal"] == "มาสายบ่อย"
    assert client.post(at, data={"withdraw": "1", "why": ""}).status_code == 422
    assert client.post(at, data={"withdraw": "1", "why": "ซ้ำ"}).status_code == 303
    assert rows(house, "goals") == []
    page = client.get(at).text
    assert re.findall("ฉบับที่ (.)", page) == ["๓", "๒", "๑"]
    assert ("เหตุผล: เขียนผิด" in page, "ถอนแล้ว จึงไม่นับ" in page) == (True, True)
    assert "<form" not in page.split("<main")[1]
    assert client.post(at, data={"withdraw": "1", "why": "ซ้ำ"}).status_code == 409


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("stranger-member", "/a/2/row/goals", 404),
        ("director", "/a/2/row/goals", 403),
        ("reviewer", "/a/2/row/goals", 303),
        ("member", "/a/2/row/risks", 404),
        ("member", "/a/2/row/none", 404),
    ],
)
def test_rows_are_written_by_the_group_and_reviewers(
    house: House, who: str, path: str, status: int
) -> None:
    assert house.browser(who).post(path, data=GOAL).status_code == status
    assert len(rows(house, "goals")) == (status == 303)


def test_another_units_rows_are_not_there(house: House) -> None:
    cells = {"day": "5/11/66", "sort": "good", "goal": "ของอีกสำนัก", "why": "ก", "virtue": "วินัย"}
    add(house.ws, OTHER, "goals", cells, on=DAY, by="ก")
    client = house.browser("reviewer")

    assert "ของอีกสำนัก" not in client.get("/a/2").text
    assert client.get("/a/2/row/goals/1").status_code == 404
    assert client.post("/a/2/row/goals/1", data={"withdraw": "1", "why": "ก"}).status_code == 404


def test_a_looker_and_a_closed_year_see_rows_without_forms(house: House) -> None:
    house.browser("member").post("/a/2/row/goals", data=GOAL)
    assert "มาสาย" in (page := house.browser("director").get("/a/2").text)
    assert "<form" not in page.split("<main")[1]
    close(house.ws.settings, 2567, closed=True, why="สิ้นปี", by="test", now=house.ws.now())
    client = house.browser("member")
    assert "<form" not in client.get("/a/2/row/goals/1").text.split("<main")[1]
    assert client.post("/a/2/row/goals", data=GOAL | {"c-goal": "ข"}).status_code == 403


def test_the_same_event_in_another_register_is_told(house: House) -> None:
    client = house.browser("reviewer")
    told = {"c-day": "1/3/67", "c-sort": "lesson", "c-what": "ประชุมคณะกรรมการครั้งที่ ๓"}
    client.post("/a/28/row/lessons", data=told)
    meeting = {
        "c-day": "1/3/67",
        "c-what": "ประชุมคณะกรรมการครั้งที่ ๓",
        "c-held": "yes",
        "c-leader": "yes",
    }

    answer = client.post("/a/28/row/meetings", data=meeting)

    assert "อาจเป็นเรื่องเดียวกับแถวที่" in client.get(answer.headers["location"]).text


def test_a_row_of_last_year_is_looked_at_and_carried_over(house: House) -> None:
    last_year = {
        "sort": "problem",
        "goal": "มาสาย",
        "why": "บ่อย",
        "virtue": ["discipline"],
        "day": "2023-03-01",
    }
    with writing(house.ws.engine) as session:
        session.add(
            RegisterRowRow(
                unit=UNIT, fiscal_year=2566, register_id="goals", number=4, version=1, cells=last_year,
                entered_on=date(2023, 3, 1), entered_at=house.ws.now(), entered_by="ก",
            )
        )  # fmt: skip
    client = house.browser("group-head")
    assert "/a/2?carry=goals.4#r-goals" in client.get("/a/2").text
    form = client.get("/a/2?carry=goals.4").text
    assert 'value="มาสาย"' in form
    assert '<input type="hidden" name="carried" value="4">' in form
    assert (
        client.post("/a/2/row/goals", data=GOAL | {"c-day": "", "carried": "4"}).status_code == 422
    )

    assert client.post("/a/2/row/goals", data=GOAL | {"carried": "4"}).status_code == 303
    [one] = show_register(house.ws, UNIT, "goals").rows
    assert one.why == "ยกมาจากปีงบประมาณ ๒๕๖๖ แถวที่ ๔"
    assert "carry=goals.4" not in client.get("/a/2").text


def test_a_number_by_rows_leads_to_its_register_which_tells_its_own_activitys_numbers(
    house: House,
) -> None:
    client = house.browser("member")
    page = client.get("/a/7").text
    assert 'href="#r-events"' in page.partition('id="held"')[2].partition("</article>")[0]
    assert "พิมพ์ตัวเลขเอง" in page

    for n in (7, 8):
        client.post(f"/a/{n}/row/events", data=EVENT)
    assert client.get("/a/7").text.count("<p>จัดกิจกรรม ๑ ครั้ง: ") == 1


def test_of_many_registers_each_form_comes_when_it_is_asked_for(house: House) -> None:
    client = house.browser("group-head")
    page = client.get("/a/2").text
    assert "/a/2?write=goals#r-goals" in page
    assert "f-goals-goal" not in page
    alone = client.get("/a/2", params={"write": "goals"}).text
    assert "f-goals-goal" in alone
    assert re.findall('<article class="card" id="([^"]+)"', alone) == ["r-goals"]
    for elsewhere in ("knowledge-paper", "goals", "r-outcomes"):
        assert f'href="/a/2#{elsewhere}"' in alone


def test_of_many_rows_the_newest_stand_on_the_page(house: House) -> None:
    client = house.browser("group-head")
    for n in range(7):
        client.post("/a/2/row/goals", data=GOAL | {"c-goal": f"เป้าหมาย {n}"})
    page = client.get("/a/2").text
    assert "/a/2?rows=goals.0#r-goals" in page
    assert "แสดงอีก ๔ แถว" in page
    assert "เป้าหมาย 6" in page
    assert "เป้าหมาย 1" not in page
    assert "เป้าหมาย 1" in client.get("/a/2", params={"rows": "goals"}).text
    for n in range(7, 17):
        client.post("/a/2/row/goals", data=GOAL | {"c-goal": f"เป้าหมาย {n}"})
    oldest = client.get("/a/2", params={"rows": "goals.15"}).text
    assert re.findall(r"เป้าหมาย (\d+)", oldest) == ["1", "0"]
    assert 'href="/a/2?rows=goals.0#r-goals">แถวที่ใหม่กว่า' in oldest


LONG = "ก" * 1_500


@pytest.mark.parametrize(
    "changed",
    [
        {"c-day": "31 กุมภาพันธ์ 2567"}, {"c-sort": "ก"},
        {"c-virtue-discipline": "", "c-virtue-honesty": ""}, {"c-day": "1/1/2560"},
    ],
    ids=["a day", "a choice", "ticks", "the row as a whole"],
)  # fmt: skip
def test_what_the_summary_of_a_refused_row_names_is_there_to_jump_to(
    house: House, changed: dict[str, str]
) -> None:
    client = house.browser("member")
    refused = {k: v for k, v in (GOAL | changed).items() if v or k == "c-day"}
    client.post("/a/2/row/goals", data=GOAL)
    for answer in (
        client.post("/a/2/row/goals", data=refused),
        client.post("/a/2/row/goals/1", data=refused | {"why": "ผิด"}),
        client.post("/a/2/row/goals/1", data={"withdraw": "1"}),
    ):
        assert answer.status_code == 422
        summary = answer.text.partition('<div class="trouble-box"')[2].partition("</div>")[0]
        [*targets] = re.findall('href="#([^"]+)"', summary)
        assert targets
        for target in targets:
            assert answer.text.count(f'id="{target}"') == 1, target


def test_a_page_stays_small_however_much_was_written(house: House) -> None:
    with writing(house.ws.engine) as session:
        for register in house.ws.plan.registers:
            texts = {c.id: LONG for c in register.columns if c.kind == "text"}
            days = {c.id: "2024-03-01" for c in register.columns if c.kind == "date"}
            own = {c.id: 2 for c in register.columns if c.kind == "activity"}
            for year, number in product((2566, 2567), range(1, 61)):
                session.add(
                    RegisterRowRow(
                        unit=UNIT, fiscal_year=year, register_id=register.id, number=number, version=1,
                        cells=texts | days | own, entered_on=date(year - 543, 3, 1),
                        entered_at=house.ws.now(), entered_by="ก",
                    )
                )  # fmt: skip
    client = house.browser("reviewer")
    sizes = {}
    for register in house.ws.plan.registers:
        number = next(iter(register.activities), 2)
        for asked in (
            {"write": register.id},
            {"rows": register.id},
            {"carry": f"{register.id}.1"},
            {},
        ):
            page = client.get(f"/a/{number}", params=asked)
            sizes[len(page.content)] = str(page.url)
    assert max(sizes.items()) <= (20_000, ""), sorted(sizes.items())[-9:]
