"""Numbers that the rows of registers prove, from the first day on which they do.

A row proves nothing until it has what its register needs. Without a row a number stays unknown: nobody wrote anything
down, which is not zero.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import chain
from operator import itemgetter

from domain.facts import Amount, Cell, Facts, MeasureFact, RegisterRow, RowId, amount
from domain.language.bilingual import Sentence
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.thai import fiscal_year_span
from domain.plan.model import (
    ColumnKind,
    MeasureKind,
    MeasureRequirement,
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


def over_head_counts(plan: Plan, facts: Facts) -> Iterator[MeasureFact]:
    """The typed numbers; a share of all staff is over the head count, where the plan reads it so."""
    entries = tuple(dict.fromkeys(entry.typed or entry for entry in facts.measures))
    for entry in entries:
        place = plan.head_counts.get(entry.measure)
        if place is None or entry.denominator is None or entry.derived:
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
    if register.needs is Needs.NOTHING:
        return False
    links = register.columns_of(ColumnKind.LINK)
    if register.needs is not Needs.EVIDENCE and any(column.id in row.cells for column in links):
        return False
    items = named_items(register, row)
    return register.needs is Needs.LINK or not any(item in evidence for item in items)


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

    @property
    def value(self) -> Amount | None:
        return amount(self.numerator, self.denominator, self.count, self.yes_no)


class RowNumbers:
    """Derives the numbers that one unit's rows prove."""

    def __init__(self, plan: Plan, facts: Facts) -> None:
        self._plan, self._facts = plan, facts
        self._rows: dict[str, dict[RowId, list[RegisterRow]]] = {}
        for row in facts.rows:
            register = self._rows.setdefault(row.id.register, {})
            register.setdefault(row.id, []).append(row)

    def on(self, day: date) -> tuple[MeasureFact, ...]:
        """Every number that rows prove by the end of a day."""
        known = _OnDay(self._plan, self._facts, self._rows, day)
        found = (known.number(proofs) for proofs in self._plan.proofs.values())
        return tuple(number for number in found if number is not None)


class _OnDay:
    """What rows prove by the end of one day."""

    def __init__(
        self, plan: Plan, facts: Facts, rows: Mapping[str, Mapping[RowId, Rows]], day: date
    ) -> None:
        self._plan, self._facts, self._rows, self._day = plan, facts, rows, day
        self._first = fiscal_year_span(plan.fiscal_year)[0]
        self._shown = _shown_since(facts, day)
        self._shown_from: dict[RowId, date] = {}
        self._current: dict[str, tuple[Rows, Rows]] = {}

    def number(self, proofs: Sequence[tuple[Register, RegisterProof]]) -> MeasureFact | None:
        """One number. Several registers may prove it; the best counts."""
        best: MeasureFact | None = None
        for register, proof in proofs:
            number = self._by(register, proof)
            if number is None:
                continue
            if best is None or best.value is None or (number.value or 0) > best.value:
                best = number
        return best

    def _heads(self, proof: RegisterProof) -> Rows:
        """The rows that a share's whole may be read from."""
        places = {place.rpartition(".")[0] for place in (proof.over, proof.else_over)}
        heads = (self._rows.get(place, {}).values() for place in places)
        return [row for versions in heads for row in chain.from_iterable(versions)]

    def _by(self, register: Register, proof: RegisterProof) -> MeasureFact | None:
        rows, sound = self._on(register)
        measure = self._plan.measure_by_id[proof.measure]
        prover = Prover(self._heads(proof), register, proof, measure.kind, self._day, self._first)
        about, fits = prover.about(rows), prover.fitting(sound)
        proven = prover.prove(about, fits)
        if proven is None:
            return None
        at_least = measure.at_least if isinstance(measure, MeasureRequirement) else None
        return MeasureFact(
            proof.measure, proven.value, self._since(prover, proven, fits or about, at_least),
            proven.numerator, proven.denominator, event_date=proven.event_date, rows=proven.rows,
        )  # fmt: skip

    def _on(self, register: Register) -> tuple[Rows, Rows]:
        """The rows of a register, and those of them that have what they need."""
        if register.id not in self._current:
            versions = self._rows.get(register.id, {}).values()
            rows = current_rows(chain.from_iterable(versions), register.id, self._day)
            sound = [row for row in rows if not lacks(register, row, self._shown)]
            self._current[register.id] = rows, sound
            for row in sound:
                if lacks(register, row, ()):
                    named = named_items(register, row)
                    self._shown_from[row.id] = min(
                        self._shown[i] for i in named if i in self._shown
                    )
        return self._current[register.id]

    def _since(self, prover: Prover, proven: Proven, rows: Rows, at_least: Amount | None) -> date:
        """The first day from which these rows have proved what is asked; the last one's day, if they do not."""
        head_counts = (name for name in proven.rows if name.register != prover.register.id)
        known = [self._rows[name.register][name][0].entered_on for name in head_counts]
        if at_least is None or prover.proof.by in (ProofBy.SHARE_OF_ROWS, ProofBy.INCREASE):
            # One more row may lower these.
            return max((*known, *(row.entered_on for row in rows)))

        def reaches(count: int) -> bool:
            by_then = prover.of([row for _, row in dated[: count + 1]])
            value = by_then.value if by_then is not None else None
            return value is not None and value >= at_least

        dated = sorted(((self._row_since(prover, row), row) for row in rows), key=itemgetter(0))
        first = bisect_left(range(len(dated)), x=True, key=reaches)
        return max((*known, dated[min(first, len(dated) - 1)][0]))

    def _row_since(self, prover: Prover, row: RegisterRow) -> date:
        """The first day from which a row has fitted: by this version, and those right before it."""
        fits, versions = row, self._rows[row.id.register][row.id]
        if len(versions) > 1:
            for earlier in reversed([v for v in versions if v.entered_on <= self._day]):
                if earlier.withdrawn or not prover.fitting([earlier]):
                    break
                fits = earlier
        return max(fits.entered_on, self._shown_from.get(row.id, date.min))


def _shown_since(facts: Facts, day: date) -> dict[int, date]:
    """The evidence that can show a row by the end of a day, and since when it can."""
    proving = proving_evidence(facts, day)
    known = {(r.item, r.version): r.accepted for r in facts.reviews if r.reviewed_on <= day}
    found: dict[int, date] = {}
    for fact in facts.evidence:
        if fact.item in proving and fact.received_on <= day:
            sound = fact.problem is None and known.get((fact.item, fact.version), True)
            if not sound:
                found.pop(fact.item, None)
            else:
                found.setdefault(fact.item, fact.received_on)
    return found


def proving_evidence(facts: Facts, day: date = date.max) -> frozenset[int]:
    """The evidence that can show a row by the end of a day: its newest version opens, and nobody returned it."""
    newest = {fact.item: fact for fact in facts.evidence if fact.received_on <= day}
    known = {(r.item, r.version): r.accepted for r in facts.reviews if r.reviewed_on <= day}
    return frozenset(
        item
        for item, fact in newest.items()
        if fact.problem is None and known.get((item, fact.version), True)
    )


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

    def prove(self, about: Rows, fits: Rows) -> Proven | None:
        """The number by the rows about it and those that fit; None if there is nothing to tell it from."""
        if not about:
            return None
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

    def about(self, rows: Rows) -> Rows:
        """The rows about the proof's activity."""
        wanted = self.proof.activity
        if wanted is None:
            return rows
        columns = self.register.columns_of(ColumnKind.ACTIVITY, ColumnKind.ACTIVITIES)
        names = [column.id for column in columns]
        return [r for r in rows if any(wanted in _each(r.cells.get(name)) for name in names)]

    def fitting(self, rows: Rows) -> Rows:
        """The rows about the activity whose cells are as the proof asks."""
        where = self.proof.where.items()
        if not where:
            return self.about(rows)
        return [
            row
            for row in self.about(rows)
            if all(_meets(row.cells.get(name), wanted) for name, wanted in where)
        ]

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
