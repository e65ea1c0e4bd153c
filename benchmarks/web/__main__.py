"""The pages against the targets of their design, both sides in one run and by the same visitors.

The demo's bureau in a real server, and healthchecks as the yardstick for pages of a list: its 38 checks stand for our
38 activities. healthchecks is not ours to keep: `--install` fetches it by a recorded recipe into a folder outside the
repository (`benchmarks/web/healthchecks.py`), once. Rounds alternate; seconds are medians, processor time is that of
each server with its children.

    .venv/bin/python -m benchmarks.web FOLDER [--install] [--source GIT_ADDRESS]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from shutil import copy
from signal import SIGKILL
from typing import TYPE_CHECKING

from benchmarks.idle import ROOT, family, free_port, memory, program, wait_for
from benchmarks.web.healthchecks import SOURCE, Yardstick, install, served
from benchmarks.web.visitors import Visitor, Visits, for_seconds, measured, pages, percentile, read

if TYPE_CHECKING:
    from flows.run.workspace import Workspace

DAY = date(2024, 3, 13)
ROUNDS, ROUND_SECONDS, CROWD, CROWD_SECONDS = 3, 2.0, 50, 5.0
UPLOADERS, UPLOAD_SECONDS, SINGLE_FILES = 10, 12.0, 7
MY, ACTIVITY, BRING = "/my", "/a/7", "/a/7/bring/report"
_OWN_CONTENT = re.compile(r"/e/\d+/(frame|p/\d+/text)")
_NEW = count()


@dataclass
class Pages:
    """The demo's bureau behind its server: process, port, and a cookie for each account."""

    ws: Workspace
    home: Path
    pid: int
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def visitor(self, account: str = "member") -> Visitor:
        return Visitor(self.port, self.cookies[account])

    @property
    def member(self) -> str:
        return self.cookies["member"]


@contextmanager
def office(home: Path) -> Iterator[Pages]:
    """The demo's bureau, served as a process of its own, with eleven members and a secretary who are signed in."""
    from flows.house.accounts import invite
    from flows.house.sign_in import ask_code, enter_with_code
    from sample.bureau import PEOPLE, UNIT, bring_evidence
    from sample.bureau import install as install_bureau

    ws = install_bureau(home)
    bring_evidence(ws, home)
    people = [
        *PEOPLE,
        *((f"m{n}", f"m{n}@bureau.example", "campaign", "member") for n in range(UPLOADERS)),
    ]
    cookies = {}
    for name, email, group, role in people:
        invite(ws, name, email, by="benchmark", unit=UNIT, group=group, role=role)
        asked = ask_code(ws, email, browser=name, source=name)
        assert asked is not None
        entered = enter_with_code(ws, asked.code, browser=name, device="", own_phone=False)
        assert entered is not None
        cookies[name] = f"kamnot={entered[0]}"
    port = free_port()
    setting = {
        "KAMNOT_HOME": str(home), "KAMNOT_FISCAL_YEAR": "2567", "KAMNOT_MAKE_PDF": "False",
        "KAMNOT_WEB_ADDRESS": f"127.0.0.1:{port}", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-P", "-m", "web", DAY.isoformat()]
    with program(command, {**os.environ, **setting}, home.parent / "kamnot-web.log") as pid:
        wait_for(f"http://127.0.0.1:{port}/ready")
        yield Pages(ws, home, pid, port, cookies)


def tell(what: str, ratio: float, bar: float, said: str, *, least: bool = False) -> None:
    """Print a row: the ratio, its bar and both sides."""
    kept = ratio >= bar if least else ratio <= bar
    bound = f"{'at least' if least else 'at most'} {bar:g}"
    print(f"{'  ' if kept else '! '}{what:50} {ratio:8.3g}  ({bound})  {said}", flush=True)


def ms(seconds: float) -> str:
    """Seconds as people read them."""
    return f"{seconds * 1000:.1f} ms"


def tell_p95(what: str, busy: Visits, quiet: Visits, bar: float) -> None:
    """Print how much slower the slow pages are than when nobody else is there."""
    said = (
        f"{ms(busy.p95)} against {ms(quiet.p95)}; processor time {ms(quiet.processor_each)} a page"
    )
    tell(what, busy.p95 / quiet.p95, bar, said)


def merged(rounds: Sequence[Visits]) -> Visits:
    """Several rounds as one."""
    each = [one for found in rounds for one in found.each]
    return Visits(each, sum(r.seconds for r in rounds), sum(r.processor for r in rounds))


async def alternately(
    ours: Pages, theirs: Yardstick, readers: int, rounds: int, seconds: float
) -> list[Visits]:
    """Our two pages and their two, in turn: my work, list, activity, details."""
    turns = (
        (ours.pid, ours.port, ours.member, MY),
        (theirs.pid, theirs.port, theirs.cookie, theirs.list_page),
        (ours.pid, ours.port, ours.member, ACTIVITY),
        (theirs.pid, theirs.port, theirs.cookie, theirs.details),
    )
    for turn in turns:
        await pages(*turn, readers=1, seconds=0.5)
    found = [[await pages(*turn, readers, seconds) for turn in turns] for _ in range(rounds)]
    return [merged(column) for column in zip(*found, strict=True)]


def _against(ours: Visits, theirs: Visits) -> str:
    processor = ours.processor_each / theirs.processor_each
    return f"{ms(ours.p50)} against {ms(theirs.p50)}; processor time {ms(ours.processor_each)}, {processor:.3g}"


async def against_healthchecks(ours: Pages, theirs: Yardstick) -> None:
    """One reader, then a crowd."""
    my, listed, activity, details = await alternately(ours, theirs, 1, ROUNDS, ROUND_SECONDS)
    for what, mine, other, bar in (
        ("my work p50 : healthchecks' list of 38", my, listed, 0.10),
        ("activity p50 : healthchecks' details", activity, details, 0.5),
    ):
        tell(what, mine.p50 / other.p50, bar, _against(mine, other))
    my, listed, activity, details = await alternately(ours, theirs, CROWD, 2, CROWD_SECONDS)
    for what, mine, other, bar in (("list", my, listed, 5), ("details", activity, details, 2.5)):
        said = f"{mine.rate:.0f} against {other.rate:.0f} a second"
        at = f"pages a second at {CROWD} connections : its {what}"
        tell(at, mine.rate / other.rate, bar, said, least=True)


async def after_a_change(ours: Pages) -> None:
    """The first page after something was recorded, against one that is kept."""
    from flows.evidence.measures import enter
    from sample.bureau import UNIT

    visitor, first, kept = ours.visitor(), [], []
    for n in range(11):
        enter(ours.ws, UNIT, "7.held", str(n + 1), on=DAY, by="benchmark", why="benchmark")
        first.append((await visitor.ask(MY)).seconds)
        kept += [(await visitor.ask(MY)).seconds for _ in range(5)]
    one, other = statistics.median(first), statistics.median(kept)
    tell("first page after a change : kept", one / other, 15, f"{ms(one)} against {ms(other)}")


def new_docx(home: Path) -> bytes:
    """A Word report of the demo as nobody has sent it yet."""
    made = home.parent / f"new-{next(_NEW)}.docx"
    copy(min((home / "evidence-in").rglob("*.docx")), made)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = made.stem.encode()
    return made.read_bytes()


async def told(ours: Pages) -> None:
    """Until the sender of a file is told whether it counts: with warm children, and after the loss of all."""
    visitor = ours.visitor()

    async def send() -> float:
        answer = await visitor.bring(BRING, "รายงาน.docx", new_docx(ours.home))
        assert answer.status == 200, answer
        assert 'class="answer' in answer.body.decode()
        return answer.seconds

    await send()
    warm, new = [], []
    for _ in range(SINGLE_FILES):
        for child in _children(ours.pid):
            os.kill(child, SIGKILL)
        new.append(await send())
        await send()
        warm.append(await send())
    one, other = statistics.median(warm), statistics.median(new)
    size = len(new_docx(ours.home)) / 1024
    said = f"{ms(one)} against {ms(other)} for {size:.0f} KiB of Word"
    tell("told whether it counts, warm child : new", one / other, 0.2, said)


def _children(pid: int) -> list[int]:
    return [one for one in family([pid]) if one != pid]


async def crowd_of_senders(ours: Pages, quiet: Visits) -> None:
    """Ten people send file after file while another reads."""
    sent: list[tuple[int, float]] = []
    until = for_seconds(UPLOAD_SECONDS)

    async def send(number: int) -> list[float]:
        visitor = ours.visitor(f"m{number}")
        while not until():
            answer = await visitor.bring(BRING, f"รายงาน-{number}.docx", new_docx(ours.home))
            sent.append((answer.status, answer.seconds))
        return []

    senders = [lambda n=n: send(n) for n in range(UPLOADERS)]
    reading = await measured(ours.pid, lambda: read(ours.visitor(), MY, until), *senders)
    taken = [seconds for _, seconds in sent]
    middle, slow = statistics.median(taken), percentile(taken, 0.95)
    failed = sum(status != 200 for status, _ in sent)
    tell(
        f"{UPLOADERS} senders: failed", failed, 0, f"of {len(sent)} files in {UPLOAD_SECONDS:.0f} s"
    )
    tell("the same: p95 : p50", slow / middle, 2, f"{slow:.2f} against {middle:.2f} s")
    tell_p95("pages meanwhile p95 : quiet p95", reading, quiet, 15)


async def beside_a_pack(ours: Pages, quiet: Visits) -> None:
    """Pages while a batch's pack is made by a process of its own."""
    command = [sys.executable, "-P", "-m", "cli", "pack", "march", "--as-of", DAY.isoformat()]
    command += ["--out", str(ours.home.parent / "packs")]
    setting = {"KAMNOT_HOME": str(ours.home), "PYTHONPATH": str(ROOT)}
    maker = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **setting}, stdout=subprocess.DEVNULL)  # fmt: skip
    found = await measured(ours.pid, lambda: read(ours.visitor(), MY, lambda: maker.poll() is not None))  # fmt: skip
    assert maker.returncode in (0, 1), maker.returncode
    tell_p95("page p95 while a pack is made : quiet", found, quiet, 2)


def in_memory(ours: Pages) -> None:
    """The server with its children against a process that imports what Prefect runs."""
    held = memory(family([ours.pid]), "Pss")
    with subprocess.Popen(
        [sys.executable, "-P", "-c", "import flows.deployments.deployed; print(flush=True); input()"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        other.stdout.readline()
        bare = memory([other.pid], "Pss")
        other.kill()
    tell(
        "memory with its children : Prefect's import",
        held / bare,
        3,
        f"{held:.0f} against {bare:.0f} MB",
    )


async def weights(ours: Pages) -> None:
    """Every page that links lead to, as a member, secretary and director; and all that a first visit loads.

    What a page shows of a document in a frame is as long as the document.
    """
    sizes: dict[str, int] = {}
    for account in ("member", "secretary", "director"):
        for path, size in (await _walk(ours.visitor(account))).items():
            sizes[path] = max(size, sizes.get(path, 0))
    largest = max(sizes, key=lambda path: sizes[path])
    tell(
        "HTML of the largest page, kB",
        sizes[largest] / 1000,
        20,
        f"{largest} of {len(sizes)} pages",
    )
    loaded = {}
    for cookie, path in (("", "/enter"), (ours.member, ACTIVITY)):
        visitor = Visitor(ours.port, cookie)
        page = (await visitor.ask(path)).body
        loaded[path] = len(page)
        for link in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()):
            content = (await visitor.ask(link)).body
            loaded[link] = len(content)
            for font in re.findall(r"url\(([\w.-]+)\)", content.decode()):
                loaded[font] = len((await visitor.ask(f"/static/{font}")).body)
    said = ", ".join(
        f"{name.rpartition('/')[2]} {size / 1000:.1f}" for name, size in loaded.items()
    )
    tell("first visit with all, kB", sum(loaded.values()) / 1000, 80, said)


async def _walk(visitor: Visitor) -> dict[str, int]:
    """The sizes of all pages that links lead to from a person's first page."""
    found: dict[str, int] = {}
    left = ["/"]
    while left:
        path = left.pop()
        answer = await visitor.ask(path)
        if answer.status in (302, 303):
            left += [to for to in [answer.head["location"]] if to not in found]
            found[path] = 0
        elif answer.head.get("content-type", "").startswith("text/html"):
            found[path] = len(answer.body)
            links = re.findall(r'(?:href|src)="(/[^"#]*)', answer.body.decode())
            left += {to.replace("&amp;", "&") for to in links} - found.keys() - set(left)
        else:
            found[path] = 0
    return {path: size for path, size in found.items() if size and not _OWN_CONTENT.search(path)}


async def measure(ours: Pages, theirs: Yardstick) -> None:
    """All rows, those that change the bureau last."""
    await against_healthchecks(ours, theirs)
    await weights(ours)
    in_memory(ours)
    await after_a_change(ours)
    quiet = await pages(ours.pid, ours.port, ours.member, MY, 1, ROUND_SECONDS)
    await beside_a_pack(ours, quiet)
    await told(ours)
    await crowd_of_senders(ours, quiet)


def main() -> None:
    """Install the yardstick if asked, then measure; a row that is not kept begins with `!`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--source", default=SOURCE)
    asked = parser.parse_args()
    if asked.install:
        install(asked.folder, asked.source)
    for name in [n for n in os.environ if n.startswith(("KAMNOT_", "PREFECT_"))]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as named:
        data = Path(named)
        with served(asked.folder, data) as theirs, office(data / "home") as ours:
            asyncio.run(measure(ours, theirs))


if __name__ == "__main__":
    main()
