"""File names: which are left by systems and programs, and how one is made acceptable to Windows, Linux and macOS."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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


_DRAFT = re.compile(
    r"(?<!รูป)(?<!ยก)ร่าง(?!กาย|ทรง)|(?<![a-z])draft(?![a-z])|ยังไม่ลงนาม|ยังไม่เสร็จ", re.IGNORECASE
)


def is_draft(name: str) -> bool:
    """Whether a file's name says that it is a draft: `ร่างรายงาน.docx`, `report_draft2.pdf`."""
    return _DRAFT.search(unicodedata.normalize("NFC", name)) is not None


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def _cut(text: str, most: int) -> str:
    """The longest beginning of at most `most` bytes that keeps each letter with its marks."""
    kept = text.encode("utf-8")[:most].decode("utf-8", "ignore")
    rest = text[len(kept) :]
    while kept and rest and unicodedata.category(rest[0]) == "Mn":
        kept, rest = kept[:-1], kept[-1] + rest
    return kept


_LITTER = re.compile(
    r"\.[^.\\/].*"  # hidden: .DS_Store, ._IMG_1.JPG, .nomedia, .fseventsd, .Trashes, .~lock.report.docx#
    r"|@eadir|@recycle|#recycle|#snapshot|@recently-snapshot|@tmp"  # network disks
    r"|__macosx|icon\r?|lost\+found|lost\.dir|found\.\d{3}"
    r"|system volume information|\$recycle\.bin|\$windows\..*|recycler|recycled|msdownld\.tmp|windowsimagebackup"
    r"|thumbs(?:\d|_vista)?\.db(?::.*)?|albumart.*\.jpg|folder\.jpg|picasa\.ini|zbthumbnail\.info|sync\.ffs_db"
    r"|ehthumbs(?:_vista)?\.db|iconcache.*\.db|desktop\.ini|autorun\.inf|folder\.htt"
    r"|wpsettings\.dat|indexervolumeguid|bootex\.log|pagefile\.sys|hiberfil\.sys|swapfile\.sys|ntuser\..*"
    r"|~.*\.tmp|~\$.*|~wrl.*|~lock\..*#"  # a document that is open
    r"|.*\.(?:aae|thm|xmp|lnk|url|website|webloc|desktop|tmp|temp|bak|asd|wbk|swp|crdownload|part|partial|download)"
    r"|.*\.(?:opdownload|filepart|!ut)|.+~",
    re.IGNORECASE,
)


def is_litter(names: Iterable[str]) -> bool:
    """Whether one of the names on the way to a file is of what systems and programs leave: never evidence."""
    return any(_LITTER.fullmatch(name) for name in names)
