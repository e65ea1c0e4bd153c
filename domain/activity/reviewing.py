"""Who may review evidence: the reviewing group, and never the sender if the plan wants two people.

Storage and flows ask here before they write a review (docs/decisions/evidence.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.language.bilingual import Bilingual
from domain.language.errors import KamnotError, NotAllowedError, OvertakenError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.plan.model import EvidenceKind, EvidenceRequirement, Plan


@dataclass(frozen=True, slots=True)
class Reviewer:
    """An account and the working groups that it belongs to.

    `groups` is None if no accounts are registered: then everybody acts for the reviewing group. `signed_by` is the
    office that signed on paper, and the account only records it; None for a reviewer's own word.
    """

    name: str
    groups: frozenset[str] | None = None
    signed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reviewer saw: an item's newest version, and the number of the last review of any version."""

    item: int
    version: int
    last_review: int | None = None


class CommonReason(Bilingual):
    """A reason for which files are often returned, to be taken with one touch."""

    __slots__ = ("english", "thai")

    def __init__(self, thai: str, english: str) -> None:
        self.thai, self.english = thai, english


_OF_PICTURES = (
    CommonReason("ภาพไม่ชัดหรือมืด โปรดส่งภาพใหม่", "The picture is blurred or dark; send another."),
    CommonReason(
        "ภาพไม่เห็นกิจกรรมหรือผู้เข้าร่วม โปรดส่งภาพที่เห็นชัด",
        "The picture does not show the activity or who took part; send one that does.",
    ),
    CommonReason(
        "ไม่ใช่ภาพของกิจกรรมนี้ โปรดส่งภาพที่ถูกต้อง", "It is not of this activity; send the right picture."
    ),
)
_OF_DOCUMENTS = (
    CommonReason(
        "ยังไม่มีลายมือชื่อ โปรดลงนามแล้วส่งใหม่", "It is not signed; have it signed and send it again."
    ),
    CommonReason(
        "เนื้อหายังไม่ครบตามที่แผนขอ โปรดเพิ่มแล้วส่งใหม่",
        "It lacks what the plan asks for; add it and send it again.",
    ),
    CommonReason(
        "ไม่ใช่เอกสารของกิจกรรมนี้ โปรดส่งฉบับที่ถูกต้อง",
        "It is not of this activity; send the right document.",
    ),
)


def common_reasons(requirement: EvidenceRequirement) -> tuple[CommonReason, ...]:
    """The three reasons for which what this requirement asks for is most often returned."""
    seen = requirement.kind in (EvidenceKind.PHOTOS, EvidenceKind.VIDEO_CLIP)
    return _OF_PICTURES if seen else _OF_DOCUMENTS


def may_review(
    plan: Plan,
    requirement: EvidenceRequirement,
    reviewer: Reviewer,
    uploaded_by: str,
    *,
    accepting: bool,
    item: int | None = None,
) -> None:
    """Raise KamnotError if the plan does not want this reviewer of the `item`.

    `uploaded_by` is the account that added the version; for a linked or rechecked file, its first sender.
    """
    _check_group(plan, reviewer)
    on_paper = reviewer.signed_by is not None
    if requirement.two_people and not on_paper and _same_account(reviewer.name, uploaded_by):
        raise _own_upload(requirement, item, accepting=accepting)


def may_submit(submitter: str, unsigned: Iterable[tuple[str, str]]) -> None:
    """Raise KamnotError if the submitter brought what waits for a second person: then only one has seen it.

    `unsigned` has what nobody has accepted yet: requirement (`1.declaration`) and the account that brought it.
    """
    own = [name for name, sender in unsigned if _same_account(submitter, sender)]
    if own:
        names = ", ".join(dict.fromkeys(own))
        raise NotAllowedError(
            f"แผนให้มีคนที่สองสำหรับ {names} ซึ่งบัญชี “{submitter}” เป็นผู้ส่งเองและยังไม่มีผู้ตรวจรับ จึงนำส่งรอบนี้ไม่ได้"
            " โปรดให้ผู้อื่นตรวจรับหรือนำส่ง หรือบันทึกผู้ที่ลงนามบนกระดาษ",
            f"The plan wants a second person for {names}, which “{submitter}” brought and nobody has accepted:"
            " somebody else accepts it or submits the batch, or record who signed on paper.",
            How(Verb.REVIEW_ON_PAPER),
        )


def check_seen(seen: Seen, now: Seen) -> None:
    """Raise OvertakenError if there is a newer version or review than the reviewer saw."""
    if seen.version != now.version:
        raise OvertakenError(
            f"หลักฐานเลขที่ {seen.item} มีฉบับที่ {now.version} แล้ว ไม่ใช่ฉบับที่ {seen.version} ที่ได้ดู โปรดดูฉบับล่าสุดก่อนตรวจ",
            f"Evidence item {seen.item} has version {now.version} by now, and you saw version"
            f" {seen.version}; look at the newest first.",
        )
    if seen.last_review != now.last_review:
        raise overtaken(seen.item)


def overtaken(item: int) -> OvertakenError:
    """The error of a review that came after somebody else's word or file."""
    return OvertakenError(
        f"หลักฐานเลขที่ {item} มีผู้ตรวจหรือส่งฉบับใหม่ไปก่อนแล้ว โปรดดูอีกครั้งก่อนตรวจ",
        f"Somebody else has reviewed evidence item {item} or sent a new version meanwhile; look again first.",
    )


def check_reason(reason: str, *, accepting: bool, signed_by: str | None = None) -> None:
    """Raise KamnotError for a return without a reason, or for a hand on paper without its office and a reason."""
    if signed_by is not None:
        if not signed_by.strip():
            raise KamnotError(
                "โปรดระบุตำแหน่งของผู้ที่ลงนามบนกระดาษ เช่น หัวหน้าคณะทำงานด้านแผนงาน",
                "Name the office that signed on paper, such as the head of the planning group.",
                How(Verb.REVIEW_ON_PAPER),
            )
        given_reason(reason, "การบันทึกลายมือชื่อบนกระดาษ", "Recording a hand on paper")
    if not accepting:
        given_reason(reason, "การส่งคืน", "Returning evidence")


def _check_group(plan: Plan, reviewer: Reviewer) -> None:
    reviewers = plan.review_policy.reviewers
    if reviewer.groups is None or not reviewer.groups.isdisjoint(reviewers):
        return
    names = ", ".join(plan.group_by_id[g].name for g in reviewers if g in plan.group_by_id)
    raise NotAllowedError(
        f"ผู้ตรวจรับหลักฐานคือ{names} แต่บัญชี “{reviewer.name}” ไม่ได้อยู่ในคณะนี้ โปรดให้ผู้ที่อยู่ในคณะตรวจรับ",
        f"Evidence is reviewed by {', '.join(reviewers)} ({names}), and “{reviewer.name}” does not belong"
        " to it; ask somebody who does.",
    )


def _same_account(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _own_upload(
    requirement: EvidenceRequirement, item: int | None, *, accepting: bool
) -> KamnotError:
    thai = f"“{requirement.title}” เป็นเอกสารที่แผนให้มีผู้ลงนามอีกคน ผู้ส่งจึงตรวจรับหรือส่งคืนของตนเองไม่ได้"
    english = (
        f"The plan wants a second person's hand on “{requirement.title}”: nobody reviews their own."
    )
    if accepting:
        return NotAllowedError(
            f"{thai} โปรดให้ผู้อื่นในคณะตรวจรับ หรือบันทึกผู้ที่ลงนามบนกระดาษ",
            f"{english} Ask another member of the group, or record who signed on paper.",
            How(Verb.REVIEW_ON_PAPER, str(item or "")),
        )
    return NotAllowedError(
        f"{thai} ถ้าส่งผิด โปรดส่งฉบับใหม่หรือถอนหลักฐาน",
        f"{english} To take it back, send a new version or withdraw it.",
        How(Verb.EVIDENCE_WITHDRAW),
    )
