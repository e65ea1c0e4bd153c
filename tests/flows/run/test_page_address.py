"""Letters link to the pages that are set, or that are served now, and to none that are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.language.errors import OvertakenError
from flows.run.page_address import announced, known_page, page_of_unit
from storage.settings import Settings


def test_the_address_that_is_set_holds(tmp_path: Path) -> None:
    assert known_page(Settings(home=tmp_path, page_url="https://k.example/")) == "https://k.example"


def test_a_server_is_known_while_it_serves(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert known_page(settings) == ""
    with announced(settings, "http://127.0.0.1:8067"):
        assert known_page(settings) == "http://127.0.0.1:8067"
        with pytest.raises(OvertakenError), announced(settings, "http://127.0.0.1:1"):
            pass
    assert known_page(settings) == ""


@pytest.mark.parametrize(
    ("page", "several", "expected"),
    [
        ("https://k.example/", False, "https://k.example"),
        ("https://k.example/", True, "https://k.example/u/finance"),
        (None, True, ""),
    ],
)
def test_links_of_one_unit_among_several_name_it(
    tmp_path: Path, page: str | None, several: bool, expected: str
) -> None:
    settings = Settings(home=tmp_path, page_url=page)
    assert page_of_unit(settings, "finance", several=several) == expected


def test_a_note_that_a_killed_server_left_is_no_server(tmp_path: Path) -> None:
    (tmp_path / "pages.txt").write_text("http://127.0.0.1:8067", "utf-8")
    assert known_page(Settings(home=tmp_path)) == ""
