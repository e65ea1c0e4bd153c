"""The evidence store on S3-compatible storage: each content is an object at `<prefix>/ab/cd…`, by its SHA-256.

The server shows an object whole or not at all. Every part is signed with its SHA-256, so the server refuses bytes that
changed on the way. What it stored is compared before a row may be written. Credentials come only from the environment
or AWS's files.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

from domain.language.errors import CouldNotFinishError, KamnotError, SurroundingsError
from storage.evidence_store.arriving import ArrivingFiles
from storage.evidence_store.contract import (
    Content,
    EvidenceStore,
    LostError,
    nothing_there,
    place,
    sha256_at,
)
from storage.evidence_store.temporary_files import (
    CHUNK,
    IncomingFolder,
    PartFile,
    RunningBatch,
    running_batch,
)
from storage.settings import Bucket

_PART_BYTES = 16 * 1024 * 1024
_UPLOADS = 4
_CONNECT_SECONDS = 10
_READ_SECONDS = 120
"""How long one answer may take: slow servers need over a minute to join the parts of a film."""
_ABANDONED = timedelta(days=1)
"""The age of an upload whose process must have died; a film over a slow line takes hours."""


@cache
def _session() -> Any:
    """The credentials and regions of this process, and boto3's model of S3, which is slow to read."""
    import boto3  # type: ignore[import-untyped]  # it ships no types

    return boto3.session.Session()


class BucketStore(EvidenceStore):
    """Objects below a bucket's prefix. The bucket must exist; `scratch` is a folder on this machine's disk."""

    def __init__(self, bucket: Bucket, scratch: Path) -> None:
        self.bucket = bucket
        self._incoming = IncomingFolder(scratch)
        self.arriving = ArrivingFiles(self._incoming)

    @contextmanager
    def batch(self) -> Iterator[RunningBatch]:
        self._incoming.prepare()
        with running_batch(self._incoming, self._is_there, self._keep, threads=_UPLOADS) as batch:
            yield batch

    def open(self, sha256: str, first: int = 0) -> BinaryIO:
        key, part = self._key(sha256), {"Range": f"bytes={first}-"} if first else {}
        with _explained(self.bucket, sha256):
            body = self._client.get_object(Bucket=self.bucket.name, Key=key, **part)["Body"]
        return cast("BinaryIO", io.BufferedReader(_Body(body, self.bucket, sha256), CHUNK))

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        self._incoming.prepare()
        part = PartFile(self._incoming.folder)
        try:
            with self.open(sha256) as stream:
                part.fill(stream)
            part.out.close()
            yield part.path
        finally:
            part.discard()

    def missing(self, sha256s: Iterable[str]) -> frozenset[str]:
        wanted = {self._key(sha256): sha256 for sha256 in sha256s}
        if not wanted:
            return frozenset()
        there = {content.sha256 for content in self.contents()}
        if not there:
            raise nothing_there(str(self.bucket))
        return frozenset(wanted.values()) - there

    def contents(self) -> Iterator[Content]:
        for found in self._list("list_objects_v2", "Contents"):
            if sha256 := sha256_at(found["Key"].removeprefix(self._prefix)):
                yield Content(sha256, found["Size"])

    def unfinished(self) -> tuple[str, ...]:
        uploads = (f"{self.bucket}: {upload['Key']}" for upload in self._abandoned())
        return (*(str(path) for path in self._incoming.unfinished()), *uploads)

    def sweep(self) -> int:
        abandoned = list(self._abandoned())
        for upload in abandoned:
            with _explained(self.bucket):
                self._client.abort_multipart_upload(
                    Bucket=self.bucket.name, Key=upload["Key"], UploadId=upload["UploadId"]
                )
        return len(abandoned) + self._incoming.sweep()

    @property
    def _prefix(self) -> str:
        return f"{self.bucket.prefix}/" if self.bucket.prefix else ""

    def _key(self, sha256: str) -> str:
        return self._prefix + place(sha256)

    @cached_property
    def _client(self) -> Any:
        from botocore.config import Config  # type: ignore[import-untyped]  # it ships no types

        # Compatible servers know neither host names for buckets nor the checksums that Amazon added
        # lately; the signed SHA-256 of every request's body is older, and all of them check it.
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={
                "addressing_style": "path" if self.bucket.endpoint else "auto",
                "payload_signing_enabled": True,
            },
        )
        with _explained(self.bucket):
            session = _session()
            region = self.bucket.region or session.region_name or "us-east-1"
            return session.client(
                "s3", endpoint_url=self.bucket.endpoint, region_name=region, config=config
            )

    def _list(self, question: str, kind: str) -> Iterator[dict[str, Any]]:
        """Everything below the prefix, page by page."""
        pages = iter(
            self._client.get_paginator(question).paginate(
                Bucket=self.bucket.name, Prefix=self._prefix
            )
        )
        while True:
            with _explained(self.bucket):
                page = next(pages, None)
            if page is None:
                return
            yield from page.get(kind, ())

    def _abandoned(self) -> Iterator[dict[str, Any]]:
        before = datetime.now(UTC) - _ABANDONED
        for upload in self._list("list_multipart_uploads", "Uploads"):
            if upload["Initiated"] < before:
                yield upload

    def _is_there(self, part: PartFile) -> bool:
        """Whether the server has the part's content, undamaged."""
        from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # ships no types

        key = self._key(part.sha256)
        with _explained(self.bucket):
            try:
                head = self._client.head_object(Bucket=self.bucket.name, Key=key)
            except ClientError as error:
                if _code(error) in _NO_OBJECT:
                    return False
                raise
        if head["ContentLength"] != part.size:
            return False
        # A different ETag proves nothing (encryption, other part sizes): then the content must be read.
        return head["ETag"].strip('"') == _etag(part) or self._digest(part.sha256) == part.sha256

    def _digest(self, sha256: str) -> str:
        digest = hashlib.sha256()
        with self.open(sha256) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def _keep(self, part: PartFile) -> None:
        from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]  # no types

        part.out.close()
        config = TransferConfig(
            multipart_threshold=_PART_BYTES,
            multipart_chunksize=_PART_BYTES,
            max_concurrency=_UPLOADS,
        )
        try:
            with _explained(self.bucket):
                self._client.upload_file(
                    str(part.path), self.bucket.name, self._key(part.sha256), Config=config
                )
        except KamnotError:
            # A server may finish after boto3 has timed out and asked again, and refuse the second request.
            if self._is_there(part):
                return
            raise
        if not self._is_there(part):
            raise CouldNotFinishError(
                f"ไฟล์ที่ส่งขึ้นที่เก็บหลักฐาน “{self.bucket}” ไม่ตรงกับต้นฉบับ ยังไม่ได้เก็บไฟล์นี้ โปรดส่งใหม่",
                f"What the evidence store {self.bucket} holds after the upload is not what was sent;"
                " this file was not kept. Send it again.",
            )


class _Body(io.RawIOBase):
    """An object's bytes as they arrive; a broken connection becomes one sentence."""

    def __init__(self, body: Any, bucket: Bucket, sha256: str) -> None:
        self._body = body
        self._bucket = bucket
        self._sha256 = sha256

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _explained(self._bucket, self._sha256):
            chunk = self._body.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._body.close()
        super().close()


def _etag(part: PartFile) -> str:
    """The ETag that a server gives the uploaded content: its MD5, or the MD5 of its parts' MD5s."""
    digests = []
    with part.path.open("rb") as stream:
        while piece := stream.read(_PART_BYTES):
            digests.append(hashlib.md5(piece, usedforsecurity=False))
    if part.size < _PART_BYTES:
        return digests[0].hexdigest() if digests else _EMPTY_ETAG
    whole = hashlib.md5(b"".join(d.digest() for d in digests), usedforsecurity=False)
    return f"{whole.hexdigest()}-{len(digests)}"


_EMPTY_ETAG = hashlib.md5(b"", usedforsecurity=False).hexdigest()

# --- What the server says, in one sentence -------------------------------------------------------

_NO_OBJECT = ("404", "NoSuchKey", "NotFound")
_FULL = (
    "507", "InsufficientStorage", "QuotaExceeded", "ServiceQuotaExceeded", "XMinioStorageFull",
    "XMinioAdminBucketQuotaExceeded",
)  # fmt: skip
_DENIED = (
    "401", "403", "AccessDenied", "AllAccessDisabled", "AccountProblem", "ExpiredToken", "Forbidden",
    "InvalidAccessKeyId", "InvalidToken", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "Unauthorized",
)  # fmt: skip
_ELSEWHERE = ("301", "307", "AuthorizationHeaderMalformed", "PermanentRedirect")


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _explained(bucket: Bucket, sha256: str = "") -> Iterator[None]:
    """Turn errors of the server or the connection into one sentence; `sha256` is the content asked for."""
    from boto3.exceptions import S3UploadFailedError  # type: ignore[import-untyped]  # no types
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        CredentialRetrievalError,
        NoCredentialsError,
        PartialCredentialsError,
        ProfileNotFound,
    )

    no_keys = (
        CredentialRetrievalError, NoCredentialsError, PartialCredentialsError, ProfileNotFound,
    )  # fmt: skip

    try:
        yield
    except (ClientError, S3UploadFailedError) as error:
        answer = error if isinstance(error, ClientError) else error.__context__
        code = _code(answer)
        if sha256 and code in _NO_OBJECT:
            raise LostError(sha256) from error
        raise _answered(bucket, code) from error
    except no_keys as error:
        raise SurroundingsError(
            f"ไม่พบกุญแจของที่เก็บหลักฐาน “{bucket}” โปรดตั้ง AWS_ACCESS_KEY_ID และ AWS_SECRET_ACCESS_KEY",
            f"No keys to the evidence store {bucket};"
            " set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        ) from error
    except BotoCoreError as error:
        raise CouldNotFinishError(
            f"ติดต่อที่เก็บหลักฐาน “{bucket}” ไม่ได้หรือสายขาด ({type(error).__name__}) โปรดตรวจเครือข่ายแล้วสั่งใหม่",
            f"The evidence store {bucket} cannot be reached, or the line broke"
            f" ({type(error).__name__}); check the network and run it again.",
        ) from error


def _answered(bucket: Bucket, code: str) -> KamnotError:
    if code in ("NoSuchBucket", *_NO_OBJECT):
        return SurroundingsError(
            f"ไม่มีถัง (bucket) “{bucket.name}” ของที่เก็บหลักฐาน โปรดสร้างถังหรือแก้ KAMNOT_STORE_URL",
            f"The evidence store has no bucket {bucket.name!r}; create it or mend KAMNOT_STORE_URL.",
        )
    if code in _DENIED:
        return SurroundingsError(
            f"ที่เก็บหลักฐาน “{bucket}” ไม่ให้เข้าใช้ ({code}) โปรดตรวจกุญแจ สิทธิ์ของกุญแจ และนาฬิกาของเครื่อง",
            f"The evidence store {bucket} denies access ({code});"
            " check the keys, their rights and this machine's clock.",
        )
    if code in _FULL:
        return SurroundingsError(
            f"พื้นที่ของที่เก็บหลักฐาน “{bucket}” เต็ม ยังไม่ได้เก็บไฟล์นี้ โปรดเพิ่มพื้นที่แล้วส่งใหม่",
            f"The evidence store {bucket} is full; this file was not kept."
            " Make room and send it again.",
        )
    if code in _ELSEWHERE:
        return SurroundingsError(
            f"ถังของที่เก็บหลักฐาน “{bucket}” อยู่ภูมิภาคอื่น โปรดใส่ region= ใน KAMNOT_STORE_URL ให้ถูกต้อง",
            f"The bucket of the evidence store {bucket} is in another region;"
            " give the right region= in KAMNOT_STORE_URL.",
        )
    return CouldNotFinishError(
        f"ที่เก็บหลักฐาน “{bucket}” ตอบว่าทำไม่ได้ ({code}) โปรดลองใหม่ภายหลัง",
        f"The evidence store {bucket} could not do it ({code}); try again later.",
    )
