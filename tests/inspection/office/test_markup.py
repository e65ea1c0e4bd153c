"""The XML of office documents is a stream: no entity swells, no depth hurts."""

from __future__ import annotations

import io
import zipfile

import pytest

from domain.facts import Problem
from inspection.office.markup import parse, part_bytes
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import archive, entities, related, word_parts

LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize("markup", [LAUGHS, OUTSIDE, "<!DOCTYPE x><x/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_unsafe_in_any_encoding(markup: str, encoding: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse(markup.encode(encoding), "a.xml", object())

    assert refused.value.problem is Problem.UNSAFE


@pytest.mark.parametrize(
    "data",
    [
        entities(),
        word_parts("<w:p/>", **{"[Content_Types].xml": LAUGHS}),
        word_parts("<w:p/>", **{"word/_rels/document.xml.rels": OUTSIDE}),
    ],
    ids=["the text", "the types", "the relations"],
)
def test_entities_are_unsafe_in_every_part_that_is_read(data: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, "docx")

    assert refused.value.problem is Problem.UNSAFE


def test_broken_markup_is_unreadable() -> None:
    with pytest.raises(RefusedError, match=r"a\.xml") as refused:
        parse(b"<x>", "a.xml", object())

    assert refused.value.problem is Problem.UNREADABLE


def test_depth_does_no_harm() -> None:
    deep = 200_000

    parse(b"<x>" * deep + b"</x>" * deep, "a.xml", object())


def test_a_part_that_is_not_there_is_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(archive(**{"a.rels": related("image", "x.png")}))) as parts:
        assert part_bytes(parts, "b.rels") == b""
        assert b"x.png" in part_bytes(parts, "a.rels")
