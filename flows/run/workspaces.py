"""The workspaces of a process that lives long: the plan in force may change while it runs."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from flows.run.workspace import Workspace, followed
from storage.db.database import reading
from storage.records.plan_in_force import closing_of, plan_in_force
from storage.settings import Settings

if TYPE_CHECKING:
    from inspection import Inspectors

__all__ = ["Inspectors", "Workspaces", "open_inspectors"]


def open_inspectors(settings: Settings) -> Inspectors:
    """Children that inspect files, for an owner that lives long and closes them."""
    from inspection import Inspectors

    return Inspectors(clamd_url=settings.clamd_url)


class Workspaces:
    """One workspace for each fiscal year and language, opened when it is first asked for. Safe for threads.

    When another plan was taken into use, the year was closed or reopened, or another year is followed, the next ask
    opens a new one; a holder of the old one keeps it to its end. All share the owner's `inspectors`.
    """

    def __init__(self, settings: Settings, *, inspectors: Inspectors | None = None) -> None:
        self._settings = settings
        self._inspectors = inspectors
        self._open: dict[tuple[int | None, str | None], Workspace] = {}
        self._lock = Lock()

    def of(self, fiscal_year: int | None = None, language: str | None = None) -> Workspace:
        """The workspace of that year, of the one followed today for None; KamnotError as for `Workspace`."""
        settings = self._settings
        if fiscal_year is not None:
            settings = settings.model_copy(update={"fiscal_year": fiscal_year})
        key = (fiscal_year, language)
        with self._lock:
            before = self._open.get(key)
            if before is not None and _holds(before, settings):
                return before
            self._open[key] = Workspace(settings, language=language, inspectors=self._inspectors)
            if before is not None:
                before.engine.dispose()
            return self._open[key]


def _holds(ws: Workspace, settings: Settings) -> bool:
    """Whether a new workspace would be the same; never while the files are followed, as no plan is in use."""
    year = ws.plan.fiscal_year
    if followed(settings, ws.engine).fiscal_year != year:
        return False
    with reading(ws.engine) as session:
        pinned = plan_in_force(session, year)
        closed = closing_of(session, year) is not None
    return pinned is not None and (pinned.plan_hash, closed) == (ws.plan_hash, ws.closed)
