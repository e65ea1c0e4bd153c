"""Letters in a real browser, as wide as a phone and as a desk: nothing runs out at the side."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, Problem
from domain.reminders.decide import decide
from domain.reminders.director_news import FailedLetter, News
from notifications.digest import render_digest
from notifications.summary import GROUPS, POINTS, render_summary
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import DUE, UNIT, file, weekday

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
# A headless window is never narrower than 500: the letter lies in a frame as wide as the phone.
_CHART = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='1333' height='400'/%3E"
)
"""As large as the charts are."""
_PAGE = """<!DOCTYPE html><title>-</title>
<iframe id="letter" width="{width}" height="2000" style="border:0" srcdoc="{letter}"></iframe>
<script>
document.getElementById("letter").onload = function () {{
  const letter = this.contentDocument.documentElement;
  document.title = letter.scrollWidth + " " + letter.clientWidth;
}};
</script>"""


def letters() -> dict[str, str]:
    """The longest letters of the year: everything overdue, with long addresses and server words."""
    plan = load_plan([plan_folder(2567)]).plan
    day = DUE + timedelta(days=107)
    locked = file(
        "2.knowledge-paper", DUE, file_name=f"{'รายงาน_' * 30}.pdf", problem=Problem.ENCRYPTED
    )
    evaluation = evaluate(plan, Facts(UNIT, (locked,)), day, weekday)
    standing = decide(plan, evaluation, frozenset(), weekday).standing
    failed = FailedLetter(7, f"{'long' * 20}@bureau.example", "planning", "dead", "5" * 200)
    digest = render_digest(
        next(r for r in standing if r.group == "campaign"),
        plan=plan, unit_name="สำนักการคลังและงบประมาณ", as_of=day, link="https://kamnot.example.go.th",
    )  # fmt: skip
    summary = render_summary(
        News(standing, ("planning",), (failed,)),
        plan=plan, unit_name="สำนักการคลังและงบประมาณ", language="th", as_of=day,
        evaluation=evaluation, charts=(POINTS, GROUPS),
    )  # fmt: skip
    return {"digest": digest.html, "summary": re.sub('cid:[^"]+', _CHART, summary.html)}


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("name", ["digest", "summary"])
def test_a_letter_fits_the_width_of_a_phone_and_of_a_desk(
    tmp_path: Path, name: str, width: int
) -> None:
    page = tmp_path / "letter.html"
    letter = html.escape(letters()[name])
    page.write_text(_PAGE.format(width=width, letter=letter), encoding="utf-8")
    dumped = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
         "--window-size=1300,2000", "--dump-dom", page.as_uri()],
        check=True, capture_output=True, timeout=60, text=True,
    ).stdout  # fmt: skip
    found = re.search(r"<title>(\d+) (\d+)</title>", dumped)
    assert found is not None
    assert int(found[1]) == int(found[2])
    assert width - 20 <= int(found[2]) <= width
