"""The command for each verb that a sentence asks for. No other room knows a command."""

from __future__ import annotations

import errno
import os

from cli.front.common import chosen_year, language
from domain.language.bilingual import Bilingual
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.thai import with_thai_numerals

COMMANDS = {
    Verb.BACKUP: "kamnot backup TARGET",
    Verb.CONTACTS_AWAY: "kamnot contacts away",
    Verb.CONTACTS_DIRECTOR: "kamnot contacts set director EMAIL --role director",
    Verb.CONTACTS_LIST: "kamnot contacts list",
    Verb.CONTACTS_SET: "kamnot contacts set GROUP EMAIL",
    Verb.EXPLAIN_ACTIVITY: "kamnot explain activity ACTIVITY",
    Verb.EVIDENCE_LIST: "kamnot evidence list",
    Verb.EVIDENCE_PDF: "kamnot evidence pdf",
    Verb.EVIDENCE_RECHECK: "kamnot evidence recheck",
    Verb.EVIDENCE_UNCHOOSE: "kamnot evidence choose ITEM --not",
    Verb.EVIDENCE_WITHDRAW: "kamnot evidence withdraw ITEM --why REASON",
    Verb.INIT: "kamnot init",
    Verb.INIT_YEAR: "kamnot init --year YEAR",
    Verb.MEASURE_SET: "kamnot measure set MEASURE VALUE",
    Verb.OUTBOX_HELD: "kamnot outbox held",
    Verb.OUTBOX_LIST: "kamnot outbox list",
    Verb.PLAN_APPLY: "kamnot plan apply --why REASON",
    Verb.PLAN_CONFIRM: "kamnot plan confirm",
    Verb.PLAN_NEW: "kamnot plan new YEAR --from YEAR",
    Verb.PLAN_PREVIEW: "kamnot plan apply --dry-run",
    Verb.PLAN_READINGS: "kamnot plan readings",
    Verb.PLAN_REOPEN: "kamnot plan reopen YEAR --why REASON",
    Verb.PLAN_SHOW: "kamnot plan show",
    Verb.PLAN_UNCONFIRMED: "kamnot plan sources --unconfirmed",
    Verb.PLAN_VALIDATE: "kamnot plan validate",
    Verb.REGISTER_ADD: "kamnot register add REGISTER CELL",
    Verb.REGISTER_CORRECT: "kamnot register correct REGISTER ROW CELL --why REASON",
    Verb.REGISTER_LIST: "kamnot register list",
    Verb.REGISTER_SHOW: "kamnot register show REGISTER",
    Verb.RELIEF_EXTEND: "kamnot relief extend ACTIVITY --until DATE --authoriser OFFICE --why REASON",
    Verb.RELIEF_LIST: "kamnot relief list",
    Verb.REMIND_LOOK: "kamnot remind --dry-run",
    Verb.REPORT: "kamnot report FORM",
    Verb.RESTORE: "kamnot restore SOURCE",
    Verb.REVIEW_ON_PAPER: "kamnot review accept ITEM --on-paper --signed-by OFFICE --why REASON",
    Verb.SCHEDULE: "kamnot schedule",
    Verb.SNOOZE_LIST: "kamnot snooze list",
    Verb.SUBMISSIONS: "kamnot submissions list",
    Verb.SURVEY_ACCEPT: "kamnot survey accept SURVEY",
    Verb.SURVEY_IMPORT: "kamnot survey import --survey SURVEY FILE",
    Verb.SURVEY_LIST: "kamnot survey list",
    Verb.SURVEY_ON_PAPER: "kamnot survey accept SURVEY --signed-by OFFICE --why REASON",
    Verb.SURVEY_SHOW: "kamnot survey show SURVEY",
    Verb.UNIT_PROFILE: "kamnot unit profile --place PLACE --telephone TELEPHONE --reply-to EMAIL",
    Verb.UNSUBMIT: "kamnot unsubmit BATCH --why REASON",
    Verb.UPGRADE: "kamnot upgrade",
    Verb.GIVE_ASKED: "--asked PEOPLE",
    Verb.GIVE_FOLDER: "--out FOLDER",
    Verb.GIVE_GROUP: "--group GROUP",
    Verb.GIVE_NUMBER: "--number NUMBER",
    Verb.GIVE_OFFICE: "--by OFFICE",
    Verb.GIVE_REASON: "--why REASON",
    Verb.GIVE_SURVEY_YEAR: "--of YEAR",
    Verb.GIVE_UNIT: "--unit UNIT",
    Verb.GIVE_YEAR: "--year YEAR",
    Verb.GIVE_YES: "--yes",
    Verb.LOOK_FIRST: "--dry-run",
}
"""The command of each verb. Words in capitals are for the reader to fill in, unless the subject says them."""

WITHOUT_YEAR = {
    "audit", "backup", "contacts", "demo", "health", "metrics", "outbox", "restore", "schedule", "unit",
    "upgrade", "verify", "watch", "plan close", "plan diff", "plan import", "plan new", "plan reopen",
}  # fmt: skip
"""Commands that look at no year, or say it in their own way."""

BLANKS = {
    "ACTIVITY": "กิจกรรม",
    "BATCH": "รอบ",
    "DATE": "วันที่",
    "EMAIL": "อีเมล",
    "FILE": "ไฟล์",
    "FOLDER": "โฟลเดอร์",
    "FORM": "แบบ",
    "GROUP": "คณะ",
    "ITEM": "เลขที่",
    "MEASURE": "รหัสตัวเลข",
    "NUMBER": "เลขที่",
    "OFFICE": "ตำแหน่ง",
    "PEOPLE": "จำนวนคน",
    "PLACE": "สถานที่",
    "REASON": "เหตุผล",
    "SOURCE": "สำเนาสำรอง",
    "SURVEY": "แบบสำรวจ",
    "TARGET": "ที่เก็บสำเนา",
    "REGISTER": "ทะเบียน",
    "CELL": "ช่อง=ค่า",
    "ROW": "แถวที่",
    "TELEPHONE": "โทรศัพท์",
    "UNIT": "หน่วยงาน",
    "VALUE": "ค่า",
    "YEAR": "ปี",
}


def command_for(how: How) -> str:
    """The command line of a verb: the subject's words fill the first blanks, the others stay for the reader."""
    given = iter(how.subject.split())
    return of_year(
        " ".join(
            next(given, _blank(word)) if word in BLANKS else word
            for word in COMMANDS[how.verb].split()
        )
    )


def of_year(command: str) -> str:
    """The command for the year that this run names: without it, it would be about another year."""
    year, (program, *words) = chosen_year(), command.split()
    other = (
        program != "kamnot" or "--year" in words or {words[0], " ".join(words[:2])} & WITHOUT_YEAR
    )
    return command if year is None or other else f"{command} --year {year}"


def _blank(word: str) -> str:
    return BLANKS[word] if language() == "th" else word


def with_command(sentence: str, how: How | None) -> str:
    """The sentence, and after an arrow the command that does what it asks for."""
    return f"{sentence} → {command_for(how)}" if how else sentence


def error_text(error: KamnotError) -> str:
    """The error's sentence in the language of this run, with its command; the system's reason and numerals are ours."""
    said = spoken(error)
    for number, why in _REASONS.items() if language() == "th" else ():
        said = said.replace(f"({os.strerror(number)})", f"({why})")
    return with_command(said, error.how)


def spoken(found: Bilingual) -> str:
    """Its sentence in the language of this run, in Thai with Thai numerals."""
    said = found.text(language())
    return said if language() == "en" else with_thai_numerals(said)


_REASONS = {
    errno.EACCES: "ไม่มีสิทธิ์",
    errno.EEXIST: "มีอยู่แล้ว",
    errno.EINVAL: "ระบบไม่รับชื่อหรือค่านี้",
    errno.EIO: "ดิสก์ขัดข้อง",
    errno.EISDIR: "เป็นโฟลเดอร์ ไม่ใช่ไฟล์",
    errno.ELOOP: "ทางลัดชี้วนกัน",
    errno.EMFILE: "เปิดไฟล์ไว้มากเกินไป",
    errno.ENAMETOOLONG: "ชื่อยาวเกินไป",
    errno.ENOENT: "ไม่พบไฟล์หรือโฟลเดอร์",
    errno.ENOSPC: "ดิสก์เต็ม",
    errno.ENOTDIR: "ไม่ใช่โฟลเดอร์",
    errno.ENOTEMPTY: "โฟลเดอร์ไม่ว่าง",
    errno.EPERM: "ระบบไม่อนุญาต",
    errno.EROFS: "ดิสก์เขียนไม่ได้",
    errno.ETXTBSY: "มีโปรแกรมอื่นใช้ไฟล์นี้อยู่",
}
"""Why the system refused, in place of its English."""
