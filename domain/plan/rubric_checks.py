"""Cross-checks over the rubric: bands leave no gap, figures exist, levels rise."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from domain.language.thai import match_key, thai_digits
from domain.plan.derivations import (
    AnyComplete,
    Complete,
    CompletionRate,
    Derivation,
    FromMeasure,
)
from domain.plan.doubts import Doubt, Path, kind_fits, listed, repeated, wrong_kind
from domain.plan.model import Band, Condition, Criterion, MeasureKind, Plan, show_share


def criterion_numbers(plan: Plan) -> Iterator[Doubt]:
    """Criteria are numbered in order, from the first to the last that a level counts."""
    numbers = [criterion.number for criterion in plan.rubric.criteria]
    last = max((level.criteria for level in plan.rubric.levels), default=0)
    if len(numbers) != last or numbers != list(range(1, len(numbers) + 1)):
        shown = ", ".join(map(str, numbers))
        yield Doubt(
            ("rubric", "criteria"),
            f"เกณฑ์ต้องเรียงข้อ ๑ ถึง {thai_digits(last)} (ข้อสุดท้ายที่ระดับนับ) แต่พบ {thai_digits(shown)}",
            f"Criteria must be numbered 1 to {last} in order, as far as the levels count; found {shown}.",
            compares=("number", "criteria"),
        )


def band_scores(plan: Plan) -> Iterator[Doubt]:
    """The four bands of a criterion score 3, 2, 1, 0, best first."""
    for index, criterion in enumerate(plan.rubric.criteria):
        scores = [band.score for band in criterion.bands]
        if scores != [3, 2, 1, 0]:
            shown = ", ".join(map(str, scores))
            yield Doubt(
                ("rubric", "criteria", index, "bands"),
                f"เกณฑ์ข้อ {thai_digits(criterion.number)}: ช่วงคะแนนต้องเรียง ๓, ๒, ๑, ๐ "
                f"แต่พบ {thai_digits(shown)}",
                f"Criterion {criterion.number}: bands must score 3, 2, 1, 0, found {shown}.",
                compares=("score",),
            )


def unknown_figures(plan: Plan) -> Iterator[Doubt]:
    """Every condition uses a figure of the rubric, with a threshold of the figure's kind."""
    kinds = {figure.id: figure.kind for figure in plan.rubric.figures}
    for path, condition in _conditions(plan):
        for name in condition.figures:
            kind = kinds.get(name)
            if kind is None:
                yield Doubt(
                    (*path, "figure" if name == condition.figure else "or_figures"),
                    f"ไม่มีตัวเลข “{name}” ใน rubric.figures มีแต่ {listed(kinds)}",
                    f"No figure “{name}” in rubric.figures; there are {listed(kinds)}.",
                    compares=("id",),
                )
                continue
            for field in ("at_least", "below"):
                amount = getattr(condition, field)
                if amount is not None and not kind_fits(kind, amount):
                    yield wrong_kind((*path, field), name, kind, amount)


def _conditions(plan: Plan) -> Iterator[tuple[Path, Condition]]:
    for c, criterion in enumerate(plan.rubric.criteria):
        for b, band in enumerate(criterion.bands):
            for i, condition in enumerate(band.conditions):
                yield ("rubric", "criteria", c, "bands", b, "conditions", i), condition


def conditions_once(plan: Plan) -> Iterator[Doubt]:
    """A band uses each figure once."""
    for c, criterion in enumerate(plan.rubric.criteria):
        for b, band in enumerate(criterion.bands):
            path = ("rubric", "criteria", c, "bands", b, "conditions")
            yield from repeated(path, "figure", [condition.figure for condition in band.conditions])


def _band_doubt(path: Path, number: int, thai: str, english: str) -> Doubt:
    return Doubt(
        path,
        f"เกณฑ์ข้อ {thai_digits(number)}: {thai}",
        f"Criterion {number}: {english}",
        compares=("figure", "at_least", "below", "score"),
    )


def bands_join(plan: Plan) -> Iterator[Doubt]:
    """Neither a gap nor an overlap: each band ends where the one above it begins."""
    for c, criterion in enumerate(plan.rubric.criteria):
        path = ("rubric", "criteria", c, "bands")
        yield from _top_ends(path, criterion)
        for b, (upper, lower) in enumerate(pairwise(criterion.bands)):
            yield from _joins((*path, b + 1, "conditions"), criterion.number, upper, lower)


def _top_ends(path: Path, criterion: Criterion) -> Iterator[Doubt]:
    for i, condition in enumerate(criterion.bands[0].conditions):
        if condition.below is not None:
            yield _band_doubt(
                (*path, 0, "conditions", i, "below"),
                criterion.number,
                f"ช่วงคะแนนสูงสุดของ “{condition.figure}” ต้องไม่มีปลายบน (below)",
                f"the highest band of “{condition.figure}” must have no upper end (below).",
            )


def _joins(path: Path, number: int, upper: Band, lower: Band) -> Iterator[Doubt]:
    above = {condition.figure: condition for condition in upper.conditions}
    for i, condition in enumerate(lower.conditions):
        here = (*path, i)
        if condition.figure not in above:
            yield _not_asked_above(here, number, condition, upper)
        else:
            yield from _neighbours(here, number, above[condition.figure], condition)


def _not_asked_above(path: Path, number: int, condition: Condition, upper: Band) -> Doubt:
    name, score = condition.figure, upper.score
    return _band_doubt(
        (*path, "figure"),
        number,
        f"“{name}” มีในช่วงคะแนนต่ำกว่า แต่ไม่มีในช่วง {thai_digits(score)} คะแนน (เกิดช่องว่าง)",
        f"“{name}” is asked for in a lower band but not for the score {score} (a gap).",
    )


def _neighbours(path: Path, number: int, high: Condition, low: Condition) -> Iterator[Doubt]:
    name, start = low.figure, _amount(high.at_least)
    if low.at_least > high.at_least:
        yield _band_doubt(
            (*path, "at_least"),
            number,
            f"“{name}”: ช่วงคะแนนต่ำกว่าเริ่มที่ {_amount(low.at_least)} สูงกว่าช่วงบนที่เริ่ม {start}",
            f"“{name}”: the lower band starts at {_amount(low.at_least)}, above {start}.",
        )
    elif low.below is not None and low.below != high.at_least:
        kind = ("ช่องว่าง", "a gap") if low.below < high.at_least else ("ซ้อนกัน", "an overlap")
        yield _band_doubt(
            (*path, "below"),
            number,
            f"“{name}”: ช่วงคะแนนสิ้นสุดที่ {_amount(low.below)} แต่ช่วงบนเริ่มที่ {start} ({kind[0]})",
            f"“{name}”: the band ends below {_amount(low.below)}, the next starts at {start} "
            f"({kind[1]}).",
        )
    elif low.below is not None and low.below <= low.at_least:
        yield _band_doubt(
            (*path, "below"),
            number,
            f"“{name}”: ช่วง {_amount(low.at_least)} ถึง {_amount(low.below)} ว่างเปล่า",
            f"“{name}”: the band from {_amount(low.at_least)} to {_amount(low.below)} is empty.",
        )


def _amount(value: bool | int | Fraction) -> str:
    return show_share(value) if isinstance(value, Fraction) else str(value).lower()


def upper_ends_complete(plan: Plan) -> Iterator[Doubt]:
    """Lower bands of a share print their upper end; those of a count do if one of them does."""
    for c, criterion in enumerate(plan.rubric.criteria):
        printed = {n.figure for b in criterion.bands for n in b.conditions if n.below is not None}
        for b, (upper, lower) in enumerate(pairwise(criterion.bands)):
            starts = {n.figure: n.at_least for n in upper.conditions}
            for i, low in enumerate(lower.conditions):
                must = low.figure in printed or isinstance(low.at_least, Fraction)
                if must and low.below is None and low.at_least < starts.get(low.figure, 0):
                    path = ("rubric", "criteria", c, "bands", b + 1, "conditions", i)
                    yield _open_band(path, criterion.number, low.figure)


def _open_band(path: Path, number: int, figure: str) -> Doubt:
    return _band_doubt(
        path,
        number,
        f"“{figure}”: ช่วงคะแนนนี้ไม่มีปลายบน (below) จึงซ้อนกับช่วงบน",
        f"“{figure}”: this band has no upper end (below): an overlap.",
    )


def bands_differ(plan: Plan) -> Iterator[Doubt]:
    """Each score asks for more than the one below it, and score 0 for nothing."""
    for c, criterion in enumerate(plan.rubric.criteria):
        for b, (upper, lower) in enumerate(pairwise(criterion.bands)):
            if _asks(upper) == _asks(lower):
                path = ("rubric", "criteria", c, "bands", b, "conditions")
                high, low = upper.score, lower.score
                yield _band_doubt(
                    path,
                    criterion.number,
                    f"ช่วง {thai_digits(high)} คะแนนมีเงื่อนไขเท่ากับช่วง {thai_digits(low)} คะแนน",
                    f"the score {high} asks for no more than the score {low}.",
                )
        yield from _bottom(("rubric", "criteria", c, "bands"), criterion)


def _asks(band: Band) -> set[tuple[str, object]]:
    return {(c.figure, c.at_least) for c in band.conditions if c.at_least > 0}


def _bottom(path: Path, criterion: Criterion) -> Iterator[Doubt]:
    last = len(criterion.bands) - 1
    if _asks(criterion.bands[last]):
        yield _band_doubt(
            (*path, last, "conditions"),
            criterion.number,
            "ช่วง ๐ คะแนนคือส่วนที่เหลือ ต้องไม่มีเงื่อนไขขั้นต่ำ (เกิดช่องว่าง)",
            "the score 0 is what remains and must ask for nothing (a gap).",
        )


def derived_figures(plan: Plan) -> Iterator[Doubt]:
    """`derived_from` names a measure, activities or `completion`, of the figure's own kind."""
    for index, figure in enumerate(plan.rubric.figures):
        origin = figure.derived_from
        if origin is None:
            continue
        path = ("rubric", "figures", index, "derived_from")
        kinds = _derived_kinds(origin, plan)
        if not kinds:
            yield Doubt(
                path,
                f"“{figure.id}” อ้างถึง “{origin}” ที่ไม่มีในแผน "
                "ควรเป็นตัวชี้วัดเช่น 1.signed, complete:3,4, any:5,22, completion หรือ completion:due",
                f"“{figure.id}” is derived from “{origin}”, which the plan does not have; "
                "write a measure such as 1.signed, complete:3,4, any:5,22, completion or completion:due.",
                compares=("id", "number"),
            )
        elif figure.kind not in kinds:
            yield Doubt(
                path,
                f"“{figure.id}” เป็นชนิด {figure.kind} แต่ “{origin}” ให้ชนิด {kinds[0]}",
                f"“{figure.id}” is of kind {figure.kind}, but “{origin}” gives {kinds[0]}.",
            )


def _derived_kinds(origin: Derivation, plan: Plan) -> tuple[MeasureKind, ...]:
    """The kinds of figure that may be derived from `origin`; none if the plan lacks it."""
    match origin:
        case CompletionRate():
            return (MeasureKind.SHARE,)
        case Complete(numbers):
            known = all(n in plan.by_number for n in numbers)
            return (MeasureKind.YES_NO, MeasureKind.COUNT) if known else ()
        case AnyComplete(numbers):
            return (MeasureKind.YES_NO,) if all(n in plan.by_number for n in numbers) else ()
        case FromMeasure(name):
            asked = plan.measure_by_id.get(name)
            return (asked.kind,) if asked is not None and origin.activities else ()


def feeding_activities(plan: Plan) -> Iterator[Doubt]:
    """`fed_by` names activities of the plan, each once."""
    for index, figure in enumerate(plan.rubric.figures):
        path = ("rubric", "figures", index, "fed_by")
        unknown = [number for number in figure.fed_by if number not in plan.by_number]
        if unknown:
            shown = ", ".join(map(str, unknown))
            yield Doubt(
                path,
                f"“{figure.id}” อ้างถึงกิจกรรมที่ {thai_digits(shown)} ซึ่งไม่มีในแผน",
                f"“{figure.id}” is fed by activity {shown}, which the plan does not have.",
                compares=("id", "number"),
            )
        elif len(set(figure.fed_by)) != len(figure.fed_by):
            yield Doubt(
                path,
                f"“{figure.id}” อ้างถึงกิจกรรมเดียวกันซ้ำ",
                f"“{figure.id}” is fed by the same activity twice.",
            )


# Levels


def level_numbers(plan: Plan) -> Iterator[Doubt]:
    """Units and the department have the levels 1, 2, 3 in order."""
    for field, levels in (("levels", plan.rubric.levels), ("department", plan.rubric.department)):
        numbers = [level.level for level in levels]
        if numbers != [1, 2, 3]:
            shown = ", ".join(map(str, numbers))
            yield Doubt(
                ("rubric", field),
                f"ระดับต้องเรียง ๑, ๒, ๓ แต่พบ {thai_digits(shown)}",
                f"Levels must be 1, 2, 3 in order, found {shown}.",
                compares=("level",),
            )


def levels_possible(plan: Plan) -> Iterator[Doubt]:
    """A level's total is at least the sum of its single scores and at most the possible sum."""
    for index, level in enumerate(plan.rubric.levels):
        least, most = level.criteria * level.each, level.criteria * 3
        if not least <= level.total <= most:
            yield Doubt(
                ("rubric", "levels", index, "total"),
                f"ระดับ {thai_digits(level.level)}: คะแนนรวม {thai_digits(level.total)} "
                f"ต้องอยู่ระหว่าง {thai_digits(least)} ถึง {thai_digits(most)}",
                f"Level {level.level}: the total {level.total} must be from {least} to {most}.",
            )


def levels_rise(plan: Plan) -> Iterator[Doubt]:
    """A higher level asks for at least as many criteria, as high scores, and more in all."""
    for index, (lower, higher) in enumerate(pairwise(plan.rubric.levels)):
        for field in ("criteria", "each", "total"):
            if getattr(higher, field) < getattr(lower, field):
                yield Doubt(
                    ("rubric", "levels", index + 1, field),
                    f"ระดับ {thai_digits(higher.level)} กำหนด {field} ต่ำกว่าระดับก่อนหน้า",
                    f"Level {higher.level} asks for less ({field}) than the level before it.",
                    compares=("criteria", "each", "total", "level"),
                )


def level_names_agree(plan: Plan) -> Iterator[Doubt]:
    """A department's level has the name of the unit's level."""
    names = {level.level: level.name for level in plan.rubric.levels}
    for index, level in enumerate(plan.rubric.department):
        expected = names.get(level.level)
        if expected is not None and match_key(expected) != match_key(level.name):
            yield Doubt(
                ("rubric", "department", index, "name"),
                f"ชื่อระดับ “{level.name}” ไม่ตรงกับ “{expected}” ของระดับ {thai_digits(level.level)}",
                f"The name “{level.name}” differs from “{expected}” of level {level.level}.",
                compares=("name", "level"),
            )


def department_shares(plan: Plan) -> Iterator[Doubt]:
    """A department's share is above 0 % and at most 100 %."""
    for index, level in enumerate(plan.rubric.department):
        if not 0 < level.share <= 1:
            shown = show_share(level.share)
            yield Doubt(
                ("rubric", "department", index, "share"),
                f"สัดส่วน {shown} ต้องมากกว่า 0% และไม่เกิน 100%",
                f"The share {shown} must be above 0% and at most 100%.",
            )


RUBRIC_CHECKS = (
    criterion_numbers,
    band_scores,
    unknown_figures,
    conditions_once,
    bands_join,
    upper_ends_complete,
    bands_differ,
    derived_figures,
    feeding_activities,
    level_numbers,
    levels_possible,
    levels_rise,
    level_names_agree,
    department_shares,
)
"""All checks of the rubric, in the order in which their doubts are shown."""
