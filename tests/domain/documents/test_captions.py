"""Where the plan wants pictures described, each needs words beside it."""

from __future__ import annotations

import pytest

from domain.documents.captions import have_captions
from domain.documents.lines import CELL, PICTURE, ROW, TABLE_END
from domain.documents.matching import match_sections
from domain.facts import SectionDoubt, SectionOutcome
from domain.plan.model import Section

P = PICTURE
TITLE = "กิจกรรมคลินิกคุณธรรม"
SAID = "บุคลากรเข้ารับคำปรึกษาจากคลินิกคุณธรรมที่ห้องประชุมชั้น ๓"
MORE = "วิทยากรเล่าประสบการณ์ให้ผู้เข้าร่วมฟัง"
TABLE = f"{ROW}{CELL}{P}{CELL}{P}{ROW}{CELL}{SAID}{CELL}{MORE}{TABLE_END}"

DESCRIBED = {
    "a caption below": f"{TITLE}\n{P}\n{SAID}",
    "a caption below each": f"{TITLE}\n{P}\n{SAID}\n{P}\n{MORE}",
    "a label and words": f"{P}\nภาพที่ ๑ {SAID}\n{P}\nภาพที่ ๒ {MORE}",
    "labels above": f"ภาพที่ ๑ {SAID}\n{P}\nภาพที่ ๒ {MORE}\n{P}",
    "a title, and words above each": f"{TITLE}\n{SAID}\n{P}\n{MORE}\n{P}",
    "two beside each other": f"{P}{P}\n{SAID}",
    "a table of two": TABLE,
    "a description above": f"{TITLE}\n{SAID} และได้ร่วมกันแลกเปลี่ยนความเห็นเรื่องการขับเคลื่อนองค์กรคุณธรรมต้นแบบ\n{P}",
    "a page for each": f"{P}\n{SAID}\f{P}\n{MORE}",
}
BARE = {
    "no picture": SAID,
    "a picture alone": P,
    "a title above": f"{TITLE}\n{P}",
    "a title and four pictures": f"{TITLE}\n{P}\n{P}\n{P}\n{P}",
    "numbers": f"{P}\nภาพที่ ๑\n{P}\nภาพที่ ๒",
    "one of two": f"{TITLE}\n{P}\n{SAID}\n{P}",
    "dots": f"{P}\n{'.' * 60}",
    "a hint": f"{P}\n[บรรยายภาพ]",
    "one line for nine": f"{TITLE}\n{P * 9}\n{SAID}",
    "a report, then a heading above": f"{TITLE}\n{SAID} {MORE}\nภาพประกอบ\n{P}\n{P}",
}


@pytest.mark.parametrize("text", DESCRIBED.values(), ids=DESCRIBED)
def test_pictures_with_words_beside_them_are_described(text: str) -> None:
    assert have_captions(text.split("\f"))


@pytest.mark.parametrize("text", BARE.values(), ids=BARE)
def test_pictures_without_words_are_not(text: str) -> None:
    assert not have_captions(text.split("\f"))


@pytest.mark.parametrize(
    ("text", "images", "has_text", "outcome", "why"),
    [
        pytest.param(f"{P}\n{SAID}", 1, True, SectionOutcome.FOUND, None, id="described"),
        pytest.param(P, 1, True, SectionOutcome.DOUBTFUL, SectionDoubt.NO_CAPTION, id="not described"),
        pytest.param("", 1, None, SectionOutcome.DOUBTFUL, SectionDoubt.NO_CAPTION, id="a photo"),
        pytest.param(SAID, 0, True, SectionOutcome.NOT_FOUND, None, id="no picture"),
        pytest.param("", 1, False, SectionOutcome.CANNOT_TELL, None, id="a scan"),
    ],
)  # fmt: skip
def test_a_section_of_captions(
    text: str,
    images: int,
    has_text: bool | None,
    outcome: SectionOutcome,
    why: SectionDoubt | None,
) -> None:
    wanted = Section.model_validate({"id": "captions", "title": "การบรรยายภาพ", "kind": "captions"})

    [fact] = match_sections([wanted], [text], images, has_text)

    assert (fact.outcome, fact.why) == (outcome, why)
