"""Chooses the evidence store by the settings."""

from __future__ import annotations

from pathlib import Path

from storage.evidence_store.contract import EvidenceStore
from storage.evidence_store.folder import FileStore
from storage.settings import Settings


def open_store(settings: Settings) -> EvidenceStore:
    """The store that KAMNOT_STORE_URL names; nothing is touched or connected to yet."""
    place = settings.store_place
    if isinstance(place, Path):
        return FileStore(place)
    from storage.evidence_store.bucket import BucketStore

    return BucketStore(place, settings.store_scratch)
