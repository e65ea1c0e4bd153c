"""What of a carried-over plan waits to be confirmed, by subject; the subject that changes results most comes first.

One field of one node is one thing to confirm; a person confirms a subject of the whole plan or of one activity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from domain.language.thai import match_key
from domain.plan.doubts import entry_key
from domain.plan.model import Node, Plan
from domain.plan.sources import ABOUT


class Subject(StrEnum):
    """What values are about; the first changes most."""

    DATES = "dates"
    POINTS = "points"
    THRESHOLDS = "thresholds"
    OWNERS = "owners"
    DOCUMENTS = "documents"
    TEXTS = "texts"


TITLES = {
    Subject.DATES: ("วันกำหนดส่งและวันทำการ", "due dates and working days"),
    Subject.POINTS: ("คะแนน", "points"),
    Subject.THRESHOLDS: ("เกณฑ์ตัวเลขและเกณฑ์ระดับ", "thresholds"),
    Subject.OWNERS: ("ผู้รับผิดชอบและการแจ้งเตือน", "owners and reminders"),
    Subject.DOCUMENTS: ("เอกสารที่ต้องส่ง", "documents"),
    Subject.TEXTS: ("ข้อความอื่น", "other texts"),
}

_FIELDS = {
    Subject.DATES: r"batches\.due|activities\.batch|rubric\.(also_)?due|forms\.due|recurring\.(since|months)",
    Subject.POINTS: r"total_points|activity_count|batches\.(id|points.*|activity_count)|points_policy\..*"
    r"|activities\.(number|points|parts\..*)|notes\.counts_for_award",
    Subject.THRESHOLDS: r"(activities|notes)\.measures\..*|rubric\.(criteria|figures|levels|department)\..*"
    r"|rubric\.levels_build",
    Subject.OWNERS: r"activities\.(groups|owner)|groups\.(id|name|short_name)|(review_policy|recurring|ladder)\..*",
    Subject.DOCUMENTS: r"activities\.requirements\..*|forms\.(activities|delivery|formats|along)|knowledge_outputs\..*",
}


@dataclass(frozen=True, slots=True)
class CarriedField:
    """A field of a node (`activities[7]`, `points`; an empty node is the plan itself) that nobody has confirmed."""

    node: str
    field: str

    @property
    def subject(self) -> Subject:
        """What it is about."""
        name = re.sub(r"\[[^\]]*\]", "", f"{self.node}.{self.field}".lstrip("."))
        found = (subject for subject, fields in _FIELDS.items() if re.fullmatch(fields, name))
        return next(found, Subject.TEXTS)

    @property
    def activity(self) -> int | None:
        """The activity that it belongs to; None for the plan's own."""
        found = re.match(r"activities\[(\d+)\]", self.node)
        return int(found[1]) if found else None


def waiting(plan: Plan) -> Iterator[CarriedField]:
    """Every carried-over field that nobody has confirmed, in the plan's order."""
    if plan.carried is not None:
        yield from _of_node(plan, "")


def is_unconfirmed(plan: Plan) -> bool:
    """Whether the plan was carried over and something of it waits."""
    return next(waiting(plan), None) is not None


def _of_node(node: Node, path: str) -> Iterator[CarriedField]:
    for name in type(node).model_fields:
        value = getattr(node, name)
        if name in ABOUT or value is None or value == ():
            continue
        below = list(_nodes_in(value, f"{path}.{name}" if path else name))
        for one, where in below:
            yield from _of_node(one, where)
        if not below and node.carried is not None and not node.carried.confirms(name):
            yield CarriedField(path, name)


def _nodes_in(value: object, path: str) -> Iterator[tuple[Node, str]]:
    """The nodes nearest below a value, with their paths."""
    if isinstance(value, Node):
        yield value, path
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _nodes_in(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _nodes_in(item, f"{path}[{entry_key(item, index)}]")


def find_subject(text: str) -> Subject | None:
    """The subject that a person names (`dates`, `คะแนน`); None if it is none."""
    wanted = match_key(text)
    for subject, (thai, english) in TITLES.items():
        if wanted and (wanted in match_key(thai) or wanted in (subject.value, match_key(english))):
            return subject
    return None
