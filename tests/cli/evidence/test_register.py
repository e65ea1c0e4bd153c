"""`kamnot register` as a group uses it: a row with each thing done, a table for many, and what it proves at once."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import Workbook, load_workbook

from tests.support.commands import Run

DAY = ("--on", "2024-03-13")
CLIP = ("กิจกรรม", "day=1/3/67", "activity=๑๙", "medium=คลิปวิดีโอ", "link=https://example.org/x")


def publish(run: Run, channel: str, *more: str) -> tuple[int, str, str]:
    words = ("what=คลิป", f"ช่องทาง={channel}", *CLIP[1:], *more)
    return run("register", "add", "การเผยแพร่", *words, *DAY)


def test_a_row_says_at_once_what_it_proves(ready: Run) -> None:
    assert publish(ready, "สื่อโซเชียลมีเดีย") == (
        0,
        "จดแถวที่ ๑ แล้ว\nทะเบียนนี้ให้ 19.channels = ๑ ช่องทาง, rubric.media = ๑ รูปแบบ, rubric.channels = ๑ ช่องทาง\n",
        "",
    )
    assert "19.channels = ๒ ช่องทาง" in publish(ready, "office")[1]


def test_a_row_without_proof_says_what_it_lacks(ready: Run) -> None:
    code, out, _ = publish(ready, "office", "link=")
    assert code == 2
    words = [word for word in CLIP[1:] if not word.startswith("link")]
    code, out, _ = ready(
        "register", "add", "publications", "what=คลิป", "channel=office", *words, *DAY
    )
    assert code == 0
    assert "แถวที่ ๑ ยังไม่นับ: ต้องมีลิงก์" in out
    assert "๑ ?" in ready("register", "show", "publications")[1]


def test_the_list_shows_every_register_and_its_numbers(ready: Run) -> None:
    publish(ready, "office")
    out = ready("register")[1]
    assert "headcount" in out
    assert "ความเสี่ยงด้านความโปร่งใส" in out
    assert "19.channels" in out


def test_a_correction_and_a_withdrawal_keep_the_history(ready: Run) -> None:
    publish(ready, "office")
    assert ready("register", "correct", "publications", "๑", "channel=social", *DAY)[0] == 2
    words = ("publications", "๑", "channel=social", "--why", "กรอกผิด", *DAY)
    assert ready("register", "correct", *words)[:2] == (
        0,
        "แก้แถวที่ ๑ แล้ว\nทะเบียนนี้ให้ 19.channels = ๑ ช่องทาง, rubric.media = ๑ รูปแบบ, rubric.channels = ๑ ช่องทาง\n",
    )
    assert ready("register", "withdraw", "publications", "1", "--why", "ซ้ำ", *DAY)[0] == 0
    assert "ยังไม่มีแถว" in ready("register", "show", "publications")[1]
    history = ready("register", "show", "publications", "--history")[1]
    assert history.count("ถอนแล้ว") == 1
    document = json.loads(ready("register", "show", "publications", "--json")[1])
    assert [v["reason"] for v in document["history"]] == [None, "กรอกผิด", "ซ้ำ"]


def test_a_table_says_how_many_are_new_before_it_takes_them(ready: Run, tmp_path: Path) -> None:
    path = tmp_path / "เผยแพร่.xlsx"
    out = ready("register", "template", "publications", str(path))[1]
    assert "kamnot register import publications" in out
    book = load_workbook(path)
    words = ["", "1/3/67", "19", "คลิป", "คลิปวิดีโอ", "ช่องทางสำนักงาน", "https://example.org"]
    for place, word in enumerate(words, start=1):
        book.worksheets[0].cell(2, place).value = word or None
    book.save(path)

    take = ("register", "import", "publications", str(path), *DAY)
    assert ready(*take, "--dry-run")[1] == "จะบันทึก ใหม่ ๑ แถว แก้ ๐ แถว เหมือนเดิม ๐ แถว ยังไม่ได้บันทึก\n"
    assert ready(*take)[1] == "บันทึก ใหม่ ๑ แถว แก้ ๐ แถว เหมือนเดิม ๐ แถว\n"
    assert json.loads(ready(*take, "--json")[1])["same"] == 1
    book.worksheets[0].cell(2, 6).value = "วิทยุ"
    book.save(path)
    code, out, _ = ready(*take)
    assert (code, "บรรทัด ๒: ช่อง “ช่องทาง” เขียนว่า “วิทยุ”" in out) == (2, True)
    assert "ไม่ได้บันทึกสักแถว" in out


def test_each_fault_of_a_workbook_is_told_with_its_sheet_and_line(
    ready: Run, tmp_path: Path
) -> None:
    book, path = Workbook(), tmp_path / "เป้าหมาย.xlsx"
    heads = ["วันที่กำหนด", "ประเภท", "เป้าหมาย", "เหตุผลที่เลือก", "คุณธรรม"]
    for title, line in {
        "ไตรมาส 1": ["1/3/67", "ปัญหาที่อยากแก้", "มาสาย", "บ่อย", "วินัย"],
        "ไตรมาส 2": ["31/2/67", "ปัญหา", "มาสาย", "บ่อย", "วินัย"],
        "ไตรมาส 3": ["1/3/67", "ปัญหาที่อยากแก้", " มา สาย", "บ่อย", "วินัย"],
    }.items():
        sheet = book.create_sheet(title)
        sheet.append(heads)
        sheet.append(line)
    del book["Sheet"]
    book.save(path)

    code, out, _ = ready("register", "import", "goals", str(path), *DAY)
    assert code == 2
    first, second, third, *_, last = out.splitlines()
    at = "แผ่นงาน “ไตรมาส {}” บรรทัด ๒: {}".format
    assert first.startswith(at(2, "ช่อง “วันที่กำหนด”: อ่านวันที่ “31/2/67” ไม่ได้ โปรดเขียนเช่น "))
    assert second == at(2, "ช่อง “ประเภท” เขียนว่า “ปัญหา” ต้องเป็นหนึ่งใน: ปัญหาที่อยากแก้, ความดีที่อยากทำ")
    said = "ซ้ำกับแผ่นงาน “ไตรมาส 1” บรรทัด ๒ ของตาราง (เป้าหมาย เหมือนกัน) โปรดเหลือบรรทัดเดียว"
    assert third == at(3, said)
    assert last == "ไม่ได้บันทึกสักแถว เพราะมี ๒ บรรทัดที่รับไม่ได้ แก้แล้วนำเข้าใหม่"
    doubts = json.loads(ready("register", "import", "goals", str(path), *DAY, "--json")[1])[
        "doubts"
    ]
    assert [(d["sheet"], d["line"]) for d in doubts] == [
        ("ไตรมาส 2", 2),
        ("ไตรมาส 2", 2),
        ("ไตรมาส 3", 2),
    ]


def test_a_table_whose_rows_do_not_count_yet_says_what_they_lack(
    ready: Run, tmp_path: Path
) -> None:
    book, path = Workbook(), tmp_path / "กิจกรรม.xlsx"
    book.active.append(["วันที่จัด", "ลำดับกิจกรรม", "กิจกรรม", "ผู้เข้าร่วม (คน)"])
    book.active.append(["1/3/67", 7, "เสวนา", 50])
    book.save(path)

    said = ready("register", "import", "events", str(path), *DAY)[1]
    assert "แถวที่ ๑ ยังไม่นับ: ต้องระบุหลักฐานเลขที่ของไฟล์ที่ส่งแล้ว" in said


def test_a_cell_of_another_shape_is_refused(ready: Run) -> None:
    code, _, said = ready("register", "add", "goals", "goal", *DAY)
    assert (code, "ต้องเขียนเป็น ช่อง=ค่า" in said) == (2, True)


def test_a_register_is_written_for_other_programs(ready: Run, tmp_path: Path) -> None:
    publish(ready, "office")
    assert ready("register", "export", "การเผยแพร่", str(tmp_path / "a.csv"))[:2] == (
        0, f"๑ แถวอยู่ใน {tmp_path / 'a.csv'}\n",
    )  # fmt: skip
    assert "office" in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert (tmp_path / "a.csv.datapackage.json").is_file()


def test_an_event_that_another_register_has_is_told_once_it_is_written(
    ready: Run, tmp_path: Path
) -> None:
    said = ("day=1/3/67", "what=ประชุมคณะกรรมการครั้งที่ ๓")
    assert ready("register", "add", "lessons", "sort=lesson", *said, *DAY)[0] == 0
    out = ready("register", "add", "meetings", "held=มี", "leader=มี", *said, *DAY)[1]
    assert "แถวที่ ๑ อาจเป็นเรื่องเดียวกับแถวที่ ๑ ของทะเบียนบทเรียนและการปรับปรุง" in out

    table = tmp_path / "ก.csv"
    table.write_text("day,what,held,leader\n1/3/67,ประชุมคณะกรรมการครั้งที่ ๓ (ต่อ),yes,yes\n", "utf-8")
    code, out, err = ready("register", "import", "meetings", str(table), *DAY)
    assert (code, err) == (0, "จะบันทึก ใหม่ ๑ แถว แก้ ๐ แถว เหมือนเดิม ๐ แถว\n")
    assert "แถวที่ ๒ อาจเป็นเรื่องเดียวกับแถวที่ ๑ ของทะเบียนบทเรียน" in out


def test_an_unknown_register_shows_the_way(ready: Run) -> None:
    code, _, said = ready("register", "show", "โครงการ")
    assert (code, said.rstrip().endswith("→ kamnot register list")) == (2, True)
    assert ready("register", "carry", "goals")[1] == "ไม่มีแถวของปีก่อนให้ยกมา\n"
