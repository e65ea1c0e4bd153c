"""Loads a year's plan from its YAML files, or reports every problem at once.

A folder means all its `*.yaml` files in the order of their names. `domain.plan.checks` says how the values must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml import MappingNode

from domain.language.errors import KamnotError
from domain.language.thai import thai_digits
from domain.plan.checks import check_plan
from domain.plan.doubts import Doubt
from domain.plan.model import Plan
from storage.plan_files.content import LoadedPlan, plan_hash
from storage.plan_files.read_yaml import (
    BrokenFileError,
    Builder,
    PlanProblem,
    compose_file,
    locate,
    merge,
    read_file,
)
from storage.plan_files.shape import KeyPath, parse_with_stand_ins, shape_errors, shape_sentences

_JOINED = "activities"
"""The one top-level key that may be in several files."""
_SHOWN = 5
"""Most problems in an error's sentence; `plan validate` shows all."""

LISTS = ("activities", "batches", "groups", "figures", "criteria", "bands", "conditions", "levels")
"""Lists without which no comparison is possible."""


class PlanError(KamnotError):
    """A plan that cannot be used, with all its problems."""

    def __init__(self, problems: Sequence[PlanProblem]) -> None:
        """The sentence names the first problems and how many there are."""
        count = len(problems)
        super().__init__(
            _summary(f"แผนมีข้อผิดพลาด {thai_digits(count)} แห่ง โปรดแก้ไขแล้วลองใหม่", problems, "th"),
            _summary(
                f"The plan has {count} problem(s); correct them and try again", problems, "en"
            ),
        )
        self.problems = tuple(problems)


def _summary(head: str, problems: Sequence[PlanProblem], language: str) -> str:
    lines = [problem.shown(language) for problem in problems[:_SHOWN]]
    more = ["…"] if len(problems) > _SHOWN else []
    return "\n  ".join([f"{head}:", *lines, *more])


def load_plan(paths: Sequence[Path]) -> LoadedPlan:
    """Read one plan from files and folders. Raises PlanError with every problem found.

    The same content is parsed once in a process: parsing a year's plan takes longer than a check.
    """
    return _load(_contents(plan_files(paths)))


@lru_cache(maxsize=8)
def _load(contents: tuple[_Content, ...]) -> LoadedPlan:
    plan, problems = _read(contents)
    if problems or plan is None:
        raise PlanError(problems)
    return LoadedPlan(plan, plan_hash(plan), tuple(path for path, _ in contents))


def read_problems(paths: Sequence[Path]) -> list[PlanProblem]:
    """All problems of the plan that these files form together, by file and line."""
    try:
        files = plan_files(paths)
    except PlanError as error:
        return list(error.problems)
    return _read(_contents(files))[1]


def plan_files(paths: Iterable[Path]) -> list[Path]:
    """The files that `paths` mean, each once. Raises PlanError for a folder without YAML."""
    files: dict[Path, None] = {}
    for path in paths:
        found = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not found:
            raise PlanError([_empty_folder(path)])
        files.update(dict.fromkeys(found))
    return list(files)


def _empty_folder(path: Path) -> PlanProblem:
    return PlanProblem(
        str(path),
        1,
        "ไม่มีไฟล์ .yaml ในโฟลเดอร์นี้ โปรดระบุโฟลเดอร์ของแผน เช่น plans/2567",
        "This folder holds no .yaml file; name a plan's folder, such as plans/2567.",
    )


_Content = tuple[Path, bytes | PlanProblem]
"""A file's path and its bytes, or the problem with reading them."""


def _contents(files: Sequence[Path]) -> tuple[_Content, ...]:
    return tuple((path, _content(path)) for path in files)


def _content(path: Path) -> bytes | PlanProblem:
    try:
        return read_file(path)
    except BrokenFileError as error:
        return error.problem


def _read(contents: Sequence[_Content]) -> tuple[Plan | None, list[PlanProblem]]:
    roots, problems = _compose(contents)
    if not roots:
        return None, problems
    root = merge(roots, _JOINED)
    builder = Builder()
    data = builder.build(root)
    plan, found = _parse(root, data, builder.problems, whole=not problems)
    return plan, sorted({*problems, *builder.problems, *found})


def _compose(contents: Sequence[_Content]) -> tuple[list[MappingNode], list[PlanProblem]]:
    roots, problems = [], []
    for path, content in contents:
        if isinstance(content, PlanProblem):
            problems.append(content)
            continue
        try:
            roots.append(compose_file(path, content))
        except BrokenFileError as error:
            problems.append(error.problem)
    return roots, problems


def _parse(
    root: MappingNode, data: dict[str, Any], told: Sequence[PlanProblem], *, whole: bool
) -> tuple[Plan | None, list[PlanProblem]]:
    """Check types and keys, then everything else, as far as stand-ins allow.

    If a file could not be read the data is not `whole`, and absent keys and sums prove nothing. `told` are values
    that were no YAML scalars and have been reported.
    """
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        errors = shape_errors(error)
        problems = _shape_problems(root, data, errors, told)
        absent = [str(e["loc"][0]) for e in errors if _is_absent_top_key(e)]
        if absent and whole:
            problems.append(_absent(root, absent))
        return None, problems + _doubts_despite(root, data, whole)
    doubts = [doubt for doubt in check_plan(plan) if whole or not doubt.compares]
    return plan, [_problem(root, doubt) for doubt in doubts]


def _shape_problems(
    root: MappingNode, data: Any, errors: Sequence[ErrorDetails], told: Sequence[PlanProblem]
) -> list[PlanProblem]:
    places = {(problem.file, problem.line) for problem in told}
    problems = []
    for error in errors:
        place = locate(root, error["loc"])
        already_told = error["input"] is None and place in places
        if not already_told and not _is_absent_top_key(error):
            problems.append(PlanProblem(*place, *shape_sentences(error, data)))
    return problems


def _is_absent_top_key(error: ErrorDetails) -> bool:
    return error["type"] == "missing" and len(error["loc"]) == 1


def _absent(root: MappingNode, keys: Sequence[str]) -> PlanProblem:
    shown = ", ".join(sorted(keys))
    return PlanProblem(
        *locate(root, ()),
        f"แผนขาด {shown} โปรดเพิ่ม หรือตรวจไฟล์ทั้งหมดของแผนพร้อมกัน เช่นทั้งโฟลเดอร์ plans/2567",
        f"The plan lacks {shown}; add them, or name all files of the plan together, "
        "such as the folder plans/2567.",
    )


def _doubts_despite(root: MappingNode, data: dict[str, Any], whole: bool) -> list[PlanProblem]:
    plan, unread = parse_with_stand_ins(data)
    doubts = check_plan(plan) if plan else []
    return [
        _problem(root, doubt)
        for doubt in doubts
        if (whole or not doubt.compares) and not any(_rests_on(doubt, path) for path in unread)
    ]


def _rests_on(doubt: Doubt, unread: KeyPath) -> bool:
    """Whether a doubt may come from the stand-in at `unread`, directly or by comparison."""
    field = next(part for part in reversed(unread) if isinstance(part, str))
    if doubt.compares and field in LISTS:
        return True
    # The rubric and the activities share names of fields but compare only ids and numbers.
    same_side = (doubt.path[0] == "rubric") == (unread[0] == "rubric")
    if field in doubt.compares and (same_side or field in ("id", "number")):
        return True
    beside = len(unread) > 1 and doubt.path[:-1] == unread[:-1]
    return beside or doubt.path[: len(unread)] == unread


def _problem(root: MappingNode, doubt: Doubt) -> PlanProblem:
    return PlanProblem(*locate(root, doubt.path), doubt.thai, doubt.english)
