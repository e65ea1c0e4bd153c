"""The plan in print: a table for each due date, with the columns that it has there."""

from __future__ import annotations

from domain.language.thai import thai_digits
from reports.paper.fonts import sarabun
from reports.paper.pdf import to_pdf
from tests.support.dossiers import (
    form,
    plan_2567,
    table,
)
from tests.support.paper import (
    folded,
    pdf_pages,
)


def test_the_plan_is_a_table_for_each_due_date_with_its_own_columns() -> None:
    doc = form("plan-table", "empty")
    tables = [table(doc, n) for n in range(5)]

    assert [len(t) - 1 - (n < 4) for n, t in enumerate(tables)] == [17, 13, 2, 5, 1]
    assert [t[0][6] for t in tables] == [
        "คะแนนสำนักดีเด่น", "คะแนนสำนักดีเด่น", "คะแนน", "คะแนน", "ผู้รับผิดชอบ",
    ]  # fmt: skip
    assert tables[0][-1][1] == "๑๒๕ คะแนน"
    assert tables[0][1][1].startswith("๑. การประกาศเจตนารมณ์")
    assert "▶ " in tables[0][2][1]
    assert tables[3][1][6] == "กิจกรรมละ ๑๐ คะแนน\nรวม ๒๐ คะแนน"


def test_a_due_date_stands_on_the_page_of_its_first_activity() -> None:
    plan = plan_2567()
    firsts = [(b.title, plan.by_batch[b.id][0].documents.splitlines()[0]) for b in plan.batches]

    pages = pdf_pages(to_pdf(form("plan-table", "half"), sarabun()))

    assert [
        title
        for title, first in firsts
        if not any(folded(title) in p and folded(first) in p for p in pages)
    ] == []


def test_a_batch_without_points_has_no_column_and_no_sum_of_them() -> None:
    last = table(form("plan-table", "empty"), 4)

    assert len(last[0]) == 7
    assert last[-1][0] == "๓๘"


def test_every_activity_stands_once_under_its_own_date() -> None:
    numbers = [
        row[0]
        for n, _ in enumerate(plan_2567().batches)
        for row in table(form("plan-table", "empty"), n)[1:]
        if not row[0].startswith("รวม")
    ]

    assert numbers == [thai_digits(n) for n in range(1, 39)]
