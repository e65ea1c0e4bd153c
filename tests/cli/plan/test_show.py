"""`kamnot plan`: what people see, what programs read, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.front.common import use_language
from cli.front.main import main
from domain.plan.model import Plan
from flows.plan import filed
from storage.plan_files import folders as plan_folders
from storage.plan_files.content import LoadedPlan
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.small_plan import SMALL_PLAN, small_data, write_small_plan

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A wide terminal without colour, in Thai."""
    for name in ("KAMNOT_LANGUAGE", "KAMNOT_FISCAL_YEAR", "KAMNOT_CLOSED_DAYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    yield
    use_language(None)


def read_json(capsys: Output, *arguments: str) -> Any:
    """What a command that ends well writes as JSON."""
    assert main([*arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_offices_own_closed_days_move_the_last_working_day(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed.txt"
    closed.write_text("20 มีนาคม 2567  # ย้ายอาคาร\n", encoding="utf-8")
    monkeypatch.setenv("KAMNOT_CLOSED_DAYS", str(closed))

    plan = read_json(capsys, "plan", "show", "--json")

    assert plan["batches"][0]["last_working_day"] == "2024-03-19"


def test_the_plan_as_json_has_its_38_activities_and_nine_criteria(capsys: Output) -> None:
    plan = read_json(capsys, "plan", "show", "--json")

    assert plan["schema"] == "kamnot/plan/1"
    assert [a["number"] for a in plan["activities"]] == list(range(1, 39))
    assert [b["points"] for b in plan["batches"]] == [125, 155, 50, 45, None]
    assert [b["last_working_day"] for b in plan["batches"]] == [
        "2024-03-20", "2024-06-20", "2024-06-28", "2024-07-30", "2024-09-20"
    ]  # fmt: skip
    assert len(plan["rubric"]["criteria"]) == 9


def test_one_activity_as_json(capsys: Output) -> None:
    activity = read_json(capsys, "plan", "show", "7", "--json", "--year", "2567")

    assert (activity["schema"], activity["number"]) == ("kamnot/activity/1", 7)
    assert "7.report" in [r["id"] for r in activity["requirements"]]


@pytest.mark.parametrize("number", ["39", "0", "-", "เจ็ด", "7.5", "²"])
def test_an_unknown_activity_is_one_sentence(capsys: Output, number: str) -> None:
    assert main(["plan", "show", number]) == 2

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines() == [
        f"ไม่มีกิจกรรม “{number}” ในแผน ใช้เลข ๑ ถึง ๓๘ เช่น ๗ หรือ 7.report"
    ]


def test_a_year_without_a_plan_is_one_sentence(capsys: Output) -> None:
    assert main(["plan", "show", "--year", "2570"]) == 2

    assert capsys.readouterr().err.startswith("ไม่มีแผนของปีงบประมาณ ๒๕๗๐")


@pytest.mark.parametrize("arguments", [[], [str(plan_folder(2567))]], ids=["default", "folder"])
def test_a_sound_plan_is_said_to_be_sound(capsys: Output, arguments: list[str]) -> None:
    assert main(["plan", "validate", *arguments]) == 0

    assert capsys.readouterr().out.startswith("แผนปีงบประมาณ ๒๕๖๗ ถูกต้อง: ๓๘ กิจกรรม ๓๗๕ คะแนน")


def test_every_problem_is_a_line_with_file_and_line_number(capsys: Output, tmp_path: Path) -> None:
    path = write_small_plan(tmp_path, "total_points: 30", "total_points: 31\nx: 1")
    line = SMALL_PLAN[: SMALL_PLAN.index("total_points: 30")].count("\n") + 1

    assert main(["plan", "validate", str(path), "--lang", "en"]) == 2

    told = capsys.readouterr().out.splitlines()
    assert len(told) == 3
    assert told[0].startswith(f"{path}:{line}: total_points: 31")
    assert told[2] == f"{path}:{line + 1}: unknown key “x”; remove it."


def test_problems_as_json(capsys: Output, tmp_path: Path) -> None:
    path = write_small_plan(tmp_path, "total_points: 30\n", "")

    assert main(["plan", "validate", str(path), "--json"]) == 2

    answer = json.loads(capsys.readouterr().out)
    assert (answer["schema"], answer["valid"]) == ("kamnot/plan-problems/1", False)
    assert answer["problems"][0].keys() == {"file", "line", "thai", "english"}


def test_a_sound_plan_as_json(capsys: Output, tmp_path: Path) -> None:
    answer = read_json(capsys, "plan", "validate", str(write_small_plan(tmp_path)), "--json")

    assert (answer["valid"], answer["problems"]) == (True, [])


def test_a_file_that_is_not_there_is_a_problem(capsys: Output, tmp_path: Path) -> None:
    assert main(["plan", "validate", str(tmp_path / "none.yaml")]) == 2

    assert "ไม่พบไฟล์นี้" in capsys.readouterr().out


def test_only_what_waits_to_be_confirmed(capsys: Output) -> None:
    everything = read_json(capsys, "plan", "sources", "--json")
    waiting = read_json(capsys, "plan", "sources", "--json", "--unconfirmed")

    assert everything["coverage"]["values"] == len(everything["values"])
    assert everything["coverage"] == waiting["coverage"]
    assert waiting["values"] == [v for v in everything["values"] if not v["confirmed"]]
    assert waiting["values"]


def test_a_value_without_a_source_ends_in_2_and_is_named(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = small_data()
    data["virtues"][0]["source"] = ""
    unsound = LoadedPlan(Plan.model_validate(data), "", ())
    monkeypatch.setattr(filed, "load_plan", lambda _: unsound)

    assert main(["plan", "sources", "--unconfirmed"]) == 2

    out = capsys.readouterr().out
    assert "ไม่มีที่มา: virtues[0].name" in out
    assert not out.splitlines()[-1].endswith("100 %")


def test_a_broken_plan_is_not_shown(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "2567").mkdir()
    write_small_plan(tmp_path / "2567", "total_points: 30", "total_points: 31")
    monkeypatch.setattr(plan_folders, "PLANS", tmp_path)

    assert main(["plan", "show"]) == 2

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("แผนมีข้อผิดพลาด ๒ แห่ง")


def test_the_real_plan_loads_from_any_folder(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    assert read_json(capsys, "plan", "show", "1", "--json")["title"] == (
        load_plan([plan_folder(2567)]).plan.by_number[1].title
    )
