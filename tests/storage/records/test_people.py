"""Units, groups and contacts: found by id or name, changed in place, refused when unusable."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.reminders.recipients import DIRECTOR, Contact, ContactRole
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.records.people import (
    all_contacts,
    contacts_of,
    find_unit,
    groups_of,
    set_contact,
    set_group,
    set_unit,
    unit_name,
    units,
)
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)


def contact(engine: Engine, email: str = "head@example.org", **more: Any) -> Contact:
    values: dict[str, Any] = {
        "unit": UNIT,
        "group": "planning",
        "role": ContactRole.HEAD,
        "office": "หัวหน้าคณะทำงาน",
        "by": "init",
        "now": NOW,
        **more,
    }
    with writing(engine) as session:
        return set_contact(session, email=email, **values)


def reached(engine: Engine, group: str, *roles: ContactRole) -> list[str]:
    with reading(engine) as session:
        return [c.email for c in contacts_of(session, UNIT, group, roles or ContactRole)]


def add_unit(engine: Engine, unit: str, name: str = "สำนักที่สอง") -> None:
    with writing(engine) as session:
        set_unit(session, unit, name=name, department="ส่วนราชการทดสอบ", by="init", now=NOW)


def find(engine: Engine, name: str | None) -> str:
    with reading(engine) as session:
        return find_unit(session, name)


def test_the_only_unit_need_not_be_named(bureau: Engine) -> None:
    assert find(bureau, None) == UNIT


@pytest.mark.parametrize("name", ["second", "สำนักที่สอง", " second "])
def test_a_unit_is_found_by_id_or_name(bureau: Engine, name: str) -> None:
    add_unit(bureau, "second")
    assert find(bureau, name) == "second"


def test_of_several_units_one_must_be_named(bureau: Engine) -> None:
    add_unit(bureau, "second")
    with pytest.raises(KamnotError, match=f"หลายหน่วยงาน .*: {UNIT}, second"):
        find(bureau, None)


def test_an_unknown_unit_is_answered_with_those_there_are(bureau: Engine) -> None:
    with pytest.raises(NotThereError, match=f"“x” .*{UNIT}"):
        find(bureau, "x")
    with reading(bureau) as session, pytest.raises(NotThereError, match="“x”"):
        unit_name(session, "x")


def test_without_any_unit_init_is_asked_for(database: Engine) -> None:
    with pytest.raises(NotThereError, match="ยังไม่มีหน่วยงาน") as refused:
        find(database, None)
    assert refused.value.how == How(Verb.INIT)


@pytest.mark.parametrize("unit", ["", "สำนัก", "Finance", "a b", "-a", "a" * 64, "../x"])
def test_a_units_id_is_a_slug(bureau: Engine, unit: str) -> None:
    with pytest.raises(KamnotError, match="finance"):
        add_unit(bureau, unit)


def test_setting_again_changes_in_place_and_saying_the_same_changes_nothing(bureau: Engine) -> None:
    add_unit(bureau, "second")
    add_unit(bureau, "second")
    add_unit(bureau, "second", "ชื่อใหม่")
    with writing(bureau) as session:
        for name in ("ด้านแผน", "ด้านแผน", "ด้านแผนงาน"):
            set_group(session, UNIT, "planning", name=name, by="init", now=NOW)
    with reading(bureau) as session:
        assert [unit.name for unit in units(session)] == ["สำนักทดสอบ", "ชื่อใหม่"]
        assert [group.name for group in groups_of(session, UNIT)] == ["ด้านแผนงาน"]
        lines = [line.action for line in audit_lines(session)][::-1]
    assert lines == ["unit.set"] * 3 + ["group.set"] * 2


def test_contacts_are_chosen_by_group_and_role(bureau: Engine) -> None:
    contact(bureau, "member@example.org", role="member")
    contact(bureau, "head@example.org")
    contact(bureau, "other@example.org", group="campaign")
    contact(bureau, "director@example.org", group=DIRECTOR, role="director")
    assert reached(bureau, "planning") == ["member@example.org", "head@example.org"]
    assert reached(bureau, "planning", ContactRole.HEAD) == ["head@example.org"]
    assert reached(bureau, DIRECTOR, ContactRole.DIRECTOR) == ["director@example.org"]
    assert reached(bureau, "selection") == []


def test_a_contact_is_changed_in_place_whatever_the_case_of_its_address(bureau: Engine) -> None:
    first = contact(bureau)
    second = contact(
        bureau, "HEAD@example.org", office="ผู้อำนวยการกลุ่ม", notify_url_env="KAMNOT_LINE"
    )
    assert second.id == first.id
    with reading(bureau) as session:
        assert all_contacts(session, UNIT) == (second,)
    assert (second.office, second.notify_url_env) == ("ผู้อำนวยการกลุ่ม", "KAMNOT_LINE")


def test_an_inactive_contact_is_kept_and_not_written_to(bureau: Engine) -> None:
    contact(bureau)
    contact(bureau, active=False)
    assert reached(bureau, "planning") == []
    with reading(bureau) as session:
        assert [c.active for c in all_contacts(session, UNIT)] == [False]


@pytest.mark.parametrize(
    "email",
    ["", "head", "หัวหน้า@example.org", "a@b@c", "a b@example.org", "a@example.org\nBcc: x@y.z"],
)
def test_what_is_no_address_is_refused(bureau: Engine, email: str) -> None:
    with pytest.raises(KamnotError, match="อีเมล"):
        contact(bureau, email)
    assert reached(bureau, "planning") == []


def test_a_url_is_refused_where_a_variables_name_belongs_and_not_repeated(bureau: Engine) -> None:
    with pytest.raises(KamnotError, match="ชื่อตัวแปร") as caught:
        contact(bureau, notify_url_env="line://s3cret-token/user")
    assert "s3cret" not in caught.value.thai + caught.value.english


def test_an_address_may_follow_the_variables_name(bureau: Engine) -> None:
    assert contact(bureau, notify_url_env="SMS#+66812345678").notify_url_env == "SMS#+66812345678"
    with pytest.raises(KamnotError, match="ชื่อตัวแปร"):
        contact(bureau, notify_url_env="SMS#08/../12?key=s3cret")


def test_an_unknown_role_is_answered_with_those_there_are(bureau: Engine) -> None:
    with pytest.raises(KamnotError, match="member, head, deputy, director"):
        contact(bureau, role="boss")
