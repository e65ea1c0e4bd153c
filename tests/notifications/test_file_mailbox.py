"""The mailbox folder: whole files with safe names, each mail once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from notifications.file_mailbox import drop
from notifications.message import build_mail, message_id


def mail(identity: str = message_id("one", "example.go.th"), subject: str = "[กำหนด]") -> bytes:
    return build_mail(
        sender="kamnot@example.go.th",
        recipient="planning@example.go.th",
        subject=subject,
        text="เรียน",
        html="<p>เรียน</p>",
        message_id=identity,
        date=datetime(2024, 3, 13, 2, tzinfo=UTC),
    )


def test_the_file_is_the_mail_itself_named_by_day_and_message_id(tmp_path: Path) -> None:
    verdict = drop(tmp_path / "new" / "mailbox", mail())
    written = tmp_path / "new" / "mailbox" / verdict.detail
    assert (verdict.state, verdict.phase) == ("sent", "mailbox")
    assert written.read_bytes() == mail()
    identity = message_from_bytes(mail())["Message-ID"].strip("<>").partition("@")[0]
    assert written.name == f"2024-03-13-{identity}.eml"


def test_the_same_message_id_is_the_same_mail(tmp_path: Path) -> None:
    first = drop(tmp_path, mail())
    second = drop(tmp_path, mail(subject="อีกครั้ง"))
    assert first == second
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [mail()]


@pytest.mark.parametrize(
    "raw",
    [
        mail("<../../etc/passwd@x>"),
        mail("<con:nul|?*@x>"),
        mail("<" + "a" * 400 + "@x>"),
        b"Date: never\r\nMessage-ID: <\xff@x>\r\n\r\n",
        b"",
    ],
    ids=["path", "windows", "long", "not a date", "no headers"],
)
def test_the_name_is_safe_whatever_the_headers_hold(tmp_path: Path, raw: bytes) -> None:
    drop(tmp_path / "mailbox", raw)
    names = [path.name for path in (tmp_path / "mailbox").iterdir()]
    assert len(names) == 1
    assert re.fullmatch(r"(2024-03-13|undated)-[0-9a-f]{32}\.eml", names[0])


def test_two_different_mails_are_two_files(tmp_path: Path) -> None:
    drop(tmp_path, mail("<1@example.go.th>"))
    drop(tmp_path, mail("<2@example.go.th>"))
    assert len(list(tmp_path.iterdir())) == 2


def test_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        states = {v.state for v in pool.map(lambda _: drop(tmp_path, mail()), range(24))}
    assert states == {"sent"}
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [mail()]


def test_a_folder_that_cannot_be_made_is_our_own_fault(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("a file where the folder should be")
    verdict = drop(tmp_path / "mailbox", mail())
    assert verdict.state == "config"
    assert str(tmp_path) not in verdict.detail


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_a_full_disk_leaves_no_half_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def onto_the_full_disk(part: Path, mode: str) -> object:
        real(part, mode).close()
        return real(Path("/dev/full"), "wb")

    monkeypatch.setattr(Path, "open", onto_the_full_disk)
    assert drop(tmp_path, mail()).state == "config"
    assert list(tmp_path.iterdir()) == []
