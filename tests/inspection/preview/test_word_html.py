"""What a Word document says, as HTML: Thai in tables, lists in lists, merged cells, pictures made smaller."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image

from inspection.preview.cleaning import cleaned
from inspection.preview.word_html import word_html
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    a_paragraph,
    camera_data,
    photo,
    picture,
    related,
    word_parts,
)

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def html_of(folder: Path, data: bytes) -> str:
    path = folder / "0"
    path.write_bytes(data)
    return cleaned(word_html(path).html)


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_headings_thai_tables_and_nested_lists_are_kept(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("รายงานกิจกรรม", 1)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "องค์ความรู้ที่ได้"
    table.cell(1, 0).text, table.cell(1, 1).text = "ผู้เข้าร่วม", "๔๐ คน"
    document.add_paragraph("ข้อหนึ่ง", style="List Number")
    document.add_paragraph("ข้อย่อย", style="List Bullet 2")

    html = html_of(tmp_path, saved(document))

    assert "<h1>รายงานกิจกรรม</h1>" in html
    assert '<td colspan="2"><p>องค์ความรู้ที่ได้</p></td>' in html
    assert "<td><p>๔๐ คน</p></td>" in html
    assert "<ol><li>ข้อหนึ่ง</li></ol>" in html or "<ol><li>ข้อหนึ่ง<ul>" in html


def test_a_photo_in_a_document_is_small_and_carries_no_camera_data(tmp_path: Path) -> None:
    exif = camera_data("2024:03:01 09:00:00")
    document = Document()
    document.add_picture(io.BytesIO(picture("JPEG", photo((3000, 2000)), exif=exif)))

    html = html_of(tmp_path, saved(document))

    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', html)
    assert found
    small = Image.open(io.BytesIO(base64.b64decode(found[1])))
    assert small.size == (900, 600)
    assert not small.getexif()


def test_pictures_beyond_the_room_leave_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document()
    for shade in (0, 40, 90):
        document.add_picture(io.BytesIO(picture("JPEG", photo(shade=shade))))
    size = len(picture("JPEG", photo()))
    monkeypatch.setattr("inspection.preview.word_html._ROOM", size * 3 // 2)

    html = html_of(tmp_path, saved(document))

    assert 1 <= html.count("<img") < 3
    assert "[ภาพ]" in html


HARMLESS = {
    "a link to a script": (
        f'<w:hyperlink xmlns:r="{RELATIONS}" r:id="r1"><w:r><w:t>กดที่นี่</w:t></w:r></w:hyperlink>{a_paragraph("ต่อ")}',
        related("hyperlink", "javascript:alert(1)", external=True).replace(
            "<Relationships>", f'<Relationships xmlns="{PACKAGE}">'
        ),
    ),
    "words that look like tags": (a_paragraph("&lt;script&gt;alert(1)&lt;/script&gt; กดที่นี่"), ""),
}


@pytest.mark.parametrize(("body", "relations"), HARMLESS.values(), ids=HARMLESS)
def test_nothing_in_a_document_leads_elsewhere(tmp_path: Path, body: str, relations: str) -> None:
    more = {"word/_rels/document.xml.rels": relations} if relations else {}

    html = html_of(tmp_path, word_parts(body, **more))

    assert "กดที่นี่" in html
    assert "<script" not in html
    assert "javascript" not in html


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    link = f'<w:p><w:hyperlink xmlns:r="{RELATIONS}" r:id="none"/></w:p>'

    with pytest.raises(RefusedError):
        html_of(tmp_path, word_parts(link))


def test_what_was_deleted_is_gone_and_what_was_added_is_there(tmp_path: Path) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>เก่า</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>ใหม่</w:t></w:r></w:ins></w:p>"
    )

    html = html_of(tmp_path, word_parts(body))

    assert "ใหม่" in html
    assert "เก่า" not in html
