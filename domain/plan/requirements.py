"""Finds the document of the plan that a person means by an id, or by an activity and a file's format."""

from __future__ import annotations

import re

from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.language.thai import arabic_digits, counted, match_key, thai_digits
from domain.plan.model import Activity, EvidenceKind, EvidenceRequirement, Plan

_OF_ACTIVITIES = re.compile(
    r"(?i)^(?:(?:กิจกรรม|โครงการ|ลำดับ|แถว|ข้อ|activity|no\.)\s*(?:ที่)?|ที่|#)\s*"
)

_OF_CRITERIA = re.compile(r"(?i)^(?:เกณฑ์|ข้อ|ที่|criterion|\s)+")

_PART_OF_WORDS = re.compile(r"(.+)[./]([^./]*)")
_LEAST = 4
"""Letters that words of a title need."""
_LISTED = 6
"""Activities that a sentence names when words are in the titles of several."""


def find_requirement(plan: Plan, text: str, file_format: str) -> RequirementId:
    """The document meant by `7`, `๗`, `7.report` or `7/report` for a file of that format.

    With the activity alone the format decides: pictures go to the photos, anything else to the only document that
    takes it. Raises NotThereError for an unknown activity, KamnotError if none or several documents remain.
    """
    activity, name = find_activity(plan, text)
    chosen = _named(activity, name) if name else _by_format(activity, file_format)
    return RequirementId(activity.number, chosen.id)


def find_activity(plan: Plan, text: str) -> tuple[Activity, str]:
    """The activity meant by `7`, `๗`, `กิจกรรมที่ ๗`, `7.report`, `7/report` or words of its title, and what of it.

    Raises NotThereError for an unknown activity, and for words in the titles of several.
    """
    found = named_activity(plan, text)
    if found is None:
        raise _no_activity(plan, text)
    return found


def named_activity(plan: Plan, text: str) -> tuple[Activity, str] | None:
    """The same; None for an unknown activity."""
    plain = _OF_ACTIVITIES.sub("", arabic_digits(text).strip())
    number, name = (part.strip() for part in plain.replace("/", ".").partition(".")[::2])
    if number.isascii() and number.isdigit():
        found = plan.by_number.get(int(number))
    else:
        found, name = _titled(plan, plain), ""
        if found is None and (parts := _PART_OF_WORDS.fullmatch(plain)):
            found, name = _titled(plan, parts[1]), parts[2].strip()
    return (found, name) if found else None


def activity_meant(plan: Plan, text: str) -> Activity:
    """The activity that `find_activity` finds, also by a document or number of it.

    Raises NotThereError as it does, and for a document or number that the activity does not have.
    """
    activity, name = find_activity(plan, text)
    parts = {r.id for r in activity.requirements} | {m.id for m in activity.measures}
    if name and name not in parts:
        raise _no_activity(plan, text)
    return activity


def _titled(plan: Plan, words: str) -> Activity | None:
    """The only activity with these words in its title; None if none has them. Raises NotThereError for several."""
    key = match_key(words)
    if sum(map(str.isalpha, key)) < _LEAST:
        return None
    found = [a for a in plan.activities if key in match_key(a.title)]
    exact = [a for a in found if match_key(a.title) == key]
    if len(found) > 1 and len(exact) != 1:
        more = len(found) - _LISTED
        listed = "; ".join(f"{a.number} ({a.title})" for a in found[:_LISTED])
        raise NotThereError(
            f"“{words}” อยู่ในชื่อของ {len(found)} กิจกรรม โปรดใช้เลขหรือพิมพ์ให้เจาะจงขึ้น: {listed}"
            + (f" และอีก {more} กิจกรรม" if more > 0 else ""),
            f"{words!r} is in the titles of {len(found)} activities; use a number or more words: {listed}"
            + (f"; and {more} more." if more > 0 else "."),
        )
    return next(iter(exact or found), None)


def criterion_meant(plan: Plan, text: str) -> int:
    """The number of the criterion meant by `7`, `๗` or `ข้อ ๗`. Raises NotThereError if the plan has none."""
    plain = _OF_CRITERIA.sub("", counted(text).strip()).removesuffix(".")
    last = len(plan.rubric.criteria)
    if plain not in map(str, range(1, last + 1)):
        raise NotThereError(
            f"เกณฑ์มีข้อ {thai_digits(1)} ถึง {thai_digits(last)} แต่พบ “{text}”",
            f"The criteria are 1 to {last}, found {text!r}.",
            How(Verb.EXPLAIN_ACTIVITY, plain if plain.isdigit() else ""),
        )
    return int(plain)


def _no_activity(plan: Plan, text: str) -> NotThereError:
    return NotThereError(
        f"ไม่มีกิจกรรม “{text}” ในแผน ใช้เลข 1 ถึง {plan.activity_count} เช่น 7 หรือ 7.report",
        f"The plan has no activity {text!r}; use 1 to {plan.activity_count}, as 7 or 7.report.",
    )


def _named(activity: Activity, name: str) -> EvidenceRequirement:
    """The document with this id, else the only one whose title has these words."""
    key = match_key(name)
    same = [r for r in activity.requirements if r.id == name]
    found = same or [r for r in activity.requirements if key and key in match_key(r.title)]
    if len(found) == 1:
        return found[0]
    raise _unclear(activity, f"“{name}”", f"{name!r}")


def _by_format(activity: Activity, file_format: str) -> EvidenceRequirement:
    takers = [r for r in activity.requirements if file_format in r.formats]
    photos = [r for r in takers if r.kind is EvidenceKind.PHOTOS]
    chosen = photos or takers or list(activity.requirements)
    if len(chosen) == 1:
        return chosen[0]
    raise _unclear(activity, f"ไฟล์ .{file_format}", f"a .{file_format} file")


def _unclear(activity: Activity, what: str, english: str) -> KamnotError:
    asked = ", ".join(f"{activity.number}.{r.id} ({r.title})" for r in activity.requirements)
    return KamnotError(
        f"ไม่ทราบว่า{what} เป็นเอกสารใดของกิจกรรมที่ {activity.number} โปรดระบุ: {asked}",
        f"Which document of activity {activity.number} is {english}? Name one of: {asked}",
    )


def requirement_of(plan: Plan, asked: RequirementId) -> EvidenceRequirement:
    """The plan's requirement for a document. Raises NotThereError if a changed plan no longer asks for it."""
    found = plan.requirement_by_id.get(asked)
    if found is None:
        raise NotThereError(
            f"แผนปี {plan.fiscal_year} ไม่ได้ขอเอกสาร {asked} แล้ว เพราะแผนถูกแก้หลังรับไฟล์",
            f"The plan of {plan.fiscal_year} no longer asks for {asked}: it was changed.",
            How(Verb.PLAN_SHOW),
        )
    return found
