"""Letters in JSON: counts instead of lists where a program only counts, and days that are overloaded as objects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from reports.schemas.letters import RehearsalDocument, RemindersDocument

DAY = date(2024, 3, 20)


def test_a_letter_that_was_written_down_is_counted_and_not_named() -> None:
    outcome = SimpleNamespace(
        evaluation=SimpleNamespace(unit="bureau", as_of=DAY),
        delivered=SimpleNamespace(sent=1),
        enqueued=(4, 5),
    )
    document = RemindersDocument.of(
        outcome, dry_run=False, reminders=[], letters=[], unreachable=["planning"]
    ).plain()

    assert (document["unit"], document["as_of"]) == ("bureau", "2024-03-20")
    assert (document["enqueued"], document["sent"]) == (2, 1)


@dataclass(frozen=True)
class Year:
    unit = "bureau"
    fiscal_year = 2567
    mails = ()
    clashes = ()
    no_director = True

    @property
    def unreachable(self) -> dict[str, date]:
        return {"planning": DAY}


def test_an_overload_is_an_object_and_a_group_nobody_can_be_reached_in_has_its_first_day() -> None:
    document = RehearsalDocument.of(Year(), plan_hash="x", overloads=[(DAY, "a@b.example", 4)])

    assert document.plain()["overloads"] == [
        {"day": "2024-03-20", "recipient": "a@b.example", "letters": 4}
    ]
    assert document.plain()["unreachable"] == {"planning": "2024-03-20"}
