"""`kamnot remind`: shown before it is sent, sent once, and refused in a sentence."""

from __future__ import annotations

import json
from typing import Any

from tests.support.commands import Run


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_remind_shows_readers_and_texts_before_anything_goes_out(reachable: Run) -> None:
    code, out, _ = reachable("remind", "--as-of", "2024-03-13", "--dry-run")
    assert code == 0
    assert "planning@bureau.example" in out
    assert "ไม่ได้ส่ง" in out
    assert as_json(reachable("outbox", "list", "--json"))["letters"] == []
