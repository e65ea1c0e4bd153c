"""Breaks lines of Thai, which has no spaces, between words: PyThaiNLP's newmm and its list of words (CC0).

Reading the list takes 0.1 s. Therefore the breaks found once are kept in the data folder, under a hash of the words.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from os import getpid
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.front.common import RUN, language
from domain.language.errors import KamnotError

_WORDS = Path(__file__).with_name("words_th.txt")
_KEPT = "word-breaks-1.json"
_MOST_KEPT = 20_000
_CHUNK = re.compile(r"\S+\s*|\s+")
_THAI = re.compile("[\u0e01-\u0e5b]{2,}")
_NEVER_FIRST = ("ๆ", "ฯ")
_NEVER_LAST = ("การ", "ความ", "ผู้")
"""They make a noun of the word that follows."""
_MOST_WIDE = (24, 16, 12, 9, 6)
_SPLIT_AM, _AM = "\u0e4d\u0e32", "\u0e33"


class ThaiConsole(Console):
    """A Rich console that breaks and cuts Thai where a word ends; Rich alone does so at any letter."""

    def render(self, renderable: Any, options: Any = None) -> Any:
        chosen = options or self.options
        if isinstance(renderable, str):
            renderable = self.render_str(
                renderable, highlight=chosen.highlight, markup=chosen.markup
            )
        if isinstance(renderable, Text):
            renderable = _fitted(renderable, chosen)
        if isinstance(renderable, Table):
            self._widen(renderable, chosen)
        return super().render(renderable, options)

    def _widen(self, table: Table, options: Any) -> None:
        """Give each column room for its longest word, taken from the columns with the most to spare."""
        room = options.update_width(options.max_width - table._extra_width)  # noqa: SLF001  # as Rich draws it
        widths = table._calculate_column_widths(self, room)  # noqa: SLF001
        pads = [table._get_padding_width(n) for n in range(len(widths))]  # noqa: SLF001
        if sum(widths) < room.max_width and not table.expand:
            return  # all of it fits
        sizes = [self._word_sizes(table, n) for n in range(len(widths))]
        for most in _MOST_WIDE:
            least = [
                max((size for size in sizes[n] if size <= most), default=0) + pad
                for n, pad in enumerate(pads)
            ]
            if sum(least) <= sum(widths):
                break
        else:
            return
        while any(map(operator.lt, widths, least)):
            spare = [*map(operator.sub, widths, least)]
            widths[spare.index(max(spare))] -= 1
            widths[spare.index(min(spare))] += 1
        for column, width, pad in zip(table.columns, widths, pads, strict=True):
            column.width, column.ratio = width - pad, None

    def _word_sizes(self, table: Table, place: int) -> set[int]:
        """How wide the words of a table's column are."""
        column = table.columns[place]
        cells = (*column.cells, column.header, column.footer)
        texts = {
            self.render_str(c).plain if isinstance(c, str) else c.plain
            for c in cells
            if isinstance(c, (str, Text))
        }
        return {
            cell_len(piece.rstrip()) for text in texts for piece in pieces(text) if piece.strip()
        }


class HelpConsole(ThaiConsole):
    """The console of Typer's help: a name is never cut, and Thai between blanks is parted only if it must be."""

    def render(self, renderable: Any, options: Any = None) -> Any:
        if isinstance(renderable, Table) and renderable.columns:
            for column in renderable.columns[:-2] or renderable.columns[:-1]:
                column.no_wrap = True
            renderable.columns[-1].overflow = "fold"
            return Console.render(self, renderable, options)
        if isinstance(renderable, Text):
            renderable = _usage(renderable)
            width = (options or self.options).max_width
            if all(cell_len(chunk.rstrip()) <= width for chunk in _CHUNK.findall(renderable.plain)):
                return Console.render(self, renderable, options)
        return super().render(renderable, options)


def _usage(text: Text) -> Text:
    """Typer's line of usage in the language of this run; any other text itself."""
    if language() == "en" or not text.plain.startswith(_USAGE[0][0]):
        return text
    said = text.plain
    for english, thai in _USAGE:
        said = said.replace(english, thai)
    return Text(said, style=text.style)


_USAGE = (
    ("Usage: ", "วิธีใช้: "), ("[OPTIONS]", "[ตัวเลือก]"), (" COMMAND [ARGS]...", " คำสั่ง ..."),
)  # fmt: skip


def _fitted(text: Text, options: Any) -> Text:
    """The text with a line break wherever its Thai would not fit; itself if nothing is to be done."""
    overflow = text.overflow or options.overflow
    width = options.max_width
    if overflow == "ignore" or not _THAI.search(text.plain):
        return text
    whole = text.no_wrap if text.no_wrap is not None else options.no_wrap
    lines = text.split("\n", allow_blank=True)
    if all(cell_len(line.plain) <= width for line in lines):
        return text
    fit = _cut if whole and overflow == "ellipsis" else _folded
    return text.blank_copy("\n").join(fit(line, width) for line in lines)


def _folded(line: Text, width: int) -> Text:
    breaks, at, used = [], 0, 0
    for piece in pieces(line.plain):
        if used and used + cell_len(piece.rstrip()) > width:
            breaks.append(at)
            used = 0
        used, at = used + cell_len(piece), at + len(piece)
    parts = line.divide(breaks)
    for part in parts[:-1]:
        part.rstrip()
    return line.blank_copy("\n").join(parts)


def _cut(line: Text, width: int) -> Text:
    """As many words as fit before three dots. A first word that is too long is left to Rich."""
    end, used = 0, 0
    for piece in pieces(line.plain):
        if used + cell_len(piece.rstrip()) >= width:
            break
        used, end = used + cell_len(piece), end + len(piece)
    if not end or cell_len(line.plain) <= width:
        return line
    kept = line[:end]
    kept.rstrip()
    return kept.append("…")


def pieces(text: str) -> Iterator[str]:
    """The parts between which a line may break, with the blanks behind them."""
    for chunk in _CHUNK.findall(text):
        ends = (at for run in _THAI.finditer(chunk) for at in _ends(run))
        start = 0
        for at in (*ends, len(chunk)):
            yield chunk[start:at]
            start = at


def _ends(run: re.Match[str]) -> list[int]:
    return [run.start() + at for at in _breaks().inside(run.group())]


class _Breaks:
    """The breaks inside runs of Thai letters, of which those of earlier commands are kept in a file."""

    def __init__(self, file: Path | None) -> None:
        self._file, self._new, self._loaded = file, False, False
        self._known: dict[str, list[int]] = {}
        if file is not None:
            with suppress(OSError, ValueError):
                kept = json.loads(file.read_bytes())
                self._known = kept if isinstance(kept, dict) else {}

    def inside(self, run: str) -> list[int]:
        key = blake2b(run.encode(), digest_size=8).hexdigest()
        if key not in self._known:
            self._known[key], self._new = list(self._find(run)), True
        return self._known[key]

    def _find(self, run: str) -> Iterator[int]:
        import nlpo3

        if not self._loaded:
            nlpo3.load_dict(str(_WORDS), _WORDS.stem)  # a second time it does nothing
            self._loaded = True
        at, before = 0, ""
        for word in nlpo3.segment(run.replace(_SPLIT_AM, _AM), _WORDS.stem, safe=True):
            if at and before not in _NEVER_LAST and not word.startswith(_NEVER_FIRST):
                yield at
            before = word
            for letter in word:
                at += 2 if letter == _AM and run.startswith(_SPLIT_AM, at) else 1

    def keep(self) -> None:
        """Keep them for the next command, whole or not at all; a folder that cannot be written costs only time."""
        if self._file is None or not self._new:
            return
        beside = self._file.with_suffix(f".{getpid()}")
        newest = dict(list(self._known.items())[-_MOST_KEPT:])
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            beside.write_text(json.dumps(newest, separators=(",", ":")), "utf-8")
            beside.replace(self._file)


_found: list[_Breaks] = []


def _breaks() -> _Breaks:
    """Those of this run, which keeps them at its end."""
    if not _found:
        _found.append(_Breaks(_file()))
        RUN.callback(lambda: _found.pop().keep())
    return _found[0]


def _file() -> Path | None:
    from flows.run.workspace import may_keep, read_settings

    with suppress(KamnotError):
        settings = read_settings()
        return settings.cache / _KEPT if may_keep(settings.home) else None
    return None
