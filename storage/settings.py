"""The settings: environment variables that start with KAMNOT_, read once at the door.

`docs/settings.md` explains each; a test keeps the two alike. Secrets stay in `SecretStr` and never reach
a log or a screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.language.errors import KamnotError
from domain.language.thai import arabic_digits, fiscal_year_of

PREFIX = "KAMNOT_"


class Language(StrEnum):
    """The language that people read."""

    THAI = "th"
    ENGLISH = "en"


class LogFormat(StrEnum):
    """How the events of the home's log are written."""

    TEXT = "text"
    JSON = "json"


_BANGKOK = timedelta(hours=7)


def _this_year() -> int:
    """The fiscal year (พ.ศ.) of this day in Bangkok."""
    return fiscal_year_of((datetime.now(UTC) + _BANGKOK).date())


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("kamnot", appauthor=False)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in S3-compatible storage; Amazon's own when there is no `endpoint` (an http or https URL).

    `prefix` precedes every key, without slashes at its ends. Credentials are never part of it.
    """

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix}"


# The working directory may change later (Prefect's workers do it): paths are settled when read.
SettledPath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


ThaiNumber = Annotated[
    int, BeforeValidator(lambda value: arabic_digits(value) if isinstance(value, str) else value)
]


def _networks(text: str | None) -> str | None:
    """IP addresses or networks, separated by commas. Raises ValueError for anything else."""
    for one in (text or "").split(",") if text else ():
        ip_network(one.strip())
    return text


class Settings(BaseSettings):
    """The operator's settings. Raises KamnotError with the variable's name if a value cannot be used.

    Paths are absolute after reading. Keyword arguments (`Settings(home=...)`) win over the environment.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    home: SettledPath = Field(default_factory=_default_home)
    database_url: SecretStr | None = None
    store_url: str | None = None
    notify_urls: SecretStr | None = None
    mail_from: str | None = Field(default=None, pattern=r"^[^\s@<>]+@[^\s@<>]+$")
    mail_domain: str | None = Field(default=None, pattern=r"^[A-Za-z0-9.-]+$")
    clamd_url: str | None = Field(
        default=None, pattern=r"^(tcp://[A-Za-z0-9._-]+:[0-9]{1,5}|unix:///.+)$"
    )
    language: Language = Language.THAI
    page_url: str | None = Field(default=None, pattern=r"^https?://[^\s\"<>]+$")
    web_address: str = Field(
        default="127.0.0.1:8067", pattern=r"^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}$"
    )
    web_cert: SettledPath | None = None
    web_key: SettledPath | None = None
    web_proxy: Annotated[str | None, AfterValidator(_networks)] = None
    web_plain: bool = False
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^(https://[^\s\"<>?#@/]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)(/[^\s\"<>?#]*)?$",
    )
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    ping_url: SecretStr | None = None
    watch_hours: int = Field(default=26, ge=1, le=24 * 366)
    log_format: LogFormat = LogFormat.TEXT
    deliver_every: int = Field(default=15, ge=1, le=24 * 60)
    backup: SettledPath | None = None
    backup_keep: int = Field(default=14, ge=1)
    keep_years: int = Field(default=2, ge=1)
    closed_days: SettledPath | None = None
    fonts: SettledPath | None = None
    make_pdf: bool = True
    shared_group: str | None = Field(default=None, pattern=r"^[^\s:,/]+$")
    fiscal_year: ThaiNumber = Field(default_factory=_this_year, ge=2500, le=2700)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            # `from None`: pydantic's own text repeats the value, which may be a password.
            raise _refusal(error) from None
        _ = self.store_place  # A wrong URL is refused before anybody can print it.
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise KamnotError(
                "ต้องตั้ง KAMNOT_OIDC_ISSUER และ KAMNOT_OIDC_CLIENT_ID คู่กัน หรือไม่ตั้งทั้งสอง",
                "Set both KAMNOT_OIDC_ISSUER and KAMNOT_OIDC_CLIENT_ID, or neither.",
            )

    @property
    def year_named(self) -> bool:
        """Whether the fiscal year was set; otherwise it is the home's, else the day's."""
        return "fiscal_year" in self.model_fields_set

    @property
    def database(self) -> str:
        """The database's URL in full; it may hold a password, so never print it."""
        if self.database_url is None:
            return f"sqlite:///{(self.home / 'kamnot.db').as_posix()}"
        return self.database_url.get_secret_value()

    @property
    def store_place(self) -> Path | Bucket:
        """The folder or bucket of the evidence store."""
        return _store_place(self.store_url) if self.store_url else self.home / "evidence"

    @property
    def store_scratch(self) -> Path:
        """The folder where files wait on their way to and from a store that is no folder."""
        return self.home / "incoming"

    @property
    def notify_url_list(self) -> tuple[str, ...]:
        """The Apprise URLs, in order; each may hold a password, so never print them."""
        text = self.notify_urls.get_secret_value() if self.notify_urls else ""
        # A comma ends a URL only where another begins: commas also stand inside Apprise URLs.
        return tuple(url for url in re.split(r"\s+|,\s*(?=[a-z][a-z0-9+.-]*://)", text) if url)

    @property
    def mailbox(self) -> Path:
        """The folder for letters as .eml files while no channel is configured."""
        return self.home / "mailbox"

    @property
    def own_plans(self) -> Path:
        """The bureau's own plans, one folder a year: outside the checkout, so that an update keeps them."""
        return self.home / "plans"

    @property
    def garuda(self) -> Path:
        """The office's own picture of the Garuda, for memos; Kamnot has none."""
        return self.home / "garuda"

    @property
    def cache(self) -> Path:
        """The folder for answers that take long to compute; it may be deleted at any time."""
        return self.home / "cache"

    @property
    def previews(self) -> Path:
        """The folder for what reviewers see of files; it may be deleted at any time."""
        return self.home / "preview"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own database and settings."""
        return self.home / "prefect"


def _store_place(url: str) -> Path | Bucket:
    """Read a folder's path, a file:// or an s3:// URL. Raises KamnotError, without the value, for anything else."""
    if "://" not in url:
        return Path(url).expanduser().absolute()
    try:
        parts = urlsplit(url)
        if parts.scheme == "s3":
            return _bucket(parts)
        if parts.scheme == "file" and parts.netloc in ("", "localhost"):
            from urllib.request import url2pathname

            return Path(url2pathname(parts.path)).absolute()
    except ValueError:
        pass  # An address that is none, such as a port that is no number.
    raise KamnotError(
        "ค่า KAMNOT_STORE_URL ใช้ไม่ได้ ต้องเป็นโฟลเดอร์ หรือ s3://ถัง/คำนำหน้า?endpoint=https://…&region=…"
        " โดยไม่มีกุญแจอยู่ใน URL (ตั้งใน AWS_ACCESS_KEY_ID และ AWS_SECRET_ACCESS_KEY)",
        "The value of KAMNOT_STORE_URL cannot be used; expected: a folder, or"
        " s3://bucket/prefix?endpoint=https://…&region=… without keys in it"
        " (they belong in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY).",
    )


def _bucket(parts: SplitResult) -> Bucket:
    """Read an s3:// URL. Raises ValueError for anything that does not belong there, above all a key."""
    asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    endpoint, region = (asked.pop(name, [""])[-1] or None for name in ("endpoint", "region"))
    if (
        asked
        or parts.fragment
        or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{2,62}", parts.netloc)
    ):
        raise ValueError
    if region and not re.fullmatch(r"[A-Za-z0-9-]+", region):
        raise ValueError
    prefix = unquote(parts.path, errors="strict").strip("/")
    return Bucket(parts.netloc, prefix, _endpoint(endpoint) if endpoint else None, region)


def _endpoint(url: str) -> str:
    parts = urlsplit(url)
    beside = (parts.username, parts.path.strip("/"), parts.query, parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(beside):
        raise ValueError
    _ = parts.port  # ValueError when it is none.
    return url.rstrip("/")


_EXPECTED = {
    "mail_from": ("ที่อยู่อีเมล เช่น kamnot@example.org", "a mail address such as kamnot@example.org"),
    "mail_domain": ("ชื่อโดเมน เช่น example.org", "a domain name such as example.org"),
    "log_format": ("text หรือ json", "text or json"),
    "language": ("th หรือ en", "th or en"),
    "clamd_url": (
        "ที่อยู่ของ clamd เช่น tcp://127.0.0.1:3310 หรือ unix:///run/clamav/clamd.ctl",
        "clamd's address such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl",
    ),
    "page_url": (
        "URL เช่น https://kamnot.example.go.th",
        "a URL such as https://kamnot.example.go.th",
    ),
    "shared_group": ("ชื่อกลุ่มในเครื่อง เช่น kamnot", "a group of this machine such as kamnot"),
    "web_address": (
        "ที่อยู่และพอร์ต เช่น 127.0.0.1:8067",
        "an address and a port such as 127.0.0.1:8067",
    ),
    "web_proxy": (
        "ที่อยู่ IP ของพร็อกซี เช่น 10.0.0.5",
        "the IP address of the proxy such as 10.0.0.5",
    ),
    "oidc_issuer": (
        "ที่อยู่ https ของระบบลงชื่อเข้าใช้ เช่น https://login.example.go.th/realms/staff",
        "the https address of the provider such as https://login.example.go.th/realms/staff",
    ),
    "deliver_every": ("จำนวนนาที ๑ ถึง ๑๔๔๐ เช่น 15", "minutes from 1 to 1440 such as 15"),
    "watch_hours": ("จำนวนชั่วโมง เช่น 26", "a number of hours such as 26"),
    "backup_keep": ("จำนวนสำเนาตั้งแต่ 1 เช่น 14", "a number of backups from 1, such as 14"),
    "keep_years": ("จำนวนปีงบประมาณตั้งแต่ 1 เช่น 2", "a number of fiscal years from 1, such as 2"),
    "fiscal_year": ("ปีงบประมาณ พ.ศ. เช่น 2570", "a fiscal year in the Buddhist era such as 2570"),
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
