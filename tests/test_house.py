"""The house rules that a reader of one file cannot see: locks, dependencies, names, records."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from benchmarks.house import (
    CODE,
    TRIED_ELSEWHERE,
    classes_named_twice,
    full_folders,
    modules,
    tree_of,
    without_a_test,
)

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock")
ROOMS = (
    "benchmarks", "cli", "domain", "flows", "inspection", "notifications", "reports", "sample", "storage", "tests",
)  # fmt: skip
SOURCE = ROOT.parent / "shared" / "source" / "plan-2567.txt"

# Imported through the package that brings them.
BROUGHT_ALONG = {
    "botocore": "boto3",
    "cryptography": "prefect",
    "fontpkg": "fontpkg-sarabun",
    "httpx": "prefect",
    "lxml": "python-docx",
    "prometheus_client": "prefect",
    "pydantic_core": "pydantic",
    "sqlalchemy": "sqlmodel",
    "uvicorn": "prefect",
    "werkzeug": "oidc-provider-mock",
}

# Wanted without being imported by name: where from, and why.
IMPORTED_BY_OTHERS = {
    "whenever": "held above the release with which Prefect schedules nothing in Bangkok's time",
    "psycopg": "named in the database's URL, imported by SQLAlchemy",
    "fontpkg-sarabun": "a font, found by its package's files",
    "python-multipart": "reads the forms of the pages, imported by Starlette",
    "types-pyyaml": "types for mypy",
    "pytest-xdist": "a plugin, loaded by pytest",
    "mypy": "a program", "ruff": "a program", "import-linter": "a program", "mutmut": "a program",
}  # fmt: skip


@cache
def _project() -> dict[str, object]:
    project: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    return project


def _tracked() -> list[Path]:
    """The files that git knows, or would know."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("optional: this tree is no git checkout")
    names = listed.stdout.decode().split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")

    assert not re.search(
        r"https?:|file:|index-url|find-links|trusted-host|\.org\b|\.com\b|^ *-",
        text.replace("--hash", "").replace("    -", ""),
        flags=re.MULTILINE,
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    logical = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in logical.splitlines() if line and not line.lstrip().startswith("#")]

    wrong = [
        line
        for line in lines
        if not re.match(r"^\S+==\S+( ;[^#]*?)?( +--hash=sha256:[0-9a-f]{64})+$", line)
    ]

    assert len(lines) > 50
    assert wrong == []


def test_the_test_lock_holds_the_same_versions_as_the_other() -> None:
    base, test = _pins("requirements.lock"), _pins("requirements-test.lock")

    assert {name: test.get(name) for name in base} == base


def _declared() -> list[str]:
    project = _project()
    extras = project["optional-dependencies"]
    assert isinstance(extras, dict)
    lines = [*project["dependencies"], *extras["test"]]  # type: ignore[misc]  # a list in pyproject
    return [re.match(r"[A-Za-z0-9._-]+", line).group().lower() for line in lines]  # type: ignore[union-attr]


@cache
def _imported() -> set[str]:
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    found.update(alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found


@cache
def _homes() -> dict[str, set[str]]:
    """The packages that bring each module, by the names that registries compare (pillow_heif, pillow-heif)."""
    return {
        module: {re.sub("[-_.]+", "-", name).lower() for name in names}
        for module, names in packages_distributions().items()
    }


def test_every_declared_dependency_is_used_and_locked() -> None:
    homes = _homes()
    used = {name for module in _imported() for name in homes.get(module, ())}

    unused = [name for name in _declared() if name not in used | set(IMPORTED_BY_OTHERS)]

    assert unused == []
    assert [name for name in _declared() if name not in _pins("requirements-test.lock")] == []


def test_every_imported_package_is_declared() -> None:
    homes = _homes()
    declared = set(_declared())

    strangers = {
        module
        for module in _imported() - set(ROOMS)
        if homes.get(module) and not homes[module] & declared
    }

    assert set(BROUGHT_ALONG.values()) <= declared
    assert strangers - set(BROUGHT_ALONG) == set()


def _modules() -> list[Path]:
    """Our own modules, as paths from the root; tests and benchmarks are imported by nobody."""
    rooms = [room for room in ROOMS if room not in ("benchmarks", "tests")]
    return [path.relative_to(ROOT) for room in rooms for path in (ROOT / room).rglob("*.py")]


def test_no_module_or_inner_room_has_the_name_of_another_package() -> None:
    """A worker once put `flows/` first on its path, and `import calendar` found ours."""
    pinned = {re.sub("[-_.]+", "-", name).lower() for name in _pins("requirements.lock")}
    dependencies = {module for module, names in _homes().items() if names & pinned}
    taken = {*sys.stdlib_module_names, *dependencies, *ROOMS, "plans"}

    names = {part for path in _modules() for part in (*path.parts[1:-1], path.stem)}
    clashes = names & taken - {"__init__", "__main__"}

    assert clashes == set()


def test_no_public_class_has_the_name_of_another() -> None:
    """A reader who meets `Verdict` has to know which without looking at the imports."""
    assert classes_named_twice() == {}


def test_every_module_has_its_test_at_its_own_address_or_a_reason() -> None:
    """`domain/rubric/gap.py` is tested in `tests/domain/rubric/test_gap.py`: nobody has to look for it."""
    assert without_a_test() == []


def test_no_reason_is_left_of_a_module_that_has_a_test_or_is_gone() -> None:
    kept = [path for path in map(Path, TRIED_ELSEWHERE) if (ROOT / path).exists()]

    assert [str(path) for path in kept] == list(TRIED_ELSEWHERE)
    assert [
        str(path) for path in kept if (ROOT / "tests" / path.parent / f"test_{path.name}").exists()
    ] == []


def test_no_folder_holds_more_modules_than_a_reader_keeps_in_mind() -> None:
    assert full_folders() == []


def _our_errors() -> set[str]:
    """KamnotError and what inherits from it, by name."""
    classes = [
        n for p in modules(*CODE) for n in ast.walk(tree_of(p)) if isinstance(n, ast.ClassDef)
    ]
    names = {"KamnotError"}
    while more := {c.name for c in classes if names & set(map(ast.unparse, c.bases))} - names:
        names |= more
    return names


def _literal(node: ast.expr) -> str:
    """What a sentence says apart from what is filled in."""
    parts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return "".join(part for part in parts if isinstance(part, str))


def _errors_written_out() -> Iterator[tuple[str, str, str]]:
    """Every error whose sentences stand where it is made: where, Thai, English."""
    errors = _our_errors()
    for path in modules(*CODE):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in errors:
                said = [_literal(argument) for argument in node.args[:2]]
                if len(said) == 2 and all(said):
                    yield f"{path}:{node.lineno}", said[0], said[1]


def test_no_error_has_its_languages_swapped_or_forgotten() -> None:
    told = list(_errors_written_out())
    wrong = [
        where
        for where, thai, english in told
        if not re.search("[ก-๛]", thai) or not re.match("[^ก-๛]*[A-Za-z]", english)
    ]

    assert len(told) > 150
    assert wrong == []


def test_what_the_machine_makes_is_not_tracked() -> None:
    names = {path.name for path in _tracked()}

    assert not names & {"uv.lock", ".env", "kamnot.db"}
    assert not [path for path in _tracked() if ".venv" in path.parts or path.suffix == ".pyc"]


@pytest.mark.parametrize("name", ["kamnot", ".ci/run"])
def test_the_scripts_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def _texts() -> Iterator[tuple[Path, str]]:
    for path in _tracked():
        try:
            yield path.relative_to(ROOT), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_machine_s_folder_or_a_package_host() -> None:
    leak = re.compile("/wor[k]/|/roo[t]/|/tm[p]/|pyp[i][.]org|pythonhoste[d]|deb[.]debia[n]")

    assert [
        (str(path), found.group()) for path, text in _texts() if (found := leak.search(text))
    ] == []


@pytest.mark.skipif(
    not SOURCE.exists(), reason="optional: the printed source is not beside this checkout"
)
def test_no_file_names_a_real_official() -> None:
    printed = re.findall("(?:นางสาว|นาย|นาง)[ ]?([ก-๎]{3,} [ก-๎]{3,})", SOURCE.read_text("utf-8"))
    names = set(printed) - {"นพมาศ ทูตแห่งความดี"}  # a contest's title, no person

    assert len(names) > 20
    assert [(str(path), name) for path, text in _texts() for name in names if name in text] == []


RECORDS = ROOT / "docs" / "decisions"
HEADINGS = ["## Context", "## Decision", "## Measured", "## Rejected"]


def _records() -> list[str]:
    return sorted(path.name for path in RECORDS.glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("name", _records())
def test_a_decision_record_has_a_title_and_the_four_headings(name: str) -> None:
    lines = (RECORDS / name).read_text("utf-8").splitlines()

    assert re.match(r"# \S", lines[0])
    assert [line for line in lines if line.startswith("## ")] == HEADINGS


def test_the_index_names_every_decision_record_once() -> None:
    index = (RECORDS / "README.md").read_text("utf-8")

    assert re.findall(r"^\| \[([^]]+)\]\(\1\) \|", index, flags=re.MULTILINE) == _records()


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = [
        (path.name, target)
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]

    assert broken == []


def test_a_decision_record_that_a_file_cites_exists() -> None:
    """Records are cited by their file; a number is what an earlier file had."""
    cited = re.compile(r"decisions?[ /](?:\d{4}\b|[a-z-]+\.md)")
    there = {f"decisions/{name}" for name in _records()}

    unknown = [
        (str(path), found)
        for path, text in _texts()
        for found in cited.findall(text)
        if found not in there
    ]

    assert unknown == []


def test_the_layout_names_every_room_and_inner_room() -> None:
    layout = (ROOT / "README.md").read_text("utf-8").partition("## Layout\n\n```\n")[2]
    drawn: dict[str, str] = {}
    for line in layout.partition("```")[0].splitlines():
        if not line.startswith(" "):
            room = line.partition("/")[0]
        drawn[room] = drawn.get(room, "") + line

    folders = {path.parent for path in _modules() if path.name == "__init__.py"}
    unnamed = [
        str(folder)
        for folder in sorted(folders)
        if folder.parts[0] not in drawn
        or (folder.parts[1:] and f"{folder.parts[1]}/" not in drawn[folder.parts[0]])
    ]

    assert unnamed == []


def _words_of_the_code() -> set[str]:
    """Names and one-word texts of our modules, and the words of the plan's data."""
    words = {part for path in _modules() for part in (*path.parts[:-1], path.stem)}
    for path in _modules():
        for node in ast.walk(tree_of(ROOT / path)):
            said = (getattr(node, field, None) for field in ("id", "attr", "name", "arg", "value"))
            words.update(
                w.lstrip("-") for w in said if isinstance(w, str) and re.fullmatch(r"[\w.-]+", w)
            )
    for path in (ROOT / "plans").rglob("*.yaml"):
        words.update(re.findall(r"[\w.-]+", path.read_text("utf-8")))
    return words


def test_every_word_of_the_glossary_s_third_column_is_in_the_code() -> None:
    rows = re.findall(
        r"^\|.+\| ([^|]+) \|$",
        (ROOT / "docs" / "glossary.md").read_text("utf-8"),
        flags=re.MULTILINE,
    )
    quoted = {word for row in rows for text in re.findall("`([^`]+)`", row)
              for word in re.findall(r"[A-Za-z_][\w-]*", text)}  # fmt: skip

    assert len(quoted) > 150
    assert quoted - _words_of_the_code() == set()
