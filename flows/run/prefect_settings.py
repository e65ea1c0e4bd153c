"""Sets Prefect's settings before it is imported: no telemetry, few logs, its files in the data folder."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

SERVER_START_SECONDS = 120
"""A server takes up to 19 s to start on a fresh machine and more on a slow one."""
_LOOK_SECONDS = 1.0
SCHEDULE_PROCESS = "KAMNOT_SCHEDULE_PROCESS"
"""The variable in which `kamnot schedule` gives its process id to the runs that it starts."""


def prepare_prefect(home: Path) -> None:
    """Set what the environment leaves open; call before the first `import prefect`.

    Telemetry stays off even if a profile turns it on: Kamnot contacts only what its user configured.
    """
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    quiet = {
        "PREFECT_HOME": str(home),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(SERVER_START_SECONDS),
        "PREFECT_CLI_PROMPT": "false",
        # How often a schedule asks for due runs, and how early it takes them. Each time Prefect writes that every
        # deployment was asked for, which is most of what an idle bureau writes.
        "PREFECT_RUNNER_POLL_FREQUENCY": "20",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)


def end_with_schedule() -> None:
    """End this process when the `kamnot schedule` that started it has ended; else do nothing.

    Cutting a run off is safe anywhere (docs/decisions/delivery.md): the schedule's next start does its work. Where
    a process never learns that its parent is gone (Windows), the run continues to its end.
    """
    parent = os.getppid()
    if os.environ.get(SCHEDULE_PROCESS) != str(parent):
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="schedule", daemon=True).start()
