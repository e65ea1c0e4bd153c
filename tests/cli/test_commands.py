"""The commands as an official types them: what they say, what they keep, how they end."""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run

ROOT = Path(__file__).resolve().parents[2]


def report(folder: Path, name: str = "รายงาน.pdf") -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.4 not really")
    return path


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_a_check_shows_the_batch_and_ends_with_1_while_something_is_missing(ready: Run) -> None:
    code, out, _ = ready("check", "march", "--as-of", "13/03/2567", "--dry-run")
    assert code == 1
    assert "กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗" in out
    assert "๐/๑๒๕" in out


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
    code, _, said = reachable("check", "march", "--as-of", "2024-03-13")
    assert (code, "ส่งจดหมายแจ้งเตือนแล้ว 3 ฉบับ" in said) == (1, True)
    assert reachable("check", "march", "--as-of", "2024-03-13")[2] == ""
    rows = as_json(reachable("outbox", "list", "--json"))["letters"]
    assert [r["state"] for r in rows] == ["sent"] * 3
    assert len(list((tmp_path / "home" / "mailbox").glob("*.eml"))) == 3


def test_remind_shows_readers_and_texts_before_anything_goes_out(reachable: Run) -> None:
    code, out, _ = reachable("remind", "--as-of", "2024-03-13", "--dry-run")
    assert code == 0
    assert "planning@bureau.example" in out
    assert "ไม่ได้ส่ง" in out
    assert as_json(reachable("outbox", "list", "--json"))["letters"] == []


def test_evidence_goes_in_and_comes_out_in_the_list(ready: Run, tmp_path: Path) -> None:
    code, out, _ = ready(
        "evidence", "add", "๗", str(report(tmp_path)), "--received", "๑ มีนาคม ๒๕๖๗"
    )
    assert (code, "7.report" in out, "เปิดอ่านไม่ได้" in out) == (0, True, True)
    [item] = as_json(ready("evidence", "list", "--json"))["items"]
    assert (item["file_name"], item["received_on"]) == ("รายงาน.pdf", "2024-03-01")
    assert "รายงาน.pdf" in ready("evidence", "list")[1]


def test_a_file_of_another_format_is_kept_and_told_which_are_taken(
    ready: Run, tmp_path: Path
) -> None:
    note = tmp_path / "บันทึก.txt"
    note.write_text("ไม่ใช่รายงาน", encoding="utf-8")
    code, out, _ = ready("evidence", "add", "7.report", str(note))
    assert (code, "รับเฉพาะ pdf" in out) == (0, True)


@pytest.mark.skipif(os.name == "nt", reason="optional: Windows names are always text")
def test_a_name_that_is_no_text_is_taken_in_under_a_clean_one(ready: Run, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/bad\xff\xfename.pdf"
    with open(odd, "wb") as stream:  # noqa: PTH123  # bytes
        stream.write(b"%PDF-1.4")
    code, out, _ = ready("evidence", "add", "7.report", os.fsdecode(odd))
    assert (code, "badname.pdf" in out) == (0, True)


@pytest.mark.parametrize(
    ("measure", "value", "kept"),
    [
        ("1.signed", "๑๘๐/๒๐๐", {"numerator": 180, "denominator": 200}),
        ("2.goals", "5", {"count": 5}),
        ("rubric.climate", "มี", {"yes_no": True}),
    ],
)
def test_numbers_are_kept_as_typed(
    ready: Run, measure: str, value: str, kept: dict[str, Any]
) -> None:
    assert ready("measure", "set", measure, value, "--on", "2024-03-01")[0] == 0
    [row] = as_json(ready("measure", "list", "--json"))["measures"]
    assert kept.items() <= row.items()
    assert row["id"] == measure
    assert ready("measure", "list")[0] == 0


def test_the_doctor_names_what_is_missing(ready: Run) -> None:
    code, out, _ = ready("doctor")
    assert (code, "ยังไม่มีผู้รับของ" in out) == (2, True)


def test_the_doctor_is_content_when_everything_is_there(reachable: Run) -> None:
    code, out, _ = reachable("doctor", "--json")
    assert code == 0
    assert json.loads(out)["ok"] is True


def test_english_by_a_switch(ready: Run) -> None:
    out = ready("--lang", "en", "check", "march", "--as-of", "2024-03-13", "--dry-run")[1]
    assert "Due 20 Mar 2024" in out
    assert "no file yet" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("check", "april"), "ไม่มีรอบ “april”", id="unknown batch"),
        pytest.param(("check",), "โปรดระบุรอบ", id="no batch"),
        pytest.param(("check", "march", "--all"), "โปรดระบุรอบ", id="a batch and all"),
        pytest.param(("check", "march", "--as-of", "31/02/2567"), "อ่านวันที่", id="impossible day"),
        pytest.param(("check", "march", "--unit", "x"), "ไม่พบหน่วยงาน", id="unknown unit"),
        pytest.param(("evidence", "add", "99", "x.pdf"), "ไม่พบไฟล์", id="missing file"),
        pytest.param(("evidence", "add", "99", __file__), "ไม่มีกิจกรรม", id="unknown activity"),
        pytest.param(("evidence", "add", "7", str(ROOT)), "เป็นโฟลเดอร์", id="a folder"),
        pytest.param(("measure", "set", "1.signed", "201/200"), "201", id="more signed than staff"),
        pytest.param(("measure", "set", "1.signed", "5/0"), "1.signed", id="nobody in all"),
        pytest.param(("measure", "set", "1.signed", "many"), "180/200", id="no share"),
        pytest.param(("measure", "set", "2.goals", "--", "-1"), "2.goals", id="negative"),
        pytest.param(("measure", "set", "7.stories", "1"), "7.held", id="unknown measure"),
        pytest.param(
            ("contacts", "set", "cooks", "a@b.example"), "ไม่มีคณะทำงาน", id="unknown group"
        ),
        pytest.param(("contacts", "set", "planning", "nobody"), "nobody", id="no mail address"),
        pytest.param(("remind", "--as-of", "2024-03-13"), "kamnot contacts set", id="no contacts"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_exit_2(
    ready: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = ready(*words)
    assert code == 2
    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [("check", "march"), ("evidence", "list"), ("doctor",)])
def test_before_init_a_sentence_says_what_to_do(run: Run, words: tuple[str, ...]) -> None:
    code, out, said = run(*words)
    assert code == 2
    assert "kamnot init" in out + said


def test_init_twice_changes_nothing(ready: Run) -> None:
    code, out, _ = ready("init")
    assert (code, "มีอยู่แล้ว" in out) == (0, True)


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_relay_that_refuses_loses_no_letter(
    reachable: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"mailto://user:hush@127.0.0.1:{_closed_port()}?from=kamnot@bureau.example"
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", url)
    code, _, said = reachable("check", "march", "--as-of", "2024-03-13")
    assert "hush" not in said
    rows = as_json(reachable("outbox", "list", "--json"))["letters"]
    assert [r["state"] for r in rows] == ["pending"] * 3
    assert (code, "จดหมายยังอยู่ครบในกล่องขาออก" in said) == (2, True)


@pytest.mark.parametrize("urls", ["rubbish", "smtp://mail.bureau.example:587"])
def test_a_channel_that_nobody_can_read_is_said_before_anything_is_written(
    reachable: Run, monkeypatch: pytest.MonkeyPatch, urls: str
) -> None:
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", urls)
    code, _, said = reachable("check", "march", "--as-of", "2024-03-13")
    assert (code, "KAMNOT_NOTIFY_URLS" in said) == (2, True)
    assert as_json(reachable("outbox", "list", "--json"))["letters"] == []
    assert reachable("doctor")[0] == 2


@pytest.mark.parametrize("columns", ["50", "60", "80", "140"])
def test_a_table_keeps_numbers_and_points_at_any_width(
    ready: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = ready("check", "march", "--as-of", "2024-03-13", "--dry-run")[1]
    assert all(f" {n} " in out for n in ("๑", "๑๐", "๑๗"))
    assert "๐/๒๐" in out


def test_a_folder_that_holds_other_files_is_not_taken_for_a_demo(run: Run, tmp_path: Path) -> None:
    shutil.copy(__file__, tmp_path / "mine.txt")
    code, _, said = run("demo", str(tmp_path))
    assert (code, "มีไฟล์อื่นอยู่" in said) == (2, True)
