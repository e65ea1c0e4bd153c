"""The words of a run on Prefect's pages: its name, its last sentence, what went wrong.

Functions turn plain values into one short sentence; nothing is read, sent or decided here. A reader sees at most three
lines, so every sentence has at most `LONGEST` characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from domain.language.thai import shorten, show_date
from domain.plan.model import Plan
from domain.results import ActivityResult, Outcome, Points
from domain.words.wording import digits, pick
from flows.check.daily import year_over_words

if TYPE_CHECKING:
    from flows.check.check import CheckOutcome
    from flows.check.check_many import UnitSummary
    from flows.letters.deliver import Delivered

LONGEST = 300
"""Most characters of a sentence on the page of a run."""
_NUMBERS = 10
"""Most activities that are named by number; the rest is counted."""
_UNITS = 3
_TROUBLED = 2
_NAME = 24
_REASON = 40
_JOBS = {
    "remind": ("แจ้งเตือนประจำวัน", "daily reminders"),
    "deliver": ("ส่งจดหมายที่ค้าง", "delivery of waiting letters"),
    "watch": ("เฝ้าดู", "watch"),
}
_REASONS = {
    "connect": "ติดต่อเครื่องส่งเมลไม่ได้",
    "auth": "เครื่องส่งเมลไม่รับชื่อหรือรหัสผ่าน",
    "mail": "เครื่องส่งเมลไม่รับผู้ส่ง",
}


# The name of a run


def run_name(what: str, day: date, unit: str | None, language: str) -> str:
    """`รอบ ๒๐ มีนาคม · ๑๓ มีนาคม ๒๕๖๗ · สำนักการคลังและงบประมาณ`; `unit` is a name, None all units.

    `what` is said by `batch_words` or `job_words`.
    """
    everyone = pick(("ทุกสำนัก", "all units"), language)
    return " · ".join((what, show_date(day, language), unit or everyone))


def batch_words(plan: Plan, batches: Sequence[str], language: str) -> str:
    """Batches by their printed days, without the year: `รอบ ๒๐ มิถุนายน และ ๓๐ มิถุนายน`, `ทุกรอบ`."""
    if set(batches) >= set(plan.batch_by_id):
        return pick(("ทุกรอบ", "all batches"), language)
    days = [show_date(plan.batch_by_id[b].due, language).rsplit(" ", 1)[0] for b in batches]
    return pick(("รอบ ", "batch of "), language) + pick((" และ ", " and "), language).join(days)


def job_words(job: str, language: str) -> str:
    """The name of a scheduled job for people: `remind`, `deliver` or `watch`."""
    return pick(_JOBS[job], language)


# One unit


def check_words(outcome: CheckOutcome, waiting: int, language: str) -> str:
    """What is missing, the points at risk, and the letters; `waiting` of them are in the outbox now.

    At risk are points that can still be earned. Points that the policy no longer gives are counted apart.
    """
    batches = [outcome.evaluation.batch(b) for b in outcome.batches]
    asked = [a for b in batches for a in b.activities if a.asked]
    points = Points.total([b.points for b in batches])
    said = (
        _standing(asked, points, language),
        _letters(outcome.delivered.sent, waiting, language),
        _unreachable(len(outcome.letters.unreachable), language),
    )
    return _fit(" ".join(filter(None, said)))


def _standing(asked: Sequence[ActivityResult], points: Points, language: str) -> str:
    if not asked:
        return pick(("ไม่มีกิจกรรมที่ต้องทำ", "Nothing is asked for."), language)
    missing = [a for a in asked if a.outcome is Outcome.NOT_MET]
    unknown = [a for a in asked if a.outcome is Outcome.NOT_AVAILABLE]
    if not missing and not unknown:
        done = (
            "ครบทุกกิจกรรม ({all} กิจกรรม) ได้ {earned} คะแนน",
            "All {all} activities complete, {earned} points.",
        )
        text = pick(done, language)
        return text.format(
            all=digits(len(asked), language), earned=digits(points.earned, language)
        ) + _lost(points, language)
    return "".join(
        (
            _of_all(missing, len(asked), language),
            _unknown(unknown, language),
            _at_risk(points, language),
            _lost(points, language),
        )
    )


def _of_all(missing: Sequence[ActivityResult], asked: int, language: str) -> str:
    text = pick(("ขาด {n} จาก {all} กิจกรรม", "{n} of {all} activities incomplete"), language)
    return text.format(n=digits(len(missing), language), all=digits(asked, language)) + _numbers(
        missing, language
    )


def _unknown(unknown: Sequence[ActivityResult], language: str) -> str:
    if not unknown:
        return ""
    text = pick((" ยังบอกไม่ได้ {n} กิจกรรม", ", {n} cannot be told"), language)
    return text.format(n=digits(len(unknown), language)) + _numbers(unknown, language)


def _numbers(activities: Sequence[ActivityResult], language: str) -> str:
    """` (๗, ๘, ๑๒ และอีก ๓)`: which activities."""
    if not activities:
        return ""
    named = ", ".join(digits(a.number, language) for a in activities[:_NUMBERS])
    return f" ({named}{and_more(len(activities) - _NUMBERS, language)})"


def and_more(count: int, language: str) -> str:
    """` และอีก ๓` after a list that was cut; else empty."""
    if count <= 0:
        return ""
    return pick((" และอีก {n}", " and {n} more"), language).format(n=digits(count, language))


def _at_risk(points: Points, language: str) -> str:
    text = pick((" เสี่ยงเสีย {n} คะแนน", "; points at risk: {n}."), language)
    return text.format(n=digits(points.open, language))


def _lost(points: Points, language: str) -> str:
    if not points.lost:
        return ""
    text = pick((" เสียไปแล้ว {n} คะแนน", " Points lost: {n}."), language)
    return text.format(n=digits(points.lost, language))


def _letters(sent: int, waiting: int, language: str) -> str:
    text = pick(
        ("ส่งจดหมาย {sent} ฉบับ รอส่ง {waiting} ฉบับ", "Letters: {sent} sent, {waiting} waiting."),
        language,
    )
    return text.format(sent=digits(sent, language), waiting=digits(waiting, language))


def _unreachable(groups: int, language: str) -> str:
    if not groups:
        return ""
    text = pick(
        ("แจ้ง {n} คณะไม่ได้เพราะไม่มีผู้รับ", "Groups without a contact, not told: {n}."), language
    )
    return text.format(n=digits(groups, language))


# Many units


def units_words(
    summaries: Sequence[UnitSummary],
    delivered: Delivered,
    waiting: int,
    names: Mapping[str, str],
    language: str,
) -> str:
    """How many units are complete, which could not be judged and why, the letters, and which lack most."""
    troubled = [s for s in summaries if s.trouble]
    judged = [s for s in summaries if not s.trouble]
    said = (
        _complete_units(judged, len(summaries), language),
        _troubled(troubled, names, language),
        _letters(delivered.sent, waiting, language),
        _furthest(judged, names, language),
    )
    return _fit(" ".join(filter(None, said)))


def _complete_units(judged: Sequence[UnitSummary], known: int, language: str) -> str:
    text = pick(("ครบ {n} จาก {all} สำนัก", "{n} of {all} units complete."), language)
    done = sum(s.complete for s in judged)
    return text.format(n=digits(done, language), all=digits(known, language))


def _troubled(troubled: Sequence[UnitSummary], names: Mapping[str, str], language: str) -> str:
    if not troubled:
        return ""
    told = "; ".join(
        f"{_name(s, names)}: {shorten(s.trouble, _REASON)}" for s in troubled[:_TROUBLED]
    )
    text = pick(("ตรวจไม่ได้ {n} สำนัก (", "{n} could not be judged ("), language)
    more = and_more(len(troubled) - _TROUBLED, language)
    return text.format(n=digits(len(troubled), language)) + told + more + ")" + _stop(language)


def _furthest(judged: Sequence[UnitSummary], names: Mapping[str, str], language: str) -> str:
    """The units with the most activities open."""
    behind = sorted((s for s in judged if s.missing), key=lambda s: (-s.missing, s.unit))
    if not behind:
        return ""
    told = ", ".join(
        f"{_name(s, names)} ({count_of_activities(s.missing, language)})" for s in behind[:_UNITS]
    )
    more = and_more(len(behind) - _UNITS, language)
    return pick(("ขาดมากที่สุด: ", "Most is missing in "), language) + told + more + _stop(language)


def count_of_activities(count: int, language: str) -> str:
    """`๕ กิจกรรม`, `1 activity`."""
    word = pick(("กิจกรรม", "activity" if count == 1 else "activities"), language)
    return f"{digits(count, language)} {word}"


def _name(summary: UnitSummary, names: Mapping[str, str]) -> str:
    return shorten(names.get(summary.unit, summary.unit), _NAME)


def _stop(language: str) -> str:
    """The end of a sentence: a full stop in English, a space in Thai."""
    return pick(("", "."), language)


# Letters


def deliver_words(
    delivered: Delivered,
    waiting: int,
    failed: int,
    language: str,
    year_over: int | None = None,
) -> str:
    """What became of the letters; `waiting` and `failed` are in the outbox now.

    `year_over` is the plan's fiscal year (พ.ศ.) if it has ended: then no reminder is due.
    """
    said = []
    if delivered.sent or waiting or failed:
        said = [_letters(delivered.sent, waiting, language), _failed(failed, language)]
    elif year_over is None:
        said = [pick(("ไม่มีจดหมายรอส่ง", "No letter was waiting."), language)]
    if year_over is not None:
        said.append(pick(year_over_words(year_over), language))
    return _fit(" ".join(filter(None, said)))


def _failed(count: int, language: str) -> str:
    if not count:
        return ""
    text = pick(("ส่งไม่สำเร็จ {n} ฉบับ", "Failed: {n}."), language)
    return text.format(n=digits(count, language))


def delivery_trouble(delivered: Delivered, language: str = "th") -> str | None:
    """Why letters of this run need a person; None if none does. Postponed letters are sent later without help."""
    refused = refused_words(delivered)
    said = [] if refused is None else [pick(refused, language)]
    said += _undelivered(delivered, language)
    return _fit(" ".join(said)) if said else None


def refused_words(delivered: Delivered) -> tuple[str, str] | None:
    """The channel that the round stopped using, and why, in Thai and in English; None if there is none."""
    if delivered.refused is None:
        return None
    told = shorten(delivered.refused, LONGEST // 2)
    why = _REASONS.get(delivered.phase, "ช่องทางที่ตั้งไว้ใช้ไม่ได้")
    return (
        f"ส่งจดหมายไม่ได้: {why} ({told}) จดหมายยังอยู่ครบในกล่องขาออก แก้แล้วสั่งซ้ำได้",
        f"Cannot send mail: {told}. Every letter is still in the outbox.",
    )


def _undelivered(delivered: Delivered, language: str) -> list[str]:
    """Letters that the relay refused for good, or may or may not have taken."""
    cases = (
        (delivered.dead, "ส่งไม่สำเร็จ {n} ฉบับ ต้องให้คนดู", "Letters that failed and need a person: {n}."),
        (delivered.unknown, "ไม่ทราบว่าถึงหรือไม่ {n} ฉบับ ต้องให้คนดู", "Letters that may or may not have arrived: {n}."),
    )  # fmt: skip
    said = [
        pick((thai, english), language).format(n=digits(count, language))
        for count, thai, english in cases
        if count
    ]
    where = pick(("ดูได้ในกล่องขาออก", "See the outbox."), language)
    return [*said, where] if said else []


def _fit(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
