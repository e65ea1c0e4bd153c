"""What was seen inside one evidence file: a plain value that crosses the process border.

It imports no checker and no library, so that storing it loads none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.facts import Problem, SectionFact, SectionOutcome

READER = 4
"""The number of the rules by which files are looked into: one more with each change that may change a verdict.

Looks of before it was kept have 0.
"""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One look at one file.

    `format` is the lower-case extension without the dot; `problem` is None if the file could be inspected; `detail` is
    a technical word on the problem for the log (officials read the wording of `problem`); `has_text` is None for a file
    that has no text (a photo, a film) or was not inspected that far.
    `pages` is 1 for a Word file: its pages exist only once Word has laid it out. `words` counts runs of
    letters between blanks. A picture has `width` and `height` in pixels, the Bangkok day `taken_on` from its
    EXIF data, and a `fingerprint` (hex digits, see `domain.facts`); a film has `width`, `height`, its
    length in `milliseconds` and the name of its `codec`. `scanned` tells whether a virus scanner found it
    clean: False where none is configured. `told_on` is the day of the activity as the document's own text tells it.
    """

    format: str
    problem: Problem | None
    detail: str
    has_text: bool | None
    pages: int
    images: int
    sections: tuple[SectionFact, ...]
    words: int = 0
    width: int | None = None
    height: int | None = None
    taken_on: date | None = None
    fingerprint: str | None = None
    milliseconds: int | None = None
    codec: str | None = None
    scanned: bool = False
    told_on: date | None = None

    @property
    def verdict(self) -> frozenset[tuple[str, str]]:
        """What it says of the file, without the places and words at which it was seen."""
        judged = {(section.id, section.outcome.value) for section in self.sections}
        return frozenset({("", self.problem or ""), (self.format, str(self.has_text)), *judged})

    @property
    def doubts(self) -> frozenset[tuple[str, str]]:
        """What it says against the file."""
        against = (SectionOutcome.NOT_FOUND, SectionOutcome.DOUBTFUL)
        parts = {(s.id, s.outcome.value) for s in self.sections if s.outcome in against}
        return frozenset({("", self.problem), *parts} if self.problem else parts)


def unseen(file_format: str) -> Inspection:
    """The placeholder of an inspection that has not been made yet."""
    return Inspection(file_format, Problem.NOT_INSPECTED, "", None, 0, 0, ())
