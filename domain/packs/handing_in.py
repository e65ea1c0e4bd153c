"""What a submission must say."""

from __future__ import annotations

from dataclasses import dataclass

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason


@dataclass(frozen=True, slots=True)
class HandingIn:
    """The office that submits a batch, never a person's name; and the reason, if it is incomplete."""

    office: str
    incomplete: bool = False
    why: str = ""

    def checked(self) -> HandingIn:
        """The same without blanks around; KamnotError without an office, or without a reason for what is missing."""
        office, why = self.office.strip(), self.why.strip()
        if not office:
            raise KamnotError(
                "โปรดระบุตำแหน่งหรือหน่วยที่นำส่ง เช่น ผู้อำนวยการสำนัก",
                "Name the office that submits, such as the director.",
                How(Verb.GIVE_OFFICE),
            )
        if self.incomplete:
            given_reason(why, "การนำส่งทั้งที่ยังไม่ครบ", "Submitting what is incomplete")
        return HandingIn(office, self.incomplete, why)
