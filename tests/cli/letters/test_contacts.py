"""Contacts by command: what is left out stays, what is removed is no longer written to."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.run.workspace import today
from tests.support.commands import Run

ADDRESS = "planning@bureau.example"
SOON = (today() + timedelta(days=30)).isoformat()
LATER = (today() + timedelta(days=34)).isoformat()


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


def test_a_group_has_a_chat_of_its_own_until_it_is_taken_away(ready: Run) -> None:
    def chats() -> dict[str, str]:
        found: dict[str, str] = json.loads(ready("contacts", "list", "--json")[1])["group_chats"]
        return found

    assert ready("contacts", "chat", "planning", "LINE_PLANNING")[0] == 0
    assert chats() == {"planning": "LINE_PLANNING"}
    assert "LINE_PLANNING" in ready("contacts", "list")[1]
    assert ready("init")[0] == 0  # a group that is named again keeps its chat
    assert chats() == {"planning": "LINE_PLANNING"}
    assert ready("contacts", "chat", "planning", "")[0] == 0
    assert chats() == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("planning", "slack://hush@token"), "ชื่อตัวแปร", id="a URL"),
        pytest.param(("cooks", "LINE"), "ไม่รู้จักคณะทำงาน", id="no such group"),
        pytest.param(("director", "LINE"), "contacts set director", id="the director"),
    ],
)
def test_a_chat_that_cannot_be_is_one_sentence(
    ready: Run, words: tuple[str, str], said: str
) -> None:
    code, _, error = ready("contacts", "chat", *words)
    assert (code, error.count("\n"), said in error, "hush" in error) == (2, 1, True, False)


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
        pytest.param(("cooks", ADDRESS), "ไม่รู้จักคณะทำงาน", id="unknown group"),
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


# Lists and absences


def a_list(tmp_path: Path, text: str, encoding: str = "cp874") -> str:
    path = tmp_path / "ผู้รับ.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


LIST = (
    "คณะทำงาน,ตำแหน่งในคณะ,ตำแหน่ง,อีเมล\n"
    "คณะทำงานด้านแผนงานและติดตามประเมินผล,หัวหน้าคณะกรรมการ,กลุ่มงานพัสดุ,head@bureau.example\n"
    "ด้านกิจกรรมฯ,เลขานุการ,,secretary@bureau.example\n"
    "ผู้อำนวยการสำนัก,,,director@bureau.example\n"
)


def test_a_whole_list_is_taken_in_and_again_without_changing_anything(
    ready: Run, tmp_path: Path
) -> None:
    path = a_list(tmp_path, LIST)
    first = json.loads(ready("contacts", "import", path, "--json")[1])
    assert (first["new"], first["changed"], first["same"]) == (3, 0, 0)
    again = json.loads(ready("contacts", "import", path, "--json")[1])
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 3)
    assert [(c["group"], c["role"], c["office"]) for c in contacts(ready)] == [
        ("planning", "head", "กลุ่มงานพัสดุ"),
        ("campaign", "member", "member"),
        ("director", "director", "director"),
    ]


def test_what_a_list_leaves_out_stays(chatting: Run, tmp_path: Path) -> None:
    path = a_list(tmp_path, f"group,email\nplanning,{ADDRESS}\n")
    assert "เหมือนเดิม ๑ ราย" in chatting("contacts", "import", path)[1]
    assert contacts(chatting)[0]["chat"] == "LINE_PLANNING"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        pytest.param("ครัว,,,a@bureau.example", "ไม่รู้จักคณะทำงาน “ครัว”", id="an unknown group"),
        pytest.param("planning,กุ๊ก,,a@bureau.example", "ไม่รู้จักบทบาท “กุ๊ก”", id="an unknown role"),
        pytest.param("planning,ผู้ช่วย,,a@bureau.example", "ไม่รู้จักบทบาท “ผู้ช่วย”", id="a part of a role"),
        pytest.param("planning,,,nowhere", "ที่อยู่อีเมล", id="no address"),
    ],
)
def test_a_list_with_one_bad_line_names_it_and_keeps_none(
    ready: Run, tmp_path: Path, row: str, sentence: str
) -> None:
    code, _, said = ready("contacts", "import", a_list(tmp_path, f"{LIST}{row}\n"))
    assert (code, said.count("\n")) == (2, 1)
    assert "บรรทัด ๕" in said
    assert sentence in said
    assert contacts(ready) == []


def absences(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("contacts", "away", "--json")[1])["absences"]
    return rows


def test_who_is_away_is_kept_listed_and_comes_back(chatting: Run) -> None:
    words = ("--from", SOON, "--to", LATER, "--deputy", "other@bureau.example")
    code, out, _ = chatting("contacts", "away", ADDRESS, *words, "--office", "รองเลขานุการ")
    assert (code, "other@bureau.example (รองเลขานุการ)" in out) == (0, True)
    [row] = absences(chatting)
    assert (row["email"], row["first"], row["last"]) == (ADDRESS, SOON, LATER)
    assert chatting("contacts", "away", "--end", str(row["id"]))[0] == 0
    assert absences(chatting) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param((ADDRESS,), "--deputy", id="nobody in their place"),
        pytest.param(
            (ADDRESS, "--from", LATER, "--to", SOON, "--deputy", "o@b.example"),
            "ต้องไม่มาก่อน", id="upside down",
        ),
        pytest.param(
            ("x@b.example", "--from", SOON, "--to", SOON, "--deputy", "o@b.example"),
            "ไม่มีผู้รับ", id="nobody we write to",
        ),
        pytest.param(("--end", "9"), "ที่ยังมีผล", id="an unknown absence"),
    ],
)  # fmt: skip
def test_an_absence_that_cannot_be_ends_in_one_sentence(
    chatting: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = chatting("contacts", "away", *words)
    assert (code, said.count("\n")) == (2, 1)
    assert sentence in said
    assert absences(chatting) == []


def test_what_a_list_hides_is_told_and_not_taken(ready: Run, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (
        ["รายชื่อผู้ประสานงาน"],
        ["คณะทำงาน", "E-mail Address"],
        ["ด้านแผน", "นาย ก <a@b.example>"],
        ["ด้านแผน", "left@b.example"],
    ):
        book.active.append(row)
    book.active.row_dimensions[4].hidden = True
    book.create_sheet("เก่า").sheet_state = "hidden"
    book.save(tmp_path / "c.xlsx")

    code, out, _ = ready("contacts", "import", str(tmp_path / "c.xlsx"))

    assert code == 0
    assert "ใหม่ ๑ ราย" in out
    assert "“เก่า” ถูกซ่อน" in out
    assert "แถว ๔" in out
    assert "left@b.example" not in ready("contacts", "list")[1]
