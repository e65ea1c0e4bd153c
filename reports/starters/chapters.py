"""Starters of several pages: cover, contents, what is known, and a heading with its help for each part."""

from __future__ import annotations

from collections.abc import Iterator

from domain.documents.starters import own_heading
from domain.language.ids import RequirementId
from domain.language.thai import thai_digits
from domain.plan.model import Activity, Section, SectionKind, Starter
from reports.forms.dossier import Dossier, told
from reports.paper.document import Block, Break, Doc, Pages, heading, para
from reports.register_paper import rows_table
from reports.starters.pieces import (
    about,
    contents,
    cover,
    goals_of,
    help_for,
    pictures,
    starter_doc,
)

_BEFORE = ("cover", "foreword", "contents")
"""Parts that stand before what is known and have no number."""


def report(dossier: Dossier, asked: RequirementId, starter: Starter) -> Doc:
    """A report or a knowledge paper: the parts that the plan's row lists, with the rows of a register if it has one."""
    activity = dossier.plan.by_number[asked.activity]
    sections = dossier.plan.requirement_by_id[asked].sections
    whole = (
        *cover(dossier, activity, starter),
        *_foreword(sections, starter),
        *contents(starter),
        *about(dossier, activity),
        *_parts(dossier, activity, sections, starter),
    )
    return starter_doc(dossier, asked, f"{starter.title} {activity.title}", [Pages(whole)])


def _foreword(sections: tuple[Section, ...], starter: Starter) -> Iterator[Block]:
    for section in sections:
        if section.id == "foreword":
            yield heading(section.title)
            yield from help_for(starter, section.id)
            yield Break()


def _parts(
    dossier: Dossier, activity: Activity, sections: tuple[Section, ...], starter: Starter
) -> Iterator[Block]:
    parts = [(s.id, own_heading(s)) for s in sections if s.id not in _BEFORE]
    kinds = {section.id: section.kind for section in sections}
    for place, (name, title) in enumerate(parts, 1):
        yield heading(f"{thai_digits(place)}. {title}")
        yield from help_for(starter, name)
        if kinds.get(name) is SectionKind.IMAGES:
            yield from pictures(dossier, activity.number)
        else:
            yield from _known_of(dossier, activity, name, title, starter)


def _known_of(
    dossier: Dossier, activity: Activity, name: str, title: str, starter: Starter
) -> Iterator[Block]:
    """What registers say of a part."""
    if starter.rows_of:
        yield from _rows(dossier, starter.rows_of, title)
    elif activity.number in _GOALS_OF and name in _SORTS:
        for said in goals_of(dossier, 0, _SORTS[name]):
            yield para(f"– {said}", left=1)


_SORTS = {"problems": "problem", "good-deeds": "good"}
_GOALS_OF = (2,)
"""The activity whose parts are the goals of the year."""


def _rows(dossier: Dossier, register_id: str, title: str) -> Iterator[Block]:
    """The rows of a register's document under one of its headings; none without such rows."""
    register = dossier.plan.register_by_id[register_id]
    rows, paper = dossier.rows_of(register_id), register.paper
    if paper is None:
        yield from (para(line, left=1) for line in told((register, one) for one in rows))
    elif title == paper.overview.title:
        yield from rows_table(register, paper.overview.columns, rows) if rows else ()
    else:
        choices = {
            words: choice for choice, words in register.column_by_id[paper.by].choices.items()
        }
        own = [one for one in rows if one.cells.get(paper.by) == choices.get(title)]
        yield from rows_table(register, paper.chapter.columns, own) if own else ()
