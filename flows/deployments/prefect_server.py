"""Prefect's server as a child process of `kamnot schedule`, which ends when its parent does.

Run as a program, this module is the child. Its standard input is a pipe to which the parent never writes: when the
pipe ends, the parent is gone.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from domain.language.errors import CouldNotFinishError, KamnotError
from flows.run.prefect_settings import SERVER_START_SECONDS
from storage.event_log import log_file, note
from storage.settings import Settings

PORT = "PREFECT_SERVER_API_PORT"
_HOST = "127.0.0.1"
_STOP_SECONDS = 2.0
_AT_REST = (
    "FOREMAN", "CANCELLATION_CLEANUP", "PAUSE_EXPIRATIONS", "REPOSSESSOR", "CLEANUP_RECONCILER", "TRIGGERS",
)  # fmt: skip
"""Services that no bureau needs: for workers, automations, paused runs, concurrency leases."""
_SERVER = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "true",
    # Runs are made days ahead; who is late is told by Kamnot's own tables.
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "15",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "30",
    # What runs did, their logs and artifacts stay ten days, what Prefect tells itself about them (most of its
    # bytes) a day: a bureau's year stays below 50 MB so. Our own tables are the record.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(10 * 24 * 3600),
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P1D",
    **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _AT_REST},
}


def choose_port() -> int:
    """The port that PREFECT_SERVER_API_PORT names, else a free one. Raises KamnotError if it is taken."""
    wanted = os.environ.get(PORT, "0")
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((_HOST, int(wanted)))
            return int(probe.getsockname()[1])
    except (OSError, ValueError, OverflowError) as error:
        raise KamnotError(
            f"ใช้พอร์ต {wanted} ({PORT}) ไม่ได้ อาจมีโปรแกรมอื่นใช้อยู่ โปรดเปลี่ยนเลข หรือไม่ต้องตั้งค่านี้เพื่อให้เลือกพอร์ตว่างเอง",
            f"Port {wanted} ({PORT}) cannot be used, perhaps another program has it; name another, or none"
            " to have a free one chosen.",
        ) from error


class Server:
    """The child, from start to stop. What the server says goes to the home's log, line by line."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._settings = settings
        self._home = settings.prefect_home
        self._port = port
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._password = _password(self._home)

    @property
    def page(self) -> str:
        """The address of Prefect's page."""
        return f"http://{_HOST}:{self._port}"

    @property
    def password_file(self) -> Path:
        """The file with the password that Prefect's page asks for."""
        return _password_file(self._home)

    @property
    def client_environment(self) -> dict[str, str]:
        """The environment of processes that talk to the server; it holds the password."""
        return {
            "PREFECT_API_URL": f"{self.page}/api",
            "PREFECT_API_AUTH_STRING": self._password,
        }

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start the child and wait until it answers. Raises CouldNotFinishError if it does not."""
        file = self._home / "prefect.db"
        file.touch()  # SQLite itself would make it unwritable for a group
        database = f"sqlite+aiosqlite:///{file.as_posix()}"
        environment = {
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
            # Prefect would put its page's files into its own folder, where a service may not write.
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(self._home / "page"),
            **os.environ,
            **_SERVER,
            "PREFECT_SERVER_API_AUTH_STRING": self._password,
            "PREFECT_SERVER_UI_API_URL": f"{self.page}/api",
        }
        self._stopping = False
        self._child = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", "flows.deployments.prefect_server", str(self._port)],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            # Ctrl-C is for the parent, who ends the server last.
            start_new_session=True,
        )
        threading.Thread(target=self._hear, args=[self._child.stdout], daemon=True).start()
        self._wait_until_it_answers()

    def _hear(self, output: IO[bytes]) -> None:
        """Log what the server says, without the places of its tracebacks. What it says while it is stopped is noise."""
        with output:
            for line in output:
                said = line.decode("utf-8", "replace").rstrip()
                if said and not said.startswith((" ", "Traceback ")) and not self._stopping:
                    note(self._settings, "server.said", level=logging.WARNING, said=said)

    def _wait_until_it_answers(self) -> None:
        from urllib.error import URLError
        from urllib.request import urlopen

        deadline = time.monotonic() + SERVER_START_SECONDS
        while self.alive and time.monotonic() < deadline:
            try:
                with urlopen(f"{self.page}/api/health", timeout=5) as answer:  # noqa: S310  # http
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.2)
        self.stop()
        log = log_file(self._settings)
        raise CouldNotFinishError(
            f"เซิร์ฟเวอร์ของ Prefect ไม่เริ่มทำงาน ดูสาเหตุใน “{log}”",
            f"Prefect's server did not start; {log} tells why.",
        )

    def stop(self) -> None:
        """End the child; after two seconds it is killed."""
        child = self._child
        if child is None:
            return
        self._stopping = True
        child.terminate()
        try:
            child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdin is not None:
            child.stdin.close()


def _password_file(home: Path) -> Path:
    return home / "password"


def _password(home: Path) -> str:
    """The server's password, `kamnot:…`: strangers of this machine must not give its runs other work.

    PREFECT_SERVER_API_AUTH_STRING sets another. Otherwise it is made once and stored in `password`, in the home.
    """
    named = os.environ.get("PREFECT_SERVER_API_AUTH_STRING")
    if named:
        return named
    path = _password_file(home)
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o660)
        path.write_text(f"kamnot:{secrets.token_urlsafe(24)}\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def end_with_parent() -> None:
    """Ask this process to end in good order once standard input ends."""

    def wait() -> None:
        while sys.stdin.buffer.read(1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def main(port: int) -> None:
    """Serve Prefect's API, page and scheduler on a port of this machine until told to stop."""
    end_with_parent()
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host=_HOST,
        port=port,
        log_level="error",
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
