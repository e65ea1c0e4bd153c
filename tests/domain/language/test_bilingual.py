"""A sentence in two languages: English for whoever asks for it, Thai for everybody else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.language.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Told(Bilingual):
    thai: str
    english: str


@pytest.mark.parametrize(
    ("language", "sentence"), [("th", "ครบ"), ("en", "complete"), ("", "ครบ"), ("EN", "ครบ")]
)
def test_only_who_asks_for_english_reads_it(language: str, sentence: str) -> None:
    assert Told("ครบ", "complete").text(language) == sentence
    assert Told("ครบ", "complete").text() == "ครบ"


def test_a_value_in_two_languages_has_no_room_for_more() -> None:
    assert not hasattr(Told("ครบ", "complete"), "__dict__")
