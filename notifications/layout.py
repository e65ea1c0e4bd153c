"""A letter's finished words, and the templates that lay them out as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template


@dataclass(frozen=True, slots=True)
class Digest:
    """The words of one reminder. `short` is for chat: a few lines and the link."""

    subject: str
    text: str
    html: str
    short: str


def for_chat(link: str) -> str:
    """The link as a chat takes it: LINE's own browser keeps no sign-in, so it is asked to open the telephone's."""
    return f"{link.rstrip('/')}/?openExternalBrowser=1" if link else ""


def template(name: str) -> Template:
    """One of the room's templates by its file's name."""
    return _templates().get_template(name)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
