"""The units of systemd: sound by systemd's own word, locked in as far as promised, and starting commands that exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.front.listing import COMMANDS
from storage.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
LIVING = ("kamnot-schedule.service", "kamnot-server.service", "kamnot-worker.service")
EXPOSURE = 20
"""Tenths that `systemd-analyze security` may find at most: the network, and programs that open files."""


def values(unit: str, name: str) -> list[str]:
    text = (UNITS / unit).read_text("utf-8")
    return re.findall(rf"^{name}=(.*)$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not here")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The units as they would be, if the checkout lay in /opt/kamnot."""
    for path in UNITS.glob("kamnot-*"):
        text = path.read_text("utf-8").replace("/opt/kamnot", str(ROOT))
        (tmp_path / path.name).write_text(text, "utf-8")
    return tmp_path


def test_systemd_finds_no_fault_in_them(analyze: str, folder: Path) -> None:
    paths = [str(path) for path in sorted(folder.iterdir())]

    done = subprocess.run(
        [analyze, "verify", *paths], capture_output=True, text=True, check=False, cwd=folder
    )

    # It looks at what they refer to as well; the machine's own units are not ours.
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "kamnot" in line]
    assert ours == []
    assert len(paths) == len(SERVICES) + 2


@pytest.mark.parametrize("unit", SERVICES)
def test_what_a_service_may_do_is_little(analyze: str, folder: Path, unit: str) -> None:
    words = ["security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager"]

    done = subprocess.run(
        [analyze, *words, str(folder / unit)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-200:] + done.stderr
    assert "Overall exposure level" in done.stdout


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_has_its_own_user_and_leaves_nothing_readable(unit: str) -> None:
    assert values(unit, "User") == ["kamnot"]
    assert values(unit, "UMask") == ["0077"]
    assert values(unit, "StateDirectoryMode") == ["0700"]
    assert values(unit, "Environment")[0] == "KAMNOT_HOME=/var/lib/kamnot"


@pytest.mark.parametrize("unit", LIVING)
def test_what_ends_badly_starts_again(unit: str) -> None:
    assert values(unit, "Restart") == ["on-failure"]
    assert values(unit, "WantedBy") == ["multi-user.target"]


def test_the_server_puts_its_pages_files_where_it_may_write() -> None:
    [_, page] = values("kamnot-server.service", "Environment")

    assert page.startswith("PREFECT_SERVER_UI_STATIC_DIRECTORY=/var/lib/kamnot/")


@pytest.mark.parametrize("unit", SERVICES)
def test_it_starts_a_command_that_exists(unit: str) -> None:
    [line] = values(unit, "ExecStart")
    program, command, *_ = shlex.split(line)

    assert program == "/opt/kamnot/kamnot"
    assert command in {*COMMANDS, "prefect"}


def test_every_timer_has_its_service() -> None:
    timers = [path.stem for path in UNITS.glob("*.timer")]

    assert sorted(timers) == ["kamnot-backup", "kamnot-metrics"]
    assert {f"{timer}.service" for timer in timers} <= set(SERVICES)


def test_the_example_of_settings_names_only_what_there_is() -> None:
    text = (UNITS / "kamnot.env.example").read_text("utf-8")
    named = re.findall(r"^#?([A-Z_0-9]+)=", text, re.MULTILINE)
    known = {PREFIX + name.upper() for name in Settings.model_fields}

    assert {name for name in named if name.startswith(PREFIX)} <= known
    assert len(named) == len(set(named)) > 10
