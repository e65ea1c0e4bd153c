"""The typeface: the official one where a folder or the system has it, else the one that always comes along."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from reports.paper import fonts
from reports.paper.fonts import OFFICIAL, find_typeface, fonts_of, sarabun

FILE = next(sarabun().folder.glob("*egular*.ttf"))


def named(family: str) -> bytes:
    """Sarabun under another family's name, as a font file."""
    data = FILE.read_bytes()
    count = struct.unpack(">H", data[4:6])[0]
    tables = {}
    for n in range(count):
        tag, _, at, size = struct.unpack(">4sLLL", data[12 + 16 * n : 28 + 16 * n])
        tables[tag] = data[at : at + size]
    words = family.encode("utf-16-be")
    records = [struct.pack(">6H", 3, 1, 0x409, name, len(words), 0) for name in (1, 4, 6)]
    tables[b"name"] = struct.pack(">3H", 0, 3, 6 + 36) + b"".join(records) + words
    head, at = data[:12], 12 + 16 * count
    body = b""
    for tag, table in sorted(tables.items()):
        head += struct.pack(">4sLLL", tag, 0, at + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return head + body


def install(folder: Path, *families: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for family in families:
        (folder / f"{family}-sarabun.ttf").write_bytes(named(family))
    return folder


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The one folder in which this machine keeps its fonts."""
    folder = tmp_path / "system"
    folder.mkdir()
    monkeypatch.setattr(fonts, "_system_folders", lambda: [folder])
    fonts._installed.cache_clear()
    yield folder
    fonts._installed.cache_clear()


@pytest.mark.parametrize("family", OFFICIAL)
def test_an_official_typeface_keeps_its_own_measures(family: str, tmp_path: Path) -> None:
    found = find_typeface(install(tmp_path, family))

    assert (found.family, found.folder, found.scale) == (family, tmp_path, 1.0)
    assert family in fonts_of(found).families()


def test_of_several_in_a_folder_the_most_official_is_taken(tmp_path: Path) -> None:
    install(tmp_path, "Sarabun", *reversed(OFFICIAL))

    assert find_typeface(tmp_path).family == OFFICIAL[0]


def test_sarabun_is_set_smaller_so_that_it_fills_as_much(tmp_path: Path) -> None:
    found = find_typeface(sarabun().folder)

    assert found.family == "Sarabun"
    assert 0.6 < found.scale < 0.7


@pytest.mark.parametrize("family", [None, "TH Nowhere"], ids=["empty", "another font"])
def test_a_named_folder_without_any_of_them_is_refused(family: str | None, tmp_path: Path) -> None:
    install(tmp_path, *([family] if family else []))

    with pytest.raises(KamnotError, match="KAMNOT_FONTS"):
        find_typeface(tmp_path)


def test_a_folder_that_is_not_there_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="KAMNOT_FONTS"):
        find_typeface(tmp_path / "none")


def test_the_systems_official_typeface_is_found_in_any_folder_below(system: Path) -> None:
    install(system / "truetype" / "thai", OFFICIAL[1])

    assert find_typeface().family == OFFICIAL[1]
    assert find_typeface().folder == system / "truetype" / "thai"


def test_without_one_on_the_system_the_package_always_has_sarabun(system: Path) -> None:
    install(system, "Sarabun")

    assert find_typeface() == sarabun()


def test_a_file_that_is_no_font_is_passed_over(system: Path) -> None:
    (system / "TH Sarabun.ttf").write_bytes(b"no font")

    assert find_typeface() == sarabun()
