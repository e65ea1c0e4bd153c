"""File names: taken by every system, Thai and extension kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.file_names import LONGEST_BYTES, is_draft, is_litter, safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("รายงานผลการดำเนินงาน.pdf", "รายงานผลการดำเนินงาน.pdf"),
        ("น้ำใจ ๑-๒ (ลงนาม).docx", "น้ำใจ ๑-๒ (ลงนาม).docx"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\ภาพ\\หนึ่ง?.jpg", "C__ภาพ_หนึ่ง_.jpg"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.pdf", "console.pdf"),
        ("จบด้วยจุด. ", "จบด้วยจุด"),
        ("\u202eกลับ\x00ด้าน.pdf", "กลับด้าน.pdf"),
        (".pdf", ".pdf"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_name_keeps_its_thai_and_loses_what_systems_refuse(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


def test_a_name_of_three_hundred_bytes_keeps_its_extension_and_whole_syllables() -> None:
    safe = safe_file_name("ที่" * 40 + ".pdf")

    assert safe == "ที่" * 26 + ".pdf"


def test_a_long_name_with_a_numbered_beginning_keeps_its_extension() -> None:
    assert safe_file_name("๑. " + "ที่" * 100 + ".pdf").endswith("ที่.pdf")


@given(st.text(max_size=300))
def test_any_text_becomes_a_name_that_stays_the_same(name: str) -> None:
    safe = safe_file_name(name)

    assert 0 < len(safe.encode()) <= LONGEST_BYTES
    assert not set(safe) & set('<>:"/\\|?*\0\n')
    assert safe == safe.strip()
    assert safe not in (".", "..")
    assert safe_file_name(safe) == safe


@pytest.mark.parametrize("before", range(9))
def test_a_long_name_is_cut_before_a_letter_with_all_its_marks(before: int) -> None:
    stem = safe_file_name("a" * before + "กี่" * 100 + ".pdf").removesuffix(".pdf")

    assert stem == "a" * before + "กี่" * ((LONGEST_BYTES - 4 - before) // 9)


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store", "._IMG_1.JPG", ".nomedia", ".fseventsd", ".Spotlight-V100", ".Trashes", ".~lock.รายงาน.docx#",
        "@eaDir", "@Recycle", "#recycle", "@tmp", "__MACOSX", "lost+found", "LOST.DIR", "FOUND.000", "Icon\r",
        "$RECYCLE.BIN", "RECYCLER", "$WINDOWS.~BT", "System Volume Information", "IndexerVolumeGuid",
        "Thumbs.db:encryptable", "AlbumArtSmall.jpg", "Picasa.ini", "IMG_1.xmp", "report.docx~", "report.bak", "a.!ut",
        "Thumbs.db", "thumbs.DB", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "autorun.inf", "WPSettings.dat",
        "~$รายงาน.docx", "~WRL0001.tmp", "IMG_0001.AAE", "IMG_0001.aae", "รายงาน.pdf.crdownload", "รายงาน.docx.part",
        "รายงาน.lnk", "เว็บ.url", "เว็บ.webloc", "a.tmp", "A.TEMP", "MVI_0001.THM", "รายงาน.asd", "pagefile.sys",
    ],
)  # fmt: skip
def test_what_systems_and_programs_leave_is_litter(name: str) -> None:
    assert is_litter([name])
    assert is_litter(["07", name, "ภาพ.jpg"])


@pytest.mark.parametrize(
    "name", ["รายงาน.docx", "๐๗_ภาพ", "..", "ส่วน.part1.rar", "ไอคอน.png", "~ร่าง.docx"]
)
def test_what_people_put_there_is_none(name: str) -> None:
    assert not is_litter([name])


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("ร่างรายงาน.docx", True),
        ("รายงานฉบับร่าง.docx", True),
        ("report_draft2.pdf", True),
        ("Draft รายงาน.pdf", True),
        ("รายงาน (ยังไม่ลงนาม).pdf", True),
        ("กิจกรรมตรวจร่างกาย.pdf", False),
        ("คำสั่งคณะทำงานยกร่างแผน.pdf", False),
        ("รูปร่าง.jpg", False),
        ("aircraft.pdf", False),
        ("รายงาน.pdf", False),
    ],
)
def test_a_name_that_says_draft_is_told_from_others(name: str, draft: bool) -> None:
    assert is_draft(name) is draft
