"""The plan as JSON: the keys that programs rely on, exact values, nothing that JSON cannot hold."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from reports.schemas.plan import activity_document, plan_document
from tests.support.small_plan import small_plan


def day_before(day: date) -> date:
    """A calendar in which every due date is closed."""
    return day - timedelta(days=1)


def whole() -> dict[str, Any]:
    """The small plan as JSON."""
    return plan_document(small_plan(), day_before).plain()


def test_the_plan_has_the_promised_keys() -> None:
    plan = whole()

    assert plan["schema"] == "kamnot/plan/1"
    promised = {"fiscal_year", "total_points", "batches", "groups", "activities", "rubric"}
    assert promised <= plan.keys()
    assert (plan["fiscal_year"], plan["total_points"]) == (2567, 30)
    assert plan["reviewers"] == ["planning"]
    assert plan["groups"][0] == {
        "id": "planning", "name": "คณะทำงานด้านแผนงานและติดตามประเมินผล"
    }  # fmt: skip


def test_a_batch_tells_its_printed_day_and_the_last_working_day() -> None:
    assert whole()["batches"][1] == {
        "id": "june-30",
        "title": "ภายใน ๓๐ มิถุนายน",
        "due": "2024-06-30",
        "last_working_day": "2024-06-29",
        "points": 20,
        "activities": [2, 3],
        "source": "ตารางที่ ๒",
    }


def test_an_activity_has_full_ids_and_its_due_date() -> None:
    activity = whole()["activities"][0]

    assert (activity["number"], activity["batch"], activity["due"]) == (1, "march", "2024-03-20")
    assert activity["groups"] == ["planning"]
    assert [r["id"] for r in activity["requirements"]] == ["1.declaration", "1.report"]
    assert activity["source"] == "แถว ๑"


def test_a_requirement_lists_kind_formats_sections_and_delivery() -> None:
    requirement = whole()["activities"][0]["requirements"][1]

    assert requirement == {
        "id": "1.report",
        "title": "รายงานสรุป",
        "kind": "report",
        "formats": ["pdf", "docx"],
        "min_count": 1,
        "sections": [
            {"id": "cover", "title": "ปก", "optional": False},
            {"id": "summary", "title": "สรุปผล", "optional": True},
        ],
        "delivery": ["learning-centre", "flash-drive"],
        "part": None,
        "two_people": False,
        "in_parts": "",
        "by_eye": False,
        "signs": [],
        "source": "แถว ๑ ข้อ ๒",
    }
    assert whole()["activities"][0]["requirements"][0]["two_people"] is True


def test_thresholds_are_exact() -> None:
    activities = whole()["activities"]

    assert activities[0]["measures"][0]["threshold"] == "90%"
    assert activities[1]["measures"][0]["threshold"] == 10


def test_an_activity_without_points_has_null() -> None:
    assert whole()["activities"][2]["points"] is None


def test_halves_are_listed_with_their_points() -> None:
    activity = whole()["activities"][1]

    assert [(p["id"], p["points"]) for p in activity["parts"]] == [("watch", 10), ("slogan", 10)]
    assert [r["part"] for r in activity["requirements"]] == ["watch", "slogan"]


def test_the_rubric_has_all_four_band_texts_of_all_nine_criteria() -> None:
    rubric = whole()["rubric"]

    assert [c["number"] for c in rubric["criteria"]] == list(range(1, 10))
    assert all([b["score"] for b in c["bands"]] == [3, 2, 1, 0] for c in rubric["criteria"])
    assert all(b["text"] for c in rubric["criteria"] for b in c["bands"])
    assert rubric["criteria"][0]["bands"][1]["conditions"] == [
        {"figure": "signed", "at_least": "60%", "below": "80%"}
    ]
    assert [level["share"] for level in rubric["department"]] == ["80%", "75%", "70%"]


def test_one_activity_alone_has_its_cells_and_readings() -> None:
    plan = small_plan()

    activity = activity_document(plan, plan.by_number[1], day_before).plain()

    assert activity["schema"] == "kamnot/activity/1"
    assert activity["last_working_day"] == "2024-03-19"
    assert activity["steps"] == ["ประชุม", "ลงนาม"]
    assert activity["readings"][0]["confirmed"] is False
    assert whole()["activities"][0].items() <= activity.items()


def test_everything_survives_a_trip_through_json() -> None:
    plan = small_plan()
    for value in (whole(), activity_document(plan, plan.by_number[2], day_before).plain()):
        assert json.loads(json.dumps(value)) == value
