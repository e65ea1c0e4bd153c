"""A recorded recipe for the yardstick: healthchecks (BSD-3), installed outside the repository and filled.

It runs in an environment of its own with Django 5.2 (its own pin wants a newer Python), one gunicorn worker with 16
threads, SQLite, debug off, one project with 38 checks and four channels. The repository's own commit is fixed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.idle import free_port, program, wait_for

COMMIT = "29b5ec251059034b79e0120e2ff0c3e35d7bd9f8"
SOURCE = "https://github.com/healthchecks/healthchecks"
CHECKS, CHANNELS, THREADS = 38, 4, 16
OTHERWISE = {"Django": "Django[argon2]==5.2.*", "django-stubs-ext": "django-stubs-ext==6.1.*"}
"""Pins of its own that want a newer Python, and what stands for them."""
_FILL = """
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.timezone import now
from hc.accounts.views import _make_user
from hc.api.models import Channel, Check, Ping

user = _make_user("member@bureau.example", "Asia/Bangkok")
project = user.project_set.get()
project.check_set.all().delete()
channels = list(project.channel_set.all())
for n in range(len(channels), {channels}):
    channels.append(Channel.objects.create(
        project=project, kind="email", value=f"group{{n}}@bureau.example", email_verified=True))
for n in range({checks}):
    check = Check.objects.create(
        project=project, name=f"กิจกรรมที่ {{n + 1}} ของแผนปฏิบัติการ", slug=f"activity-{{n + 1}}",
        tags=f"group{{n % 4}} march", timeout=timedelta(days=1), status="down" if n % 5 == 0 else "up",
        n_pings=3, last_ping=now(), alert_after=now() + timedelta(days=2))
    check.channel_set.set(channels)
    for k in range(3):
        Ping.objects.create(owner=check, n=k + 1, method="GET", scheme="http", ua="curl", remote_addr="127.0.0.1")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print("PAGES", session.session_key, project.code, check.code)
"""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A server that runs: its process, port, cookie, and the addresses of its list and of one check."""

    pid: int
    port: int
    cookie: str
    list_page: str
    details: str


def install(folder: Path, source: str = SOURCE) -> None:
    """Fetch that commit and install what it needs, once."""
    code = folder / "healthchecks"
    if (folder / "installed").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    _run("git", "clone", "--quiet", source, str(code))
    _run("git", "-C", str(code), "checkout", "--quiet", COMMIT)
    _run(sys.executable, "-m", "venv", str(folder / "env"))
    wanted = (code / "requirements.txt").read_text().splitlines()
    pins = [OTHERWISE.get(re.split(r"[\[=]", pin)[0], pin) for pin in wanted]
    _run(str(folder / "env/bin/pip"), "install", "--quiet", *pins, "gunicorn==27.*")
    (folder / "installed").touch()


def _run(*command: str, **more: str) -> str:
    done = subprocess.run(
        command, env={**os.environ, **more}, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr}")
    return done.stdout


@contextmanager
def served(folder: Path, data: Path) -> Iterator[Yardstick]:
    """Its server on a new database in the folder `data`."""
    python, manage = str(folder / "env/bin/python"), str(folder / "healthchecks/manage.py")
    port = free_port()
    setting = {
        "SECRET_KEY": "benchmark", "DEBUG": "False", "DB_NAME": str(data / "hc.sqlite"),
        "SITE_ROOT": f"http://127.0.0.1:{port}", "PYTHONPATH": str(folder / "healthchecks"),
    }  # fmt: skip
    for step in (("collectstatic", "--noinput"), ("compress",), ("migrate",)):
        _run(python, manage, *step, "--verbosity", "0", **setting)
    fill = _FILL.format(channels=CHANNELS, checks=CHECKS)
    said = _run(python, manage, "shell", "--verbosity", "0", "-c", fill, **setting)
    _, session, project, check = said.strip().splitlines()[-1].split()
    command = [
        str(folder / "env/bin/gunicorn"), "hc.wsgi", "--workers", "1", "--threads", str(THREADS),
        "--bind", f"127.0.0.1:{port}", "--keep-alive", "75", "--log-level", "warning",
    ]  # fmt: skip
    with program(command, {**os.environ, **setting}, data / "healthchecks.log") as pid:
        wait_for(f"http://127.0.0.1:{port}/accounts/login/")
        yield Yardstick(
            pid, port, f"sessionid={session}", f"/projects/{project}/checks/", f"/checks/{check}/details/",
        )  # fmt: skip
