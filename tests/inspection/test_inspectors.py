"""A pool of real children: one that dies is replaced and its file gets its answer, and none outlives its owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.facts import Problem
from inspection import Inspectors
from inspection.child import Child
from tests.support.evidence import REPORT, torn_lzma, word, written

ROOT = Path(__file__).resolve().parents[2]
unix = pytest.mark.skipif(os.name == "nt", reason="optional: Windows has no such signals")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A report in which everything is found."""
    [path] = written(tmp_path, [("a.docx", word())])
    return path


@pytest.fixture
def pool() -> Iterator[Inspectors]:
    """A pool of one child."""
    with Inspectors(children=1) as inspectors:
        yield inspectors


def look(inspectors: Inspectors, path: Path) -> Problem | None:
    return inspectors.look(path, "a.docx", REPORT).problem


def children(inspectors: Inspectors) -> list[Child]:
    return [one._child for one in inspectors._idle.queue if one is not None]


def pids(inspectors: Inspectors) -> list[int]:
    found = (child._process for child in children(inspectors))
    return [process.pid for process in found if process is not None]


def within(seconds: float, happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_children_that_were_warmed_answer_the_files_that_come(good: Path) -> None:
    with Inspectors(children=2) as inspectors:
        assert pids(inspectors) == []
        inspectors.warm()
        before = sorted(pids(inspectors))

        assert [look(inspectors, good) for _ in range(3)] == [None] * 3
        assert (len(before), sorted(pids(inspectors))) == (2, before)


@unix
def test_a_child_that_was_killed_while_it_waited_is_replaced(pool: Inspectors, good: Path) -> None:
    assert look(pool, good) is None
    [dead] = pids(pool)
    os.kill(dead, signal.SIGKILL)

    assert look(pool, good) is None
    assert pids(pool) != [dead]


@unix
def test_a_file_whose_child_is_killed_gets_its_answer_from_the_next(
    pool: Inspectors, good: Path
) -> None:
    assert look(pool, good) is None
    [dead] = pids(pool)
    os.kill(dead, signal.SIGSTOP)

    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(look, pool, good)
        assert within(10, lambda: pids(pool) == [])  # it was taken for the file
        time.sleep(0.1)
        os.kill(dead, signal.SIGKILL)

        assert answer.result(60) is None


def test_a_file_that_kills_every_child_costs_only_itself(pool: Inspectors, tmp_path: Path) -> None:
    good, deadly = written(tmp_path, [("a.docx", word()), ("b.docx", torn_lzma())])
    pool.warm()

    assert [look(pool, path) for path in (good, deadly, good)] == [None, Problem.UNREADABLE, None]


def test_a_child_is_replaced_after_so_many_files(good: Path) -> None:
    with Inspectors(children=1, files=2) as inspectors:
        inspectors.warm()
        seen = []
        for _ in range(4):
            seen += pids(inspectors)
            assert look(inspectors, good) is None

    first, second, third, fourth = seen
    assert (first, third) == (second, fourth)
    assert first != third


def test_a_file_beyond_its_time_ends_its_child_and_the_next_gets_another(good: Path) -> None:
    with Inspectors(children=1, seconds=0.001) as slow:
        slow.warm()
        [before] = pids(slow)
        found = slow.look(good, "a.docx", REPORT)
        [after] = pids(slow)

    assert (found.problem, "took over" in found.detail) == (Problem.UNREADABLE, True)
    assert before != after


def test_many_threads_share_the_children(good: Path) -> None:
    with Inspectors(children=2) as inspectors, ThreadPoolExecutor(6) as threads:
        assert list(threads.map(look, [inspectors] * 12, [good] * 12)) == [None] * 12
        assert len(pids(inspectors)) <= 2


def test_closing_ends_every_child_and_looks_at_nothing_more(good: Path) -> None:
    inspectors = Inspectors(children=2)
    inspectors.warm()
    processes = [child._process for child in children(inspectors)]

    inspectors.close()

    assert [process is not None and process.returncode is not None for process in processes] == [
        True,
        True,
    ]
    with pytest.raises(RuntimeError):
        look(inspectors, good)


_OWNER = """
import sys, time
from inspection import Inspectors
inspectors = Inspectors(children=2)
inspectors.warm()
print(*(one._child._process.pid for one in inspectors._idle.queue), flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="optional: no /proc to look at")
def test_children_end_when_their_owner_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        orphans = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()

    assert len(orphans) == 2
    assert within(30, lambda: not any(map(_runs, orphans)))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
