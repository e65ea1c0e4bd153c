"""A pack's contents: what is missing, what is left out, and every file with its SHA-256."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.language.how import How
from domain.packs.selection import LeftOut, PlannedForm
from domain.results import BatchResult
from domain.words.wording import sentence

NAME = "contents.json"
PAGE = "สารบัญ.pdf"

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Plain(BaseModel):
    """A value that never changes and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Missing(_Plain):
    """A finding that is still open: its words, and what would help."""

    activity: int
    id: str
    title: str
    found: str
    remedy: str
    how: How | None = None


class Absent(_Plain):
    """A file of evidence that is left out of one place, or of the whole pack if `delivery` is None."""

    delivery: str | None
    item: int
    version: int
    requirement: str
    file_name: str
    why: str
    detail: str = ""


class Unsigned(_Plain):
    """Evidence in the pack that waits for the second person whom the plan wants."""

    item: int
    requirement: str
    file_name: str


class OnPaper(_Plain):
    """Evidence in the pack whose second person signed on paper: the office, and what was recorded of it."""

    item: int
    requirement: str
    file_name: str
    signed_by: str
    why: str
    recorded_on: date


class Packed(_Plain):
    """A file of the pack; `size` in bytes. `item` and `version` are evidence's, `form` a form's id."""

    path: str
    size: int = Field(ge=0)
    sha256: Sha256
    activity: int | None = None
    item: int | None = None
    version: int | None = None
    requirement: str | None = None
    form: str | None = None
    made_from: str | None = None
    """The file name of the evidence of which this is the PDF; None for the evidence itself."""
    by_machine: bool = False
    """Kamnot made the PDF; nobody has sent it."""
    received_on: date | None = None
    backdated_why: str = ""
    """Why the evidence was entered after `received_on`; empty if it was entered on that day."""


class Contents(_Plain):
    """What a pack says of itself. `receipt` is None if it was not submitted."""

    form: Literal["kamnot/pack/1"] = Field(default="kamnot/pack/1", alias="schema")
    unit: str
    unit_name: str
    fiscal_year: int
    batch: str
    due: date
    as_of: date
    plan_hash: str
    receipt: str | None = None
    office: str | None = None
    why: str = ""
    """Why it was handed in incomplete."""
    complete: bool
    missing: tuple[Missing, ...] = ()
    unsigned: tuple[Unsigned, ...] = ()
    on_paper: tuple[OnPaper, ...] = ()
    counted: int = 0
    """How many files of the batch's evidence count."""
    unseen: int = 0
    """How many of them no reviewer has accepted."""
    without_pictures: tuple[int, ...] = ()
    """Activities without the picture that a form asks for along with it."""
    forms_by_hand: tuple[str, ...] = ()
    """Titles of the forms that a person handed in, so that Kamnot made none."""
    left_out: tuple[Absent, ...] = ()
    files: tuple[Packed, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is missing and nothing waits for a second person, so that it may be submitted."""
        return self.complete and not self.unsigned

    def to_json(self) -> bytes:
        """The JSON in the pack: the same contents give the same bytes."""
        return (self.model_dump_json(by_alias=True, indent=2) + "\n").encode()


def missing_of(result: BatchResult) -> tuple[Missing, ...]:
    """What a batch still lacks, in the plan's order: the open findings of its activities."""
    return tuple(
        Missing(
            activity=a.number, id=f.id, title=f.title, found=f.found, remedy=f.remedy, how=f.how
        )
        for a in result.activities
        if not a.finished
        for f in a.open_findings
    )


def missing_form(planned: PlannedForm, language: str) -> Missing:
    """A form that the plan asks for and Kamnot cannot make."""
    return Missing(
        activity=planned.activity.number,
        id=planned.form.id,
        title=planned.form.title,
        found=sentence("found.form_unknown", language),
        remedy=sentence("do.form_by_hand", language),
    )


def absent(one: LeftOut) -> Absent:
    """A file that is left out, as the contents name it."""
    return Absent(
        delivery=one.delivery.value if one.delivery else None,
        item=one.fact.item,
        version=one.fact.version,
        requirement=one.fact.requirement,
        file_name=one.fact.file_name,
        why=one.why.value,
        detail=one.detail,
    )
