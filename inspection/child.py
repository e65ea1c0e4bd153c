"""The caller's end of the reading process: one question, one answer, and an end to what stalls."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLongError
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from domain.facts import Problem
from domain.plan.model import Section

MAX_ANSWER = 2**20

_PROGRAM = """\
import sys
sys.path.insert(0, sys.argv[1])
from inspection.reading import serve
serve(int(sys.argv[2]))
"""
_ROOT = Path(__file__).resolve().parents[1]


class Child:
    """The reading process, started at the first question and again after each crash.

    Plain pipes and JSON, not multiprocessing: that would load the caller's main program once more
    (Prefect's takes seconds), and a pickle from a process that read hostile files is not loaded.
    `memory` is its address space in bytes, where the platform can limit it.
    """

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._process: subprocess.Popen[str] | None = None
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="inspection")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._threads.shutdown()

    def ask(
        self, path: Path, file_format: str, sections: Sequence[Section], seconds: float
    ) -> dict[str, Any]:
        """Give the child's answer, or the problem that it ended with after at most so many seconds."""
        request = {
            "path": os.fspath(path.absolute()),
            "format": file_format,
            "seconds": math.ceil(seconds),
            "sections": [s.model_dump(mode="json") for s in sections],
        }
        reading = self._threads.submit(self._exchange, json.dumps(request))
        try:
            line = reading.result(seconds)
        except TookTooLongError:
            self._kill()
            reading.result()  # ends now: the pipe is closed
            self._stop()
            return _unreadable(f"took over {seconds} s")
        return self._understood(line)

    def _exchange(self, request: str) -> str:
        """One question, one line of answer; empty when the child has died."""
        process = self._running()
        if process.stdin is None or process.stdout is None:
            return ""
        try:
            process.stdin.write(request + "\n")
            process.stdin.flush()
            return process.stdout.readline(MAX_ANSWER)
        except (OSError, UnicodeDecodeError):
            return ""

    def _understood(self, line: str) -> dict[str, Any]:
        if not line.endswith("\n"):
            return _unreadable(f"reading it crashed ({self._stop()})")
        try:
            answer: dict[str, Any] = json.loads(line)
        except (ValueError, RecursionError):
            # Only a child that a file has taken over writes anything but JSON: it must not go on.
            return _unreadable(f"reading it ended in no answer ({self._stop()})")
        return answer

    def _running(self) -> subprocess.Popen[str]:
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
        """End the child and give its exit code."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                _close(pipe)
        return code

    def _kill(self) -> None:
        if self._process:
            self._process.kill()


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
