"""A year against the one before: better, lower, or cannot tell yet, and why.

People cannot be linked over two years, so their own means are compared as of two groups (Welch), over the questions
that both years have. Who answers matters more than how many: both years need enough answers, and about equally many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from domain.facts import SurveyAnswers, SurveyRound
from domain.language.bilingual import Sentence
from domain.language.thai import thai_digits
from domain.plan.model import ChangeBy, Survey, SurveyQuestion, show_share
from domain.surveys.intervals import Span, Spread, rounded, visible_between, welch
from domain.surveys.summary import response, shown_questions, topic_spread


class YearChange(StrEnum):
    """What the later year is against the earlier one."""

    BETTER = "better"
    LOWER = "lower"
    CANNOT_TELL = "cannot-tell"


class Unsure(StrEnum):
    """Why it cannot be told."""

    NO_THIS_YEAR = "no-this-year"
    NO_LAST_YEAR = "no-last-year"
    LAST_YEAR_WAITS = "last-year-waits"
    """Its answers are there, and nobody has accepted them."""
    NO_COMMON_QUESTIONS = "no-common-questions"
    TOO_FEW = "too-few"
    RESPONSE_LOW = "response-low"
    RESPONSE_APART = "response-apart"
    WITHIN_CHANCE = "within-chance"
    """The interval of the difference reaches from worse to better, or not above the margin."""


@dataclass(frozen=True, slots=True)
class YearComparison:
    """Two years of one topic. `difference` is the later mean minus the earlier, with its interval where there is one.

    `common` are the questions that were compared, `left_out` those of today that one of the years lacks.
    """

    survey: Survey
    topic: str
    change: YearChange
    unsure: Unsure | None = None
    now: Spread | None = None
    before: Spread | None = None
    span: Span | None = None
    common: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    responses: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    """Who answered of those asked, this year and last."""

    @property
    def difference(self) -> Fraction | None:
        """The later mean minus the earlier, exact."""
        if self.now is None or self.before is None:
            return None
        return self.now.mean - self.before.mean

    @property
    def shown_difference(self) -> Fraction | None:
        """That of the printed means, so that whoever subtracts them on paper finds it."""
        if self.now is None or self.before is None:
            return None
        return rounded(self.now.mean) - rounded(self.before.mean)

    @property
    def visible(self) -> float | None:
        """The smallest change that so many answers would have shown, in four of five cases."""
        if self.now is None or self.before is None:
            return None
        return visible_between(self.now, self.before)

    def said(self) -> Sentence:
        """The answer in words, with the difference and its interval, or what is in the way."""
        return _said(self)


def compare(
    survey: Survey, topic: str, now: SurveyAnswers | None, before: SurveyAnswers | None
) -> YearComparison:
    """Compare a topic of two years, or with the topic `` all questions."""
    if now is None:
        return YearComparison(survey, topic, YearChange.CANNOT_TELL, Unsure.NO_THIS_YEAR)
    if before is None:
        return YearComparison(survey, topic, YearChange.CANNOT_TELL, Unsure.NO_LAST_YEAR)
    mine, other = (shown_questions(survey, answers, topic) for answers in (now, before))
    common = [question for question in mine if question in other]
    asked = survey.scaled(topic)
    found = YearComparison(
        survey,
        topic,
        YearChange.CANNOT_TELL,
        now=topic_spread(survey, now, common),
        before=topic_spread(survey, before, common),
        common=_ids(common),
        left_out=_ids([question for question in asked if question not in common]),
        responses=(response(now), response(before)),
    )
    return _judged(found, few=min(now.answered, before.answered) < survey.fewest)


def compare_with_round(
    survey: Survey, topic: str, now: SurveyAnswers, before: SurveyRound | None
) -> YearComparison:
    """Compare answers with the year before as the numbers of the plan do: only with what somebody accepted."""
    if before is not None and before.accepted_on is None:
        return YearComparison(survey, topic, YearChange.CANNOT_TELL, Unsure.LAST_YEAR_WAITS)
    return compare(survey, topic, now, before.answers if before else None)


def _ids(questions: list[SurveyQuestion]) -> tuple[str, ...]:
    return tuple(question.id for question in questions)


def _judged(found: YearComparison, *, few: bool) -> YearComparison:
    now, before = found.now, found.before
    if not few and not found.common:
        return replace(found, unsure=Unsure.NO_COMMON_QUESTIONS)
    if few or now is None or before is None:
        return replace(found, unsure=Unsure.TOO_FEW)
    if found.survey.change.by is ChangeBy.MEAN:
        difference = now.mean - before.mean
        return _by_ends(found, difference, difference)
    span = welch(now, before)
    found = replace(found, span=span)
    unsure = _response_stands_against(found)
    return replace(found, unsure=unsure) if unsure else _by_ends(found, span.low, span.high)


def _response_stands_against(found: YearComparison) -> Unsure | None:
    rule, (this, last) = found.survey.change, found.responses
    if min(this, last) < rule.response:
        return Unsure.RESPONSE_LOW
    return Unsure.RESPONSE_APART if abs(this - last) > rule.apart else None


def _by_ends(
    found: YearComparison, low: Fraction | float, high: Fraction | float
) -> YearComparison:
    if low > Fraction(found.survey.change.margin):
        return replace(found, change=YearChange.BETTER)
    if high < 0:
        return replace(found, change=YearChange.LOWER)
    return replace(found, unsure=Unsure.WITHIN_CHANCE)


def _said(found: YearComparison) -> Sentence:
    thai, english = _numbers(found)
    if found.change is not YearChange.CANNOT_TELL:
        carried = found.survey.change.by is ChangeBy.INTERVAL
        verdict = ("ดีขึ้น", "better") if found.change is YearChange.BETTER else ("ต่ำลง", "lower")
        by = ("และจำนวนคำตอบรองรับ", "and the answers carry it") if carried else ("", "")
        return Sentence(
            " ".join(filter(None, (verdict[0], by[0], thai))),
            " ".join(filter(None, (f"{verdict[1]}{',' if carried else ''}", by[1], english))),
        )
    why = _WHY[found.unsure or Unsure.WITHIN_CHANCE](found)
    return Sentence(
        " ".join(filter(None, (f"ยังบอกไม่ได้: {why.thai}", thai))),
        " ".join(filter(None, (f"cannot tell yet: {why.english}", english))),
    )


def _numbers(found: YearComparison) -> tuple[str, str]:
    """The difference with its interval, in brackets; empty where nothing was compared."""
    difference, span = found.shown_difference, found.span
    if difference is None or found.unsure is Unsure.TOO_FEW:
        return "", ""
    shown = signed(difference)
    if span is None:
        return f"(ต่างกัน {thai_digits(shown)})", f"(difference {shown})"
    edge = float(found.survey.change.margin) if span.low > 0 else 0.0
    low, high = _beside(span.low, edge), _beside(span.high, 0.0)
    return (
        f"(ต่างกัน {thai_digits(shown)} ช่วง {thai_digits(low)} ถึง {thai_digits(high)})",
        f"(difference {shown}, interval {low} to {high})",
    )


def signed(value: Fraction) -> str:
    """A difference of means to two places, rounded half up away from zero, with the minus of print: `-0.05`."""
    shown = rounded(abs(value))
    return f"{'-' if value < 0 and shown else ''}{shown.numerator * (100 // shown.denominator) / 100:.2f}"


def _beside(value: float, edge: float) -> str:
    """An end of an interval, with as many places as show on which side of the edge it lies."""
    for places in (2, 3, 4):
        shown = round(value, places)
        if (shown > edge) == (value > edge) and (shown < edge) == (value < edge):
            break
    return f"{'-' if shown < 0 else ''}{abs(shown):.{places}f}"


def _few(found: YearComparison) -> Sentence:
    fewest = found.survey.fewest
    return Sentence(
        f"ปีใดปีหนึ่งมีผู้ตอบน้อยกว่า {thai_digits(fewest)} คน",
        f"fewer than {fewest} people answered in one of the years",
    )


def _response_low(found: YearComparison) -> Sentence:
    least, (this, last) = found.survey.change.response, _responses(found)
    return Sentence(
        thai_digits(f"อัตราตอบกลับต้องถึง {show_share(least)} ทั้งสองปี แต่ปีนี้ {this} ปีก่อน {last}"),
        f"both years need a response of {show_share(least)}; it was {this} this year and {last} last year",
    )


def _response_apart(found: YearComparison) -> Sentence:
    most, (this, last) = found.survey.change.apart, _responses(found)
    points = f"{most * 100}"
    return Sentence(
        thai_digits(
            f"อัตราตอบกลับสองปีต่างกันเกิน {points} จุดร้อยละ (ปีนี้ {this} ปีก่อน {last}) จึงอาจเป็นคนละกลุ่มที่ตอบ"
        ),
        f"the responses are more than {points} points apart ({this} this year, {last} last year):"
        " other people may have answered",
    )


def _responses(found: YearComparison) -> tuple[str, str]:
    this, last = found.responses
    return show_share(this), show_share(last)


def _within_chance(found: YearComparison) -> Sentence:
    visible, rule = found.visible, found.survey.change
    if rule.margin:
        return Sentence(
            f"ยังไม่สูงกว่าปีก่อนเกิน {thai_digits(rule.margin)} แน่นอน",
            f"it is not surely above last year by more than {rule.margin}",
        )
    if rule.by is ChangeBy.MEAN or visible is None:
        return Sentence("ค่าเฉลี่ยสองปีเท่ากัน", "the means are equal")
    seen = f"{visible:.2f}"
    return Sentence(
        f"ที่ต่างกันอาจเกิดโดยบังเอิญ จำนวนคำตอบเท่านี้เห็นความต่างได้ราว {thai_digits(seen)} ขึ้นไป",
        f"the difference may be chance; so many answers show one from about {seen} on",
    )


def _plainly(thai: str, english: str) -> Callable[[YearComparison], Sentence]:
    return lambda _found: Sentence(thai, english)


_WHY: dict[Unsure, Callable[[YearComparison], Sentence]] = {
    Unsure.NO_THIS_YEAR: _plainly(
        "ปีนี้ยังไม่มีผลสำรวจที่ตรวจรับแล้ว", "no survey of this year is accepted yet"
    ),
    Unsure.NO_LAST_YEAR: _plainly(
        "ยังไม่มีผลสำรวจของปีก่อนที่ตรวจรับแล้ว", "no survey of last year is accepted yet"
    ),
    Unsure.LAST_YEAR_WAITS: _plainly(
        "ผลสำรวจของปีก่อนยังรอผู้ตรวจรับ", "last year's answers wait for acceptance"
    ),
    Unsure.NO_COMMON_QUESTIONS: _plainly(
        "สองปีไม่มีคำถามที่เหมือนกัน", "the years have no question in common"
    ),
    Unsure.TOO_FEW: _few,
    Unsure.RESPONSE_LOW: _response_low,
    Unsure.RESPONSE_APART: _response_apart,
    Unsure.WITHIN_CHANCE: _within_chance,
}
