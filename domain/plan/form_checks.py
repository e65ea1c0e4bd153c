"""Cross-checks of the forms' printed parts: what fills their blanks and boxes is there to be had."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from domain.language.thai import thai_digits
from domain.plan.doubts import Doubt, Path, repeated
from domain.plan.model import FormBlock, MeasureKind, Plan

BLANK, BOX = re.compile(r"\.{3,}"), re.compile("☐")
"""A place to write in, and a place to tick, in a form's printed text."""

UNIT = "unit"
"""Fills a blank with the name of the unit."""

_SUFFIXES = {
    MeasureKind.SHARE: ("people", "all", "percent"),
    MeasureKind.COUNT: ("count",),
    MeasureKind.YES_NO: (),
}


def _blocks(plan: Plan) -> Iterator[tuple[Path, FormBlock]]:
    for f, form in enumerate(plan.forms):
        for b, block in enumerate(form.blocks):
            yield ("forms", f, "blocks", b), block


def form_blocks_are_named_once(plan: Plan) -> Iterator[Doubt]:
    """No two parts of a form share an id."""
    for index, form in enumerate(plan.forms):
        yield from repeated(("forms", index, "blocks"), "id", [block.id for block in form.blocks])


def unknown_activities_of_forms(plan: Plan) -> Iterator[Doubt]:
    """Parts of forms name activities that exist."""
    for path, block in _blocks(plan):
        for index, number in enumerate(block.activities):
            if number not in plan.by_number:
                yield Doubt(
                    (*path, "activities", index),
                    f"ส่วน {block.id} ของแบบอ้างถึงกิจกรรมที่ {thai_digits(number)} ซึ่งไม่มีในแผน",
                    f"The form's part {block.id} names activity {number}, which the plan does not have.",
                    compares=("number",),
                )


def unknown_criteria_of_forms(plan: Plan) -> Iterator[Doubt]:
    """Parts of forms name criteria that exist."""
    known = {criterion.number for criterion in plan.rubric.criteria}
    for path, block in _blocks(plan):
        if block.criterion is not None and block.criterion not in known:
            yield Doubt(
                (*path, "criterion"),
                f"ส่วน {block.id} ของแบบอ้างถึงเกณฑ์ข้อ {thai_digits(block.criterion)} ซึ่งไม่มีในแผน",
                f"The form's part {block.id} names criterion {block.criterion},"
                " which the plan does not have.",
                compares=("number",),
            )


def every_blank_has_its_filling(plan: Plan) -> Iterator[Doubt]:
    """As many fillings as there are blanks and boxes in the printed words."""
    for path, block in _blocks(plan):
        text = "\n".join((block.title, *block.lines))
        for key, mark, given in (("blanks", BLANK, block.blanks), ("boxes", BOX, block.boxes)):
            there = len(mark.findall(text))
            if there != len(given):
                yield Doubt(
                    (*path, key),
                    f"ส่วน {block.id} มีช่อง {thai_digits(there)} ช่อง แต่ {key} มี"
                    f' {thai_digits(len(given))} รายการ โปรดให้ครบตามลำดับ (เว้น "" ไว้กรอกด้วยมือ)',
                    f"Part {block.id} has {there} place(s), {key} lists {len(given)};"
                    ' give one for each in order ("" for one to fill by hand).',
                    compares=(key, "title", "lines"),
                )


def unknown_fillings(plan: Plan) -> Iterator[Doubt]:
    """Every filling is a number, figure or activity that the plan knows."""
    blanks, boxes = set(_blank_names(plan)), {f"rubric.{f.id}" for f in plan.rubric.figures}
    for path, block in _blocks(plan):
        for index, name in enumerate(block.blanks):
            if name and name not in blanks:
                yield _unknown((*path, "blanks", index), name, "1.signed#people")
        for index, name in enumerate(block.boxes):
            if name and name.removeprefix("!") not in boxes and not _are_activities(plan, name):
                yield _unknown((*path, "boxes", index), name, "rubric.plan-made")


def _blank_names(plan: Plan) -> Iterator[str]:
    yield UNIT
    measures = {f"{a.number}.{m.id}": m.kind for a in plan.activities for m in a.measures}
    figures = {f"rubric.{f.id}": f.kind for f in plan.rubric.figures}
    for name, kind in (measures | figures).items():
        yield from (f"{name}#{suffix}" for suffix in _SUFFIXES[kind])


def _are_activities(plan: Plan, name: str) -> bool:
    head, _, numbers = name.partition(":")
    known = {str(number) for number in plan.by_number}
    return head == "complete" and bool(numbers) and set(numbers.split(",")) <= known


def _unknown(path: Path, name: str, example: str) -> Doubt:
    return Doubt(
        path,
        f"ไม่มี “{name}” ให้กรอกในแบบ ใช้ได้เช่น {example}",
        f"Nothing is called “{name}” that a form could show; write one such as {example}.",
        compares=("id", "number", "kind"),
    )


FORM_CHECKS: tuple[Callable[[Plan], Iterator[Doubt]], ...] = (
    form_blocks_are_named_once,
    unknown_activities_of_forms,
    unknown_criteria_of_forms,
    every_blank_has_its_filling,
    unknown_fillings,
)
