"""Re-proves everything of plans/2567 that is not an activity against the printed text itself.

Each value has its readings put back and is compared with its own place in source.txt, letter by
letter under `match_key` (spaces, punctuation and the script of digits do not count, words do).
source.txt begins inside Part 1; what comes before it is source-front.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from domain.language.days import parse_date
from domain.language.thai import arabic_digits, match_key
from domain.plan.model import (
    Activity,
    Band,
    Batch,
    Committee,
    Condition,
    Criterion,
    DepartmentLevel,
    Form,
    FormBlock,
    Level,
    MeasureKind,
    Node,
    Plan,
    Reading,
    WorkingGroup,
)

FOLDER = Path(__file__).parents[2] / "plans" / "2567"
SOURCE = (FOLDER / "source.txt").read_text(encoding="utf-8")
FRONT = (FOLDER / "source-front.txt").read_text(encoding="utf-8")
FILES = ("plan.yaml", "groups.yaml", "rubric.yaml", "forms.yaml", "book.yaml")


class PlanWithoutActivities(Plan):
    """The plan as these files hold it; unknown keys are still refused."""

    activities: tuple[Activity, ...] = ()


def _load() -> PlanWithoutActivities:
    values: dict[str, Any] = {}
    for name in FILES:
        part = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
        assert not values.keys() & part.keys(), f"{name} repeats a key of another file"
        values |= part
    return PlanWithoutActivities.model_validate(values)


PLAN = _load()


# --- the printed side -------------------------------------------------------------------------


def key(text: str) -> str:
    """Fold a text without its layout tags (`<p>`, `<ul>`, `<u>`)."""
    return match_key(re.sub(r"<[^>]+>", " ", text))


SOURCE_KEY = key(f"{FRONT} {SOURCE}")


def between(start: str, end: str | None, text: str = SOURCE) -> str:
    """The printed text from `start` up to `end`; ValueError when one is not there."""
    begin = text.index(start)
    return text[begin : text.index(end, begin + len(start))] if end else text[begin:]


def rows_of(text: str, columns: int) -> dict[int, list[str]]:
    """Rows of a tab table by number; a row without a number continues the one before it."""
    rows: dict[int, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) < columns or cells[0].startswith(("ข้อ", "ลำดับ")) or cells[2] == "๓":
            continue  # running text and the headers that each page repeats
        if number := re.fullmatch(r"([๐-๙]+)\.?", cells[0].strip()):
            current = rows.setdefault(int(arabic_digits(number[1])), [""] * columns)
        assert current is not None
        current[:] = [f"{a} {b}" for a, b in zip(current, cells, strict=False)]
    return rows


def numbered(text: str, mark: str) -> list[str]:
    """Paragraphs that begin with a Thai number and `mark`; a line ending in … announces a page."""
    found: list[str] = []
    for line in (raw.strip().removeprefix("- ") for raw in text.splitlines()):
        if line.endswith("..."):
            continue
        if m := re.match(rf"([๐-๙]+|\d+){re.escape(mark)}\s*(.+)", line):
            assert int(arabic_digits(m[1])) == len(found) + 1, line
            found.append(m[2])
        elif line and found and not line.startswith(("ทั้งนี้", "(", "|", "คำสั่ง")):
            found[-1] += f" {line}"
    return found


def seats(text: str) -> list[tuple[str, str]]:
    """Office and seat of each row of an order's table of members."""
    rows = re.findall(r"^\|\s*[๐-๙]+\.([^|]*)\|([^|\n]*)\|$", text, re.MULTILINE)
    return [(office, seat) for office, seat in rows]


ORDER = between("เรื่อง แต่งตั้งคณะกรรมการขับเคลื่อนองค์กร STRONG", "การประเมิน “องค์กรคุณธรรม”")
GROUP_PLACES = {
    "steering": between("(๑) คณะอำนวยการ ประกอบด้วย", "(๒) คณะทำงาน", ORDER),
    "planning": between("(๒) คณะทำงาน", "(๓) คณะทำงาน", ORDER),
    "selection": between("(๓) คณะทำงาน", "(๔) คณะทำงาน", ORDER),
    "campaign": between("(๔) คณะทำงาน", "สั่ง ณ วันที่", ORDER),
}
COMMITTEE_PLACE = between("คำสั่งสำนักงานเลขาธิการวุฒิสภา\nที่ ๑๕๒๕", "สั่ง ณ วันที่")
RUBRIC_ROWS = rows_of(
    between("๔. เกณฑ์การประเมินองค์กรคุณธรรม", "แบบสรุปการดำเนินกิจกรรมตามคุณธรรมเป้าหมาย"), 6
)
LEVEL_PLACE = between("ระดับที่ ๑ องค์กรส่งเสริมคุณธรรม เป็น", "ส่วนที่ ๒ องค์กรระดับกรม")
DEPARTMENT_PLACE = between("ส่วนที่ ๒ องค์กรระดับกรม", "๔. เกณฑ์การประเมิน")
FORM_PLACES = {
    "dos-donts": between("แบบสรุปการดำเนินกิจกรรม", "ชื่อองค์กร (สำนัก/กลุ่มตรวจสอบภายใน)"),
    "level-3-report": between("แบบสรุปการดำเนินกิจกรรม", "รายละเอียดในการรายงานองค์"),
    "assessment-report": between("รายละเอียดในการรายงานองค์", "แบบรายงานผลการดำเนินการตามแผน"),
    "integrated-plan-report": between("แบบรายงานผลการดำเนินการตามแผน", None),
}
TABLES = {
    batch.id: between(
        batch.title,
        PLAN.batches[i + 1].title if i + 1 < len(PLAN.batches) else "หมายเหตุ : ๑)",
    )
    for i, batch in enumerate(PLAN.batches)
}


# --- our side with the readings put back ------------------------------------------------------


def printed(node: Node, field: str, text: str | None = None) -> str:
    """The field as the source prints it: what was read becomes what stands there."""
    value = getattr(node, field) if text is None else text
    assert isinstance(value, str)
    for reading in node.readings:
        if reading.field == field:
            value = value.replace(reading.read, reading.printed)
    return value


def nodes(value: Any, path: str = "plan") -> Iterator[tuple[str, Node]]:
    """Every node of the plan with its address."""
    if isinstance(value, Node):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from nodes(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from nodes(item, f"{path}[{i}]")


NODES = dict(nodes(PLAN))
READINGS = [(path, node, reading) for path, node in NODES.items() for reading in node.readings]


def strings(value: object) -> list[str]:
    """The texts of a field: itself, or its lines; none for a date."""
    items = value if isinstance(value, tuple) else (value,)
    return [item for item in items if isinstance(item, str)]


# --- groups and committee ---------------------------------------------------------------------

BODIES: list[tuple[str, WorkingGroup | Committee, str, str]] = [
    *((group.id, group, GROUP_PLACES[group.id], ")") for group in PLAN.groups),
    ("committee", PLAN.committee, COMMITTEE_PLACE, "."),
]
BODY_IDS = [body[0] for body in BODIES]
STAND_INS = {"บุคลากรของสำนัก", "บุคคลที่คำสั่งระบุชื่อ"}
"""What our data says where the order names a person; source.txt has the name blanked."""


@pytest.mark.parametrize(("_id", "body", "place", "mark"), BODIES, ids=BODY_IDS)
def test_duties_are_those_of_the_order_and_none_is_left_out(
    _id: str, body: WorkingGroup | Committee, place: str, mark: str
) -> None:
    expected = numbered(place[place.index("ดังนี้", place.index("หน้าที่")) :], mark)

    assert [key(printed(d, "text")) for d in body.duties] == [key(text) for text in expected]


@pytest.mark.parametrize(("_id", "body", "place", "_mark"), BODIES, ids=BODY_IDS)
def test_seats_are_those_of_the_order_without_names(
    _id: str, body: WorkingGroup | Committee, place: str, _mark: str
) -> None:
    expected = seats(place)

    assert len(body.roles) == len(expected) > 0
    for role, (office, seat) in zip(body.roles, expected, strict=True):
        assert key(printed(role, "seat")) == key(seat)
        if "ชื่อบุคคล" in office:
            assert role.office in STAND_INS
        else:
            assert key(printed(role, "office")) == key(office)


@pytest.mark.parametrize("group", PLAN.groups, ids=lambda g: g.id)
def test_group_names_stand_in_the_order_and_short_names_in_the_tables(group: WorkingGroup) -> None:
    heading = GROUP_PLACES[group.id].split("ประกอบด้วย")[0]
    owners = {key(row[-1]) for table in TABLES.values() for row in rows_of(table, 8).values()}

    assert key(re.sub(r"^\([๑-๔]\)", "", heading)) == key(printed(group, "name"))
    assert any(key(group.short_name) in owner for owner in owners)


def test_committee_is_named_by_its_order() -> None:
    assert key(f"แต่งตั้ง{PLAN.committee.name} ตามที่") in key(COMMITTEE_PLACE)


# --- rubric -----------------------------------------------------------------------------------

BANDS = [(criterion, band) for criterion in PLAN.rubric.criteria for band in criterion.bands]
BAND_IDS = [f"criterion-{c.number}-score-{b.score}" for c, b in BANDS]
KINDS = {figure.id: figure.kind for figure in PLAN.rubric.figures}


def test_the_rubric_has_nine_criteria_with_four_bands_best_first() -> None:
    assert [c.number for c in PLAN.rubric.criteria] == list(range(1, 10)) == sorted(RUBRIC_ROWS)
    assert [b.score for _, b in BANDS] == [3, 2, 1, 0] * 9
    assert key(PLAN.rubric.title) in SOURCE_KEY


@pytest.mark.parametrize("criterion", PLAN.rubric.criteria, ids=lambda c: f"criterion-{c.number}")
def test_criterion_title_is_the_printed_cell(criterion: Criterion) -> None:
    assert key(printed(criterion, "title")) == key(RUBRIC_ROWS[criterion.number][1])


@pytest.mark.parametrize(("criterion", "band"), BANDS, ids=BAND_IDS)
def test_band_text_is_the_printed_cell(criterion: Criterion, band: Band) -> None:
    cell = RUBRIC_ROWS[criterion.number][2 + 3 - band.score]

    assert key(printed(band, "text")) == key(cell)


def numbers_in(text: str) -> tuple[Fraction | int | None, Fraction | int | None]:
    """Lower end and open upper end that a band's words give; `๖๐ - ๗๙.๙๙%` ends below 80 %."""
    plain = arabic_digits(text)
    if m := re.search(r"(\d+) - (\d+)\.99%", plain):
        return Fraction(int(m[1]), 100), Fraction(int(m[2]) + 1, 100)
    if m := re.search(r"(\d+)% ขึ้นไป", plain):
        return Fraction(int(m[1]), 100), None
    if m := re.search(r"(?<!ไม่)น้อยกว่า (\d+)%", plain):
        return None, Fraction(int(m[1]), 100)
    if m := re.search(r"ไม่น้อยกว่า (\d+) (?:เรื่อง|รูปแบบ|ช่องทาง)", plain):
        return int(m[1]), None
    return None, None


def numeric(band: Band) -> list[Condition]:
    """The conditions of a band on shares and counts."""
    return [c for c in band.conditions if KINDS[c.figure] is not MeasureKind.YES_NO]


@pytest.mark.parametrize(("criterion", "band"), BANDS, ids=BAND_IDS)
def test_band_numbers_are_those_of_its_text(criterion: Criterion, band: Band) -> None:
    low, high = numbers_in(band.text)
    conditions = numeric(band)

    if low is None:
        assert not conditions
        if high is not None:  # band 0 is "less than" the lowest band's lower end
            assert high == numeric(criterion.bands[2])[0].at_least
        return
    assert [c.at_least for c in conditions] == [low]
    if high is not None:
        assert conditions[0].below == high


@pytest.mark.parametrize("criterion", PLAN.rubric.criteria, ids=lambda c: f"criterion-{c.number}")
def test_bands_meet_without_gap_or_overlap(criterion: Criterion) -> None:
    upper: Condition | None = None
    for condition in (c for band in criterion.bands for c in numeric(band)):
        assert condition.below == (upper.at_least if upper else None)
        upper = condition


@pytest.mark.parametrize("criterion", PLAN.rubric.criteria, ids=lambda c: f"criterion-{c.number}")
def test_a_better_band_asks_for_all_that_a_lower_one_asks(criterion: Criterion) -> None:
    asked = [{c.figure for c in band.conditions} for band in criterion.bands]

    assert asked[3] == set()
    assert asked[0] >= asked[1] >= asked[2] > asked[3]


@pytest.mark.parametrize(("criterion", "band"), BANDS, ids=BAND_IDS)
def test_conditions_use_known_figures_in_their_own_kind(criterion: Criterion, band: Band) -> None:
    expected = {MeasureKind.SHARE: Fraction, MeasureKind.COUNT: int, MeasureKind.YES_NO: bool}

    for condition in band.conditions:
        assert type(condition.at_least) is expected[KINDS[condition.figure]]
    assert bool(band.conditions) == (band.score > 0)


def test_no_figure_is_unused() -> None:
    assert set(KINDS) == {c.figure for _, band in BANDS for c in band.conditions}


def test_levels_are_printed_so_and_nothing_else() -> None:
    ours = "".join(f"ระดับที่ {x.level} {x.name} {printed(x, 'text')}" for x in PLAN.rubric.levels)

    assert key(ours) == key(LEVEL_PLACE)


@pytest.mark.parametrize("level", PLAN.rubric.levels, ids=lambda x: f"level-{x.level}")
def test_level_numbers_are_those_of_its_text(level: Level) -> None:
    m = re.search(
        r"ข้อ 1 - (\d+) ทุกข้อ ไม่น้อยกว่าข้อละ (\d+) คะแนน รวมแล้วไม่น้อยกว่า (\d+) คะแนน",
        arabic_digits(level.text),
    )

    assert m is not None
    assert (level.criteria, level.each, level.total) == (int(m[1]), int(m[2]), int(m[3]))


@pytest.mark.parametrize("level", PLAN.rubric.department, ids=lambda x: f"level-{x.level}")
def test_department_share_is_printed_so(level: DepartmentLevel) -> None:
    place = arabic_digits(DEPARTMENT_PLACE)
    m = re.search(rf"ระดับที่ {level.level} (\S+) .*?จำนวนไม่น้อยกว่า (\d+)%", place)

    assert m is not None
    assert (level.name, level.share) == (m[1], Fraction(int(m[2]), 100))


# --- batches, knowledge outputs, notes --------------------------------------------------------


@pytest.mark.parametrize("batch", PLAN.batches, ids=lambda b: b.id)
def test_batch_due_count_and_points_are_those_of_its_table(batch: Batch) -> None:
    rows = rows_of(TABLES[batch.id], 7)
    last = [re.findall(r"([๐-๙]+)\s+คะแนน", row[6]) for row in rows.values()]
    points = sum(int(arabic_digits(cell[-1])) for cell in last if cell) or None

    assert parse_date(batch.title.removeprefix("กำหนดส่ง "), 2567) == batch.due
    assert batch.activity_count == len(rows)
    assert batch.points == points


def test_totals_are_the_sums_of_the_batches() -> None:
    assert sum(b.points or 0 for b in PLAN.batches) == PLAN.total_points == 375
    assert sum(b.activity_count for b in PLAN.batches) == PLAN.activity_count
    assert key(f"ประกอบด้วย {PLAN.activity_count} กิจกรรม") in SOURCE_KEY


def test_knowledge_outputs_are_the_printed_list() -> None:
    papers = re.findall(r"ผลลัพธ์ในข้อ ([๐-๙]+) องค์ความรู้ เรื่อง (.+)", SOURCE)
    clip = re.findall(r"ผลลัพธ์เกี่ยวกับคลิป\s+เรื่อง (.+)", SOURCE)
    ours = [(k.activity, key(k.title)) for k in PLAN.knowledge_outputs if k.kind == "knowledge"]
    clips = [k for k in PLAN.knowledge_outputs if k.kind == "clip"]

    assert ours == [(int(arabic_digits(n)), key(title)) for n, title in papers]
    assert [key(k.title) for k in clips] == [key(title) for title in clip]
    assert key(clips[0].title) in key(rows_of(TABLES["june-20"], 8)[clips[0].activity][1])


def test_notes_are_printed_so_and_nothing_else() -> None:
    ours = "หมายเหตุ : " + " ".join(f"{n.number}) {printed(n, 'text')}" for n in PLAN.notes)

    assert key(ours) == key(between("หมายเหตุ : ๑)", "ภาคผนวก"))


def test_the_notes_that_count_say_so() -> None:
    assert {note.counts_for_award for note in PLAN.notes} == {True, False}
    for note in PLAN.notes:
        assert note.counts_for_award == ("นับเป็นคะแนนพิจารณาสำนักดีเด่น" in note.text)


# --- declaration, virtues, conduct ------------------------------------------------------------


def test_the_declaration_is_printed_so_and_nothing_else() -> None:
    ours = " ".join((PLAN.declaration.title, *PLAN.declaration.lines))

    assert len(PLAN.declaration.lines) == 3
    assert key(ours) == key(between("ปฏิญญาคุณธรรม สำนักการคลัง", "\nคุณธรรมเป้าหมาย"))


def test_the_virtues_and_their_meanings_are_those_of_row_two() -> None:
    cell = rows_of(TABLES["march"], 8)[2][1]
    expected = [key(part) for part in cell.split("▶") if "หมายถึง" in part]
    ours = [key(f"{v.name} หมายถึง {printed(v, 'meaning')}") for v in PLAN.virtues]

    assert len(ours) == 5
    assert ours == expected


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        pytest.param(PLAN.dos, "Do's", "Don'ts", id="dos"),
        pytest.param(PLAN.donts, "Don'ts", "คณะทำงานขับเคลื่อน", id="donts"),
    ],
)
def test_conduct_is_the_printed_list(lines: Any, start: str, end: str) -> None:
    expected = numbered(between(start, end, between("คุณธรรมเป้าหมาย\n\nDo's", "ส่วนที่ ๒")), ".")

    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert [key(printed(line, "text")) for line in lines] == [key(text) for text in expected]


# --- forms ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", PLAN.forms, ids=lambda f: f.id)
def test_form_title_is_printed_so(form: Form) -> None:
    assert key(printed(form, "title")) in key(FORM_PLACES[form.id])


@pytest.mark.parametrize("form", PLAN.forms, ids=lambda f: f.id)
def test_form_instructions_are_printed_in_this_order(form: Form) -> None:
    place, position = key(FORM_PLACES[form.id]), 0

    assert form.text
    for line in form.text:
        wanted = key(printed(form, "text", line))
        found = place.find(wanted, position)
        assert found >= 0, line
        position = found + len(wanted)


@pytest.mark.parametrize("form", PLAN.forms, ids=lambda f: f.id)
def test_form_is_due_with_the_activities_that_it_serves(form: Form) -> None:
    dues: list[date] = [
        batch.due
        for batch in PLAN.batches
        for number in rows_of(TABLES[batch.id], 7)
        if number in form.activities
    ]

    assert list(form.due) == dues


FORM_BLOCKS = [(form, block) for form in PLAN.forms for block in form.blocks]


def _without_boxes(text: str) -> str:
    return text.replace("☐", " ")


@pytest.mark.parametrize(
    ("form", "block"), FORM_BLOCKS, ids=[f"{f.id}-{b.id}" for f, b in FORM_BLOCKS]
)
def test_form_block_is_printed_so_and_in_this_order(form: Form, block: FormBlock) -> None:
    place, position = key(FORM_PLACES[form.id]), 0
    pieces = [
        ("title", block.title),
        *(("columns", column) for column in block.columns),
        *(("lines", line) for line in block.lines),
    ]

    for field, text in pieces:
        wanted = key(_without_boxes(printed(block, field, text)))
        found = place.find(wanted, position)
        assert found >= 0, text
        position = found + len(wanted)


def test_the_nine_criteria_of_the_level_3_report_are_printed_whole_and_in_order() -> None:
    form = PLAN.form_by_id["level-3-report"]
    rows = rows_of(between("ที่ตั้งเลขที่", "ลงชื่อ", FORM_PLACES[form.id]), 4)

    blocks = [form.block(str(n)) for n in range(1, 10)]
    ours = [
        key(
            _without_boxes(
                " ".join((printed(b, "title"), *(printed(b, "lines", t) for t in b.lines)))
            )
        )
        for b in blocks
    ]

    assert ours == [key(cells[1]) for cells in rows.values()]


def test_the_assessment_report_prints_the_rubric_s_criteria_and_bands_of_three() -> None:
    rows = rows_of(between("๓. การดำเนินการตาม", "ผู้รายงาน", FORM_PLACES["assessment-report"]), 6)
    otherwise = {
        "พัฒนาการทบทวน": "พัฒนามีการทบทวน",
        "สภาพแวดล้อมที่เอื้อต่อการเปลี่ยนแปลง": "สภาพแวดล้อมเปลี่ยนแปลง",
        "การโฆษณาสื่อออนไลน์": "การโฆษณาบนสื่อออนไลน์",
        "เพื่อพัฒนาองค์กร": "เพื่อการพัฒนาองค์กร",
    }

    def read(cell: str) -> str:
        text = key(cell)
        for misprint, right in otherwise.items():
            text = text.replace(key(misprint), key(right))
        return text

    assert [read(cells[1]) for cells in rows.values()] == [
        key(c.title) for c in PLAN.rubric.criteria
    ]
    assert [read(cells[2]) for cells in rows.values()] == [
        read(printed(c.bands[0], "text")) for c in PLAN.rubric.criteria
    ]


@pytest.mark.parametrize("batch", PLAN.batches, ids=lambda b: b.id)
def test_the_column_of_points_is_headed_so(batch: Batch) -> None:
    heads = {
        key(cell).replace("คิดเด่น", "ดีเด่น")
        for line in TABLES[batch.id].splitlines()
        if line.startswith("ลำดับ")
        for cell in line.split("\t")
        if cell.startswith("คะแนน")
    }

    assert heads == ({key(batch.points_column)} if batch.points_column else set())


# --- readings and sources ---------------------------------------------------------------------


def test_the_title_is_printed_over_part_two() -> None:
    assert key(PLAN.title).removeprefix("แผน") in SOURCE_KEY
    assert key(f"{PLAN.unit.name} เป็นหน่วยงานในสังกัด{PLAN.unit.department}") in SOURCE_KEY


@pytest.mark.parametrize(
    ("path", "node", "reading"),
    READINGS,
    ids=[f"{path}:{reading.printed[:20]}" for path, _, reading in READINGS],
)
def test_every_reading_is_of_printed_words_and_is_used(
    path: str, node: Node, reading: Reading
) -> None:
    texts = strings(getattr(node, reading.field))

    assert key(reading.printed) in SOURCE_KEY
    if texts:
        assert any(reading.read in text for text in texts)
    else:  # a date: what we read instead must be printed elsewhere
        assert key(reading.read) in SOURCE_KEY
    if reading.printed == reading.read:
        assert reading.why
        assert not reading.confirmed


@pytest.mark.parametrize(("path", "node"), NODES.items(), ids=NODES.keys())
def test_every_node_says_in_thai_where_it_comes_from(path: str, node: Node) -> None:
    assert re.search(r"[ก-ฮ]", node.source), path


@pytest.mark.parametrize("name", FILES)
def test_no_person_is_named(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert not re.search(r"นางสาว|(?<![ก-๙])นา[งย]\s*[ก-ฮเ-ไ]|สิบเอก", text)


WORDS = [
    *(("duty", d, "text") for _, body, _, _ in BODIES for d in body.duties),
    *(("band", b, "text") for _, b in BANDS),
    *(("virtue", v, "meaning") for v in PLAN.virtues),
]


@pytest.mark.parametrize(
    ("_kind", "node", "field"), WORDS, ids=[f"{kind}-{i}" for i, (kind, _, _) in enumerate(WORDS)]
)
def test_a_text_with_a_letter_changed_would_not_pass(_kind: str, node: Node, field: str) -> None:
    """Guards the proof itself: folding must not swallow a wrong word."""
    text = printed(node, field)
    middle = next(i for i in range(len(text) // 2, len(text)) if "ก" <= text[i] <= "ฮ")
    changed = text[:middle] + ("ข" if text[middle] != "ข" else "ค") + text[middle + 1 :]

    assert key(changed) != key(text)
    assert key(changed) not in SOURCE_KEY
