"""A member's own work and account: the next date first, what else there is folded."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from domain.access import Right
from domain.evaluation.own_work import own_work
from flows.house.sign_in import choose_language, devices
from web.front.who import Here, PageRoutes

pages = PageRoutes()


@pages.page("/my", Right.SEE_OWN_WORK)
def my(visit: Here) -> Response:
    """What the groups of this person have to bring."""
    standing = visit.standing
    mine = [group.id for group in visit.ws.plan.groups if group.id in visit.groups]
    works = [own_work(standing.evaluation, group) for group in mine]
    return visit.page(
        "my.html",
        standing=standing,
        works=works,
        open_count=sum(work.open_count for work in works),
        names=visit.ws.plan.group_by_id,
        closed=visit.ws.closed,
    )


@pages.page("/me", Right.OWN_ACCOUNT)
def me(visit: Here) -> Response:
    """The seats of this person, the devices, the language."""
    return visit.page(
        "me.html",
        devices=devices(visit.ws, visit.visitor),
        current=visit.visitor.session.token,
        names=visit.ws.plan.group_by_id,
    )


@pages.page("/me", Right.OWN_ACCOUNT, "POST")
def choose(visit: Here, language: Annotated[str, Form()] = "th") -> Response:
    """Keep the language in which this person reads."""
    choose_language(visit.ws, visit.visitor, "en" if language == "en" else "th")
    return visit.go("/me")
