"""The sentences of findings: both languages say the same, and no value of the rules lacks its words."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from domain.activity.picture_doubts import PictureDoubt
from domain.facts import Problem, ReliefKind
from domain.plan.model import EvidenceKind
from domain.results import Outcome, Timeliness
from domain.words.wording import (
    KINDS,
    OUTCOMES,
    SENTENCES,
    TIMELINESS,
    digits,
    sentence,
    show_amount,
)

ROOT = Path(__file__).resolve().parents[3]
CODE = "\n".join(
    path.read_text("utf-8")
    for room in ("cli", "domain", "flows", "notifications", "reports")
    for path in (ROOT / room).rglob("*.py")
    if path.name != "wording.py"
)
OWN = (ROOT / "domain/words/wording.py").read_text("utf-8")


def blanks(sentence: str) -> set[str]:
    """What a sentence leaves to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_are_filled_with_the_same_values(key: str) -> None:
    thai, english = SENTENCES[key]

    assert blanks(thai) == blanks(english)


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_is_said_somewhere(key: str) -> None:
    kind = key.partition(".")[0]

    said_here = f'sentence("{key}"' in OWN
    assert said_here or f'"{key}"' in CODE or f'f"{kind}.{{' in CODE


@pytest.mark.parametrize(
    ("prefix", "values"),
    [("problem", Problem), ("relief", ReliefKind), ("picture", PictureDoubt)],
)
def test_every_reason_that_the_rules_know_has_a_sentence(
    prefix: str, values: type[StrEnum]
) -> None:
    assert [value for value in values if f"{prefix}.{value.value}" not in SENTENCES] == []


@pytest.mark.parametrize(
    ("words", "values"), [(OUTCOMES, Outcome), (TIMELINESS, Timeliness), (KINDS, EvidenceKind)]
)
def test_every_value_that_people_are_shown_has_a_word_of_its_own(
    words: dict[str, tuple[str, str]], values: type[StrEnum]
) -> None:
    assert {str(key) for key in words} == {value.value for value in values}
    assert all(len(set(names)) == len(names) for names in zip(*words.values(), strict=True))


def test_only_thai_readers_get_thai_numerals() -> None:
    assert sentence("found.few", "th", found=1, count=12) == "มี ๑ จาก ๑๒ ไฟล์"
    assert sentence("found.few", "en", found=1, count=12) == "1 of 12 files"


@pytest.mark.parametrize("name", ["{reason}", "{0}", "}{", "100%s", "รายงาน {เดือน}.pdf"])
def test_a_files_name_is_never_read_as_a_blank_of_the_sentence(name: str) -> None:
    told = sentence("found.returned", "en", name=name, reason="unsigned")

    assert told == f"{name} was returned: unsigned"


def test_a_text_keeps_its_own_numerals() -> None:
    assert sentence("found.returned", "th", name="7.pdf", reason="หน้า 3") == "7.pdf ถูกส่งคืน: หน้า 3"
    assert not re.search("[0-9]", sentence("found.later", "th", count=30))


@pytest.mark.parametrize(
    ("value", "unit", "thai", "english"),
    [
        pytest.param(Fraction(9, 10), "", "๙๐%", "90%", id="a share"),
        pytest.param(
            Fraction(79995, 100000), "", "๗๙.๙๙%", "79.99%", id="never rounded up to a band"
        ),
        pytest.param(5, "เรื่อง", "๕ เรื่อง", "5", id="a count with its Thai unit"),
        pytest.param(0, "เรื่อง", "๐ เรื่อง", "0", id="a count of none"),
        pytest.param(5, "", "๕", "5", id="a count without one"),
        pytest.param(True, "เรื่อง", "มี", "yes", id="a yes is no count of one"),
        pytest.param(False, "เรื่อง", "ไม่มี", "no", id="a no is no count of none"),
        pytest.param(None, "เรื่อง", "ไม่ทราบ", "unknown", id="unknown"),
    ],
)
def test_a_number_is_shown_as_its_kind_is_written(
    value: Fraction | int | bool | None, unit: str, thai: str, english: str
) -> None:
    assert show_amount(value, "th", unit) == thai
    assert show_amount(value, "en", unit) == english


@pytest.mark.parametrize(("language", "shown"), [("th", "๒๕๖๗"), ("en", "2567"), ("", "๒๕๖๗")])
def test_a_number_outside_a_sentence_is_written_for_its_reader(language: str, shown: str) -> None:
    assert digits(2567, language) == shown
