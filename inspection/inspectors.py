"""Several children for one owner: they live as long as it does, and its threads take turns at them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Self

from domain.documents.starters import ExpectedStarter
from domain.inspected import Inspection
from domain.plan.model import EvidenceRequirement
from inspection.child import FILES
from inspection.inspector import MEMORY, SECONDS, Inspector

if TYPE_CHECKING:
    from domain.language.tables import AnswerSheet
    from inspection.preview.shown import Shown

CHILDREN = 2
"""Most processes that inspect at once, if the machine has the processors."""


class Inspectors:
    """A pool of inspectors for any number of threads. Close it (`with`), because it keeps processes open.

    Each child starts at its first file, or all with `warm`. It is replaced after a crash, a time limit and so many
    `files`. The other parameters are `Inspector`'s.
    """

    def __init__(
        self,
        *,
        clamd_url: str | None = None,
        children: int | None = None,
        files: int = FILES,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self.children = children or max(1, min(CHILDREN, os.cpu_count() or 1))
        # The one used last is the one that is warm.
        self._idle: LifoQueue[Inspector | None] = LifoQueue()
        for _ in range(self.children):
            self._idle.put(
                Inspector(clamd_url=clamd_url, seconds=seconds, memory=memory, files=files)
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Start all children before the first file comes, without waiting for them."""
        taken = [self._take() for _ in range(self.children)]
        for inspector in taken:
            inspector.warm()
            self._idle.put(inspector)

    def look(
        self,
        path: Path,
        file_name: str,
        requirement: EvidenceRequirement,
        begun: ExpectedStarter | None = None,
    ) -> Inspection:
        """Look inside one file, as `Inspector.look` does, once a child is free."""
        inspector = self._take()
        try:
            return inspector.look(path, file_name, requirement, begun)
        finally:
            self._idle.put(inspector)

    def show(self, path: Path, pages: Sequence[int], width: int) -> Shown:
        """What can be shown of a file, as `Inspector.show` does, once a child is free."""
        inspector = self._take()
        try:
            return inspector.show(path, pages, width)
        finally:
            self._idle.put(inspector)

    def answers(self, path: Path, file_name: str) -> AnswerSheet:
        """The rows of a file of answers, as `Inspector.answers` reads them, once a child is free."""
        inspector = self._take()
        try:
            return inspector.answers(path, file_name)
        finally:
            self._idle.put(inspector)

    def answer(self) -> bool:
        """Whether files can be looked into: a child is up, or all are at work. One that has died is started again."""
        try:
            inspector = self._idle.get_nowait()
        except Empty:
            return True
        try:
            return inspector is not None and inspector.runs()
        finally:
            self._idle.put(inspector)

    def close(self) -> None:
        """End the children, each after the file that it reads."""
        for _ in range(self.children):
            self._take().close()
        self._idle.put(None)

    def _take(self) -> Inspector:
        inspector = self._idle.get()
        if inspector is None:
            self._idle.put(None)  # for the next one who waits
            raise RuntimeError("these inspectors were closed")
        return inspector
