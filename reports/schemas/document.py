"""What every JSON document is: a frozen model that is filled from values of the domain and written field by field.

A field is called as its key, in the order of the manual (docs/json.md). It takes the attribute of its name, or the one
that `at` names; what no attribute says, `of` is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AliasGenerator,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

from domain.language.how import Verb

Moment = Annotated[datetime, PlainSerializer(datetime.isoformat)]
"""Pydantic would write UTC as `Z`."""
NullText = Annotated[str | None, BeforeValidator(lambda text: text or None)]
"""A text whose absence is kept as an empty one."""


def at(*path: str, **more: Any) -> Any:
    """A field that is an attribute of another name, or deeper: `at("fact", "item")`."""
    return Field(validation_alias=AliasPath(*path), **more)


class _Added:
    """An object with some attributes on top of its own."""

    def __init__(self, source: object, more: Mapping[str, Any]) -> None:
        self.__dict__.update(more)
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


class JsonPart(BaseModel):
    """An object inside a document. A key that is a word of Python's, or of Pydantic's, has a `_` behind it here."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        validate_by_name=True,
        alias_generator=AliasGenerator(serialization_alias=lambda name: name.removesuffix("_")),
    )

    @classmethod
    def of(cls, source: object = None, /, **more: Any) -> Self:
        """Made from what `source` has, and from what is told besides."""
        return cls.model_validate(_Added(source, more))


class JsonDocument(JsonPart):
    """A whole document: its schema stands first."""

    schema_: str

    def plain(self) -> dict[str, Any]:
        """As plain values, ready for JSON."""
        return self.model_dump(mode="json", by_alias=True)

    def to_text(self) -> str:
        """As it is written: indented, Thai readable as Thai."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


class HowPart(JsonPart):
    """The deed that a remedy asks for, and what it is done to."""

    verb: Verb
    subject: str
