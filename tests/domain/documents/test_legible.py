"""A page whose letters make no words is told from a page in which something is missing."""

from __future__ import annotations

from random import Random

import pytest

from domain.documents.legible import is_legible
from domain.documents.matching import match_sections
from domain.facts import SectionDoubt, SectionOutcome
from domain.plan.model import Section

REPORT = (
    "เมื่อวันพุธที่ ๑๓ มีนาคม ๒๕๖๗ สำนักการคลังและงบประมาณจัดกิจกรรม ณ ห้องประชุมชั้น ๓ อาคารรัฐสภา มีผู้เข้าร่วมจำนวน ๙๖ คน "
    "โดยดำเนินการในรูปแบบการบรรยายและแบ่งกลุ่มย่อย ผู้เข้าร่วมได้แลกเปลี่ยนประสบการณ์จากการทำงาน และนำความรู้ที่ได้ไปปรับใช้"
    "ในงานของตน ทั้งนี้ ที่ประชุมเห็นควรให้จัดกิจกรรมเช่นนี้อีกในปีงบประมาณหน้า เพื่อให้บุคลากรทุกคนมีส่วนร่วม"
)
THAI = sorted({c for c in REPORT if "\u0e01" <= c <= "\u0e4e"})


def other_letters() -> str:
    """As a font with a wrong table of letters gives them."""
    mixed = dict(zip(THAI, Random(2567).sample(THAI, len(THAI)), strict=True))
    return "".join(mixed.get(c, c) for c in REPORT)


def recognised(share: float) -> str:
    """As bad text recognition gives it: a share of the letters is wrong."""
    rng = Random(2567)
    return "".join(rng.choice(THAI) if c in THAI and rng.random() < share else c for c in REPORT)


def glyphs(first: int) -> str:
    """As a font without a table of letters gives them."""
    return "".join(chr(first + THAI.index(c)) if c in THAI else c for c in REPORT)


RUBBISH = {
    "TIS-620 read as Latin": REPORT.encode("cp874").decode("latin-1"),
    "UTF-8 read as Latin": REPORT.encode().decode("latin-1"),
    "UTF-8 read as TIS-620": REPORT.encode().decode("cp874", "ignore"),
    "other letters": other_letters(),
    "half of the letters wrong": recognised(0.5),
    "private glyphs": glyphs(0xE000),
    "symbol font": glyphs(0xF0A1),
    "control codes": glyphs(1),
    "signs": "".join("!#$%&*+<=>?@"[THAI.index(c) % 12] if c in THAI else c for c in REPORT),
    "replacement characters": "".join("\ufffd" if c in THAI else c for c in REPORT),
}
SOUND = {
    "a report": REPORT,
    "English": "This report describes what the bureau did during the year. " * 8,
    "names alone": "สมศรี รักไทย\nวิชัย พงศ์ไพบูลย์\nอรทัย ศรีสุข\nธนพล วงศ์สว่าง\n" * 8,
    "figures": "๘๕.๕ ๙๐.๐ ๗๗.๒ " * 40,
    "dots": "." * 500,
    "a line": "ปก",
    "a tenth of the letters wrong": recognised(0.1),
    "marks of old programs": REPORT.replace("\u0e48", "\uf70a").replace("\u0e34", "\uf701"),
    "split marks": REPORT.replace("ำ", "\u0e4d\u0e32").replace("ที่", "ท ี่"),
}


@pytest.mark.parametrize("text", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_told(text: str) -> None:
    assert not is_legible(text)


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_sound_text_is_none(text: str) -> None:
    assert is_legible(text)


@pytest.mark.parametrize("text", RUBBISH.values(), ids=RUBBISH)
def test_what_is_not_found_in_rubbish_is_not_missing(text: str) -> None:
    wanted = Section(id="part", title="วิธีการสำรวจ")

    [fact] = match_sections([wanted], [REPORT, text], 0, True)
    [sound] = match_sections([wanted], [REPORT, REPORT], 0, True)

    assert (fact.outcome, fact.why) == (SectionOutcome.CANNOT_TELL, SectionDoubt.UNREADABLE)
    assert (sound.outcome, sound.why) == (SectionOutcome.NOT_FOUND, None)
