"""A list for a terminal: its headings in the reader's language, long words folded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cli.front.common import use_language
from cli.front.tables import headed


@pytest.fixture(autouse=True)
def no_language() -> Iterator[None]:
    yield
    use_language(None)


@pytest.mark.parametrize(("language", "heads"), [("th", ["ที่", "เรื่อง"]), ("en", ["Id", "Subject"])])
def test_headings_are_in_the_language_of_the_run(language: str, heads: list[str]) -> None:
    use_language(language)
    table = headed(("ที่", "Id"), ("เรื่อง", "Subject"))

    assert [column.header for column in table.columns] == heads
    assert {column.overflow for column in table.columns} == {"fold"}
