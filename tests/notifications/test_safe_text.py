"""What a channel answers goes into a log: one line, short, without secrets."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.safe_text import one_line, safe_detail

SECRET = "s3cret-ลับ"


@given(st.text())
def test_any_answer_is_one_line(text: str) -> None:
    line = one_line(text)

    assert not {unicodedata.category(c) for c in line} & {"Cc", "Zl", "Zp"}
    assert "  " not in line
    assert one_line(line) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("550 no\r\nsuch user", "550 no such user", id="a line end"),
        pytest.param("ก\x1b[31mข\x07", "ก [31mข", id="what would colour a terminal"),
        pytest.param("ก\u2028ข\u2029ค", "ก ข ค", id="line ends of other worlds"),
        pytest.param("ไม่\u200bพบ", "ไม่\u200bพบ", id="a word break of Thai stays"),
        pytest.param(" \n ", "", id="nothing"),
    ],
)
def test_what_would_break_a_log_becomes_a_blank(text: str, line: str) -> None:
    assert one_line(text) == line


@given(before=st.text(), after=st.text(), again=st.booleans())
def test_a_secret_never_reaches_a_log(before: str, after: str, *, again: bool) -> None:
    text = f"{before}{SECRET}{after}{SECRET if again else ''}"

    assert SECRET not in safe_detail(text, SECRET)
    assert SECRET not in safe_detail(text.encode("utf-8", "replace"), SECRET)


def test_a_secret_at_the_cut_leaves_no_half_of_itself() -> None:
    assert safe_detail("x" * 298 + SECRET, SECRET) == "x" * 298 + "**"


def test_several_secrets_are_struck_out_and_an_empty_one_is_none() -> None:
    assert safe_detail("user:pass@host", "user", "pass", "") == "****:****@host"
    assert safe_detail("plain", "") == "plain"


@given(st.binary())
def test_any_bytes_of_a_relay_are_a_short_text(answer: bytes) -> None:
    assert len(safe_detail(answer)) <= 300


def test_a_broken_letter_is_marked_and_the_rest_is_readable() -> None:
    assert (
        safe_detail(b"550 \xff\xfe no")
        == "550 \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} no"
    )
