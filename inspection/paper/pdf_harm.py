"""Refuses a PDF that acts, hides files, or reaches other files. Links to the web, forms and a first view pass.

A byte search finds nothing in packed objects, and pdfium reports only some scripts. So qpdf writes out every
object; the text is searched, and only objects with a suspicious name are examined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from domain.facts import Problem
from inspection.verdicts import RefusedError, Source, readable

if TYPE_CHECKING:
    from pikepdf import Pdf

_SUSPICIOUS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EF|EmbeddedFile|FileAttachment|XFA|OnInstantiate|URI|GoToR|GoToE|SubmitForm"
    rb"|ImportData|Ref)(?![A-Za-z])"
)
_RUNS = ("/JavaScript", "/Launch")
_REACHES = ("/GoToR", "/GoToE", "/SubmitForm", "/ImportData")
_SCRIPT_ADDRESS = ("javascript:", "vbscript:", "data:")
_FILE_ADDRESS = ("file:", "smb:", "//", "\\\\")
_SYSTEMS = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_PACKED_FORM = 20 * 2**20
"""A form's XML beyond this size is refused without a search."""


_HIDDEN = 2 | 32
"""Flags of an annotation that is not shown."""
_UNSEEN = ("/Link", "/Popup", "/Text")
"""Annotations that show nothing of their own on the page: links and remarks of readers."""


@dataclass(frozen=True, slots=True)
class SurveyedPage:
    """Whether a page may show pictures or annotations, because finding them costs time, and the texts of these."""

    may_show_pictures: bool = True
    annotated: bool = False
    texts: tuple[str, ...] = ()


def survey_pdf(source: Source, *, inline: bool = True) -> tuple[SurveyedPage, ...]:
    """Refuse scripts, launches, embedded files and ways to other files. Returns what is known of each page.

    `inline`: pages may draw pictures that are no objects.
    """
    import pikepdf

    try:
        with pikepdf.open(readable(source)) as document:
            _refuse_harm(document)
            return tuple(_surveyed(page.obj, inline) for page in document.pages)
    except pikepdf.PasswordError as error:
        # Only the files inside are locked: a viewer opens it, and nobody knows what they are.
        raise RefusedError(Problem.ENCRYPTED, f"locked files inside: {error}") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise RefusedError(Problem.UNREADABLE, f"its objects cannot be read: {error}") from error


def _surveyed(page: Any, inline: bool) -> SurveyedPage:
    shown = [a for a in _annotations(page) if _name(a.get("/Subtype")) not in _UNSEEN]
    texts = [str(words) for a in shown if (words := _words(a)) is not None]
    return SurveyedPage(inline or bool(shown) or _holds_pictures(page), bool(shown), tuple(texts))


def _annotations(page: Any) -> list[Any]:
    import pikepdf

    found = page.get("/Annots")
    annotations = list(found) if isinstance(found, pikepdf.Array) else []
    return [
        a
        for a in annotations
        if isinstance(a, pikepdf.Dictionary) and not int(a.get("/F", 0)) & _HIDDEN
    ]


def _words(annotation: Any) -> Any:
    """The text of a filled field or of a text box, which a viewer may draw itself."""
    import pikepdf

    if _name(annotation.get("/Subtype")) == "/FreeText":
        words = annotation.get("/Contents")
    else:
        parent = annotation.get("/Parent")
        inherited = parent.get("/V") if isinstance(parent, pikepdf.Dictionary) else None
        words = annotation.get("/V", inherited)
    return words if isinstance(words, pikepdf.String) else None


def _refuse_harm(document: Pdf) -> None:
    for thing in document.objects:
        if _SUSPICIOUS.search(_written(thing)):
            for part in _parts(thing):
                _refuse_part(part)


def _written(thing: Any) -> bytes:
    import pikepdf

    if not isinstance(thing, pikepdf.Object):
        return b""  # a number or a truth, such as a stream's length
    shown = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
    return bytes(shown.unparse(resolved=True))


def _parts(thing: Any) -> Iterator[Any]:
    """An object and the objects written inside it. Those it points to are in the list themselves."""
    import pikepdf

    waiting = [thing]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, pikepdf.Array):
            inside = list(part)
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            inside = list(part.values())
        else:
            continue
        waiting += [p for p in inside if not _stands_alone(p)]


def _stands_alone(part: Any) -> bool:
    """Whether a value is an object by itself. Numbers and booleans come as Python's own and never are."""
    return getattr(part, "is_indirect", False) is True


def _refuse_part(part: Any) -> None:
    import pikepdf

    # An action may point to its name, which then is a separate object.
    if _name(part) in _RUNS and part.is_indirect:
        raise RefusedError(Problem.SCRIPTS, f"an action {part}")
    if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        _refuse_action(part)
        _refuse_address(part)
        _refuse_embedded(part)
        _refuse_form_script(part)


def _refuse_action(part: Any) -> None:
    action = _name(part.get("/S"))
    renders = action == "/Rendition" and "/JS" in part
    if action in _RUNS or renders or "/OnInstantiate" in part:
        raise RefusedError(Problem.SCRIPTS, f"an action {action or '/OnInstantiate'}")


def _refuse_address(part: Any) -> None:
    """Refuse an address that runs a script or opens a file, and what leads to or takes in another file."""
    import pikepdf

    address = part.get("/URI")
    if isinstance(address, pikepdf.String):
        # Viewers pass over blanks and control characters.
        plain = "".join(c for c in unquote(str(address)) if c.isprintable() and not c.isspace())
        if plain.lower().startswith(_SCRIPT_ADDRESS):
            raise RefusedError(Problem.SCRIPTS, f"an address {plain[:80]!r}")
        if plain.lower().startswith(_FILE_ADDRESS):
            raise RefusedError(Problem.LINKED, f"an address {plain[:80]!r}")
    taken_in = isinstance(part, pikepdf.Stream) and ("/F" in part or "/Ref" in part)
    if taken_in or _name(part.get("/S")) in _REACHES:
        raise RefusedError(Problem.LINKED, f"leads to another file: {_name(part.get('/S'))}")


def _refuse_embedded(part: Any) -> None:
    import pikepdf

    files = part.get("/EF")
    # A font may be called EF; its dictionary holds no file under any system's key.
    is_file = isinstance(files, pikepdf.Dictionary) and any(key in files for key in _SYSTEMS)
    if (
        is_file
        or _name(part.get("/Type")) == "/EmbeddedFile"
        or _name(part.get("/Subtype")) == "/FileAttachment"
    ):
        name = part.get("/UF", part.get("/F", ""))
        shown = str(name)[:100] if isinstance(name, pikepdf.String) else ""
        raise RefusedError(Problem.EMBEDDED_FILES, f"a file inside: {shown!r}")


def _refuse_form_script(part: Any) -> None:
    """Refuse an XFA form with a script: the form is XML, and no PDF object shows the script."""
    import pikepdf

    form = part.get("/XFA")
    pieces = form if isinstance(form, pikepdf.Array) else [form]
    for piece in pieces:
        if isinstance(piece, pikepdf.Stream) and b"<script" in piece.read_bytes()[:_PACKED_FORM]:
            raise RefusedError(Problem.SCRIPTS, "a script in an XFA form")


def _name(value: Any) -> str:
    import pikepdf

    return str(value) if isinstance(value, pikepdf.Name) else ""


def _holds_pictures(page: Any) -> bool:
    import pikepdf

    resources = page.get("/Resources")
    return isinstance(resources, pikepdf.Dictionary) and len(resources.get("/XObject", ())) > 0
