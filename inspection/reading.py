"""The reading process: opens one file after another and answers in JSON lines.

A file may crash, stall or bloat the library that opens it. So `inspection.child` runs `serve` in a separate
process with limits, and nothing here runs in the caller.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from domain.documents.starters import ExpectedStarter, StarterCode
from domain.documents.told_days import told_day
from domain.facts import Problem
from domain.plan.model import Section, Sign
from inspection.archives import read_archive
from inspection.formats import FILMS, PICTURES, opened_as
from inspection.hybrids import refuse_hybrid
from inspection.media.films import read_film
from inspection.media.pictures import read_picture
from inspection.office.harm import refuse_office_harm
from inspection.office.office import read_open_document, read_slides, read_word
from inspection.office.package import Package, plain
from inspection.office.workbook import read_workbook
from inspection.opening import open_archive, open_film, open_pdf, open_picture
from inspection.paper.find_sections import find_sections, find_signs, take_out_help
from inspection.paper.pdf_harm import survey_pdf
from inspection.paper.pdf_weight import refuse_swelling
from inspection.paper.pdfs import read_pdf
from inspection.paper.texts import count_words
from inspection.verdicts import FileContents, RefusedError, Source


def _pdf(source: Source) -> FileContents:
    inline = refuse_swelling(source)
    with open_pdf(source) as document:
        return read_pdf(document, survey_pdf(source, inline=inline))


def _picture(source: Source) -> FileContents:
    try:
        return read_picture(open_picture(source))
    except RefusedError as error:
        if error.problem is not Problem.UNREADABLE:
            raise
        return read_picture(open_picture(source, torn=True), torn=True)


def _film(file_format: str, source: Source) -> FileContents:
    return read_film(open_film(source, file_format))


def _zipped(claim: str, source: Source) -> FileContents:
    """Read an office document or an archive of files, if it is what its name claims."""
    with open_archive(source) as archive:
        package = Package(plain(archive))
        if package.kind != claim:
            what = f"{package.kind} content named {claim!r}"
            raise RefusedError(Problem.WRONG_CONTENT, what, package.kind)
        if claim == "zip":
            return read_archive(archive, read)
        refuse_office_harm(package)
        return OFFICE[claim](package)


OFFICE: Mapping[str, Callable[[Package], FileContents]] = {
    "docx": read_word,
    "odt": read_open_document,
    "pptx": read_slides,
    "xlsx": read_workbook,
}
READERS: Mapping[str, Callable[[Source], FileContents]] = {
    "pdf": _pdf,
    **dict.fromkeys(PICTURES, _picture),
    **{name: partial(_film, name) for name in FILMS},
}
"""The steps of each format that is not zipped, in the same order: opens, not encrypted, harmless, what is inside."""


def read(source: Source, extension: str) -> FileContents:
    """Read a file or a member of an archive, by what it is. Raises RefusedError with the problem."""
    file_format = opened_as(source, extension)
    refuse_hybrid(source, file_format)
    reader = READERS.get(file_format) or partial(_zipped, file_format)
    return replace(reader(source), format=file_format)


def look(
    path: Path,
    extension: str,
    sections: Sequence[Section],
    signs: Sequence[Sign] = (),
    begun: ExpectedStarter | None = None,
) -> dict[str, Any]:
    """Read one file and find its sections and signs. Returns JSON values.

    `begun` is what Kamnot begins for the file's requirement.
    """
    try:
        contents = read(path, extension)
    except RefusedError as error:
        return {"problem": error.problem.value, "detail": error.detail, "format": error.kind}
    except MemoryError:
        return {"problem": Problem.UNSAFE.value, "detail": "out of memory"}
    except OSError as error:
        return {"problem": Problem.UNREADABLE.value, "detail": str(error)}
    taken_on, told_on = contents.taken_on, told_day(contents.page_texts)
    document = take_out_help(begun, contents)
    return {
        "format": contents.format,
        "has_text": contents.has_text,
        "pages": contents.pages,
        "images": contents.images,
        "words": count_words(contents.page_texts),
        "width": contents.width,
        "height": contents.height,
        "taken_on": taken_on.isoformat() if taken_on else None,
        "told_on": told_on.isoformat() if told_on else None,
        "fingerprint": contents.fingerprint,
        "milliseconds": contents.milliseconds,
        "codec": contents.codec,
        "sections": [
            asdict(fact)
            for fact in (
                *find_sections(sections, contents, begun, document),
                *find_signs(signs, contents, begun, document),
            )
        ],
    }


def serve(memory: int) -> None:
    """Answer requests, a JSON line each, until the input ends; `memory` is the address space in bytes.

    An empty one is a wish to be ready for the others, and gets no answer.
    """
    requests, answers = sys.stdin, _own_channel()
    _limit_memory(memory)
    for line in requests:
        request = json.loads(line)
        if not request:
            _load_libraries()
            continue
        _limit_time(request["seconds"])
        answer = _answer(request)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer(request: Mapping[str, Any]) -> Any:
    if "answers" in request:
        from inspection.tables.answer_files import answers

        return answers(Path(request["answers"]), request["extension"])
    return _show(request) if "pages" in request else _look(request)


def _look(request: Mapping[str, Any]) -> dict[str, Any]:
    sections = [Section.model_validate(s) for s in request["sections"]]
    signs = [Sign.model_validate(s) for s in request["signs"]]
    begun = _begun(request["begun"]) if request["begun"] else None
    return look(Path(request["path"]), request["extension"], sections, signs, begun)


def _begun(told: Mapping[str, Any]) -> ExpectedStarter:
    return ExpectedStarter(StarterCode(**told["code"]), told["hints"], told["elsewhere"])


def _show(request: Mapping[str, Any]) -> Any:
    from inspection.preview.making import show
    from inspection.preview.shown import as_json

    shown = show(Path(request["path"]), request["pages"], request["width"])
    return as_json().dump_python(shown, mode="json")


def _load_libraries() -> None:
    for name in (
        "PIL.ImageOps",
        "dhash",
        "pikepdf",
        "pillow_heif",
        "pypdfium2.raw",
        "rapidfuzz.fuzz",
    ):
        import_module(name)


def _own_channel() -> TextIO:
    """Keep the pipe for answers: whatever a library prints is dropped."""
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return channel


def _limit_memory(size: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_time(seconds: int) -> None:
    """Limit the processor time of the next file: a busy caller may end a stalled child late."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
