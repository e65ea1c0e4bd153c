"""What counts: the one rule by which checks, points, forms and packs accept a file.

A file counts if it is the newest version of its item, sound, of a format that its requirement accepts, and not
returned by its newest review. Where the plan asks for one document, one alone counts: the newest that fulfils, or
else comes nearest to it. The others are superseded. A picture that was used before may be excluded besides
(`domain.activity.picture_doubts`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from domain.facts import EvidenceFact, ReviewFact, SectionDoubt, SectionOutcome
from domain.language.ids import RequirementId
from domain.language.thai import normalise
from domain.plan.model import EvidenceRequirement, Sign

PICTURE_FORMATS = frozenset({"jpg", "jpeg", "png", "heic", "heif", "webp"})
Reviews = Mapping[tuple[int, int], ReviewFact]
"""The newest review of each (item, version)."""
Asked = Mapping[RequirementId, EvidenceRequirement]
"""The plan's requirements by their ids (`7.report`)."""
_COPY = re.compile(r"(?:[\s_-]*[(\[]?(?:ลงนามแล้ว|ลงนาม|สแกน|scan(?:ned)?|signed|pdf|word)[)\]]?)+$")
"""What people add to the name of a signed or scanned copy of a document."""


class Fit(IntEnum):
    """How far a file fulfils its requirement by itself."""

    LACKS = 0
    UNSURE = 1
    WHOLE = 2


def newest_versions(evidence: Iterable[EvidenceFact]) -> list[EvidenceFact]:
    """The newest version of each item, oldest item first."""
    newest: dict[int, EvidenceFact] = {}
    for fact in evidence:
        known = newest.get(fact.item)
        if known is None or fact.version > known.version:
            newest[fact.item] = fact
    return list(newest.values())


def newest_reviews(reviews: Iterable[ReviewFact]) -> dict[tuple[int, int], ReviewFact]:
    """The newest review of each version; of two on one day the later entry counts."""
    newest: dict[tuple[int, int], ReviewFact] = {}
    for review in reviews:
        known = newest.get((review.item, review.version))
        if known is None or review.reviewed_on >= known.reviewed_on:
            newest[review.item, review.version] = review
    return newest


def is_accepted(fact: EvidenceFact, reviews: Reviews) -> bool:
    """Whether a reviewer has accepted this version."""
    review = reviews.get((fact.item, fact.version))
    return review is not None and review.accepted


def is_returned(fact: EvidenceFact, reviews: Reviews) -> bool:
    """Whether a reviewer has returned this version."""
    review = reviews.get((fact.item, fact.version))
    return review is not None and not review.accepted


def counts(fact: EvidenceFact, formats: Collection[str], reviews: Reviews) -> bool:
    """Whether the file counts for a requirement that accepts these formats; `fact` is its item's newest version."""
    return fact.problem is None and fact.format in formats and not is_returned(fact, reviews)


def fit_of(asked: EvidenceRequirement, fact: EvidenceFact, reviews: Reviews) -> Fit:
    """Whether a sound file has every part that the plan demands. What a reviewer accepted is whole."""
    if is_accepted(fact, reviews):
        return Fit.WHOLE
    seen = {section.id: section.outcome for section in fact.sections}
    outcomes = {seen.get(name, SectionOutcome.CANNOT_TELL) for name in asked.demanded}
    if SectionOutcome.NOT_FOUND in outcomes:
        return Fit.LACKS
    sure = outcomes <= {SectionOutcome.FOUND} and not missing_signs(asked, fact, reviews)
    return Fit.WHOLE if sure else Fit.UNSURE


_NO_SIGN = (SectionDoubt.NO_SIGN, SectionDoubt.HINT_LEFT, SectionDoubt.OTHER_STARTER)
"""In a document that Kamnot began its own words are no signs."""


def missing_signs(
    asked: EvidenceRequirement, fact: EvidenceFact, reviews: Reviews
) -> tuple[Sign, ...]:
    """The signs that a file does not show, though they could be seen. What a reviewer accepted needs none."""
    if not asked.signs or is_accepted(fact, reviews):
        return ()
    doubted = {s.id for s in fact.sections if s.why in _NO_SIGN}
    return tuple(sign for sign in asked.signs if sign.id in doubted)


@dataclass(frozen=True, slots=True)
class Counted:
    """The files of one requirement that count, and those of them in which its sections are looked for."""

    files: tuple[EvidenceFact, ...] = ()
    read: tuple[EvidenceFact, ...] = ()

    def supersedes(self, asked: EvidenceRequirement, fact: EvidenceFact) -> bool:
        """Whether a file of the requirement does not count because another one is its document."""
        return not asked.takes_several and bool(self.files) and fact not in self.files

    def replaces(self, asked: EvidenceRequirement, fact: EvidenceFact) -> bool:
        """Whether it supersedes a file that came in before: nobody need look at that one again."""
        return self.supersedes(asked, fact) and arrival(fact) < arrival(self.read[0])


def arrival(fact: EvidenceFact) -> tuple[date, int]:
    """What orders files by the time at which they came in."""
    return fact.received_on, fact.item


def counted_of(
    asked: EvidenceRequirement, current: Iterable[EvidenceFact], reviews: Reviews
) -> Counted:
    """Which of a requirement's files count; `current` are the newest versions of its items."""
    sound = tuple([f for f in current if counts(f, asked.formats, reviews)])
    if len(sound) < 2 or asked.takes_several:
        return Counted(sound, sound)
    best = max(sound, key=lambda f: (fit_of(asked, f, reviews), arrival(f)))
    same = (f for f in sound if f is best or _is_same_document(asked, f, best, reviews))
    return Counted(tuple(same), (best,))


def _is_same_document(
    asked: EvidenceRequirement, fact: EvidenceFact, best: EvidenceFact, reviews: Reviews
) -> bool:
    """Whether a file is the document in another format, or a page of it that was photographed with the others."""
    if {fact.format, best.format} <= PICTURE_FORMATS:
        return fact.received_on == best.received_on
    if fact.format == best.format or fit_of(asked, fact, reviews) is Fit.LACKS:
        return False
    return _title(fact) == _title(best)


def _title(fact: EvidenceFact) -> str:
    stem = fact.file_name.rpartition(".")[0]
    return _COPY.sub("", normalise(stem).casefold().strip())


def counting(
    evidence: Iterable[EvidenceFact], asked: Asked, reviews: Reviews
) -> list[EvidenceFact]:
    """The files that count, each the newest version of its item. Files that no requirement asks for do not."""
    current = newest_versions(evidence)
    kept = {
        f.item
        for own, files in _places(current, asked)
        for f in counted_of(own, files, reviews).files
    }
    return [fact for fact in current if fact.item in kept]


def superseded(
    evidence: Iterable[EvidenceFact], asked: Asked, reviews: Reviews
) -> dict[int, EvidenceFact]:
    """The items that do not count because another file is the document, each with that file."""
    found: dict[int, EvidenceFact] = {}
    for own, files in _places(newest_versions(evidence), asked):
        counted = counted_of(own, files, reviews)
        found |= {f.item: counted.read[0] for f in files if counted.supersedes(own, f)}
    return found


def _places(
    current: Iterable[EvidenceFact], asked: Asked
) -> Iterator[tuple[EvidenceRequirement, Sequence[EvidenceFact]]]:
    places: dict[RequirementId, list[EvidenceFact]] = {}
    for fact in current:
        places.setdefault(fact.requirement, []).append(fact)
    return ((asked[name], files) for name, files in places.items() if name in asked)
