"""A small but whole plan for tests: three activities in two batches and a full rubric.

Kept as YAML text, as officials write it, so that tests can break one line of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from domain.plan.model import Plan

PLAN_TEXT = """\
# แผนเล็กสำหรับทดสอบ
fiscal_year: 2567
title: แผนส่งเสริมคุณธรรม
source: ปก
unit: {name: สำนักตัวอย่าง, department: สำนักงานตัวอย่าง, source: ปก}
total_points: 30
activity_count: 3
batches:
  - id: march
    title: ภายใน ๒๐ มีนาคม
    due: 2024-03-20
    points: 10
    activity_count: 1
    source: ตารางที่ ๑
  - id: june-30
    title: ภายใน ๓๐ มิถุนายน
    due: 2024-06-30
    points: 20
    activity_count: 2
    source: ตารางที่ ๒
groups:
  - id: planning
    name: คณะทำงานด้านแผนงานและติดตามประเมินผล
    short_name: แผนฯ
    duties: [{text: จัดทำแผน, source: คำสั่ง ๒)}]
    roles: [{office: กลุ่มงานพัสดุ, seat: หัวหน้าคณะทำงาน, source: คำสั่ง ๒)}]
    source: คำสั่ง (๒)
  - id: campaign
    name: คณะทำงานด้านการจัดกิจกรรมรณรงค์
    short_name: กิจกรรมฯ
    duties: [{text: จัดกิจกรรม, source: คำสั่ง ๔)}]
    roles: [{office: กลุ่มงานพัสดุ, seat: หัวหน้าคณะทำงาน, source: คำสั่ง ๔)}]
    source: คำสั่ง (๔)
committee:
  name: คณะกรรมการส่งเสริม
  duties: [{text: กำกับ, source: คำสั่ง ๑}]
  roles: [{office: รองเลขาธิการ, seat: ประธาน, source: คำสั่ง ๑}]
  source: คำสั่ง ๑
notes: [{number: 1, text: ผู้นำเข้าร่วมประชุม, counts_for_award: true, source: หมายเหตุ ๑}]
forms:
  - id: summary
    title: แบบสรุป
    formats: [docx, pdf]
    delivery: [flash-drive]
    due: [2024-06-30]
    activities: [2]
    source: แบบที่ ๑
    blocks:
      - id: head
        title: จำนวน ..... คน มี ☐ ไม่มี ☐
        blanks: [1.signed#people]
        boxes: [rubric.planned, "complete:2"]
        activities: [1]
        source: แบบที่ ๑ ส่วนหัว
virtues: [{name: พอเพียง, meaning: ไม่โลภ, source: คุณธรรม ๕ ประการ}]
declaration: {title: ประกาศ, lines: [เราจะทำดี], source: ประกาศ}
dos: [{number: 1, text: ตรงเวลา, source: DO's ๑}]
donts: [{number: 1, text: ไม่ทุจริต, source: Don'ts ๑}]
knowledge_outputs: [{activity: 2, title: การขยายเครือข่าย, kind: knowledge, source: สรุป}]
ladder:
  rungs:
    - {days_before: 7, audience: [members], source: kamnot}
    - {days_before: 0, audience: [members, head], source: kamnot}
  overdue: {every_days: 7, audience: [members, director], source: kamnot}
  source: kamnot
points_policy: {id: default, title: ส่งช้าได้คะแนน, late: full, partial: parts, source: kamnot}
review_policy: {reviewers: [planning], source: kamnot}
rubric:
  title: การประเมินองค์กรคุณธรรม
  due: 2024-07-30
  source: เกณฑ์
  figures:
    - {id: signed, title: ร้อยละผู้ร่วมประกาศ, kind: share, derived_from: 1.signed, source: เกณฑ์ ๑}
    - {id: goals, title: จำนวนเป้าหมาย, kind: count, source: เกณฑ์ ๒}
    - {id: planned, title: มีแผน, kind: yes-no, derived_from: "complete:2", source: เกณฑ์ ๓}
    - {id: climate, title: บรรยากาศดีขึ้น, kind: yes-no, source: เกณฑ์ ๗}
    - {id: success, title: ร้อยละผลสำเร็จ, kind: share, derived_from: completion, source: เกณฑ์ ๔}
  criteria:
CRITERIA
  levels:
    - {level: 1, name: ส่งเสริม, text: ข้อ ๑-๓, criteria: 3, each: 1, total: 6, source: ระดับ ๑}
    - {level: 2, name: พัฒนา, text: ข้อ ๑-๖, criteria: 6, each: 2, total: 14, source: ระดับ ๒}
    - {level: 3, name: ต้นแบบ, text: ข้อ ๑-๙, criteria: 9, each: 2, total: 21, source: ระดับ ๓}
  department:
    - {level: 1, name: ส่งเสริม, share: 80%, source: กรม ๑}
    - {level: 2, name: พัฒนา, share: 75%, source: กรม ๒}
    - {level: 3, name: ต้นแบบ, share: 70%, source: กรม ๓}
activities:
  - number: 1
    batch: march
    title: การประกาศเจตนารมณ์
    steps: [ประชุม, ลงนาม]
    output: ร้อยละ ๙๐ ลงนาม
    outcome: บุคลากรตระหนัก
    target_group: บุคลากร
    documents: ประกาศ รายงาน
    points: 10
    owner: คณะทำงานด้านแผนฯ
    groups: [planning]
    source: แถว ๑
    readings:
      - field: owner
        printed: คณะกรรมการด้านแผนฯ
        read: คณะทำงานด้านแผนฯ
        why: คำสั่งเรียกคณะทำงาน
        confirmed: false
    requirements:
      - id: declaration
        title: ประกาศเจตนารมณ์
        kind: declaration
        two_people: true
        formats: [pdf]
        source: แถว ๑ ข้อ ๑
      - id: report
        title: รายงานสรุป
        kind: report
        formats: [pdf, docx]
        sections:
          - {id: cover, title: ปก, kind: cover}
          - {id: summary, title: สรุปผล, look_for: [สรุป], optional: true}
        source: แถว ๑ ข้อ ๒
        readings: [{field: title, printed: รายงานสรบ, read: รายงานสรุป}]
    measures:
      - {id: signed, title: ร้อยละผู้ลงนาม, kind: share, at_least: 90%, unit: คน, source: แถว ๑}
  - number: 2
    batch: june-30
    title: องค์ความรู้และคำขวัญ
    output: คำขวัญ
    outcome: เผยแพร่
    target_group: บุคลากร
    documents: รายงาน คำขวัญ
    points: 20
    owner: ทุกคณะ
    groups: [planning, campaign]
    knowledge_output: การขยายเครือข่าย
    source: แถว ๒
    parts:
      - {id: watch, title: เฝ้าระวัง, points: 10, source: แถว ๒}
      - {id: slogan, title: คำขวัญ, points: 10, source: แถว ๒}
    requirements:
      - {id: report, title: รายงาน, kind: report, formats: [pdf], part: watch, source: แถว ๒}
      - {id: slogan, title: คำขวัญ, kind: slogan, formats: [pdf], part: slogan, source: แถว ๒}
    measures:
      - {id: stories, title: เรื่องเล่า, kind: count, at_least: 10, unit: เรื่อง, source: แถว ๒}
  - number: 3
    batch: june-30
    title: รายงานไตรมาส
    output: รายงาน
    outcome: ส่งทัน
    target_group: คณะกรรมการ
    documents: รายงาน
    points: null
    owner: คณะทำงานด้านแผนฯ
    groups: [planning]
    source: แถว ๓
    requirements:
      - {id: report, title: รายงาน, kind: report, formats: [pdf], source: แถว ๓}
"""

_BANDS = {
    1: (
        "[{figure: signed, at_least: 80%}]",
        "[{figure: signed, at_least: 60%, below: 80%}]",
        "[{figure: signed, at_least: 40%, below: 60%}]",
    ),
    2: (
        "[{figure: goals, at_least: 5}]",
        "[{figure: goals, at_least: 3}]",
        "[{figure: goals, at_least: 2}]",
    ),
    7: (
        "[{figure: success, at_least: 90%}, {figure: climate, at_least: true}]",
        "[{figure: success, at_least: 80%, below: 90%}, {figure: climate, at_least: true}]",
        "[{figure: success, at_least: 70%, below: 80%}]",
    ),
}
_OTHER_BANDS = (
    "[{figure: planned, at_least: true}, {figure: goals, at_least: 2}]",
    "[{figure: planned, at_least: true}, {figure: goals, at_least: 1}]",
    "[{figure: planned, at_least: true}]",
)


def _criterion(number: int) -> str:
    bands = (*_BANDS.get(number, _OTHER_BANDS), "[]")
    lines = [f"    - number: {number}", f"      title: ข้อ {number}", f"      source: ข้อ {number}"]
    lines.append("      bands:")
    lines += [
        f"        - {{score: {3 - i}, text: เกณฑ์ {3 - i}, conditions: {c}, source: ข้อ {number}}}"
        for i, c in enumerate(bands)
    ]
    return "\n".join(lines)


SMALL_PLAN = PLAN_TEXT.replace("CRITERIA", "\n".join(_criterion(n) for n in range(1, 10)))
"""The whole plan as one YAML text."""


def small_data() -> dict[str, Any]:
    """The small plan as fresh plain data, free to be changed."""
    data: dict[str, Any] = yaml.safe_load(SMALL_PLAN)
    return data


def small_plan() -> Plan:
    """The small plan, parsed."""
    return Plan.model_validate(small_data())


def write_small_plan(folder: Path, old: str = "", new: str = "") -> Path:
    """Write the small plan as `plan.yaml`, with `old` replaced by `new` once; returns the file.

    Raises ValueError when `old` is not there exactly once, so that no test breaks nothing.
    """
    if old and SMALL_PLAN.count(old) != 1:
        raise ValueError(f"{old!r} occurs {SMALL_PLAN.count(old)} times")
    path = folder / "plan.yaml"
    path.write_text(SMALL_PLAN.replace(old, new) if old else SMALL_PLAN, encoding="utf-8")
    return path
