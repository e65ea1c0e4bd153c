"""One schedule a data folder: the lock is released however its holder ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from flows.deployments import one_schedule
from flows.deployments.one_schedule import alone, is_served
from storage.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
HOLDER = """
import sys, time
from pathlib import Path
from flows.deployments.one_schedule import alone
from storage.settings import Settings
with alone(Settings(home=Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(one_schedule, "_PATIENCE_SECONDS", 0.1)
    return Settings(home=tmp_path / "ข้อมูล ของสำนัก")


@contextmanager
def held_by_another(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the folder; none is left behind."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_whether_a_schedule_holds_the_data_folder_is_seen_without_disturbing_it(
    settings: Settings,
) -> None:
    assert not is_served(settings)
    with alone(settings):
        assert is_served(settings)
        with pytest.raises(KamnotError, match="อยู่แล้ว"), alone(settings):
            pass
        assert is_served(settings)
    assert not is_served(settings)


def test_a_schedule_of_another_process_is_seen_and_its_killing_frees_the_folder(
    settings: Settings,
) -> None:
    with held_by_another(settings.home) as process:
        assert is_served(settings)
        with pytest.raises(KamnotError, match="อยู่แล้ว"), alone(settings):
            pass

        process.kill()
        process.wait()

        assert not is_served(settings)
        with alone(settings):
            assert is_served(settings)


def test_a_schedule_that_fails_frees_the_folder(settings: Settings) -> None:
    with pytest.raises(RuntimeError), alone(settings):
        raise RuntimeError

    assert not is_served(settings)


def test_two_data_folders_have_a_schedule_each(settings: Settings, tmp_path: Path) -> None:
    other = Settings(home=tmp_path / "other")

    with alone(settings), alone(other):
        assert is_served(settings)
        assert is_served(other)


def test_a_folder_where_no_schedule_ever_ran_is_left_as_it_is(tmp_path: Path) -> None:
    assert not is_served(Settings(home=tmp_path / "nothing"))
    assert list(tmp_path.iterdir()) == []
