"""How a flow calls its steps: directly, or each as a Prefect task. The flow's code is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Call(Protocol):
    """Runs one step of a flow with its arguments and returns its result."""

    def __call__(self, step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...


def direct(step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Call the step in this process without Prefect: the default."""
    return step(*args, **kwargs)
