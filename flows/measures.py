"""Entering numbers: from what an official types to an exact value of the right kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.errors import KamnotError
from domain.facts import MeasureFact
from domain.figures import check_override
from domain.plan import MeasureKind, Plan
from domain.thai import arabic_digits
from flows.workspace import Workspace
from storage.database import reading, writing
from storage.facts import load_facts
from storage.measures import set_measure

_YES, _NO = ("yes", "true", "มี", "ใช่"), ("no", "false", "ไม่มี", "ไม่ใช่")


def kind_of(plan: Plan, measure: str) -> MeasureKind:
    """Whether `1.signed` or `rubric.climate` is a share, a count or yes/no; KamnotError if unknown."""
    kinds = {f"{a.number}.{m.id}": m.kind for a in plan.activities for m in a.measures}
    kinds |= {f"rubric.{f.id}": f.kind for f in plan.rubric.figures}
    if measure not in kinds:
        number = measure.partition(".")[0]
        near = [k for k in kinds if k.startswith(f"{number}.")] or list(kinds)
        raise KamnotError(
            f"แผนไม่ได้ถามหาตัวเลข “{measure}” ที่มีคือ {', '.join(near)}",
            f"The plan asks for no number {measure!r}; there are: {', '.join(near)}.",
        )
    return kinds[measure]


def enter(
    ws: Workspace, unit: str, measure: str, text: str, *, on: date, by: str, why: str = ""
) -> str:
    """Keep a number as typed (`180/200`, `5`, `มี`; Thai numerals welcome). Returns it as read.

    Raises KamnotError when it is of the wrong kind or impossible, and when it would stand over a fact that
    follows from the plan's evidence without a reason (`why`).
    """
    name = arabic_digits(measure)
    plain = arabic_digits(text).strip().lower()
    read = _READERS[kind_of(ws.plan, name)](plain)
    if read is None:
        raise _wrong_kind(name, kind_of(ws.plan, name), text)
    check_override(ws.plan, name, why)
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        set_measure(
            session, unit, ws.plan.fiscal_year, name,
            numerator=read.numerator, denominator=read.denominator, count=read.count, yes_no=read.yes_no,
            entered_on=on, by=by, now=ws.now(), note=why.strip(),
        )  # fmt: skip
    return plain


@dataclass(frozen=True, slots=True)
class _Typed:
    numerator: int | None = None
    denominator: int | None = None
    count: int | None = None
    yes_no: bool | None = None


def _share(text: str) -> _Typed | None:
    found = re.fullmatch(r"(-?\d+)\s*/\s*(-?\d+)", text)
    return _Typed(int(found[1]), int(found[2])) if found else None


def _count(text: str) -> _Typed | None:
    return _Typed(count=int(text)) if re.fullmatch(r"-?\d+", text) else None


def _yes_no(text: str) -> _Typed | None:
    return _Typed(yes_no=text in _YES) if text in (*_YES, *_NO) else None


_READERS: dict[MeasureKind, Callable[[str], _Typed | None]] = {
    MeasureKind.SHARE: _share,
    MeasureKind.COUNT: _count,
    MeasureKind.YES_NO: _yes_no,
}


def _wrong_kind(measure: str, kind: MeasureKind, text: str) -> KamnotError:
    forms = {
        MeasureKind.SHARE: ("สัดส่วน เช่น 180/200", "a share such as 180/200"),
        MeasureKind.COUNT: ("จำนวนเต็ม เช่น 5", "a whole number such as 5"),
        MeasureKind.YES_NO: ("มี หรือ ไม่มี", "yes or no"),
    }
    thai, english = forms[kind]
    return KamnotError(
        f"“{text}” ใช้กับ {measure} ไม่ได้ ต้องเป็น{thai}",
        f"{text!r} does not fit {measure}; it takes {english}.",
    )


def entered(ws: Workspace, unit: str) -> list[MeasureFact]:
    """The newest entry of every number, in the plan's order."""
    with reading(ws.engine) as session:
        facts = load_facts(session, unit, ws.plan.fiscal_year)
    newest = {m.measure: m for m in sorted(facts.measures, key=lambda m: m.entered_on)}
    return [newest[name] for name in ws.plan.measure_ids() if name in newest]
