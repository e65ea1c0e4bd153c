"""Step 1, name and extension: only the last extension says what a file claims to be."""

from __future__ import annotations

import re
import unicodedata

from domain.facts import Problem
from inspection.formats import meant
from inspection.verdicts import Found

_UNSEEN = ("Cc", "Cf", "Cs")
"""Control and direction marks: they make `exe` look like `pdf` on a screen."""


def extension(file_name: str) -> str:
    """The lower-case extension without its dot, as a person reads it.

    Invisible marks do not count, nor do the dots and blanks that Windows drops from the end.
    """
    seen = "".join(c for c in file_name if unicodedata.category(c) not in _UNSEEN)
    stem, dot, last = re.split(r"[/\\]", seen)[-1].rstrip(". ").rpartition(".")
    return last.lower() if stem and dot else ""


def claimed_format(file_name: str) -> str:
    """The format as which a file of that name would count: `jpg` for `a.JFIF`, `docx` for `a.doc`."""
    return meant(extension(file_name))


def check_name(file_name: str) -> Found:
    """Tell files that Office and Macs put beside a document. Odd names (paths, CON, very long ones) are data."""
    if re.split(r"[/\\]", file_name)[-1].startswith("~$"):
        return Problem.UNREADABLE, "owner"
    return None
