"""Evidence and what reviewers said of it as the JSON that programs rely on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.facts import Problem, SectionDoubt, SectionFact, SectionOutcome
from reports.schemas.document import JsonDocument, JsonPart, Moment, NullText, at


class EvidenceVersionPart(JsonPart):
    """One version of an item, with the newest word of a reviewer."""

    item: int = at("fact", "item")
    version: int = at("fact", "version")
    newest: bool
    requirement: str = at("fact", "requirement")
    file_name: str = at("fact", "file_name")
    sha256: str = at("fact", "sha256")
    size: int
    received_on: date = at("fact", "received_on")
    backdated_why: str = at("fact", "backdated_why")
    import_id: int | None
    problem: Problem | None = at("fact", "problem")
    withdrawn_on: date | None
    accepted: bool | None
    reason: str
    superseded_by: int | None


class EvidenceDocument(JsonDocument):
    """`kamnot evidence list`."""

    schema_: Literal["kamnot/evidence/1"] = "kamnot/evidence/1"
    unit: str
    items: tuple[EvidenceVersionPart, ...]


class WaitingPart(EvidenceVersionPart):
    """What waits for a review; `needs_eye` where only a person can tell, and why."""

    needs_eye: bool
    why: NullText


class WaitingDocument(JsonDocument):
    """`kamnot review list`."""

    schema_: Literal["kamnot/evidence/1"] = "kamnot/evidence/1"
    unit: str
    items: tuple[WaitingPart, ...]


class FoundSectionPart(JsonPart):
    """A section of a file, and the page on which it was seen."""

    id: str
    outcome: SectionOutcome
    page: int | None
    why: SectionDoubt | None


class WholeVersionPart(EvidenceVersionPart):
    """One version with all that was seen inside."""

    format: str = at("fact", "format")
    event_date: date | None = at("fact", "event_date")
    added_at: Moment
    added_by: str
    note: str
    detail: str
    has_text: bool | None = at("fact", "has_text")
    pages: int = at("fact", "pages")
    words: int
    images: int = at("fact", "images")
    width: int | None
    height: int | None
    taken_on: date | None = at("fact", "taken_on")
    told_on: date | None = at("fact", "told_on")
    milliseconds: int | None
    codec: str | None
    scanned: bool
    reviewed_on: date | None
    reviewer: str
    signed_by: str
    sections: tuple[SectionFact, ...] = at("fact", "sections")


class EvidenceItemDocument(JsonDocument):
    """`kamnot evidence show`."""

    schema_: Literal["kamnot/evidence-item/1"] = "kamnot/evidence-item/1"
    item: int
    shared_with: tuple[str, ...]
    versions: tuple[WholeVersionPart, ...]


class TakenInPart(JsonPart):
    """One file that came in."""

    file: str = at("file_name")
    requirement: str
    outcome: str = at("added", "outcome")
    item: int = at("added", "item")
    version: int = at("added", "version")
    problem: Problem | None = at("inspection", "problem")
    elsewhere: tuple[str, ...]
    also: tuple[str, ...]
    sections: tuple[FoundSectionPart, ...] = at("inspection", "sections")


class EvidenceAddedDocument(JsonDocument):
    """`kamnot evidence add`."""

    schema_: Literal["kamnot/evidence-added/1"] = "kamnot/evidence-added/1"
    unit: str
    files: tuple[TakenInPart, ...]


class EvidenceLinkedDocument(JsonDocument):
    """`kamnot evidence link`."""

    schema_: Literal["kamnot/evidence-linked/1"] = "kamnot/evidence-linked/1"
    item: int
    files: tuple[TakenInPart, ...]


class PlacedPart(JsonPart):
    """A file of a folder, and what it is for."""

    path: str
    requirement: str


class UnplacedPart(JsonPart):
    """A file of a folder that belongs nowhere."""

    path: str
    reason: str


class DoubtedPart(UnplacedPart):
    """A file of a folder that a person must place: what it may be, the likeliest first."""

    may_be: tuple[str, ...]
    guess: str | None


class EvidenceImportedDocument(JsonDocument):
    """`kamnot evidence import`."""

    schema_: Literal["kamnot/evidence-imported/1"] = "kamnot/evidence-imported/1"
    unit: str
    dry_run: bool
    import_id: int | None
    placed: tuple[PlacedPart, ...]
    unplaced: tuple[UnplacedPart, ...]
    doubted: tuple[DoubtedPart, ...]
    litter: int
    files: tuple[TakenInPart, ...]


class UndoneImportDocument(JsonDocument):
    """`kamnot evidence undo-import`."""

    schema_: Literal["kamnot/import-undone/1"] = "kamnot/import-undone/1"
    number: int
    dry_run: bool
    withdrawn: tuple[EvidenceVersionPart, ...]
    restored: tuple[EvidenceVersionPart, ...]
    replaced: int
    accepted: int
    submitted: int


class RecheckedPart(JsonPart):
    """A file that was looked at again."""

    item: int
    file: str = at("file_name")
    problem: Problem | None = at("look", "problem")
    change: str
    against: tuple[str, ...]


class EvidenceRecheckedDocument(JsonDocument):
    """`kamnot evidence recheck`."""

    schema_: Literal["kamnot/evidence-rechecked/1"] = "kamnot/evidence-rechecked/1"
    files: tuple[RecheckedPart, ...]


class MissingContentPart(JsonPart):
    """A content that is not in the store, and its files."""

    sha256: str
    files: tuple[str, ...] = at("names")


class AlteredContentPart(MissingContentPart):
    """A content that is not what its name says."""

    fault: str


class OrphanPart(JsonPart):
    """A content of which no row knows."""

    sha256: str
    size: int


class FsckDocument(JsonDocument):
    """`kamnot evidence fsck`."""

    schema_: Literal["kamnot/fsck/1"] = "kamnot/fsck/1"
    sound: bool
    contents: int
    bytes_read: int
    missing: tuple[MissingContentPart, ...]
    altered: tuple[AlteredContentPart, ...]
    orphans: tuple[OrphanPart, ...]
    unfinished: tuple[str, ...]


class PictureChoiceDocument(JsonDocument):
    """`kamnot evidence choose`."""

    schema_: Literal["kamnot/picture-choice/1"] = "kamnot/picture-choice/1"
    item: int
    requirement: str
    file_name: str
    chosen: bool


class ReviewedVersionPart(JsonPart):
    """What a reviewer has just said of a version."""

    item: int = at("fact", "item")
    version: int = at("fact", "version")
    requirement: str = at("fact", "requirement")
    file_name: str = at("fact", "file_name")
    accepted: bool
    reason: str
    reviewed_on: date


class ReviewDocument(ReviewedVersionPart, JsonDocument):
    """`kamnot review accept` and `return`."""

    schema_: Literal["kamnot/review/1"] = "kamnot/review/1"


class LeftOpenPart(JsonPart):
    """A version that was passed over."""

    item: int = at("evidence", "fact", "item")
    file_name: str = at("evidence", "fact", "file_name")
    reason: str


class ReviewsDocument(JsonDocument):
    """`kamnot review accept --all-complete`."""

    schema_: Literal["kamnot/reviews/1"] = "kamnot/reviews/1"
    unit: str
    accepted: tuple[ReviewedVersionPart, ...]
    left: tuple[LeftOpenPart, ...]
