"""The sentences beside every total: what the points policy says, and what stands on unsettled readings."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from domain.language.thai import thai_date
from domain.plan.model import Plan, PointsPolicy, show_share
from domain.words.wording import digits, pick

MARK = "*"
"""Behind a figure that stands on a reading of the plan that no office has settled."""


def marked(figure: str, unsettled: Collection[str]) -> str:
    """The figure, marked if readings are named on which it stands."""
    return f"{figure}{MARK}" if unsettled else figure


def earned_of(earned: object, printed: object, unsettled: Collection[str]) -> str:
    """What was earned of what is printed: `๗*/๑๒๕`; the printed one stands on no reading."""
    return f"{marked(str(earned), unsettled)}/{printed}"


def unsettled_note(unsettled: Collection[str], language: str) -> str:
    """The one line that explains the mark; empty if nothing is marked."""
    if not unsettled:
        return ""
    count = len(set(unsettled))
    thai = f"{MARK} คิดตามการตีความแผน {digits(count, 'th')} ข้อ ซึ่งสำนักยังไม่ได้ยืนยัน"
    told = "1 reading" if count == 1 else f"{count} readings"
    return pick(
        (thai, f"{MARK} depends on {told} of the plan that the office has not settled yet"),
        language,
    )


def unconfirmed_note(plan: Plan, language: str) -> str:
    """The line that says of which plan a new one was made while not all of it is confirmed; empty otherwise."""
    if plan.carried is None:
        return ""
    from domain.plan.carried import is_unconfirmed

    if not is_unconfirmed(plan):
        return ""
    year, before = plan.fiscal_year, plan.carried.year
    thai = f"แผนปี {digits(year, 'th')} ยกมาจากแผนปี {digits(before, 'th')} สำนักยังยืนยันไม่ครบ"
    return pick(
        (thai, f"The plan of {year} was carried over from {before} and is not all confirmed."),
        language,
    )


def policy_sentence(plan: Plan, language: str) -> str:
    """What the plan's policy says, in one line."""
    said = (pick(pair, language) for pair in _said(plan, plan.points_policy))
    return (" " if language == "th" else "; ").join(said)


def _said(plan: Plan, policy: PointsPolicy) -> Iterator[tuple[str, str]]:
    yield _late(policy)
    yield _partial(plan, policy)
    if policy.numbers == "shown":
        yield "ตัวเลขแสดงไว้โดยไม่มีผลต่อความครบ", "numbers are shown and do not decide"
    if policy.closes is not None:
        day = thai_date(policy.closes)
        yield (
            f"คะแนนปิดวันที่ {day} งานที่เสร็จหลังวันนั้นไม่ได้คะแนน",
            f"points close on {policy.closes.isoformat()}: later work earns nothing",
        )


def _late(policy: PointsPolicy) -> tuple[str, str]:
    if policy.late == "full":
        return "งานที่ครบหลังกำหนดได้คะแนนเต็มและแสดงว่าล่าช้า", "late work earns all its points"
    if policy.late == "none":
        return "งานที่ครบหลังกำหนดไม่ได้คะแนน", "late work earns nothing"
    share = show_share(policy.late_share)
    return (
        f"งานที่ครบหลังกำหนดได้ {digits(share, 'th')} ของคะแนน",
        f"late work earns {share} of its points",
    )


def _partial(plan: Plan, policy: PointsPolicy) -> tuple[str, str]:
    thai, english = "งานที่ยังไม่ครบไม่ได้คะแนน", "partial work earns nothing"
    halved = [activity for activity in plan.activities if activity.parts]
    if policy.partial == "none" or not halved:
        return thai, english
    numbers = ", ".join(str(activity.number) for activity in halved)
    each = {part.points for activity in halved for part in activity.parts}
    apart = f"ละ {digits(each.pop(), 'th')} คะแนน" if len(each) == 1 else ""
    return (
        f"{thai} ยกเว้นลำดับ {digits(numbers, 'th')} ซึ่งคิดคะแนนแยกกิจกรรม{apart}",
        f"{english}, but each half of activity {numbers} has its own",
    )
