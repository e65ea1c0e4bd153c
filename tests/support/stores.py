"""Evidence stores of both kinds for tests, with hands that reach behind their backs."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Protocol

from storage.evidence_store.bucket import BucketStore
from storage.evidence_store.contract import EvidenceStore
from storage.evidence_store.folder import FileStore
from storage.settings import Bucket


class Kept(Protocol):
    """A store, and what accidents do to it."""

    @property
    def store(self) -> EvidenceStore: ...

    def overwrite(self, sha256: str, content: bytes) -> None: ...

    def remove(self, sha256: str) -> None: ...

    def add_stranger(self, name: str) -> None: ...

    def leave_unfinished(self) -> None: ...

    def again(self) -> EvidenceStore:
        """The same place, opened again."""


class KeptInFolder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = FileStore(root)

    def overwrite(self, sha256: str, content: bytes) -> None:
        self.store.path(sha256).chmod(0o600)
        self.store.path(sha256).write_bytes(content)

    def remove(self, sha256: str) -> None:
        self.store.path(sha256).unlink()

    def add_stranger(self, name: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(b"stranger")

    def leave_unfinished(self) -> None:
        (self.root / "incoming").mkdir(parents=True, exist_ok=True)
        (self.root / "incoming" / "dead.part").write_bytes(b"half")
        os.utime(self.root / "incoming" / "dead.part", (0, 0))

    def again(self) -> FileStore:
        return FileStore(self.root)


class KeptInBucket:
    def __init__(self, endpoint: str, scratch: Path) -> None:
        self.bucket = Bucket(f"evidence-{uuid.uuid4().hex[:8]}", "สำนัก/2567", endpoint, None)
        self.scratch = scratch
        self.store = self.again()
        self.client = self.store._client
        self.client.create_bucket(Bucket=self.bucket.name)

    def overwrite(self, sha256: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.bucket.name, Key=self.key(sha256), Body=content)

    def remove(self, sha256: str) -> None:
        self.client.delete_object(Bucket=self.bucket.name, Key=self.key(sha256))

    def add_stranger(self, name: str) -> None:
        key = f"{self.bucket.prefix}/{name}"
        self.client.put_object(Bucket=self.bucket.name, Key=key, Body=b"stranger")

    def leave_unfinished(self) -> None:
        self.client.create_multipart_upload(Bucket=self.bucket.name, Key=self.key("d" * 64))

    def again(self) -> BucketStore:
        return BucketStore(self.bucket, self.scratch)

    def key(self, sha256: str) -> str:
        return self.store._key(sha256)
