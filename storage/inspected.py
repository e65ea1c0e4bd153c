"""What was seen inside one evidence file: a plain value that crosses the process border.

It knows no checker and no library, so that whoever stores it need not load them.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.facts import Problem, SectionFact


@dataclass(frozen=True, slots=True)
class Inspection:
    """One look at one file.

    `format` is the lower-case extension without the dot; `problem` None when it could be looked at;
    `detail` a technical word on the problem for the log (officials read the wording of `problem`);
    `has_text` None where the question makes no sense (a photo, a film) or was not reached.
    `pages` is 1 for a Word file: its pages exist only once Word has laid it out.
    """

    format: str
    problem: Problem | None
    detail: str
    has_text: bool | None
    pages: int
    images: int
    sections: tuple[SectionFact, ...]
