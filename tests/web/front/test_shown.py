"""What a template writes: days, numerals and states in the reader's language, names never as markup."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.activity.card_states import CardState
from domain.language.errors import KamnotError
from web.front.shown import STATIC, Words, render, static, static_files, told


def test_thai_readers_get_thai_numerals_and_buddhist_years() -> None:
    words = Words("th")
    assert words.weekday(date(2024, 3, 20)) == "วันพุธที่ ๒๐ มีนาคม ๒๕๖๗"
    moment = words.moment(datetime(2024, 3, 13, 7, 5, tzinfo=UTC))
    assert moment == "๑๓ มี.ค. ๖๗ ๑๔.๐๕ น.".replace(" ", "\u00a0")
    assert words.say("เหลือ {n} วัน", "{n} days", n=7) == "เหลือ ๗ วัน"
    assert Words("en").say("เหลือ {n} วัน", "{n} days", n=7) == "7 days"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("จำนวน 300 ต้องไม่เกิน 1,120.5 คน", "จำนวน ๓๐๐ ต้องไม่เกิน ๑,๑๒๐.๕ คน"),
        ("ปี 2567: 38 กิจกรรม", "ปี ๒๕๖๗: ๓๘ กิจกรรม"),
        ("ภาพ-7.jpg และ 2.pdf ใน /srv/2567", "ภาพ-7.jpg และ 2.pdf ใน /srv/2567"),
        ("เปิดที่พอร์ต 8067", "เปิดที่พอร์ต ๘๐๖๗"),
    ],
)
def test_a_sentence_has_the_readers_numerals_and_names_keep_theirs(said: str, shown: str) -> None:
    assert told(KamnotError(said, "7"), "th") == shown
    assert told(KamnotError(said, "7"), "en") == "7"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "๐ ไบต์"),
        (1023, "๑๐๒๓ ไบต์"),
        (1024, "๑ kB"),
        (100 * 2**20, "๑๐๐ MB"),
        (2**31, "๒ GB"),
        (1536, "๑.๕ kB"),
    ],
)
def test_sizes_are_short(size: int, shown: str) -> None:
    assert Words("th").size(size) == shown


@pytest.mark.parametrize(
    ("state", "kind"),
    [(CardState.OVERDUE, "trouble"), (CardState.SOON, "waits"), (CardState.COMPLETE, "plain")],
)
def test_a_state_is_a_word_first_and_a_colour_second(state: CardState, kind: str) -> None:
    shown = Words("th").state(state)
    assert f"tag {kind}" in shown
    assert Words("en").state(state) != shown


def test_what_people_typed_is_never_markup() -> None:
    page = render("parts/refusal.html", "th", sentence="<img src=x onerror=alert(1)>")
    assert "<img" not in page


def test_files_that_browsers_keep_have_their_hash_in_the_name_and_fit() -> None:
    assert static("kamnot.css") in {f"/static/{name}" for name in static_files()}
    css = static_files()[static("kamnot.css").removeprefix("/static/")][0].decode()
    assert all(f"url({name})" in css for name in static_files() if name.endswith("woff2"))
    assert sum(len(content) for content, _ in static_files().values()) <= 60_000
    assert (STATIC / "SARABUN-OFL.txt").exists()
