"""A PDF that swells is refused before a library unpacks it, wherever the swelling stands."""

from __future__ import annotations

import zlib
from base64 import a85encode

import pytest

from domain.facts import Problem
from inspection.paper import pdf_weight
from inspection.paper.pdf_weight import refuse_swelling
from inspection.verdicts import RefusedError
from tests.support.evidence import SMALL_PHOTO, TEXT, packed, pdf

LIMIT = 2**20


def stream(data: bytes, about: str) -> bytes:
    return b"4 0 obj<<%s/Length %d>>stream\n%s\nendstream endobj" % (
        about.encode(),
        len(data),
        data,
    )


SWOLLEN = zlib.compress(bytes(2 * LIMIT))
SWELLING = {
    "a drawing": stream(SWOLLEN, "/Filter/FlateDecode"),
    "a list of filters": stream(SWOLLEN, "/Filter[/FlateDecode]"),
    "packed twice": stream(zlib.compress(SWOLLEN), "/Filter[/FlateDecode/FlateDecode]"),
    "packed three times": stream(zlib.compress(zlib.compress(SWOLLEN)), "/Filter[/Fl/Fl/Fl]"),
    "in letters": stream(a85encode(SWOLLEN) + b"~>", "/Filter[/ASCII85Decode/FlateDecode]"),
    "in hex": stream(SWOLLEN.hex().encode() + b">", "/Filter[/AHx/Fl]"),
    "a name in hex": stream(SWOLLEN, "/Filter/Fl#61teDecode"),
    "objects": stream(SWOLLEN, "/Type/ObjStm/Filter/FlateDecode"),
    "the list of objects": stream(SWOLLEN, "/Type/XRef/Filter/FlateDecode"),
    "many small ones": stream(zlib.compress(bytes(LIMIT // 4)), "/Filter/FlateDecode") * 5,
    "a torn one": stream(SWOLLEN[:-9], "/Filter/FlateDecode"),
    "a line of Windows": stream(SWOLLEN, "/Filter/FlateDecode").replace(b"stream\n", b"stream\r\n", 1),
    "a picture": stream(SWOLLEN, "/Subtype/Image/Filter/FlateDecode"),
}  # fmt: skip


@pytest.mark.parametrize("data", SWELLING.values(), ids=SWELLING)
def test_what_swells_is_unsafe(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(pdf_weight, "MAX_UNPACKED", LIMIT)
    monkeypatch.setattr(pdf_weight, "MAX_PICTURE", LIMIT)

    with pytest.raises(RefusedError) as refused:
        refuse_swelling(data)

    assert refused.value.problem is Problem.UNSAFE


@pytest.mark.parametrize(
    "data",
    [
        stream(zlib.compress(bytes(LIMIT)), "/Filter/FlateDecode"),
        stream(b"no flate at all", "/Filter/FlateDecode"),
        stream(SWOLLEN, "/Filter/DCTDecode"),
        b"%PDF-1.7 torn stream\n",
    ],
    ids=["just within", "damaged", "another filter", "torn"],
)
def test_what_does_not_swell_passes(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(pdf_weight, "MAX_UNPACKED", LIMIT)

    refuse_swelling(data)


def test_a_report_passes_packed_or_not() -> None:
    report = pdf(f"= ก\n{TEXT}\n{SMALL_PHOTO}")

    refuse_swelling(report)
    refuse_swelling(packed(report))


DRAWS = b"q BI /W 1 /H 1 ID x EI Q"
MAY_DRAW = {
    "as it is": (stream(DRAWS, ""), True),
    "packed": (stream(zlib.compress(DRAWS), "/Filter/FlateDecode"), True),
    "packed in letters": (stream(a85encode(DRAWS) + b"~>", "/Filter/A85"), True),
    "packed as nobody unpacks it here": (stream(b"x", "/Filter/LZWDecode"), True),
    "locked": (stream(b"x", "") + b"trailer<</Encrypt 5 0 R>>", True),
    "words": (stream(zlib.compress(b"BT (BI) Tj ET"), "/Filter/FlateDecode"), False),
    "nothing": (b"", False),
}


@pytest.mark.parametrize(("data", "may"), MAY_DRAW.values(), ids=MAY_DRAW)
def test_a_picture_drawn_inline_is_looked_for_on_the_way(data: bytes, may: bool) -> None:
    assert refuse_swelling(data) is may
