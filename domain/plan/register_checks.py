"""Cross-checks of the registers: what they name is there, and what they prove can be proved so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from domain.plan.doubts import Doubt, Path, repeated
from domain.plan.model import ColumnKind, MeasureKind, Plan, ProofBy, Register, RegisterProof

_FITS = {
    ProofBy.COUNT: (MeasureKind.COUNT,),
    ProofBy.DISTINCT: (MeasureKind.COUNT,),
    ProofBy.SHARE: (MeasureKind.SHARE,),
    ProofBy.SHARE_OF_ROWS: (MeasureKind.SHARE,),
    ProofBy.ANY: (MeasureKind.YES_NO,),
    ProofBy.AT_LEAST: (MeasureKind.YES_NO,),
    ProofBy.COVERS: (MeasureKind.YES_NO, MeasureKind.SHARE),
    ProofBy.INCREASE: (MeasureKind.YES_NO,),
}
_READS_OF = (
    ProofBy.DISTINCT, ProofBy.SHARE, ProofBy.AT_LEAST, ProofBy.COVERS, ProofBy.INCREASE,
)  # fmt: skip
_READS_OVER = (ProofBy.SHARE, ProofBy.INCREASE)


def register_ids(plan: Plan) -> Iterator[Doubt]:
    """Ids of registers, and of a register's columns, are unique."""
    yield from repeated(("registers",), "id", [r.id for r in plan.registers])
    for index, register in enumerate(plan.registers):
        here = ("registers", index, "columns")
        yield from repeated(here, "id", [c.id for c in register.columns])
        yield from repeated(here, "title", [c.title for c in register.columns])


def register_columns(plan: Plan) -> Iterator[Doubt]:
    """Columns that a register names are its own, choices have words, and the day is a day."""
    for index, register in enumerate(plan.registers):
        here = ("registers", index)
        for key, name in _names_columns(register):
            if name not in register.column_by_id:
                yield _unknown((*here, key), register, name)
        for name, wanted in register.compulsory.items():
            column = register.column_by_id.get(name)
            for choice in wanted if column else ():
                if column and choice not in column.choices:
                    yield _unknown((*here, "compulsory"), register, choice)
        day = register.column_by_id.get(register.dated_by)
        if register.dated_by and (day is None or day.kind is not ColumnKind.DATE):
            yield _unknown((*here, "dated_by"), register, register.dated_by)
        for c, column in enumerate(register.columns):
            wants = column.kind in (ColumnKind.CHOICE, ColumnKind.CHOICES)
            if wants != bool(column.choices):
                yield Doubt(
                    (*here, "columns", c, "choices"),
                    f"ทะเบียน {register.id}: ช่อง {column.id} ต้องมี choices เมื่อเป็น choice หรือ choices เท่านั้น",
                    f"Register {register.id}: column {column.id} has choices exactly if it is a choice.",
                    compares=("kind", "choices"),
                )


def _names_columns(register: Register) -> Iterator[tuple[str, str]]:
    """Every column that a register names outside its proofs, with the key that names it."""
    yield from (("unique", name) for name in register.unique)
    yield from (("one_of", name) for name in register.one_of)
    yield from (("compulsory", name) for name in register.compulsory)
    yield from (("tells", name) for name in re.findall(r"\{([^{}]*)\}", register.tells))
    if register.paper is not None:
        paper = register.paper
        names = (paper.by, *paper.overview.columns, *paper.chapter.columns)
        yield from (("paper", name) for name in names)


def register_activities(plan: Plan) -> Iterator[Doubt]:
    """Activities that a register or its proofs name are the plan's."""
    for index, register in enumerate(plan.registers):
        named = {*register.activities}
        for proof in register.proves:
            named |= {*proof.covers, *([proof.activity] if proof.activity else [])}
        for number in sorted(named - plan.by_number.keys()):
            yield Doubt(
                ("registers", index, "activities"),
                f"ทะเบียน {register.id} อ้างกิจกรรม {number} ซึ่งไม่มีในแผน",
                f"Register {register.id} names activity {number}, which the plan has not.",
                compares=("activities",),
            )


def register_proofs(plan: Plan) -> Iterator[Doubt]:
    """A proof names a number of the plan that fits it, and columns that are there."""
    for index, register in enumerate(plan.registers):
        for p, proof in enumerate(register.proves):
            here = ("registers", index, "proves", p)
            measure = plan.measure_by_id.get(proof.measure)
            # A number that the bureau no longer asks for is no fault: its proof is out of use.
            if measure is not None and measure.kind not in _FITS[proof.by]:
                kind = measure.kind.value
                yield Doubt(
                    (*here, "measure"),
                    f"ทะเบียน {register.id}: {proof.by} พิสูจน์ตัวเลข {proof.measure} ไม่ได้ (ชนิด {kind})",
                    f"Register {register.id}: {proof.by} cannot prove {proof.measure} (its kind is {kind}).",
                    compares=("measure", "by"),
                )
            for key, name in _named(plan, register, proof):
                yield _unknown((*here, key), register, name)


def head_counts(plan: Plan) -> Iterator[Doubt]:
    """A register that is the whole of numbers counts people by day, and the numbers are shares of the plan."""
    for index, register in enumerate(plan.registers):
        here = ("registers", index, "whole_of")
        if register.whole_of and not (
            register.dated_by and [*register.columns_of(ColumnKind.COUNT)]
        ):
            yield _unknown(here, register, "count")
        for measure in register.whole_of:
            asked = plan.measure_by_id.get(measure)
            if asked is not None and asked.kind is not MeasureKind.SHARE:
                yield _unknown(here, register, measure)


def _named(plan: Plan, register: Register, proof: RegisterProof) -> Iterator[tuple[str, str]]:
    """The columns of a proof that are not there."""
    own = register.column_by_id
    wanted = [("of", proof.of)] if proof.by in _READS_OF else []
    for key, name in (*wanted, *(("where", name) for name in proof.where)):
        if name not in own:
            yield key, name
    for key, place in (("over", proof.over), ("else_over", proof.else_over)):
        other, _, name = place.rpartition(".")
        among = plan.register_by_id.get(other) if other else register
        missing = among is None or name not in among.column_by_id
        if (place or (key == "over" and proof.by in _READS_OVER)) and missing:
            yield key, place


def _unknown(path: Path, register: Register, name: str) -> Doubt:
    return Doubt(
        path,
        f"ทะเบียน {register.id} อ้างช่อง “{name}” ซึ่งไม่มีหรือใช้ไม่ได้",
        f"Register {register.id} names the column {name!r}, which is not there or of no use.",
        compares=(str(path[-1]),),
    )


REGISTER_CHECKS: tuple[Callable[[Plan], Iterator[Doubt]], ...] = (
    register_ids,
    register_columns,
    register_activities,
    register_proofs,
    head_counts,
)
