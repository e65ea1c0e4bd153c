"""`kamnot survey` as a secretary uses it: look, take in, have it accepted, and read what the answers say."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.commands import Run
from tests.support.dossiers import plan_2567

CLIMATE = plan_2567().survey_by_id["climate"]
ASKED = ("--survey", "climate", "--asked", "40")
WORDS = {level.level: level.title for level in CLIMATE.scales[0].levels}


def export(path: Path, count: int, *, year: int = 2567, word: str = "") -> str:
    """A Google export; `word` stands in the place of the first answer."""
    heads = ["ประทับเวลา", "ที่อยู่อีเมล", *(q.title for q in CLIMATE.questions)]
    lines = [",".join(heads)]
    for number in range(count):
        levels = [
            WORDS[4 if q.reversed is False else 2] if q.scale else "ดี" for q in CLIMATE.questions
        ]
        levels[0] = word if word and number == 0 else levels[0]
        lines.append(",".join([f"{1 + number % 9}/8/{year}", f"p{number}@x.th", *levels]))
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def test_the_list_says_of_each_survey_what_comes_next(ready: Run) -> None:
    out = ready("survey")[1]

    assert "climate" in out
    assert "ยังไม่มีคำตอบ" in out
    assert "climate, virtues, satisfaction, awareness: เก็บคำตอบแล้วนำเข้า" in out


def test_a_dry_run_says_what_is_taken_and_dropped_and_keeps_nothing(
    ready: Run, tmp_path: Path
) -> None:
    code, out, err = ready("survey", "import", export(tmp_path / "a.csv", 34), *ASKED, "--dry-run")

    assert code == 0
    assert "รับ ๓๔ คำตอบจาก Google Forms จากผู้ที่ขอให้ตอบ ๔๐ คน (๘๕%)" in err
    assert "ตัด ๑ คอลัมน์ที่บอกตัวบุคคลออก: “ที่อยู่อีเมล”" in err
    assert "ยังไม่ได้บันทึก" in out
    assert "๓๔" not in ready("survey")[1]


def test_answers_go_in_are_accepted_by_another_and_shown(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = ready("survey", "import", export(tmp_path / "a.csv", 34), *ASKED)
    assert (code, "บันทึก ๓๔ คำตอบแล้ว" in out) == (0, True)
    assert "kamnot survey accept climate" in out
    assert ready("survey", "accept", "climate")[0] == 2

    monkeypatch.setattr("pwd.getpwuid", lambda _uid: SimpleNamespace(pw_name="head"))
    assert "ตรวจรับแล้ว: climate" in ready("survey", "accept", "climate")[1]

    out = ready("survey", "show", "climate")[1]
    assert "ผู้ตอบ ๓๔ จากผู้ที่ขอให้ตอบ ๔๐ คน (๘๕%)" in out
    assert "โดย head" in out
    assert "๔.๐๐" in out
    assert "– ดี (๓๔)" in out
    assert "ยังบอกไม่ได้: ยังไม่มีผลสำรวจของปีก่อน" in out
    assert "ถ้าสองปีมีผู้ตอบปีละ ๓๔ คน" in out
    assert "--of 2566" in ready("survey")[1]


def test_at_a_terminal_what_waits_is_shown_before_it_is_accepted(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready("survey", "import", export(tmp_path / "a.csv", 34), *ASKED)
    monkeypatch.setattr("pwd.getpwuid", lambda _uid: SimpleNamespace(pw_name="head"))

    def answering(said: str) -> None:
        terminal = SimpleNamespace(isatty=lambda: True, readline=lambda: said)
        monkeypatch.setattr("sys.stdin", terminal)

    answering("ไม่\n")
    code, out, err = ready("survey", "accept", "climate")
    assert (code, "ตรวจรับแล้ว" in out) == (2, False)
    assert "๓๔ คำตอบ จากผู้ที่ขอให้ตอบ ๔๐ คน นำเข้าเมื่อ" in err
    answering("ใช่\n")
    assert "ตรวจรับแล้ว: climate" in ready("survey", "accept", "climate")[1]


def test_a_word_that_is_no_answer_refuses_the_file_with_row_and_column(
    ready: Run, tmp_path: Path
) -> None:
    code, out, _ = ready("survey", "import", export(tmp_path / "a.csv", 9, word="เยี่ยม"), *ASKED)

    assert code == 2
    assert "แถว ๒ คอลัมน์ C" in out
    assert "ไม่ได้บันทึกสักคำตอบ" in out


def test_another_year_s_file_says_how_to_name_its_year(ready: Run, tmp_path: Path) -> None:
    code, out, _ = ready("survey", "import", export(tmp_path / "a.csv", 9, year=2566), *ASKED)

    assert (code, "→ --of 2566" in out) == (2, True)
    assert ready("survey", "import", str(tmp_path / "a.csv"), *ASKED, "--of", "2566")[0] == 0


def test_few_answers_show_nothing(ready: Run, tmp_path: Path) -> None:
    ready("survey", "import", export(tmp_path / "a.csv", 4), *ASKED)

    out = ready("survey", "show", "climate")[1]

    assert "น้อยเกินกว่าจะแสดงผล" in out
    assert "๔.๐๐" not in out
    assert ready("survey", "export", "climate", str(tmp_path / "x.csv"))[0] == 2


def test_the_same_file_again_is_said_and_a_withdrawn_one_is_gone(
    ready: Run, tmp_path: Path
) -> None:
    path = export(tmp_path / "a.csv", 34)
    ready("survey", "import", path, *ASKED)

    assert "ไม่มีอะไรเปลี่ยน" in ready("survey", "import", path, *ASKED)[1]
    assert "ถอนแล้ว" in ready("survey", "withdraw", "climate", "--why", "ผิดไฟล์")[1]
    assert "ยังไม่มีคำตอบของปีนี้" in ready("survey", "show", "climate")[1]


def test_json_tells_what_was_dropped_and_what_the_answers_say(ready: Run, tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", 34)

    taken = json.loads(ready("survey", "import", path, *ASKED, "--json")[1])
    shown = json.loads(ready("survey", "show", "climate", "--json")[1])

    assert [one["why"] for one in taken["dropped"]] == ["time", "person"]
    assert (taken["kept"], taken["answered"]) == (True, 34)
    assert shown["questions"][0]["mean"] == 4.0
    assert shown["rounds"][0]["sha256"] == shown["survey"]["now"]["sha256"]


def test_papers_are_written_where_they_are_asked_for(ready: Run, tmp_path: Path) -> None:
    for words in (("template", "climate", "t.xlsx"), ("form", "climate", "f.txt")):
        verb, survey, name = words
        assert ready("survey", verb, survey, str(tmp_path / name))[0] == 0
        assert (tmp_path / name).exists()
    ready("survey", "import", export(tmp_path / "a.csv", 34), *ASKED)
    assert "๓๔ คำตอบ" in ready("survey", "export", "climate", str(tmp_path / "r.xlsx"))[1]
