"""A group writes a goal on its telephone, corrects it and reads its history; every page is looked through."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from flows.evidence.registers import show_register
from tests.support.cast import UNIT
from tests.web.test_errand import Served, chromium, look_through, served, sign_in

pytestmark = pytest.mark.browser
__all__ = ["chromium", "served"]


def test_a_goal_is_written_and_corrected_without_javascript_and_no_state_has_a_fault(
    served: Served,  # the fixture
    chromium: Browser,
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="th-TH", java_script_enabled=False
    )
    page = context.new_page()
    sign_in(page, served, "member", "/a/2", looks=False)
    page.click("#r-goals a.button")
    page.fill("#f-goals-day", "31 กุมภาพันธ์ 2567")
    page.select_option("#f-goals-sort", label="ปัญหาที่อยากแก้")
    page.fill("#f-goals-goal", "มาสาย")
    page.fill("#f-goals-why", "บ่อยครั้ง")
    page.check("#f-goals-virtue-discipline")
    page.click("#r-goals form button")
    assert "31 กุมภาพันธ์ 2567" in page.inner_text("#t-f-goals-day").translate(
        str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    )
    page.fill("#f-goals-day", "๕ พ.ย. ๖๖")
    page.click("#r-goals form button")
    assert "บันทึกแถวที่ ๑ แล้ว" in page.inner_text("#r-goals [role=status]")

    page.click("#r-goals .files a")
    page.click("summary >> nth=0")
    page.fill("#f-goal", "มาสายบ่อย")
    page.fill("#why", "เขียนให้ชัด")
    page.click("details[open] button")
    assert "มาสายบ่อย" in page.inner_text("#r-goals .files")
    [one] = show_register(served.ws, UNIT, "goals").rows
    assert (one.row.version, one.row.cells["goal"]) == (2, "มาสายบ่อย")
    context.close()
    for width in (320, 1280):
        walk(served, chromium, width)


def walk(served: Served, chromium: Browser, width: int) -> None:
    page = chromium.new_context(viewport={"width": width, "height": 844}, locale="th-TH").new_page()
    sign_in(page, served, "group-head", "/a/2", looks=False)
    page.click("#r-goals a.button")
    look_through(page)
    page.click("#r-goals form button")
    look_through(page)
    for at, text in (("day", "5/11/66"), ("goal", f"มาสาย {width}"), ("why", "บ่อย")):
        page.fill(f"#f-goals-{at}", text)
    page.select_option("#f-goals-sort", "good")
    page.check("#f-goals-dimension-culture")
    page.click("#r-goals form button")
    look_through(page)
    page.click("#r-goals .files a")
    look_through(page)
    page.click("summary >> nth=1")
    page.click("details[open] button")
    look_through(page)
