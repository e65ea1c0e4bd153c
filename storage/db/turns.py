"""Turns of the threads of one process: first come, first served."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Turns:
    """A lock that its threads get in the order in which they asked for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Event] = deque()

    @contextmanager
    def taken(self, seconds: float, too_long: Callable[[], Exception]) -> Iterator[None]:
        """Hold the lock for the block. Raises `too_long()` if it was not free within these seconds."""
        mine = Event()
        with self._lock:
            self._waiting.append(mine)
            self._wake_first()
        if not mine.wait(seconds) and self._leave(mine):
            raise too_long()
        try:
            yield
        finally:
            with self._lock:
                self._waiting.popleft()
                self._wake_first()

    def _wake_first(self) -> None:
        if self._waiting:
            self._waiting[0].set()

    def _leave(self, mine: Event) -> bool:
        """Stop waiting; False if the turn has come at this very moment."""
        with self._lock:
            if mine.is_set():
                return False
            self._waiting.remove(mine)
            return True
