"""Writes a plan to YAML files. A draft goes into a new folder, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from domain.language.errors import CouldNotFinishError, KamnotError
from domain.language.thai import thai_digits
from domain.next_year.carry import carry_over
from domain.plan.model import Plan
from storage.plan_files.edit import carry_text, draft_heading
from storage.plan_files.load import PlanError, load_plan

_LAST = ("source", "readings", "confirmed", "carried")
"""Keys that are written last: a value's source follows the value."""
_DAYS = ("due", "day")
_OWN_FILES = {
    "groups.yaml": ("groups", "committee"),
    "rubric.yaml": ("rubric",),
    "forms.yaml": ("forms",),
    "readings.yaml": ("interpretations",),
    "registers.yaml": ("registers",),
    "surveys.yaml": ("surveys",),
    "starters.yaml": ("starters",),
}


def write_draft(source: Path, plan: Plan, fiscal_year: int, root: Path) -> tuple[Path, Plan]:
    """Write the draft of a year from the plan in `source` into `root`. Returns the new folder and its plan.

    Comments and layout are kept. For the plan's own year the files are copied unchanged: the bureau's copy.
    Raises KamnotError if `root` has that year already, CouldNotFinishError if the disk refuses.
    """
    if fiscal_year == plan.fiscal_year:
        return _new_folder(root, fiscal_year, lambda folder: _copy(source, folder)), plan
    draft = carry_over(plan, fiscal_year)
    heading = draft_heading(plan.fiscal_year, fiscal_year)

    def fill(folder: Path) -> None:
        _carry(source, folder, heading, plan.fiscal_year, fiscal_year)
        if _read(folder) != draft:
            # An unusual layout (escapes, odd quoting) cannot be edited in place; the values matter more.
            for path in folder.glob("*.yaml"):
                path.unlink()
            _fill(folder, draft, heading)

    return _new_folder(root, fiscal_year, fill), draft


def _copy(source: Path, folder: Path) -> None:
    for path in source.glob("*.yaml"):
        shutil.copyfile(path, folder / path.name)


def _carry(source: Path, folder: Path, heading: str, from_year: int, to_year: int) -> None:
    for path in source.glob("*.yaml"):
        text = carry_text(read_text(path), from_year, to_year)
        head = f"{heading}#\n" if path.name == "plan.yaml" else ""
        _write(folder / path.name, head + text)


def write_plan(plan: Plan, heading: str, root: Path) -> Path:
    """Write a plan from its values alone into `root`. Returns the new folder; raises as `write_draft`."""
    return _new_folder(root, plan.fiscal_year, lambda folder: _fill(folder, plan, heading))


def read_text(path: Path) -> str:
    """A plan file's text with its line ends, without the byte-order mark that Notepad writes."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return stream.read()


def rewrite(folder: Path, texts: Mapping[Path, str]) -> None:
    """Write new texts into a plan's files.

    Raises PlanError, with nothing changed, if they form no sound plan, CouldNotFinishError if the disk refuses.
    """
    changed = {path: text for path, text in texts.items() if read_text(path) != text}
    try:
        with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as name:
            trial = Path(name)
            for path in texts:
                _write(trial / path.name, texts[path])
            _require_sound(trial, folder)
            for path in changed:
                (trial / path.name).replace(path)
    except OSError as error:
        raise CouldNotFinishError(
            f"เขียนไฟล์แผนใน “{folder}” ไม่ได้ ({error.strerror}) โปรดตรวจสิทธิ์และพื้นที่ดิสก์",
            f"Cannot write the plan's files in {folder} ({error.strerror}); check permissions and disk space.",
        ) from error


def _require_sound(trial: Path, folder: Path) -> None:
    try:
        load_plan([trial])
    except PlanError as error:
        # Problems must name the real files, which people know.
        told = [replace(p, file=p.file.replace(str(trial), str(folder))) for p in error.problems]
        raise PlanError(told) from None


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)


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


@contextmanager
def put_aside(folder: Path) -> Iterator[Path]:
    """Move a plan's folder aside while another takes its place, and back if that fails. Yields where it is."""
    names = (folder.with_name(f"{folder.name}-draft{number or ''}") for number in count())
    aside = next(path for path in names if not path.exists())
    folder.rename(aside)
    with ExitStack() as back:
        back.callback(aside.rename, folder)
        yield aside
        back.pop_all()


def refuse_existing(target: Path) -> None:
    """Raise KamnotError if the folder exists: a draft never overwrites a plan."""
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
        given = {key: data[key] for key in keys if key in data}
        files |= {name: given} if given else {}
    taken = {"activities", *(key for keys in _OWN_FILES.values() for key in keys)}
    files["plan.yaml"] = {key: value for key, value in data.items() if key not in taken}
    for name, values in files.items():
        head = (
            heading
            if name == "plan.yaml"
            else f"# แผนปีงบประมาณ พ.ศ. {thai_digits(plan.fiscal_year)}\n"
        )
        (folder / name).write_text(head + "\n" + _dump(values), encoding="utf-8")


_OTHER_LINE_ENDS = frozenset("\r\x85\u2028\u2029")


class _Dumper(yaml.SafeDumper):
    """Writes every value in full, without anchors, and long texts over several lines."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def text(self, value: str) -> yaml.Node:
        # Line ends of other worlds come back as blanks, unless they are escaped.
        style = '"' if _OTHER_LINE_ENDS & set(value) else "|" if "\n" in value else None
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _Dumper.text)


def _with_days(value: Any, name: str = "") -> Any:
    """The same with due days as dates, so that YAML writes no quotation marks, and with sources last."""
    if isinstance(value, Mapping):
        names = sorted(value, key=_LAST.__contains__)
        return {key: _with_days(value[key], key) for key in names}
    if isinstance(value, list):
        return [_with_days(item, name) for item in value]
    return date.fromisoformat(value) if name in _DAYS else value


def _dump(values: Mapping[str, Any]) -> str:
    return yaml.dump(dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
