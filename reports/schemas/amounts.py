"""A share, a count or yes/no as the JSON documents write it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer

from domain.facts import Amount
from domain.plan.model import exact_share, show_share
from domain.results import PointCount
from reports.schemas.document import JsonPart


class SharePart(JsonPart):
    """A share, exact as a fraction and as a percentage, and as it is shown."""

    fraction: str
    percent: str
    shown: str


def _written(value: Amount | None) -> SharePart | bool | int | None:
    if isinstance(value, Fraction):
        fraction = f"{value.numerator}/{value.denominator}"
        return SharePart(fraction=fraction, percent=exact_share(value), shown=show_share(value))
    return value


AmountOrNull = Annotated[Amount | None, PlainSerializer(_written)]
"""Null where nothing is known, and for 0 of 0."""


def _printed(value: Amount | None) -> str | bool | int | None:
    return show_share(value) if isinstance(value, Fraction) else value


ThresholdOrNull = Annotated[Amount | None, PlainSerializer(_printed)]
"""As the plan prints it: a share as `90%`, for a float could not be exact."""
PointNumber = Annotated[
    PointCount, PlainSerializer(lambda points: points if isinstance(points, int) else float(points))
]
"""Points; a share of late work's may be a decimal."""
ExactShare = Annotated[Fraction, PlainSerializer(exact_share)]
"""A share as the plan prints it: `200/3%`."""
