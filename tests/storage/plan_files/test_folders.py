"""Where a year's plan lies: the bureau's own before the one that comes with Kamnot."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.language.errors import NotThereError
from storage.plan_files.folders import plan_folder, plan_years, year_before


def test_a_year_without_a_plan_is_refused_with_the_years_there_are(tmp_path: Path) -> None:
    (tmp_path / "2567").mkdir()
    (tmp_path / "draft").mkdir()

    with pytest.raises(NotThereError, match="๒๕๖๘") as caught:
        plan_folder(2568, tmp_path)

    assert "there are plans for 2567" in caught.value.english
    assert plan_years(tmp_path) == [2567]
    assert plan_folder(2567, tmp_path) == tmp_path / "2567"


def test_the_bureaus_own_year_comes_before_the_one_in_the_checkout(tmp_path: Path) -> None:
    own, ours = tmp_path / "own", tmp_path / "ours"
    for folder in (own / "2570", ours / "2567", ours / "2570"):
        folder.mkdir(parents=True)

    assert plan_folder(2570, own, ours) == own / "2570"
    assert plan_folder(2567, own, ours) == ours / "2567"
    assert plan_years(own, ours, tmp_path / "missing") == [2567, 2570]


@pytest.mark.parametrize(
    ("year", "before"), [(2568, 2567), (2570, 2569), (2571, 2569), (2566, 2567)]
)
def test_a_year_is_drafted_from_the_newest_before_it_else_from_the_first(
    year: int, before: int
) -> None:
    assert year_before(year, [2567, 2569, 2572]) == before
