"""The tools that the checks share: the way to a node, values used twice, thresholds of the wrong kind."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import BaseModel

from domain.plan.doubts import Path, kind_fits, listed, repeated, walk_nodes, wrong_kind
from domain.plan.model import MeasureKind
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

REAL = load_plan([plan_folder(2567)]).plan


def at(value: Any, path: Path) -> object:
    """What lies at a path through the plan."""
    for part in path:
        value = value[part] if isinstance(part, int) else getattr(value, part)
    return value


def test_every_path_leads_to_the_node_that_it_stands_beside() -> None:
    walked = walk_nodes(REAL)

    assert len(walked) > 500
    assert all(at(REAL, path) is node for path, node in walked)


def test_no_node_of_the_plan_is_passed_over() -> None:
    def count(value: object) -> int:
        if isinstance(value, BaseModel):
            return 1 + sum(count(item) for _, item in value)
        return sum(map(count, value)) if isinstance(value, tuple) else 0

    assert len(walk_nodes(REAL)) == count(REAL)


def test_a_parent_comes_before_its_children() -> None:
    seen: set[Path] = set()
    for path, _ in walk_nodes(REAL):
        assert not path or any(path[:n] in seen for n in range(len(path)))
        seen.add(path)


@pytest.mark.parametrize(
    ("values", "at_index"),
    [
        pytest.param(["a", "b"], [], id="all different"),
        pytest.param(["a", "b", "a"], [2], id="the second of two"),
        pytest.param(["a", "a", "a"], [1, 2], id="each that follows the first"),
        pytest.param([], [], id="none at all"),
    ],
)
def test_each_value_that_stood_before_is_told_at_its_own_place(
    values: list[str], at_index: list[int]
) -> None:
    doubts = list(repeated(("groups",), "id", values))

    assert [doubt.path for doubt in doubts] == [("groups", n, "id") for n in at_index]
    assert all("“a” appears twice in groups" in doubt.english for doubt in doubts)
    assert all(doubt.compares == ("id",) for doubt in doubts)


def test_a_list_of_plain_values_is_told_without_a_field() -> None:
    [doubt] = repeated(("activities", 0, "groups"), "", ["planning", "planning"])

    assert doubt.path == ("activities", 0, "groups", 1)
    assert doubt.compares == ("groups",)


@pytest.mark.parametrize(
    ("threshold", "kinds"),
    [
        pytest.param(Fraction(9, 10), {MeasureKind.SHARE}, id="a share"),
        pytest.param(Fraction(1), {MeasureKind.SHARE}, id="the whole"),
        pytest.param(Fraction(101, 100), set(), id="more than the whole"),
        pytest.param(Fraction(-1, 100), set(), id="less than none"),
        pytest.param(5, {MeasureKind.COUNT}, id="a count"),
        pytest.param(0, {MeasureKind.COUNT}, id="a count of none"),
        pytest.param(-1, set(), id="a negative count"),
        pytest.param(True, {MeasureKind.YES_NO}, id="a yes, which is no count of one"),
        pytest.param(False, set(), id="a no asks for nothing"),
    ],
)
def test_a_threshold_fits_one_kind_of_number(
    threshold: bool | int | Fraction, kinds: set[MeasureKind]
) -> None:
    assert {kind for kind in MeasureKind if kind_fits(kind, threshold)} == kinds


@pytest.mark.parametrize(
    ("kind", "found", "english"),
    [
        (MeasureKind.SHARE, 90, "must be a share such as 90%, found 90."),
        (MeasureKind.COUNT, Fraction(1, 2), "must be a count such as 5, found 50%."),
        (MeasureKind.YES_NO, False, "must be true, found false."),
    ],
)
def test_a_threshold_of_the_wrong_kind_says_what_was_found_and_expected(
    kind: MeasureKind, found: object, english: str
) -> None:
    doubt = wrong_kind(("rubric", "at_least"), "signed", kind, found)

    assert doubt.path == ("rubric", "at_least")
    assert doubt.english.endswith(english)
    assert "“signed”" in doubt.thai


def test_what_there_is_stands_in_its_own_order() -> None:
    assert listed({"signed": 1, "goals": 2}) == "signed, goals"
    assert listed([]) == ""
