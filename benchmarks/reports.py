"""A whole batch's forms as Word and PDF against the bare renderers on the same pages, and the first form cold.

The yardstick does the same pages and nothing else: Typst compiles the finished data once, python-docx writes
the same paragraphs and cells without any look. Ours adds deciding what the forms say, mending the PDF's text,
and Thai settings, check boxes and repeated heads in Word. Both draw the charts by Typst.

    .venv/bin/python -m benchmarks.reports
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from docx import Document

from benchmarks.evaluate import make_facts
from domain.evaluation.evaluator import Evaluator
from domain.language.periods import half
from reports.forms import FORMS
from reports.forms.dossier import Dossier
from reports.paper.document import Doc, Para, Table
from reports.paper.drawing import Drawing
from reports.paper.fonts import sarabun
from reports.paper.pdf import drawing_to_png, to_pdf, typeset
from reports.paper.word import to_docx
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

REPEATS = 5
AS_OF = date(2024, 6, 30)


def dossier() -> Dossier:
    """A bureau in the middle of its year."""
    plan = load_plan([plan_folder(2567)]).plan
    facts = make_facts(plan, 1)
    evaluation = Evaluator(plan, lambda day: day.weekday() < 5).evaluate(facts, AS_OF)
    return Dossier(plan, "bureau", plan.unit.name, evaluation, facts, "june-30", half(2567, 1))


def ours(known: Dossier) -> None:
    """Every form from the facts to both files."""
    for form in FORMS.values():
        doc = form.build(known)
        to_docx(doc, sarabun())
        to_pdf(doc, sarabun())


def bare(docs: Sequence[Doc]) -> None:
    """The same pages by the renderers alone."""
    for doc in docs:
        _bare_word(doc)
        typeset(doc, sarabun())


def _bare_word(doc: Doc) -> None:
    document = Document()
    for block in doc.blocks():
        if isinstance(block, Para):
            document.add_paragraph(block.text)
        elif isinstance(block, Table):
            table = document.add_table(rows=0, cols=len(block.widths))
            for line in block.rows:
                for slot, cell in zip(table.add_row().cells, line.cells, strict=False):
                    slot.text = cell.text
        elif isinstance(block, Drawing):
            document.add_picture(io.BytesIO(drawing_to_png(block, sarabun())))
    document.save(io.BytesIO())


def pages_only(docs: Sequence[Doc]) -> None:
    """Typst alone, for the PDFs."""
    for doc in docs:
        typeset(doc, sarabun())


def pdf_of(docs: Sequence[Doc]) -> None:
    """Our PDFs."""
    for doc in docs:
        to_pdf(doc, sarabun())


def race(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the quickest run of each; they take turns, so that a busy machine troubles both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for work, kept in zip((one, other), times, strict=True):
            start = time.perf_counter()
            work()
            kept.append(time.perf_counter() - start)
    return min(times[0]), min(times[1])


def cold() -> float:
    """Seconds from the shell to the first form's two files, in a data folder that is ready."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"KAMNOT_HOME": home, "PATH": "/usr/bin:/bin", "HOME": home}
        run = [sys.executable, "-m", "cli"]
        subprocess.run(
            [*run, "init", "--year", "2567"], env=environment, check=True, capture_output=True
        )
        start = time.perf_counter()
        report = [
            *run,
            "report",
            "dos-donts",
            "--as-of",
            "2024-03-13",
            "--out",
            str(Path(home) / "out"),
        ]
        subprocess.run(report, env=environment, check=True, capture_output=True)
        return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    known = dossier()
    docs = [form.build(known) for form in FORMS.values()]
    bare(docs)  # Typst keeps what it has laid out: both sides start warm
    plain, whole = race(lambda: bare(docs), lambda: ours(known))
    pages, mended = race(lambda: pages_only(docs), lambda: pdf_of(docs))
    print(f"forms: {len(docs)}, Word and PDF each")
    print(
        f"ours {whole:.2f} s, bare renderers {plain:.2f} s, ratio {whole / plain:.2f} (at most 1.5)"
    )
    print(f"PDF alone: ours {mended:.2f} s, Typst {pages:.2f} s, ratio {mended / pages:.2f}")
    print(f"first form, cold process: {cold():.2f} s (under 3)")


if __name__ == "__main__":
    main()
