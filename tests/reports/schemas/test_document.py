"""A document takes what it says from the attributes of its names, and is written in the order of its fields."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import pytest
from pydantic import ValidationError

import reports.schemas
from reports.schemas.document import JsonDocument, JsonPart, Moment, NullText, at


@dataclass(frozen=True)
class Owner:
    office: str


@dataclass(frozen=True)
class Thing:
    number: int
    owner: Owner | None
    on: date
    note: str = ""


class ThingPart(JsonPart):
    number: int
    office: str | None = at("owner", "office", default=None)
    on: date
    note: NullText
    from_: str


class ThingsDocument(JsonDocument):
    schema_: Literal["kamnot/things/1"] = "kamnot/things/1"
    written: Moment
    things: tuple[ThingPart, ...]


THING = Thing(7, Owner("พัสดุ"), date(2024, 3, 20))


def test_an_attribute_is_taken_by_its_name_by_its_path_or_as_it_is_told() -> None:
    part = ThingPart.of(THING, from_="ก")

    assert part.model_dump(mode="json", by_alias=True) == {
        "number": 7, "office": "พัสดุ", "on": "2024-03-20", "note": None, "from": "ก",
    }  # fmt: skip


def test_what_is_told_stands_before_what_the_source_says() -> None:
    assert ThingPart.of(THING, number=8, from_="ก").number == 8


def test_a_path_that_ends_early_is_null() -> None:
    assert ThingPart.of(Thing(7, None, date(2024, 3, 20)), from_="ก").office is None


def test_what_nobody_says_is_an_error() -> None:
    with pytest.raises(ValidationError, match="from_"):
        ThingPart.of(THING)


def test_a_document_is_written_with_its_schema_first_thai_as_thai_and_utc_as_an_offset() -> None:
    moment = datetime(2024, 3, 20, 3, 0, tzinfo=UTC)
    document = ThingsDocument.of(written=moment, things=[])

    assert document.to_text() == (
        '{\n  "schema": "kamnot/things/1",\n'
        '  "written": "2024-03-20T03:00:00+00:00",\n  "things": []\n}\n'
    )
    assert document.plain()["schema"] == "kamnot/things/1"


DOCUMENTS = {
    model.model_fields["schema_"].default: model
    for module in pkgutil.walk_packages(reports.schemas.__path__, "reports.schemas.")
    for model in vars(importlib.import_module(module.name)).values()
    if isinstance(model, type) and issubclass(model, JsonDocument)
    if not model.model_fields["schema_"].is_required()
}
MANUAL = (Path(__file__).resolve().parents[3] / "docs" / "json.md").read_text("utf-8")


def test_the_manual_names_the_schema_of_every_document_and_no_other() -> None:
    assert DOCUMENTS.keys() | {"kamnot/pack/1"} == set(re.findall(r"kamnot/[a-z-]+/\d+", MANUAL))


@pytest.mark.parametrize("schema", DOCUMENTS)
def test_the_manual_has_every_key_of_a_document(schema: str) -> None:
    properties = DOCUMENTS[schema].model_json_schema(mode="serialization")["properties"]

    assert [key for key in properties if not re.search(rf"\b{key}\b", MANUAL)] == []
