"""The deeds that a sentence may ask for: each is asked for somewhere, and none outside the commands is a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.language.how import How, Verb

ROOT = Path(__file__).resolve().parents[3]
CODE = "\n".join(
    path.read_text("utf-8")
    for room in ("cli", "domain", "flows", "notifications", "sample", "storage")
    for path in (ROOT / room).rglob("*.py")
    if path.name not in ("how.py", "commands.py")
)


@pytest.mark.parametrize("verb", Verb, ids=lambda verb: verb.value)
def test_every_deed_is_asked_for_somewhere(verb: Verb) -> None:
    assert f"Verb.{verb.name}" in CODE


def test_a_deed_is_known_by_itself_and_by_what_it_is_done_to() -> None:
    asked = {How(Verb.MEASURE_SET, "12.benefit"), How(Verb.MEASURE_SET, "12.benefit")}

    assert len(asked) == 1
    assert How(Verb.INIT).subject == ""


@pytest.mark.parametrize("verb", Verb, ids=lambda verb: verb.value)
def test_a_deed_has_the_name_that_programs_read(verb: Verb) -> None:
    assert verb.value.replace("-", ".") == verb.name.lower().replace("_", ".")
