"""Writing a plan to YAML files: drafts into a folder that was not there before, whole or not at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from domain.carry import carry_over
from domain.errors import CouldNotFinishError, KamnotError
from domain.plan import Plan
from domain.thai import thai_digits
from storage.plan_edit import carry_text, draft_heading
from storage.plans import PlanError, load_plan

_ALIAS_FREE = type("_ALIAS_FREE", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OWN_FILES = {"groups.yaml": ("groups", "committee"), "rubric.yaml": ("rubric",), "forms.yaml": ("forms",)}


def write_draft(source: Path, plan: Plan, fiscal_year: int, root: Path) -> Path:
    """Write next year's draft of the plan in the folder `source` into `root`; returns the new folder.

    Comments and layout are kept. For the plan's own year the files are copied as they are: the bureau's copy.
    Raises KamnotError when `root` has that year already, CouldNotFinishError when the disk does not take it.
    """
    files = sorted(source.glob("*.yaml"))

    def fill(folder: Path) -> None:
        for path in files:
            text = path.read_text(encoding="utf-8-sig")
            if fiscal_year != plan.fiscal_year:
                text = carry_text(text, plan.fiscal_year, fiscal_year)
                if path.name == "plan.yaml":
                    text = draft_heading(plan.fiscal_year, fiscal_year) + "#\n" + text
            (folder / path.name).write_text(text, encoding="utf-8")
        wanted = plan if fiscal_year == plan.fiscal_year else carry_over(plan, fiscal_year)
        if _read(folder) != wanted:
            # An unusual layout (escapes, odd quoting) that cannot be edited in place: the values matter more.
            for path in folder.glob("*.yaml"):
                path.unlink()
            _fill(folder, wanted, draft_heading(plan.fiscal_year, fiscal_year))

    return _new_folder(root, fiscal_year, fill)


def write_plan(plan: Plan, heading: str, root: Path) -> Path:
    """Write a plan from its values alone into `root`; returns the new folder. Errors as for `write_draft`."""
    return _new_folder(root, plan.fiscal_year, lambda folder: _fill(folder, plan, heading))


def _read(folder: Path) -> Plan | None:
    try:
        return load_plan([folder]).plan
    except PlanError:
        return None


def _new_folder(root: Path, fiscal_year: int, fill: Callable[[Path], None]) -> Path:
    target = root / str(fiscal_year)
    refuse_existing(target)
    draft = root / f".{fiscal_year}.new"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        fill(draft)
        draft.rename(target)
    except OSError as error:
        raise CouldNotFinishError(
            f"เขียนแผนลงโฟลเดอร์ “{target}” ไม่ได้ ({error.strerror}) ยังไม่มีแผนใหม่ โปรดตรวจสิทธิ์และพื้นที่ดิสก์",
            f"Cannot write the plan into {target} ({error.strerror}); nothing new was kept."
            " Check permissions and disk space.",
        ) from error
    return target


def refuse_existing(target: Path) -> None:
    """KamnotError when there is a plan in that place: drafts never write over one."""
    if target.exists():
        raise KamnotError(
            f"มีแผนที่ “{target}” อยู่แล้ว จึงไม่เขียนทับ ถ้าต้องการร่างใหม่โปรดย้ายโฟลเดอร์เดิมไปที่อื่นก่อน",
            f"There is a plan in {target} already, and it is never written over;"
            " move it elsewhere first to draft anew.",
        )


def _fill(folder: Path, plan: Plan, heading: str) -> None:
    data = _with_days(plan.model_dump(mode="json", exclude_defaults=True))
    files: dict[str, dict[str, Any]] = {"plan.yaml": {}}
    for index, batch in enumerate(plan.batches, start=1):
        own = [a for a in data["activities"] if a["batch"] == batch.id]
        files[f"activities-{index}-{batch.id}.yaml"] = {"activities": own}
    for name, keys in _OWN_FILES.items():
        files[name] = {key: data[key] for key in keys}
    taken = {"activities", *(key for keys in _OWN_FILES.values() for key in keys)}
    files["plan.yaml"] = {key: value for key, value in data.items() if key not in taken}
    for name, values in files.items():
        head = heading if name == "plan.yaml" else f"# แผนปีงบประมาณ พ.ศ. {thai_digits(plan.fiscal_year)}\n"
        (folder / name).write_text(head + "\n" + _dump(values), encoding="utf-8")


def _with_days(value: Any) -> Any:
    """The same with ISO dates as dates: YAML then writes them without quotation marks."""
    if isinstance(value, Mapping):
        return {name: _with_days(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_days(item) for item in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return value


def _dump(values: Mapping[str, Any]) -> str:
    return yaml.dump(
        dict(values), Dumper=_ALIAS_FREE, allow_unicode=True, sort_keys=False, width=110
    )
