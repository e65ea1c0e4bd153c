"""Where a file of a folder belongs, by what bureaus really call folders and files."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError
from domain.plan.placing import Placing, find_place
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

PLAN = load_plan([plan_folder(2567)]).plan


def place(path: str) -> Placing:
    return find_place(PLAN, path.split("/"), path.rpartition(".")[2].lower())


@pytest.mark.parametrize(
    ("path", "requirement"),
    [
        # The number of a folder or file
        ("07/รายงาน.docx", "7.report"),
        ("07/ภาพ.JPG", "7.photos"),
        ("7/a.png", "7.photos"),
        ("7 แลกเปลี่ยนเรียนรู้/รายงาน.pdf", "7.report"),
        ("7. การแลกเปลี่ยนเรียนรู้/รายงาน.docx", "7.report"),
        ("๐๗_ภาพ/IMG 1.jpg", "7.photos"),
        ("๗/รายงาน.pdf", "7.report"),
        ("(7) แลกเปลี่ยน/รายงาน.pdf", "7.report"),
        ("๗) แลกเปลี่ยน/รายงาน.pdf", "7.report"),
        ("7.1 รายงาน.docx", "7.report"),
        ("07_รายงาน.pdf", "7.report"),
        ("2567/07/รายงาน.pdf", "7.report"),
        ("กิจกรรมที่ 7/รายงาน.pdf", "7.report"),
        ("กิจกรรมที่ ๗/ภาพ/IMG.heic", "7.photos"),
        ("กิจกรรมลำดับที่ ๗/IMG.heic", "7.photos"),
        ("ลำดับ 19/คลิป.mp4", "19.clip"),
        ("ข้อ 7/ภาพ.jpg", "7.photos"),
        ("act07/report.docx", "7.report"),
        ("Activity 7 - report.docx", "7.report"),
        ("รายงานผล กิจกรรม7 แก้ไขล่าสุด (final2).docx", "7.report"),
        ("สำเนาของ 07_รายงาน.docx", "7.report"),
        ("Copy of กิจกรรมที่ ๗ รายงาน.docx", "7.report"),
        ("ฉบับแก้ไข 7. รายงาน.docx", "7.report"),
        ("07 แลกเปลี่ยน/LINE_ALBUM_240304_1.jpg", "7.photos"),
        ("07/IMG_1234.JPG", "7.photos"),
        ("25 เรื่องเล่าความดี/ไฟล์.docx", "25.knowledge-paper"),
        ("๐๑_กิจกรรม/ภาพกิจกรรม_1-2.jpg", "1.photos"),
        # Numbers of periods, days and documents
        ("20 มีนาคม/7/รายงาน.pdf", "7.report"),
        ("๒๐ มี.ค. ๖๗/๗/รายงาน.pdf", "7.report"),
        ("20-03-2567/07/รายงาน.docx", "7.report"),
        ("1. กำหนดส่ง มีนาคม/07/รายงาน.docx", "7.report"),
        ("07 แลกเปลี่ยน/1. รายงาน/รายงาน.docx", "7.report"),
        ("07 แลกเปลี่ยน/2 ภาพ/IMG.jpg", "7.photos"),
        # Ids, titles and words of documents
        ("1/photos/ภาพ.jpg", "1.photos"),
        ("1/report/รายงาน.pdf", "1.report"),
        ("1.policy-ethics.pdf", "1.policy-ethics"),
        ("7.report.docx", "7.report"),
        ("1/ประกาศนโยบาย No Gift Policy ๒๕๖๗.pdf", "1.policy-no-gift"),
        ("1/ประกาศนโยบาย No Gift Policy/สำเนา.pdf", "1.policy-no-gift"),
        ("01/ประกาศ No Gift Policy.docx", "1.policy-no-gift"),
        ("01/รายงานผล No Gift Policy.docx", "1.report"),
        ("01/นโยบายให้คุณให้โทษ.pdf", "1.policy-ethics"),
        ("01/ประกาศนโยบายบริหารทรัพยากรบุคคล.pdf", "1.policy-hr"),
        ("01/ประกาศเจตนารมณ์ ลายมือชื่อ (สแกน).pdf", "1.declaration"),
        ("01/ลายเซ็นร่วม.jpg", "1.declaration"),
        ("01/IMG_0001.jpg", "1.photos"),
        ("05/รายงานตามแบบ.docx", "5.report"),
        ("05/หลักฐาน/คำสั่ง.pdf", "5.attachments"),
        ("05/IMG.jpg", "5.attachments"),
        ("33/คำขวัญของสำนัก.pdf", "33.slogan"),
        ("33/คำขวัญ.jpg", "33.slogan"),
        ("36/บันทึกข้อความ.docx", "36.memo"),
        ("36/รายงาน.docx", "36.report"),
        # Words of one activity alone, without a number
        ("ประกาศ No Gift Policy.docx", "1.policy-no-gift"),
        ("ประกาศเจตนารมณ์ ลายมือชื่อ (สแกน).pdf", "1.declaration"),
        ("คำสั่งแต่งตั้ง67.pdf", "4.order"),
        ("LINE_ALBUM_จิตอาสา_240304_1.jpg", "12.photos"),
        ("จิตอาสา/รูป 1.jpg", "12.photos"),
        ("กิจกรรมจิตอาสา 12/รายงาน.docx", "12.report"),
        ("มุมจริยธรรม/IMG_1.jpg", "37.photos"),
        ("จิตอาสา/20240304_100124.jpg", "12.photos"),
        ("แผนบริหารความเสี่ยง.docx", "13.plan"),
        ("คลิปวิดีโอ กระบวนการสร้างองค์กรคุณธรรมต้นแบบ.mp4", "19.clip"),
        ("กิจกรรมทบทวนเป้าหมาย/องค์ความรู้.docx", "2.knowledge-paper"),
        ("รายงานไตรมาส 3.docx", "22.report"),
        ("รายงานไตรมาส ๔.pdf", "38.report"),
        ("รายงานองค์กรคุณธรรมต้นแบบ แบบ 1-3.docx", "32.report"),
        ("STRONG แฟนพันธุ์แท้/IMG1.jpg", "35.photos"),
        ("ใบสมัครชมรม STRONG.pdf", "29.membership-forms"),
    ],
)
def test_a_file_goes_where_its_folder_or_name_says(path: str, requirement: str) -> None:
    found = place(path)

    assert (found.may_be, found.thai) == ((requirement,), "")


@pytest.mark.parametrize(
    ("path", "guess", "may_be", "why"),
    [
        ("01/scan001.pdf", None, "1.policy-ethics", "ชื่อไม่บอก"),
        ("01/ประกาศนโยบาย HR.pdf", None, "1.policy-hr", "ชื่อไม่บอก"),
        ("05/คำสั่ง.pdf", None, "5.attachments", "ชื่อไม่บอก"),
        ("07/กิจกรรมที่ 8 รายงาน.docx", None, "8.report", "หลายกิจกรรม"),
        ("กิจกรรมที่ 7-8/รายงาน.docx", None, "8.report", "หลายกิจกรรม"),
        ("แผนส่งเสริมคุณธรรม 2567.pdf", None, "3.plan", "หลายกิจกรรม"),
        ("07/รายงานจิตอาสา.docx", "7.report", "7.report", "กิจกรรมที่ 12"),
        ("07/รายงาน.jpg", "7.photos", "7.photos", "ชื่อไม่ได้บอก"),
        ("07/ภาพกิจกรรม.docx", "7.report", "7.report", "ชื่อไม่ได้บอก"),
        ("33/IMG_1.jpg", "33.slogan", "33.slogan", "ชื่อไม่ได้บอก"),
        ("ร่างรายงานกิจกรรม 7.docx", "7.report", "7.report", "ร่าง"),
        ("07/รายงาน (draft).docx", "7.report", "7.report", "ร่าง"),
        ("1.jpg", "1.photos", "1.photos", "ตัวเลขอย่างเดียว"),
        ("10 เรื่องเล่าความดี.docx", "10.report", "10.report", "กิจกรรมที่ 25"),
    ],
)
def test_a_doubt_says_why_and_what_it_may_be(
    path: str, guess: str | None, may_be: str, why: str
) -> None:
    found = place(path)

    assert (found.guess, may_be in found.may_be, why in found.thai) == (guess, True, True), found
    assert found.english


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("รายงาน.pdf", "ไม่มีเลขกิจกรรม"),
        ("ภาพรวม/รายงาน.pdf", "ไม่มีเลขกิจกรรม"),
        ("2567/รายงาน.pdf", "ไม่มีเลขกิจกรรม"),
        ("20-03-2567/รายงาน.docx", "ไม่มีเลขกิจกรรม"),
        ("13-3-67 ประชุม.jpg", "ไม่มีเลขกิจกรรม"),
        ("1-2567 รายงานการประชุม.pdf", "ไม่มีเลขกิจกรรม"),
        ("20240313_101010.jpg", "ไม่มีเลขกิจกรรม"),
        ("กิจกรรม 5 ส/IMG_1.jpg", "ไม่มีเลขกิจกรรม"),
        ("DSC_0007.jpg", "ไม่มีเลขกิจกรรม"),
        ("99/รายงาน.pdf", "ไม่มีกิจกรรมที่ 99"),
        ("0/รายงาน.pdf", "ไม่มีกิจกรรมที่ 0"),
        ("11/a.bak", "ไม่รับไฟล์ .bak"),
        ("07/รายงาน.zip", "ไม่รับไฟล์ .zip"),
        ("3/แผน.txt", "ไม่รับไฟล์ .txt"),
        ("กิจกรรมที่ 7-8/a.bak", "ไม่รับไฟล์ .bak"),
    ],
)
def test_what_nothing_tells_is_refused_with_the_reason(path: str, why: str) -> None:
    with pytest.raises(KamnotError, match=why) as error:
        place(path)
    assert error.value.english
