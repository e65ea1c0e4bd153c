"""The standing cast: one bureau, three activities, one late batch, and people known by their roles."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from domain.facts import (
    Amount,
    EvidenceFact,
    MeasureFact,
    ReliefFact,
    ReliefKind,
    SectionFact,
    SectionOutcome,
)
from domain.language.ids import MeasureId, RequirementId
from domain.plan.model import Plan

UNIT = "bureau"
DUE = date(2024, 3, 20)
FOUND = SectionOutcome.FOUND
S = "แถวทดสอบ"


def weekday(day: date) -> bool:
    """Monday to Friday, no holidays: the plainest calendar."""
    return day.weekday() < 5


def _criterion(number: int, figure: str, steps: tuple[Any, Any, Any]) -> dict[str, Any]:
    upper: Any = None
    bands = []
    for score, at_least in zip((3, 2, 1), steps, strict=True):
        condition = {"figure": figure, "at_least": at_least}
        if upper is not None:
            condition["below"] = upper
        bands.append({"source": S, "score": score, "text": f"{score}", "conditions": [condition]})
        upper = at_least
    bands.append({"source": S, "score": 0, "text": "0"})
    return {"source": S, "number": number, "title": f"ข้อ {number}", "bands": bands}


def _rubric() -> dict[str, Any]:
    figures = [
        {"source": S, "id": "signed", "title": "ร่วมประกาศ", "kind": "share", "derived_from": "1.signed"},
        {"source": S, "id": "goals", "title": "เป้าหมาย", "kind": "count"},
        {"source": S, "id": "plan", "title": "มีแผน", "kind": "yes-no", "derived_from": "complete:2"},
        {"source": S, "id": "success", "title": "ผลสำเร็จ", "kind": "share", "derived_from": "completion"},
    ]  # fmt: skip
    criteria = [
        _criterion(1, "signed", ("80%", "60%", "40%")),
        _criterion(2, "goals", (5, 3, 2)),
        _criterion(3, "plan", (True, True, True)),
        _criterion(4, "success", ("70%", "60%", "50%")),
        *(_criterion(n, "goals", (5, 3, 2)) for n in range(5, 10)),
    ]
    levels = [(1, 3, 1, 6), (2, 6, 2, 14), (3, 9, 2, 21)]
    return {
        "source": S,
        "title": "การประเมิน",
        "due": "2024-06-30",
        "figures": figures,
        "criteria": criteria,
        "levels": [
            {"source": S, "level": n, "name": f"ระดับ {n}", "text": "-", "criteria": c, "each": e, "total": t}
            for n, c, e, t in levels
        ],
        "department": [
            {"source": S, "level": n, "name": f"ระดับ {n}", "share": share}
            for n, share in ((1, "80%"), (2, "75%"), (3, "70%"))
        ],
    }  # fmt: skip


def _activity(number: int, batch: str, points: int | None, **more: Any) -> dict[str, Any]:
    return {
        "source": f"แถว {number}",
        "number": number,
        "batch": batch,
        "title": f"กิจกรรมที่ {number}",
        "output": "-",
        "outcome": "-",
        "target_group": "-",
        "documents": "-",
        "points": points,
        "owner": "-",
        "groups": ["planning"],
        **more,
    }


def report(**more: Any) -> dict[str, Any]:
    """A report requirement with two sections, one of them optional."""
    return {
        "source": S,
        "id": "report",
        "title": "รายงาน",
        "kind": "report",
        "formats": ["pdf", "docx"],
        "sections": [
            {"id": "result", "title": "ผลการสำรวจ"},
            {"id": "annex", "title": "ภาคผนวก", "optional": True},
        ],
        **more,
    }


def photos(**more: Any) -> dict[str, Any]:
    """A requirement of two pictures."""
    return {
        "source": S,
        "id": "photos",
        "title": "ภาพถ่าย",
        "kind": "photos",
        "formats": ["jpg"],
        "min_count": 2,
        **more,
    }


def small_plan(**changes: Any) -> Plan:
    """A plan of four activities in two batches; `changes` replace top-level values."""
    signed = {
        "source": S,
        "id": "signed",
        "title": "ร่วมลงนาม",
        "kind": "share",
        "at_least": "90%",
    }
    halves = [
        {"source": S, "id": "watch", "title": "เฝ้าระวัง", "points": 10},
        {"source": S, "id": "slogan", "title": "คำขวัญ", "points": 10},
    ]
    slogan = report(id="slogan", part="slogan", sections=[])
    raw: dict[str, Any] = {
        "source": S,
        "fiscal_year": 2567,
        "title": "แผนทดสอบ",
        "unit": {"source": S, "name": "สำนักทดสอบ", "department": "หน่วยงานทดสอบ"},
        "total_points": 35,
        "activity_count": 4,
        "batches": [
            {"source": S, "id": "march", "title": "มีนาคม", "due": DUE, "points": 15, "activity_count": 2},
            {"source": S, "id": "june-30", "title": "มิถุนายน", "due": date(2024, 6, 30), "points": 20,
             "activity_count": 2},
        ],
        "groups": [
            {"source": S, "id": g, "name": g, "short_name": g, "duties": [], "roles": []}
            for g in ("planning", "campaign")
        ],
        "committee": {"source": S, "name": "คณะกรรมการ", "duties": [], "roles": []},
        "activities": [
            _activity(1, "march", 5, requirements=[photos()], measures=[signed]),
            _activity(2, "march", 10, requirements=[report()], groups=["planning", "campaign"]),
            _activity(3, "june-30", 20, parts=halves, groups=["campaign"],
                      requirements=[report(part="watch"), slogan]),
            _activity(4, "june-30", None, requirements=[report()]),
        ],
        "knowledge_outputs": [],
        "notes": [],
        "rubric": _rubric(),
        "forms": [],
        "virtues": [],
        "declaration": {"source": S, "title": "-", "lines": []},
        "dos": [],
        "donts": [],
        "ladder": {
            "source": S,
            "rungs": [
                {"source": S, "days_before": 30, "audience": ["members"]},
                {"source": S, "days_before": 7, "audience": ["members", "head"]},
                {"source": S, "days_before": 0, "audience": ["members", "head"]},
            ],
            "overdue": {"source": S, "every_days": 7, "audience": ["members", "head", "director"]},
        },
        "points_policy": {"source": S, "id": "late-earns", "title": "-", "late": "full", "partial": "parts"},
        "review_policy": {"source": S, "reviewers": ["planning"]},
    }  # fmt: skip
    return Plan.model_validate(raw | changes)


def file(requirement: str, received_on: date = DUE, item: int = 1, **more: Any) -> EvidenceFact:
    """A readable PDF that came in; a report's `result` section is found unless told otherwise."""
    values: dict[str, Any] = {
        "item": item,
        "version": 1,
        "requirement": RequirementId.parse(requirement),
        "file_name": f"{requirement}-{item}.pdf",
        "format": "pdf",
        "sha256": f"{item:064d}",
        "received_on": received_on,
        "has_text": True,
        "pages": 3,
        "sections": (SectionFact("result", FOUND, 2, "ผลการสำรวจ"),),
    }
    return EvidenceFact(**(values | more))


def photo(requirement: str, item: int, received_on: date = DUE, **more: Any) -> EvidenceFact:
    """A picture that came in."""
    values: dict[str, Any] = {
        "format": "jpg",
        "file_name": f"ภาพ-{item}.jpg",
        "has_text": None,
        "sections": (),
    }
    return file(requirement, received_on, item, **(values | more))


def share(measure: str, numerator: int, denominator: int, entered_on: date = DUE) -> MeasureFact:
    """A share as two counts."""
    return MeasureFact(
        MeasureId.parse(measure),
        Fraction(numerator, denominator),
        entered_on,
        numerator,
        denominator,
    )


def number(measure: str, value: Amount | None, entered_on: date = DUE) -> MeasureFact:
    """A share without its counts, a count, or yes/no."""
    return MeasureFact(MeasureId.parse(measure), value, entered_on)


def relief(
    kind: str, subject: str, decided_on: date = DUE, number: int = 1, **more: Any
) -> ReliefFact:
    """What the director granted: `waiver`, `not-applicable` or `extension`."""
    return ReliefFact(
        number, ReliefKind(kind), subject, "ผู้อำนวยการสำนัก", "ระบบขัดข้อง", decided_on, **more
    )
