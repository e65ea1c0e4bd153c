"""What stays of a document's HTML: nothing that loads, runs or leads elsewhere, and well-formed whatever came in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.preview.cleaning import KEPT, cleaned

PIXEL = "data:image/png;base64,iVBORw0KGgo="
CASES = {
    "tags that stay": ("<h1>ก</h1><p>ข <strong>ค</strong></p>", "<h1>ก</h1><p>ข <strong>ค</strong></p>"),
    "nested lists": (
        "<ol><li>ก<ul><li>ข</li></ul></li></ol>",
        "<ol><li>ก<ul><li>ข</li></ul></li></ol>",
    ),
    "a script": ("<p>ก<script>alert('<p>')</script>ข</p>", "<p>กข</p>"),
    "a script in a script's words": ("<scr<script>x</script>ipt>ก", "xipt&gt;ก"),
    "a style": ("<style>p{display:none}</style><p style='x' onclick='y'>ก</p>", "<p>ก</p>"),
    "a link": ("<a href='javascript:x'>ก</a>", "ก"),
    "a picture inside": (f"<img src='{PIXEL}' alt='ภาพ' onerror='x'>", f'<img src="{PIXEL}" alt="ภาพ">'),
    "a picture from elsewhere": ("<img src='https://example.org/x.png' alt='ภาพ'>", "ภาพ"),
    "a drawing that can run": ("<img src='data:image/svg+xml;base64,PHN2Zz4='>", ""),
    "an alt that ends its quotes": (f"<img src='{PIXEL}' alt='\"><script>'>",
                                    f'<img src="{PIXEL}" alt="&quot;&gt;&lt;script&gt;">'),
    "merged cells": ("<table><tr><td colspan='2' rowspan='3' id='x'>ก</td></tr></table>",
                     '<table><tr><td colspan="2" rowspan="3">ก</td></tr></table>'),
    "cells that claim a million": ("<td colspan='1000000'>ก</td>", "<td>ก</td>"),
    "deep headings": ("<h6>ก</h6>", "<h4>ก</h4>"),
    "bold and italic": ("<b>ก</b><i>ข</i>", "<strong>ก</strong><em>ข</em>"),
    "left open": ("<table><tr><td>ก", "<table><tr><td>ก</td></tr></table>"),
    "closed twice": ("<p>ก</p></p></div>", "<p>ก</p>"),
    "crossed": ("<strong><em>ก</strong>ข</em>", "<strong><em>ก</em></strong>ข"),
    "signs": ("<p>1 &lt; 2 &amp; &#3585;</p>", "<p>1 &lt; 2 &amp; ก</p>"),
    "a remark": ("<p>ก<!-- <script> --></p>", "<p>ก</p>"),
    "a frame": ("<iframe src='x'><p>ก</p></iframe>ข", "ข"),
    "a new line": ("<p>ก<br />ข</p>", "<p>ก\nข</p>"),
}  # fmt: skip


@pytest.mark.parametrize(("came", "stays"), CASES.values(), ids=CASES)
def test_only_what_can_do_nothing_stays(came: str, stays: str) -> None:
    assert cleaned(came) == stays


def test_what_is_nested_without_end_is_cut() -> None:
    deep = cleaned("<ul>" * 5000 + "ก")

    assert deep.count("<ul>") == deep.count("</ul>") == 100


_PIECES = st.sampled_from([
    "<p>", "</p>", "<td onclick=x>", "</td>", "<script>", "</script>", "<img src=x onerror=y>", "ก", "<", ">",
    '"', "'", "<a href=", "javascript:", "<!--", "-->", "&lt;", "<svg/onload=z>", "<style>", "</style", "\0",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_no_piecing_together_lets_another_tag_through(came: str) -> None:
    out = cleaned(came)

    tags = re.findall(r"<(/?)(\w*)([^>]*)>", out)
    assert {name for _, name, _ in tags} <= KEPT
    assert {rest for _, _, rest in tags} <= {""}
    opened = [name for slash, name, _ in tags if not slash]
    assert sorted(opened) == sorted(name for slash, name, _ in tags if slash)
