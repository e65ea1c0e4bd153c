"""What holds for every rule: whatever it tells a person is a whole sentence, in Thai and in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from domain.language.errors import KamnotError
from domain.next_year.table_rows import TableDoubt
from domain.plan import model
from domain.plan.doubts import Doubt
from domain.rubric.typed_numbers import RowDoubt

FIELDS = {
    name
    for kind in vars(model).values()
    if isinstance(kind, type) and issubclass(kind, BaseModel)
    for name in kind.model_fields
}
"""Every name that a plan's file may use."""


@pytest.fixture(autouse=True)
def told_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (KamnotError, TableDoubt, Doubt, RowDoubt):
        monkeypatch.setattr(kind, "__init__", _telling(kind.__init__))


def _telling(build: Callable[..., None]) -> Callable[..., None]:
    def made(self: Any, *values: Any, **named: Any) -> None:
        build(self, *values, **named)
        assert re.search("[ก-ฮ]", self.thai), self.thai
        assert re.search("[a-z]", self.english), self.english
        assert not re.search(r"\bNone\b", self.thai + self.english), (self.thai, self.english)
        assert FIELDS.issuperset(getattr(self, "compares", ())), self.compares

    return made
