"""`kamnot init`: made once, and the same again."""

from __future__ import annotations

from tests.support.commands import Run


def test_init_twice_changes_nothing(ready: Run) -> None:
    code, out, _ = ready("init")
    assert (code, "มีอยู่แล้ว" in out) == (0, True)
