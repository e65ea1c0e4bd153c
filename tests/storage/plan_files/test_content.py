"""What a plan says: one hash however it is written, and the same plan from what was kept of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.language.errors import KamnotError
from domain.plan.model import CarriedOver, Plan
from storage.plan_files import load
from storage.plan_files.content import content_hash, load_kept, plan_content, plan_hash
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import PlanError, load_plan
from tests.support.small_plan import SMALL_PLAN, small_plan, write_small_plan


def test_the_hash_knows_no_comments_layout_or_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = load_plan([write_small_plan(tmp_path / "a")])
    other = tmp_path / "b" / "other.yaml"
    other.write_text(
        "# อีกแบบ\n" + yaml.safe_dump(yaml.safe_load(SMALL_PLAN), allow_unicode=True), "utf-8"
    )

    assert load_plan([other]).content_hash == plain.content_hash


def test_the_hash_knows_every_value(tmp_path: Path) -> None:
    plain = load_plan([write_small_plan(tmp_path)])
    changed = load_plan([write_small_plan(tmp_path, "[ประชุม, ลงนาม]", "[ประชุม]")])

    assert len(plain.content_hash) == 64
    assert changed.content_hash != plain.content_hash


def test_confirming_and_defaults_do_not_make_another_plan() -> None:
    plain = small_plan()
    doubtful = plain.changed(confirmed=False, carried=CarriedOver(year=2566))

    assert plan_hash(doubtful) == plan_hash(plain)
    assert plan_hash(plain.changed(title="แผนอื่น")) != plan_hash(plain)


def test_a_plans_content_is_read_back_whole() -> None:
    plan = load_plan([plan_folder(2567)]).plan

    content = json.loads(json.dumps(plan_content(plan)))

    assert Plan.model_validate(content) == plan
    assert content_hash(content) == plan_hash(plan)


# Kept for the next process


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose files were read as YAML, in order."""
    found: list[Path] = []
    real = load.load_plan

    def counted(paths: list[Path]) -> Any:
        found.extend(paths)
        return real(paths)

    monkeypatch.setattr(load, "load_plan", counted)
    return found


def _small(home: Path) -> Path:
    (home / "2567").mkdir()
    return write_small_plan(home / "2567").parent


def test_the_real_plan_comes_back_the_same_from_what_was_kept(
    tmp_path: Path, reads: list[Path]
) -> None:
    folder = plan_folder(2567)

    first = load_kept(folder, tmp_path / "cache")
    second = load_kept(folder, tmp_path / "cache")

    assert first == second == load_plan([folder])
    assert plan_hash(second.plan) == second.content_hash
    assert len(reads) == 1


def test_a_changed_file_is_read_again(tmp_path: Path, reads: list[Path]) -> None:
    folder = _small(tmp_path)
    before = load_kept(folder, tmp_path / "cache")
    (folder / "plan.yaml").write_text(SMALL_PLAN + "# หมายเหตุ\n", "utf-8")

    after = load_kept(folder, tmp_path / "cache")

    assert after.plan == before.plan
    assert len(reads) == 2


def test_a_broken_plan_is_never_kept(tmp_path: Path) -> None:
    folder = _small(tmp_path)
    load_kept(folder, tmp_path / "cache")
    (folder / "plan.yaml").write_text("fiscal_year: [", "utf-8")

    for _ in range(2):
        with pytest.raises(PlanError, match="YAML"):
            load_kept(folder, tmp_path / "cache")


def test_a_folder_without_files_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "2567").mkdir()

    with pytest.raises(KamnotError, match="ไม่มีไฟล์"):
        load_kept(tmp_path / "2567", tmp_path / "cache")
