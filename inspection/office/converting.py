"""Converts office files by LibreOffice, where the machine has it: `.doc` to `.docx`, Word to PDF.

LibreOffice runs as a child with a profile of its own, without macros, links to other files, network proxies or
Kamnot's settings, and with limits of time, memory and size. It writes into a folder that is removed afterwards. Only
files that were found harmless may be given to it. What comes out is kept by `flows.evidence.derived`, because a
verdict must not depend on which machine checks.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

SECONDS = 120.0
"""A cold start takes two seconds, a report of 300 pages about twenty."""
MEMORY = 3 * 2**30
LARGEST = 100 * 2**20
"""Bytes that it may write into one file."""

_FILTERS: Mapping[str, str] = {
    "pdf": "pdf",
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "pptx": "pptx:Impress MS PowerPoint 2007 XML",
}
_PLACES = (
    "/usr/bin/soffice",
    "/usr/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_LIMITS = """\
import os, resource, sys
memory, size, seconds = map(int, sys.argv[1:4])
for what, limit in (("AS", memory), ("FSIZE", size), ("CPU", seconds), ("CORE", 0)):
    resource.setrlimit(getattr(resource, "RLIMIT_" + what), (limit, limit))
os.execv(sys.argv[4], sys.argv[4:])
"""
_PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""


class NotConvertedError(Exception):
    """The program gave no file: it is not there, failed, or reached a limit. The text is for the log."""


@cache
def converter() -> str | None:
    """The program's path; None if this machine has none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


@contextmanager
def converted(
    source: Path, source_format: str, target: str, *, seconds: float = SECONDS
) -> Iterator[Path]:
    """The file as `target` (`pdf`, `docx`, `xlsx`, `pptx`), to be read inside the block.

    `source_format` is what the file really is. Raises NotConvertedError if nothing came out.
    """
    program = converter()
    if program is None:
        raise NotConvertedError("no LibreOffice on this machine")
    with tempfile.TemporaryDirectory(prefix="kamnot-convert-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given = folder / f"source.{source_format}"
        shutil.copyfile(source, given)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        said = _run(_command(program, folder, given, target), folder, seconds)
        made = folder / "out" / f"source.{target}"
        if not made.is_file() or made.stat().st_size == 0:
            raise NotConvertedError(f"LibreOffice made no {target}: {said[-300:]}")
        yield made


def _command(program: str, folder: Path, given: Path, target: str) -> list[str]:
    return [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "-headless", "-norestore", "-nolockcheck", "-nodefault",
        "-convert-to", _FILTERS[target], "-outdir", str(folder / "out"), str(given),
    ]  # fmt: skip


def _run(command: list[str], folder: Path, seconds: float) -> str:
    """Run it to its end. Returns what it said."""
    limited = command
    if sys.platform != "win32":
        limits = (MEMORY, LARGEST, int(seconds) + 1)
        limited = [sys.executable, "-P", "-c", _LIMITS, *map(str, limits), *command]
    process = subprocess.Popen(  # noqa: S603 our own program and LibreOffice
        limited,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment(folder),
        cwd=folder,
        # LibreOffice starts a second process, which must end with the first.
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise NotConvertedError(f"took over {seconds} s") from error
    finally:
        _end(process)
    return said.decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _environment(folder: Path) -> dict[str, str]:
    """The caller's without its settings, with a home that holds nothing and a proxy that reaches nobody."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KAMNOT_")}
    nobody = "http://127.0.0.1:9"
    names = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
    return own | {"HOME": str(folder), "TMPDIR": str(folder)} | dict.fromkeys(names, nobody)
