"""A reviewer at a real browser: by keyboard alone, on a telephone and a desk, with and without JavaScript."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from flows.evidence.browse import known_of
from flows.evidence.review_queue import review_queue
from flows.evidence.take_in import Incoming, take_in
from tests.support.cast import UNIT
from tests.support.evidence import film, pdf, photo, picture, word
from tests.web.conftest import DAY, House
from web.front.app import guarded
from web.front.office import Office

pytestmark = pytest.mark.browser

WAY = date(2024, 3, 1)
AXE = Path(__file__).parents[1] / "axe" / "axe.min.js.gz"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = "#for n in range(12) [= หัวข้อ #(n + 1)\n องค์ความรู้ที่ได้จากการแลกเปลี่ยน #pagebreak(weak: true)]"


@dataclass
class Desk:
    """A server with work for a reviewer, and a Chromium."""

    house: House
    address: str
    chromium: Any

    @contextmanager
    def sits(self, account: str, width: int = 1280, *, scripts: bool = True) -> Iterator[Any]:
        """A page in which this account is signed in."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts,
            base_url=self.address, locale="th-TH", bypass_csp=scripts,
        )  # fmt: skip
        cookies = self.house.signed_in(account).cookies
        context.add_cookies(
            [{"name": k, "value": v, "url": self.address} for k, v in cookies.items()]
        )
        try:
            yield context.new_page()
        finally:
            context.close()


@pytest.fixture
def desk(open_house: Callable[[], House], tmp_path: Path) -> Iterator[Desk]:
    from playwright.sync_api import sync_playwright

    house = open_house()
    _work(house, tmp_path)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    office = Office(
        house.office.settings, page=address, as_of=DAY, inspectors=house.office.inspectors
    )
    config = uvicorn.Config(guarded(office), port=port, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with sync_playwright() as programs:
        chromium = programs.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield Desk(house, address, chromium)
        chromium.close()
    server.should_exit = True
    thread.join(20)


def _work(house: House, folder: Path) -> None:
    """A report, a Word file, a film and three photos."""
    house.ws.inspectors = house.office.inspectors
    asked = {
        kind: f"{activity.number}.{one.id}"
        for activity in house.ws.plan.activities
        for one in activity.requirements
        for kind in [one.kind.value]
    }
    files = [
        ("7.report", "รายงาน.pdf", pdf(LONG)),
        ("8.report", "รายงาน.docx", word()),
        (asked["video-clip"], "คลิป.mp4", film()),
        *(
            (asked["photos"], f"ภาพ {n}.jpg", picture("JPEG", photo((900, 600), shade=40 * n)))
            for n in range(3)
        ),
    ]
    for requirement, name, content in files:
        (folder / name).write_bytes(content)
        take_in(house.ws, UNIT, [Incoming(requirement, folder / name, WAY)], by="member")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
def test_the_whole_queue_is_cleared_without_a_mouse(desk: Desk, width: int, scripts: bool) -> None:
    waiting = review_queue(desk.house.ws, UNIT, DAY)
    assert len(waiting) == 4
    with desk.sits("reviewer", width, scripts=scripts) as page:
        page.goto("/review")
        page.get_by_role("link", name="เริ่มตรวจ ๔ รายการ").press("Enter")
        for _ in waiting:
            page.get_by_role("button", name="ตรวจรับ").wait_for()
            # Past the first link to the second, which leads to the verdict, and its first button.
            press(page, "Tab", "Tab", "Enter", "Tab")
            with page.expect_navigation():
                press(page, "Enter")
        assert page.get_by_text("ตรวจครบแล้ว").is_visible()
    assert review_queue(desk.house.ws, UNIT, DAY) == ()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_returned_by_keyboard_with_a_reason_that_is_one_touch_away(
    desk: Desk, scripts: bool
) -> None:
    item = review_queue(desk.house.ws, UNIT, DAY)[-1].item
    with desk.sits("reviewer", 390, scripts=scripts) as page:
        page.goto(f"/review/{item}#verdict")
        page.locator("summary", has_text="ส่งคืน").press("Enter")
        page.get_by_role("button", name="ส่งคืน", exact=True).press("Enter")
        assert page.title().startswith("ผิดพลาด: ")
        page.get_by_role("radio").first.press(" ")
        page.get_by_label("เหตุผลอื่น").type("หน้า ๓")
        page.get_by_role("button", name="ส่งคืน", exact=True).press("Enter")
        page.wait_for_url("**/review/*")
    newest = known_of(desk.house.ws, UNIT, item).versions[-1]
    assert newest.accepted is False
    assert newest.reason.endswith("โปรดลงนามแล้วส่งใหม่ หน้า ๓")


def test_two_reviewers_at_once_and_the_second_is_told(desk: Desk) -> None:
    item = review_queue(desk.house.ws, UNIT, DAY)[-1].item
    with desk.sits("reviewer") as one, desk.sits("reviewing-head") as two:
        for page in (one, two):
            page.goto(f"/review/{item}")
        one.get_by_role("button", name="ตรวจรับ").press("Enter")
        one.wait_for_load_state()
        two.get_by_role("button", name="ตรวจรับ").press("Enter")
        two.get_by_text("มีสิ่งใหม่ระหว่างที่ท่านดู").wait_for()


def test_every_page_of_the_queue_passes_axe_and_none_scrolls_sideways(desk: Desk) -> None:
    axe = gzip.decompress(AXE.read_bytes()).decode()
    items = [entry.item for entry in review_queue(desk.house.ws, UNIT, DAY)]
    with desk.sits("reviewer") as page:
        for path in ("/review", "/review/complete", *(f"/review/{item}" for item in items)):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.evaluate(axe)
            for width in (1280, 390, 320):
                page.set_viewport_size({"width": width, "height": 900})
                found = page.evaluate("rules => axe.run({iframes: false, runOnly: rules})", RULES)
                assert [one["id"] for one in found["violations"]] == [], (path, width)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, path


def test_a_document_is_seen_in_its_frame_and_a_film_plays(desk: Desk) -> None:
    said: list[str] = []
    kinds = {}
    with desk.sits("reviewer") as page:
        page.on("console", lambda message: said.append(message.text))
        for entry in review_queue(desk.house.ws, UNIT, DAY):
            page.goto(f"/review/{entry.item}")
            page.wait_for_load_state("networkidle")
            for tag in ("iframe[src*=frame]", "video", ".preview img", ".photos img"):
                if page.locator(tag).count():
                    kinds[tag] = entry.item
            broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).length"
            assert page.evaluate(broken) == 0
        assert set(kinds) == {"iframe[src*=frame]", "video", ".preview img", ".photos img"}
        page.goto(f"/review/{kinds['iframe[src*=frame]']}")
        assert page.frame_locator("iframe").locator("h1").inner_text().startswith("๑. องค์ความรู้")
        page.goto(f"/review/{kinds['video']}")
        page.wait_for_function("document.querySelector('video').readyState >= 1")
    assert said == []
