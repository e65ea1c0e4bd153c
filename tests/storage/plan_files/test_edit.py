"""Changing a plan's YAML in place: the values follow the rules, the comments stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from domain.next_year.carry import carry_over
from domain.plan.model import Plan
from storage.plan_files.edit import carry_text, confirm_text, set_value
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.small_plan import SMALL_PLAN, small_plan

DAY = date(2026, 8, 20)
FOLDER = plan_folder(2567)


def parsed(text: str) -> Plan:
    return Plan.model_validate(yaml.safe_load(text))


def carried(text: str = SMALL_PLAN) -> str:
    return carry_text(text, 2567, 2570)


def test_the_small_plan_carried_as_text_is_the_plan_carried_as_values() -> None:
    assert parsed(carried()) == carry_over(small_plan(), 2570)


def test_the_real_plan_carried_as_text_is_the_plan_carried_as_values(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(carry_text(path.read_text("utf-8"), 2567, 2570), "utf-8")

    assert load_plan([tmp_path]).plan == carry_over(load_plan([FOLDER]).plan, 2570)


def test_a_plan_can_be_carried_over_again(tmp_path: Path) -> None:
    once = carry_over(small_plan(), 2570)

    again = carry_text(carried(), 2570, 2571)

    assert parsed(again) == carry_over(once, 2571)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# แผนปีงบประมาณ ๒๕๖๗ ของสำนัก", "# แผนปีงบประมาณ ๒๕๗๐ ของสำนัก"),
        ("# due 20 March 2567 (125 points)", "# due 20 March 2570 (125 points)"),
        ("# ดู plans/2567 และคำสั่ง ๑๑/๒๕๖๗", "# ดู plans/2570 และคำสั่ง ๑๑/๒๕๖๗"),
        ("# แก้เฉพาะค่าหลังเครื่องหมาย :", "# แก้เฉพาะค่าหลังเครื่องหมาย :"),
    ],
)
def test_comments_stay_and_their_years_move_with_the_plan(before: str, after: str) -> None:
    assert after in carried(f"{before}\n{SMALL_PLAN}")


def test_a_remark_beside_a_day_goes_with_the_day() -> None:
    text = SMALL_PLAN.replace("due: 2024-06-30\n", "due: 2024-06-30  # วันอาทิตย์\n", 1)

    assert "due: 2027-06-30\n" in carried(text)
    assert "วันอาทิตย์" not in carried(text)


@pytest.mark.parametrize(
    "title",
    [
        "title: แผนประจำปีงบประมาณ พ.ศ. ๒๕๖๗",
        'title: "แผนประจำปีงบประมาณ พ.ศ. ๒๕๖๗"',
        "title: 'แผนประจำปีงบประมาณ พ.ศ. ๒๕๖๗'",
        "title: >-\n  แผนประจำปีงบประมาณ\n  พ.ศ. ๒๕๖๗",
        "title: |-\n  แผนประจำปีงบประมาณ พ.ศ. ๒๕๖๗",
    ],
    ids=["plain", "double", "single", "folded", "literal"],
)
def test_every_way_of_writing_a_text_is_moved(title: str) -> None:
    text = SMALL_PLAN.replace("title: แผนส่งเสริมคุณธรรม", title, 1)

    assert parsed(carried(text)).title == "แผนประจำปีงบประมาณ พ.ศ. ๒๕๗๐"


@pytest.mark.parametrize(
    "source",
    ['source: "แถว ๓"', "source: 'แถว ๓'", "source: >-\n      แถว ๓", "source: |-\n      แถว ๓"],
    ids=["double", "single", "folded", "literal"],
)
def test_every_way_of_writing_a_source_names_the_old_plan(source: str) -> None:
    text = SMALL_PLAN.replace("source: แถว ๓\n    requirements", f"{source}\n    requirements", 1)
    assert source in text

    assert parsed(carried(text)).by_number[3].source == "แผนปีงบประมาณ ๒๕๖๗ แถว ๓"


WINDOWS = SMALL_PLAN.replace("\n", "\r\n")


def test_line_ends_of_windows_stay() -> None:
    moved = carried(WINDOWS)

    assert parsed(moved) == carry_over(small_plan(), 2570)
    assert moved.count("\r\n") == WINDOWS.count("\r\n")


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        pytest.param("activities[3]", ["activities[3]", "activities[3].requirements[report]"], id="activity"),
        pytest.param("activities[2].*[stories]", ["activities[2].measures[stories]"], id="measure"),
        pytest.param("batches[march].due", ["batches[march].due"], id="value"),
        pytest.param("rubric.levels[1]", ["rubric.levels[1]"], id="level"),
        pytest.param("activities[1].owner", ["activities[1].readings[0]", "activities[1].owner"],
                     id="value-with-a-doubt"),
        pytest.param("activities[9]", [], id="nothing-there"),
    ],
)  # fmt: skip
def test_a_confirmation_settles_what_was_named_and_nothing_else(
    wanted: str, paths: list[str]
) -> None:
    before = carried()

    done = confirm_text(before, wanted, by="เลขานุการ", on=DAY)

    assert sorted(done.paths) == sorted(paths)
    changed = [
        a for a, b in zip(before.splitlines(), done.text.splitlines(), strict=True) if a != b
    ]
    assert len(changed) == len(paths)


def test_a_confirmed_activity_says_who_and_when() -> None:
    plan = parsed(confirm_text(carried(), "activities[3]", by='เลขานุการ "แผนฯ"', on=DAY).text)

    mark = plan.by_number[3].carried
    assert mark is not None
    assert (mark.confirmed, mark.by, mark.day) == (True, 'เลขานุการ "แผนฯ"', DAY)


def test_values_of_a_node_are_confirmed_one_after_the_other_and_then_all() -> None:
    text = carried()
    for wanted in ("batches[march].due", "batches[march].points", "batches[march].points"):
        text = confirm_text(text, wanted, by="ก", on=DAY).text
    mark = parsed(text).batch_by_id["march"].carried
    assert mark is not None
    assert mark.confirmed == ("due", "points")

    whole = parsed(confirm_text(text, "", by="ข", on=DAY).text)

    assert whole.batch_by_id["march"].carried.confirmed is True  # type: ignore[union-attr]  # it was carried
    assert all(r.confirmed for r in whole.by_number[1].readings)
    assert confirm_text(confirm_text(text, "", by="ข", on=DAY).text, "", by="ค", on=DAY).paths == ()


def test_a_mark_in_block_style_can_be_confirmed_too() -> None:
    text = carried().replace("carried: {year: 2567}\n    source: ตาราง", "", 1)
    block = text.replace("    carried: {year: 2567}\n", "    carried:\n      year: 2567\n", 1)
    assert block != text

    done = confirm_text(block, "", by="ก", on=DAY)

    assert parsed(done.text) == parsed(confirm_text(text, "", by="ก", on=DAY).text)


@pytest.mark.parametrize(
    ("path", "value", "after"),
    [
        ("policy.late", "none", "policy:\n  late: none  # ล่าช้า\n  source: ก\n"),
        ("policy.late", "50%", "policy:\n  late: 50%  # ล่าช้า\n  source: ก\n"),
        ("policy.closes", "2024-09-30",
         "policy:\n  late: full  # ล่าช้า\n  closes: 2024-09-30\n  source: ก\n"),
        ("policy.late", None, "policy:\n  late: null  # ล่าช้า\n  source: ก\n"),
        ("policy.late", "yes", 'policy:\n  late: "yes"  # ล่าช้า\n  source: ก\n'),
        ("policy.late", ["ก", ""], 'policy:\n  late: ["ก", ""]  # ล่าช้า\n  source: ก\n'),
        ("policy.x.late", "none", None),
    ],
    ids=["word", "share", "new-key", "null", "looks-like-a-bool", "list", "no-such-place"],
)  # fmt: skip
def test_a_value_is_set_and_everything_else_stays(
    path: str, value: object, after: str | None
) -> None:
    assert set_value("policy:\n  late: full  # ล่าช้า\n  source: ก\n", path, value) == after


def test_only_the_words_that_differ_are_replaced() -> None:
    text = "notes:\n  - number: 1\n    text: >-\n      หนึ่ง\n      สอง สาม\n"

    made = set_value(text, "notes[1].text", "หนึ่ง สอง/สาม", ("สอง สาม", "สอง/สาม"))

    assert made == text.replace("สอง สาม", "สอง/สาม")


def test_a_condition_on_one_line_takes_a_new_key() -> None:
    text = "bands:\n  - score: 1\n    conditions:\n      - {figure: a, at_least: true}\n"

    made = set_value(text, "bands[1].conditions[a].or_figures", ["b"])

    assert made is not None
    assert '- {or_figures: ["b"], figure: a, at_least: true}' in made
