"""A file is seen without danger: pictures of its pages, frames that can do nothing, films by parts."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from openpyxl import Workbook

from flows.evidence.take_in import Incoming, file_in
from tests.support.cast import UNIT
from tests.support.evidence import jpeg, open_document, pdf, word, word_parts
from tests.web.conftest import DAY, House

FIVE = "#for n in range(25) [หน้าที่ #(n + 1) #pagebreak(weak: true)]"


def came(house: House, folder: Path, name: str, content: bytes) -> int:
    path = folder / name
    path.write_bytes(content)
    [kept] = file_in(house.ws, UNIT, [Incoming("7.report", path, DAY)], by="member")
    return kept.added.item


def test_a_report_shows_its_pages_ten_at_a_time(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "รายงาน.pdf", pdf(FIVE))
    browser = house.browser("member")

    first, last = browser.get(f"/e/{item}").text, browser.get(f"/e/{item}?p=23").text

    assert re.findall(r'<figure id="p(\d+)"', first) == [str(n) for n in range(1, 11)]
    assert re.findall(r'<figure id="p(\d+)"', last) == [str(n) for n in range(21, 26)]
    assert first.count('<img src="') == 10
    assert first.count('loading="lazy" alt') == 7  # the first three come at once
    assert f'href="/e/{item}?p=11#p11"' in first
    assert "ทั้งหมด ๒๕ หน้า" in first
    source, wide = re.findall(r'srcset="(\S+) 834w, (\S+) 1668w"', last)[0]
    for address in (source, wide.replace("&amp;", "&")):
        answer = browser.get(address)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.content.startswith(b"\xff\xd8\xff")


def test_the_words_of_a_page_are_there_for_those_who_cannot_see_it(
    house: House, tmp_path: Path
) -> None:
    item = came(house, tmp_path, "รายงาน.pdf", pdf("อ่านได้ \\<script> #pagebreak() ข้อความหน้าสอง"))

    answer = house.browser("member").get(f"/e/{item}/p/2/text")

    assert "ข้อความหน้าสอง" in answer.text
    first = house.browser("member").get(f"/e/{item}/p/1/text").text
    assert "&lt;script&gt;" in first


def test_word_is_shown_in_a_frame_that_can_do_nothing(house: House, tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt; สวัสดี</w:t></w:r>"
    body += "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ลับ</w:t></w:r></w:p>"
    item = came(house, tmp_path, "รายงาน.docx", word_parts(body))
    browser = house.browser("member")

    page, frame = browser.get(f"/e/{item}").text, browser.get(f"/e/{item}/frame")

    assert f'<iframe sandbox src="/e/{item}/frame?version=1"' in page
    assert "อาจไม่เหมือนเอกสารจริง" in page
    assert "<script" not in frame.text
    assert "ผู้อ่านไม่เห็น" in frame.text
    assert "ลับ" in frame.text.partition("สวัสดี")[0]
    policy = frame.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src data:;")
    assert "frame-ancestors 'self'" in policy
    style = re.search(r"<style>(.*?)</style>", frame.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy


def test_the_pictures_of_a_document_are_inside_its_frame(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "รายงาน.docx", word())

    frame = house.browser("member").get(f"/e/{item}/frame").text

    assert '<img src="data:image/jpeg;base64,' in frame
    assert "http" not in re.sub(r"base64,[^\"]+", "", frame)


def test_a_workbook_is_shown_as_tables_with_nothing_of_a_cell_run(
    house: House, tmp_path: Path
) -> None:
    book = Workbook()
    book.active.title = "<b>แผ่น"
    book.active.append(["<img src=x onerror=alert(1)>", None])
    book.active.append(["สอง", "ช่อง"])
    book.active.merge_cells("A1:B1")
    book.save(tmp_path / "ตาราง.xlsx")
    item = came(house, tmp_path, "ตาราง.xlsx", (tmp_path / "ตาราง.xlsx").read_bytes())

    frame = house.browser("member").get(f"/e/{item}/frame").text

    assert '<td colspan="2">&lt;<span lang="en">img src</span>=x onerror=alert(1)&gt;</td>' in frame
    assert "<img" not in frame
    assert "&lt;b&gt;แผ่น" in frame


def test_what_has_no_preview_says_so_and_is_downloaded(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "บันทึก.odt", open_document("<t>ก</t>"))

    page = house.browser("member").get(f"/e/{item}").text

    assert "ไม่มีตัวอย่างสำหรับไฟล์นี้ (เอกสาร OpenDocument)" in page
    assert f'href="/e/{item}/bytes' in page


PATHS = ("/e/{item}/p/1", "/e/{item}/p/1/text", "/e/{item}/frame", "/e/{item}/film")


def test_nobody_else_sees_anything_of_it(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "ภาพ.jpg", jpeg())

    for path in PATHS:
        for account in ("stranger-member", "it", "of-other-unit"):
            assert house.browser(account).get(path.format(item=item)).status_code == 404
        assert house.stranger().get(path.format(item=item)).status_code == 303


def test_what_is_not_there_is_not_there(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "ภาพ.jpg", jpeg())

    for query in ("p/0", "p/2", "p/1?w=9000", "p/1?version=9", "film", "p/x", "p/1?w=x"):
        answer = house.browser("member").get(f"/e/{item}/{query}")
        assert answer.status_code in (400, 404), query
