"""Evidence files as they come in, made by the programs that people use, and broken ones made by hand."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import cos, sin
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from domain.plan.model import EvidenceRequirement

REPORT = EvidenceRequirement.model_validate(
    {
        "id": "report",
        "title": "รายงานสรุป",
        "kind": "report",
        "formats": ["pdf", "docx", "odt"],
        "source": "ส่วนที่ ๒ แถว ๗",
        "sections": [
            {"id": "knowledge", "title": "องค์ความรู้ที่ได้จากการแลกเปลี่ยน"},
            {"id": "use", "title": "นำมาใช้ในสำนัก/กลุ่มอย่างไร"},
            {"id": "images", "title": "ภาพประกอบ", "kind": "images"},
        ],
    }
)
KNOWLEDGE = "๑. องค์ความรู้ที่ได้จากการแลกเปลี่ยน"
TEXT = "บุคลากรช่วยกันเล่าบทเรียนจากงานของตน และจดไว้เพื่อส่งต่อให้ผู้ที่มาใหม่"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# --- Pictures ------------------------------------------------------------------------------------


def photo(size: tuple[int, int] = (300, 200), *, shade: int = 0) -> Image.Image:
    """A picture with some detail, wider than high."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    wide, high = size
    draw.ellipse((wide // 10, high // 10, wide // 2, high // 2), fill=(250, 250, 90 + shade))
    draw.rectangle((wide // 2, high // 2, wide - wide // 8, high - high // 8), fill=(40, 60, 20))
    return image


def picture(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """A picture file by Pillow's writers: `JPEG`, `PNG`, `WEBP`, `HEIF`."""
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    out = io.BytesIO()
    (image or photo()).save(out, kind, **options)
    return out.getvalue()


_CODE = """\
1fdf17f 1057041 174bc5d 175bb5d 1746f5d 104b441 1fd557f 19400 16ea54b 14961a2 15fd820 834ecc 1555cf7 f86f71 8cc496
11357b1 2fedff 1c115 1fd8d57 1051710 17465f9 175f55f 17520d6 1048ad4 1fdbc3f
"""
"""A QR code of 25 modules, a number for each row: https://www.senate.go.th/."""


def qr_code(module: int = 8, margin: int = 4) -> Image.Image:
    """A QR code as a web site makes it."""
    rows = [int(row, 16) for row in _CODE.split()]
    size = len(rows)
    code = Image.new("RGB", (size + 2 * margin, size + 2 * margin), "white")
    for y, row in enumerate(rows):
        for x in range(size):
            if row >> (size - 1 - x) & 1:
                code.putpixel((x + margin, y + margin), (0, 0, 0))
    return code.resize((code.width * module, code.height * module), Image.Resampling.NEAREST)


def signature(ink: str = "#14288c", width: int = 3) -> Image.Image:
    """A name in handwriting on blank paper, over a line."""
    paper = Image.new("RGB", (480, 200), "white")
    draw = ImageDraw.Draw(paper)
    hand = [(40 + 4 * n, 100 + 60 * sin(n / 3) * cos(n / 11)) for n in range(95)]
    draw.line(hand, fill=ink, width=width, joint="curve")
    draw.line([(60, 160), (420, 140)], fill=ink, width=width)
    return paper


def cut_out(ink: Image.Image) -> Image.Image:
    """The same on paper that one sees through."""
    bare = Image.new("RGBA", ink.size, (0, 0, 90, 0))
    bare.putalpha(ImageOps.invert(ink.convert("L")))
    return bare


def jpeg(size: tuple[int, int] = (300, 200)) -> bytes:
    return picture("JPEG", photo(size))


def camera_data(taken: str, *, orientation: int = 1) -> bytes:
    """What a phone writes into a photo: when it was taken, and how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x0132] = "2030:01:01 00:00:00"
    exif.get_ifd(0x8769)[0x9003] = taken
    return exif.tobytes()


def bare_png(wide: int, high: int) -> bytes:
    """A one-bit PNG of any claimed size in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((wide // 8 + 2) * high), 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# --- Films ---------------------------------------------------------------------------------------


@cache
def film(
    container: str = "mp4", codec: str = "libx264", *, seconds: int = 6, options: str = ""
) -> bytes:
    """A clip of 160 x 120 pixels by FFmpeg's writers; `options` for the container, as `movflags=faststart`."""
    import av

    chosen = dict([options.split("=")]) if options else {}
    with tempfile.TemporaryDirectory() as folder:
        # On disk, as FFmpeg reads a clip again to put its index at the front.
        path = Path(folder) / "clip"
        with av.open(str(path), "w", format=container, container_options=chosen) as target:
            stream: Any = target.add_stream(codec, rate=10)
            stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
            stream.codec_context.gop_size = 20
            for number in range(seconds * 10):
                image = photo((160, 120)).rotate(number * 6)
                frame: Any = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
                frame.pts, frame.time_base = number, Fraction(1, 10)
                target.mux(stream.encode(frame))
            target.mux(stream.encode())
        return path.read_bytes()


@cache
def sound() -> bytes:
    """An MP4 with sound alone."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as target:
        stream: Any = target.add_stream("aac", rate=44100)
        for number in range(20):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            frame.planes[0].update(bytes(4096))
            frame.sample_rate, frame.pts = 44100, number * 1024
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return out.getvalue()


# --- Archives and office documents ---------------------------------------------------------------


def archive(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


WORD_XML = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)


def word_parts(body: str, **more: bytes | str) -> bytes:
    parts: dict[str, bytes | str] = {"word/document.xml": WORD_XML.format(body)}
    return archive(**{"[Content_Types].xml": "<Types/>"} | parts | more)


def a_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@cache
def word(*, pictures: int = 1) -> bytes:
    """A Word file by Word's own library: a heading, a table cell, pictures."""
    from docx import Document

    document = Document()
    document.add_heading(KNOWLEDGE)
    document.add_paragraph(TEXT)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "๒. นำมาใช้ในสำนักอย่างไร"
    for _ in range(pictures):
        document.add_picture(io.BytesIO(jpeg()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def related(kind: str, target: str, *, external: bool = False) -> str:
    """A part of relations with one in it."""
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    mode = ' TargetMode="External"' if external else ""
    one = f'<Relationship Id="r1" Type="{types}/{kind}" Target="{target}"{mode}/>'
    return f"<Relationships>{one}</Relationships>"


def open_document(text: str, manifest: str = "<m/>", **more: bytes | str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" '
        f'xmlns:text="{office}text:1.0" xmlns:draw="{office}drawing:1.0" '
        f'xmlns:script="{office}script:1.0">'
        f"<text:h>{text}</text:h><text:p>{TEXT}<draw:image/></text:p></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return archive(**parts, **{"META-INF/manifest.xml": manifest}, **more)


def many_entries() -> bytes:
    return archive(**{f"word/{n}": b"" for n in range(2001)})


@cache
def bomb() -> bytes:
    return archive(**{"word/document.xml": bytes(120 * 2**20)})


def large_unpacked() -> bytes:
    """Declares 300 MiB in its central directory; nothing of it is there."""
    data = bytearray(archive(**{"word/document.xml": b"x" * 4000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 300 * 2**20)
    return bytes(data)


def forged_size() -> bytes:
    data = bytearray(word_parts(a_paragraph(TEXT)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def locked_archive() -> bytes:
    """Says of its entry that it has a password."""
    data = bytearray(archive(a="x"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def entities() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    body = WORD_XML.format(a_paragraph("&b;"))
    return archive(**{"word/document.xml": doctype + body})


def torn_lzma() -> bytes:
    """No office program packs with LZMA, so nobody expects its errors: the reader dies of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("word/document.xml", WORD_XML.format(a_paragraph(TEXT) * 50))
    data = bytearray(out.getvalue())
    data[60:90] = bytes(30)
    return bytes(data)


def torn_deflate() -> bytes:
    data = bytearray(word_parts(a_paragraph(TEXT) * 50))
    at = data.index(b"word/document.xml") + 30
    data[at : at + 30] = b"\xff" * 30
    return bytes(data)


# --- PDFs ----------------------------------------------------------------------------------------

FULL_PAGE = '#page(margin: 0pt, image("/photo.jpg", width: 100%, height: 100%, fit: "cover"))\n'
SMALL_PHOTO = '#page(image("/photo.jpg", width: 60%))\n'


@cache
def pdf(source: str, picture: bytes = b"") -> bytes:
    """A PDF by Typst; `/photo.jpg` is at hand, or another picture under its name."""
    import fontpkg  # type: ignore[import-untyped]  # it ships no types
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "photo.jpg").write_bytes(picture or jpeg())
        fonts = [str(Path(fontpkg.path("sarabun", 400)).parent)]
        start = '#set text(lang: "th", font: "Sarabun")\n'
        compiler = typst.Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)
        made = compiler.compile(input=(start + source).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def raw_pdf(*objects: str, trailer: str = "", page: str = "") -> bytes:
    """A one-page PDF: what its catalog says more, then further objects, from number 4 on."""
    leaf = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]{page}>>"
    catalog = f"<</Type/Catalog/Pages 2 0 R {objects[0] if objects else ''}>>"
    bodies = [catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", leaf, *objects[1:]]
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(bodies) + 1
    end = f"trailer\n<</Size {count}/Root 1 0 R {trailer}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode()


def a_stream(data: str, more: str = "") -> str:
    return f"<</Length {len(data)}{more}>>stream\n{data}\nendstream"


def drawn_pdf(*objects: str, page: str = "") -> bytes:
    """A one-page PDF that shows a line: object 4 is its drawing, further objects from number 5 on."""
    catalog, *others = objects or ("",)
    return raw_pdf(catalog, a_stream("0 0 m 99 99 l S"), *others, page=f"/Contents 4 0 R{page}")


def locked_pdf() -> bytes:
    key = "<" + "41" * 32 + ">"
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O {key}/U {key}/P -4>>"
    return raw_pdf(trailer=f"{lock}/ID[<41><41>]")


def attached() -> bytes:
    """A PDF with an attachment, as qpdf attaches it."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn_pdf())) as document:
        document.attachments["บัญชี.xlsx"] = b"PK"
        document.save(out)
    return out.getvalue()


def locked_attachment() -> bytes:
    """A PDF as qpdf locks it, but with nothing locked except what is attached."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn_pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u", R=4))
    with pikepdf.open(out, password="u") as document:
        lock, first = document.trailer.Encrypt, bytes(document.trailer.ID[0]).hex()
        keys = f"/O<{bytes(lock.O).hex()}>/U<{bytes(lock.U).hex()}>/P {int(lock.P)}"
    filters = "/CF<</StdCF<</CFM/AESV2/AuthEvent/EFOpen/Length 16>>>>/StmF/Identity/StrF/Identity/EFF/StdCF"
    locked = (
        f"/Encrypt<</Filter/Standard/V 4/R 4/Length 128{keys}{filters}>>/ID[<{first}><{first}>]"
    )
    return raw_pdf("", trailer=locked)


def swelling_pdf(megabytes: int = 650) -> bytes:
    """A PDF of a megabyte that unpacks to so many: one packed block, again and again."""
    packer = zlib.compressobj(9)
    begin = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = begin + block * megabytes + packer.flush()
    head = f"4 0 obj<</Filter/FlateDecode/Length {len(data)}>>stream\n".encode()
    return raw_pdf(page="/Contents 4 0 R").replace(
        b"xref", head + data + b"\nendstream endobj\nxref", 1
    )


def packed(data: bytes, **options: Any) -> bytes:
    """The same PDF as qpdf packs it: objects inside compressed streams, no name to be seen."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        packing = pikepdf.ObjectStreamMode.generate
        document.save(out, object_stream_mode=packing, **options)
    return out.getvalue()


def written(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[Path]:
    """Put files into a folder under numbers, as a store does; their paths."""
    paths = [folder / str(number) for number in range(len(files))]
    for path, (_, data) in zip(paths, files, strict=True):
        path.write_bytes(data)
    return paths
