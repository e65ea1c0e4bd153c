"""The doctor, the clock and the audit as JSON documents."""

from __future__ import annotations

from typing import Any, Literal

from domain.language.how import How
from reports.schemas.document import JsonDocument, JsonPart, Moment, at


class CheckedThingPart(JsonPart):
    """One thing that was examined; a warning is in order for now."""

    name: str
    ok: bool
    warning: bool
    detail: str = at("english")
    how: How | None


class DoctorDocument(JsonDocument):
    """`kamnot doctor`."""

    schema_: Literal["kamnot/doctor/1"] = "kamnot/doctor/1"
    ok: bool
    checks: tuple[CheckedThingPart, ...]


class DiskPart(JsonPart):
    """A disk by what lies on it; bytes."""

    name: str
    free: int
    total: int


class VitalsPart(JsonPart):
    """The figures of `kamnot metrics`."""

    last_run: Moment | None
    last_good: Moment | None
    next_due: Moment
    late: int
    bad: int
    waiting: int
    held: int
    failed: int
    oldest_seconds: float
    unread: int
    database_bytes: int


class HealthDocument(JsonDocument):
    """`kamnot health`; the figures are null where the database cannot be read."""

    schema_: Literal["kamnot/health/1"] = "kamnot/health/1"
    ok: bool
    database_version: str | None = at("schema")
    checks: tuple[CheckedThingPart, ...]
    disks: tuple[DiskPart, ...]
    figures: VitalsPart | None = at("vitals")


class BackupDocument(JsonDocument):
    """`kamnot backup` and `kamnot backup verify`; sizes in bytes, `lost` the SHA-256 of evidence that is nowhere."""

    schema_: Literal["kamnot/backup/1"] = "kamnot/backup/1"
    place: str
    made_at: Moment = at("manifest", "made_at")
    database_version: str = at("manifest", "version")
    audit: str = at("manifest", "audit")
    rows: dict[str, int] = at("manifest", "rows")
    evidence: int
    size: int = at("manifest", "size")
    new_bytes: int
    seconds: float
    lost: tuple[str, ...] = at("manifest", "lost")


class UpgradeDocument(JsonDocument):
    """`kamnot upgrade`; versions are the schema's. `backup` is the copy from before, null if nothing was to be done."""

    schema_: Literal["kamnot/upgrade/1"] = "kamnot/upgrade/1"
    from_: str = at("found")
    to: str = at("made")
    backup: str | None
    seconds: float


class LateJobPart(JsonPart):
    """A run that is late by more than an hour."""

    job: str
    due: Moment


class SchedulePart(JsonPart):
    """Whether a schedule runs on this machine, its last run and next due one, and what is late."""

    running_here: bool
    last_run: Moment | None = at("last", "started_at", default=None)
    last_job: str | None = at("last", "job", default=None)
    next_due: Moment = at("due")
    next_job: str = at("job", "name")
    late: tuple[LateJobPart, ...]


class WatchDocument(JsonDocument):
    """`kamnot watch`."""

    schema_: Literal["kamnot/watch/1"] = "kamnot/watch/1"
    ok: bool
    last_good: Moment | None
    detail: str = at("english")
    schedule: SchedulePart


class AuditLinePart(JsonPart):
    """One line of the audit; its details are null once erased."""

    line: int = at("id")
    at: Moment
    actor: str
    action: str
    subject: str
    details: dict[str, Any] | None
    hash: str


class AuditDocument(JsonDocument):
    """`kamnot audit list`."""

    schema_: Literal["kamnot/audit/1"] = "kamnot/audit/1"
    lines: tuple[AuditLinePart, ...]


class AuditVerdictDocument(JsonDocument):
    """`kamnot audit verify`."""

    schema_: Literal["kamnot/audit-verdict/1"] = "kamnot/audit-verdict/1"
    holds: bool
    lines: int
    erased: int
    head: str
    broken_line: int | None = at("fault", "line", default=None)
    reason: str | None


class ErasedDocument(JsonDocument):
    """`kamnot audit erase`."""

    schema_: Literal["kamnot/erased/1"] = "kamnot/erased/1"
    token: str
    rows: int
    contacts: int
    letters: int
    audit_lines: int = at("lines")
    dry_run: bool
