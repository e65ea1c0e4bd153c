"""The folder of previews: what was drawn of a content, at `<folder>/<sha256>/<name>`. Any of it may be deleted.

No name of an upload ever becomes a path. Files are read and written as those of `storage.kept`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

MOST = 300
"""Contents of which previews are kept; one of a long report takes some megabytes."""
MADE = "2"
"""The number of the rules by which previews are made: one more, and all are made again."""


def make_room(folder: Path, sha256: str, most: int = MOST) -> None:
    """Make the folder of one more content; what was used longest ago makes room. Raises OSError."""
    if (folder / sha256).exists():
        return
    folder.mkdir(mode=0o770, exist_ok=True)
    known = [path for path in folder.iterdir() if path.is_dir()]
    if len(known) >= most:
        known.sort(key=lambda path: path.stat().st_mtime)
        for old in known[: most // 3]:
            shutil.rmtree(old, ignore_errors=True)
