"""The manuals of the person who looks after the machine: every command in them is run as it stands, or says why not.

The pages are followed from top to bottom by one shell in a fresh checkout; folders, a store and a database server of
the test stand in the places that the page names.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import boto3  # type: ignore[import-untyped]  # it ships no types
import pytest

from cli.front.listing import COMMANDS
from storage.settings import PREFIX, Settings
from tests.support.servers.postgres import NoServerError, Server, programs, running_server
from tests.support.servers.s3 import PASS, s3_server

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("docs/operate.md", "docs/operate.th.md")
STORE = "https://s3.example.go.th"
PLACES = ("/opt/kamnot", "/var/lib/kamnot", "/mnt/backup")
_BLOCK = re.compile(r"(?:<!-- (?P<mark>.*?) -->\n\n)?(?P<lines>(?:^    .*\n)+)", re.MULTILINE)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the pages are for Unix")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of commands as a reader pastes it, and the mark before it."""

    lines: tuple[str, ...]
    mark: str


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text("utf-8")
    return [
        Block(tuple(line[4:] for line in found["lines"].splitlines()), found["mark"] or "")
        for found in _BLOCK.finditer(text)
    ]


def pasted(page: str) -> list[str]:
    """The commands that the test runs, in their order."""
    return [line for block in blocks(page) if not block.mark for line in block.lines]


def ends_with(line: str) -> int:
    """The exit code that the page promises."""
    told = re.search(r"# .*ends with (\d+):", line)
    return int(told[1]) if told else 0


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_run_here_has_a_reason_or_another_test(page: str) -> None:
    for mark in {block.mark for block in blocks(page)} - {""}:
        if mark.startswith("run by "):
            other = (ROOT / mark.removeprefix("run by ")).read_text("utf-8")
            assert Path(page).name in other, mark
            continue
        kind, _, rest = mark.partition(": ")
        assert kind == "not run", mark
        assert len(rest) > 20, mark
        for named in re.findall(r"tests/\S+\.py", rest):
            assert (ROOT / named).exists(), named


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_spoken_of_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    spoken = re.findall(r"(?:`|\./)kamnot ([a-z][a-z-]+)\b", text, re.MULTILINE)

    assert len(spoken) > 20
    assert set(spoken) <= {*COMMANDS, "prefect"}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_is_there(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text("utf-8"))

    assert [one for one in links if not (ROOT / page).parent.joinpath(one).exists()] == []


def test_every_setting_that_is_spoken_of_is_one() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {PREFIX, f"{PREFIX}PYTHON"}  # the launcher reads that one
    text = "".join((ROOT / page).read_text("utf-8") for page in PAGES)

    assert set(re.findall(r"KAMNOT_[A-Z_]*", text)) <= known


def test_the_manual_explains_every_check_and_every_metric() -> None:
    page = (ROOT / PAGES[0]).read_text("utf-8")
    code = {
        name: (ROOT / f"flows/house/{name}.py").read_text("utf-8") for name in ("health", "metrics")
    }
    checks = set(re.findall(r'(?:Diagnosis|trouble)\(\s*"([a-z-]+)"', code["health"]))
    metrics = set(re.findall(r'yield \(?\s*"([a-z_]+)"', code["metrics"]))

    assert len(checks) > 10
    assert len(metrics) > 10
    assert {name for name in checks if f"`{name}`" not in page} == set()
    assert {name for name in metrics if f"`kamnot_{name}" not in page} == set()


# Following a page


@pytest.fixture(scope="module")
def database_server() -> Iterator[Server]:
    """A server of our own: the page makes a database by its plain name."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.delenv("KAMNOT_TEST_POSTGRES_URL", raising=False)
        try:
            server = stack.enter_context(running_server())
        except NoServerError as reason:
            pytest.skip(str(reason))
        yield server


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The endpoint of a store with the bucket that the page takes for granted."""
    with s3_server() as endpoint:
        keys = (PASS["AWS_ACCESS_KEY_ID"], PASS["AWS_SECRET_ACCESS_KEY"])
        client = boto3.client(
            "s3", endpoint_url=endpoint, region_name="us-east-1",
            aws_access_key_id=keys[0], aws_secret_access_key=keys[1],
        )  # fmt: skip
        client.create_bucket(Bucket="kamnot")
        yield endpoint


def lay_out(machine: Path) -> None:
    """A checkout in `/opt/kamnot` of this machine with its own environment, made of links; empty other places."""
    for place in PLACES[1:]:
        (machine / place[1:]).parent.mkdir(parents=True, exist_ok=True)
    (machine / "mnt/backup").mkdir()
    checkout = machine / "opt/kamnot"
    checkout.mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.name not in (".venv", ".git"):
            (checkout / path.name).symlink_to(path)
    _link_environment(Path(sys.prefix), checkout / ".venv")
    lock = ROOT / "requirements.lock"
    stamp = checkout / ".venv/installed"
    stamp.touch()
    os.utime(stamp, ns=(lock.stat().st_atime_ns, lock.stat().st_mtime_ns))


def _link_environment(known: Path, new: Path) -> None:
    [packages] = known.glob("lib/python3*/site-packages")
    inside = packages.relative_to(known)
    (new / inside).mkdir(parents=True)
    (new / "bin").mkdir()
    (new / "pyvenv.cfg").write_text((known / "pyvenv.cfg").read_text("utf-8"), "utf-8")
    for path in [*packages.iterdir(), *(known / "bin").iterdir()]:
        if path.name != "kamnot-root.pth":
            (new / path.relative_to(known)).symlink_to(path)
    (new / inside / "kamnot-root.pth").write_text("../../../..\n", "utf-8")


def follow(lines: list[str], machine: Path, environment: Mapping[str, str]) -> str:
    """Give the lines to one shell. Returns what it showed; fails at the first that ends otherwise than told."""
    program = "".join(f"{line}\nprintf '\\n@@ %s\\n' $?\n" for line in lines)
    for place in PLACES:
        program = program.replace(place, f"{machine}{place}")
    done = subprocess.run(
        ["bash", "-c", program], cwd=machine, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    codes = [int(code) for code in re.findall(r"^@@ (\d+)$", done.stdout, re.MULTILINE)]
    shown = done.stdout.split("\n@@ ")
    for line, code, said in zip(lines, codes, shown, strict=False):
        assert code == ends_with(line), f"{line}\n{said}"
    assert len(codes) == len(lines), done.stdout[-2000:]
    return done.stdout


@pytest.fixture
def environment(database_server: Server, store: str, tmp_path: Path) -> dict[str, str]:
    foreign = ("KAMNOT_", "PREFECT_", "PG", "PYTHON", "AWS_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {
        **own,
        **PASS,
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "KAMNOT_FISCAL_YEAR": "2567",
        "KAMNOT_MAKE_PDF": "false",
        "PATH": f"{os.environ['PATH']}:{programs()}",
        "HOME": str(tmp_path),
        "PGHOST": str(database_server.admin.query["host"]),
        "PGUSER": str(database_server.admin.username),
    }


# The Thai page is part of the English one: with every change the short one, and with the longer proofs both.
@pytest.mark.parametrize("page", [pytest.param(PAGES[0], marks=pytest.mark.clock), PAGES[1]])
def test_the_page_is_followed_from_top_to_bottom(
    page: str, tmp_path: Path, environment: dict[str, str], store: str
) -> None:
    lay_out(tmp_path)
    lines = [line.replace(STORE, store) for line in pasted(page)]

    shown = follow(lines, tmp_path, environment)

    assert len(lines) > 20
    assert not list((tmp_path / "var/lib").iterdir())
    assert "Traceback" not in shown
