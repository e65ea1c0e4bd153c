"""The base of every JSON document: a frozen model that is filled from values of the domain.

A field has the name of its key, in the order of the manual (docs/json.md). Its value is the attribute of that name, or
the one that `at` names; other values are arguments of `of`. A value of the domain whose fields are the keys stands in
a document as it is.
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

Moment = Annotated[datetime, PlainSerializer(datetime.isoformat)]
"""Pydantic would write UTC as `Z`."""
NullText = Annotated[str | None, BeforeValidator(lambda text: text or None)]
"""A text that is null if it is stored as empty."""


def at(*path: str, **more: Any) -> Any:
    """A field whose attribute has another name or lies deeper: `at("fact", "item")`."""
    return Field(validation_alias=AliasPath(*path), **more)


class _Added:
    """An object with additional attributes."""

    def __init__(self, source: object, more: Mapping[str, Any]) -> None:
        self.__dict__.update(more)
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


class JsonPart(BaseModel):
    """An object inside a document. A key that Python or Pydantic reserves ends in `_` here."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        validate_by_name=True,
        defer_build=True,  # a command makes one or two of the hundred
        alias_generator=AliasGenerator(serialization_alias=lambda name: name.removesuffix("_")),
    )

    @classmethod
    def of(cls, source: object = None, /, **more: Any) -> Self:
        """Make the object from the attributes of `source` and the additional values."""
        return cls.model_validate(_Added(source, more))


class TableNotePart(JsonPart):
    """What was left out of a table that was read, in both languages."""

    thai: str
    english: str


class JsonDocument(JsonPart):
    """A whole document, beginning with its schema."""

    schema_: str

    def plain(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)

    def to_text(self) -> str:
        """The JSON text: indented, with Thai letters unescaped."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
