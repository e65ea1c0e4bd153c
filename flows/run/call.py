"""How a flow calls its steps: directly, or each as a Prefect task. The flow's code is the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, Protocol, TypeVar

from domain.language.errors import BusyError

PATIENCE = 240.0
"""Seconds for which a step is tried again while others keep the database busy: less than the lease of a letter."""
_BREATH = 0.1

P = ParamSpec("P")
R = TypeVar("R")


class Call(Protocol):
    """Runs one step of a flow with its arguments and returns its result."""

    def __call__(self, step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


def direct(step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Call the step in this process without Prefect: the default."""
    return step(*args, **kwargs)


def patiently(step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a step of work that must not be lost, for minutes while the database is busy.

    A transaction that finds it busy has written nothing, so each try is the first.
    """
    gives_up = time.monotonic() + PATIENCE
    while time.monotonic() < gives_up:
        with suppress(BusyError):
            return step(*args, **kwargs)
        time.sleep(_BREATH)
    return step(*args, **kwargs)
