"""`kamnot check BATCH --all-units`: how many units are complete. A few are named, the rest is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.front.common import console, language, print_json, say, tell
from cli.front.session import REFUSED

if TYPE_CHECKING:
    from flows.check.check import CheckRequest
    from flows.run.workspace import Workspace

MISSING = 1


def check_units(ws: Workspace, request: CheckRequest, *, as_json: bool) -> int:
    """Check every unit and say how many are complete. Exit codes as for one unit."""
    from flows.check.rounds import check_every_unit
    from flows.deployments.run_words import refused_words, units_words
    from reports.schemas.check import CheckedUnitsDocument

    with _bar(as_json=as_json) as told:
        found = check_every_unit(ws, request, told)
    if as_json:
        print_json(CheckedUnitsDocument.of(request, found=found))
    else:
        words = units_words(
            found.summaries, found.delivered, found.waiting, found.names, language()
        )
        console().print(words, markup=False)
        if request.dry_run:
            tell("ดูอย่างเดียว: ไม่ได้บันทึกและไม่ได้ส่ง", "Dry run: nothing was written or sent.")
    refused = refused_words(found.delivered)
    if refused is not None:
        tell(*refused)
        return REFUSED
    return 0 if found.complete else MISSING


@contextmanager
def _bar(*, as_json: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for a person who waits."""
    out = console(stderr=True)
    if as_json or not out.is_terminal:
        yield lambda _done, _of: None
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(say("กำลังตรวจทุกสำนัก", "Checking all units"), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
