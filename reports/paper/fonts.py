"""Finds the typeface of PDFs and charts: TH SarabunPSK if the system has it, else Sarabun from its package."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from typst import Fonts

OFFICIAL = ("TH SarabunPSK", "TH Sarabun New")
"""The families that offices use; both have the same measures."""
_FILES = "*[sS]arabun*.[tT][tT][fF]"
_SARABUN_SCALE = 10.7 / 16
"""Sarabun's letters are larger by half: its 10.7 points look like 16 of TH SarabunPSK."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font family in a folder; `scale` turns points of TH SarabunPSK into points of this family."""

    family: str
    folder: Path
    scale: float


def find_typeface(folder: Path | None = None) -> Typeface:
    """TH SarabunPSK (or TH Sarabun New) from `folder`, else from the system, else Sarabun.

    Raises KamnotError if `folder` is given and holds none of the three.
    """
    if folder is None:
        return _installed() or sarabun()
    for found in _look_in(folder):
        return found
    raise KamnotError(
        f"ไม่พบแบบอักษร TH SarabunPSK, TH Sarabun New หรือ Sarabun ในโฟลเดอร์ “{folder}”"
        " โปรดแก้ KAMNOT_FONTS",
        f"The folder {str(folder)!r} holds no TH SarabunPSK, TH Sarabun New or Sarabun; mend KAMNOT_FONTS.",
    )


@cache
def sarabun() -> Typeface:
    """Sarabun, which is always installed."""
    import fontpkg  # type: ignore[import-untyped]  # it ships no types

    return Typeface("Sarabun", Path(fontpkg.path("sarabun", 400)).parent, _SARABUN_SCALE)


@cache
def fonts_of(typeface: Typeface) -> Fonts:
    """The fonts that Typst sees: the family's folder alone, so that every machine draws the same."""
    from typst import Fonts

    return Fonts(include_system_fonts=False, font_paths=[str(typeface.folder)])


@cache
def _installed() -> Typeface | None:
    for place in _system_folders():
        for folder in sorted({path.parent for path in place.rglob(_FILES)}):
            for found in _look_in(folder):
                if found.family in OFFICIAL:
                    return found
    return None


def _look_in(folder: Path) -> Iterator[Typeface]:
    """The folder's usable families, best first; none if there is no such folder."""
    from typst import Fonts

    there = Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    ).families()
    for family in (*OFFICIAL, "Sarabun"):
        if family in there:
            yield Typeface(family, folder, 1.0 if family in OFFICIAL else _SARABUN_SCALE)


def _system_folders() -> Sequence[Path]:
    windows, local = os.environ.get("WINDIR"), os.environ.get("LOCALAPPDATA")
    places = [
        Path.home() / ".local/share/fonts",
        Path.home() / ".fonts",
        Path.home() / "Library/Fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
        Path("/Library/Fonts"),
        *([Path(windows) / "Fonts"] if windows else []),
        *([Path(local) / "Microsoft/Windows/Fonts"] if local else []),
    ]
    return [place for place in places if place.is_dir()]
