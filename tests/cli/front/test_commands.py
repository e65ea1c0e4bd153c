"""Each deed that a sentence asks for has one command, and the command exists and takes what it is given."""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cli
from cli.front.commands import BLANKS, COMMANDS, command_for, error_text, with_command
from cli.front.common import use_language, use_year
from cli.front.listing import open_command
from domain.language.errors import KamnotError
from domain.language.how import How, Verb

GIVEN = {
    "ACTIVITY": "7",
    "BATCH": "march",
    "DATE": "2024-03-15",
    "EMAIL": "name@example.go.th",
    "FILE": "answers.csv",
    "FOLDER": "packs",
    "FORM": "cover-memo",
    "GROUP": "planning",
    "ITEM": "12",
    "MEASURE": "12.benefit",
    "NUMBER": "๑๒",
    "OFFICE": "director",
    "REASON": "decided",
    "REGISTER": "goals",
    "ROW": "3",
    "CELL": "goal=x",
    "SOURCE": "copies",
    "SURVEY": "climate",
    "TARGET": "copies",
    "UNIT": "bureau",
    "TELEPHONE": "9263",
    "PEOPLE": "120",
    "PLACE": "302",
    "VALUE": "5",
    "YEAR": "2568",
}
WHOLE = [verb for verb in Verb if COMMANDS[verb].startswith("kamnot ")]
ADDED = [verb for verb in Verb if verb not in WHOLE]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    use_language("en")
    yield
    use_language(None)


def _filled(verb: Verb) -> list[str]:
    """The verb's command with every blank filled by its subject."""
    blanks = [word for word in COMMANDS[verb].split() if word in BLANKS]
    return command_for(How(verb, " ".join(GIVEN[blank] for blank in blanks))).split()


def _walk(command: Any, words: list[str]) -> tuple[Any, list[str]]:
    """The command that the first words name, and the words that are left for it."""
    while hasattr(command, "commands") and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    default = getattr(command, "default", "")
    return command.commands[default] if default else command, words


def test_every_deed_has_a_command_and_every_blank_its_thai_name() -> None:
    assert set(COMMANDS) == set(Verb)
    capitals = {word for line in COMMANDS.values() for word in line.split() if word.isupper()}
    assert capitals == set(BLANKS) == set(GIVEN)


@pytest.mark.parametrize("verb", WHOLE)
def test_the_command_exists_and_takes_what_it_is_given(verb: Verb) -> None:
    _, name, *words = _filled(verb)
    command, rest = _walk(open_command(name), words)

    assert not hasattr(command, "commands"), "a group of commands does nothing"
    command.make_context(name, rest)  # raises for what is missing, unknown or no such value


@pytest.mark.parametrize("verb", ADDED)
def test_what_is_to_be_added_is_an_option_of_some_command(verb: Verb) -> None:
    option, *value = _filled(verb)
    names = ("pack", "snooze", "submit", "submissions", "plan", "check", "evidence", "survey")

    found = [c for name in names for c in _leaves(open_command(name)) if option in _options(c)]

    assert found
    assert all(bool(value) != _options(c)[option].is_flag for c in found)


def _leaves(command: Any) -> list[Any]:
    children = getattr(command, "commands", {}).values()
    return [leaf for child in children for leaf in _leaves(child)] or [command]


def _options(command: Any) -> dict[str, Any]:
    return {opt: param for param in command.params for opt in param.opts}


@pytest.mark.parametrize(
    ("how", "thai", "english"),
    [
        (How(Verb.EVIDENCE_LIST), "kamnot evidence list", "kamnot evidence list"),
        (
            How(Verb.MEASURE_SET, "12.benefit"),
            "kamnot measure set 12.benefit ค่า",
            "kamnot measure set 12.benefit VALUE",
        ),
        (
            How(Verb.PLAN_NEW, "2568 2567"),
            "kamnot plan new 2568 --from 2567",
            "kamnot plan new 2568 --from 2567",
        ),
        (How(Verb.GIVE_REASON), "--why เหตุผล", "--why REASON"),
    ],
    ids=["nothing to fill in", "the subject, then a blank", "a subject of two words", "an option"],
)
def test_a_deed_is_shown_with_its_subject_and_what_the_reader_fills_in(
    how: How, thai: str, english: str
) -> None:
    assert command_for(how) == english

    use_language("th")
    assert command_for(how) == thai


def test_a_sentence_is_followed_by_its_command_or_stands_as_it_is() -> None:
    how = How(Verb.INIT)

    assert with_command("There is no unit yet.", how) == "There is no unit yet. → kamnot init"
    assert with_command("There is no unit yet.", None) == "There is no unit yet."


@pytest.mark.parametrize(
    ("how", "command"),
    [
        (How(Verb.PLAN_PREVIEW), "kamnot plan apply --dry-run --year 2570"),
        (How(Verb.EVIDENCE_LIST), "kamnot evidence list --year 2570"),
        (How(Verb.CONTACTS_LIST), "kamnot contacts list"),
        (How(Verb.PLAN_REOPEN, "2570"), "kamnot plan reopen 2570 --why เหตุผล"),
        (How(Verb.INIT_YEAR, "2571"), "kamnot init --year 2571"),
        (How(Verb.GIVE_OFFICE), "--by ตำแหน่ง"),
    ],
)
def test_a_run_of_a_named_year_proposes_commands_of_that_year(how: How, command: str) -> None:
    use_language("th")
    use_year("๒๕๗๐")
    assert command_for(how) == command


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EISDIR])
def test_the_system_s_reason_is_thai_in_a_thai_sentence(number: int) -> None:
    reason = os.strerror(number)
    refused = KamnotError(f"อ่านไฟล์ “ก” ไม่ได้ ({reason})", f"Cannot read 'ก' ({reason}).")

    use_language("th")
    assert not re.search("[a-z]", error_text(refused))
    use_language("en")
    assert reason in error_text(refused)


@pytest.mark.parametrize("room", ["batch", "evidence", "plan", "tables"])
def test_no_sentence_writes_out_a_command_without_the_year_that_was_looked_at(room: str) -> None:
    """Without `--year`, a command that was proposed for 2570 would be about the home's own year."""
    bare = [
        (path.name, ast.unparse(sentence))
        for path in Path(cli.__file__).with_name(room).glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("tell", "KamnotError")
        for sentence in call.args
        for part in (sentence.values if isinstance(sentence, ast.JoinedStr) else [sentence])
        if isinstance(part, ast.Constant) and re.search("kamnot [a-z]", str(part.value))
    ]

    assert [(name, said) for name, said in bare if "--year" not in said] == []
