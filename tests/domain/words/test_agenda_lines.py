"""What a person reads before confirming a subject."""

from __future__ import annotations

import pytest

from domain.next_year.carry import carry_over
from domain.plan.carried import Subject
from domain.words.agenda_lines import AgendaWriter, place_in_plan
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

DRAFT = carry_over(load_plan([plan_folder(2567)]).plan, 2570)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("subject", Subject)
def test_each_subject_is_written_out_for_every_activity_that_has_it(
    subject: Subject, language: str
) -> None:
    lines = list(AgendaWriter(DRAFT, lambda day: day, language).lines(subject, [1, 33]))
    named = [line for line in lines if line.startswith(("กิจกรรมที่ ", "activity "))]

    assert len(lines) > 1
    assert len(named) == {Subject.DATES: 0, Subject.POINTS: 0, Subject.THRESHOLDS: 1}.get(
        subject, 2
    )


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        (Subject.DATES, "กิจกรรมที่ ๓๓: ๓๐ กรกฎาคม ๒๕๗๐ (วันศุกร์)"),
        (Subject.POINTS, "กิจกรรมที่ ๓๓: ๒๐ คะแนน"),
        (Subject.OWNERS, "กิจกรรมที่ ๓๓: คณะทำงานด้านกิจกรรมฯ"),
    ],
)
def test_one_activity_alone_has_its_own_line(subject: Subject, line: str) -> None:
    assert list(AgendaWriter(DRAFT, lambda day: day, "th").lines(subject, [33], own=False)) == [
        line
    ]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("activities[20].outcome", "กิจกรรมที่ ๒๐ ผลลัพธ์"),
        (
            "activities[20].requirements[report].sections[comparison].title",
            "กิจกรรมที่ ๒๐ หัวข้อในเอกสาร",
        ),
        ("activities[7].steps[0]", "กิจกรรมที่ ๗ ขั้นตอน"),
        ("activities[7].title", "กิจกรรมที่ ๗"),
        ("forms[dos-donts].text[3]", "แบบรายงาน"),
        ("notes[2].text", "หมายเหตุ ๒"),
        ("title", "แผน"),
    ],
)
def test_a_place_in_the_plan_is_called_as_people_call_it(path: str, place: str) -> None:
    assert place_in_plan(path, "th") == place
