"""The demo's reports in Word: each kind of block is written, and the bytes are the same every time."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image

from sample.documents import _BLOCKS, DOCUMENTS, SampleReport
from sample.word import word_file
from tests.support.paper import folded, word_texts

SAID: dict[str, Any] = {
    "heading": "ผลการดำเนินงาน",
    "text": "สำนักได้ดำเนินการแล้ว",
    "list": ["ข้อแรก", "ข้อสอง"],
    "table": {"widths": [1, 1], "header": ["ลำดับ", "กิจกรรม"], "rows": [["๑", "อบรม"]]},
    "photos": {"7-1": "บรรยากาศ"},
    "signatures": ["ผู้อำนวยการสำนัก"],
    "cover": ["องค์ความรู้", "สำนักทดสอบ"],
    "contents": None,
    "page-break": None,
}


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("p") / "ภาพ.png"
    Image.new("RGB", (40, 30), "#4466aa").save(path)
    return path


def written(picture: Path, *kinds: str) -> bytes:
    report = SampleReport.model_validate(
        {
            "requirement": "7.report",
            "file": "รายงาน.docx",
            "received_on": date(2024, 1, 19),
            "title": "รายงานทดสอบ",
            "blocks": [{kind: SAID[kind]} for kind in kinds],
        }
    )
    return word_file(report, lambda _name: picture, lambda _role: picture)


def test_every_kind_of_block_has_words_in_this_test() -> None:
    assert set(SAID) == set(_BLOCKS)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("heading", ["ผลการดำเนินงาน"]),
        ("text", ["สำนักได้ดำเนินการแล้ว"]),
        ("list", ["๑. ข้อแรก", "๒. ข้อสอง"]),
        ("table", ["ลำดับ", "กิจกรรม", "๑", "อบรม"]),
        ("photos", ["บรรยากาศ"]),
        ("signatures", ["(ผู้อำนวยการสำนัก)"]),
        ("page-break", []),
    ],
)
def test_a_block_is_written_under_the_title_and_the_bureau(
    picture: Path, kind: str, words: list[str]
) -> None:
    assert word_texts(written(picture, kind)) == [
        folded(text) for text in ("รายงานทดสอบ", DOCUMENTS.bureau, *words)
    ]


def test_a_cover_stands_for_the_title(picture: Path) -> None:
    assert word_texts(written(picture, "cover", "text")) == [
        folded(text) for text in (*SAID["cover"], SAID["text"])
    ]


def test_the_table_of_contents_names_every_heading_with_a_page(picture: Path) -> None:
    texts = word_texts(written(picture, "cover", "contents", "heading", "text"))

    assert texts[2] == "สารบัญ"
    assert texts[3].startswith("ผลการดำเนินงาน....")
    assert texts[3].endswith("๑")


def test_pictures_and_signatures_are_in_the_file(picture: Path) -> None:
    document = Document(io.BytesIO(written(picture, "photos", "signatures")))

    assert len(document.inline_shapes) == 2


def test_the_same_report_is_the_same_bytes(picture: Path) -> None:
    kinds = tuple(SAID)

    assert written(picture, *kinds) == written(picture, *kinds)
