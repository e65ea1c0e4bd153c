"""A flash drive: every file goes where its folder's number says, and nowhere by guessing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from flows.evidence.folder import FolderPlan, read_folder
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

PLAN = load_plan([plan_folder(2567)]).plan


def drive(folder: Path, *names: str) -> FolderPlan:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return read_folder(PLAN, folder)


def placed(found: FolderPlan, folder: Path) -> dict[str, str]:
    return {p.path.relative_to(folder).as_posix(): p.requirement for p in found.placed}


def test_a_file_goes_where_its_folder_or_name_says_or_is_listed_with_the_reason(
    tmp_path: Path,
) -> None:
    found = drive(tmp_path, "๐๗_ภาพ/IMG 1.JPG", "กิจกรรมที่ 7/รายงาน.pdf", "ภาพรวม/รายงาน.pdf")

    assert placed(found, tmp_path) == {
        "๐๗_ภาพ/IMG 1.JPG": "7.photos",
        "กิจกรรมที่ 7/รายงาน.pdf": "7.report",
    }
    [left] = found.unplaced
    assert ("ไม่มีเลขกิจกรรม" in left.thai, "no activity's number" in left.english) == (True, True)


def test_what_systems_leave_on_every_drive_is_passed_over(tmp_path: Path) -> None:
    found = drive(
        tmp_path, "07/Thumbs.db", ".DS_Store", "07/~$รายงาน.docx", "07/._ภาพ.jpg",
        "System Volume Information/IndexerVolumeGuid", "07/รายงาน.docx",
    )  # fmt: skip

    assert len(found.placed) == 1
    assert (found.unplaced, found.litter) == ((), 5)


def test_a_file_without_an_extension_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "07").mkdir()
    (tmp_path / "07" / "รายงาน").write_bytes(b"%PDF-1.7")
    (tmp_path / "07" / "ไม่ทราบ").write_bytes(b"\x00\x9f\x02")

    found = read_folder(PLAN, tmp_path)

    assert placed(found, tmp_path) == {"07/รายงาน": "7.report"}
    assert ["ไม่มีนามสกุล" in u.thai for u in found.unplaced] == [True]


def test_what_no_document_takes_is_told_with_what_to_do(tmp_path: Path) -> None:
    [left] = drive(tmp_path, "07/รูป.zip").unplaced

    assert "แตกไฟล์ก่อน" in left.thai
    assert "unpack" in left.english


@pytest.mark.skipif(os.name == "nt", reason="optional: links need a privilege on Windows")
def test_a_link_out_of_the_folder_is_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "ลับ.pdf").write_bytes(b"x")
    inside = tmp_path / "07"
    inside.mkdir()
    (inside / "ไฟล์.pdf").symlink_to(outside / "ลับ.pdf")
    (inside / "โฟลเดอร์").symlink_to(outside)

    found = read_folder(PLAN, tmp_path)

    assert found.placed == ()
    assert sorted(u.path.name for u in found.unplaced) == ["ลับ.pdf", "โฟลเดอร์", "ไฟล์.pdf"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="optional: no named pipes here")
def test_a_pipe_is_listed_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "07").mkdir()
    os.mkfifo(tmp_path / "07" / "รายงาน.pdf")

    assert len(read_folder(PLAN, tmp_path).unplaced) == 1


@pytest.mark.parametrize("name", ["absent", "file.txt"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_bytes(b"x")

    with pytest.raises(KamnotError, match="ไม่พบโฟลเดอร์"):
        read_folder(PLAN, tmp_path / name)


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert read_folder(PLAN, tmp_path) == FolderPlan((), (), 0)
