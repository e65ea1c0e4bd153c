"""Thai is taken wherever an id is: every word of tests/cases/thai-inputs.yaml, and every command that asks for one.

What a command says and does for a Thai word is compared with what it says for the id, each in a fresh data folder.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pendulum
import pytest
import yaml
from PIL import Image

from cli.front.listing import COMMANDS, open_command
from cli.front.main import main
from domain.language.thai import arabic_digits
from flows.run import workspace
from tests.support.commands import Run

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "thai-inputs.yaml").read_text("utf-8")
)
NOW = datetime(2024, 3, 13, 3, 0, tzinfo=UTC)
Say = Callable[[str, str], tuple[int, str, str]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, homes: Path) -> Path:
    """A reachable bureau with one picture taken in, beside the files that commands read."""
    made = tmp_path_factory.mktemp("thai") / "here"
    shutil.copytree(homes / "reachable", made / "home")
    (made / "แฟลชไดรฟ์" / "07").mkdir(parents=True)
    Image.effect_noise((320, 240), 40).save(made / "ภาพ.png")
    Image.effect_noise((320, 240), 50).save(made / "แฟลชไดรฟ์" / "07" / "ภาพ.png")
    (made / "ตัวเลข.csv").write_text("ตัวเลข,ค่า\n๒.goals,๕\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAMNOT_HOME", str(made / "home"))
        patch.setenv("KAMNOT_FISCAL_YEAR", "2567")
        words = ["evidence", "add", "8/photos", str(made / "ภาพ.png"), "--received", "2567-03-01"]
        assert main([*words, "--why", "กระดาษ"]) == 0
        report = ["report", "dos-donts", "--as-of", "2567-03-01", "--format", "docx"]
        assert main([*report, "--out", str(made)]) == 0
        next(made.glob("*.docx")).rename(made / "dos-donts.docx")
    return made


@pytest.fixture
def say(run: Run, template: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Run a line of the table with a word in it, in a folder that no other line has seen."""
    # Not `workspace.today`: a module that is first imported meanwhile would keep that day for all later tests.
    monkeypatch.setattr("pendulum.now", pendulum.instance(NOW).in_timezone)
    monkeypatch.setattr(workspace.Workspace, "now", lambda _: NOW)
    here = tmp_path / "here"

    def call(line: str, word: str) -> tuple[int, str, str]:
        if not (here.exists() and _reads(line)):
            shutil.rmtree(here, ignore_errors=True)
            shutil.copytree(template, here)
        monkeypatch.setenv("KAMNOT_HOME", str(here / "home"))
        monkeypatch.chdir(here)
        code, out, said = run(*(part.replace("{}", word) for part in shlex.split(line)))
        return code, arabic_digits(out), arabic_digits(said)

    return call


def _reads(line: str) -> bool:
    """Whether a line writes nothing, so that its folder can be used again."""
    return line.startswith(("check", "explain", "gap", "points", "plan show", "report"))


def _words() -> Iterator[Any]:
    for about, row in TABLE.items():
        for meant, words in row["พิมพ์ได้"].items():
            yield pytest.param(row["ดูผลด้วย"], meant, words, id=f"{about} {meant}")


@pytest.mark.parametrize(("line", "meant", "words"), list(_words()))
def test_a_thai_word_does_what_the_id_does(
    line: str, meant: str, words: list[str], say: Say
) -> None:
    expected = say(line, str(meant))
    assert expected[0] in (0, 1), expected[2]

    for word in words:
        assert say(line, word) == expected, word


@pytest.mark.parametrize("about", TABLE)
def test_a_word_that_means_nothing_is_refused_by_one_thai_sentence(about: str, say: Say) -> None:
    for word in TABLE[about]["ไม่รับ"]:
        code, out, said = say(TABLE[about]["ดูผลด้วย"], word)

        assert (code, out, said.count("\n")) == (2, "", 1), (word, said)
        assert re.search("[ก-๙]{4}", said), said
        assert not re.search("Invalid|valid|Missing|argument|option |Unknown|There is", said), said


def _lines() -> Iterator[Any]:
    for about, row in TABLE.items():
        meant, words = next(iter(row["พิมพ์ได้"].items()))
        for line in row["คำสั่ง"]:
            yield pytest.param(line, str(meant), words[0], id=f"{about} {line.split(' {')[0]}")


@pytest.mark.parametrize(("line", "meant", "word"), list(_lines()))
def test_every_command_takes_it(line: str, meant: str, word: str, say: Say) -> None:
    expected = say(line, meant)

    assert say(line, word) == expected


ABOUT = {
    "batch": "รอบ", "group": "คณะ", "role": "บทบาท", "duty": "งานประจำ", "month": "เดือน", "period": "ช่วงเวลา",
    "as_of": "วันที่", "on": "วันที่", "received": "วันที่", "event": "วันที่", "until": "วันที่", "first": "วันที่",
    "last": "วันที่", "activity": "กิจกรรม", "requirement": "กิจกรรม", "asked": "กิจกรรม", "subject": "กิจกรรม",
    "what": "กิจกรรม", "to": "ระดับ", "by": "การแจกแจง",
}  # fmt: skip
"""What a parameter of that name asks for."""
ELSEWHERE = {
    "audit list subject": "the beginning of a line's subject",
    "evidence get to": "a file",
    "metrics to": "a file",
    "plan confirm by": "an office",
    "plan settle by": "an office",
    "relief extend until": "beside its day",
    "web invite group": "its code is another each time: tests/cli/house/test_pages.py",
    "web invite role": "the same",
    "web serve as_of": "a server, which does not end",
}
YEARS = ("year", "from_year")


def _asked() -> Iterator[tuple[str, str]]:
    """Every command with a parameter that is to be had in Thai, and what it asks for."""

    def walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
        inside = getattr(command, "commands", {})
        yield from ((path, p) for p in command.params if not inside)
        for name, sub in inside.items():
            yield from walk(sub, f"{path} {name}")

    for name in COMMANDS:
        for path, param in walk(open_command(name), name):
            described = getattr(param, "type_descriptor", None)
            if described is None or param.name in YEARS or f"{path} {param.name}" in ELSEWHERE:
                continue
            if described.annotation in (int, list[int]):
                yield path, "จำนวน"
            elif param.name in ABOUT and described.annotation is not bool:
                yield path, ABOUT[param.name]


def test_no_command_is_left_out() -> None:
    tried = {(line.split(" {")[0], about) for about, row in TABLE.items() for line in row["คำสั่ง"]}
    forms = re.compile(r"^report (?!compare).*")

    left_out = {
        (path, about)
        for path, about in _asked()
        if not any(
            about == tried_about
            and (line.startswith(path) or (forms.match(path) and line.startswith("report ")))
            for line, tried_about in tried
        )
    }
    assert not left_out
