"""How much text is text."""

from __future__ import annotations

import pytest

from inspection.paper.texts import count_words, has_few_letters


@pytest.mark.parametrize(
    ("texts", "few"),
    [
        ([], True),
        (["ก" * 19], True),
        (["ก" * 20], False),
        (["ก" * 10, "ข" * 10], False),
        (["1234567890" * 5 + " .,-" * 9], True),
        (["ก่" * 19], True),
    ],
)
def test_twenty_letters_are_text(texts: list[str], few: bool) -> None:
    assert has_few_letters(*texts) is few


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], 0),
        (["  \n "], 0),
        (["รายงานผล ของสำนัก\nปี ๒๕๖๗"], 3),
        (["1. องค์ความรู้", "(ก) Word 2019"], 3),
        (["๑๒๓ - 45"], 0),
    ],
)
def test_a_word_is_a_run_between_blanks_that_holds_a_letter(texts: list[str], words: int) -> None:
    assert count_words(texts) == words
