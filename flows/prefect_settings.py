"""Prefect's own settings, set before it is imported: quiet, private, and at home in the data folder."""

from __future__ import annotations

import os
from pathlib import Path

SERVER_START_SECONDS = 120
"""A temporary server takes up to 19 s on a fresh machine and more on a slow one."""


def prepare_prefect(home: Path) -> None:
    """Set what the environment leaves open; call before the first `import prefect`.

    Telemetry stays off even where a profile would turn it on: Kamnot reaches nothing that its user
    did not configure.
    """
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    quiet = {
        "PREFECT_HOME": str(home),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(SERVER_START_SECONDS),
        "PREFECT_CLI_PROMPT": "false",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
