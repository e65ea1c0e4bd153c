"""Taking in 200 files, 1 GB in all: photos, reports and clips of about 5 MB each, on a fresh SQLite workspace.

The yardstick copies the same bytes to the same disk: read, write, fsync, SHA-256, one file after the other
and nothing else. Both in turn, several times. Timed is what the sender waits for to be sure: bytes and rows
kept for certain. The look inside, which follows, is printed beside it.

    .venv/bin/python -m benchmarks.intake [FOLDER ON THE DISK TO MEASURE]
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

ROUNDS = 3
PHOTOS, REPORTS, CLIPS = 110, 70, 20
WITH_PHOTOS = (7, 8, 9, 10, 12, 14, 15, 16, 17, 18, 24, 27, 35, 37)
WITH_REPORTS = (5, 6, 7, 8, 9, 10, 11, 14, 16, 17, 18, 20, 21, 22)
"""Activities over which the files are spread, as over a year."""
CHUNK = 1024 * 1024
DAY = date(2024, 3, 1)
UNIT = "bench"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to take in and the requirement its sender names."""

    requirement: str
    path: Path


def make_sources(folder: Path) -> list[Source]:
    """The same files on every run, no two alike, mixed as a flash drive has them."""
    photo, clip = make_photo(), make_clip()
    report = make_report(make_photo(wide=2000, high=1500))
    wanted = [
        *(
            (f"{WITH_PHOTOS[n % 14]}.photos", f"ภาพ-{n}.jpg", _numbered_jpeg(photo, n))
            for n in range(PHOTOS)
        ),
        *(
            (f"{WITH_REPORTS[n % 14]}.report", f"รายงาน-{n}.pdf", report + b"%% %d\n" % n)
            for n in range(REPORTS)
        ),
        *(("19.clip", f"คลิป-{n}.mp4", clip + _free_box(n)) for n in range(CLIPS)),
    ]
    Random(2567).shuffle(wanted)
    sources = []
    for requirement, name, content in wanted:
        path = folder / name
        path.write_bytes(content)
        sources.append(Source(requirement, path))
    os.sync()
    return sources


def make_photo(*, wide: int = 4000, high: int = 3000) -> bytes:
    """A picture as large and as grainy as a phone's."""
    from PIL import Image

    grain = Image.frombytes("L", (wide, high), Random(wide).randbytes(wide * high))
    slope = Image.linear_gradient("L").resize((wide, high))
    picture = Image.merge("RGB", (slope, Image.blend(slope, grain, 0.2), slope))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, subsampling=2)
    return out.getvalue()


def _numbered_jpeg(photo: bytes, number: int) -> bytes:
    """The same picture with another comment right after its first marker."""
    comment = b"%06d" % number
    return photo[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photo[2:]


def make_report(photo: bytes) -> bytes:
    """A PDF of 20 pages of Thai text with four photos, made by Typst."""
    import typst

    text = "สำนักได้ดำเนินกิจกรรมส่งเสริมคุณธรรมตามแผนปฏิบัติการประจำปี และรายงานผลการดำเนินงานไว้ดังนี้ " * 12
    pictures = "".join(f'#image("photo{n}.jpg", width: 80%)\n#pagebreak()\n' for n in range(4))
    pages = "".join(f"= บทที่ {n}\n{text}\n\n{text}\n#pagebreak()\n" for n in range(16))
    with tempfile.TemporaryDirectory() as folder:
        for n in range(4):
            (Path(folder) / f"photo{n}.jpg").write_bytes(_numbered_jpeg(photo, n))
        source = Path(folder) / "report.typ"
        source.write_text(f"= รายงานผลการดำเนินงาน\n{pages}{pictures}", "utf-8")
        return typst.compile(source)


def make_clip(*, seconds: int = 5) -> bytes:
    """An MP4 that plays, of moving grain."""
    import av
    from PIL import Image

    rng, out = Random(19), io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream: Any = film.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.bit_rate = 1280, 720, 8_000_000
        grain = Image.frombytes("L", (640, 360), rng.randbytes(640 * 360))
        for n in range(25 * seconds):
            moved = grain.transform((1280, 720), Image.Transform.AFFINE, (0.5, 0, n, 0, 0.5, 0))
            frame = av.VideoFrame.from_image(moved.convert("RGB"))
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return out.getvalue()


def _free_box(number: int) -> bytes:
    """An MP4 box that players skip."""
    return (16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big")


def plain_copy(sources: Sequence[Source], folder: Path) -> None:
    """The yardstick."""
    for n, source in enumerate(sources):
        digest = hashlib.sha256()
        with source.path.open("rb") as stream, (folder / str(n)).open("wb") as out:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())


class Intake:
    """The bureau's own intake in its two parts: what is kept for certain, and the look inside."""

    def __init__(self, sources: Sequence[Source], home: Path) -> None:
        from flows.evidence.take_in import Incoming
        from flows.house.set_up import set_up
        from flows.run.workspace import Workspace
        from storage.settings import Settings

        settings = Settings(home=home)
        set_up(settings, unit=UNIT)
        self.ws = Workspace(settings)
        self.files = [Incoming(source.requirement, source.path, DAY) for source in sources]
        self.versions: list[tuple[int, int]] = []

    def keep(self) -> None:
        """Bytes flushed to the disk, rows committed."""
        from flows.evidence.take_in import file_in

        kept = file_in(self.ws, UNIT, self.files, by="benchmark")
        self.versions = [(one.added.item, one.added.version) for one in kept]

    def look(self) -> None:
        """Every file opened and looked through."""
        from flows.evidence.looks import look_into

        assert look_into(self.ws, UNIT, self.versions, by="benchmark") == len(self.files)


def timed(work: Callable[[], None]) -> float:
    """Seconds that the work takes; what earlier work left to be written is written first."""
    os.sync()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _anew(old: Path, new: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()


def main() -> None:
    """Print both speeds of each round, and the median of the ratios."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    disk = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        base = Path(folder)
        (base / "sources").mkdir()
        sources = make_sources(base / "sources")
        megabytes = sum(source.path.stat().st_size for source in sources) / 1e6
        print(f"{len(sources)} files, {megabytes:.0f} MB")
        plain, ours = base / "plain", base / "home"
        _anew(ours, plain)
        plain_copy(sources, plain)  # The first gigabyte also pays for the cache's room.
        ratios = []
        for _ in range(ROUNDS):
            # Each works with the memory that the other's files have just given back.
            _anew(ours, plain)
            bare = timed(lambda: plain_copy(sources, plain))
            _anew(plain, ours)
            intake = Intake(sources, ours)
            kept = timed(intake.keep)
            looked = timed(intake.look)
            ratios.append(bare / kept)
            print(
                f"kept in {kept:5.2f} s, plain copy + fsync + sha256 {bare:5.2f} s:"
                f" {ratios[-1]:.2f} of the plain speed (then looked into in {looked:5.2f} s)"
            )
    print(f"median {statistics.median(ratios):.2f} of the plain speed (promised: at least 0.7)")


if __name__ == "__main__":
    main()
