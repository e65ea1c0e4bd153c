"""Errors become a status by their kind, and a page with one sentence and one way on."""

from __future__ import annotations

import logging

import pytest

from domain.language.errors import (
    BusyError,
    CouldNotFinishError,
    KamnotError,
    NotAllowedError,
    NotThereError,
    OvertakenError,
    SurroundingsError,
    TooOftenError,
)
from tests.web.conftest import House
from web.front import errors
from web.front.errors import status_of


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (KamnotError, 422), (NotThereError, 404), (NotAllowedError, 403), (OvertakenError, 409),
        (TooOftenError, 429), (BusyError, 503), (CouldNotFinishError, 503), (SurroundingsError, 507),
    ],
)  # fmt: skip
def test_the_kind_of_an_error_is_its_status(kind: type[KamnotError], status: int) -> None:
    assert status_of(kind("ก", "a")) == status


def test_a_page_that_is_not_there_says_so_in_the_readers_language(house: House) -> None:
    client = house.browser("member")
    assert "ไม่พบหน้านี้" in client.get("/nothing").text
    client.post("/me", data={"language": "en"})
    assert "There is no such page" in client.get("/a/99").text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_a_method_that_no_page_has_is_not_there(house: House, method: str) -> None:
    assert house.browser("member").request(method, "/my").status_code == 404


def test_a_mistake_of_the_program_shows_a_number_and_no_traceback(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = house.browser("member")

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("web.member.my.own_work", fail)
    with caplog.at_level(logging.ERROR, logger="kamnot.web"):
        answer = client.get("/my")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    (record,) = [r for r in caplog.records if r.name == "kamnot.web"]
    assert record.getMessage().split(":")[0] in answer.text


def test_a_busy_database_says_when_to_try_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.browser("member")

    def busy(*_: object, **__: object) -> None:
        raise BusyError("ฐานข้อมูลถูกใช้งานอยู่", "busy")

    monkeypatch.setattr("web.member.my.own_work", busy)
    answer = client.get("/my")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "ฐานข้อมูลถูกใช้งานอยู่" in answer.text


def test_numbers_of_errors_differ() -> None:
    assert len({errors.new_number() for _ in range(100)}) > 90
