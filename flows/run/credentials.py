"""Channel URLs in a Prefect block: `prefect://NAME` means the value of the Secret block NAME.

Prefect is asked only if such a name is used. The value is never stored, shown or logged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.language.errors import CouldNotFinishError, KamnotError
from notifications.safe_text import one_line

SCHEMA = "prefect://"


def resolve(url: str, home: Path) -> str:
    """The URL itself, or the one in the block that it names.

    Raises KamnotError if there is no such block, CouldNotFinishError if Prefect cannot be reached.
    """
    if not url.strip().lower().startswith(SCHEMA):
        return url
    name = url.strip()[len(SCHEMA) :]
    from flows.run.prefect_settings import prepare_prefect

    prepare_prefect(home)
    from httpx import HTTPError
    from prefect.blocks.system import Secret

    try:
        block: Any = Secret.load(name, _sync=True)  # type: ignore[call-arg]  # the decorator hides it
    except ValueError as error:
        raise KamnotError(
            f"ไม่มี Secret block ชื่อ “{name}” ใน Prefect โปรดสร้างหรือแก้ชื่อใน KAMNOT_NOTIFY_URLS",
            f"Prefect has no Secret block {name!r}; make it or correct the name in KAMNOT_NOTIFY_URLS.",
        ) from error
    except (HTTPError, RuntimeError) as error:  # the latter when its temporary server did not start
        raise CouldNotFinishError(
            f"ติดต่อ Prefect ไม่ได้ ({one_line(str(error))}) จึงอ่าน Secret block “{name}” ไม่ได้ โปรดตรวจ PREFECT_API_URL",
            f"Prefect cannot be reached ({one_line(str(error))}), so its Secret block {name!r} cannot be"
            " read; check PREFECT_API_URL.",
        ) from error
    return str(block.get())


class Environment(Mapping[str, str]):
    """An environment in which a value may name a Prefect block."""

    def __init__(self, environment: Mapping[str, str], home: Path) -> None:
        self._environment = environment
        self._home = home

    def __getitem__(self, name: str) -> str:
        return resolve(self._environment[name], self._home)

    def __iter__(self) -> Iterator[str]:
        return iter(self._environment)

    def __len__(self) -> int:
        return len(self._environment)
