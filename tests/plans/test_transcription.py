"""The 38 activities of the plan stand in the printed text, word for word.

`plans/2567/source.txt` is the text as it was read from paper, names put aside. Each activity is put
back to the printed wording through its `readings` and compared with the cells of its own row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.language.days import parse_date
from domain.language.thai import match_key, thai_digits
from domain.plan.model import (
    Activity,
    Delivery,
    EvidenceKind,
    EvidenceRequirement,
    MeasureRequirement,
    Reading,
    SectionKind,
)

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "plans" / "2567"
SCAN = ROOT.parent / "shared" / "source" / "plan-2567.txt"
NUMBERS = range(1, 39)

PROJECT, OUTPUT, OUTCOME, TARGET, DOCUMENTS, POINTS, OWNER = (
    "โครงการ/กิจกรรม", "ผลผลิต", "ผลลัพธ์", "กลุ่มเป้าหมาย", "เอกสารที่ต้องจัดส่ง",
    "คะแนน", "ผู้รับผิดชอบ",
)  # fmt: skip
COLUMN_OF = {
    "title": PROJECT, "steps": PROJECT, "output": OUTPUT, "outcome": OUTCOME,
    "target_group": TARGET, "documents": DOCUMENTS, "points": POINTS, "owner": OWNER,
}  # fmt: skip
ROWS_WITHOUT_TITLE = (1, 33)
"""Rows that are a list without a heading: their title is taken from the list and stands in it."""
EXACT_FIELDS = ("output", "outcome", "target_group", "documents", "owner")

BATCH_OF = {
    "2024-03-20": "march",
    "2024-06-20": "june-20",
    "2024-06-30": "june-30",
    "2024-07-30": "july",
    "2024-09-20": "september",
}
GROUPS_OF = {
    "ด้านกิจกรรมฯ": ("campaign",),
    "ด้านแผนฯ": ("planning",),
    "ด้านการคัดเลือกข้าราชการฯ": ("selection",),
    "คณะอำนวยการ": ("steering",),
    "ทุกคณะ": ("steering", "planning", "selection", "campaign"),
}
# Words of the documents cells that ask for no part of their own; 19 and 23 explain, 36 says where
# to send.
CONNECTIVES = (
    "ประกอบด้วย", "พร้อม", "สาระสำคัญ", "จัดทำเหมือนการสรุปรายงานโครงการปกติ", "ตามแบบที่กำหนด",
    "แสดงถึงการขับเคลื่อนองค์กรคุณธรรมของสำนัก/กลุ่ม",
    "หรือประเด็นคุณธรรมที่สำคัญ ที่ทำให้สำนัก/กลุ่มได้เป็นองค์กรคุณธรรมต้นแบบ",
    "(เรื่องใดก็ได้ที่เกี่ยวข้องกับคุณธรรม และความโปร่งใส)",
    "(ส่งระบบสารบรรณ ไม่ต้อง Upload ขึ้นศูนย์เรียนรู้ Moral)",
)  # fmt: skip


# --- the printed text --------------------------------------------------------------------------


@dataclass
class Row:
    """One row of the printed tables: its cells by column, its table's heads, its due date."""

    cells: dict[str, str]
    heads: str
    batch: str


def key(text: str) -> str:
    return match_key(re.sub(r"<[^>]+>", " ", text))


def without_item_numbers(text: str) -> str:
    return re.sub(r"(^|[\s>])[๑-๙]\. ", r"\1", text)


def read_rows() -> dict[int, Row]:
    """Parse the tables of Part 2; a row cut by a page goes on in one with an empty number."""
    rows: dict[int, Row] = {}
    heads: list[str] = []
    batch, number = "", 0
    for line in part_two():
        if line.startswith("กำหนดส่ง "):
            batch = BATCH_OF[parse_date(line.removeprefix("กำหนดส่ง "), 2567).isoformat()]
        cells = line.split("\t")
        if cells[0] == "ลำดับ":
            heads = cells
        elif len(cells) > 1:
            assert len(cells) == len(heads) == (7 if batch == "september" else 8), line
            names = [POINTS if head.startswith("คะแนน") else head for head in heads]
            if cells[0]:
                number = int(re.sub(r"\D", "", cells[0]))
                assert number not in rows
                rows[number] = Row(dict.fromkeys(names[1:], ""), "", batch)
            for name, cell in zip(names[1:], cells[1:], strict=True):
                rows[number].cells[name] += " " + cell
            rows[number].heads += " ".join(heads)
    return rows


def part_two() -> list[str]:
    text = (FOLDER / "source.txt").read_text(encoding="utf-8")
    _, _, rest = text.partition("\nส่วนที่ ๒\n")
    return rest.partition("\nหมายเหตุ : ๑)")[0].split("\n")


# --- the transcription -------------------------------------------------------------------------


def load_activities() -> dict[int, Activity]:
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("activities-*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert list(document) == ["activities"]
        found += document["activities"]
    activities = [Activity.model_validate(entry) for entry in found]
    assert [a.number for a in activities] == list(NUMBERS)
    return {a.number: a for a in activities}


ROWS = read_rows()
ACTIVITIES = load_activities()

each_activity = pytest.mark.parametrize(
    "activity", ACTIVITIES.values(), ids=[f"activity-{n}" for n in ACTIVITIES]
)


def printed(text: str, readings: tuple[Reading, ...], field: str) -> str:
    """Put `text` back to the printed wording; a doubt that was not followed changes nothing."""
    for reading in readings:
        if reading.field == field:
            text = text.replace(reading.read, reading.printed)
    return text


def named_columns(source: str, row: Row) -> str:
    """The cells that a source such as `ส่วนที่ ๒ แถว ๗ ช่องผลผลิต` points at."""
    return " ".join(cell for name, cell in row.cells.items() if f"ช่อง{name}" in source)


def printed_points(activity: Activity) -> str:
    if activity.points is None:
        return ""
    if activity.parts:
        (each,) = {part.points for part in activity.parts}
        return thai_digits(f"กิจกรรมละ {each} คะแนน รวม {activity.points} คะแนน")
    return thai_digits(f"{activity.points} คะแนน")


def cell_faults(activity: Activity, row: Row) -> Iterator[str]:
    """Every field of `activity` that differs from its cell."""
    for field in EXACT_FIELDS:
        value = printed(getattr(activity, field), activity.readings, field)
        if key(value) != key(row.cells[COLUMN_OF[field]]):
            yield field
    title = printed(activity.title, activity.readings, "title")
    steps = printed("\n".join(activity.steps), activity.readings, "steps")
    column = key(without_item_numbers(row.cells[PROJECT]))
    if not column.startswith(key(title)):
        yield "title"
    if column != (
        key(title) + key(steps) if activity.number not in ROWS_WITHOUT_TITLE else key(steps)
    ):
        yield "steps"
    if key(printed_points(activity)) != key(row.cells.get(POINTS, "")):
        yield "points"


def requirement_faults(
    activity: Activity, requirement: EvidenceRequirement, row: Row
) -> Iterator[str]:
    """Every title of a requirement that does not stand in the columns that its source names."""
    columns = key(named_columns(requirement.source, row))
    if key(printed(requirement.title, requirement.readings, "title")) not in columns:
        yield requirement.title
    for section in requirement.sections:
        wanted = key(printed(section.title, requirement.readings, "sections"))
        if wanted not in columns and wanted not in key(named_form(requirement.source)):
            yield section.title


def named_form(source: str) -> str:
    """The appended forms that the source of sections points at; empty when it names none."""
    text = (FOLDER / "source.txt").read_text(encoding="utf-8")
    if "แบบรายงานผลการดำเนินการตามแผนบูรณาการ" in source:
        return text[text.index("\nแบบรายงานผลการดำเนินการตามแผนบูรณาการ") :]
    if "แบบในภาคผนวก" in source:
        return text[text.index("\nแบบสรุปการดำเนินกิจกรรมตามคุณธรรมเป้าหมาย") :]
    return ""


def claimed_words(requirement: EvidenceRequirement) -> Iterator[str]:
    """The printed words that a requirement and its sections take from the documents cell."""
    yield printed(requirement.title, requirement.readings, "title")
    if not named_form(requirement.source):  # sections of an appended form claim nothing of the cell
        for section in requirement.sections:
            yield printed(section.title, requirement.readings, "sections")


def unclaimed_words(activity: Activity, row: Row) -> str:
    """What is left of the documents cell once every requirement and section is taken out of it."""
    claimed = [words for r in activity.requirements for words in claimed_words(r)]
    rest = key(row.cells[DOCUMENTS])
    for words in sorted(map(key, (*claimed, *CONNECTIVES)), key=len, reverse=True):
        rest = rest.replace(words, " ")
    return re.sub(r"[\s\d]", "", rest)


def threshold(measure: MeasureRequirement) -> tuple[str, ...]:
    """How the plan prints a measure's threshold; a yes or no is compared with the year before."""
    if measure.at_least is True:
        return ("เพิ่มขึ้น",)
    if isinstance(measure.at_least, Fraction):
        percent = int(measure.at_least * 100)
        return thai_digits(f"{percent}%"), thai_digits(f"ร้อยละ {percent} ")
    return (thai_digits(f" {measure.at_least} {measure.unit}"),)


# --- claims ------------------------------------------------------------------------------------


def test_the_printed_tables_hold_rows_1_to_38() -> None:
    assert list(ROWS) == list(NUMBERS)


@each_activity
def test_every_cell_is_transcribed_whole(activity: Activity) -> None:
    assert list(cell_faults(activity, ROWS[activity.number])) == []


@each_activity
def test_the_owner_is_spelt_as_printed_down_to_its_marks(activity: Activity) -> None:
    owner = printed(activity.owner, activity.readings, "owner")
    cell = re.sub(r"<[^>]+>", "", ROWS[activity.number].cells[OWNER])
    assert owner.replace(" ", "") == cell.replace(" ", "")


@each_activity
def test_responsible_groups_follow_from_the_owner(activity: Activity) -> None:
    expected = [g for words, groups in GROUPS_OF.items() if words in activity.owner for g in groups]
    assert list(activity.groups) == expected


@each_activity
def test_every_requirement_stands_in_the_columns_that_its_source_names(activity: Activity) -> None:
    row = ROWS[activity.number]
    faults = [f for r in activity.requirements for f in requirement_faults(activity, r, row)]
    assert faults == []


@each_activity
def test_requirements_and_sections_leave_nothing_of_the_documents_cell_out(
    activity: Activity,
) -> None:
    assert unclaimed_words(activity, ROWS[activity.number]) == ""


def test_there_are_numbers_and_readings_to_hold_against_the_print() -> None:
    measures = [m for a in ACTIVITIES.values() for m in a.measures]
    readings = [
        r for a in ACTIVITIES.values() for node in nodes_with_readings(a) for r in node.readings
    ]

    assert len(measures) > 20
    assert len(readings) > 30


@each_activity
def test_measures_and_their_thresholds_stand_in_the_columns_named(activity: Activity) -> None:
    for measure in activity.measures:
        title = printed(measure.title, measure.readings, "title")
        assert key(title) in key(named_columns(measure.source, ROWS[activity.number]))
        assert any(words in f" {title}" for words in threshold(measure)), measure.id


@each_activity
def test_halves_are_named_as_printed_and_add_up(activity: Activity) -> None:
    row = ROWS[activity.number]
    for part in activity.parts:
        assert key(part.title) in key(named_columns(part.source, row))
    if activity.parts:
        assert sum(part.points for part in activity.parts) == activity.points
        assert {r.part for r in activity.requirements} == {p.id for p in activity.parts}


def nodes_with_readings(
    activity: Activity,
) -> list[Activity | EvidenceRequirement | MeasureRequirement]:
    return [activity, *activity.requirements, *activity.measures]


def ids(activity: Activity) -> list[str]:
    return [r.id for r in activity.requirements] + [m.id for m in activity.measures]


@each_activity
def test_every_reading_keeps_what_the_row_prints(activity: Activity) -> None:
    row = ROWS[activity.number]
    for node in nodes_with_readings(activity):
        for reading in node.readings:
            place = named_columns(node.source, row)
            if node is activity:
                place = row.cells[COLUMN_OF[reading.field]]
            # The head of a column belongs to its cells where the misprint is in the head.
            assert key(reading.printed) in key(place) or (
                reading.field == "points" and reading.printed in row.heads
            )
            assert reading.why


@each_activity
def test_a_sure_correction_is_in_the_value_and_a_doubt_keeps_or_replaces_it(
    activity: Activity,
) -> None:
    for node in nodes_with_readings(activity):
        for reading in node.readings:
            if reading.field == "points":
                continue  # a number: its head is corrected, not the value
            value = value_text(node, reading.field)
            wanted = {reading.read} if reading.confirmed else {reading.read, reading.printed}
            assert any(words in value for words in wanted), reading


def value_text(node: Activity | EvidenceRequirement | MeasureRequirement, field: str) -> str:
    if field == "steps" and isinstance(node, Activity):
        return "\n".join(node.steps)
    if field == "sections" and isinstance(node, EvidenceRequirement):
        return "\n".join(section.title for section in node.sections)
    return str(getattr(node, field))


@each_activity
def test_sources_name_the_row_of_their_own_activity(activity: Activity) -> None:
    own_row = thai_digits(f"ส่วนที่ ๒ แถว {activity.number}")
    assert activity.source == own_row
    for node in (*activity.requirements, *activity.measures, *activity.parts):
        assert re.match(rf"{own_row} ช่อง", node.source), node.source


@each_activity
def test_the_batch_is_the_one_whose_due_date_heads_the_table(activity: Activity) -> None:
    assert activity.batch == ROWS[activity.number].batch


@each_activity
def test_rows_that_ask_for_pictures_ask_for_photos_of_one_or_two_an_activity(
    activity: Activity,
) -> None:
    asks = any(w in activity.documents for w in ("ภาพประกอบ", "ภาพถ่าย", "รูปประกอบ"))
    photos = [r for r in activity.requirements if r.kind is EvidenceKind.PHOTOS]
    assert [(r.id, r.min_count) for r in photos] == ([("photos", 1)] if asks else [])
    assert all("๑ - ๒ รูป" in r.source for r in photos)


def test_the_note_on_form_1_asks_for_one_or_two_pictures_an_activity() -> None:
    source = (FOLDER / "source.txt").read_text(encoding="utf-8")
    assert "จำนวน ๑ - ๒ รูป/๑ โครงการกิจกรรม" in source


@each_activity
def test_ids_inside_an_activity_are_unique(activity: Activity) -> None:
    assert len(ids(activity)) == len(set(ids(activity)))
    for requirement in activity.requirements:
        sections = [section.id for section in requirement.sections]
        assert len(sections) == len(set(sections))
        covers = [s for s in requirement.sections if s.kind is SectionKind.COVER]
        assert [s.title for s in covers] in ([], ["ปก"])


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "กิจกรรมส่งเสริมการปฎิบัติตามหลักศาสนา"}),
        ("output", {"output": "ร้อยละ ๘๐ ของบุคลากรกลุ่มเป้าหมายเข้าร่วมกิจกรรม"}),
        ("target_group", {"target_group": "บุคลากรสำนักการคลังและงบประมาณ"}),
        ("documents", {"documents": "รายงานสรุปกิจกรรมพร้อมภาพประกอบ"}),
        ("points", {"points": 10}),
        ("owner", {"owner": "คณะทำงานด้านแผนฯ"}),
        ("steps", {"steps": ("ข้อที่ไม่มีในแผน",)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_wrong_word_is_noticed(field: str, change: dict[str, Any]) -> None:
    wrong = ACTIVITIES[9].model_copy(update=change)
    assert field in list(cell_faults(wrong, ROWS[9]))


def test_a_requirement_left_out_is_noticed() -> None:
    activity = ACTIVITIES[5]
    wrong = activity.model_copy(update={"requirements": activity.requirements[:1]})
    assert unclaimed_words(wrong, ROWS[5]) == key("เอกสารหลักฐานที่เกี่ยวข้อง")


@pytest.mark.parametrize(
    ("batch", "count", "points"),
    [("march", 17, 125), ("june-20", 13, 155), ("june-30", 2, 50), ("july", 5, 45)],
)
def test_scored_batches_hold_the_printed_points(batch: str, count: int, points: int) -> None:
    members = [a for a in ACTIVITIES.values() if a.batch == batch]
    assert len(members) == count
    assert sum(a.points or 0 for a in members) == points


def test_the_year_has_375_points_and_activity_38_none() -> None:
    assert sum(a.points or 0 for a in ACTIVITIES.values()) == 375
    assert [a.number for a in ACTIVITIES.values() if a.points is None] == [38]
    assert [a.number for a in ACTIVITIES.values() if a.batch == "september"] == [38]


def test_knowledge_papers_and_the_clip_are_those_that_part_two_promises() -> None:
    promised = dict(re.findall(r"ผลลัพธ์ในข้อ ([๐-๙]+) องค์ความรู้ เรื่อง (.+)", "\n".join(part_two())))
    promised["๑๙"] = next(line for line in part_two() if line.startswith("เรื่อง ")).removeprefix(
        "เรื่อง "
    )
    found = {thai_digits(a.number): a.knowledge_output for a in ACTIVITIES.values()}
    assert {n: title for n, title in found.items() if title} == promised


def test_only_the_memo_stays_off_the_learning_centre() -> None:
    kept_off = [
        f"{a.number}.{r.id}"
        for a in ACTIVITIES.values()
        for r in a.requirements
        if Delivery.LEARNING_CENTRE not in r.delivery
    ]
    assert kept_off == ["36.memo"]


def test_names_that_programs_rely_on_are_there() -> None:
    known = {f"{a.number}.{name}" for a in ACTIVITIES.values() for name in ids(a)}
    assert {"7.report", "7.photos", "1.signed", "2.goals"} <= known


NAME = r"\(?(?:นางสาว|นาย|นาง|สิบเอก )[^\s|.()]+(?: [^\s|()]+)?\)?"
ASIDE = "(ชื่อบุคคล)"


def test_the_printed_text_is_kept_without_personal_names() -> None:
    source = (FOLDER / "source.txt").read_text(encoding="utf-8")
    assert source.count(ASIDE) == 34
    left = re.findall(r"(?:นางสาว|นาง|สิบเอก ?|(?<![ก-๙])นาย)[ก-๙]+", source)
    assert {name for name in left if not name.startswith("นางนพมาศ")} == set()  # a festival's title


@pytest.mark.skipif(
    not SCAN.exists(), reason="optional: the scanned text is not part of the repository"
)
def test_every_line_of_the_source_stands_verbatim_in_the_scan() -> None:
    lines = (FOLDER / "source.txt").read_text(encoding="utf-8").splitlines()
    scan = SCAN.read_text(encoding="utf-8").splitlines()
    start = scan.index(lines[0])
    assert not any(line.strip() for line in scan[start + len(lines) :])
    for line, original in zip(lines, scan[start:], strict=False):
        pattern = re.escape(line).replace(re.escape(ASIDE), NAME)
        assert re.fullmatch(pattern, original), line


def test_what_may_come_in_parts_may_by_the_words_of_its_cell() -> None:
    said = {
        f"{a.number}.{r.id}": r.in_parts in a.documents
        for a in ACTIVITIES.values()
        for r in a.requirements
        if r.in_parts
    }
    assert said == {"4.order": True, "32.report": True}
