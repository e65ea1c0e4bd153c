"""One file: its versions and verdicts as one timeline, what the machine saw, and its bytes."""

from __future__ import annotations

from starlette.responses import Response

from domain.access import Right
from domain.activity.file_kinds import problem_words
from domain.language.ids import RequirementId
from domain.words.wording import pick
from flows.evidence.browse import bytes_of, known_of, note_download
from flows.evidence.review_queue import seen_parts
from web.front.guard import HEAD_ALONE
from web.front.who import Here, PageRoutes
from web.member.cards import PARTS, file_shown
from web.member.given import given
from web.member.preview import shown_of

pages = PageRoutes()


@pages.page("/e/{item}", Right.SEE_ACTIVITY)
def show(visit: Here, item: int, p: int = 1) -> Response:
    """The page of a file."""
    known = known_of(visit.ws, visit.unit, item)
    fact = known.versions[-1].fact
    requirement = RequirementId.parse(fact.requirement)
    asked = visit.ws.plan.requirement_by_id.get(requirement)
    return visit.page(
        "item.html",
        activity=visit.activity,
        asked=asked,
        requirement=requirement,
        parts=tuple(seen_parts(asked, known.versions[-1])) if asked else (),
        outcomes={outcome.value: pick(words, visit.language) for outcome, words in PARTS.items()},
        problem=problem_words(fact.problem, fact.format, visit.language) if fact.problem else "",
        item=item,
        shown=shown_of(visit, item, fact.version, p),
        here=f"{visit.base}/e/{item}",
        versions=[file_shown(visit.standing, one) for one in reversed(known.versions)],
        shared=[
            visit.ws.plan.requirement_by_id[RequirementId.parse(r)].title
            for r in known.shared_with if RequirementId.parse(r) in visit.ws.plan.requirement_by_id
        ],
        may_bring=visit.may(Right.BRING_FILES, visit.activity.groups) and not visit.ws.closed,
    )  # fmt: skip


@pages.page("/e/{item}/bytes", Right.SEE_ACTIVITY)
def give(visit: Here, item: int, version: int | None = None) -> Response:
    """The file itself, to be kept and never opened by the browser."""
    kept = bytes_of(visit.ws, visit.unit, item, version)
    answer = given(visit, kept, name=f"{item}")
    alone = visit.request.scope.get(HEAD_ALONE)  # no byte goes out
    if answer.status_code == 200 and not alone:  # a part goes on with what was noted before
        note_download(visit.ws, visit.unit, item, version, by=visit.account)
    return answer
