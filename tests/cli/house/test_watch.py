"""`kamnot watch`: silence ends with 2 and a sentence."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import Run


def test_the_watch_ends_with_2_when_nothing_ever_ran_and_says_so(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready("watch")[0] == 0  # the plan's year is over: nothing is owed
    monkeypatch.setattr("flows.check.daily.fiscal_year_of", lambda _day: 2567)
    code, out, said = ready("watch")
    assert (code, out, said.count("\n")) == (2, "", 1)
    assert "ยังไม่เคยทำงาน" in said
    assert json.loads(ready("watch", "--json")[1])["ok"] is False
    assert ready("remind")[0] == 0
    assert ready("watch")[0] == 0
