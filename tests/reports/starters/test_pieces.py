"""What every starter has: what is known filled in, what is not dotted, its code at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Images

from domain.language.ids import RequirementId
from domain.language.thai import thai_digits
from reports.paper.document import ContentsList, Image, ParaRole, Table
from reports.starters import begin, pictures_for
from reports.starters.pieces import code_of, goals_of
from tests.support.dossiers import STATES, dossier, lines, plan_2567

REPORT = RequirementId(7, "report")
FORM = "dos-donts"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("asked", plan_2567().starter_of, ids=str)
def test_every_starter_is_begun_of_a_unit_in_any_state(state: str, asked: RequirementId) -> None:
    doc = begin(dossier(state, FORM), asked)

    said = lines(doc)
    assert said[-1] == code_of(dossier(state, FORM), asked).line
    assert doc.key == {"starter": asked, "plan": "2567", "unit": "bureau"}


def test_what_is_known_is_filled_in_and_what_is_not_is_dotted() -> None:
    empty, full = (begin(dossier(state, FORM), REPORT) for state in ("empty", "full"))
    rows = {state: _about(doc) for state, doc in (("empty", empty), ("full", full))}

    assert rows["empty"]["กำหนดส่ง"] == rows["full"]["กำหนดส่ง"] == "๒๐ มีนาคม ๒๕๖๗"
    assert rows["empty"]["คณะที่ทำ"] == "คณะทำงานด้านกิจกรรมฯ"
    assert set(rows["empty"]["จัดเมื่อ"]) == {"."}
    assert "พฤศจิกายน ๒๕๖๖" in rows["full"]["จัดเมื่อ"]
    assert rows["empty"]["ตัวเลข"].endswith("....")
    assert not rows["full"]["ตัวเลข"].endswith("....")
    assert len(lines(full)) > len(lines(empty))


def _about(doc: object) -> dict[str, str]:
    table = next(b for b in doc.blocks() if isinstance(b, Table))  # type: ignore[attr-defined]
    return {line.cells[0].text: line.cells[1].text for line in table.rows}


def test_pictures_that_came_in_are_shown_with_captions_to_write(tmp_path: Path) -> None:
    Images.new("RGB", (40, 30), "#446688").save(tmp_path / "ภาพ.jpg")
    known = dossier("full", FORM)
    items = pictures_for(known, REPORT)
    shown = dossier("full", FORM, dict.fromkeys(items, tmp_path / "ภาพ.jpg"))

    blocks = list(begin(shown, REPORT).blocks())

    pictures = [n for n, block in enumerate(blocks) if isinstance(block, Image)]
    captions = [blocks[n + 1] for n in pictures]
    assert 0 < len(pictures) == len(items) <= 4
    assert [getattr(c, "role", None) for c in captions] == [ParaRole.CAPTION] * len(items)
    assert captions[0].text.startswith(f"ภาพที่ {thai_digits(1)} ...")  # type: ignore[union-attr]


def test_goals_are_those_that_the_activity_serves() -> None:
    assert goals_of(dossier("empty", FORM), 9) == []


def test_the_list_of_contents_leads_to_every_heading() -> None:
    doc = begin(dossier("empty", FORM), REPORT)
    contents = next(b for b in doc.blocks() if isinstance(b, ContentsList))

    assert [found.text for found, _ in doc.listed(contents)][1:] == [
        f"{thai_digits(n)}. {section.title}"
        for n, section in enumerate(plan_2567().requirement_by_id[REPORT].sections, 1)
    ]
