"""The settings: environment variables that start with KAMNOT_, read once at the door.

`docs/settings.md` explains each; a test keeps the two alike. Secrets stay in `SecretStr` and never reach
a log or a screen.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import KamnotError

PREFIX = "KAMNOT_"


class Language(StrEnum):
    """The language that people read."""

    THAI = "th"
    ENGLISH = "en"


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("kamnot", appauthor=False)


# The working directory may change later (Prefect's workers do it): paths are settled when read.
SettledPath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class Settings(BaseSettings):
    """What the operator chose. Raises KamnotError naming the variable when a value cannot be used.

    Paths are absolute after reading. Keyword arguments (`Settings(home=...)`) win over the environment.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    home: SettledPath = Field(default_factory=_default_home)
    database_url: SecretStr | None = None
    store_url: str | None = None
    notify_urls: SecretStr | None = None
    mail_from: str | None = Field(default=None, pattern=r"^[^\s@<>]+@[^\s@<>]+$")
    mail_domain: str | None = Field(default=None, pattern=r"^[A-Za-z0-9.-]+$")
    language: Language = Language.THAI
    closed_days: SettledPath | None = None
    fiscal_year: int = Field(default=2567, ge=2500, le=2700)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            # `from None`: pydantic's own text repeats the value, which may be a password.
            raise _refusal(error) from None

    @property
    def database(self) -> str:
        """The database's URL in full; it may hold a password, so never print it."""
        if self.database_url is None:
            return f"sqlite:///{(self.home / 'kamnot.db').as_posix()}"
        return self.database_url.get_secret_value()

    @property
    def store_folder(self) -> Path:
        """The folder of the evidence store; KamnotError when KAMNOT_STORE_URL is no folder."""
        return _folder(self.store_url) if self.store_url else self.home / "evidence"

    @property
    def notify_url_list(self) -> tuple[str, ...]:
        """The Apprise URLs, in order; each may hold a password, so never print them."""
        text = self.notify_urls.get_secret_value() if self.notify_urls else ""
        # A comma ends a URL only where another begins: commas also stand inside Apprise URLs.
        return tuple(url for url in re.split(r"\s+|,\s*(?=[a-z][a-z0-9+.-]*://)", text) if url)

    @property
    def mailbox(self) -> Path:
        """Where letters go as .eml files while no channel is configured."""
        return self.home / "mailbox"

    @property
    def own_plans(self) -> Path:
        """The bureau's own plans, one folder a year: outside the checkout, so that an update keeps them."""
        return self.home / "plans"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own database and settings."""
        return self.home / "prefect"


def _folder(url: str) -> Path:
    """Read a folder path or a file:// URL; KamnotError for any other kind of URL."""
    if "://" not in url:
        return Path(url).expanduser().absolute()
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise KamnotError(
            f"ที่เก็บหลักฐาน KAMNOT_STORE_URL แบบ {parts.scheme}:// ยังใช้ไม่ได้ โปรดระบุเป็นโฟลเดอร์",
            f"KAMNOT_STORE_URL: an evidence store of kind {parts.scheme}:// is not supported yet;"
            " give a folder.",
        )
    return Path(url2pathname(parts.path)).absolute()


_EXPECTED = {
    "mail_from": ("ที่อยู่อีเมล เช่น kamnot@example.org", "a mail address such as kamnot@example.org"),
    "mail_domain": ("ชื่อโดเมน เช่น example.org", "a domain name such as example.org"),
    "language": ("th หรือ en", "th or en"),
    "fiscal_year": ("ปีงบประมาณ พ.ศ. เช่น 2567", "a fiscal year in the Buddhist era such as 2567"),
}


def _refusal(error: ValidationError) -> KamnotError:
    """Name the first variable that is wrong, never its value."""
    found = error.errors(include_input=False, include_url=False)[0]
    field = str(found["loc"][0]) if found["loc"] else ""
    thai, english = _EXPECTED.get(field, ("ค่าตามที่อธิบายใน docs/settings.md", "see docs/settings.md"))
    return KamnotError(
        f"ค่า {PREFIX}{field.upper()} ใช้ไม่ได้ ต้องเป็น{thai}",
        f"The value of {PREFIX}{field.upper()} cannot be used; expected: {english}.",
    )
