"""The audit trail: a chain that names the first line somebody tampered with, and lets a person be erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from storage.db.audit import (
    GENESIS,
    AuditHead,
    ChainVerdict,
    audit_lines,
    chained,
    erase_details,
    head_of,
    record,
    verify,
)
from storage.db.database import reading, writing

NOW = datetime(2024, 3, 13, 2, 0, 0, 123456, tzinfo=UTC)
GUARDS = ("audit_kept", "audit_fixed", "audit_details", "audit_whole")


def write(engine: Engine, *actions: str, actor: str = "planning", **details: Any) -> None:
    with writing(engine) as session:
        for action in actions:
            record(session, actor, action, f"bureau/{action}", details, NOW)


def verdict(engine: Engine, *anchors: AuditHead) -> ChainVerdict:
    with reading(engine) as session:
        return verify(session, anchors)


def head(engine: Engine) -> AuditHead:
    with reading(engine) as session:
        return head_of(session)


def tamper(engine: Engine, *statements: str) -> None:
    """Change the tables as somebody would who may do everything in the database."""
    with engine.begin() as connection:
        for guard in GUARDS:
            on = " ON audit" if engine.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {guard}{on}"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_chain_holds_and_says_where_it_stands(database: Engine) -> None:
    write(database, "a", "b")
    write(database, "c", note="รายงาน")

    found = verdict(database)

    assert (found.lines, found.erased, found.fault) == (3, 0, None)
    assert found.head == head(database)


def test_a_chain_without_lines_holds(database: Engine) -> None:
    assert verdict(database) == ChainVerdict(0, AuditHead(0, GENESIS), 0, None)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit SET subject = 'x' WHERE id = 2", 2),
        ("UPDATE audit SET action = 'x' WHERE id = 3", 3),
        ("UPDATE audit SET actor = 'x' WHERE id = 1", 1),
        ("UPDATE audit SET at = '2024-03-14 02:00:00.123456+00' WHERE id = 2", 2),
        ("""UPDATE audit SET details = '{"note": "x"}' WHERE id = 4""", 4),
        ("UPDATE audit SET details = NULL, salt = NULL WHERE id = 3", 3),
        ("UPDATE audit SET details_hash = 'x' WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("DELETE FROM audit WHERE id = 1", 2),
        ("DELETE FROM audit WHERE id = 4", 4),
        ("DELETE FROM audit", 1),
        ("UPDATE audit_head SET hash = 'x'", 5),
    ],
    ids=lambda value: str(value).removeprefix("UPDATE audit SET "),
)
def test_the_first_line_that_was_altered_or_removed_is_named(
    database: Engine, statement: str, line: int
) -> None:
    write(database, "a", "b", "c", "d", note="รายงาน")
    if database.dialect.name == "sqlite":
        statement = statement.replace("+00'", "'")

    tamper(database, statement)

    fault = verdict(database).fault
    assert fault is not None
    assert fault.line == line


def test_a_line_put_in_between_is_seen(database: Engine) -> None:
    write(database, "a", "b")
    first = head(database)

    tamper(
        database,
        "UPDATE audit SET id = 3 WHERE id = 2",
        "INSERT INTO audit SELECT 2, at, actor, 'forged', subject, details, salt, details_hash, hash, hash"
        " FROM audit WHERE id = 1",
    )

    fault = verdict(database, first).fault
    assert fault is not None
    assert fault.line == 2


def test_a_tail_cut_off_with_its_head_rewritten_contradicts_an_anchor(database: Engine) -> None:
    write(database, "a", "b")
    anchor = head(database)
    write(database, "c")
    later = head(database)

    tamper(
        database,
        "DELETE FROM audit WHERE id > 1",
        "UPDATE audit_head SET line = 1, hash = (SELECT hash FROM audit WHERE id = 1)",
    )

    assert verdict(database).fault is None
    for known in (anchor, later):
        fault = verdict(database, known).fault
        assert fault is not None
        assert fault.line == 2


def test_an_anchor_that_the_chain_never_had_is_seen(database: Engine) -> None:
    write(database, "a", "b")

    fault = verdict(database, AuditHead(1, "f" * 64)).fault

    assert fault is not None
    assert fault.line == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "UPDATE audit SET hash = 'x'",
        """UPDATE audit SET details = '{"note": "x"}'""",
        "UPDATE audit SET salt = 'x'",
        "DELETE FROM audit",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_a_line(
    database: Engine, statement: str
) -> None:
    write(database, "a")

    with pytest.raises(DBAPIError, match="cannot be changed"), database.begin() as connection:
        connection.execute(text(statement))


def fail_after_a_line(engine: Engine) -> None:
    with writing(engine) as session:
        record(session, "planning", "b", "bureau", {}, NOW)
        raise ZeroDivisionError


def test_lines_of_a_transaction_that_failed_are_not_kept(database: Engine) -> None:
    write(database, "a")

    with pytest.raises(ZeroDivisionError):
        fail_after_a_line(database)

    assert verdict(database).lines == 1


def test_a_reader_cannot_note_a_line(database: Engine) -> None:
    with pytest.raises(KeyError), reading(database) as session:
        record(session, "planning", "a", "bureau", {}, NOW)


def test_people_stand_in_the_trail_as_tokens(database: Engine) -> None:
    write(database, "a", "b", actor="somebody")

    with reading(database) as session:
        raw = session.connection().execute(text("SELECT DISTINCT actor FROM audit")).scalars().all()
        shown = {line.actor for line in audit_lines(session)}

    assert len(raw) == 1
    assert raw[0].startswith("person-")
    assert shown == {"somebody"}


def test_erased_details_are_gone_and_the_chain_still_holds(database: Engine) -> None:
    write(database, "contact.set", email="Somebody@bureau.example")
    write(database, "b", note="รายงาน")

    with writing(database) as session:
        lines = erase_details(session, ["somebody@bureau.example"])
        record(session, "planning", "person.erase", "person-x", {"lines": lines}, NOW)

    found = verdict(database)
    assert lines == [1]
    assert (found.fault, found.erased) == (None, 1)
    with reading(database) as session:
        assert [line.details for line in audit_lines(session)][1:] == [{"note": "รายงาน"}, None]


def test_the_trail_of_one_subject_can_be_asked_for(database: Engine) -> None:
    write(database, "a", "b_c", "bxc")

    with reading(database) as session:
        found = [line.action for line in audit_lines(session, subject="bureau/b_")]

    assert found == ["b_c"]


_JSON = st.dictionaries(
    st.text(max_size=5),
    st.one_of(st.none(), st.booleans(), st.integers(-(2**31), 2**31), st.text(max_size=8)),
    max_size=3,
)


@given(details=_JSON, other=_JSON, change=st.sampled_from(["actor", "action", "subject"]))
def test_no_two_different_lines_have_the_same_hash(
    details: dict[str, Any], other: dict[str, Any], change: str
) -> None:
    values: dict[str, Any] = {"at": NOW, "actor": "p", "action": "a", "subject": "s"}
    make: Callable[..., Any] = chained

    line = make(AuditHead(0, GENESIS), **values, details=details)

    assert (
        make(AuditHead(0, GENESIS), **(values | {change: "other"}), details=details).hash
        != line.hash
    )
    assert make(AuditHead(1, line.hash), **values, details=other).prev == line.hash
