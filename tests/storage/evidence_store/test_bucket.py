"""The store in a bucket: what its server says becomes one sentence, and a bad server is not believed."""

from __future__ import annotations

import hashlib
import io
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.language.errors import CouldNotFinishError, KamnotError
from storage.evidence_store.bucket import BucketStore, _session
from storage.evidence_store.contract import Content
from storage.settings import Bucket
from tests.support.servers.s3 import Answer, refusal, rude_s3
from tests.support.stores import KeptInBucket

REPORT = hashlib.sha256(b"report").hexdigest()
NOTHING: Answer = (404, {}, b"")

Ask = Callable[[BucketStore], object]
ASKED: dict[str, Ask] = {
    "put": lambda store: store.put(io.BytesIO(b"report")),
    "open": lambda store: store.open(REPORT),
    "missing": lambda store: store.missing([REPORT]),
    "contents": lambda store: list(store.contents()),
    "unfinished": lambda store: store.unfinished(),
    "sweep": lambda store: store.sweep(),
}
ask_everything = pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())

pytestmark = pytest.mark.usefixtures("s3_pass")


def said(endpoint: str, scratch: Path, ask: Ask) -> KamnotError:
    store = BucketStore(Bucket("evidence", "2567", endpoint), scratch)
    with pytest.raises(KamnotError) as caught:
        ask(store)
    assert "\n" not in caught.value.thai
    assert list(scratch.glob("*")) == []
    return caught.value


@ask_everything
def test_a_bucket_that_does_not_exist_is_one_sentence(
    s3_endpoint: str, tmp_path: Path, ask: Ask
) -> None:
    error = said(s3_endpoint, tmp_path, ask)
    assert "no bucket 'evidence'" in error.english
    assert error.exit_code == 2


@ask_everything
def test_a_server_that_nobody_reaches_is_one_sentence(tmp_path: Path, ask: Ask) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        error = said(f"http://127.0.0.1:{closed.getsockname()[1]}", tmp_path, ask)
    assert "cannot be reached" in error.english
    assert error.exit_code == 3


@ask_everything
def test_without_keys_it_says_which_variables_are_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    _session.cache_clear()
    error = said("http://127.0.0.1:9", tmp_path, ask)
    assert "AWS_SECRET_ACCESS_KEY" in error.thai
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("status", "code", "words", "exit_code"),
    [
        (403, "AccessDenied", "denies access", 2),
        (403, "SignatureDoesNotMatch", "denies access", 2),
        (507, "XMinioStorageFull", "is full", 2),
        (403, "QuotaExceeded", "is full", 2),
        (400, "AuthorizationHeaderMalformed", "another region", 2),
        (501, "NotImplemented", "could not do it (NotImplemented)", 3),
        (503, "SlowDown", "could not do it (SlowDown)", 3),
    ],
)
def test_a_refusal_is_one_sentence(
    tmp_path: Path, status: int, code: str, words: str, exit_code: int
) -> None:
    def answer(method: str, _path: str) -> Answer:
        return NOTHING if method == "HEAD" else refusal(status, code)

    with rude_s3(answer) as endpoint:
        for ask in (ASKED["put"], ASKED["contents"]):
            error = said(endpoint, tmp_path, ask)
            assert words in error.english
            assert error.exit_code == exit_code


def test_a_refusal_without_a_body_is_one_sentence_too(tmp_path: Path) -> None:
    with rude_s3(lambda *_: (403, {}, b"")) as endpoint:
        assert "denies access" in said(endpoint, tmp_path, ASKED["put"]).english


@pytest.mark.parametrize("kept", [b"repor", b"repoRt"], ids=["cut-short", "other-bytes"])
def test_a_server_that_keeps_something_else_is_not_believed(tmp_path: Path, kept: bytes) -> None:
    uploaded: list[str] = []

    def answer(method: str, path: str) -> Answer:
        if method == "PUT":
            uploaded.append(path)
            return 200, {"ETag": '"whatever"'}, b""
        if not uploaded:
            return NOTHING
        head = {"ETag": '"whatever"', "Content-Length": str(len(kept))}
        return 200, head, b"" if method == "HEAD" else kept

    with rude_s3(answer) as endpoint:
        error = said(endpoint, tmp_path, ASKED["put"])
    assert uploaded
    assert isinstance(error, CouldNotFinishError)
    assert "is not what was sent" in error.english


def test_a_server_with_etags_of_its_own_is_believed_after_reading_back(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(method: str, _path: str) -> Answer:
        asked.append(method)
        if asked == ["HEAD"]:
            return NOTHING
        head = {"ETag": '"of-our-own"', "Content-Length": "6"}
        return 200, head, b"report" if method == "GET" else b""

    with rude_s3(answer) as endpoint:
        store = BucketStore(Bucket("evidence", "", endpoint), tmp_path)
        stored = store.put(io.BytesIO(b"report"))
    assert (stored.sha256, asked) == (REPORT, ["HEAD", "PUT", "HEAD", "GET"])


@pytest.mark.parametrize("code", ["NoSuchUpload", "InternalError"])
def test_an_upload_that_succeeded_although_its_answer_is_an_error_counts(
    tmp_path: Path, code: str
) -> None:
    asked: list[str] = []

    def answer(method: str, _path: str) -> Answer:
        asked.append(method)
        if method == "PUT":
            return refusal(500, code)
        head = {"ETag": f'"{hashlib.md5(b"report").hexdigest()}"', "Content-Length": "6"}
        return (200, head, b"") if "PUT" in asked else NOTHING

    with rude_s3(answer) as endpoint:
        stored = BucketStore(Bucket("evidence", "", endpoint), tmp_path).put(io.BytesIO(b"report"))
    assert (stored.sha256, asked) == (REPORT, ["HEAD", "PUT", "HEAD"])


def test_a_download_that_breaks_off_is_one_sentence(tmp_path: Path) -> None:
    def answer(_method: str, _path: str) -> Answer:
        return 200, {"Content-Length": "1000"}, b"report"

    with rude_s3(answer) as endpoint:
        read = said(endpoint, tmp_path, lambda store: store.open(REPORT).read())
        local = said(endpoint, tmp_path, lambda store: store.local(REPORT).__enter__())
    assert "the line broke" in read.english
    assert "the line broke" in local.english


def test_an_upload_that_may_still_run_is_not_swept(tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    began = {"new": timedelta(hours=5), "old": timedelta(days=2)}
    now = datetime.now(UTC)
    aborted: list[str] = []

    def answer(method: str, path: str) -> Answer:
        if method == "DELETE":
            aborted.append(path)
            return 204, {}, b""
        uploads = "".join(
            f"<Upload><Key>{name}</Key><UploadId>{name}</UploadId>"
            f"<Initiated>{(now - ago).isoformat()}</Initiated></Upload>"
            for name, ago in began.items()
        )
        text = f"<ListMultipartUploadsResult>{uploads}</ListMultipartUploadsResult>"
        return 200, {}, text.encode()

    with rude_s3(answer) as endpoint:
        assert BucketStore(Bucket("evidence", "", endpoint), tmp_path).sweep() == 1
    assert aborted == ["/evidence/old?uploadId=old"]


def test_a_year_of_evidence_is_asked_for_in_one_request_for_each_thousand(
    bucket: KeptInBucket,
) -> None:
    with bucket.store.batch() as batch:
        there = [batch.put(io.BytesIO(str(n).encode())).sha256 for n in range(12)]
    asked: list[str] = []
    bucket.client.meta.events.register(
        "before-call.s3", lambda model, **_: asked.append(model.name), unique_id="count"
    )
    assert bucket.store.missing([*there, REPORT]) == {REPORT}
    bucket.client.meta.events.unregister("before-call.s3", unique_id="count")
    assert asked == ["ListObjectsV2"]


def test_a_bucket_of_more_than_one_page_is_listed_to_its_end(bucket: KeptInBucket) -> None:
    for n in range(3):
        bucket.store.put(io.BytesIO(str(n).encode()))

    def small(params: dict[str, Any], **_: Any) -> None:
        params["query_string"]["max-keys"] = 2

    bucket.client.meta.events.register("before-call.s3.ListObjectsV2", small, unique_id="small")
    found = list(bucket.store.contents())
    bucket.client.meta.events.unregister("before-call.s3.ListObjectsV2", unique_id="small")
    assert len(set(found)) == 3


def test_a_large_content_goes_up_in_parts_and_comes_back_whole(bucket: KeptInBucket) -> None:
    content = bytes(range(256)) * 4096 * 33
    stored = bucket.store.put(io.BytesIO(content))
    head = bucket.client.head_object(Bucket=bucket.bucket.name, Key=bucket.key(stored.sha256))
    assert head["ETag"].strip('"').endswith("-3")
    assert bucket.store.put(io.BytesIO(content)).already_there
    assert list(bucket.store.contents()) == [Content(stored.sha256, len(content))]


def test_nothing_says_the_secret(
    s3_endpoint: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    error = said(s3_endpoint, tmp_path, ASKED["put"])
    shown = caplog.text + error.thai + error.english + repr(error.__cause__)
    assert "PutObject" in caplog.text
    assert "secret-of-the-officer" not in shown
