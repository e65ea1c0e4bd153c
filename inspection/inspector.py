"""Taking files through the steps: the cheap ones and the virus scanner here, the others in the child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from domain.documents.starters import ExpectedStarter
from domain.facts import Problem, SectionDoubt, SectionFact, SectionOutcome
from domain.inspected import Inspection
from domain.plan.model import EvidenceRequirement
from inspection.child import FILES, Child
from inspection.formats import meant, opened_as
from inspection.names import check_name, extension
from inspection.scanner import Scanner
from inspection.sizes import check_size
from inspection.verdicts import Found, RefusedError

if TYPE_CHECKING:
    from domain.language.tables import AnswerSheet
    from inspection.preview.shown import Shown

SECONDS = 20
"""For one file. A PDF of 300 full pages takes about five on two busy cores."""
PATIENCE: Mapping[str, int] = {"zip": 6}
"""So many times longer for a format that holds many files."""
MEMORY = 2**30


class Inspector:
    """Inspects one file after another. Close it (`with`), because it keeps a child process open.

    `seconds` are for one file (an archive gets more), `memory` is the child's address space in bytes,
    where the platform can limit it; after so many `files` the child is replaced. `clamd_url` names the
    virus scanner, None where there is none.
    A caller may look in one thread and copy in another, but must not look in two at once.
    """

    def __init__(
        self,
        *,
        clamd_url: str | None = None,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        files: int = FILES,
    ) -> None:
        self._scanner = Scanner(clamd_url) if clamd_url else None
        self._seconds = seconds
        self._child = Child(memory, files)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._child.close()

    def warm(self) -> None:
        """Start the child before the first file comes, without waiting for it."""
        self._child.warm()

    def runs(self) -> bool:
        """Whether the child is up. One that has died is started again."""
        return self._child.runs()

    def look(
        self,
        path: Path,
        file_name: str,
        requirement: EvidenceRequirement,
        begun: ExpectedStarter | None = None,
    ) -> Inspection:
        """Inspect one file. The answer is a value, whatever the file holds.

        `begun` is what Kamnot begins for the requirement, by which it knows its own words again.
        Raises OSError only if `path` itself cannot be read (absent, no permission).
        """
        suffix = extension(file_name)
        scanned = self._scanner.scan(path) if self._scanner else None
        clean = self._scanner is not None and scanned is None
        try:
            file_format = _cheap_steps(path, file_name, suffix, scanned)
        except RefusedError as error:
            kind = meant(suffix) if error.kind is None else error.kind
            return _refused(kind, error.problem, error.detail, scanned=clean)
        seconds = self._seconds * PATIENCE.get(file_format, 1)
        answer = self._child.ask(
            path, suffix, requirement.sections, seconds, requirement.signs, begun
        )
        return replace(_understood(file_format, answer), scanned=clean)

    def show(self, path: Path, pages: Sequence[int], width: int) -> Shown:
        """What can be shown of a file that was looked at before, with those of its pages drawn so wide.

        The answer is a value, as that of `look` is. The scanner is not asked again.
        """
        from inspection.preview.shown import MAX_SHOWN, understood

        return understood(self._child.show(path, pages, width, self._seconds, MAX_SHOWN))

    def answers(self, path: Path, file_name: str) -> AnswerSheet:
        """The rows of a file of answers; the virus scanner sees it first.

        Raises RefusedError with what is wrong with it, OSError if `path` itself cannot be read.
        """
        from inspection.tables.answer_files import MAX_ANSWERS, understood

        scanned = self._scanner.scan(path) if self._scanner else None
        if scanned is not None:
            raise RefusedError(*scanned)
        if path.stat().st_size == 0:
            raise RefusedError(Problem.EMPTY, "0 bytes")
        suffix = extension(file_name)
        return understood(self._child.answers(path, suffix, self._seconds, MAX_ANSWERS))


def _cheap_steps(path: Path, file_name: str, suffix: str, scanned: Found) -> str:
    """The format as which the child will open the file. Raises RefusedError with the first problem.

    A virus comes first; a missing scan counts only for a file without other problems.
    """
    if scanned is not None and scanned[0] is Problem.INFECTED:
        raise RefusedError(*scanned)
    if found := check_name(file_name):
        raise RefusedError(*found, kind="owner")
    if found := check_size(path, meant(suffix)):
        raise RefusedError(*found)
    file_format = opened_as(path, suffix)
    if scanned is not None:
        raise RefusedError(*scanned, kind=file_format)
    return file_format


def _refused(
    file_format: str, problem: Problem, detail: str, *, scanned: bool = False
) -> Inspection:
    return Inspection(file_format, problem, detail, None, 0, 0, (), scanned=scanned)


def _understood(file_format: str, answer: Mapping[str, Any]) -> Inspection:
    """Take nothing on trust: the answer comes from a process that a file may have taken over."""
    try:
        return _inspection(file_format, answer)
    except (KeyError, TypeError, ValueError) as error:
        return _refused(file_format, Problem.UNREADABLE, f"an answer without sense: {error!r}")


def _inspection(file_format: str, answer: Mapping[str, Any]) -> Inspection:
    if "problem" in answer:
        kind = answer.get("format")
        told = kind if isinstance(kind, str) else file_format
        return _refused(told, Problem(answer["problem"]), answer["detail"])
    return Inspection(
        format=str(answer["format"]),
        problem=None,
        detail="",
        has_text=answer["has_text"],
        pages=answer["pages"],
        images=answer["images"],
        sections=tuple(map(_section, answer["sections"])),
        words=answer["words"],
        width=answer["width"],
        height=answer["height"],
        taken_on=date.fromisoformat(answer["taken_on"]) if answer["taken_on"] else None,
        fingerprint=answer["fingerprint"],
        milliseconds=answer["milliseconds"],
        codec=answer["codec"],
        told_on=date.fromisoformat(answer["told_on"]) if answer["told_on"] else None,
    )


def _section(fact: Mapping[str, Any]) -> SectionFact:
    return SectionFact(
        fact["id"],
        SectionOutcome(fact["outcome"]),
        fact["page"],
        fact["words"],
        SectionDoubt(fact["why"]) if fact["why"] else None,
    )
