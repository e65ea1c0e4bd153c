"""Tells what a person wrote into a document that Kamnot began: its help is taken out before its parts are looked for.

A starter has every heading that the plan asks for, so headings prove nothing in it. What proves a part is what stands
between two of them. No file is opened here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.documents.lines import Line, LineRole, mend, read_lines
from domain.documents.substance import LEAST_NUMBERS, is_blank, without_hints
from domain.facts import SectionDoubt, SectionFact, SectionOutcome
from domain.language.thai import bare, fold
from domain.plan.model import Section, SectionKind

Similarity = Callable[[str, str], float]
"""How well the shorter text is found in the longer one, 0 to 100."""

HINT_TITLE = "คำแนะนำ"
"""The title of the field round a line of help in Word."""
LEAD = f"{HINT_TITLE}:"
WRITTEN = 20
"""Fewer letters between two headings are nothing written."""
_STILL_HELP = 90.0
"""A line this much like a line of help is one, though letters of it were deleted."""
_SHORT_LINE = 20
"""Shorter lines are alike by chance."""
_PIECE = 14
"""Letters of a line of help that stand whole in no other text."""
_ROOM = 12
"""Letters that a line of help may have more than it was written with."""
_LINES = 3
"""Most printed lines of a heading."""

_HELP = re.compile(r"\[\s*คำแนะนำ\s*:?([^\[\]]{0,400})\]")
_CODE = re.compile(
    r"รหัสเอกสาร\s*กำหนด\s*(\d{1,3}\.[a-z0-9-]+)\s*/\s*(\d{4})\s*/\s*([A-Za-z0-9_-]+)"
)
_KEY = re.compile(r"\bstarter=(\d{1,3}\.[a-z0-9-]+) plan=(\d{4}) unit=([A-Za-z0-9_-]+)")


def hint_line(text: str) -> str:
    """A line of help as it is printed."""
    return f"[{LEAD} {text}]"


@dataclass(frozen=True, slots=True)
class StarterCode:
    """Which document was begun, for which fiscal year and unit."""

    requirement: str
    fiscal_year: int
    unit: str

    @property
    def line(self) -> str:
        """The line at the end of the document, which every program keeps."""
        return f"รหัสเอกสาร กำหนด {self.requirement}/{self.fiscal_year}/{self.unit}"

    @property
    def key(self) -> dict[str, str]:
        """The words in the file's own description, as forms have them."""
        year = str(self.fiscal_year)
        return {"starter": self.requirement, "plan": year, "unit": self.unit}

    @classmethod
    def of(cls, keywords: str, pages: Sequence[str]) -> StarterCode | None:
        """The code of a file, from its description, else from its last line; None if it has none."""
        said = _KEY.search(keywords)
        if said is None:
            said = next((f for page in reversed(pages) for f in _CODE.finditer(mend(page))), None)
        return cls(said[1], int(said[2]), said[3]) if said else None


@dataclass(frozen=True, slots=True)
class ExpectedStarter:
    """What Kamnot would have begun for a requirement: its code, and the lines of help by their parts.

    `elsewhere` lets the document be begun for another requirement: one paper may serve several.
    """

    code: StarterCode
    hints: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = False

    def is_other(self, code: StarterCode) -> bool:
        """Whether a file was begun for something else."""
        same = self.elsewhere or code.requirement == self.code.requirement
        return not (
            same and (code.fiscal_year, code.unit) == (self.code.fiscal_year, self.code.unit)
        )


@dataclass(frozen=True, slots=True)
class StarterText:
    """A document that was begun by Kamnot, without its help: whose help was left in it, and the code that it has."""

    pages: tuple[str, ...]
    left: frozenset[str] = frozenset()
    unknown: bool = False
    """Some help was left in that is of no part of this plan."""
    code: StarterCode | None = None


def brought(
    begun: ExpectedStarter, keywords: str, pages: Sequence[str], similarity: Similarity
) -> StarterText | None:
    """The document without its help and its code; None if Kamnot did not begin it."""
    code = StarterCode.of(keywords, pages)
    known = {name: _folded(text) for name, text in begun.hints.items()}
    if code is None and not any(map(_HELP.search, pages)):
        whole = _folded("".join(pages))
        pieces = (key[at : at + _PIECE] for key in known.values() for at in _thirds(key))
        if not any(piece in whole for piece in pieces):
            return None
    taking = _Taking(known, similarity)
    kept = tuple(taking.out_of(mend(page)) for page in pages)
    return StarterText(kept, frozenset(taking.left), taking.unknown, code)


def _thirds(key: str) -> tuple[int, ...]:
    last = len(key) - _PIECE
    return (0, last // 2, last) if last > 0 else ()


def _folded(text: str) -> str:
    return bare(fold(mend(text)))


class _Taking:
    """Takes lines of help out of text and remembers whose they were."""

    def __init__(self, known: Mapping[str, str], similarity: Similarity) -> None:
        self.left: set[str] = set()
        self.unknown = False
        self._known = known
        self._similarity = similarity

    def out_of(self, page: str) -> str:
        page = _CODE.sub("", _HELP.sub(self._note, page))
        return "\n".join(self._line(line) for line in page.split("\n"))

    def _note(self, found: re.Match[str]) -> str:
        name = self._whose(_folded(found[1]))
        if name is None:
            self.unknown = True
        else:
            self.left.add(name)
        return ""

    def _line(self, line: str) -> str:
        """The line without help that lost its brackets or some of its letters."""
        key = _folded(line)
        if len(key) < _SHORT_LINE:
            return line
        name = self._whose(key)
        if name is None:
            return line
        self.left.add(name)
        if len(key) <= len(self._known[name]) + _ROOM:
            return ""
        # Something was typed behind the help.
        _, bracket, behind = line.rpartition("]")
        return behind if bracket else line[len(self._known[name]) + len(LEAD) :]

    def _whose(self, key: str) -> str | None:
        if not key:
            return None
        alike = ((self._similarity(key, hint), name) for name, hint in self._known.items())
        best = max(alike, default=(0.0, ""))
        return best[1] if best[0] >= _STILL_HELP else None


# --- What was written ----------------------------------------------------------------------------


def weigh_starter(
    sections: Sequence[Section],
    facts: Sequence[SectionFact],
    document: StarterText,
    begun: ExpectedStarter,
    *,
    printed: bool,
) -> list[SectionFact]:
    """The facts of a starter's parts: not found where nothing is written, doubtful where help was left.

    `printed` is as `match_sections` takes it. A starter of something else proves nothing by itself.
    """
    written = _written(sections, read_lines(document.pages, printed=printed))
    kinds = {section.id: section.kind for section in sections}
    weighed = []
    for fact in facts:
        if kinds.get(fact.id) is SectionKind.TEXT and fact.id in written:
            page, told = written[fact.id]
            fact = _by_what_is_written(fact, page, told)  # noqa: PLW2901  # the same fact
        weighed.append(_doubted(fact, document, begun))
    return weighed


def doubt_signs(
    facts: Sequence[SectionFact], document: StarterText, begun: ExpectedStarter
) -> list[SectionFact]:
    """The facts of a starter's signs: Kamnot wrote their words, so they show nothing while help is left."""
    left = bool(document.left or document.unknown)
    return [_doubted(fact, replace(document, unknown=left), begun) for fact in facts]


def _by_what_is_written(fact: SectionFact, page: int, told: bool) -> SectionFact:
    if not told:
        return SectionFact(fact.id, SectionOutcome.NOT_FOUND, page, fact.words, SectionDoubt.EMPTY)
    if fact.outcome is SectionOutcome.FOUND:
        return fact
    return SectionFact(fact.id, SectionOutcome.FOUND, page, fact.words)


def _doubted(fact: SectionFact, document: StarterText, begun: ExpectedStarter) -> SectionFact:
    if fact.outcome is not SectionOutcome.FOUND:
        return fact
    if document.unknown or fact.id in document.left:
        return replace(fact, outcome=SectionOutcome.DOUBTFUL, why=SectionDoubt.HINT_LEFT)
    if document.code is not None and begun.is_other(document.code):
        code = f"{document.code.requirement}/{document.code.fiscal_year}/{document.code.unit}"
        return replace(
            fact, outcome=SectionOutcome.DOUBTFUL, words=code, why=SectionDoubt.OTHER_STARTER
        )
    return fact


def own_heading(section: Section) -> str:
    """The heading under which a starter has the part: its title without asides such as (ถ้ามี)."""
    return re.sub(r"\s*\([^)]*\)\s*", " ", section.title).strip()


def _written(sections: Sequence[Section], lines: Sequence[Line]) -> dict[str, tuple[int, bool]]:
    """By part with its own heading in the text: the heading's page, and whether something is written under it."""
    heads = list(_heads(sections, lines))
    ends = [*(at for at, _, _ in heads), len(lines)][1:]
    found: dict[str, tuple[int, bool]] = {}
    for (at, after, name), end in zip(heads, ends, strict=True):
        told = lines[at].pictures > 0 or _tells(lines[after:end], contents=name == "contents")
        earlier = found.get(name, (lines[at].page, False))
        found[name] = earlier if earlier[1] else (lines[at].page, told)
    return found


def _heads(sections: Sequence[Section], lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Where the starter's own headings begin and end among the lines, and whose they are."""
    titles = {_folded(own_heading(section)): section.id for section in sections}
    at = 0
    while at < len(lines):
        said = ""
        for line in lines[at : at + _LINES]:
            said += line.bare
            if line.role is LineRole.PROMISE or said in titles:
                break
        length = line.at - lines[at].at + 1
        if said in titles and line.role is not LineRole.PROMISE:
            yield at, at + length, titles[said]
            at += length
        else:
            at += 1


def _tells(lines: Sequence[Line], *, contents: bool) -> bool:
    """Whether lines are more than a starter has by itself; a list of contents needs its pages."""
    if contents:
        return any(line.role is LineRole.PROMISE for line in lines)
    if any(line.pictures for line in lines):
        return True
    texts = [without_hints(line.printed) for line in lines if not is_blank(line.printed)]
    letters = sum(sum(map(str.isalpha, bare(fold(text)))) for text in texts)
    return letters >= WRITTEN or sum(map(_numbers, texts)) >= LEAST_NUMBERS


def _numbers(text: str) -> int:
    return len(re.findall(r"\d+(?:[.,/]\d+)*", text))
