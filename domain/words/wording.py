"""The sentences of findings, in Thai and in English. Thai readers get Thai numerals.

Other modules decide what a sentence is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from domain.language.thai import thai_digits
from domain.plan.model import EvidenceKind, show_share

LANGUAGES = ("th", "en")

SENTENCES: dict[str, tuple[str, str]] = {
    # What was looked for
    "look.evidence": ("{title} อย่างน้อย {count} ไฟล์ ({formats})", "{title}: at least {count} file(s) ({formats})"),
    "look.sections": (" มีหัวข้อ {sections}", " with the sections {sections}"),
    "look.measure": ("{title} ไม่น้อยกว่า {threshold}", "{title}: at least {threshold}"),
    "look.yes": ("{title}", "{title}"),
    "look.least": ("ต้องไม่น้อยกว่า {threshold}", "at least {threshold}"),
    "look.confirmed": ("ต้องมีผู้ยืนยันว่ามี", "somebody must confirm it"),
    "look.answered": ("ตอบอย่างไรก็ได้", "any answer"),
    # What was found
    "found.nothing": ("ยังไม่มีไฟล์", "no file yet"),
    "found.later": (" (มี {count} ไฟล์ที่รับหลังวันที่ตรวจ ยังไม่นับ)", " ({count} file(s) received after the day of the check are not counted)"),
    "found.few": ("มี {found} จาก {count} ไฟล์", "{found} of {count} files"),
    "found.good": ("ครบ {found} ไฟล์: {names}", "{found} file(s): {names}"),
    "found.no_pdf": ("; เว็บไซต์ศูนย์เรียนรู้ยังไม่มีฉบับ PDF ของ {names}", "; the learning centre's site has no PDF of {names}"),
    "found.unseen": ("ยังไม่มีผู้เปิดดู เครื่องตรวจเนื้อหาแทนไม่ได้", "nobody has looked yet, and no machine can tell what it shows"),
    "found.unseen_signs": ("เครื่องเห็น{signs} แต่ยังไม่มีผู้เปิดดู", "the machine sees {signs}; nobody has looked yet"),
    "looked": ("หลักฐานที่นับ {files} ไฟล์ ยังไม่มีผู้ตรวจรับ {unseen} ไฟล์", "{files} file(s) of evidence count; nobody has accepted {unseen} of them"),
    "looked.all": ("หลักฐานที่นับ {files} ไฟล์ มีผู้ตรวจรับแล้วทุกไฟล์", "{files} file(s) of evidence count; somebody has accepted each"),
    "found.missing_sections": ("ไม่พบหัวข้อ {sections} ใน {names}", "sections {sections} not found in {names}"),
    "found.elsewhere": ("หัวข้อ {section} มีใน {name} ซึ่งเป็นคนละเล่ม", "the section {section} is in {name}, which is another document"),
    "found.superseded": ("ไม่นับ {names} เพราะมีไฟล์นี้ใช้แทนแล้ว", "{names} does not count: this file is used instead"),
    "found.backdated": ("บันทึกรับย้อนหลัง {names}", "entered after the day received: {names}"),
    "found.backdated_file": ("{name} (รับ {day}: {why})", "{name} (received {day}: {why})"),
    "found.doubtful_sections": ("หัวข้อ {sections} ไม่ชัดเจนใน {names}", "sections {sections} are doubtful in {names}"),
    "found.empty": ("มีแต่หัวข้อ {sections} ยังไม่มีเนื้อหา ใน {names}", "the sections {sections} are headings with nothing under them in {names}"),
    "found.hint-left": ("ยังมีบรรทัดคำแนะนำของแบบตั้งต้นเหลืออยู่ที่ {sections} ใน {names}", "a line of the starter's help is still there at {sections} in {names}"),
    "found.other-starter": ("{names} เริ่มจากแบบตั้งต้นของ {begun} ไม่ใช่ของเอกสารนี้ จึงยังไม่นับหัวข้อ {sections}", "{names} was begun for {begun} and not for this document, so the sections {sections} do not count yet"),
    "found.no-caption": ("ไม่เห็นคำบรรยายของภาพใน {names}", "no caption is seen beside the pictures in {names}"),
    "found.unreadable": ("อ่านตัวอักษรไทยใน {names} ไม่ออก จึงบอกไม่ได้ว่ามีหัวข้อ {sections} หรือไม่", "the Thai letters in {names} cannot be read, so nobody can tell whether it has the sections {sections}"),
    "found.no-sign": ("ไม่เห็น{signs} ใน {name} จึงยังบอกไม่ได้ว่าเป็นเอกสารที่ขอหรือไม่", "{signs} is not seen in {name}, so nobody can tell yet whether it is what was asked for"),
    "eye.two_people": ("แผนให้มีคนที่สอง ผู้ส่งตรวจรับเองไม่ได้", "the plan wants a second person; its sender does not review it"),
    "found.scan": ("{names} เป็นภาพสแกน ตรวจข้อความไม่ได้", "{names} is a scan without text"),
    "found.problem": ("{name}: {problem}", "{name} {problem}"),
    "found.returned": ("{name} ถูกส่งคืน: {reason}", "{name} was returned: {reason}"),
    "found.wrong_format": ("เป็นไฟล์ .{format}", "is a .{format} file"),
    "found.no_number": ("ยังไม่ได้บันทึกตัวเลข", "no number entered yet"),
    "found.unconfirmed": ("ยังไม่มีผู้ยืนยัน", "nobody has confirmed it yet"),
    "found.supposed": ("สมมุติขึ้น ไม่ใช่สิ่งที่มีอยู่จริง", "supposed, not a fact"),
    "found.rows": ("{value} จากทะเบียน “{register}” แถวที่ {rows}", "{value} by the register {register}, row {rows}"),
    "found.number": ("บันทึกไว้ {value}", "{value} entered"),
    # What was found in pictures
    "picture.same": ("{name} เป็นภาพเดียวกับที่ใช้แล้วใน{where} จึงไม่นับซ้ำ", "{name} is the very picture already used for {where} and is not counted again"),
    "picture.twice": ("{name} เป็นภาพเดียวกับ {other} จึงนับครั้งเดียว", "{name} is the same picture as {other} and counts once"),
    "picture.alike": ("{name} คล้ายกับภาพที่ใช้แล้วใน{where}", "{name} looks like a picture already used for {where}"),
    "picture.outside": ("{name} ถ่ายเมื่อ {day} ซึ่งอยู่นอกช่วงกิจกรรม ({first} ถึง {last})", "{name} was taken on {day}, outside the activity's days ({first} to {last})"),
    "picture.where": ("กิจกรรมที่ {number} ({name})", "activity {number} ({name})"),
    "picture.where_earlier": ("กิจกรรมที่ {number} ปีงบประมาณ {year} ({name})", "activity {number} of fiscal year {year} ({name})"),
    # What to do
    "do.send": ("ส่ง {title} เป็น{formats}", "Send {title} as {formats}"),
    "do.pdf": ("ส่งฉบับ PDF ของไฟล์นี้ด้วย", "Send the PDF of it too"),
    "do.more": ("ส่งเพิ่มอีก {count} ไฟล์", "Send {count} more file(s)"),
    "do.sections": ("เพิ่มหัวข้อ {sections} ในเอกสาร แล้วส่งใหม่", "Add the sections {sections} and send the document again"),
    "do.join": ("รวมหัวข้อทั้งหมดไว้ในเล่มเดียว แล้วส่งใหม่", "Put all sections into one document and send it again"),
    "do.fill": ("เขียนเนื้อหาใต้หัวข้อ {sections} แล้วส่งใหม่ หรือให้คณะทำงานด้านแผนฯ เปิดอ่านและยืนยัน", "Write what belongs under {sections} and send it again, or let the planning group read and confirm it"),
    "do.take_out_hints": ("เขียนเนื้อหาแทนคำแนะนำที่ {sections} ลบบรรทัดคำแนะนำ แล้วส่งใหม่", "Write what belongs at {sections}, delete the line of help and send it again"),
    "do.own_starter": ("เริ่มจากแบบตั้งต้นของเอกสารนี้แล้วส่งใหม่ หรือให้คณะทำงานด้านแผนฯ เปิดอ่านและยืนยันว่าเนื้อหาเป็นของเอกสารนี้", "Begin with this document's own starter and send it again, or let the planning group read it and confirm that it belongs here"),
    "do.caption": ("ส่งเป็นเอกสารที่มีคำบรรยายใต้ภาพทุกภาพ หรือให้คณะทำงานด้านแผนฯ ดูและยืนยัน", "Send a document with a caption under each picture, or let the planning group look and confirm it"),
    "do.review": ("ให้คณะทำงานด้านแผนฯ เปิดอ่านและยืนยัน", "Let the planning group read and confirm it"),
    "do.look": ("ให้คณะทำงานด้านแผนฯ เปิดดูและตรวจรับ หรือส่งไฟล์ที่ถูกต้อง", "Let the planning group look and accept it, or send the right file"),
    "do.scan": ("ส่งไฟล์ต้นฉบับ (Word หรือ PDF ที่คัดลอกข้อความได้) หรือให้คณะทำงานด้านแผนฯ ยืนยัน", "Send the original (Word, or a PDF with text), or let the planning group confirm it"),
    "do.resend": ("แก้ไขแล้วส่ง {title} ใหม่เป็น{formats}", "Correct {title} and send it again as {formats}"),
    "do.cured": ("{cure} แล้วส่งใหม่", "{cure}, then send it again"),
    "do.other_picture": ("ส่งภาพอื่นของกิจกรรมนี้อีก {count} ภาพ หรือให้คณะทำงานด้านแผนฯ ดูภาพแล้วตรวจรับ", "Send {count} other picture(s) of this activity, or let the planning group look and accept it"),
    "found.form_unknown": ("กำหนดยังทำแบบนี้ไม่ได้ จึงไม่มีในชุด", "Kamnot cannot make this form, so the pack lacks it"),
    "do.form_by_hand": ("จัดทำแบบนี้เองแล้วส่งพร้อมชุดนี้", "Make it by hand and hand it in with this pack"),
    "do.recheck": ("ให้คณะทำงานด้านแผนฯ สั่งเปิดดูไฟล์อีกครั้ง", "Let the planning group have the file looked into again"),
    "do.enter": ("แจ้งตัวเลขให้คณะทำงานด้านแผนฯ บันทึก", "Give the number to the planning group to enter"),
    "do.raise": ("ดำเนินการเพิ่มให้ถึง {threshold} แล้วแจ้งตัวเลขใหม่ให้คณะทำงานด้านแผนฯ บันทึก", "Raise it to {threshold} and give the new number to the planning group to enter"),
    "do.rows": ("{ask} หรือแจ้งให้คณะทำงานด้านแผนฯ บันทึกให้", "{ask}, or tell the planning group"),
    "do.first_rows": ("บันทึก{row} {count}{about} ลงในทะเบียน “{register}”", "Write {count} {row}{about} into the register {register}"),
    "do.more_rows": ("บันทึก{row}อีก {count}{about} ลงในทะเบียน “{register}”", "Write {count} more {row}{about} into the register {register}"),
    "do.one_row": ("บันทึก{row}{about} ลงในทะเบียน “{register}”", "Write a {row}{about} into the register {register}"),
    "do.share_rows": ("บันทึก{row}{about} ลงในทะเบียน “{register}” ให้ถึง {threshold}", "Write the {row}{about} into the register {register} until they come to {threshold}"),
    "do.every_row": ("บันทึก{row}{about} ลงในทะเบียน “{register}” (เกณฑ์ {threshold})", "Write each {row}{about} into the register {register} (at least {threshold})"),
    "do.compulsory_rows": ("บันทึกแถวของ{values} ซึ่งทุกสำนักต้องมี ลงในทะเบียน “{register}”", "Write the rows that every bureau must have into the register {register}: {values}"),
    "do.rows_of_done": ("บันทึกลงในทะเบียน “{register}” สำหรับกิจกรรมที่ {numbers} ซึ่งส่งครบแล้ว", "Write a row into the register {register} for each complete activity: {numbers}"),
    "do.other_values": (" (ยังไม่มี{values})", " (still without {values})"),
    "do.head_count": ("บันทึก{row}ของวันนั้นลงในทะเบียน “{register}”", "Write the {row} of that day into the register {register}"),
    "do.show_rows": ("ระบุ{needs}ในแถวที่ {rows} ของทะเบียน “{register}” แถวนั้นจึงจะนับ", "Correct row {rows} of the register {register}: it counts once it has {needs}"),
    "do.fill_rows": ("กรอกช่อง “{column}” ของแถวที่ {rows} ในทะเบียน “{register}”", "Fill in the column {column} of row {rows} of the register {register}"),
    "needs.evidence": ("เลขที่หลักฐานที่ใช้ได้", "evidence that stands"),
    "needs.link": ("ลิงก์", "a link"),
    "needs.evidence-or-link": ("ลิงก์หรือเลขที่หลักฐานที่ใช้ได้", "a link or evidence that stands"),
    "do.survey_again": ("ดำเนินการเพิ่ม แล้วสำรวจใหม่ตาม{survey}", "Do more, then carry out the survey {survey} again"),
    "do.also_rows": (" และบันทึกลงในทะเบียน {registers} ด้วย", ", and write its row into the register {registers} too"),
    "do.also_rows.several": (" และบันทึกลงในทะเบียน {registers} ด้วย", ", and write its rows into the registers {registers} too"),
    "do.rows_about_all": (" ของทุกกิจกรรม", " for every activity"),
    "do.rows_about": (" ของกิจกรรมที่ {numbers}", " for activity {numbers}"),
    "found.survey": ("{value} จาก{survey}", "{value} by the survey {survey}"),
    "found.typed_over_survey": ("{found} แต่{survey}ได้ {value} โปรดตรวจว่าค่าใดถูก", "{found}, but the survey {survey} gives {value}: see which is right"),
    "found.typed_over": ("{found} แต่ทะเบียน “{register}” ได้ {value} โปรดตรวจว่าค่าใดถูก แล้วถอนค่าที่กรอกหรือแก้แถว", "{found}, but the register {register} gives {value}: see which is right, then take the entry back or correct the rows"),
    "found.head_count": ("{found} ตามจำนวนบุคลากรในทะเบียน (กรอกไว้ {typed})", "{found} by the head count on record ({typed} was entered)"),
    # Problems of a file, and what helps
    "problem.empty": ("ไฟล์ว่าง (๐ ไบต์)", "is empty (0 bytes)"),
    "cure.empty": ("ส่งจากต้นฉบับใหม่", "send it again from the original"),
    "problem.blank": ("ไม่มีเนื้อหา เปิดได้แต่ว่างเปล่าทุกหน้า", "has no content: every page is blank"),
    "cure.blank": ("ตรวจว่าส่งถูกไฟล์", "check that it is the right file"),
    "problem.unreadable": ("เปิดอ่านไม่ได้ ไม่ใช่เอกสาร ภาพ หรือคลิปที่รู้จัก", "cannot be opened: no known document, picture or film"),
    "cure.unreadable": ("ส่งเป็น .pdf .docx หรือ .jpg", "send it as .pdf, .docx or .jpg"),
    "problem.broken": ("เปิดอ่านไม่ได้ เป็น{kind} ที่เสียหายหรือคัดลอกมาไม่ครบ", "cannot be opened: {kind}, damaged or torn"),
    "cure.broken": ("เปิดดูที่เครื่องต้นทางแล้วส่งใหม่", "open it where it came from and send it again"),
    "problem.encrypted": ("ติดรหัสผ่าน", "is locked with a password"),
    "cure.encrypted": ("บันทึกแบบไม่มีรหัสผ่านแล้วส่งใหม่", "save it without a password and send it again"),
    "problem.wrong-content": ("เนื้อไฟล์ไม่ตรงกับนามสกุล", "has other content than its extension says"),
    "cure.wrong-content": ("ส่งจากต้นฉบับใหม่", "send it again from the original"),
    "problem.too-large": ("ไฟล์ใหญ่เกินกำหนด", "is larger than allowed"),
    "cure.too-large": ("ลดขนาดภาพแล้วบันทึกใหม่", "make its pictures smaller and save it again"),
    "problem.lost": ("ไฟล์หายจากที่เก็บหลักฐาน", "was lost from the store"),
    "problem.unsafe": ("มีเนื้อหาที่ไม่ปลอดภัย (ขยายตัวผิดปกติเมื่อเปิด)", "holds unsafe content (it swells when opened)"),
    "cure.unsafe": ("บันทึกจากต้นฉบับใหม่", "save it again from the original"),
    "problem.macros": ("มีมาโคร", "holds macros"),
    "cure.macros": ("บันทึกเป็นไฟล์แบบไม่มีมาโคร", "save it without macros"),
    "problem.scripts": ("เป็น PDF ที่สั่งให้เครื่องทำงานเมื่อเปิด", "is a PDF that runs something when opened"),
    "cure.scripts": ("สั่งพิมพ์เป็น PDF ใหม่", "print it to PDF again"),
    "problem.linked": ("ใช้แม่แบบหรือดึงข้อมูลจากไฟล์หรือเครื่องอื่น", "uses a template or takes data from elsewhere"),
    "cure.linked": ("ตัดการเชื่อมโยงแล้วบันทึกใหม่", "break the links and save it again"),
    "problem.linked.pdf": ("มีลิงก์ที่เปิดไฟล์อื่นหรือส่งข้อมูลไปเครื่องอื่น", "has links that open another file or send data elsewhere"),
    "cure.linked.pdf": ("สั่งพิมพ์เป็น PDF ใหม่", "print it to PDF again"),
    "problem.embedded-files": ("มีไฟล์อื่นซ่อนอยู่ข้างใน", "hides other files inside"),
    "cure.embedded-files": ("ส่งไฟล์ข้างในแยกต่างหาก", "send the files inside by themselves"),
    "problem.infected": ("โปรแกรมตรวจไวรัสพบไวรัส", "holds a virus, by the virus scanner"),
    "problem.not-scanned": ("ยังไม่ได้ตรวจไวรัส เพราะโปรแกรมตรวจไวรัสไม่ตอบ", "is not yet scanned: the virus scanner did not answer"),
    # Reliefs
    "relief.waiver": ("ยกเว้นโดย{authoriser} เมื่อ {day}: {reason}", "waived by {authoriser} on {day}: {reason}"),
    "relief.not-applicable": ("ไม่เกี่ยวข้อง ตามที่{authoriser}เห็นชอบเมื่อ {day}: {reason}", "not applicable, as decided by {authoriser} on {day}: {reason}"),
    "relief.extension": ("ขยายเวลาถึง {until} โดย{authoriser} เมื่อ {day}: {reason}", "extended to {until} by {authoriser} on {day}: {reason}"),
    "relief.unneeded": (" (มีการยกเว้นโดย{authoriser} แต่ไม่ต้องใช้ เพราะครบแล้ว)", " (waived by {authoriser}, which is not needed: it is complete)"),
    "problem.not-inspected": ("รับแล้ว แต่ยังไม่ได้เปิดดูเนื้อไฟล์", "is kept and not yet looked into"),
    # Rubric
    "rubric.band": ("เข้าเกณฑ์ {score} คะแนน", "meets the band of {score}"),
    "rubric.unknown": ("ยังไม่ทราบ {figures} จึงพิสูจน์ได้เพียง {score} คะแนน", "{figures} unknown: only {score} is proved"),
    "rubric.unfit": ("ไม่มีช่วงคะแนนใดตรงกับผลนี้ ต้องถามคณะกรรมการว่าได้กี่คะแนน", "no band fits this result: the committee must say the score"),
    "rubric.at_least": ("อย่างน้อย {low}", "at least {low}"),
    "rubric.between": ("{low} ถึง {high}", "{low} to {high}"),
    "rubric.value_unknown": ("ไม่ทราบ", "unknown"),
    "yes": ("มี", "yes"),
    "no": ("ไม่มี", "no"),
}  # fmt: skip

OUTCOMES = {
    "MET": ("ครบ", "met"),
    "NOT_MET": ("ไม่ครบ", "not met"),
    "NOT_APPLICABLE": ("ไม่เกี่ยวข้อง", "not applicable"),
    "NOT_AVAILABLE": ("ยังบอกไม่ได้", "cannot tell"),
}
TIMELINESS = {
    "on_time": ("ทันกำหนด", "on time"),
    "late": ("ล่าช้า", "late"),
    "not_yet_due": ("ยังไม่ถึงกำหนด", "not yet due"),
    "overdue": ("เกินกำหนด", "overdue"),
    "not_applicable": ("–", "–"),
}
KINDS = {
    EvidenceKind.REPORT: ("รายงาน", "report"),
    EvidenceKind.PHOTOS: ("ภาพถ่าย", "photos"),
    EvidenceKind.DECLARATION: ("ประกาศเจตนารมณ์", "declaration"),
    EvidenceKind.POLICY: ("ประกาศนโยบาย", "policy"),
    EvidenceKind.ORDER: ("คำสั่ง", "order"),
    EvidenceKind.PLAN: ("แผน", "plan"),
    EvidenceKind.SURVEY_FORM: ("แบบสำรวจ", "survey form"),
    EvidenceKind.VIDEO_CLIP: ("คลิปวิดีโอ", "video clip"),
    EvidenceKind.FORM: ("แบบรายงาน", "form"),
    EvidenceKind.MEMO: ("บันทึกข้อความ", "memo"),
    EvidenceKind.MANUAL: ("คู่มือ", "manual"),
    EvidenceKind.MEMBERSHIP_FORMS: ("ใบสมัครสมาชิก", "membership forms"),
    EvidenceKind.KNOWLEDGE_PAPER: ("องค์ความรู้", "knowledge paper"),
    EvidenceKind.ATTACHMENTS: ("เอกสารหลักฐาน", "attachments"),
    EvidenceKind.SLOGAN: ("คำขวัญ", "slogan"),
}


def pick(pair: tuple[str, str], language: str) -> str:
    """The Thai or the English text of a pair."""
    return pair[1] if language == "en" else pair[0]


def told(pair: tuple[str, str], language: str, **values: Any) -> str:
    """The text of a pair with its places filled. Numbers have Thai numerals for Thai readers."""
    for name, value in values.items():
        if isinstance(value, (int, Decimal)):
            values[name] = digits(value, language)
    return pick(pair, language).format(**values)


def sentence(key: str, language: str, **values: Any) -> str:
    """Fill a sentence."""
    return told(SENTENCES[key], language, **values)


def looked_words(files: int, unseen: int, language: str) -> str:
    """How many files count, and how many of them nobody has accepted."""
    if unseen:
        return sentence("looked", language, files=files, unseen=unseen)
    return sentence("looked.all", language, files=files)


def digits(value: object, language: str) -> str:
    """Write a number for people who read `language`."""
    return str(value) if language == "en" else thai_digits(value)


def after_thai(text: str, language: str) -> str:
    """The text as it follows a Thai word: a gap stands before Latin letters, digits and quotation marks alone."""
    gap = text[0].isascii() or text[0].isdigit() or text[0] == "“"
    return f" {text}" if language != "en" and gap else text


def in_a_row(names: Sequence[str], language: str) -> str:
    """Names in a row: `ก ข และค`, `a, b and c`."""
    *first, last = names
    if not first:
        return last
    if language == "en":
        return f"{', '.join(first)} and {last}"
    # Thai leaves no gap between two words; a digit or the sign of a short form wants one.
    joined = len(first) == 1 and "ก" <= first[0][-1] <= "๎" and first[0][-1] != "ฯ"
    return f"{' '.join(first)}{'' if joined else ' '}และ{after_thai(last, language)}"


def first_to(last: int, language: str) -> str:
    """The criteria from the first to the last that counts: `๑–๓`, in English and in JSON `1-3`."""
    return f"1-{last}" if language == "en" else thai_digits(f"1–{last}")


def show_amount(
    value: Fraction | int | bool | None,
    language: str,
    unit: str = "",
    edges: Iterable[Fraction] = (),
) -> str:
    """Write a measure's value: a share as percent, never rounded up to one of `edges`, a count, yes or no, unknown."""
    if value is None:
        return sentence("rubric.value_unknown", language)
    if isinstance(value, bool):
        return sentence("yes" if value else "no", language)
    if isinstance(value, Fraction):
        return digits(show_share(value, edges), language)
    return f"{digits(value, language)} {unit if language == 'th' else ''}".strip()
