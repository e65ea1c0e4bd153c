"""The verb that a sentence asks for. Sentences name no command: `cli` turns the verb into one, a letter does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """Every verb that an error, a finding or a check may ask for."""

    BACKUP = "backup"
    CONTACTS_AWAY = "contacts.away"
    CONTACTS_DIRECTOR = "contacts.director"
    CONTACTS_LIST = "contacts.list"
    CONTACTS_SET = "contacts.set"
    EXPLAIN_ACTIVITY = "explain.activity"
    EVIDENCE_LIST = "evidence.list"
    EVIDENCE_PDF = "evidence.pdf"
    EVIDENCE_RECHECK = "evidence.recheck"
    EVIDENCE_UNCHOOSE = "evidence.unchoose"
    EVIDENCE_WITHDRAW = "evidence.withdraw"
    INIT_YEAR = "init-year"
    INIT = "init"
    MEASURE_SET = "measure.set"
    OUTBOX_HELD = "outbox.held"
    OUTBOX_LIST = "outbox.list"
    PLAN_APPLY = "plan.apply"
    PLAN_CONFIRM = "plan.confirm"
    PLAN_NEW = "plan.new"
    PLAN_PREVIEW = "plan.preview"
    PLAN_READINGS = "plan.readings"
    PLAN_REOPEN = "plan.reopen"
    PLAN_SHOW = "plan.show"
    PLAN_UNCONFIRMED = "plan.unconfirmed"
    PLAN_VALIDATE = "plan.validate"
    REVIEW_ON_PAPER = "review.on-paper"
    REGISTER_ADD = "register.add"
    REGISTER_CORRECT = "register.correct"
    REGISTER_LIST = "register.list"
    REGISTER_SHOW = "register.show"
    RELIEF_EXTEND = "relief.extend"
    RELIEF_LIST = "relief.list"
    REMIND_LOOK = "remind.look"
    REPORT = "report"
    RESTORE = "restore"
    SCHEDULE = "schedule"
    SNOOZE_LIST = "snooze.list"
    SUBMISSIONS = "submissions"
    SURVEY_ACCEPT = "survey.accept"
    SURVEY_IMPORT = "survey.import"
    SURVEY_LIST = "survey.list"
    SURVEY_ON_PAPER = "survey.on-paper"
    SURVEY_SHOW = "survey.show"
    UNIT_PROFILE = "unit.profile"
    UNSUBMIT = "unsubmit"
    UPGRADE = "upgrade"

    # About the verb that was refused: what to add to it.
    GIVE_ASKED = "give.asked"
    GIVE_FOLDER = "give.folder"
    GIVE_GROUP = "give.group"
    GIVE_NUMBER = "give.number"
    GIVE_OFFICE = "give.office"
    GIVE_REASON = "give.reason"
    GIVE_SURVEY_YEAR = "give.survey-year"
    GIVE_UNIT = "give.unit"
    GIVE_YEAR = "give.year"
    GIVE_YES = "give.yes"
    LOOK_FIRST = "look.first"


@dataclass(frozen=True, slots=True)
class How:
    """A verb and its subject, such as `measure.set` and `12.benefit`; several words are in the verb's order."""

    verb: Verb
    subject: str = ""
