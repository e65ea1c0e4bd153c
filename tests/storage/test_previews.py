"""What is kept of previews: a folder for each content, for the owner's eyes, and never more than so many."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage.db.access import hide
from storage.kept import read_kept, write_kept
from storage.previews import MADE, make_room
from storage.settings import Settings

ONE = "a" * 64


def test_a_page_is_kept_under_its_content_and_is_still_a_picture(tmp_path: Path) -> None:
    kept = tmp_path / "preview" / ONE / "1-834.jpg"
    hide(Settings(home=tmp_path))
    make_room(tmp_path / "preview", ONE)
    write_kept(kept, MADE, b"\xff\xd8\xff points\nmore")

    assert read_kept(kept, MADE) == b"\xff\xd8\xff points\nmore"
    assert kept.read_bytes().startswith(b"\xff\xd8\xff points")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {p.stat().st_mode & 0o777 for p in (kept.parent, kept.parent.parent)} == {0o700}


def test_what_was_made_by_older_rules_or_is_damaged_counts_as_none(tmp_path: Path) -> None:
    kept = tmp_path / "preview" / ONE / "1-834.jpg"
    make_room(tmp_path / "preview", ONE)
    write_kept(kept, "0", b"points")

    assert read_kept(kept, MADE) is None
    write_kept(kept, MADE, b"points")
    kept.write_bytes(kept.read_bytes()[:-9])
    assert read_kept(kept, MADE) is None


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    names = [f"{number:064x}" for number in range(7)]
    for age, name in enumerate(names[:6]):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (age, age))

    make_room(tmp_path, names[5], 6)
    assert len(list(tmp_path.iterdir())) == 6
    make_room(tmp_path, names[6], 6)

    assert {path.name for path in tmp_path.iterdir()} == set(names[2:6])


def test_a_file_in_its_place_is_told_to_the_caller(tmp_path: Path) -> None:
    (tmp_path / "preview").write_text("a file", "utf-8")

    with pytest.raises(OSError, match="exist"):
        make_room(tmp_path / "preview", ONE)
