"""No sentence names a command: members read them in mails, in Prefect and on pages, where none can be typed.

What helps is a deed beside the sentence (`domain/language/how.py`); `cli` alone knows its command.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.house import CODE, modules, tree_of
from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, Problem, ReviewFact, SectionFact, SectionOutcome
from domain.plan.model import Plan
from domain.reminders.decide import decide
from domain.reminders.director_news import FailedLetter, News
from domain.reminders.recipients import FOLLOW_UP
from domain.results import Reminder, WaitsFor
from notifications.digest import render_digest
from notifications.digest_words import TO_ITSELF
from notifications.layout import Digest
from notifications.safe_text import one_line
from notifications.summary import render_summary
from tests.support.cast import DUE, UNIT, file, photo, relief, share, small_plan, weekday

ROOT = Path(__file__).resolve().parents[1]
COMMAND = re.compile(r"\bkamnot [a-z{]|(?<![\w-])--[a-z]")
"""`kamnot measure set`, `kamnot {name}`, `--why`."""


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring, with its line; what is filled in shows as `{}`."""
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
            parts = (p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in passed:
            yield node.lineno, str(node.value)


def _commands_in(path: Path) -> list[str]:
    return [
        f"{path}:{line}: {text}" for line, text in _texts(tree_of(path)) if COMMAND.search(text)
    ]


def test_no_text_outside_the_command_line_names_a_command_or_an_option() -> None:
    paths = modules(*(room for room in CODE if room != "cli"))

    assert [found for path in paths for found in _commands_in(path)] == []


def test_no_template_and_no_plan_names_one() -> None:
    """A comment (`#`) in a plan's file is for its editor, at a terminal; what is in `deploy` is no text for people."""
    files = [f for name in ("*.j2", "*.typ", "*.yaml") for f in ROOT.glob(f"[a-z]*/**/{name}")]
    said = [
        line
        for path in files
        if path.relative_to(ROOT).parts[0] not in ("tests", "deploy")
        for line in path.read_text("utf-8").splitlines()
        if not line.lstrip().startswith("#")
    ]

    assert len(files) > 10
    assert [line for line in said if COMMAND.search(line)] == []


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ('said = "โปรดสั่ง kamnot init"', True),
        ('said = f"see kamnot {name}"', True),
        ('said = "give one with --why."', True),
        ('said = "the Kamnot server"', False),
        ('said = "---- a line ----"', False),
        ('def f():\n    """`kamnot init` calls it."""', False),
    ],
)
def test_a_command_is_seen_wherever_a_text_may_hold_it(code: str, seen: bool) -> None:
    assert any(COMMAND.search(text) for _, text in _texts(ast.parse(code))) == seen


# Letters

REPORT = partial(file, "2.report")
CANNOT_TELL = (SectionFact("result", SectionOutcome.CANNOT_TELL),)
STATES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "complete": {"evidence": (REPORT(),), "measures": (share("1.signed", 9, 10),)},
    "a scan": {"evidence": (REPORT(has_text=False, sections=CANNOT_TELL),)},
    "a wrong format": {"evidence": (REPORT(format="jpg"),)},
    "one picture of two": {"evidence": (photo("1.photos", 1),)},
    "a number too small": {"measures": (share("1.signed", 1, 2),)},
    "returned": {"evidence": (REPORT(),), "reviews": (ReviewFact(1, 1, False, "ขาดลายมือชื่อ", DUE),)},
    "waived": {"reliefs": (relief("waiver", "1.signed"),)},
    "extended": {"reliefs": (relief("extension", "2", until=DUE + timedelta(14)),)},
    **{f"a file {problem.value}": {"evidence": (REPORT(problem=problem),)} for problem in Problem},
    **{
        f"a section {outcome.value}": {"evidence": (REPORT(sections=(SectionFact("result", outcome),)),)}
        for outcome in SectionOutcome
    },
}  # fmt: skip
DUTY = {
    "source": "s", "id": "complaints-report", "title": "รายงานเรื่องร้องเรียน", "groups": ["planning"],
    "since": "2023-11-15", "rungs": [{"source": "s", "days_before": 3, "audience": ["members"]}],
    "overdue": {"source": "s", "every_days": 14, "audience": ["members"]},
}  # fmt: skip
PLAN = Plan.model_validate(small_plan().model_dump() | {"recurring": [DUTY]})
FAILED = FailedLetter(12, "head@bureau.example", "planning", "dead", "550 unknown")


def _letters(state: str, day: date, language: str) -> Iterator[tuple[Reminder | None, Digest]]:
    """What the groups and the director read that day."""
    facts = Facts(UNIT, **STATES[state])
    evaluation = evaluate(PLAN, facts, day, weekday, language=language)
    due = decide(PLAN, evaluation, frozenset(), weekday).standing
    shown = partial(render_digest, plan=PLAN, unit_name="สำนักทดสอบ", language=language, as_of=day)
    yield from ((reminder, shown(reminder)) for reminder in due)
    news = News(due, ("planning",), (FAILED,))
    summary = render_summary(news, plan=PLAN, unit_name="สำนักทดสอบ", language=language, as_of=day)
    yield None, summary


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("state", STATES)
def test_no_letter_names_a_command_and_each_says_what_to_do(state: str, language: str) -> None:
    for day in (DUE - timedelta(7), DUE, DUE + timedelta(7)):
        for reminder, letter in _letters(state, day, language):
            for text in (letter.subject, letter.text, letter.html, letter.short):
                assert not COMMAND.search(text), text
            if reminder is None:
                continue
            todo = [f for a in reminder.activities for f in a.open_findings]
            assert todo or reminder.duties or reminder.to_review
            for finding in todo:
                asked = finding.waits_for is not WaitsFor.REVIEW or reminder.group == FOLLOW_UP
                assert not asked or _said(finding.remedy, reminder.group, language) in letter.text


def _said(remedy: str, group: str, language: str) -> str:
    """The first word of a remedy as the group reads it: nobody is told to tell themselves."""
    for others, own in TO_ITSELF[language] if group == FOLLOW_UP else ():
        remedy = remedy.replace(others, own)
    return one_line(remedy).split()[0]
