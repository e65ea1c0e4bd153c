"""What people mean by a batch or a group: its id, its Thai words, or a part of them that no other has."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import NotThereError
from domain.plan.model import WorkingGroup
from domain.plan.names import batches_meant, group_meant, one_meant
from tests.support.small_plan import small_plan

DUE = {"march": (3, 20), "june-20": (6, 20), "june-30": (6, 30), "july": (7, 30)}
JUNE = small_plan().batches[-1]
PLAN = small_plan().changed(
    batches=tuple(
        JUNE.model_copy(update={"id": name, "due": date(2024, month, day)})
        for name, (month, day) in DUE.items()
    )
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("june-30", ("june-30",)),
        ("June", ("june-20", "june-30")),
        ("june 20", ("june-20",)),
        ("มีนาคม", ("march",)),
        ("รอบเดือนมิ.ย.", ("june-20", "june-30")),
        ("๒๐ มิถุนายน", ("june-20",)),
        ("รอบ ๓๐ ก.ค.", ("july",)),
        ("กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗", ("march",)),
        ("30/6/67", ("june-30",)),
        ("มิถุนายน ๓๐", ("june-30",)),
        ("รอบที่ ๔", ("july",)),
        ("ทุกรอบ", tuple(DUE)),
    ],
)
def test_a_batch_is_meant_by_id_month_day_or_place(text: str, meant: tuple[str, ...]) -> None:
    assert batches_meant(PLAN, text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "ju", "juny", "๒๑ มิถุนายน", "มีนาคม ๒๕๖๘", "สิงหาคม", "รอบที่ ๕", "รอบที่ ๐", "4", "๓๑ มิ.ย."],
)
def test_what_means_no_batch_is_refused_with_those_that_there_are(text: str) -> None:
    with pytest.raises(NotThereError, match=r"march \(๒๐ มีนาคม ๒๕๖๗\), june-20 "):
        batches_meant(PLAN, text)


def _groups() -> list[WorkingGroup]:
    names = {
        "steering": "คณะอำนวยการ",
        "planning": "คณะทำงานด้านแผนงานและติดตามประเมินผล",
        "selection": "คณะทำงานด้านการคัดเลือกข้าราชการฯ",
        "campaign": "คณะทำงานด้านกิจกรรมฯ",
    }
    first = small_plan().groups[0]
    return [
        first.model_copy(update={"id": i, "name": n, "short_name": n}) for i, n in names.items()
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("planning", "planning"),
        ("Planning", "planning"),
        ("คณะทำงานด้านแผนงานและติดตามประเมินผล", "planning"),
        ("ด้านแผนงาน", "planning"),
        ("แผน", "planning"),
        ("คัดเลือก", "selection"),
        ("คณะทำงานด้านกิจกรรม", "campaign"),
        ("อำนวยการ", "steering"),
        ("ผู้อำนวยการ", "director"),
        ("ผอ.", "director"),
    ],
)
def test_a_group_is_meant_by_its_name_or_a_part_that_no_other_has(text: str, meant: str) -> None:
    assert group_meant(_groups(), text, {"director": ("ผู้อำนวยการ", "ผอ.")}) == meant


@pytest.mark.parametrize("text", ["", "ครัว", "คณะทำงาน", "การ", "cook"])
def test_no_group_or_several_are_refused_with_those_that_there_are(text: str) -> None:
    with pytest.raises(NotThereError, match=r"planning \(คณะทำงานด้านแผนงาน"):
        group_meant(_groups(), text)


def test_a_part_is_no_whole_name_and_an_unclear_one_says_so() -> None:
    with pytest.raises(NotThereError, match="ไม่รู้จัก"):
        group_meant(_groups(), "แผนงาน", whole=True)
    with pytest.raises(NotThereError, match="ตรงกับหลายรายการ"):
        one_meant({"a": ("รายงานก",), "b": ("รายงานข",)}, "รายงาน", ("งาน", "work"))
