"""Whether the pictures of a document have captions: words beside each picture or row of pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.documents.lines import CELL, PICTURE, ROW, TABLE_END, mend
from domain.documents.substance import is_blank, says_something, without_hints
from domain.language.thai import bare, fold

LEAST_LETTERS = 8
"""Fewer letters (without marks) tell nothing of a picture: ภาพที่ ๑ is a number."""

DESCRIPTION = 60
"""Letters of a line that describes the pictures below it; a title is shorter."""
TOGETHER = 4
"""Most pictures beside each other that share a line of caption."""

_BORDER = re.compile(f"[{ROW}{CELL}{TABLE_END}]")
_LABEL = re.compile(r"^\W*(?:ภาพประกอบ|ภาพที่|รูปที่|ภาพ|รูป|picture|figure)?\W*\d*\W*", re.IGNORECASE)
_LABELLED = re.compile(r"^\W*(?:ภาพ|รูป|picture|figure)", re.IGNORECASE)


def have_captions(pages: Sequence[str]) -> bool:
    """Whether words follow every picture or group of pictures, or stand above every one.

    A title above the first picture is no caption.
    """
    before, groups, after = _blocks(pages)
    if not groups:
        return False
    said = [before, *after]
    below = all(_is_caption(text, many) for text, many in zip(after, groups, strict=True))
    return below or (
        all(_is_caption(text, many) for text, many in zip(said, groups, strict=False))
        and _describes(said, len(groups))
    )


def _describes(said: Sequence[str], groups: int) -> bool:
    """Whether what stands above the first picture is its caption and not the document's title."""
    told = [line for line in said[0].splitlines() if line.strip()]
    if groups > 1:
        return len(told) > 1 or _LABELLED.match(said[0]) is not None
    # A heading such as ภาพประกอบ keeps the text above it away from the picture.
    apart = told and len(bare(fold(_LABEL.sub("", told[-1])))) < LEAST_LETTERS
    return not apart and any(len(bare(fold(line))) >= DESCRIPTION for line in told)


def _blocks(pages: Sequence[str]) -> tuple[str, list[int], list[str]]:
    """The text above the first picture; how many pictures are together; the text after each of these groups."""
    text = _BORDER.sub("\n", mend("\n".join(pages)))
    before, *rest = text.split(PICTURE)
    groups: list[int] = []
    after: list[str] = []
    for piece in rest:
        if after and not after[-1].strip():
            groups[-1], after[-1] = groups[-1] + 1, piece
        else:
            groups.append(1)
            after.append(piece)
    return before, groups, after


def _is_caption(text: str, pictures: int) -> bool:
    lines = [_LABEL.sub("", x) for x in without_hints(text).splitlines() if not is_blank(x)]
    told = [line for line in lines if line.strip()]
    said = " ".join(told)
    tells = says_something(said) or sum(map(str.isalpha, bare(fold(said)))) >= LEAST_LETTERS
    return tells and pictures <= TOGETHER * len(told)
