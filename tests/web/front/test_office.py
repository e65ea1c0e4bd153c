"""What the server keeps in memory ends with every recorded change, and with the day."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from flows.evidence.measures import enter
from flows.run.audit import newest_line
from tests.support.cast import UNIT
from tests.web.conftest import DAY, OTHER, House
from web.front.office import UnitView, _standing


def test_a_result_is_kept_until_something_is_recorded(house: House) -> None:
    office = house.office
    first = office.standing(office.door(), UNIT)
    assert office.standing(office.door(), UNIT) is first

    enter(house.ws, UNIT, "7.held", "1", on=DAY, by="test")

    second = office.standing(office.door(), UNIT)
    assert second is not first
    assert second.numbers["7.held"].fact.value == 1


def test_units_do_not_mix(house: House) -> None:
    office = house.office
    assert (
        office.standing(office.door(), UNIT).unit_name
        != office.standing(office.door(), OTHER).unit_name
    )


def test_a_result_ends_after_a_minute_in_any_case(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = house.office
    first = office.standing(office.door(), UNIT)
    monkeypatch.setattr("web.front.office.time.monotonic", lambda: 10.0**9)
    assert office.standing(office.door(), UNIT) is not first


def test_a_workspace_is_looked_at_again_when_something_was_recorded(house: House) -> None:
    office, line = house.office, newest_line(house.ws)
    first = office.ws("th", line)
    assert office.ws("th", line) is first
    assert office.ws("en", line).language == "en"
    assert office.ws("th", line + 1).plan_hash == first.plan_hash


def test_a_newer_result_takes_the_place_of_the_older(house: House) -> None:
    office = house.office
    for held in ("1", "2", "3"):
        enter(house.ws, UNIT, "7.held", held, on=DAY, by="test")
        office.standing(office.door(), UNIT)
    assert len(office._kept) == 1


def test_all_who_wait_take_what_one_works_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While ten people bring files, each page would else wait for ten evaluations of the same moment."""
    office, worked_out, work_out = house.office, [], _standing

    def slowly(*asked: Any) -> UnitView:
        worked_out.append(asked)
        time.sleep(0.2)
        return work_out(*asked)

    monkeypatch.setattr("web.front.office._standing", slowly)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: office.standing(office.door(), UNIT), range(8)))
    assert len(worked_out) == 1
    assert all(one is found[0] for one in found)
