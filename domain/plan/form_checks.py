"""Cross-checks of the forms' printed parts and of starters: what fills a form exists, what is begun is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from domain.language.thai import match_key, thai_digits
from domain.plan.derivations import Complete
from domain.plan.doubts import Doubt, Path, repeated
from domain.plan.fillings import AnswerOf, Blank, Box, NewestOf, NumberOf, NumberPart, PartOf
from domain.plan.model import FormBlock, MeasureKind, Plan, Starter, StarterLayout

BLANK, BOX = re.compile(r"\.{3,}"), re.compile("☐")
"""A place to write in, and a place to tick, in a form's printed text."""

_PARTS = {
    MeasureKind.SHARE: (NumberPart.PEOPLE, NumberPart.ALL, NumberPart.PERCENT),
    MeasureKind.COUNT: (NumberPart.COUNT,),
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
    for path, block in _blocks(plan):
        for key, given, example in (
            ("blanks", block.blanks, "1.signed#people"),
            ("boxes", block.boxes, "rubric.plan-made"),
        ):
            for index, filling in enumerate(given):
                if not _is_known(plan, filling):
                    yield _unknown((*path, key, index), filling, example)


def _is_known(plan: Plan, filling: Blank | Box) -> bool:
    match filling:
        case NumberOf(measure, part):
            asked = plan.measure_by_id.get(measure)
            return asked is not None and part in _PARTS[asked.kind]
        case NewestOf(place, otherwise):
            return has_column(plan, place) and _is_known(plan, otherwise)
        case PartOf(measure):
            return not plan.registers or measure in plan.proofs
        case AnswerOf(measure):
            asked = plan.measure_by_id.get(measure)
            return asked is not None and asked.kind is not MeasureKind.COUNT
        case Complete(numbers):
            return all(number in plan.by_number for number in numbers)
        case _:
            return True


def unknown_rows_of_forms(plan: Plan) -> Iterator[Doubt]:
    """Parts of forms that rows fill name a column of a register."""
    for path, block in _blocks(plan):
        if block.rows and not has_column(plan, block.rows):
            yield _unknown((*path, "rows"), block.rows, "goals.goal")


def has_column(plan: Plan, place: str) -> bool:
    """Whether a register has the column `headcount.staff`; a plan without registers fills nothing from them."""
    register, _, column = place.rpartition(".")
    found = plan.register_by_id.get(register)
    return not plan.registers or (found is not None and column in found.column_by_id)


def _unknown(path: Path, name: Blank | Box | str, example: str) -> Doubt:
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
    unknown_rows_of_forms,
)


# --- Starters: documents that Kamnot begins ----------------------------------------------------------


def starter_ids(plan: Plan) -> Iterator[Doubt]:
    """Ids of starters are unique, and no document is begun in two ways."""
    yield from repeated(("starters",), "id", [starter.id for starter in plan.starters])
    begun = [str(asked) for starter in plan.starters for asked in starter.of]
    for asked in sorted({name for name in begun if begun.count(name) > 1}):
        yield Doubt(
            ("starters",),
            f"เอกสาร {asked} มีแบบตั้งต้นสองแบบ โปรดเหลือไว้แบบเดียว",
            f"The document {asked} is begun in two ways; leave one.",
            compares=("of",),
        )


def starter_documents(plan: Plan) -> Iterator[Doubt]:
    """A starter begins documents that the plan asks for, and takes rows from a register that the plan has."""
    for index, starter in enumerate(plan.starters):
        for asked in starter.of:
            if asked not in plan.requirement_by_id:
                yield Doubt(
                    ("starters", index, "of"),
                    f"แบบตั้งต้น {starter.id}: แผนไม่มีเอกสาร {asked}",
                    f"Starter {starter.id}: the plan asks for no document {asked}.",
                    compares=("id", "number"),
                )
        named = starter.rows_of or starter.layout is StarterLayout.REGISTER
        if named and starter.rows_of not in plan.register_by_id:
            yield Doubt(
                ("starters", index, "rows_of"),
                f"แบบตั้งต้น {starter.id}: แผนไม่มีทะเบียน “{starter.rows_of}”",
                f"Starter {starter.id}: the plan has no register {starter.rows_of!r}.",
                compares=("id",),
            )


def starter_hints(plan: Plan) -> Iterator[Doubt]:
    """Each part has a line of help, no two of a document the same: by it Kamnot tells which part is not written."""
    for index, starter in enumerate(plan.starters):
        for name in sorted(set(_lacking(plan, starter))):
            yield Doubt(
                ("starters", index, "hints"),
                f"แบบตั้งต้น {starter.id}: ไม่มีคำแนะนำของหัวข้อ “{name}” โปรดเพิ่ม",
                f"Starter {starter.id} lacks a hint for the part {name!r}; add it.",
                compares=("id", "hints"),
            )
        keys = [match_key(text) for text in starter.hints.values()]
        for name, text in starter.hints.items():
            if keys.count(match_key(text)) > 1:
                yield Doubt(
                    ("starters", index, "hints", name),
                    f"แบบตั้งต้น {starter.id}: คำแนะนำของ “{name}” ซ้ำกับหัวข้ออื่น โปรดเขียนให้ต่างกัน",
                    f"Starter {starter.id}: another part has the hint of {name!r}; word them differently.",
                    compares=("hints",),
                )


def _lacking(plan: Plan, starter: Starter) -> Iterator[str]:
    for asked in starter.of:
        requirement = plan.requirement_by_id.get(asked)
        parts = [section.id for section in requirement.sections] if requirement else []
        yield from (part for part in parts if part not in starter.hints)


STARTER_CHECKS: tuple[Callable[[Plan], Iterator[Doubt]], ...] = (
    starter_ids,
    starter_documents,
    starter_hints,
)
