"""The plan as its files say it: the folder of a year, problems in files, the calendar of working days.

The database is asked only to find the year, so that files can be checked on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from domain.working_days import last_working_day
from flows.run.office_days import closed_days
from storage.plan_files.content import LoadedPlan
from storage.plan_files.folders import plan_folder, plan_roots
from storage.plan_files.load import load_plan, read_problems
from storage.plan_files.read_yaml import PlanProblem
from storage.plan_files.workdays import working_days

__all__ = [
    "LoadedPlan",
    "PlanProblem",
    "folder_of_year",
    "load_plan",
    "read_problems",
    "working_day_by",
]


def folder_of_year(year: int | None) -> Path:
    """The folder of a year's plan; None means the year that is followed. Raises KamnotError if there is none."""
    from flows.run.workspace import read_settings, year_followed

    settings = read_settings()
    wanted = year_followed(settings) if year is None else year
    return plan_folder(wanted, *plan_roots(settings))


def working_day_by(fiscal_year: int) -> Callable[[date], date]:
    """The last working day up to a date in a plan of that year, by the government's calendar and the office's own."""
    from flows.run.workspace import read_settings

    is_working_day = working_days(closed_days(read_settings().closed_days, fiscal_year).days)
    return lambda day: last_working_day(day, is_working_day)
