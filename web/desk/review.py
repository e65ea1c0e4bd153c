"""The reviewers' queue: what waits, one file beside its verdict, what is complete at once.

A verdict says which versions and verdicts were seen; one that was overtaken is refused, and what is new is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from domain.access import Right
from domain.activity.file_kinds import problem_words, told_formats
from domain.activity.reviewing import Seen
from domain.language.errors import KamnotError, OvertakenError
from domain.words.wording import pick
from flows.evidence.review_queue import (
    ReviewCard,
    accept_shown,
    review_card,
    review_queue,
)
from flows.evidence.reviews import (
    AwaitedReview,
    awaited_among,
    review_together,
    waiting_among,
)
from web.front.errors import status_of
from web.front.shown import told
from web.front.who import Here, PageRoutes, Visit
from web.member.cards import PARTS, file_shown
from web.member.preview import shown_of

pages = PageRoutes()
Text = Annotated[str, Form()]
Several = Annotated[list[str], Form()]
_LONGEST_REASON = 500
_MOST_PHOTOS = 12
"""Photos of one document that are reviewed at once; the others come up after these."""
_MOST_SHOWN, _MOST_OF_ALL = 10, 30
"""Entries of each part of the queue, and of all of it where somebody asks for more; the others come up as these are
reviewed. A page stays within 20 kB.
"""


def _waiting(visit: Visit) -> tuple[AwaitedReview, ...]:
    """What waits, by the result that is kept in memory until something is recorded."""
    known = visit.standing
    findings = {f.id: f for one in known.evaluation.by_number.values() for f in one.findings}
    return awaited_among(visit.ws, waiting_among(known.evidence), findings, known.day)


def _card_of(visit: Visit, item: int) -> ReviewCard:
    return review_card(
        visit.ws, visit.unit, item, visit.standing.day, by=visit.account, waiting=_waiting(visit)
    )


@pages.page("/review", Right.REVIEW)
def queue(
    visit: Here, accepted: int | None = None, left: int = 0, done: int = 0, whole: int = 0
) -> Response:
    """What waits: first what only a person can tell."""
    entries = review_queue(visit.ws, visit.unit, visit.standing.day, _waiting(visit))
    counted = [e for e in entries if not e.cannot_count]
    parts = {
        "eyes": [e for e in counted if e.needs_eye],
        "sure": [e for e in counted if not e.needs_eye and not e.lacks],
        "lacking": [e for e in counted if e.lacks],
        "faulty": [e for e in entries if e.cannot_count],
    }
    return visit.page(
        "review/queue.html",
        eyes=parts["eyes"],
        sure=parts["sure"],
        lacking=parts["lacking"],
        faulty=parts["faulty"],
        most=rooms_of(parts, whole=bool(whole)),
        complete=sum(one.sure for entry in entries for one in entry.files),
        staffing=visit.standing.staffing(_working(visit), director=True),
        accepted=accepted,
        left=left,
        done=bool(done),
        whole=bool(whole),
        closed=visit.ws.closed,
    )


def _working(visit: Visit) -> frozenset[str]:
    """The groups that have anything to bring."""
    return frozenset(group for one in visit.ws.plan.activities for group in one.groups)


def rooms_of(parts: Mapping[str, Sequence[object]], *, whole: bool) -> dict[str, int]:
    """How many entries of each part are shown; of the whole queue the first parts come first."""
    if not whole:
        return dict.fromkeys(parts, _MOST_SHOWN)
    rooms, left = {}, _MOST_OF_ALL
    for name, entries in parts.items():
        rooms[name] = min(left, len(entries))
        left -= rooms[name]
    return rooms


@pages.page("/review/complete", Right.REVIEW)
def show_complete(visit: Here) -> Response:
    """What the machine found complete, to be looked over before it is accepted at once."""
    every = [one.evidence for one in _waiting(visit) if one.sure]
    found = every[:_MOST_OF_ALL]
    asked = visit.ws.plan.requirement_by_id
    return visit.page(
        "review/complete.html",
        groups=[
            (asked[name].title, visit.ws.plan.by_number[name.activity],
             [file_shown(visit.standing, e) for e in found if e.fact.requirement == name])
            for name in dict.fromkeys(e.fact.requirement for e in found)
        ],
        shown=len(found),
        later=len(every) - len(found),
        closed=visit.ws.closed,
    )  # fmt: skip


@pages.page("/review/complete", Right.REVIEW, "POST")
def take_complete(visit: Here, shown: Several = []) -> Response:  # noqa: B006  # a form without the field
    """Accept what was shown as complete and is so still."""
    meant = {(one.item, one.version) for one in map(_seen, shown) if one is not None}
    bulk = accept_shown(visit.ws, visit.unit, meant, on=visit.office.today(), by=visit.account)
    left = len(meant) - len(bulk.accepted)
    return visit.go(f"/review?accepted={len(bulk.accepted)}&left={left}")


@pages.page("/review/{item}", Right.REVIEW)
def show(visit: Here, item: int, p: int = 1) -> Response:
    """One file, or the photos of one document together, beside the verdict."""
    return _card(visit, item, page=p)


def _card(
    visit: Visit,
    item: int,
    status: int = 200,
    *,
    page: int = 1,
    trouble: KamnotError | None = None,
    reason: str = "",
) -> Response:
    card, later = _window(_card_of(visit, item), item)
    first = card.files[0]
    fact = first.newest.fact
    return visit.page(
        "review/card.html",
        status,
        card=card,
        later=later,
        preview=shown_of(visit, first.seen.item, first.seen.version, page) if len(card.files) == 1 else None,
        photos=_photos(visit, card),
        standing=visit.standing,
        problem=problem_words(fact.problem, fact.format, visit.language) if fact.problem else "",
        outcomes={outcome.value: pick(words, visit.language) for outcome, words in PARTS.items()},
        refused=next((one.refused for one in card.files if one.refused), None),
        formats=told_formats(card.asked.formats, visit.language),
        overtaken=isinstance(trouble, OvertakenError),
        trouble=told(trouble, visit.language) if trouble else "",
        reason=reason,
        closed=visit.ws.closed,
    )  # fmt: skip


def _window(card: ReviewCard, item: int) -> tuple[ReviewCard, tuple[int, ...]]:
    """The card with so many photos as a page holds, from the item on; and the items of the others."""
    items = [one.seen.item for one in card.files]
    at = items.index(item) if item in items else 0
    files = card.files[at:] + card.files[:at]
    rest = tuple(one.seen.item for one in files[_MOST_PHOTOS:])
    return replace(card, files=files[:_MOST_PHOTOS]), rest


def _photos(visit: Visit, card: ReviewCard) -> list[tuple[object, object]]:
    """The photos that are reviewed together, each with what is shown of it; none of a single file."""
    if len(card.files) == 1:
        return []
    return [(one, shown_of(visit, one.seen.item, one.seen.version)) for one in card.files]


@pages.page("/review/{item}", Right.REVIEW, "POST")
def judge(
    visit: Here,
    item: int,
    verdict: Text = "",
    reason: Text = "",
    common: Text = "",
    seen: Several = [],  # noqa: B006  # a form without the field
    pick: Several = [],  # noqa: B006  # the same
) -> Response:
    """Accept what was seen and go on to the next, or return it with a reason."""
    before = _card_of(visit, item)
    why = " ".join(part for part in (common.strip(), reason.strip()) if part)[:_LONGEST_REASON]
    shown = {one.seen.item for one in before.files}
    meant = [
        one
        for one in map(_seen, seen)
        if one is not None and one.item in shown and (not pick or str(one.item) in pick)
    ]
    try:
        if verdict not in ("accept", "return") or not meant:
            raise KamnotError(
                "โปรดเลือกอย่างน้อยหนึ่งไฟล์ แล้วกดตรวจรับหรือส่งคืน",
                "Choose at least one file, then accept or return it.",
            )
        review_together(
            visit.ws, visit.unit, meant, accepted=verdict == "accept",
            reason=why if verdict == "return" else "", on=visit.office.today(), by=visit.account,
        )  # fmt: skip
    except KamnotError as error:
        return _card(visit, item, status_of(error), trouble=error, reason=reason[:_LONGEST_REASON])
    if len(meant) < len(before.files):
        left = [o.seen.item for o in before.files if o.seen.item not in {one.item for one in meant}]
        _, later = _window(before, item)
        return visit.go(f"/review/{next((one for one in later if one in left), left[0])}")
    return visit.go(f"/review/{before.next}" if before.next else "/review?done=1")


def _seen(text: str) -> Seen | None:
    """`12.2.7`: item, version, last review; the last is empty before the first review."""
    item, _, rest = text.partition(".")
    version, _, last = rest.partition(".")
    numbers = all(one.isdecimal() and len(one) < 12 for one in (item, version, last or "0"))
    return Seen(int(item), int(version), int(last) if last else None) if numbers else None
