"""The demo's bureau is made once, whatever is done again."""

from __future__ import annotations

from pathlib import Path

from flows.evidence.browse import all_evidence
from flows.evidence.measures import derived_numbers, entered
from flows.run.page_address import known_page
from sample.bureau import CONTACTS, TYPED, UNIT, bring_evidence, install, install_department
from sample.evidence import AS_OF
from storage.db.database import reading
from storage.records.people import all_contacts, units
from storage.records.snoozes import duty_reports


def test_the_bureau_and_what_it_sent_are_the_same_after_a_second_time(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        ws = install(tmp_path)
        count = bring_evidence(ws, tmp_path)
        with reading(ws.engine) as session:
            people = [(c.group, c.role, c.office, c.email) for c in all_contacts(session, UNIT)]
            duties = [(d.duty, d.period, d.done_on) for d in duty_reports(session, UNIT, 2567)]
        evidence = [(e.fact.item, e.fact.version, e.fact.sha256) for e in all_evidence(ws, UNIT)]
        numbers = [(e.fact.measure, e.fact.value) for e in entered(ws, UNIT)]
        proven = {str(name) for name in derived_numbers(ws, UNIT, AS_OF)}
        seen.append((count, people, duties, evidence, numbers))

    assert seen[0] == seen[1]
    count, people, duties, evidence, numbers = seen[0]
    assert sorted(people) == sorted(CONTACTS)
    assert len(evidence) == count
    assert len(numbers) == len(TYPED)
    asked = {f"{a.number}.{m.id}" for a in ws.plan.by_batch["march"] for m in a.measures}
    assert asked - proven - {name for name, _, _ in TYPED} == {"12.benefit", "16.held"}
    assert duties


def test_its_letters_link_to_the_pages_that_will_be_served(tmp_path: Path) -> None:
    assert known_page(install(tmp_path, pages=True).settings) == "http://127.0.0.1:8067"


def test_the_department_has_its_twenty_units_once(tmp_path: Path) -> None:
    for _ in range(2):
        ws = install_department(tmp_path, language="en")
        with reading(ws.engine) as session:
            names = [unit.id for unit in units(session)]
        assert names == [f"unit-{number:02d}" for number in range(1, 21)]
        assert ws.language == "en"
