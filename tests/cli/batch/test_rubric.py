"""`kamnot rubric`, `explain` and `gap` as an official types them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.commands import Run

MARCH = ("--as-of", "2024-03-13")
LEVEL_3 = (
    *(f"--if=activity.{n}=complete" for n in range(1, 33)),
    *(f"--if=rubric.{name}=yes" for name in ("people-honoured", "honours-inside", "climate")),
    *(f"--if=rubric.{name}=yes" for name in ("documented", "published-inside")),
)


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_the_rubric_shows_scores_bands_figures_and_sources(ready: Run) -> None:
    assert ready("measure", "set", "1.signed", "๑๘๐/๒๐๐", "--on", "2024-03-01")[0] == 0
    code, out, _ = ready("rubric", *MARCH)
    assert code == 1
    assert "๙๐% (๑๘๐/๒๐๐)" in out
    assert "๘๐% ขึ้นไป ร่วมประกาศเจตนารมณ์" in out
    assert "ที่มา เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑ ช่อง ๓" in out
    assert "๐–๓" in out
    assert "ระดับที่พิสูจน์ได้ ๐" in out


def test_the_short_rubric_fits_a_screen(ready: Run) -> None:
    out = ready("rubric", "--short", *MARCH)[1]
    assert len(out.splitlines()) < 40
    assert "ระดับ ๒ องค์กรพัฒนาคุณธรรม" in out


@pytest.mark.parametrize("columns", ["46", "60", "100", "160"])
def test_a_table_keeps_number_score_and_value_at_any_width(
    ready: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = ready("rubric", "--short", *MARCH, "--if=1.signed=159/200")[1]
    rows = [line.split() for line in out.splitlines()]
    numbered = {row[0]: row[1] for row in rows if len(row) > 2 and row[0] in set("๑๒๓๔๕๖๗๘๙")}
    assert set(numbered) == set("๑๒๓๔๕๖๗๘๙")
    assert numbered["๑"] == "๒"
    assert numbered["๒"] == "๐–๓"
    assert "๗๙.๕๐% (๑๕๙/๒๐๐)" in out


def test_the_highest_level_ends_with_0_and_says_what_was_supposed(ready: Run) -> None:
    code, out, _ = ready("rubric", "--short", *LEVEL_3)
    assert code == 0
    assert "สมมุติว่า activity.1=complete" in out
    assert "ระดับที่พิสูจน์ได้ ๓" in out


def test_the_json_of_the_rubric_has_the_documented_keys(ready: Run) -> None:
    assert ready("measure", "set", "1.signed", "2/3", "--on", "2024-03-01")[0] == 0
    result = as_json(ready("rubric", "--json", *MARCH))
    assert result["schema"] == "kamnot/rubric/1"
    assert {"unit", "as_of", "criteria", "sums", "level", "level_if_unknowns_hold"} <= set(result)
    assert set(result["sums"]) == {"1-3", "1-6", "1-9"}
    first = result["criteria"][0]
    documented = {"number", "score", "outcome", "reason", "figures", "evidence", "source", "band"}
    assert documented <= set(first)
    [figure] = first["figures"]
    assert figure["value"] == {"fraction": "2/3", "percent": "200/3%", "shown": "66.66%"}
    assert (figure["numerator"], figure["denominator"], figure["counts"]) == (2, 3, "derived")
    assert first["evidence"][0]["activity"] == 1
    people = result["criteria"][5]["figures"][0]
    assert (people["value"], people["low"], people["high"]) == (None, False, True)
    assert (people["counts"], people["fed_by"]) == ("unknown", [6])
    assert result["criteria"][2]["figures"][0]["value"] is False


def test_explain_goes_down_to_the_hash_and_the_reviewer(ready: Run, tmp_path: Path) -> None:
    picture = tmp_path / "ภาพ.jpg"
    Image.new("RGB", (40, 30), "green").save(picture)
    assert ready("evidence", "add", "14.photos", str(picture), "--received", "2024-03-01")[0] == 0
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()

    out = ready("explain", "๖", *MARCH)[1]
    result = as_json(ready("explain", "6", "--json", *MARCH))

    assert f"SHA-256 {digest}\n" in out
    assert "ยังไม่มีผู้ตรวจ" in out
    assert "การอ่านของกำหนด ไม่ใช่ข้อความในแผน" in out
    assert "ต้องมีผู้กรอก: kamnot measure set rubric.people-honoured" in out
    assert result["schema"] == "kamnot/explain/1"
    assert [band["score"] for band in result["bands"]] == [3, 2, 1, 0]
    assert result["bands"][0]["conditions"][1]["outcome"] == "NOT_MET"
    fourteen = next(e for e in result["evidence"] if e["activity"] == 14)
    [file] = next(f for f in fourteen["findings"] if f["id"] == "14.photos")["files"]
    assert (file["sha256"], file["review"]) == (digest, None)


def test_explain_shows_the_fact_by_hand_and_the_one_from_evidence(ready: Run) -> None:
    ready("measure", "set", "1.signed", "180/200", "--on", "2024-03-01")
    words = ("measure", "set", "rubric.signed", "100/200", "--on", "2024-03-02")
    code, _, said = ready(*words)
    assert (code, "--why" in said) == (2, True)
    assert ready(*words, "--why", "ลงนามซ้ำ")[0] == 0
    out = " ".join(ready("explain", "1", *MARCH)[1].split())
    assert "๕๐% (๑๐๐/๒๐๐)" in out
    assert "ลงนามซ้ำ · ค่าที่กรอกนับแทน ๙๐% ที่ได้จากหลักฐาน: 1.signed" in out


def test_the_gap_names_day_owner_points_and_how_to_suppose_it(ready: Run) -> None:
    code, out, _ = ready("gap", *MARCH)
    assert code == 1
    assert "ให้ถึงระดับ ๑ · ๓ อย่าง" in out
    assert "๒๐ มี.ค. ๖๗" in out
    assert "ด้านแผนฯ" in out


def test_the_words_that_a_gap_ends_with_show_what_its_steps_bring(ready: Run) -> None:
    out = ready("gap", "--to", "2", "--if=activity.9=complete", *MARCH)[1]
    words = next(line for line in out.splitlines() if line.startswith("kamnot rubric"))
    supposed = as_json(ready(*words.split()[1:], "--json"))
    assert (supposed["level"], supposed["as_of"]) == (2, "2024-03-13")
    assert "activity.9=complete" in supposed["supposed"]


def test_the_json_of_a_gap_has_the_documented_keys(ready: Run) -> None:
    result = as_json(ready("gap", "--to", "2", "--json", *MARCH))
    assert (result["schema"], result["to"]) == ("kamnot/gap/1", {"level": 2})
    assert (result["reachable"], result["reached"]) == (True, False)
    assert (result["now"]["level"], result["then"]["level"]) == (0, 2)
    days = [step["by"] for step in result["steps"]]
    assert days == sorted(days)
    documented = {"do", "subject", "title", "target", "by", "past", "groups", "points", "if"}
    assert documented <= set(result["steps"][0])


def test_a_gap_that_is_closed_ends_with_0(ready: Run) -> None:
    code, out, _ = ready("gap", "--to", "3", *LEVEL_3)
    assert (code, "ไม่มีอะไรต้องทำแล้ว" in out) == (0, True)


def test_days_that_have_passed_are_marked(ready: Run) -> None:
    result = as_json(ready("gap", "--json", "--as-of", "2024-04-01"))
    assert {step["past"] for step in result["steps"]} == {True}


def test_the_gap_to_points_adds_up_to_the_printed_ones(ready: Run) -> None:
    result = as_json(ready("gap", "--to", "points", "--json", *MARCH))
    assert sum(step["points"] for step in result["steps"]) == 375
    assert result["to"] == {"points": 375}


def test_a_dry_check_may_suppose(ready: Run) -> None:
    words = ("check", "march", *MARCH, "--dry-run", "--if", "กิจกรรม.๓=ครบ")
    result = as_json(ready(*words, "--json"))
    assert (result["supposed"], result["points"]["earned"]) == (["กิจกรรม.๓=ครบ"], 5)
    assert "สมมุติว่า กิจกรรม.๓=ครบ" in ready(*words)[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("explain", "10"), "ข้อ 1 ถึง 9", id="no such criterion"),
        pytest.param(("explain", "เจ็ด"), "ข้อ 1 ถึง 9", id="no number"),
        pytest.param(("explain",), "CRITERION", id="no criterion"),
        pytest.param(("gap", "--to", "4"), "--to", id="no such level"),
        pytest.param(("rubric", "--if", "1.signed=201/200"), "ไม่เกินจำนวนทั้งหมด", id="impossible"),
        pytest.param(("rubric", "--if", "activity.99=complete"), "ไม่มีกิจกรรมที่ 99", id="unknown"),
        pytest.param(("gap", "--if", "ครบ"), "1.signed=180/200", id="unreadable"),
        pytest.param(("check", "march", "--if", "2.goals=5"), "--dry-run", id="supposed for good"),
        pytest.param(("rubric", "--as-of", "31/02/2567"), "อ่านวันที่", id="impossible day"),
        pytest.param(("gap", "--unit", "x"), "ไม่พบหน่วยงาน", id="unknown unit"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_exit_2(
    ready: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = ready(*words)
    assert (code, sentence in said) == (2, True)
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [("rubric",), ("explain", "7"), ("gap", "--to", "2")])
def test_english_by_a_switch(ready: Run, words: tuple[str, ...]) -> None:
    out = ready("--lang", "en", *words, *MARCH)[1]
    assert any(text in out for text in ("Level proved", "Band of", "Complete activity"))
