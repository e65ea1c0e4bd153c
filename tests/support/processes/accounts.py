"""Commands by accounts of their own, in a new process: root may read and write anything, which hides the very fault."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.front.main import main
from tests.support.processes.served import ROOT
from tests.support.processes.unprivileged import in_child, passable


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
        """Run command lines on a home in a process that is forked: starting one anew takes longer than they do."""
        own = {"KAMNOT_HOME": str(home), "KAMNOT_LANGUAGE": "en", "COLUMNS": "400", **environment}

        def work() -> str:
            os.umask(self.umask)
            os.chdir("/")
            os.environ.update(own)
            sys.stdout = sys.stderr = said = io.StringIO()
            codes = [main(line.split()) for line in lines]
            return json.dumps([codes, " ".join(said.getvalue().split())])

        answer = in_child(work, self.number, self.groups)
        assert answer.startswith("["), answer
        return Said(*json.loads(answer))


@contextmanager
def programs_for_all() -> Iterator[None]:
    """Let every account reach this Python and its packages, which may lie in one account's folder."""
    places = (sys.base_prefix, sys.prefix, str(ROOT))
    with passable(*(Path(place).resolve() for place in places)):
        yield
