"""The readings that a bureau settles: the plan's interpretations, and the words that are marked unconfirmed.

The plan's values say which option is chosen, so a value edited by hand wins. Which figures stand on a reading, and what
an option would make of a unit, belong in `domain.evaluation`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from pydantic import BaseModel

from domain.language.days import parse_date
from domain.language.thai import arabic_digits
from domain.plan.doubts import entry_key
from domain.plan.model import Interpretation, Node, Plan, Reading, ReadingOption

READ, PRINTED, AS_IS = "read", "printed", "as-is"
"""The options of words: as Kamnot reads them, as they are printed, and as they stand."""


@dataclass(frozen=True, slots=True)
class OpenReading:
    """One reading and its place in the plan's files; one about words alone has `words`."""

    entry: Interpretation
    path: str
    words: tuple[str, str] | None = None
    """As read and as printed."""

    @property
    def id(self) -> str:
        """The id by which it is settled."""
        return self.entry.id

    def chosen(self, plan: Plan) -> ReadingOption | None:
        """The option that the plan's values are; None if they are none of them, set by hand."""
        options = self.entry.options
        alike = [option for option in options if option.sets and _is_set(plan, option)]
        if not alike and not any(option.sets for option in options):
            alike = [option for option in options if option.id == self.entry.chosen]
        return next(iter(alike), None) or next((o for o in options if _is_kind(plan, o)), None)

    def settled(self, plan: Plan) -> bool:
        """Whether an office settled it, and its option still is the one that the plan's values are."""
        mark, carried = self.entry.settled, self.entry.carried
        if mark is None or (carried is not None and not carried.confirms("settled")):
            return False
        option = self.chosen(plan)
        return option is not None and option.id == mark.option

    def option(self, plan: Plan, name: str) -> ReadingOption | None:
        """The option with this id; `share=40%` gives one that takes any value another value.

        Raises KamnotError for a day that cannot be read.
        """
        name, equals, value = name.partition("=")
        found = next((option for option in self.entry.options if option.id == name), None)
        if found is None or not equals:
            return found
        if not found.any_value:
            return None
        value = arabic_digits(value).strip()
        if any(_is_day(example) for example in found.sets.values()):
            value = parse_date(value, plan.fiscal_year).isoformat()
        return found.model_copy(update={"sets": dict.fromkeys(found.sets, value)})


def _is_day(value: object) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)))


def open_readings(plan: Plan) -> tuple[OpenReading, ...]:
    """Every reading of the plan: the interpretations that concern it, then the words that are unconfirmed."""
    return (*interpreted(plan), *_numbered(_marked(plan)))


def interpreted(plan: Plan) -> list[OpenReading]:
    """The interpretations that concern this plan."""
    return [
        OpenReading(entry, f"interpretations[{entry.id}]")
        for entry in plan.interpretations
        if all(_is_there(plan, path) for option in entry.options for path in option.sets)
    ]


def with_option(plan: Plan, option: ReadingOption) -> Plan:
    """The plan with the values that an option sets. Raises ValueError for a value of another kind."""
    return reduce(lambda made, path: with_value(made, path, option.sets[path]), option.sets, plan)


# Values by their paths


def steps_of(path: str) -> list[str]:
    """The steps of a path: `notes[2].measures[sent].at_least`."""
    return re.findall(r"[^.\[\]]+", path)


def value_at(plan: Plan, path: str) -> Any:
    """The value at a path. Raises KeyError if the plan has none there."""
    return reduce(_step, steps_of(path), plan)


def with_value(plan: Plan, path: str, value: Any) -> Plan:
    """The plan with another value at a path, unchecked beyond its kind. Raises ValueError, KeyError."""
    made: Plan = _with(plan, steps_of(path), value)
    return made


def _step(value: Any, name: str) -> Any:
    if isinstance(value, BaseModel) and name in type(value).model_fields:
        return getattr(value, name)
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            if str(entry_key(item, index)) == name:
                return item
    raise KeyError(name)


def _with(value: Any, steps: Sequence[str], new: Any) -> Any:
    if not steps:
        return new
    changed = _with(_step(value, steps[0]), steps[1:], new)
    if isinstance(value, tuple):
        old = _step(value, steps[0])
        return tuple(changed if item is old else item for item in value)
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return type(value).model_validate(fields | {steps[0]: changed})


def _is_there(plan: Plan, path: str) -> bool:
    try:
        value_at(plan, path)
    except KeyError:
        return False
    return True


def _is_set(plan: Plan, option: ReadingOption) -> bool:
    return all(
        value_at(with_value(plan, path, value), path) == value_at(plan, path)
        for path, value in option.sets.items()
    )


def _is_kind(plan: Plan, option: ReadingOption) -> bool:
    """Whether the option takes any value and the plan's values are of its kind."""
    return option.any_value and all(
        type(value_at(with_value(plan, path, value), path)) is type(value_at(plan, path))
        for path, value in option.sets.items()
    )


# Words that are marked unconfirmed


def _marked(plan: Plan) -> Iterator[OpenReading]:
    asked = {path for entry in plan.interpretations for o in entry.options for path in o.sets}
    for path, node in _nodes(plan):
        for index, reading in enumerate(node.readings):
            if f"{path}.{reading.field}" in asked:
                continue  # the interpretation asks the same
            if not reading.confirmed or reading.settled is not None:
                place = f"{path}.readings[{index}]" if path else f"readings[{index}]"
                yield _of_words(plan, path, node, reading, place)
        if (not node.confirmed or node.settled) and all(r.confirmed for r in node.readings):
            yield _of_node(path, node)


def _nodes(value: object, path: str = "") -> Iterator[tuple[str, Node]]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _nodes(item, f"{path}[{entry_key(item, index)}]")
    elif isinstance(value, BaseModel) and not isinstance(value, Reading | Interpretation):
        if isinstance(value, Node):
            yield path, value
        for name in type(value).model_fields:
            yield from _nodes(getattr(value, name), f"{path}.{name}" if path else name)


def _of_words(plan: Plan, path: str, node: Node, reading: Reading, place: str) -> OpenReading:
    named = f"{path}.{reading.field}" if path else reading.field
    about, value = _worded(
        named, value_at(plan, named) if _is_there(plan, named) else None, reading
    )
    read, printed = (_reworded(value, reading, as_read=as_read) for as_read in (True, False))
    by_hand = read is None and isinstance(value, str | tuple)
    differ = reading.read != reading.printed and read is not None
    options = (
        ReadingOption(id=READ, title=reading.read, sets={about: read} if differ else {}),
        ReadingOption(id=PRINTED, title=reading.printed, sets={about: printed} if differ else {}),
    )
    shown = options if differ or by_hand else options[:1]
    return _entry(named, place, node.source, reading, shown, "" if by_hand else READ)


def _of_node(path: str, node: Node) -> OpenReading:
    named = getattr(node, "title", "") or getattr(node, "name", "") or getattr(node, "text", "")
    option = ReadingOption(id=AS_IS, title=named or path)
    mark = Reading(field="", printed="", read=named, settled=node.settled)
    return _entry(path, path, node.source, mark, (option,), AS_IS)


def _entry(
    about: str,
    place: str,
    source: str,
    mark: Reading,
    options: tuple[ReadingOption, ...],
    chosen: str,
) -> OpenReading:
    entry = Interpretation(
        id=".".join(steps_of(about)).removeprefix("activities."),
        question=mark.why or mark.read,
        printed=mark.printed,
        source=source,
        options=options,
        chosen=chosen,
        settled=mark.settled,
    )
    return OpenReading(entry, place, (mark.read, mark.printed))


def _worded(path: str, value: Any, reading: Reading) -> tuple[str, Any]:
    """The place of a reading's words and their value: in a list of entries the entry that has them."""
    if not isinstance(value, tuple) or not any(isinstance(item, BaseModel) for item in value):
        return path, value
    for index, item in enumerate(value):
        for name, text in item:
            if isinstance(text, str) and (reading.read in text or reading.printed in text):
                return f"{path}[{entry_key(item, index)}].{name}", text
    return path, value


def _reworded(value: Any, reading: Reading, *, as_read: bool) -> Any:
    """The value with the words as they are read, or as printed; None if it has neither."""
    if isinstance(value, tuple):
        made = [_reworded(item, reading, as_read=as_read) for item in value]
        found = [item if new is None else new for item, new in zip(value, made, strict=True)]
        return None if made.count(None) == len(made) else found
    if not isinstance(value, str):
        return None
    now, other = (reading.read, reading.printed)
    if now not in value:
        now, other = other, now
    if now not in value:
        return None
    return value if (now == reading.read) is as_read else value.replace(now, other)


def _numbered(found: Iterable[OpenReading]) -> Iterator[OpenReading]:
    """The same with a number behind an id that occurs again: two marks in one field."""
    seen: Counter[str] = Counter()
    for reading in found:
        seen[reading.id] += 1
        again = f"{reading.id}-{seen[reading.id]}" if seen[reading.id] > 1 else reading.id
        yield replace(reading, entry=reading.entry.model_copy(update={"id": again}))
