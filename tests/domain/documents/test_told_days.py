"""The day of an activity as its report tells it, apart from the days of letters, orders and due dates."""

from __future__ import annotations

from datetime import date

import pytest

from domain.documents.told_days import told_day

MARCH_5 = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("จัดกิจกรรมเมื่อวันอังคารที่ ๕ มีนาคม ๒๕๖๗ ณ ห้องประชุม", MARCH_5),
        ("ดำเนินการเมื่อวันที่ 5 มี.ค. 67 เวลา 09.00 น.", MARCH_5),
        ("วัน เวลา และสถานที่\nวันที่ ๕ มีนาคม พ.ศ. ๒๕๖๗", MARCH_5),
        ("ระหว่างวันที่ ๕ - ๗ มีนาคม ๒๕๖๗", MARCH_5),
        ("ระหว่างวันที่ 5 ถึงวันที่ 7 มีนาคม 2567", MARCH_5),
        ("จัดขึ้นในวันที่ 05/03/2567", MARCH_5),
        ("คำสั่งที่ ๑๑/๒๕๖๖ ลงวันที่ ๑๕ พฤศจิกายน ๒๕๖๖ และได้จัดกิจกรรมเมื่อวันที่ ๕ มีนาคม ๒๕๖๗", MARCH_5),
        ("วันที่ ๑ มีนาคม ๒๕๖๗ ผู้เขียนรายงาน จัดกิจกรรมในวันที่ ๕ มีนาคม ๒๕๖๗", MARCH_5),
        ("วันอังคารที่ ๕ มีนาคม ๒๕๖๗", MARCH_5),
        ("วันที่ ๕\nมีนาคม\n๒๕๖๗", MARCH_5),
        ("กำหนดส่งภายในวันที่ ๒๐ มีนาคม ๒๕๖๗", None),
        ("ประกาศ ณ วันที่ ๕ มีนาคม ๒๕๖๗", None),
        ("จัดกิจกรรมเมื่อวันที่ ๓๑ กุมภาพันธ์ ๒๕๖๗", None),
        ("จัดกิจกรรมเมื่อวันที่ ๕ มีนาคม", None),
        ("บุคลากร ๕ มีนาคม", None),
        ("แผนปีงบประมาณ พ.ศ. ๒๕๖๗ เดือนมีนาคม ๒๕๖๗", None),
        ("", None),
    ],
    ids=range(17),
)
def test_the_day_of_the_activity_is_told_apart_from_others(text: str, day: date | None) -> None:
    assert told_day([text]) == day


def test_a_day_that_the_activity_s_words_name_comes_before_a_plain_one_on_an_earlier_page() -> None:
    assert told_day(["วันที่ ๑ มีนาคม ๒๕๖๗", "ดำเนินการเมื่อวันที่ ๕ มีนาคม ๒๕๖๗"]) == MARCH_5
