"""Step 6, archives: every file inside goes through the same steps, in memory, one level deep."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence

from domain.facts import Problem
from domain.language.file_names import is_litter
from inspection.names import extension
from inspection.office.markup import part_bytes
from inspection.paper.texts import MAX_LETTERS
from inspection.sizes import check_size
from inspection.verdicts import FileContents, RefusedError

MAX_MEMBERS = 300
_LEAVES_ITS_FOLDER = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
_UTF_8 = 0x800

Reader = Callable[[bytes, str], FileContents]
"""The steps in which a file of that format is read."""


def read_archive(archive: zipfile.ZipFile, read: Reader) -> FileContents:
    """Read every file inside. The first bad one gives the problem and puts its name into the detail."""
    members = [
        m
        for m in archive.infolist()
        if not m.is_dir() and not is_litter(re.split(r"[/\\]", _shown(m)))
    ]
    if not members:
        raise RefusedError(Problem.BLANK, "an archive without files")
    if len(members) > MAX_MEMBERS:
        raise RefusedError(Problem.UNSAFE, f"{len(members)} files in an archive")
    return _together(list(_each(archive, members, read)))


def _each(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], read: Reader
) -> Iterator[FileContents]:
    letters = 0
    for member in members:
        name = _shown(member)
        try:
            contents = _read_member(archive, member, name, read)
        except RefusedError as error:
            raise RefusedError(error.problem, f"{name[-100:]!r}: {error.detail}", "zip") from error
        letters += sum(map(len, contents.page_texts))
        yield contents if letters < MAX_LETTERS else _without_text(contents)


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, read: Reader
) -> FileContents:
    if _LEAVES_ITS_FOLDER.search(name):
        raise RefusedError(Problem.UNSAFE, "would be unpacked outside its folder")
    file_format = extension(name)
    if file_format == "zip":
        raise RefusedError(Problem.EMBEDDED_FILES, "an archive inside an archive")
    data = part_bytes(archive, member.filename)
    if found := check_size(data, file_format):
        raise RefusedError(*found)
    return read(data, file_format)


def _shown(member: zipfile.ZipInfo) -> str:
    """Undo what Windows does: it writes Thai names in its code page and marks them as DOS's."""
    if member.flag_bits & _UTF_8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("cp874")
    except UnicodeError:
        return member.filename


def _without_text(contents: FileContents) -> FileContents:
    return FileContents(
        pages=contents.pages, images=contents.images, has_text=contents.has_text, unread=True
    )


def _together(contents: Sequence[FileContents]) -> FileContents:
    """One result for all: text if any file has some, pages and pictures summed."""
    texts = {c.has_text for c in contents}
    return FileContents(
        page_texts=tuple(text for c in contents for text in c.page_texts),
        pages=sum(c.pages for c in contents),
        images=sum(c.images for c in contents),
        has_text=True if True in texts else False if False in texts else None,
        numbered=False,
        unread=any(c.unread or c.has_text is False for c in contents),
    )
