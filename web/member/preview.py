"""What can be seen of a file: its pages as pictures, a document or table in a frame that can do nothing, a film."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from domain.access import Right
from domain.language.errors import KamnotError, NotThereError
from flows.evidence.preview import WIDTHS, FilePreview, ShownKind, film, page, preview
from web.front.errors import NOT_THERE
from web.front.shown import render, told
from web.front.who import Here, PageRoutes, Visit
from web.member.given import given

pages = PageRoutes()

AT_ONCE = 10
"""Pages of a long report on one page of ours."""
_STYLE = (
    "body{font:16px/1.65 Sarabun,TH Sarabun New,sans-serif;margin:1rem;color:#0b0c0c;background:#fff;"
    "overflow-wrap:anywhere}p,pre,td,li,h1,h2,h3,h4{white-space:pre-line}h1,h2,h3,h4{line-height:1.5;font-size:1.2em}"
    "img{max-width:100%;height:auto}table{border-collapse:collapse;margin:0 0 1rem}"
    "td,th{border:1px solid #b1b4b6;padding:.2rem .5rem;vertical-align:top;text-align:left}"
    "pre{font:inherit;margin:0}@media print{body{margin:0}}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"sandbox; default-src 'none'; img-src data:; style-src 'sha256-{_HASH}'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)
"""A page under it runs nothing, loads nothing and leads nowhere."""


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """What a page shows of a version, and which of its pages; `trouble` where its bytes are lost."""

    of: FilePreview
    numbers: Sequence[int] = ()
    before: int | None = None
    after: int | None = None
    trouble: str = ""


def shown_of(visit: Visit, item: int, version: int, first: int = 1) -> PreviewShown:
    """The preview for a template, with the pages around `first`."""
    try:
        found = preview(visit.ws, visit.unit, item, version)
    except NotThereError:
        raise
    except KamnotError as error:
        nothing = FilePreview(item, version, "", ShownKind.NOTHING)
        return PreviewShown(nothing, trouble=told(error, visit.language))
    first = (max(1, min(first, found.pages)) - 1) // AT_ONCE * AT_ONCE + 1
    after = first + AT_ONCE
    return PreviewShown(
        found,
        range(first, min(after, found.pages + 1)),
        first - AT_ONCE if first > 1 else None,
        after if after <= found.pages else None,
    )


@pages.page("/e/{item}/p/{k}", Right.SEE_ACTIVITY)
def picture(
    visit: Here, item: int, k: int, w: int = WIDTHS[0], version: int | None = None
) -> Response:
    """One page as a picture."""
    drawn = page(visit.ws, visit.unit, item, k, w, version)
    if not drawn.image:
        raise NotThereError(NOT_THERE.thai, NOT_THERE.english)
    return Response(drawn.image, media_type="image/jpeg")


@pages.page("/e/{item}/p/{k}/text", Right.SEE_ACTIVITY)
def words(visit: Here, item: int, k: int, version: int | None = None) -> Response:
    """The words on a page, for a frame."""
    drawn = page(visit.ws, visit.unit, item, k, version=version)
    return _frame(visit, text=drawn.text)


@pages.page("/e/{item}/frame", Right.SEE_ACTIVITY)
def frame(visit: Here, item: int, version: int | None = None) -> Response:
    """A document or the sheets of a workbook, for a frame."""
    return _frame(visit, of=preview(visit.ws, visit.unit, item, version))


def _frame(visit: Visit, *, text: str = "", of: FilePreview | None = None) -> Response:
    # It was cleaned where it came out of the reading process, and the policy lets nothing run or load.
    document = Markup(of.html) if of else ""  # noqa: S704  # nothing but headings, tables and pictures in it
    body = render("frame.html", visit.language, style=_STYLE, text=text, of=of, document=document)
    return HTMLResponse(body, headers={"Content-Security-Policy": POLICY})


@pages.page("/e/{item}/film", Right.SEE_ACTIVITY)
def play(visit: Here, item: int, version: int | None = None) -> Response:
    """The bytes of a film, or the part of them that a player asks for."""
    return given(visit, film(visit.ws, visit.unit, item, version))
