"""Faults of days and plans as people write them; cases 15 to 17."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.faults.office import ROOT, Office, Seen, demand
from tests.support.servers.smtp import relay

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
    for text in ("2569-09-30", "30/9/69", "๓๐ กันยายน ๒๕๖๙"):
        found = office.run("remind", "--as-of", text, "--dry-run", "--json").text
        demand('"as_of": "2026-09-30"' in found, f"{text}: {found[:80]}")
    wrong = ("31 ก.ย. 2567", "31 Sep 2026", "29/2/2566", "0/0/0", "พรุ่งนี้เช้า", "2567-13-01")
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
    "a number that could be octal": lambda text: text.replace("number: 2\n", "number: 010\n", 1),
    "a number that could be an hour": lambda text: text.replace(
        "points: 5\n", "points: 12:30\n", 1
    ),
    "a word that could be false": lambda text: text.replace("id: photos", "id: no", 1),
    "a program": lambda text: text + "\nx: !!python/object/apply:os.system ['true']\n",
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
    "an id twice": lambda text: text.replace("id: policy-hr", "id: policy-ethics", 1),
    "ids that differ in capitals": lambda text: text.replace(
        "id: policy-hr", "id: Policy-Ethics", 1
    ),
    "ids that differ in a wide dash": lambda text: text.replace(
        "id: policy-hr", "id: policy\uff0dethics", 1
    ),
    "a list that holds itself": lambda text: text + "\nx: &x [*x]\n",
    "a year of 2567 in a day": lambda text: text + "\nx: 2567-03-20\n",
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
    """Plan files with an open bracket, a key twice, 010, 12:30, no, TIS-620, a NUL, swelling aliases, 50 MB."""
    office, file = _with_plan(make, lambda text: text)
    whole = file.read_bytes()
    with relay() as server:
        file.write_bytes(whole + b"\n x: [1,\n")
        told = office.remind(KAMNOT_NOTIFY_URLS=server.url())
        demand(told.code == 2 and not server.accepted, "mailed by a broken plan")
        file.write_bytes(whole)
        office.remind(KAMNOT_NOTIFY_URLS=server.url())
        demand(len(server.accepted) == len(server.counts) == 3, "not once after it was mended")
    return _refused(make, BROKEN)


def contradictory_plans(make: Make) -> Seen:
    """Numbers and ids twice, or alike but for capitals and width; in a circle; a batch and a group not there."""
    return _refused(make, CONTRADICTORY)
