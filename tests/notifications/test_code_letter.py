"""The mails about signing in: the code in both languages, its link escaped, no promise beyond it."""

from __future__ import annotations

import pytest

from notifications.code_letter import code_letter, handed_over_letter


@pytest.mark.parametrize(("language", "words"), [("th", "ภายใน ๑๐ นาที"), ("en", "for 10 minutes")])
def test_the_code_stands_in_the_text_and_the_html(language: str, words: str) -> None:
    letter = code_letter("12345678", 10, "https://k.example/enter/code?code=12345678&x=1", language)
    for body in (letter.text, letter.html):
        assert "1234 5678" in body
        assert words in body
    assert "12345678" not in letter.subject
    assert "&amp;x=1" in letter.html


@pytest.mark.parametrize("language", ["th", "en"])
def test_whoever_gets_a_code_by_hand_is_told_who_made_it(language: str) -> None:
    letter = handed_over_letter("<head>", language)
    assert "<head>" in letter.text
    assert "&lt;head&gt;" in letter.html
    assert "http" not in letter.text
