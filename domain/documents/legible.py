"""Whether a text's letters can be read as Thai or Latin at all.

Fonts without a table of letters, old encodings and bad text recognition give letters that make no words. What is
not found in such a text may still be in the document.
"""

from __future__ import annotations

import re

from domain.language.thai import bare, normalise

_LEAST = 40
"""Fewer letters on a page are too few to tell."""
_ODD_SHARE = 0.15
"""Letters of no alphabet that an office uses; a Thai report has next to none."""
_BROKEN_SHARE = 0.04
"""Thai marks and vowels in impossible places: under 0.01 in sound text of the worst PDF makers."""
_SUSPECT_SHARE = 0.008
_COMMON_SHARE = 0.1
"""Thai letters in the commonest words: 0.2 and more in reports, 0.03 in letters drawn at random, 0 in lists of names.
"""
_TWICE_SHARE = 0.2
_ENOUGH_FOR_WORDS = 200
_SAMPLE = 500
"""Letters in the middle of a page that are examined: all of them would take longer than the search for headings."""

_ODD = re.compile(
    "[^\\s!-~\u00a0\u00b7\u00bd\u0e00-\u0e5b\u2000-\u2bff\u3000-\u3003\ufeff\u00ad\uf700-\uf71d\ufff9-\ufffc]"
)
_THAI = re.compile("[\u0e01-\u0e2e\u0e30-\u0e33\u0e40-\u0e45]+")
_BROKEN = re.compile(
    "[เแโใไ](?![ก-ฮ])"
    "|(?<![ก-ฮ\u0e31-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
    "|[\u0e34-\u0e37]{2}|[\u0e48-\u0e4b]{2}|[ะาำ]{2}"
)
_TWICE_ENCODED = re.compile("เธ|เน[\u0e00-\u0e5b€]|\u00e0[\u00b8\u00b9]")
"""How Thai in UTF-8 looks when it is read as an old Thai encoding, or as Latin."""
_COMMON = re.compile(
    "การ|และ|ของ|ใน|ได|เปน|ให|จาก|ความ|คน|งาน|วน|ไม|กบ|โดย|ตาม|ราย|กจ|นาย|นาง|สาว|ทก|ตอ|รวม|สานก|ขอ|พ\\.ศ|แผน|ผล|จด|หน|เพอ"
)


def is_legible(page: str) -> bool:
    """Whether a page's letters make sense; true of a page with too few letters to tell."""
    odd = len(_ODD.findall(page))  # before control codes are taken out
    if odd >= _LEAST / 2 and odd >= _ODD_SHARE * len(page):
        return False
    middle = max(0, (len(page) - _SAMPLE) // 2)
    sample = page[middle : middle + _SAMPLE]
    text = normalise(sample)
    thai = sum(map(len, _THAI.findall(text)))
    if thai < _LEAST:
        return not _is_of_signs(text)
    if len(_TWICE_ENCODED.findall(sample)) > _TWICE_SHARE * thai:
        return False
    broken = len(_BROKEN.findall(text)) / thai
    if broken > _BROKEN_SHARE:
        return False
    return (
        broken < _SUSPECT_SHARE or thai < _ENOUGH_FOR_WORDS or _common(text) > _COMMON_SHARE * thai
    )


def _is_of_signs(text: str) -> bool:
    """Whether a text is mostly signs: glyph numbers that are shown as if they were letters."""
    signs = sum(c.isascii() and not (c.isalnum() or c.isspace()) for c in text if c not in "._-")
    return signs >= _LEAST and 2 * signs > sum(map(str.isalnum, text))


def _common(text: str) -> int:
    return sum(map(len, _COMMON.findall(bare(text))))
