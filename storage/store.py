"""The choice of the evidence store, made in one place by the settings."""

from __future__ import annotations

from pathlib import Path

from storage.files import FileStore
from storage.settings import Settings
from storage.stored import EvidenceStore


def open_store(settings: Settings) -> EvidenceStore:
    """The store that KAMNOT_STORE_URL names; nothing is touched or connected to yet."""
    place = settings.store_place
    if isinstance(place, Path):
        return FileStore(place)
    from storage.bucket import BucketStore

    return BucketStore(place, settings.store_scratch)
