"""Whether a picture belongs to its activity, judged by its bytes, likeness and the camera's day.

A reviewer who accepts the picture settles the doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.activity.counts import PICTURE_FORMATS, Asked, counts, is_accepted
from domain.facts import EvidenceFact, PictureUse, ReviewFact
from domain.language.days import YEARS_AROUND
from domain.language.thai import fiscal_year_span, show_date
from domain.words.wording import digits, sentence

ALIKE_WITHIN = 10
"""Bits of 128 (dhash, rows and columns) in which two pictures may differ and still be taken for one.

Measured on 116 drawn and noise pictures: copies that were resized (to 160 pixels), recompressed (down to
quality 10), blurred, greyed or stamped differ in 8 at most, brightened by a fifth 89 % within 10. Different
pictures of one kind of scene differ in 14 and more, other scenes in 34, scanned pages of text in 16. A cut of
5 % at each edge is beyond it (24): to catch that would call honest pictures alike.
"""

_DIGITS = 32
"""Hex digits of each number in a fingerprint."""

_A_YEAR = timedelta(days=365)
"""A camera that says a later day than this after its picture came in has a wrong year, and proves nothing."""
_A_DAY = timedelta(days=1)
"""A day's tolerance for cameras' clocks and events that end after midnight."""


class PictureDoubt(StrEnum):
    """Why a picture may not be this activity's own."""

    SAME = "same"
    """The same file was used before, for another activity or in an earlier year."""
    TWICE = "twice"
    """It is evidence for this requirement already: it counts once."""
    ALIKE = "alike"
    """It looks like one that was used before: a person must look."""
    OUTSIDE = "outside"
    """The camera's day is not within the activity's."""


UNCOUNTED = frozenset({PictureDoubt.SAME, PictureDoubt.TWICE})
"""The same bytes prove nothing twice; the other doubts wait for a person."""


@dataclass(frozen=True, slots=True)
class DoubtedPicture:
    """A picture with its doubt: where it was used `before`, or the days on which it should have been taken."""

    fact: EvidenceFact
    doubt: PictureDoubt
    before: PictureUse | None = None
    last_years: bool = False
    """`before` lies in an earlier fiscal year."""
    between: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class _Use:
    """A use of a picture for a requirement. `place` orders uses: earlier years, then by item."""

    place: tuple[int, int]
    origin: int | None
    use: PictureUse
    ways: tuple[int, ...]


class Pictures:
    """One unit's pictures on a day, ready for comparison."""

    def __init__(
        self,
        standing: Iterable[EvidenceFact],
        earlier: Iterable[PictureUse],
        reviews: Mapping[tuple[int, int], ReviewFact],
        asked: Asked,
        fiscal_year: int,
    ) -> None:
        """Use the newest version of each item; `asked` are the plan's requirements."""
        self._year = fiscal_year
        self._reviews = reviews
        self._doubts: dict[tuple[int, int], DoubtedPicture | None] = {}
        self._days: dict[int, list[date]] = {}
        uses = [_earlier_use(use) for use in earlier]
        for fact in standing:
            if fact.event_date is not None:
                self._days.setdefault(fact.requirement.activity, []).append(fact.event_date)
            if _stands(fact, reviews, asked):
                uses.append(_this_years_use(fact, fiscal_year))
        uses.sort(key=lambda u: u.place)
        self._by_hash: dict[str, list[_Use]] = {}
        for use in uses:
            self._by_hash.setdefault(use.use.sha256, []).append(use)
        self._uses = uses

    def doubted(self, facts: Iterable[EvidenceFact]) -> tuple[DoubtedPicture, ...]:
        """The pictures in doubt among some files."""
        return tuple(d for f in facts if (d := self._doubt(f)) is not None)

    def _doubt(self, fact: EvidenceFact) -> DoubtedPicture | None:
        """The doubt about a picture; None for a sound or accepted one and for other files."""
        if fact.format not in PICTURE_FORMATS:
            return None
        key = (fact.item, fact.version)
        if key not in self._doubts:
            accepted = is_accepted(fact, self._reviews)
            self._doubts[key] = None if accepted else self._judge(fact)
        return self._doubts[key]

    def _judge(self, fact: EvidenceFact) -> DoubtedPicture | None:
        return self._same(fact) or self._alike(fact) or self._outside(fact)

    def _same(self, fact: EvidenceFact) -> DoubtedPicture | None:
        before = self._before(fact, self._by_hash.get(fact.sha256, ()))
        if before is None:
            return None
        last_years = before.fiscal_year != self._year
        twice = before.requirement == fact.requirement and not last_years
        doubt = PictureDoubt.TWICE if twice else PictureDoubt.SAME
        return DoubtedPicture(fact, doubt, before, last_years)

    def _alike(self, fact: EvidenceFact) -> DoubtedPicture | None:
        ways = _ways(fact.fingerprint)
        if not ways:
            return None
        like = [u for u in self._uses if _are_alike(u.ways, ways)]
        before = self._before(fact, like)
        if before is None:
            return None
        return DoubtedPicture(fact, PictureDoubt.ALIKE, before, before.fiscal_year != self._year)

    def _before(self, fact: EvidenceFact, uses: Sequence[_Use]) -> PictureUse | None:
        """The first earlier use that forbids this one. Links and the activity's other documents do not."""
        for use in uses:
            if use.place >= (self._year, fact.item):
                return None
            own = use.use.fiscal_year == self._year and (
                use.origin == _origin(fact)
                or (
                    use.use.requirement.activity == fact.requirement.activity
                    and use.use.requirement != fact.requirement
                )
            )
            if not own:
                return use.use
        return None

    def _outside(self, fact: EvidenceFact) -> DoubtedPicture | None:
        if fact.taken_on is None or not self._clock_was_set(fact, fact.taken_on):
            return None
        first, last = self._between(fact)
        if first <= fact.taken_on <= last:
            return None
        return DoubtedPicture(fact, PictureDoubt.OUTSIDE, between=(first, last))

    def _clock_was_set(self, fact: EvidenceFact, taken_on: date) -> bool:
        """Whether the camera's day is possible. A clock never set says 1970, or New Year's Day of an earlier year."""
        begins = fiscal_year_span(self._year)[0]
        reset = taken_on < begins and (taken_on.month, taken_on.day) == (1, 1)
        oldest = begins.replace(year=begins.year - YEARS_AROUND)
        return not reset and oldest <= taken_on < fact.received_on + _A_YEAR

    def _between(self, fact: EvidenceFact) -> tuple[date, date]:
        """The days of the activity as its senders state them, else the year up to the day it came in."""
        days = self._days.get(fact.requirement.activity)
        if days:
            return min(days) - _A_DAY, max(days) + _A_DAY
        return fiscal_year_span(self._year)[0], fact.received_on


def doubt_sentence(picture: DoubtedPicture, language: str) -> str:
    """What is wrong with a picture and where it was used before, in one clause."""
    values: dict[str, object] = {"name": picture.fact.file_name}
    if picture.before is not None:
        values["where"] = _where(picture.before, language, last_years=picture.last_years)
        values["other"] = picture.before.file_name
    if picture.between is not None and picture.fact.taken_on is not None:
        days = (picture.fact.taken_on, *picture.between)
        values |= {
            name: show_date(day, language, short=True)
            for name, day in zip(("day", "first", "last"), days, strict=True)
        }
    return sentence(f"picture.{picture.doubt.value}", language, **values)


def _where(use: PictureUse, language: str, *, last_years: bool) -> str:
    number = digits(use.requirement.activity, language)
    key = "picture.where_earlier" if last_years else "picture.where"
    return sentence(key, language, number=number, name=use.file_name, year=use.fiscal_year)


def _stands(
    fact: EvidenceFact,
    reviews: Mapping[tuple[int, int], ReviewFact],
    asked: Asked,
) -> bool:
    """Whether it is used: what was returned, broken or sent to the wrong place is free for the right one."""
    own = asked.get(fact.requirement)
    if own is None or fact.format not in PICTURE_FORMATS:
        return False
    return counts(fact, own.formats, reviews)


def _this_years_use(fact: EvidenceFact, fiscal_year: int) -> _Use:
    use = PictureUse(fiscal_year, fact.requirement, fact.file_name, fact.sha256, fact.fingerprint)
    return _Use((fiscal_year, fact.item), _origin(fact), use, _ways(fact.fingerprint))


def _earlier_use(use: PictureUse) -> _Use:
    return _Use((use.fiscal_year, 0), None, use, _ways(use.fingerprint))


def _origin(fact: EvidenceFact) -> int:
    return fact.file or fact.item


def _ways(fingerprint: str | None) -> tuple[int, ...]:
    """A fingerprint as numbers, the picture's own first, then those of its turned and mirrored copies.

    Empty if there is none, or if it is zero, as every blank picture's is. One that an older Kamnot made has one number.
    """
    text = fingerprint or ""
    ways = tuple(int(text[at : at + _DIGITS], 16) for at in range(0, len(text), _DIGITS))
    return ways if any(ways) else ()


def _are_alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether one picture looks like the other, or like a turned or mirrored copy of it."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return any((few[0] ^ way).bit_count() <= ALIKE_WITHIN for way in many) if few else False
