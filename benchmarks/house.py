"""Does the house keep its own bars? Measured on the code's syntax trees, never on what a page says of it.

.venv/bin/python -m benchmarks.house [--list]
"""

from __future__ import annotations

import argparse
import ast
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CODE = (
    "cli",
    "domain",
    "flows",
    "inspection",
    "notifications",
    "reports",
    "sample",
    "storage",
    "web",
)
AROUND = ("tests", "benchmarks")
MOST_MODULES = 15
ARROWS = {"domain": 42, "storage": 11, "flows": 19}
"""What the redrawing promised for the arrows between the inner packages of a room."""
CLI_LINES, ALL_LINES = 5_600, 34_145
MEDIAN, NINE_OF_TEN = 9, 24
MOST_BROAD = 3
TESTS_TO_CODE = 0.8
MOST_FILES = 3
SHORTEST = 120
"""Characters of a syntax tree below which a function is too short to be a repetition."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Bar:
    """One promise: `held` None for a figure that has no bar; `names` are those that break it."""

    what: str
    measured: str
    wanted: str
    held: bool | None
    names: tuple[str, ...] = ()


class Broad(NamedTuple):
    """A place that catches whatever comes, and the reason that its line or the next gives."""

    place: str
    reason: str


# Reading


def modules(*rooms: str) -> list[Path]:
    """The Python files of the rooms as paths from the root, in order."""
    return sorted(path.relative_to(ROOT) for room in rooms for path in (ROOT / room).rglob("*.py"))


@cache
def text_of(path: Path) -> str:
    """What the file says."""
    return (ROOT / path).read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(text_of(path))


def lines(*rooms: str) -> int:
    """Lines that are not blank."""
    return sum(bool(line.strip()) for path in modules(*rooms) for line in text_of(path).split("\n"))


# Measuring


def full_folders() -> list[tuple[str, int]]:
    """Folders with more modules than a reader keeps in mind; `__init__.py` is none."""
    counts: dict[str, int] = defaultdict(int)
    for path in modules(*CODE, *AROUND):
        counts[str(path.parent)] += path.stem != "__init__"
    return sorted((folder, n) for folder, n in counts.items() if n > MOST_MODULES)


def arrows(room: str) -> set[tuple[str, str]]:
    """Which inner package of the room imports which; a module on the ground floor counts as one."""
    found = {
        (path.relative_to(room).parts[0].removesuffix(".py"), inner)
        for path in modules(room)
        for inner in _imported_inner(path, room)
    }
    return {(one, other) for one, other in found if one != other}


def _imported_inner(path: Path, room: str) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        for name in _names_imported(node):
            parts = name.split(".")
            if parts[0] == room and len(parts) > 1:
                yield parts[1]


def _names_imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        deeper = "." in node.module
        return [node.module] if deeper else [f"{node.module}.{a.name}" for a in node.names]
    return []


def function_lengths() -> list[int]:
    """How many lines each function of the code has, its docstring included, its decorators not."""
    return sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in modules(*CODE)
        for node in ast.walk(tree_of(path))
        if isinstance(node, Function)
    )


def broad_catches() -> list[Broad]:
    """Where the code catches everything: a bare `except`, `Exception`, `BaseException`, or `suppress` of them."""
    return [
        Broad(f"{path}:{node.lineno}", _reason(path, node.lineno))
        for path in modules(*CODE)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler | ast.Call) and _is_broad(node)
    ]


def _is_broad(node: ast.ExceptHandler | ast.Call) -> bool:
    if isinstance(node, ast.ExceptHandler):
        return node.type is None or _holds_broad([node.type])
    return (
        isinstance(node.func, ast.Name | ast.Attribute)
        and ast.unparse(node.func).endswith("suppress")
        and _holds_broad(node.args)
    )


def _holds_broad(caught: Iterable[ast.AST]) -> bool:
    names = [n for one in caught for n in ast.walk(one) if isinstance(n, ast.Name)]
    return any(name.id in ("Exception", "BaseException") for name in names)


def _reason(path: Path, line: int) -> str:
    """The last comment on the line, a `noqa` apart; where it has none, a comment line that follows."""
    here, below = text_of(path).split("\n")[line - 1 : line + 1]
    said = [part.strip() for part in here.split("#")[1:] if "noqa" not in part]
    if not said and below.lstrip().startswith("#"):
        said = [below.lstrip("# ")]
    return said[-1] if said else ""


def classes_named_twice() -> dict[str, list[str]]:
    """Public class names of the code that more than one module gives, with the modules."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules(*CODE):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path))
    return {name: places for name, places in sorted(found.items()) if len(places) > 1}


TRIED_ELSEWHERE = {
    "cli/house/schedule.py": "opens flows/deployments/schedule.py and no more; tests/clock runs it as a process",
    "flows/run/call.py": "a type, and a step that is called as it is; every check calls its steps by it",
    "flows/deployments/shares.py": "asks a server for runs; in tests/clock/test_shared_checks.py two workers share",
}
"""Why a module has no test at its own address."""


def without_a_test() -> list[str]:
    """Modules without `tests/<room>/…/test_<leaf>.py` and without a reason; migrations have one test for all."""
    return [
        str(path)
        for path in modules(*CODE)
        if not path.stem.startswith("__")
        and "migrations" not in path.parts
        and str(path) not in TRIED_ELSEWHERE
        and not (ROOT / "tests" / path.parent / f"test_{path.name}").exists()
    ]


class _Renamed(ast.NodeTransformer):
    """Gives parameters and local names the same names in every function, and drops annotations.

    A name that the module itself gives means another thing in another module: it gets the module's name before it.
    """

    def __init__(self, path: Path) -> None:
        self._names = {name: f"{path}.{name}" for name in _given_by(path)}
        self._given = len(self._names)

    def _new(self, name: str) -> str:
        return self._names.setdefault(name, f"v{len(self._names) - self._given}")

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(arg=self._new(node.arg))

    def visit_Name(self, node: ast.Name) -> ast.Name:
        ours = node.id in self._names or isinstance(node.ctx, ast.Store)
        return ast.Name(id=self._new(node.id) if ours else node.id, ctx=node.ctx)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        self.generic_visit(node)
        node.annotation = ast.Constant(0)
        return node


@cache
def _given_by(path: Path) -> tuple[str, ...]:
    body = tree_of(path).body
    assigned = [n for node in body if isinstance(node, ast.Assign) for n in node.targets]
    return (
        *(node.name for node in body if isinstance(node, Function | ast.ClassDef)),
        *(name.id for name in assigned if isinstance(name, ast.Name)),
    )


def _does(path: Path, function: Function) -> str:
    """What the function does, whatever its names, types and docstring are."""
    copy = ast.parse(ast.unparse(function)).body[0]
    assert isinstance(copy, Function)
    renamed = _Renamed(path)
    renamed.visit(copy.args)
    documented = ast.get_docstring(copy) is not None
    return "\n".join(ast.dump(renamed.visit(step)) for step in copy.body[documented:])


def twins() -> list[list[str]]:
    """Functions that do the same thing under whatever names; one-liners too short to share are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules(*CODE):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, Function) and "migrations" not in path.parts:
                found[_does(path, node)].append(f"{path}:{node.lineno} {node.name}")
    return [places for does, places in found.items() if len(does) > SHORTEST and len(places) > 1]


def recipes() -> dict[str, int]:
    """How many files each recipe of CONTRIBUTING.md touches: the `·`-separated places of its row."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Recipes")[2]
    rows = [line.strip("| ").split(" | ") for line in text.split("\n") if line.startswith("| ")]
    return {row[0]: row[1].count(" · ") + 1 for row in rows[2:]}


# Judging


def bars() -> Iterator[Bar]:
    """Every bar with what was measured, in the order of the table."""
    yield _folders()
    yield from (_arrows(room, most) for room, most in ARROWS.items())
    yield from _lines()
    yield from _functions()
    yield _broad()
    yield _tests()
    yield _names()
    yield _twins()
    yield _recipes()
    yield _addresses()


def _folders() -> Bar:
    full = [f"{folder} {n}" for folder, n in full_folders()]
    what = f"folders with more than {MOST_MODULES} modules"
    return Bar(what, ", ".join(full) or "none", "none", not full)


def _arrows(room: str, most: int) -> Bar:
    found = arrows(room)
    names = tuple(f"{one} -> {other}" for one, other in sorted(found))
    return Bar(f"arrows inside {room}", str(len(found)), f"≤ {most}", len(found) <= most, names)


def _lines() -> Iterator[Bar]:
    cli, code = lines("cli"), lines(*CODE)
    yield Bar("lines of cli", f"{cli:,}", f"≤ {CLI_LINES:,}", cli <= CLI_LINES)
    yield Bar("lines of code", f"{code:,}", f"< {ALL_LINES:,}", code < ALL_LINES)


def _functions() -> Iterator[Bar]:
    lengths = function_lengths()
    median, ninth = statistics.median(lengths), lengths[int(0.9 * len(lengths))]
    yield Bar("lines of a function, median", f"{median:g}", f"≤ {MEDIAN}", median <= MEDIAN)
    yield Bar("the same, nine of ten", str(ninth), f"≤ {NINE_OF_TEN}", ninth <= NINE_OF_TEN)


def _broad() -> Bar:
    found = broad_catches()
    silent = sum(not broad.reason for broad in found)
    measured = str(len(found)) + (f", {silent} without a reason" if silent else "")
    names = tuple(f"{broad.place} {broad.reason}".strip() for broad in found)
    held = len(found) <= MOST_BROAD and not silent
    return Bar("broad excepts", measured, f"≤ {MOST_BROAD}, with a reason", held, names)


def _tests() -> Bar:
    ratio = lines(*AROUND) / lines(*CODE)
    return Bar(
        "tests and benchmarks : code", f"{ratio:.2f}", f"≥ {TESTS_TO_CODE}", ratio >= TESTS_TO_CODE
    )


def _addresses() -> Bar:
    untested = tuple(without_a_test())
    what = "modules without a test at their address"
    return Bar(what, str(len(untested)), "0, or a reason", not untested, untested)


def _names() -> Bar:
    twice = classes_named_twice()
    names = tuple(f"{name}: {', '.join(places)}" for name, places in twice.items())
    return Bar("public class names given twice", str(len(twice)), "0", not twice, names)


def _twins() -> Bar:
    found = tuple(" = ".join(places) for places in twins())
    return Bar("functions that do the same thing", str(len(found)), "0", not found, found)


def _recipes() -> Bar:
    found = recipes()
    most = max(found.values())
    names = tuple(f"{what}: {files}" for what, files in found.items())
    return Bar(
        "files that a recipe touches", str(most), f"≤ {MOST_FILES}", most <= MOST_FILES, names
    )


# Printing


def table(found: Sequence[Bar]) -> str:
    """The bars as a table, one a line."""
    rows = [("bar", "measured", "wanted", "held?")]
    rows += [(bar.what, bar.measured, bar.wanted, _held(bar)) for bar in found]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _held(bar: Bar) -> str:
    return {True: "yes", False: "NO", None: "–"}[bar.held]


def main() -> None:
    """Print the table; with `--list` also what stands behind each figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.house", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name what stands behind each figure")
    found = list(bars())
    with_names = parser.parse_args().list
    print(table(found))
    for bar in found if with_names else ():
        print("", bar.what, *(f"  {name}" for name in bar.names), sep="\n")


if __name__ == "__main__":
    main()
