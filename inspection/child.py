"""The caller's side of the reading process: one question, one answer, and an end to a child that stalls."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLongError
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Self

from domain.documents.starters import ExpectedStarter
from domain.facts import Problem
from domain.plan.model import Section, Sign

MAX_ANSWER = 2**20
FILES = 500
"""After this many files a child is replaced: libraries that read hostile files keep a little of each."""

_PROGRAM = """\
import sys
sys.path.insert(0, sys.argv[1])
from inspection.reading import serve
serve(int(sys.argv[2]))
"""
_ROOT = Path(__file__).resolve().parents[1]


class _DiedError(Exception):
    """The child ended without an answer, with this exit code."""


class Child:
    """The reading process, started at the first question, after each crash, and after so many `files`.

    Plain pipes and JSON, not multiprocessing: that would load the caller's main program once more
    (Prefect's takes seconds), and a pickle from a process that read hostile files is not loaded.
    `memory` is its address space in bytes, where the platform can limit it. One question at a time.
    """

    def __init__(self, memory: int, files: int = FILES) -> None:
        self._memory = memory
        self._files = files
        self._answered = 0
        self._warm = False
        self._process: subprocess.Popen[str] | None = None
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="inspection")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stop()
        self._threads.shutdown()

    def warm(self) -> None:
        """Start the process now and let it load what opens files, also after each renewal. Nobody waits for it."""
        self._warm = True
        process = self._running()
        with suppress(BrokenPipeError):
            _write(process, "{}")

    def runs(self) -> bool:
        """Whether the process is up. One that has died is started again."""
        up = self._process is not None and self._process.poll() is None
        if not up:
            self.warm()
        return up

    def ask(
        self,
        path: Path,
        extension: str,
        sections: Sequence[Section],
        seconds: float,
        signs: Sequence[Sign] = (),
        begun: ExpectedStarter | None = None,
    ) -> dict[str, Any]:
        """Give the child's answer, or the problem that it ended with after at most so many seconds.

        A child that dies and had read other files before may have died of those: a fresh one reads this file again.
        """
        return self._put(
            seconds,
            MAX_ANSWER,
            path=os.fspath(path.absolute()),
            extension=extension,
            sections=[s.model_dump(mode="json") for s in sections],
            signs=[s.model_dump(mode="json") for s in signs],
            begun=asdict(begun) if begun else None,
        )

    def show(
        self, path: Path, pages: Sequence[int], width: int, seconds: float, most: int
    ) -> dict[str, Any]:
        """Give what can be shown of a file in at most `most` letters, or the problem as `ask` does."""
        return self._put(
            seconds, most, path=os.fspath(path.absolute()), pages=list(pages), width=width
        )

    def answers(self, path: Path, extension: str, seconds: float, most: int) -> dict[str, Any]:
        """Give the rows of a file of answers in at most `most` letters, or the problem as `ask` does."""
        answers = os.fspath(path.absolute())
        return self._put(seconds, most, answers=answers, extension=extension)

    def _put(self, seconds: float, most: int, **question: Any) -> dict[str, Any]:
        request = json.dumps({"seconds": math.ceil(seconds), **question})
        until = time.monotonic() + seconds
        while True:
            fresh = self._answered == 0
            try:
                return self._ask(request, until, most)
            except TookTooLongError:
                return _unreadable(f"took over {seconds} s")
            except _DiedError as died:
                if fresh:
                    return _unreadable(f"reading it crashed ({died})")
            finally:
                self._renew()

    def _ask(self, request: str, until: float, most: int) -> dict[str, Any]:
        process = self._running()
        reading = self._threads.submit(_exchange, process, request, most)
        try:
            line = reading.result(max(until - time.monotonic(), 0))
        except TookTooLongError:
            process.kill()
            reading.result()  # ends now: the pipe is closed
            self._stop()
            raise
        if not line.endswith("\n"):
            raise _DiedError(self._stop())
        self._answered += 1
        return self._understood(line)

    def _understood(self, line: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(line)
        except (ValueError, RecursionError):
            # Only a child that a file has taken over writes anything but JSON: it must not go on.
            return _unreadable(f"reading it ended in no answer ({self._stop()})")
        return answer

    def _renew(self) -> None:
        if self._answered >= self._files:
            self._stop()
        if self._warm and self._process is None:
            self.warm()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and program
                # -P: a file beside the working directory must not pose as a library's module.
                [sys.executable, "-P", "-c", _PROGRAM, str(_ROOT), str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def _stop(self) -> int | None:
        """End the child. Returns its exit code."""
        process, self._process = self._process, None
        self._answered = 0
        if process is None:
            return None
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                _close(pipe)
        return code


def _exchange(process: subprocess.Popen[str], request: str, most: int) -> str:
    """Ask one question and read one line of answer, empty if the child has died."""
    try:
        _write(process, request)
        return process.stdout.readline(most) if process.stdout else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _write(process: subprocess.Popen[str], request: str) -> None:
    if process.stdin is not None:
        process.stdin.write(request + "\n")
        process.stdin.flush()


def _environment() -> dict[str, str]:
    """The caller's, without the settings: a process that reads hostile files gets no password to see."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KAMNOT_")}


def _unreadable(detail: str) -> dict[str, Any]:
    return {"problem": Problem.UNREADABLE.value, "detail": detail}


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be written to a dead child is lost anyway
