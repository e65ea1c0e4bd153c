"""A rehearsal in a folder: every letter as its reader would get it, the chart by group, or one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from flows.check.rehearsal_folder import make_folder, write_rehearsal
from flows.check.rehearse import Rehearsal, RehearsedMail
from flows.run.workspace import Workspace
from tests.support.cast import UNIT


def mail(recipient: str, raw: bytes, group: str = "planning") -> RehearsedMail:
    return RehearsedMail(
        day=date(2024, 3, 13),
        group=group,
        recipient=recipient,
        office="",
        subject="ยังขาด",
        rungs=(),
        audience=(),
        activities=(),
        points_at_risk=0,
        text="",
        raw=raw,
    )


def rehearsal(*mails: RehearsedMail) -> Rehearsal:
    return Rehearsal(UNIT, 2567, mails, (), {}, no_director=False)


def test_every_letter_is_a_file_with_the_bytes_that_would_go_out(
    bare: Workspace, tmp_path: Path
) -> None:
    found = rehearsal(mail("a@bureau.example", b"To: a"), mail("chat:PLANNING", b"hello"))

    write_rehearsal(bare, found, tmp_path / "ซ้อม")

    letters = sorted((tmp_path / "ซ้อม" / "letters").iterdir())
    assert [(path.name, path.read_bytes()) for path in letters] == [
        ("2024-03-13-0001-planning.eml", b"To: a"),
        ("2024-03-13-0002-planning.txt", b"hello"),
    ]


def test_the_chart_has_a_row_for_each_group_and_the_director(
    bare: Workspace, tmp_path: Path
) -> None:
    write_rehearsal(bare, rehearsal(), tmp_path)

    chart = (tmp_path / "year.svg").read_text("utf-8")
    names = [*(group.short_name for group in bare.plan.groups), "ผู้อำนวยการสำนัก"]
    assert [name for name in names if name not in chart] == []


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(KamnotError, match="taken"):
        make_folder(tmp_path / "taken")
