"""The application: its routes, its errors, and the guard before them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from domain.language.errors import KamnotError
from web.desk import review
from web.front import enter, enter_there, state
from web.front.errors import on_fault, on_http_error, on_kamnot_error
from web.front.guard import Guard
from web.front.office import Office
from web.member import activity, bring, item, my, pieces, preview, registers, rows

ROOMS = (
    enter,
    enter_there,
    state,
    my,
    activity,
    rows,
    registers,
    bring,
    pieces,
    item,
    preview,
    review,
)
"""The modules that have pages. A route without a right fails here, at start."""


def make_app(office: Office) -> FastAPI:
    """The application without its guard. Its end closes the office."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        office.close()

    app = FastAPI(
        title="Kamnot", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None,
        redirect_slashes=False,
    )  # fmt: skip
    app.state.office = office
    for room in ROOMS:
        # As they are: `include_router` would build each a second time, at the first request and in its thread.
        app.router.routes.extend(room.pages.routes)
    app.add_exception_handler(KamnotError, on_kamnot_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_http_error)
    app.add_exception_handler(Exception, on_fault)
    return app


def guarded(office: Office) -> Guard:
    """The whole application, as a server runs it."""
    return Guard(make_app(office), page=office.page, language=office.settings.language)
