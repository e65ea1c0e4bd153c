"""What one year's answers say: each question, each topic, all together, and who answered.

Means are exact, rounded half up for print and only then called by their band. Of fewer than the survey's fewest
respondents nothing is said, and what is not said of a question does not follow from its topic either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.facts import SurveyAnswers
from domain.plan.model import Survey, SurveyQuestion, SurveyScale
from domain.surveys.intervals import Spread, rounded


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many people chose a level or ticked a choice, of those who answered the question."""

    id: str
    title: str
    count: int
    answered: int

    @property
    def share(self) -> Fraction:
        """Of those who answered the question."""
        return Fraction(self.count, self.answered)


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """One question. With `few` respondents it has neither counts nor words, and no number of them.

    `spread` is scored: of a reversed question the lowest level counts as the highest. `counts` are as people chose.
    Asked on another scale than today's it has neither. `rank` is its place among the survey's questions of the same
    scale, 1 for the highest mean; equal ones share it.
    """

    question: SurveyQuestion
    few: bool
    answered: int | None = None
    counts: tuple[LevelCount, ...] = ()
    spread: Spread | None = None
    band: str = ""
    rank: int | None = None
    words: tuple[str, ...] = ()
    """Open answers."""


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """The means of people over the questions of a topic; over all of them with the id ``."""

    id: str
    title: str
    spread: Spread | None
    """None for few respondents."""
    band: str = ""


@dataclass(frozen=True, slots=True)
class SurveySummary:
    """A survey of one year. Too few answers leave everything out but how many were asked."""

    survey: Survey
    answers: SurveyAnswers
    headcount: int | None
    """All staff of that day, where it is known."""
    few: bool
    questions: tuple[QuestionSummary, ...]
    topics: tuple[TopicSummary, ...]
    overall: TopicSummary | None
    """None if the survey's questions are on several scales."""

    @property
    def response(self) -> Fraction:
        """Who answered, of those asked."""
        return response(self.answers)

    @property
    def response_of_staff(self) -> Fraction | None:
        """Who answered, of all staff."""
        return Fraction(self.answers.answered, self.headcount) if self.headcount else None


def response(answers: SurveyAnswers) -> Fraction:
    """Who answered, of those asked; 0 if nobody was asked."""
    return Fraction(answers.answered, answers.asked) if answers.asked else Fraction(0)


def summarise(
    survey: Survey, answers: SurveyAnswers, headcount: int | None = None
) -> SurveySummary:
    """The summary of one year's answers; `headcount` is all staff of that day."""
    found = [_question(survey, answers, question) for question in survey.questions]
    ranked = tuple(_ranked(one, found) for one in found)
    topics = tuple(_topic(survey, answers, t.id, t.title) for t in survey.topics)
    one_scale = len({question.scale for question in survey.scaled()}) == 1
    return SurveySummary(
        survey,
        answers,
        headcount,
        answers.answered < survey.fewest,
        ranked,
        topics,
        _topic(survey, answers, "", "") if one_scale else None,
    )


def band_of(scale: SurveyScale, mean: Fraction) -> str:
    """What a mean is called, once it is rounded; empty for a scale without bands."""
    shown = rounded(mean)
    return next((band.title for band in scale.bands if shown >= Fraction(band.least)), "")


def scored(survey: Survey, question: SurveyQuestion, level: int) -> int:
    """A level as it counts: of a reversed question the lowest is the highest."""
    if not question.reversed:
        return level
    lowest, highest = survey.scale_by_id[question.scale].ends
    return lowest + highest - level


def shown_questions(survey: Survey, answers: SurveyAnswers, topic: str) -> list[SurveyQuestion]:
    """The questions of a topic that enough people answered, on the scale that they have now."""
    return [
        question
        for question in survey.scaled(topic)
        if asked_on(survey, answers, question) == survey.scale_by_id[question.scale].ends
        and sum(question.id in row for row in answers.rows) >= survey.fewest
    ]


def asked_on(survey: Survey, answers: SurveyAnswers, question: SurveyQuestion) -> tuple[int, int]:
    """The ends of the scale on which a question was asked; today's, if the answers do not say."""
    return answers.scales.get(question.id, survey.scale_by_id[question.scale].ends)


def means_of_people(
    survey: Survey, answers: SurveyAnswers, questions: Sequence[SurveyQuestion]
) -> Counter[Fraction]:
    """Each person's own mean over the questions, and how many have it.

    A person counts who answered at least half of them.
    """
    found: Counter[tuple[int, int]] = Counter()
    least = (len(questions) + 1) // 2
    asked = [(q.id, _signs(survey, q)) for q in questions]
    for row in answers.rows:
        levels = [
            add + sign * level for name, (add, sign) in asked if type(level := row.get(name)) is int
        ]
        if levels and len(levels) >= least:
            found[sum(levels), len(levels)] += 1
    means: Counter[Fraction] = Counter()
    for (total, count), people in found.items():
        means[Fraction(total, count)] += people
    return means


def _signs(survey: Survey, question: SurveyQuestion) -> tuple[int, int]:
    """What turns a level into its score: added, and multiplied before."""
    return (scored(survey, question, 0), -1) if question.reversed else (0, 1)


def spread_of(values: Mapping[Fraction, int]) -> Spread | None:
    """How values lie, each with how often it occurs; None without any."""
    count = sum(values.values())
    if not count:
        return None
    mean = sum((value * often for value, often in values.items()), Fraction(0)) / count
    squares = sum((often * (value - mean) ** 2 for value, often in values.items()), Fraction(0))
    return Spread(count, mean, squares / (count - 1) if count > 1 else Fraction(0))


def topic_spread(
    survey: Survey, answers: SurveyAnswers, questions: Sequence[SurveyQuestion]
) -> Spread | None:
    """How people's means over the questions lie; None for fewer than the survey's fewest.

    A paper tally does not say whose answers belong together. The mean of its questions' means stands for the mean, and
    the mean of their deviations for the deviation: it cannot be larger, whoever gave which answers.
    """
    if not questions:
        return None
    if answers.linked:
        spread = spread_of(means_of_people(survey, answers, questions))
    else:
        spread = _of_tally(survey, answers, questions)
    return spread if spread is not None and spread.count >= survey.fewest else None


def _of_tally(
    survey: Survey, answers: SurveyAnswers, questions: Sequence[SurveyQuestion]
) -> Spread | None:
    own = [spread_of(means_of_people(survey, answers, [question])) for question in questions]
    spreads = [spread for spread in own if spread is not None]
    if not spreads:
        return None
    deviation = Fraction(sum(spread.deviation for spread in spreads) / len(spreads))
    return Spread(
        min(spread.count for spread in spreads),
        sum((spread.mean for spread in spreads), Fraction(0)) / len(spreads),
        deviation**2,
    )


def _topic(survey: Survey, answers: SurveyAnswers, topic: str, title: str) -> TopicSummary:
    questions = shown_questions(survey, answers, topic)
    spread = topic_spread(survey, answers, questions)
    if spread is None:
        return TopicSummary(topic, title, None)
    return TopicSummary(
        topic, title, spread, band_of(survey.scale_by_id[questions[0].scale], spread.mean)
    )


def _question(survey: Survey, answers: SurveyAnswers, question: SurveyQuestion) -> QuestionSummary:
    given = [row[question.id] for row in answers.rows if question.id in row]
    if len(given) < survey.fewest:
        return QuestionSummary(question, few=True)
    if question.open:
        # In the order of the rows they would say whose levels stand beside them.
        words = tuple(sorted(answer for answer in given if isinstance(answer, str)))
        return QuestionSummary(question, few=False, answered=len(given), words=words)
    if question.choices:
        ticked = Counter(name for answer in given if isinstance(answer, tuple) for name in answer)
        named = [(choice.id, choice.title) for choice in question.choices]
        counts = _counted(named, ticked, len(given))
        return QuestionSummary(question, few=False, answered=len(given), counts=counts)
    scale = survey.scale_by_id[question.scale]
    if asked_on(survey, answers, question) != scale.ends:
        return QuestionSummary(question, few=False, answered=len(given))
    chosen = Counter(str(answer) for answer in given)
    counts = _counted([(str(v.level), v.title) for v in scale.levels], chosen, len(given))
    levels = [answer for answer in given if type(answer) is int]
    spread = spread_of(Counter(Fraction(scored(survey, question, level)) for level in levels))
    return QuestionSummary(
        question,
        few=False,
        answered=len(given),
        counts=counts,
        spread=spread,
        band=band_of(scale, spread.mean) if spread else "",
    )


def _counted(
    named: Iterable[tuple[str, str]], counts: Mapping[str, int], answered: int
) -> tuple[LevelCount, ...]:
    return tuple(LevelCount(name, title, counts.get(name, 0), answered) for name, title in named)


def _ranked(one: QuestionSummary, among: Sequence[QuestionSummary]) -> QuestionSummary:
    if one.spread is None:
        return one
    mine = rounded(one.spread.mean)
    higher = sum(
        rounded(other.spread.mean) > mine
        for other in among
        if other.spread is not None and other.question.scale == one.question.scale
    )
    return QuestionSummary(
        one.question, one.few, one.answered, one.counts, one.spread, one.band, higher + 1, one.words
    )
