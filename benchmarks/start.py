"""`kamnot --help` against a bare Typer program with as many commands: whole processes, in turn.

.venv/bin/python -m benchmarks.start
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cli.main import build

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15


def bare_program(commands: int) -> str:
    """The text of a Typer program with so many commands that do nothing."""
    lines = ["import typer", "app = typer.Typer(no_args_is_help=True)"]
    for n in range(commands):
        lines += ["@app.command()", f"def command{n}(name: str = 'x') -> None:", '    """Do it."""']
    return "\n".join([*lines, "app()", ""])


def seconds(command: list[str]) -> float:
    """Whole-process wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    """Print both medians and the ratio, pair by pair."""
    app = build()
    commands = len(app.registered_commands) + len(app.registered_groups)
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(bare_program(commands), encoding="utf-8")
        ours, theirs = (
            [sys.executable, "-m", "cli", "--help"],
            [sys.executable, str(bare), "--help"],
        )
        seconds(ours), seconds(theirs)
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(RUNS)]
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"kamnot --help          {statistics.median(a for a, _ in pairs) * 1000:.0f} ms")
    print(f"bare Typer, {commands} commands {statistics.median(b for _, b in pairs) * 1000:.0f} ms")
    print(f"ratio {ratio:.2f} (promised: at most 1.5)")


if __name__ == "__main__":
    main()
