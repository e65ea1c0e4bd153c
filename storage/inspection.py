"""The look at a file that comes in: cheap checks here, opening it in a child process with limits.

Always in the same order: extension, size, first bytes, then opens, not encrypted, text and
pictures, sections. The first check that fails names the problem; officials read `domain.wording`'s
sentence for it.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLongError
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from domain.facts import Problem, SectionFact, SectionOutcome
from domain.plan import EvidenceRequirement
from domain.sections import match_sections
from storage.inspected import Inspection

MAX_DOCUMENT_BYTES = 100 * 2**20
MAX_FILM_BYTES = 2 * 2**30
SECONDS = 20
"""For one file. A PDF of 300 full pages takes about five on two busy cores."""
MEMORY = 2**30
MAX_ANSWER = 2**20

FILMS = frozenset({"mp4", "m4v", "mov", "webm"})
NEVER_OPENED = FILMS | {"heic"}
"""Known by their first bytes alone: there is no small, safe reader for them."""


@dataclass(frozen=True, slots=True)
class FileToInspect:
    """A file on disk, the name it came with, and the requirement it is meant for."""

    path: Path
    file_name: str
    requirement: EvidenceRequirement


def inspect_file(path: Path, file_name: str, requirement: EvidenceRequirement) -> Inspection:
    """Look inside one file; whatever is in it, the answer is a value and never an error.

    Raises OSError only when `path` itself cannot be read (absent, no permission).
    """
    return inspect_files([FileToInspect(path, file_name, requirement)])[0]


def inspect_files(
    files: Sequence[FileToInspect], *, seconds: float = SECONDS, memory: int = MEMORY
) -> list[Inspection]:
    """Look inside many files with one child process; answers in the same order.

    A file that stalls (`seconds` each) or kills the child costs only itself: the next one gets a new
    child. `memory` is the child's address space in bytes, where the platform can limit it.
    """
    with _Child(seconds, memory) as child:
        return [_inspect(file, child) for file in files]


def _inspect(file: FileToInspect, child: _Child) -> Inspection:
    file_format = extension(file.file_name)
    for check in _CHECKS:
        if found := check(file.path, file_format):
            problem, detail = found
            return _refused(file_format, problem, detail)
    if file_format in NEVER_OPENED:
        return _unopened(file_format, file.requirement)
    return _from_answer(file_format, child.ask(file, file_format))


def extension(file_name: str) -> str:
    """Give the lower-case extension without its dot: what a person reads as the format."""
    return Path(file_name).suffix.lower().removeprefix(".")


# --- Cheap checks, in their order ----------------------------------------------------------------

_Found = tuple[Problem, str] | None
_FTYP_PICTURES = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_QUICKTIME = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_HEAD = 1024


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


def _is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _FTYP_PICTURES


def _is_film(head: bytes) -> bool:
    return head[4:8] in _QUICKTIME and not _is_heic(head)


SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    # Readers allow some bytes before the header, and old scanners write them.
    "pdf": lambda head: b"%PDF-" in head,
    "docx": _is_zip,
    "odt": _is_zip,
    "xlsx": _is_zip,
    "pptx": _is_zip,
    "zip": _is_zip,
    "jpg": _starts(b"\xff\xd8\xff"),
    "jpeg": _starts(b"\xff\xd8\xff"),
    "png": _starts(b"\x89PNG\r\n\x1a\n"),
    "webp": _is_webp,
    "heic": _is_heic,
    "mp4": _is_film,
    "m4v": _is_film,
    "mov": _is_film,
    "webm": _starts(b"\x1a\x45\xdf\xa3"),
}
"""The formats that can be looked at, each with the test of its first bytes."""


def _check_extension(_path: Path, file_format: str) -> _Found:
    if file_format in SIGNATURES:
        return None
    return Problem.UNREADABLE, f"the format {file_format!r} is not one that can be looked at"


def _check_size(path: Path, file_format: str) -> _Found:
    """Before the first bytes: an empty file has none, and should be called empty."""
    size = path.stat().st_size
    limit = MAX_FILM_BYTES if file_format in FILMS else MAX_DOCUMENT_BYTES
    if size == 0:
        return Problem.EMPTY, "0 bytes"
    return (Problem.TOO_LARGE, f"{size} bytes, at most {limit}") if size > limit else None


def _check_first_bytes(path: Path, file_format: str) -> _Found:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if SIGNATURES[file_format](head):
        return None
    if head.startswith(_OLE) and _ENCRYPTED_OFFICE in path.read_bytes():
        return Problem.ENCRYPTED, "an Office document with a password"
    return Problem.WRONG_CONTENT, f"first bytes {head[:8].hex()} are no {file_format}"


_CHECKS: tuple[Callable[[Path, str], _Found], ...] = (
    _check_extension,
    _check_size,
    _check_first_bytes,
)


# --- Answers -------------------------------------------------------------------------------------


def _refused(file_format: str, problem: Problem, detail: str) -> Inspection:
    return Inspection(file_format, problem, detail, None, 0, 0, ())


def _unopened(file_format: str, requirement: EvidenceRequirement) -> Inspection:
    images = 0 if file_format in FILMS else 1
    sections = match_sections(requirement.sections, (), images, None)
    return Inspection(file_format, None, "", None, 0, images, sections)


def _from_answer(file_format: str, answer: dict[str, Any]) -> Inspection:
    if "problem" in answer:
        return _refused(file_format, Problem(answer["problem"]), answer["detail"])
    return Inspection(
        format=file_format,
        problem=None,
        detail="",
        has_text=answer["has_text"],
        pages=answer["pages"],
        images=answer["images"],
        sections=tuple(map(_section, answer["sections"])),
    )


def _section(fact: dict[str, Any]) -> SectionFact:
    return SectionFact(fact["id"], SectionOutcome(fact["outcome"]), fact["page"], fact["words"])


# --- The child process ---------------------------------------------------------------------------

_PROGRAM = """\
import sys
sys.path.insert(0, sys.argv[1])
from storage.contents import serve
serve(int(sys.argv[2]), int(sys.argv[3]))
"""
_ROOT = Path(__file__).resolve().parents[1]


class _Child:
    """The reading process, started at the first question and again after each crash.

    Plain pipes and JSON, not multiprocessing: that would load the caller's main program once more
    (Prefect's takes seconds), and a pickle from a process that read hostile files is not loaded.
    """

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds, self._memory = seconds, memory
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

    def ask(self, file: FileToInspect, file_format: str) -> dict[str, Any]:
        """Give the child's answer, or the problem that it ended with."""
        request = {
            "path": os.fspath(file.path.absolute()),
            "format": file_format,
            "sections": [s.model_dump(mode="json") for s in file.requirement.sections],
        }
        reading = self._threads.submit(self._exchange, json.dumps(request))
        try:
            line = reading.result(self._seconds)
        except TookTooLongError:
            self._kill()
            reading.result()  # ends now: the pipe is closed
            self._stop()
            detail = f"took over {self._seconds} s"
            return {"problem": Problem.UNREADABLE.value, "detail": detail}
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
        except OSError:
            return ""

    def _understood(self, line: str) -> dict[str, Any]:
        if line.endswith("\n"):
            answer: dict[str, Any] = json.loads(line)
            return answer
        code = self._stop()
        return {"problem": Problem.UNREADABLE.value, "detail": f"reading it crashed ({code})"}

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and program
                [sys.executable, "-P", "-c", _PROGRAM, str(_ROOT), *self._limits()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def _limits(self) -> tuple[str, str]:
        return str(self._memory), str(math.ceil(self._seconds))

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


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be written to a dead child is lost anyway
