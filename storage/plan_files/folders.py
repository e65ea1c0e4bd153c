"""Finds the folders of the fiscal years' plans. `storage.plan_files.load` reads their files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from domain.language.errors import NotThereError, SurroundingsError
from domain.language.how import How, Verb
from domain.language.thai import thai_digits
from storage.settings import Settings

PLANS = Path(__file__).resolve().parents[2] / "plans"


def plan_roots(settings: Settings) -> tuple[Path, Path]:
    """Where plans are looked for: the bureau's own in the data folder, then those that come with Kamnot.

    Raises SurroundingsError if this account may not read the data folder.
    """
    try:
        os.scandir(settings.own_plans).close()
    except PermissionError as error:
        raise SurroundingsError(
            f"บัญชีนี้อ่านโฟลเดอร์ข้อมูล “{settings.home}” ไม่ได้ โปรดขอสิทธิ์จากเจ้าของ หรือตั้ง KAMNOT_HOME เป็นโฟลเดอร์ของตน",
            f"This account may not read the data folder {settings.home}; ask its owner for permission,"
            " or set KAMNOT_HOME to a folder of your own.",
        ) from error
    except OSError:
        pass  # There are none, as in most homes.
    return settings.own_plans, PLANS


def plan_folder(fiscal_year: int, *roots: Path) -> Path:
    """The folder of a fiscal year (พ.ศ.) in the first of `roots` that has it (default: Kamnot's own plans).

    Raises KamnotError if there is no plan for that year.
    """
    for root in roots or (PLANS,):
        folder = root / str(fiscal_year)
        if folder.is_dir():
            return folder
    years = plan_years(*roots)
    shown = ", ".join(map(str, years)) or "-"
    raise NotThereError(
        f"ไม่มีแผนของปีงบประมาณ {thai_digits(fiscal_year)} มีแผนของปี {thai_digits(shown)} "
        "โปรดร่างแผนของปีนั้นก่อน",
        f"There is no plan for fiscal year {fiscal_year}; there are plans for {shown}. "
        "Draft it first.",
        How(Verb.PLAN_NEW, f"{fiscal_year} {year_before(fiscal_year, years)}") if years else None,
    )


def year_before(fiscal_year: int, known: Sequence[int]) -> int:
    """The newest of the `known` years before a fiscal year, from which its plan is drafted; else the first known."""
    return max((one for one in known if one < fiscal_year), default=min(known))


def plan_years(*roots: Path) -> list[int]:
    """The fiscal years (พ.ศ.) that have a plan in any of `roots`, the newest last."""
    folders = [f for root in roots or (PLANS,) if root.is_dir() for f in root.iterdir()]
    return sorted({int(f.name) for f in folders if f.is_dir() and f.name.isdecimal()})
