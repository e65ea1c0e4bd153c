"""Keeps of a document's HTML what cannot do anything: headings, paragraphs, lists, tables and pictures inside it.

Every other tag is dropped and its text is kept. The result is always well-formed, whatever came in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from html.parser import HTMLParser

KEPT = frozenset(
    ["h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "table", "tr", "td", "th", "strong", "em"]
)
"""Tags that stay, without attributes; `img` stays with a picture that lies inside it."""
_SAME = {"h5": "h4", "h6": "h4", "b": "strong", "i": "em"}
_SILENT = frozenset({"script", "style", "title", "textarea", "iframe", "noscript", "template"})
"""What is inside is no text of the document."""
_PICTURE = re.compile(r"data:image/(?:jpeg|png);base64,[A-Za-z0-9+/=]+")
_SPANS = frozenset({"colspan", "rowspan"})
_DEPTH = 100


def cleaned(html: str) -> str:
    """The same document with nothing but `KEPT` and pictures."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.result())


class _Cleaner(HTMLParser):
    """Writes what it keeps; what is still open at the end is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self._silent: list[str] = []

    def result(self) -> Iterator[str]:
        yield from self._out
        yield from (f"</{tag}>" for tag in reversed(self._open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _SAME.get(tag, tag)
        if tag in _SILENT:
            self._silent.append(tag)
        elif self._silent:
            return
        elif tag == "br":
            self._out.append("\n")
        elif tag == "img":
            self._out.append(_picture(dict(attrs)))
        elif name in KEPT and len(self._open) < _DEPTH:
            self._open.append(name)
            self._out.append(f"<{name}{''.join(_spans(name, attrs))}>")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent = self._silent[:-1] if tag == self._silent[-1] else self._silent
            return
        name = _SAME.get(tag, tag)
        while name in self._open:
            self._out.append(f"</{(last := self._open.pop())}>")
            if last == name:
                return

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._out.append(escape(data, quote=False))


def _picture(attributes: dict[str, str | None]) -> str:
    source = attributes.get("src") or ""
    alt = escape(attributes.get("alt") or "")
    return f'<img src="{source}" alt="{alt}">' if _PICTURE.fullmatch(source) else alt


def _spans(name: str, attributes: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """How many cells a merged one takes."""
    for key, value in attributes if name in ("td", "th") else ():
        if key in _SPANS and value and value.isascii() and value.isdecimal() and len(value) < 4:
            yield f' {key}="{value}"'
