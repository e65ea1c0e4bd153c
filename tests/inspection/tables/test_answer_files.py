"""Files of answers: read in the reading process as their tool wrote them, or refused with what is wrong."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from domain.facts import Problem
from domain.language.tables import AnswerSheet
from inspection.inspectors import Inspectors
from inspection.tables import answer_files
from inspection.tables.answer_files import MOST_ROWS, answers, understood
from inspection.verdicts import RefusedError
from tests.support.evidence import bomb, entities

HEADS = ("ประทับเวลา", "หน่วยงานเป็นธรรม")


def book(*rows: tuple[object, ...]) -> Workbook:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    return made


def saved(made: Workbook, path: Path) -> Path:
    made.save(path)
    return path


def read(path: Path) -> AnswerSheet:
    return understood(answers(path, path.suffix[1:]))


def test_numbers_days_and_empty_cells_are_text(tmp_path: Path) -> None:
    morning, midnight = (
        datetime(2024, 3, day, hour, 30 if hour else 0, tzinfo=UTC).replace(tzinfo=None)
        for day, hour in ((1, 9), (2, 0))
    )
    rows = (HEADS, (morning, 5), (midnight, None), (None, 4.5))
    path = saved(book(*rows), tmp_path / "a.xlsx")

    assert read(path).rows == (
        HEADS, ("2024-03-01 09:30:00", "5"), ("2024-03-02", ""), ("", "4.5"),
    )  # fmt: skip


def test_the_first_sheet_that_is_shown_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    made = book(("เก่า",))
    made.worksheets[0].sheet_state = "hidden"
    made.worksheets[0].title = "ซ่อน"
    made.create_sheet("คำตอบ").append(HEADS)
    made.create_sheet("สรุป").append(("รวม",))

    table = read(saved(made, tmp_path / "a.xlsx"))

    assert table.rows == (HEADS,)
    assert table.others == ("ซ่อน", "สรุป")


@pytest.mark.parametrize(
    ("code", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp874", ","), ("utf-16", "\t")],
)
def test_text_is_read_in_every_code_in_which_excel_saves_it(
    tmp_path: Path, code: str, separator: str
) -> None:
    path = tmp_path / "a.csv"
    lines = [separator.join(HEADS), separator.join(("1/3/2567", "มาก"))]
    path.write_bytes("\r\n".join([*lines, ""]).encode(code))

    assert read(path).rows == (HEADS, ("1/3/2567", "มาก"))


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string">'
    "<text:p>หน่วยงานเป็นธรรม</text:p></table:table-cell></table:table-row><table:table-row>"
    '<table:table-cell office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def zipped(path: Path, **parts: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_an_open_document_is_read(tmp_path: Path) -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    path = zipped(
        tmp_path / "a.ods",
        **{"mimetype": kind, "content.xml": _ODS, "META-INF/manifest.xml": "<m/>"},
    )

    assert read(path).rows == (("หน่วยงานเป็นธรรม",), ("4",))


def changed(path: Path, part: str, old: bytes, new: bytes, **more: bytes) -> Path:
    """The book with other bytes in one part, and more parts."""
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
        for name, content in more.items():
            target.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def refused(path: Path) -> Problem:
    with pytest.raises(RefusedError) as caught:
        read(path)
    return caught.value.problem


@pytest.mark.parametrize("place", [b'r="XFD1"', b'r="B1048576"'])
def test_a_cell_far_outside_any_table_is_refused_before_room_is_taken_for_it(
    tmp_path: Path, place: bytes
) -> None:
    path = saved(book(HEADS), tmp_path / "a.xlsx")

    assert refused(changed(path, SHEET, b'r="B1"', place)) is Problem.UNSAFE


def test_a_formula_that_was_never_worked_out_is_refused(tmp_path: Path) -> None:
    assert refused(saved(book(HEADS, ("", "=1+1")), tmp_path / "a.xlsx")) is Problem.BLANK


def test_macros_are_refused(tmp_path: Path) -> None:
    path = saved(book(HEADS), tmp_path / "a.xlsx")

    assert refused(changed(path, "", b"", b"", **{"xl/vbaProject.bin": b"x"})) is Problem.MACROS


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.xlsx", bomb(), Problem.UNSAFE),
        ("a.xlsx", entities(), Problem.WRONG_CONTENT),
        ("a.xlsx", b"PK\x03\x04cut", Problem.UNREADABLE),
        ("a.xlsx", b"", Problem.UNREADABLE),
        ("a.pdf", b"%PDF-1.7", Problem.WRONG_CONTENT),
        ("a.csv", b'"never ends', Problem.UNREADABLE),
        ("a.csv", b"\xff\xfe\0", Problem.UNREADABLE),
        ("a.csv", b"a\n" * (MOST_ROWS + 1), Problem.TOO_LARGE),
        ("a.csv", b"," * 600, Problem.TOO_LARGE),
    ],
    ids=["bomb", "word-file", "cut-off", "empty", "pdf", "quotation", "half-a-letter", "long", "wide"],
)  # fmt: skip
def test_what_is_no_table_of_answers_is_refused(
    tmp_path: Path, name: str, data: bytes, problem: Problem
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    assert refused(path) is problem


def test_too_many_bytes_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_files, "MAX_BYTES", 3)
    path = tmp_path / "a.csv"
    path.write_text("abcd")

    assert refused(path) is Problem.TOO_LARGE


@pytest.mark.parametrize(
    "answer", [{}, {"texts": ["a"], "rows": [[7]], "others": []}, {"texts": 1, "rows": 2, "others": 3}]
)  # fmt: skip
def test_an_answer_without_sense_is_a_problem(answer: dict[str, object]) -> None:
    with pytest.raises(RefusedError):
        understood(answer)


def test_the_reading_process_reads_it_and_an_empty_file_is_none(tmp_path: Path) -> None:
    path, empty = tmp_path / "upload", tmp_path / "empty"
    path.write_text("ก,ข\n๑,๒\n")
    empty.write_bytes(b"")

    with Inspectors() as inspectors:
        table = inspectors.answers(path, "คำตอบ.csv")
        with pytest.raises(RefusedError, match="0 bytes"):
            inspectors.answers(empty, "คำตอบ.csv")

    assert table.rows == (("ก", "ข"), ("๑", "๒"))
