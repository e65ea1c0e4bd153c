"""`kamnot doctor`: examines the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.front.commands import spoken, with_command
from cli.front.common import console, print_json
from cli.front.options import AsJson
from cli.front.session import settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from flows.house.health import Diagnosis

app = typer.Typer()

OUT_OF_ORDER = 2


@app.command()
def doctor(*, as_json: AsJson = False) -> int:
    """Exit 0 if all is in order, else 2."""
    from flows.house.doctor import examine

    checks = examine(settings())
    sound = all(c.ok for c in checks)
    if as_json:
        from reports.schemas.house import DoctorDocument

        print_json(DoctorDocument.of(ok=sound, checks=checks))
    else:
        show_checks(checks)
    return 0 if sound else OUT_OF_ORDER


def show_checks(checks: Iterable[Diagnosis]) -> None:
    """Print each thing that was examined with its mark and what to do."""
    from rich.text import Text

    for check in checks:
        said = with_command(spoken(check), check.how)
        console().print(_mark(check) + Text(said, style="default"), soft_wrap=True)


def _mark(found: Diagnosis) -> Text:
    from rich.text import Text

    if not found.ok:
        return Text("✗ ", style="red")
    return Text("! ", style="yellow") if found.warning else Text("✓ ", style="green")
