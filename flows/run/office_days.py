"""The office's own calendar: the closed days of the file that the settings name."""

from __future__ import annotations

from pathlib import Path

from domain.language.closed_days import ClosedDays, read_closed_days
from domain.language.errors import KamnotError


def closed_days(path: Path | None, fiscal_year: int) -> ClosedDays:
    """The days of a file of any kind that tables are kept in; none without one.

    Raises KamnotError with the file, and the line of what is no day.
    """
    if path is None:
        return ClosedDays()
    from inspection.tables.table_files import read_table

    try:
        return read_closed_days(read_table(path), fiscal_year)
    except KamnotError as error:
        raise KamnotError(
            f"วันหยุดของสำนักในไฟล์ “{path}” (KAMNOT_CLOSED_DAYS) {error.thai}",
            f"The closed days in {path} (KAMNOT_CLOSED_DAYS): {error.english}",
        ) from error
