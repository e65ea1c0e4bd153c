"""A department's roll-up in words, as tables for an Excel book, and as a chart in greys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from domain.evaluation.department import Before, Place, Rollup
from domain.language.thai import show_date
from domain.plan.model import Plan
from domain.results import Unsettled
from domain.words.policy import earned_of, marked, policy_sentence, unsettled_note
from domain.words.wording import OUTCOMES, digits, pick
from reports.paper.drawing import Drawing, Rect, Shape, Stroke, Text
from reports.sheets import Rows

# --- Words -----------------------------------------------------------------------------------------


def level_words(rollup: Rollup, language: str) -> tuple[str, str]:
    """The department's level as proved, and what it may be if the unknowns come in well, or nothing."""
    level, possible = rollup.level, rollup.level_if_unknowns_hold
    names = {share.level.level: share.level.name for share in rollup.shares}
    name = names.get(level, pick(("ยังไม่ถึงระดับใด", "none yet"), language))
    shown, more = digits(level, language), digits(possible, language)
    proved = (f"ระดับของส่วนราชการที่พิสูจน์ได้ {shown} {name}", f"Department level proved: {shown} {name}")
    maybe = (f" (อาจถึง {more} ถ้าสิ่งที่ยังไม่ทราบเป็นผลดี)", f" ({more} if the unknowns hold)")
    return pick(proved, language), pick(maybe, language) if possible > level else ""


def lacks_words(one: Before, language: str) -> str:
    """What a unit still lacks for the level."""
    parts = []
    if one.below:
        numbers = digits(", ".join(map(str, one.below)), language)
        parts.append(pick((f"ข้อ {numbers} ยังต่ำกว่าขั้นต่ำ", f"criteria {numbers} too low"), language))
    if one.lacking:
        lacking = digits(one.lacking, language)
        parts.append(pick((f"ผลรวมขาด {lacking} คะแนน", f"{lacking} short in the sum"), language))
    if one.unknown:
        parts.append(pick(("ถึงได้ถ้าสิ่งที่ยังไม่ทราบเป็นผลดี", "there if the unknowns hold"), language))
    return " · ".join(parts)


def ranking_words(rollup: Rollup, plan: Plan, language: str) -> list[str]:
    """How units are ranked, and why some share a rank."""
    thai, english = (policy_sentence(plan, spoken) for spoken in ("th", "en"))
    ranked = (
        (
            "เรียงตามคะแนนที่ได้ต่อคะแนนของกิจกรรมที่เกี่ยวข้องกับสำนัก (กิจกรรมที่ไม่เกี่ยวข้องไม่นับในตัวหาร)"
            f" นโยบาย: {thai}"
        ),
        (
            "Ranked by points earned of those that concern the unit (not-applicable ones leave the"
            f" denominator). Policy: {english}"
        ),
    )
    tied = any(place.tied_with for place in rollup.places)
    return [pick(words, language) for words in ((ranked, _TIED) if tied else (ranked,))]


_TIED = (
    (
        "เครื่องหมาย = คืออันดับร่วม: ได้สัดส่วนเท่ากันพอดี แผนไม่ได้พิมพ์วิธีตัดสินเมื่อเท่ากัน กำหนดจึงไม่ตัดสินให้"
        " หมายเหตุท้ายแผนแสดงไว้ประกอบ (✓ ครบ ✗ ไม่ครบ ? บอกไม่ได้) ไม่นับเป็นคะแนน"
    ),
    (
        "= is a shared rank: exactly the same share. The plan prints no way to part them, so Kamnot does"
        " not; the plan's notes are shown beside (✓ met, ✗ not, ? cannot tell) and are no points."
    ),
)


# --- Tables ----------------------------------------------------------------------------------------


def league_tables(rollup: Rollup, plan: Plan, language: str) -> dict[str, Rows]:
    """The league, the department's levels, and what stands before the next one."""
    return {
        pick(("อันดับ", "League"), language): _league_rows(rollup, plan, language),
        pick(("ระดับส่วนราชการ", "Department"), language): _level_rows(rollup, language),
        pick(("สำนักที่ยังไม่ถึง", "Before the next"), language): _before_rows(rollup, language),
    }


def _of(heads: tuple[str, str], unsettled: Collection[str]) -> tuple[str, str]:
    """A column's heads, marked if its figures stand on unsettled readings: a marked number would be no number."""
    return marked(heads[0], unsettled), marked(heads[1], unsettled)


def _remark(names: Iterable[str], language: str) -> Rows:
    note = unsettled_note(set(names), language)
    return [[note]] if note else []


def _league_rows(rollup: Rollup, plan: Plan, language: str) -> Rows:
    open_ = rollup.unsettled
    heads = (
        ("อันดับ", "Rank"), ("อันดับร่วมกับ", "Tied with"), ("รหัส", "Id"), ("สำนัก", "Unit"),
        _of(("คะแนนที่ได้", "Earned"), open_.points), ("คะแนนเต็ม", "Printed"), _of(("ร้อยละ", "Share"), open_.points),
        ("กิจกรรมครบ", "Complete"), ("กิจกรรมที่เกี่ยวข้อง", "Asked"), _of(("ระดับ", "Level"), open_.level),
        _of(("อาจถึง", "May be"), open_.level),
        *(
            _of((f"ข้อ {digits(c.number, 'th')}", f"Criterion {c.number}"), open_.criteria.get(c.number, ()))
            for c in plan.rubric.criteria
        ),
        *(
            _of((f"หมายเหตุ {digits(n.number, 'th')}", f"Note {n.number}"), open_.notes.get(n.number, ()))
            for n in plan.notes for _ in n.measures
        ),
    )  # fmt: skip
    yield [pick(head, language) for head in heads]
    for place in rollup.places:
        yield _league_row(place, language)
    yield []
    for line in ranking_words(rollup, plan, language):
        yield [line]
    by_number = (*open_.criteria.values(), *open_.notes.values())
    names = (*open_.points, *open_.level, *chain.from_iterable(by_number))
    yield from _remark(names, language)


def _league_row(place: Place, language: str) -> Sequence[object]:
    unit = place.standing
    return [
        place.rank, ", ".join(place.tied_with), unit.unit, unit.name, unit.points.earned, unit.points.printed,
        unit.earned_share, unit.complete, unit.asked, unit.level, unit.level_if_unknowns_hold,
        *unit.scores, *(pick(OUTCOMES[n.value], language) for n in unit.notes),
    ]  # fmt: skip


def _level_rows(rollup: Rollup, language: str) -> Rows:
    heads = (
        ("ระดับ", "Level"), ("ชื่อ", "Name"), ("ต้องมีร้อยละ", "Share"), ("คือจำนวนสำนัก", "Needed"),
        _of(("มีแล้ว", "Units"), rollup.unsettled.level), ("จากทั้งหมด", "Of"),
        _of(("ถึงหรือไม่", "Met"), rollup.unsettled.level),
    )  # fmt: skip
    yield [pick(head, language) for head in heads]
    for share in rollup.shares:
        met = pick(("ถึง", "yes") if share.met else ("ยังไม่ถึง", "no"), language)
        yield [
            share.level.level, share.level.name, share.level.share, share.needed,
            share.units, share.of, met,
        ]  # fmt: skip
    yield [_said_level(rollup, language)]
    yield from _remark(rollup.unsettled.level, language)


def _before_rows(rollup: Rollup, language: str) -> Rows:
    unsettled = rollup.unsettled.level
    heads = (
        ("สำนัก", "Unit"),
        _of(("ระดับ", "Level"), unsettled),
        _of(("ที่ยังขาด", "Lacks"), unsettled),
    )
    yield [pick(head, language) for head in heads]
    for one in rollup.before:
        yield [one.standing.name, one.standing.level, lacks_words(one, language)]
    yield from _remark(unsettled, language)


# --- The chart -------------------------------------------------------------------------------------

_ROW, _LEFT, _WIDTH, _TOP, _WHOLE = 26, 210, 460, 96, 800
_LONGEST_NAME = 28
_SHADES = ("#e6e6e6", "#b4b4b4", "#787878", "#2b2b2b")
"""Shades by level, far enough apart for black-and-white print and for colour-blind readers."""


def league_chart(rollup: Rollup, language: str) -> Drawing:
    """Each unit's share of points as a bar in the shade of its level, the level written beside it."""
    height = _TOP + _ROW * len(rollup.places) + 70
    day = show_date(rollup.as_of, language)
    heading = (f"คะแนนที่ได้ของแต่ละสำนัก · ข้อมูลถึง {day}", f"Points earned by unit · as of {day}")
    shapes: list[Shape] = [
        Rect(0, 0, _WHOLE, height, fill="#ffffff", frame=""),
        Text(20, 30, pick(heading, language), bold=True, size=18),
        Text(20, 54, _said_level(rollup, language), size=14),
        *_legend(language),
        *_grid(height - 56, language),
    ]
    for index, place in enumerate(rollup.places):
        shapes += _bar(_TOP + index * _ROW, place, rollup.unsettled, language)
    note = unsettled_note({*rollup.unsettled.points, *rollup.unsettled.level}, language)
    shapes += [Text(20, height - 10, note, size=12)] if note else []
    return Drawing(_WHOLE, height, tuple(shapes))


def _said_level(rollup: Rollup, language: str) -> str:
    proved, maybe = level_words(rollup, language)
    return marked(proved, rollup.unsettled.level) + maybe


def _level(level: int, language: str) -> str:
    return pick((f"ระดับ {digits(level, 'th')}", f"level {level}"), language)


def _legend(language: str) -> Iterator[Shape]:
    for level, shade in enumerate(_SHADES):
        x = 20 + level * 110
        yield Rect(x, 66, 16, 14, fill=shade)
        yield Text(x + 22, 78, _level(level, language), size=14)


def _grid(bottom: float, language: str) -> Iterator[Shape]:
    for percent in (0, 25, 50, 75, 100):
        x = _LEFT + _WIDTH * percent / 100
        yield Stroke(x, _TOP - 4, x, bottom, dashed=True)
        yield Text(x, bottom + 18, digits(f"{percent}%", language), anchor="middle", size=14)


def _bar(y: float, place: Place, unsettled: Unsettled, language: str) -> Iterator[Shape]:
    unit = place.standing
    # Whole hundredths of a pixel: the same picture on every machine.
    wide = int(_WIDTH * 100 * unit.earned_share) / 100
    name = unit.name
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 1]}…"
    earned = earned_of(unit.points.earned, unit.points.printed, unsettled.points)
    figures = digits(earned, language)
    yield Text(_LEFT - 8, y + 15, name, anchor="end", size=14)
    yield Rect(_LEFT, y + 2, wide, _ROW - 8, fill=_SHADES[unit.level])
    yield Text(
        _LEFT + _WIDTH + 8,
        y + 15,
        f"{figures} · {marked(_level(unit.level, language), unsettled.level)}",
    )
