"""Edits a plan's YAML in place: comments, layout and spelling stay as the officials wrote them.

Every edit replaces text between two places that the YAML parser gave. The caller checks what the new text says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import yaml

from domain.language.thai import match_key, thai_digits
from domain.next_year.carry import YEAR_CHOSEN, carried_source, source_prefix
from domain.next_year.year_mentions import shift_day, shift_text, year_mentions
from domain.plan.doubts import KEYS
from domain.plan.model import CarriedOver

# Marks must count characters of this text; the C parser's do.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN = re.compile(
    r"\d{4}-\d\d-\d\d|\d+(\.\d+)?%|(?!(?:true|false|null|yes|no|on|off)$)[a-z][a-z-]+(:\w+)?"
)
"""Words, days and shares that need no quotation marks."""
_COMMENT_YEAR = re.compile(r"(?<=\d )([A-Z][a-z]{2,8} )(\d{4})\b")
"""A day in an English comment: 20 March 2567."""
_AFTER = re.compile(r"[ \t]+#[^\r\n]*")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text after all edits; they must not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


@dataclass(frozen=True, slots=True)
class _Place:
    """A mapping of the file: where it lies in the plan (`activities[7]`), and its values by key."""

    path: str
    node: yaml.MappingNode
    values: Mapping[str, yaml.Node]
    keys: Mapping[str, yaml.Node]


def _compose(text: str) -> yaml.Node:
    root = yaml.compose(text, Loader=_Loader)
    # Only files that were read as a plan are edited; an empty file has nothing to edit.
    return root or yaml.MappingNode("tag:yaml.org,2002:map", [])


def _places(node: yaml.Node, path: str = "") -> Iterator[_Place]:
    """Every mapping of a plan's file with its path, as `domain.plan.sources` names it. Aliases are not followed."""
    if isinstance(node, yaml.MappingNode):
        values = {str(key.value): value for key, value in node.value}
        yield _Place(path, node, values, {str(key.value): key for key, _ in node.value})
        for name, value in values.items():
            yield from _places(value, f"{path}.{name}" if path else name)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _places(item, f"{path}[{_name(item, index)}]")


def _name(item: yaml.Node, index: int) -> object:
    if isinstance(item, yaml.MappingNode):
        own = {str(key.value): value.value for key, value in item.value}
        return next((own[name] for name in KEYS if name in own), index)
    return index


# Carrying over


def carry_text(text: str, from_year: int, to_year: int) -> str:
    """A plan's file for another year: days and sure years moved, old sources named, every node unconfirmed."""
    root = _compose(text)
    years = to_year - from_year
    edits: list[Edit] = []
    for place in _places(root):
        if _is_reading(place):
            edits += _reading_edits(text, place, from_year, years)
        elif not place.path.endswith("settled"):
            edits += _value_edits(text, place, from_year, years)
        if "source" in place.values:
            edits += _mark(text, place, from_year)
    spans = [(node.start_mark.index, node.end_mark.index) for node in _scalars(root)]
    edits += _comment_edits(text, spans, from_year, years, edits)
    # An anchor's scalars come again for every alias.
    return apply_edits(text, sorted(set(edits)))


def _is_reading(place: _Place) -> bool:
    return {"field", "printed", "read"} <= set(place.values)


def _reading_edits(text: str, place: _Place, year: int, years: int) -> Iterator[Edit]:
    if place.values["field"].value != "source":
        yield from _scalar_edits(text, place.values["read"], year, years)


def _value_edits(text: str, place: _Place, year: int, years: int) -> Iterator[Edit]:
    for name, value in place.values.items():
        if name in {"source", "carried", "settled", "printed"}:
            continue
        if name == "fiscal_year" and not place.path:
            yield Edit(value.start_mark.index, value.end_mark.index, str(year + years))
        elif isinstance(value, yaml.ScalarNode):
            yield from _scalar_edits(text, value, year, years)
        elif isinstance(value, yaml.SequenceNode):
            for item in value.value:
                if isinstance(item, yaml.ScalarNode):
                    yield from _scalar_edits(text, item, year, years)


def _scalar_edits(text: str, node: yaml.Node, year: int, years: int) -> Iterator[Edit]:
    start, end = node.start_mark.index, node.end_mark.index
    raw = text[start:end]
    if _DAY.fullmatch(raw):
        # A comment beside a day (such as: a Sunday) is no longer true.
        after = _AFTER.match(text, end)
        day = shift_day(date.fromisoformat(raw), years)
        yield Edit(start, after.end() if after else end, day.isoformat())
        return
    for found in year_mentions(raw, year, years):
        if found.becomes is not None:
            yield Edit(start + found.start, start + found.end, found.becomes)


def _mark(text: str, place: _Place, year: int) -> Iterator[Edit]:
    """Name the old plan in the node's source, and put the mark of carried-over values before it."""
    source, key = place.values["source"], place.keys["source"]
    if carried_source(str(source.value), year) != source.value:
        at = _first_letter(text, source)
        yield Edit(at, at, source_prefix(year))
    mark = (
        f"{{year: {year}, confirmed: [{', '.join(YEAR_CHOSEN)}]}}"
        if not place.path
        else f"{{year: {year}}}"
    )
    old = place.values.get("carried")
    if old is not None:
        yield Edit(old.start_mark.index, old.end_mark.index, mark)
        return
    at = key.start_mark.index
    between = ", " if place.node.flow_style else "\n" + " " * key.start_mark.column
    yield Edit(at, at, f"carried: {mark}{between}")


def _first_letter(text: str, node: yaml.Node) -> int:
    """Where the words of a scalar begin, after its quotation mark or its `>-` and indentation."""
    start = node.start_mark.index
    if text[start] in "|>":
        line = text.index("\n", start) + 1
        return line + len(text[line:]) - len(text[line:].lstrip())
    return start + 1 if text[start] in "\"'" else start


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def _comment_edits(
    text: str,
    spans: Sequence[tuple[int, int]],
    year: int,
    years: int,
    others: Sequence[Edit],
) -> Iterator[Edit]:
    """Move the years in comments, except in comments that another edit removes."""
    gone = [(edit.start, edit.end) for edit in others if edit.end > edit.start]
    for found in re.finditer(r"(?m)(?:^|(?<=\s))#[^\r\n]*", text):
        start, end = found.span()
        if any(a <= start < b for a, b in (*spans, *gone)):
            continue
        moved = shift_text(found[0], year, years)
        moved = moved.replace(f"plans/{year}", f"plans/{year + years}")
        moved = _COMMENT_YEAR.sub(
            lambda m: m[1] + str(int(m[2]) + years * (int(m[2]) == year)), moved
        )
        if moved != found[0]:
            yield Edit(start, end, moved)


# Confirming


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A file's text after a confirmation, and the nodes or values that were confirmed."""

    text: str
    paths: tuple[str, ...]


def confirm_text(text: str, chosen: str, *, by: str, on: date) -> Confirmed:
    """Confirm what is open at or below `chosen` (`activities[7]`, `activities[7].points`, `""` for all).

    `.*[report]` means the entry of that name in any list of the node (documents, numbers, parts). It confirms
    carried-over values, doubts of whole nodes, and unconfirmed readings that the value follows. A value that still has
    the printed words stays a doubt. `by` is an office.
    """
    edits: list[Edit] = []
    paths: list[str] = []
    places = list(_places(_compose(text)))
    chosen = _spelled_out(chosen, places)
    nodes = {place.path: place for place in places}
    for place in places:
        field = _field_of(chosen, place)
        if _is_reading(place):
            found = list(_confirm_reading(place, chosen, nodes))
        elif _within(place.path, chosen):
            found = list(_confirm_node(place, by=by, on=on))
        elif field is not None:
            found = list(_confirm_field(place, field, by=by, on=on))
        else:
            found = []
        if found:
            edits += found
            paths.append(place.path if field is None or _within(place.path, chosen) else chosen)
    return Confirmed(apply_edits(text, edits), tuple(dict.fromkeys(paths)))


def confirm_fields(
    text: str, fields: Mapping[str, Sequence[str]], *, by: str, on: date
) -> Confirmed:
    """Confirm carried-over fields by the path of their node; doubts stay. `by` is an office."""
    edits: list[Edit] = []
    paths: list[str] = []
    for place in _places(_compose(text)):
        names, carried = fields.get(place.path, ()), _carried(place)
        if not names or carried is None or carried.confirmed is True:
            continue
        edits.append(_confirm_names(place, carried, names, by=by, on=on))
        paths += (f"{place.path}.{name}".lstrip(".") for name in names)
    return Confirmed(apply_edits(text, edits), tuple(dict.fromkeys(paths)))


def _spelled_out(chosen: str, places: Sequence[_Place]) -> str:
    before, star, after = chosen.partition(".*[")
    if not star:
        return chosen
    names = (f"{before}.{name}[{after}" for name in ("requirements", "measures", "parts"))
    known = {place.path for place in places}
    return next((name for name in names if name in known), chosen)


def _within(path: str, chosen: str) -> bool:
    return not chosen or path == chosen or path.startswith((f"{chosen}.", f"{chosen}["))


def _field_of(chosen: str, place: _Place) -> str | None:
    """The field of this node that `chosen` is in; None if it is elsewhere or in a node below."""
    if "source" not in place.values:
        return None
    rest = chosen if not place.path else chosen.removeprefix(f"{place.path}.")
    if rest == chosen and place.path:
        return None
    name = re.split(r"[.\[]", rest, maxsplit=1)[0]
    value = place.values.get(name)
    if value is None or any("source" in below.values for below in _places(value)):
        return None
    return name


# Setting a value


def set_value(
    text: str, path: str, value: object, words: tuple[str, str] | None = None
) -> str | None:
    """The text with another value at a path (`points_policy.late`); None if the file has no such place.

    `words` are those that differ, before and after: only they are replaced where they lie on one line. Anything else
    is written on one line.
    """
    owner, _, key = path.rpartition(".")
    place = next((place for place in _places(_compose(text)) if place.path == owner), None)
    if place is None:
        return None
    node = place.values.get(key)
    if node is not None:
        start, end = node.start_mark.index, _end(node)
        raw = text[start:end]
        changed = raw.replace(*words) if words and words[0] in raw else _written(value)
        return apply_edits(text, [Edit(start, end, changed)])
    first = next(iter(place.keys.values())) if "source" not in place.keys else place.keys["source"]
    at = first.start_mark.index
    between = ", " if place.node.flow_style else "\n" + " " * first.start_mark.column
    return apply_edits(text, [Edit(at, at, f"{key}: {_written(value)}{between}")])


def _written(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, date):
        return value.isoformat()
    plain = isinstance(value, str) and _PLAIN.fullmatch(value)
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _confirm_node(place: _Place, *, by: str, on: date) -> Iterator[Edit]:
    if "source" not in place.values:
        return
    carried = _carried(place)
    if carried is not None and carried.confirmed is not True:
        yield _set_carried(
            place, carried.model_copy(update={"confirmed": True, "by": by, "day": on})
        )
    confirmed = place.values.get("confirmed")
    if confirmed is not None and confirmed.value == "false":
        yield Edit(confirmed.start_mark.index, confirmed.end_mark.index, "true")


def _confirm_field(place: _Place, name: str, *, by: str, on: date) -> Iterator[Edit]:
    carried = _carried(place)
    if carried is not None and not carried.confirms(name):
        yield _confirm_names(place, carried, [name], by=by, on=on)


def _confirm_names(
    place: _Place, carried: CarriedOver, names: Sequence[str], *, by: str, on: date
) -> Edit:
    before = carried.confirmed if isinstance(carried.confirmed, tuple) else ()
    update = {"confirmed": tuple(dict.fromkeys((*before, *names))), "by": by, "day": on}
    return _set_carried(place, carried.model_copy(update=update))


def _confirm_reading(place: _Place, chosen: str, nodes: Mapping[str, _Place]) -> Iterator[Edit]:
    """Confirm a reading with its node's field: `activities[7].readings[0]` about `points`.

    If the value still has the printed words, somebody must first choose between the two in the file.
    """
    owner = re.sub(r"\.?readings\[\d+\]$", "", place.path)
    name = str(place.values["field"].value)
    about = f"{owner}.{name}" if owner else name
    confirmed = place.values.get("confirmed")
    if confirmed is None or confirmed.value != "false" or not _within(about, chosen):
        return
    value = nodes[owner].values.get(re.split(r"[.\[]", name, maxsplit=1)[0])
    if value is not None and _says(value, str(place.values["read"].value)):
        yield Edit(confirmed.start_mark.index, confirmed.end_mark.index, "true")


def _says(value: yaml.Node, words: str) -> bool:
    """Whether a value has these words; numbers and days are written otherwise than printed."""
    texts = [node.value for node in _scalars(value) if node.tag == _TEXT]
    return not texts or match_key(words) in match_key(" ".join(texts))


def _carried(place: _Place) -> CarriedOver | None:
    node = place.values.get("carried")
    if node is None:
        return None
    return CarriedOver.model_validate(yaml.safe_load(yaml.serialize(node)))


def _set_carried(place: _Place, carried: CarriedOver) -> Edit:
    node = place.values["carried"]
    return Edit(node.start_mark.index, _end(node), write_carried(carried))


def _end(node: yaml.Node) -> int:
    """Where a node's text ends. The parser's mark of a block mapping is after the blank lines that follow it."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    return int(node.end_mark.index)


def write_carried(carried: CarriedOver) -> str:
    """The mark as YAML on one line."""
    confirmed = carried.confirmed
    shown = f"[{', '.join(confirmed)}]" if isinstance(confirmed, tuple) else str(confirmed).lower()
    who = f", by: {json.dumps(carried.by, ensure_ascii=False)}" if carried.by else ""
    day = f", day: {carried.day.isoformat()}" if carried.day else ""
    return f"{{year: {carried.year}, confirmed: {shown}{who}{day}}}"


def draft_heading(from_year: int, to_year: int) -> str:
    """The comment at the head of a draft's `plan.yaml`."""
    return "".join(
        f"# {line}\n"
        for line in (
            f"ร่างแผนปีงบประมาณ พ.ศ. {thai_digits(to_year)} ยกมาจากแผนปี {thai_digits(from_year)}",
            "carried บอกว่าค่านี้ยกมาและยังไม่มีผู้ยืนยันสำหรับปีนี้",
            "แก้ค่าให้ถูก แล้วให้ผู้มีหน้าที่ยืนยันทีละกิจกรรมหรือทีละค่า",
            "อย่าแก้บรรทัด carried ด้วยมือ การยืนยันแก้ให้และบันทึกว่าใครยืนยันเมื่อใด",
        )
    )
