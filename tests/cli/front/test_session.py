"""What the working commands share: the day that is meant, who is at the terminal, and what became of letters."""

from __future__ import annotations

import getpass
import json
import socket
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.front.session import actor, day_of
from domain.language.errors import KamnotError
from flows.run.workspace import today
from tests.support.commands import Run

MARCH = ("check", "march", "--as-of", "2024-03-13")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-13", date(2024, 3, 13)),
        ("13/03/2567", date(2024, 3, 13)),
        ("๑๓ มีนาคม ๒๕๖๗", date(2024, 3, 13)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert day_of(text) == day


def test_without_a_day_today_in_bangkok_is_meant() -> None:
    before = today()

    assert before <= day_of(None) <= before + timedelta(days=1)


def test_what_is_no_day_is_one_sentence() -> None:
    with pytest.raises(KamnotError, match="อ่านวันที่"):
        day_of("เมื่อวาน")


@pytest.mark.parametrize("error", [KeyError("uid"), OSError("no such account")])
def test_who_has_no_name_on_this_machine_is_unknown(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nobody)

    assert actor() == "unknown"


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_relay_that_refuses_loses_no_letter(
    reachable: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"mailto://user:hush@127.0.0.1:{_closed_port()}?from=kamnot@bureau.example"
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", url)
    code, _, said = reachable("check", "march", "--as-of", "2024-03-13")
    assert "hush" not in said
    rows = as_json(reachable("outbox", "list", "--json"))["letters"]
    assert [r["state"] for r in rows] == ["pending"] * 3
    assert (code, "จดหมายยังอยู่ครบในกล่องขาออก" in said) == (2, True)


def test_the_group_that_nobody_is_reached_in_is_named_and_the_others_hear(reachable: Run) -> None:
    assert reachable("contacts", "remove", "planning", "planning@bureau.example")[0] == 0

    code, _, said = reachable(*MARCH)

    assert (code, "ยังแจ้งเตือน คณะทำงานด้านแผนฯ ไม่ได้เพราะไม่มีผู้รับ" in said) == (1, True)
    assert "ส่งจดหมายแจ้งเตือนแล้ว 2 ฉบับ" in said


def test_where_nobody_at_all_is_reached_the_run_says_so_by_its_exit_code(ready: Run) -> None:
    assert ready("remind", "--as-of", "2024-03-13")[0] == 2


def test_letters_that_wait_from_another_run_are_told_each_time(
    reachable: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"mailto://127.0.0.1:{_closed_port()}?from=kamnot@bureau.example"
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", url)
    reachable(*MARCH)

    said = reachable("check", "july", "--as-of", "2024-03-13")[2]

    assert "ในกล่องขาออก: รอส่ง 3 ฉบับ" in said
