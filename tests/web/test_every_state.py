"""Every page in every state, as people see it: by axe and by width, and the pictures of the documents.

The pictures hold the words of the pages that they show. `KAMNOT_TEST_RECORD_PICTURES=1` takes them again.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from domain.access import Scope
from domain.packs.handing_in import HandingIn
from flows.evidence.review_queue import review_queue
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, take_in
from flows.house.accounts import invite
from flows.papers.packs import PackRequest
from flows.papers.submissions import submit
from flows.plan.changes import close
from flows.run.workspace import Workspace
from inspection import Inspectors
from sample.bureau import CONTACTS, UNIT, bring_evidence, install
from storage.settings import Settings
from tests.support.evidence import pdf, photo, picture
from tests.support.servers.pages import free_port
from tests.web.conftest import PAGE, House
from tests.web.desk.test_review_by_hand import AXE, Desk
from tests.web.files import report
from web.front.app import guarded
from web.front.office import Office

pytestmark = pytest.mark.browser

DAY = date(2024, 3, 13)
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PEOPLE = {
    "member": ("campaign", "member"), "secretary": ("planning", "member"), "head": ("planning", "head"),
    "director": ("director", "director"),
}  # fmt: skip
OTHERS = {"it": Scope.IT, "ethics": Scope.DEPARTMENT, "nobody": Scope.NONE}
WHY = "ยังไม่มีลายมือชื่อ โปรดลงนามแล้วส่งใหม่"
BRINGS_TEXT = """for (const one of document.querySelectorAll("body *")) for (const node of one.childNodes)
  if (node.nodeType === 3) node.data = node.data.replace(/[๐-๙]+\\u00a0[^๐-๙]+\\u00a0[๐-๙]+\\u00a0[๐-๙.]+\\u00a0น\\./g,
  "๑๓\\u00a0มี.ค.\\u00a0๖๗\\u00a0๐๙.๓๐\\u00a0น.")"""
"""Writes one moment in place of every other: the clock of the run is none of the pictures' business."""


@pytest.fixture(scope="module")
def lived_in(children: Inspectors, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's bureau with its people; one report came back, one file is damaged, one lacks a part."""
    folder = tmp_path_factory.mktemp("states")
    home = folder / "home"
    home.mkdir()
    ws = install(home)
    ws.inspectors = children
    shutil.copytree(home, folder / "empty")
    bring_evidence(ws, home)
    _move_in(ws)
    for name, scope in OTHERS.items():
        invite(ws, name, f"{name}@bureau.example", by="test", scope=scope)
    came = {
        "24.report": ("เสีย.pdf", pdf("ก")[:300]),
        "8.report": ("ฉบับแก้.docx", report(whole=False)),
    }
    for requirement, (name, content) in came.items():
        (folder / name).write_bytes(content)
        take_in(ws, UNIT, [Incoming(requirement, folder / name, DAY)], by="member")
    item = next(e for e in review_queue(ws, UNIT, DAY) if str(e.requirement) == "7.report").item
    review(ws, UNIT, look_at(ws, UNIT, item), accepted=False, reason=WHY, on=DAY, by="secretary")
    ws.engine.dispose()
    return home


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as programs:
        browser = programs.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def serving(
    lived_in: Path, chromium: Any, children: Inspectors, tmp_path: Path
) -> Callable[..., Any]:
    """Serves a copy of that folder, or of another beside it, as of a day."""

    @contextmanager
    def serve(
        day: date = DAY, change: Callable[[Workspace], object] = bool, home: str = "home"
    ) -> Iterator[Desk]:
        copy = tmp_path / f"{home}-{day}"
        shutil.copytree(lived_in.parent / home, copy)
        settings = Settings(home=copy, make_pdf=False, fiscal_year=2567)
        ws = Workspace(settings)
        ws.inspectors = children
        change(ws)
        address = f"http://127.0.0.1:{free_port()}"
        pages = [
            Office(settings, page=page, as_of=day, inspectors=children) for page in (PAGE, address)
        ]
        port = int(address.rpartition(":")[2])
        server = uvicorn.Server(
            uvicorn.Config(guarded(pages[1]), port=port, log_config=None, access_log=False)
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield Desk(House(pages[0], ws), address, chromium)
        finally:
            server.should_exit = True
            thread.join(20)
            ws.engine.dispose()

    return serve


MISSPOKEN = """() => {
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.data, parent = walk.currentNode.parentElement;
    if (/[ก-ฮ]/.test(text) && parent.closest("[lang]").lang !== "th") found.push(text);
  }
  return found;
}"""
BROKEN_LINKS = """() => [...document.querySelectorAll('a[href]')]
  .filter(a => a.hash && a.pathname === location.pathname && a.search === location.search)
  .filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => a.href)"""
LARGEST = 20_000
"""Bytes of a page's HTML."""


def look_through(page: Any, path: str, widths: tuple[int, ...] = (390,)) -> None:
    """No violation, nothing out at the side, nothing to press that a thumb misses; links reach something.

    Thai words are spoken as Thai, and the page is small.
    """
    if path:
        assert len(page.goto(path).body()) <= LARGEST, path
    assert page.evaluate(MISSPOKEN) == [], page.url
    assert page.evaluate(BROKEN_LINKS) == [], page.url
    page.evaluate(gzip.decompress(AXE.read_bytes()).decode())
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        found = page.evaluate("rules => axe.run({iframes: false, runOnly: rules})", RULES)
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == [], page.url
    for width in (320, 640, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


STATES = {
    "member": (
        "/my", "/a/7", "/a/8", "/a/9", "/a/24", "/e/12", "/e/39", "/me", "/a/11", "/a/2", "/a/2?write=goals",
        "/a/2?rows=goals",
    ),
    "secretary": ("/review/39", "/a/1", "/nothing"),
    "director": ("/a/7", "/me"), "it": ("/health",), "ethics": ("/me",), "nobody": ("/me", "/my"),
}  # fmt: skip


def test_every_page_of_everybody_on_a_day_like_others(serving: Callable[..., Any]) -> None:
    with serving() as desk:
        for account, paths in STATES.items():
            with desk.sits(account, 390) as page:
                for path in paths:
                    look_through(page, path)
                if account == "member":
                    _refused_forms(page)


def test_every_page_in_english(serving: Callable[..., Any]) -> None:
    paths = {
        "member": ("/my", "/a/7", "/a/2?write=goals", "/e/12"),
        "secretary": ("/review", "/review/39", "/a/1"),
    }
    with serving() as desk:
        for account, seen in paths.items():
            with desk.sits(account, 390) as page:
                page.goto("/me")
                page.select_option("#language", "en")
                page.click("form:has(#language) button")
                for path in seen:
                    look_through(page, path)
                    assert page.get_attribute("html", "lang") == "en"


def _refused_forms(page: Any) -> None:
    page.goto("/a/12")
    page.click("#benefit summary")
    page.fill("#v-benefit", "๓๐๐/๑๒๐")
    page.press("#v-benefit", "Enter")
    look_through(page, "", (390, 1280))
    page.goto("/a/14")
    page.click("#snooze summary")
    page.fill("#until", "๑ มกราคม ๒๕๖๐")
    page.fill("#reason", "รอลายมือชื่อ")
    page.press("#reason", "Enter")
    look_through(page, "")
    page.goto("/a/2?write=goals")
    page.fill("#f-goals-goal", "มาสาย")
    page.press("#f-goals-goal", "Enter")
    look_through(page, "", (390, 1280))
    page.click(".trouble-box a >> nth=0")
    assert page.evaluate("document.getElementById(location.hash.slice(1)).closest('form') !== null")


@pytest.mark.parametrize(
    ("day", "home", "change", "account", "paths"),
    [
        (date(2024, 4, 5), "home", bool, "member", ("/my", "/a/12")),
        (DAY, "home", "closes", "secretary", ("/my", "/a/7", "/review", "/review/12")),
        (DAY, "home", "submits", "member", ("/my", "/a/14")),
        (DAY, "empty", "moves in", "secretary", ("/my", "/a/7", "/review", "/review/complete")),
    ],
    ids=["overdue", "closed", "submitted", "empty"],
)
def test_days_that_are_not_like_others(
    serving: Callable[..., Any], day: date, home: str, change: Any, account: str, paths: tuple[str]
) -> None:
    changes: dict[Any, Callable[[Workspace], object]] = {
        bool: bool, "closes": _close, "submits": _submit, "moves in": _move_in,
    }  # fmt: skip
    with serving(day, changes[change], home) as desk, desk.sits(account, 390) as page:
        for path in paths:
            look_through(page, path)


def _close(ws: Workspace) -> None:
    close(ws.settings, 2567, closed=True, why="สิ้นปี", by="test", now=ws.now())


def _submit(ws: Workspace) -> None:
    handing = HandingIn("ผู้อำนวยการสำนัก", incomplete=True, why="ส่วนที่ขาดจะตามไป")
    folder = ws.settings.home / "packs"
    folder.mkdir()
    assert submit(ws, PackRequest(UNIT, "march", DAY), folder, handing, by="head").submission


def _move_in(ws: Workspace) -> None:
    offices = {(group, role): office for group, role, office, _ in CONTACTS}
    for name, (group, role) in PEOPLE.items():
        invite(
            ws, name, f"{name}@bureau.example", by="test", unit=UNIT, group=group, role=role,
            office=offices[group, role],
        )  # fmt: skip


def test_the_pictures_of_the_documents_show_the_pages_as_they_are(
    serving: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "IMG_2041.jpg").write_bytes(picture("JPEG", photo((1200, 900), shade=30)))
    (tmp_path / "รายงาน.docx").write_bytes(report(whole=False))
    with serving() as desk:
        with desk.sits("member", 390) as page:
            page.goto("/my")
            _picture(page, "my.webp")
            page.goto("/a/14")
            _bring(page, "photos", tmp_path / "IMG_2041.jpg")
            _picture(page, "counted.webp", "#photos")
            _bring(page, "report", tmp_path / "รายงาน.docx")
            _picture(page, "lacking.webp", "#report")
        with desk.sits("secretary", 1280) as page:
            page.set_viewport_size({"width": 900, "height": 600})
            page.goto("/review")
            _picture(page, "queue.webp")
            page.set_viewport_size({"width": 1200, "height": 1060})
            page.goto("/review/20")
            page.wait_for_load_state("networkidle")
            page.click("summary:has-text('ส่งคืนให้แก้ไข')")
            page.mouse.move(0, 0)
            _picture(page, "review.jpg")


def _bring(page: Any, slot: str, path: Path) -> None:
    page.set_input_files(f"#f-{slot}", path)
    page.locator(f"#{slot} .answer", has_text=path.name).wait_for(timeout=60_000)
    page.evaluate("document.activeElement.blur()")


def _picture(page: Any, name: str, part: str = "body") -> None:
    """Compare the words of a page with those in its picture; or take the picture."""
    from PIL import Image

    page.evaluate(BRINGS_TEXT)
    words = re.sub(r"[๐-๙.]+ kB|\s+", " ", page.inner_text(part))
    path = PICTURES / name
    if os.environ.get("KAMNOT_TEST_RECORD_PICTURES"):
        shot = page.screenshot() if part == "body" else page.locator(part).screenshot()
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        exif = Image.Exif()
        exif[0x010E] = words.encode("utf-8").hex()
        image.save(path, quality=50, method=6, exif=exif)
    with Image.open(path) as kept:
        assert bytes.fromhex(kept.getexif()[0x010E]).decode() == words, f"{path} has grown old"
