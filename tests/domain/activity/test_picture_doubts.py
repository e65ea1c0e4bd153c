"""Pictures: not the one of another activity or year, of the activity's days, and a person's word settles it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageFilter

from domain.activity.picture_doubts import ALIKE_WITHIN
from domain.evaluation.evaluator import evaluate
from domain.facts import EvidenceFact, Facts, PictureUse, ReviewFact
from domain.language.ids import RequirementId
from domain.results import Finding, Outcome, WaitsFor
from inspection.media.pictures import fingerprint
from sample.pictures import photo as draw
from tests.support.cast import DUE, UNIT, file, photo, photos, report, small_plan, weekday

PLAN = small_plan()
ONE = photos(min_count=1)
PLAN = small_plan(
    activities=[
        a.model_dump() | {"requirements": [ONE | {"id": "photos"}, report(formats=["pdf", "jpg"])], "parts": []}
        for a in PLAN.activities
    ]
)  # fmt: skip
LATER = DUE + timedelta(days=30)
SHA, OTHER_SHA = "a" * 64, "b" * 64
PRINT = "0f" * 16


def moved(fact: EvidenceFact, requirement: str) -> EvidenceFact:
    return replace(fact, requirement=RequirementId.parse(requirement))


def close(bits: int) -> str:
    """A fingerprint so many bits away from `PRINT`."""
    return f"{int(PRINT, 16) ^ ((1 << bits) - 1):032x}"


def finding(name: str, *files: EvidenceFact, language: str = "th", **more: Any) -> Finding:
    facts = Facts(UNIT, evidence=files, **more)
    result = evaluate(PLAN, facts, LATER, weekday, language=language)
    return next(f for a in result.activities for f in a.findings if f.id == name)


def accepted(item: int, ok: bool = True) -> ReviewFact:
    return ReviewFact(item, 1, ok, "ภาพของสองกิจกรรมในวันเดียวกัน", DUE)


FIRST = photo("1.photos", 1, sha256=SHA, fingerprint=PRINT)
AGAIN = photo("2.photos", 2, sha256=SHA, fingerprint=PRINT)
COPY = photo("2.photos", 2, sha256=OTHER_SHA, fingerprint=close(3))
LAST_YEAR = PictureUse(2566, RequirementId(7, "photos"), "ปีก่อน.jpg", SHA, PRINT)


# The same picture


def test_a_picture_of_another_activity_does_not_count_and_says_where_it_was_used() -> None:
    result = finding("2.photos", FIRST, AGAIN)
    assert result.outcome is Outcome.NOT_MET
    assert result.found == (
        "มี ๐ จาก ๑ ไฟล์; ภาพ-2.jpg เป็นภาพเดียวกับที่ใช้แล้วในกิจกรรมที่ ๑ (ภาพ-1.jpg) จึงไม่นับซ้ำ"
    )
    assert result.remedy.startswith("ส่งภาพอื่นของกิจกรรมนี้อีก ๑ ภาพ")
    assert finding("1.photos", FIRST, AGAIN).outcome is Outcome.MET


def test_a_picture_of_last_year_does_not_count_and_names_the_year() -> None:
    result = finding("1.photos", FIRST, earlier_pictures=(LAST_YEAR,))
    assert result.outcome is Outcome.NOT_MET
    assert "กิจกรรมที่ ๗ ปีงบประมาณ ๒๕๖๖ (ปีก่อน.jpg)" in result.found


def test_the_sentences_read_in_english_too() -> None:
    result = finding("2.photos", FIRST, AGAIN, language="en")
    assert "already used for activity 1 (ภาพ-1.jpg) and is not counted again" in result.found
    assert result.remedy.startswith("Send 1 other picture(s)")


@pytest.mark.parametrize(
    ("files", "more"),
    [
        pytest.param((FIRST, AGAIN), {"reviews": (accepted(2),)}, id="a reviewer accepted it"),
        pytest.param((FIRST, replace(AGAIN, file=1)), {}, id="one file linked on purpose"),
        pytest.param((FIRST, AGAIN), {"reviews": (accepted(1, ok=False),)}, id="the first was returned"),
        pytest.param((moved(FIRST, "2.report"), AGAIN), {}, id="the same activity's report"),
        pytest.param((moved(FIRST, "1.x"), AGAIN), {}, id="the first went to no document"),
        pytest.param((replace(FIRST, received_on=LATER + timedelta(1)), AGAIN), {}, id="the first is not in yet"),
        pytest.param((FIRST, AGAIN, photo("2.photos", 3)), {}, id="another picture is enough"),
    ],
)  # fmt: skip
def test_a_picture_counts_where_nothing_speaks_against_it(
    files: tuple[EvidenceFact, ...], more: dict[str, Any]
) -> None:
    assert finding("2.photos", *files, **more).outcome is Outcome.MET


def test_a_doubted_picture_beside_enough_others_is_told() -> None:
    result = finding("2.photos", FIRST, AGAIN, photo("2.photos", 3))
    assert result.found.startswith("ครบ ๑ ไฟล์: ภาพ-3.jpg; ภาพ-2.jpg เป็นภาพเดียวกับ")
    assert result.remedy == ""


def test_one_picture_twice_in_one_document_counts_once() -> None:
    plan = small_plan()
    pair = (FIRST, moved(AGAIN, "1.photos"))
    result = evaluate(plan, Facts(UNIT, evidence=pair), LATER, weekday)
    shown = result.batch("march").activities[0].findings[0]
    assert shown.outcome is Outcome.NOT_MET
    assert shown.found == "มี ๑ จาก ๒ ไฟล์; ภาพ-2.jpg เป็นภาพเดียวกับ ภาพ-1.jpg จึงนับครั้งเดียว"


def test_a_picture_sent_for_a_report_is_judged_too() -> None:
    copied = moved(AGAIN, "2.report")
    assert "กิจกรรมที่ ๑" in finding("2.report", FIRST, copied).found


def test_the_same_report_for_two_activities_is_no_matter_of_pictures() -> None:
    pair = (file("1.report", sha256=SHA), file("2.report", item=2, sha256=SHA))
    assert finding("2.report", *pair).outcome is Outcome.MET


def test_a_picture_put_right_by_a_new_version_counts() -> None:
    mended = replace(AGAIN, version=2, sha256=OTHER_SHA, fingerprint=None)
    assert finding("2.photos", FIRST, AGAIN, mended).outcome is Outcome.MET


# Pictures that look alike


@pytest.mark.parametrize(
    ("fingerprint", "outcome"),
    [
        pytest.param(PRINT, Outcome.NOT_AVAILABLE, id="recompressed"),
        pytest.param(close(ALIKE_WITHIN), Outcome.NOT_AVAILABLE, id="at the threshold"),
        pytest.param(close(ALIKE_WITHIN + 1), Outcome.MET, id="one bit beyond"),
        pytest.param(None, Outcome.MET, id="no fingerprint"),
        pytest.param("0" * 32, Outcome.MET, id="a blank picture is like no other"),
    ],
)
def test_a_picture_that_looks_like_another_waits_for_a_person(
    fingerprint: str | None, outcome: Outcome
) -> None:
    blank = replace(photo("3.photos", 1), fingerprint="0" * 32)
    result = finding("2.photos", FIRST, blank, replace(COPY, fingerprint=fingerprint))
    waits_for = WaitsFor.REVIEW if outcome is Outcome.NOT_AVAILABLE else None
    assert (result.outcome, result.waits_for) == (outcome, waits_for)
    assert bool(result.remedy) == (outcome is not Outcome.MET)


TURNED = "f" * 32 + close(3)
"""A copy that looks like `PRINT` once it is turned."""


@pytest.mark.parametrize(
    ("first", "copy"),
    [
        pytest.param(PRINT, TURNED, id="the copy knows its other ways"),
        pytest.param("f" * 32 + PRINT, close(3), id="the first knows them"),
        pytest.param(PRINT + "f" * 32, TURNED, id="both know them"),
    ],
)
def test_a_turned_copy_is_a_likeness(first: str, copy: str) -> None:
    one = replace(FIRST, fingerprint=first)
    result = finding("2.photos", one, replace(COPY, fingerprint=copy))
    assert result.outcome is Outcome.NOT_AVAILABLE
    assert "คล้ายกับภาพที่ใช้แล้วในกิจกรรมที่ ๑" in result.found


def test_a_likeness_names_the_other_picture_and_a_reviewer_settles_it() -> None:
    assert "คล้ายกับภาพที่ใช้แล้วในกิจกรรมที่ ๑ (ภาพ-1.jpg)" in finding("2.photos", FIRST, COPY).found
    assert finding("2.photos", FIRST, COPY, reviews=(accepted(2),)).outcome is Outcome.MET
    told = finding("1.photos", COPY, earlier_pictures=(LAST_YEAR,))
    assert told.outcome is Outcome.NOT_MET
    year = finding("2.photos", COPY, earlier_pictures=(LAST_YEAR,))
    assert (year.outcome, "ปีงบประมาณ ๒๕๖๖" in year.found) == (Outcome.NOT_AVAILABLE, True)


# The camera's day


HELD = date(2024, 2, 14)


@pytest.mark.parametrize(
    ("taken_on", "event_date", "outcome"),
    [
        pytest.param(HELD, HELD, Outcome.MET, id="on the day"),
        pytest.param(HELD - timedelta(1), HELD, Outcome.MET, id="the day before"),
        pytest.param(HELD + timedelta(1), HELD, Outcome.MET, id="the day after"),
        pytest.param(HELD - timedelta(2), HELD, Outcome.NOT_AVAILABLE, id="two days before"),
        pytest.param(HELD + timedelta(2), HELD, Outcome.NOT_AVAILABLE, id="two days after"),
        pytest.param(None, HELD, Outcome.MET, id="the camera says nothing"),
        pytest.param(date(2023, 10, 1), None, Outcome.MET, id="first day of the year"),
        pytest.param(date(2023, 9, 30), None, Outcome.NOT_AVAILABLE, id="the year before"),
        pytest.param(DUE, None, Outcome.MET, id="the day it came in"),
        pytest.param(DUE + timedelta(1), None, Outcome.NOT_AVAILABLE, id="after it came in"),
        pytest.param(date(1970, 1, 1), HELD, Outcome.MET, id="a clock at zero"),
        pytest.param(date(1980, 3, 5), HELD, Outcome.MET, id="decades before the plan"),
        pytest.param(date(2000, 1, 1), None, Outcome.MET, id="a camera out of its box"),
        pytest.param(date(2019, 1, 1), HELD, Outcome.MET, id="New Year's Day of the camera's year"),
        pytest.param(date(2019, 1, 2), HELD, Outcome.NOT_AVAILABLE, id="an old picture"),
        pytest.param(
            date(2024, 1, 1), HELD, Outcome.NOT_AVAILABLE, id="New Year's Day of this year"
        ),
        pytest.param(date(2036, 2, 7), HELD, Outcome.MET, id="a year that has not come"),
        pytest.param(date(2567, 2, 14), HELD, Outcome.MET, id="a Buddhist year unread"),
    ],
)
def test_a_picture_is_of_the_activitys_days(
    taken_on: date | None, event_date: date | None, outcome: Outcome
) -> None:
    held = file("1.report", item=9, event_date=event_date)
    elsewhere = file("2.report", item=8, event_date=date(2024, 3, 19))
    taken = photo("1.photos", 1, taken_on=taken_on)
    result = finding("1.photos", taken, held, elsewhere)
    assert result.outcome is outcome
    assert ("นอกช่วงกิจกรรม" in result.found) == (outcome is not Outcome.MET)


def test_days_of_the_activity_span_all_that_its_evidence_states() -> None:
    first = photo("1.photos", 1, event_date=HELD, taken_on=HELD + timedelta(days=5))
    last = file("1.report", item=2, event_date=HELD + timedelta(days=10))
    assert finding("1.photos", first, last).outcome is Outcome.MET
    outside = finding("1.photos", first)
    assert "(๑๓ ก.พ. ๖๗ ถึง ๑๕ ก.พ. ๖๗)" in outside.found
    assert finding("1.photos", first, reviews=(accepted(1),)).outcome is Outcome.MET


# Whatever the order


_PICTURES = st.lists(
    st.builds(
        lambda number, sha, bits: (f"{number}.photos", sha * 64, close(bits)),
        st.integers(1, 4),
        st.sampled_from("abc"),
        st.sampled_from([0, 6, 12, 18, 64]),
    ),
    min_size=2,
    max_size=5,
)


def outcomes(files: tuple[EvidenceFact, ...]) -> dict[str, Outcome]:
    result = evaluate(PLAN, Facts(UNIT, evidence=files), LATER, weekday)
    return {f.id: f.outcome for a in result.activities for f in a.findings}


@given(pictures=_PICTURES, data=st.data())
def test_the_order_in_which_facts_are_told_changes_nothing(
    pictures: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    files = tuple(
        photo(name, n, sha256=sha, fingerprint=bits)
        for n, (name, sha, bits) in enumerate(pictures, 1)
    )
    turned = tuple(data.draw(st.permutations(files)))
    assert outcomes(turned) == outcomes(files)


@given(pictures=st.permutations(["1.photos", "2.photos", "3.photos"]), like=st.booleans())
def test_whichever_comes_first_keeps_the_picture_and_all_others_are_doubted(
    pictures: list[str], like: bool
) -> None:
    files = tuple(
        photo(name, n, sha256=f"{n if like else 0}" * 64, fingerprint=PRINT)
        for n, name in enumerate(pictures, 1)
    )
    found = outcomes(files)
    doubted = Outcome.NOT_AVAILABLE if like else Outcome.NOT_MET
    assert [found[name] for name in pictures] == [Outcome.MET, doubted, doubted]


@given(pictures=_PICTURES)
def test_a_later_picture_never_takes_anything_from_an_earlier_one(
    pictures: list[tuple[str, str, str]],
) -> None:
    files = tuple(
        photo(name, n, sha256=sha, fingerprint=bits)
        for n, (name, sha, bits) in enumerate(pictures, 1)
    )
    rank = (Outcome.NOT_MET, Outcome.NOT_AVAILABLE, Outcome.MET)
    before, after = outcomes(files[:-1]), outcomes(files)
    assert all(rank.index(after[name]) >= rank.index(before[name]) for name in before)


# The threshold, on real pictures


def ways(image: Image.Image) -> list[int]:
    """The fingerprint of a picture, then those of its turned and mirrored copies."""
    text = fingerprint(image) or ""
    return [int(text[at : at + 32], 16) for at in range(0, len(text), 32)]


def apart(one: Image.Image, other: Image.Image) -> int:
    """Bits in which a picture differs from the way of another that is nearest to it."""
    return min((ways(one)[0] ^ way).bit_count() for way in ways(other))


def recompressed(image: Image.Image, quality: int = 30) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out)


@pytest.fixture(scope="module")
def scenes() -> list[Image.Image]:
    names = [("7-1", "lecture"), ("7-2", "lecture"), ("9-1", "temple"), ("12-1", "park")]
    return [Image.open(io.BytesIO(draw(name, scene, HELD))) for name, scene in names]


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as a chat sends it": lambda i: recompressed(i.resize((i.width // 4, i.height // 4)), 60),
    "recompressed": recompressed,
    "a little brighter": lambda i: ImageEnhance.Brightness(i).enhance(1.1),
    "grey": lambda i: i.convert("L"),
    "blurred": lambda i: i.filter(ImageFilter.GaussianBlur(2)),
}


COPIES |= {
    f"{way.name.lower()} and sent": lambda i, way=way: recompressed(  # type: ignore[misc]  # mypy sees no default
        i.transpose(way).resize((400, 300)), 60
    )
    for way in Image.Transpose
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES.keys())
def test_copies_lie_within_the_threshold(
    scenes: list[Image.Image], change: Callable[[Image.Image], Image.Image]
) -> None:
    for scene in scenes:
        assert apart(scene, change(scene)) <= ALIKE_WITHIN


def test_other_pictures_lie_beyond_the_threshold(scenes: list[Image.Image]) -> None:
    assert all(apart(a, b) > ALIKE_WITHIN for a, b in combinations(scenes, 2))
