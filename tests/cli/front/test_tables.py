"""A list for a terminal: its headings in the reader's language, long words folded."""

from __future__ import annotations

import pytest

from cli.front.common import use_language
from cli.front.tables import headed


@pytest.mark.parametrize(("language", "heads"), [("th", ["ที่", "เรื่อง"]), ("en", ["Id", "Subject"])])
def test_headings_are_in_the_language_of_the_run(language: str, heads: list[str]) -> None:
    use_language(language)
    table = headed(("ที่", "Id"), ("เรื่อง", "Subject"))

    assert [column.header for column in table.columns] == heads
    assert {column.overflow for column in table.columns} == {"fold"}
