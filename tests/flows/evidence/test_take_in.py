"""Taking evidence in: nothing lost, nothing twice, and no name from outside ever a path."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from domain.facts import Problem
from domain.language.errors import KamnotError
from flows.evidence.browse import bytes_of, read_bytes
from flows.evidence.maintain import check_store
from flows.evidence.take_in import Incoming, conflict_rule, file_in, receive, take_in
from flows.run.workspace import Workspace
from storage.db.audit import verify
from storage.db.database import reading
from storage.records.evidence import AddOutcome, Conflict
from storage.records.listed_evidence import list_evidence
from tests.support.cast import UNIT
from tests.support.servers.s3 import PASS, s3_server
from tests.support.stores import KeptInBucket

DAY = date(2024, 3, 1)
ROOT = Path(__file__).resolve().parents[3]


def test_an_empty_file_is_kept_and_found_empty(workspace: Workspace, tmp_path: Path) -> None:
    empty = tmp_path / "ว่าง.pdf"
    empty.touch()
    [intake] = take_in(workspace, UNIT, [Incoming("7.report", empty, DAY)], by="test")
    assert intake.inspection.problem is Problem.EMPTY
    assert intake.added.outcome == "new"


def test_the_same_file_twice_is_kept_once_and_said_so(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "รายงาน.pdf"
    file.write_bytes(b"%PDF-1.4 broken")
    outcomes = []
    for content in (b"%PDF-1.4 broken", b"%PDF-1.4 broken", b"%PDF-1.4 mended"):
        file.write_bytes(content)
        [intake] = take_in(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test")
        outcomes.append((intake.added.outcome, intake.added.version))
    assert outcomes == [("new", 1), ("same", 1), ("new-version", 2)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="optional: no named pipes here")
def test_a_pipe_is_refused_and_never_waited_for(workspace: Workspace, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    with pytest.raises(KamnotError, match="โปรดระบุไฟล์"):
        take_in(workspace, UNIT, [Incoming("7.report", pipe, DAY)], by="test")


def test_a_link_is_refused_whatever_it_points_to(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "far").mkdir()
    for target in ("a.pdf", "/etc/passwd", "far", "nowhere"):
        link = tmp_path / "far" / f"{Path(target).name}.pdf"
        link.symlink_to(tmp_path / target)
        with pytest.raises(KamnotError, match="ทางลัด"):
            take_in(workspace, UNIT, [Incoming("7.report", link, DAY)], by="test")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="optional: no /proc here")
@pytest.mark.parametrize("place", ["/proc/self/environ", "/proc/version", "/proc/self/maps"])
def test_what_the_system_shows_of_itself_is_refused(workspace: Workspace, place: str) -> None:
    with pytest.raises(KamnotError, match="แฟ้มพิเศษ"):
        take_in(workspace, UNIT, [Incoming("7.report", Path(place), DAY)], by="test")


@pytest.mark.parametrize("missing", ["absent.pdf", "."])
def test_nothing_is_written_when_one_of_the_files_cannot_be_read(
    workspace: Workspace, tmp_path: Path, missing: str
) -> None:
    good = tmp_path / "รายงาน.pdf"
    good.write_bytes(b"%PDF-1.4")
    files = [Incoming("7.report", good, DAY), Incoming("7.report", tmp_path / missing, DAY)]
    with pytest.raises(KamnotError):
        take_in(workspace, UNIT, files, by="test")
    assert list(workspace.store.contents()) == []
    assert take_in(workspace, UNIT, files[:1], by="test")[0].added.outcome == "new"


def test_nothing_is_written_when_one_activity_is_held_after_its_files_came_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    good = tmp_path / "รายงาน.pdf"
    good.write_bytes(b"%PDF-1.4")
    files = [Incoming("7.report", good, DAY, DAY), Incoming("7.report", good, DAY, date.max)]
    with pytest.raises(KamnotError, match="อยู่หลังวันที่รับหลักฐาน"):
        take_in(workspace, UNIT, files, by="test")
    assert list(workspace.store.contents()) == []


def test_a_rule_for_names_that_stand_already_is_known_by_its_word() -> None:
    assert [conflict_rule(word) for word in Conflict] == list(Conflict)
    with pytest.raises(KamnotError, match="new-version, skip, replace"):
        conflict_rule("overwrite")


def test_each_file_that_is_kept_is_told_in_order(workspace: Workspace, tmp_path: Path) -> None:
    files = []
    for number in range(60):
        path = tmp_path / f"{number:02}.pdf"
        path.write_bytes(b"%%PDF-1.4 %d" % number)
        files.append(Incoming("7.report", path, DAY))
    told: list[str] = []

    take_in(workspace, UNIT, files, by="test", progress=told.append)

    assert told == [f"{number:02}.pdf" for number in range(60)] * 2
    assert check_store(workspace).sound


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A real S3 server on this machine."""
    with s3_server() as found:
        yield found


@pytest.fixture(params=["folder", "bucket"])
def office(
    request: pytest.FixtureRequest,
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Workspace:
    """The bureau with its evidence in a folder, or on an S3 server."""
    if request.param == "bucket":
        for name, value in PASS.items():
            monkeypatch.setenv(name, value)
        endpoint = request.getfixturevalue("endpoint")
        workspace.store = KeptInBucket(endpoint, tmp_path / "scratch").store
    return workspace


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        pytest.param("รายงาน.pdf", "รายงาน.pdf", id="a plain name"),
        pytest.param("../../incoming/รายงาน.pdf", "รายงาน.pdf", id="a way out of the store"),
        pytest.param("C:\\กอง\\รายงาน.pdf", "รายงาน.pdf", id="a whole path"),
        pytest.param(f"{'ก' * 150}.pdf", f"{'ก' * 146}.pdf", id="more bytes than a disk's names"),
        pytest.param("\0\n.pdf", "pdf", id="nothing that can be shown"),
    ],
)
def test_a_received_stream_is_filed_in_under_a_name_that_is_never_a_path(
    office: Workspace, name: str, kept_as: str
) -> None:
    stored = receive(office, BytesIO(b"%PDF-1.4 streamed"))
    incoming = Incoming("7.report", stored, DAY, name=name)

    [intake] = file_in(office, UNIT, [incoming], by="test")

    assert (intake.file_name, intake.added.outcome) == (kept_as, AddOutcome.NEW)
    assert [content.sha256 for content in office.store.contents()] == [stored.sha256]
    found = bytes_of(office, UNIT, intake.added.item)
    with read_bytes(office, found) as stream:
        assert (found.file_name, stream.read()) == (kept_as, b"%PDF-1.4 streamed")
    assert check_store(office).orphans == ()


def test_what_was_received_and_never_filed_in_is_an_orphan_and_harms_nothing(
    office: Workspace,
) -> None:
    stored = receive(office, BytesIO(b"%PDF-1.4 forgotten"))

    report = check_store(office)

    assert [orphan.sha256 for orphan in report.orphans] == [stored.sha256]
    assert (report.sound, report.unfinished) == (True, ())


def test_a_stream_that_breaks_off_leaves_nothing(office: Workspace, tmp_path: Path) -> None:
    class Broken(BytesIO):
        def read(self, *_: object) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(9)

    with pytest.raises(ConnectionResetError):
        receive(office, Broken(b"%PDF-1.4 half of it"))

    assert list(office.store.contents()) == []
    assert not list(tmp_path.rglob("*.part"))


def test_the_same_content_received_twice_says_where_the_first_was_filed_in(
    workspace: Workspace,
) -> None:
    early, late = (receive(workspace, BytesIO(b"%PDF-1.4 shared")) for _ in range(2))
    assert [early.already_there, late.already_there] == [False, True]

    list(file_in(workspace, UNIT, [Incoming("8.report", late, DAY, name="ร.pdf")], by="b"))
    [intake] = file_in(workspace, UNIT, [Incoming("7.report", early, DAY, name="ร.pdf")], by="a")

    assert intake.elsewhere == ("8.report",)


_PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from flows.evidence.take_in import Incoming, take_in
from flows.run.workspace import Workspace
from storage.settings import Settings

ws = Workspace(Settings())
print("ready", flush=True)
for turn in range(1000):
    files = []
    for number in range(3):
        path = Path(sys.argv[1]) / f"{turn}-{number}.pdf"
        path.write_bytes(b"%PDF-1.4 " + b"x" * 200_000 + b"%d-%d" % (turn, number))
        files.append(Incoming("7.report", path, date(2024, 3, 1)))
    take_in(ws, "bureau", files, by="test")
"""


@pytest.mark.skipif(os.name == "nt", reason="optional: Windows has no SIGKILL")
def test_a_process_killed_anywhere_leaves_no_row_without_its_whole_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    rng = random.Random(7)  # the same moments again
    for turn in range(3):
        folder = tmp_path / f"turn-{turn}"
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env=os.environ | {"KAMNOT_HOME": str(workspace.settings.home)},
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0.3, 0.8))
            process.kill()

    with reading(workspace.engine) as session:
        rows = list_evidence(session, UNIT, 2567)
        trail = verify(session)
    assert rows
    assert check_store(workspace).sound
    assert trail.fault is None
    assert trail.lines >= len(rows)
