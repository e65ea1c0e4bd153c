"""A clip in a real browser: the line breaks, the server dies, the page is closed, and it goes on where it stopped."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from flows.evidence.browse import all_evidence
from flows.house.accounts import hand_over_code
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import film
from tests.support.servers.pages import free_port, pages_served, wait_until_ready

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PIECES = 6
SIZE = PIECES * 4 * 2**20 - 1000


def clip(mark: bytes) -> bytes:
    """A film that is large because of a box that says nothing."""
    whole = film()
    return (
        whole
        + struct.pack(">I", SIZE - len(whole))
        + b"free"
        + mark.ljust(SIZE - len(whole) - 8, b"\0")
    )


class Counted:
    """Sees the pieces of a page, and does something at one of them."""

    def __init__(self, page: Page) -> None:
        self.starts: list[int] = []
        self.at = 0
        self.what: Callable[[Route], None] = Route.continue_
        page.route("**/in/**", self)

    def __call__(self, route: Route) -> None:
        if route.request.method == "PATCH":
            self.starts.append(int(route.request.headers["upload-offset"]) // (4 * 2**20))
            if len(self.starts) == self.at:
                self.what(route)
                return
        route.continue_()


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
def test_a_clip_goes_on_after_a_kill_and_after_the_page_was_closed(
    peopled_home: Path, tmp_path: Path
) -> None:
    home, address = tmp_path / "home", f"127.0.0.1:{free_port()}"
    shutil.copytree(peopled_home, home)
    ws = Workspace(Settings(home=home))
    path = tmp_path / "คลิปกิจกรรม.mp4"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="th-TH")
        pieces = Counted(page)
        with pages_served(home, address) as process:
            wait_until_ready(f"http://{address}")
            enter(page, ws, f"http://{address}/a/19")
            path.write_bytes(clip(b"first"))
            pieces.at, pieces.what = 3, killing(process)
            page.set_input_files("#f-clip", path)
            page.locator("#clip .going", has_text="รอสักครู่").wait_for(timeout=60_000)
        with pages_served(home, address):
            page.locator("#clip .answer", has_text="คลิปกิจกรรม").wait_for(timeout=60_000)
            assert sorted(set(pieces.starts)) == list(range(PIECES))
            assert len(pieces.starts) <= PIECES + 1

            path.write_bytes(clip(b"second"))
            pieces.starts, pieces.at, pieces.what = [], 3, lambda route: route.abort()
            page.set_input_files("#f-clip", path)
            page.locator("#clip .going", has_text="รอสักครู่").wait_for(timeout=60_000)
            page.reload()
            pieces.starts, pieces.at = [], 0
            page.set_input_files("#f-clip", path)
            page.locator("#clip .answer", has_text="คลิปกิจกรรม").wait_for(timeout=60_000)
            assert pieces.starts == list(range(2, PIECES))
        browser.close()
    found = [(e.fact.version, e.fact.sha256) for e in all_evidence(ws, UNIT)]
    digests = [sha256(clip(mark)).hexdigest() for mark in (b"first", b"second")]
    assert found == list(enumerate(digests, start=1))


def enter(page: Page, ws: Workspace, address: str) -> None:
    page.goto(address)
    page.fill("#address", "reviewer@bureau.example")
    page.click("button.main")
    page.fill("#code", hand_over_code(ws, "reviewer", by="test"))
    page.click("button.main")


def killing(process: subprocess.Popen[str]) -> Callable[[Route], None]:
    def kill(route: Route) -> None:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        route.continue_()

    return kill
