"""The rules by which answers are taken in, accepted and ended, and what a survey needs next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from domain.facts import SurveyAnswers, SurveyRound
from domain.language.bilingual import Sentence
from domain.language.errors import KamnotError, NotAllowedError, NotThereError
from domain.language.how import How, Verb
from domain.language.thai import arabic_digits, match_key, thai_digits
from domain.plan.model import Plan, Survey, SurveyAsked, SurveyProofBy, SurveyQuestion


class SurveyStep(StrEnum):
    """What a survey needs next."""

    COLLECT = "collect"
    """No answers of this year are there."""
    ACCEPT = "accept"
    """Another person than the importer is to accept them."""
    LAST_YEAR = "last-year"
    """Accepted; the year before is missing, against which it is compared."""
    ACCEPT_LAST_YEAR = "accept-last-year"
    NOTHING = "nothing"


STEPS = {
    SurveyStep.COLLECT: Sentence("เก็บคำตอบแล้วนำเข้า", "collect answers, then take them in"),
    SurveyStep.ACCEPT: Sentence(
        "ให้ผู้อื่นตรวจรับ ผลจึงจะนับ", "somebody else accepts them, then they count"
    ),
    SurveyStep.LAST_YEAR: Sentence(
        "นำเข้าคำตอบของปีก่อนเพื่อเปรียบเทียบ", "take in last year's answers, to compare"
    ),
    SurveyStep.ACCEPT_LAST_YEAR: Sentence(
        "ให้ผู้อื่นตรวจรับผลของปีก่อน จึงจะเปรียบเทียบได้",
        "somebody else accepts last year's answers, to compare",
    ),
}
"""What people are told of each step."""


def find_survey(plan: Plan, text: str) -> Survey:
    """The survey by its id or Thai title, or by a part that only one title has.

    Raises NotThereError with those that there are.
    """
    key = match_key(text)
    for survey in plan.surveys:
        if key in (match_key(survey.id), match_key(survey.title)):
            return survey
    near = [s for s in plan.surveys if key and key in match_key(s.title)]
    if len(near) == 1:
        return near[0]
    there = ", ".join(f"{s.id} ({s.title})" for s in near or plan.surveys)
    if not there:
        raise NotThereError(
            "แผนที่ใช้อยู่ไม่มีแบบสำรวจ ถ้าแผนฉบับใหม่มี โปรดนำแผนนั้นมาใช้ก่อน",
            "The plan in use declares no survey; take a newer plan into use first.",
        )
    several = len(near) > 1
    raise NotThereError(
        f"“{text}” อาจหมายถึงหลายแบบสำรวจ: {there}"
        if several
        else f"ไม่มีแบบสำรวจ “{text}” ที่มีคือ {there}",
        f"{text!r} may mean several surveys: {there}."
        if several
        else f"There is no survey {text!r}; there are: {there}.",
        How(Verb.SURVEY_LIST),
    )


def survey_year(plan: Plan, text: str | None) -> int:
    """The fiscal year that answers are of: the plan's, or an earlier one as a person writes it (`2566`, `๖๖`).

    Raises KamnotError for any other year.
    """
    if text is None:
        return plan.fiscal_year
    plain = arabic_digits(text).strip()
    year = int(plain) if plain.isdecimal() else 0
    year += 2500 if 0 < year < 100 else 0
    if plan.fiscal_year - 10 <= year <= plan.fiscal_year:
        return year
    raise KamnotError(
        f"ปีของแบบสำรวจต้องเป็นปีงบประมาณ {thai_digits(plan.fiscal_year)} หรือปีก่อนหน้า เช่น"
        f" {thai_digits(plan.fiscal_year - 1)} แต่ได้รับ “{text}”",
        f"The survey's year must be {plan.fiscal_year} or one before it, such as {plan.fiscal_year - 1},"
        f" not {text!r}.",
    )


def asked_people(survey: Survey, given: int | None, headcount: int | None) -> int:
    """How many were asked: as a person says, else all staff where all staff are asked.

    Raises KamnotError if nobody knows.
    """
    if given is not None:
        return given
    if survey.asked is SurveyAsked.HEADCOUNT and headcount:
        return headcount
    why = (
        "เพราะยังไม่มีจำนวนบุคลากรในทะเบียนของปีนั้น"
        if survey.asked is SurveyAsked.HEADCOUNT
        else "เพราะถามผู้รับบริการ"
    )
    raise KamnotError(
        f"โปรดระบุจำนวนผู้ที่ขอให้ตอบ{survey.title} {why}",
        f"Say how many people were asked to answer the survey {survey.id}.",
        How(Verb.GIVE_ASKED),
    )


def check_taken(
    survey: Survey, answers: SurveyAnswers, rounds: Sequence[SurveyAnswers], why: str
) -> None:
    """Raise KamnotError for answers that cannot be taken in after the `rounds` of that survey and year, ended ones too.

    None at all; more than were asked, without a reason; or so few more or less than in any round, in all or of one
    question, that the difference would show what one of them answered.
    """
    if not answers.answered:
        raise KamnotError(
            "ไฟล์นี้ไม่มีคำตอบที่นับได้สักคำตอบ โปรดตรวจว่าเป็นไฟล์คำตอบและปีที่ถูกต้อง",
            "The file has no answer that counts; is it the file of answers, and of the right year?",
        )
    if answers.answered > answers.asked and not why.strip():
        raise KamnotError(
            f"มีคำตอบ {thai_digits(answers.answered)} ฉบับ มากกว่าผู้ที่ขอให้ตอบ {thai_digits(answers.asked)} คน"
            " โปรดตรวจว่ามีผู้ตอบซ้ำหรือจำนวนผู้ที่ขอให้ตอบผิด ถ้าถูกต้องแล้วโปรดบอกเหตุผล",
            f"There are {answers.answered} answers, more than the {answers.asked} people who were asked."
            " Did somebody answer twice, or is the number wrong? If all is right, give the reason.",
            How(Verb.GIVE_REASON),
        )
    for before in rounds:
        _check_difference(survey, answers.answered - before.answered)
    for question in survey.questions:
        now = _told_of(survey, question, answers)
        for before in rounds:
            then = _told_of(survey, question, before)
            if now and then:
                _check_difference(survey, now - then, question)


def _told_of(survey: Survey, question: SurveyQuestion, answers: SurveyAnswers) -> int:
    """How many answers to a question can be told; 0 for too few, and for ticks of a tally: nobody knows of how many."""
    if question.choices and not answers.linked:
        return 0
    count = sum(question.id in row for row in answers.rows)
    return count if count >= survey.fewest else 0


def _check_difference(survey: Survey, added: int, question: SurveyQuestion | None = None) -> None:
    if not 0 < abs(added) < survey.fewest:
        return
    more, english = ("เพิ่มขึ้น", "more") if added > 0 else ("ลดลง", "fewer")
    of, english_of = (
        ("", "") if question is None else (f"ของคำถาม “{question.title}” ", f" to {question.id!r}")
    )
    raise KamnotError(
        f"ไฟล์นี้มีคำตอบ{of}{more}จากที่เคยนำเข้าไว้ {thai_digits(abs(added))} ฉบับ ผลที่ต่างกันจะบอกได้ว่าคนเหล่านั้นตอบอะไร"
        f" โปรดนำเข้าเมื่อต่างกันอย่างน้อย {thai_digits(survey.fewest)} ฉบับ หรือเมื่อปิดรับคำตอบแล้ว",
        f"The file has {abs(added)} {english} answers{english_of} than were taken in; the difference would tell what"
        f" these people answered. Import it once it differs by {survey.fewest} or more, after the survey is closed.",
    )


def check_acceptor(survey: Survey, importer: str, by: str, signed_by: str, why: str) -> None:
    """Raise NotAllowedError if the importer accepts their own import, and no office's hand on paper is recorded.

    `why` says where the paper is; without it a hand on paper is refused with KamnotError.
    """
    if signed_by.strip():
        if not why.strip():
            raise KamnotError(
                "การบันทึกลายมือชื่อบนกระดาษต้องมีเหตุผล โปรดระบุด้วย เช่น เลขที่หนังสือ",
                "Recording a hand on paper needs a reason, such as the letter's number; give one.",
                How(Verb.GIVE_REASON),
            )
        return
    if importer.strip().casefold() == by.strip().casefold():
        raise NotAllowedError(
            f"บัญชี “{by}” เป็นผู้นำเข้าคำตอบเอง จึงตรวจรับเองไม่ได้ โปรดให้ผู้อื่นตรวจรับ"
            " หรือบันทึกตำแหน่งของผู้ที่ลงนามบนกระดาษ",
            f"“{by}” took the answers in and cannot accept them too; ask somebody else,"
            " or record the office that signed on paper.",
            How(Verb.SURVEY_ON_PAPER, survey.id),
        )


def next_step(survey: Survey, now: SurveyRound | None, last: SurveyRound | None) -> SurveyStep:
    """What a survey needs next; `now` and `last` are the rounds of this year and of the year before."""
    if now is None:
        return SurveyStep.COLLECT
    if now.accepted_on is None:
        return SurveyStep.ACCEPT
    if not any(proof.by is SurveyProofBy.BETTER for proof in survey.proves):
        return SurveyStep.NOTHING
    if last is None:
        return SurveyStep.LAST_YEAR
    return SurveyStep.ACCEPT_LAST_YEAR if last.accepted_on is None else SurveyStep.NOTHING


def same_answers(one: SurveyAnswers, other: SurveyAnswers) -> bool:
    """Whether both hold the same answers of equally many asked, in whatever order.

    Rows of a tally are mixed at each reading: of it each question's answers are compared.
    """
    told = (one.asked, one.partial, one.linked, one.first_day, one.last_day)
    if told != (other.asked, other.partial, other.linked, other.first_day, other.last_day):
        return False
    if not one.linked:
        return one.answered == other.answered and _counts(one) == _counts(other)
    return sorted(map(_key, one.rows)) == sorted(map(_key, other.rows))


def _counts(answers: SurveyAnswers) -> Counter[tuple[str, int | str]]:
    """How often each level, choice and word was given to each question."""
    return Counter(
        (question, one)
        for row in answers.rows
        for question, answer in row.items()
        for one in (answer if isinstance(answer, tuple) else (answer,))
    )


def _key(row: Mapping[str, object]) -> str:
    return repr(sorted(row.items()))
