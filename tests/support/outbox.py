"""The outbox in a throw-away database: letters written down, claimed and judged, and what its tables then hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from domain.reminders.verdict import Verdict
from storage.db.database import reading, writing
from storage.db.run_tables import OutboxAttemptRow, OutboxRow
from storage.outbox import claim as claims
from storage.outbox.claim import ClaimedMail
from storage.outbox.enqueue import NewMail, enqueue
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
"""After any wait and any lease that began at NOW."""
MAIL = NewMail(
    unit=UNIT,
    kind="digest",
    rung="2567:march:T-7",
    recipient="head@example.go.th",
    group_id="planning",
    channel="mail",
    subject="[กำหนด] ๑๒ กิจกรรมยังไม่ครบ",
    raw=b"Subject: x\r\n\r\n\x00\xff",
    content_fp="A",
    message_id="<1@example.go.th>",
)


def write(engine: Engine, *mails: NewMail, now: datetime = NOW) -> list[int]:
    with writing(engine) as session:
        return enqueue(session, mails or (MAIL,), run_id=None, now=now)


def try_claim(
    engine: Engine,
    now: datetime = NOW,
    owner: str = "one",
    avoid: Collection[str] = (),
    *,
    gone: bool = True,
) -> ClaimedMail | None:
    """Claim as this sender; `gone`: whether other senders are known to have died."""
    with writing(engine) as session:
        return claims.claim(session, owner=owner, now=now, avoid=avoid, is_gone=lambda _: gone)


def claim(engine: Engine, now: datetime = NOW, owner: str = "one") -> ClaimedMail:
    claimed = try_claim(engine, now, owner)
    assert claimed is not None
    return claimed


def mark(engine: Engine, claimed: ClaimedMail, now: datetime = NOW) -> None:
    with writing(engine) as session:
        claims.mark_data(session, claimed, now)


def judge(
    engine: Engine,
    claimed: ClaimedMail,
    state: Any,
    now: datetime = NOW,
    *,
    phase: str = "data",
    code: int | None = None,
    detail: str = "",
) -> str | None:
    with writing(engine) as session:
        return claims.record_verdict(session, claimed, Verdict(state, phase, code, detail), now)


def rows(engine: Engine) -> list[OutboxRow]:
    with reading(engine) as session:
        return list(session.exec(select(OutboxRow).order_by(col(OutboxRow.id))))


def states(engine: Engine) -> list[str]:
    return [row.state for row in rows(engine)]


def attempts(engine: Engine) -> list[tuple[int, str | None]]:
    with reading(engine) as session:
        found = session.exec(select(OutboxAttemptRow).order_by(col(OutboxAttemptRow.id)))
        return [(attempt.fence, attempt.outcome) for attempt in found]
