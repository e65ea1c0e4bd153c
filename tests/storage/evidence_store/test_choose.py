"""The settings choose the evidence store, and nothing is touched or connected to until it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from storage.evidence_store.bucket import BucketStore
from storage.evidence_store.choose import open_store
from storage.evidence_store.folder import FileStore
from storage.settings import Bucket, Settings

ROOT = Path(__file__).resolve().parents[3]


def test_the_settings_choose_the_store(tmp_path: Path) -> None:
    folder = open_store(Settings(home=tmp_path))
    bucket = open_store(Settings(home=tmp_path, store_url="s3://evidence/2567"))

    assert isinstance(folder, FileStore)
    assert folder.root == tmp_path / "evidence"
    assert isinstance(bucket, BucketStore)
    assert bucket.bucket == Bucket("evidence", "2567")
    assert list(tmp_path.iterdir()) == []


def test_whoever_keeps_files_in_a_folder_loads_no_library_for_buckets(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from storage.evidence_store.choose import open_store;"
        "from storage.settings import Settings; open_store(Settings(home=Path(sys.argv[1])));"
        "print(sorted({'boto3', 'botocore'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, check=True
    )

    assert told.stdout == b"[]\n"
