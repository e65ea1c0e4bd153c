"""The folder of previews: what was drawn of a content, at `<folder>/<sha256>/<name>`. Any of it may be deleted.

No name of an upload ever becomes a path. The folders that were used longest ago go first.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from storage.kept import read_kept, write_kept

MOST = 300
"""Contents of which previews are kept; one of a long report takes some megabytes."""
_MADE = "1"
"""The number of the rules by which previews are made: one more, and all are made again."""


class PreviewFolder:
    """What is kept of each content. A folder that cannot be written costs only time."""

    def __init__(self, root: Path, most: int = MOST) -> None:
        self._root, self._most = root, most

    def read(self, sha256: str, name: str) -> bytes | None:
        """What is kept under a name (`3-834.jpg`); None for nothing, or if it is damaged."""
        return read_kept(self._root / sha256 / name, _MADE)

    def write(self, sha256: str, name: str, content: bytes) -> None:
        folder = self._root / sha256
        with suppress(OSError):
            if not folder.exists():
                self._make_room()
            write_kept(folder / name, _MADE, content)

    def _make_room(self) -> None:
        self._root.mkdir(mode=0o700, exist_ok=True)
        folders = [path for path in self._root.iterdir() if path.is_dir()]
        if len(folders) >= self._most:
            folders.sort(key=lambda path: path.stat().st_mtime)
            for old in folders[: self._most // 3]:
                shutil.rmtree(old, ignore_errors=True)
