"""Tables of answers as form tools export them, of our own making."""

from __future__ import annotations

import random
from collections.abc import MutableSequence, Sequence
from datetime import date
from typing import Any

from domain.language.tables import AnswerSheet
from domain.plan.model import Survey
from domain.surveys.answer_table import AskedOf

SURVEY = Survey.model_validate(
    {
        "id": "climate",
        "title": "แบบสำรวจบรรยากาศ",
        "source": "กำหนด",
        "asked": "headcount",
        "scales": [
            {
                "id": "agree5",
                "levels": [
                    {"level": 5, "title": "มากที่สุด", "also": ["Strongly agree"]},
                    {"level": 4, "title": "มาก", "also": ["Agree"]},
                    {"level": 3, "title": "ปานกลาง"},
                    {"level": 2, "title": "น้อย"},
                    {"level": 1, "title": "น้อยที่สุด"},
                ],
            }
        ],
        "questions": [
            {
                "id": "fair",
                "title": "หน่วยงานเป็นธรรม",
                "scale": "agree5",
                "also": ["ความเป็นธรรม (ปี ๖๖)"],
            },
            {"id": "own-use", "title": "ยังพบการใช้ของหลวง", "scale": "agree5", "reversed": True},
            {
                "id": "heard",
                "title": "ทราบจากช่องทางใด",
                "choices": [
                    {"id": "social", "title": "สื่อสังคม (เฟซบุ๊ก, ไลน์)"},
                    {"id": "line", "title": "สื่อสังคม"},
                    {"id": "board", "title": "ป้าย"},
                    {"id": "other", "title": "อื่น ๆ"},
                ],
            },
            {"id": "idea", "title": "ข้อเสนอแนะ", "open": True},
        ],
    }
)
"""A survey with a question of every kind, and two choices of which one begins with the other."""
FAIR, OWN, HEARD, IDEA = (question.title for question in SURVEY.questions)
OF = AskedOf(year=2567, asked=120, today=date(2024, 9, 1))
"""Whom the answers are of, unless a test says otherwise."""

GOOGLE = ("ประทับเวลา", "ที่อยู่อีเมล", FAIR, OWN, HEARD, IDEA)
MICROSOFT = ("ID", "Start time", "Completion time", "Email", "Name", FAIR, OWN, HEARD, IDEA)
LIMESURVEY = (
    "id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "startlanguage. Start language",
    "seed. Seed", "ipaddr. IP address", f"G1[fair]. แบบประเมิน [{FAIR}]", f"G1[own]. แบบประเมิน [{OWN}]",
    f"heard[social]. {HEARD} [สื่อสังคม (เฟซบุ๊ก, ไลน์)]", f"heard[board]. {HEARD} [ป้าย]", f"idea. {IDEA}",
)  # fmt: skip
KOBO = (
    "start", "end", "climate/fair", "climate/own-use", "heard", "heard/social", "heard/board", "idea",
    "_id", "_uuid", "_submission_time", "_submitted_by", "__version__", "_index",
)  # fmt: skip


def table(*rows: Sequence[str]) -> AnswerSheet:
    return AnswerSheet(tuple(tuple(row) for row in rows))


def kept_order(_: object) -> None:
    """Leaves answers as they stand in the file, so that a test can name them."""


def mixed(answers: MutableSequence[Any]) -> None:
    """Another order, always the same."""
    random.Random(1).shuffle(answers)
