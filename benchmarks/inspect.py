"""Looking inside a 40-page Thai PDF against the PDF library's bare text extraction, each in a warm child.

The yardstick opens the same file with pdfium in a process of the same kind and takes the text of every
page, and nothing else. The look does all that Kamnot does with a report that comes in. Of both, the processor time
of the child counts: other work on the machine slows both, but not alike.

    .venv/bin/python -m benchmarks.inspect
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from domain.plan.model import EvidenceRequirement
from inspection import Inspector, Inspectors
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.looking import inspect_file
from tests.support.year import document

PAGES = 40
RUNS = 15
SENTENCES = (
    "สำนักจัดกิจกรรมแลกเปลี่ยนเรียนรู้เรื่องการป้องกันผลประโยชน์ทับซ้อน โดยมีบุคลากรเข้าร่วมครบทุกกลุ่มงาน",
    "ผู้เข้าร่วมช่วยกันเล่าบทเรียนจากงานของตน และจดไว้เพื่อส่งต่อให้ผู้ที่มาใหม่",
    "ผลการสำรวจพบว่าผู้เข้าร่วมส่วนใหญ่เข้าใจขั้นตอนการปฏิบัติงานมากขึ้นกว่าก่อนเริ่มกิจกรรม",
    "คณะทำงานจึงเสนอให้นำวิธีการดังกล่าวไปใช้ในการจัดซื้อจัดจ้างและการใช้ทรัพย์สินของทางราชการ",
    "ปัญหาที่พบคือเวลาที่จำกัด ซึ่งแก้ไขโดยแบ่งกิจกรรมออกเป็นสองช่วงและมอบหมายผู้รับผิดชอบให้ชัดเจน",
)
BARE = """\
import sys
import pypdfium2
for line in sys.stdin:
    with pypdfium2.PdfDocument(line.rstrip("\\n")) as document:
        print(sum(len(page.get_textpage().get_text_range()) for page in document), flush=True)
"""


def report() -> bytes:
    """A report by Typst: headings, running text, a table on every page and a photo on every eighth."""
    import fontpkg
    import typst

    with tempfile.TemporaryDirectory() as folder:
        photo = io.BytesIO()
        Image.linear_gradient("L").resize((1200, 800)).convert("RGB").save(photo, "JPEG")
        (Path(folder) / "photo.jpg").write_bytes(photo.getvalue())
        source = '#set text(lang: "th", font: "Sarabun")\n#set page(numbering: "1")\n'
        source += "#pagebreak()\n".join(map(_page, range(1, PAGES + 1)))
        fonts = [str(Path(fontpkg.path("sarabun", 400)).parent)]
        compiler = typst.Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)
        return bytes(compiler.compile(input=source.encode(), format="pdf"))


def _page(number: int) -> str:
    words = " ".join(SENTENCES[(number + n) % len(SENTENCES)] for n in range(12))
    table = f"#table(columns: 3, [ลำดับ], [กลุ่มงาน], [จำนวน], [{number}], [กลุ่มที่ {number}], [{number * 7}])"
    photo = '#image("/photo.jpg", width: 40%)' if number % 8 == 0 else ""
    return f"= {number}. หัวข้อของรายงานส่วนที่ {number}\n{words}\n\n{words}\n\n{table}\n{photo}\n"


def wanted() -> EvidenceRequirement:
    """The report of activity 7, as the plan asks for it."""
    plan = load_plan([plan_folder(2567)]).plan
    return next(r for r in plan.by_number[7].requirements if r.id == "report")


def milliseconds(
    work: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> float:
    """The time of one run; by the clock on the wall if no other is given."""
    start = clock()
    work()
    return (clock() - start) * 1000


def clock_of(process: subprocess.Popen[str]) -> Callable[[], float]:
    """The processor time that a process has had, in seconds: Linux counts it in nanoseconds for each thread."""

    def seconds() -> float:
        tasks = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    return seconds


def main() -> None:
    """Print the medians and the ratio, pair by pair."""
    requirement = wanted()
    without = requirement.model_copy(update={"sections": ()})
    with tempfile.TemporaryDirectory() as folder, Inspector() as inspector:
        path = Path(folder) / "report.pdf"
        path.write_bytes(report())
        with subprocess.Popen(
            [sys.executable, "-P", "-c", BARE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as bare:

            def extract() -> None:
                bare.stdin.write(f"{path}\n")
                bare.stdin.flush()
                bare.stdout.readline()

            seen = inspector.look(path, path.name, requirement)
            extract()
            child = clock_of(inspector._child._running())  # noqa: SLF001 a benchmark may look at the child
            works = (
                (extract, clock_of(bare)),
                (lambda: inspector.look(path, path.name, requirement), child),
                (lambda: inspector.look(path, path.name, without), child),
            )
            rounds = [tuple(milliseconds(*work) for work in works) for _ in range(RUNS)]
            bare.stdin.close()
    text, whole, unasked = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(w / t for t, w, _ in rounds)
    print(
        f"{seen.pages} pages, {seen.words} words, {seen.images} pictures, {len(seen.sections)} sections"
    )
    print(f"bare text extraction      {text:.0f} ms")
    print(
        f"looking inside            {whole:.0f} ms, of which the sections {whole - unasked:.0f} ms"
    )
    print(f"ratio without sections    {statistics.median(u / t for t, _, u in rounds):.2f}")
    print(f"ratio {ratio:.2f} (promised: at most 1.5)")
    print(f"a small file in a warm child against a new one: {warm_against_new():.2f}")


def warm_against_new() -> float:
    """How much of a new child's time a warm one takes to answer for a small report."""
    requirement = wanted()
    with tempfile.TemporaryDirectory() as folder, Inspectors(children=1) as inspectors:
        path = Path(folder) / "report.docx"
        path.write_bytes(document("รายงาน", requirement))
        inspectors.warm()
        inspectors.look(path, path.name, requirement)
        works = (
            lambda: inspectors.look(path, path.name, requirement),
            lambda: inspect_file(path, path.name, requirement),
        )
        rounds = [tuple(map(milliseconds, works)) for _ in range(RUNS)]
    return statistics.median(warm / new for warm, new in rounds)


if __name__ == "__main__":
    main()
