"""The audit trail: who did what to what, in the same transaction as the change itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.tables import AuditRow


def record(
    session: Session,
    actor: str,
    action: str,
    subject: str,
    details: dict[str, Any],
    now: datetime,
) -> None:
    """Write one line: `action` such as `evidence.add`, `subject` such as `finance/7.report/12.1`.

    `details` is plain JSON without secrets; `now` is aware.
    """
    session.add(AuditRow(at=now, actor=actor, action=action, subject=subject, details=details))


def trail(session: Session, limit: int = 100) -> tuple[AuditRow, ...]:
    """The newest lines, newest first."""
    return tuple(session.exec(select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit)))
