"""The pages over one bureau and its people, as of one day; nobody needs a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from domain.access import Scope
from flows.house.accounts import hand_over_code, invite
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from flows.run.workspaces import open_inspectors
from inspection import Inspectors
from storage.settings import Settings
from tests.support.cast import UNIT
from web.front.app import guarded
from web.front.office import Office

PAGE = "http://127.0.0.1:8067"
DAY = date(2024, 3, 13)
OTHER = "second"
CAST = {
    "member": (UNIT, "campaign", "member", Scope.NONE),
    "stranger-member": (UNIT, "selection", "member", Scope.NONE),
    "group-head": (UNIT, "campaign", "head", Scope.NONE),
    "reviewer": (UNIT, "planning", "member", Scope.NONE),
    "reviewing-head": (UNIT, "planning", "head", Scope.NONE),
    "director": (UNIT, "director", "director", Scope.NONE),
    "ethics": (UNIT, None, "member", Scope.DEPARTMENT),
    "it": (UNIT, None, "member", Scope.IT),
    "of-other-unit": (OTHER, "planning", "head", Scope.NONE),
}
"""Who is there: the account, and unit, group, role and scope."""
OWN = {"sec-fetch-site": "same-origin"}
"""What a browser says of a form of the page itself."""


@dataclass
class House:
    """A running application, and its people."""

    office: Office
    ws: Workspace
    clients: dict[str, TestClient] = field(default_factory=dict)

    def stranger(self) -> TestClient:
        """A browser that nobody is signed in by."""
        return TestClient(
            guarded(self.office), base_url=PAGE, headers=OWN, follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip

    def browser(self, account: str) -> TestClient:
        """A browser in which this account is signed in; the same one each time."""
        if account not in self.clients:
            self.clients[account] = self.signed_in(account)
        return self.clients[account]

    def signed_in(self, account: str, *, own_phone: bool = False) -> TestClient:
        """A new browser in which this account signs in by a code that was handed over."""
        client, code = self.stranger(), hand_over_code(self.ws, account, by="test")
        client.post("/enter", data={"address": f"{account}@bureau.example"})
        answer = client.post(
            "/enter/code", data={"code": code} | ({"own_phone": "1"} if own_phone else {})
        )
        assert answer.status_code == 303, answer.text
        return client


def _people(ws: Workspace) -> None:
    for name, (unit, group, role, scope) in CAST.items():
        invite(
            ws, name, f"{name}@bureau.example",
            by="test", unit=unit, group=group, role=role, office=f"ตำแหน่ง {name}", scope=scope,
        )  # fmt: skip


@pytest.fixture(scope="session")
def peopled_home(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy from, with two units and everybody of the cast."""
    home = tmp_path_factory.mktemp("pages") / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "kamnot.db")
    settings = Settings(home=home)
    set_up(settings, unit=UNIT)
    set_up(settings, unit=OTHER, name="สำนักที่สอง")
    ws = Workspace(settings)
    _people(ws)
    ws.engine.dispose()
    return home


@pytest.fixture(scope="session")
def children(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspectors]:
    """The children that inspect files, for all tests: each takes a second to start."""
    with open_inspectors(Settings(home=tmp_path_factory.mktemp("children"))) as found:
        found.warm()
        yield found


@pytest.fixture
def open_house(
    peopled_home: Path, tmp_path: Path, children: Inspectors
) -> Iterator[Callable[[], House]]:
    """Opens the pages over a copy of that folder."""
    opened: list[Office] = []
    home = tmp_path / "home"

    def open_it() -> House:
        if not home.exists():
            shutil.copytree(peopled_home, home)
        settings = Settings(home=home)
        office = Office(settings, page=PAGE, as_of=DAY, inspectors=children)
        opened.append(office)
        return House(office, Workspace(settings))

    yield open_it
    for office in opened:
        office.close()


@pytest.fixture
def house(open_house: Callable[[], House]) -> House:
    """The pages over a copy of that folder."""
    return open_house()


@pytest.fixture(scope="session")
def read_only_house(
    peopled_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The pages for tests that change nothing but sessions."""
    home = tmp_path_factory.mktemp("read") / "home"
    shutil.copytree(peopled_home, home)
    settings = Settings(home=home)
    office = Office(settings, page=PAGE, as_of=DAY)
    yield House(office, Workspace(settings))
    office.close()
