"""Step 7, sections: finds the parts that the plan asks for in the text that was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from domain.documents.matching import ALIKE, Similarity, match_sections
from domain.documents.signs import match_signs
from domain.documents.starters import (
    ExpectedStarter,
    StarterText,
    brought,
    doubt_signs,
    weigh_starter,
)
from domain.facts import SectionDoubt, SectionFact, SectionOutcome
from domain.plan.model import Section, Sign
from inspection.verdicts import FileContents


def take_out_help(begun: ExpectedStarter | None, contents: FileContents) -> StarterText | None:
    """The text of a document that Kamnot began, without its help; None of any other."""
    if begun is None or not contents.has_text:
        return None
    texts = tuple(map(_squeeze, contents.page_texts))
    return brought(begun, contents.keywords, texts, _similarity())


def find_sections(
    sections: Sequence[Section],
    contents: FileContents,
    begun: ExpectedStarter | None = None,
    document: StarterText | None = None,
) -> list[SectionFact]:
    """What can be said of each part, by the rules of `domain.documents.matching`.

    `document` is what `take_out_help` gave of it; `begun` is what Kamnot begins for its requirement.
    """
    if not sections:
        return []
    texts = document.pages if document else tuple(map(_squeeze, contents.page_texts))
    facts: Sequence[SectionFact] = match_sections(
        sections,
        texts,
        contents.images,
        contents.has_text,
        _similarity(),
        printed=contents.numbered,
    )
    if begun is not None and document is not None:
        facts = weigh_starter(sections, facts, document, begun, printed=contents.numbered)
    return [_honest(fact, contents) for fact in facts]


def find_signs(
    signs: Sequence[Sign],
    contents: FileContents,
    begun: ExpectedStarter | None = None,
    document: StarterText | None = None,
) -> list[SectionFact]:
    """What can be said of each sign, by the rules of `domain.documents.signs`; else as `find_sections`."""
    if not signs:
        return []
    texts = document.pages if document else tuple(map(_squeeze, contents.page_texts))
    facts = match_signs(signs, texts, contents.has_text, photographic=contents.photographic)
    if begun is not None and document is not None:
        facts = doubt_signs(facts, document, begun)
    return [_honest(fact, contents) for fact in facts]


def _squeeze(text: str) -> str:
    """Shorten long runs of blanks: the text rules would need hours for them."""
    text = _BLANKS.sub("    ", text.replace("\r\n", "\n"))
    return _BREAKS.sub("\n\n", text) if "\n\n\n" in text else text


_BLANKS = re.compile(
    r"[ \t\v\f\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]{4,}"
)
"""Every blank but a line's end; told one by one they are found faster than as `[^\\S\\n]`."""
_BREAKS = re.compile(r"\n{3,}")


def _similarity() -> Similarity:
    from rapidfuzz.fuzz import partial_ratio

    return partial(partial_ratio, score_cutoff=ALIKE)


def _honest(fact: SectionFact, contents: FileContents) -> SectionFact:
    """Drop claims that cannot be made: a page in a format without pages, absence in a text not read whole."""
    absent = fact.outcome is SectionOutcome.NOT_FOUND or fact.why is SectionDoubt.NO_SIGN
    if contents.unread and absent:
        return replace(fact, outcome=SectionOutcome.CANNOT_TELL, why=None)
    return fact if contents.numbered else replace(fact, page=None)
