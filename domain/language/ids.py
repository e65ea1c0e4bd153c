"""The ids of the plan's documents and numbers (`7.report`, `1.signed`, `rubric.climate`) and of reminders' rungs.

All types are text, so that they are stored, sorted and written unchanged, and all know their parts. Text from outside
is parsed here, once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Self

_REMEMBERED = 1 << 12
"""Most parsed ids in memory: a plan has some hundred ids, a database a few plans."""

RUBRIC = "rubric"
"""The owner of the rubric's own figures."""


class RequirementId(str):
    """A document that the plan asks for: the number of its activity and its name there."""

    __slots__ = ("activity", "name")
    activity: int
    name: str

    def __new__(cls, activity: int, name: str) -> Self:
        """Name a document of an activity."""
        made = super().__new__(cls, f"{activity}.{name}")
        made.activity, made.name = activity, name
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[int, str]]:
        return type(self), (self.activity, self.name)

    @classmethod
    @lru_cache(_REMEMBERED)
    def parse(cls, text: str) -> Self:
        """Read `7.report`. Raises ValueError for anything else."""
        number, _, name = text.partition(".")
        if not (number.isascii() and number.isdigit() and name):
            raise ValueError(f"expected a document such as 7.report, found {text!r}")
        return cls(int(number), name)


class MeasureId(str):
    """A number that can be entered: its owner (an activity, a note, the rubric) and its name there.

    `activity` is None for the numbers of notes and of the rubric.
    """

    __slots__ = ("activity", "name", "owner")
    owner: str
    name: str
    activity: int | None

    def __new__(cls, owner: int | str, name: str) -> Self:
        """Name a number of an activity (by its number), of `note-1` or of the rubric."""
        made = super().__new__(cls, f"{owner}.{name}")
        made.owner, made.name = str(owner), name
        made.activity = owner if isinstance(owner, int) else None
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[int | str, str]]:
        return type(self), (self.owner if self.activity is None else self.activity, self.name)

    @classmethod
    @lru_cache(_REMEMBERED)
    def parse(cls, text: str) -> Self:
        """Read `1.signed`, `note-1.attended` or `rubric.climate`. Raises ValueError for anything else."""
        found = re.fullmatch(rf"([0-9]+|note-[0-9]+|{RUBRIC})\.(.+)", text)
        if found is None:
            raise ValueError(f"expected a number such as 1.signed, found {text!r}")
        owner = found[1]
        return cls(int(owner) if owner.isdigit() else owner, found[2])


class RungId(str):
    """A rung of one deadline's ladder: `2567:march:T-7` is the step `T-7` of the deadline `2567:march`."""

    __slots__ = ("deadline", "step")
    deadline: str
    step: str

    def __new__(cls, deadline: str, step: str) -> Self:
        """Name a step of a deadline."""
        made = super().__new__(cls, f"{deadline}:{step}")
        made.deadline, made.step = deadline, step
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Copies and pickles are made from the parts."""
        return type(self), (self.deadline, self.step)

    @classmethod
    @lru_cache(_REMEMBERED)
    def parse(cls, text: str) -> Self:
        """Read `2567:march:T-7`. Raises ValueError for anything else."""
        deadline, _, step = text.rpartition(":")
        if not (deadline and step):
            raise ValueError(f"expected a rung such as 2567:march:T-7, found {text!r}")
        return cls(deadline, step)


AskedId = RequirementId | MeasureId
"""The id of a finding: of a document or a number."""
