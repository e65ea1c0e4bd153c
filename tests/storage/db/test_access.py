"""Who may read and write a home: commands of two accounts with the umasks that people have, on one folder."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from flows.house.doctor import examine
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from storage.db.access import group_of, hide, own_files, share
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import jpeg

if sys.platform == "win32":
    pytest.skip("optional: Windows has no umask", allow_module_level=True)

import grp

from tests.support.processes.accounts import Account, programs_for_all

ONE, TWO, STRANGER = 12_001, 12_002, 12_003
GROUP = next(found for found in grp.getgrall() if found.gr_gid > 0)
ONLY_ROOT = pytest.mark.skipif(
    os.geteuid() != 0, reason="optional: only root can act as two accounts"
)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in which everybody may make a home: not pytest's own, which other tests shut again."""
    with tempfile.TemporaryDirectory() as name, programs_for_all():
        folder = Path(name)
        folder.chmod(0o1777)
        yield folder


def open_to(home: Path, bits: int) -> list[str]:
    """What lies in the home with any of these bits."""
    found = [home, *home.rglob("*")]
    return [f"{path.stat().st_mode:o} {path}" for path in found if path.stat().st_mode & bits]


def photo(folder: Path, name: str, width: int) -> Path:
    path = folder / f"{name}.jpg"
    path.write_bytes(jpeg((width, 480)))
    path.chmod(0o644)
    return path


@ONLY_ROOT
def test_a_home_is_its_owners_alone_and_nobody_can_lock_them_out(place: Path) -> None:
    home, picture = place / "home", photo(place, "one", 640)
    said = Account(ONE, 0o002).run(
        home,
        "init",
        "contacts set planning planning@bureau.example",
        "remind --as-of 2024-03-13",
        f"evidence add 1/photos {picture}",
    )
    assert list((home / "mailbox").glob("*.eml")), said
    assert open_to(home, 0o077) == []
    assert "may not read the data folder" in Account(TWO).run(home, "contacts list").text
    for told, mode, account in (
        ("read-only", 0o755, TWO),
        ("another account's", 0o777, TWO),
        ("another account's", 0o777, 0),
    ):
        for path in (home, *home.rglob("*")):
            path.chmod(mode if path.is_dir() else mode & 0o666)
        said = Account(account).run(home, "contacts list", "doctor")
        assert (said.codes, said.text.count(told)) == ([2] * 2, 2)
    assert {path.stat().st_uid for path in home.rglob("*")} == {ONE}


@ONLY_ROOT
def test_members_of_one_group_read_and_write_all_that_each_makes(place: Path) -> None:
    home = place / "home"
    one = Account(ONE, 0o022, (GROUP.gr_gid,))
    two = Account(TWO, 0o077, (GROUP.gr_gid,))
    assert one.run(home, "init").codes == [0]
    told = one.run(home, "doctor", "init", "doctor", KAMNOT_SHARED_GROUP=GROUP.gr_name).text
    assert f"the group {GROUP.gr_name} (KAMNOT_SHARED_GROUP) does not share" in told
    assert f"the members of the group {GROUP.gr_name} share" in told
    for number, account in enumerate((two, one)):
        picture = photo(place, f"photo-{number}", 640 + number)
        said = account.run(
            home,
            f"contacts set planning member-{number}@bureau.example",
            f"evidence add 1/photos {picture}",
            f"remind --as-of 2024-03-{13 + number}",
            "evidence fsck",
            "audit verify",
        )
        assert f"{number + 1} file(s) in the store: 0 missing, 0 damaged" in said.text
        assert said.codes[:2] + said.codes[3:] == [0] * 4, said
    assert open_to(home, 0o007) == []
    assert {path.stat().st_gid for path in (home, *home.rglob("*"))} == {GROUP.gr_gid}
    assert {path.stat().st_uid for path in home.rglob("*")} == {ONE, TWO}
    assert "may not read" in Account(STRANGER).run(home, "contacts list").text


def test_doctor_says_that_others_can_read_a_home(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    settings = Settings(home=folder)
    set_up(settings, unit=UNIT)
    assert "readers" not in {d.name for d in examine(settings)}
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.geteuid() and path != path.parent:
            path.chmod(path.stat().st_mode | 0o055)
    (found,) = [d for d in examine(settings) if d.name == "readers"]
    assert found.warning
    assert str(folder) in found.thai


def test_files_that_people_ask_for_keep_their_own_umask(tmp_path: Path) -> None:
    hide(Settings(home=tmp_path / "home"))
    private, asked = tmp_path / "private", tmp_path / "asked"
    private.touch()
    with own_files():
        asked.touch()
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(asked.stat().st_mode) == 0o644


def test_a_group_that_does_not_exist_is_one_sentence_and_makes_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", shared_group="no-such-group")
    with pytest.raises(KamnotError, match="no-such-group"):
        set_up(settings, unit=UNIT)
    assert not settings.home.exists()


def test_a_link_to_a_home_shares_the_home_and_no_file_elsewhere(tmp_path: Path) -> None:
    real, elsewhere = tmp_path / "real", tmp_path / "elsewhere"
    real.mkdir()
    elsewhere.touch(mode=0o600)
    (real / "link").symlink_to(elsewhere)
    (tmp_path / "home").symlink_to(real)
    mine = grp.getgrgid(os.getegid()).gr_name
    share(Settings(home=tmp_path / "home", shared_group=mine))
    assert group_of(real) == mine
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600


def test_a_workspace_hides_what_it_writes(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    set_up(settings, unit=UNIT)
    os.umask(0o022)
    ws = Workspace(settings)
    (settings.home / "new").touch()
    ws.engine.dispose()
    assert stat.S_IMODE((settings.home / "new").stat().st_mode) == 0o600
