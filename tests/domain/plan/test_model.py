"""The plan's values: exact shares in and out, nothing unknown let in, everything found by its id."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.language.errors import KamnotError
from domain.plan.model import (
    Activity,
    CarriedOver,
    Condition,
    Reading,
    exact_share,
    parse_share,
    show_share,
)
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import small_plan

REAL = load_plan([plan_folder(2567)]).plan


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("90%", Fraction(9, 10)),
        (" 90 % ", Fraction(9, 10)),
        ("79.99%", Fraction(7999, 10000)),
        ("0%", Fraction(0)),
        ("100/3%", Fraction(1, 3)),
        ("๙๐%", Fraction(9, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_share_is_read_exactly(text: str | Fraction, share: Fraction) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    "text",
    [
        "90",
        "0.9",
        "-5%",
        "1e3%",
        "%",
        "",
        "90%%",
        "9 0%",
        "1.2/3%",
        "1/0%",
        "๑/๐%",
        "1_0%",
        "1234567%",
        None,
        90,
    ],
)
def test_what_is_no_share_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="expected a share such as 90%"):
        parse_share(text)


WRITTEN = st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,6})?%|[0-9]{1,6}/[1-9][0-9]{0,5}%", fullmatch=True)


@given(WRITTEN.map(parse_share))
def test_a_share_that_could_be_read_can_be_written_and_read_again(share: Fraction) -> None:
    assert parse_share(exact_share(share)) == share


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(9, 10), "90%"),
        (Fraction(1, 3), "33.33%"),
        (Fraction(2, 3), "66.67%"),
        (Fraction(96665, 100000), "96.67%"),
        (Fraction(79995, 100000), "79.99%"),
        (Fraction(99999, 100000), "99.99%"),
        (Fraction(1, 10000), "0.01%"),
        (Fraction(1, 100000), "0.00%"),
        (Fraction(1), "100%"),
    ],
)
def test_a_share_is_shown_with_two_places(share: Fraction, shown: str) -> None:
    assert show_share(share) == shown


@given(st.fractions(0, 1, max_denominator=10**6), st.fractions(0, 1, max_denominator=10**6))
def test_a_share_is_shown_within_a_hundredth_and_on_its_side_of_every_edge(
    share: Fraction, edge: Fraction
) -> None:
    shown = Fraction(show_share(share, [edge]).removesuffix("%")) / 100

    assert abs(share - shown) < Fraction(1, 10_000)
    assert share >= edge or shown < edge
    assert share * 100 >= floor(shown * 100)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("90%", Fraction(9, 10)), (5, 5), (True, True)],
    ids=["a share", "a count", "a yes"],
)
def test_a_threshold_keeps_its_kind_through_a_file(
    written: object, meant: bool | int | Fraction
) -> None:
    condition = Condition.model_validate({"figure": "signed", "at_least": written})

    assert condition.at_least == meant
    assert type(condition.at_least) is type(meant)
    assert condition.model_dump()["at_least"] == written


def test_the_real_plan_is_the_same_when_it_is_written_and_read_again() -> None:
    assert type(REAL).model_validate(REAL.model_dump(mode="json")) == REAL


def test_a_misspelt_key_is_refused_and_not_passed_over() -> None:
    whole = REAL.by_number[1].model_dump(mode="json")

    with pytest.raises(ValidationError, match="owners"):
        Activity.model_validate(whole | {"owners": "กลุ่มงาน"})


def test_nothing_in_a_plan_can_be_changed_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        REAL.by_number[1].points = 99


@pytest.mark.parametrize(
    ("confirmed", "title", "due"),
    [
        pytest.param(True, True, True, id="all of them"),
        pytest.param(False, False, False, id="none"),
        pytest.param(("due",), False, True, id="those that are named"),
        pytest.param((), False, False, id="an empty list"),
    ],
)
def test_a_value_of_last_year_is_confirmed_field_by_field(
    confirmed: bool | tuple[str, ...], *, title: bool, due: bool
) -> None:
    carried = CarriedOver(year=2567, confirmed=confirmed)

    assert (carried.confirms("title"), carried.confirms("due")) == (title, due)


def test_a_reading_is_confirmed_unless_it_says_otherwise() -> None:
    assert Reading(field="owner", printed="ก", read="ข").confirmed


def test_every_activity_is_found_by_its_number_and_in_its_batch_alone() -> None:
    in_batches = [a for batch in REAL.batches for a in REAL.by_batch[batch.id]]

    assert sorted(a.number for a in in_batches) == sorted(REAL.by_number) == list(range(1, 39))
    assert all(a.batch == batch for batch, own in REAL.by_batch.items() for a in own)


def test_a_batch_without_activities_has_an_empty_row() -> None:
    plan = small_plan(activities=small_plan().activities[:2], activity_count=2)

    assert plan.by_batch["june-30"] == ()


def test_a_changed_plan_looks_up_in_its_own_values() -> None:
    plan = small_plan()
    assert plan.batch_by_id["march"].title == "มีนาคม"
    march = plan.batches[0].model_copy(update={"title": "เมษายน"})

    changed = plan.changed(batches=(march, *plan.batches[1:]))

    assert changed.batch_by_id["march"].title == "เมษายน"
    assert plan.batch_by_id["march"].title == "มีนาคม"


def test_no_number_of_the_real_plan_hides_another_under_the_same_id() -> None:
    asked = [
        *(f"{a.number}.{m.id}" for a in REAL.activities for m in a.measures),
        *(f"rubric.{figure.id}" for figure in REAL.rubric.figures),
        *(f"note-{note.number}.{m.id}" for note in REAL.notes for m in note.measures),
    ]

    assert list(REAL.measure_by_id) == asked


def test_a_criterion_names_each_figure_once_in_the_order_of_its_bands() -> None:
    for criterion in REAL.rubric.criteria:
        named = [c.figure for band in criterion.bands for c in band.conditions]

        assert criterion.figures
        assert len(set(criterion.figures)) == len(criterion.figures)
        assert set(criterion.figures) == set(named)
        assert criterion.figures[0] == named[0]


def test_a_part_of_a_form_is_found_by_its_id_and_an_unknown_one_refused() -> None:
    form = next(form for form in REAL.forms if form.blocks)

    assert form.block(form.blocks[-1].id) is form.blocks[-1]
    with pytest.raises(KamnotError, match=f"แบบ {form.id} ไม่มีส่วน “10” โปรดเพิ่มใน forms"):
        form.block("10")


def test_a_group_has_the_plans_name_and_an_unknown_one_its_id() -> None:
    group = REAL.groups[0]
    assert REAL.group_name(group.id) == group.name
    assert REAL.group_name(group.id, short=True) == group.short_name
    assert REAL.group_name("gone") == "gone"


def test_the_texts_of_the_book_count_the_plan_at_hand() -> None:
    plan = REAL
    shorter = plan.changed(
        activities=plan.activities[:20],
        knowledge_outputs=tuple(o for o in plan.knowledge_outputs if o.activity <= 20),
    )
    assert plan.book is not None
    (text,) = plan.book.passage_by_id["overview"].text

    assert "๓๘ กิจกรรม" in plan.with_counts(text)
    assert "จำนวน ๔ เรื่อง และคลิป ๑ เรื่อง" in plan.with_counts(text)
    assert "๒๐ กิจกรรม" in shorter.with_counts(text)
    assert "จำนวน ๑ เรื่อง และคลิป ๑ เรื่อง" in shorter.with_counts(text)
