"""`kamnot init`: made once, and the same again."""

from __future__ import annotations

from tests.support.commands import Run


def test_init_twice_changes_nothing(ready: Run) -> None:
    code, out, _ = ready("init")
    assert (code, "มีอยู่แล้ว" in out) == (0, True)


def test_it_keeps_what_is_told(ready: Run) -> None:
    assert ready("init", "--telephone", "๙๒๖๓", "--since", "1/4/2567")[0] == 0
    assert "โทรศัพท์: ๙๒๖๓" in ready("unit", "profile")[1]
