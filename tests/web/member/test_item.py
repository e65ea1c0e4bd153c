"""One file: its versions and verdicts as one timeline, its bytes as a copy, and nobody else's number."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from flows.evidence.reviews import look_at, review
from flows.run.audit import newest_lines
from tests.support.cast import UNIT
from tests.web.conftest import DAY, House
from tests.web.files import report
from tests.web.member.test_bring import kept, send


@pytest.fixture
def item(house: House) -> int:
    send(house.browser("member"), report(whole=False), "รายงาน.docx")
    found = kept(house)[0].fact.item
    review(
        house.ws, UNIT, look_at(house.ws, UNIT, found),
        accepted=False, reason="ขาดภาพประกอบ", on=DAY, by="reviewer",
    )  # fmt: skip
    return found


def test_versions_and_verdicts_are_one_timeline(house: House, item: int) -> None:
    client = house.browser("member")
    send(client, report(), "รายงาน.docx")
    page = client.get(f"/e/{item}").text
    assert page.index("ฉบับที่ ๒") < page.index("ฉบับที่ ๑")
    assert "ขาดภาพประกอบ" in page
    assert "ตำแหน่ง member" in page
    assert client.get(f"/e/{item}/bytes", params={"version": 1}).content == report(whole=False)
    assert client.get(f"/e/{item}/bytes").content == report()


def test_a_returned_file_stands_first_with_its_reason(house: House, item: int) -> None:
    page = house.browser("member").get("/my").text
    assert "ถูกส่งคืน" in page
    assert "ขาดภาพประกอบ" in page
    assert "ถูกส่งคืน" in house.browser("member").get("/a/7").text


def test_a_copy_is_never_opened_by_the_browser_and_is_recorded(house: House, item: int) -> None:
    answer = house.browser("director").get(f"/e/{item}/bytes")
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"evidence-{item}.docx\"; filename*=UTF-8''{quote('รายงาน.docx')}"
    )
    assert answer.headers["content-security-policy"] == "sandbox"
    line = newest_lines(house.ws, 1)[0]
    assert (line.action, line.actor) == ("evidence.download", "director")
    part = house.browser("director").get(f"/e/{item}/bytes", headers={"range": "bytes=5-"})
    assert (part.status_code, part.content) == (206, answer.content[5:])
    assert newest_lines(house.ws, 1)[0] == line


@pytest.mark.parametrize("account", ["stranger-member", "it", "of-other-unit"])
def test_others_do_not_learn_that_it_is_there(house: House, item: int, account: str) -> None:
    client = house.browser(account)
    for path in (f"/e/{item}", f"/e/{item}/bytes", f"/u/second/e/{item}"):
        assert client.get(path).status_code == 404
    nothing, theirs = client.get("/e/999999"), client.get(f"/e/{item}")
    assert nothing.text.split("เลขอ้างอิง")[0] == theirs.text.split("เลขอ้างอิง")[0]


def test_an_unknown_version_is_not_there(house: House, item: int) -> None:
    assert house.browser("member").get(f"/e/{item}/bytes", params={"version": 9}).status_code == 404
