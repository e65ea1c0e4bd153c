"""Backing up 2 GB of evidence into a folder and bringing it back, each against a plain copy of the same bytes.

The yardstick reads, writes, flushes and hashes the same files one after the other and does nothing else. Both in turn,
several times. The second backup finds all contents in its target: its yardstick only hashes them.

    .venv/bin/python -m benchmarks.backup [FOLDER ON THE DISK TO MEASURE]
"""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.intake import Intake, Source, make_photo, plain_copy, timed

ROUNDS, FILES, BYTES = 3, 400, 5_000_000
PROMISED = 1.3


def photos(folder: Path) -> list[Source]:
    """The same files on every run: a photo, and noise behind it."""
    photo, noise = make_photo(wide=2000, high=1500), Random(2567)
    sources = [Source("7.photos", folder / f"ภาพ-{n}.jpg") for n in range(FILES)]
    for source in sources:
        source.path.write_bytes(photo + noise.randbytes(BYTES - len(photo)))
    return sources


def hash_all(sources: Sequence[Source]) -> None:
    """The yardstick of a backup whose target has everything."""
    for source in sources:
        with source.path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")


def measure(base: Path, sources: Sequence[Source], intake: Intake) -> dict[str, float]:
    """One round: the ratio of each work to its yardstick."""
    from flows.safety.backup import back_up
    from flows.safety.restore import restore
    from storage.settings import Settings

    settings, target, back, plain = intake.ws.settings, base / "backup", base / "back", base / "plain"  # fmt: skip
    for folder in (target, back, plain):
        shutil.rmtree(folder, ignore_errors=True)
    plain.mkdir()
    copied = timed(lambda: plain_copy(sources, plain))
    shutil.rmtree(plain)
    first = timed(lambda: back_up(settings, target))
    second = timed(lambda: back_up(settings, target))
    hashed = timed(lambda: hash_all(sources))
    restored = timed(lambda: restore(Settings(home=back), target, by="benchmark"))
    print(
        f"copy + fsync + sha256 {copied:5.2f} s, sha256 alone {hashed:5.2f} s; backup {first:5.2f} s,"
        f" again {second:5.2f} s, restore {restored:5.2f} s"
    )
    return {"backup": first / copied, "again": second / hashed, "restore": restored / copied}


def main() -> None:
    """Print each round and the median ratios."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        base = Path(folder)
        (base / "sources").mkdir()
        sources = photos(base / "sources")
        intake = Intake(sources, base / "home")
        intake.keep()
        rounds = [measure(base, sources, intake) for _ in range(ROUNDS)]
    for name in rounds[0]:
        ratio = statistics.median(found[name] for found in rounds)
        print(f"{name}: {ratio:.2f} of the plain time (promised: at most {PROMISED})")


if __name__ == "__main__":
    main()
