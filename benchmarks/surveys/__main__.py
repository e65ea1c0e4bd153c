"""A survey of 10,000 answers to 24 questions: taken in against calamine's bare read of the same file, and its memory.

Each side runs in a process of its own, in turn: what libraries cost to load is in both. Taking in reads the file in the
reading process, reads every answer, compares it with what is there, and stores the round.

    .venv/bin/python -m benchmarks.surveys [ANSWERS]
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

ANSWERS, QUESTIONS, ROUNDS = 10_000, 24, 3
PROMISED, MOST_MB = 4, 200
_BARE = """
import sys, time, python_calamine
begun = time.perf_counter()
python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python(skip_empty_area=False)
print(time.perf_counter() - begun, 0)
"""
_TAKEN = """
import resource, sys, time
from datetime import date
from pathlib import Path
from benchmarks.surveys.__main__ import take_in, workspace
with workspace(Path(sys.argv[2])) as ws:
    begun = time.perf_counter()
    taken = take_in(ws, Path(sys.argv[1]))
    took = time.perf_counter() - begun
assert taken == int(sys.argv[3]), taken
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def write_answers(path: Path, count: int) -> None:
    """A Google export of made-up answers, in words."""
    from openpyxl import Workbook

    survey = _survey()
    words = [level.title for level in survey.scales[0].levels]
    chance = random.Random(1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("คำตอบ")
    sheet.append(["ประทับเวลา", *(question.title for question in survey.questions)])
    for n in range(count):
        sheet.append(
            [f"{1 + n % 28}/8/2567, 9:00:00", *(chance.choice(words) for _ in survey.questions)]
        )
    book.save(path)


def _survey():  # noqa: ANN202
    from domain.plan.model import Survey

    levels = [{"level": n, "title": f"ระดับ {n} ของความเห็น"} for n in range(5, 0, -1)]
    questions = [
        {"id": f"q{n}", "title": f"คำถามที่ถามบุคลากรข้อ {n}", "scale": "s"} for n in range(QUESTIONS)
    ]
    scales = [{"id": "s", "levels": levels}]
    return Survey.model_validate(
        {
            "id": "large",
            "title": "แบบสำรวจใหญ่",
            "asked": "served",
            "scales": scales,
            "questions": questions,
            "source": "-",
        }
    )


def workspace(home: Path):  # noqa: ANN201
    """A bureau whose plan has the large survey, its children warm."""
    from contextlib import contextmanager

    from flows.house.set_up import set_up
    from flows.run.workspace import working
    from storage.settings import Settings

    @contextmanager
    def opened():  # noqa: ANN202
        settings = Settings(home=home)
        set_up(settings, unit="bureau")
        with working(settings) as ws:
            ws.plan = ws.plan.changed(surveys=(_survey(),))
            yield ws

    return opened()


def take_in(ws, path: Path) -> int:  # noqa: ANN001
    """Take the file in; returns how many answers were kept."""
    from flows.surveys.rounds import AnswersOf, import_answers

    done = import_answers(
        ws, "bureau", path, AnswersOf("large", asked=20_000), on=date(2024, 9, 1), by="clerk"
    )
    return done.read.answers.answered if done.kept else 0


def main(count: int = ANSWERS) -> int:
    """Print both times, their ratio and the memory; exit code 1 above what is promised."""
    bare, taken, memory = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.xlsx"
        write_answers(path, count)
        for number in range(ROUNDS):
            bare.append(_run(_BARE, path)[0])
            seconds, megabytes = _run(_TAKEN, path, Path(folder) / f"home-{number}", count)
            taken.append(seconds)
            memory = max(memory, int(megabytes))
    ratio = min(taken) / min(bare)
    print(
        f"{count} answers of {QUESTIONS} questions: taken in {min(taken):.2f} s, calamine alone {min(bare):.2f} s"
    )
    print(f"{ratio:.1f} times (at most {PROMISED}), {memory} MB (at most {MOST_MB})")
    return int(ratio > PROMISED or memory > MOST_MB)


def _run(program: str, *words: object) -> tuple[float, float]:
    told = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, megabytes = told.stdout.split()[-2:]
    return float(seconds), float(megabytes)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
