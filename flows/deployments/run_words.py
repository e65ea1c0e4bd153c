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
from domain.results import ActivityResult, Outcome, PointCount, Points
from domain.words.wording import digits, pick, told
from flows.check.daily import year_over_words

if TYPE_CHECKING:
    from flows.check.check import CheckOutcome
    from flows.check.check_many import UnitSummary
    from flows.letters.deliver import Delivered
    from flows.safety.backup import Backup

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
    "backup": ("สำรองข้อมูลประจำคืน", "nightly backup"),
}
_UNREACHABLE = ("แจ้ง {n} คณะไม่ได้เพราะไม่มีผู้รับ", "Groups without a contact, not told: {n}.")
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


def helping_name(named: str, language: str) -> str:
    """The name of a run that helps another with its units."""
    return f"{named} · {pick(('ช่วยตรวจ', 'helping'), language)}"


def helped_words(chunks: int, language: str) -> str:
    """How much a helping run has done."""
    if not chunks:
        return pick(("ไม่มีส่วนที่ต้องช่วยตรวจแล้ว", "Nothing was left to help with."), language)
    text = pick(("ช่วยตรวจ {n} ส่วน", "Helped with {n} chunks."), language)
    return text.format(n=digits(chunks, language))


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
        _counted(len(outcome.letters.unreachable), _UNREACHABLE, language),
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
        text = told(done, language, all=len(asked), earned=points.earned)
        return text + _lost(points, language)
    return "".join(
        (
            _of_all(missing, len(asked), language),
            _unknown(unknown, language),
            told((" เสี่ยงเสีย {n} คะแนน", "; points at risk: {n}."), language, n=points.open),
            _lost(points, language),
        )
    )


def _of_all(missing: Sequence[ActivityResult], asked: int, language: str) -> str:
    words = ("ขาด {n} จาก {all} กิจกรรม", "{n} of {all} activities incomplete")
    return told(words, language, n=len(missing), all=asked) + _numbers(missing, language)


def _unknown(unknown: Sequence[ActivityResult], language: str) -> str:
    words = (" ยังบอกไม่ได้ {n} กิจกรรม", ", {n} cannot be told")
    return _counted(len(unknown), words, language) + _numbers(unknown, language)


def _numbers(activities: Sequence[ActivityResult], language: str) -> str:
    """` (๗, ๘, ๑๒ และอีก ๓)`: which activities."""
    if not activities:
        return ""
    named = ", ".join(digits(a.number, language) for a in activities[:_NUMBERS])
    return f" ({named}{and_more(len(activities) - _NUMBERS, language)})"


def and_more(count: int, language: str) -> str:
    """` และอีก ๓` after a list that was cut; else empty."""
    return _counted(count, (" และอีก {n}", " and {n} more"), language)


def _counted(count: PointCount, words: tuple[str, str], language: str) -> str:
    """The words with their count; nothing where there is nothing to count."""
    return told(words, language, n=count) if count > 0 else ""


def _lost(points: Points, language: str) -> str:
    return _counted(points.lost, (" เสียไปแล้ว {n} คะแนน", " Points lost: {n}."), language)


def _letters(sent: int, waiting: int, language: str) -> str:
    words = ("ส่งจดหมาย {sent} ฉบับ รอส่ง {waiting} ฉบับ", "Letters: {sent} sent, {waiting} waiting.")
    return told(words, language, sent=sent, waiting=waiting)


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
    words = ("ครบ {n} จาก {all} สำนัก", "{n} of {all} units complete.")
    return told(words, language, n=sum(s.complete for s in judged), all=known)


def _troubled(troubled: Sequence[UnitSummary], names: Mapping[str, str], language: str) -> str:
    if not troubled:
        return ""
    shown = "; ".join(
        f"{_name(s, names)}: {shorten(s.trouble, _REASON)}" for s in troubled[:_TROUBLED]
    ) + and_more(len(troubled) - _TROUBLED, language)
    words = ("ตรวจไม่ได้ {n} สำนัก ({shown})", "{n} could not be judged ({shown}).")
    return told(words, language, n=len(troubled), shown=shown)


def _furthest(judged: Sequence[UnitSummary], names: Mapping[str, str], language: str) -> str:
    """The units with the most activities open."""
    behind = sorted((s for s in judged if s.missing), key=lambda s: (-s.missing, s.unit))
    if not behind:
        return ""
    shown = ", ".join(
        f"{_name(s, names)} ({count_of_activities(s.missing, language)})" for s in behind[:_UNITS]
    ) + and_more(len(behind) - _UNITS, language)
    return told(("ขาดมากที่สุด: {shown}", "Most is missing in {shown}."), language, shown=shown)


def count_of_activities(count: int, language: str) -> str:
    """`๕ กิจกรรม`, `1 activity`."""
    words = ("{n} กิจกรรม", "{n} activity" if count == 1 else "{n} activities")
    return told(words, language, n=count)


def _name(summary: UnitSummary, names: Mapping[str, str]) -> str:
    return shorten(names.get(summary.unit, summary.unit), _NAME)


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
        words = ("ส่งไม่สำเร็จ {n} ฉบับ", "Failed: {n}.")
        said = [_letters(delivered.sent, waiting, language), _counted(failed, words, language)]
    elif year_over is None:
        said = [pick(("ไม่มีจดหมายรอส่ง", "No letter was waiting."), language)]
    if year_over is not None:
        said.append(pick(year_over_words(year_over), language))
    return _fit(" ".join(filter(None, said)))


def delivery_trouble(delivered: Delivered, language: str = "th") -> str | None:
    """Why letters of this run need a person; None if none does. Postponed letters are sent later without help."""
    refused = refused_words(delivered)
    said = [] if refused is None else [pick(refused, language)]
    said += _undelivered(delivered, language)
    return _fit(" ".join(said)) if said else None


def backup_words(made: Backup | None, language: str) -> str:
    """Where a backup lies, how much it holds and how long it took; None is one that nobody wants."""
    if made is None:
        return pick(
            ("ไม่ได้ตั้งที่เก็บสำเนา (KAMNOT_BACKUP)", "No place is set (KAMNOT_BACKUP)."), language
        )
    if made.earlier:
        name = made.place.name
        return pick((f"คืนนี้มีสำเนาแล้ว: {name}", f"There is one of this night: {name}"), language)
    said = (
        "สำรองแล้ว {place}: {size} MB ใหม่ {new} MB ใน {seconds} วินาที",
        "Backed up, {place}: {size} MB, {new} MB new, in {seconds} s",
    )
    numbers = {
        "size": f"{made.manifest.size / 1e6:,.1f}",
        "new": f"{made.new_bytes / 1e6:,.1f}",
        "seconds": f"{made.seconds:,.1f}",
    }
    shown = {name: digits(number, language) for name, number in numbers.items()}
    return pick(said, language).format(place=made.place.name, **shown)


def lost_words(made: Backup | None, language: str) -> str | None:
    """What the store could not give a backup; None if it gave everything."""
    if made is None or not made.manifest.lost:
        return None
    said = (
        "ที่เก็บหลักฐานไม่มีหรืออ่านไม่ได้ {count} ไฟล์ จึงไม่อยู่ในสำเนา",
        "{count} evidence file(s) are lost or unreadable and not in the backup",
    )
    return pick(said, language).format(count=digits(len(made.manifest.lost), language))


def refused_words(delivered: Delivered) -> tuple[str, str] | None:
    """The channel that the round stopped using, and why, in Thai and in English; None if there is none."""
    if delivered.refused is None:
        return None
    answer = shorten(delivered.refused, LONGEST // 2)
    why = _REASONS.get(delivered.phase, "ช่องทางที่ตั้งไว้ใช้ไม่ได้")
    return (
        f"ส่งจดหมายไม่ได้: {why} ({answer}) จดหมายยังอยู่ครบในกล่องขาออก แก้แล้วสั่งซ้ำได้",
        f"Cannot send mail: {answer}. Every letter is still in the outbox.",
    )


def _undelivered(delivered: Delivered, language: str) -> list[str]:
    """Letters that the relay refused for good, or may or may not have taken."""
    dead = ("ส่งไม่สำเร็จ {n} ฉบับ ต้องให้คนดู", "Letters that failed and need a person: {n}.")
    unknown = (
        "ไม่ทราบว่าถึงหรือไม่ {n} ฉบับ ต้องให้คนดู",
        "Letters that may or may not have arrived: {n}.",
    )
    cases = ((delivered.dead, dead), (delivered.unknown, unknown))
    said = [_counted(count, words, language) for count, words in cases if count]
    where = pick(("ดูได้ในกล่องขาออก", "See the outbox."), language)
    return [*said, where] if said else []


def _fit(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
