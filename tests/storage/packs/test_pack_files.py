"""Pack files: whole or not there, told apart from any other ZIP, never trusted."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import PIPE

import pytest

from domain.language.errors import KamnotError, SurroundingsError
from domain.packs.contents import NAME, Contents, Packed
from storage.evidence_store.contract import UnreadableError
from storage.packs.pack_files import Fault, FaultKind, new_pack, read_pack, shown

ROOT = Path(__file__).resolve().parents[3]
FILES = {
    "แฟลชไดรฟ์/๐๗_แลกเปลี่ยน/รายงาน.pdf": b"%PDF-1.7 report",
    "ศูนย์เรียนรู้/๐๗_แลกเปลี่ยน/รายงาน.pdf": b"%PDF-1.7 report",
    "สารบัญ.pdf": b"%PDF-1.7 contents",
}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def contents(files: dict[str, bytes]) -> Contents:
    packed = [Packed(path=p, size=len(d), sha256=sha256(d)) for p, d in files.items()]
    return Contents(
        unit="bureau", unit_name="สำนัก", fiscal_year=2567, batch="march", due=date(2024, 3, 20),
        as_of=date(2024, 3, 20), plan_hash="0", complete=True, files=tuple(packed),
    )  # fmt: skip


def write(target: Path, files: dict[str, bytes], listed: Contents | None = None) -> Path:
    with new_pack(target) as pack:
        for path, data in files.items():
            pack.add(path, data)
        pack.add(NAME, (listed or contents(files)).to_json())
        pack.finish()
        pack.keep()
    return target


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "ชุด" / "ชุดเอกสาร.zip", FILES)


def test_a_pack_holds_what_its_contents_say(pack: Path) -> None:
    found = read_pack(pack)

    assert found.faults == ()
    assert found.contents == contents(FILES)
    assert found.pack.sha256 == sha256(pack.read_bytes())
    assert found.contents_sha256 == sha256(contents(FILES).to_json())


def test_the_same_files_give_the_same_pack(pack: Path, tmp_path: Path) -> None:
    assert write(tmp_path / "อื่น.zip", FILES).read_bytes() == pack.read_bytes()


def test_another_program_unpacks_the_thai_names(pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    try:
        subprocess.run(["unzip", "-q", str(pack), "-d", str(out)], env=environment, check=True)
    except FileNotFoundError:
        pytest.skip("unzip is not installed")

    found = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*.pdf")}
    assert found == FILES
    assert all(p.stat().st_mode & stat.S_IRUSR for p in out.rglob("*.pdf"))


def test_a_pack_has_the_rights_that_other_files_get(pack: Path) -> None:
    (pack.parent / "plain").touch()

    assert pack.stat().st_mode == (pack.parent / "plain").stat().st_mode


def test_nothing_is_left_of_a_pack_that_was_not_finished(tmp_path: Path) -> None:
    with new_pack(tmp_path / "ชุด.zip") as pack:
        pack.add("ก.pdf", b"x")

    assert list(tmp_path.iterdir()) == []


WRITING = """
import sys
from pathlib import Path
from storage.packs.pack_files import new_pack
with new_pack(Path(sys.argv[1])) as pack:
    pack.add("ก.pdf", b"x")
    pack.finish()
    print("written", flush=True)
    sys.stdin.read()
    pack.keep()
"""


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_is_not(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-c", WRITING, str(tmp_path / "ของอีกคน.zip")]
    with subprocess.Popen(words, cwd=ROOT, stdin=PIPE, stdout=PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()

        write(tmp_path / "ชุด.zip", FILES)
        [part] = tmp_path.glob("*.part")
        other.kill()
        other.wait()
        assert part.exists()

        write(tmp_path / "ชุด.zip", FILES)

    assert [p.name for p in tmp_path.iterdir()] == ["ชุด.zip"]


def test_an_older_pack_stays_whole_until_the_new_one_is(pack: Path) -> None:
    before = pack.read_bytes()

    with new_pack(pack) as newer:
        newer.add("ก.pdf", b"x")
        assert pack.read_bytes() == before

    assert pack.read_bytes() == before


def test_evidence_whose_bytes_were_altered_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError), new_pack(tmp_path / "ชุด.zip") as pack:
        pack.copy("ก.pdf", io.BytesIO(b"altered"), 7, sha256(b"kept"))

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    path = tmp_path / "file" / "ชุด.zip"
    with pytest.raises(SurroundingsError, match="เลือกโฟลเดอร์อื่น"), new_pack(path):
        pass


# Tampering


def rewritten(pack: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same pack with its entries changed and its contents left."""
    with zipfile.ZipFile(pack) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(pack, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return pack


REPORT = next(iter(FILES))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(
            lambda e: e.update({REPORT: b"%PDF-1.7 REPORT"}),
            Fault(REPORT, FaultKind.ALTERED),
            id="a letter changed",
        ),
        pytest.param(
            lambda e: e.update({REPORT: b"%PDF"}), Fault(REPORT, FaultKind.ALTERED), id="cut short"
        ),
        pytest.param(lambda e: e.pop(REPORT), Fault(REPORT, FaultKind.MISSING), id="taken out"),
        pytest.param(
            lambda e: e.update({"ก\x1b[2J.pdf": b"x"}),
            Fault("ก?[2J.pdf", FaultKind.ADDED),
            id="put in, with a name that clears screens",
        ),
    ],
)
def test_every_change_is_named_with_its_file(
    pack: Path, change: Callable[[dict[str, bytes]], None], fault: Fault
) -> None:
    assert read_pack(rewritten(pack, change)).faults == (fault,)


def test_a_single_flipped_bit_is_found_wherever_it_lies_in_a_file(pack: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[data.index(b"%PDF-1.7 report") + 3] ^= 1
    pack.write_bytes(data)

    assert read_pack(pack).faults == (Fault(REPORT, FaultKind.ALTERED),)


def test_contents_that_list_a_file_twice_are_at_fault(tmp_path: Path) -> None:
    twice = contents(FILES).model_copy(update={"files": contents(FILES).files * 2})

    found = read_pack(write(tmp_path / "ชุด.zip", FILES, twice))

    assert {f.path for f in found.faults} == set(FILES)


# What is no pack


def zipped(path: Path, method: int = zipfile.ZIP_STORED, **parts: bytes) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("_json", ".json"), data)


def with_comment(path: Path) -> None:
    zipped(path, contents_json=contents({}).to_json())
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"x"


def with_folders(path: Path) -> None:
    zipped(path, contents_json=contents({}).to_json())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("แฟลชไดรฟ์/", b"")


def with_names_of_another_alphabet(path: Path) -> None:
    write(path, FILES)
    data = path.read_bytes()
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        first, *rest = data.split(mark)
        data = mark.join([first, *(r[: place - 4] + b"\0\0" + r[place - 2 :] for r in rest)])
    path.write_bytes(data)


def with_something_before(path: Path) -> None:
    zipped(path, contents_json=contents({}).to_json())
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())


def with_something_after(path: Path) -> None:
    zipped(path, contents_json=contents({}).to_json())
    path.write_bytes(path.read_bytes() + b"x" * 100)


def with_endless_directory(path: Path) -> None:
    zipped(path, contents_json=contents({}).to_json())
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, len(data) - 10, 0xFFFFFFF0)
    path.write_bytes(data)


def with_overlapping_entries(path: Path) -> None:
    """Many entries of one and the same piece: small as a file, huge to read."""
    zipped(path, contents_json=contents({}).to_json(), big=b"0" * 100_000)
    with zipfile.ZipFile(path, "a") as archive:
        big = archive.getinfo("big")
        for number in range(50):
            twin = zipfile.ZipInfo(f"big{number}")
            twin.file_size, twin.compress_size, twin.CRC = big.file_size, big.compress_size, big.CRC
            twin.header_offset = big.header_offset
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
        archive._didModify = True  # type: ignore[attr-defined]  # so that the forged directory is written


HOSTILE: dict[str, Callable[[Path], object]] = {
    "empty": lambda p: p.write_bytes(b""),
    "no zip": lambda p: p.write_bytes(b"%PDF-1.7" * 100),
    "another zip": lambda p: zipped(p, word=b"x"),
    "contents that are no JSON": lambda p: zipped(p, contents_json=b"{"),
    "contents of another schema": lambda p: zipped(p, contents_json=b'{"schema": "x"}'),
    "deep JSON": lambda p: zipped(p, contents_json=b"[" * 200_000),
    "a bomb": lambda p: zipped(
        p, zipfile.ZIP_DEFLATED, contents_json=contents({}).to_json(), big=b"0" * 10_000_000
    ),
    "a comment": with_comment,
    "folders, as of one packed anew": with_folders,
    "names of another alphabet": with_names_of_another_alphabet,
    "something before it": with_something_before,
    "something after it": with_something_after,
    "an endless directory": with_endless_directory,
    "overlapping entries": with_overlapping_entries,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_what_kamnot_did_not_pack_is_refused_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    file = tmp_path / "ชุด.zip"
    make(file)

    with pytest.raises(KamnotError, match="ไม่ใช่ชุดเอกสาร") as refused:
        read_pack(file)

    assert refused.value.exit_code == 2


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
def test_a_pack_that_was_cut_off_is_refused(pack: Path, keep: float) -> None:
    data = pack.read_bytes()
    pack.write_bytes(data[: int(len(data) * keep)])

    with pytest.raises(KamnotError, match="ไม่ใช่ชุดเอกสาร"):
        read_pack(pack)


def test_a_pack_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="อ่านไฟล์"):
        read_pack(tmp_path / "ไม่มี.zip")


def test_a_text_from_a_pack_cannot_steer_a_terminal_or_flood_it() -> None:
    assert shown("ก\x1b[31m\u202e\n") == "ก?[31m??"
    assert len(shown("ก" * 9000)) == 301
