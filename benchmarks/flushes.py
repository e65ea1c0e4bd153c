"""A library that counts the flushes of the disk and can make each of them slow; other benchmarks load it."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

_SOURCE = """
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static long counted;
long flushes(void) { return counted; }
static int flush(long call, int fd) {
    const char *wait = getenv("FLUSH_MICROSECONDS");
    if (wait) usleep(atoi(wait));
    counted++;
    return syscall(call, fd);
}
int fsync(int fd) { return flush(SYS_fsync, fd); }
int fdatasync(int fd) { return flush(SYS_fdatasync, fd); }
"""


def watched(folder: Path, microseconds: int = 0) -> dict[str, str] | None:
    """The environment of a process whose flushes are counted and take so much longer.

    None where there is no C compiler on a Linux.
    """
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    source, library = folder / "flushes.c", folder / "flushes.so"
    source.write_text(_SOURCE)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library), "FLUSH_MICROSECONDS": str(microseconds)}


def counted() -> int:
    """How often this process, one that is `watched`, has flushed the disk."""
    return int(ctypes.CDLL(None).flushes())
