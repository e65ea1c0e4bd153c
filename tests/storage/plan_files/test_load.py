"""Loading a plan: whole and fast, or with every problem at its file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.plan.checks import check_plan
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import PlanError, load_plan, read_problems
from storage.plan_files.read_yaml import PlanProblem
from tests.support.small_plan import SMALL_PLAN, small_plan, write_small_plan


def line_of(text: str) -> int:
    """The line of the small plan on which `text` stands; it must stand there once."""
    lines = [n for n, line in enumerate(SMALL_PLAN.splitlines(), 1) if text in line]
    assert len(lines) == 1, (text, lines)
    return lines[0]


def problems_of(folder: Path, old: str, new: str) -> list[PlanProblem]:
    """The problems of the small plan with one change."""
    return read_problems([write_small_plan(folder, old, new)])


def test_a_folder_stands_for_all_its_yaml_files_and_joins_activities(tmp_path: Path) -> None:
    head, activities = SMALL_PLAN.split("activities:\n  - number: 1\n")
    first, rest = activities.split("  - number: 2\n")
    write = {
        "plan.yaml": head,
        "activities-1.yaml": "activities:\n  - number: 1\n" + first,
        "activities-2.yaml": "activities:\n  - number: 2\n" + rest,
        "notes.txt": "not: a plan",
    }
    for name, text in write.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    loaded = load_plan([tmp_path])

    assert loaded.plan == small_plan()
    assert [f.name for f in loaded.files] == ["activities-1.yaml", "activities-2.yaml", "plan.yaml"]


CASES = {
    "unknown key": (
        "    steps: [ประชุม, ลงนาม]", "    step: [ประชุม, ลงนาม]",
        "    steps: [ประชุม, ลงนาม]", "did you mean “steps”?"),
    "key far from any": (
        "    steps: [ประชุม, ลงนาม]", "    zzz: 1",
        "    steps: [ประชุม, ลงนาม]", "unknown key “zzz”; remove it"),
    "key twice": (
        "activity_count: 3\n", "activity_count: 3\ntitle: ซ้ำ\n", "batches:", "given twice"),
    "missing key": (
        "    target_group: คณะกรรมการ\n", "", "number: 3\n    b", "“target_group” is missing"),
    "missing top key": ("total_points: 30\n", "", "fiscal_year: 2567", "lacks total_points"),
    "text for a number": (
        "total_points: 30", "total_points: สามสิบ", "total_points: 30", "a whole number"),
    "number for a text": (
        "title: แผนส่งเสริมคุณธรรม", "title: 2567", "title: แผนส่งเสริมคุณธรรม", "must be text"),
    "yes for a text": (
        "    output: คำขวัญ", "    output: yes", "    output: คำขวัญ", "“yes” can be read in two ways"),
    "truth for a text": (
        "    output: คำขวัญ", "    output: true", "    output: คำขวัญ", "must be text, found “true”"),
    "a number that is eight": (
        "total_points: 30", "total_points: 010", "total_points: 30", "“010” can be read in two ways"),
    "text for a date": (
        "due: 2024-03-20", "due: ๒๐ มีนาคม ๒๕๖๗", "due: 2024-03-20", "written as 2024-03-20"),
    "impossible day": (
        "due: 2024-03-20", "due: 2024-02-30", "due: 2024-03-20", "“2024-02-30” does not exist"),
    "unknown kind": (
        "        kind: declaration", "        kind: declaratoin",
        "        kind: declaration", "must be one of 'report', 'photos'"),
    "unknown policy": ("late: full", "late: half", "late: full", "must be one of 'full' or 'none'"),
    "text for yes or no": (
        "counts_for_award: true", "counts_for_award: ใช่", "counts_for_award", "true or false"),
    "share without percent": (
        "at_least: 90%, unit", "at_least: 0.9, unit", "at_least: 90%, unit", "such as 90%"),
    "figure derived from a word": (
        "derived_from: 1.signed", "derived_from: signed",
        "derived_from: 1.signed", "1.signed, complete:3, any:5,22, completion or completion:due"),
    "figure derived from a number": (
        "derived_from: 1.signed", "derived_from: 1", "derived_from: 1.signed", "must be text"),
    "blank filled by no part": (
        "blanks: [1.signed#people]", "blanks: [1.signed#heads]",
        "blanks: [1.signed#people]", "such as 1.signed#people"),
    "box ticked by a measure": (
        "boxes: [rubric.planned,", "boxes: [1.signed,",
        "boxes: [rubric.planned,", "such as rubric.plan-made"),
    "count below one": (
        "        formats: [pdf]\n", "        formats: [pdf]\n        min_count: 0\n",
        "        source: แถว ๑ ข้อ ๑", "must be at least 1"),
    "score above three": (
        "{level: 1, name: ส่งเสริม, text: ข้อ ๑-๓, criteria: 3, each: 1",
        "{level: 1, name: ส่งเสริม, text: ข้อ ๑-๓, criteria: 3, each: 4",
        "text: ข้อ ๑-๓", "must be at most 3"),
    "empty list": ("    groups: [planning, campaign]", "    groups: []",
        "    groups: [planning, campaign]", "at least 1 entries, found 0"),
    "list expected": ("lines: [เราจะทำดี]", "lines: เราจะทำดี", "lines: [", "must be a list"),
    "keys expected": ("unit: {name: สำนักตัวอย่าง, department: สำนักงานตัวอย่าง, source: ปก}",
        "unit: สำนัก", "unit: {name", "must hold keys of its own"),
    "foreign tag": ("title: แผนส่งเสริมคุณธรรม", "title: !!python/name:os.system x",
        "title: แผนส่งเสริมคุณธรรม", "Unknown YAML tag"),
    "unknown group": ("groups: [planning, campaign]", "groups: [planning, campain]",
        "groups: [planning, campaign]", "no group “campain”"),
    "band gap": ("at_least: 60%, below: 80%", "at_least: 60%, below: 79%",
        "at_least: 60%, below: 80%", "(a gap)"),
    "points of a batch": (
        "    points: 10\n    activity_count: 1", "    points: 9\n    activity_count: 1",
        "    points: 10\n    a", "9 points declared"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "sentence"), CASES.values(), ids=CASES.keys())
def test_a_problem_names_its_file_and_line(
    tmp_path: Path, old: str, new: str, where: str, sentence: str
) -> None:
    expected = SMALL_PLAN[: SMALL_PLAN.index(where)].count("\n") + 1

    problems = problems_of(tmp_path, old, new)

    told = [p for p in problems if sentence in p.english]
    assert told, problems
    assert (told[0].line, told[0].file) == (expected, str(tmp_path / "plan.yaml"))
    assert told[0].thai.strip()


def test_every_problem_is_told_at_once_by_line(tmp_path: Path) -> None:
    changes = {
        "due: 2024-03-20": "due: 2025-03-20",
        "at_least: 60%, below: 80%": "at_least: 60%, below: 81%",
        "    steps: [ประชุม, ลงนาม]": "    step: [ประชุม, ลงนาม]",
        "groups: [planning, campaign]": "groups: [planning, x]",
        "at_least: 10, unit": "at_least: สิบ, unit",
        "total_points: 30": "total_points: 31",
    }
    text = SMALL_PLAN
    for old, new in changes.items():
        text = text.replace(old, new)
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")

    problems = read_problems([path])

    assert {p.line for p in problems} == {line_of(old) for old in changes}
    assert problems == sorted(problems)


def test_an_unreadable_value_raises_no_second_problem_elsewhere(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, "    points: 20\n    owner", "    points: ยี่สิบ\n    owner")

    assert [p.english.split(":")[0] for p in problems] == ["activities[2]"]


def test_a_broken_file_hides_nothing_of_the_others_and_blames_them_for_nothing(
    tmp_path: Path,
) -> None:
    head, activities = SMALL_PLAN.split("activities:\n")
    (tmp_path / "plan.yaml").write_text(head.replace("title: ขอ", "title: [", 1) + "x: [", "utf-8")
    (tmp_path / "rest.yaml").write_text(
        "activities:\n" + activities.replace("kind: slogan", "kind: slogn"), "utf-8"
    )

    problems = read_problems([tmp_path])

    assert [Path(p.file).name for p in problems] == ["plan.yaml", "rest.yaml"]
    assert "Broken YAML" in problems[0].english
    assert "must be one of" in problems[1].english


def test_a_folder_without_yaml_is_told(tmp_path: Path) -> None:
    (problem,) = read_problems([tmp_path])

    assert "holds no .yaml file" in problem.english


def test_a_broken_plan_is_never_loaded(tmp_path: Path) -> None:
    path = write_small_plan(tmp_path, "total_points: 30", "total_points: 31")

    with pytest.raises(PlanError) as caught:
        load_plan([path])

    assert caught.value.exit_code == 2
    assert list(caught.value.problems) == read_problems([path])
    assert f"{path}:{line_of('total_points: 30')}: " in caught.value.text("th")


def test_the_real_plan_is_sound_and_has_its_38_activities() -> None:
    loaded = load_plan([plan_folder(2567)])

    assert [a.number for a in loaded.plan.activities] == list(range(1, 39))
    assert (loaded.plan.total_points, check_plan(loaded.plan)) == (375, [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_the_file_ends_in_problems_or_a_plan_never_in_a_crash(
    tmp_path: Path, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(SMALL_PLAN)))
    length = data.draw(st.integers(0, 40))
    junk = data.draw(st.text(st.characters(codec="utf-8"), max_size=8))
    path = tmp_path / "plan.yaml"
    path.write_text(SMALL_PLAN[:start] + junk + SMALL_PLAN[start + length :], "utf-8")

    problems = read_problems([path])

    lines: Any = range(1, path.read_bytes().count(b"\n") + 3)
    if not problems:
        assert load_plan([path]).plan.activities
    assert all(p.line in lines and p.thai and p.english for p in problems)
