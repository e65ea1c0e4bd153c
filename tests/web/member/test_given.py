"""Bytes are given whole or by parts, from a folder and from a bucket alike, under a type of our own list."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from flows.evidence.browse import KeptBytes
from flows.evidence.take_in import Incoming, file_in
from flows.run.audit import newest_line
from flows.run.workspace import Workspace
from inspection import Inspectors
from storage.evidence_store.bucket import BucketStore
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import film, jpeg
from tests.support.servers import s3
from tests.support.stores import KeptInBucket
from tests.web.conftest import DAY, PAGE, House
from web.front.office import Office
from web.member.given import TYPES, _to_keep


@pytest.fixture(scope="module", params=["folder", "bucket"])
def shop(
    request: pytest.FixtureRequest,
    peopled_home: Path,
    children: Inspectors,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """The pages over a store of each kind."""
    folder = tmp_path_factory.mktemp("given")
    shutil.copytree(peopled_home, folder / "home")
    with pytest.MonkeyPatch.context() as patch, s3.s3_server() as endpoint:
        s3.enter(patch)
        url = None
        if request.param == "bucket":
            name = KeptInBucket(endpoint, folder).bucket.name
            url = f"s3://{name}?endpoint={endpoint}"
        settings = Settings(home=folder / "home", store_url=url)
        office = Office(settings, page=PAGE, as_of=DAY, inspectors=children)
        yield House(office, Workspace(settings))
        office.close()


@pytest.fixture(scope="module")
def clip(shop: House, tmp_path_factory: pytest.TempPathFactory) -> int:
    path = tmp_path_factory.mktemp("clip") / "คลิป.mp4"
    path.write_bytes(film())
    [kept] = file_in(shop.ws, UNIT, [Incoming("19.clip", path, DAY)], by="reviewer")
    return kept.added.item


WHOLE = film()
SIZE = len(WHOLE)
SHA = hashlib.sha256(WHOLE).hexdigest()
ASKED: dict[str, tuple[dict[str, str], int, bytes]] = {
    "nothing": ({}, 200, WHOLE),
    "the beginning": ({"range": "bytes=0-9"}, 206, WHOLE[:10]),
    "all, as players ask": ({"range": "bytes=0-"}, 206, WHOLE),
    "the middle": ({"range": "bytes=100-199"}, 206, WHOLE[100:200]),
    "the rest": ({"range": "bytes=100-"}, 206, WHOLE[100:]),
    "the end": ({"range": "bytes=-5"}, 206, WHOLE[-5:]),
    "the last byte": ({"range": f"bytes={SIZE - 1}-"}, 206, WHOLE[-1:]),
    "more than there is": ({"range": f"bytes=9-{SIZE * 9}"}, 206, WHOLE[9:]),
    "more of the end than there is": ({"range": f"bytes=-{SIZE * 9}"}, 206, WHOLE),
    "capitals": ({"range": "Bytes=0-1"}, 206, WHOLE[:2]),
    "behind the end": ({"range": f"bytes={SIZE}-"}, 416, b""),
    "nothing of the end": ({"range": "bytes=-0"}, 416, b""),
    "backwards": ({"range": "bytes=9-3"}, 200, WHOLE),
    "several": ({"range": "bytes=0-1,4-5"}, 200, WHOLE),
    "several, from players": ({"range": "bytes=0-0, 5-9, -1"}, 200, WHOLE),
    "one byte": ({"range": "bytes=0-0"}, 206, WHOLE[:1]),
    "of the file weakly": ({"range": "bytes=0-9", "if-range": f'W/"{SHA}"'}, 200, WHOLE),
    "no number": ({"range": "bytes=x-y"}, 200, WHOLE),
    "nothing said": ({"range": "bytes=-"}, 200, WHOLE),
    "other units": ({"range": "lines=0-1"}, 200, WHOLE),
    "numerals of Thai": ({"range": "bytes=%E0%B9%91-"}, 200, WHOLE),
    "beyond all": ({"range": "bytes=" + "9" * 99 + "-"}, 200, WHOLE),
    "of another file": ({"range": "bytes=0-9", "if-range": '"other"'}, 200, WHOLE),
    "of a day": ({"range": "bytes=0-9", "if-range": "Wed, 21 Oct 2015 07:28:00 GMT"}, 200, WHOLE),
}


def test_a_film_is_given_by_the_parts_that_are_asked_for(
    shop: House, clip: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, path = shop.browser("reviewer"), f"/e/{clip}/film"
    tag = browser.get(path).headers["etag"]

    def copies(*_: object) -> None:
        raise AssertionError("the whole film was fetched for a part of it")

    monkeypatch.setattr(BucketStore, "local", copies)
    for case, (headers, status, content) in ASKED.items():
        answer = browser.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (status, content), case
        assert answer.headers["content-length"] == str(len(content)), case
        assert answer.headers["accept-ranges"] == "bytes", case
        if status == 416:
            assert answer.headers["content-range"] == f"bytes */{SIZE}"
        else:
            assert answer.headers["content-type"] == "video/mp4"
    monkeypatch.setattr("web.member.given.read_bytes", copies)
    for headers in ({}, {"range": "bytes=0-9"}, {"range": "bytes=0-1,4-5"}):
        head = browser.head(path, headers=headers)
        assert (head.status_code, head.content) == (200, b"")
        assert (head.headers["content-length"], head.headers["etag"]) == (str(SIZE), tag)
        assert head.headers["content-type"] == "video/mp4"
    monkeypatch.undo()
    same = browser.get(path, headers={"range": "bytes=1-2", "if-range": tag})
    assert (same.status_code, same.headers["content-range"]) == (206, f"bytes 1-2/{SIZE}")


def test_a_film_and_a_copy_are_shown_as_nothing_that_runs(shop: House, clip: int) -> None:
    for path in ("film", "bytes"):
        headers = shop.browser("reviewer").get(f"/e/{clip}/{path}").headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "sandbox"
    assert headers["content-disposition"].startswith("attachment; ")


def test_what_a_sender_calls_a_page_is_bytes_and_nothing_else(shop: House, tmp_path: Path) -> None:
    contents = {"ก.html": b"<script>alert(1)</script>", "ข.svg": b"<svg onload='alert(1)'/>"}
    contents |= {"ค.pdf": b"<html><script>alert(1)</script>", "ง.jpg": jpeg()}
    for name, content in contents.items():
        path = tmp_path / name
        path.write_bytes(content)
        [kept] = file_in(shop.ws, UNIT, [Incoming("7.photos", path, DAY)], by="reviewer")
        answer = shop.browser("reviewer").get(f"/e/{kept.added.item}/bytes")
        kind = answer.headers["content-type"]
        assert kind in {*TYPES.values(), "application/octet-stream"}
        assert "html" not in kind
        assert "svg" not in kind
        assert "attachment" in answer.headers["content-disposition"]
        assert quote(name) in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("name", "kind", "plain"),
    [
        ("รายงาน ฉบับที่ ๑.docx", "docx", "evidence-7.docx"),
        ('a"; filename="x.exe.pdf', "pdf", "evidence-7.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "pdf", "evidence-7.pdf"),
        ("ก/ข\\ค.html", "html", "evidence-7"),
    ],
)
def test_a_name_stays_a_name(name: str, kind: str, plain: str) -> None:
    said = _to_keep(KeptBytes(name, kind, "0" * 64, 1), "7")
    assert said == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    assert said.isascii()
    assert not {"\r", "\n", "/", "\\"} & set(said)


def test_a_head_tells_of_a_file_and_nobody_took_a_copy(shop: House, clip: int) -> None:
    browser, before = shop.browser("reviewer"), newest_line(shop.ws)
    assert browser.head(f"/e/{clip}/bytes").status_code == 200
    assert newest_line(shop.ws) == before
    browser.get(f"/e/{clip}/bytes")
    assert newest_line(shop.ws) == before + 1
