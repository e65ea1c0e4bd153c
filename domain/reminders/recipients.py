"""Who receives letters: the contacts whom a rung names, and the deputies of absent ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from domain.language.thai import match_key
from domain.plan.model import Audience, Plan
from domain.plan.names import group_meant, one_meant
from domain.results import Reminder

DIRECTOR = "director"
"""The director's id in the place of a working group's: the director belongs to none."""

FOLLOW_UP = "planning"
"""The group that follows the plan up by the bureau's order: it answers questions and reviews what came in."""


class ContactRole(StrEnum):
    """The seat in a group; the director belongs to no group."""

    MEMBER = "member"
    HEAD = "head"
    DEPUTY = "deputy"
    DIRECTOR = "director"


_DIRECTOR_WORDS = ("ผู้อำนวยการสำนัก", "ผู้อำนวยการ", "ผอ.สำนัก", "ผอ.")
_COURTESY = re.compile("^ท่าน")
_SEATS = {
    ContactRole.HEAD: (
        "หัวหน้า", "หัวหน้าคณะ", "หัวหน้าคณะทำงาน", "หัวหน้าคณะกรรมการ", "หัวหน้ากลุ่ม", "หัวหน้าฝ่าย",
        "ประธาน", "ประธานกรรมการ", "ประธานคณะทำงาน",
    ),
    ContactRole.DEPUTY: (
        "รองหัวหน้า", "รองหัวหน้าคณะ", "รองหัวหน้าคณะทำงาน", "รองประธาน", "รองประธานกรรมการ", "รองประธานคณะทำงาน",
    ),
    ContactRole.MEMBER: (
        "สมาชิก", "สมาชิกคณะ", "สมาชิกคณะทำงาน", "คณะทำงาน", "คณะกรรมการ", "กรรมการ", "เลขานุการ", "เลขา",
        "กรรมการและเลขานุการ", "คณะกรรมการและเลขานุการ", "คณะทำงานและเลขานุการ", "ผู้ช่วยเลขานุการ", "ผู้ช่วยเลขา",
        "กรรมการและผู้ช่วยเลขานุการ", "คณะกรรมการและผู้ช่วยเลขานุการ", "คณะทำงานและผู้ช่วยเลขานุการ",
    ),
    ContactRole.DIRECTOR: _DIRECTOR_WORDS,
}  # fmt: skip


def recipient_group(plan: Plan, text: str, *, whole: bool = False) -> str:
    """The id of the working group, or `director`, meant by an id or Thai words. Raises NotThereError for none."""
    alone = _COURTESY.sub("", match_key(text)).removesuffix(match_key(plan.unit.name))
    if alone in map(match_key, _DIRECTOR_WORDS):
        return DIRECTOR
    return group_meant(plan.groups, text, {DIRECTOR: _DIRECTOR_WORDS}, whole=whole)


def role_meant(text: str) -> ContactRole:
    """The role meant by its id or the Thai name of a seat. Raises NotThereError for an unknown one and for a part."""
    known = {role.value: words for role, words in _SEATS.items()}
    return ContactRole(one_meant(known, text, ("บทบาท", "role"), _COURTESY, whole=True))


_ROLES = {
    "members": (ContactRole.MEMBER, ContactRole.DEPUTY),
    "head": (ContactRole.HEAD,),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """A seat that receives letters; `notify_url_env` names an environment variable, if any."""

    id: int
    unit: str
    group: str
    role: ContactRole
    office: str
    email: str
    notify_url_env: str | None
    active: bool
    account: str | None = None
    """This person's account on the machines, if it was registered."""


@dataclass(frozen=True, slots=True)
class Absence:
    """From `first` to `last` (Bangkok days, both counted) letters to `email` go to `deputy`.

    It was told to last until `told_last`; somebody who came back sooner ended it with an earlier `last`.
    """

    id: int
    email: str
    first: date
    last: date
    deputy: str
    deputy_office: str
    told_last: date | None = None

    @property
    def until(self) -> date:
        """The last day as a letter of its days knew it: an end before that was not known yet."""
        return self.told_last or self.last


@dataclass(frozen=True, slots=True)
class UnitProfile:
    """What a unit tells of itself once: letters and forms take it from here.

    Documents are brought to the `place`, to the `coordinator` with this `telephone`; answers to letters go to
    `reply_to`. Forms print the `address`, the `mobile` and the `leader` of the unit. Nobody was asked for anything
    before `since`.
    """

    place: str = ""
    coordinator: str = ""
    telephone: str = ""
    mobile: str = ""
    reply_to: str = ""
    address: str = ""
    leader: str = ""
    since: date = date.min

    @property
    def says_where(self) -> bool:
        """Whether it says where documents are brought."""
        return bool(self.place or self.coordinator or self.telephone)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody (`away`) is absent until that day, and letters go to the `deputy`; both are addresses."""

    away: str
    until: date
    deputy: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """The recipients of a letter, and the roles that the rung names and nobody holds."""

    contacts: tuple[Contact, ...] = ()
    missing: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()

    @property
    def seats(self) -> tuple[str, ...]:
        """Those of a group whom it reaches: `members`, `head`."""
        roles = {contact.role for contact in self.contacts}
        return tuple(who for who, named in _ROLES.items() if not roles.isdisjoint(named))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Each address once, in any spelling."""
        return tuple({c.email.lower(): c.email for c in self.contacts}.values())


@dataclass(frozen=True, slots=True)
class People:
    """One unit's name, its active contacts by group, its absences, and its groups' chats."""

    name: str
    by_group: Mapping[str, tuple[Contact, ...]]
    absences: tuple[Absence, ...] = ()
    chats: Mapping[str, str] = field(default_factory=dict)
    """The variable with the URL of a group's chat, by group."""
    profile: UnitProfile = UnitProfile()

    def recipients(self, reminder: Reminder, as_of: date) -> Recipients:
        """The contacts whom the rung names; if it names nobody of the group, all that can be reached.

        The director receives a separate summary and never replaces a group's contacts: a group without contacts is
        reported as unreachable.
        """
        contacts = self.by_group.get(reminder.group, ())
        if not contacts:
            return Recipients()
        named: list[Contact] = []
        missing = []
        for who in reminder.audience:
            if who == Audience.DIRECTOR:
                found: Sequence[Contact] = self.by_group.get(DIRECTOR, ())
            else:
                found = [c for c in contacts if c.role in _ROLES[who]]
                named += found
            if not found:
                missing.append(who)
        return self._present(named or contacts, as_of, missing)

    def held(self, group: str) -> frozenset[str]:
        """Who can hear of a group's work: its `members` and `head` as far as there are any, and the `director`."""
        director = (Audience.DIRECTOR.value,) if self.by_group.get(DIRECTOR) else ()
        return frozenset((*Recipients(self.by_group.get(group, ())).seats, *director))

    @property
    def reply_to(self) -> str:
        """Who answers: the address that the unit told, else of the group that follows up; empty if there is none."""
        known = sorted(
            self.by_group.get(FOLLOW_UP, ()), key=lambda c: c.role is not ContactRole.MEMBER
        )
        return self.profile.reply_to or next((contact.email for contact in known), "")

    def are_asked(self, recipients: Recipients) -> bool:
        """Whether all of them are those whom letters say to ask: nobody is told to tell themselves."""
        asked = {*self.addresses((FOLLOW_UP,)), self.reply_to.lower()}
        return asked.issuperset(address.lower() for address in recipients.addresses)

    def directors(self, as_of: date) -> Recipients:
        """Who receives the director's summary on that day."""
        return self._present(self.by_group.get(DIRECTOR, ()), as_of)

    def addresses(self, groups: Iterable[str]) -> frozenset[str]:
        """The lower-case addresses of all contacts of these groups."""
        return frozenset(c.email.lower() for g in groups for c in self.by_group.get(g, ()))

    def _present(
        self, contacts: Iterable[Contact], as_of: date, missing: Iterable[str] = ()
    ) -> Recipients:
        away = deputies(self.absences, as_of)
        found = [(contact, in_place_of(contact, away)) for contact in contacts]
        stand_ins = {
            contact.email.lower(): StandIn(
                contact.email, away[contact.email.lower()].until, present.email
            )
            for contact, present in found
            if present.email != contact.email
        }
        present = tuple(present for _, present in found)
        return Recipients(present, tuple(missing), tuple(stand_ins.values()))


def deputies(absences: Iterable[Absence], day: date) -> Mapping[str, Absence]:
    """The deputies on a day by the absent contact's lower-case address. The newest absence counts."""
    return {a.email.lower(): a for a in absences if a.first <= day <= a.last}


def in_place_of(contact: Contact, away: Mapping[str, Absence]) -> Contact:
    """The contact, or their deputy while they are away; a deputy who is away too has a deputy in turn.

    If all of them are away in a circle, the letter goes to the contact: somebody must receive it.
    """
    seen = {contact.email.lower()}
    recipient = contact
    while (absence := away.get(recipient.email.lower())) is not None:
        if absence.deputy.lower() in seen:
            return contact
        seen.add(absence.deputy.lower())
        office = absence.deputy_office or contact.office
        # The chat is the absent person's, so it gets nothing meanwhile.
        recipient = replace(recipient, email=absence.deputy, office=office, notify_url_env=None)
    return recipient
