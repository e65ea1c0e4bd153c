"""A morning's letters from the outbox to a local SMTP server, against bare smtplib over one kept-open connection.

The same bytes go to the same server in turn, run by run; the server runs in a process of its own, so that
neither sender pays for it. Ours claims, marks, sends and records every letter in a SQLite file. Once on this
disk as it is, once with every flush of it made to take 5 ms: a cheap SSD, or a network drive.
The server is the tests' own: `./kamnot test --version` installs what it needs.

    .venv/bin/python -m benchmarks.deliver [LETTERS]
"""

from __future__ import annotations

import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.flushes import watched

ROUNDS = 3
LETTERS = 400
_BARS = {"a quick disk": 2.2, "a disk that flushes in 5 ms": 10}
_SERVER = """
import sys, time
from tests.support.servers.smtp import relay
with relay() as server:
    print(server.port, flush=True)
    sys.stdin.read()
    print(len(server.counts), len(server.accepted), flush=True)
"""


def main(letters: int = LETTERS) -> None:
    """Print both times of each round and the median ratio, on each of the two disks."""
    with tempfile.TemporaryDirectory() as folder:
        quick, slow = _BARS
        _on(quick, letters, {})
        environment = watched(Path(folder), 5000)
        if environment is None:
            print(f"{slow}: not measured, for there is no C compiler on a Linux here")
        else:
            _on(slow, letters, environment)


def _on(disk: str, letters: int, environment: dict[str, str]) -> None:
    print(f"{disk} (promised: at most {_BARS[disk]} x)", flush=True)
    command = [sys.executable, "-m", "benchmarks.deliver", str(letters), "measure"]
    subprocess.run(command, check=True, env=os.environ | environment)


def measure(letters: int) -> None:
    """Print the rounds on the disk that this process has."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVER],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        port = int(server.stdout.readline())
        ratios = [_round(Path(folder) / str(n), port, letters) for n in range(ROUNDS)]
        print(f"ratio {statistics.median(ratios):.2f}")
        accepted = server.communicate()[0].split()
        print(f"accepted {accepted[1]} of {2 * ROUNDS * letters}, {accepted[0]} different")


def _round(home: Path, port: int, letters: int) -> float:
    from flows.letters.deliver import deliver
    from flows.run.workspace import Workspace
    from storage.settings import Settings

    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    url = f"mailto://127.0.0.1:{port}?from=kamnot@example.go.th"
    ws = Workspace(_prepare(Settings(home=home, notify_urls=url), letters))
    mails = _mails(letters)
    start = time.perf_counter()
    delivered = deliver(ws)
    ours = time.perf_counter() - start
    assert delivered.sent == letters, delivered
    start = time.perf_counter()
    _bare(port, mails)
    bare = time.perf_counter() - start
    print(f"{letters} letters: ours {ours:.2f} s, bare smtplib {bare:.2f} s, {ours / bare:.2f} x")
    return ours / bare


def _prepare(settings: object, letters: int) -> object:
    from flows.house.set_up import set_up
    from storage.db.database import open_database, writing
    from storage.outbox.enqueue import NewMail, enqueue

    set_up(settings, unit="bureau")
    with writing(open_database(settings)) as session:
        new = [
            NewMail(
                "bureau", "digest", "2567:march:T-7", person, "planning", "mail",
                "-", raw, "A", identity,
            )
            for person, raw, identity in _mails(letters)
        ]  # fmt: skip
        enqueue(session, new, run_id=None, now=datetime.now(UTC))
    return settings


def _mails(letters: int) -> list[tuple[str, bytes, str]]:
    """A digest of ordinary size to each of so many people."""
    from notifications.message import build_mail, message_id

    now = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
    text = "กิจกรรมที่ ๒ — ๒๐ คะแนน ยังขาดรายงานผลการดำเนินการ\n" * 40
    found = []
    for number in range(letters):
        person = f"person-{number}@example.go.th"
        identity = message_id(person, "example.go.th")
        raw = build_mail(
            sender="kamnot@example.go.th",
            recipient=person,
            subject="[กำหนด] ๑๒ กิจกรรมยังไม่ครบ กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗",
            text=text,
            html=f"<p>{text}</p>",
            message_id=identity,
            date=now,
        )
        found.append((person, raw, identity))
    return found


def _bare(port: int, mails: list[tuple[str, bytes, str]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for person, raw, _ in mails:
            smtp.sendmail("kamnot@example.go.th", [person], raw)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    if sys.argv[2:] == ["measure"]:
        measure(count)
    else:
        main(count)
