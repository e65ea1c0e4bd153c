"""A share is written exactly and as it is shown, a count as a number, yes/no as a truth value."""

from __future__ import annotations

from fractions import Fraction

import pytest

from domain.facts import Amount
from reports.schemas.amounts import AmountOrNull, ExactShare
from reports.schemas.document import JsonPart


class Written(JsonPart):
    amount: AmountOrNull


class Printed(JsonPart):
    share: ExactShare


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Fraction(1, 3), {"fraction": "1/3", "percent": "100/3%", "shown": "33.33%"}),
        (Fraction(1), {"fraction": "1/1", "percent": "100%", "shown": "100%"}),
        (1, 1),
        (0, 0),
        (True, True),
        (False, False),
        (None, None),
    ],
    ids=str,
)
def test_an_amount_is_written_by_what_it_is(amount: Amount | None, written: object) -> None:
    found = Written(amount=amount).model_dump(mode="json")["amount"]

    assert (found, type(found)) == (written, type(written))


def test_a_share_of_the_plan_is_written_as_printed() -> None:
    assert Printed(share=Fraction(2, 3)).model_dump(mode="json") == {"share": "200/3%"}
