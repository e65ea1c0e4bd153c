"""Thai for people: numerals, Buddhist-era dates, fiscal years, and text made comparable.

Inside, the only date is Python's Gregorian `date`; พ.ศ. exists where people read or write.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

BUDDHIST_OFFSET = 543
_EARLIEST_BUDDHIST_YEAR = 2400
"""A four-digit year above this is พ.ศ.; below it, ค.ศ."""
_NEVER_LAST = " ,;:(เแโใไ"
"""What must not come before the dots of a cut: a space, a mark, a vowel without its consonant."""
_FISCAL_START_MONTH = 10

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI_DIGITS = re.compile("[๐-๙]+")
_THAI_NUMBERS = tuple(str(number).translate(_TO_THAI) for number in range(400))
"""The numbers that most sentences tell: files, activities, points."""


def thai_digits(value: object) -> str:
    """Write a number or text with Thai numerals."""
    if type(value) is int and 0 <= value < len(_THAI_NUMBERS):
        return _THAI_NUMBERS[value]
    return str(value).translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """Fold Thai numerals to 0-9."""
    return _THAI_DIGITS.sub(lambda found: found.group().translate(_TO_ARABIC), text)


def thai_date(day: date, *, short: bool = False, weekday: bool = False) -> str:
    """Write a day as officials do: `๒๐ มีนาคม ๒๕๖๗`, `๒๐ มี.ค. ๖๗`, `วันพุธที่ ๒๐ มีนาคม ๒๕๖๗`."""
    year = day.year + BUDDHIST_OFFSET
    if short:
        return thai_digits(f"{day.day} {SHORT_MONTHS[day.month - 1]} {year % 100:02d}")
    text = thai_digits(f"{day.day} {MONTHS[day.month - 1]} {year}")
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {text}" if weekday else text


def show_date(day: date, language: str = "th", *, short: bool = False) -> str:
    """Write a day for people who read `language` (`th` or `en`)."""
    if language == "en":
        return f"{day.day} {day:%b %Y}"
    return thai_date(day, short=short)


def shorten(text: str, room: int) -> str:
    """Cut text to `room` letters that take width on a line, never between a letter and its marks."""
    starts = [at for at, c in enumerate(text) if unicodedata.category(c) not in ("Mn", "Cf")]
    if len(starts) <= room:
        return text
    return text[: starts[room - 1]].rstrip(_NEVER_LAST) + "…"


def gregorian_year(year: int) -> int:
    """A year of four digits as ค.ศ., in whichever era it was written."""
    return year - BUDDHIST_OFFSET if year > _EARLIEST_BUDDHIST_YEAR else year


def fiscal_year_of(day: date) -> int:
    """The fiscal year (พ.ศ.) that a day belongs to: it starts on 1 October of the year before."""
    return day.year + BUDDHIST_OFFSET + (day.month >= _FISCAL_START_MONTH)


def fiscal_year_span(fiscal_year: int) -> tuple[date, date]:
    """First and last day of a fiscal year (พ.ศ.): 2567 is 2023-10-01 to 2024-09-30."""
    last = fiscal_year - BUDDHIST_OFFSET
    return date(last - 1, _FISCAL_START_MONTH, 1), date(last, 9, 30)


_HIDDEN = "\u200b-\u200f\u2060\u25cc\ufeff\u00ad\u202a-\u202e\x00-\x08\x0b\x0e-\x1f"
_INVISIBLE = re.compile(f"[{_HIDDEN}]")
_TONES = "\u0e48-\u0e4b"
_VOWELS = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d"
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
# Glyphs that older Thai fonts keep in the private-use area (F700-F71D), checked against TH SarabunPSK.
_PRIVATE_USE = {
    0xF700 + i: c
    for i, c in enumerate(
        "ฐ\u0e34\u0e35\u0e36\u0e37"
        + "\u0e48\u0e49\u0e4a\u0e4b\u0e4c" * 2
        + "ญ\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3aฎฏฬ"
    )
}
_EACH_MARK = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
_FOREIGN_MARKS = re.compile("[^\x00-\u02ff\u0e00-\u0e7f\u2000-\u206f]")
"""Combining marks outside Latin, Thai and general punctuation."""
# Only characters that occur are translated: a table over whole pages costs more than all else here.
_PRIVATE = re.compile(f"[{''.join(map(chr, _PRIVATE_USE))}]+")
_PUNCTUATION = re.compile(r"[\s\"“”'‘’.,:;/()\[\]\-–—_•◆▶☛✓ฯๆ]+")


_NUMBER_WORDS = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
_COUNTED = re.compile(rf"(ที่|ข้อ|รอบ|งวด|ครั้ง|ระยะ|ไตรมาส)\s*({'|'.join(_NUMBER_WORDS)})\s*$")


def counted(text: str) -> str:
    """Fold Thai numerals to 0-9, and a number word behind what it counts: `ไตรมาสที่สาม`, `ข้อเจ็ด`."""
    return _COUNTED.sub(
        lambda found: f"{found[1]} {_NUMBER_WORDS.index(found[2]) + 1}", arabic_digits(text)
    )


_AS_WRITTEN = re.compile(
    r"“[^”]*”|\([^()]*\.[A-Za-z0-9]{2,4}\)|(?<![A-Za-z0-9_./:@#=+\-])(\d+)(?![A-Za-z0-9_/@#=%+\-]|[.:]\w)",
    re.ASCII,
)
"""What a sentence quotes, a file's name in brackets, or (in the group) a number that is no part of an id or a day."""


def with_thai_numerals(sentence: str) -> str:
    """A sentence with its numbers in Thai numerals; what it quotes and what has to be typed stay as written."""
    return _AS_WRITTEN.sub(
        lambda found: thai_digits(found[1] or found[0]) if found[1] else found[0], sentence
    )


_BEFORE_MARKS = re.compile(r"[ \n]+(?=[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])")
_TONE_FIRST = re.compile(rf"([{_TONES}])([{_VOWELS}])")
_SPLIT_AM = re.compile(rf"\u0e4d([{_TONES}]?)\s?\u0e32")
_DOUBLED = re.compile(rf"([{_MARKS}])\1+")
_TO_MEND = re.compile(
    rf"[{_HIDDEN}{''.join(map(chr, _PRIVATE_USE))}\u00a0]|เเ|[{_TONES}][{_VOWELS}]"
    rf"|[ \n][\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]|\u0e4d[{_TONES}]?\s?\u0e32|([{_MARKS}])\1"
)
"""Where a repair has something to do. Most words of a table need none, and asking once is four times faster."""
_SHORT = 100


def normalise(text: str) -> str:
    """Repair Thai text from PDFs: zero-width marks, private glyphs, split sara am.

    NFC only: NFKC would split ำ.
    """
    return _mended(text) if len(text) <= _SHORT else _mended.__wrapped__(text)


@lru_cache(maxsize=2**14)
def _mended(text: str) -> str:
    # Days, choices and numbers stand in most rows of a table.
    if not _TO_MEND.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    text = _PRIVATE.sub(lambda found: found.group().translate(_PRIVATE_USE), text)
    text = _INVISIBLE.sub("", text)
    text = _BEFORE_MARKS.sub("", text).replace("เเ", "แ")
    text = _TONE_FIRST.sub(r"\2\1", text)
    text = _SPLIT_AM.sub("\\1\u0e33", text)
    return _DOUBLED.sub(r"\1", text)


def match_key(text: str) -> str:
    """Fold text so that two writings of the same words compare equal: without spaces and punctuation."""
    return _key_of_words(text) if len(text) <= _SHORT else fold(normalise(text))


@lru_cache(maxsize=2**14)
def _key_of_words(text: str) -> str:
    # Headings, choices and names are asked for again with each line of a table.
    return fold(normalise(text))


def fold(mended: str) -> str:
    """Do the same to text that is already normalised."""
    return _PUNCTUATION.sub("", arabic_digits(mended)).lower()


def bare(folded: str) -> str:
    """Fold text that `fold` gave further, to consonants and spacing vowels: they survive the worst PDF makers."""
    plain = folded.replace("ำ", "า")
    for mark in _EACH_MARK:  # a third of the time that one pattern takes
        plain = plain.replace(mark, "")
    if plain.isascii() or not _FOREIGN_MARKS.search(plain):
        return plain
    return "".join(c for c in plain if unicodedata.category(c) != "Mn")
