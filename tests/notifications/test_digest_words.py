"""The words of a letter: days, months, names in a row and numbers, for readers of either language."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.digest_words import DigestWords, cut, month_names

DAY = date(2024, 3, 20)
THAI, ENGLISH = DigestWords("th", 2), DigestWords("en", 2)


@pytest.mark.parametrize(
    ("words", "day", "weekday", "month"),
    [
        pytest.param(THAI, "๒๐ มีนาคม ๒๕๖๗", "วันพุธที่ ๒๐ มีนาคม ๒๕๖๗", "มีนาคม ๒๕๖๗", id="th"),
        pytest.param(ENGLISH, "20 March 2024", "Wednesday 20 March 2024", "March 2024", id="en"),
    ],
)
def test_a_day_is_written_for_its_reader(
    words: DigestWords, day: str, weekday: str, month: str
) -> None:
    assert (words.on(DAY), words.on_weekday(DAY), words.in_month(DAY)) == (day, weekday, month)


@pytest.mark.parametrize(
    ("names", "thai", "english"),
    [
        pytest.param(["a"], "a", "a", id="one"),
        pytest.param(["a", "b"], "a และ b", "a and b", id="two"),
        pytest.param(["a", "b", "c"], "a b และ c", "a, b and c", id="three"),
        pytest.param(["ก", "ข"], "กและข", "ก and ข", id="two Thai words"),
        pytest.param(["ด้านแผนฯ", "ข"], "ด้านแผนฯ และข", "ด้านแผนฯ and ข", id="a short form"),
    ],
)
def test_names_stand_in_a_row(names: list[str], thai: str, english: str) -> None:
    assert (THAI.row(names), ENGLISH.row(names)) == (thai, english)


MONTHS_IN_A_ROW = {
    "one": (["2024-01"], "มกราคม ๒๕๖๗", "January 2024"),
    "two": (["2024-01", "2024-02"], "มกราคมและกุมภาพันธ์ ๒๕๖๗", "January and February 2024"),
    "three": (["2024-01", "2024-02", "2024-03"], "มกราคมถึงมีนาคม ๒๕๖๗", "January to March 2024"),
    "two years": (["2023-12", "2024-01"], "ธันวาคม ๒๕๖๖ ถึงมกราคม ๒๕๖๗", "December 2023 to January 2024"),
    "two after a gap": (
        ["2023-11", "2024-02", "2024-03"],
        "พฤศจิกายน ๒๕๖๖ กุมภาพันธ์ ๒๕๖๗ และมีนาคม ๒๕๖๗", "November 2023, February 2024 and March 2024",
    ),
    "with a gap": (["2024-01", "2024-03"], "มกราคม ๒๕๖๗ และมีนาคม ๒๕๖๗", "January 2024 and March 2024"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("months", "thai", "english"), MONTHS_IN_A_ROW.values(), ids=MONTHS_IN_A_ROW
)
def test_months_in_a_row_are_named_from_the_first_to_the_last(
    months: list[str], thai: str, english: str
) -> None:
    days = [date.fromisoformat(f"{month}-28") for month in months]
    assert [month_names(days, words) for words in (THAI, ENGLISH)] == [thai, english]


@pytest.mark.parametrize(("count", "said"), [(1, "1 activity"), (2, "2 activities")])
def test_one_activity_is_one_in_english(count: int, said: str) -> None:
    assert (
        DigestWords("en", count)
        .say("lead", as_of="-", be="-", parts="", besides="")
        .startswith(f"As of -, {said}")
    )


def test_a_long_title_is_cut_and_a_short_one_is_not() -> None:
    assert (cut("ก" * 60), cut("ก" * 61)) == ("ก" * 60, "ก" * 59 + "…")
