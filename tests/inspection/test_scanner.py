"""The virus scanner: a real ClamAV with a signature of our own, and what follows when it is silent."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.facts import Problem
from inspection import Inspector
from inspection.scanner import Scanner
from tests.support.evidence import REPORT, a_paragraph, archive, jpeg, word, word_parts, written
from tests.support.looking import FileToInspect, inspect_file, inspect_files

if sys.platform == "win32":
    pytest.skip("optional: clamd's socket is a Unix one", allow_module_level=True)

from tests.support.servers.clamd import (
    HARMLESS,
    LARGEST,
    SIGNATURE,
    Daemon,
    NoScannerError,
    running_daemon,
)


@pytest.fixture(scope="session")
def daemon() -> Iterator[Daemon]:
    try:
        with running_daemon() as running:
            yield running
    except NoScannerError as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["unix", "tcp"])
def url(daemon: Daemon, request: pytest.FixtureRequest) -> str:
    return daemon.unix_url if request.param == "unix" else daemon.tcp_url


def silent_url() -> str:
    """Where nobody listens any more."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{closed.getsockname()[1]}"


def test_a_clean_file_is_scanned_and_looked_at(tmp_path: Path, url: str) -> None:
    [path] = written(tmp_path, [("a.docx", word())])

    seen = inspect_file(path, "a.docx", REPORT, clamd_url=url)

    assert (seen.problem, seen.scanned, seen.has_text) == (None, True, True)


def test_a_virus_is_named_by_its_signature(tmp_path: Path, url: str) -> None:
    [path] = written(tmp_path, [("a.jpg", jpeg() + HARMLESS)])

    seen = inspect_file(path, "a.jpg", REPORT, clamd_url=url)

    assert (seen.problem, seen.scanned, seen.images) == (Problem.INFECTED, False, 0)
    assert SIGNATURE in seen.detail


INFECTED = {
    "inside a Word file": ("a.docx", word_parts(a_paragraph(HARMLESS.decode()))),
    "inside an archive in an archive": ("a.zip", archive(**{"b.zip": archive(c=HARMLESS)})),
    "in a format that is refused anyway": ("a.exe", b"MZ" + HARMLESS),
    "under a wrong name": ("a.pdf", HARMLESS),
}


@pytest.mark.parametrize(("name", "data"), INFECTED.values(), ids=INFECTED)
def test_a_virus_comes_before_every_other_problem(
    tmp_path: Path, daemon: Daemon, name: str, data: bytes
) -> None:
    [path] = written(tmp_path, [(name, data)])

    seen = inspect_file(path, name, REPORT, clamd_url=daemon.unix_url)

    assert seen.problem is Problem.INFECTED


def test_another_problem_of_a_clean_file_keeps_its_name(tmp_path: Path, daemon: Daemon) -> None:
    files = [("a.pdf", b""), ("a.pdf", b"hello")]
    paths = written(tmp_path, files)

    with Inspector(clamd_url=daemon.unix_url) as inspector:
        seen = [inspector.look(path, "a.pdf", REPORT) for path in paths]

    assert [(look.problem, look.scanned) for look in seen] == [
        (Problem.EMPTY, True),
        (Problem.WRONG_CONTENT, True),
    ]


def test_a_file_is_not_scanned_where_the_scanner_is_silent(tmp_path: Path) -> None:
    files = [("a.docx", word()), ("a.pdf", b""), ("a.exe", b"MZ")]
    paths = written(tmp_path, files)
    looks = [
        FileToInspect(path, name, REPORT) for path, (name, _) in zip(paths, files, strict=True)
    ]

    seen = inspect_files(looks, clamd_url=silent_url())

    assert [look.problem for look in seen] == [
        Problem.NOT_SCANNED,
        Problem.EMPTY,
        Problem.UNREADABLE,
    ]
    assert not any(look.scanned for look in seen)


@pytest.mark.parametrize(
    "url", ["unix:///no/such/clamd.ctl", "tcp://127.0.0.1:1", "tcp://no.invalid:3310"]
)
def test_a_scanner_that_is_not_there_fails_closed(tmp_path: Path, url: str) -> None:
    [path] = written(tmp_path, [("a.jpg", jpeg())])

    found = Scanner(url).scan(path)

    assert found is not None
    assert found[0] is Problem.NOT_SCANNED
    assert url in found[1]


def test_without_a_scanner_nothing_is_claimed(tmp_path: Path) -> None:
    [path] = written(tmp_path, [("a.jpg", jpeg())])

    seen = inspect_file(path, "a.jpg", REPORT)

    assert (seen.problem, seen.scanned) == (None, False)


def test_a_file_beyond_the_scanner_s_own_limit_is_not_scanned(tmp_path: Path, url: str) -> None:
    [path] = written(tmp_path, [("a.jpg", jpeg() + bytes(LARGEST))])

    found = Scanner(url).scan(path)

    assert found is not None
    assert found[0] is Problem.NOT_SCANNED


ANSWERS = {
    "no answer": b"",
    "an error": b"stream: Can't allocate memory ERROR\n",
    "something else": b"hello\n",
    "no text": b"\xff\xfe\n",
}


def answering(answer: bytes) -> socket.socket:
    """A server that takes one stream and says this; it ends with its thread."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with server:
            connection, _ = server.accept()
            with connection:
                while not connection.recv(65536).endswith(bytes(4)):
                    continue
                connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return server


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_strange_answer_is_no_clean_bill(tmp_path: Path, answer: bytes) -> None:
    [path] = written(tmp_path, [("a.txt", b"harmless words")])
    port = answering(answer).getsockname()[1]

    found = Scanner(f"tcp://127.0.0.1:{port}").scan(path)

    assert found is not None
    assert found[0] is Problem.NOT_SCANNED


def test_a_scanner_that_lets_a_file_wait_in_vain_is_not_asked_again(tmp_path: Path) -> None:
    [path] = written(tmp_path, [("a.txt", b"harmless words")])
    with socket.create_server(("127.0.0.1", 0)) as mute:
        mute.settimeout(5)
        scanner = Scanner(f"tcp://127.0.0.1:{mute.getsockname()[1]}", seconds=0.05)

        found = [scanner.scan(path) for _ in range(3)]
        mute.accept()[0].close()
        mute.setblocking(False)

        assert [f[0] if f else None for f in found] == [Problem.NOT_SCANNED] * 3
        with pytest.raises(BlockingIOError):
            mute.accept()


def test_a_file_that_is_not_there_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect_file(tmp_path / "no.pdf", "no.pdf", REPORT, clamd_url=silent_url())
