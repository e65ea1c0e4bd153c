"""The reviewers' desk: what waits in one go, what the machine saw, who may accept, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.facts import SectionOutcome
from domain.language.errors import NotAllowedError, NotThereError, OvertakenError
from domain.language.ids import RequirementId
from domain.plan.requirements import requirement_of
from flows.evidence.review_queue import (
    QueueEntry,
    accept_shown,
    review_card,
    review_queue,
    sure_files,
)
from flows.evidence.reviews import accept_complete, complete_waiting, review, review_together
from flows.evidence.take_in import Incoming, take_in
from flows.letters.contacts import set_contact
from flows.run.workspace import Workspace
from inspection import Inspectors
from tests.support.cast import UNIT
from tests.support.evidence import TEXT, jpeg, photo, picture, word, word_parts
from tests.support.year import evidence

DAY = date(2024, 3, 1)


@pytest.fixture
def ws(workspace: Workspace) -> Iterator[Workspace]:
    with Inspectors(children=1) as inspectors:
        workspace.inspectors = inspectors
        yield workspace


def came(
    ws: Workspace, folder: Path, requirement: str, name: str, content: bytes, by: str = "sender"
) -> int:
    path = folder / name
    path.write_bytes(content)
    [kept] = take_in(ws, UNIT, [Incoming(requirement, path, DAY)], by=by)
    return kept.added.item


def photos_of(ws: Workspace) -> str:
    """A requirement that asks for photos."""
    return next(
        f"{activity.number}.{one.id}"
        for activity in ws.plan.activities
        for one in activity.requirements
        if one.kind == "photos"
    )


def signed_by_two(ws: Workspace) -> str:
    return next(
        f"{activity.number}.{one.id}"
        for activity in ws.plan.activities
        for one in activity.requirements
        if one.two_people
    )


def items(entries: tuple[QueueEntry, ...]) -> list[list[int]]:
    return [[one.evidence.fact.item for one in entry.files] for entry in entries]


def test_photos_of_one_requirement_are_one_entry_and_documents_are_their_own(
    ws: Workspace, tmp_path: Path
) -> None:
    wanted = photos_of(ws)
    shots = [
        came(ws, tmp_path, wanted, f"ภาพ {n}.jpg", picture("JPEG", photo(shade=40 * n)))
        for n in range(3)
    ]
    broken = came(ws, tmp_path, wanted, "เสีย.jpg", jpeg()[:40])
    reports = [came(ws, tmp_path, "7.report", f"รายงาน {n}.docx", word()) for n in range(2)]

    found = items(review_queue(ws, UNIT, DAY))

    assert sorted(shots) in [sorted(group) for group in found]
    assert [broken] in found
    assert [item for group in found for item in group if item in reports] != []
    assert found[-1] == [broken]  # what cannot count waits for its sender


def test_a_card_says_what_the_plan_wants_and_what_the_machine_saw(
    ws: Workspace, tmp_path: Path
) -> None:
    item = came(ws, tmp_path, "7.report", "รายงาน.docx", word())
    asked = requirement_of(ws.plan, RequirementId(7, "report"))

    card = review_card(ws, UNIT, item, DAY, by="reviewer")

    assert card.entry.title == asked.title
    assert [part.title for part in card.parts] == [
        *(one.title for one in asked.sections),
        *(one.title for one in asked.signs),
    ]
    assert {part.fact.outcome for part in card.parts} <= set(SectionOutcome)
    assert card.entry.finding is not None
    assert card.entry.finding.id == "7.report"
    assert len(card.reasons) == 3
    assert card.waits
    assert (card.next, card.left) == (None, 0)


def test_the_next_entry_is_the_one_below_and_after_the_last_the_first(
    ws: Workspace, tmp_path: Path
) -> None:
    for name in ("7.report", "8.report", "9.report"):
        came(
            ws,
            tmp_path,
            name,
            "รายงาน.docx",
            word_parts(f"<w:p><w:r><w:t>{name}{TEXT}</w:t></w:r></w:p>"),
        )
    order = [entry.item for entry in review_queue(ws, UNIT, DAY)]

    following = [review_card(ws, UNIT, item, DAY, by="reviewer").next for item in order]

    assert following == [*order[1:], order[0]]
    review(ws, UNIT, review_card(ws, UNIT, order[1], DAY, by="r").files[0].seen,
           accepted=True, reason="", on=DAY, by="r")  # fmt: skip
    done = review_card(ws, UNIT, order[1], DAY, by="r")
    assert (done.waits, done.next, done.left) == (False, order[0], 2)
    assert done.files[0].newest.accepted is True


def test_what_was_seen_on_a_card_is_overtaken_by_a_newer_version(
    ws: Workspace, tmp_path: Path
) -> None:
    item = came(ws, tmp_path, "7.report", "รายงาน.docx", word())
    card = review_card(ws, UNIT, item, DAY, by="reviewer")
    came(ws, tmp_path, "7.report", "รายงาน.docx", word(pictures=2))

    with pytest.raises(OvertakenError):
        review(ws, UNIT, card.files[0].seen, accepted=True, reason="", on=DAY, by="reviewer")

    again = review_card(ws, UNIT, item, DAY, by="reviewer")
    assert [v.fact.version for v in again.files[0].versions] == [1, 2]
    review(ws, UNIT, again.files[0].seen, accepted=True, reason="", on=DAY, by="reviewer")


def test_the_sender_of_what_wants_two_people_is_told_who_may(ws: Workspace, tmp_path: Path) -> None:
    for account, office in (("anong", "หัวหน้าฝ่ายแผนงาน"), ("boon", "นักวิเคราะห์นโยบาย")):
        set_contact(
            ws, UNIT, "planning", f"{account}@bureau.example",
            role="member", office=office, account=account, by="test",
        )  # fmt: skip
    wanted = signed_by_two(ws)
    item = came(ws, tmp_path, wanted, "ประกาศ.docx", word(), by="anong")

    own = review_card(ws, UNIT, item, DAY, by="anong")
    other = review_card(ws, UNIT, item, DAY, by="boon")
    outsider = review_card(ws, UNIT, item, DAY, by="campaigner")

    assert isinstance(own.files[0].refused, NotAllowedError)
    assert own.others == ("นักวิเคราะห์นโยบาย",)
    assert (other.files[0].refused, other.others) == (None, ())
    assert outsider.others == ("นักวิเคราะห์นโยบาย",)


def test_photos_are_accepted_together_or_not_at_all(ws: Workspace, tmp_path: Path) -> None:
    wanted = photos_of(ws)
    for n in range(3):
        came(ws, tmp_path, wanted, f"ภาพ {n}.jpg", picture("JPEG", photo(shade=40 * n)))
    [entry] = review_queue(ws, UNIT, DAY)
    card = review_card(ws, UNIT, entry.item, DAY, by="reviewer")
    seen = [one.seen for one in card.files]
    stale = [*seen[:2], replace(seen[2], last_review=7)]
    word = {"accepted": True, "reason": "", "on": DAY, "by": "reviewer"}

    with pytest.raises(OvertakenError):
        review_together(ws, UNIT, stale, **word)  # type: ignore[arg-type]
    assert len(review_queue(ws, UNIT, DAY)[0].files) == 3

    assert len(review_together(ws, UNIT, seen, **word)) == 3  # type: ignore[arg-type]
    assert review_queue(ws, UNIT, DAY) == ()


def test_only_what_was_shown_as_complete_is_accepted_at_once(ws: Workspace, tmp_path: Path) -> None:
    take_in(ws, UNIT, evidence(ws.plan, tmp_path, range(5, 9)), by="sender")
    day = date(2024, 3, 18)
    batches = tuple(ws.plan.batch_by_id)
    complete = complete_waiting(ws, UNIT, batches, day)
    assert len(complete) > 1
    first = complete[0].fact

    bulk = accept_complete(
        ws, UNIT, batches, reason="", on=day, by="reviewer", shown=[(first.item, first.version)]
    )

    assert [one.fact.item for one in bulk.accepted] == [first.item]
    assert bulk.left == ()
    assert complete_waiting(ws, UNIT, batches, day) == complete[1:]


def test_what_only_a_person_can_tell_is_never_accepted_at_once(
    ws: Workspace, tmp_path: Path
) -> None:
    take_in(ws, UNIT, evidence(ws.plan, tmp_path, range(4, 9)), by="sender")
    day = date(2024, 3, 18)
    everything = [
        (one.evidence.fact.item, one.evidence.fact.version)
        for entry in review_queue(ws, UNIT, day)
        for one in entry.files
    ]
    eyes = [entry.item for entry in review_queue(ws, UNIT, day) if entry.needs_eye]
    sure = sure_files(ws, UNIT, day)
    assert eyes
    assert sure

    bulk = accept_shown(ws, UNIT, [*everything, (9999, 1)], on=day, by="reviewer")

    assert bulk.accepted == sure
    assert [entry.item for entry in review_queue(ws, UNIT, day) if entry.needs_eye] == eyes


def test_another_unit_s_item_is_not_there(ws: Workspace, tmp_path: Path) -> None:
    item = came(ws, tmp_path, "7.report", "รายงาน.docx", word())

    with pytest.raises(NotThereError):
        review_card(ws, "other", item, DAY, by="reviewer")
