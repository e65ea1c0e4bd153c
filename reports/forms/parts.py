"""Parts that several forms share: filled blanks, titles, lists of evidence, places to sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.activity.completeness import backdated_words
from domain.language.errors import KamnotError
from domain.language.thai import thai_date, thai_digits
from domain.plan.fillings import ByHand
from domain.plan.form_checks import BLANK, BOX
from domain.plan.model import Form, FormBlock
from domain.results import Looked
from domain.words.policy import marked, unconfirmed_note, unsettled_note
from domain.words.wording import looked_words
from reports.forms.dossier import Dossier
from reports.paper.document import Align, Block, Doc, Pages, Para, Table, box, dots, heading, para

WRITE = 28
"""Dots of a place to write in."""
_IN_A_COLUMN = 16
"""Dots that fit a narrow column in every typeface."""
SIGN = 40
"""Dots to sign on."""
DOUBT = "(?)"
"""Behind a day that nobody stated and no camera wrote."""
_CM_A_LETTER, _CM_A_DOT = 0.2, 0.1
"""Widths in running text; marks above and below take none."""
_FEWEST = 12


def fill(text: str, values: Sequence[str | None], width: int = WRITE) -> str:
    """The text with its blanks filled in order; None gives a dotted line to write on."""
    rest = iter(values)

    def filled(found: re.Match[str]) -> str:
        value = next(rest)
        if value is None:
            return dots(width)
        before = "" if found.start() == 0 or text[found.start() - 1] in " (" else " "
        after = "" if found.end() == len(text) or text[found.end()] in " )" else " "
        return f"{before}{value}{after}"

    return BLANK.sub(filled, text)


def across(text: str, width: float) -> int:
    """Dots for each blank of a line so that it fills `width` centimetres, in either typeface."""
    words = BLANK.sub("", text)
    letters = sum(unicodedata.category(letter) != "Mn" for letter in words)
    blanks = len(BLANK.findall(text)) or 1
    return max(int((width - letters * _CM_A_LETTER) / _CM_A_DOT / blanks), _FEWEST)


def tick(text: str, ticks: Sequence[bool]) -> str:
    """The text with its boxes ticked or left open, in order."""
    rest = iter(ticks)
    return BOX.sub(lambda _: box(ticked=next(rest)), text)


class Filled:
    """A printed part with its known values filled in."""

    def __init__(
        self,
        block: FormBlock,
        dossier: Dossier,
        width: int = WRITE,
        line_width: int | None = None,
        *,
        page: float | None = None,
        by_hand: list[str] | None = None,
    ) -> None:
        """`width` dots in a blank, `line_width` in those of its lines, or as many as fill `page` centimetres.

        What is taken from `by_hand` fills the lines that the record leaves to be written.
        """
        values = [dossier.value(blank) for blank in block.blanks]
        left = [n for n, blank in enumerate(block.blanks) if isinstance(blank, ByHand)]
        for place in left[: len(by_hand or ())]:
            values[place] = (by_hand or []).pop(0)
        ticks = [dossier.ticked(box) for box in block.boxes]
        texts = []
        for number, text in enumerate((block.title, *block.lines)):
            wide = width if number == 0 or line_width is None else line_width
            if page is not None:
                wide = across(text, page)
            blanks, boxes = len(BLANK.findall(text)), len(BOX.findall(text))
            texts.append(tick(fill(text, values[:blanks], wide), ticks[:boxes]))
            values, ticks = values[blanks:], ticks[boxes:]
        self.title, self.lines = texts[0], tuple(texts[1:])


def official(dossier: Dossier, form: str) -> Form:
    """The plan's form with this id. Raises KamnotError if the year's plan lacks it or its printed parts."""
    found = dossier.plan.form_by_id.get(form)
    if found is None or not found.blocks:
        year = dossier.plan.fiscal_year
        raise KamnotError(
            f"แผนปี {year} ไม่มีแบบ {form} หรือไม่มีส่วนของแบบ (blocks) โปรดเพิ่มใน forms.yaml ตามแบบของปี 2567",
            f"The plan of {year} has no form {form}, or not its parts (blocks);"
            " add them to forms.yaml as in 2567.",
        )
    return found


def title(lines: Iterable[str], *, size: float = 18) -> Iterator[Para]:
    """A form's title: the first line is the heading, the others stay with it."""
    for number, line in enumerate(lines):
        if number == 0:
            yield heading(line, size=size, align=Align.CENTRE)
        else:
            yield para(line, bold=True, align=Align.CENTRE, size=size - 2, keep=True)


def document(dossier: Dossier, form: str, name: str, sections: Iterable[Pages]) -> Doc:
    """The document of a form, with the key by which it is read back."""
    key = {"form": form, "unit": dossier.unit, "as-of": dossier.as_of.isoformat()}
    key |= {"year": str(dossier.plan.fiscal_year), "plan": dossier.evaluation.plan_hash[:12]}
    if dossier.batch is not None:
        key["batch"] = dossier.batch
    if dossier.period is not None:
        key["period"] = f"{dossier.period.start.isoformat()}..{dossier.period.end.isoformat()}"
    return Doc(name, dossier.unit_name, dossier.as_of, tuple(_owning_up(dossier, [*sections])), key)


def _owning_up(dossier: Dossier, sections: Sequence[Pages]) -> Iterator[Pages]:
    """The sections; the last with a table ends with the remark on a plan that is not all confirmed."""
    note = unconfirmed_note(dossier.plan, "th")
    tables = [n for n, s in enumerate(sections) if any(isinstance(b, Table) for b in s.blocks)]
    for number, section in enumerate(sections):
        ends = bool(note) and number == (tables or [len(sections) - 1])[-1]
        remark = (para(f"หมายเหตุ: {note}", size=12),) if ends else ()
        yield replace(section, blocks=(*section.blocks, *remark))


def upright(dossier: Dossier, form: Form, blocks: Iterable[Block]) -> Doc:
    """The document of an official form on upright pages, below its printed heading."""
    whole = (*title(form.block("heading").lines), *blocks)
    return document(dossier, form.id, form.title, [Pages(whole)])


def signature(lines: Sequence[str], *, space: int = 1) -> Iterator[Para]:
    """A place to sign on the right half, kept on one page; `space` lines above it are empty."""
    for _ in range(space):
        yield para("", keep=True)
    for number, line in enumerate(lines):
        yield para(line, align=Align.CENTRE, left=5.5, keep=number < len(lines) - 1)


def as_of_line(dossier: Dossier) -> Para:
    """The line that says of which day the data is."""
    return para(f"ข้อมูล ณ วันที่ {thai_date(dossier.as_of)}", align=Align.RIGHT, size=14)


def file_list(dossier: Dossier, numbers: Sequence[int], *, empty: int = 3) -> tuple[str, ...]:
    """The files of activities that are no drafts, numbered; `empty` dotted lines if there are none."""
    names = [f.file_name for n in numbers for f in dossier.cited.get(n, ())]
    found = names or [dots(_IN_A_COLUMN)] * empty
    return tuple(f"{thai_digits(n)}. {name}" for n, name in enumerate(found, 1))


def count(number: int) -> str | None:
    """A count; a zero is left to be written by hand."""
    return thai_digits(number) if number else None


def days(dossier: Dossier, number: int) -> str | None:
    """The days of an activity in words, marked if they are doubtful; None if they are unknown."""
    held = dossier.held_on(number)
    if not held.days:
        return None
    mark = f" {DOUBT}" if held.doubtful else ""
    if len(held.days) <= 2:
        return " และ ".join(map(thai_date, held.days)) + mark
    return f"{thai_date(held.days[0])} – {thai_date(held.days[-1])}{mark}"


def doubt_line(dossier: Dossier, numbers: Iterable[int]) -> Iterator[Para]:
    """The remark on days that were read in reports; none if the days of these activities are sure."""
    if any(dossier.held_on(number).doubtful for number in numbers):
        yield para(f"{DOUBT} กำหนดอ่านวันที่จากตัวรายงาน โปรดตรวจก่อนลงนาม", size=12)


def looked_line(looked: Looked) -> Iterator[Para]:
    """The remark that says how many of the files nobody has accepted; none if somebody accepted each."""
    if looked.unseen:
        said = looked_words(looked.files, looked.unseen, "th")
        yield para(thai_digits(f"หมายเหตุ: {said}"), size=12)


def backdated_line(dossier: Dossier, numbers: Iterable[int]) -> Iterator[Para]:
    """The remark on the activities' files that were entered after the day received; none without such files."""
    files = [f for n in sorted(set(numbers)) for f in dossier.evidence.get(n, ())]
    if late := backdated_words(files, "th"):
        yield para(f"หมายเหตุ: {late}", size=12)


def unsettled_line(names: Iterable[str]) -> Iterator[Para]:
    """The line that explains the marks of figures that stand on unsettled readings; none without marks."""
    note = unsettled_note(set(names), "th")
    if note:
        yield para(note, size=12)


def score_names(dossier: Dossier, criterion: int | None) -> tuple[str, ...]:
    """The unsettled readings behind a score that a form shows."""
    shown = criterion is not None and settled_score(dossier, criterion) is not None
    return dossier.evaluation.unsettled.criteria.get(criterion or 0, ()) if shown else ()


def marked_score(dossier: Dossier, criterion: int | None, also: Sequence[str] = ()) -> str | None:
    """A criterion's score, marked if it stands on an unsettled reading; None as `settled_score`."""
    score = settled_score(dossier, criterion)
    names = (*score_names(dossier, criterion), *also)
    return None if score is None else marked(score, names)


def settled_score(dossier: Dossier, criterion: int | None) -> str | None:
    """A criterion's score; None if unknown figures could change it, or nothing is proved."""
    if criterion is None or not dossier.settled(criterion):
        return None
    return thai_digits(dossier.evaluation.rubric.criteria[criterion - 1].score)
