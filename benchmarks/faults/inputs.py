"""Faults of days and plans as people write them; cases 15 to 17."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.faults.office import ROOT, Office, Seen, demand

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
