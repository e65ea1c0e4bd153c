"""The wiring in one place: settings, plan, database, calendar and clock, made once a run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import UTC, date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from domain.language.errors import KamnotError, NotThereError, OutdatedError
from domain.language.how import How, Verb
from domain.language.thai import fiscal_year_of
from domain.plan.model import Plan
from flows.run.credentials import Environment, resolve
from flows.run.office_days import closed_days
from storage.db.access import hide
from storage.db.access import own_files as own_files  # noqa: PLC0414  # for commands too
from storage.db.anchors import refuse_lost, refuse_older
from storage.db.database import open_database, reading
from storage.evidence_store.choose import open_store
from storage.kept import may_keep as may_keep  # noqa: PLC0414  # for commands too
from storage.plan_files.content import LoadedPlan, load_kept
from storage.plan_files.folders import plan_folder, plan_roots, plan_years
from storage.plan_files.workdays import working_days
from storage.records.people import find_unit
from storage.records.plan_in_force import (
    closing_of,
    home_year,
    pin_plan,
    plan_in_force,
    plans_before,
    read_plan_in_force,
)
from storage.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlmodel import Session

    from domain.evaluation.evaluator import Evaluator
    from domain.reminders.calendar_entries import Held
    from inspection import Inspectors
    from notifications.channels import Courier

BANGKOK = "Asia/Bangkok"


def today() -> date:
    """Today in Bangkok: the clock is read here and passed down."""
    import pendulum

    return pendulum.now(_bangkok()).date()


def in_bangkok(moment: datetime) -> datetime:
    """The same moment on Bangkok's clock."""
    import pendulum

    return pendulum.instance(moment).in_timezone(_bangkok())


@cache
def _bangkok() -> Any:
    """The zone, read once: by its name pendulum reads its file each time."""
    import pendulum

    return pendulum.timezone(BANGKOK)


def read_settings(*, fiscal_year: int | None = None) -> Settings:
    """The settings from the environment, for another fiscal year if one is named; what is written is private now.

    Raises KamnotError with the name of a variable whose value cannot be used.
    """
    settings = Settings() if fiscal_year is None else Settings(fiscal_year=fiscal_year)
    hide(settings)
    return settings


def year_followed(settings: Settings) -> int:
    """The fiscal year that is followed now.

    Without a database to ask it is the settings' year; if nobody named it, the newest up to then that has a plan.
    """
    try:
        engine = open_database(settings)
    except OutdatedError:
        raise
    except KamnotError:
        year = settings.fiscal_year
        known = [] if settings.year_named else plan_years(*plan_roots(settings))
        return max((one for one in known if one <= year), default=year)
    try:
        return followed(settings, engine).fiscal_year
    finally:
        engine.dispose()


def followed(settings: Settings, engine: Engine) -> Settings:
    """The settings with the year that is followed, if none is named: the home's, else the day's.

    A new plan that was applied replaces the old one on 1 October, and without one the old plan stays.
    """
    if settings.year_named:
        return settings
    this_year = fiscal_year_of(today())
    with reading(engine) as session:
        year = home_year(session, this_year) or this_year
    if year == settings.fiscal_year:
        return settings
    return settings.model_copy(update={"fiscal_year": year})


def _filed(settings: Settings) -> tuple[LoadedPlan | None, KamnotError | None]:
    """The plan of its files, or the error that says why there is none."""
    try:
        folder = plan_folder(settings.fiscal_year, *plan_roots(settings))
        return load_kept(folder, settings.cache), None
    except KamnotError as error:
        return None, error


def _open(settings: Settings) -> Engine:
    """Open the database. If that fails and the plan's files are broken too, raise the plan's error first.

    That nobody's year has no plan is no trouble: the database would have said another year.
    """
    try:
        return open_database(settings)
    except KamnotError as error:
        if isinstance(error, NotThereError):
            refuse_lost(settings)
        _, trouble = _filed(settings)
        if isinstance(trouble, NotThereError) and not settings.year_named:
            trouble = None
        raise trouble or error from None


class Workspace:
    """All that a flow needs to read, decide and do. It is a plain class, so that Prefect does not walk through it."""

    def __init__(
        self,
        settings: Settings,
        *,
        language: str | None = None,
        inspectors: Inspectors | None = None,
        owner: ExitStack | None = None,
        at_any_age: bool = False,
    ) -> None:
        """Raises OvertakenError if the database is older than its home, KamnotError if something cannot be opened.

        `at_any_age` is for those who look for such a fault.
        """
        self.inspectors, self.owner = inspectors, owner
        self.engine = _open(settings)
        if not at_any_age:
            refuse_older(settings, self.engine)
        self.year_named = settings.year_named
        self.settings = settings = followed(settings, self.engine)
        self.language = language or settings.language
        self.filed, trouble = _filed(settings)
        self.plan, self.plan_hash, self.closed = self._in_force(trouble)
        self.plan_note = self._note(trouble)
        self.store = open_store(settings)
        own = closed_days(settings.closed_days, self.plan.fiscal_year)
        self.is_working_day = working_days(own.days, settings.cache)
        self.opened_at = self.now()
        self._evaluator, self._plans_before = cache(self._new_evaluator), cache(self._earlier_plans)

    def again(self) -> Workspace:
        """The same for another run of this process: with a beginning of its own, without children yet.

        What is made of the plan is made once for all of them.
        """
        found = copy(self)
        found.inspectors = found.owner = None
        found.opened_at = found.now()
        return found

    def _in_force(self, trouble: KamnotError | None) -> tuple[Plan, str, bool]:
        """The plan in force, else the files'; and whether its year is closed."""
        year = self.settings.fiscal_year
        with reading(self.engine) as session:
            closed = closing_of(session, year) is not None
            pinned = plan_in_force(session, year)
            if pinned is not None and not (
                self.filed and self.filed.content_hash == pinned.plan_hash
            ):
                return read_plan_in_force(session, year), pinned.plan_hash, closed
        if isinstance(trouble, NotThereError) and not self.year_named:
            raise NotThereError(trouble.thai, trouble.english, How(Verb.INIT))
        if self.filed is None:
            raise trouble or AssertionError("no plan and no trouble")
        return self.filed.plan, self.filed.content_hash, closed

    def _note(self, trouble: KamnotError | None) -> KamnotError | None:
        """The sentence about plan files that differ from the plan in force; None if they agree."""
        year = self.plan.fiscal_year
        if trouble is not None:
            return KamnotError(
                f"ไฟล์แผนปี {year} ใช้ไม่ได้ จึงใช้แผนเดิมที่บันทึกไว้ โปรดตรวจไฟล์แผน",
                f"The plan files of {year} cannot be used, so the plan in force holds;"
                " check the files.",
                How(Verb.PLAN_VALIDATE),
            )
        if self.filed is None or self.filed.content_hash == self.plan_hash:
            return None
        return KamnotError(
            f"ไฟล์แผนปี {year} ถูกแก้แต่ยังไม่มีใครนำมาใช้ จึงใช้แผนเดิม โปรดดูผลที่จะเปลี่ยนแล้วนำมาใช้",
            f"The plan files of {year} were changed and not taken into use, so the plan in force holds;"
            " look at what would change, then take them into use.",
            How(Verb.PLAN_PREVIEW),
        )

    @property
    def plans_before(self) -> tuple[Plan, ...]:
        """The plans of the year that were in force before this one."""
        return self._plans_before()

    def _earlier_plans(self) -> tuple[Plan, ...]:
        with reading(self.engine) as session:
            return plans_before(session, self.plan.fiscal_year)

    @property
    def first_due(self) -> Mapping[str, date]:
        """The due date of each batch by the first of the year's plans that had it."""
        plans = (*self.plans_before, self.plan)
        return {batch.id: batch.due for plan in reversed(plans) for batch in plan.batches}

    def held(self, unit: str) -> Held:
        """The groups that had each calendar entry before the plan in force."""
        from domain.reminders.calendar_entries import held_in

        return held_in(self.plans_before, unit)

    def pin(self, session: Session, *, by: str = "kamnot") -> None:
        """Put the plan in force if the year has none yet: call this before recording anything."""
        pin_plan(session, self.plan, by=by, now=self.now())

    @contextmanager
    def inspecting(self) -> Iterator[Inspectors]:
        """The owner's children that inspect files, from the first use on; without an owner, new ones for this block."""
        if self.inspectors is not None:
            yield self.inspectors
            return
        from inspection import Inspectors

        with ExitStack() as block:
            own = (self.owner or block).enter_context(Inspectors(clamd_url=self.settings.clamd_url))
            self.inspectors = own if self.owner else None
            yield own

    @property
    def evaluator(self) -> Evaluator:
        return self._evaluator()

    def _new_evaluator(self) -> Evaluator:
        from domain.evaluation.evaluator import Evaluator

        return Evaluator(
            self.plan, self.is_working_day, plan_hash=self.plan_hash, language=self.language
        )

    def now(self) -> datetime:
        return datetime.now(UTC)

    def unit(self, name: str | None) -> str:
        """The id of the unit meant by `name`, or of the only one. Raises KamnotError if it is not clear."""
        with reading(self.engine) as session:
            return find_unit(session, name)

    def batches(self, name: str | None) -> tuple[str, ...]:
        """Batch ids meant by `name` (`june` is both of June); all for None. Raises KamnotError if unknown."""
        from domain.plan.names import batches_meant

        return tuple(self.plan.batch_by_id) if name is None else batches_meant(self.plan, name)

    @cached_property
    def courier(self) -> Courier:
        """The courier of the configured channels, or of the mailbox folder.

        Raises KamnotError for a URL that no channel can read.
        """
        from notifications.channels import Courier, check_urls

        settings, home = self.settings, self.settings.prefect_home
        urls = [resolve(url, home) for url in settings.notify_url_list]
        check_urls(urls, settings.mail_from)
        environment = Environment(os.environ, home)
        return Courier(urls, settings.mailbox, environment, sender=settings.mail_from)

    @property
    def mail_domain(self) -> str:
        """The domain of the letters' Message-IDs: the setting, else the sender's."""
        return self.settings.mail_domain or self.courier.domain


@contextmanager
def working(
    settings: Settings, *, language: str | None = None, at_any_age: bool = False
) -> Iterator[Workspace]:
    """A workspace whose children that inspect files live as long as the block."""
    with ExitStack() as owner:
        yield Workspace(settings, language=language, owner=owner, at_any_age=at_any_age)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that a person asked for, to be written. Raises KamnotError if it is there or cannot be."""
    try:
        with own_files(), path.open("xb") as file:
            yield file
    except FileExistsError:
        raise KamnotError(
            f"มีไฟล์ “{path}” อยู่แล้ว และอาจกรอกไว้แล้ว โปรดใช้ชื่ออื่น",
            f"{path} is there already and may be filled in; choose another name.",
        ) from None
    except OSError as error:
        raise KamnotError(
            f"เขียนไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดเลือกที่อื่น",
            f"Cannot write {path} ({error.strerror}); choose another place.",
        ) from error
