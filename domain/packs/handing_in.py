"""Who may submit a batch, and what the submission must say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.activity.reviewing import may_submit
from domain.facts import EvidenceFact
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.packs.selection import two_people_wanted
from domain.plan.model import Plan


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


def check_submitter(
    plan: Plan,
    batch: str,
    going: Iterable[EvidenceFact],
    senders: Mapping[tuple[int, int], str],
    submitter: str,
) -> None:
    """Refuse a submitter who brought what the plan wants two people for: KamnotError.

    `going` is what the batch's pack holds, `senders` the account that brought each (item, version).
    """
    signed = two_people_wanted(plan, batch)
    own = [f for f in going if f.requirement in signed]
    may_submit(submitter, ((f.requirement, senders[f.item, f.version]) for f in own))
