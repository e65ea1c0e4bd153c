"""A member's own work and account: the next date first, what else there is folded."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from domain.access import Right, Scope
from domain.evaluation.own_work import own_work
from domain.results import RegisterAsk
from flows.house.sign_in import choose_language, devices
from flows.house.units import KnownUnit, all_units
from web.front.who import Here, PageRoutes, Visit
from web.member.cards import settled, state_in
from web.member.registers import pages_of

pages = PageRoutes()


@pages.page("/my", Right.SEE_OWN_WORK)
def my(visit: Here) -> Response:
    """What the groups of this person have to bring."""
    standing = visit.standing
    mine = [group.id for group in visit.ws.plan.groups if group.id in visit.groups]
    works = [own_work(standing.evaluation, group, partial(settled, standing)) for group in mine]
    return visit.page(
        "my.html",
        standing=standing,
        state_in=partial(state_in, standing),
        works=works,
        staffing=standing.staffing,
        open_count=sum(work.open_count for work in works),
        names=visit.ws.plan.group_by_id,
        asks=partial(_asks_of, visit),
        closed=visit.ws.closed,
    )


def _asks_of(visit: Visit, group: str) -> list[tuple[RegisterAsk, list[tuple[str, int]]]]:
    """The rows that the group is asked to write, each with the pages on which it does."""
    asks = visit.standing.evaluation.register_asks
    return [(ask, pages_of(visit, ask, group)) for ask in asks if group in ask.groups]


@pages.page("/me", Right.OWN_ACCOUNT)
def me(visit: Here) -> Response:
    """The seats of this person, the devices, the language."""
    return visit.page(
        "me.html",
        devices=devices(visit.ws, visit.visitor),
        current=visit.visitor.session.token,
        names=visit.ws.plan.group_by_id,
        units=_own_units(visit),
    )


def _own_units(visit: Visit) -> list[KnownUnit]:
    member = visit.visitor.member
    known, own = all_units(visit.ws), member.units()
    return [one for one in known if one.id in own or member.scope is Scope.DEPARTMENT]


@pages.page("/me", Right.OWN_ACCOUNT, "POST")
def choose(visit: Here, language: Annotated[str, Form()] = "th") -> Response:
    """Keep the language in which this person reads."""
    choose_language(visit.ws, visit.visitor, "en" if language == "en" else "th")
    return visit.go("/me")
