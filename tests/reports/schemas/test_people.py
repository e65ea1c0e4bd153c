"""Contacts and duties in JSON: the chat by its variable, the duty by its id."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from reports.schemas.people import ContactsDocument, DutiesDocument


def test_a_chat_is_told_by_the_variable_that_holds_its_address() -> None:
    contact = SimpleNamespace(
        group="planning", role="head", office="หัวหน้า", email="head@bureau.example",
        notify_url_env="KAMNOT_CHAT", account=None,
    )  # fmt: skip
    [told] = ContactsDocument.of(unit="bureau", contacts=[contact], group_chats={}).plain()[
        "contacts"
    ]

    assert list(told) == ["group", "role", "office", "email", "chat", "account"]
    assert told["chat"] == "KAMNOT_CHAT"


def test_a_duty_is_told_by_its_id_and_an_open_month_has_no_day() -> None:
    month = SimpleNamespace(
        duty=SimpleNamespace(id="complaints-report"),
        period="2024-01",
        due=date(2024, 1, 31),
        done_on=None,
    )

    assert DutiesDocument.of(unit="bureau", duties=[month]).plain()["duties"] == [
        {"duty": "complaints-report", "period": "2024-01", "due": "2024-01-31", "done_on": None}
    ]
