"""The reviewers' queue as people use it: see, accept and go on, return with a reason, be overtaken, accept at once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient

from flows.check.check import CheckRequest, check
from flows.evidence.browse import known_of
from flows.evidence.review_queue import review_queue
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, take_in
from flows.run.workspace import Workspace
from tests.support.cast import UNIT
from tests.support.evidence import jpeg, pdf, photo, picture, word, word_parts
from tests.support.year import evidence
from tests.web.conftest import DAY, House
from web.desk.review import rooms_of

WAY = date(2024, 3, 1)
TAGS = "<img src=x onerror=alert(1)>.docx"


def came(
    house: House, folder: Path, requirement: str, name: str, content: bytes, by: str = "member"
) -> int:
    path = folder / name
    path.write_bytes(content)
    house.ws.inspectors = house.office.inspectors
    [kept] = take_in(house.ws, UNIT, [Incoming(requirement, path, WAY)], by=by)
    return kept.added.item


def asked_for(ws: Workspace, **wanted: object) -> str:
    """A document of the plan that is like this."""
    return next(
        f"{activity.number}.{one.id}"
        for activity in ws.plan.activities
        for one in activity.requirements
        if all(getattr(one, key) == value for key, value in wanted.items())
    )


def seen_on(page: str) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', page)


def send(browser: TestClient, item: int, page: str, **fields: object) -> Response:
    answer: Response = browser.post(f"/review/{item}", data={"seen": seen_on(page), **fields})
    return answer


def verdicts(ws: Workspace, item: int) -> list[bool | None]:
    return [one.accepted for one in known_of(ws, UNIT, item).versions]


def test_an_empty_queue_says_so(house: House) -> None:
    page = house.browser("reviewer").get("/review").text

    assert "ไม่มีรายการที่รอตรวจรับ" in page
    assert "<title>รอตรวจรับ" in page


def test_the_queue_shows_photos_together_and_counts_in_its_title(
    house: House, tmp_path: Path
) -> None:
    wanted = asked_for(house.ws, kind="photos")
    for n in range(3):
        came(house, tmp_path, wanted, f"ภาพ {n}.jpg", picture("JPEG", photo(shade=40 * n)))
    came(house, tmp_path, "7.report", TAGS, word())
    came(house, tmp_path, "8.report", "เสีย.pdf", pdf("ก")[:300])

    page = house.browser("reviewer").get("/review").text

    assert "<title>(๒) รอตรวจรับ" in page
    assert "๓ ภาพ" in page
    assert "&lt;img src=x onerror=alert(1)&gt;.docx" in page
    assert "<img src=x" not in page
    assert "นับไม่ได้ รอผู้ส่ง (๑)" in page


def test_accepting_goes_on_to_the_next_and_after_the_last_to_the_queue(
    house: House, tmp_path: Path
) -> None:
    first = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    other = came(house, tmp_path, "8.report", "รายงาน.docx", word(pictures=2))
    browser = house.browser("reviewer")

    page = browser.get(f"/review/{first}").text
    assert "ตรวจรับ แล้วไปรายการถัดไป" in page
    answer = send(browser, first, page, verdict="accept")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/review/{other}")
    answer = send(browser, other, browser.get(f"/review/{other}").text, verdict="accept")
    assert answer.headers["location"] == "/review?done=1"
    assert "ตรวจครบแล้ว" in browser.get("/review?done=1").text
    assert verdicts(house.ws, first) == verdicts(house.ws, other) == [True]
    assert known_of(house.ws, UNIT, first).versions[-1].reviewer == "reviewer"


def test_what_cannot_count_is_neither_counted_nor_comes_next(house: House, tmp_path: Path) -> None:
    first = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    came(house, tmp_path, "8.report", "เสีย.pdf", pdf("ก")[:300])
    browser = house.browser("reviewer")

    assert "เริ่มตรวจ ๑ รายการ" in browser.get("/review").text
    page = browser.get(f"/review/{first}").text
    assert "เหลืออีก" not in page
    answer = send(browser, first, page, verdict="accept")
    assert answer.headers["location"] == "/review?done=1"


def test_a_return_needs_a_reason_which_then_stands_in_the_letter(
    house: House, tmp_path: Path
) -> None:
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    browser = house.browser("reviewer")
    page = browser.get(f"/review/{item}").text

    answer = send(browser, item, page, verdict="return", reason="  ")
    assert answer.status_code == 422
    assert "<title>ผิดพลาด: " in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert verdicts(house.ws, item) == [None]

    answer = send(
        browser, item, page, verdict="return", common="ไม่ครบ", reason="ขาด <b>ภาพ</b> หน้า ๓"
    )
    assert answer.status_code == 303
    assert verdicts(house.ws, item) == [False]
    assert "ขาด &lt;b&gt;ภาพ&lt;/b&gt; หน้า ๓" in browser.get(f"/review/{item}").text
    outcome = check(house.ws, CheckRequest(UNIT, ("march",), DAY, dry_run=True))
    assert "ไม่ครบ ขาด <b>ภาพ</b> หน้า ๓" in str(outcome)


@pytest.mark.parametrize("new", ["version", "verdict"])
def test_an_overtaken_verdict_is_refused_and_what_is_new_is_shown(
    house: House, tmp_path: Path, new: str
) -> None:
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    browser = house.browser("reviewer")
    page = browser.get(f"/review/{item}").text
    if new == "version":
        came(house, tmp_path, "7.report", "รายงาน.docx", word(pictures=2))
    else:
        review(house.ws, UNIT, look_at(house.ws, UNIT, item), accepted=False, reason="ไม่ชัด",
               on=DAY, by="reviewing-head")  # fmt: skip

    answer = send(browser, item, page, verdict="return", reason="พิมพ์ไว้แล้ว")

    assert answer.status_code == 409
    assert "มีสิ่งใหม่ระหว่างที่ท่านดู" in answer.text
    assert ">พิมพ์ไว้แล้ว</textarea>" in answer.text
    assert ("ฉบับที่ ๒" if new == "version" else "ไม่ชัด") in answer.text
    assert verdicts(house.ws, item)[-1] is (None if new == "version" else False)
    assert send(browser, item, answer.text, verdict="accept").status_code == 303
    assert verdicts(house.ws, item)[-1] is True


def test_the_sender_of_what_wants_two_people_hears_who_may(house: House, tmp_path: Path) -> None:
    wanted = asked_for(house.ws, two_people=True)
    item = came(house, tmp_path, wanted, "ประกาศ.docx", word(), by="reviewer")
    own, other = house.browser("reviewer"), house.browser("reviewing-head")

    page = own.get(f"/review/{item}").text

    assert "ผู้ที่ตรวจรับได้: ตำแหน่ง reviewing-head" in page
    assert 'value="accept"' not in page
    shown = other.get(f"/review/{item}").text
    refused = own.post(f"/review/{item}", data={"seen": seen_on(shown), "verdict": "accept"})
    assert refused.status_code == 403
    assert verdicts(house.ws, item) == [None]
    assert send(other, item, shown, verdict="accept").status_code == 303


def test_photos_are_accepted_in_one_go_and_some_of_them_returned(
    house: House, tmp_path: Path
) -> None:
    wanted = asked_for(house.ws, kind="photos")
    shots = [
        came(house, tmp_path, wanted, f"ภาพ {n}.jpg", picture("JPEG", photo(shade=40 * n)))
        for n in range(4)
    ]
    browser = house.browser("reviewer")
    [entry] = review_queue(house.ws, UNIT, DAY)
    page = browser.get(f"/review/{entry.item}").text
    assert len(seen_on(page)) == page.count("<img ") == 4

    answer = send(browser, entry.item, page, verdict="return", reason="มืด", pick=[shots[1]])
    assert answer.status_code == 303
    assert answer.headers["location"].removeprefix("/review/") in map(str, {*shots} - {shots[1]})
    page = browser.get(answer.headers["location"]).text
    assert len(seen_on(page)) == 3

    rest = [item for item in shots if item != shots[1]]
    answer = send(browser, rest[0], page, verdict="accept", pick=rest)
    assert answer.headers["location"] == "/review?done=1"
    assert [verdicts(house.ws, item) for item in shots] == [[True], [False], [True], [True]]


FORGED = {
    "nothing": {},
    "no verdict": {"seen": "1.1."},
    "another verdict": {"seen": "1.1.", "verdict": "delete"},
    "no numbers": {"seen": "a.b.c", "verdict": "accept"},
    "too long": {"seen": "9" * 60 + ".1.", "verdict": "accept"},
    "an item that is not picked": {"seen": "1.1.", "verdict": "accept", "pick": "2"},
}


def test_a_form_that_no_page_made_writes_nothing(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word())

    for name, fields in FORGED.items():
        answer = house.browser("reviewer").post(f"/review/{item}", data=fields)
        assert answer.status_code == 422, name
    assert verdicts(house.ws, item) == [None]


def test_only_files_of_the_page_are_judged(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    other = came(house, tmp_path, "8.report", "รายงาน.docx", word(pictures=2))

    answer = house.browser("reviewer").post(
        f"/review/{item}", data={"seen": [f"{other}.1."], "verdict": "accept"}
    )

    assert answer.status_code == 422
    assert verdicts(house.ws, other) == [None]


def test_what_is_complete_is_shown_first_and_only_that_is_accepted(
    house: House, tmp_path: Path
) -> None:
    house.ws.inspectors = house.office.inspectors
    take_in(house.ws, UNIT, evidence(house.ws.plan, tmp_path, range(5, 9)), by="member")
    browser = house.browser("reviewer")

    page = browser.get("/review/complete").text
    ticked = re.findall(r'name="shown" value="([^"]+)"[^>]* checked', page)
    assert len(ticked) > 1
    eyes = [e.item for e in review_queue(house.ws, UNIT, DAY) if e.needs_eye]
    assert not {int(one.partition(".")[0]) for one in ticked} & set(eyes)

    answer = browser.post(
        "/review/complete", data={"shown": [ticked[0], *(f"{i}.1" for i in eyes)]}
    )

    assert answer.headers["location"] == f"/review?accepted=1&left={len(eyes)}"
    assert "ตรวจรับแล้ว ๑ ไฟล์" in browser.get(answer.headers["location"]).text
    assert verdicts(house.ws, int(ticked[0].partition(".")[0])) == [True]
    assert [verdicts(house.ws, item) for item in eyes] == [[None]] * len(eyes)


def test_reviewers_alone_review(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    seen = [f"{item}.1."]

    for account in ("member", "director", "it", "of-other-unit"):
        answer = house.browser(account).post(
            f"/review/{item}", data={"seen": seen, "verdict": "accept"}
        )
        looks = account in ("member", "director")
        assert answer.status_code == (403 if looks else 404), account
    assert verdicts(house.ws, item) == [None]


def test_a_phone_that_stays_signed_in_shows_a_code_again_before_it_reviews(house: House) -> None:
    assert house.signed_in("reviewer", own_phone=True).get("/review").status_code == 200


def test_lost_bytes_are_told_beside_the_verdict(house: House, tmp_path: Path) -> None:
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    for path in (house.ws.settings.home / "evidence").glob("*/*"):
        path.unlink()

    page = house.browser("reviewer").get(f"/review/{item}")

    assert page.status_code == 200
    assert "ไม่พบไฟล์หลักฐาน" in page.text


def test_no_page_of_the_queue_is_large(house: House, tmp_path: Path) -> None:
    long = pdf("#for n in range(60) [หน้าที่ #(n + 1) #pagebreak(weak: true)]")
    item = came(house, tmp_path, "7.report", "รายงาน.pdf", long)
    text = "<w:p><w:r><w:t>ก</w:t></w:r></w:p>"
    came(house, tmp_path, "8.report", "รายงาน.docx", word_parts(text * 2000))
    came(house, tmp_path, asked_for(house.ws, kind="photos"), "ภาพ.jpg", jpeg())
    browser = house.browser("reviewer")

    for path in (
        "/review",
        f"/review/{item}",
        f"/review/{item}?p=31",
        f"/review/{item + 1}",
        "/review/complete",
    ):
        assert len(browser.get(path).content) <= 20_000, path


@pytest.mark.parametrize(
    ("waiting", "whole", "shown"),
    [
        pytest.param((12, 3, 0, 40), False, [10, 10, 10, 10], id="each part's first"),
        pytest.param((12, 3, 0, 9), True, [12, 3, 0, 9], id="all of them"),
        pytest.param((12, 3, 0, 40), True, [12, 3, 0, 15], id="the first parts first"),
        pytest.param((200, 3, 5, 1), True, [30, 0, 0, 0], id="no more than a page holds"),
    ],
)
def test_a_long_queue_is_shown_as_far_as_a_page_goes(
    waiting: tuple[int, ...], whole: bool, shown: list[int]
) -> None:
    parts = {str(n): range(count) for n, count in enumerate(waiting)}
    assert list(rooms_of(parts, whole=whole).values()) == shown
