"""Faults of the files that people give, of their names and of taking them in; cases 21 to 23."""

from __future__ import annotations

import email
import email.policy
import json
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PureWindowsPath

from benchmarks.faults.office import Office, Seen, demand, ended
from tests.support import evidence as made
from tests.support.servers.smtp import relay

Make = Callable[[], Office]
_SIGN = "นโยบายให้คุณให้โทษและมาตรฐานทางจริยธรรม"
_JS = "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
_SECONDS, _MEGABYTES = 2.0, 300

HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "swells to a GB.docx": made.bomb,
    "many entries.docx": made.many_entries,
    "says 300 MB.docx": made.large_unpacked,
    "lies of its size.docx": made.forged_size,
    "macros.docx": lambda: made.word_parts(
        made.a_paragraph(_SIGN), **{"word/vbaProject.bin": b"x"}
    ),
    "entities.docx": made.entities,
    "swells.pdf": made.swelling_pdf,
    "script.pdf": lambda: made.raw_pdf(_JS),
    "a file in it.pdf": made.attached,
    "password.pdf": made.locked_pdf,
    "html.pdf": lambda: b"<html><script>alert(1)</script></html>",
    "a program.pdf": lambda: b"MZ\x90\x00" * 1000,
    "nothing.pdf": lambda: b"",
    "half.jpg": lambda: made.jpeg((1200, 900))[:4000],
    "40000 x 40000.png": lambda: made.bare_png(40_000, 40_000),
    "word.jpg": made.word,
}
CLEAN: Mapping[str, Callable[[], bytes]] = {
    "แผน.pdf": lambda: made.pdf(_SIGN),
    "แผน.docx": made.word,
    "แผน.odt": lambda: made.open_document(_SIGN),
    "รูป.jpg": lambda: made.jpeg((640, 480)),
    "รูป.png": lambda: made.picture("PNG"),
    "รูป.heic": lambda: made.picture("HEIF"),
    "รูป.webp": lambda: made.picture("WEBP"),
    "คลิป.mp4": made.film,
}
_PLACES = {
    "pdf": "1/policy-ethics",
    "docx": "1/policy-ethics",
    "odt": "1/policy-ethics",
    "mp4": "19/clip",
}


_WATCH = """
import json, resource, subprocess, sys
print(subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]))
"""
"""Runs a command from a small process: a child begins with the memory of who forks it, and this one has much."""


def _add(office: Office, file: Path) -> tuple[str, float, int]:
    """What is said of a file that is taken in, the processor's seconds and the megabytes of the largest process."""
    place = _PLACES.get(file.suffix[1:], "1/photos")
    words = [sys.executable, "-P", "-m", "cli", "evidence", "add", place, str(file)]
    ended = subprocess.run(
        [sys.executable, "-c", _WATCH, *words],
        env=office.environment(KAMNOT_LANGUAGE="th"),
        check=False,
        capture_output=True,
        text=True,
    )
    said, _, used = ended.stdout.rstrip().rpartition("\n")
    demand("Traceback" not in said and file.name in said, f"{file.name}: {said[-300:]}")
    seconds, megabytes = json.loads(used)
    return said, seconds, megabytes


def hostile(make: Make) -> Seen:
    """Swelling, locked, scripted, torn and mislabelled files, a picture of 40000 x 40000, and eight clean kinds."""
    office = make()
    place = office.home.with_suffix(".files")
    place.mkdir()
    slowest, largest = 0.0, 0
    for files in (HOSTILE, CLEAN):
        for name, content in files.items():
            (place / name).write_bytes(content())
            said, seconds, megabytes = _add(office, place / name)
            demand(("ยังนับไม่ได้" in said) == (files is HOSTILE), f"{name}: {said}")
            demand(seconds < _SECONDS, f"{name}: {seconds:.1f} s of the processor")
            demand(megabytes < _MEGABYTES, f"{name}: {megabytes} MB")
            slowest, largest = max(slowest, seconds), max(largest, megabytes)
    return Seen(
        f"{len(HOSTILE)} do not count, each with its reason; {len(CLEAN)} clean kinds do; at most {slowest:.1f} s of"
        f" the processor and {largest} MB"
    )


def killed_intake(make: Make, times: int) -> Seen:
    """`evidence add` is killed {times} times at random moments, two at a time; then the same file twice at once."""
    office = make()
    files = []
    for number in range(20):
        files.append(office.home.with_suffix(f".{number}.jpg"))
        files[-1].write_bytes(made.jpeg((640 + number, 480)))
    whole = office.run("evidence", "add", "1/photos", str(files[0])).seconds
    killed = 0
    while killed < times:
        killed += _kill_two(office, random.sample(files, 2), whole)
    demand(office.run("evidence", "fsck").code == 0, "a row without its file")
    both = [office.start("evidence", "add", "1/photos", str(files[0])) for _ in range(2)]
    demand(all(ended(one, 0).code == 0 for one in both), "two at once")
    for file in files:
        demand(office.run("evidence", "add", "1/photos", str(file)).code == 0, file.name)
    said = office.run("evidence", "fsck")
    demand("20 file(s)" in said.text and said.code == 0, said.text)
    rows = json.loads(office.run("evidence", "list", "--json").text)["items"]
    demand(len(rows) == len(files), f"{len(rows)} rows of {len(files)} files")
    return Seen(f"{killed} killed under way; {said.sentence}")


def _kill_two(office: Office, files: list[Path], longest: float) -> int:
    """Take two files in at once and kill each at a moment of its own; how many were still at it."""
    begun = [office.start("evidence", "add", "1/photos", str(file)) for file in files]

    def kill_later(number: int, wait: float) -> None:
        time.sleep(wait)
        begun[number].send_signal(signal.SIGKILL)

    threads = [
        threading.Thread(target=kill_later, args=(number, random.uniform(0, longest)))
        for number in range(len(begun))
    ]
    for thread in threads:
        thread.start()
    for one, thread in zip(begun, threads, strict=True):
        thread.join()
        one.communicate()
    return sum(one.returncode == -signal.SIGKILL for one in begun)


NAMES = (
    "a\u202egpj.jpg", 'q"uo\r\nX-Evil: 1.jpg', "<img src=x onerror=alert(1)>.jpg", "CON.jpg", "a:b*?.jpg", ".. .jpg",
    "ก" * 80 + ".jpg",
)  # fmt: skip
_EVIL = "<img src=x onerror=alert(1)>"


def names(make: Make) -> Seen:
    """Names with U+202E, quotes, line ends, markup, a device, 80 Thai letters; markup in office, note and reason."""
    office = make()
    place = office.home.with_suffix(".names")
    place.mkdir()
    for number, name in enumerate(NAMES):
        (place / name).write_bytes(made.jpeg((700 + number, 480)))
        told = office.run(
            "evidence",
            "add",
            "1/photos",
            str(place / name),
            "--note",
            _EVIL,
            "--received",
            "2024-03-01",
            "--why",
            "test",
        )
        demand("Traceback" not in told.text, told.text[-300:])
        demand("\u202e" not in told.text, "the name turns the line around")
    stored = [p.name for p in (office.home / "evidence").rglob("??/*") if p.is_file()]
    demand(len(stored) == len(NAMES), f"{len(stored)} files are kept: {told.text}")
    demand(all(len(name) == 62 and name.isascii() for name in stored), str(stored))
    listed = office.run("evidence", "list")
    demand("\u202e" not in listed.text and listed.code == 0, "the list")
    office.run("contacts", "set", "planning", "planning@bureau.example", "--office", _EVIL)
    for item in ("1", "3"):
        office.run("review", "return", item, "--why", f"{_EVIL}\r\nX-Evil: 1", "--on", "2024-03-12")
    with relay() as server:
        office.remind(KAMNOT_NOTIFY_URLS=server.url())
        demand(server.raw, "no letter")
        for raw in server.raw:
            _escaped(raw)
    packed = office.run("pack", "march", "--as-of", "2024-03-13", "--out", str(place))
    [bundle] = place.glob("*.zip")
    with zipfile.ZipFile(bundle) as found:
        demand(found.testzip() is None, "the pack is torn")
        for name in found.namelist():
            _opens_on_windows(name)
    return Seen(packed.sentence)


def _escaped(raw: bytes) -> None:
    """Raise FaultError where a name or a note became a header or markup of a letter."""
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    demand(letter["X-Evil"] is None, "a header from a name")
    page = letter.get_body(("html",))
    demand(page is not None and _EVIL not in page.get_content(), "markup from a name")


def _opens_on_windows(name: str) -> None:
    path = PureWindowsPath(name)
    sound = not path.is_absolute() and ".." not in path.parts and not path.is_reserved()
    demand(sound and not set(name) & set('<>:"|?*\\\r\n\u202e'), f"Windows refuses {name!r}")
    demand(all(part == part.rstrip(". ") and len(part) < 200 for part in path.parts), name)
