"""Turns wrong keys and types of a plan's data into sentences for officials.

It also replaces values that cannot be read by stand-ins, so that the rest of the plan can still be checked.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from domain.plan.fillings import ByHand
from domain.plan.model import Plan

KeyPath = tuple[str | int, ...]

_SENTENCES = {
    "missing": (
        "{where}ขาดค่า “{key}” โปรดเพิ่ม",
        "{where}“{key}” is missing; add it.",
    ),
    "extra_forbidden": (
        "{where}ไม่รู้จักคีย์ “{key}”{guess}",
        "{where}unknown key “{key}”{guess}",
    ),
    "string_type": (
        "{where}“{key}” ต้องเป็นข้อความ พบ {found} โปรดใส่เครื่องหมายคำพูด",
        "{where}“{key}” must be text, found {found}; put it in quotation marks.",
    ),
    "int": (
        "{where}“{key}” ต้องเป็นจำนวนเต็ม พบ {found}",
        "{where}“{key}” must be a whole number, found {found}.",
    ),
    "bool": (
        "{where}“{key}” ต้องเป็น true หรือ false พบ {found}",
        "{where}“{key}” must be true or false, found {found}.",
    ),
    "date": (
        "{where}“{key}” ต้องเป็นวันที่ที่มีจริง เขียนเช่น 2024-03-20 พบ {found}",
        "{where}“{key}” must be a day written as 2024-03-20, found {found}.",
    ),
    "choice": (
        "{where}“{key}” ต้องเป็นหนึ่งใน {expected} พบ {found}",
        "{where}“{key}” must be one of {expected}, found {found}.",
    ),
    "greater_than_equal": (
        "{where}“{key}” ต้องไม่น้อยกว่า {ge} พบ {found}",
        "{where}“{key}” must be at least {ge}, found {found}.",
    ),
    "less_than_equal": (
        "{where}“{key}” ต้องไม่เกิน {le} พบ {found}",
        "{where}“{key}” must be at most {le}, found {found}.",
    ),
    "too_short": (
        "{where}“{key}” ต้องมีอย่างน้อย {min_length} รายการ พบ {actual_length}",
        "{where}“{key}” must have at least {min_length} entries, found {actual_length}.",
    ),
    "too_long": (
        "{where}“{key}” ต้องมีไม่เกิน {max_length} รายการ พบ {actual_length}",
        "{where}“{key}” must have at most {max_length} entries, found {actual_length}.",
    ),
    "tuple_type": (
        "{where}“{key}” ต้องเป็นรายการ (ขึ้นต้นแต่ละข้อด้วย -) พบ {found}",
        "{where}“{key}” must be a list (each entry after a -), found {found}.",
    ),
    "model_type": (
        "{where}“{key}” ต้องมีคีย์ย่อยของตน พบ {found}",
        "{where}“{key}” must hold keys of its own, found {found}.",
    ),
    "value_error": (
        "{where}“{key}” ต้องเป็นร้อยละเช่น 90% จำนวนเต็ม หรือ true พบ {found}",
        "{where}“{key}” must be a share such as 90%, a whole number or true, found {found}.",
    ),
    "derivation": (
        "{where}“{key}” ต้องเป็นเช่น 1.signed, complete:3,4, any:5,22, completion หรือ completion:due พบ {found}",
        "{where}“{key}” must be such as 1.signed, complete:3, any:5,22, completion or completion:due; found {found}.",
    ),
    "blank": (
        '{where}“{key}” ควรเป็นเช่น 1.signed#people, rubric.success#percent, unit หรือเว้น "" พบ {found}',
        '{where}“{key}” must be such as 1.signed#people, rubric.success#percent, unit or ""; found {found}.',
    ),
    "box": (
        '{where}“{key}” ควรเป็นเช่น rubric.plan-made, !rubric.plan-made, complete:9 หรือเว้น "" พบ {found}',
        '{where}“{key}” must be such as rubric.plan-made, !rubric.plan-made, complete:9 or ""; found {found}.',
    ),
    "other": (
        "{where}“{key}” ไม่ถูกต้อง ({msg}) พบ {found}",
        "{where}“{key}” is not right ({msg}), found {found}.",
    ),
}
_FAMILIES = {"enum": "choice", "literal_error": "choice"}


def _family(kind: str) -> str:
    if kind in _FAMILIES or kind in _SENTENCES:
        return _FAMILIES.get(kind, kind)
    head = kind.split("_", 1)[0]
    return head if head in _SENTENCES else "other"


def shape_errors(error: ValidationError) -> list[ErrorDetails]:
    """Pydantic's errors, except lists that seem too short because one of their entries cannot be read."""
    return [
        details
        for details in error.errors(include_url=False)
        if details["type"] != "too_short" or len(details["input"]) < details["ctx"]["min_length"]
    ]


def shape_sentences(error: ErrorDetails, data: Any) -> tuple[str, str]:
    """The Thai and the English sentence for one of pydantic's errors about `data`."""
    *owner, key = error["loc"] or ("",)
    thai, english = _SENTENCES[_family(error["type"])]
    where = owner_name(data, owner)
    values = {
        **error.get("ctx", {}),
        "where": f"{where}: " if where else "",
        "key": key,
        "found": _shown(error["input"]),
        "msg": error["msg"],
    }
    guess = _guess(owner, str(key))
    return (
        thai.format_map({**values, "guess": f" หมายถึง “{guess}” หรือไม่" if guess else " โปรดลบออก"}),
        english.format_map(
            {**values, "guess": f"; did you mean “{guess}”?" if guess else "; remove it."}
        ),
    )


def owner_name(data: Any, path: Sequence[str | int]) -> str:
    """The entry at `path` as people name it, list items by number or id: `activities[7]`."""
    name = ""
    for part in path:
        data = _step(data, part)
        if isinstance(part, int):
            name += f"[{_label(data, part)}]"
        else:
            name += f".{part}" if name else part
    return name


def _step(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _label(item: Any, index: int) -> Any:
    if isinstance(item, dict):
        for key in ("number", "id", "score", "level", "figure"):
            if isinstance(item.get(key), str | int):
                return item[key]
    return index


_LONGEST_SHOWN = 40


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{len(value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(map(str, value))[:_LONGEST_SHOWN] + "}"
    if value is None:
        return "null"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"“{text[:_LONGEST_SHOWN]}”"


def _guess(owner: Sequence[str | int], key: str) -> str:
    model = _model_at(owner)
    close = get_close_matches(key, model.model_fields, n=1) if model else []
    return close[0] if close else ""


# The model behind a path


def _model_at(path: Sequence[str | int]) -> type[BaseModel] | None:
    found: Any = Plan
    for part in path:
        if isinstance(part, int):
            continue
        field = _field(found, part)
        found = _item_type(field.annotation) if field else None
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _field(model: Any, name: str | int) -> FieldInfo | None:
    if isinstance(model, type) and issubclass(model, BaseModel):
        return model.model_fields.get(str(name))
    return None


def _item_type(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is tuple else annotation


# Stand-ins


_STAND_INS: dict[Any, Any] = {
    str: "x",
    int: 1,
    bool: False,
    date: date(2000, 1, 1),
    Fraction: "100%",
    ByHand: "",
}
_MOST_ROUNDS = 8
"""Most rounds of stand-ins: each goes one level deeper, and the plan has six levels."""


def parse_with_stand_ins(data: dict[str, Any]) -> tuple[Plan | None, list[KeyPath]]:
    """The plan as far as it can be read, and the paths of the stand-ins.

    Changes `data`. The plan is None if stand-ins do not suffice.
    """
    patched: list[KeyPath] = []
    for _ in range(_MOST_ROUNDS):
        try:
            return Plan.model_validate(data), patched
        except ValidationError as error:
            patched += [e["loc"] for e in shape_errors(error) if _patch(data, e)]
    return None, patched


def _patch(data: Any, error: ErrorDetails) -> bool:
    """Drop an unknown key or insert a stand-in. Returns True for a stand-in."""
    *owner, key = error["loc"]
    for part in owner:
        data = data[part]
    if error["type"] == "extra_forbidden":
        del data[key]
        return False
    data[key] = _stand_in_at(error["loc"])
    return True


def _stand_in_at(path: KeyPath) -> Any:
    if isinstance(path[-1], int):
        field = _field(_model_at(path[:-2]), path[-2])
        return _stand_in(_item_type(field.annotation)) if field else None
    field = _field(_model_at(path[:-1]), path[-1])
    if field is None:
        return None
    if get_origin(field.annotation) is tuple:
        least = max((getattr(m, "min_length", 0) for m in field.metadata), default=0)
        return [_stand_in(_item_type(field.annotation)) for _ in range(least)]
    return _stand_in(field.annotation)


def _stand_in(annotation: Any) -> Any:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _stand_in(args[0])
    if origin in (Union, types.UnionType):
        return None if type(None) in args else _stand_in(args[-1])
    if origin is Literal:
        return args[0]
    if isinstance(annotation, type):
        return _stand_in_of_class(annotation)
    return []


def _stand_in_of_class(kind: type) -> Any:
    if issubclass(kind, BaseModel):
        return {}
    return next(iter(kind)) if issubclass(kind, Enum) else _STAND_INS.get(kind)
