"""The forms by command: made, listed, and compared."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document

from reports.forms import FORMS
from tests.support.commands import Run

MADE = ("--as-of", "2024-03-13")


def test_the_help_and_the_list_name_every_form(run: Run) -> None:
    listed = json.loads(run("report", "list", "--json")[1])["forms"]

    assert [f["id"] for f in listed] == list(FORMS)
    assert all(name in run("report", "list")[1] for name in FORMS)
    assert all(name in run("report", "--help")[1] for name in FORMS)


def test_a_form_is_made_in_both_formats(ready: Run, tmp_path: Path) -> None:
    code, out, _ = ready("report", "dos-donts", *MADE, "--out", str(tmp_path / "ผล"))

    assert (code, out.count("สร้างแล้ว")) == (0, 2)
    assert {f.suffix for f in (tmp_path / "ผล").iterdir()} == {".docx", ".pdf"}


def make(ready: Run, folder: Path, *more: str) -> Path:
    made = ready(
        "report", "level-3-report", *MADE, "--format", "docx", "--out", str(folder), "--json", *more
    )
    answer = json.loads(made[1])
    assert answer["schema"] == "kamnot/report/1"
    return Path(answer["files"][0])


def test_a_form_that_was_not_touched_agrees(ready: Run, tmp_path: Path) -> None:
    code, out, _ = ready("report", "compare", str(make(ready, tmp_path)))

    assert code == 0
    assert "๑๓ มีนาคม ๒๕๖๗" in out


@pytest.mark.parametrize(
    ("row", "text", "code", "kind"),
    [(5, "๓", 0, "filled"), (0, "คะแนนเต็ม", 1, "changed")],
    ids=["filled-by-hand", "changed"],
)
def test_the_exit_code_tells_changing_from_filling(
    ready: Run, tmp_path: Path, row: int, text: str, code: int, kind: str
) -> None:
    file = make(ready, tmp_path)
    document = Document(io.BytesIO(file.read_bytes()))
    document.tables[0].cell(row, 2).paragraphs[0].runs[0].text = text
    document.save(str(file))

    ended, out, _ = ready("report", "compare", str(file), "--json")
    shown = ready("report", "compare", str(file))[1]

    assert ended == code
    assert [d["kind"] for d in json.loads(out)["differences"]] == [kind]
    assert text in shown


def test_of_a_long_cell_the_words_around_the_difference_are_shown(
    ready: Run, tmp_path: Path
) -> None:
    file = make(ready, tmp_path)
    document = Document(io.BytesIO(file.read_bytes()))
    run = document.tables[0].cell(1, 1).paragraphs[0].runs[0]
    run.text = run.text.replace("ประกาศเจตนารมณ์หรือข้อตกลง", "ประกาศเจตนารมณ์และข้อตกลง")
    document.save(str(file))

    shown = ready("report", "compare", str(file))[1]

    assert "แถวที่ ๒ (๑.) ช่อง “เกณฑ์การประเมิน”" in shown
    assert "หรือข้อตกลง" in shown
    assert "และข้อตกลง" in shown
    assert "ผู้บริหารและสมาชิก" not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "dos-donts", "--format", "odt"), "odt"),
        (("report", "batch-status", "--batch", "june"), "june-20"),
        (("report", "batch-status", "--batch", "may"), "may"),
        (("report", "integrated-plan-report", "--period", "q9"), "q9"),
        (("report", "dos-donts", "--batch", "march"), "รอบ"),
        (("report", "cover-memo", "--period", "q3"), "ช่วงเวลา"),
        (("report", "form-9"), "form-9"),
        (("report", "compare", "nowhere.docx"), "nowhere.docx"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(
    ready: Run, words: tuple[str, ...], said: str
) -> None:
    code, _, error = ready(*words)

    assert code == 2
    assert said in error
    assert "Traceback" not in error


def test_a_row_is_shown_given_words_line_by_line_and_given_back(ready: Run) -> None:
    row = ("report", "edit", "level-3-report", "๒")

    before = ready(*row)
    told = ready(*row, "ประหยัดกระดาษ", "ตรงต่อเวลา")
    back = ready(*row, "--clear")

    assert "ข้อความของระบบ" in before[1]
    assert "ประหยัดกระดาษ\nตรงต่อเวลา" in told[1]
    assert "ข้อความของสำนัก" in told[1]
    assert "ข้อความของระบบ" in back[1]
    assert ready("report", "edit", "level-3-report", "๑๐", "ก")[0] == 2
