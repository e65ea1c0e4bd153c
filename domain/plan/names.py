"""What people mean by a name of the plan: a batch, a working group, a duty. Its id and its Thai words serve alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from domain.language.days import parse_in_year
from domain.language.errors import NotThereError
from domain.language.thai import counted, match_key, show_date
from domain.plan.model import Plan, Register, Survey, WorkingGroup

_OF_BATCHES = re.compile(r"^(?:(?:รอบ|งวด|ครั้ง|กำหนดส่ง|กำหนด|ภายใน|batch|due)(?:ของ|ที่)?\s*)+")
_BOTH = re.compile(r"(?:ทั้ง\s*(?:สอง|2|คู่)\s*(?:รอบ|งวด|ครั้ง|กำหนด)?)$")
"""`มิถุนายนทั้งสองรอบ` are the batches of June, as `มิถุนายน` alone."""
_EVERY = ("ทุกรอบ", "ทั้งหมด", "ทั้งปี")
_OF_GROUPS = re.compile("^(?:คณะทำงาน|คณะกรรมการ|คณะ|กลุ่ม|ฝ่าย)?(?:ด้าน)?")
_LEAST = 3
"""Letters that a part of a name needs to mean it."""


def batches_meant(plan: Plan, text: str) -> tuple[str, ...]:
    """The batches meant by an id, a month (`มีนาคม`), a due day (`รอบ ๓๐ ก.ค.`), a place (`รอบที่ ๑`) or `ทุกรอบ`.

    `june` and `มิถุนายน` are both of June. Raises NotThereError if there is none.
    """
    plain = counted(text).strip().lower()
    rest = _BOTH.sub("", _OF_BATCHES.sub("", plain)).strip()
    found = (
        _by_id(plan, plain.replace(" ", "-").replace("_", "-"))
        or (tuple(plan.batch_by_id) if match_key(text) in _EVERY else ())
        or _by_day(plan, rest)
        or _by_place(plan, rest if rest != plain else "")
    )
    if not found:
        known = ", ".join(f"{b.id} ({show_date(b.due)})" for b in plan.batches)
        english = ", ".join(plan.batch_by_id)
        raise NotThereError(
            f"ไม่มีรอบ “{text}” ในแผนปี {plan.fiscal_year} ใช้ได้: {known}",
            f"The plan of {plan.fiscal_year} has no batch {text!r}; there are: {english}.",
        )
    return found


def _by_id(plan: Plan, text: str) -> tuple[str, ...]:
    if text in plan.batch_by_id:
        return (text,)
    return tuple(b for b in plan.batch_by_id if b.startswith(f"{text}-"))


def _by_day(plan: Plan, text: str) -> tuple[str, ...]:
    found = parse_in_year(text, plan.fiscal_year)
    if found is None:
        return ()
    meant, exactly = found
    return tuple(
        b.id for b in plan.batches if meant == (b.due if exactly else b.due.replace(day=1))
    )


def _by_place(plan: Plan, text: str) -> tuple[str, ...]:
    ends = {"แรก": 1, "สุดท้าย": len(plan.batches)}
    at = int(text) if text.isascii() and text.isdigit() else ends.get(text, 0)
    return (plan.batches[at - 1].id,) if 1 <= at <= len(plan.batches) else ()


def group_meant(
    groups: Iterable[WorkingGroup],
    text: str,
    also: Mapping[str, Sequence[str]] | None = None,
    *,
    whole: bool = False,
) -> str:
    """The id of the group meant by its id, its name, or a part of the name that no other has.

    `also` are the words of others that count as one. Raises NotThereError for an unknown or unclear name, and with
    `whole` for a part.
    """
    known = {group.id: (group.short_name, group.name) for group in groups}
    what = ("คณะทำงาน", "working group")
    return one_meant({**known, **(also or {})}, text, what, _OF_GROUPS, whole=whole)


def one_meant(
    known: Mapping[str, Sequence[str]],
    text: str,
    what: tuple[str, str],
    prefix: re.Pattern[str] = re.compile("^"),
    *,
    whole: bool = False,
) -> str:
    """The id that is this, or whose own words are, else the only one with words of which this is a part.

    `prefix` is what all words may begin with. Raises NotThereError, which calls it `what`, for none and for several.
    """
    key = prefix.sub("", match_key(text))
    words = {
        name: [match_key(name), *(prefix.sub("", match_key(word)) for word in also)]
        for name, also in known.items()
    }
    same = [name for name, keys in words.items() if key in keys]
    part = [name for name, keys in words.items() if any(key in one for one in keys)]
    found = same or (part if len(key) >= _LEAST and not whole else [])
    if len(found) == 1:
        return found[0]
    thai = ", ".join(f"{name} ({also[0]})" for name, also in known.items()) or "-"
    if found:
        raise NotThereError(
            f"{what[0]} “{text}” ตรงกับหลายรายการ โปรดเลือก: {thai}",
            f"The {what[1]} {text!r} could be several; choose: {', '.join(known)}.",
        )
    raise NotThereError(
        f"ไม่รู้จัก{what[0]} “{text}” ใช้ได้: {thai}",
        f"Unknown {what[1]} {text!r}; there are: {', '.join(known) or '-'}.",
    )


def called(one: Register | Survey, language: str) -> str:
    """What a register or a survey is called in a sentence: its title, in English its id."""
    return one.id if language == "en" else one.title
