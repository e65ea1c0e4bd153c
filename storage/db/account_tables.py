"""The tables of people who use the pages: accounts, what they are signed in with, and forms kept for them.

Nothing in them can be used to sign in: codes and the ids of sessions and browsers are stored as hashes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.db.tables import StoredRow, UtcDateTime


class AccountRow(StoredRow, table=True):
    """One person. Seats point at it by name (`contact.account`); `email` is in small letters.

    `scope` is `domain.access.Scope`; `issuer` and `subject` are the office's own sign-in, once it was used.
    """

    __tablename__ = "account"

    name: str = Field(primary_key=True)
    email: str = Field(unique=True)
    active: bool = True
    scope: str = ""
    language: str = ""
    issuer: str | None = None
    subject: str | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: str


class LoginCodeRow(StoredRow, table=True):
    """A code that was asked for; `account` None if nobody has this address, so that asking looks the same.

    `address` and `source` are hashes, by which codes are counted. An empty `browser` is a code that was handed over,
    which any browser may use.
    """

    __tablename__ = "login_code"

    id: int | None = Field(default=None, primary_key=True)
    account: str | None = Field(default=None, index=True)
    address: str = Field(index=True)
    source: str = ""
    browser: str = Field(index=True)
    salt: str
    hash: str
    tries: int = 0
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebSessionRow(StoredRow, table=True):
    """A browser in which somebody is signed in; `token` is the hash of its id.

    `proved_at` is when the person last showed who they are. `own_phone` lets it last for weeks.
    """

    __tablename__ = "web_session"

    token: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.name", index=True)
    device: str
    own_phone: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)
    proved_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class KeptFormRow(StoredRow, table=True):
    """What somebody typed into a form whose session had ended, for the same browser and account.

    Also a sign-in that was begun at the office's provider: then there is no account yet, and `fields` has where it came
    from.
    """

    __tablename__ = "kept_form"

    browser: str = Field(primary_key=True)
    account: str
    path: str
    fields: dict[str, Any] = Field(sa_type=JSON)
    made_at: datetime = Field(sa_type=UtcDateTime)
