"""The templates: what they are not given fails, and words never become markup. A subject keeps its width."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from notifications.layout import ROOM, cut_to, fitted, template, width


def test_a_letter_with_a_word_missing_is_not_written() -> None:
    with pytest.raises(UndefinedError):
        template("digest.txt.j2").render({})


@pytest.mark.parametrize(
    ("name", "shown"),
    [("summary.html.j2", "&lt;b&gt;"), ("summary.txt.j2", "<b>")],
    ids=["html", "text"],
)
def test_only_the_html_escapes(name: str, shown: str) -> None:
    words = dict.fromkeys(
        ("subject", "greeting", "lead", "points", "overview_title", "link_title", "link", "footer"),
        "<b>",
    )
    assert shown in template(name).render(
        {"language": "th", "overview": [], "sections": [], **words}
    )


@pytest.mark.parametrize(
    ("text", "places"),
    [("", 0), ("กำหนด", 5), ("ที่นี่", 2), ("ผู้อำนวยการ", 9), ("by 20 Mar", 9)],
)
def test_a_vowel_or_tone_above_a_letter_takes_no_place(text: str, places: int) -> None:
    assert width(text) == places


def test_what_has_no_room_is_left_out_and_the_end_stays() -> None:
    long = "ก" * (ROOM - 20)
    assert fitted(long, ("ข" * 5, "ค" * 30), "ง") == f"{long} · {'ข' * 5} · ง"
    assert fitted("ก", ()) == "ก"


@pytest.mark.parametrize(
    ("text", "room", "kept"),
    [
        pytest.param("สั้น", 10, "สั้น", id="short enough"),
        pytest.param("กิจกรรม รณรงค์ต่อต้าน", 9, "กิจกรรม…", id="at a blank that is near"),
        pytest.param("นำองค์ความรู้ที่มี", 11, "นำองค์ความรู้…", id="never between a letter and its vowel"),
        pytest.param("กกกเกก", 5, "กกก…", id="never after a vowel that is written first"),
    ],
)
def test_a_title_is_cut_where_it_can_still_be_read(text: str, room: int, kept: str) -> None:
    assert cut_to(text, room) == kept


@given(st.text(alphabet="กขคเแาำะิี่้ ab", max_size=80), st.integers(min_value=2, max_value=40))
def test_no_cut_leaves_a_mark_without_its_letter_or_more_than_the_room(
    text: str, room: int
) -> None:
    kept = cut_to(text, room)
    assert width(kept) <= room
    if kept.endswith("…"):
        rest = " ".join(text.split())[len(kept) - 1 :]
        assert not rest or unicodedata.category(rest[0]) != "Mn"
