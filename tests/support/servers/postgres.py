"""A PostgreSQL server to throw away: made once a test session, on a socket of its own, trusting everybody.

`KAMNOT_TEST_POSTGRES_URL` names a server to use instead; its user must be allowed to make databases.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

ENVIRONMENT = "KAMNOT_TEST_POSTGRES_URL"


_OTHERS_END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'audit_head') LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    FOR name IN SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences
        WHERE last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
    END LOOP;
END $$
"""
_SHAPE = """
SELECT
    (SELECT string_agg(concat(id, ',', line, hash), ',') FROM audit_head),
    (SELECT string_agg(version_num, ',') FROM alembic_version),
    (SELECT string_agg(
            concat(c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull), ',' ORDER BY c.relname, a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace),
    (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY tgname) FROM pg_trigger),
    (SELECT string_agg(concat(conname, pg_get_constraintdef(oid)), ',' ORDER BY conname) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace),
    (SELECT string_agg(md5(prosrc), ',' ORDER BY proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'),
    (SELECT string_agg(defaclobjtype, ',') FROM pg_default_acl),
    (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        WHERE d.datname = current_database())
"""


class NoServerError(Exception):
    """Why there is no PostgreSQL to test on."""


class Server:
    """A running server, known by the URL of its `postgres` database."""

    def __init__(self, admin: URL, control: Callable[..., None] | None = None) -> None:
        self.admin = admin
        self._control = control
        self._spare: list[str] = []
        self._shapes: dict[str, Any] = {}

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stop the server as a crash does for the block, and start it again. NoServerError if it is not ours."""
        if self._control is None:
            raise NoServerError("only a server of our own can be stopped")
        self._control("stop", "-m", "immediate")
        try:
            yield
        finally:
            self._control("start", "-w", "-t", "60")

    def restart(self) -> None:
        """Stop the server as a crash does, and start it again."""
        with self.away():
            pass

    def url(self, name: str) -> str:
        return self.admin.set(database=name).render_as_string(hide_password=False)

    def create(self, template: str = "template1") -> str:
        """Make a fresh database, a copy of `template`; returns its name."""
        name = f"kamnot_test_{uuid.uuid4().hex[:12]}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def lend(self, template: str) -> str:
        """A fresh copy of `template`: one that was given back, else a new one; its name."""
        return self._spare.pop() if self._spare else self.create(template)

    def give_back(self, name: str, template: str) -> None:
        """Empty a lent database for the next test; one whose shape is no longer the template's goes.

        A new copy takes ten times as long as emptying one, and each connection to it reads its catalogue anew.
        """
        if template not in self._shapes:
            with psycopg.connect(self.url(template)) as connection:
                self._shapes[template] = connection.execute(_SHAPE).fetchone()
        try:
            with psycopg.connect(self.url(name)) as connection:
                connection.execute(_OTHERS_END)
                connection.execute(
                    "SET LOCAL session_replication_role = replica"
                )  # no trigger refuses it
                connection.execute(_EMPTY)
                connection.execute("UPDATE audit_head SET line = 0, hash = %s", ("0" * 64,))
                found = connection.execute(_SHAPE).fetchone()
        except psycopg.Error:
            found = None
        if found == self._shapes[template]:
            self._spare.append(name)
        else:
            self.drop(name)

    def drop(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, command: str, *names: str) -> None:
        with psycopg.connect(
            self.url(self.admin.database or "postgres"), autocommit=True
        ) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


@contextmanager
def running_server() -> Iterator[Server]:
    """The server named by the environment, or one of our own until the block ends; NoServerError if none."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        yield Server(make_url(named))
        return
    found = programs()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="kamnot-pg-"))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        control = partial(_control, found, folder, account)
        _initialise(found, folder, account)
        control("start", "-w", "-t", "60")
        try:
            yield Server(make_url(f"postgresql://postgres@/postgres?host={folder}"), control)
        finally:
            control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs() -> Path:
    """The folder with initdb and pg_ctl; the newest version found."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    for pattern in (
        "usr/lib/postgresql/*/bin",
        "usr/pgsql-*/bin",
        "usr/local/pgsql/bin",
        "opt/homebrew/opt/postgresql@*/bin",
    ):
        found = sorted(p for p in Path("/").glob(pattern) if (p / "initdb").exists())
        if found:
            return found[-1]
    raise NoServerError(
        f"PostgreSQL is not installed here (no initdb); {ENVIRONMENT} may name a server"
    )


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses root: whom to run it as then; None to run it as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError("PostgreSQL does not run as root, and there is no other user to run it as")


def _initialise(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    data = folder / "data"
    _call(
        programs, folder, account,
        "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync",
    )  # fmt: skip
    # No TCP port at all: nothing to collide with, nobody else to connect. What is lost in a power cut
    # is a test's.
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(
            f"listen_addresses = ''\nunix_socket_directories = '{folder}'\nfsync = off\n"
        )


def _control(
    programs: Path, folder: Path, account: pwd.struct_passwd | None, verb: str, *options: str
) -> None:
    places = ("-D", str(folder / "data"), "-l", str(folder / "log"))
    _call(programs, folder, account, "pg_ctl", verb, *options, *places)


def _call(
    programs: Path, folder: Path, account: pwd.struct_passwd | None, program: str, *arguments: str
) -> None:
    subprocess.run(
        [str(programs / program), *arguments],
        check=True,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        # Not a pipe: the server inherits it from pg_ctl and would keep it open.
        stdout=subprocess.DEVNULL,
        stderr=None,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
