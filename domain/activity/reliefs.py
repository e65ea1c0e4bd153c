"""Reliefs: what a unit need not show, what does not concern it, and what it may send later.

A relief excuses and never earns: what is excused leaves the points, what is shown counts as ever
(docs/decisions/points.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.facts import ReliefFact, ReliefKind
from domain.language.errors import KamnotError
from domain.language.ids import AskedId
from domain.language.reasons import given_reason
from domain.language.thai import fiscal_year_span, show_date, thai_date
from domain.plan.model import Activity, Plan
from domain.plan.requirements import find_activity
from domain.results import ActivityResult, Finding, Outcome
from domain.words.wording import sentence


@dataclass(frozen=True, slots=True)
class Reliefs:
    """The reliefs that hold on one day, by what they are about.

    Of several for one thing the newest counts, of extensions the furthest. To shorten an extension, end the longer.
    """

    waivers: Mapping[str, ReliefFact]
    not_applicable: Mapping[int, ReliefFact]
    extensions: Mapping[int, ReliefFact]

    @classmethod
    def of(cls, reliefs: Iterable[ReliefFact]) -> Reliefs:
        """Arrange reliefs that all hold. Any whose subject is no activity's number is left out."""
        by_kind: dict[ReliefKind, dict[str, ReliefFact]] = {kind: {} for kind in ReliefKind}
        for relief in sorted(reliefs, key=lambda r: (r.until or date.min, r.decided_on, r.id)):
            by_kind[relief.kind][relief.subject] = relief
        return cls(
            by_kind[ReliefKind.WAIVER],
            _by_number(by_kind[ReliefKind.NOT_APPLICABLE]),
            _by_number(by_kind[ReliefKind.EXTENSION]),
        )

    def extension(self, number: int, printed_due: date) -> ReliefFact | None:
        """The extension of an activity that applies; None if none reaches further than the plan."""
        found = self.extensions.get(number)
        if found is None or found.until is None or number in self.not_applicable:
            return None
        return found if found.until > printed_due else None

    def excuse(self, name: AskedId) -> bool:
        """Whether a document or number need not be shown."""
        return name.activity in self.not_applicable or name in self.waivers


def _by_number(reliefs: Mapping[str, ReliefFact]) -> dict[int, ReliefFact]:
    return {int(s): r for s, r in reliefs.items() if s.isascii() and s.isdigit()}


NO_RELIEFS = Reliefs({}, {}, {})


def reliefs_of(findings: Sequence[Finding], extension: ReliefFact | None) -> tuple[ReliefFact, ...]:
    """The reliefs behind an activity's findings, each once, then its extension."""
    own = dict.fromkeys(f.relief for f in findings if f.relief is not None)
    return (*own, extension) if extension is not None else tuple(own)


def relieve(
    number: int, findings: Sequence[Finding], reliefs: Reliefs, language: str
) -> tuple[Finding, ...]:
    """The findings of one activity with its waivers, or as not applicable altogether."""
    whole = reliefs.not_applicable.get(number)
    if whole is not None:
        return tuple(_excused(f, whole, language) for f in findings)
    return tuple(_waived(f, reliefs.waivers.get(f.id), language) for f in findings)


def _waived(finding: Finding, waiver: ReliefFact | None, language: str) -> Finding:
    """The finding under a waiver. Evidence that meets it counts as usual, and the waiver is then not needed."""
    if waiver is None:
        return finding
    if finding.outcome is not Outcome.MET:
        return _excused(finding, waiver, language)
    note = sentence("relief.unneeded", language, authoriser=waiver.authoriser)
    return replace(finding, found=finding.found + note, relief=waiver)


def _excused(finding: Finding, relief: ReliefFact, language: str) -> Finding:
    return replace(
        finding,
        outcome=Outcome.NOT_APPLICABLE,
        found=relief_sentence(relief, language),
        remedy="",
        satisfied_on=None,
        relief=relief,
        waits_for=None,
    )


def relief_sentence(relief: ReliefFact, language: str) -> str:
    """What was granted, by which office, when and why."""
    return sentence(
        f"relief.{relief.kind.value}",
        language,
        authoriser=relief.authoriser,
        reason=relief.reason,
        day=show_date(relief.decided_on, language, short=True),
        until=show_date(relief.until, language, short=True) if relief.until else "",
    )


def relief_title(activity: ActivityResult, relief: ReliefFact) -> str:
    """The title of a relief's subject: the document, the number or the activity."""
    return next((f.title for f in activity.findings if f.id == relief.subject), activity.title)


# Granting


def check_relief(
    plan: Plan,
    kind: ReliefKind,
    subject: str,
    until: date | None,
    authoriser: str,
    reason: str,
    decided_on: date,
) -> str:
    """What the relief is about, as `7` or `7.report`. Raises KamnotError with the first thing wrong in it.

    A waiver is about a requirement or measure (`7.report`), the other kinds about an activity (`7`). An
    extension needs `until`: after the printed due date, within the fiscal year, not before `decided_on`.
    """
    activity, part = find_activity(plan, subject)
    named = f"{activity.number}.{part}" if part else str(activity.number)
    if kind is ReliefKind.WAIVER:
        _check_part(activity, named)
    elif part:
        raise KamnotError(
            f"“{named}” เป็นเอกสารหรือตัวเลข แต่{_KINDS[kind][0]}ใช้กับทั้งกิจกรรม โปรดระบุ {activity.number}",
            f"“{named}” is a document or number, but {_KINDS[kind][1]} is for a whole activity;"
            f" name {activity.number}.",
        )
    _check_words(authoriser, reason)
    if kind is ReliefKind.EXTENSION:
        _check_extension(plan, activity, until, decided_on)
    elif until is not None:
        raise KamnotError(
            f"{_KINDS[kind][0]}ไม่มีวันครบกำหนดใหม่ โปรดตัดวันที่ออก หรือใช้การขยายเวลาแทน",
            f"{_KINDS[kind][1].capitalize()} has no new due date; leave the day out or grant an extension.",
        )
    return named


_KINDS = {
    ReliefKind.WAIVER: ("การยกเว้นเอกสาร", "a waiver"),
    ReliefKind.NOT_APPLICABLE: ("การไม่เกี่ยวข้อง", "not-applicable"),
    ReliefKind.EXTENSION: ("การขยายเวลา", "an extension"),
}
_ADDRESS = re.compile(r"\S@\S")


def _check_part(activity: Activity, subject: str) -> None:
    ids = [*(r.id for r in activity.requirements), *(m.id for m in activity.measures)]
    parts = [f"{activity.number}.{part}" for part in ids]
    if subject not in parts:
        shown = ", ".join(parts)
        raise KamnotError(
            f"การยกเว้นใช้กับเอกสารหรือตัวเลขหนึ่งรายการ ไม่ใช่ “{subject}” โปรดระบุหนึ่งใน {shown}",
            f"A waiver is for one document or number, not for “{subject}”; name one of {shown}.",
        )


def _check_words(authoriser: str, reason: str) -> None:
    if not authoriser.strip():
        raise KamnotError(
            "ต้องระบุตำแหน่งหรือหน่วยงานผู้อนุมัติ เช่น ผู้อำนวยการสำนัก",
            "Name the office that decided, such as ผู้อำนวยการสำนัก.",
        )
    if _ADDRESS.search(authoriser):
        raise KamnotError(
            f"ผู้อนุมัติต้องเป็นตำแหน่งหรือหน่วยงาน เช่น ผู้อำนวยการสำนัก ไม่ใช่อีเมล “{authoriser}”",
            f"The authoriser is an office, such as ผู้อำนวยการสำนัก, not the address “{authoriser}”.",
        )
    given_reason(reason, "ข้อผ่อนผัน", "A relief")


def _check_extension(plan: Plan, activity: Activity, until: date | None, decided_on: date) -> None:
    printed = plan.batch_by_id[activity.batch].due
    _, last = fiscal_year_span(plan.fiscal_year)
    if until is None:
        raise KamnotError(
            "การขยายเวลาต้องระบุวันครบกำหนดใหม่ เช่น 2024-04-05",
            "An extension needs its new due date, such as 2024-04-05.",
        )
    if not printed < until <= last:
        raise KamnotError(
            f"วันครบกำหนดใหม่ต้องอยู่หลัง {thai_date(printed)} (กำหนดตามแผนของกิจกรรมที่ {activity.number})"
            f" และไม่เกิน {thai_date(last)} แต่พบ {thai_date(until)}",
            f"The new due date must lie after {printed} (activity {activity.number}'s in the plan)"
            f" and not beyond {last}, found {until}.",
        )
    if until < decided_on:
        raise KamnotError(
            f"ขยายเวลาถึง {thai_date(until)} ซึ่งผ่านไปแล้วเมื่ออนุมัติ ({thai_date(decided_on)})"
            " โปรดระบุวันที่อนุมัติจริงหรือวันครบกำหนดใหม่ให้ถูกต้อง",
            f"An extension to {until} decided only on {decided_on}; correct the day of the decision or"
            " the new due date.",
        )
