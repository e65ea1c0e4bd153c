"""Faults of what people give: days, plans, files and their names; cases 15 to 17 and 21 to 24."""

from __future__ import annotations

import json
import random
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.faults.office import ROOT, Office, Seen, demand, ended
from tests.support.evidence import bomb, jpeg, locked_pdf, many_entries, swelling_pdf, word

Make = Callable[[], Office]


def days(make: Make) -> Seen:
    """Days as people write them, and days that are none."""
    office = make()
    right = ("2024-03-13", "13/3/67", "๑๓ มีนาคม ๒๕๖๗", "13 มี.ค. 2567", "2567-03-13")
    for text in right:
        found = office.run("remind", "--as-of", text, "--dry-run", "--json").text
        demand(
            json.loads(found[found.index("{") :])["as_of"] == "2024-03-13", f"{text}: {found[:80]}"
        )
    wrong = ("31 ก.ย. 2567", "29/2/2566", "0/0/0", "พรุ่งนี้เช้า", "2567-13-01")
    said = [office.run("remind", "--as-of", text, "--dry-run") for text in wrong]
    demand(all(one.code == 2 for one in said), str([one.code for one in said]))
    return Seen(said[0].sentence)


def _with_plan(make: Make, change: Callable[[str], str | bytes]) -> tuple[Office, Path]:
    """An office whose own plan of the year has its first file of activities changed."""
    office = make()
    folder = office.home / "plans" / "2567"
    shutil.copytree(ROOT / "plans" / "2567", folder)
    file = next(iter(sorted(folder.glob("activities-1*.yaml"))))
    new = change(file.read_text("utf-8"))
    file.write_bytes(new if isinstance(new, bytes) else new.encode())
    return office, file


BROKEN: Mapping[str, Callable[[str], str | bytes]] = {
    "an open bracket": lambda text: text + "\n  x: [1, 2\n",
    "a key twice": lambda text: text.replace("activities:", "activities: []\nactivities:", 1),
    "TIS-620": lambda text: text.encode("tis-620", "replace"),
    "a NUL": lambda text: text + "\0",
    "aliases that swell": lambda text: (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + text
    ),
    "50 MB": lambda text: text + "\njunk: " + "y" * 50_000_000 + "\n",
}
CONTRADICTORY: Mapping[str, Callable[[str], str | bytes]] = {
    "a number twice": lambda text: text.replace("number: 2\n", "number: 1\n", 1),
    "a batch that is not there": lambda text: text.replace("batch: march", "batch: nowhen", 1),
    "a group that is not there": lambda text: text.replace("planning", "nobody", 1),
}


def _refused(make: Make, faults: Mapping[str, Callable[[str], str | bytes]]) -> Seen:
    said = ""
    for name, change in faults.items():
        office, file = _with_plan(make, change)
        told = office.run("plan", "validate", *map(str, sorted(file.parent.glob("*.yaml"))))
        demand(told.code == 2, f"{name}: {told.code} {told.text[:200]}")
        demand(told.seconds < 60, f"{name}: {told.seconds:.0f} s")
        demand(file.name in told.text, f"{name}: {told.text[:200]}")
        said = said or told.sentence
    return Seen(said)


def broken_plans(make: Make) -> Seen:
    """Plan files with an open bracket, a key twice, TIS-620, a NUL, swelling aliases, 50 MB."""
    return _refused(make, BROKEN)


def contradictory_plans(make: Make) -> Seen:
    """A number twice, a batch and a group that are not there."""
    return _refused(make, CONTRADICTORY)


def hostile_files(make: Make) -> Seen:
    """Swelling Word and PDF, a huge picture, a password, HTML as PDF, half a JPEG, nothing."""
    office = make()
    place = office.home.with_suffix(".files")
    place.mkdir()
    files = {
        "1-bomb.docx": bomb(), "2-entries.docx": many_entries(), "3-swelling.pdf": swelling_pdf(),
        "4-locked.pdf": locked_pdf(), "5-html.pdf": b"<html><script>alert(1)</script></html>",
        "6-half.jpg": jpeg((1200, 900))[:4000], "7-nothing.pdf": b"", "8-word.jpg": word(),
    }  # fmt: skip
    said = ""
    for name, content in files.items():
        (place / name).write_bytes(content)
        wanted = "1/photos" if name.endswith("jpg") else "1/policy-ethics"
        told = office.run("evidence", "add", wanted, str(place / name))
        demand("Traceback" not in told.text and name in told.text, told.text[-300:])
        demand("complete" not in told.text, f"{name}: {told.text[-300:]}")
        demand(told.seconds < 40, f"{name}: {told.seconds:.0f} s")
        said = said or told.sentence
    return Seen(said)


def killed_intake(make: Make) -> Seen:
    """`evidence add` killed at 20 random moments, then the same file twice at once."""
    office = make()
    files = []
    for number in range(20):
        files.append(office.home.with_suffix(f".{number}.jpg"))
        files[-1].write_bytes(jpeg((640 + number, 480)))
        taking = office.start("evidence", "add", "1/photos", str(files[-1]))
        time.sleep(random.uniform(0.3, 1.5))
        taking.send_signal(signal.SIGKILL)
        taking.communicate()
    demand(office.run("evidence", "fsck").code == 0, "a row without its file")
    both = [office.start("evidence", "add", "1/photos", str(files[0])) for _ in range(2)]
    demand(all(ended(one, 0).code == 0 for one in both), "two at once")
    for file in files:
        demand(office.run("evidence", "add", "1/photos", str(file)).code == 0, file.name)
    said = office.run("evidence", "fsck")
    demand("20 file(s)" in said.text and said.code == 0, said.text)
    return Seen(said.sentence)


def hostile_names(make: Make) -> Seen:
    """Names with U+202E, quotes, line ends, markup, a device, 80 Thai letters."""
    office = make()
    place = office.home.with_suffix(".names")
    place.mkdir()
    names = (
        "a\u202egpj.jpg", 'q"uo\r\nX-Evil: 1.jpg', "<img src=x onerror=alert(1)>.jpg", "CON.jpg", "ก" * 80 + ".jpg",
    )  # fmt: skip
    for number, name in enumerate(names):
        (place / name).write_bytes(jpeg((700 + number, 480)))
        told = office.run("evidence", "add", "1/photos", str(place / name))
        demand("Traceback" not in told.text, told.text[-300:])
        demand("\u202e" not in told.text, "the name turns the line around")
    stored = [p.name for p in (office.home / "evidence").rglob("??/*") if p.is_file()]
    demand(all(len(name) == 62 and name.isascii() for name in stored), str(stored))
    listed = office.run("evidence", "list")
    demand("\u202e" not in listed.text and listed.code == 0, "the list")
    office.remind()
    for letter in (office.home / "mailbox").glob("*.eml"):
        demand(b"\nX-Evil" not in letter.read_bytes(), "a header from a name")
    return Seen(told.sentence)


def formulas(make: Make) -> Seen:
    """A unit called =HYPERLINK(…), in the department's Excel book."""
    from openpyxl import load_workbook

    office = Office(make().home.with_suffix(".new"))
    office.run("init", "--name", '=HYPERLINK("http://evil.example","x")')
    book = office.home.with_suffix(".xlsx")
    said = office.run("rollup", "--xlsx", str(book))
    demand(book.exists(), said.text)
    cells = [cell for sheet in load_workbook(book) for row in sheet.iter_rows() for cell in row]
    demand(any("HYPERLINK" in str(cell.value) for cell in cells), "the name is not in the book")
    demand(all(cell.data_type != "f" for cell in cells), "a live formula")
    return Seen("plain text in the book")
