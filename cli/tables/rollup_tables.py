"""A department's roll-up on a terminal: its level and why, the units before the next level, the league table."""

from __future__ import annotations

from itertools import chain

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.front.common import language, long_day, numeral, say
from cli.front.tables import MARKS
from cli.tables.rubric_tables import print_unsettled
from domain.evaluation.department import LevelShare, Place, Rollup
from domain.plan.model import Plan, show_share
from domain.results import Unsettled
from domain.words.policy import earned_of, marked
from domain.words.wording import first_to
from reports.league import lacks_words, level_words, ranking_words

_NARROW = 76
"""On a terminal narrower than this the scores are left out."""


def show_rollup(rollup: Rollup, plan: Plan, out: Console) -> None:
    """Print the roll-up."""
    day = long_day(rollup.as_of)
    count = numeral(len(rollup.places))
    head = (f"{plan.unit.department} · {count} สำนัก · ข้อมูลถึง {day}", f"{count} units as of {day}")
    out.print(Text(say(*head), style="bold"))
    out.print(_level_line(rollup))
    for share in rollup.shares:
        out.print(Padding(_share(share, rollup.unsettled), (0, 0, 0, 2)))
    own = _BUILT if plan.rubric.levels_build else _APART
    out.print(Padding(Text(say(*own), style="dim"), (0, 0, 0, 2)))
    _print_before(rollup, out)
    _print_league(rollup, plan, out)


_APART = (
    "แต่ละระดับตัดสินจากเงื่อนไขของระดับนั้นเอง ตามที่พิมพ์ไว้ และเทียบเป็นจำนวนเต็ม",
    "Each level is judged by its own printed condition, in whole numbers of units.",
)
_BUILT = (
    "แต่ละระดับต้องผ่านทุกระดับที่ต่ำกว่าก่อน และเทียบเป็นจำนวนเต็ม",
    "Each level needs every lower one, in whole numbers of units.",
)


def _level_line(rollup: Rollup) -> Text:
    proved, maybe = level_words(rollup, language())
    proved = marked(proved, rollup.unsettled.level)
    return Text(proved, style="bold").append(maybe, style="yellow")


def _share(share: LevelShare, unsettled: Unsettled) -> Text:
    def number(value: int) -> str:
        return numeral(value)

    reached = earned_of(share.units, share.of, unsettled.level)
    level, least = number(share.level.level), numeral(show_share(share.level.share))
    words = (
        f" ระดับ {level}: {numeral(reached)} สำนัก ต้องมี {least} คือ {number(share.needed)}",
        f" level {level}: {reached} units; {least} is {share.needed}",
    )
    text = Text("✓" if share.met else "✗", style="green" if share.met else "red")
    text.append(say(*words), style="default")
    if share.units_if_unknowns_hold > share.units:
        more = number(share.units_if_unknowns_hold)
        text.append(say(f" (อาจถึง {more})", f" (may be {more})"), style="yellow")
    return text


def _print_before(rollup: Rollup, out: Console) -> None:
    if rollup.next_level is None:
        return
    level, missing = (numeral(n) for n in (rollup.next_level.level.level, rollup.missing))
    words = (
        f"ขาดอีก {missing} สำนักจึงถึงระดับ {level} สำนักที่ยังไม่ถึง ใกล้ที่สุดก่อน",
        f"{missing} more unit(s) to level {level}; those not there yet, the nearest first",
    )
    out.print()
    out.print(Text(say(*words), style="bold"))
    for one in rollup.before:
        out.print(
            Padding(Text(f"{one.standing.name}: {lacks_words(one, language())}"), (0, 0, 0, 2))
        )


def _print_league(rollup: Rollup, plan: Plan, out: Console) -> None:
    wide = out.width >= _NARROW
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("อันดับ", "Rank"), justify="right")
    table.add_column(say("สำนัก", "Unit"))
    table.add_column(say("คะแนน", "Points"), justify="right", no_wrap=True)
    table.add_column(say("ครบ", "Done"), justify="right", no_wrap=True)
    table.add_column(say("ระดับ", "Level"), justify="right")
    if wide:
        last = len(plan.rubric.criteria)
        heads = (f"คะแนนข้อ {first_to(last, 'th')}", f"Criteria 1–{last}")
        table.add_column(say(*heads), no_wrap=True)
        table.add_column(say("หมายเหตุ", "Notes"))
    unsettled = rollup.unsettled
    for place in rollup.places:
        cells = [Text(cell) for cell in _cells(place, unsettled)]
        if wide:
            numbered = zip(plan.rubric.criteria, place.standing.scores, strict=True)
            scores = (marked(str(s), unsettled.criteria.get(c.number, ())) for c, s in numbered)
            cells += [Text(numeral(" ".join(scores))), _notes(place)]
        table.add_row(*cells)
    out.print()
    out.print(Text(say("อันดับสำนักดีเด่น", "League table"), style="bold"))
    out.print(table)
    for line in ranking_words(rollup, plan, language()):
        out.print(Text(line, style="dim"))
    names = (*unsettled.points, *unsettled.level, *chain.from_iterable(unsettled.criteria.values()))
    print_unsettled(names, out)


def _cells(place: Place, unsettled: Unsettled) -> list[str]:
    unit = place.standing
    level = f"{unit.level}"
    if unit.level != unit.level_if_unknowns_hold:
        level += f"–{unit.level_if_unknowns_hold}"
    texts = [
        f"{place.rank}{'=' if place.tied_with else ''}",
        unit.name,
        earned_of(unit.points.earned, unit.points.printed, unsettled.points),
        f"{unit.complete}/{unit.asked}",
        marked(level, unsettled.level),
    ]
    return [text if text == unit.name else numeral(text) for text in texts]


def _notes(place: Place) -> Text:
    text = Text()
    for outcome in place.standing.notes:
        sign, style = MARKS[outcome]
        text.append(f"{sign} ", style=style)
    return text
