"""Checks the reason that some commands require."""

from __future__ import annotations

from domain.language.errors import KamnotError
from domain.language.how import How, Verb


def given_reason(why: str, thai: str, english: str) -> str:
    """The reason without the spaces around it.

    Raises KamnotError if it is empty: `thai` and `english` name what needs it, such as `การถอนหลักฐาน` and
    `Withdrawing evidence`.
    """
    if reason := why.strip():
        return reason
    raise KamnotError(
        f"{thai}ต้องมีเหตุผล โปรดระบุด้วย",
        f"{english} needs a reason; give one.",
        How(Verb.GIVE_REASON),
    )
