"""evaluate() over many units in pure Python: microseconds an activity, and how the time grows.

The yardstick is the smallest honest judge of the same facts: one pass that counts files by requirement.

    .venv/bin/python -m benchmarks.evaluate
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from random import Random

from domain.activity.counts import PICTURE_FORMATS
from domain.evaluation.evaluator import Evaluator
from domain.facts import EvidenceFact, Facts, MeasureFact, SectionFact, SectionOutcome
from domain.language.ids import MeasureId, RequirementId
from domain.plan.model import Plan
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

SIZES = (125, 250, 500, 1000)
REPEATS = 3
AS_OF = date(2024, 9, 30)


def make_facts(plan: Plan, unit: int) -> Facts:
    """A unit whose evidence is there, late, short of a section or missing, in a fixed mixture."""
    evidence, measures = [], []
    for n, activity in enumerate(plan.activities):
        received = date(2024, 3, 1) + timedelta(days=(unit * 7 + n * 3) % 150)
        for k, requirement in enumerate(activity.requirements):
            if (unit + n + k) % 5 == 0:
                continue
            outcome = SectionOutcome.NOT_FOUND if (unit + n) % 7 == 0 else SectionOutcome.FOUND
            evidence += [
                EvidenceFact(
                    item=n * 1000 + k * 50 + copy,
                    version=1,
                    requirement=RequirementId(activity.number, requirement.id),
                    file_name="รายงาน.pdf",
                    format=requirement.formats[0],
                    sha256=f"{unit}-{n}-{k}-{copy}",
                    fingerprint=_fingerprint(f"{unit}-{n}-{k}-{copy}", requirement.formats[0]),
                    received_on=received,
                    has_text=True,
                    sections=tuple(SectionFact(s.id, outcome, 1) for s in requirement.sections),
                )
                for copy in range(requirement.min_count)
            ]
        for measure in activity.measures:
            value = 20 if isinstance(measure.at_least, int) else Fraction(19, 20)
            measures.append(MeasureFact(MeasureId(activity.number, measure.id), value, received))
    return Facts(f"unit-{unit}", tuple(evidence), (), tuple(measures))


def _fingerprint(seed: str, file_format: str) -> str | None:
    """Of a picture like no other: the same on every run."""
    return Random(seed).randbytes(16).hex() if file_format in PICTURE_FORMATS else None


def count_only(plan: Plan, facts: Facts) -> int:
    """The yardstick: how many requirements have enough files, and nothing else."""
    seen: dict[str, int] = {}
    for fact in facts.evidence:
        if fact.received_on <= AS_OF and fact.problem is None:
            seen[fact.requirement] = seen.get(fact.requirement, 0) + 1
    return sum(
        seen.get(name, 0) >= asked.min_count for name, asked in plan.requirement_by_id.items()
    )


def judge_all(evaluator: Evaluator, facts: Sequence[Facts]) -> int:
    """Evaluate each unit and keep nothing, as a roll-up does: the points earned by all of them."""
    return sum(int(evaluator.evaluate(f, AS_OF).points.earned) for f in facts)


def fastest(work: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of a few runs: the one least disturbed."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of log time over log size, by least squares: 1.0 grows in step."""
    xs, ys = [math.log(s) for s in sizes], [math.log(t) for t in seconds]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - mx) ** 2 for x in xs
    )


def main() -> None:
    """Print a row for each size, then the exponent and the ratio."""
    loaded = load_plan([plan_folder(2567)])
    plan = loaded.plan
    evaluator = Evaluator(plan, lambda day: day.weekday() < 5)
    facts = [make_facts(plan, unit) for unit in range(max(SIZES))]
    seconds = []
    for size in SIZES:
        chosen = facts[:size]
        took = fastest(partial(judge_all, evaluator, chosen))
        seconds.append(took)
        each = took / size / len(plan.activities) * 1e6
        print(
            f"evaluate {size:5d} units x {len(plan.activities)}: {took:.3f} s, {each:.1f} us an activity"
        )
    bare = fastest(lambda: [count_only(plan, f) for f in facts])
    print(f"growth exponent {exponent(SIZES, seconds):.3f}")
    print(f"ratio to counting files only: {seconds[-1] / bare:.1f} x")


if __name__ == "__main__":
    main()
