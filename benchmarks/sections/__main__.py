"""How well the parts that the plan lists are found: precision and recall over labelled documents.

    .venv/bin/python -m benchmarks.sections [--seed N …] [--misses] [--keep FOLDER]

Documents and labels come from `drafts`, `makers` and `texts`. A part counts as found where Kamnot says FOUND;
counted a second way, DOUBTFUL too ("asks a person"). `--misses` names what went wrong in the part that
may be tuned against; the held-out part shows its figures only.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.sections.begun import false_alarms, fastest, starters
from benchmarks.sections.begun import speed as speed_of_starters
from benchmarks.sections.drafts import SEED, draft_all
from benchmarks.sections.judging import Case, judge
from benchmarks.sections.makers import make_all
from domain.documents.matching import match_sections
from domain.facts import SectionOutcome
from domain.plan.model import Plan
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

PAGES, LETTERS = 40, 1800


def share(hits: Iterable[bool]) -> str:
    """A share in three decimals; a dash of nothing."""
    values = list(hits)
    return f"{sum(values) / len(values):.3f}" if values else "    –"


def row(name: str, cases: Sequence[Case]) -> str:
    """Precision and recall both ways, the pages, and how often a person is asked in vain."""
    there = [c for c in cases if c.truth]
    absent = [c for c in cases if c.truth is False]
    closed = [c for c in cases if c.truth is None]
    columns = (
        f"{len({c.draft.name for c in cases}):4d} {len(there):5d} {len(absent):5d} {len(closed):5d}",
        share(bool(c.truth) for c in cases if c.found),
        share(c.found for c in there),
        share(bool(c.truth) for c in cases if c.asked),
        share(c.asked for c in there),
        share(c.said.outcome is SectionOutcome.DOUBTFUL for c in absent),
        share(c.said.outcome is SectionOutcome.CANNOT_TELL for c in closed),
        share(c.paged for c in cases if c.paged is not None),
    )
    return f"{name:<26} " + "  ".join(columns)


HEADER = (
    f"{'':<26} docs there absent scan   prec.  recall  prec?  recall?  vain?  scan    page\n"
    f"{'':<26}                           FOUND only     with DOUBTFUL"
)


def table(title: str, cases: Sequence[Case]) -> None:
    """Print one part of the set: overall, by maker, by kind of difficulty."""
    print(f"\n== {title}\n{HEADER}")
    print(row("all", cases))
    for name, key in (("maker", _maker), ("kind", _kind)):
        for value in dict.fromkeys(key(c) for c in cases):
            print(row(f"{name} {value}", [c for c in cases if key(c) == value]))
    unseen = [c for c in cases if c.section in c.draft.unseen and c.truth]
    print(row("headings in other words", unseen))


def _maker(case: Case) -> str:
    return case.draft.maker


def _kind(case: Case) -> str:
    return case.draft.kind


def misses(cases: Sequence[Case]) -> None:
    """Name what was invented, missed or put on a wrong page."""
    for c in cases:
        wrong = (
            ("INVENTED" if c.found and not c.truth else "")
            or ("missed" if c.truth and not c.found else "")
            or ("page" if c.paged is False else "")
        )
        if wrong:
            shown = f"{c.said.outcome.value} p{c.said.page} {c.said.words!r} true {set(c.pages)}"
            print(f"{wrong:9} {c.draft.name:45} {c.section:20} {shown} {_heading(c)}")


def _heading(case: Case) -> str:
    from benchmarks.sections.drafts import Grid, Head, Para

    for block in case.draft.blocks:
        match block:
            case Head(text, part) if part == case.section:
                return text
            case Para(runs):
                for text, part in runs:
                    if part == case.section:
                        return text[:80]
            case Grid(rows, parts, by_column) if case.section in parts:
                n = parts.index(case.section)
                return rows[0][n] if by_column else rows[n][0]
            case _:
                pass
    return ""


def speed(plan: Plan) -> None:
    """Processor time of matching alone on a 40-page report, with and without the parts in it."""
    from rapidfuzz.fuzz import partial_ratio

    from benchmarks.sections.texts import BODY

    sections = next(r for r in plan.by_number[2].requirements if r.id == "knowledge-paper").sections
    text = " ".join((*BODY, *BODY, *BODY))[:LETTERS]
    lines = "\n".join(text[i : i + 80] for i in range(0, len(text), 80))
    absent = [lines] * PAGES
    there = [f"{s.title}\n{lines}" for s in sections] + absent[len(sections) :]
    for name, pages in (("absent", absent), ("there", there)):
        took = fastest(partial(match_sections, sections, pages, 0, True, partial_ratio))
        print(f"{PAGES} pages x {LETTERS} letters, 12 sections {name}: {took * 1000:.1f} ms")


def main() -> None:
    """Make the documents, look into them and print the tables."""
    parser = argparse.ArgumentParser(description="Precision and recall of finding parts.")
    parser.add_argument("--seed", type=int, nargs="+", default=[SEED])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--keep", type=Path, help="write the documents here and keep them")
    options = parser.parse_args()
    plan = load_plan([plan_folder(2567)]).plan
    drafts = [draft for seed in options.seed for draft in draft_all(plan, seed)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        made = make_all(drafts, folder)
        cases = judge(made)
        false_alarms(plan, made)
        starters(plan, folder)
    tuned = [c for c in cases if not c.draft.held_out]
    table("tuned part", tuned)
    table("held-out part", [c for c in cases if c.draft.held_out])
    if options.misses:
        misses(tuned)
    speed(plan)
    speed_of_starters(plan)


if __name__ == "__main__":
    main()
