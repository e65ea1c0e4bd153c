"""`kamnot --help` against a bare Typer program with as many commands: whole processes, in turn.

Processor time: what else the machine does changes it least.

.venv/bin/python -m benchmarks.start
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from cli.front.listing import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15


def bare_program(commands: int) -> str:
    """The text of a Typer program with so many commands that do nothing."""
    lines = ["import typer", "app = typer.Typer(no_args_is_help=True)"]
    for n in range(commands):
        lines += ["@app.command()", f"def command{n}(name: str = 'x') -> None:", '    """Do it."""']
    return "\n".join([*lines, "app()", ""])


def seconds(command: list[str]) -> float:
    """Processor time of one run, the whole process."""
    before = _children()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print both medians and the ratio, pair by pair."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(bare_program(len(COMMANDS)), encoding="utf-8")
        ours, theirs = (
            [sys.executable, "-m", "cli", "--help"],
            [sys.executable, str(bare), "--help"],
        )
        seconds(ours), seconds(theirs)
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(RUNS)]
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"kamnot --help          {statistics.median(a for a, _ in pairs) * 1000:.0f} ms")
    print(
        f"bare Typer, {len(COMMANDS)} commands {statistics.median(b for _, b in pairs) * 1000:.0f} ms"
    )
    print(f"ratio {ratio:.2f} (promised: at most 1.2)")


if __name__ == "__main__":
    main()
