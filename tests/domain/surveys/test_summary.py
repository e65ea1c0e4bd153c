"""What answers say: counts, exact means called by their band after rounding, and nothing of fewer than five people."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Answer
from domain.surveys.summary import QuestionSummary, SurveySummary, band_of, summarise
from tests.support.surveys.made_up import BANDS, LEVELS, answers, levels, survey

PEOPLE: list[dict[str, Answer]] = [
    {"a": 5, "b": 4, "c": 1, "by": ("web",), "idea": "น้ำดื่ม"},
    {"a": 5, "b": 4, "c": 2, "by": ("web", "chat"), "idea": "แสงสว่าง"},
    {"a": 4, "b": 3, "c": 2, "by": ()},
    {"a": 4, "b": 3, "c": 1},
    {"a": 3, "c": 5},
    {"b": 1, "by": ("chat",)},
]


def of(summary: SurveySummary, question: str) -> QuestionSummary:
    return next(one for one in summary.questions if one.question.id == question)


def test_a_question_has_counts_shares_mean_and_deviation_of_those_who_answered_it() -> None:
    found = of(summarise(survey(), answers(PEOPLE)), "a")
    assert (found.answered, [c.count for c in found.counts]) == (5, [2, 2, 1, 0, 0])
    assert found.counts[0].share == Fraction(2, 5)
    assert found.spread is not None
    assert (found.spread.mean, found.spread.variance) == (Fraction(21, 5), Fraction(7, 10))
    assert (found.band, found.spread.printed_deviation) == ("มาก", Fraction(84, 100))


def test_a_reversed_question_is_counted_as_answered_and_scored_the_other_way_round() -> None:
    found = of(summarise(survey(), answers(PEOPLE)), "c")
    assert [c.count for c in found.counts] == [1, 0, 0, 2, 2]
    assert found.spread is not None
    assert found.spread.mean == Fraction(5 + 4 + 4 + 5 + 1, 5)


def test_a_topic_is_the_mean_of_peoples_own_means() -> None:
    [topic] = summarise(survey(), answers(PEOPLE)).topics
    # The last answered one of three questions, which is less than half.
    own = [Fraction(14, 3), Fraction(13, 3), Fraction(11, 3), Fraction(12, 3), Fraction(4, 2)]
    assert topic.spread is not None
    assert (topic.spread.count, topic.spread.mean) == (5, sum(own) / 5)


def test_the_highest_mean_has_the_first_rank_and_equal_ones_share_it() -> None:
    rows = [{"a": 4, "b": 4, "c": 1} for _ in range(5)]
    ranks = {q.question.id: q.rank for q in summarise(survey(), answers(rows)).questions}
    assert ranks == {"a": 2, "b": 2, "c": 1, "by": None, "idea": None}


@pytest.mark.parametrize(
    ("given", "mean", "band"),
    [
        pytest.param([5] * 101 + [4] * 99, "4.505", "มากที่สุด", id="rounded up into the band"),
        pytest.param([5] * 126 + [4] * 124, "4.504", "มาก", id="rounded down below it"),
        pytest.param([4] * 51 + [3] * 49, "3.51", "มาก", id="at its lower end"),
        pytest.param([1] * 9, "1", "น้อยที่สุด", id="the worst"),
    ],
)
def test_a_mean_is_rounded_before_it_is_called_by_its_band(
    given: list[int], mean: str, band: str
) -> None:
    found = of(summarise(survey(), answers(levels(*given))), "a")
    assert found.spread is not None
    assert (found.spread.mean, found.band) == (Fraction(mean), band)


@given(st.lists(st.integers(1, 5), min_size=5, max_size=250))
def test_every_mean_has_a_word_and_counts_add_up(given: list[int]) -> None:
    asked = survey()
    found = of(summarise(asked, answers(levels(*given))), "a")
    assert found.spread is not None
    assert found.band in {band["title"] for band in BANDS}
    assert found.band == band_of(asked.scales[0], found.spread.mean)
    assert sum(c.count for c in found.counts) == found.answered == len(given)
    assert sum(c.share for c in found.counts) == 1
    assert 1 <= found.spread.mean <= 5


# Fewer than five


def test_of_fewer_than_five_answers_nothing_is_said() -> None:
    found = summarise(survey(), answers(PEOPLE[:4]))
    assert found.few
    assert [(q.few, q.counts, q.spread, q.words) for q in found.questions] == [
        (True, (), None, ())
    ] * 5
    assert [topic.spread for topic in found.topics] == [None]
    assert found.overall is not None
    assert found.overall.spread is None


def test_a_question_with_too_few_answers_cannot_be_worked_out_from_its_topic() -> None:
    rows: list[dict[str, Answer]] = [{"a": 4, "b": 4} for _ in range(20)]
    with_few = [{**row, "c": 1} if index < 4 else row for index, row in enumerate(rows)]
    plain, hidden = (summarise(survey(), answers(given)) for given in (rows, with_few))
    assert of(hidden, "c").few
    assert hidden.topics == plain.topics
    assert hidden.overall == plain.overall


def test_words_are_shown_only_from_five_people_on() -> None:
    said: list[dict[str, Answer]] = [{"idea": f"ข้อ {number}"} for number in range(5)]
    assert of(summarise(survey(), answers([*said[:4], *levels(4, 4)])), "idea").words == ()
    words = of(summarise(survey(), answers(said)), "idea").words
    assert Counter(words) == Counter(f"ข้อ {number}" for number in range(5))


# Who answered


def test_the_response_is_of_those_asked_and_of_all_staff() -> None:
    found = summarise(survey(), answers(PEOPLE, asked=8), headcount=10)
    assert (found.response, found.response_of_staff) == (Fraction(3, 4), Fraction(3, 5))
    assert summarise(survey(), answers(PEOPLE)).response_of_staff is None
    assert summarise(survey(), answers([], asked=0)).response == 0


def test_ticked_choices_are_of_those_who_answered_the_question() -> None:
    more: dict[str, Answer] = {"by": ("chat",)}
    found = of(summarise(survey(), answers([*PEOPLE, more])), "by")
    assert [(c.title, c.count, c.answered) for c in found.counts] == [("เว็บ", 2, 5), ("แชต", 3, 5)]


# Scales


def test_questions_on_two_scales_have_no_mean_together() -> None:
    ten = {"id": "ten", "levels": [{"level": n, "title": f"{n}"} for n in range(10, 0, -1)]}
    asked = survey(
        scales=[{"id": "five", "levels": LEVELS, "bands": BANDS}, ten],
        topics=[],
        questions=[
            {"id": "a", "title": "ก", "scale": "five"}, {"id": "b", "title": "ข", "scale": "ten"},
        ],
    )  # fmt: skip
    found = summarise(asked, answers([{"a": 4, "b": 9}] * 5))
    assert found.overall is None
    assert of(found, "b").band == ""


def test_answers_on_another_scale_than_todays_have_no_mean() -> None:
    found = summarise(survey(), answers(levels(9, 9, 9, 9, 9), scales={"a": (1, 10)}))
    assert (of(found, "a").answered, of(found, "a").spread) == (5, None)
    assert found.topics[0].spread is None


def test_a_paper_tally_has_the_widest_deviation_that_its_people_can_have() -> None:
    linked = summarise(survey(), answers(PEOPLE[:4] + [{"a": 3, "b": 3, "c": 5}] * 3)).topics[0]
    tally = summarise(
        survey(), answers(PEOPLE[:4] + [{"a": 3, "b": 3, "c": 5}] * 3, linked=False)
    ).topics[0]
    assert linked.spread is not None
    assert tally.spread is not None
    assert tally.spread.mean == linked.spread.mean
    assert tally.spread.variance >= linked.spread.variance
