"""The figures of a home as Prometheus reads them: no name of a person, a file or a unit is among them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from domain.language.errors import SurroundingsError
from flows.house.health import Health
from storage.db.database import HEAD

READABLE = 0o644
"""The node exporter, which reads the file, is another user."""


def metrics_text(health: Health) -> str:
    """The text of all metrics. Where the database cannot be read, only those that do not need it."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    for name, help_text, value in _plain(health):
        Gauge(f"kamnot_{name}", help_text, registry=registry).set(value)
    for name, help_text, label, values in _labelled(health):
        gauge = Gauge(f"kamnot_{name}", help_text, [label], registry=registry)
        for key, value in values.items():
            gauge.labels(key).set(value)
    return generate_latest(registry).decode("utf-8")


def write_metrics(file: Path, text: str) -> None:
    """Put the text in place of `file` at once, readable by all. Raises SurroundingsError if that cannot be done."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with _removed_on_failure(part):
            part.write_text(text, "utf-8")
            part.chmod(READABLE)
            part.replace(file)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise SurroundingsError(
            f"เขียน “{file}” ไม่ได้ ({why}) ไฟล์เดิมไม่เปลี่ยน โปรดตรวจสิทธิ์และดิสก์",
            f"{file} cannot be written ({why}); the one before is unchanged. Check permissions and the disk.",
        ) from error


@contextmanager
def _removed_on_failure(part: Path) -> Iterator[None]:
    with ExitStack() as failed:
        failed.callback(part.unlink, missing_ok=True)
        yield
        failed.pop_all()


def _plain(health: Health) -> Iterator[tuple[str, str, float]]:
    """Metrics without a label, in the order of the manual."""
    found = health.vitals
    yield "up", "1 if the database can be read by this program.", found is not None
    if found is None:
        return
    last = "the clock, 0 before the first."
    yield "last_run_timestamp_seconds", f"Start of the last run by {last}", _unix(found.last_run)
    yield (
        "last_good_daily_timestamp_seconds",
        "End of the last good daily run, 0 before the first.",
        _unix(found.last_good),
    )
    yield "next_due_timestamp_seconds", "When the clock's next run is due.", _unix(found.next_due)
    yield "late_runs", "Due runs that are late by more than an hour.", found.late
    yield "bad_runs", "Kinds of work whose last run by the clock ended badly.", found.bad
    yield "oldest_letter_seconds", "Age of the oldest letter that waits.", found.oldest_seconds
    yield "evidence_unread", "Evidence that no program has opened yet.", found.unread
    yield "database_bytes", "Size of the database.", found.database_bytes


def _labelled(health: Health) -> Iterator[tuple[str, str, str, Mapping[str, float]]]:
    """Metrics with a label: name, help, label and values."""
    yield "well", "1 if this check of the health is in order.", "check", _checks(health)
    if health.schema is not None:
        current = {health.schema: float(health.schema == HEAD)}
        yield "schema_current", "1 if this program works with this version.", "version", current
    if health.vitals is not None:
        found = health.vitals
        letters = {"waiting": found.waiting, "held": found.held, "failed": found.failed}
        yield "letters", "Letters in the outbox.", "state", letters
    free = {disk.name: disk.free for disk in health.disks}
    total = {disk.name: disk.total for disk in health.disks}
    yield "disk_free_bytes", "Free bytes of the disk that holds this.", "disk", free
    yield "disk_total_bytes", "All bytes of the disk that holds this.", "disk", total


def _checks(health: Health) -> dict[str, float]:
    """Each check by name; one that several things share is in order if all of them are."""
    well: dict[str, float] = {}
    for check in health.checks:
        well[check.name] = min(well.get(check.name, 1.0), float(check.ok))
    return well


def _unix(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
