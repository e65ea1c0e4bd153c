"""The cards of an activity: what its button takes, and what is told of a file."""

from __future__ import annotations

import pytest

from tests.support.cast import UNIT
from tests.web.conftest import House
from tests.web.files import report
from tests.web.member.test_bring import send
from web.member.cards import answer_about, cards_of, settled


def test_a_photo_card_opens_the_gallery_and_a_document_card_does_not(house: House) -> None:
    standing = house.office.standing(house.office.door(), UNIT)
    report, photos, number = cards_of(standing, standing.evaluation.by_number[7])
    assert ".docx" in report.accept
    assert "image/*" not in report.accept
    assert "image/*" in photos.accept
    assert "capture" not in photos.accept
    assert (report.limit, number.is_number) == (100 * 2**20, True)


@pytest.mark.parametrize(("n", "slot"), [(19, "clip")])
def test_a_clip_may_be_larger(house: House, n: int, slot: str) -> None:
    standing = house.office.standing(house.office.door(), UNIT)
    card = next(c for c in cards_of(standing, standing.evaluation.by_number[n]) if c.slot == slot)
    assert card.limit == 2 * 2**30


@pytest.mark.parametrize(("made_here", "state"), [(True, "counted"), (False, "lacking")])
def test_a_pdf_that_is_being_made_is_not_missed_and_one_that_nobody_makes_is(
    house: House, monkeypatch: pytest.MonkeyPatch, made_here: bool, state: str
) -> None:
    monkeypatch.setattr("web.member.cards.makes_site_pdfs", lambda _ws: made_here)
    card = send(house.browser("member"), report(), "รายงาน.docx")
    standing = house.office.standing(house.office.door(), UNIT)
    activity = standing.evaluation.by_number[7]
    assert activity.findings[0].lacks_pdf
    assert cards_of(standing, activity)[0].state == state
    assert ("ฉบับ PDF ของ" in card) is not made_here
    assert settled(standing, activity).findings[0].lacks_pdf is not made_here


def test_nothing_is_told_of_a_file_that_is_not_there(house: House) -> None:
    standing = house.office.standing(house.office.door(), UNIT)
    assert answer_about(standing, standing.evaluation.by_number[7], 99, known=False) is None
