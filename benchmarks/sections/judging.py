"""What is true of each labelled document beside what Kamnot says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.sections.drafts import Draft
from benchmarks.sections.makers import Made
from domain.facts import SectionFact, SectionOutcome
from tests.support.looking import FileToInspect, inspect_files


@dataclass(frozen=True, slots=True)
class Case:
    """One section of one document: what is true and what was said."""

    draft: Draft
    section: str
    truth: bool | None
    said: SectionFact
    pages: frozenset[int]

    @property
    def found(self) -> bool:
        """Said to be there."""
        return self.said.outcome is SectionOutcome.FOUND

    @property
    def asked(self) -> bool:
        """Said to be there, or a person is asked."""
        return self.said.outcome in (SectionOutcome.FOUND, SectionOutcome.DOUBTFUL)

    @property
    def paged(self) -> bool | None:
        """Whether the page named is one where the part stands; None where there is nothing to compare."""
        if not (self.found and self.truth and self.pages and self.said.page):
            return None
        return self.said.page in self.pages


def judge(made: Sequence[Made]) -> list[Case]:
    """Look into every document as Kamnot does and set what it says beside what is true."""
    files = [FileToInspect(m.path, m.path.name, m.draft.requirement) for m in made]
    cases = []
    for document, seen in zip(made, inspect_files(files), strict=True):
        if seen.problem:
            raise RuntimeError(f"{document.path.name}: {seen.problem} {seen.detail}")
        for fact in seen.sections:
            pages = document.pages.get(fact.id, frozenset())
            cases.append(Case(document.draft, fact.id, document.draft.truth[fact.id], fact, pages))
    return cases
