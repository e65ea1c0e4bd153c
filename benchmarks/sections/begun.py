"""How well what was written into a starter is told, in every format, and whether other documents are left alone."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.sections.makers import Made
from domain.documents.starters import ExpectedStarter, StarterCode
from domain.facts import SectionOutcome
from domain.inspected import Inspection
from domain.language.ids import RequirementId
from domain.plan.model import Plan, SectionKind
from inspection.inspector import Inspector
from reports.paper.fonts import sarabun
from reports.paper.word import to_docx
from reports.starters import begin
from tests.support.dossiers import dossier
from tests.support.paper import typed_over

FORMATS = {"docx": "docx:MS Word 2007 XML", "odt": "odt", "pdf": "pdf"}
"""As LibreOffice saves them."""
STATES = ("untouched", "written", "emptied", "half")
BY_KAMNOT = frozenset({"1.declaration"})
"""Whose parts are the plan's own words: without help they are whole."""
ROUNDS = 5


def starters(plan: Plan, folder: Path) -> None:
    """Print how many of the starters are judged rightly, by state and format."""
    right: Counter[tuple[str, str]] = Counter()
    whole: Counter[tuple[str, str]] = Counter()
    with Inspector() as inspector:
        for state, form, asked, path in _made(plan, folder):
            seen = inspector.look(
                path, path.name, plan.requirement_by_id[asked], expected(plan, asked)
            )
            whole[state, form] += 1
            right[state, form] += _is_right(plan, asked, state, seen)
    print("\n== starters (right of all)")
    for state in STATES:
        told = (f"{form} {right[state, form]}/{whole[state, form]}" for form in ("made", *FORMATS))
        print(f"{state:<12} {'  '.join(told)}")


def expected(plan: Plan, asked: RequirementId) -> ExpectedStarter:
    """What Kamnot begins for a requirement of the bureau."""
    starter = plan.starter_of.get(asked)
    code = StarterCode(asked, plan.fiscal_year, "bureau")
    return ExpectedStarter(code, starter.hints if starter else {})


def _texts(plan: Plan, asked: RequirementId) -> list[str]:
    sections = plan.requirement_by_id[asked].sections
    return [section.id for section in sections if section.kind is SectionKind.TEXT]


def _made(plan: Plan, folder: Path) -> Iterator[tuple[str, str, RequirementId, Path]]:
    for state in STATES:
        written: dict[Path, RequirementId] = {}
        for asked in plan.starter_of:
            if texts := _texts(plan, asked):
                path = folder / state / f"{asked}.docx"
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(_in_state(plan, asked, state, texts))
                written[path] = asked
        for path, asked in written.items():
            yield state, "made", asked, path
        for form, by in FORMATS.items():
            out = folder / f"{state}-{form}"
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            subprocess.run(
                ["soffice", profile, "--headless", "--convert-to", by, "--outdir", str(out), *map(str, written)],
                check=True, capture_output=True,
            )  # fmt: skip
            for path, asked in written.items():
                yield state, form, asked, out / f"{path.stem}.{form}"


def _in_state(plan: Plan, asked: RequirementId, state: str, texts: Sequence[str]) -> bytes:
    made = to_docx(begin(dossier("empty", "dos-donts"), asked), sarabun(), sealed=True)
    write = {"written": texts, "emptied": (), "half": (*texts[::2], "contents")}
    return (
        made
        if state == "untouched"
        else typed_over(made, plan.starter_of[asked], write=write[state])
    )


def _is_right(plan: Plan, asked: RequirementId, state: str, seen: Inspection) -> bool:
    texts = _texts(plan, asked)
    found = {s.id for s in seen.sections if s.outcome is SectionOutcome.FOUND and s.id in texts}
    missing = {s.id for s in seen.sections if s.outcome is SectionOutcome.NOT_FOUND}
    if state == "untouched":
        return not found
    if state == "written" or asked in BY_KAMNOT:
        return found == set(texts)
    # A list of contents that was updated is whole without a word.
    written = {*(texts[::2] if state == "half" else ()), "contents"} & set(texts)
    return found == written and missing >= set(texts) - written


def false_alarms(plan: Plan, made: Sequence[Made]) -> None:
    """Print how many documents that Kamnot did not begin are judged otherwise since it begins some."""
    changed = 0
    with Inspector() as inspector:
        for one in made:
            asked = one.draft.requirement
            name = next((n for n, r in plan.requirement_by_id.items() if r == asked), None)
            if name is None:
                continue
            before = inspector.look(one.path, one.path.name, asked)
            changed += (
                inspector.look(one.path, one.path.name, asked, expected(plan, name)) != before
            )
    print(f"documents that are no starters and are judged otherwise: {changed} of {len(made)}")


def speed(plan: Plan) -> None:
    """Processor time of a starter beside that of writing it when its words are there."""
    known = dossier("full", "dos-donts")
    docs = [begin(known, asked) for asked in plan.starter_of]
    bare = fastest(lambda: [to_docx(doc, sarabun()) for doc in docs])
    whole = fastest(
        lambda: [to_docx(begin(known, asked), sarabun(), sealed=True) for asked in plan.starter_of]
    )
    print(
        f"{len(docs)} starters {whole * 1000:.0f} ms, the bare writer {bare * 1000:.0f} ms: {whole / bare:.2f}"
    )


def fastest(work: Callable[[], object]) -> float:
    """Processor seconds of the fastest of a few runs: the one least disturbed."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)
