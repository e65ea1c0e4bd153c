"""Step 7, sections: finds the parts that the plan asks for in the text that was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from domain.documents.matching import ALIKE, Similarity, match_sections
from domain.facts import SectionFact, SectionOutcome
from domain.plan.model import Section
from inspection.verdicts import FileContents


def find_sections(sections: Sequence[Section], contents: FileContents) -> list[SectionFact]:
    """What can be said of each part, by the rules of `domain.documents.matching`."""
    if not sections:
        return []
    texts = tuple(map(_squeeze, contents.page_texts))
    facts = match_sections(
        sections,
        texts,
        contents.images,
        contents.has_text,
        _similarity(),
        printed=contents.numbered,
    )
    return [_honest(fact, contents) for fact in facts]


def _squeeze(text: str) -> str:
    """Shorten long runs of blanks: the text rules would need hours for them."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[^\S\n]{4,}", "    ", text.replace("\r\n", "\n")))


def _similarity() -> Similarity:
    from rapidfuzz.fuzz import partial_ratio

    return partial(partial_ratio, score_cutoff=ALIKE)


def _honest(fact: SectionFact, contents: FileContents) -> SectionFact:
    """Drop claims that cannot be made: a page in a format without pages, absence in a text not read whole."""
    if contents.unread and fact.outcome is SectionOutcome.NOT_FOUND:
        return replace(fact, outcome=SectionOutcome.CANNOT_TELL)
    return fact if contents.numbered else replace(fact, page=None)
