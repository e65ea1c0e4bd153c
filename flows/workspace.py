"""The wiring, in one place: settings, plan, database, calendar and clock, made once a run."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from domain.errors import KamnotError
from domain.evaluate import Evaluator, resolve_batches
from domain.plan import Plan
from flows.secrets import Environment, resolve
from storage.database import open_database, reading
from storage.people import find_unit
from storage.plans import load_plan, plan_folder
from storage.settings import Settings
from storage.store import open_store
from storage.workdays import read_closed_days, working_days

if TYPE_CHECKING:
    from notifications.channels import Courier

BANGKOK = "Asia/Bangkok"


def today() -> date:
    """The day it is in Bangkok now: the clock is read here, at the door, and handed down."""
    import pendulum

    return pendulum.now(BANGKOK).date()


def in_bangkok(moment: datetime) -> datetime:
    """The same moment on Bangkok's clock."""
    import pendulum

    return pendulum.instance(moment).in_timezone(BANGKOK)


class Workspace:
    """All that a flow needs to read, decide and do. A plain class, so that Prefect looks no further."""

    def __init__(self, settings: Settings, *, language: str | None = None) -> None:
        self.settings = settings
        self.language = language or settings.language
        loaded = load_plan([plan_folder(settings.fiscal_year)])
        self.plan: Plan = loaded.plan
        self.plan_hash = loaded.content_hash
        self.engine = open_database(settings)
        self.store = open_store(settings)
        closed = read_closed_days(settings.closed_days) if settings.closed_days else frozenset()
        self.is_working_day = working_days(closed)
        self.opened_at = self.now()

    @cached_property
    def evaluator(self) -> Evaluator:
        """The plan made ready to judge."""
        return Evaluator(
            self.plan, self.is_working_day, plan_hash=self.plan_hash, language=self.language
        )

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)

    def unit(self, name: str | None) -> str:
        """The id of the unit meant by `name`, or of the only one; KamnotError when it is not clear."""
        with reading(self.engine) as session:
            return find_unit(session, name)

    def batches(self, name: str | None) -> tuple[str, ...]:
        """Batch ids meant by `name` (`june` is both of June); all for None; KamnotError if unknown."""
        if name is None:
            return tuple(self.plan.batch_by_id)
        found = tuple(resolve_batches(self.plan, name))
        if not found:
            known = ", ".join((*self.plan.batch_by_id, "june"))
            raise KamnotError(
                f"ไม่มีรอบ “{name}” ในแผนปี {self.plan.fiscal_year} ใช้ได้: {known}",
                f"The plan of {self.plan.fiscal_year} has no batch {name!r}; there are: {known}.",
            )
        return found

    @cached_property
    def courier(self) -> Courier:
        """Whoever carries letters: the configured channels, or the mailbox folder.

        KamnotError for a URL that no channel can read.
        """
        from notifications.channels import Courier, check_urls

        settings, home = self.settings, self.settings.prefect_home
        urls = [resolve(url, home) for url in settings.notify_url_list]
        check_urls(urls)
        environment = Environment(os.environ, home)
        return Courier(urls, settings.mailbox, environment, sender=settings.mail_from)

    @property
    def mail_domain(self) -> str:
        """The domain of the letters' Message-IDs: what was set, else the sender's."""
        return self.settings.mail_domain or self.courier.domain
