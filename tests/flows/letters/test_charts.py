"""The charts of the director's letter: two drawings, shown as pictures and brought as files, or none at all."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from domain.facts import Facts
from domain.results import Evaluation
from flows.letters.charts import Charts, charts_of
from flows.run.workspace import Workspace
from notifications.summary import GROUPS, POINTS
from storage.settings import Settings
from tests.support.cast import UNIT


def judged(ws: Workspace) -> Evaluation:
    return ws.evaluator.evaluate(Facts(UNIT), date(2024, 3, 13))


@pytest.fixture
def charts(bare: Workspace) -> Charts:
    return charts_of(bare, judged(bare))


def test_each_picture_has_the_name_by_which_the_letter_shows_it(charts: Charts) -> None:
    assert [picture.cid for picture in charts.pictures] == [POINTS, GROUPS]
    assert {picture.content_type for picture in charts.pictures} == {"image/png"}


def test_pictures_are_sharp_and_small(charts: Charts) -> None:
    assert len(charts.pictures) == 2
    for picture in charts.pictures:
        with Image.open(io.BytesIO(picture.data)) as opened:
            assert (opened.format, opened.width > 1000) == ("PNG", True)
        assert len(picture.data) < 200_000


def test_each_drawing_lies_beside_the_letter_as_a_file_with_a_thai_name(charts: Charts) -> None:
    assert [file.name for file in charts.files] == ["คะแนนรายรอบ.svg", "กิจกรรมรายคณะทำงาน.svg"]
    for file in charts.files:
        root = ElementTree.fromstring(file.data)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.findtext("{http://www.w3.org/2000/svg}title")


def test_the_same_day_gives_the_same_bytes(bare: Workspace, charts: Charts) -> None:
    assert charts_of(bare, judged(bare)) == charts


def test_no_letter_waits_for_a_picture_that_cannot_be_drawn(
    bare: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_FONTS", str(tmp_path))
    without = Workspace(Settings())

    assert charts_of(without, judged(without)) == Charts()
