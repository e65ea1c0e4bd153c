"""A flow whose tasks do nothing, to measure against: in a module of its own, as Prefect's processes import it."""

from __future__ import annotations

from prefect import flow, task


@task
def nothing() -> None:
    """Do nothing."""


@flow
def empty(tasks: int) -> None:
    """Run so many tasks that do nothing."""
    for _ in range(tasks):
        nothing()
