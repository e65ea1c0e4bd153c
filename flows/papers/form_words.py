"""A person's own words in a row of a form: kept, and printed in place of what Kamnot says."""

from __future__ import annotations

from dataclasses import dataclass

from domain.language.errors import KamnotError, NotThereError
from domain.language.thai import arabic_digits, thai_digits
from domain.plan.model import Plan, PlanBook
from flows.papers.forms import ReportRequest, dossier_of, edit_name, form_kind
from flows.run.workspace import Workspace
from notifications.safe_text import one_line
from storage.db.database import writing
from storage.records.people import keep_settings
from storage.records.plan_in_force import lock_year

BY_ACTIVITY = ("dos-donts", "integrated-plan-report")
BY_NUMBER = ("level-3-report", "assessment-report")
"""The forms whose rows take words, by the number of an activity or of the row."""
BOOK = "plan-book"
"""Its passages take words, by their names in the plan."""
LONGEST = 4000
"""Most letters in a row: about two pages of it."""


@dataclass(frozen=True, slots=True)
class RowWords:
    """The words of a row: those that a person gave it, or nothing, and those that Kamnot would print."""

    form: str
    unit: str
    row: str
    kept: str
    made: str


def words_of(ws: Workspace, request: ReportRequest, row: str) -> RowWords:
    """The words of a row of the form. Raises NotThereError for an unknown form or row."""
    place = _row_of(ws.plan, request.form, row)
    with dossier_of(ws, request) as dossier:
        made = form_kind(request.form).words(dossier, int(place) if place.isdigit() else place)
        kept = dossier.edits.get(place, "")
    return RowWords(request.form, request.unit, place, kept, "\n".join(made))


def keep_words(ws: Workspace, request: ReportRequest, row: str, text: str, *, by: str) -> None:
    """Keep a person's words for a row, a line each; an empty text gives the row back to Kamnot.

    Raises KamnotError for an unknown form or row, a text that is too long, or a closed year.
    """
    place = _row_of(ws.plan, request.form, row)
    said = "\n".join(filter(None, map(one_line, text.splitlines())))
    if len(said) > LONGEST:
        raise KamnotError(
            f"ข้อความยาวเกิน {thai_digits(LONGEST)} ตัวอักษร โปรดย่อให้พอดีกับช่องของแบบ",
            f"The text is longer than {LONGEST} letters; shorten it to fit the form.",
        )
    year = ws.plan.fiscal_year
    name = edit_name(request.form, year, place)
    with writing(ws.engine) as session:
        lock_year(session, request.unit, year)
        keep_settings(session, request.unit, {name: said}, by=by, now=ws.now())


def _passage_of(book: PlanBook, row: str) -> str:
    """The id of a passage, from its id or its title."""
    asked = row.strip()
    titles = {passage.title: name for name, passage in book.passage_by_id.items() if passage.title}
    found = titles.get(asked, asked.lower())
    if found in book.passage_by_id:
        return found
    titled = {name: title for title, name in titles.items()}
    known = ", ".join(
        f"{name} ({titled[name]})" if name in titled else name for name in book.passage_by_id
    )
    raise NotThereError(
        f"เล่มแผนไม่มีตอน “{row}” ที่มีคือ {known}",
        f"The plan book has no passage {row!r}; there are: {known}.",
    )


def _row_of(plan: Plan, form: str, row: str) -> str:
    """The id of a row that takes words, from Thai or Arabic numerals."""
    if form in BY_ACTIVITY:
        known = [str(activity.number) for activity in plan.activities]
    elif form in BY_NUMBER and form in plan.form_by_id:
        known = [block.id for block in plan.form_by_id[form].blocks if block.id.isdigit()]
    elif form == BOOK and plan.book is not None:
        return _passage_of(plan.book, row)
    else:
        forms = ", ".join((*BY_NUMBER, *BY_ACTIVITY, BOOK))
        raise NotThereError(
            f"แบบ “{form}” ไม่มีช่องที่แก้ข้อความได้ แบบที่มีคือ {forms}",
            f"The form {form!r} has no row that takes words; those are {forms}.",
        )
    asked = arabic_digits(row).strip().rstrip(".")
    if asked not in known:
        raise NotThereError(
            f"แบบ {form} ไม่มีลำดับ “{row}” ที่มีคือ {thai_digits(f'{known[0]} ถึง {known[-1]}')}",
            f"The form {form} has no row {row!r}; it has {known[0]} to {known[-1]}.",
        )
    return asked
