"""The year's plan: frozen models with exact numbers.

`storage` reads the YAML files; `domain.plan.checks` checks a whole plan. Every node carries its `source` (the row or
clause of the printed plan) and its `readings`, where the printed text was corrected or is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
)
from pydantic_core import PydanticKnownError

from domain.language.errors import KamnotError
from domain.language.ids import RUBRIC, AskedId, MeasureId, RequirementId
from domain.language.thai import thai_digits
from domain.plan.derivations import CompletionRate, Derivation, FromMeasure
from domain.plan.fillings import Blank, Box

KAMNOT = "kamnot"
"""Marks a field whose value is Kamnot's own and not printed in the plan (ids, kinds, formats)."""


_SHARE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?|\d{1,12}/\d{1,7})\s*%")
"""The pattern of a share, with fractions as long as `exact_share` writes six decimals."""


def parse_share(value: Any) -> Fraction:
    """Read `90%`, `79.99%` or `100/3%` as an exact share. Raises ValueError for anything else."""
    if isinstance(value, Fraction):
        return value
    if found := _SHARE.fullmatch(str(value).strip()):
        with suppress(ZeroDivisionError):
            return Fraction(found[1]) / 100
    raise ValueError(f"expected a share such as 90%, found {value!r}")


def exact_share(value: Fraction) -> str:
    """Write a share as percent exactly (`9/10` -> `90%`, `1/3` -> `100/3%`)."""
    return f"{value * 100}%"


def show_share(value: Fraction, edges: Iterable[Fraction] = ()) -> str:
    """Write a share as percent for people, as `show_percent`."""
    return f"{show_percent(value, edges)}%"


def show_percent(value: Fraction, edges: Iterable[Fraction] = ()) -> str:
    """The same without the sign, as officials write it: two places, rounded half up.

    Never up to a whole percent, where bands begin, nor to another of the `edges`: 79.995% is not shown as 80%.
    """
    percent = value * 100
    if percent.denominator == 1:
        return f"{percent.numerator}"
    cut, shown = floor(percent * 100), floor(percent * 100 + Fraction(1, 2))
    if shown % 100 == 0 or any(value < edge <= Fraction(shown, 10_000) for edge in edges):
        shown = cut
    whole, rest = divmod(shown, 100)
    return f"{whole}.{rest:02d}"


def _parse_amount(value: Any) -> Any:
    if isinstance(value, bool | int | Fraction):
        return value
    return parse_share(value)


def _show_amount(value: Any) -> Any:
    return exact_share(value) if isinstance(value, Fraction) else value


Amount = Annotated[
    bool | int | Fraction,
    BeforeValidator(_parse_amount),
    PlainSerializer(_show_amount),
]
"""A threshold: `true`, a count, or an exact share written `90%`."""


Share = Annotated[Fraction, BeforeValidator(parse_share), PlainSerializer(exact_share)]
"""An exact share, written `90%`."""


BULLET = "▶"
"""What the plan prints before the steps of an activity."""


def _own(default: Any = ..., **kw: Any) -> Any:
    return Field(default, json_schema_extra={"origin": KAMNOT}, **kw)


def _column(name: str, default: Any = ..., **kw: Any) -> Any:
    return Field(default, json_schema_extra={"column": name}, **kw)


class Frozen(BaseModel):
    """A value that never changes and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Settled(Frozen):
    """The option that was settled, by which office (never a person's name), on which day, and why."""

    option: str
    by: str
    on: date
    why: str = ""


class Reading(Frozen):
    """A place where Kamnot reads other words than the OCR prints: `printed` became `read` in `field`.

    `confirmed: false` marks a doubt that the bureau must settle.
    """

    field: str
    printed: str
    read: str
    why: str = ""
    confirmed: bool = True
    settled: Settled | None = None


class CarriedOver(Frozen):
    """A node's values come from the plan of fiscal year `year`; this says which of them are confirmed.

    `confirmed` is true for all of them, or names their fields. `by` is an office, never a person's name.
    """

    year: int
    confirmed: bool | tuple[str, ...] = False
    by: str = ""
    day: date | None = None

    def confirms(self, name: str) -> bool:
        """Whether the field `name` of the node was confirmed for the new year."""
        if isinstance(self.confirmed, bool):
            return self.confirmed
        return name in self.confirmed


class Node(Frozen):
    """Anything in the plan that has a place in the printed source."""

    source: str = _own()
    readings: tuple[Reading, ...] = _own(())
    confirmed: bool = _own(True)
    carried: CarriedOver | None = _own(None)
    settled: Settled | None = _own(None)


class EvidenceKind(StrEnum):
    """What sort of thing must be sent."""

    REPORT = "report"
    PHOTOS = "photos"
    DECLARATION = "declaration"
    POLICY = "policy"
    ORDER = "order"
    PLAN = "plan"
    SURVEY_FORM = "survey-form"
    VIDEO_CLIP = "video-clip"
    FORM = "form"
    MEMO = "memo"
    MANUAL = "manual"
    MEMBERSHIP_FORMS = "membership-forms"
    KNOWLEDGE_PAPER = "knowledge-paper"
    ATTACHMENTS = "attachments"
    SLOGAN = "slogan"


class Delivery(StrEnum):
    """Where a document goes once it is complete."""

    LEARNING_CENTRE = "learning-centre"
    FLASH_DRIVE = "flash-drive"
    DOCUMENT_SYSTEM = "document-system"


class SectionKind(StrEnum):
    """How a section is looked for: by words, by pictures, by words beside them, or on the first page (the cover)."""

    TEXT = "text"
    IMAGES = "images"
    CAPTIONS = "captions"
    COVER = "cover"


class Section(Frozen):
    """One part that a document must contain, as the plan's row lists it."""

    id: str = _own()
    title: str = _column("เอกสารที่ต้องจัดส่ง")
    kind: SectionKind = _own(SectionKind.TEXT)
    look_for: tuple[str, ...] = _own(())
    """Other headings that people write for the same part; any one of them is enough.

    “…” means any words inside one heading: ปัญหา…แก้ is met by ปัญหาที่ต้องการแก้ไข.
    """
    all_of: tuple[tuple[str, ...], ...] = _own(())
    """Groups of words of which each group must be met (who, where, how, when)."""
    optional: bool = _own(False)


class SignKind(StrEnum):
    """How a sign is looked for."""

    WORDS = "words"
    NUMBER = "number"
    """The number of an official paper: ที่ ๑๑/๒๕๖๖."""
    DAY = "day"
    """A whole day after the words."""
    FILLED = "filled"
    """Something is written behind the words of a form, or below them in a table."""
    SHORT = "short"
    """A few words besides the title."""
    PHOTOGRAPH = "photograph"


class Sign(Frozen):
    """Something by which a machine can doubt that a document is the right one, where only a person can tell."""

    id: str = _own()
    title: str = _own()
    kind: SignKind = _own(SignKind.WORDS)
    look_for: tuple[str, ...] = _own(())
    """Any of these words; of a day, those before it; of a few words, those of their title."""
    at_least: int = _own(1, ge=1)
    """How often the words must occur."""
    at_most: int = _own(0)
    """The most words of a few."""


class EvidenceRequirement(Node):
    """A document that must be sent; known by `<activity>.<id>`, such as `7.report`."""

    id: str = _own()
    title: str = _column("เอกสารที่ต้องจัดส่ง")
    kind: EvidenceKind = _own()
    formats: tuple[str, ...] = _own(min_length=1)
    """Accepted file formats as lower-case extensions without the dot."""
    min_count: int = _own(1, ge=1)
    sections: tuple[Section, ...] = ()
    delivery: tuple[Delivery, ...] = _own((Delivery.LEARNING_CENTRE, Delivery.FLASH_DRIVE))
    part: str | None = _own(None)
    """The half of the activity that it belongs to (activity 33); None counts for the whole."""
    optional: bool = _own(False)
    """What comes in is looked at and shown; the activity is complete without it."""
    two_people: bool = _own(False)
    """Its sender does not review it: the print asks for a second person's hand (docs/decisions/evidence.md)."""
    in_parts: str = _own("")
    """The words of the plan that let it come in several files, which all count; empty for one document."""

    signs: tuple[Sign, ...] = ()
    """Kamnot's own: without them the document is doubtful, with them a person must look all the same."""

    by_eye: bool = _own(False)
    """Only a person can tell whether it shows what the plan asks for, though it is a picture."""

    @property
    def needs_eyes(self) -> bool:
        """Whether no part of it can be looked for, so that only a person can tell whether it is the right thing."""
        return self.by_eye or not (self.sections or self.kind is EvidenceKind.PHOTOS)

    @property
    def wants_pdf(self) -> bool:
        """Whether the learning centre gets its files one by one, as PDF; pictures become one page, clips stay out."""
        single = self.kind not in (EvidenceKind.PHOTOS, EvidenceKind.VIDEO_CLIP)
        return single and Delivery.LEARNING_CENTRE in self.delivery

    @property
    def takes_several(self) -> bool:
        """Whether all files that come in count, as those of a collection do, and not one document alone."""
        return bool(self.in_parts) or self.kind in _COLLECTIONS or self.min_count > 1

    @cached_property
    def demanded(self) -> frozenset[str]:
        """Ids of the sections that are not optional."""
        return frozenset(section.id for section in self.sections if not section.optional)


_COLLECTIONS = frozenset(
    {EvidenceKind.PHOTOS, EvidenceKind.ATTACHMENTS, EvidenceKind.MEMBERSHIP_FORMS}
)
"""Kinds of which each file is a piece by itself."""


class MeasureKind(StrEnum):
    """How a number is written: a share of people, a count, or yes/no."""

    SHARE = "share"
    COUNT = "count"
    YES_NO = "yes-no"


class MeasureRequirement(Node):
    """A number that the plan asks for and its threshold; known as `1.signed`."""

    id: str = _own()
    title: str
    kind: MeasureKind = _own()
    at_least: Amount
    unit: str = _own("")
    """What a count counts, in Thai (คน, เรื่อง, ครั้ง)."""
    part: str | None = _own(None)


class Part(Node):
    """A half of an activity that has its own points (activity 33)."""

    id: str = _own()
    title: str = _column("โครงการ/กิจกรรม")
    points: int = _column("คะแนน", ge=0)


class Activity(Node):
    """One row of the plan. `points` is None if the plan gives none (activity 38)."""

    number: int = _column("ลำดับ", ge=1)
    batch: str = _own()
    title: str = _column("โครงการ/กิจกรรม")
    steps: tuple[str, ...] = _column("โครงการ/กิจกรรม", ())
    step_mark: str = _own(BULLET)
    """The mark before each step in print: a bullet under a heading, ๑. or - in a row that is a list."""
    output: str = _column("ผลผลิต")
    outcome: str = _column("ผลลัพธ์")
    target_group: str = _column("กลุ่มเป้าหมาย")
    documents: str = _column("เอกสารที่ต้องจัดส่ง")
    """The whole cell of documents as read, from which `requirements` were drawn."""
    points: int | None = _column("คะแนน", ge=0)
    owner: str = _column("ผู้รับผิดชอบ")
    """The responsible groups in the plan's words."""
    groups: tuple[str, ...] = _own(min_length=1)
    requirements: tuple[EvidenceRequirement, ...] = Field(min_length=1)
    measures: tuple[MeasureRequirement, ...] = ()
    parts: tuple[Part, ...] = ()
    knowledge_output: str | None = None
    """The title of the knowledge paper or clip that this activity must produce."""


class Batch(Node):
    """The activities that share a due date. `points` is the printed sum; None if there is none."""

    id: str = _own()
    title: str
    due: date
    points: int | None = _own(None)
    """The sum of its activities' printed points."""
    activity_count: int = _own(ge=1)
    points_column: str = ""
    """The printed heading of this batch's column of points; empty if it has none."""


class GroupDuty(Node):
    """One duty of a working group, in the order's words."""

    text: str


class Seat(Node):
    """A seat in a working group by office or position.

    `person` is a name that a bureau writes into its own copy of the plan, for the orders in its plan book. The plans
    that are shipped name nobody.
    """

    office: str
    seat: str
    """The seat in the group, such as หัวหน้าคณะทำงาน."""
    person: str = _own("")


class WorkingGroup(Node):
    """One of the bureau's working groups."""

    id: str = _own()
    name: str
    short_name: str
    duties: tuple[GroupDuty, ...]
    roles: tuple[Seat, ...]


class Committee(Node):
    """The Secretariat's committee that receives what the bureau sends."""

    name: str
    duties: tuple[GroupDuty, ...]
    roles: tuple[Seat, ...]


class Condition(Frozen):
    """`figure` must reach `at_least`; `below` states the printed upper end of the band.

    One of `or_figures` may reach it instead.
    """

    figure: str = _own()
    or_figures: tuple[str, ...] = _own(())
    at_least: Amount
    below: Amount | None = None

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures of which one must reach the threshold."""
        return (self.figure, *self.or_figures)


class Band(Node):
    """The conditions of a score, all of them. The band of score 0 is the rest."""

    score: int = Field(ge=0, le=3)
    text: str
    conditions: tuple[Condition, ...] = _own(())


class Criterion(Node):
    """One criterion with its four bands, best first.

    Bands are cumulative: more than a band's upper end still earns its score. With `strict` a figure must lie within
    the band, and where no band fits the score cannot be told.
    """

    number: int = Field(ge=1)
    title: str
    strict: bool = _own(False)
    bands: tuple[Band, ...] = Field(min_length=4, max_length=4)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The ids of the figures that it looks at, each once, in the order of its bands."""
        return tuple(
            dict.fromkeys(f for band in self.bands for c in band.conditions for f in c.figures)
        )


class Figure(Node):
    """A number or fact that the rubric uses.

    `derived_from` is where Kamnot takes it from if nobody has entered it (`domain.plan.derivations`). `fed_by` are
    activities whose evidence informs the figure without proving it: a person reads it and enters the fact. Both are
    Kamnot's reading, not the print.
    """

    id: str = _own()
    title: str = _own()
    """The criterion's words, shortened."""
    kind: MeasureKind = _own()
    unit: str = _own("")
    """What a count counts, in Thai (เรื่อง, ช่องทาง)."""
    derived_from: Derivation | None = _own(None)
    fed_by: tuple[int, ...] = _own(())

    @cached_property
    def entered_as(self) -> MeasureId:
        """The measure under which it is entered by hand: `rubric.climate`."""
        return MeasureId(RUBRIC, self.id)


class Level(Node):
    """A level that a unit can reach: every criterion up to `criteria` and their sum."""

    level: int = Field(ge=1, le=3)
    name: str
    text: str
    criteria: int = Field(ge=1)
    each: int = Field(ge=0, le=3)
    total: int


class DepartmentLevel(Node):
    """The share of units at `level` or above that gives the department this level."""

    level: int = Field(ge=1, le=3)
    name: str
    share: Share


class Rubric(Node):
    """The assessment of องค์กรคุณธรรม.

    `also_due` is a second printed due date, shown beside the first. With `levels_build` a level needs every lower one.
    """

    title: str
    due: date
    also_due: date | None = None
    levels_build: bool = _own(False)
    figures: tuple[Figure, ...]
    criteria: tuple[Criterion, ...]
    levels: tuple[Level, ...]
    department: tuple[DepartmentLevel, ...]

    @cached_property
    def figure_by_id(self) -> dict[str, Figure]:
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def edges(self) -> frozenset[Fraction]:
        """The shares at which its bands begin."""
        bands = (band for criterion in self.criteria for band in criterion.bands)
        shares = (c.at_least for band in bands for c in band.conditions)
        return frozenset(share for share in shares if isinstance(share, Fraction))


class Note(Node):
    """A footnote of the plan."""

    number: int
    text: str
    counts_for_award: bool = _own(False)
    measures: tuple[MeasureRequirement, ...] = _own(())
    """The numbers by which Kamnot tells whether it is met; known as `note-1.attended`."""

    @property
    def owner(self) -> str:
        """The owner in the ids of its numbers."""
        return f"note-{self.number}"


class FormBlock(Node):
    """A part of a form as printed: a heading, column heads, lines.

    A run of dots is a blank and ☐ a box; `blanks` and `boxes` say, in their order, what fills them
    (`domain.plan.fillings`). `activities` are those that the part is about, and
    `criterion` the rubric's whose score is also this part's. `rows` is the column of a register (`goals.goal`) from
    which the part is filled where a person wrote nothing.
    """

    id: str = _own()
    title: str = ""
    columns: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = _own(())
    boxes: tuple[Box, ...] = _own(())
    activities: tuple[int, ...] = _own(())
    criterion: int | None = _own(None)
    rows: str = _own("")
    box_scores: tuple[int, ...] = _own(())
    """What each ticked box adds to the part's own score, at most three; empty where a person gives it."""


class Along(StrEnum):
    """Files that a form asks for along with it on the flash drive."""

    PICTURES = "pictures"
    """One or two pictures of every activity."""
    EVIDENCE = "evidence"
    """All files of the activities that the form's parts name."""


class Form(Node):
    """An official form: its title, where it goes, in which formats, and when."""

    id: str = _own()
    title: str
    formats: tuple[str, ...] = _own(min_length=1)
    delivery: tuple[Delivery, ...] = _own(min_length=1)
    due: tuple[date, ...] = ()
    activities: tuple[int, ...] = _own(())
    along: tuple[Along, ...] = _own(())
    text: tuple[str, ...] = ()
    """The instructions printed with the form, line by line."""
    blocks: tuple[FormBlock, ...] = ()

    def block(self, block: str) -> FormBlock:
        """The part with this id. Raises KamnotError if the form has none."""
        for found in self.blocks:
            if found.id == block:
                return found
        raise KamnotError(
            f"แบบ {self.id} ไม่มีส่วน “{block}” โปรดเพิ่มใน forms.yaml ของปีนี้",
            f"The form {self.id} has no part {block!r}; add it to the year's forms.yaml.",
        )


class Virtue(Node):
    """One of the five virtues and what the plan says it means."""

    name: str
    meaning: str


class Conduct(Node):
    """One line of the do's or the don'ts."""

    number: int
    text: str


class Declaration(Node):
    """The bureau's declaration of virtue, line by line."""

    title: str
    lines: tuple[str, ...]


class BookPassage(Node):
    """A piece of the plan book that a bureau may word otherwise before it is printed.

    `text` is a paragraph each, `signed` the group or office below it. `picture` marks a place where the print has a
    picture. {activities}, {knowledge} and {clips} in the text are counts of the plan.
    """

    id: str = _own()
    title: str = ""
    text: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    picture: bool = _own(False)


class BookShows(StrEnum):
    """What a chapter of the plan book prints of the plan's other values, after its passages."""

    DECLARATION = "declaration"
    """The declaration, the do's and the don'ts."""
    ACTIVITIES = "activities"
    COMMITTEE = "committee"
    """The Secretariat's order, by office."""
    GROUPS = "groups"
    """The bureau's order, by office."""
    RUBRIC = "rubric"
    FORMS = "forms"
    """The official forms `forms`, empty."""


class BookChapter(Node):
    """A chapter of the plan book: it starts a page and stands in the contents."""

    id: str = _own()
    title: str
    shows: BookShows | None = _own(None)
    forms: tuple[str, ...] = _own(())
    passages: tuple[BookPassage, ...] = ()
    closing: BookPassage | None = None
    """What is printed after what the chapter shows."""


class BookPart(Node):
    """A part of the plan book, such as ส่วนที่ ๑; its title stands above its first chapter."""

    id: str = _own()
    title: str
    lines: tuple[str, ...] = ()
    """What the part is about, below its title."""
    chapters: tuple[BookChapter, ...] = Field(min_length=1)


class PlanBook(Node):
    """The texts of the plan as a book: what no other value of the plan holds."""

    cover: BookPassage
    foreword: BookPassage
    parts: tuple[BookPart, ...] = Field(min_length=1)

    def named_passages(self) -> Iterable[tuple[str, BookPassage]]:
        """Every passage with its name, in the order of the book."""
        chapters = [chapter for part in self.parts for chapter in part.chapters]
        inner = [p for c in chapters for p in (*c.passages, *((c.closing,) if c.closing else ()))]
        return ((passage.id, passage) for passage in (self.cover, self.foreword, *inner))

    @cached_property
    def passage_by_id(self) -> dict[str, BookPassage]:
        return dict(self.named_passages())


class CornerItem(Node):
    """Something that the ethics corner must show. What proves it is Kamnot's reading.

    `activities` are those whose files are the thing itself or go into it, `rows` is the register whose rows do; with
    neither only a person who stands there can tell.
    """

    id: str = _own()
    title: str
    activities: tuple[int, ...] = _own(())
    rows: str = _own("")


class IndicatorBy(StrEnum):
    """What the share of the organisation's indicator is a share of; the print has no formula."""

    ACTIVITIES = "activities"
    """Complete activities of all."""
    DUE = "due"
    """Complete activities of those that are due."""
    POINTS = "points"
    """Earned points of the printed ones."""


class Indicator(Node):
    """The organisation's indicator that the plan serves (ตัวชี้วัดที่ ๒.๓)."""

    number: str = _own()
    """As the plan's texts call it: ตัวชี้วัดที่ ๒.๓."""
    title: str
    by: IndicatorBy = _own()


class KnowledgeOutput(Node):
    """A knowledge paper or clip that the year must produce."""

    activity: int
    title: str
    kind: Literal["knowledge", "clip"] = _own()


class Audience(StrEnum):
    """Who receives a reminder of a rung."""

    MEMBERS = "members"
    HEAD = "head"
    DIRECTOR = "director"


class Rung(Node):
    """A rung of the reminder ladder: how many days before the due date (0 is the day itself)."""

    days_before: int = Field(ge=0)
    audience: tuple[Audience, ...]
    quiet_days: int = Field(0, ge=0)
    """It waits for the group's next letter if the last one is younger than this; the last day itself waits for none."""


class Overdue(Node):
    """The reminders after the due date."""

    every_days: int = Field(ge=1)
    audience: tuple[Audience, ...]
    director_after: int = Field(0, ge=0)
    """From how many working days overdue the director receives them too, if `audience` names the director."""
    rarely_days: int = Field(0, ge=0)
    """From the third reminder on, and to the director: only so many days after the last. 0: as often as before."""


class Ladder(Node):
    """When reminders go out."""

    rungs: tuple[Rung, ...]
    overdue: Overdue


class Recurring(Node):
    """A duty that comes back: each month from `since` on, or with each of the named `activities`.

    A monthly duty is due on the last working day of its month and done when a person reports it
    (`kamnot duty done`); the other kind is due and done with its activity.
    """

    id: str = _own()
    title: str
    groups: tuple[str, ...] = _own(min_length=1)
    activities: tuple[int, ...] = _own(())
    since: date | None = _own(None)
    months: tuple[int, ...] | None = _own(None)
    """The months of the year in which a monthly duty is due; every month if they are not named."""
    rungs: tuple[Rung, ...] = _own(min_length=1)
    overdue: Overdue | None = _own(None)


def _read_late(value: Any) -> Any:
    """Read `full`, `none` or a share such as `50%`. Raises pydantic's error for anything else."""
    if value in ("full", "none"):
        return value
    try:
        return parse_share(value)
    except ValueError:
        expected = {"expected": "'full' or 'none' or a share such as 50%"}
        raise PydanticKnownError("literal_error", expected) from None


LateShare = Annotated[
    Literal["full", "none"] | Fraction,
    PlainValidator(_read_late),
    PlainSerializer(_show_amount),
]
"""What late work earns: all its points, none, or a share of them."""


class PointsPolicy(Node):
    """What late and partial work earns, whether numbers decide, and when points close; the plan does not say.

    `late` may be a share of the points. After the day `closes` nothing more is earned.
    """

    id: str
    title: str = ""
    """Of older plans: what the policy says is made from its values (`domain.words.policy`)."""
    late: LateShare
    partial: Literal["none", "parts"]
    numbers: Literal["required", "shown"] = "required"
    closes: date | None = None

    @property
    def late_share(self) -> Fraction:
        """The share of its points that late work earns."""
        return _LATE[self.late] if isinstance(self.late, str) else self.late


_LATE = {"full": Fraction(1), "none": Fraction(0)}


class ReviewPolicy(Node):
    """Which working groups accept and return evidence; the plan does not say."""

    reviewers: tuple[str, ...] = Field(min_length=1)


def _as_written(sets: Any) -> Any:
    """Values as JSON has them: YAML reads a day as a day."""
    days = isinstance(sets, dict)
    return (
        {k: v.isoformat() if isinstance(v, date) else v for k, v in sets.items()} if days else sets
    )


class ReadingOption(Frozen):
    """One way to read a place: the values of the plan that it sets, by their paths (`points_policy.late`).

    With `any_value` another value of the same kind is this option too.
    """

    id: str = _own()
    title: str = _own()
    sets: Annotated[dict[str, Any], BeforeValidator(_as_written)] = _own({})
    any_value: bool = _own(False)


class Interpretation(Node):
    """A question that the print leaves open and whose answer changes a result.

    `chosen` is the option that was written or settled. The plan's values decide: edited by hand they win
    (`domain.plan.readings`). `about` names values that the answer would change besides those that an option sets.
    """

    id: str = _own()
    question: str = _own()
    printed: str = _own("")
    options: tuple[ReadingOption, ...] = _own(min_length=1)
    chosen: str = _own()
    about: tuple[str, ...] = _own(())
    waits: str = _own("")
    """Why no effect can be computed yet; empty where one can."""


class ColumnKind(StrEnum):
    """What the cells of a register's column hold."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    LINK = "link"
    ACTIVITY = "activity"
    ACTIVITIES = "activities"
    EVIDENCE = "evidence"


class RegisterColumn(Frozen):
    """A column of a register. `choices` are ids and their Thai words, `also` other headings and former ones.

    The words map one to one onto Frictionless Table Schema.
    """

    id: str = _own()
    title: str = _own()
    kind: ColumnKind = _own(ColumnKind.TEXT)
    required: bool = _own(False)
    choices: dict[str, str] = _own({})
    min: int | None = _own(None)
    max: int | None = _own(None)
    also: tuple[str, ...] = _own(())


class ProofBy(StrEnum):
    """How rows make a number."""

    COUNT = "count"
    """How many rows there are."""
    DISTINCT = "distinct"
    """How many different values stand in the column `of`."""
    SHARE = "share"
    """`of` over `over` in one row, the best of them: nobody knows whether two events had the same people."""
    SHARE_OF_ROWS = "share-of-rows"
    """Rows that fulfil `where`, over all rows."""
    ANY = "any"
    """Yes, if there is such a row."""
    AT_LEAST = "at-least"
    """Yes, if `of` has at least `least` different values."""
    COVERS = "covers"
    """Yes, if every activity of `covers` stands in the column `of`."""
    INCREASE = "increase"
    """Yes, if `of` in the newest row is above `of` in the newest row of a day before the year.

    A row of before says in the column `over` where its figure is from.
    """


def _read_measure(value: Any) -> MeasureId:
    """Read `19.channels`. Raises pydantic's error for anything else."""
    try:
        return MeasureId.parse(str(value))
    except ValueError:
        raise PydanticKnownError(
            "literal_error", {"expected": "a number such as 19.channels"}
        ) from None


ProvedMeasure = Annotated[MeasureId, PlainValidator(_read_measure), PlainSerializer(str)]
"""The id of a number, written `19.channels`."""


class RegisterProof(Frozen):
    """A number that rows prove; only those count that fulfil `where` and are about `activity`, if one is named.

    `where` names the ids that a choice may have, `true` for a yes, or the least count. `over` is a column, or another
    register's (`headcount.staff`): its newest row up to the row's own day counts. `else_over` is read where `over` is
    empty in a row. `row` is what a row adds, as a person is asked for it: `ช่องทางเผยแพร่`.
    """

    measure: ProvedMeasure = _own()
    by: ProofBy = _own()
    of: str = _own("")
    over: str = _own("")
    else_over: str = _own("")
    where: dict[str, bool | int | tuple[str, ...]] = _own({})
    activity: int | None = _own(None)
    covers: tuple[int, ...] = _own(())
    least: int = _own(1, ge=1)
    row: str = _own("")


class Needs(StrEnum):
    """What a row must have before it proves anything."""

    NOTHING = "nothing"
    EVIDENCE = "evidence"
    LINK = "link"
    EITHER = "evidence-or-link"


class Chapter(Frozen):
    """A heading of a register's document and the columns of the table below it."""

    title: str = _own("")
    columns: tuple[str, ...] = _own(min_length=1)


class RegisterPaper(Frozen):
    """The document that a register makes: a table of all rows, then a chapter for each choice of the column `by`."""

    title: str = _own()
    overview: Chapter = _own()
    by: str = _own()
    chapter: Chapter = _own()


class Register(Node):
    """A dated list that the bureau keeps and whose rows prove numbers; Kamnot's reading of the plan.

    `dated_by` is the column with the day of the event; days before the year count only with `earlier`. No two rows
    share the columns `unique`; of `one_of` each row fills in one. `activities` are those it belongs to: their working
    groups keep it. Of each choice that `compulsory` names there is a row. The numbers `whole_of` are shares of the
    newest row's count: of all staff of that day; those of `asks_whole` are typed with another whole only with a reason.
    `tells` is how a form tells a row: columns in braces, and what stands in brackets only if its columns are filled.
    With `carries_over` last year's rows are suggestions for the next.
    """

    id: str = _own()
    title: str = _own()
    activities: tuple[int, ...] = _own(())
    columns: tuple[RegisterColumn, ...] = _own(min_length=1)
    dated_by: str = _own("")
    unique: tuple[str, ...] = _own(())
    one_of: tuple[str, ...] = _own(())
    needs: Needs = _own(Needs.NOTHING)
    proves: tuple[RegisterProof, ...] = _own(())
    whole_of: tuple[ProvedMeasure, ...] = _own(())
    tells: str = _own("")
    carries_over: bool = _own(False)
    earlier: bool = _own(False)
    compulsory: dict[str, tuple[str, ...]] = _own({})
    asks_whole: tuple[ProvedMeasure, ...] = _own(())
    paper: RegisterPaper | None = _own(None)

    @cached_property
    def column_by_id(self) -> dict[str, RegisterColumn]:
        return {column.id: column for column in self.columns}

    @cached_property
    def of_each_activity(self) -> bool:
        """Whether it belongs to every activity: it names none, and each of its rows names one."""
        return not self.activities and any(self.columns_of(ColumnKind.ACTIVITY))

    @property
    def of_no_activity(self) -> bool:
        """Whether it is the whole bureau's, such as the circulars."""
        return not (self.activities or self.of_each_activity)

    def columns_of(self, *kinds: ColumnKind) -> Iterable[RegisterColumn]:
        """The columns that hold these kinds."""
        return (column for kind in kinds for column in self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> dict[ColumnKind, list[RegisterColumn]]:
        found: dict[ColumnKind, list[RegisterColumn]] = {}
        for column in self.columns:
            found.setdefault(column.kind, []).append(column)
        return found


class SurveyLevel(Frozen):
    """A level of a scale. `also` are other words for it that answers may hold."""

    level: int = _own()
    title: str = _own()
    also: tuple[str, ...] = _own(())


class MeanBand(Frozen):
    """What a mean of at least `least` is called, once it is rounded half up to two places."""

    least: Decimal = _own()
    title: str = _own()


class SurveyScale(Frozen):
    """The levels of an answer, the best first, and the bands of their means, the highest first."""

    id: str = _own()
    levels: tuple[SurveyLevel, ...] = _own(min_length=2)
    bands: tuple[MeanBand, ...] = _own(())

    @cached_property
    def ends(self) -> tuple[int, int]:
        """Its lowest and its highest level."""
        numbers = [level.level for level in self.levels]
        return min(numbers), max(numbers)


class SurveyChoice(Frozen):
    """An answer that may be ticked."""

    id: str = _own()
    title: str = _own()


class SurveyTopic(Frozen):
    """What several questions are about together; their levels are of one scale."""

    id: str = _own()
    title: str = _own()


class SurveyQuestion(Frozen):
    """A question: on a `scale`, with `choices` of which any number may be ticked, or `open`.

    A `reversed` one asks for the opposite: its highest level is the worst. `also` are former wordings.
    """

    id: str = _own()
    title: str = _own()
    topic: str = _own("")
    scale: str = _own("")
    choices: tuple[SurveyChoice, ...] = _own(())
    open: bool = _own(False)
    reversed: bool = _own(False)
    also: tuple[str, ...] = _own(())


class SurveyAsked(StrEnum):
    """Who is asked."""

    HEADCOUNT = "headcount"
    """All staff, as many as the register of head counts says."""
    SERVED = "served"
    """People whom the bureau serves; a person says how many were asked."""


class SurveyWhole(StrEnum):
    """Of how many people a share is."""

    HEADCOUNT = "headcount"
    """All staff of that day: who did not answer is not counted as having said so."""
    ASKED = "asked"
    ANSWERED = "answered"


class ChangeBy(StrEnum):
    """What shows that a year is better than the one before."""

    INTERVAL = "interval"
    """The interval of the difference lies above the margin, and enough people answered in both years."""
    MEAN = "mean"
    """The mean lies above the margin, whoever answered."""


class ChangeRule(Frozen):
    """When two years may be compared, and when the later one is better.

    `margin` is a difference in levels; `response` the least response of either year, `apart` how far both may be apart.
    """

    by: ChangeBy = _own(ChangeBy.INTERVAL)
    margin: Decimal = _own(Decimal(0), ge=0)
    response: Share = _own(Fraction(60, 100))
    apart: Share = _own(Fraction(10, 100))


class SurveyProofBy(StrEnum):
    """How answers make a number."""

    SHARE = "share"
    """People whose own mean over the topic reaches `least`, of the survey's whole."""
    ANSWERED = "answered"
    """People who answered, of those asked."""
    BETTER = "better"
    """Yes, if the topic's mean is better than the year before; no, if it is lower; else it cannot be told."""


class SurveyProof(Frozen):
    """A number that an accepted survey proves, by the questions of a topic, or by all of one scale."""

    measure: ProvedMeasure = _own()
    by: SurveyProofBy = _own()
    topic: str = _own("")
    least: Decimal = _own(Decimal(0), ge=0)


class Survey(Node):
    """Questions that many people answer, none of them by name; Kamnot's proposal until the bureau has its own.

    `activities` are those it belongs to. Of fewer than `fewest` respondents nothing is shown.
    """

    id: str = _own()
    title: str = _own()
    activities: tuple[int, ...] = _own(())
    asked: SurveyAsked = _own()
    whole: SurveyWhole = _own(SurveyWhole.HEADCOUNT)
    fewest: int = _own(5, ge=5)
    change: ChangeRule = _own(ChangeRule())
    scales: tuple[SurveyScale, ...] = _own(())
    topics: tuple[SurveyTopic, ...] = _own(())
    questions: tuple[SurveyQuestion, ...] = _own(min_length=1)
    proves: tuple[SurveyProof, ...] = _own(())

    @cached_property
    def scale_by_id(self) -> dict[str, SurveyScale]:
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def question_by_id(self) -> dict[str, SurveyQuestion]:
        return {question.id: question for question in self.questions}

    @cached_property
    def topic_by_id(self) -> dict[str, SurveyTopic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def asks_better(self) -> tuple[str, ...]:
        """The topics whose change over a year proves something."""
        return tuple(proof.topic for proof in self.proves if proof.by is SurveyProofBy.BETTER)

    def scaled(self, topic: str = "") -> tuple[SurveyQuestion, ...]:
        """The questions on a scale: of one topic, or of all."""
        return tuple(q for q in self.questions if q.scale and topic in ("", q.topic))


class StarterLayout(StrEnum):
    """How a starter is laid out."""

    REPORT = "report"
    """Cover, contents, what is known of the activity, then a heading for each part."""
    SCRIPT = "script"
    MEMO = "memo"
    DECLARATION = "declaration"
    """The bureau's declaration with a sheet to sign."""
    BOARD = "board"
    """The ethics corner on A3."""
    REGISTER = "register"
    """A report whose parts are filled from the rows of a register."""


def _read_requirement(value: Any) -> RequirementId:
    """Read `7.report`. Raises pydantic's error for anything else."""
    try:
        return RequirementId.parse(str(value))
    except ValueError:
        raise PydanticKnownError(
            "literal_error", {"expected": "a document such as 7.report"}
        ) from None


BegunRequirement = Annotated[RequirementId, PlainValidator(_read_requirement), PlainSerializer(str)]
"""The id of a document, written `7.report`."""


class Starter(Node):
    """A kind of document that Kamnot begins and the bureau goes on writing; `of` are the documents of this kind.

    `hints` are a line of help for each part, by the part's id; `headings` are parts of documents for which the plan
    prints none. Both are Kamnot's own.
    """

    id: str = _own()
    title: str = _own()
    layout: StarterLayout = _own(StarterLayout.REPORT)
    of: tuple[BegunRequirement, ...] = _own(min_length=1)
    rows_of: str = _own("")
    """The register from whose rows the parts are filled."""
    headings: dict[str, str] = _own({})
    hints: dict[str, str] = _own({})


class Unit(Node):
    """The bureau whose plan this is."""

    name: str
    department: str


class Plan(Node):
    """One fiscal year's plan, whole."""

    fiscal_year: int
    title: str
    unit: Unit
    total_points: int = _own()
    """The sum of the printed points; the plan prints none."""
    activity_count: int = _own()
    batches: tuple[Batch, ...]
    groups: tuple[WorkingGroup, ...]
    committee: Committee
    activities: tuple[Activity, ...]
    knowledge_outputs: tuple[KnowledgeOutput, ...]
    notes: tuple[Note, ...]
    rubric: Rubric
    forms: tuple[Form, ...]
    virtues: tuple[Virtue, ...]
    declaration: Declaration
    dos: tuple[Conduct, ...]
    donts: tuple[Conduct, ...]
    ladder: Ladder
    points_policy: PointsPolicy
    review_policy: ReviewPolicy
    recurring: tuple[Recurring, ...] = ()
    book: PlanBook | None = None
    indicator: Indicator | None = None
    corner: tuple[CornerItem, ...] = ()
    interpretations: tuple[Interpretation, ...] = _own(())
    registers: tuple[Register, ...] = _own(())
    surveys: tuple[Survey, ...] = _own(())
    starters: tuple[Starter, ...] = _own(())

    def changed(self, **values: Any) -> Plan:
        """The plan with other values, unchecked. `model_copy` would keep cached lookups of the old values."""
        own = {name: getattr(self, name) for name in Plan.model_fields}
        return Plan.model_construct(**own | values)

    def with_counts(self, text: str) -> str:
        """A text of the plan book with {activities}, {knowledge} and {clips} filled, in Thai numerals."""
        kinds = [output.kind for output in self.knowledge_outputs]
        counts = {
            "activities": len(self.activities),
            "knowledge": kinds.count("knowledge"),
            "clips": kinds.count("clip"),
        }
        for name, count in counts.items():
            text = text.replace(f"{{{name}}}", thai_digits(count))
        return text

    @cached_property
    def edges(self) -> frozenset[Fraction]:
        """The shares that decide anything: of the rubric's bands, and of what the numbers must reach."""
        asked = (m for m in self.measure_by_id.values() if isinstance(m, MeasureRequirement))
        least = (measure.at_least for measure in asked)
        return self.rubric.edges | {share for share in least if isinstance(share, Fraction)}

    @cached_property
    def by_number(self) -> dict[int, Activity]:
        return {activity.number: activity for activity in self.activities}

    @cached_property
    def by_batch(self) -> dict[str, tuple[Activity, ...]]:
        """Activities of each batch, in the plan's order."""
        return {
            batch.id: tuple(a for a in self.activities if a.batch == batch.id)
            for batch in self.batches
        }

    @cached_property
    def batch_by_id(self) -> dict[str, Batch]:
        return {batch.id: batch for batch in self.batches}

    @cached_property
    def form_by_id(self) -> dict[str, Form]:
        return {form.id: form for form in self.forms}

    @cached_property
    def group_by_id(self) -> dict[str, WorkingGroup]:
        return {group.id: group for group in self.groups}

    def group_name(self, group: str, *, short: bool = False) -> str:
        """The plan's name of a working group; the id if only an older plan has the group."""
        found = self.group_by_id.get(group)
        if found is None:
            return group
        return found.short_name if short else found.name

    @cached_property
    def register_by_id(self) -> dict[str, Register]:
        return {register.id: register for register in self.registers}

    @cached_property
    def survey_by_id(self) -> dict[str, Survey]:
        return {survey.id: survey for survey in self.surveys}

    @cached_property
    def proofs(self) -> dict[MeasureId, tuple[tuple[Register, RegisterProof], ...]]:
        """How registers prove each number."""
        found: dict[MeasureId, tuple[tuple[Register, RegisterProof], ...]] = {}
        for register in self.registers:
            for proof in register.proves:
                if proof.measure not in self.measure_by_id:
                    continue  # the bureau no longer asks for it
                if proof.by is ProofBy.SHARE and proof.measure in self.head_counts:
                    whole = {"over": self.head_counts[proof.measure], "else_over": ""}
                    proof = proof.model_copy(update=whole)  # noqa: PLW2901  # the same proof
                found[proof.measure] = (*found.get(proof.measure, ()), (register, proof))
        return found

    @cached_property
    def head_counts(self) -> dict[MeasureId, str]:
        """The place of the head count that is the whole of a number: `headcount.staff`."""
        return {
            measure: f"{register.id}.{next(iter(register.columns_of(ColumnKind.COUNT))).id}"
            for register in self.registers
            for measure in register.whole_of
        }

    def writers_of(self, register: Register) -> tuple[str, ...]:
        """The groups that write a register: those of its activities, else those that follow the plan up."""
        own = [self.by_number[n].groups for n in register.activities if n in self.by_number]
        return tuple(dict.fromkeys(g for groups in own for g in groups)) or tuple(
            self.review_policy.reviewers
        )

    @cached_property
    def survey_proofs(self) -> dict[MeasureId, tuple[Survey, SurveyProof]]:
        """The survey that proves a number, the first that says so."""
        found: dict[MeasureId, tuple[Survey, SurveyProof]] = {}
        for survey in self.surveys:
            for proof in survey.proves:
                if proof.measure in self.measure_by_id:  # else the bureau no longer asks for it
                    found.setdefault(proof.measure, (survey, proof))
        return found

    @cached_property
    def staff_place(self) -> str:
        """Where the head count of all staff stands: `headcount.staff`; empty if no register counts them."""
        found = (r for r in self.registers if r.whole_of or r.asks_whole)
        places = (f"{r.id}.{c.id}" for r in found for c in r.columns_of(ColumnKind.COUNT))
        return next(places, "")

    def register_of(self, measure: MeasureId) -> Register | None:
        """The first register whose rows prove a number."""
        return next((register for register, _ in self.proofs.get(measure, ())), None)

    @cached_property
    def requirement_by_id(self) -> dict[RequirementId, EvidenceRequirement]:
        """Every document that is asked for (`7.report`), in the plan's order."""
        return {RequirementId(a.number, r.id): r for a in self.activities for r in a.requirements}

    @cached_property
    def wanted_measures(self) -> tuple[MeasureId, ...]:
        """The numbers to be given: without those that follow from another number or from completeness."""
        follows = (FromMeasure, CompletionRate)
        return tuple(
            name
            for name, measure in self.measure_by_id.items()
            if not (isinstance(measure, Figure) and isinstance(measure.derived_from, follows))
        )

    @cached_property
    def measure_by_id(self) -> dict[MeasureId, MeasureRequirement | Figure]:
        """Every number that can be entered: `1.signed`, `rubric.climate`, `note-1.attended`, in this order."""
        asked: dict[MeasureId, MeasureRequirement | Figure] = {
            MeasureId(a.number, m.id): m for a in self.activities for m in a.measures
        }
        asked |= {figure.entered_as: figure for figure in self.rubric.figures}
        return asked | {MeasureId(n.owner, m.id): m for n in self.notes for m in n.measures}

    @cached_property
    def starter_of(self) -> dict[RequirementId, Starter]:
        """The kind of each document that Kamnot begins."""
        return {asked: starter for starter in self.starters for asked in starter.of}

    @cached_property
    def part_of(self) -> dict[AskedId, str | None]:
        """The half of its activity to which each document and number belongs."""
        asked: dict[AskedId, str | None] = {i: r.part for i, r in self.requirement_by_id.items()}
        return asked | {
            MeasureId(a.number, m.id): m.part for a in self.activities for m in a.measures
        }
