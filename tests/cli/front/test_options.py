"""An option that several commands take is written once: it is called and explained alike everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from cli.front.common import use_language
from cli.front.listing import COMMANDS, open_command

SHARED = ("--json", "--unit", "--as-of", "--version", "--note", "--if")


def _options(command: Any) -> Iterator[Any]:
    for child in getattr(command, "commands", {}).values():
        yield from _options(child)
    yield from (p for p in command.params if p.param_type_name == "option")


@pytest.fixture
def helps() -> Iterator[dict[str, set[str]]]:
    """What each option is explained with, by its name; `init` gives a name to a unit that is not there yet."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in COMMANDS.keys() - {"init"}:
        for option in _options(open_command(name)):
            for spelled in option.opts:
                found[spelled].add(option.help)
    yield found
    use_language(None)


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_option_is_explained_alike_by_every_command(
    helps: dict[str, set[str]], name: str
) -> None:
    assert len(helps[name]) == 1


def test_every_option_is_explained(helps: dict[str, set[str]]) -> None:
    assert [name for name, texts in helps.items() if not all(texts)] == []
