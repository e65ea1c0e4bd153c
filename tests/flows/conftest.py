"""A workspace on the real plan with one bureau, in a folder that goes away."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from flows.check.check import CheckOutcome, CheckRequest, check
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.people import set_contact
from storage.settings import Settings
from tests.support.cast import UNIT

GROUPS = ("steering", "planning", "selection", "campaign")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a data folder of its own; the environment's KAMNOT_ values stay out."""
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KAMNOT_DATABASE_URL", raising=False)
    monkeypatch.delenv("KAMNOT_NOTIFY_URLS", raising=False)
    return Settings()


@pytest.fixture
def bare(settings: Settings, sqlite_template: Path) -> Workspace:
    """The bureau as `kamnot init` leaves it: nobody to write to."""
    settings.home.mkdir(parents=True)
    shutil.copy(sqlite_template, settings.home / "kamnot.db")  # a migration takes half a second
    set_up(settings, unit=UNIT)
    return Workspace(settings)


@pytest.fixture
def workspace(bare: Workspace) -> Workspace:
    """The bureau with one contact in each working group."""
    with writing(bare.engine) as session:
        for group in GROUPS:
            set_contact(
                session,
                unit=UNIT,
                group=group,
                role="member",
                office="เลขานุการคณะทำงาน",
                email=f"{group}@bureau.example",
                by="test",
                now=bare.now(),
            )
    return bare


@pytest.fixture
def run_check(workspace: Workspace) -> Callable[..., CheckOutcome]:
    """Check batches as of a day."""

    def run(*batches: str, as_of: date = date(2024, 3, 13), dry_run: bool = False) -> CheckOutcome:
        return check(workspace, CheckRequest(UNIT, batches or ("march",), as_of, dry_run))

    return run
