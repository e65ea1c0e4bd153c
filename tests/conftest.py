"""What several tests share: a clean environment, and databases that are thrown away.

`database` gives every test that asks for it two runs, on SQLite and on PostgreSQL, each with a migrated
database of its own that holds nothing yet.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy.engine import Engine

from cli.front.common import use_language, use_year
from storage.db.database import init_database, open_database
from storage.settings import Settings

if sys.platform != "win32":
    from tests.support.servers.postgres import NoServerError, Server, running_server

# A deadline measures who else uses the machine, not our code; speed is kept by benchmarks/. Built on the profile that
# Hypothesis itself has chosen, so that its own for CI stays.
hypothesis_settings.register_profile("kamnot", deadline=None)
hypothesis_settings.load_profile("kamnot")


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the user's settings or touches their data folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("KAMNOT_", "AWS_")) and not name.startswith("KAMNOT_TEST_"):
                patch.delenv(name)
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KAMNOT_HOME", str(home))
        patch.setenv("KAMNOT_FISCAL_YEAR", "2567")  # no test turns red by the calendar
        patch.setenv("KAMNOT_MAKE_PDF", "false")  # LibreOffice takes seconds a file
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            patch.setenv(name, str(home / "none"))
        yield


@pytest.fixture(autouse=True)
def no_language_left() -> Iterator[None]:
    """No test has the language, year or umask in which another ran a command: a worker runs many of them."""
    use_language(None)
    use_year(None)
    os.umask(0o022)
    yield
    os.umask(0o022)  # what is made for a whole module is made between tests
    use_language(None)
    use_year(None)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to copy from."""
    home = tmp_path_factory.mktemp("template")
    init_database(Settings(home=home)).dispose()
    return home / "kamnot.db"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL server; skips where there is none."""
    if sys.platform == "win32":
        pytest.skip("the PostgreSQL tests need Unix sockets")
    try:
        with running_server() as server:
            yield server
    except NoServerError as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_template(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated PostgreSQL database, to copy from; its name."""
    name = postgres.create()
    settings = Settings(home=tmp_path_factory.mktemp("pg"), database_url=postgres.url(name))
    init_database(settings).dispose()
    yield name
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh migrated database, on SQLite and on PostgreSQL."""
    home = tmp_path / "kamnot home ไทย"
    home.mkdir()
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), home / "kamnot.db")
        yield Settings(home=home)
        return
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    name = server.lend(template)
    yield Settings(home=home, database_url=server.url(name))
    server.give_back(name, template)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a place where no database has been made yet, for both kinds."""
    if request.param == "sqlite":
        yield Settings(home=tmp_path / "new")
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield Settings(home=tmp_path / "new", database_url=server.url(name))
    server.drop(name)


@pytest.fixture
def database(database_settings: Settings) -> Iterator[Engine]:
    """A fresh database, on SQLite and on PostgreSQL."""
    engine = open_database(database_settings)
    yield engine
    engine.dispose()
