"""Files that are no tables, cannot be opened or may do harm are refused in one sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from inspection.tables.table_files import read_table


@pytest.mark.parametrize(
    ("name", "todo"),
    [
        ("แผน.pdf", "แบบใด"),
        ("แผน.doc", r"บันทึกเป็น \.docx"),
        ("แผน.xls", r"บันทึกเป็น \.xlsx"),
        ("แผน.pages", "แบบใด"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_to_do(
    tmp_path: Path, name: str, todo: str
) -> None:
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(KamnotError, match=todo):
        read_table(tmp_path / name)


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (2 * 2**20))


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize(
    "write",
    [lambda p: p.write_bytes(b""), lambda p: p.write_bytes(b"PK\x03\x04cut"), _other_zip, _bomb],
    ids=["empty", "cut-off", "another-zip", "bomb"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, suffix: str, write: object) -> None:
    path = tmp_path / f"แผน.{suffix}"
    assert callable(write)
    write(path)

    with pytest.raises(KamnotError, match="อ่านไฟล์ “แผน"):
        read_table(path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="เปิดไฟล์"):
        read_table(tmp_path / "ไม่มี.docx")
