"""The recipe of the containers, which no engine has run: what it promises is read from it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.settings import Settings as PrefectSettings

from cli.front.listing import COMMANDS
from storage.settings import PREFIX, Settings
from tests.support.servers.s3 import PASS, s3_server

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
LINES = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
LIVING = ("postgres", "store", "server", "worker")


def said(instruction: str) -> list[str]:
    """The arguments of an instruction of the Dockerfile, in order."""
    return [line.partition(" ")[2].strip() for line in LINES if line.startswith(instruction + " ")]


def test_the_image_is_not_root_and_has_a_health_check() -> None:
    order = [line.split()[0] for line in LINES if line and not line.startswith(("#", " "))]

    assert said("FROM") == ["python:3.11-slim"]
    assert said("USER") == ["10001:10001"]
    assert order.index("USER") > max(i for i, word in enumerate(order) if word in ("RUN", "COPY"))
    [check] = said("HEALTHCHECK")
    assert check.endswith("-m cli health || exit 1")
    assert json.loads(said("ENTRYPOINT")[0])[0] == "/opt/kamnot/.venv/bin/python"
    assert json.loads(said("CMD")[0]) == ["cli", "schedule"]


def test_the_image_takes_in_what_is_named_and_every_room_is() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    project = (DEPLOY.parent / "pyproject.toml").read_text("utf-8")
    [rooms] = re.findall(r"^root_packages = (\[.*\])$", project, re.MULTILINE)

    assert "*" in ignored
    assert {*json.loads(rooms), "plans", "kamnot", "prefect.yaml", "requirements.lock"} <= let_in


def test_no_password_stands_in_them() -> None:
    text = "\n".join(path.read_text("utf-8") for path in DEPLOY.glob("compose*"))
    values = re.findall(r"(?m)^ *\w*(?:PASSWORD|SECRET|AUTH_STRING)\w*: (\S+)", text)

    assert len(values) > 3
    assert all(value.startswith(("kamnot:${", "${")) for value in values)
    assert re.findall(r"(?m)^\w*(?:PASSWORD|SECRET)\w*=(.+)$", text) == []


def test_postgresql_a_store_a_server_and_two_workers() -> None:
    assert set(LIVING) <= set(SERVICES)
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "store", "server"))


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_read_only_and_without_rights(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["restart"] != "no"
    assert service["logging"]["options"]["max-size"]


def test_nothing_is_open_to_other_machines() -> None:
    assert {name: s["ports"] for name, s in SERVICES.items() if "ports" in s} == {
        "server": ["127.0.0.1:4200:4200"]
    }


def test_images_have_a_version_and_volumes_a_name() -> None:
    assert all(re.search(r":[\d.]+$", service["image"]) for service in SERVICES.values())
    used = {volume.partition(":")[0] for s in SERVICES.values() for volume in s.get("volumes", ())}
    assert used == set(COMPOSE["volumes"])
    configs = {one["source"] for s in SERVICES.values() for one in s.get("configs", ())}
    assert configs == set(COMPOSE["configs"])


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_starts_something_that_exists(name: str) -> None:
    service = OURS[name]
    if "entrypoint" in service:
        compile(service["command"][0], name, "exec")
        return
    program, command, *_ = service["command"]
    assert (program, command in COMMANDS) == ("cli", True) or program == "prefect"
    assert set(service.get("depends_on", {})) <= set(SERVICES)


def _prefect_names() -> set[str]:
    return {
        f"PREFECT_{name}" for name in re.findall(r"[A-Z0-9_]+", " ".join(_leaves(PrefectSettings)))
    }


def _leaves(model: Any, above: str = "") -> list[str]:
    found: list[str] = []
    for name, field in model.model_fields.items():
        path = f"{above}{name}".upper()
        inner = field.annotation
        is_model = isinstance(inner, type) and hasattr(inner, "model_fields")
        found += _leaves(inner, f"{path}_") if is_model else [path]
    return found


def test_every_setting_in_them_is_one() -> None:
    named = {name for service in OURS.values() for name in service["environment"]}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    # Two that Prefect still takes by a shorter name.
    short = {"PREFECT_API_URL", "PREFECT_API_AUTH_STRING"}

    assert {name for name in named if name.startswith(PREFIX)} <= known
    theirs = {name for name in named if name.startswith("PREFECT_")}
    assert theirs <= _prefect_names() | short


def test_every_blank_of_the_compose_file_is_in_the_example() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    example = (DEPLOY / "compose.env.example").read_text("utf-8")

    blanks = set(re.findall(r"\$\{(\w+)", text))

    assert blanks == set(re.findall(r"^#?(\w+)=", example, re.MULTILINE))


def test_the_bucket_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one program of the recipe that is written in it, against a store that speaks the protocol."""
    script = str(SERVICES["bucket"]["command"][0])
    with s3_server() as endpoint:
        program = script.replace("http://store:8333", endpoint)
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-I", "-c", program],
                env={**os.environ, **PASS}, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr


def test_the_plugin_of_the_engine_reads_it_where_it_is_there(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    has = docker and subprocess.run(
        [docker, "compose", "version"], capture_output=True, check=False
    )
    if not has or has.returncode:
        pytest.skip("optional: docker compose is not here")
    example = (DEPLOY / "compose.env.example").read_text("utf-8")
    (tmp_path / ".env").write_text(re.sub(r"(?m)=$", "=x", example), "utf-8")

    files = ["--env-file", str(tmp_path / ".env"), "--file", str(DEPLOY / "compose.yaml")]
    done = subprocess.run(
        [str(docker), "compose", *files, "config", "--quiet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
