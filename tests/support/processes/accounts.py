"""Commands by accounts of their own, in a new process: root may read and write anything, which hides the very fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes.served import ROOT
from tests.support.processes.unprivileged import passable

_COMMANDS = """
import json, sys
from cli.front.main import main
print(json.dumps([main(line.split()) for line in sys.argv[1:]]))
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What the commands of one process said, and with which exit codes they ended."""

    codes: list[int]
    text: str


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine, with a umask; it needs no name."""

    number: int
    umask: int = 0o022
    groups: tuple[int, ...] = ()

    def run(self, home: Path, *lines: str, **environment: str) -> Said:
        """Run command lines on a home, one after another in one process: starting takes longer than they do."""
        ended = subprocess.run(
            [sys.executable, "-P", "-c", _COMMANDS, *lines],
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={
                **os.environ, "PYTHONPATH": str(ROOT), "KAMNOT_HOME": str(home),
                "KAMNOT_LANGUAGE": "en", **environment,
            },
            user=self.number,
            group=self.number,
            extra_groups=self.groups,
            umask=self.umask,
        )  # fmt: skip
        text, _, codes = ended.stdout.rstrip().rpartition("\n")
        return Said(json.loads(codes), " ".join(text.split()))


@contextmanager
def programs_for_all() -> Iterator[None]:
    """Let every account reach this Python and its packages, which may lie in one account's folder."""
    places = (sys.base_prefix, sys.prefix, str(ROOT))
    with passable(*(Path(place).resolve() for place in places)):
        yield
