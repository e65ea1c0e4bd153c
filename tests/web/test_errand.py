"""The member's errand in a real browser: from the letter's link to "it counts", on a telephone and at a desk.

Every page is looked through by axe on the way, and none scrolls sideways.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from flows.house.accounts import hand_over_code
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.evidence import jpeg, locked_pdf
from tests.support.servers.pages import ROOT, free_port, wait_until_ready
from tests.web.files import report

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
AXE = gzip.decompress((Path(__file__).parent / "axe" / "axe.min.js.gz").read_bytes()).decode()
_RUN = (
    ';axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]})'
    '.then(r=>r.violations.map(v=>v.id+": "+v.nodes.map(n=>n.html).join(" ")).join("; "))'
)


@dataclass
class Served:
    """A server in a process of its own."""

    page: str
    ws: Workspace


@pytest.fixture
def served(peopled_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = tmp_path / "home"
    shutil.copytree(peopled_home, home)
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "web", "2024-03-13"],
        env={**os.environ, "KAMNOT_HOME": str(home), "KAMNOT_WEB_ADDRESS": address, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_ready(f"http://{address}")
        yield Served(f"http://{address}", Workspace(Settings(home=home)))
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def look_through(page: Page) -> None:
    """No violation, and nothing runs out at the side. Our policy allows no `eval`, so it goes in by the debugger."""
    session = page.context.new_cdp_session(page)
    found = session.send(
        "Runtime.evaluate",
        {"expression": AXE + _RUN, "awaitPromise": True, "returnByValue": True},
    )
    assert found["result"].get("value") == "", (page.url, found)
    wide = session.send(
        "Runtime.evaluate",
        {"expression": "document.documentElement.scrollWidth <= document.documentElement.clientWidth",
         "returnByValue": True},
    )  # fmt: skip
    assert wide["result"]["value"], page.url


def sign_in(page: Page, served: Served, account: str, at: str, *, looks: bool = True) -> None:
    page.goto(served.page + at)
    for field, text in (
        ("#address", f"{account}@bureau.example"),
        ("#code", hand_over_code(served.ws, account, by="test")),
    ):
        if looks:
            look_through(page)
        page.fill(field, text)
        page.click("button.main")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_from_the_letter_to_it_counts(
    served: Served, chromium: Browser, tmp_path: Path, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="th-TH")
    page = context.new_page()
    sign_in(page, served, "member" if width == 390 else "group-head", "/a/7")
    assert page.url == f"{served.page}/a/7"
    look_through(page)

    bring(page, tmp_path, "ล็อก.pdf", locked_pdf() + b"%%%d" % width, "report")
    assert "นับไม่ได้" in page.inner_text("#report .answer")
    look_through(page)
    bring(page, tmp_path, f"รายงาน-{width}.docx", report(note=f" {width}"), "report")
    assert "นับแล้ว" in page.inner_text("#report .answer")
    assert page.locator("#report:focus").count() == 1
    bring(page, tmp_path, f"{width}.jpg", jpeg((width, 240)), "photos")
    assert "นับแล้ว" in page.inner_text("#photos .answer")
    page.click("#held summary")
    page.fill("#v-held", "๑")
    page.click("#held button")
    look_through(page)
    assert "ครบแล้ว" in page.inner_text("#held")

    for path in ("/my", "/me", "/nothing", "/a/1"):
        page.goto(served.page + path)
        look_through(page)
    context.close()


def bring(page: Page, folder: Path, name: str, content: bytes, slot: str) -> None:
    (folder / name).write_bytes(content)
    page.set_input_files(f"#f-{slot}", folder / name)
    page.locator(f"#{slot} .answer", has_text=name).wait_for(timeout=60_000)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_same_without_a_script(
    served: Served, chromium: Browser, tmp_path: Path, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, java_script_enabled=False, locale="th-TH"
    )
    page = context.new_page()
    sign_in(page, served, "reviewer" if width == 390 else "reviewing-head", "/a/8", looks=False)
    (tmp_path / "p.jpg").write_bytes(jpeg((width + 3, 260)))
    page.set_input_files("#f-photos", tmp_path / "p.jpg")
    page.click("#photos button.send")
    assert "file=" in page.url
    assert "นับแล้ว" in page.inner_text("#photos .answer")
    context.close()


def test_a_line_that_breaks_is_said_and_tried_again(
    served: Served, chromium: Browser, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="th-TH")
    page = context.new_page()
    sign_in(page, served, "member", "/a/9", looks=False)
    page.route("**/bring/**", lambda route: route.abort())
    (tmp_path / "b.jpg").write_bytes(jpeg((411, 250)))
    page.set_input_files("#f-photos", tmp_path / "b.jpg")
    page.locator("#photos .going .trouble").wait_for()
    look_through(page)

    page.unroute("**/bring/**")
    page.click("#photos .going button")

    page.locator("#photos .answer", has_text="b.jpg").wait_for(timeout=60_000)
    context.close()
