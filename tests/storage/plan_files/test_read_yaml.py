"""YAML with the place of every value: whatever a file holds, a problem names its line, and nothing crashes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from storage.plan_files.load import read_problems
from storage.plan_files.read_yaml import (
    BrokenFileError,
    Builder,
    compose_file,
    locate,
    merge,
    place,
    read_file,
)
from tests.support.small_plan import SMALL_PLAN

FILE = Path("plan.yaml")


def composed(text: str, name: str = "plan.yaml") -> yaml.MappingNode:
    return compose_file(Path(name), text.encode())


def built(text: str) -> Any:
    """What the file says, once nothing in it is wrong."""
    builder = Builder()
    data = builder.build(composed(text))
    assert builder.problems == []
    return data


BROKEN: dict[str, tuple[bytes, int, str]] = {
    "tab": (b"title: a\n\tunit: b\n", 2, "Broken YAML"),
    "colon": (b"title: a: b\n", 1, "Broken YAML"),
    "open bracket": (b"title: [a\n", 2, "Broken YAML"),
    "two documents": (b"title: a\n---\ntitle: b\n", 2, "Broken YAML"),
    "unknown alias": (b"title: *x\n", 1, "Broken YAML"),
    "control character": (b"title: \x01\n", 1, "Broken YAML"),
    "old Thai encoding": ("a: 1\ntitle: คุณธรรม\n".encode("tis-620"), 2, "not UTF-8"),
    "empty": (b"", 1, "no “key: value” data"),
    "only comments": (b"# nothing\n", 1, "no “key: value” data"),
    "a list": (b"- a\n", 1, "no “key: value” data"),
    "a word": (b"plan\n", 1, "no “key: value” data"),
    "key that is a list": (b"? [a, b]\n: 1\n", 1, "A key must be a plain word"),
    "alias of itself": (b"title: &a [*a, *a]\n", 1, "Nested too deep"),
    "alias bomb": (
        b"a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + b"".join(
            f"{x}: &{x} [{', '.join([f'*{y}'] * 9)}]\n".encode()
            for y, x in zip("abcdefg", "bcdefgh", strict=True)
        ),
        1, "too large"),
    "too deep": (b"title: " + b"[" * 60 + b"]" * 60 + b"\n", 1, "Nested too deep"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_is_no_plan_is_one_clear_problem(
    tmp_path: Path, content: bytes, line: int, sentence: str
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)

    told = [p for p in read_problems([path]) if sentence in p.english]

    assert [p.line for p in told] == [line]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    (problem,) = read_problems([tmp_path / "none.yaml"])

    assert "There is no such file" in problem.english


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError) as caught:
        read_file(tmp_path)

    assert "Cannot read the file" in caught.value.problem.english


def test_a_log_names_the_file_and_the_line() -> None:
    with pytest.raises(BrokenFileError, match=r"^plan\.yaml:2: รูปแบบ YAML"):
        compose_file(FILE, b"title: a\n\tunit: b\n")


def test_the_mark_that_notepad_writes_first_is_no_text() -> None:
    node = compose_file(FILE, "\ufefftitle: ก\n".encode())

    assert Builder().build(node) == {"title": "ก"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("2024-03-20", date(2024, 3, 20)),
        ("true", True),
        ("90%", "90%"),
        ("๒๕๖๗", "๒๕๖๗"),
        ("'5'", "5"),
        ("~", None),
        ("[a, 1]", ["a", 1]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
    ],
)
def test_a_value_keeps_the_kind_in_which_it_is_written(written: str, value: object) -> None:
    found = built(f"x: {written}\n")["x"]

    assert found == value
    assert type(found) is type(value)


def test_the_small_plan_is_read_as_any_yaml_reader_reads_it() -> None:
    assert built(SMALL_PLAN) == yaml.safe_load(SMALL_PLAN)


def test_an_alias_stands_for_what_it_names() -> None:
    assert built("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


def test_everything_wrong_is_gathered_and_the_rest_is_read() -> None:
    builder = Builder()

    data = builder.build(composed("a: 2024-02-30\na: 1\nb: !!python/name:os.system x\nc: 1\n"))

    assert data == {"a": None, "b": None, "c": 1}
    assert [problem.line for problem in builder.problems] == [1, 2, 3]


def test_a_plan_that_is_too_much_is_told_once() -> None:
    builder = Builder()
    deep = "[" * 45 + "]" * 45

    builder.build(composed(f"a: {deep}\nb: {deep}\n"))

    assert len(builder.problems) == 1


FILES = ("title: ก\nactivities:\n  - a\n", "activities:\n  - b\n  - c\nunit: ข\n")


def test_two_files_give_one_list_end_to_end_and_each_entry_knows_its_own_file() -> None:
    root = merge([composed(FILES[0], "1.yaml"), composed(FILES[1], "2.yaml")], "activities")

    assert Builder().build(root) == {"title": "ก", "activities": ["a", "b", "c"], "unit": "ข"}
    assert [locate(root, ("activities", n)) for n in range(3)] == [
        ("1.yaml", 3),
        ("2.yaml", 2),
        ("2.yaml", 3),
    ]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(("title: ก\n", "title: ข\n"), id="another key in two files"),
        pytest.param(("activities: [a]\nactivities: [b]\n",), id="the list twice in one file"),
        pytest.param(("activities: [a]\n", "activities: ข\n"), id="once as a list, once as a word"),
    ],
)
def test_what_cannot_be_put_together_is_given_twice(texts: tuple[str, ...]) -> None:
    builder = Builder()
    roots = [composed(text, f"{n}.yaml") for n, text in enumerate(texts, 1)]

    builder.build(merge(roots, "activities"))

    [problem] = builder.problems
    assert "given twice" in problem.english
    assert problem.file == f"{len(texts)}.yaml"


NESTED = "a:\n  b:\n    - c: 1\n    - d: 2\n"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param((), 1, id="the whole"),
        pytest.param(("a", "b"), 2, id="a key"),
        pytest.param(("a", "b", 1), 4, id="an entry of a list"),
        pytest.param(("a", "b", 1, "d"), 4, id="a key of an entry"),
        pytest.param(("a", "b", 1, "x"), 4, id="a key that is not there"),
        pytest.param(("a", "b", 9), 2, id="an entry beyond the last"),
        pytest.param(("a", "b", "x"), 2, id="a key of a list"),
        pytest.param(("a", "b", 0, "c", "e", 3), 3, id="deeper than anything is written"),
    ],
)
def test_a_value_is_located_as_deep_as_it_is_written(
    path: tuple[str | int, ...], line: int
) -> None:
    assert locate(composed(NESTED), path) == ("plan.yaml", line)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_mapping_or_one_problem_of_the_file(content: bytes) -> None:
    node = None
    with suppress(BrokenFileError):
        node = compose_file(FILE, content)

    if node is not None:
        Builder().build(node)
        assert place(node)[0] == "plan.yaml"


@pytest.mark.parametrize(
    "written",
    [
        "010", "-010", "0x1F", "0b101", "12:30", "190:20:30.15", "1_000", "+5", ".5", "1.", ".inf", ".nan", "1_0.5",
        "on", "off", "yes", "No", "TRUE", "2024-03-13 12:30:00", "2024-03-13T12:30:00Z",
    ],
)  # fmt: skip
def test_what_yaml_reads_otherwise_than_people_is_refused_with_its_line(written: str) -> None:
    builder = Builder()
    data = builder.build(composed(f"title: ก\nactivities:\n  - number: {written}\n"))

    assert data["activities"] == [{"number": None}]
    assert [(p.line, written in p.thai) for p in builder.problems] == [(3, True)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10", 10), ("0", 0), ("-3", -3), ("2.5", 2.5), ("true", True), ("2024-03-20", date(2024, 3, 20)),
        ("'010'", "010"), ('"12:30"', "12:30"), ("'on'", "on"), ("เวลา 12:30 น.", "เวลา 12:30 น."),
    ],
)  # fmt: skip
def test_what_has_one_meaning_or_quotation_marks_is_taken(written: str, meant: object) -> None:
    assert built(f"number: {written}\n") == {"number": meant}
