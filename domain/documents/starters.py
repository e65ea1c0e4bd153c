"""Tells what a person wrote into a document that Kamnot began: its help is taken out before its parts are looked for.

A starter has every heading that the plan asks for, so headings prove nothing in it. What proves a part is what stands
between two of them. No file is opened here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.documents.lines import Line, LineRole, mend, read_lines
from domain.documents.substance import says_something
from domain.facts import SectionDoubt, SectionFact, SectionOutcome
from domain.language.thai import bare, fold
from domain.plan.model import Section, SectionKind

Similarity = Callable[[str, str], float]
"""How well the shorter text is found in the longer one, 0 to 100."""

HINT_TITLE = "คำแนะนำ"
"""The title of the field round a line of help in Word."""
LEAD = f"{HINT_TITLE}:"
_STILL_HELP = 90.0
"""A line this much like a line of help is one, though letters of it were deleted."""
_SHORT_LINE = 20
"""Shorter lines are alike by chance."""
_AS_LONG = 0.85
"""Without a code, help is a line of its own: as long as a line of help, and not a phrase that others use too."""
_ROOM = 12
"""Letters that a line of help may have more than it was written with."""
_LINES = 3
"""Most printed lines of a heading."""

_HELP = re.compile(r"\[\s*คำแนะนำ\s*:?([^\[\]]{0,400})\]")
_CODE = re.compile(
    r"รหัสเอกสาร\s*กำหนด\s*(\d{1,3}\.[a-z0-9-]+)\s*/\s*(\d{4})\s*/\s*([A-Za-z0-9_-]+)"
)
_PAGE = re.compile(r"[\s.…](?:\d{1,3}|[ก-ฮ]{1,2})\s*$")
_PAGE_MARK = re.compile(r"\W*\d{1,4}\W*")
_UNPAGED = re.compile(r"(?:\t|\.{3}|…) ?–\s*$")
"""Ends an entry of a list of contents that nobody updated: its words are the headings' and prove nothing."""
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
    """The document without its help and its code; None if Kamnot did not begin it.

    Without a code only whole lines of help show that it did. Such a text stays as it is: it is doubted where help was
    left, and else judged as any other.
    """
    code = StarterCode.of(keywords, pages)
    known = {name: _folded(text) for name, text in begun.hints.items()}
    taking = _Taking(known, similarity)
    if code is None:
        for page in pages:
            taking.look_at(mend(page))
        found = StarterText(tuple(pages), frozenset(taking.left), taking.unknown)
        return found if found.left else None
    kept = tuple(taking.out_of(mend(page)) for page in pages)
    return StarterText(kept, frozenset(taking.left), taking.unknown, code)


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

    def look_at(self, page: str) -> None:
        """Remember whose help stands in the page as a whole line, or in its brackets."""
        lead = _folded(LEAD)
        for said in (*(found[1] for found in _HELP.finditer(page)), *page.split("\n")):
            key = _folded(said).removeprefix(lead)
            name = self._whose(key, as_long=True)
            if name is not None:
                self.left.add(name)
        self.unknown |= any(
            self._whose(_folded(found[1]), as_long=True) is None for found in _HELP.finditer(page)
        )

    def _note(self, found: re.Match[str]) -> str:
        """What was typed inside the brackets of help."""
        key = _folded(found[1])
        name = self._whose(key) if len(key) >= _SHORT_LINE else None
        if name is None:
            self.unknown |= bool(key)
            return found[1]
        self.left.add(name)
        return "" if len(key) <= len(self._known[name]) + _ROOM else self._behind(found[1], name)

    def _behind(self, text: str, name: str) -> str:
        """What stands behind a part's help in a text that begins with it."""
        help_ends = len(self._known[name])
        return next(
            (text[at:] for at in range(len(text)) if len(_folded(text[:at])) >= help_ends), ""
        )

    def _line(self, line: str) -> str:
        """The line without help that lost its brackets or some of its letters; none in a list without pages."""
        if _UNPAGED.search(line):
            return ""
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

    def _whose(self, key: str, *, as_long: bool = False) -> str | None:
        if not key:
            return None
        asked = self._known.items()
        if as_long:
            asked = {
                n: h for n, h in asked if _AS_LONG <= len(key) / len(h) <= 1 / _AS_LONG
            }.items()
        alike = ((self._similarity(key, hint), name) for name, hint in asked)
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

    `printed` is as `match_sections` takes it. A starter of something else proves nothing by itself, and a text without
    a code is only doubted.
    """
    lines = read_lines(document.pages, printed=printed) if document.code else ()
    written = _written(sections, lines, printed=printed)
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


def _by_what_is_written(fact: SectionFact, page: int, told: SectionOutcome) -> SectionFact:
    if told is fact.outcome is SectionOutcome.FOUND:
        return fact
    why = None if told is SectionOutcome.FOUND else SectionDoubt.EMPTY
    return SectionFact(fact.id, told, page, fact.words, why)


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


def _written(
    sections: Sequence[Section], lines: Sequence[Line], *, printed: bool
) -> dict[str, tuple[int, SectionOutcome]]:
    """By part with its own heading in the text: the heading's page, and whether something is written under it."""
    heads = list(_heads(sections, lines))
    ends = [*(at for at, _, _ in heads), len(lines)][1:]
    found: dict[str, tuple[int, SectionOutcome]] = {}
    for (at, after, name), end in zip(heads, ends, strict=True):
        heading, below = lines[at:after], lines[after:end]
        if name == "contents":
            told = _lists_pages(below)
        elif lines[at].pictures:
            told = SectionOutcome.FOUND
        else:
            told = _told(" ".join(line.printed for line in heading), below, printed=printed)
        if name not in found or _TELLING.index(told) > _TELLING.index(found[name][1]):
            found[name] = lines[at].page, told
    return found


_TELLING = (SectionOutcome.NOT_FOUND, SectionOutcome.DOUBTFUL, SectionOutcome.FOUND)


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


def _lists_pages(lines: Sequence[Line]) -> SectionOutcome:
    """Whether lines are a list of contents with its pages."""
    listed = (line.printed for line in lines if line.role is LineRole.PROMISE)
    return SectionOutcome.FOUND if any(map(_PAGE.search, listed)) else SectionOutcome.NOT_FOUND


def _told(heading: str, lines: Sequence[Line], *, printed: bool) -> SectionOutcome:
    """Whether lines say something, by the rule for any document; doubtful where they are a word or two."""
    if any(line.pictures for line in lines):
        return SectionOutcome.FOUND
    texts = [line.printed for line in lines]
    if says_something("\n".join(texts), heading):
        return SectionOutcome.FOUND
    # A number alone on a printed page is the page's.
    words = [text for text in texts if not (printed and _PAGE_MARK.fullmatch(text))]
    some = any(map(str.isalnum, "".join(words)))
    return SectionOutcome.DOUBTFUL if some else SectionOutcome.NOT_FOUND
