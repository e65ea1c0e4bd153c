"""Drafts of the labelled documents: which parts each has, in which words and shape. Same seed, same drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.sections.texts import (
    BODY,
    KNOWN,
    LOOSE,
    MENTIONS,
    NARRATIVES,
    OTHER_HEADINGS,
    RENAMED,
    WHEN_WHERE_LABELS,
    pool,
)
from domain.language.thai import thai_digits
from domain.plan.model import EvidenceRequirement, Plan, Section, SectionKind

SEED = 2567
TITLE_UP_TO, KNOWN_UP_TO = 0.6, 0.8
"""Of ten headings six are the plan's own words, two are in its `look_for`, two are other words."""
RENAMED_TITLE, RENAMED_KNOWN = 0.1, 0.3


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; `part` is the id of the section that it begins."""

    text: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of runs, each with the id of the section that begins (or is told) there."""

    runs: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `parts` gives the section of each row, or of each column of the first row."""

    rows: tuple[tuple[str, ...], ...]
    parts: tuple[str | None, ...]
    by_column: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """A table of contents: `leader`, `tab`, `table` or `list`."""

    rows: tuple[tuple[str, str], ...]
    style: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of an activity, or the small emblem of a letterhead."""

    emblem: bool = False


@dataclass(frozen=True, slots=True)
class NewPage:
    """The next block begins a page."""


@dataclass(frozen=True, slots=True)
class ScanPage:
    """A page that is a picture of text."""


Block = Head | Para | Grid | Entries | Picture | NewPage | ScanPage


@dataclass(frozen=True, slots=True)
class Draft:
    """One document to be made. `truth`: True there, False absent, None nobody can tell (a scan)."""

    name: str
    maker: str
    kind: str
    held_out: bool
    activity: int
    requirement: EvidenceRequirement
    blocks: tuple[Block, ...]
    truth: Mapping[str, bool | None]
    unseen: frozenset[str]
    """Sections whose heading is in words that the plan did not list before any tuning."""
    columns: int = 1
    header: str = ""
    styled: bool = True


KINDS = (
    "plain", "renamed", "reordered", "missing", "thai-numerals", "table", "bold-only", "one-paragraph",
    "promised", "mentioned", "split-sara-am", "zero-width", "private-use", "doubled-marks",
    "two-columns", "header-footer", "scanned-page", "emblem", "scan",
    "empty-heading", "captions", "unreadable",
)  # fmt: skip
MAKERS = ("word", "libreoffice-pdf", "typst", "libreoffice-odt")
EACH = 6
"""Documents of each kind: half are held out."""
PDF_KINDS = {"scanned-page": ("typst",), "scan": ("scanner", "word"), "unreadable": ("word",)}
BLANKS = (
    "", "", "-", "." * 90, "…" * 30, "(ถ้ามี)", "[อธิบายพอสังเขป]", "(โปรดระบุรายละเอียด)", "ระบุข้อความ", "_" * 60, "๔๒",
    "อยู่ระหว่างรวบรวม",
)  # fmt: skip
"""What a template leaves under a heading."""

DAMAGE: Mapping[str, Callable[[str], str]] = {
    "split-sara-am": lambda text: text.replace("ำ", "\u0e4d\u0e32"),
    "zero-width": lambda text: re.sub("([ะาำเแโใไ])", "\u200b\\1", text),
    "private-use": lambda text: text.translate(
        {0x0E48: "\uf70a", 0x0E49: "\uf70b", 0x0E34: "\uf701", 0x0E31: "\uf710"}
    ),
    "unreadable": lambda text: "".join(
        chr(0xE000 + ord(c)) if "\u0e01" <= c <= "\u0e4e" else c for c in text
    ),
    "doubled-marks": lambda text: re.sub("([\u0e31\u0e34-\u0e37\u0e48-\u0e4c])", r"\1\1", text),
}


def draft_all(plan: Plan, seed: int = SEED) -> list[Draft]:
    """Draft every document: each kind by several makers, over all the requirements with sections."""
    wanted = [(a.number, r) for a in plan.activities for r in a.requirements if r.sections]
    rng = Random(seed)
    drafts, turn = [], 0
    rng.shuffle(wanted)
    for k, kind in enumerate(KINDS):
        makers = PDF_KINDS.get(kind, MAKERS)
        for n in range(EACH):
            turn += 1
            activity, requirement = _next(wanted, turn, kind)
            writer = _Writer(
                seed=seed,
                rng=Random(f"{seed}-{kind}-{n}"),
                activity=activity,
                requirement=requirement,
                kind=kind,
                held_out=n % 2 == 1,
                about=plan.by_number[activity].title,
            )
            # The maker moves on after each pair, so that both sides meet every maker.
            drafts.append(writer.draft(f"{kind}-{n}", makers[(n // 2 + k) % len(makers)]))
    return drafts


def _next(
    wanted: Sequence[tuple[int, EvidenceRequirement]], turn: int, kind: str
) -> tuple[int, EvidenceRequirement]:
    fits = [
        w
        for w in wanted
        if (kind != "emblem" or _has_images(w[1])) and (kind != "captions" or _has_captions(w[1]))
    ]
    return fits[turn % len(fits)]


def _has_images(requirement: EvidenceRequirement) -> bool:
    return any(s.kind is SectionKind.IMAGES for s in requirement.sections) and any(
        s.kind is SectionKind.TEXT for s in requirement.sections
    )


def _has_captions(requirement: EvidenceRequirement) -> bool:
    return any(s.kind is SectionKind.CAPTIONS for s in requirement.sections)


_BARE_TITLES = ("รายงาน", "รายงานสรุป", "รายงานกิจกรรม", "รายงานตามแบบ", "รายงานของสำนัก/กลุ่ม")
"""Nobody calls a document only so: the activity's title follows."""


@dataclass(slots=True)
class _Writer:
    seed: int
    rng: Random
    activity: int
    requirement: EvidenceRequirement
    kind: str
    held_out: bool
    about: str
    """The activity's title."""
    unseen: set[str] = field(default_factory=set)
    hollow: set[str] = field(default_factory=set)
    """Sections of which there is a heading and nothing else."""

    def draft(self, name: str, maker: str) -> Draft:
        present = self._choose_parts()
        absent = [s for s in self.requirement.sections if s not in present]
        if self.kind == "empty-heading":
            texts = [s for s in present if s.kind is SectionKind.TEXT and not s.all_of]
            self.hollow.update(s.id for s in texts if self.rng.random() < 0.5)
        blocks = tuple(self._blocks(present, absent))
        damage = DAMAGE.get(self.kind, str)
        return Draft(
            name=f"{self.seed}-{name}-{self.activity}-{maker}",
            maker=maker,
            kind=self.kind,
            held_out=self.held_out,
            activity=self.activity,
            requirement=self.requirement,
            blocks=tuple(_damaged(b, damage) for b in blocks),
            truth={s.id: self._truth(s, present) for s in self.requirement.sections},
            unseen=frozenset(self.unseen),
            columns=2 if self.kind == "two-columns" else 1,
            header=self._title() if self.kind == "header-footer" else "",
            styled=self.kind not in ("bold-only", "one-paragraph") and self.rng.random() < 0.6,
        )

    def _truth(self, section: Section, present: Sequence[Section]) -> bool | None:
        if self.kind in ("scan", "unreadable"):
            return None
        if section.id in self.hollow:
            return False
        if section in present:
            return True
        return (
            None
            if self.kind == "scanned-page" and section.kind is not SectionKind.IMAGES
            else False
        )

    def _choose_parts(self) -> list[Section]:
        absence = 0.5 if self.kind in ("missing", "promised", "mentioned", "scanned-page") else 0.22
        sections = list(self.requirement.sections)
        chosen = [s for s in sections if self.rng.random() >= absence]
        texts = [s for s in sections if s.kind is SectionKind.TEXT]
        if self.kind in ("missing", "promised", "mentioned") and texts:
            dropped = self.rng.choice(texts)
            chosen = [s for s in chosen if s is not dropped]
        if self.kind == "emblem":
            chosen = [s for s in chosen if s.kind is not SectionKind.IMAGES]
        if not any(s.kind is SectionKind.IMAGES for s in chosen):
            chosen = [s for s in chosen if s.kind is not SectionKind.CAPTIONS]
        if self.kind == "promised":  # these documents all have a table of contents
            chosen = [s for s in sections if s in chosen or s.id == "contents"]
        return chosen or [
            self.rng.choice([s for s in sections if s.kind is not SectionKind.CAPTIONS])
        ]

    # --- The document, block by block ---

    def _blocks(self, present: Sequence[Section], absent: Sequence[Section]) -> Iterator[Block]:
        yield from self._front(present)
        body = [s for s in present if s.kind is SectionKind.TEXT and s.id != "contents"]
        if self.kind == "reordered":
            self.rng.shuffle(body)
        heads = {s.id: self._heading(s) for s in body}
        numbers = self._numbers(body)
        contents = next((s for s in present if s.id == "contents"), None)
        opening = [s for s in body if s.id == "foreword"]
        for section in opening:
            yield from self._part(section, heads[section.id], [])
            yield NewPage()
        if contents or self.kind == "promised":
            yield from self._contents(contents, body, absent, heads, numbers)
        rest = [s for s in body if s.id != "foreword"]
        yield from self._body(rest, heads, numbers, self._mentions(absent))
        if not rest and not _has_captions(self.requirement):
            yield from self._text(2)
        if any(s.kind is SectionKind.IMAGES for s in present):
            yield from self._photos(self._captions(present))
        if self.kind == "scanned-page":
            yield ScanPage()

    def _front(self, present: Sequence[Section]) -> Iterator[Block]:
        """A cover, or what stands at the top where there is none."""
        listed = any(s.kind is SectionKind.COVER for s in self.requirement.sections)
        # A declaration's title is the declaration itself.
        own_title = self.requirement.id != "declaration"
        has_cover = any(s.kind is SectionKind.COVER for s in present)
        if self.kind == "emblem":
            yield Picture(emblem=True)
        if has_cover or (
            not listed and self.requirement.id != "declaration" and self.rng.random() < 0.3
        ):
            lines = [*self._title_lines(), "สำนักการคลังและงบประมาณ", "สำนักงานเลขาธิการวุฒิสภา"]
            for line in (*lines, "ประจำปีงบประมาณ พ.ศ. ๒๕๖๗"):
                yield Para(((line, "cover" if line == lines[0] and has_cover else None),))
            yield NewPage()
        elif listed and self.rng.random() < 0.4:
            for line in (
                "บันทึกข้อความ",
                "ส่วนราชการ สำนักการคลังและงบประมาณ",
                f"เรื่อง ส่ง{self._title()}",
            ):
                yield Para(((line, None),))
            yield Para((("เรียน เลขาธิการวุฒิสภา", None),))
            yield Para(((self._sentences(1), None),))
            yield NewPage()
        elif not listed and own_title:
            for line in self._title_lines():
                yield Para(((line, None),))

    def _title(self) -> str:
        title = re.sub(r" จำนวน .*$| ๑ ฉบับ.*$", "", self.requirement.title)
        if title in _BARE_TITLES:
            title = f"{title} {self.about}"
        return title.replace("สำนัก/กลุ่ม", "สำนัก")

    def _title_lines(self) -> list[str]:
        """People break a title after its first word."""
        title = self._title()
        for first in ("รายงาน", "องค์ความรู้"):
            rest = title.removeprefix(first).strip()
            if title.startswith(first) and rest and self.rng.random() < 0.5:
                return [first, rest]
        return [title]

    def _heading(self, section: Section) -> str:
        unseen = [
            text
            for text in pool(self._renamed(section), held_out=self.held_out)
            if text not in self._known(section) and text != section.title
        ]
        title, known = (
            (RENAMED_TITLE, RENAMED_KNOWN) if self.kind == "renamed" else (TITLE_UP_TO, KNOWN_UP_TO)
        )
        lot = self.rng.random()
        if lot > known and unseen:
            self.unseen.add(section.id)
            return self.rng.choice(unseen)
        if lot > title and self._known(section):
            return self.rng.choice(self._known(section))
        return self._own(section.title)

    def _renamed(self, section: Section) -> Sequence[str]:
        return RENAMED.get(f"{self.activity}.{section.id}") or RENAMED.get(section.id) or ()

    def _known(self, section: Section) -> Sequence[str]:
        return KNOWN.get(f"{self.activity}.{section.id}", ())

    def _own(self, title: str) -> str:
        if self.rng.random() < 0.5:
            title = re.sub(r" \([^)]*\)", "", title)
        return title.replace("สำนัก/กลุ่ม", self.rng.choice(("สำนัก/กลุ่ม", "สำนัก", "กลุ่ม")))

    def _numbers(self, body: Sequence[Section]) -> dict[str, str]:
        arabic = (
            "{n}. ",
            "{n}) ",
            "บทที่ {n} ",
            "ส่วนที่ {n} ",
            "1.{n} ",
            "({n}) ",
            "ข้อ {n} ",
            "บทที่ {n} : ",
        )
        thai = tuple(thai_digits(style) for style in arabic)
        if self.kind == "thai-numerals":
            style = self.rng.choice(thai)
        elif self.kind == "one-paragraph":
            style = self.rng.choice(("{n}. ", "๑.{n} ", "({n}) ", "{n}) ", ""))
        else:
            style = self.rng.choice(("", "", "", *arabic[:3], *thai[:3]))
        numbered = [s for s in body if s.id not in ("foreword", "contents", "appendix")]
        digits = str if style in arabic else thai_digits
        return {s.id: style.format(n=digits(n)) for n, s in enumerate(numbered, 1)}

    def _contents(
        self,
        contents: Section | None,
        body: Sequence[Section],
        absent: Sequence[Section],
        heads: Mapping[str, str],
        numbers: Mapping[str, str],
    ) -> Iterator[Block]:
        head = self._heading(contents) if contents else "สารบัญ"
        yield Head(head, contents.id if contents else None)
        if contents and contents.id in self.hollow:
            yield NewPage()
            return
        promised = [
            s for s in absent if s.kind is SectionKind.TEXT and s.id not in ("foreword", "contents")
        ]
        listed = {s.id: numbers.get(s.id, "") + heads[s.id] for s in body}
        if self.kind == "promised":
            listed |= {s.id: self._own(s.title) for s in promised}
        order = [s for s in self.requirement.sections if s.id in listed]
        rows = tuple((listed[s.id], thai_digits(2 * n + 1)) for n, s in enumerate(order))
        yield Entries(rows, self.rng.choice(("leader", "tab", "table", "list")))
        yield NewPage()

    def _mentions(self, absent: Sequence[Section]) -> list[str]:
        """Running text that names what is absent."""
        sure = self.kind in ("missing", "promised", "mentioned")
        said = []
        for section in absent:
            if section.kind is not SectionKind.TEXT or not (sure or self.rng.random() < 0.5):
                continue
            if section.all_of:
                said.append(self.rng.choice(pool(LOOSE, held_out=self.held_out)))
                continue
            words = self.rng.choice((self._own(section.title), *self._known(section)))
            template = self.rng.choice(pool(MENTIONS, held_out=self.held_out))
            said.append(template.format(words=words))
        return said

    def _body(
        self,
        parts: Sequence[Section],
        heads: Mapping[str, str],
        numbers: Mapping[str, str],
        mentions: list[str],
    ) -> Iterator[Block]:
        if self.kind == "one-paragraph":
            yield from self._one_paragraph(parts, heads, numbers, mentions)
            return
        if self.kind == "table":
            yield from self._tables(parts, heads, numbers, mentions)
            return
        for section in parts:
            yield from self._part(
                section, numbers.get(section.id, "") + heads[section.id], mentions
            )
            if self.rng.random() < 0.25:
                yield Head(self.rng.choice(pool(OTHER_HEADINGS, held_out=self.held_out)))
                yield from self._text(1)
            if self.rng.random() < 0.2:
                yield NewPage()
        if parts and parts[-1].id in self.hollow:
            return  # text under the last heading would fill it
        for left in mentions:
            yield Para(((f"{self._sentences(1)} {left} {self._sentences(2)}", None),))

    def _part(self, section: Section, head: str, mentions: list[str]) -> Iterator[Block]:
        if section.all_of and section.id == "virtues":
            yield Head(head, section.id)
            for virtue in section.all_of:
                yield Para(((f"- {virtue[0]} {self._sentences(1)}", section.id),))
        elif section.all_of:
            yield from self._who_where(section, head)
            yield from self._text(1)
        elif section.id in self.hollow:
            yield Head(head, section.id)
            if blank := self.rng.choice(BLANKS):
                yield Para(((blank, None),))
        elif section.id == "signatures":
            yield Para(((self._signature(head), section.id),))
        else:
            yield Head(head, section.id)
            yield from self._text(self.rng.randint(1, 3), mentions)

    def _signature(self, head: str) -> str:
        return f"{head} ........................................ ผู้อำนวยการสำนัก"

    def _who_where(self, section: Section, head: str) -> Iterator[Block]:
        lot = self.rng.random()
        if lot < 0.6:
            yield Head(head, section.id)
        if lot < 0.3 or lot >= 0.8:
            yield Para(((self.rng.choice(pool(NARRATIVES, held_out=self.held_out)), section.id),))
        else:
            for line in self.rng.choice(pool(WHEN_WHERE_LABELS, held_out=self.held_out)):
                yield Para(((line, section.id),))

    def _text(self, paragraphs: int, mentions: list[str] | None = None) -> Iterator[Block]:
        for _ in range(paragraphs):
            text = self._sentences(self.rng.randint(3, 6))
            if mentions and self.rng.random() < 0.5:
                text = f"{text} {mentions.pop()} {self._sentences(2)}"
            yield Para(((text, None),))

    def _sentences(self, count: int) -> str:
        return " ".join(self.rng.sample(pool(BODY, held_out=self.held_out), count))

    def _one_paragraph(
        self,
        parts: Sequence[Section],
        heads: Mapping[str, str],
        numbers: Mapping[str, str],
        mentions: Sequence[str],
    ) -> Iterator[Block]:
        runs: list[tuple[str, str | None]] = [(self._sentences(2) + " ", None)]
        for section in parts:
            runs.append((numbers.get(section.id, "") + heads[section.id], section.id))
            told = ""
            if section.id == "virtues":
                told = " ".join(v[0] + " " + self._sentences(1) for v in section.all_of)
            elif section.all_of:
                told = self.rng.choice(pool(NARRATIVES, held_out=self.held_out))
            runs.append((f" {told} {self._sentences(3)} ", None))
        runs += [(f"{said} {self._sentences(1)} ", None) for said in mentions]
        yield Para(tuple(runs))

    def _tables(
        self,
        parts: Sequence[Section],
        heads: Mapping[str, str],
        numbers: Mapping[str, str],
        mentions: list[str],
    ) -> Iterator[Block]:
        plain = [s for s in parts if not s.all_of and s.id != "signatures"]
        for section in parts:
            if section not in plain:
                yield from self._part(section, heads[section.id], mentions)
        if plain and len(plain) <= 4 and self.rng.random() < 0.6:
            rows = (tuple(heads[s.id] for s in plain), tuple(self._sentences(2) for _ in plain))
            yield Grid(rows, tuple(s.id for s in plain), by_column=True)
        elif plain:
            cells = tuple((numbers.get(s.id, "") + heads[s.id], self._sentences(3)) for s in plain)
            yield Grid(cells, tuple(s.id for s in plain))
        for said in mentions:
            yield Para(((f"{self._sentences(1)} {said}", None),))

    def _captions(self, present: Sequence[Section]) -> float:
        """How many of the pictures have a caption: all or none where the plan asks for them."""
        if not _has_captions(self.requirement):
            return 0.5
        return float(any(s.kind is SectionKind.CAPTIONS for s in present))

    def _photos(self, captions: float) -> Iterator[Block]:
        if self.rng.random() < 0.5 or self.hollow:
            yield Head("ภาพประกอบ")
        for n in range(self.rng.randint(1, 3)):
            yield Picture()
            if self.rng.random() < captions:
                yield Para(((f"ภาพที่ {thai_digits(n + 1)} {self._sentences(1)}", None),))


def _damaged(block: Block, damage: Callable[[str], str]) -> Block:
    match block:
        case Head(text, part):
            return Head(damage(text), part)
        case Para(runs):
            return Para(tuple((damage(text), part) for text, part in runs))
        case Grid(rows, parts, by_column):
            return Grid(tuple(tuple(map(damage, row)) for row in rows), parts, by_column)
        case Entries(rows, style):
            return Entries(tuple((damage(text), page) for text, page in rows), style)
        case _:
            return block
