"""Wrong keys and types as sentences; and what can be read of a plan whatever is wrong with one of its values."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.plan.model import Plan
from storage.plan_files.shape import owner_name, parse_with_stand_ins, shape_errors, shape_sentences
from tests.support.small_plan import small_data, small_plan

Path = tuple[str | int, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of everything in the data, but for the whole."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in entries:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from paths(item, (*path, key))


SOUND = small_plan()
PATHS = list(paths(small_data()))
JUNK: st.SearchStrategy[object] = st.sampled_from(
    [None, True, -1, 99, 1.5, "x", "", [], {}, ["x"], {"x": 1}, [[]]]
)


def at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def damaged(path: Path, junk: object) -> dict[str, Any]:
    data = copy.deepcopy(small_data())
    at(data, path[:-1])[path[-1]] = junk
    return data


def sentences(data: Any) -> list[tuple[str, str]]:
    try:
        Plan.model_validate(data)
    except ValidationError as error:
        return [shape_sentences(one, data) for one in shape_errors(error)]
    return []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param((), "", id="the whole plan"),
        pytest.param(("unit",), "unit", id="a key"),
        pytest.param(("activities", 1), "activities[2]", id="an activity by its number"),
        pytest.param(("batches", 0, "due"), "batches[march].due", id="a batch by its id"),
        pytest.param(
            ("rubric", "criteria", 0, "bands", 3), "rubric.criteria[1].bands[0]", id="a band by its score"
        ),
        pytest.param(("virtues", 0), "virtues[0]", id="without a number by its place"),
        pytest.param(("activities", 99, "steps"), "activities[99].steps", id="what is not there"),
        pytest.param(("title", 0), "title[0]", id="deeper than there is anything"),
    ],
)  # fmt: skip
def test_an_entry_is_called_as_people_call_it(path: Path, name: str) -> None:
    assert owner_name(small_data(), path) == name


@given(path=st.sampled_from(PATHS), junk=JUNK)
def test_a_wrong_value_anywhere_is_one_sentence_in_each_language_that_names_it(
    path: Path, junk: object
) -> None:
    for thai, english in sentences(damaged(path, junk)):
        assert "“" in thai
        assert "“" in english
        assert thai != english
        assert not {"{", "}"} & set(english.replace("{x}", "")) or isinstance(junk, dict)


@pytest.mark.parametrize(
    ("junk", "found"),
    [
        (None, "found null"),
        ("ก" * 90, f"found “{'ก' * 40}”"),
        (["a", "b"], "found [2]"),
        ({"a": 1, "b": 2}, "found {a, b}"),
        (True, "found “true”"),
    ],
    ids=["nothing", "a long text", "a list", "keys", "a yes"],
)
def test_what_was_found_is_shown_short(junk: object, found: str) -> None:
    [(_, english)] = sentences(damaged(("batches", 0, "due"), junk))

    assert english.startswith("batches[march]: “due” must be a day")
    assert found in english


@pytest.mark.parametrize(
    ("key", "guess"),
    [("titel", "did you mean “title”?"), ("points_", "“points”"), ("zzz", "remove it.")],
)
def test_a_misspelt_key_is_answered_with_the_one_that_was_meant(key: str, guess: str) -> None:
    [(_, english)] = sentences(damaged(("activities", 0, key), "x"))

    assert guess in english


def test_a_sound_plan_needs_no_stand_in() -> None:
    assert parse_with_stand_ins(small_data()) == (small_plan(), [])


def test_a_list_is_not_called_too_short_because_of_an_entry_that_cannot_be_read() -> None:
    path = ("rubric", "criteria", 0, "bands", 1, "source")

    assert [english for _, english in sentences(damaged(path, 5))] == [
        "rubric.criteria[1].bands[2]: “source” must be text, found “5”; put it in quotation marks."
    ]


@settings(max_examples=60)
@given(path=st.sampled_from(PATHS), junk=JUNK)
def test_one_wrong_value_leaves_the_rest_of_the_plan_to_be_checked(
    path: Path, junk: object
) -> None:
    plan, patched = parse_with_stand_ins(damaged(path, junk))

    assert plan is not None
    assert all(told[: len(path)] == path for told in patched)
    for name in set(Plan.model_fields) - {path[0]}:
        assert getattr(plan, name) == getattr(SOUND, name)


@settings(max_examples=60)
@given(path=st.sampled_from(PATHS))
def test_a_value_that_is_missing_is_stood_in_for_at_its_own_place(path: Path) -> None:
    data = copy.deepcopy(small_data())
    del at(data, path[:-1])[path[-1]]
    wrong = bool(sentences(data))

    plan, patched = parse_with_stand_ins(data)

    assert plan is not None
    assert bool(patched) is wrong


def test_an_unknown_key_is_dropped_and_stands_for_no_value() -> None:
    plan, patched = parse_with_stand_ins(damaged(("activities", 0, "titel"), "x"))

    assert (plan, patched) == (small_plan(), [])


def test_what_is_no_plan_at_all_is_none_or_a_plan_of_stand_ins() -> None:
    plan, patched = parse_with_stand_ins({})

    assert plan is None or len(patched) > 10
