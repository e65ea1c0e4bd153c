"""`kamnot web`: accounts by command; the server itself is tried in tests/web."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.support.commands import Run


def test_an_account_is_invited_shown_and_disabled(ready: Run) -> None:
    code, out, err = ready(
        "web",
        "invite",
        "campaign-2",
        "--email",
        "s@b.example",
        "--group",
        "ด้านกิจกรรมฯ",
        "--role",
        "หัวหน้า",
    )
    assert code == 0, err
    assert re.search(r"\d{4} \d{4}", out)
    assert ready("web", "code", "campaign-2")[0] == 0
    assert "campaign-2  s@b.example" in ready("web", "accounts")[1]
    assert "(ปิด)" in ready("web", "accounts", "--disable", "campaign-2")[1]
    assert ready("web", "code", "campaign-2")[0] == 2
    assert "(ปิด)" not in ready("web", "accounts", "--enable", "campaign-2")[1]


def test_what_cannot_be_is_said_in_one_sentence(ready: Run) -> None:
    for words in (
        ("invite", "x", "--email", "nothing"),
        ("invite", "x", "--email", "a@b.example", "--group", "nowhere"),
        ("invite", "x", "--email", "a@b.example", "--scope", "all"),
        ("code", "nobody"),
    ):
        code, out, err = ready("web", *words)
        assert (code, out) == (2, "")
        assert len(err.strip().splitlines()) == 1


def test_no_other_command_loads_the_pages() -> None:
    program = (
        "import sys; from cli.front.main import main; main(['--version'])\n"
        "import cli.house.pages, cli.batch.check\n"
        "sys.exit(any(m.partition('.')[0] in ('web', 'fastapi', 'uvicorn', 'jinja2') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-P", "-c", program], check=False).returncode == 0
