"""A clip comes by pieces that may break off (tus 1.0): offsets, limits, other people's, the answer at the end."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from domain.language.errors import BusyError
from flows.evidence.browse import ListedEvidence, all_evidence
from tests.support.cast import UNIT
from tests.support.evidence import film, jpeg
from tests.web.conftest import House

TUS = {"tus-resumable": "1.0.0"}
PIECE = TUS | {"content-type": "application/offset+octet-stream"}
CLIP = "/a/19/in/clip"


def told(name: str) -> str:
    return f"filename {base64.b64encode(name.encode()).decode()}"


def begin(
    client: TestClient, size: int | str, name: str = "คลิป.mp4", at: str = CLIP, **more: str
) -> Any:
    said = {"upload-length": str(size), "upload-metadata": told(name)}
    return client.post(at, headers=TUS | said | more)


def piece(client: TestClient, at: str, offset: int | str, content: bytes, **more: str) -> Any:
    return client.patch(at, content=content, headers=PIECE | {"upload-offset": str(offset)} | more)


def offset(client: TestClient, at: str) -> int:
    answer = client.head(at, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


def kept(house: House) -> list[ListedEvidence]:
    return [e for e in all_evidence(house.ws, UNIT) if e.newest]


def test_a_clip_comes_by_pieces_and_counts_once(house: House) -> None:
    client, content = house.browser("reviewer"), film()
    answer = begin(client, len(content))
    assert answer.status_code == 201
    assert "upload-expires" in answer.headers
    at = answer.headers["location"]
    for start in range(0, len(content), 1000):
        assert offset(client, at) == start
        assert not kept(house)
        answer = piece(client, at, start, content[start : start + 1000])
        assert answer.status_code == 204
    assert int(answer.headers["upload-offset"]) == len(content) == offset(client, at)

    again = piece(client, at, len(content), b"")
    card = client.post("/a/19/bring/clip", headers={"x-part": "card", "x-in": at.split("/")[-1]})

    assert again.status_code == 204
    assert card.status_code == 200
    assert 'class="answer' in card.text
    (one,) = kept(house)
    assert (one.fact.file_name, one.fact.version, one.size) == ("คลิป.mp4", 1, len(content))
    assert client.get(f"/e/{one.fact.item}/bytes").content == content
    assert client.delete(at, headers=TUS).status_code == 204
    assert client.head(at, headers=TUS).status_code == 404
    assert kept(house)


def test_what_is_offered_is_announced(house: House) -> None:
    answer = house.browser("reviewer").options(CLIP)
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-max-size"] == str(2 * 2**30)
    assert answer.headers["tus-extension"] == "creation,termination,expiration"
    photos = house.browser("reviewer").options("/a/7/in/photos")
    assert photos.headers["tus-max-size"] == str(100 * 2**20)


BEGINNINGS: dict[str, tuple[int | str, dict[str, str], int]] = {
    "too large": (2 * 2**30 + 1, {}, 413),
    "empty": (0, {}, 422),
    "below zero": (-1, {}, 400),
    "no number": ("many", {}, 400),
    "numerals of Thai": ("%E0%B9%91", {}, 400),
    "beyond all": ("9" * 30, {}, 400),
    "no length": ("", {"upload-defer-length": "1"}, 400),
    "another version": (10, {"tus-resumable": "0.2.2"}, 412),
    "a name that is none": (10, {"upload-metadata": "filename ***"}, 400),
    "a name of bytes": (10, {"upload-metadata": "filename /////w=="}, 400),
    "a name without an end": (10, {"upload-metadata": told("ก" * 2000)}, 400),
    "another site": (10, {"sec-fetch-site": "cross-site"}, 403),
    "not asked for": (10, {}, 404),
}


def test_a_beginning_that_makes_no_sense_is_refused(house: House) -> None:
    for case, (size, headers, status) in BEGINNINGS.items():
        at = "/a/19/in/nothing" if case == "not asked for" else CLIP
        answer = begin(house.browser("reviewer"), size, at=at, **headers)
        assert answer.status_code == status, case
        assert answer.headers["tus-resumable"] == "1.0.0"
    assert not list(house.ws.store.arriving.everything())


PIECES: dict[str, tuple[int | str, bytes, dict[str, str], int, int]] = {
    "too early": (3, b"x", {}, 409, 4),
    "a gap": (5, b"x", {}, 409, 4),
    "nowhere": ("", b"x", {}, 400, 4),
    "below zero": (-1, b"x", {}, 400, 4),
    "another kind": (4, b"x", {"content-type": "application/octet-stream"}, 415, 4),
    "another version": (4, b"x", {"tus-resumable": "2"}, 412, 4),
    "another site": (4, b"x", {"sec-fetch-site": "cross-site"}, 403, 4),
    "beyond the end": (4, b"x" * 7, {}, 413, 4),
    "empty": (4, b"", {}, 204, 4),
    "fitting": (4, b"x" * 5, {}, 204, 9),
}


def test_a_piece_follows_what_has_come(house: House) -> None:
    client = house.browser("reviewer")
    for case, (start, content, headers, status, there) in PIECES.items():
        at = begin(client, 10).headers["location"]
        assert piece(client, at, 0, b"abcd").status_code == 204

        assert piece(client, at, start, content, **headers).status_code == status, case

        assert offset(client, at) == there, case
    assert not kept(house)


@pytest.mark.parametrize("account", ["member", "reviewing-head", "of-other-unit"])
def test_another_persons_file_is_not_there(house: House, account: str) -> None:
    client, other = house.browser("reviewer"), house.browser(account)
    at = begin(client, 10).headers["location"]

    assert other.head(at, headers=TUS).status_code == 404
    assert piece(other, at, 0, b"x" * 10).status_code == 404
    assert other.delete(at, headers=TUS).status_code == 404
    come = {"x-part": "card", "x-in": at.split("/")[-1]}
    assert other.post("/a/7/bring/report", headers=come).status_code == 404

    assert offset(client, at) == 0


def test_a_file_belongs_to_the_document_that_it_was_begun_for(house: House) -> None:
    client = house.browser("reviewer")
    at = begin(client, 10).headers["location"]
    come = {"x-part": "card", "x-in": at.split("/")[-1]}
    assert client.post("/a/7/bring/photos", headers=come).status_code == 404


def test_a_hostile_name_is_data_alone(house: House) -> None:
    client = house.browser("member")
    names = [
        "<img src=x>.jpg",
        "../../etc/passwd.jpg",
        "a\u202egpj.jpg",
        "ก" * 150 + ".jpg",
        "a\x00b\n.jpg",
        "",
    ]
    for number, name in enumerate(names):
        content = jpeg((300 + number, 200))
        at = begin(client, len(content), name, "/a/7/in/photos").headers["location"]
        assert piece(client, at, 0, content).status_code == 204, name
    found = [one.fact.file_name for one in kept(house)]
    assert len(found) == len(names)
    assert not {"/", "\x00", "\n", "\u202e"} & set("".join(found))
    assert "<img src=x" not in client.get("/a/7").text


def test_a_busy_database_keeps_all_and_an_empty_piece_tries_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, content = house.browser("reviewer"), film()
    at = begin(client, len(content)).headers["location"]
    with monkeypatch.context() as patch:

        def busy(*_: object, **__: object) -> None:
            raise BusyError("ถูกใช้งานอยู่", "busy")

        patch.setattr("flows.evidence.bring.file_in", busy)
        answer = piece(client, at, 0, content)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert offset(client, at) == len(content)

    assert piece(client, at, len(content), b"").status_code == 204

    assert [e.size for e in kept(house)] == [len(content)]


def test_so_many_files_a_minute_and_no_more(house: House) -> None:
    client = house.browser("member")
    for _ in range(30):
        assert begin(client, 10, at="/a/7/in/photos").status_code == 201
    answer = begin(client, 10, at="/a/7/in/photos")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    plain = {"x-part": "card", "x-name": quote("ก.jpg")}
    answer = client.post("/a/7/bring/photos", content=jpeg(), headers=plain)
    assert answer.status_code == 429
    assert "๓๐ ไฟล์" in answer.text
    assert begin(house.browser("reviewer"), 10).status_code == 201
