"""Contacts as verbs: what is left out stays, what cannot be used changes nothing, and who reads for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain.language.errors import KamnotError
from flows.letters.contacts import (
    contacts_of,
    end_absence,
    group_chats,
    nobody_to_remind,
    open_absences,
    record_absence,
    remove_contacts,
    set_contact,
    set_group_chat,
)
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

ADDRESS = "planning@bureau.example"
FIRST, LAST = date(2024, 3, 4), date(2024, 3, 8)


def put(ws: Workspace, group: str = "planning", email: str = ADDRESS, **more: str | None) -> str:
    return set_contact(ws, UNIT, group, email, **({"role": "member", "by": "test"} | more))  # type: ignore[arg-type]


def seats(ws: Workspace) -> list[tuple[str, str, str, str | None, str | None]]:
    return [
        (c.group, c.email, c.office, c.notify_url_env, c.account) for c in contacts_of(ws, UNIT)
    ]


def test_what_is_left_out_stays_and_what_is_empty_is_taken_away(bare: Workspace) -> None:
    put(bare, office="เลขานุการ", chat="LINE_PLANNING", account="somsri")
    put(bare, email=ADDRESS.upper(), chat="")

    assert seats(bare) == [("planning", ADDRESS, "เลขานุการ", None, "somsri")]


def test_an_office_that_is_not_named_is_the_role(bare: Workspace) -> None:
    put(bare)

    assert seats(bare) == [("planning", ADDRESS, "member", None, None)]


def test_a_thai_domain_is_kept_as_the_relay_will_read_it(bare: Workspace) -> None:
    address = put(bare, email="planning@กรม.example")

    assert address.startswith("planning@xn--")
    assert [c.email for c in contacts_of(bare, UNIT)] == [address]


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda ws: put(ws, group="plannning"), id="unknown group"),
        pytest.param(lambda ws: put(ws, email="planning"), id="no address"),
        pytest.param(lambda ws: put(ws, role="boss"), id="unknown role"),
        pytest.param(lambda ws: put(ws, chat="https://chat.example/1"), id="a URL for a chat"),
        pytest.param(
            lambda ws: remove_contacts(ws, UNIT, "planning", ADDRESS, by="test"), id="nobody there"
        ),
        pytest.param(
            lambda ws: set_group_chat(ws, UNIT, "director", "CHAT", by="test"), id="director's chat"
        ),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    bare: Workspace, attempt: Callable[[Workspace], object]
) -> None:
    with pytest.raises(KamnotError):
        attempt(bare)

    assert (seats(bare), group_chats(bare, UNIT)) == ([], {})


def test_a_removed_contact_is_no_longer_written_to(bare: Workspace) -> None:
    put(bare)
    assert not nobody_to_remind(bare, UNIT)

    remove_contacts(bare, UNIT, "planning", ADDRESS, by="test")

    assert contacts_of(bare, UNIT) == ()
    assert nobody_to_remind(bare, UNIT)


def test_a_director_alone_is_nobody_to_remind(bare: Workspace) -> None:
    put(bare, group="director", role="director")

    assert nobody_to_remind(bare, UNIT)


def test_a_group_s_chat_is_set_and_taken_away(bare: Workspace) -> None:
    set_group_chat(bare, UNIT, "planning", "CHAT_PLANNING", by="test")
    assert group_chats(bare, UNIT) == {"planning": "CHAT_PLANNING"}

    set_group_chat(bare, UNIT, "planning", None, by="test")
    assert group_chats(bare, UNIT) == {}


def test_an_absence_lasts_to_its_last_day_or_to_the_day_before_it_was_ended(
    workspace: Workspace,
) -> None:
    kept = record_absence(
        workspace, UNIT, ADDRESS, first=FIRST, last=LAST, deputy="campaign@bureau.example", by="it"
    )
    assert open_absences(workspace, UNIT, LAST) == (kept,)
    assert open_absences(workspace, UNIT, date(2024, 3, 9)) == ()

    end_absence(workspace, UNIT, kept.id, ended_on=date(2024, 3, 6), by="it")

    assert [a.last for a in open_absences(workspace, UNIT, FIRST)] == [date(2024, 3, 5)]


def test_a_deputy_without_an_address_is_refused_and_nothing_is_kept(workspace: Workspace) -> None:
    with pytest.raises(KamnotError):
        record_absence(workspace, UNIT, ADDRESS, first=FIRST, last=LAST, deputy="nobody", by="it")

    assert open_absences(workspace, UNIT, FIRST) == ()
