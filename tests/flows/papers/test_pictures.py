"""Choosing pictures for the learning centre: two of an activity, photos only, nothing withdrawn."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError, NotThereError
from flows.papers.pictures import choose_picture
from flows.run.workspace import Workspace
from tests.support.cast import UNIT
from tests.support.office import (
    FIRST,
    REPORT,
    SECOND,
    THIRD,
    WITHDRAWN,
)


def test_a_third_picture_and_a_report_cannot_be_chosen(office: Workspace) -> None:
    for item in (FIRST, SECOND):
        choose_picture(office, UNIT, item, chosen=True, by="secretary")

    with pytest.raises(KamnotError, match="เลิกเลือกภาพหนึ่งก่อน"):
        choose_picture(office, UNIT, THIRD, chosen=True, by="secretary")
    with pytest.raises(KamnotError, match="ไม่ใช่ภาพ"):
        choose_picture(office, UNIT, REPORT, chosen=True, by="secretary")
    with pytest.raises(NotThereError, match="ถูกถอน"):
        choose_picture(office, UNIT, WITHDRAWN, chosen=True, by="secretary")

    choose_picture(office, UNIT, FIRST, chosen=False, by="secretary")
    choose_picture(office, UNIT, THIRD, chosen=True, by="secretary")
