"""A relief in JSON: alone and in a list it is the same but for the heading."""

from __future__ import annotations

from reports.schemas.reliefs import ReliefDocument, ReliefsDocument
from tests.support.cast import relief


def test_a_relief_is_told_alone_as_in_the_list() -> None:
    waiver = relief("waiver", "2.report")
    alone = ReliefDocument.of(waiver, unit="bureau").plain()
    [listed] = ReliefsDocument.of(unit="bureau", reliefs=[waiver]).plain()["reliefs"]

    assert alone == {"schema": "kamnot/relief/1", "unit": "bureau"} | listed
    assert list(alone)[:3] == ["schema", "unit", "id"]
    assert (listed["kind"], listed["until"], listed["ended_on"]) == ("waiver", None, None)
