"""Contacts by command: what is left out stays, what is removed is no longer written to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.commands import Run

ADDRESS = "planning@bureau.example"


def contacts(run: Run) -> list[dict[str, Any]]:
    result = json.loads(run("contacts", "list", "--json")[1])
    assert (result["schema"], result["unit"]) == ("kamnot/contacts/1", "bureau")
    rows: list[dict[str, Any]] = result["contacts"]
    return rows


@pytest.fixture
def chatting(ready: Run) -> Run:
    """One contact with an office and a chat of its own."""
    words = (
        "contacts",
        "set",
        "planning",
        ADDRESS,
        "--office",
        "เลขานุการ",
        "--chat",
        "LINE_PLANNING",
    )
    assert ready(*words)[0] == 0
    return ready


def test_the_json_has_one_object_for_each_contact(chatting: Run) -> None:
    assert contacts(chatting) == [
        {
            "group": "planning",
            "role": "member",
            "office": "เลขานุการ",
            "email": ADDRESS,
            "chat": "LINE_PLANNING",
            "account": None,
        }
    ]


@pytest.mark.parametrize(
    ("more", "office", "chat"),
    [
        pytest.param((), "เลขานุการ", "LINE_PLANNING", id="nothing named, nothing changed"),
        pytest.param(("--office", "รองหัวหน้า"), "รองหัวหน้า", "LINE_PLANNING", id="office alone"),
        pytest.param(("--chat", "TEAMS"), "เลขานุการ", "TEAMS", id="chat alone"),
        pytest.param(("--chat", ""), "เลขานุการ", None, id="an empty chat takes it away"),
    ],
)
def test_what_is_left_out_stays(
    chatting: Run, more: tuple[str, ...], office: str, chat: str | None
) -> None:
    assert chatting("contacts", "set", "planning", ADDRESS.upper(), *more)[0] == 0
    [row] = contacts(chatting)
    assert (row["office"], row["chat"]) == (office, chat)


def test_a_url_is_refused_where_a_name_belongs_and_not_repeated(ready: Run) -> None:
    url = "slack://hush@token"
    code, _, said = ready("contacts", "set", "planning", ADDRESS, "--chat", url)
    assert (code, "hush" in said, "ชื่อตัวแปร" in said) == (2, False, True)
    assert contacts(ready) == []


def test_a_removed_contact_is_gone_from_list_and_letters(reachable: Run) -> None:
    assert reachable("contacts", "remove", "planning", ADDRESS.upper())[0] == 0
    assert "planning" not in [row["group"] for row in contacts(reachable)]
    shown = json.loads(reachable("remind", "--as-of", "2024-03-13", "--dry-run", "--json")[1])
    assert ADDRESS not in [letter["recipient"] for letter in shown["letters"]]
    assert "planning" in shown["unreachable"]


def test_a_removed_contact_comes_back_as_it_was(chatting: Run) -> None:
    before = contacts(chatting)
    chatting("contacts", "remove", "planning", ADDRESS)
    chatting("contacts", "set", "planning", ADDRESS)
    assert contacts(chatting) == before


def test_a_role_narrows_what_is_removed(chatting: Run) -> None:
    chatting("contacts", "set", "planning", ADDRESS, "--role", "head")
    assert chatting("contacts", "remove", "planning", ADDRESS, "--role", "head")[0] == 0
    assert [row["role"] for row in contacts(chatting)] == ["member"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("planning", "nobody@bureau.example"), "ไม่มีผู้รับ", id="unknown address"),
        pytest.param(("steering", ADDRESS), "ไม่มีผู้รับ", id="another group's"),
        pytest.param(("planning", ADDRESS, "--role", "head"), "ไม่มีผู้รับ", id="another role"),
        pytest.param(("planning", ADDRESS, "--role", "cook"), "ไม่รู้จักบทบาท", id="unknown role"),
        pytest.param(("cooks", ADDRESS), "ไม่มีคณะทำงาน", id="unknown group"),
    ],
)
def test_an_unknown_contact_cannot_be_removed(
    chatting: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = chatting("contacts", "remove", *words)
    assert (code, said.count("\n")) == (2, 1)
    assert sentence in said
    assert len(contacts(chatting)) == 1


def test_the_table_speaks_thai(chatting: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    chatting("contacts", "set", "director", "director@bureau.example", "--role", "director")
    out = chatting("contacts", "list")[1]
    assert "คณะทำงานด้านแผนฯ" in out
    assert "ผู้อำนวยการสำนัก" in out
    assert ADDRESS in out
    assert "member" not in out
