"""`kamnot report`: the official forms as Word and PDF, and the comparison of an edited one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, long_day, numeral, print_json, say, tell
from cli.front.options import AsJson, AsOf, Unit, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed
from domain.language.errors import KamnotError
from reports.forms import FORMS

if TYPE_CHECKING:
    from flows.papers.forms import Comparison

app = typer.Typer(name="report")

DIFFERS = 1
_EVERY_FORMAT = "both"

_BATCH = Annotated[
    str | None,
    option(
        "รอบ เช่น มีนาคม หรือ march สำหรับแบบของรอบ (ค่าเริ่มต้น: รอบถัดไป)",
        "The batch, for a form about one (the next one due).",
        metavar="BATCH",
    ),
]
_PERIOD = Annotated[
    str | None,
    option(
        "ช่วง สำหรับแบบของช่วงหรือของเดือน: 1 (ระยะที่ ๑), q3 (ไตรมาส ๓), 2567-03 (มีนาคม ๒๕๖๗)"
        " หรือ 2024-04-01..2024-06-30",
        "For a form about a period or a month: 1 (first half), q3, q4, 2024-03 (a month) or 2024-04-01..2024-06-30.",
        metavar="PERIOD",
    ),
]
_FORMAT = Annotated[
    str,
    option(
        "ชนิดไฟล์ (svg: เฉพาะแผนภูมิ)",
        "Which files (svg: the charts alone).",
        "--format",
        metavar="docx|pdf|both|svg",
    ),
]
_OUT = Annotated[Path, option("โฟลเดอร์ที่เก็บไฟล์", "Where the files go.", metavar="FOLDER")]


def _command(form: str) -> Callable[..., None]:
    def make(
        *,
        unit: Unit = None,
        batch: _BATCH = None,
        period: _PERIOD = None,
        as_of: AsOf = None,
        file_format: _FORMAT = _EVERY_FORMAT,
        out: _OUT = Path(),
        as_json: AsJson = False,
    ) -> None:
        _make(form, unit, batch, period, as_of, file_format, out, as_json=as_json)

    make.__doc__ = f"Make the form {form}."
    return make


for _form in FORMS.values():
    app.command(name=_form.id, help=say(_form.thai, _form.english))(_command(_form.id))


def _make(
    form: str,
    unit: str | None,
    batch: str | None,
    period: str | None,
    as_of: str | None,
    file_format: str,
    out: Path,
    *,
    as_json: bool,
) -> None:
    from domain.language.periods import parse_period
    from flows.papers.forms import ReportRequest, write_report

    formats = _formats(file_format)
    ws = open_workspace()
    day = day_of(ws, as_of)
    request = ReportRequest(
        form=form,
        unit=ws.unit(unit),
        as_of=day,
        batch=_one_batch(ws.batches(batch)) if batch is not None else None,
        period=parse_period(period, ws.plan.fiscal_year) if period is not None else None,
    )
    files = write_report(ws, request, out, formats)
    if as_json:
        from reports.schemas.papers import ReportDocument

        print_json(ReportDocument.of(request, files=files))
        return
    for file in files:
        tell(f"สร้างแล้ว {file}", f"Made {file}")


def _formats(choice: str) -> tuple[str, ...]:
    from flows.papers.forms import CHARTS, FORMATS

    if choice == _EVERY_FORMAT:
        return FORMATS
    if choice in (*FORMATS, CHARTS):
        return (choice,)
    raise KamnotError(
        f"ไม่รู้จักชนิดไฟล์ “{choice}” โปรดใช้ docx, pdf, both หรือ svg",
        f"Unknown format {choice!r}; use docx, pdf, both or svg.",
    )


def _one_batch(batches: tuple[str, ...]) -> str:
    if len(batches) == 1:
        return batches[0]
    raise KamnotError(
        f"แบบหนึ่งฉบับเป็นของรอบเดียว โปรดเลือก {' หรือ '.join(batches)}",
        f"A form is about one batch; choose {' or '.join(batches)}.",
    )


@app.command(name="list", help=say("แบบรายงานทั้งหมด", "List the forms."))
def list_forms(*, as_json: AsJson = False) -> None:
    """Print every form with its name and what it is about."""
    if as_json:
        from reports.schemas.papers import FormsDocument

        print_json(FormsDocument.of(forms=tuple(FORMS.values())))
        return
    table = headed(("ชื่อ", "Name"), ("แบบ", "Form"), ("เกี่ยวกับ", "About"))
    for form in FORMS.values():
        table.add_row(form.id, say(form.thai, form.english), say(*_ABOUT[form.about]))
    console().print(table)


_ABOUT = {
    "year": ("ทั้งปี", "the year"),
    "batch": ("รอบ (--batch)", "a batch (--batch)"),
    "period": ("ช่วง (--period)", "a period (--period)"),
    "month": ("เดือน (--period)", "a month (--period)"),
}


@app.command(
    help=say(
        'แก้ข้อความในช่องผลการดำเนินการก่อนพิมพ์ และเก็บไว้ เช่น report edit assessment-report 4 "ข้อความ"',
        "Put your own words into a row of a form; they are kept and printed.",
    )
)
def edit(
    form: Annotated[str, typer.Argument(metavar="FORM")],
    row: Annotated[str, typer.Argument(metavar="ROW")],
    lines: Annotated[list[str] | None, typer.Argument(metavar="[LINE]...")] = None,
    *,
    own: Annotated[
        bool, option("กลับไปใช้ข้อความของระบบ", "Give the row back to Kamnot.", "--clear")
    ] = False,
    unit: Unit = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Keep words for a row, a line each; then show what is printed."""
    from flows.papers.form_words import keep_words, words_of
    from flows.papers.forms import ReportRequest

    ws = open_workspace()
    request = ReportRequest(form, ws.unit(unit), day_of(ws, as_of))
    if own or lines:
        keep_words(ws, request, row, "" if own else "\n".join(lines or ()), by=actor())
    now = words_of(ws, request, row)
    if as_json:
        from reports.schemas.papers import RowWordsDocument

        print_json(RowWordsDocument.of(now))
        return
    place = numeral(now.row)
    tell(
        f"แบบ {form} ลำดับ {place} {'(ข้อความของสำนัก)' if now.kept else '(ข้อความของระบบ)'}",
        f"{form}, row {place} ({'your words' if now.kept else 'in the words of Kamnot'})",
        style="bold",
    )
    console().print(now.kept or now.made or "–", markup=False, soft_wrap=True)


@app.command(
    help=say(
        "เทียบแบบที่แก้ใน Word กับข้อมูล: บอกช่องที่ไม่ตรงกัน",
        "Compare a form edited in Word with the record: the cells that differ.",
    )
)
def compare(
    file: Annotated[Path, typer.Argument(metavar="FORM.docx")],
    *,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if the file agrees with the record (blanks may be filled by hand), 1 if not."""
    from flows.papers.forms import compare_report
    from reports.paper.reading import Kind

    ws = open_workspace()
    found = compare_report(ws, file, day_of(ws, as_of) if as_of else None)
    if as_json:
        from reports.schemas.papers import ReportComparisonDocument

        print_json(ReportComparisonDocument.of(found))
    else:
        _print_differences(found)
    changed = any(d.kind is not Kind.FILLED for d in found.differences)
    return DIFFERS if changed else 0


_KINDS = {
    "filled": ("กรอกด้วยมือ", "filled by hand", "cyan"),
    "changed": ("ไม่ตรงกับข้อมูล", "differs", "red"),
    "added": ("เพิ่มเข้ามา", "added", "yellow"),
    "removed": ("หายไป", "removed", "yellow"),
}


def _print_differences(found: Comparison) -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    day = long_day(found.request.as_of)
    if found.plan_changed:
        words = (
            "แผนถูกแก้หลังจากทำแบบนี้ ความต่างบางช่องอาจมาจากแผน",
            "The plan was changed since this form was made; some differences may be the plan's.",
        )
        tell(*words, style="yellow")
    if not found.differences:
        tell(f"ตรงกับข้อมูล ณ {day} ทุกช่อง", f"Every cell agrees with the record of {day}.")
        return
    tell(f"เทียบกับข้อมูล ณ {day}", f"Compared with the record of {day}", style="bold")
    for difference in found.differences:
        thai, english, style = _KINDS[difference.kind.value]
        out.print(Text(f"{say(thai, english)}: {difference.place}", style=style))
        record, file = _apart(difference.record, difference.file)
        for label, text in ((say("ข้อมูล", "record"), record), (say("ในไฟล์", "file"), file)):
            out.print(Padding(Text(f"{label}: {text or '–'}"), (0, 0, 0, 3)))


def _apart(record: str, file: str) -> tuple[str, str]:
    """Both texts, one line each, cut to the words around their difference."""
    texts = [" ".join(text.split()) for text in (record, file)]
    if not all(texts):
        return texts[0], texts[1]
    start = texts[0].rfind(" ", 0, max(_alike(*texts) - _AROUND, 0)) + 1
    tails = [text[start:][::-1] for text in texts]
    end = tails[0].rfind(" ", 0, max(_alike(*tails) - _AROUND, 0)) + 1
    first, second = (
        f"{'… ' if start else ''}{text[start : len(text) - end]}{'…' if end else ''}"
        for text in texts
    )
    return first, second


def _alike(one: str, other: str) -> int:
    """How many first letters both have in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


_AROUND = 20
"""Letters that are shown on either side of a difference, at least."""
