"""Writing a plan: the same when it is read again, whole or not at all, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language.errors import CouldNotFinishError, KamnotError
from domain.next_year.carry import carry_over
from domain.plan.model import Plan
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import PlanError, load_plan
from storage.plan_files.writing import (
    put_aside,
    read_text,
    refuse_existing,
    rewrite,
    write_draft,
    write_plan,
)
from tests.support.processes.unprivileged import as_nobody
from tests.support.small_plan import SMALL_PLAN, small_plan, write_small_plan

FOLDER = plan_folder(2567)
REAL = load_plan([FOLDER]).plan


def read(folder: Path) -> Plan:
    return load_plan([folder]).plan


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The small plan in a folder."""
    (tmp_path / "source").mkdir()
    write_small_plan(tmp_path / "source")
    return tmp_path / "source"


# From values


@pytest.mark.parametrize("plan", [small_plan(), REAL], ids=["small", "real"])
def test_a_plan_written_from_its_values_is_the_same_when_it_is_read_again(
    plan: Plan, tmp_path: Path
) -> None:
    folder = write_plan(plan, "# ร่าง\n", tmp_path)

    assert folder == tmp_path / "2567"
    assert read(folder) == plan
    assert (folder / "plan.yaml").read_text("utf-8").startswith("# ร่าง\n")


ODD = (
    "yes", "2567", "null", "90%", "~", "- a", "a: b", "a #b", "'", '"', "|", ">", "%TAG", "@", "*x", "&x", "{}",
    "2024-03-20", "0x1F", "ก\nข", "ก\n", "\nก", " ก", "ก ", "ก\n\n ข", "\t", "\r", "\r\n", "\x85", "\u2028",
    "ก\u2029\nข", "\ufeff", "\x07", "1_000", "1e3", "",
)  # fmt: skip


@settings(max_examples=10)
@given(words=st.lists(st.text(), max_size=40))
def test_whatever_a_plan_says_it_is_text_and_the_same_when_it_is_read_again(
    words: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, *others = small_plan().activities
    told = first.model_copy(update={"steps": (*ODD, *words)})
    plan = small_plan().changed(activities=(told, *others))

    folder = write_plan(plan, "# ร่าง\n", tmp_path_factory.mktemp("plan"))

    assert read(folder).by_number[1].steps == told.steps


# Drafts


def test_a_draft_of_its_own_year_is_the_files_byte_for_byte(tmp_path: Path) -> None:
    folder, plan = write_draft(FOLDER, REAL, 2567, tmp_path)

    assert plan is REAL
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        p.name: p.read_bytes() for p in FOLDER.glob("*.yaml")
    }


def test_a_draft_of_another_year_keeps_the_comments_and_says_what_was_carried_over(
    tmp_path: Path,
) -> None:
    folder, draft = write_draft(FOLDER, REAL, 2568, tmp_path)

    before, after = (
        "".join(path.read_text("utf-8") for path in place.glob("*.yaml")).count("\n#")
        for place in (FOLDER, folder)
    )
    assert draft == carry_over(REAL, 2568) == read(folder)
    assert after >= before > 0


def test_a_layout_that_cannot_be_edited_is_written_from_the_values(
    source: Path, tmp_path: Path
) -> None:
    """The year stands behind an escape, where an edit in place does not see it."""
    write_small_plan(source, "fiscal_year: 2567", '"fiscal\\x5fyear": 2567')
    plan = read(source)

    folder, draft = write_draft(source, plan, 2568, tmp_path)

    assert read(folder) == draft == carry_over(plan, 2568)


@pytest.mark.parametrize("year", [2567, 2568])
def test_a_draft_is_never_written_over_a_plan(year: int, source: Path, tmp_path: Path) -> None:
    there = tmp_path / str(year)
    there.mkdir()
    (there / "mine.txt").write_text("x")

    with pytest.raises(KamnotError, match="ไม่เขียนทับ"):
        write_draft(source, small_plan(), year, tmp_path)

    assert [path.name for path in there.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_taken_for_a_plan_too(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="ไม่เขียนทับ"):
        refuse_existing(tmp_path)


def test_what_a_crash_left_of_a_draft_is_no_part_of_the_next(source: Path, tmp_path: Path) -> None:
    half = tmp_path / ".2568.new"
    half.mkdir()
    (half / "half.yaml").write_text("activities: [")

    folder, draft = write_draft(source, small_plan(), 2568, tmp_path)

    assert not half.exists()
    assert read(folder) == draft


def test_a_draft_that_the_disk_does_not_take_leaves_no_plan(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "own"
    root.mkdir(mode=0o555)

    def draft() -> str:
        try:
            write_draft(source, small_plan(), 2568, root)
        except CouldNotFinishError as error:
            return error.english
        return "written"

    assert "nothing new was kept" in as_nobody(source.parent, draft)
    assert list(root.iterdir()) == []


# Changes in place


def changed(folder: Path, old: str, new: str) -> dict[Path, str]:
    path = folder / "plan.yaml"
    return {path: read_text(path).replace(old, new)}


def test_a_change_is_written_and_nothing_is_left_beside_it(source: Path) -> None:
    rewrite(source, changed(source, "title: แผนส่งเสริมคุณธรรม", "title: แผนใหม่"))

    assert read(source).title == "แผนใหม่"
    assert [path.name for path in source.parent.iterdir()] == ["source"]
    assert [path.name for path in source.iterdir()] == ["plan.yaml"]


def test_a_change_that_makes_no_sound_plan_changes_nothing_and_names_the_real_file(
    source: Path,
) -> None:
    with pytest.raises(PlanError) as caught:
        rewrite(source, changed(source, "total_points: 30", "total_points: 31"))

    assert (source / "plan.yaml").read_text("utf-8") == SMALL_PLAN
    assert {problem.file for problem in caught.value.problems} == {str(source / "plan.yaml")}
    assert [path.name for path in source.parent.iterdir()] == ["source"]


def test_a_file_that_stays_the_same_is_not_written(source: Path) -> None:
    path = source / "plan.yaml"
    before = path.stat()

    rewrite(source, {path: read_text(path)})

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_line_ends_of_windows_stay_and_the_mark_of_notepad_goes(source: Path) -> None:
    path = source / "plan.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL_PLAN.replace("\n", "\r\n").encode())

    rewrite(source, changed(source, "title: แผนส่งเสริมคุณธรรม", "title: แผนใหม่"))

    written = path.read_bytes()
    assert written.startswith("# แผนเล็ก".encode())
    assert written.count(b"\r\n") == written.count(b"\n") == SMALL_PLAN.count("\n")


def test_a_folder_that_may_not_be_written_changes_nothing(source: Path) -> None:
    new = changed(source, "title: แผนส่งเสริมคุณธรรม", "title: แผนใหม่")
    source.chmod(0o555)

    def change() -> str:
        try:
            rewrite(source, new)
        except CouldNotFinishError as error:
            return error.english
        return "written"

    assert "Cannot write the plan's files" in as_nobody(source.parent, change)
    assert read(source).title == small_plan().title


def test_a_folder_put_aside_comes_back_if_its_successor_fails(tmp_path: Path) -> None:
    folder = tmp_path / "2570"
    folder.mkdir()
    (tmp_path / "2570-draft").mkdir()

    with pytest.raises(OSError, match="full"), put_aside(folder) as aside:  # noqa: PT012  # the block is what fails
        assert (aside.name, folder.exists()) == ("2570-draft1", False)
        raise OSError("full")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2570", "2570-draft"]
