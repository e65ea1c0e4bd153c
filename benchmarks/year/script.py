"""Who does what on which day of fiscal year 2567, and when the relay is down: all that is not the plan's.

Everybody acts at seven, before the day's first run: the rehearsal knows days and no hours, so what comes in on
a day counts there from its first hour. Who acts in the afternoon does so on a day without a letter about it.
"""

from __future__ import annotations

from datetime import date, time

from benchmarks.year.office import (
    Deed,
    comes_back,
    excuses,
    extends,
    goes_away,
    reports,
    returns,
    sends,
    sends_again,
    snoozes,
    takes_back,
)

CONTACTS = (
    ("steering", "head", "administration@bureau.example"),
    ("steering", "member", "steering@bureau.example"),
    ("planning", "head", "procurement@bureau.example"),
    ("planning", "member", "planning@bureau.example"),
    ("selection", "head", "welfare@bureau.example"),
    ("selection", "member", "selection@bureau.example"),
    ("campaign", "head", "procurement@bureau.example"),
    ("campaign", "member", "campaign@bureau.example"),
    ("director", "director", "director@bureau.example"),
)
CLOSED_DAYS = "15 มีนาคม 2567  # วันทำบุญสำนัก\n"
"""The day of a rung, three days before March is due: its letters go out the day before."""
RELAY_DOWN = ((date(2024, 3, 13), date(2024, 3, 14)), (date(2024, 3, 19), date(2024, 3, 20)))
"""First and last day, from six in the morning to six on the morning after the last."""

AT_SEVEN, IN_THE_AFTERNOON = time(7), time(14)
COMPLAINTS, PLANNING = "complaints-report", "planning@bureau.example"

SCRIPT: tuple[tuple[date, time, Deed], ...] = (
    (date(2023, 11, 29), AT_SEVEN, reports(COMPLAINTS, "2023-11")),
    (date(2024, 1, 29), IN_THE_AFTERNOON, reports(COMPLAINTS, "2024-01")),
    (date(2024, 2, 21), AT_SEVEN, sends(4)),
    (date(2024, 2, 28), IN_THE_AFTERNOON, sends(6)),
    (date(2024, 3, 1), AT_SEVEN, snoozes("planning", 1, date(2024, 3, 12), "รอลายเซ็นผู้อำนวยการ")),
    (date(2024, 3, 4), AT_SEVEN, goes_away(PLANNING, date(2024, 3, 5), date(2024, 3, 22), "records@bureau.example")),
    (date(2024, 3, 8), AT_SEVEN, returns("6.report", "ไม่มีลายมือชื่อ")),
    (date(2024, 3, 11), AT_SEVEN, sends(3)),
    (date(2024, 3, 12), IN_THE_AFTERNOON, sends(7)),
    # The letters of the thirteenth wait for the relay when what they ask for is extended.
    (date(2024, 3, 14), AT_SEVEN, extends(5, date(2024, 4, 5), "รอข้อมูลไตรมาส")),
    (date(2024, 3, 18), AT_SEVEN, sends_again("6.report", "ฉบับลงนาม")),
    (date(2024, 3, 19), AT_SEVEN, comes_back(PLANNING)),
    (date(2024, 3, 20), AT_SEVEN, sends(1)),
    (date(2024, 3, 28), AT_SEVEN, reports(COMPLAINTS, "2024-03")),
    (date(2024, 4, 22), AT_SEVEN, takes_back("3.plan", "ส่งฉบับร่างมาโดยพลาด")),
    (date(2024, 4, 29), AT_SEVEN, sends(5)),
    (date(2024, 5, 13), AT_SEVEN, sends_again("3.plan", "ฉบับจริง")),
    (date(2024, 6, 4), AT_SEVEN, excuses(10, "สำนักไม่ได้จัดกิจกรรมนี้")),
    (date(2024, 6, 18), AT_SEVEN, sends(22)),
    (date(2024, 7, 1), IN_THE_AFTERNOON, sends(31)),
    (date(2024, 7, 22), AT_SEVEN, sends(34)),
    (date(2024, 7, 29), AT_SEVEN, sends(37)),
    (date(2024, 8, 29), AT_SEVEN, reports(COMPLAINTS, "2024-08")),
    (date(2024, 9, 18), AT_SEVEN, sends(38)),
)  # fmt: skip
