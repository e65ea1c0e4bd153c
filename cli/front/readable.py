"""Says that the program or its environment may not be read, where Python itself only misses a module.

It imports nothing that could be what cannot be read.
"""

import os
import sys
from pathlib import Path

UNREADABLE = (
    "บัญชีนี้อ่าน “{where}” ของโปรแกรมไม่ได้ โปรดให้ผู้ดูแลระบบตั้งสิทธิ์อ่าน",
    "This account may not read {where} of the program; let its administrator permit it.",
)

_MODULES = (".py", ".so", ".pyd")
"""What of a package has to be read; some bring pictures that only their installer may read."""


def unreadable() -> str | None:
    """The first file or folder of the program and its packages that this account may not read; None without one."""
    program = str(Path(__file__).resolve().parents[2])
    packages = (path for path in sys.path if path.endswith("site-packages"))
    for place in (program, *packages):
        for where, folders, files in os.walk(place):
            folders[:] = [name for name in folders if not name.startswith((".", "__"))]
            needed = [n for n in files if place == program or n.endswith(_MODULES)]
            entries = [*(f"{name}/." for name in folders), *needed]
            for path in (f"{where}/{name}" for name in entries if not name.startswith(".")):
                if not os.access(path, os.R_OK):
                    return path.removesuffix("/.")
    return None
