"""The templates: what they are not given fails, and words never become markup."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from notifications.layout import template


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
