"""Who may do what on the pages: one table of rights by role. It adds to the rules of reviewing and replaces none.

Plain values in, yes or no out: it reads no session and raises nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What somebody does on a page. Every route names one."""

    SEE_OWN_WORK = "see-own-work"
    SEE_ACTIVITY = "see-activity"
    BRING_FILES = "bring-files"
    BEGIN_DOCUMENTS = "begin-documents"
    """Take a document that Kamnot has begun, with what is known of the activity in it."""
    ANSWER = "answer"
    """Say "we have it", so that reminders pause."""
    ENTER_NUMBERS = "enter-numbers"
    WRITE_ROWS = "write-rows"
    """Write, correct and withdraw rows of registers."""
    REVIEW = "review"
    HAND_OVER_CODE = "hand-over-code"
    SEE_HEALTH = "see-health"
    OWN_ACCOUNT = "own-account"


class Role(StrEnum):
    """What the seats and the scope of an account make of it in one unit."""

    MEMBER = "member"
    HEAD = "head"
    """The head of a group, or the deputy."""
    REVIEWER = "reviewer"
    """A member of a reviewing group."""
    REVIEWING_HEAD = "reviewing-head"
    DIRECTOR = "director"
    ETHICS = "ethics"
    """The group that looks at all units of the department."""
    IT = "it"


class Scope(StrEnum):
    """What an account may see beyond its seats."""

    NONE = ""
    DEPARTMENT = "department"
    IT = "it"


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A seat in a working group of a unit; the director's group is `director`."""

    unit: str
    group: str
    role: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person with an account: the seats, and what goes beyond them."""

    account: str
    seats: tuple[SeatHeld, ...] = ()
    scope: Scope = Scope.NONE

    def groups(self, unit: str) -> frozenset[str]:
        """The groups of a unit in which this person has a seat."""
        return frozenset(seat.group for seat in self.seats if seat.unit == unit)

    def units(self) -> tuple[str, ...]:
        """The units in which this person has a seat, in order."""
        return tuple(sorted({seat.unit for seat in self.seats}))


_M, _H, _R, _RH = Role.MEMBER, Role.HEAD, Role.REVIEWER, Role.REVIEWING_HEAD
_D, _E, _IT = Role.DIRECTOR, Role.ETHICS, Role.IT

EVERYWHERE: Mapping[Right, frozenset[Role]] = {
    Right.SEE_OWN_WORK: frozenset({_M, _H, _R, _RH}),
    Right.SEE_ACTIVITY: frozenset({_R, _RH, _D, _E}),
    Right.BRING_FILES: frozenset({_R, _RH}),
    Right.BEGIN_DOCUMENTS: frozenset({_R, _RH}),
    Right.ANSWER: frozenset({_R, _RH}),
    Right.ENTER_NUMBERS: frozenset({_R, _RH}),
    Right.WRITE_ROWS: frozenset({_R, _RH}),
    Right.REVIEW: frozenset({_R, _RH}),
    Right.HAND_OVER_CODE: frozenset({_RH, _IT}),
    Right.SEE_HEALTH: frozenset({_IT}),
    Right.OWN_ACCOUNT: frozenset(Role),
}
"""Which roles may do it for the whole unit. Whoever has no seat anywhere sees their own account alone."""

OF_OWN_GROUPS: Mapping[Right, frozenset[Role]] = {
    right: frozenset({_M, _H})
    for right in (
        Right.SEE_ACTIVITY,
        Right.BRING_FILES,
        Right.BEGIN_DOCUMENTS,
        Right.ANSWER,
        Right.ENTER_NUMBERS,
        Right.WRITE_ROWS,
    )
}
"""Which roles may do it where one of their groups is responsible."""


def roles_of(member: Member, unit: str, reviewers: Collection[str]) -> frozenset[Role]:
    """The roles of a person in a unit; `reviewers` are the groups that review."""
    seats = _seats_in(member, unit)
    scope = {Scope.DEPARTMENT: {_E}, Scope.IT: {_IT}}.get(member.scope, set())
    return frozenset(scope.union(*(_of_seat(seat, reviewers) for seat in seats)))


def _of_seat(seat: SeatHeld, reviewers: Collection[str]) -> set[Role]:
    if seat.group == "director":
        return {_D}
    leads = seat.role in ("head", "deputy")
    own = _H if leads else _M
    if seat.group in reviewers:
        return {own, _RH if leads else _R}
    return {own}


def may(
    member: Member,
    right: Right,
    unit: str,
    reviewers: Collection[str],
    groups: Collection[str] | None = None,
) -> bool:
    """Whether a person may do it in a unit; `groups` are those responsible, None where no group is asked about."""
    if right is Right.OWN_ACCOUNT and not member.seats:
        return True
    if EVERYWHERE[right] & roles_of(member, unit, reviewers):
        return True
    allowed = OF_OWN_GROUPS.get(right, frozenset())
    return any(
        (groups is None or seat.group in groups) and allowed & _of_seat(seat, reviewers)
        for seat in _seats_in(member, unit)
    )


def _seats_in(member: Member, unit: str) -> Iterator[SeatHeld]:
    return (seat for seat in member.seats if seat.unit == unit)
