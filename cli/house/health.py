"""`kamnot health` and `kamnot metrics`: whether it is well now, for a person and for Prometheus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.front.common import print_json
from cli.front.options import AsJson, option
from cli.front.session import settings
from cli.house.doctor import OUT_OF_ORDER, show_checks

app = typer.Typer()


@app.command()
def health(*, as_json: AsJson = False) -> int:
    """Exit 0 if all is well now, else 2."""
    from flows.house.health import look_at_health

    found = look_at_health(settings())
    if as_json:
        from reports.schemas.house import HealthDocument

        print_json(HealthDocument.of(found))
    else:
        show_checks(found.checks)
    return 0 if found.ok else OUT_OF_ORDER


@app.command()
def metrics(
    *,
    to: Annotated[
        Path | None,
        option("เขียนลงไฟล์นี้แทน", "Put them into this file at once.", "--to", metavar="FILE.prom"),
    ] = None,
) -> int:
    """Exit 0 if there were metrics to tell, also when they tell of an alarm."""
    from flows.house.health import look_at_health
    from flows.house.metrics import metrics_text, write_metrics

    text = metrics_text(look_at_health(settings()))
    if to is None:
        sys.stdout.write(text)
    else:
        write_metrics(to.expanduser().absolute(), text)
    return 0
