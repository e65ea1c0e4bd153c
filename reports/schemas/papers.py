"""Forms, packs and submissions as the JSON that programs rely on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from domain.packs.contents import Contents, Missing, Unsigned
from reports.forms import About
from reports.paper.reading import Difference
from reports.schemas.document import JsonDocument, JsonPart, Moment, NullText, at

PathText = Annotated[str, BeforeValidator(str)]


class FormPart(JsonPart):
    """A form that can be made."""

    id: str
    title: str = at("thai")
    english: str
    about: About


class FormsDocument(JsonDocument):
    """`kamnot report list`."""

    schema_: Literal["kamnot/forms/1"] = "kamnot/forms/1"
    forms: tuple[FormPart, ...]


class ReportDocument(JsonDocument):
    """`kamnot report FORM`."""

    schema_: Literal["kamnot/report/1"] = "kamnot/report/1"
    form: str
    unit: str
    as_of: date
    files: tuple[PathText, ...]


class StarterPart(JsonPart):
    """A document that Kamnot begins, and its kind."""

    document: str
    starter: str
    title: str


class StartersDocument(JsonDocument):
    """`kamnot start` without documents."""

    schema_: Literal["kamnot/starters/1"] = "kamnot/starters/1"
    starters: tuple[StarterPart, ...]


class StartedPart(JsonPart):
    """A file that was begun; `outcome` is `made`, `renewed`, `kept` (somebody wrote in it) or `other` (another one)."""

    document: str = at("requirement")
    path: PathText
    outcome: str


class StartedDocuments(JsonDocument):
    """`kamnot start DOCUMENT` and `kamnot start --batch`."""

    schema_: Literal["kamnot/started/1"] = "kamnot/started/1"
    unit: str
    as_of: date
    files: tuple[StartedPart, ...]


class ReportComparisonDocument(JsonDocument):
    """`kamnot report compare`."""

    schema_: Literal["kamnot/report-comparison/1"] = "kamnot/report-comparison/1"
    form: str = at("request", "form")
    unit: str = at("request", "unit")
    as_of: date = at("request", "as_of")
    plan_changed: bool
    differences: tuple[Difference, ...]


class RowWordsDocument(JsonDocument):
    """`kamnot report edit`: a person's words for a row, empty if there are none, and those that Kamnot says."""

    schema_: Literal["kamnot/row-words/1"] = "kamnot/row-words/1"
    form: str
    unit: str
    row: str
    kept: str
    made: str


class PackedDocument(JsonDocument):
    """`kamnot pack`."""

    schema_: Literal["kamnot/packed/1"] = "kamnot/packed/1"
    pack: PathText = at("path")
    size: int = at("written", "size")
    sha256: str = at("written", "sha256")
    contents_sha256: str
    contents: Contents


class SubmittedDocument(JsonDocument):
    """`kamnot submit`; nulls where nothing was submitted."""

    schema_: Literal["kamnot/submitted/1"] = "kamnot/submitted/1"
    submitted: bool
    unit: str = at("contents", "unit")
    batch: str = at("contents", "batch")
    missing: tuple[Missing, ...] = at("contents", "missing")
    unsigned: tuple[Unsigned, ...] = at("contents", "unsigned")
    receipt: str | None = at("submission", "frozen", "receipt", default=None)
    pack: PathText | None = at("pack", "path", default=None)
    sha256: str | None = at("pack", "written", "sha256", default=None)
    contents_sha256: str | None = at("pack", "contents_sha256", default=None)


class SubmissionPart(JsonPart):
    """A batch that was handed in, and whether it was taken back."""

    receipt: str = at("frozen", "receipt")
    unit: str
    batch: str
    as_of: date = at("frozen", "as_of")
    office: str = at("frozen", "office")
    complete: bool = at("frozen", "complete")
    why: str = at("frozen", "why")
    submitted_at: Moment
    contents_sha256: str = at("frozen", "contents_sha256")
    pack_sha256: str = at("frozen", "pack_sha256")
    withdrawn_at: Moment | None
    withdrawn_why: str
    number: int = at("id")
    received_number: NullText
    received_on: date | None


class UnsubmittedDocument(SubmissionPart, JsonDocument):
    """`kamnot unsubmit`."""

    schema_: Literal["kamnot/unsubmitted/1"] = "kamnot/unsubmitted/1"


class ReceivedDocument(SubmissionPart, JsonDocument):
    """`kamnot submissions received`."""

    schema_: Literal["kamnot/received/1"] = "kamnot/received/1"


class SubmissionsDocument(JsonDocument):
    """`kamnot submissions`."""

    schema_: Literal["kamnot/submissions/1"] = "kamnot/submissions/1"
    unit: str
    submissions: tuple[SubmissionPart, ...]


class FaultPart(JsonPart):
    """A file that is not as the contents say."""

    path: str
    kind: str


class ProofDocument(JsonDocument):
    """`kamnot verify`."""

    schema_: Literal["kamnot/proof/1"] = "kamnot/proof/1"
    holds: bool
    record: str
    receipt: str | None
    files: Annotated[int, BeforeValidator(len)] = at("pack", "contents", "files")
    sha256: str = at("pack", "pack", "sha256")
    contents_sha256: str = at("pack", "contents_sha256")
    faults: tuple[FaultPart, ...] = at("pack", "faults")
    submission: SubmissionPart | None
