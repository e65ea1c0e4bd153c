"""What is kept of previews: by content alone, for the owner's eyes, and never more than so many."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from storage.previews import PreviewFolder

ONE = "a" * 64


def test_a_page_is_kept_under_its_content_and_is_still_a_picture(tmp_path: Path) -> None:
    folder = PreviewFolder(tmp_path / "preview")
    folder.write(ONE, "1-834.jpg", b"\xff\xd8\xff points")

    assert folder.read(ONE, "1-834.jpg") == b"\xff\xd8\xff points"
    kept = tmp_path / "preview" / ONE / "1-834.jpg"
    assert kept.read_bytes().startswith(b"\xff\xd8\xff points")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {p.stat().st_mode & 0o777 for p in (kept.parent, kept.parent.parent)} == {0o700}


def test_all_of_it_may_be_deleted_or_damaged_at_any_time(tmp_path: Path) -> None:
    folder = PreviewFolder(tmp_path / "preview")
    folder.write(ONE, "1-834.jpg", b"points")
    (tmp_path / "preview" / ONE / "1-834.jpg").write_bytes(b"poin")

    assert folder.read(ONE, "1-834.jpg") is None
    shutil.rmtree(tmp_path / "preview")
    assert folder.read(ONE, "1-834.jpg") is None
    folder.write(ONE, "1-834.jpg", b"again")
    assert folder.read(ONE, "1-834.jpg") == b"again"


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "preview").write_text("a file", "utf-8")
    folder = PreviewFolder(tmp_path / "preview")

    folder.write(ONE, "1-834.jpg", b"points")

    assert folder.read(ONE, "1-834.jpg") is None


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    folder = PreviewFolder(tmp_path / "preview", most=6)
    names = [f"{number:064x}" for number in range(7)]
    for age, name in enumerate(names[:6]):
        folder.write(name, "shown.json", b"{}")
        os.utime(tmp_path / "preview" / name, (age, age))

    folder.write(names[6], "shown.json", b"{}")

    assert {path.name for path in (tmp_path / "preview").iterdir()} == set(names[2:])
