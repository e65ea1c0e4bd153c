"""Numbers that the rows of registers prove, from the first day on which they do.

A row proves nothing until it has what its register needs. Without a row a number stays unknown: nobody wrote anything
down, which is not zero.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from domain.facts import Cell, Facts, MeasureFact, RegisterRow, RowId, amount
from domain.language.bilingual import Sentence
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.ids import MeasureId
from domain.language.thai import fiscal_year_span
from domain.plan.model import (
    ColumnKind,
    MeasureKind,
    Needs,
    Plan,
    ProofBy,
    Register,
    RegisterProof,
)

Rows = Sequence[RegisterRow]


def current_rows(
    rows: Iterable[RegisterRow], register: str, day: date = date.max
) -> list[RegisterRow]:
    """The newest version of each row of a register by the end of that day, without those withdrawn by then."""
    newest: dict[RowId, RegisterRow] = {}
    for row in rows:
        if row.id.register == register and row.entered_on <= day:
            newest[row.id] = row
    return sorted((r for r in newest.values() if not r.withdrawn), key=lambda row: row.id)


def with_derived(plan: Plan, facts: Facts) -> Facts:
    """The facts with the numbers that their rows prove, each for the days on which it holds.

    A typed share of all staff is over the head count, where the plan reads it so.
    """
    if not facts.rows or not plan.registers:
        return facts
    deriver = _Deriver(plan, facts)
    found = tuple(number for proofs in plan.proofs.values() for number in deriver.numbers(proofs))
    return replace(facts, derived=found, measures=tuple(_over_head_counts(plan, facts)))


def _over_head_counts(plan: Plan, facts: Facts) -> Iterator[MeasureFact]:
    entries = tuple(dict.fromkeys(entry.typed or entry for entry in facts.measures))
    for entry in entries:
        place = plan.head_counts.get(entry.measure)
        if place is None or entry.denominator is None or entry.rows:
            yield entry
            continue
        later = [m.entered_on for m in entries if m.measure == entry.measure]
        until = min((day for day in later if day > entry.entered_on), default=date.max)
        yield from _over_head_count(entry, place, facts.rows, until)


def _over_head_count(
    entry: MeasureFact, place: str, rows: Rows, until: date
) -> Iterator[MeasureFact]:
    """A typed share over the head count of its day, again for each day on which another one became known."""
    register = place.rpartition(".")[0]
    written = {row.entered_on for row in rows if row.id.register == register}
    last: MeasureFact | None = None
    for day in sorted({entry.entered_on, *(d for d in written if entry.entered_on < d < until)}):
        whole, _ = looked_up(rows, place, entry.event_date or entry.entered_on, day)
        found = replace(entry, entered_on=day)
        if isinstance(whole, int) and whole > 0:
            part = min(entry.numerator or 0, whole)
            found = replace(
                found, value=Fraction(part, whole), numerator=part, denominator=whole, typed=entry
            )
        if last is None or found.value != last.value or found.denominator != last.denominator:
            last = found
            yield found


def looked_up(
    rows: Rows, place: str, day: date, known_on: date = date.max
) -> tuple[Cell | None, tuple[RowId, ...]]:
    """The newest value of a register's column (`headcount.staff`) up to a day, and its row.

    Before the first row that one's.
    """
    register, _, column = place.rpartition(".")
    told = [r for r in current_rows(rows, register, known_on) if column in r.cells]
    dated = sorted(told, key=lambda r: (_first_date(r), r.id))
    before = [r for r in dated if _first_date(r) <= day]
    chosen = before[-1] if before else (dated[0] if dated else None)
    return (chosen.cells[column], (chosen.id,)) if chosen else (None, ())


def lacks(register: Register, row: RegisterRow, evidence: Container[int]) -> bool:
    """Whether a row has not what its register needs: a link, or evidence that is there and was not withdrawn."""
    links = any(column.id in row.cells for column in register.columns_of(ColumnKind.LINK))
    items = [item for item in named_items(register, row) if item in evidence]
    match register.needs:
        case Needs.NOTHING:
            return False
        case Needs.LINK:
            return not links
        case Needs.EVIDENCE:
            return not items
        case Needs.EITHER:
            return not (links or items)


_NEEDS = {
    Needs.NOTHING: Sentence("", ""),
    Needs.EVIDENCE: Sentence(
        "ต้องระบุหลักฐานเลขที่ของไฟล์ที่ส่งแล้ว", "name the evidence item that shows it"
    ),
    Needs.LINK: Sentence("ต้องมีลิงก์", "give its link"),
    Needs.EITHER: Sentence(
        "ต้องมีลิงก์ หรือหลักฐานเลขที่ของไฟล์ที่ส่งแล้ว", "give its link or the evidence item that shows it"
    ),
}


def lacking(register: Register, row: RegisterRow) -> Sentence:
    """What a row lacks that proves nothing yet: the evidence that it names no longer counts, or it names none."""
    items = ", ".join(map(str, named_items(register, row)))
    if not items:
        return _NEEDS[register.needs]
    return Sentence(
        f"หลักฐานเลขที่ {items} ถูกถอน ถูกส่งคืน หรือเปิดไม่ได้ โปรดระบุหลักฐานอื่น",
        f"evidence item {items} was withdrawn or returned, or does not open; name another",
    )


def named_items(register: Register, row: RegisterRow) -> Iterator[int]:
    """The evidence that a row names."""
    for column in register.columns_of(ColumnKind.EVIDENCE):
        item = row.cells.get(column.id)
        if isinstance(item, int):
            yield item


def is_about(register: Register, row: RegisterRow, activity: int) -> bool:
    """Whether a row names the activity, or belongs to it because its register does and rows name no single one."""
    of_one = [row.cells.get(column.id) for column in register.columns_of(ColumnKind.ACTIVITY)]
    if of_one:
        return activity in of_one
    several = (row.cells.get(column.id) for column in register.columns_of(ColumnKind.ACTIVITIES))
    named = any(isinstance(cell, tuple) and activity in cell for cell in several)
    return named or activity in register.activities


def check_typed_over(measure: str, why: str, proven: Mapping[MeasureId, MeasureFact]) -> None:
    """Raise KamnotError if a number that rows prove is typed without a reason."""
    by_rows = next((number for name, number in proven.items() if name == measure), None)
    if by_rows is not None and not why.strip():
        register = by_rows.rows[0].register
        raise KamnotError(
            f"{measure} ได้จากทะเบียน {register} อยู่แล้ว ({len(by_rows.rows)} แถว) ถ้าจะกรอกทับต้องบอกเหตุผล หรือแก้แถวในทะเบียน",
            f"{measure} follows from {len(by_rows.rows)} row(s) of the register {register};"
            " say why it is entered over them, or correct the rows.",
            How(Verb.GIVE_REASON),
        )


def check_whole(
    plan: Plan, measure: str, whole: int | None, why: str, rows: Rows, day: date
) -> None:
    """Raise KamnotError if a share of all staff is typed with another whole than the head count, without a reason."""
    register = next((r for r in plan.registers if measure in r.asks_whole), None)
    if register is None or whole is None or why.strip():
        return
    column = next(iter(register.columns_of(ColumnKind.COUNT)))
    there, known = looked_up(rows, f"{register.id}.{column.id}", day)
    if known and there != whole:
        raise KamnotError(
            f"ตัวหารของ {measure} คือบุคลากรทั้งหมด กรอกว่า {whole} คน แต่ทะเบียน{register.title}แถวที่ {known[0].number}"
            f" มี {there} คน โปรดกรอกให้ตรงกัน หรือบอกเหตุผล",
            f"The whole of {measure} is all staff: {whole} was entered, and row {known[0].number} of the register"
            f" {register.id} says {there}; make them agree, or say why.",
            How(Verb.GIVE_REASON),
        )


@dataclass(frozen=True, slots=True)
class Proven:
    """A number by some rows: its counts, and the rows."""

    rows: tuple[RowId, ...]
    count: int | None = None
    yes_no: bool | None = None
    numerator: int | None = None
    denominator: int | None = None
    event_date: date | None = None


class _Deriver:
    """Derives numbers for one unit. Between two days on which something changed a number is the same."""

    def __init__(self, plan: Plan, facts: Facts) -> None:
        self._plan, self._facts = plan, facts
        self._first = fiscal_year_span(plan.fiscal_year)[0]
        self._rows: dict[str, list[RegisterRow]] = {}
        for row in facts.rows:
            self._rows.setdefault(row.id.register, []).append(row)
        self._evidence: dict[date, frozenset[int]] = {}
        self._current: dict[tuple[str, date], tuple[Rows, Rows]] = {}

    def numbers(self, proofs: Sequence[tuple[Register, RegisterProof]]) -> Iterator[MeasureFact]:
        last: MeasureFact | None = None
        for day in self._days(proofs):
            found = self._number(proofs, day)
            if last is not None and (found is None or _says(found) != _says(last)):
                yield replace(last, taken_back_on=day)
                last = None
            last = last or found
        if last is not None:
            yield last

    def _days(self, proofs: Sequence[tuple[Register, RegisterProof]]) -> list[date]:
        """The days on which rows, what they look up or the evidence that they name may have changed."""
        places = (place for _, proof in proofs for place in (proof.over, proof.else_over))
        read = {register.id for register, _ in proofs} | {p.rpartition(".")[0] for p in places}
        rows = [row for register in read for row in self._rows.get(register, ())]
        named = {
            i for row in rows for i in named_items(self._plan.register_by_id[row.id.register], row)
        }
        days = {row.entered_on for row in rows}
        days |= {fact.received_on for fact in self._facts.evidence if fact.item in named}
        return sorted(days | {r.reviewed_on for r in self._facts.reviews if r.item in named})

    def _number(
        self, proofs: Sequence[tuple[Register, RegisterProof]], day: date
    ) -> MeasureFact | None:
        """A number by the end of a day. Several registers may prove one; the best counts."""
        best: MeasureFact | None = None
        for register, proof in proofs:
            rows, sound = self._on(register, day)
            kind = self._plan.measure_by_id[proof.measure].kind
            prover = Prover(self._heads(proof), register, proof, kind, day, self._first)
            proven = prover.prove(rows, sound)
            if proven is None:
                continue
            value = amount(proven.numerator, proven.denominator, proven.count, proven.yes_no)
            number = MeasureFact(
                proof.measure, value, day, proven.numerator, proven.denominator,
                event_date=proven.event_date, rows=proven.rows,
            )  # fmt: skip
            if best is None or best.value is None or (value is not None and value > best.value):
                best = number
        return best

    def _heads(self, proof: RegisterProof) -> Rows:
        """The rows that a share's whole may be read from."""
        places = {place.rpartition(".")[0] for place in (proof.over, proof.else_over)}
        return [row for place in places for row in self._rows.get(place, ())]

    def _on(self, register: Register, day: date) -> tuple[Rows, Rows]:
        """The rows of a register on a day, and those of them that have what they need."""
        key = register.id, day
        if key not in self._current:
            if day not in self._evidence:
                self._evidence[day] = proving_evidence(self._facts, day)
            rows = current_rows(self._rows.get(register.id, ()), register.id, day)
            sound = [row for row in rows if not lacks(register, row, self._evidence[day])]
            self._current[key] = rows, sound
        return self._current[key]


def proving_evidence(facts: Facts, day: date = date.max) -> frozenset[int]:
    """The evidence that can show a row by the end of a day: its newest version opens, and nobody returned it."""
    newest = {fact.item: fact for fact in facts.evidence if fact.received_on <= day}
    known = {(r.item, r.version): r.accepted for r in facts.reviews if r.reviewed_on <= day}
    return frozenset(
        item
        for item, fact in newest.items()
        if fact.problem is None and known.get((item, fact.version), True)
    )


def _says(number: MeasureFact) -> tuple[object, ...]:
    return number.value, number.numerator, number.denominator, number.rows, number.event_date


@dataclass(frozen=True, slots=True)
class Prover:
    """One way in which the rows of one register prove a number, on one day."""

    all_rows: Rows
    register: Register
    proof: RegisterProof
    kind: MeasureKind
    day: date
    first: date
    """The first day of the fiscal year."""

    def prove(self, rows: Rows, sound: Rows) -> Proven | None:
        """The number; None if there is nothing to tell it from."""
        about = [row for row in rows if self.is_about(row)]
        if not about:
            return None
        fits = [row for row in sound if self.is_about(row) and self.fulfils(row)]
        names = tuple(row.id for row in about)
        if self.proof.by is ProofBy.SHARE_OF_ROWS:
            # Every row is in the whole, also one that cannot prove its part yet.
            return Proven(names, numerator=len(fits), denominator=len(about))
        found = self.of(fits)
        return replace(found, rows=names) if found is not None and not found.rows else found

    def of(self, rows: Rows) -> Proven | None:
        """What these rows prove, each of which fits."""
        match self.proof.by:
            case ProofBy.ANY:
                return self._yes(rows, yes=bool(rows))
            case ProofBy.AT_LEAST:
                return self._yes(rows, yes=len(self.values(rows)) >= self.proof.least)
            case ProofBy.COVERS:
                return self._covers(rows)
            case ProofBy.INCREASE:
                return self._increase(rows)
            case ProofBy.SHARE:
                return self._best_share(rows)
            case _:
                counted = self.values(rows) if self.proof.by is ProofBy.DISTINCT else rows
                return self._told(rows, count=len(counted))

    def _told(self, rows: Rows, *, count: int) -> Proven:
        return Proven(tuple(row.id for row in rows), count=count, event_date=self._last_day(rows))

    def _yes(self, rows: Rows, *, yes: bool) -> Proven | None:
        """Yes. Rows that do not show it leave it unknown: something else may have happened unwritten."""
        if not yes:
            return None
        return Proven(tuple(r.id for r in rows), yes_no=True, event_date=self._last_day(rows))

    def _covers(self, rows: Rows) -> Proven | None:
        wanted = set(self.proof.covers)
        there = wanted & self.values(rows)
        if self.kind is MeasureKind.SHARE:
            names = tuple(row.id for row in rows)
            return Proven(names, numerator=len(there), denominator=len(wanted))
        return self._yes(rows, yes=there == wanted)

    def _increase(self, rows: Rows) -> Proven | None:
        """Whether the newest figure is above that of before; None as long as one of them is not known."""
        dated = sorted(rows, key=lambda row: (_first_date(row), row.id))
        told = [r for r in dated if isinstance(r.cells.get(self.proof.of), int)]
        now = [r for r in told if _first_date(r) >= self.first]
        before = [r for r in told if _first_date(r) < self.first and r.cells.get(self.proof.over)]
        if not (now and before):
            return None
        new, old = (int(str(r.cells[self.proof.of])) for r in (now[-1], before[-1]))
        names = now[-1].id, before[-1].id
        return Proven(names, yes_no=new > old, event_date=self._day_of(now[-1]))

    def _best_share(self, rows: Rows) -> Proven | None:
        shares = [found for row in rows if (found := self._share(row)) is not None]
        return max(
            shares, key=lambda s: Fraction(s.numerator or 0, s.denominator or 1), default=None
        )

    def _share(self, row: RegisterRow) -> Proven | None:
        part = row.cells.get(self.proof.of)
        whole, names = self.whole(row)
        if not isinstance(part, int) or not isinstance(whole, int) or whole <= 0:
            return None
        # More people than the whole: somebody counted guests, and the share is not above all.
        part = min(part, whole)
        return Proven(
            (row.id, *names), numerator=part, denominator=whole, event_date=self._day_of(row)
        )

    def whole(self, row: RegisterRow) -> tuple[object, tuple[RowId, ...]]:
        """The whole of a row's share, and the row of the head count that it is read from."""
        for place in filter(None, (self.proof.over, self.proof.else_over)):
            register, _, column = place.rpartition(".")
            if not register and column in row.cells:
                return row.cells[column], ()
            if register:
                return looked_up(self.all_rows, place, self._day_of(row) or self.day, self.day)
        return None, ()

    def is_about(self, row: RegisterRow) -> bool:
        """Whether a row is about the proof's activity."""
        if self.proof.activity is None:
            return True
        cells = (
            row.cells.get(c.id)
            for c in self.register.columns_of(ColumnKind.ACTIVITY, ColumnKind.ACTIVITIES)
        )
        return any(self.proof.activity in _each(cell) for cell in cells)

    def fulfils(self, row: RegisterRow) -> bool:
        """Whether its cells are as the proof asks."""
        return all(_meets(row.cells.get(name), wanted) for name, wanted in self.proof.where.items())

    def values(self, rows: Rows) -> set[object]:
        """The different values of the column that the proof reads."""
        return {value for row in rows for value in _each(row.cells.get(self.proof.of))}

    def _day_of(self, row: RegisterRow) -> date | None:
        day = row.cells.get(self.register.dated_by)
        return day if isinstance(day, date) else None

    def _last_day(self, rows: Rows) -> date | None:
        return max(filter(None, map(self._day_of, rows)), default=None)


def _first_date(row: RegisterRow) -> date:
    return next((cell for cell in row.cells.values() if isinstance(cell, date)), row.entered_on)


def _each(cell: object) -> tuple[object, ...]:
    if cell is None:
        return ()
    return cell if isinstance(cell, tuple) else (cell,)


def _meets(cell: object, wanted: bool | int | tuple[str, ...]) -> bool:
    if isinstance(wanted, bool):
        return cell is wanted
    if isinstance(wanted, int):
        return isinstance(cell, int) and cell >= wanted
    return bool(set(_each(cell)) & set(wanted))
