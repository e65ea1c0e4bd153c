"""DO's and Don'ts: three parts, each activity once, with its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.facts import ReliefFact, ReliefKind
from domain.language.thai import arabic_digits
from reports.forms import FORMS
from tests.support.dossiers import (
    dossier_with,
    facts_in,
    form,
    form_by_rows,
    lines,
    plan_2567,
    table,
)


def test_the_dos_and_donts_list_every_activity_once_in_three_parts() -> None:
    rows = table(form("dos-donts", "full"))
    parts = [n for n, cells in enumerate(rows) if len(cells) == 1]
    counts = [b - a - 1 for a, b in zip(parts, [*parts[1:], len(rows)], strict=True)]

    assert counts == [3, 8, 27]
    assert rows[2] == ["๑", "ประกาศเจตนารมณ์", "๔ พฤศจิกายน ๒๕๖๖"]


@pytest.mark.parametrize("state", ["empty", "half", "full"])
def test_the_counts_are_those_of_the_table(state: str) -> None:
    said = lines(form("dos-donts", state))

    assert "๑. โครงการ/กิจกรรมรวมทั้งหมด ๓๘ โครงการ/กิจกรรม" in said
    assert said[5].endswith("จำนวน ๘ โครงการ/กิจกรรม")


def test_every_activity_without_a_picture_file_is_named_and_those_due_later_apart() -> None:
    said = [line for line in lines(form("dos-donts", "full")) if "ยังไม่มีไฟล์รูป" in line]
    due, later = (
        {int(arabic_digits(n)) for n in line.rpartition("ที่ ")[2].split(", ")} for line in said
    )

    dossier = dossier_with(facts_in("full"), "dos-donts")
    pictured = {n for n, files in dossier.evidence.items() if any(f.format == "jpg" for f in files)}
    assert pictured
    assert due == set(range(1, 33)) - pictured
    assert later == set(range(33, 39)) - pictured


def test_what_does_not_concern_the_unit_is_not_listed() -> None:
    relief = ReliefFact(
        1, ReliefKind.NOT_APPLICABLE, "24", "ผู้อำนวยการ", "ไม่เกี่ยวข้อง", date(2023, 11, 1)
    )
    facts = replace(facts_in("full"), reliefs=(relief,))

    rows = table(FORMS["dos-donts"].build(dossier_with(facts, "dos-donts")))

    assert not [cells for cells in rows if plan_2567().by_number[24].title in cells]


def test_a_printed_row_that_does_not_concern_the_unit_says_so_and_is_not_counted() -> None:
    doc = form("dos-donts", "excused")
    rows, said = table(doc), "\n".join(lines(doc))

    assert [cells[2] for cells in rows[2:5]] == [
        "ไม่เกี่ยวข้องกับสำนัก", "๗ พฤศจิกายน ๒๕๖๖", "ไม่เกี่ยวข้องกับสำนัก",
    ]  # fmt: skip
    assert "๑. โครงการ/กิจกรรมรวมทั้งหมด ๑๙ โครงการ/กิจกรรม" in said
    assert "ยังไม่มีไฟล์รูปของกิจกรรมที่ ๒, " in said


def test_part_two_has_the_activities_that_serve_the_goals() -> None:
    rows = table(form_by_rows("dos-donts"))
    names = [cells[1] for cells in rows if len(cells) == 3]

    titles = {n: plan_2567().by_number[n].title for n in (10, 11, 14, 17, 24)}
    parts = [n for n, cells in enumerate(rows) if len(cells) == 1]
    second = {cells[1] for cells in rows[parts[1] + 1 : parts[2]]}
    assert {titles[10], titles[11], titles[14]} <= second
    assert titles[17] not in second
    assert titles[17] in names
