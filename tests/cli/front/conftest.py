"""One command behind the real front door, in no language of the environment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import typer

from cli.front import main as front
from cli.front.thai import Group
from tests.support.commands import Put


@pytest.fixture(autouse=True)
def no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """No language and no debugging from the environment of the tests."""
    monkeypatch.delenv("KAMNOT_LANGUAGE", raising=False)
    monkeypatch.delenv("KAMNOT_DEBUG", raising=False)


@pytest.fixture
def run_command(monkeypatch: pytest.MonkeyPatch) -> Put:
    """Put one command, `go`, behind the real front door."""

    def put(command: Callable[..., object]) -> None:
        def build() -> typer.Typer:
            app = typer.Typer(cls=Group, pretty_exceptions_enable=False)
            app.callback()(lambda: None)
            app.command("go")(command)
            return app

        monkeypatch.setattr(front, "build", build)

    return put
