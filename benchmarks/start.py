"""Commands as whole processes: their processor time, in turn, and the flushes of a transaction.

Two yardsticks: for commands on data, Python that reads one row of the same SQLite file; for `--help`, a bare Typer
program with as many commands. Processor time: what else the machine does changes it least. The data are the demo's
bureau, and commands that write do so.

    .venv/bin/python -m benchmarks.start [ROUNDS]
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.flushes import counted, watched
from cli.front.listing import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 11
HELP = 1.2
BARS = {
    "check march, dry": 36,
    "check march": 44,
    "evidence list": 30,
    "review list": 34,
    "evidence add, a docx": 45,
    "rehearse": 172,
}
"""At most so many times the floor: half of what each took before, two thirds for a docx that is looked into."""
TRANSACTIONS = 200
KAMNOT = [sys.executable, "-P", "-m", "cli"]

Command = Callable[[], list[str]]


def bare_program(commands: int) -> str:
    """The text of a Typer program with so many commands that do nothing."""
    lines = ["import typer", "app = typer.Typer(no_args_is_help=True)"]
    for n in range(commands):
        lines += ["@app.command()", f"def command{n}(name: str = 'x') -> None:", '    """Do it."""']
    return "\n".join([*lines, "app()", ""])


def seconds(command: list[str], home: Path) -> float:
    """Processor time of one run, the whole process with its children."""
    before = _children()
    run = subprocess.run(
        command, capture_output=True, cwd=ROOT, env=_environment(home), check=False
    )
    # 1: something is missing in the demo's bureau.
    assert run.returncode in (0, 1), run.stderr.decode()
    return _children() - before


def _environment(home: Path) -> dict[str, str]:
    # `./kamnot` keeps what Python compiled, also where this variable says otherwise.
    unset = ("KAMNOT_", "PYTHONDONTWRITEBYTECODE")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(unset)}
    # LibreOffice, where it is, would take seconds for the PDF of each docx.
    own = {"KAMNOT_HOME": str(home), "KAMNOT_MAKE_PDF": "False", "PYTHONPATH": str(ROOT)}
    own["KAMNOT_FISCAL_YEAR"] = "2567"
    return plain | own


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def medians(commands: Mapping[str, Command], home: Path, rounds: int) -> dict[str, float]:
    """The median seconds of each, all of them once in each round, after one round to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            took = seconds(command(), home)
            taken[name] += [took] if number else []
    return {name: statistics.median(times) for name, times in taken.items()}


def on_data(home: Path) -> dict[str, Command]:
    """The floor, and the commands that people start most."""
    read = f"import sqlite3; sqlite3.connect({str(home / 'kamnot.db')!r}).execute('SELECT name FROM unit').fetchone()"
    march = [*KAMNOT, "check", "march", "--as-of", "2024-03-13"]
    return {
        "floor": lambda: [sys.executable, "-c", read],
        "check march, dry": lambda: [*march, "--dry-run"],
        "check march": lambda: march,
        "evidence list": lambda: [*KAMNOT, "evidence", "list"],
        "review list": lambda: [*KAMNOT, "review", "list"],
        "evidence add, a docx": lambda: [*KAMNOT, "evidence", "add", "7.report", _new_docx(home)],
        "rehearse": lambda: [*KAMNOT, "rehearse"],
    }


def _new_docx(home: Path) -> str:
    """A Word file of the demo with bytes that no other has."""
    made = home.parent / f"new-{os.urandom(8).hex()}.docx"
    shutil.copy(next(iter(sorted((home / "evidence-in").rglob("*.docx")))), made)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = made.stem.encode()
    return str(made)


def flushes_a_transaction(folder: Path) -> str:
    """How many flushes each of many small transactions takes, in a process whose flushes are counted."""
    environment = watched(folder)
    if environment is None:
        return "not measured, for there is no C compiler on a Linux here"
    home = folder / "flushes"
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.start", "flush"],
        cwd=ROOT,
        env=_environment(home) | environment,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return run.stdout.strip()


def _flush() -> None:
    from datetime import UTC, datetime

    from flows.house.set_up import set_up
    from flows.run.workspace import Workspace
    from storage.db import audit
    from storage.db.database import writing
    from storage.settings import Settings

    set_up(Settings(), unit="bureau")
    engine = Workspace(Settings()).engine
    before = counted()
    for number in range(TRANSACTIONS):
        with writing(engine) as session:
            audit.record(session, "test", "x", str(number), {}, datetime.now(UTC))
    print(f"{(counted() - before) / TRANSACTIONS:.2f} (promised: one)")


def main(rounds: int = ROUNDS) -> None:
    """Print the ratios of a run, each with its bar."""
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        home, bare = folder / "demo", folder / "bare.py"
        seconds([*KAMNOT, "demo", str(home)], home)
        took = medians(on_data(home), home, rounds)
        floor = took.pop("floor")
        print(f"{'floor: Python and one SQLite read':36} {floor * 1000:6.0f} ms")
        for name, median in took.items():
            print(
                f"{name:36} {median * 1000:6.0f} ms {median / floor:6.1f} x (at most {BARS[name]})"
            )
        bare.write_text(bare_program(len(COMMANDS)), encoding="utf-8")
        helps = {
            "kamnot --help": lambda: [*KAMNOT, "--help"],
            "bare": lambda: [sys.executable, str(bare), "--help"],
        }
        ours, theirs = medians(helps, home, rounds).values()
        print(f"{'kamnot --help':36} {ours * 1000:6.0f} ms {ours / theirs:6.2f} x bare Typer")
        print(f"{'flushes a transaction':36} {flushes_a_transaction(folder)}")


if __name__ == "__main__":
    if sys.argv[1:] == ["flush"]:
        _flush()
    else:
        main(*map(int, sys.argv[1:]))
