"""What a file that cannot count really is, and the one thing to do about it.

The kinds are those that `inspection.formats` tells apart by content; sentences on documents say them, not the code that
reads files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.facts import Problem
from domain.words.wording import SENTENCES, pick, sentence

Kind = tuple[str, str, str, str]
"""What it is and what to do, in Thai and English: `เป็น{0} โปรด{2}`, `is {1}: {3}`."""

_WORD = ("เปิดใน Word แล้วบันทึกเป็น .docx", "open it in Word and save it as .docx")
_EXCEL = ("เปิดใน Excel แล้วบันทึกเป็น .xlsx", "open it in Excel and save it as .xlsx")
_SLIDES = ("เปิดใน PowerPoint แล้วบันทึกเป็น .pptx", "open it in PowerPoint and save it as .pptx")
_PDF = ("เปิดแล้วบันทึกหรือพิมพ์เป็น .pdf", "open it and save or print it as .pdf")
_JPG = ("เปิดแล้วบันทึกเป็น .jpg", "open it and save it as .jpg")
_MP4 = ("แปลงเป็น .mp4", "convert it to .mp4")
_UNPACK = ("แตกไฟล์ก่อน แล้วส่งไฟล์ที่อยู่ข้างใน", "unpack it and send the files inside")
_TARGET = ("ส่งไฟล์ต้นฉบับที่ทางลัดนี้ชี้ไป", "send the file that it points to")
_ATTACHED = ("บันทึกไฟล์แนบในจดหมาย แล้วส่งไฟล์นั้น", "save its attachment and send that")
_GOOGLE = (
    "เปิดใน Google Docs แล้วดาวน์โหลดเป็น .docx หรือ .pdf",
    "open it in Google Docs and download it as .docx or .pdf",
)
_AGAIN = ("เปิดดูที่เครื่องต้นทางแล้วคัดลอกมาใหม่", "open it where it came from and copy it again")
_REAL = ("ส่งเอกสาร ภาพ หรือคลิปตัวจริง", "send the document, picture or clip itself")


def _renamed(thai: str, english: str, suffix: str) -> Kind:
    return thai, english, f"เปลี่ยนนามสกุลเป็น .{suffix}", f"change its extension to .{suffix}"


KINDS: Mapping[str, Kind] = {
    # Formats that can be looked into: only their extension is wrong.
    "pdf": _renamed("ไฟล์ PDF", "a PDF", "pdf"),
    "docx": _renamed("เอกสาร Word", "a Word document", "docx"),
    "xlsx": _renamed("ตาราง Excel", "an Excel workbook", "xlsx"),
    "pptx": _renamed("สไลด์ PowerPoint", "a PowerPoint presentation", "pptx"),
    "odt": _renamed("เอกสาร OpenDocument", "an OpenDocument text", "odt"),
    "jpg": _renamed("ภาพ JPEG", "a JPEG picture", "jpg"),
    "png": _renamed("ภาพ PNG", "a PNG picture", "png"),
    "webp": _renamed("ภาพ WebP", "a WebP picture", "webp"),
    "heic": _renamed("ภาพ HEIC", "a HEIC picture", "heic"),
    "mp4": _renamed("คลิปวิดีโอ", "a film", "mp4"),
    "webm": _renamed("คลิปวิดีโอ WebM", "a WebM film", "webm"),
    # Documents
    "doc": ("เอกสาร Word รุ่นเก่า (.doc)", "an old Word document (.doc)", *_WORD),
    "xls": ("ตาราง Excel รุ่นเก่า (.xls)", "an old Excel workbook (.xls)", *_EXCEL),
    "ppt": ("สไลด์ PowerPoint รุ่นเก่า (.ppt)", "an old PowerPoint presentation (.ppt)", *_SLIDES),
    "rtf": ("เอกสาร Rich Text (.rtf)", "a Rich Text document (.rtf)", *_WORD),
    "html": ("หน้าเว็บ (HTML)", "a web page (HTML)", *_WORD),
    "mht": ("หน้าเว็บที่บันทึกเป็นไฟล์เดียว (MHT)", "a web page saved as one file (MHT)", *_WORD),
    "wordml": ("เอกสาร Word แบบ XML รุ่นเก่า", "a Word document in old XML", *_WORD),
    "excelml": ("ตาราง Excel แบบ XML รุ่นเก่า", "an Excel workbook in old XML", *_EXCEL),
    "xlsb": ("ตาราง Excel แบบไบนารี (.xlsb)", "a binary Excel workbook (.xlsb)", *_EXCEL),
    "ods": ("ตาราง OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)", *_EXCEL),
    "odp": ("สไลด์ OpenDocument (.odp)", "an OpenDocument presentation (.odp)", *_SLIDES),
    "txt": ("ข้อความล้วน", "plain text", *_WORD),
    "iwork": (
        "เอกสารของ Apple (Pages, Numbers หรือ Keynote)",
        "an Apple document (Pages, Numbers or Keynote)",
        "เปิดที่เครื่อง Mac แล้วส่งออกเป็น .docx หรือ .pdf",
        "open it on the Mac and export it as .docx or .pdf",
    ),
    "xps": ("เอกสาร XPS", "an XPS document", *_PDF),
    "epub": ("หนังสืออิเล็กทรอนิกส์ EPUB", "an EPUB book", *_PDF),
    "ps": ("เอกสาร PostScript", "a PostScript document", *_PDF),
    "google": ("ทางลัดไปยัง Google Docs ไม่ใช่ตัวเอกสาร", "a shortcut to Google Docs, not the document", *_GOOGLE),
    # Pictures, films and sound
    "gif": ("ภาพ GIF", "a GIF picture", *_JPG),
    "bmp": ("ภาพ BMP", "a BMP picture", *_JPG),
    "tiff": ("ภาพ TIFF", "a TIFF picture", *_JPG),
    "avif": ("ภาพ AVIF", "an AVIF picture", *_JPG),
    "jxl": ("ภาพ JPEG XL", "a JPEG XL picture", *_JPG),
    "jp2": ("ภาพ JPEG 2000", "a JPEG 2000 picture", *_JPG),
    "psd": ("ภาพ Photoshop", "a Photoshop picture", *_JPG),
    "svg": ("ภาพลายเส้น SVG", "an SVG drawing", *_JPG),
    "avi": ("คลิปวิดีโอ AVI", "an AVI film", *_MP4),
    "wmv": ("คลิปวิดีโอ Windows Media", "a Windows Media film", *_MP4),
    "flv": ("คลิปวิดีโอ Flash", "a Flash film", *_MP4),
    "mpeg": ("คลิปวิดีโอ MPEG", "an MPEG film", *_MP4),
    "sound": ("ไฟล์เสียง", "a sound recording", *_REAL),
    # Containers and what is no document
    "zip": ("ไฟล์ ZIP", "a ZIP archive", *_UNPACK),
    "rar": ("ไฟล์ RAR", "a RAR archive", *_UNPACK),
    "7z": ("ไฟล์ 7-Zip", "a 7-Zip archive", *_UNPACK),
    "packed": ("ไฟล์บีบอัด", "a packed archive", *_UNPACK),
    "msg": ("จดหมายของ Outlook", "an Outlook letter", *_ATTACHED),
    "eml": ("จดหมายอิเล็กทรอนิกส์", "an electronic letter", *_ATTACHED),
    "lnk": ("ทางลัดของ Windows", "a Windows shortcut", *_TARGET),
    "url": ("ทางลัดไปยังเว็บไซต์", "a shortcut to a web site", *_TARGET),
    "owner": ("ไฟล์ชั่วคราวที่ Office สร้างขณะเปิดเอกสาร", "a temporary file of an open Office document",
              "ส่งไฟล์ที่ชื่อไม่ขึ้นต้นด้วย ~$", "send the file whose name does not begin with ~$"),
    "mac": ("ไฟล์ประกอบของเครื่อง Mac ไม่ใช่ตัวเอกสาร", "a Mac's side file, not the document",
            "ส่งไฟล์ที่ชื่อไม่ขึ้นต้นด้วย ._", "send the file whose name does not begin with ._"),
    "program": ("โปรแกรม", "a program", *_REAL),
    "zeros": ("ไฟล์ที่คัดลอกมาไม่สำเร็จ (มีแต่ค่าศูนย์)", "a copy that failed (nothing but zeros)", *_AGAIN),
}  # fmt: skip
_SHOWN_BY_KIND = frozenset({Problem.UNREADABLE, Problem.WRONG_CONTENT})
RENAMED = frozenset(
    {"pdf", "docx", "xlsx", "pptx", "odt", "jpg", "png", "webp", "heic", "mp4", "webm"}
)
"""Formats that can be looked into: only a wrong extension keeps a sound file of them from counting."""


def problem_words(problem: Problem, file_format: str, language: str) -> str:
    """Why a file cannot count and what to do; `file_format` is what its content is."""
    return _advice(*problem_and_cure(problem, file_format, language), language)


def problem_and_cure(problem: Problem, file_format: str, language: str) -> tuple[str, str]:
    """Why a file cannot count, and what to do by itself, empty where nothing but another file helps."""
    if problem is Problem.LINKED and file_format == "pdf":
        return _told("linked.pdf", language)
    kind = KINDS.get(file_format)
    if kind is None or problem not in _SHOWN_BY_KIND:
        return _told(problem.value, language)
    if problem is Problem.UNREADABLE and file_format in RENAMED:
        return _told("broken", language, kind=pick(kind[:2], language))
    return _kind_and_cure(kind, language)


def _told(name: str, language: str, **values: str) -> tuple[str, str]:
    cure = f"cure.{name}"
    helps = sentence(cure, language) if cure in SENTENCES else ""
    return sentence(f"problem.{name}", language, **values), helps


def whole_request(cure: str, language: str) -> str:
    """The cure as the one thing that is asked for, sending the file included."""
    sent = pick(("ส่ง", "send"), language) in cure
    asked = cure if sent else sentence("do.cured", language, cure=cure)
    return f"{asked[:1].upper()}{asked[1:]}"


_FAMILIES = {
    ("pdf",): ("PDF", "PDF"),
    ("docx", "odt"): ("Word", "Word"),
    ("xlsx",): ("Excel", "Excel"),
    ("pptx",): ("PowerPoint", "PowerPoint"),
    ("jpg", "jpeg", "png", "heic", "webp"): ("ภาพ", "a picture"),
    ("mp4", "mov", "webm", "m4v"): ("คลิปวิดีโอ", "a film"),
}
"""How people call what has one of these endings."""


def told_formats(formats: Sequence[str], language: str) -> str:
    """The kinds of file that a requirement takes, as people call them: `ไฟล์ PDF หรือ Word`."""
    wanted = [pick(told, language) for ends, told in _FAMILIES.items() if {*ends} & {*formats}]
    *first, last = wanted or [" ".join(formats)]
    comma, either = (" ", " หรือ") if language != "en" else (", ", " or ")
    gap = " " if language != "en" and last.isascii() else ""
    row = f"{comma.join(first)}{either}{gap}{last}" if first else last
    return row if language == "en" else f"ไฟล์{' ' if row[0].isascii() else ''}{row}"


def wrong_format_words(file_format: str, language: str) -> str:
    """What a sound file is that the requirement does not take, and what to do where that is known."""
    return _advice(*wrong_format_and_cure(file_format, language), language)


def wrong_format_and_cure(file_format: str, language: str) -> tuple[str, str]:
    """What a sound file is that the requirement does not take, and what to do, empty where it is not known."""
    if file_format in KINDS and file_format not in RENAMED:
        return _kind_and_cure(KINDS[file_format], language)
    return sentence("found.wrong_format", language, format=file_format), ""


def _kind_and_cure(kind: Kind, language: str) -> tuple[str, str]:
    thai, english, do, to_do = kind
    return pick((f"เป็น{thai}", f"is {english}"), language), pick((do, to_do), language)


def _advice(state: str, cure: str, language: str) -> str:
    return pick((f"{state} โปรด{cure}", f"{state}: {cure}"), language) if cure else state
