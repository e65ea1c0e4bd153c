"""LibreOffice as a bounded child: what comes out opens, and neither a stall nor a link reaches beyond a folder."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import docx
import pytest
from pypdfium2 import raw  # type: ignore[import-untyped]  # it ships no types

from inspection.office import converting
from inspection.office.converting import NotConvertedError, converted, converter
from inspection.opening import open_pdf
from tests.support.evidence import picture, word

office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed"
)


def given(folder: Path, data: bytes) -> Path:
    path = folder / "kept"
    path.write_bytes(data)
    return path


@office
def test_a_word_file_becomes_an_old_one_a_new_one_again_and_a_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setitem(converting._FILTERS, "doc", "doc:MS Word 97")
    with (
        converted(given(tmp_path, word()), "docx", "doc") as old,
        converted(old, "doc", "docx") as new,
    ):
        words = "".join(p.text for p in docx.Document(str(new)).paragraphs)
        with converted(new, "docx", "pdf") as printed, open_pdf(printed) as document:
            assert len(document) == 1
    assert "ความรู้" in words
    assert not list(tmp_path.glob("kamnot-convert-*"))


@office
def test_a_conversion_that_takes_too_long_ends_with_all_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        pytest.raises(NotConvertedError, match="took over"),
        converted(given(tmp_path, word()), "docx", "pdf", seconds=0.4),
    ):
        pass
    assert not [p for p in processes() if str(tmp_path) in p]


def processes() -> list[str]:
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(place.read_text(errors="replace"))
        except OSError:
            continue
    return found


@office
@pytest.mark.parametrize("limit", ["MEMORY", "LARGEST"])
def test_a_conversion_over_a_limit_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(converting, limit, 1000)
    with (
        pytest.raises(NotConvertedError),
        converted(given(tmp_path, word()), "docx", "pdf"),
    ):
        pass


def linked(place: Path) -> bytes:
    """A Word file that shows a picture from elsewhere on the computer."""
    document, plain, changed = docx.Document(), io.BytesIO(), io.BytesIO()
    document.add_paragraph("ข้อความ")
    document.add_picture(str(place))
    document.save(plain)
    inside = f'Target="{place.as_uri()}" TargetMode="External"'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name).replace(b'Target="media/image1.png"', inside.encode())
            target.writestr(name, data.replace(b"r:embed", b"r:link"))
    return changed.getvalue()


@office
def test_a_picture_that_lies_elsewhere_on_the_computer_is_not_drawn_into_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture("PNG"))
    source = given(tmp_path, linked(secret))

    def kinds() -> list[int]:
        with converted(source, "docx", "pdf") as made, open_pdf(made) as document:
            return [thing.type for thing in document[0].get_objects()]

    assert raw.FPDF_PAGEOBJ_IMAGE not in kinds()
    monkeypatch.setattr(converting, "_PROFILE", converting._PROFILE.replace(">true<", ">false<"))
    assert raw.FPDF_PAGEOBJ_IMAGE in kinds()


def test_without_the_program_the_caller_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    monkeypatch.setattr(converting, "_PLACES", ())
    converter.cache_clear()
    try:
        with (
            pytest.raises(NotConvertedError, match="no LibreOffice"),
            converted(given(tmp_path, b"x"), "doc", "docx"),
        ):
            pass
    finally:
        converter.cache_clear()
