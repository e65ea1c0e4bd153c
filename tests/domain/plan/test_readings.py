"""A plan's open readings: which option its values are, what a hand's edit does, and what stands on them."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError
from domain.plan.checks import check_plan
from domain.plan.model import Plan, Settled
from domain.plan.readings import (
    OpenReading,
    open_readings,
    value_at,
    with_option,
    with_value,
)
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

REAL = load_plan([plan_folder(2567)]).plan


def reading(plan: Plan, name: str) -> OpenReading:
    return next(found for found in open_readings(plan) if found.id == name)


def chosen(plan: Plan, name: str) -> str | None:
    option = reading(plan, name).chosen(plan)
    return None if option is None else option.id


def settled(plan: Plan, name: str, option: str) -> Plan:
    mark = Settled(option=option, by="ผู้อำนวยการสำนัก", on=date(2024, 3, 1), why="มติ")
    return with_value(plan, f"{reading(plan, name).path}.settled", mark)


def test_the_shipped_plan_is_what_its_readings_say_is_chosen() -> None:
    own = [found for found in open_readings(REAL) if found.words is None]

    assert len(own) == len(REAL.interpretations) == 27
    assert [(r.id, chosen(REAL, r.id)) for r in own] == [(r.id, r.entry.chosen) for r in own]
    assert not any(r.settled(REAL) for r in open_readings(REAL))


def test_every_option_of_an_interpretation_makes_a_sound_plan() -> None:
    for found in open_readings(REAL):
        for option in found.entry.options if found.words is None else ():
            made = with_option(REAL, option)
            assert check_plan(made) == [], (found.id, option.id)
            assert not option.sets or reading(made, found.id).chosen(made) == option


def test_unconfirmed_words_join_the_list_and_those_that_an_interpretation_asks_for_do_not() -> None:
    names = [found.id for found in open_readings(REAL)]

    assert len(names) == len(set(names))
    assert {"2.steps", "2.steps-2", "2.owner", "committee.source", "virtues.0.meaning"} <= {*names}
    assert "24.title" not in names
    assert "29.title" not in names


def test_a_value_edited_by_hand_is_shown_as_chosen_and_unsettled() -> None:
    plan = settled(REAL, "late-work", "full")
    assert reading(plan, "late-work").settled(plan)

    edited = with_value(plan, "points_policy.late", "none")

    assert chosen(edited, "late-work") == "none"
    assert not reading(edited, "late-work").settled(edited)
    assert check_plan(edited) == []


def test_a_value_that_is_no_option_is_the_option_that_takes_any_value_or_none() -> None:
    share = with_value(REAL, "points_policy.late", "40%")
    goals = with_value(REAL, "rubric.criteria[2].bands[1].conditions[goals].at_least", 3)

    assert chosen(share, "late-work") == "share"
    assert chosen(goals, "one-goal") is None


def test_words_that_were_edited_by_hand_are_neither_as_read_nor_as_printed() -> None:
    edited = with_value(REAL, "activities[30].title", "ชื่ออื่น")

    assert chosen(edited, "30.title") is None
    assert check_plan(edited) == []


def test_words_can_be_settled_either_way() -> None:
    for option in reading(REAL, "2.steps").entry.options:
        made = with_option(REAL, option)
        assert chosen(made, "2.steps") == option.id
        assert check_plan(settled(made, "2.steps", option.id)) == []


@pytest.mark.parametrize(
    ("given", "value"),
    [("closes=๑๕ กันยายน ๒๕๖๗", date(2024, 9, 15)), ("closes", date(2024, 9, 30))],
)
def test_an_option_may_take_another_value_as_people_write_it(given: str, value: date) -> None:
    option = reading(REAL, "closing-day").option(REAL, given)

    assert option is not None
    assert with_option(REAL, option).points_policy.closes == value


def test_a_value_of_another_kind_is_refused() -> None:
    closing, late = reading(REAL, "closing-day"), reading(REAL, "late-work")

    with pytest.raises(KamnotError):
        closing.option(REAL, "closes=เร็ว ๆ นี้")
    half = late.option(REAL, "share=ครึ่ง")
    assert half is not None
    with pytest.raises(ValueError, match="share"):
        with_option(REAL, half)
    assert late.option(REAL, "full=1") is None
    assert late.option(REAL, "x") is None


def test_an_interpretation_of_an_activity_that_the_plan_lacks_is_not_shown() -> None:
    plan = REAL.changed(activities=REAL.activities[:32])

    assert "halves-of-33" not in [found.id for found in open_readings(plan)]


def test_a_path_leads_to_a_value_and_a_wrong_one_to_none() -> None:
    assert value_at(REAL, "notes[2].measures[sent].at_least") == 1
    with pytest.raises(KeyError):
        value_at(REAL, "notes[9].text")
