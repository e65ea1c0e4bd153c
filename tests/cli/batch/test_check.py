"""`kamnot check` on the terminal: what each relief changed can be read there."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from cli.batch.check import show
from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, ReliefFact
from flows.check.check import CheckOutcome
from flows.letters.compose import Letters
from flows.letters.deliver import Delivered
from tests.support.cast import DUE, UNIT, file, relief, small_plan, weekday
from tests.support.commands import Run

PLAN = small_plan()


def shown(*reliefs: ReliefFact, width: int = 120) -> str:
    facts = Facts(UNIT, evidence=(file("2.report"),), reliefs=reliefs)
    evaluation = evaluate(PLAN, facts, DUE, weekday)
    outcome = CheckOutcome(evaluation, ("march",), (), Letters(), (), Delivered())
    out = io.StringIO()
    show(outcome, PLAN, Console(file=out, width=width), dry_run=False)
    return out.getvalue()


def test_reliefs_stand_under_the_table_with_who_granted_them() -> None:
    text = shown(
        relief("extension", "1", until=date(2024, 4, 5)),
        relief("waiver", "2.report", number=2),
    )
    table, _, rest = text.partition("ข้อผ่อนผัน")
    assert "ถึง ๕ เม.ย. ๖๗" in table
    assert "1 กิจกรรมที่ 1: ขยายเวลาถึง ๕ เม.ย. ๖๗ โดยผู้อำนวยการสำนัก" in rest
    assert "2.report รายงาน: ยกเว้นโดยผู้อำนวยการสำนัก" in rest
    assert "(ไม่ต้องใช้ เพราะครบแล้ว)" in rest


@pytest.mark.parametrize("width", [50, 70, 80, 120])
def test_an_activity_that_does_not_apply_reads_so_and_has_no_points(width: int) -> None:
    text = shown(relief("not-applicable", "1"), width=width)
    row = next(line for line in text.splitlines() if "กิจกรรมที่ 1" in line)
    assert "– ไม่เกี่ยวข้อง" in row
    assert "0/0" not in row
    assert "๐/๐" not in row


def test_without_reliefs_there_is_no_heading_for_them() -> None:
    assert "ข้อผ่อนผัน" not in shown()


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_a_check_shows_the_batch_and_ends_with_1_while_something_is_missing(ready: Run) -> None:
    code, out, _ = ready("check", "march", "--as-of", "13/03/2567", "--dry-run")
    assert code == 1
    assert "กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗" in out
    assert "๐*/๑๒๕" in out


def test_the_json_of_a_check_has_the_documented_keys(ready: Run) -> None:
    result = as_json(ready("check", "june-30", "--as-of", "2024-06-01", "--dry-run", "--json"))
    documented = [
        "schema",
        "unit",
        "batch",
        "as_of",
        "plan_hash",
        "complete",
        "points",
        "activities",
        "reminders",
    ]
    assert set(documented) <= set(result)
    assert result["schema"] == "kamnot/check/1"
    assert (result["due"], result["last_working_day"]) == ("2024-06-30", "2024-06-28")
    assert result["points"] == {"earned": 0, "possible": 50, "waiting": 0, "lost": 0, "printed": 50}
    activity = result["activities"][1]
    assert (activity["number"], activity["groups"]) == (
        32,
        ["steering", "planning", "selection", "campaign"],
    )
    assert {"id", "outcome", "looked_for", "found", "remedy", "source"} <= set(
        activity["findings"][0]
    )


@pytest.mark.parametrize(("name", "count"), [(("june",), 2), (("--all",), 5)])
def test_several_batches_come_as_a_list(ready: Run, name: tuple[str, ...], count: int) -> None:
    result = as_json(ready("check", *name, "--dry-run", "--json"))
    assert result["schema"] == "kamnot/checks/1"
    assert len(result["batches"]) == count


def test_check_all_adds_up_to_the_printed_375(ready: Run) -> None:
    batches = as_json(ready("check", "--all", "--dry-run", "--json"))["batches"]
    assert [b["points"]["printed"] for b in batches] == [125, 155, 50, 45, 0]
    assert batches[0]["year"]["points"]["printed"] == 375


def test_letters_are_written_once_and_listed(reachable: Run, tmp_path: Path) -> None:
    code, _, said = reachable("remind", "--as-of", "2024-03-13")
    assert (code, "ส่งจดหมายแจ้งเตือนแล้ว ๓ ฉบับ" in said) == (0, True)
    assert reachable("remind", "--as-of", "2024-03-13")[2] == ""
    rows = as_json(reachable("outbox", "list", "--json"))["letters"]
    assert [r["state"] for r in rows] == ["sent"] * 3
    assert len(list((tmp_path / "home" / "mailbox").glob("*.eml"))) == 3


@pytest.mark.parametrize("words", [(), ("--notify",), ("--dry-run",)], ids=" ".join)
def test_a_check_of_a_past_day_sends_nothing_and_says_who_would_be_written_to(
    reachable: Run, words: tuple[str, ...]
) -> None:
    code, _, said = reachable("check", "march", "--as-of", "2024-03-13", *words)

    assert (code, "คณะทำงานด้านแผนฯ ๑ ราย" in said, "ส่งจดหมายแจ้งเตือนแล้ว" in said) == (1, True, False)
    assert ("การตรวจจึงไม่ส่งจดหมาย" in said) == (words == ("--notify",))
    assert as_json(reachable("outbox", "list", "--json"))["letters"] == []
    assert "ส่งจดหมายแจ้งเตือนแล้ว ๓ ฉบับ" in reachable("remind", "--as-of", "2024-03-13")[2]


def test_before_the_first_day_of_use_one_sentence_and_no_letter(reachable: Run) -> None:
    assert reachable("unit", "profile", "--since", "2024-04-01")[0] == 0

    looked = reachable("check", "march", "--as-of", "2024-03-13")[2]
    told = reachable("remind", "--as-of", "2024-03-13")[1]

    for said in (looked, told):
        assert "อยู่ก่อนวันเริ่มใช้ระบบ (๑ เมษายน ๒๕๖๗) จึงไม่มีจดหมาย" in said
    assert as_json(reachable("outbox", "list", "--json"))["letters"] == []


def test_a_check_of_today_sends_if_it_is_told_to(
    reachable: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("flows.run.workspace", "flows.check.check"):
        monkeypatch.setattr(f"{module}.today", lambda: date(2024, 3, 13))

    looked, told = (reachable("check", "march", *more)[2] for more in ((), ("--notify",)))

    assert ("ยังไม่ได้ส่งจดหมาย" in looked, "ส่งจดหมายแจ้งเตือนแล้ว" in looked) == (True, False)
    assert "ส่งจดหมายแจ้งเตือนแล้ว ๓ ฉบับ" in told


def test_english_by_a_switch(ready: Run) -> None:
    out = ready("--lang", "en", "check", "march", "--as-of", "2024-03-13", "--dry-run", "--full")[1]
    assert "Due 20 Mar 2024" in out
    assert "no file yet" in out


@pytest.mark.parametrize("urls", ["rubbish", "smtp://mail.bureau.example:587"])
def test_a_channel_that_nobody_can_read_is_said_before_anything_is_written(
    reachable: Run, monkeypatch: pytest.MonkeyPatch, urls: str
) -> None:
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", urls)
    code, _, said = reachable("remind", "--as-of", "2024-03-13")
    assert (code, "KAMNOT_NOTIFY_URLS" in said) == (2, True)
    assert as_json(reachable("outbox", "list", "--json"))["letters"] == []
    assert reachable("doctor")[0] == 2


@pytest.mark.parametrize("columns", ["50", "60", "80", "140"])
def test_a_table_keeps_numbers_and_points_at_any_width(
    ready: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = ready("check", "march", "--as-of", "2024-03-13", "--dry-run", "--full")[1]
    assert all(f" {n} " in out for n in ("๑", "๑๐", "๑๗"))
    assert "๐/๒๐" in out


@pytest.mark.parametrize("columns", ["80", "100"])
@pytest.mark.parametrize(
    "words",
    [("check", "march", "--dry-run"), ("check", "--all", "--dry-run"), ("rubric",), ("gap",)],
)
def test_the_short_form_fits_a_screen_and_names_the_full_one(
    ready: Run, monkeypatch: pytest.MonkeyPatch, columns: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = ready(*words, "--as-of", "2024-03-13")[1]
    full = ready(*words, "--as-of", "2024-03-13", "--full")[1]

    lines = [-(-cell_len(line.rstrip()) // int(columns)) or 1 for line in out.splitlines()]
    assert sum(lines) <= 24, out
    assert "--full" in out
    assert "--full" not in full
    assert len(full.splitlines()) > len(out.splitlines())


def test_the_short_form_shows_what_is_not_complete_and_counts_the_rest(ready: Run) -> None:
    out = ready("check", "march", "--as-of", "2024-03-13", "--dry-run")[1]

    assert "ครบ ๐ จาก ๑๗ กิจกรรม" in out
    assert "ยังมีอีก ๗ รายการ" in out
