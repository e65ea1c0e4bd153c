"""A department's roll-up on a terminal: its level and why, the units before the next level, the league table."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.tables.rubric_tables import MARKS
from domain.evaluation.department import LevelShare, Place, Rollup
from domain.language.thai import show_date
from domain.plan.model import Plan, show_share
from domain.words.wording import digits, first_to, pick
from reports.league import lacks_words, level_words, ranking_words

_NARROW = 76
"""On a terminal narrower than this the scores are left out."""


def show_rollup(rollup: Rollup, plan: Plan, out: Console, language: str) -> None:
    """Print the roll-up."""
    day = show_date(rollup.as_of, language)
    count = digits(len(rollup.places), language)
    head = (f"{plan.unit.department} · {count} สำนัก · ข้อมูลถึง {day}", f"{count} units as of {day}")
    out.print(Text(pick(head, language), style="bold"))
    out.print(_level_line(rollup, language))
    for share in rollup.shares:
        out.print(Padding(_share(share, language), (0, 0, 0, 2)))
    own = (
        "แต่ละระดับตัดสินจากเงื่อนไขของระดับนั้นเอง ตามที่พิมพ์ไว้ และเทียบเป็นจำนวนเต็ม",
        "Each level is judged by its own printed condition, in whole numbers of units.",
    )
    out.print(Padding(Text(pick(own, language), style="dim"), (0, 0, 0, 2)))
    _print_before(rollup, out, language)
    _print_league(rollup, plan, out, language)


def _level_line(rollup: Rollup, language: str) -> Text:
    proved, maybe = level_words(rollup, language)
    return Text(proved, style="bold").append(maybe, style="yellow")


def _share(share: LevelShare, language: str) -> Text:
    def number(value: int) -> str:
        return digits(value, language)

    level, least = number(share.level.level), digits(show_share(share.level.share), language)
    words = (
        f" ระดับ {level}: {number(share.units)}/{number(share.of)} สำนัก ต้องมี {least} คือ {number(share.needed)}",
        f" level {level}: {share.units}/{share.of} units; {least} is {share.needed}",
    )
    text = Text("✓" if share.met else "✗", style="green" if share.met else "red")
    text.append(pick(words, language), style="default")
    if share.units_if_unknowns_hold > share.units:
        more = number(share.units_if_unknowns_hold)
        text.append(pick((f" (อาจถึง {more})", f" (may be {more})"), language), style="yellow")
    return text


def _print_before(rollup: Rollup, out: Console, language: str) -> None:
    if rollup.next_level is None:
        return
    level, missing = (digits(n, language) for n in (rollup.next_level.level.level, rollup.missing))
    words = (
        f"ขาดอีก {missing} สำนักจึงถึงระดับ {level} สำนักที่ยังไม่ถึง ใกล้ที่สุดก่อน",
        f"{missing} more unit(s) to level {level}; those not there yet, the nearest first",
    )
    out.print()
    out.print(Text(pick(words, language), style="bold"))
    for one in rollup.before:
        out.print(Padding(Text(f"{one.standing.name}: {lacks_words(one, language)}"), (0, 0, 0, 2)))


def _print_league(rollup: Rollup, plan: Plan, out: Console, language: str) -> None:
    wide = out.width >= _NARROW
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(pick(("อันดับ", "Rank"), language), justify="right")
    table.add_column(pick(("สำนัก", "Unit"), language))
    table.add_column(pick(("คะแนน", "Points"), language), justify="right", no_wrap=True)
    table.add_column(pick(("ครบ", "Done"), language), justify="right", no_wrap=True)
    table.add_column(pick(("ระดับ", "Level"), language), justify="right")
    if wide:
        last = len(plan.rubric.criteria)
        heads = (f"คะแนนข้อ {first_to(last, 'th')}", f"Criteria 1–{last}")
        table.add_column(pick(heads, language), no_wrap=True)
        table.add_column(pick(("หมายเหตุ", "Notes"), language))
    for place in rollup.places:
        cells = [Text(cell) for cell in _cells(place, language)]
        if wide:
            scores = " ".join(map(str, place.standing.scores))
            cells += [Text(digits(scores, language)), _notes(place)]
        table.add_row(*cells)
    out.print()
    out.print(Text(pick(("อันดับสำนักดีเด่น", "League table"), language), style="bold"))
    out.print(table)
    for line in ranking_words(rollup, plan, language):
        out.print(Text(line, style="dim"))


def _cells(place: Place, language: str) -> list[str]:
    unit = place.standing
    texts = [
        f"{place.rank}{'=' if place.tied_with else ''}",
        unit.name,
        f"{unit.points.earned}/{unit.points.printed}",
        f"{unit.complete}/{unit.asked}",
        f"{unit.level}" if unit.level == unit.level_if_unknowns_hold else f"{unit.level}–{unit.level_if_unknowns_hold}",
    ]  # fmt: skip
    return [text if text == unit.name else digits(text, language) for text in texts]


def _notes(place: Place) -> Text:
    text = Text()
    for outcome in place.standing.notes:
        sign, style = MARKS[outcome]
        text.append(f"{sign} ", style=style)
    return text
