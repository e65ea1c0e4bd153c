"""Changes the rules in small ways and asks whether the tests of `domain/` notice.

.venv/bin/python -m benchmarks.mutants [--seed 1] [--count 1000] [--folder DIR]

mutmut makes the mutants in a copy of the checkout and runs only the tests that reach the changed function. Each answer
is kept in the folder at once, so the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.house import ROOT

FOLDER = ROOT / ".mutants"
KILLED, SURVIVED, UNREACHED = "killed", "survived", "no test of domain/ reaches it"
_ANSWERS = {0: SURVIVED, 33: UNREACHED}
"""Exit codes of mutmut. Any other is a test that failed, ran too long or broke down."""


def copy(folder: Path) -> None:
    """Copy the checkout's tracked files."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)


def run(folder: Path, names: Sequence[str]) -> None:
    """Run mutmut on the mutants named."""
    command = [sys.executable, "-P", "-m", "mutmut", "run", "--max-children", "1", *names]
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, cwd=folder, env=outside, check=False)


def answers(folder: Path) -> dict[str, int | None]:
    """Every mutant and the exit code of its tests; None for one that was not run yet."""
    return dict(sorted(_read(folder)))


def _read(folder: Path) -> Iterator[tuple[str, int | None]]:
    for meta in (folder / "mutants" / "domain").rglob("*.meta"):
        yield from json.loads(meta.read_text())["exit_code_by_key"].items()


def sample(names: Sequence[str], seed: int, count: int) -> list[str]:
    """The same names for the same seed."""
    return random.Random(seed).sample(names, min(count, len(names)))


def main() -> None:
    """Take a sample, run what is left of it, print the share and the mutants that survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    if not answers(asked.folder):
        copy(asked.folder)
        # mutmut makes all mutants before it looks for names
        run(asked.folder, ["none.of.this.name"])
    told = answers(asked.folder)
    if not told:
        sys.exit(
            "mutmut made no mutants: see above, and install what the tests need (./kamnot test)"
        )
    chosen = sample(list(told), asked.seed, asked.count)
    # without names mutmut would run all
    if left := [name for name in chosen if told[name] is None]:
        run(asked.folder, left)
        told = answers(asked.folder)
    found = {
        name: _ANSWERS.get(code, KILLED) for name in chosen if (code := told[name]) is not None
    }
    for name, answer in sorted(found.items(), key=lambda item: (item[1], item[0])):
        if answer != KILLED:
            print(f"{answer}: {name}")
    counts = Counter(found.values())
    print(", ".join(f"{counts[answer]} {answer}" for answer in (KILLED, SURVIVED, UNREACHED)))


if __name__ == "__main__":
    main()
