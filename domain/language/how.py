"""The deed that a sentence asks for. The sentence names no command: who shows it knows how the deed is done there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """Every deed that an error, a finding or a check may ask for."""

    CONTACTS_AWAY = "contacts.away"
    CONTACTS_DIRECTOR = "contacts.director"
    CONTACTS_LIST = "contacts.list"
    CONTACTS_SET = "contacts.set"
    EVIDENCE_LIST = "evidence.list"
    EVIDENCE_RECHECK = "evidence.recheck"
    EVIDENCE_UNCHOOSE = "evidence.unchoose"
    EVIDENCE_WITHDRAW = "evidence.withdraw"
    INIT = "init"
    MEASURE_SET = "measure.set"
    OUTBOX_LIST = "outbox.list"
    PLAN_APPLY = "plan.apply"
    PLAN_CONFIRM = "plan.confirm"
    PLAN_NEW = "plan.new"
    PLAN_PREVIEW = "plan.preview"
    PLAN_REOPEN = "plan.reopen"
    PLAN_SHOW = "plan.show"
    PLAN_UNCONFIRMED = "plan.unconfirmed"
    PLAN_VALIDATE = "plan.validate"
    RELIEF_EXTEND = "relief.extend"
    RELIEF_LIST = "relief.list"
    REPORT = "report"
    SCHEDULE = "schedule"
    SNOOZE_LIST = "snooze.list"
    UNSUBMIT = "unsubmit"

    # Said of the very deed that was refused: what to add to it.
    GIVE_FOLDER = "give.folder"
    GIVE_GROUP = "give.group"
    GIVE_OFFICE = "give.office"
    GIVE_REASON = "give.reason"
    GIVE_UNIT = "give.unit"
    GIVE_YEAR = "give.year"
    LOOK_FIRST = "look.first"


@dataclass(frozen=True, slots=True)
class How:
    """A deed and what it is done to, such as `measure.set` and `12.benefit`; several words are in the deed's order."""

    verb: Verb
    subject: str = ""
