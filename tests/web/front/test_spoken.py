"""Words of the other language say so, wherever they stand; nothing else of a page changes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.evidence.registers import add
from tests.support.cast import UNIT
from tests.web.conftest import DAY, House
from tests.web.files import report
from web.front.spoken import say_languages

VOID = ("meta", "link", "input", "img", "br")


class Heard(HTMLParser):
    """What a screen reader finds: each text with the language of the element that it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = [("", "")]
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        language = said.get("lang") or self.open[-1][1]
        names = ("alt", "aria-label", "title", "placeholder", "value")
        self.texts += [(language, said[name] or "") for name in names if name in said]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open[-1][0] not in ("style", "script"):
            self.texts.append((self.open[-1][1], data))


def wrong(page: str) -> list[str]:
    """Thai that would be spoken as English, and phrases of English as Thai."""
    return [
        text
        for language, text in Heard(page).texts
        if (language == "en" and re.search("[ก-ฮ]", text))
        or (language == "th" and re.fullmatch(r"\s*[A-Za-z]{2,}(?: [A-Za-z]{2,})+[.?]?\s*", text))
    ]


@pytest.mark.parametrize(
    ("language", "page", "said"),
    [
        ("en", "<h1>7. กิจกรรม ก</h1>", '<h1>7. <span lang="th">กิจกรรม ก</span></h1>'),
        ("en", "<p>by ฝ่าย ๑, 2 days</p>", '<p>by <span lang="th">ฝ่าย ๑</span>, 2 days</p>'),
        ("en", "<title>7. ก – Kamnot</title>", '<title lang="th">7. ก – Kamnot</title>'),
        ("en", "<option value=\"th\" selected>ไทย", "<option lang=\"th\" value=\"th\" selected>ไทย"),
        ("en", '<img src="a" alt="ภาพ.jpg">', '<img lang="th" src="a" alt="ภาพ.jpg">'),
        ("en", '<input name="goal" value="มาสาย">', '<input lang="th" name="goal" value="มาสาย">'),
        ("en", "<style>a::before{content:'ก'}</style>", "<style>a::before{content:'ก'}</style>"),
        ("en", "<bdi>ภาพ.jpg</bdi>", '<bdi><span lang="th">ภาพ</span>.jpg</bdi>'),
        ("th", "<p>นโยบาย No Gift Policy</p>", '<p>นโยบาย <span lang="en">No Gift Policy</span></p>'),
        ("th", "<p>ไฟล์ PDF และ Word</p>", "<p>ไฟล์ PDF และ Word</p>"),
        ("th", "<bdi>No Gift Policy.pdf</bdi>", "<bdi>No Gift Policy.pdf</bdi>"),
        ("th", '<a class="a b" href="/a b">ก &amp; ข</a>', '<a class="a b" href="/a b">ก &amp; ข</a>'),
    ],
)  # fmt: skip
def test_words_of_the_other_language_say_so(language: str, page: str, said: str) -> None:
    assert say_languages(page, language) == said


@given(st.text("กาิ๑ aB.&<>\"'", max_size=30), st.sampled_from(["th", "en"]))
def test_no_word_is_changed(text: str, language: str) -> None:
    escaped = (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    )
    page = say_languages(f'<html lang="{language}"><p>{escaped}</p></html>', language)

    assert "".join(said for _, said in Heard(page).texts) == text
    assert language == "th" or not wrong(page)


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_says_its_languages(house: House, language: str) -> None:
    goal = {"day": "5/11/66", "sort": "good", "goal": "มาสาย", "why": "ก", "virtue": "วินัย"}
    add(house.ws, UNIT, "goals", goal, on=DAY, by="ก")
    client = house.browser("reviewing-head")
    file = {"file": ("รายงาน No Gift.docx", report(whole=False), "")}
    assert client.post("/a/7/bring/report", files=file).status_code == 303
    client.post("/me", data={"language": language})
    house.browser("it").post("/me", data={"language": language})
    pages = [
        "/my", "/a/1", "/a/2", "/a/2?write=goals", "/a/2?rows=goals", "/a/2/row/goals/1", "/a/7", "/a/7?file=1", "/e/1",
        "/e/1/frame", "/review", "/review/1", "/review/complete", "/me", "/a/99",
    ]  # fmt: skip
    answers = [client.get(path) for path in pages]
    answers += [
        client.post("/a/2/row/goals", data={"c-day": "๓๑ กุมภาพันธ์", "c-goal": "มาสาย"}),
        client.post("/a/7/number/held", data={"value": "มาก"}),
        house.browser("it").get("/health"),
    ]

    for answer in answers:
        assert f'<html lang="{language}">' in answer.text, answer.url
        assert wrong(answer.text) == [], answer.url
