"""The commands of a new year, as the secretary and programs use them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.commands import Run, read_json
from tests.support.plan_tables import table_lines, write_word


def home() -> Path:
    return Path(os.environ["KAMNOT_HOME"])


def own_copy(*changes: tuple[str, str]) -> None:
    """The bureau's own 2567 with some words changed in plan.yaml."""
    folder = home() / "plans" / "2567"
    shutil.copytree(plan_folder(2567), folder)
    text = (folder / "plan.yaml").read_text("utf-8")
    for old, new in changes:
        text = text.replace(old, new, 1)
    (folder / "plan.yaml").write_text(text, "utf-8")


def test_a_new_year_is_drafted_with_its_clashes_and_doubts_listed(run: Run) -> None:
    code, out, _ = run("plan", "new", "2570", "--from", "2567")

    assert code == 0
    for words in ("๓๘ กิจกรรม ๓๗๕ คะแนน", "๒๐ มี.ค. ๗๐", "รอบส่งเอกสาร", "วันเสาร์", "ปี พ.ศ. ๒๕๗๐ ยังไม่ยืนยัน",
                  "กิจกรรมที่ ๒๐ ผลลัพธ์: ปีงบประมาณ พ.ศ. ๒๕๖๖", "kamnot plan diff 2567 2570"):  # fmt: skip
        assert words in out
    assert not re.search(r"integrated-plan|activities\[|รอบ march", out)
    assert run("plan", "validate", str(home() / "plans" / "2570"))[0] == 0


def test_the_draft_as_json(run: Run) -> None:
    draft = read_json(run, "plan", "new", "2570", "--from", "2567")

    assert draft["schema"] == "kamnot/plan-draft/1"
    assert (draft["activities"], draft["total_points"], draft["unknown_calendars"]) == (
        38,
        375,
        [2027],
    )
    assert {"path": "batches[march].due", "title": "กำหนดส่ง ๒๐ มีนาคม ๒๕๗๐", "due": "2027-03-20",
            "holiday": None, "last_working_day": "2027-03-19",
            "next_working_day": "2027-03-22"} in draft["clashes"]  # fmt: skip


def test_a_pure_shift_is_said_once(run: Run) -> None:
    run("plan", "new", "2570", "--from", "2567")

    code, out, _ = run("plan", "diff", "2567", "2570")

    assert code == 0
    assert out.splitlines() == [
        "เลื่อนตามปีงบประมาณ ๓ ปี โดยวันและเดือนคงเดิม: วันที่ ๑๕ แห่ง ข้อความที่ระบุปี ๔๖ แห่ง",
        "นอกนั้นเหมือนกันทุกค่า",
    ]


def test_a_difference_is_told_with_its_path(run: Run) -> None:
    own_copy(("due: 2024-03-20", "due: 2024-03-25"))

    found = read_json(run, "plan", "diff", str(plan_folder(2567)), "2567")

    assert found["changes"] == [
        {"path": "batches[march].due", "kind": "changed", "before": "2024-03-20", "after": "2024-03-25"}
    ]  # fmt: skip


def test_a_change_is_shown_before_it_is_taken(ready: Run) -> None:
    ready("measure", "set", "2.goals", "5")
    own_copy(("due: 2024-03-20", "due: 2024-03-25"))

    code, out, err = ready("plan", "apply", "--dry-run")
    assert code == 0, err
    for words in ("batches[march].due", "2024-03-25", "ดูอย่างเดียว"):
        assert words in out
    _, _, note = ready("check", "march", "--as-of", "2024-03-13", "--dry-run")
    assert "kamnot plan apply --dry-run" in note

    assert ready("plan", "apply")[0] == 2
    assert ready("plan", "apply", "--why", "มติที่ประชุม")[0] == 0
    assert "ไม่มีอะไรต้องเปลี่ยน" in ready("plan", "apply", "--dry-run")[1]


def test_the_preview_as_json_names_units_and_activities(ready: Run) -> None:
    ready("measure", "set", "2.goals", "5")
    own_copy(
        ("    points: 125", "    points: 125\n    # ลดหนึ่งกิจกรรม"), ("late: full", "late: none")
    )

    found = read_json(ready, "plan", "apply", "--dry-run")

    assert found["schema"] == "kamnot/plan-apply/1"
    assert (found["taken"], found["in_force"] != found["plan_hash"]) == (False, True)
    assert [c["path"] for c in found["diff"]["changes"]] == ["points_policy.late"]
    assert {e["unit"] for e in found["effects"]} == {"bureau"}
    assert found["effects"][0]["before"]["points"]["lost"] == 0
    assert found["effects"][0]["after"]["points"]["lost"] == 5


def test_a_closed_year_refuses_numbers_and_still_checks(ready: Run) -> None:
    assert ready("plan", "close", "2567")[0] == 2
    code, out, _ = ready("plan", "close", "2567", "--why", "ส่งรายงานครบแล้ว")
    assert (code, "ยังไม่ได้นำส่ง: กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗" in " ".join(out.split())) == (0, True)

    code, _, err = ready("measure", "set", "2.goals", "5")
    assert code == 2
    assert "kamnot plan reopen 2567" in err
    assert ready("check", "march", "--as-of", "2024-03-13")[0] == 1
    assert "ปิดแล้ว" in ready("doctor")[1]

    assert ready("plan", "reopen", "2567", "--why", "พบตัวเลขผิด")[0] == 0
    assert ready("measure", "set", "2.goals", "5")[0] == 0


def test_a_table_is_imported_and_its_doubts_are_told(run: Run, tmp_path: Path) -> None:
    table = write_word(table_lines(load_plan([plan_folder(2567)]).plan), tmp_path / "แผน.docx")

    code, out, _ = run("plan", "import", str(table), "--from", "2567")

    assert code == 0
    assert "๓๘ กิจกรรม ๓๗๕ คะแนน" in out
    assert "ตารางนี้ไม่มีช่อง “คะแนน”" in out
    assert run("plan", "show", "7")[0] == 0
    code, _, err = run("plan", "import", str(table), "--from", "2567")
    assert (code, "ไม่เขียนทับ" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("plan", "new", "2570", "--from", "2500"), "ไม่มีแผนของปีงบประมาณ ๒๕๐๐"),
        (("plan", "new", "570", "--from", "2567"), "ปีงบประมาณ ๕๗๐ ใช้ไม่ได้"),
        (("plan", "diff", "2567", "2599"), "kamnot plan new 2599 --from 2567"),
        (("plan", "confirm", "7", "--by", "x"), "มากับโปรแกรม"),
        (("plan", "import", "ไม่มี.docx", "--from", "2567"), "เปิดไฟล์"),
        (("plan", "close", "2567", "--why", "x"), "kamnot init"),
    ],
)
def test_bad_input_is_one_sentence_and_2(run: Run, words: tuple[str, ...], sentence: str) -> None:
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_the_doctor_warns_of_a_year_without_a_plan_and_stays_content(reachable: Run) -> None:
    found = read_json(reachable, "doctor")

    warned = {c["name"] for c in found["checks"] if c["warning"]}
    assert found["ok"]
    assert "plan-files" not in warned


def test_the_doctor_names_a_draft_and_a_calendar_nobody_confirmed(
    reachable: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable("plan", "new", "2600", "--from", "2567")
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "2600")

    found = read_json(reachable, "doctor")

    warned = {c["name"] for c in found["checks"] if c["warning"]}
    assert {"plan-unconfirmed", "calendar", "fiscal-year"} <= warned
