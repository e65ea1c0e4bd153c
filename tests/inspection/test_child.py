"""The reading process: one question, one answer, an end to what stalls, and a new one after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from domain.facts import Problem
from inspection import child
from inspection.child import Child
from tests.support.evidence import REPORT, jpeg, torn_lzma, word, written
from tests.support.looking import FileToInspect, inspect_file, inspect_files

MEMORY = 2**30
UNREADABLE = Problem.UNREADABLE.value


def test_one_process_answers_all_questions(tmp_path: Path) -> None:
    first, second = written(tmp_path, [("a.docx", word()), ("a.jpg", jpeg())])

    with Child(MEMORY) as reading:
        answers = [
            reading.ask(path, name, REPORT.sections, 20)
            for path, name in ((first, "docx"), (second, "jpg"))
        ]
        process = reading._process
        assert process is not None
        assert process.poll() is None

    assert [answer["images"] for answer in answers] == [1, 1]
    assert process.returncode is not None


def test_a_file_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    [good] = written(tmp_path, [("a.docx", word())])

    slow = inspect_files([FileToInspect(good, "a.docx", REPORT)] * 2, seconds=0.001)

    assert [i.problem for i in slow] == [Problem.UNREADABLE] * 2
    assert "took over" in slow[0].detail
    assert inspect_file(good, "a.docx", REPORT).problem is None


def test_a_file_that_needs_too_much_memory_costs_only_itself(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="this platform cannot limit a process's memory")
    huge = tmp_path / "huge"
    [good] = written(tmp_path, [("a.docx", word())])
    Image.new("RGB", (7000, 7000)).save(huge, "PNG")
    files = [FileToInspect(huge, "a.png", REPORT), FileToInspect(good, "a.docx", REPORT)]

    seen = inspect_files(files, memory=160 * 2**20)

    assert [i.problem for i in seen] == [Problem.UNSAFE, None]


def test_a_reader_that_dies_costs_only_its_file(tmp_path: Path) -> None:
    good, deadly = written(tmp_path, [("a.docx", word()), ("a.docx", torn_lzma())])
    files = [FileToInspect(path, "a.docx", REPORT) for path in (good, deadly, good)]

    seen = inspect_files(files)

    assert [i.problem for i in seen] == [None, Problem.UNREADABLE, None]
    assert "crashed" in seen[1].detail


LIES = {
    "no JSON": "print('hello')",
    "depth": "print('[' * 200_000)",
    "no ASCII": "sys.stdout.buffer.write(bytes([255, 10]))",
    "half a line": "sys.stdout.write('{')",
    "too much": "print(' ' * 2**21)",
    "nothing": "pass",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_process_that_a_file_took_over_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    [path] = written(tmp_path, [("a.docx", word())])
    monkeypatch.setattr(child, "_PROGRAM", f"import sys; sys.stdin.readline(); {lie}")

    with Child(MEMORY) as reading:
        answers = [reading.ask(path, "docx", (), 20) for _ in range(2)]

    assert [answer["problem"] for answer in answers] == [UNREADABLE] * 2


@pytest.mark.parametrize(
    "answer",
    ["{}", "[]", "7", '{"problem": "nice"}', '{"problem": "empty"}', '{"has_text": true}'],
)
def test_an_answer_without_sense_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    [path] = written(tmp_path, [("a.docx", word())])
    monkeypatch.setattr(child, "_PROGRAM", f"import sys; sys.stdin.readline(); print({answer!r})")

    assert inspect_file(path, "a.docx", REPORT).problem is Problem.UNREADABLE


def test_the_reading_process_sees_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = written(tmp_path, [("a.docx", word())])
    told = "import json, os, sys; sys.stdin.readline(); print(json.dumps(dict(os.environ)))"
    monkeypatch.setattr(child, "_PROGRAM", told)
    monkeypatch.setenv("KAMNOT_DATABASE_URL", "postgresql://me:secret@example.org/kamnot")
    monkeypatch.setenv("OTHER", "kept")

    with Child(MEMORY) as reading:
        seen = reading.ask(path, "docx", (), 20)

    assert "secret" not in str(seen)
    assert seen["OTHER"] == "kept"
