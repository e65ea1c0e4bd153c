"""Makes a Thai file name acceptable to Windows, Linux and macOS."""

from __future__ import annotations

import re
import unicodedata

LONGEST_BYTES = 240
"""Linux takes 255 bytes a name, and a Thai letter has three; a copy's ` (2)` must still fit."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def safe_file_name(name: str) -> str:
    """The name as Windows, Linux and macOS all accept it, with its Thai and its extension; `file` if nothing is left.

    At most 240 bytes of UTF-8, cut between letters and never before a vowel or tone mark.
    """
    plain = "".join(
        c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in _UNSEEN
    )
    plain = _FORBIDDEN.sub("_", plain).strip().rstrip(". ") or "file"
    stem, dot, ending = plain.rpartition(".")
    stem, suffix = (stem, dot + ending) if stem.strip(".") else (plain, "")
    if _RESERVED.fullmatch(plain.partition(".")[0].strip()):
        stem = f"_{stem}"
    suffix = _cut(suffix, LONGEST_BYTES // 4)
    kept = _cut(stem, LONGEST_BYTES - len(suffix.encode())) + suffix
    return kept.rstrip(". ") or "file"


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def _cut(text: str, most: int) -> str:
    """The longest beginning of at most `most` bytes that keeps each letter with its marks."""
    kept = text.encode("utf-8")[:most].decode("utf-8", "ignore")
    rest = text[len(kept) :]
    while kept and rest and unicodedata.category(rest[0]) == "Mn":
        kept, rest = kept[:-1], kept[-1] + rest
    return kept
