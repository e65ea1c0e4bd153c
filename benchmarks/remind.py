"""Deciding reminders for many units against the evaluation that they rest on, in one process.

Each unit has a ledger as it is in the middle of the season, snoozes, and the duties that come back. It ends with 1 if
deciding takes a larger part of the evaluation's time than promised.

    .venv/bin/python -m benchmarks.remind
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

from benchmarks.evaluate import fastest, make_facts
from domain.evaluation.evaluator import Evaluator
from domain.reminders.decide import decide
from domain.reminders.snoozes import Answers, Snooze
from domain.results import Evaluation
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.plan_files.workdays import working_days

UNITS = 1000
PROMISED = 0.35
"""A fifth more than the most that was measured. It was 2 when deciding took 0.3: no change could have broken it."""
WRITTEN_BY = date(2024, 6, 1)
AS_OF = date(2024, 6, 13)
"""A week before a batch is due: rungs to send, and one batch overdue."""
ANSWERS = Answers(
    snoozes=(Snooze(1, "planning", 22, date(2024, 6, 18), "รอลายเซ็น", date(2024, 6, 10)),),
    last_open={"planning": frozenset(range(1, 39)), "campaign": frozenset(range(1, 39))},
)


def main() -> None:
    """Print both times and the ratio."""
    plan = load_plan([plan_folder(2567)]).plan
    is_working_day = working_days()
    evaluator = Evaluator(plan, is_working_day)
    facts = [make_facts(plan, unit) for unit in range(UNITS)]
    before = [evaluator.evaluate(f, WRITTEN_BY) for f in facts]
    ledgers = [
        frozenset(
            (rung, r.group)
            for r in decide(plan, e, frozenset(), is_working_day).due
            for rung in r.rungs
        )
        for e in before
    ]
    now: list[Evaluation] = []

    def judge() -> None:
        now[:] = [evaluator.evaluate(f, AS_OF) for f in facts]

    found: list[int] = []

    def choose() -> None:
        found[:] = [
            len(decide(plan, e, ledger, is_working_day, ANSWERS).due)
            for e, ledger in zip(now, ledgers, strict=True)
        ]

    work: tuple[Callable[[], None], ...] = (judge, choose)
    judging, deciding = (fastest(step) for step in work)
    print(f"evaluate {UNITS} units x {len(plan.activities)}: {judging:.3f} s")
    print(f"decide their {sum(found)} reminders: {deciding:.3f} s")
    ratio = deciding / judging
    print(f"ratio {ratio:.2f} (promised: at most {PROMISED})")
    sys.exit(ratio > PROMISED)


if __name__ == "__main__":
    main()
