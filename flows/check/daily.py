"""The daily run and its heartbeat, `kamnot watch`, and the ping for an outside monitor.

A dead machine cannot report itself: `kamnot watch` and the ping are for an observer outside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.language.bilingual import Bilingual
from domain.language.how import How, Verb
from domain.language.thai import fiscal_year_of, thai_date, thai_digits
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.letters.outbox import look_at_letters
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
"""How long runs are remembered; the settings say how long their results are."""


def remind_unit(
    ws: Workspace, request: CheckRequest, call: Call = direct, *, by: str = "kamnot"
) -> CheckOutcome:
    """Remind one unit, record the heartbeat and delete old results. A dry run and a past day record none.

    A dry run notes that a person has looked: the director's first letter waits for that, and `held` are those that it
    lets go.
    """
    outcome = check(ws, request, call)
    if request.dry_run:
        return replace(outcome, held=tuple(look_at_letters(ws, request.unit, by=by)))
    if request.as_of == in_bangkok(ws.now()).date():
        beat(ws, request, HAND, outcome.delivered)
        tidy(ws)
    return outcome


def beat(ws: Workspace, request: CheckRequest, origin: str, delivered: Delivered) -> None:
    """Record the heartbeat, and ping the outside monitor after a good run."""
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
    """Delete old results by the settings, and old records of runs; once a day suffices. Returns how many results."""
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
    """Request the configured URL once. Returns whether it answered well, None if none is configured.

    Its failure is no failure of the run: the monitor alarms when no ping comes.
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
class Watch(Bilingual):
    """Whether the daily run is alive. The sentence says since when, or why not."""

    ok: bool
    thai: str
    english: str
    last_good: datetime | None
    how: How | None = None


def watch(ws: Workspace, *, hours: int | None = None) -> Watch:
    """Check the last good daily run: one older than `hours` (by default the setting's), or none, is an alarm.

    After the plan's fiscal year nothing is due, and nothing alarms.
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
    clock = thai_digits(f"{local:%H.%M}")
    when = f"{thai_date(local.date())} เวลา {clock} น.", f"{local:%Y-%m-%d %H:%M} (Bangkok)"
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
