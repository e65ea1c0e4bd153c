"""Bringing a file: refused before its bytes, or answered in words; with a script and without; at once and twice."""

from __future__ import annotations

import asyncio
import errno
import shutil
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from domain.language.errors import BusyError
from flows.evidence.browse import ListedEvidence, all_evidence
from tests.support.cast import UNIT
from tests.support.evidence import locked_pdf, photo, picture, word
from tests.web.conftest import House
from tests.web.files import report

PART = {"x-part": "card", "content-type": "application/octet-stream"}


def send(
    client: TestClient, content: bytes, name: str, slot: str = "report", expected: int = 200
) -> str:
    headers = PART | {"x-name": quote(name)}
    answer = client.post(f"/a/7/bring/{slot}", content=content, headers=headers)
    assert answer.status_code == expected, answer.text
    return str(answer.text)


def kept(house: House) -> list[ListedEvidence]:
    return [e for e in all_evidence(house.ws, UNIT) if e.newest]


def test_a_whole_report_counts_and_the_answer_says_what_is_still_missing(house: House) -> None:
    card = send(house.browser("member"), report(), "รายงาน.docx")
    assert "<strong>นับแล้ว</strong>" in card
    assert "กิจกรรมนี้ยังขาด" in card
    assert "ภาพประกอบ" in card
    (one,) = kept(house)
    assert (one.added_by, one.fact.file_name, one.fact.received_on.isoformat()) == (
        "member", "รายงาน.docx", "2024-03-13",
    )  # fmt: skip
    assert one.size == len(report())
    assert not list(house.ws.store.arriving.folder().iterdir())


def test_a_report_without_a_part_is_received_and_says_what_lacks(house: House) -> None:
    card = send(house.browser("member"), report(whole=False), "รายงาน.docx")
    assert "ได้รับแล้ว ยังขาด" in card
    assert "นำมาใช้" in card


BROKEN = {
    "empty.pdf": b"",
    "locked.pdf": locked_pdf(),
    "program.pdf": b"MZ\x90\x00" * 100,
    "word.pdf": word(),
}


def test_what_cannot_count_says_why_and_what_to_do_of_itself_alone(house: House) -> None:
    for name, content in BROKEN.items():
        card = send(house.browser("member"), content, name)
        answer = card.partition('class="answer')[2].partition("</p>")[0]
        assert "<strong>นับไม่ได้</strong>" in answer, name
        assert "โปรด" in answer
        assert {other for other in BROKEN if other in answer} == {name}


def test_the_same_file_twice_is_there_already(house: House) -> None:
    client = house.browser("member")
    send(client, report(), "รายงาน.docx")
    assert "<strong>มีแล้ว</strong>" in send(client, report(), "another name.docx")
    assert len(kept(house)) == 1


def test_what_could_not_count_cannot_count_the_second_time_either(house: House) -> None:
    client = house.browser("member")
    for _ in range(2):
        assert "<strong>นับไม่ได้</strong>" in send(client, locked_pdf(), "locked.pdf")


def test_the_same_name_is_a_new_version_of_a_document(house: House) -> None:
    client = house.browser("member")
    send(client, report(whole=False), "รายงาน.docx")
    card = send(client, report(), "รายงาน.docx")
    assert "<strong>นับแล้ว</strong>" in card
    assert [(e.fact.file_name, e.fact.version) for e in kept(house)] == [("รายงาน.docx", 2)]


def test_photos_that_a_telephone_calls_alike_stay_apart(house: House) -> None:
    client = house.browser("member")
    for shade in (0, 60, 110):
        send(client, picture("JPEG", photo((400 + shade, 300), shade=shade)), "image.jpg", "photos")
    assert sorted(e.fact.file_name for e in kept(house)) == [
        "image-2.jpg",
        "image-3.jpg",
        "image.jpg",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>.docx", "../../etc/passwd.docx", "a\u202excod.docx",
        "ก" * 150 + ".docx", "", "a\x00b.docx", "C:\\x\\y.docx",
    ],
    ids=["markup", "path", "right-to-left", "long", "none", "zero", "drive"],
)  # fmt: skip
def test_a_hostile_name_is_data_alone(house: House, name: str) -> None:
    client = house.browser("member")
    send(client, report(), name)
    page = client.get("/a/7").text
    assert "<img" not in page
    assert "\u202e" not in page
    (one,) = kept(house)
    assert "/" not in one.fact.file_name
    assert client.get(f"/e/{one.fact.item}").status_code == 200
    given = client.get(f"/e/{one.fact.item}/bytes")
    assert given.content == report()
    assert "\n" not in given.headers["content-disposition"]


@pytest.mark.parametrize("slot", ["none", "held", "report.x", "..%2f8%2freport"])
def test_a_document_that_nobody_asked_for_is_not_there(house: House, slot: str) -> None:
    send(house.browser("member"), b"x", "x.pdf", slot, 404)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(house: House) -> None:
    status, read = stream(house, {"content-length": str(101 * 2**20)}, [])
    assert (status, read) == (413, 0)
    assert not kept(house)


def test_a_full_disk_is_refused_before_the_bytes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.browser("member")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))
    assert "ใกล้เต็ม" in send(client, report(), "r.docx", expected=507)


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_meanwhile_is_told_without_its_folder_and_keeps_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.browser("member")
    photos = [("file", ("a.jpg", picture("JPEG", photo()), "image/jpeg"))]
    for part, what in (
        (
            "storage.evidence_store.arriving.os.fsync",
            {"content": report(), "headers": PART | {"x-name": "a.docx"}},
        ),
        ("starlette.datastructures.UploadFile.write", {"files": photos}),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(part, full)
            answer = client.post("/a/7/bring/photos", **what)
        assert answer.status_code == 507, part
        assert "ใกล้เต็ม" in answer.text
        assert str(house.ws.settings.home) not in answer.text
    assert not list(house.ws.store.arriving.folder().iterdir())
    assert not kept(house)


PLAIN = 'form-data; name="file"; filename="a.jpg"'
FORMS: dict[str, tuple[list[str], int, str]] = {
    "too many files": ([PLAIN] * 21, 413, "๒๐ ไฟล์"),
    "too many fields": (['form-data; name="a"'] * 11, 400, "อ่านไม่ได้"),
    "a field that is too long": ([f'form-data; name="{"a" * 9000}"'], 400, "อ่านไม่ได้"),
    "too many headers": ([PLAIN + "\r\nA: b" * 20], 400, "อ่านไม่ได้"),
    "a part without a name": (["form-data"], 400, "อ่านไม่ได้"),
}


def test_a_form_that_is_made_to_harm_is_refused_in_a_sentence(house: House) -> None:
    for case, (parts, status, said) in FORMS.items():
        body = "".join(f"--B\r\nContent-Disposition: {part}\r\n\r\nx\r\n" for part in parts)
        answer = house.browser("member").post(
            "/a/7/bring/photos", content=f"{body}--B--\r\n",
            headers={"content-type": "multipart/form-data; boundary=B"},
        )  # fmt: skip
        assert answer.status_code == status, case
        assert said in answer.text
    assert not kept(house)


def stream(house: House, headers: dict[str, str], pieces: list[bytes | None]) -> tuple[int, int]:
    """Send a body piece by piece, None for a line that breaks. Returns the status and how many were read."""
    from tests.web.conftest import OWN
    from web.front.app import guarded

    client, taken, status = house.browser("member"), 0, [0]
    cookies = "; ".join(f"{k}={v}" for k, v in client.cookies.items())

    async def receive() -> MutableMapping[str, Any]:
        nonlocal taken
        taken += 1
        piece = pieces[taken - 1] if taken <= len(pieces) else b""
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": taken < len(pieces)}

    async def answer(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status[0] = message["status"]

    said = OWN | PART | {"host": "127.0.0.1:8067", "cookie": cookies, "x-name": "r.docx"} | headers
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/a/7/bring/report", "raw_path": b"/a/7/bring/report", "query_string": b"", "root_path": "",
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8067),
        "headers": [(k.encode(), v.encode()) for k, v in said.items()],
    }  # fmt: skip
    asyncio.run(guarded(house.office)(scope, receive, answer))
    return status[0], taken


def test_a_line_that_breaks_leaves_no_row_and_no_remains(house: House) -> None:
    status, _ = stream(house, {}, [report()[:5000], None])
    assert status == 408
    assert not kept(house)
    assert not list((house.ws.settings.home / "evidence").rglob("*.part"))


def test_a_body_without_an_end_is_ended(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspection.sizes.MAX_DOCUMENT_BYTES", 50_000)
    status, read = stream(house, {}, [b"x" * 10_000] * 1000)
    assert status == 413
    assert read <= 7
    assert not kept(house)


def test_without_a_script_a_form_brings_several_and_the_page_answers(house: House) -> None:
    client = house.browser("member")
    answer = client.post(
        "/a/7/bring/photos",
        files=[
            (
                "file",
                (f"{i}.jpg", picture("JPEG", photo((500 + i, 300), shade=50 * i)), "image/jpeg"),
            )
            for i in range(2)
        ],
    )
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "<strong>นับแล้ว</strong>" in page
    assert len(kept(house)) == 2


def test_a_form_without_a_file_says_so(house: House) -> None:
    client = house.browser("member")
    answer = client.post("/a/7/bring/photos", files=[("file", ("", b"", "image/jpeg"))])
    assert answer.status_code == 422
    assert "ยังไม่ได้เลือกไฟล์" in answer.text


def test_a_busy_database_keeps_the_bytes_and_a_retry_sends_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.browser("member")
    with monkeypatch.context() as patch:

        def busy(*_: object, **__: object) -> None:
            raise BusyError("ถูกใช้งานอยู่", "busy")

        patch.setattr("flows.evidence.bring.file_in", busy)
        headers = PART | {"x-name": "r.docx"}
        first = client.post("/a/7/bring/report", content=report(), headers=headers)
    assert first.status_code == 503
    assert "ไฟล์ถึงแล้ว" in first.text

    again = client.post(
        "/a/7/bring/report", content=b"", headers=headers | {"x-in": first.headers["x-in"]}
    )

    assert "<strong>นับแล้ว</strong>" in again.text
    assert kept(house)[0].size == len(report())


def test_ten_people_at_once_lose_nothing(house: House) -> None:
    people = ("member", "group-head", "reviewer", "reviewing-head")
    clients = [house.browser(people[number % 4]) for number in range(10)]

    def one(number: int) -> int:
        answer = clients[number].post(
            "/a/7/bring/photos",
            content=picture("JPEG", photo((320 + 7 * number, 240), shade=10 * number)),
            headers=PART | {"x-name": f"{number}.jpg"},
        )
        return int(answer.status_code)

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(one, range(10))) == {200}
    assert len(kept(house)) == 10


def test_one_person_sends_only_so_many_at_once(house: House) -> None:
    client = house.browser("member")
    house.office.bodies["member"] = 4
    send(client, report(), "r.docx", expected=429)
    assert house.office.bodies["member"] == 4
