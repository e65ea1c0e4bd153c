"""`kamnot schedule`: one process that starts every flow when it is due."""

from __future__ import annotations

import typer

from cli.front.common import console, say

app = typer.Typer()


@app.command()
def schedule() -> None:
    """Serve until interrupted."""
    from flows.deployments.schedule import serve_all
    from flows.run.workspace import read_settings

    out = console(stderr=True)

    def tell(thai: str, english: str) -> None:
        out.print(say(thai, english), markup=False, soft_wrap=True)

    serve_all(read_settings(), tell)
