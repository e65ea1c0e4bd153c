"""What counts: the one rule by which checks, points, forms and packs accept a file.

A file counts if it is the newest version of its item, sound, of a format that its requirement accepts, and not
returned by its newest review. A picture that was used before may be excluded besides
(`domain.activity.picture_doubts`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from domain.facts import EvidenceFact, ReviewFact
from domain.language.ids import RequirementId
from domain.plan.model import Plan

Reviews = Mapping[tuple[int, int], ReviewFact]
"""The newest review of each (item, version)."""
Formats = Mapping[RequirementId, Collection[str]]
"""The formats that each requirement takes, by its id (`7.report`)."""


def formats_of(plan: Plan) -> dict[RequirementId, frozenset[str]]:
    """The formats that each requirement of the plan takes."""
    return {name: frozenset(asked.formats) for name, asked in plan.requirement_by_id.items()}


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


def counting(
    evidence: Iterable[EvidenceFact], formats: Formats, reviews: Reviews
) -> list[EvidenceFact]:
    """The files that count, each the newest version of its item. Files that no requirement asks for do not."""
    return [
        fact
        for fact in newest_versions(evidence)
        if counts(fact, formats.get(fact.requirement, ()), reviews)
    ]
