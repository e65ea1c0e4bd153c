"""A body that stalls or creeps is ended."""

from __future__ import annotations

import asyncio
from typing import Any

import anyio
import pytest
from starlette.exceptions import HTTPException

from web.front import bodies
from web.front.bodies import Watched


async def take_all(watched: Watched, most: int = 1000) -> int:
    total = 0
    for _ in range(most):
        message = await watched()
        total += len(message["body"])
        if not message["more_body"]:
            break
    return total


def pieces(size: int, count: int) -> Any:
    left = count

    async def receive() -> dict[str, Any]:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": b"x" * size, "more_body": left > 0}

    return receive


def test_an_ordinary_body_comes_through() -> None:
    assert asyncio.run(take_all(Watched(pieces(1000, 10), 10_000))) == 10_000


def test_one_byte_too_many_ends_it() -> None:
    with pytest.raises(HTTPException) as ended:
        asyncio.run(take_all(Watched(pieces(1000, 10), 9_999)))
    assert ended.value.status_code == 413


def test_a_long_answer_is_not_ended_for_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the body the server waits for the line to break, as long as the answer takes."""
    monkeypatch.setattr(bodies, "_SILENT_SECONDS", 0.01)

    async def body_then_silence() -> dict[str, Any]:
        if watched._whole:
            await anyio.sleep(0.1)
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def both() -> str:
        await watched()
        return str((await watched())["type"])

    watched = Watched(body_then_silence, 10)
    assert asyncio.run(both()) == "http.disconnect"


def test_silence_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_SILENT_SECONDS", 0.05)

    async def silent() -> dict[str, Any]:
        await anyio.sleep(60)
        return {}

    with pytest.raises(HTTPException) as ended:
        asyncio.run(take_all(Watched(silent, 10)))
    assert ended.value.status_code == 408


def test_a_byte_a_second_ends_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(10**6))
    monkeypatch.setattr("web.front.bodies.time.monotonic", lambda: float(next(seconds)))
    with pytest.raises(HTTPException) as ended:
        asyncio.run(take_all(Watched(pieces(1, 10**6), 10**9)))
    assert ended.value.status_code == 408
    assert next(seconds) < 70
