"""Numbers that accepted surveys prove, from the day on which their answers were taken in.

What cannot be told stays unknown: too few answers, no year to compare with, a difference that may be chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from domain.facts import MeasureFact, SurveyAnswers, SurveyRound
from domain.language.bilingual import Sentence
from domain.language.ids import MeasureId
from domain.language.thai import thai_digits
from domain.plan.model import Plan, Survey, SurveyProof, SurveyProofBy, SurveyWhole
from domain.surveys.comparison import YearChange, YearComparison, compare
from domain.surveys.intervals import rounded
from domain.surveys.summary import means_of_people, shown_questions

Staff = Callable[[date], tuple[int, date] | None]
"""All staff of a day, and the day on which that was written down; None if nobody did."""

_YES_NO = {YearChange.BETTER: True, YearChange.LOWER: False}


@dataclass(frozen=True)
class SurveyLink:
    """What stands behind a number that a survey proves, by the end of a day.

    `now` and `before` are the accepted answers of this year and of the one before, `waiting` those of this year that
    nobody has accepted.
    """

    measure: MeasureId
    survey: Survey
    proof: SurveyProof
    now: SurveyRound | None
    before: SurveyRound | None
    waiting: SurveyRound | None

    @cached_property
    def comparison(self) -> YearComparison | None:
        """This year against the one before, of a number that asks for a better year."""
        if self.proof.by is not SurveyProofBy.BETTER:
            return None
        return compare(self.survey, self.proof.topic, _answers(self.now), _answers(self.before))

    @property
    def topic(self) -> str:
        """The title of the topic that is read; the survey's for all its questions."""
        found = self.survey.topic_by_id.get(self.proof.topic)
        return self.survey.title if found is None else found.title

    def lacks(self) -> Sentence | None:
        """What a person has to do before it can prove anything; None once there is something to tell."""
        title = self.survey.title
        if self.now is None and self.waiting is not None:
            return Sentence(
                f"ให้ผู้อื่นที่ไม่ใช่ผู้นำเข้าตรวจรับคำตอบของ{title}",
                f"have somebody else than the importer accept the answers of the survey {self.survey.id}",
            )
        if self.now is None:
            return Sentence(
                f"สำรวจตาม{title} แล้วนำเข้าคำตอบ",
                f"carry out the survey {self.survey.id} and import its answers",
            )
        if self.proof.by is SurveyProofBy.BETTER and self.before is None:
            return Sentence(
                f"นำเข้าคำตอบปีก่อนของ{title} และให้ผู้อื่นตรวจรับ",
                f"import last year's answers of the survey {self.survey.id} and have them accepted",
            )
        return None


def links_of(plan: Plan, rounds: Iterable[SurveyRound], day: date) -> dict[MeasureId, SurveyLink]:
    """What stands behind each number that surveys prove, by the end of a day."""
    known = [one for one in rounds if one.known_on(day)]
    return {measure: link_of(plan, known, day, measure) for measure in plan.survey_proofs}


def link_of(plan: Plan, rounds: Iterable[SurveyRound], day: date, measure: MeasureId) -> SurveyLink:
    """What stands behind one of them. Raises KeyError for a number that no survey proves."""
    survey, proof = plan.survey_proofs[measure]
    mine = [one for one in rounds if one.known_on(day) and one.answers.survey == survey.id]
    this = [one for one in mine if one.answers.year == plan.fiscal_year]
    last = [one for one in mine if one.answers.year == plan.fiscal_year - 1]
    now, before = _newest(this, day), _newest(last, day)
    waiting = [one for one in this if not one.accepted_by(day)]
    return SurveyLink(measure, survey, proof, now, before, waiting[-1] if waiting else None)


def _newest(rounds: Sequence[SurveyRound], day: date) -> SurveyRound | None:
    accepted = [one for one in rounds if one.accepted_by(day)]
    return accepted[-1] if accepted else None


def _answers(found: SurveyRound | None) -> SurveyAnswers | None:
    return None if found is None else found.answers


class SurveyNumbers:
    """Derives the numbers that one unit's surveys prove. What the same answers prove is worked out once."""

    def __init__(self, plan: Plan, rounds: Sequence[SurveyRound]) -> None:
        self._plan, self._rounds = plan, rounds
        self._links: dict[tuple[tuple[int, bool], ...], dict[MeasureId, SurveyLink]] = {}

    def on(self, day: date, staff: Staff) -> tuple[MeasureFact, ...]:
        """Every number that surveys prove by the end of a day."""
        key = tuple((one.id, one.accepted_by(day)) for one in self._rounds if one.known_on(day))
        if key not in self._links:
            self._links[key] = links_of(self._plan, self._rounds, day)
        return tuple(filter(None, (_number(link, staff) for link in self._links[key].values())))


def _number(link: SurveyLink, staff: Staff) -> MeasureFact | None:
    if link.now is None:
        return None
    answers, since = link.now.answers, link.now.imported_on
    if link.comparison is not None:
        if link.before is not None:
            since = max(since, link.before.imported_on)
        return MeasureFact(
            link.measure, _YES_NO.get(link.comparison.change), since,
            event_date=answers.last_day, survey=link.survey.id,
        )  # fmt: skip
    counts = share_of(link.survey, link.proof, answers)
    if counts is None:
        return None
    part, whole = counts
    if link.proof.by is SurveyProofBy.SHARE and link.survey.whole is SurveyWhole.HEADCOUNT:
        there = staff(answers.last_day or link.now.imported_on)
        if there is not None:
            whole, since = max(there[0], answers.answered), max(since, there[1])
    return MeasureFact(
        link.measure, Fraction(part, whole), since, part, whole,
        event_date=answers.last_day, survey=link.survey.id,
    )  # fmt: skip


def share_of(survey: Survey, proof: SurveyProof, answers: SurveyAnswers) -> tuple[int, int] | None:
    """How many people a number counts, of how many: of those asked where the head count is not known.

    None for too few answers, and for a paper tally of several questions: it does not say whose answers belong together.
    """
    if answers.answered < survey.fewest:
        return None
    asked = max(answers.asked, answers.answered)
    if proof.by is SurveyProofBy.ANSWERED:
        return answers.answered, asked
    questions = shown_questions(survey, answers, proof.topic)
    if not questions or (len(questions) > 1 and not answers.linked):
        return None
    means = means_of_people(survey, answers, questions)
    people = means.total()
    if people < survey.fewest:
        return None
    least = Fraction(proof.least)
    part = sum(often for mean, often in means.items() if rounded(mean) >= least)
    return part, people if survey.whole is SurveyWhole.ANSWERED else asked


def survey_words(link: SurveyLink, number: MeasureFact | None) -> Sentence:
    """What a survey says of a number, in one line: who answered, and what follows."""
    if link.now is None:
        lacks = link.lacks()
        return lacks if lacks is not None else Sentence("", "")
    answers = link.now.answers
    thai = [f"{link.survey.title} ผู้ตอบ {answers.answered}/{answers.asked} คน"]
    english = [f"survey {link.survey.id}, {answers.answered} of {answers.asked} answered"]
    for said in _says(link, number):
        thai.append(said.thai)
        english.append(said.english)
    return Sentence(thai_digits(" · ".join(thai)), " · ".join(english))


def _says(link: SurveyLink, number: MeasureFact | None) -> Iterator[Sentence]:
    comparison = link.comparison
    if comparison is not None:
        now, before = comparison.now, comparison.before
        if now is not None and before is not None:
            this, last = (f"{float(rounded(one.mean)):.2f}" for one in (now, before))
            yield Sentence(
                f"ค่าเฉลี่ย{link.topic} {this} ปีก่อน {last}", f"mean {this}, last year {last}"
            )
        yield comparison.said()
    elif number is None:
        yield Sentence(
            "ยังบอกไม่ได้: คำตอบน้อยเกินไป หรือเป็นตารางนับคะแนนที่ไม่บอกว่าคำตอบใดเป็นของคนเดียวกัน",
            "cannot tell yet: too few answers, or a tally that does not say whose answers belong together",
        )
    elif link.proof.by is SurveyProofBy.SHARE:
        least = f"{link.proof.least:.2f}"
        yield Sentence(
            f"{link.topic}เฉลี่ยตั้งแต่ {least} ขึ้นไป {number.numerator} คน จาก {number.denominator} คน",
            f"{number.numerator} of {number.denominator} have a mean of at least {least}",
        )
