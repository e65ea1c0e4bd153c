"""The knowledge papers and the clip of the year: what is there, where it was published, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.activity.counts import counting, is_accepted, newest_reviews
from domain.facts import EvidenceFact, Facts, RegisterRow, RowId
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.plan.model import ColumnKind, EvidenceKind, KnowledgeOutput, Plan, Register
from domain.results import ActivityResult, Evaluation, Finding, Outcome
from domain.rubric.register_proofs import current_rows, lacks, proving_evidence
from domain.rubric.register_rows import show_cell

_KINDS = (EvidenceKind.KNOWLEDGE_PAPER, EvidenceKind.VIDEO_CLIP)
_CHANNEL, _MEDIUM, _WHAT = "channel", "medium", "what"
"""Columns of a register of publications."""


class OutputState(StrEnum):
    """How far a paper or a clip is."""

    NONE = "none"
    """No file counts."""
    LACKING = "lacking"
    """There is a file, and it is not all that is asked for."""
    WAITING = "waiting"
    """A person must look before it is known."""
    MADE = "made"
    """All that a machine looks for is there, and nobody has accepted it."""
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Publication:
    """A row of a register that tells where something was published; `channel` and `medium` in the register's words."""

    row: RowId
    day: date
    what: str
    channel: str
    medium: str
    link: str
    counts: bool
    """Whether the row has what its register needs."""


@dataclass(frozen=True, slots=True)
class OutputResult:
    """One paper or clip as of a day."""

    output: KnowledgeOutput
    state: OutputState
    result: ActivityResult
    file: EvidenceFact | None
    publications: tuple[Publication, ...]
    register: str
    """The register in which its publications are written; empty if the plan has none."""

    @property
    def kind(self) -> Literal["knowledge", "clip"]:
        return self.output.kind

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that count, each once."""
        return tuple(dict.fromkeys(p.channel for p in self.publications if p.counts))

    @property
    def missing(self) -> tuple[Finding, ...]:
        """What of its activity still needs somebody."""
        return self.result.open_findings

    @property
    def publish(self) -> How | None:
        """Writing a publication, where none is written: criterion 9 counts what was published."""
        asked = any(finding.register == self.register for finding in self.missing)
        if not self.register or self.channels or asked:
            return None
        return How(Verb.REGISTER_ADD, self.register)

    @property
    def finished(self) -> bool:
        """Its activity is complete and it was published."""
        return self.result.complete and (bool(self.channels) or not self.register)


def knowledge_results(plan: Plan, evaluation: Evaluation, facts: Facts) -> tuple[OutputResult, ...]:
    """The year's papers and clips in the plan's order, as of the evaluation's day."""
    known = facts.known_on(evaluation.as_of)
    reviews = newest_reviews(known.reviews)
    files = counting(known.evidence, plan.requirement_by_id, reviews)
    register = next(filter(_tells_channels, plan.registers), None)
    made = []
    for output in plan.knowledge_outputs:
        result = evaluation.by_number[output.activity]
        asked = _asked(plan, output.activity)
        own = [fact for fact in files if fact.requirement in asked]
        file = max(own, key=lambda fact: (fact.received_on, fact.item), default=None)
        accepted = file is not None and is_accepted(file, reviews)
        state = _state(asked, result, file, accepted=accepted)
        published = tuple(_published(register, known, output.activity)) if register else ()
        name = register.id if register else ""
        made.append(OutputResult(output, state, result, file, published, name))
    return tuple(made)


def _asked(plan: Plan, number: int) -> list[RequirementId]:
    """The documents that are the paper or the clip itself; all of the activity's if none is named so."""
    requirements = plan.by_number[number].requirements
    named = [r for r in requirements if r.kind in _KINDS]
    return [RequirementId(number, r.id) for r in named or requirements]


def _state(
    asked: list[RequirementId], result: ActivityResult, file: EvidenceFact | None, *, accepted: bool
) -> OutputState:
    if file is None:
        return OutputState.NONE
    if accepted:
        return OutputState.ACCEPTED
    outcomes = {finding.outcome for finding in result.findings if finding.id in asked}
    if Outcome.NOT_MET in outcomes:
        return OutputState.LACKING
    return OutputState.WAITING if Outcome.NOT_AVAILABLE in outcomes else OutputState.MADE


def _tells_channels(register: Register) -> bool:
    return _CHANNEL in register.column_by_id and any(register.columns_of(ColumnKind.ACTIVITY))


def _published(register: Register, known: Facts, number: int) -> Iterator[Publication]:
    evidence = proving_evidence(known)
    columns = [column.id for column in register.columns_of(ColumnKind.ACTIVITY)]
    for row in current_rows(known.rows, register.id):
        if number in (row.cells.get(column) for column in columns):
            yield _publication(register, row, counts=not lacks(register, row, evidence))


def _publication(register: Register, row: RegisterRow, *, counts: bool) -> Publication:
    def said(name: str) -> str:
        column = register.column_by_id.get(name)
        return show_cell(column, row.cells.get(name), "th") if column else ""

    day = row.cells.get(register.dated_by)
    link = next((str(row.cells.get(c.id, "")) for c in register.columns_of(ColumnKind.LINK)), "")
    return Publication(
        row.id, day if isinstance(day, date) else row.entered_on,
        said(_WHAT), said(_CHANNEL), said(_MEDIUM), link, counts,
    )  # fmt: skip
