"""What can be shown of a file: a plain value that crosses the process border as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Base64Bytes, Field

from domain.facts import Problem
from domain.language.tables import BroughtTable

if TYPE_CHECKING:
    from pydantic import TypeAdapter

WIDTHS = (834, 1668)
"""Points across a drawn page: on a telephone, and on a screen with two points for one."""
MOST_PAGES = 10
"""Most pages that are drawn for one question."""
MAX_SHOWN = 24 * 2**20
"""Letters of the longest answer: a Word file with many pictures."""
MOST_UNSEEN = 500
"""Letters of what nobody sees in a document."""
FIRST_ROWS, FIRST_SHEETS = 500, 5
"""What is shown of a workbook."""


_NO_TABLE = BroughtTable(())


class ShownKind(StrEnum):
    """How a file is shown."""

    PAGES = "pages"
    """A PDF, or a scan of several pages, page by page."""
    PICTURE = "picture"
    TEXT = "text"
    """A Word document as HTML."""
    SHEETS = "sheets"
    FILM = "film"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page: a JPEG, empty if the page is broken, and the words on it."""

    number: Annotated[int, Field(ge=1)]
    image: Base64Bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What can be shown of one file. `format` is what the content is.

    `unseen` are the words of a Word file that nobody sees on its pages.
    `problem` and `detail` say why nothing can be; `lasting` is False if another try may end better.
    """

    kind: ShownKind
    format: str = ""
    pages: Annotated[int, Field(ge=0)] = 0
    drawn: tuple[DrawnPage, ...] = ()
    html: str = ""
    unseen: str = ""
    table: BroughtTable = _NO_TABLE
    problem: Problem | None = None
    detail: str = ""
    lasting: bool = True


@cache
def as_json() -> TypeAdapter[Shown]:
    """How it is written as JSON, and read with every type checked."""
    from pydantic import TypeAdapter

    return TypeAdapter(Shown)


def understood(answer: Any) -> Shown:
    """Take nothing on trust: the answer comes from a process that a file may have taken over."""
    from inspection.preview.cleaning import cleaned

    if isinstance(answer, dict) and "kind" not in answer:
        return unseen(str(answer.get("detail")))
    try:
        shown = as_json().validate_python(answer)
    except ValueError as error:
        return unseen(f"an answer without sense: {error!r}"[:500])
    if any(page.image and not page.image.startswith(b"\xff\xd8\xff") for page in shown.drawn):
        return unseen("pictures that are no JPEG")
    return Shown(
        shown.kind, shown.format, shown.pages, shown.drawn, cleaned(shown.html),
        shown.unseen[:MOST_UNSEEN], shown.table, shown.problem, shown.detail,
    )  # fmt: skip


def unseen(detail: str) -> Shown:
    """What is said of a file on which the reading process ended."""
    return Shown(ShownKind.NOTHING, problem=Problem.UNREADABLE, detail=detail, lasting=False)
