"""Every value of a plan has a source, and tells whether it is printed, corrected, doubted or Kamnot's."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan.doubts import walk_nodes
from domain.plan.model import Node, Plan
from domain.plan.sources import Origin, SourcedValue, coverage, list_sources, without_source
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.small_plan import small_data, small_plan


def by_path(plan: Plan) -> dict[str, SourcedValue]:
    """The values of a plan by their path; no two share one."""
    values = list_sources(plan)
    found = {value.path: value for value in values}
    assert len(found) == len(values)
    return found


CASES = {
    "printed with its column": (
        "activities[1].points", "10", "แถว ๑ ช่องคะแนน", Origin.PRINTED, True, None),
    "printed without a column": (
        "batches[june-30].due", "2024-06-30", "ตารางที่ ๒", Origin.PRINTED, True, None),
    "entry of a list of texts": (
        "activities[1].steps[1]", "ลงนาม", "แถว ๑ ช่องโครงการ/กิจกรรม",
        Origin.PRINTED, True, None),
    "corrected": (
        "activities[1].requirements[report].title", "รายงานสรุป",
        "แถว ๑ ข้อ ๒ ช่องเอกสารที่ต้องจัดส่ง", Origin.CORRECTED, True, "รายงานสรบ"),
    "doubted": (
        "activities[1].owner", "คณะทำงานด้านแผนฯ", "แถว ๑ ช่องผู้รับผิดชอบ",
        Origin.DOUBTFUL, False, "คณะกรรมการด้านแผนฯ"),
    "Kamnot's field in a printed row": (
        "activities[1].requirements[report].kind", "report", "แถว ๑ ข้อ ๒",
        Origin.KAMNOT, True, None),
    "Kamnot's own entry": (
        "ladder.rungs[7].days_before", "7", "kamnot", Origin.KAMNOT, True, None),
    "section, by the source of its document": (
        "activities[1].requirements[report].sections[cover].title", "ปก",
        "แถว ๑ ข้อ ๒ ช่องเอกสารที่ต้องจัดส่ง", Origin.PRINTED, True, None),
    "share": (
        "activities[1].measures[signed].at_least", "90%", "แถว ๑", Origin.PRINTED, True, None),
    "yes": (
        "notes[1].counts_for_award", "true", "หมายเหตุ ๑", Origin.KAMNOT, True, None),
    "threshold of a band": (
        "rubric.criteria[1].bands[2].conditions[signed].below", "80%", "ข้อ 1",
        Origin.PRINTED, True, None),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "source", "origin", "confirmed", "printed"), CASES.values(), ids=CASES.keys()
)
def test_a_value_tells_where_it_comes_from(
    path: str, value: str, source: str, origin: Origin, confirmed: bool, printed: str | None
) -> None:
    found = by_path(small_plan())[path]

    assert found == SourcedValue(path, value, source, origin, confirmed, printed)


def test_what_is_left_empty_is_no_value() -> None:
    values = by_path(small_plan())

    assert "activities[3].points" not in values
    assert "activities[1].knowledge_output" not in values


def test_a_reading_of_a_list_is_about_the_entry_that_holds_its_words() -> None:
    data = small_data()
    data["activities"][0]["readings"] = [{"field": "steps", "printed": "ลงนวม", "read": "ลงนาม"}]

    values = by_path(Plan.model_validate(data))

    assert values["activities[1].steps[0]"].origin is Origin.PRINTED
    assert values["activities[1].steps[1]"].printed == "ลงนวม"


def test_two_readings_of_one_value_show_both_prints() -> None:
    data = small_data()
    data["activities"][0]["readings"] = [
        {"field": "title", "printed": printed, "read": data["activities"][0]["title"]}
        for printed in ("ก", "ข", "ก")
    ]

    assert by_path(Plan.model_validate(data))["activities[1].title"].printed == "ก / ข"


def test_a_doubted_source_is_listed_itself() -> None:
    data = small_data()
    data["groups"][0]["readings"] = [
        {"field": "source", "printed": "(๓)", "read": "(๒)", "confirmed": False}
    ]

    found = by_path(Plan.model_validate(data))["groups[planning].source"]

    assert (found.origin, found.printed) == (Origin.DOUBTFUL, "(๓)")


def test_a_node_doubted_as_a_whole_doubts_its_printed_values_only() -> None:
    data = small_data()
    data["activities"][2]["confirmed"] = False

    values = by_path(Plan.model_validate(data))

    assert values["activities[3].title"].origin is Origin.DOUBTFUL
    assert values["activities[3].batch"].origin is Origin.KAMNOT
    assert values["activities[3].requirements[report].title"].origin is Origin.PRINTED


def test_a_sound_plan_is_covered_whole() -> None:
    values = list_sources(small_plan())

    assert coverage(values) == 1
    assert without_source(values) == []


def test_values_without_a_source_are_named_and_lower_the_coverage() -> None:
    data = small_data()
    data["virtues"][0]["source"] = " "

    values = list_sources(Plan.model_validate(data))

    assert without_source(values) == ["virtues[0].name", "virtues[0].meaning"]
    assert coverage(values) == 1 - Fraction(2, len(values))


def test_no_values_at_all_are_covered() -> None:
    assert coverage([]) == 1


@given(st.lists(st.sampled_from(["", "แถว ๑"]), min_size=1))
def test_coverage_is_the_exact_share(sources: list[str]) -> None:
    values = [SourcedValue(str(i), "", s, Origin.PRINTED, True) for i, s in enumerate(sources)]

    assert coverage(values) * len(sources) == sum(s != "" for s in sources)


REAL = load_plan([plan_folder(2567)]).plan


def test_the_real_plan_is_covered_whole() -> None:
    values = by_path(REAL).values()

    assert coverage(list(values)) == 1
    assert len(values) > 2000


def test_every_doubt_of_the_real_plan_reaches_a_value() -> None:
    doubted = {
        reading.printed
        for _, node in walk_nodes(REAL)
        if isinstance(node, Node)
        for reading in node.readings
        if not reading.confirmed
    }

    shown = " / ".join(v.printed or "" for v in list_sources(REAL) if not v.confirmed)

    assert doubted
    assert [words for words in doubted if words not in shown] == []
