"""Finds the document of the plan that a person means by an id, or by an activity and a file's format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.language.thai import MONTHS, SHORT_MONTHS, arabic_digits, match_key
from domain.plan.model import Activity, EvidenceKind, EvidenceRequirement, Plan


def find_requirement(plan: Plan, text: str, file_format: str) -> RequirementId:
    """The document meant by `7`, `๗`, `7.report` or `7/report` for a file of that format.

    With the activity alone the format decides: pictures go to the photos, anything else to the only document that
    takes it. Raises NotThereError for an unknown activity, KamnotError if none or several documents remain.
    """
    activity, name = find_activity(plan, text)
    chosen = _named(activity, name) if name else _by_format(activity, file_format)
    return RequirementId(activity.number, chosen.id)


def find_activity(plan: Plan, text: str) -> tuple[Activity, str]:
    """The activity meant by `7`, `๗`, `7.report` or `7/report`, and what is named of it (`report`).

    Raises NotThereError for an unknown activity.
    """
    number, _, name = arabic_digits(text).strip().replace("/", ".").partition(".")
    activity = plan.by_number.get(int(number)) if number.isascii() and number.isdigit() else None
    if activity is None:
        raise NotThereError(
            f"ไม่มีกิจกรรม “{text}” ในแผน ใช้เลข 1 ถึง {plan.activity_count} เช่น 7 หรือ 7.report",
            f"The plan has no activity {text!r}; use 1 to {plan.activity_count}, as 7 or 7.report.",
        )
    return activity, name


def _named(activity: Activity, name: str) -> EvidenceRequirement:
    for requirement in activity.requirements:
        if requirement.id == name:
            return requirement
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


def find_by_folder(plan: Plan, names: Sequence[str], stem: str, file_format: str) -> RequirementId:
    """The document that a file in a folder of evidence is for; KamnotError with the reason where that is not sure.

    `names` lead from the outermost folder to the file; the first that begins with a number names the activity.
    A folder called after a document (`report`, its title) or a title in the file's name (`stem`) names it, else
    the format decides.
    """
    number = _leading_number(names)
    if number is None:
        raise KamnotError(
            "ไม่มีเลขกิจกรรมนำหน้าชื่อโฟลเดอร์หรือไฟล์ เช่น 07",
            "no activity's number, such as 07, leads the folder's or the file's name",
        )
    activity = plan.by_number.get(number)
    if activity is None:
        raise NotThereError(
            f"ไม่มีกิจกรรมที่ {number} ในแผน (1 ถึง {plan.activity_count})",
            f"the plan has no activity {number} (1 to {plan.activity_count})",
        )
    chosen = _called(activity, names[:-1], stem) or _by_format(activity, file_format)
    return RequirementId(number, chosen.id)


_MONTH = "|".join(re.escape(month) for month in (*MONTHS, *SHORT_MONTHS))
_NUMBER = re.compile(
    rf"(?:กิจกรรม(?:ที่)?|ลำดับ(?:ที่)?|ข้อ(?:ที่)?|activity)?[\s._-]*0*(\d{{1,3}})(?!\d|\s*(?:{_MONTH}))",
    re.IGNORECASE,
)
"""An activity's number, but no year (2567) and no day (20 มีนาคม): folders of a batch have its date."""
_SHORT_TITLE = 4
"""A title of fewer letters occurs in other names by chance."""


def _leading_number(names: Sequence[str]) -> int | None:
    for name in names:
        found = _NUMBER.match(arabic_digits(name).strip())
        if found:
            return int(found[1])
    return None


def _called(activity: Activity, folders: Sequence[str], stem: str) -> EvidenceRequirement | None:
    for folder in folders:
        plain = match_key(folder)
        for requirement in activity.requirements:
            if plain in (match_key(requirement.id), match_key(requirement.title)):
                return requirement
    name = match_key(stem)
    told = [
        r
        for r in activity.requirements
        if len(match_key(r.title)) >= _SHORT_TITLE and match_key(r.title) in name
    ]
    return told[0] if len(told) == 1 else None


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
