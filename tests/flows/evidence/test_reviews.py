"""A review is of what the reviewer saw: an overtaken reviewer looks again, and of two at once one is refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from domain.activity.reviewing import Seen
from domain.language.errors import OvertakenError
from flows.evidence import reviews
from flows.evidence.browse import all_evidence, known_of
from flows.evidence.reviews import accept_complete, look_at, review, waiting
from flows.evidence.take_in import Incoming, file_in, take_in
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from storage.records.listed_evidence import ListedEvidence
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import TEXT, word_parts
from tests.support.year import evidence

DAY = date(2024, 3, 1)


def send(ws: Workspace, folder: Path, content: bytes) -> int:
    """A file of one name: the second time it is a new version."""
    path = folder / "รายงาน.pdf"
    path.write_bytes(content)
    [kept] = file_in(ws, UNIT, [Incoming("7.report", path, DAY)], by="sender")
    return kept.added.item


def accept(ws: Workspace, seen: Seen, version: int | None = None, by: str = "a") -> ListedEvidence:
    return review(ws, UNIT, seen, version, accepted=True, reason="", on=DAY, by=by)


def words(ws: Workspace, item: int) -> list[bool | None]:
    return [v.accepted for v in known_of(ws, UNIT, item).versions]


def test_a_newer_version_overtakes_a_review_of_the_one_before(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = send(workspace, tmp_path, b"%PDF 1")
    seen = look_at(workspace, UNIT, item)
    send(workspace, tmp_path, b"%PDF 2")

    with pytest.raises(OvertakenError, match="มีฉบับที่ 2 แล้ว"):
        accept(workspace, seen)

    assert words(workspace, item) == [None, None]


def test_another_review_overtakes_one_that_did_not_see_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    seen = look_at(workspace, UNIT, send(workspace, tmp_path, b"%PDF 1"))
    review(workspace, UNIT, seen, accepted=False, reason="ไม่ครบ", on=DAY, by="b")

    with pytest.raises(OvertakenError):
        accept(workspace, seen)

    assert words(workspace, seen.item) == [False]
    accept(workspace, look_at(workspace, UNIT, seen.item))
    assert words(workspace, seen.item) == [True]


def test_an_older_version_is_reviewed_by_whoever_saw_the_newest(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = send(workspace, tmp_path, b"%PDF 1")
    send(workspace, tmp_path, b"%PDF 2")
    seen = look_at(workspace, UNIT, item)

    with pytest.raises(OvertakenError):
        accept(workspace, replace(seen, version=1), 1)
    accept(workspace, seen, 1)

    assert words(workspace, item) == [True, None]


def test_of_two_reviewers_at_once_one_is_overtaken(
    database_settings: Settings, tmp_path: Path
) -> None:
    set_up(database_settings, unit=UNIT)
    ws = Workspace(database_settings)
    seen = look_at(ws, UNIT, send(ws, tmp_path, b"%PDF 1"))
    ready = Barrier(2)

    def one(by: str) -> bool:
        ready.wait()
        try:
            accept(ws, seen, by=by)
        except OvertakenError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        kept = list(threads.map(one, ("a", "b")))

    assert sorted(kept) == [False, True]
    [version] = known_of(ws, UNIT, seen.item).versions
    assert version.reviewer == ("a" if kept[0] else "b")
    ws.engine.dispose()


def test_a_version_that_comes_during_a_bulk_review_waits_for_the_next(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [replace(f, received_on=DAY) for f in evidence(workspace.plan, tmp_path, range(7, 8))]
    taken = take_in(workspace, UNIT, files, by="sender")
    report = next(t for t in taken if t.requirement == "7.report")
    path = tmp_path / report.file_name

    def overtaken(fit: Callable[..., bool]) -> Callable[..., bool]:
        """A new version comes while the first one is looked at."""

        def look(ws: Workspace, one: ListedEvidence) -> bool:
            if one.fact.item == report.added.item:
                path.write_bytes(b"%PDF another")
                list(file_in(ws, UNIT, [Incoming("7.report", path, DAY)], by="sender"))
            return fit(ws, one)

        return look

    monkeypatch.setattr(reviews, "_fit", overtaken(reviews._fit))
    bulk = accept_complete(workspace, UNIT, ["march"], reason="", on=DAY, by="a")

    assert [(one.evidence.fact.item, type(one.why)) for one in bulk.left] == [
        (report.added.item, OvertakenError)
    ]
    assert words(workspace, report.added.item) == [None, None]
    assert len(bulk.accepted) == len(taken) - 1


def paper(ws: Workspace, folder: Path, name: str, *lines: str, day: date = DAY) -> int:
    """A survey report of activity 26 in Word; the item that it became."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    path = folder / name
    path.write_bytes(word_parts(body))
    [taken] = take_in(ws, UNIT, [Incoming("26.report", path, day)], by="sender")
    return taken.added.item


FORM, RESULTS = ("แบบสำรวจ", TEXT), ("ผลสำรวจ", TEXT)


def test_of_several_documents_the_newest_whole_one_waits_and_is_accepted_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    paper(workspace, tmp_path, "ร่าง ๑.docx", *FORM)
    refused = paper(workspace, tmp_path, "ร่าง ๒.docx", *RESULTS)
    review(
        workspace, UNIT, look_at(workspace, UNIT, refused),
        accepted=False, reason="ขาดแบบสำรวจ", on=DAY, by="a",
    )  # fmt: skip
    whole = paper(workspace, tmp_path, "ฉบับส่ง.docx", *FORM, *RESULTS)

    assert [e.fact.item for e in waiting(workspace, UNIT)] == [whole]
    listed = {e.fact.item: e.superseded_by for e in all_evidence(workspace, UNIT)}
    assert listed == {1: whole, refused: whole, whole: None}
    bulk = accept_complete(workspace, UNIT, ["june-20"], reason="", on=DAY, by="a")
    assert ([e.fact.item for e in bulk.accepted], bulk.left) == ([whole], ())


def test_a_later_file_that_fulfils_less_still_waits_for_a_person(
    workspace: Workspace, tmp_path: Path
) -> None:
    whole = paper(workspace, tmp_path, "ฉบับส่ง.docx", *FORM, *RESULTS)
    later = paper(workspace, tmp_path, "แก้ไข.docx", *FORM)

    assert [(e.fact.item, e.superseded_by) for e in waiting(workspace, UNIT)] == [
        (whole, None),
        (later, whole),
    ]
    bulk = accept_complete(workspace, UNIT, ["june-20"], reason="", on=DAY, by="a")
    assert [e.fact.item for e in bulk.accepted] == [whole]
