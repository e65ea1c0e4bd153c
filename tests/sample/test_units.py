"""The sample department: written once, its contents in the store, each unit at the level that it stands for."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlmodel import select

from domain.evaluation.evaluator import Evaluator
from domain.rubric.derived import with_derived
from sample.units import LEVELS, SampleUnit, sample_units, store_sample, write_sample
from storage.db.database import reading, writing
from storage.db.tables import EvidenceVersionRow, MeasureRow, ReliefRow, ReviewRow
from storage.evidence_store.folder import FileStore
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.records.facts import load_facts_of_units
from tests.support.cast import weekday

PLAN = load_plan([plan_folder(2567)]).plan
YEAR_END = date(2024, 9, 30)
NOW = datetime(2024, 2, 20, 2, 0, tzinfo=UTC)


def write(engine: Engine, *units: SampleUnit) -> None:
    with writing(engine) as session:
        write_sample(session, PLAN, units, by="test", now=NOW)


def counted(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return {
            table.__name__: len(session.exec(select(table)).all())
            for table in (EvidenceVersionRow, MeasureRow, ReliefRow, ReviewRow)
        }


def test_the_department_has_just_what_its_levels_say() -> None:
    units = sample_units()

    assert Counter(unit.level for unit in units) == Counter(LEVELS)
    assert [unit.id for unit in units][:2] == ["unit-01", "unit-02"]
    assert len({unit.id for unit in units}) == 20


def test_writing_a_unit_again_changes_nothing(database: Engine) -> None:
    write(database, SampleUnit(1, 3), SampleUnit(2, 1))
    before = counted(database)

    write(database, SampleUnit(1, 0), SampleUnit(2, 1))

    assert counted(database) == before
    assert before["EvidenceVersionRow"] > 40


def test_a_unit_that_comes_later_is_written_beside_the_others(database: Engine) -> None:
    write(database, SampleUnit(1, 1))
    before = counted(database)

    write(database, SampleUnit(1, 1), SampleUnit(2, 1))

    assert counted(database)["EvidenceVersionRow"] > before["EvidenceVersionRow"]


def test_every_content_that_a_row_names_is_in_the_store(database: Engine, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    write(database, *sample_units())
    store_sample(store, PLAN)

    with reading(database) as session:
        named = set(session.exec(select(EvidenceVersionRow.sha256)))
    assert store.missing(named) == frozenset()
    assert {content.sha256 for content in store.contents()} == named


def test_units_by_rows_reach_the_same_levels_and_type_only_what_surveys_tell(
    database: Engine,
) -> None:
    units = (SampleUnit(1, 3), SampleUnit(3, 2), SampleUnit(4, 1), SampleUnit(5, 0))
    with writing(database) as session:
        write_sample(session, PLAN, units, by="test", now=NOW, by_rows=True)
    with reading(database) as session:
        typed = {row.measure for row in session.exec(select(MeasureRow))}
        ids = [unit.id for unit in units]
        facts = load_facts_of_units(session, ids, 2567, as_of=YEAR_END)
    evaluator = Evaluator(PLAN, weekday)
    found = [evaluator.evaluate(with_derived(PLAN, known), YEAR_END) for known in facts]
    levels = {unit.level: seen.rubric.level for unit, seen in zip(units, found, strict=True)}

    assert not typed & {str(name) for name in PLAN.proofs}
    assert levels == {3: 3, 2: 2, 1: 1, 0: 0}
    assert found[0].points.earned == 375
