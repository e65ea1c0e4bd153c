"""Begins documents: the Word files that a group goes on writing, one or a folder for each group of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from domain.documents.starters import StarterCode
from domain.language.errors import KamnotError, NotThereError
from domain.language.file_names import safe_file_name
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import Activity, Plan
from domain.plan.requirements import find_activity
from flows.papers.forms import cannot_write, typeface_of, unit_dossier, with_pictures
from flows.run.workspace import Workspace, own_files, today
from reports.forms.dossier import Dossier
from reports.paper.fonts import Typeface
from reports.paper.word import key_as_written, to_docx
from reports.starters import begin, pictures_for
from reports.starters.pieces import code_of


class StartOutcome(StrEnum):
    """What became of a starter's file."""

    MADE = "made"
    RENEWED = "renewed"
    """It was there as Kamnot had made it, and tells now what is known now."""
    KEPT = "kept"
    """Somebody has written in it: it stays as it is."""
    OTHER = "other"
    """It was made for another document, unit or year: it stays as it is."""


@dataclass(frozen=True, slots=True)
class StartedDocument:
    """A document that was begun, its file, and what became of the file."""

    requirement: RequirementId
    path: Path
    outcome: StartOutcome


def starters_meant(plan: Plan, texts: Sequence[str]) -> tuple[RequirementId, ...]:
    """The documents meant by `7.report`, or by `7` for all that Kamnot begins of an activity.

    Raises NotThereError for an unknown activity, and for a document that Kamnot does not begin.
    """
    return tuple(dict.fromkeys(asked for text in texts for asked in _meant(plan, text)))


def _meant(plan: Plan, text: str) -> list[RequirementId]:
    activity, name = find_activity(plan, text)
    named = [RequirementId(activity.number, name)] if name else list(_ids_of(activity))
    found = [asked for asked in named if asked in plan.starter_of]
    if found:
        return found
    of_it = [str(asked) for asked in _ids_of(activity) if asked in plan.starter_of]
    if of_it:
        raise NotThereError(
            f"“{text}” ไม่มีแบบตั้งต้น ของกิจกรรมที่ {activity.number} มี {', '.join(of_it)}",
            f"There is no starter for {text!r}; activity {activity.number} has {', '.join(of_it)}.",
        )
    raise NotThereError(
        f"กิจกรรมที่ {activity.number} ไม่มีแบบตั้งต้น เพราะส่งเป็นรูป แบบที่กำหนด หรือเอกสารของผู้อื่น"
        " โปรดดูแบบรายงานที่ทำให้ได้",
        f"Activity {activity.number} has no starter: it asks for pictures, an official form or papers of others.",
        How(Verb.REPORT),
    )


def _ids_of(activity: Activity) -> Iterator[RequirementId]:
    return (RequirementId(activity.number, asked.id) for asked in activity.requirements)


@dataclass(frozen=True, slots=True)
class MadeStarter:
    """A starter as bytes, with the name of its file."""

    file_name: str
    data: bytes


def make_starter(ws: Workspace, unit: str, asked: RequirementId, as_of: date) -> MadeStarter:
    """The Word file of one starter, for a page. Raises NotThereError if Kamnot begins none of that name."""
    if asked not in ws.plan.starter_of:
        starters_meant(ws.plan, [asked])
    dossier = unit_dossier(ws, unit, _known(as_of))
    data = _document(ws, dossier, asked, typeface_of(ws))
    return MadeStarter(starter_name(ws.plan, asked), data)


def starter_name(plan: Plan, asked: RequirementId) -> str:
    """The Thai name of a starter's file, by whose number it finds its place when it comes back."""
    number, title = thai_digits(asked.activity), plan.starter_of[asked].title
    return safe_file_name(f"กิจกรรมที่ {number} {title}.docx")


def _known(as_of: date) -> date:
    if as_of > today():
        raise KamnotError(
            f"{thai_date(as_of)} ยังมาไม่ถึง แบบตั้งต้นใส่ได้เฉพาะสิ่งที่รู้แล้ว",
            f"{as_of} is still to come; a starter tells what is known.",
        )
    return as_of


def start(
    ws: Workspace, unit: str, asked: Sequence[RequirementId], out: Path, as_of: date
) -> list[StartedDocument]:
    """Write starters into a folder, or one into the `.docx` that `out` names.

    A file in which somebody wrote, or of another document, is kept in a folder. Raises KamnotError for a named one,
    for several documents in one file, and for a day to come; SurroundingsError if nothing can be written there.
    """
    if out.suffix.lower() != ".docx":
        places = {one: out / starter_name(ws.plan, one) for one in asked}
        return _write_all(ws, unit, _apart(places), as_of)
    if len(asked) != 1:
        raise KamnotError(
            f"มี {thai_digits(len(asked))} เอกสาร แต่ “{out.name}” เป็นไฟล์เดียว โปรดระบุโฟลเดอร์",
            f"There are {len(asked)} documents and {out.name!r} is one file; name a folder.",
            How(Verb.GIVE_FOLDER),
        )
    (done,) = _write_all(ws, unit, {asked[0]: out}, as_of)
    if done.outcome is StartOutcome.KEPT:
        raise KamnotError(
            f"“{out}” มีผู้เขียนไว้แล้ว จึงไม่เขียนทับ โปรดใช้ชื่ออื่น",
            f"Somebody has written in {str(out)!r}; it was left as it is. Choose another name.",
        )
    if done.outcome is StartOutcome.OTHER:
        raise KamnotError(
            f"“{out}” เป็นแบบตั้งต้นของเอกสาร สำนัก หรือปีอื่น จึงไม่เขียนทับ โปรดใช้ชื่ออื่น",
            f"{str(out)!r} is the starter of another document, unit or year, so it was left. Choose another name.",
        )
    return [done]


def start_batch(
    ws: Workspace, unit: str, batches: Sequence[str], folder: Path, as_of: date
) -> list[StartedDocument]:
    """Write every starter of these batches, in a folder for each group; raises as `start`."""
    places = {
        asked: folder
        / group_folder(ws.plan, ws.plan.by_number[asked.activity])
        / starter_name(ws.plan, asked)
        for asked in ws.plan.requirement_by_id
        if asked in ws.plan.starter_of and ws.plan.by_number[asked.activity].batch in batches
    }
    return _write_all(ws, unit, _apart(places), as_of)


def group_folder(plan: Plan, activity: Activity) -> str:
    """The folder of the group that does an activity; a document of several groups has one folder of theirs."""
    if len(activity.groups) == len(plan.groups):
        return "ทุกคณะทำงาน"
    names = (plan.group_name(group, short=True) for group in activity.groups)
    return safe_file_name(" และ ".join(names))


def _apart(places: dict[RequirementId, Path]) -> dict[RequirementId, Path]:
    """The places, where two documents would share one with the document's name in the file's."""
    paths = list(places.values())
    return {
        asked: path if paths.count(path) == 1 else path.with_name(f"{path.stem} {asked.name}.docx")
        for asked, path in places.items()
    }


def _write_all(
    ws: Workspace, unit: str, places: dict[RequirementId, Path], as_of: date
) -> list[StartedDocument]:
    dossier, typeface = unit_dossier(ws, unit, _known(as_of)), typeface_of(ws)
    return [
        StartedDocument(asked, path, _write(ws, dossier, asked, path, typeface))
        for asked, path in places.items()
    ]


def _write(
    ws: Workspace, dossier: Dossier, asked: RequirementId, path: Path, typeface: Typeface
) -> StartOutcome:
    try:
        before = _there(path)
        if before is not None:
            key = key_as_written(before)
            if key is None:
                return StartOutcome.KEPT
            if StarterCode.of(key, ()) != code_of(dossier, asked):
                return StartOutcome.OTHER
        data = _document(ws, dossier, asked, typeface)
        with own_files():
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f".{path.name}.half")
            try:
                half.write_bytes(data)
                return _put(half, path, before)
            finally:
                half.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def _there(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _put(half: Path, path: Path, before: bytes | None) -> StartOutcome:
    """Put a file that is whole in its place, unless somebody saved there since `before` was read."""
    now = _there(path)
    if now is None:
        try:
            path.touch(exist_ok=False)  # never over a file that appears between two looks
        except FileExistsError:
            return StartOutcome.KEPT
    elif now != before:
        return StartOutcome.KEPT
    half.replace(path)
    return StartOutcome.MADE if now is None else StartOutcome.RENEWED


def _document(ws: Workspace, dossier: Dossier, asked: RequirementId, typeface: Typeface) -> bytes:
    with with_pictures(ws, dossier, pictures_for(dossier, asked)) as filled:
        return to_docx(begin(filled, asked), typeface, sealed=True)
