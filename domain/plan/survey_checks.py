"""Cross-checks of the surveys: each question can be answered and read, and what answers prove can be proved so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.language.thai import match_key
from domain.plan.doubts import Doubt, Path, repeated
from domain.plan.model import (
    MeasureKind,
    Plan,
    Survey,
    SurveyProof,
    SurveyProofBy,
    SurveyQuestion,
    SurveyScale,
)

_FITS = {
    SurveyProofBy.SHARE: MeasureKind.SHARE,
    SurveyProofBy.ANSWERED: MeasureKind.SHARE,
    SurveyProofBy.BETTER: MeasureKind.YES_NO,
}


def survey_ids(plan: Plan) -> Iterator[Doubt]:
    """Ids of surveys, and of what is in one, are unique, and so are the words of its questions and levels."""
    yield from repeated(("surveys",), "id", [survey.id for survey in plan.surveys])
    for index, survey in enumerate(plan.surveys):
        here = ("surveys", index)
        yield from repeated((*here, "scales"), "id", [scale.id for scale in survey.scales])
        yield from repeated((*here, "topics"), "id", [topic.id for topic in survey.topics])
        yield from repeated((*here, "questions"), "id", [q.id for q in survey.questions])
        for q, question in enumerate(survey.questions):
            choices = [choice.id for choice in question.choices]
            yield from repeated((*here, "questions", q, "choices"), "id", choices)
        yield from _said_twice(here, survey)


def _said_twice(here: Path, survey: Survey) -> Iterator[Doubt]:
    """Words by which an answer file would mean two questions, two choices, or two levels of one scale."""
    asked = [
        ((*here, "questions", q), (it.title, *it.also)) for q, it in enumerate(survey.questions)
    ]
    lists = [asked]
    for q, question in enumerate(survey.questions):
        at = (*here, "questions", q, "choices")
        lists.append([((*at, c), (it.title,)) for c, it in enumerate(question.choices)])
    for s, scale in enumerate(survey.scales):
        at = (*here, "scales", s, "levels")
        lists.append([((*at, v), (it.title, *it.also)) for v, it in enumerate(scale.levels)])
    for said in lists:
        seen: dict[str, Path] = {}
        for path, words in said:
            for word in words:
                if seen.setdefault(match_key(word), path) != path:
                    yield Doubt(
                        (*path, "title"),
                        f"แบบสำรวจ {survey.id}: “{word}” หมายถึงสองอย่าง โปรดเขียนให้ต่างกัน",
                        f"Survey {survey.id}: {word!r} means two things; word them differently.",
                        compares=("title", "also"),
                    )


def survey_activities(plan: Plan) -> Iterator[Doubt]:
    """Activities that a survey names are the plan's."""
    for index, survey in enumerate(plan.surveys):
        for number in survey.activities:
            if number not in plan.by_number:
                yield Doubt(
                    ("surveys", index, "activities"),
                    f"แบบสำรวจ {survey.id} อ้างกิจกรรม {number} ซึ่งไม่มีในแผน",
                    f"Survey {survey.id} names activity {number}, which the plan has not.",
                    compares=("activities",),
                )


def survey_questions(plan: Plan) -> Iterator[Doubt]:
    """A question is answered in one way, on a scale and in a topic that are there."""
    for index, survey in enumerate(plan.surveys):
        for q, question in enumerate(survey.questions):
            here = ("surveys", index, "questions", q)
            ways = [bool(question.scale), bool(question.choices), question.open]
            if sum(ways) != 1:
                yield Doubt(
                    here,
                    f"แบบสำรวจ {survey.id}: คำถาม {question.id} ต้องมี scale, choices หรือ open: true อย่างใดอย่างหนึ่ง",
                    f"Survey {survey.id}: question {question.id} needs one of scale, choices and open: true.",
                    compares=("scale", "choices", "open"),
                )
            if question.scale and question.scale not in survey.scale_by_id:
                yield _unknown((*here, "scale"), survey, question.scale)
            if question.topic and question.topic not in survey.topic_by_id:
                yield _unknown((*here, "topic"), survey, question.topic)
            if not question.scale and (question.topic or question.reversed):
                yield _only_on_scales(here, survey, question)


def _only_on_scales(here: Path, survey: Survey, question: SurveyQuestion) -> Doubt:
    key = "topic" if question.topic else "reversed"
    return Doubt(
        (*here, key),
        f"แบบสำรวจ {survey.id}: คำถาม {question.id} ไม่ได้ตอบเป็นระดับ จึงใช้ {key} ไม่ได้",
        f"Survey {survey.id}: question {question.id} is on no scale and cannot have {key}.",
        compares=("scale",),
    )


def survey_topics(plan: Plan) -> Iterator[Doubt]:
    """A topic has questions, all on one scale: means of two scales make no mean."""
    for index, survey in enumerate(plan.surveys):
        for t, topic in enumerate(survey.topics):
            scales = {question.scale for question in survey.scaled(topic.id)}
            if len(scales) != 1:
                yield Doubt(
                    ("surveys", index, "topics", t),
                    f"แบบสำรวจ {survey.id}: หัวข้อ {topic.id} ต้องมีคำถามที่ใช้ระดับชุดเดียวกัน พบ {len(scales)} ชุด",
                    f"Survey {survey.id}: topic {topic.id} needs questions on one scale, found {len(scales)}.",
                    compares=("topic", "scale"),
                )


def survey_scales(plan: Plan) -> Iterator[Doubt]:
    """The levels of a scale descend by one, and its bands descend to its lowest level."""
    for index, survey in enumerate(plan.surveys):
        for s, scale in enumerate(survey.scales):
            here = ("surveys", index, "scales", s)
            numbers = [level.level for level in scale.levels]
            if numbers != [*range(numbers[0], numbers[0] - len(numbers), -1)]:
                yield Doubt(
                    (*here, "levels"),
                    f"แบบสำรวจ {survey.id}: ระดับของ {scale.id} ต้องเรียงจากมากไปน้อยทีละหนึ่ง",
                    f"Survey {survey.id}: the levels of {scale.id} must descend by one.",
                    compares=("level",),
                )
            if not _bands_descend(scale):
                yield Doubt(
                    (*here, "bands"),
                    f"แบบสำรวจ {survey.id}: ช่วงค่าเฉลี่ยของ {scale.id} ต้องเรียงจากมากไปน้อย จนถึงระดับต่ำสุด",
                    f"Survey {survey.id}: the bands of {scale.id} must descend to its lowest level.",
                    compares=("least", "level"),
                )


def _bands_descend(scale: SurveyScale) -> bool:
    least = [band.least for band in scale.bands]
    lowest, highest = scale.ends
    ordered = least == sorted(set(least), reverse=True)
    return not least or (ordered and least[-1] <= lowest and least[0] <= highest)


def survey_proofs(plan: Plan) -> Iterator[Doubt]:
    """A proof names a number of the plan that fits it, and a topic with a scale that it can read."""
    for index, survey in enumerate(plan.surveys):
        for p, proof in enumerate(survey.proves):
            here = ("surveys", index, "proves", p)
            measure = plan.measure_by_id.get(proof.measure)
            # A number that the bureau no longer asks for is no fault: its proof is out of use.
            if measure is not None and measure.kind is not _FITS[proof.by]:
                kind = measure.kind.value
                yield Doubt(
                    (*here, "measure"),
                    f"แบบสำรวจ {survey.id}: {proof.by} พิสูจน์ตัวเลข {proof.measure} ไม่ได้ (ชนิด {kind})",
                    f"Survey {survey.id}: {proof.by} cannot prove {proof.measure} (its kind is {kind}).",
                    compares=("measure", "by"),
                )
            if proof.topic and proof.topic not in survey.topic_by_id:
                yield _unknown((*here, "topic"), survey, proof.topic)
            elif not _can_reach(survey, proof):
                yield _unknown((*here, "least"), survey, str(proof.least))


def _can_reach(survey: Survey, proof: SurveyProof) -> bool:
    """Whether the questions share a scale that has the level that a share asks for."""
    if proof.by is SurveyProofBy.ANSWERED:
        return True
    asked = [survey.scale_by_id.get(q.scale) for q in survey.scaled(proof.topic)]
    scales = {scale.id: scale for scale in asked if scale is not None}
    if len(scales) != 1:
        return False
    [scale] = scales.values()
    lowest, highest = scale.ends
    return proof.by is not SurveyProofBy.SHARE or lowest <= proof.least <= highest


def _unknown(path: Path, survey: Survey, name: str) -> Doubt:
    return Doubt(
        path,
        f"แบบสำรวจ {survey.id} อ้าง “{name}” ซึ่งไม่มีหรือใช้ไม่ได้",
        f"Survey {survey.id} names {name!r}, which is not there or of no use.",
        compares=("id", str(path[-1])),
    )


SURVEY_CHECKS: tuple[Callable[[Plan], Iterator[Doubt]], ...] = (
    survey_ids,
    survey_activities,
    survey_questions,
    survey_topics,
    survey_scales,
    survey_proofs,
)
