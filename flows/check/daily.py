"""The daily run and its heartbeat: what was done is written down, and who watches from outside is told.

Nothing inside can notice that nothing runs: `kamnot watch` and the ping are for somebody outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.language.how import How, Verb
from domain.language.thai import fiscal_year_of, thai_date, thai_digits
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.run.call import Call, direct
from flows.run.workspace import Workspace, in_bangkok
from storage.db.database import reading, writing
from storage.records.heartbeats import (
    DAILY,
    HAND,
    Heartbeat,
    forget_heartbeats,
    last_heartbeat,
    record_heartbeat,
)
from storage.records.run_claims import forget_claims
from storage.records.runs import drop_old_results

if TYPE_CHECKING:
    from flows.letters.deliver import Delivered

PING_SECONDS = 10
KEPT = timedelta(days=90)
"""So long who ran what, and when, is remembered; what came out is kept by the settings."""


def remind_unit(ws: Workspace, request: CheckRequest, call: Call = direct) -> CheckOutcome:
    """The reminders of one unit with its heartbeat, after which old results go; a dry run and a past day leave none."""
    outcome = check(ws, request, call)
    if not request.dry_run and request.as_of == in_bangkok(ws.now()).date():
        beat(ws, request, HAND, outcome.delivered)
        tidy(ws)
    return outcome


def beat(ws: Workspace, request: CheckRequest, origin: str, delivered: Delivered) -> None:
    """Write the heartbeat down, and ping the outside monitor after a good run."""
    good = delivered.refused is None
    with writing(ws.engine) as session:
        record_heartbeat(
            session,
            Heartbeat(
                DAILY,
                origin,
                request.as_of,
                ws.opened_at,
                ws.now(),
                good=good,
                detail=delivered.refused or "",
            ),
        )
    if good:
        ping(ws)


def tidy(ws: Workspace) -> int:
    """Drop the results of checks that the settings no longer keep, and who ran what long ago; how many results.

    Once a day is enough.
    """
    now = ws.now()
    with writing(ws.engine) as session:
        forget_claims(session, now - KEPT)
        forget_heartbeats(session, now - KEPT)
        return drop_old_results(
            session,
            fiscal_year=fiscal_year_of(in_bangkok(now).date()),
            keep_years=ws.settings.keep_years,
            by="kamnot",
            now=now,
        )


def ping(ws: Workspace) -> bool | None:
    """Ask for the configured URL once; whether it answered well, None where none is configured.

    Its failure is no failure of ours: the monitor alarms when it hears nothing.
    """
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    secret = ws.settings.ping_url
    if secret is None:
        return None
    url = secret.get_secret_value()
    if not url.startswith(("http://", "https://")):
        return False
    try:
        with urlopen(Request(url), timeout=PING_SECONDS) as answer:  # noqa: S310  # http(s) only, see above
            return bool(200 <= answer.status < 300)
    except (URLError, OSError, ValueError):
        return False


def year_over_words(year: int) -> tuple[str, str]:
    """Why nothing is sent after the plan's fiscal year (พ.ศ.), in Thai and in English."""
    return (
        f"ปีงบประมาณ {thai_digits(year)} สิ้นสุดแล้ว ไม่มีการแจ้งเตือนที่ต้องส่ง",
        f"Fiscal year {year} is over: no reminder is owed.",
    )


@dataclass(frozen=True, slots=True)
class Watch:
    """Whether the daily run is alive: the sentence says since when, or why not."""

    ok: bool
    thai: str
    english: str
    last_good: datetime | None
    how: How | None = None

    def text(self, language: str) -> str:
        """The sentence in `th` or `en`."""
        return self.english if language == "en" else self.thai


def watch(ws: Workspace, *, hours: int | None = None) -> Watch:
    """Look at the last good daily run: older than `hours` (the setting's) is an alarm, and so is none at all.

    After the plan's fiscal year nothing is owed, and nothing alarms.
    """
    limit = ws.settings.watch_hours if hours is None else hours
    with reading(ws.engine) as session:
        good = last_heartbeat(session, good=True)
        newest = last_heartbeat(session)
    now = ws.now()
    year = ws.plan.fiscal_year
    if fiscal_year_of(in_bangkok(now).date()) > year:
        return Watch(True, *year_over_words(year), good.finished_at if good else None)
    if good is None:
        return Watch(
            False,
            "การแจ้งเตือนประจำวันยังไม่เคยทำงานสำเร็จ โปรดเปิดตารางงานประจำวัน",
            "the daily reminders have never run well; start the schedule",
            None,
            How(Verb.SCHEDULE),
        )
    local = in_bangkok(good.finished_at)
    when = f"{thai_date(local.date())} เวลา {local:%H:%M} น.", f"{local:%Y-%m-%d %H:%M} (Bangkok)"
    if now - good.finished_at <= timedelta(hours=limit):
        return Watch(
            True,
            f"แจ้งเตือนประจำวันทำงานล่าสุด {when[0]}",
            f"the daily reminders last ran well {when[1]}",
            good.finished_at,
        )
    why = f" ({newest.detail})" if newest is not None and not newest.good else ""
    return Watch(
        False,
        f"การแจ้งเตือนประจำวันไม่ได้ทำงานสำเร็จตั้งแต่ {when[0]}{why} โปรดตรวจว่าตารางงานประจำวันทำงานอยู่",
        f"the daily reminders have not run well since {when[1]}{why}; see whether the schedule runs",
        good.finished_at,
        How(Verb.SCHEDULE),
    )
