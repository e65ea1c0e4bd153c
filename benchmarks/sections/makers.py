"""Makes the drafted documents with python-docx, LibreOffice and Typst, and tells on which page each part stands."""

from __future__ import annotations

import io
import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sections.drafts import (
    Block,
    Draft,
    Entries,
    Grid,
    Head,
    NewPage,
    Para,
    Picture,
    ScanPage,
)

Pages = Mapping[str, frozenset[int]]
"""The pages (from 1) on which each section begins or is told; empty where a format has no pages."""

PDF_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
FONT = "Laksaman"
"""Debian's cut of TH Sarabun (fonts-tlwg-laksaman): half as large again at the same size."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document on disk and where its parts truly stand."""

    draft: Draft
    path: Path
    pages: Pages


def make_all(drafts: Sequence[Draft], folder: Path) -> list[Made]:
    """Make every document under `folder`; needs LibreOffice only for the drafts that name it."""
    by_office = [d for d in drafts if d.maker.startswith("libreoffice")]
    made = [_make(draft, folder) for draft in drafts if draft not in by_office]
    return made + _by_office(by_office, folder)


def _make(draft: Draft, folder: Path) -> Made:
    match draft.maker:
        case "word":
            path = folder / f"{draft.name}.docx"
            path.write_bytes(_word(draft))
            return Made(draft, path, {})
        case "typst":
            path = folder / f"{draft.name}.pdf"
            data, pages = _typst(draft)
            path.write_bytes(data)
            return Made(draft, path, pages)
        case _:
            path = folder / f"{draft.name}.pdf"
            path.write_bytes(_scan_pdf(_typst(draft)[0]))
            return Made(draft, path, {})


# --- Pictures ------------------------------------------------------------------------------------


def _picture(*, emblem: bool) -> bytes:
    from PIL import Image

    size = (90, 100) if emblem else (640, 420)
    out = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _page_images(pdf: bytes) -> list[Any]:
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types

    return [page.render(scale=1.2).to_pil().convert("L") for page in pdfium.PdfDocument(pdf)]


def _scan_pdf(pdf: bytes) -> bytes:
    first, *rest = _page_images(pdf)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=86)
    return out.getvalue()


# --- Word ----------------------------------------------------------------------------------------


def _word(draft: Draft) -> bytes:
    from docx import Document

    document = Document()
    if draft.kind == "scan":
        for image in _page_images(_typst(draft)[0])[:3]:
            out = io.BytesIO()
            image.save(out, "JPEG")
            document.add_picture(io.BytesIO(out.getvalue()))
    else:
        _WordWriter(document, draft).write()
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


class _WordWriter:
    def __init__(self, document: Any, draft: Draft) -> None:
        self._document, self._draft = document, draft
        self._marks = 0

    def write(self) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        section = self._document.sections[0]
        for style in self._document.styles:
            if getattr(style, "font", None) is not None and style.element.rPr is not None:
                style.font.name = FONT
                style.element.rPr.rFonts.set(qn("w:cs"), FONT)
        if self._draft.columns > 1:
            columns = OxmlElement("w:cols")
            columns.set(qn("w:num"), str(self._draft.columns))
            columns.set(qn("w:space"), "400")
            for old in section._sectPr.findall(qn("w:cols")):  # noqa: SLF001 no public way to columns
                section._sectPr.remove(old)  # noqa: SLF001
            section._sectPr.append(columns)  # noqa: SLF001
        if self._draft.header:
            section.header.paragraphs[0].text = self._draft.header
            section.footer.paragraphs[0].text = "สำนักการคลังและงบประมาณ สำนักงานเลขาธิการวุฒิสภา"
        for block in self._draft.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Head(text, part):
                if self._draft.styled:
                    paragraph = self._document.add_heading(level=1)
                else:
                    paragraph = self._document.add_paragraph()
                self._run(paragraph, text, part, bold=True)
            case Para(runs):
                paragraph = self._document.add_paragraph()
                for text, part in runs:
                    self._run(paragraph, text, part, bold=bool(part) and len(runs) > 1)
            case Grid():
                self._grid(block)
            case Entries(rows, style):
                self._entries(rows, style)
            case Picture(emblem):
                from docx.shared import Cm

                data = io.BytesIO(_picture(emblem=emblem))
                self._document.add_picture(data, width=Cm(1.5 if emblem else 10))
            case NewPage():
                self._document.add_page_break()
            case ScanPage():
                pass  # only PDFs have pages that are scans

    def _run(self, paragraph: Any, text: str, part: str | None, *, bold: bool) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        made = paragraph.add_run(text)
        made.bold = bold
        if not part:
            return
        self._marks += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (begin, end):
            mark.set(qn("w:id"), str(self._marks))
        begin.set(qn("w:name"), f"{part.replace('-', 'Z')}ZZ{self._marks}")
        made._r.addprevious(begin)  # noqa: SLF001 no public way to bookmarks
        made._r.addnext(end)  # noqa: SLF001

    def _grid(self, grid: Grid) -> None:
        table = self._document.add_table(rows=len(grid.rows), cols=len(grid.rows[0]))
        table.style = "Table Grid"
        for y, row in enumerate(grid.rows):
            for x, text in enumerate(row):
                part = grid.parts[x] if grid.by_column and y == 0 else None
                if not grid.by_column and x == 0:
                    part = grid.parts[y]
                cell = table.cell(y, x).paragraphs[0]
                self._run(cell, text, part, bold=bool(part))

    def _entries(self, rows: Sequence[tuple[str, str]], style: str) -> None:
        if style == "table":
            cells = (("เรื่อง", "หน้า"), *rows)
            self._grid(Grid(cells, (None,) * len(cells)))
            return
        for text, page in rows:
            joint = {"leader": " " + "." * 40 + " ", "tab": "\t"}.get(style)
            self._document.add_paragraph(text + joint + page if joint else text)


# --- LibreOffice ---------------------------------------------------------------------------------


def _by_office(drafts: Sequence[Draft], folder: Path) -> list[Made]:
    if not drafts:
        return []
    made = []
    with tempfile.TemporaryDirectory() as scratch:
        for maker, target, ending in (
            ("libreoffice-pdf", PDF_FILTER, "pdf"),
            ("libreoffice-odt", "odt", "odt"),
        ):
            chosen = [d for d in drafts if d.maker == maker]
            for draft in chosen:
                (Path(scratch) / f"{draft.name}.docx").write_bytes(_word(draft))
            _convert([Path(scratch) / f"{d.name}.docx" for d in chosen], target, folder, scratch)
            for draft in chosen:
                path = folder / f"{draft.name}.{ending}"
                made.append(Made(draft, path, _destinations(path) if ending == "pdf" else {}))
    return made


def _convert(files: Sequence[Path], target: str, folder: Path, scratch: str) -> None:
    if not files:
        return
    profile = f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", target, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=600)


def _destinations(path: Path) -> Pages:
    """The page of each bookmark, which LibreOffice writes as a named destination."""
    import pikepdf

    pages: defaultdict[str, set[int]] = defaultdict(set)
    with pikepdf.open(path) as pdf:
        numbers: dict[Any, int] = {page.objgen: n for n, page in enumerate(pdf.pages, 1)}
        for name, target in (pdf.Root.get("/Dests") or {}).items():
            part = name.removeprefix("/").rpartition("ZZ")[0].replace("Z", "-")
            pages[part].add(numbers[target[0].objgen])
    return {part: frozenset(found) for part, found in pages.items()}


# --- Typst ---------------------------------------------------------------------------------------


def _typst(draft: Draft) -> tuple[bytes, Pages]:
    import fontpkg  # type: ignore[import-untyped]  # it ships no types
    import typst

    source = "\n".join((*_settings(draft), *map(_typst_block, draft.blocks))).encode()
    fonts = [str(Path(fontpkg.path("sarabun", 400)).parent)]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("photo", "emblem"):
            (Path(folder) / f"{name}.jpg").write_bytes(_picture(emblem=name == "emblem"))
        if any(isinstance(block, ScanPage) for block in draft.blocks):
            (Path(folder) / "scan.png").write_bytes(_scanned_page(fonts))
        typst_file = Path(folder) / "main.typ"
        typst_file.write_bytes(source)
        compiler = typst.Compiler(
            str(typst_file), root=folder, font_paths=fonts, ignore_system_fonts=True
        )
        data = compiler.compile(format="pdf")
        marks = json.loads(compiler.query("<mark>", field="value"))
    if not isinstance(data, bytes):
        raise TypeError(f"{draft.name}: Typst gave {type(data).__name__}")
    pages: defaultdict[str, set[int]] = defaultdict(set)
    for mark in marks:
        pages[mark["part"]].add(mark["page"])
    return data, {part: frozenset(found) for part, found in pages.items()}


def _scanned_page(fonts: list[str]) -> bytes:
    import typst

    text = '#set text(lang: "th", font: "Sarabun")\n' + "เอกสารแนบจากหน่วยงานภายนอก " * 60
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    made = compiler.compile(input=text.encode(), format="png", ppi=72)
    return made if isinstance(made, bytes) else b""


def _settings(draft: Draft) -> list[str]:
    lines = ['#set text(lang: "th", font: "Sarabun", size: 11pt)', "#set par(justify: false)"]
    if draft.header:
        header = _text(draft.header)
        lines.append(f"#set page(header: [{header}], footer: [#context counter(page).display()])")
    if draft.columns > 1:
        lines.append(f"#set page(columns: {draft.columns})")
    return lines


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'


def _mark(part: str | None) -> str:
    if not part:
        return ""
    return f'#context [#metadata((part: "{part}", page: here().page())) <mark>]'


def _typst_block(block: Block) -> str:
    match block:
        case Head(text, part):
            return f"\n#heading[{_mark(part)}{_text(text)}]\n"
        case Para(runs):
            return "\n" + "".join(_mark(part) + _text(text) for text, part in runs) + "\n"
        case Grid():
            return _typst_grid(block)
        case Entries(rows, style):
            return _typst_entries(rows, style)
        case Picture() | NewPage() | ScanPage():
            return _typst_furniture(block)


def _typst_furniture(block: Picture | NewPage | ScanPage) -> str:
    match block:
        case Picture(emblem):
            name, width = ("emblem", "1.5cm") if emblem else ("photo", "10cm")
            return f'\n#image("/{name}.jpg", width: {width})\n'
        case NewPage():
            return "\n#pagebreak(weak: true)\n"
        case ScanPage():
            return (
                "\n#page(margin: 0pt, columns: 1, header: none, footer: none)"
                '[#image("/scan.png", width: 100%, height: 100%)]\n'
            )


def _typst_grid(grid: Grid) -> str:
    cells = []
    for y, row in enumerate(grid.rows):
        for x, text in enumerate(row):
            part = grid.parts[x] if grid.by_column and y == 0 else None
            if not grid.by_column and x == 0:
                part = grid.parts[y]
            cells.append(f"[{_mark(part)}{_text(text)}]")
    return f"\n#table(columns: {len(grid.rows[0])}, {', '.join(cells)})\n"


def _typst_entries(rows: Sequence[tuple[str, str]], style: str) -> str:
    if style == "table":
        cells = (("เรื่อง", "หน้า"), *rows)
        return _typst_grid(Grid(cells, (None,) * len(cells)))
    if style == "list":
        return "\n\n".join(_text(text) for text, _ in rows)
    fill = "repeat[.]" if style == "leader" else "[]"
    return "\n\n".join(
        f"{_text(text)} #box(width: 1fr, {fill}) {_text(page)}" for text, page in rows
    )
