"""`./kamnot`: the first start installs, later starts touch nothing, and no half-made install passes for a whole one.

The real launcher runs in a small tree of its own: the real venv, the real pip or uv, a lock file without
packages, so that no network is needed. The `cli` there prints what it was given and ends with 7.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from uv import find_uv_bin

from tests.support.processes.unprivileged import as_nobody

ROOT = Path(__file__).resolve().parents[1]
INSTALLING = "Installing Kamnot"
FAILED = "Kamnot could not be installed"
ENDING = 7

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the launcher is a POSIX script")


def _tree(root: Path) -> Path:
    (root / "cli").mkdir(parents=True)
    (root / "domain").mkdir()
    for room in ("cli", "domain"):
        (root / room / "__init__.py").touch()
    (root / "cli" / "__main__.py").write_text(
        f"import os, sys\nprint(os.getcwd(), *sys.argv[1:], sep='|')\nsys.exit({ENDING})\n"
    )
    shutil.copy(ROOT / "kamnot", root)
    for lock in ("requirements.lock", "requirements-test.lock"):
        (root / lock).write_text("# no packages\n")
    return root


def _path_without_uv(folder: Path) -> str:
    """A PATH with this Python and the system's tools, but no uv."""
    folder.mkdir()
    (folder / "python3").symlink_to(Path(sys.base_prefix, "bin", "python3").resolve())
    tools = [p for p in os.defpath.split(":") if p and not Path(p, "uv").exists()]
    return os.pathsep.join([str(folder), *tools])


def _start(
    root: Path, *words: str, path: str | None = None, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PIP_NO_INDEX": "1", "UV_OFFLINE": "1", **more}
    environment.pop("KAMNOT_PYTHON", None)
    if path is not None:
        environment["PATH"] = path
    return subprocess.run(
        [str(root / "kamnot"), *words],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=cwd or root,
        check=False,
    )


@pytest.fixture(scope="module")
def without_uv(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _path_without_uv(tmp_path_factory.mktemp("path") / "bin")


@pytest.fixture(scope="module")
def first_start(
    tmp_path_factory: pytest.TempPathFactory, without_uv: str
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A tree with a space and Thai in its path, started once by pip alone."""
    root = _tree(tmp_path_factory.mktemp("trees") / "งาน ของเรา")
    return root, _start(root, "check", "march", path=without_uv)


@pytest.fixture
def installed(first_start: tuple[Path, object], tmp_path: Path) -> Path:
    """A copy of the started tree, times kept: installed, and moved since."""
    root = tmp_path / "ที่ใหม่ moved"
    shutil.copytree(first_start[0], root, symlinks=True)
    return root


def test_the_first_start_installs_and_runs_the_command(
    first_start: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    root, started = first_start

    assert started.returncode == ENDING, started.stderr
    assert started.stdout == f"{root}|check|march\n"
    assert INSTALLING in started.stderr


def test_what_python_compiled_is_kept_though_a_variable_forbids_it(
    installed: Path, without_uv: str
) -> None:
    shutil.rmtree(installed / "cli" / "__pycache__")
    (installed / "cli" / "__init__.py").write_text("NEW = 1\n")

    _start(installed, path=without_uv, PYTHONDONTWRITEBYTECODE="1")

    assert list((installed / "cli" / "__pycache__").glob("__init__.*.pyc"))


def test_the_first_start_compiles_rooms_that_it_does_not_need_yet(
    first_start: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    assert list((first_start[0] / "domain" / "__pycache__").glob("__init__.*.pyc"))


def test_uv_makes_the_environment_where_it_is_there(tmp_path: Path) -> None:
    root = _tree(tmp_path / "tree")
    with_uv = f"{Path(find_uv_bin()).parent}{os.pathsep}{os.environ['PATH']}"

    started = _start(root, "x", path=with_uv)

    assert started.returncode == ENDING, started.stderr
    assert "uv" in (root / ".venv" / "pyvenv.cfg").read_text()
    assert INSTALLING not in _start(root, "x", path=with_uv).stderr


def test_a_later_start_calls_no_program_but_python(installed: Path) -> None:
    started = _start(installed, "--version", path="")

    assert (started.returncode, started.stderr) == (ENDING, "")


def test_a_start_through_a_symlink_keeps_the_caller_s_folder(
    installed: Path, tmp_path: Path
) -> None:
    caller = tmp_path / "a b"
    (caller / "cli").mkdir(parents=True)
    (caller / "cli" / "__main__.py").write_text("raise SystemExit('the wrong cli')\n")
    (caller / "first").symlink_to(installed / "kamnot")
    (caller / "kamnot").symlink_to("first")

    started = _start(caller, "two words", cwd=caller)

    assert started.stdout == f"{caller}|two words\n", started.stderr


@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE"])
def test_a_variable_cannot_put_another_module_in_the_place_of_ours(
    installed: Path, tmp_path: Path, name: str
) -> None:
    for module in ("cli", "json", "sitecustomize", "usercustomize"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('the wrong module')\n")

    started = _start(installed, "x", cwd=tmp_path, **{name: str(tmp_path)})

    assert (started.returncode, started.stderr) == (ENDING, "")


def test_the_first_start_ignores_modules_in_the_callers_folder(
    tmp_path: Path, without_uv: str
) -> None:
    root = _tree(tmp_path / "tree")
    caller = tmp_path / "caller"
    caller.mkdir()
    for module in ("venv", "ensurepip", "pip", "compileall", "fcntl"):
        (caller / f"{module}.py").write_text("raise SystemExit('the wrong module')\n")

    started = _start(root, "x", path=without_uv, cwd=caller, PYTHONPATH=str(caller))

    assert started.returncode == ENDING, started.stderr


@pytest.mark.parametrize("part", [".venv", "cli"])
def test_a_program_that_may_not_be_read_says_just_that(installed: Path, part: str) -> None:
    (installed / part).chmod(0)
    try:
        said = as_nobody(installed, lambda: _start(installed, "x", cwd=Path("/")).stderr)
    finally:
        (installed / part).chmod(0o755)

    assert said.count("\n") == 2
    assert f"อ่านโปรแกรมที่ “{installed}” ไม่ได้" in said


def test_a_lock_with_a_new_time_starts_where_nobody_may_write_its_stamp(installed: Path) -> None:
    lock = installed / "requirements.lock"
    (installed / ".venv/installed.new").mkdir()  # nobody, not even root, writes the new stamp now
    os.utime(lock, (1_000_000_000, 1_000_000_000))

    started = _start(installed, "x")

    assert (started.returncode, started.stderr) == (ENDING, "")


def test_a_program_that_changed_says_who_has_to_install_it(installed: Path) -> None:
    (installed / "requirements.lock").write_text("# other packages\n")

    said = as_nobody(installed, lambda: _start(installed, "x", cwd=Path("/")).stderr)

    assert said.count("\n") == 2
    assert f"let its administrator run {installed}/kamnot --version once" in said


def test_an_installation_by_a_python_of_one_account_alone_says_so_to_the_others(
    installed: Path, tmp_path: Path
) -> None:
    private, python = tmp_path / "home", installed / ".venv/bin/python"
    private.mkdir(mode=0o700)
    (private / "python").symlink_to(python.resolve())
    python.unlink()
    python.symlink_to(private / "python")

    said = as_nobody(installed, lambda: _start(installed, "x", cwd=Path("/")).stderr)

    assert said.count("\n") == 2
    assert "KAMNOT_PYTHON=/usr/bin/python3" in said


def test_a_lock_with_a_new_time_but_the_same_text_installs_nothing(
    installed: Path, without_uv: str
) -> None:
    lock = installed / "requirements.lock"
    for moment in (1_000_000_000, 4_000_000_000):
        os.utime(lock, (moment, moment))

        assert INSTALLING not in _start(installed, path=without_uv).stderr
        assert _start(installed, path="").returncode == ENDING


def test_a_changed_lock_is_installed(installed: Path, without_uv: str) -> None:
    (installed / "requirements.lock").write_text("# other packages\n")

    assert INSTALLING in _start(installed, path=without_uv).stderr
    assert INSTALLING not in _start(installed, path=without_uv).stderr


def test_a_failed_upgrade_says_so_and_the_earlier_version_still_starts(
    installed: Path, without_uv: str
) -> None:
    lock = installed / "requirements.lock"
    before = lock.read_text()
    lock.write_text(f"nowhere-to-be-had==1 --hash=sha256:{'0' * 64}\n")

    failed = _start(installed, path=without_uv)
    lock.write_text(before)
    back = _start(installed, path=without_uv)

    assert (failed.returncode, failed.stdout) == (3, "")
    assert FAILED in failed.stderr
    assert "ติดตั้ง Kamnot ไม่สำเร็จ" in failed.stderr
    assert back.returncode == ENDING
    assert INSTALLING not in back.stderr


def _wheel(folder: Path) -> tuple[str, str]:
    """A package made here, as a requirement and its hash."""
    wheel = folder / "tiny-1-py3-none-any.whl"
    about = "tiny-1.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n")
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "")
    return f"tiny @ {wheel.as_uri()}", hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("claim", "code", "there"),
    [
        (" --hash=sha256:{hash}", ENDING, True),
        (" --hash=sha256:" + "0" * 64, 3, False),
        ("", 3, False),
    ],
    ids=["its hash", "another hash", "no hash"],
)
def test_only_a_package_with_its_hash_is_installed(
    claim: str, code: int, there: bool, installed: Path, tmp_path: Path, without_uv: str
) -> None:
    requirement, digest = _wheel(tmp_path)
    (installed / "requirements.lock").write_text(requirement + claim.format(hash=digest) + "\n")

    started = _start(installed, path=without_uv)

    assert started.returncode == code, started.stderr
    assert bool(list((installed / ".venv").rglob("tiny.py"))) is there


def _wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.01)


def _hold_installation(root: Path) -> Path:
    """Make the installation wait for somebody to write into a pipe."""
    pipe = root / "more.lock"
    os.mkfifo(pipe)
    (root / "requirements.lock").write_text("-r more.lock\n")
    return pipe


def test_a_killed_installation_is_not_taken_for_a_finished_one(
    tmp_path: Path, without_uv: str
) -> None:
    root = _tree(tmp_path / "tree")
    _hold_installation(root)
    unfinished = root / ".venv" / "unfinished"
    started = subprocess.Popen(
        [str(root / "kamnot")],
        env={**os.environ, "PATH": without_uv},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _wait_for(unfinished.exists)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    (root / "requirements.lock").write_text("# no packages\n")

    again = _start(root, path=without_uv)

    assert again.returncode == ENDING, again.stderr
    assert INSTALLING in again.stderr
    assert not unfinished.exists()


def test_two_starts_at_once_install_once(tmp_path: Path, without_uv: str) -> None:
    root = _tree(tmp_path / "tree")
    pipe = _hold_installation(root)
    environment = {**os.environ, "PATH": without_uv}
    starts = [
        subprocess.Popen(
            [str(root / "kamnot")],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    _wait_for((root / ".venv" / "unfinished").exists)
    pipe.write_text("# no packages\n")
    said = [start.communicate(timeout=60)[1] for start in starts]

    assert [start.returncode for start in starts] == [ENDING, ENDING], said
    assert sum(INSTALLING in text for text in said) == 1


def _start_with_wheels(root: Path, path: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Let the tree keep the package that was made in a folder, as if that were the network."""
    _, digest = _wheel(folder)
    (root / "requirements.lock").write_text(f"tiny==1 --hash=sha256:{digest}\n")
    return _start(root, "wheels", path=path, PIP_FIND_LINKS=str(folder))


def test_kept_packages_are_installed_without_a_network(
    installed: Path, tmp_path: Path, without_uv: str
) -> None:
    kept = _start_with_wheels(installed, without_uv, tmp_path)
    shutil.rmtree(installed / ".venv")

    started = _start(installed, path=without_uv)

    assert kept.returncode == 0, kept.stderr
    assert "wheels" in kept.stdout
    assert started.returncode == ENDING, started.stderr
    assert list((installed / ".venv").rglob("tiny.py"))


@pytest.mark.parametrize("differs", ["lock", "Python"])
def test_packages_for_another_version_or_machine_are_refused_in_one_sentence(
    installed: Path, tmp_path: Path, without_uv: str, differs: str
) -> None:
    _start_with_wheels(installed, without_uv, tmp_path)
    if differs == "lock":
        (installed / "requirements.lock").write_text("# no packages\n# any more\n")
    else:
        tie = installed / "wheels" / "KAMNOT-WHEELS"
        tie.write_text(f"3.99 {tie.read_text().partition(' ')[2]}")

    started = _start(installed, path=without_uv)

    assert (started.returncode, started.stdout) == (3, "")
    assert started.stderr.count("\n") == 2
    assert "wheels" in started.stderr


def test_packages_are_kept_only_in_a_folder_of_their_own(installed: Path, without_uv: str) -> None:
    started = _start(installed, "wheels", str(installed), path=without_uv)

    assert (started.returncode, "มีของอื่นอยู่" in started.stderr) == (3, True)


def test_prefect_s_program_starts_where_the_checkout_was_moved_to(
    installed: Path, tmp_path: Path
) -> None:
    site = next((installed / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "prefect.py").write_text("import os, sys\nprint(os.getcwd(), *sys.argv[1:])\n")
    (tmp_path / "prefect.py").write_text("raise SystemExit('the wrong module')\n")

    started = _start(installed, "prefect", "deploy", "--all", path="", cwd=tmp_path)

    assert started.stdout == f"{installed} deploy --all\n", started.stderr


def test_without_python_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    root = _tree(tmp_path / "tree")
    tools = tmp_path / "tools"
    tools.mkdir()

    started = _start(root, path=str(tools))

    assert started.returncode == 3
    assert "ไม่พบ Python" in started.stderr
    assert "No usable Python 3.11-3.13" in started.stderr


def test_a_python_that_the_lock_was_not_made_for_is_refused(tmp_path: Path) -> None:
    root = _tree(tmp_path / "tree")
    tools = tmp_path / "tools"
    tools.mkdir()
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    assert "No usable Python" in _start(root, path=str(tools)).stderr


def test_the_suite_gets_its_extras_once_and_its_arguments(installed: Path, without_uv: str) -> None:
    site = next((installed / ".venv" / "lib").glob("python3*/site-packages"))
    (site / "pytest.py").write_text("import os, sys\nprint(os.getcwd(), *sys.argv[1:])\n")

    first = _start(installed, "test", "-k", "x", path=without_uv, cwd=Path("/"))
    second = _start(installed, "test", path="")

    assert first.stdout == f"{installed} -k x\n", first.stderr
    assert INSTALLING in first.stderr
    assert (second.returncode, second.stderr) == (0, "")
