"""What the reading process answers: JSON values, and a problem for whatever a library raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from domain.facts import Problem
from inspection import reading
from inspection.reading import look
from inspection.verdicts import FileContents, RefusedError
from tests.support.evidence import REPORT, camera_data, film, picture, word, written


def test_the_answer_is_plain_json_with_all_that_was_seen(tmp_path: Path) -> None:
    photo = picture("JPEG", exif=camera_data("2024:03:15 08:00:00"))
    paths = written(tmp_path, [("a.docx", word()), ("a.jpg", photo), ("a.mp4", film())])

    document, picture_, clip = (
        look(path, name, REPORT.sections)
        for path, name in zip(paths, ("docx", "jpg", "mp4"), strict=True)
    )

    assert json.loads(json.dumps(document)) == document
    assert (document["words"], document["pages"], document["has_text"]) == (4, 1, True)
    assert (picture_["taken_on"], picture_["width"]) == ("2024-03-15", 300)
    assert (clip["codec"], clip["height"], clip["fingerprint"]) == ("h264", 120, None)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (RefusedError(Problem.MACROS, "x"), "macros"),
        (MemoryError(), "unsafe"),
        (OSError("torn"), "unreadable"),
    ],
    ids=["a step objects", "no memory left", "the disk fails"],
)
def test_what_goes_wrong_becomes_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, problem: str
) -> None:
    def fail(_source: object) -> FileContents:
        raise error

    readers: Mapping[str, object] = {"jpg": fail}
    monkeypatch.setattr(reading, "READERS", readers)
    [photo] = written(tmp_path, [("a.jpg", picture("JPEG"))])

    answer = look(photo, "jpg", ())

    assert answer["problem"] == problem
    assert answer["detail"]
