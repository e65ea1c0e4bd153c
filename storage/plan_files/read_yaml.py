"""Reads YAML with the place of every value, so that a problem can name its file and line.

What a plan means is known to `storage.plan_files.load` and `domain.plan.checks`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from domain.language.bilingual import Bilingual

# The C parser is some ten times faster; a PyYAML built without it still works.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MAP, _SEQ, _STR = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str"
_PLAINLY = {
    "tag:yaml.org,2002:int": re.compile(r"-?(0|[1-9][0-9]*)"),
    "tag:yaml.org,2002:float": re.compile(r"-?[0-9]+\.[0-9]+"),
    "tag:yaml.org,2002:bool": re.compile("true|false"),
    "tag:yaml.org,2002:timestamp": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
"""How values of each kind are written. YAML reads 010 as 8, 12:30 as 750, 1_000 as 1000 and “on” as true."""
_DEEPEST = 40
_LARGEST = 200_000
"""Most values of a plan, with aliases counted each time; a year's plan has some 5,000."""


@dataclass(frozen=True, slots=True, order=True)
class PlanProblem(Bilingual):
    """One problem in a plan's files: its place, and a sentence in Thai and in English."""

    file: str
    line: int
    thai: str
    english: str

    def shown(self, language: str = "th") -> str:
        """The place and the sentence, as compilers write them: `file:line: sentence`."""
        return f"{self.file}:{self.line}: {self.text(language)}"


class BrokenFileError(Exception):
    """A file without a readable YAML mapping; `problem` says why."""

    def __init__(self, problem: PlanProblem) -> None:
        super().__init__(problem.shown())
        self.problem = problem


class _Text(io.BytesIO):
    """A file's content under the file's name: PyYAML marks each place with it."""

    def __init__(self, path: Path, content: bytes) -> None:
        super().__init__(content)
        self.name = str(path)


def compose_file(path: Path, content: bytes) -> yaml.MappingNode:
    """The top mapping of a file as nodes that know their place.

    Raises BrokenFileError if the file is no YAML or has no mapping.
    """
    try:
        node = yaml.compose(_Text(path, content), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenFileError(_not_utf8(path, content) or _no_yaml(path, error)) from error
    if not isinstance(node, yaml.MappingNode):
        raise BrokenFileError(_no_mapping(path))
    return node


def read_file(path: Path) -> bytes:
    """A file's content. Raises BrokenFileError if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenFileError(_unreadable(path, error)) from error


def _unreadable(path: Path, error: OSError) -> PlanProblem:
    if isinstance(error, FileNotFoundError):
        thai, english = "ไม่พบไฟล์นี้", "There is no such file"
    else:
        reason = error.strerror or type(error).__name__
        thai, english = f"อ่านไฟล์ไม่ได้ ({reason})", f"Cannot read the file ({reason})"
    return PlanProblem(
        str(path),
        1,
        f"{thai} โปรดตรวจชื่อไฟล์และสิทธิ์การเข้าถึง",
        f"{english}; check its name and its permissions.",
    )


def _not_utf8(path: Path, content: bytes) -> PlanProblem | None:
    """The problem of a file in another encoding (Excel, old Thai Windows); None for UTF-8."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return PlanProblem(
            str(path),
            content.count(b"\n", 0, error.start) + 1,
            "ไฟล์ไม่ได้บันทึกเป็น UTF-8 โปรดเปิดแล้วบันทึกใหม่โดยเลือกรหัสอักขระ UTF-8",
            "The file is not UTF-8; open it and save it again with the encoding UTF-8.",
        )
    return None


def _no_yaml(path: Path, error: Exception) -> PlanProblem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return PlanProblem(
        str(path),
        mark.line + 1 if mark else 1,
        f"รูปแบบ YAML ไม่ถูกต้อง ({reason}) โปรดตรวจการย่อหน้า เครื่องหมาย : และเครื่องหมายคำพูดใกล้บรรทัดนี้",
        f"Broken YAML ({reason}); check indentation, colons and quotation marks near this line.",
    )


def _no_mapping(path: Path) -> PlanProblem:
    return PlanProblem(
        str(path),
        1,
        "ไฟล์ไม่มีข้อมูลแบบ “คีย์: ค่า” โปรดใส่ข้อมูลแผน เช่น fiscal_year: 2567",
        "The file holds no “key: value” data; put plan data in it, such as fiscal_year: 2567.",
    )


def place(node: yaml.Node) -> tuple[str, int]:
    """File and line (from 1) where a node begins."""
    mark: Any = node.start_mark
    return str(mark.name), int(mark.line) + 1


def merge(roots: Sequence[yaml.MappingNode], joined: str) -> yaml.MappingNode:
    """One mapping with the keys of all. The lists under the key `joined` are concatenated.

    A key that two files give stays twice, and `Builder` reports it.
    """
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    lists: dict[str, yaml.SequenceNode] = {}
    for root in roots:
        for key, value in root.value:
            if key.value == joined and isinstance(value, yaml.SequenceNode):
                if joined in lists and lists[joined].start_mark.name != value.start_mark.name:
                    lists[joined].value.extend(value.value)
                    continue
                lists.setdefault(joined, value)
            pairs.append((key, value))
    first = roots[0]
    return yaml.MappingNode(_MAP, pairs, first.start_mark, first.end_mark)


@dataclass
class Builder:
    """Turns nodes into plain data and collects every problem."""

    problems: list[PlanProblem] = field(default_factory=list)
    _values: int = 0
    _scalars: Any = field(default_factory=yaml.constructor.SafeConstructor)

    def build(self, node: yaml.Node, depth: int = 0) -> Any:
        """The node as dict, list or scalar. A value that cannot be read becomes None and a problem."""
        self._values += 1
        if depth > _DEEPEST or self._values > _LARGEST:
            return self._too_much(node)
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.tag == _STR else self._scalar(node)
        if node.tag not in (_MAP, _SEQ):
            return self._unknown_tag(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        return self._mapping(node, depth)

    def _mapping(self, node: yaml.Node, depth: int) -> dict[Any, Any]:
        built: dict[Any, Any] = {}
        lines: dict[Any, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._tell(key_node, "ชื่อคีย์ต้องเป็นคำเดียว", "A key must be a plain word.")
                continue
            key = key_node.value
            if key in built:
                self._twice(key_node, lines[key])
                continue
            lines[key] = place(key_node)[1]
            built[key] = self.build(value_node, depth + 1)
        return built

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        plainly = _PLAINLY.get(node.tag)
        if plainly and not plainly.fullmatch(node.value):
            return self._two_meanings(node)
        try:
            return self._scalars.construct_object(node)
        except yaml.constructor.ConstructorError:
            return self._unknown_tag(node)
        except (ValueError, OverflowError):
            self._tell(
                node,
                f"ไม่มีค่า “{node.value}” จริง เช่นวันที่ที่ไม่มีในปฏิทิน โปรดแก้ไข",
                f"“{node.value}” does not exist (a day that is in no calendar?); correct it.",
            )
            return None

    def _two_meanings(self, node: yaml.ScalarNode) -> None:
        self._tell(
            node,
            f"“{node.value}” อ่านได้สองอย่าง โปรดใส่เครื่องหมายคำพูดถ้าเป็นข้อความ หรือเขียนเช่น 10, 2.5, true, 2024-03-20",
            f"“{node.value}” can be read in two ways; put it in quotation marks if it is text, or write"
            " 10, 2.5, true, 2024-03-20.",
        )

    def _unknown_tag(self, node: yaml.Node) -> None:
        self._tell(
            node,
            f"ไม่รู้จักเครื่องหมาย {node.tag} โปรดเขียนเป็นข้อความหรือตัวเลขธรรมดา",
            f"Unknown YAML tag {node.tag}; write plain text or a plain number.",
        )

    def _too_much(self, node: yaml.Node) -> None:
        thai = "ข้อมูลซ้อนลึกหรือมีมากเกินไปสำหรับแผนหนึ่งปี โปรดตรวจการย่อหน้าและการอ้างซ้ำ (&, *)"
        english = "Nested too deep or too large for a year's plan; check indentation and aliases."
        if all(problem.thai != thai for problem in self.problems):
            self._tell(node, thai, english)

    def _twice(self, key: yaml.ScalarNode, first_line: int) -> None:
        self._tell(
            key,
            f"คีย์ “{key.value}” เขียนซ้ำ (ครั้งแรกที่บรรทัด {first_line}) โปรดเหลือไว้ที่เดียว",
            f"The key “{key.value}” is given twice (first in line {first_line}); keep one.",
        )

    def _tell(self, node: yaml.Node, thai: str, english: str) -> None:
        self.problems.append(PlanProblem(*place(node), thai, english))


def locate(root: yaml.Node, path: Sequence[str | int]) -> tuple[str, int]:
    """File and line of the value at `path`, or of the deepest part of `path` that exists."""
    found = root
    for node in _descend(root, path):
        found = node
    return place(found)


def _descend(node: yaml.Node, path: Sequence[str | int]) -> Iterator[yaml.Node]:
    """The nodes along a path: for a key the key's node, for a list item the item's."""
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is None:
                return
            key, node = pair
            yield key
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                return
            node = node.value[part]
            yield node
        else:
            return
