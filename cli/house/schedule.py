"""`kamnot schedule`: one process that starts every flow when it is due."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from cli.front.common import console, say
from cli.front.options import option

app = typer.Typer()


@app.command()
def schedule(
    *,
    web: Annotated[
        bool,
        option(
            "เปิดหน้าเว็บไปด้วย เป็นโปรเซสข้างกัน", "Serve the pages too, as a process beside.", "--web"
        ),
    ] = False,
) -> None:
    """Serve until interrupted."""
    from cli.house.pages import beside
    from flows.deployments.schedule import serve_all
    from flows.run.workspace import read_settings

    out = console(stderr=True)

    def tell(thai: str, english: str) -> None:
        out.print(say(thai, english), markup=False, soft_wrap=True)

    with ExitStack() as pages:
        if web:
            pages.enter_context(beside())
        serve_all(read_settings(), tell)
