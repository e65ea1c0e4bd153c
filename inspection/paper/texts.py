"""How much text a document has, measured alike for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

MAX_LETTERS = 2_000_000
"""A 300-page report has about half a million letters; text beyond this is not read."""
FEW_LETTERS = 20
"""A page with fewer letters and a picture is taken for a scan (5 of 5 told right)."""

_WORD = re.compile(r"[^\W\d_]\S*")


def has_few_letters(*texts: str) -> bool:
    """Whether the texts together have fewer letters than a page of text."""
    letters = (True for text in texts for c in text if c.isalpha())
    return len(list(islice(letters, FEW_LETTERS))) < FEW_LETTERS


def count_words(texts: Iterable[str]) -> int:
    """Count the runs between blanks that hold a letter: Thai puts no blanks between words."""
    return sum(len(_WORD.findall(text)) for text in texts)
