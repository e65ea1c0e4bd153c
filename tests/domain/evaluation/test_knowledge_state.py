"""The papers and the clip: their state by file and review, the channels that count, who has what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.evaluation.knowledge_state import OutputResult, OutputState, knowledge_results
from domain.facts import Facts, ReviewFact, SectionFact, SectionOutcome
from domain.language.how import How, Verb
from domain.results import Outcome
from domain.rubric.derived import with_derived
from tests.support.cast import weekday
from tests.support.dossiers import AS_OF, LINK, facts_by_rows, facts_in, plan_2567, row_of

EVALUATOR = Evaluator(plan_2567(), weekday)
CLIP = 4


def results(facts: Facts) -> tuple[OutputResult, ...]:
    derived = with_derived(plan_2567(), facts)
    return knowledge_results(plan_2567(), EVALUATOR.evaluate(derived, AS_OF), derived)


def first(facts: Facts) -> OutputResult:
    return results(facts)[0]


FULL = facts_in("full")
(PAPER,) = (e for e in FULL.evidence if e.requirement == "2.knowledge-paper")


def paper(outcome: SectionOutcome, *, accepted: bool | None = None) -> Facts:
    sections = tuple(SectionFact(s.id, outcome) for s in PAPER.sections)
    reviews = () if accepted is None else (
        ReviewFact(PAPER.item, 1, accepted, "ขาดหน้าปก", PAPER.received_on),
    )  # fmt: skip
    return Facts("bureau", (replace(PAPER, sections=sections),), reviews)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts("bureau"), OutputState.NONE),
        (paper(SectionOutcome.NOT_FOUND), OutputState.LACKING),
        (paper(SectionOutcome.DOUBTFUL), OutputState.WAITING),
        (paper(SectionOutcome.FOUND), OutputState.MADE),
        (paper(SectionOutcome.FOUND, accepted=True), OutputState.ACCEPTED),
        (paper(SectionOutcome.FOUND, accepted=False), OutputState.NONE),
    ],
    ids=["no file", "sections missing", "doubtful", "made", "accepted", "returned"],
)
def test_a_paper_is_as_far_as_its_file_and_its_review(facts: Facts, state: OutputState) -> None:
    assert first(facts).state is state


def test_the_four_papers_and_the_clip_stand_in_the_plan_s_order_with_their_groups_and_days() -> (
    None
):
    found = results(Facts("bureau"))

    assert [(one.output.activity, one.kind) for one in found] == [
        (2, "knowledge"), (23, "knowledge"), (25, "knowledge"), (31, "knowledge"), (19, "clip"),
    ]  # fmt: skip
    assert found[0].result.groups == ("campaign", "planning")
    assert [str(one.result.due) for one in found] == [
        "2024-03-20", "2024-06-20", "2024-06-20", "2024-06-30", "2024-06-20",
    ]  # fmt: skip


def test_channels_are_those_of_rows_that_count_each_once() -> None:
    rows = (
        row_of("publications", 1, activity=2, what="ก", medium="document", channel="bureau", link=LINK),
        row_of("publications", 2, activity=2, what="ข", medium="post", channel="bureau", link=LINK),
        row_of("publications", 3, activity=2, what="ค", medium="post", channel="social"),
        row_of("publications", 4, activity=19, what="ง", medium="clip", channel="office", link=LINK),
    )  # fmt: skip
    found = first(Facts("bureau", rows=rows))

    assert found.channels == ("ช่องทางสำนัก/กลุ่ม",)
    assert [(p.row.number, p.counts) for p in found.publications] == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert found.publish is None


def test_what_is_not_published_asks_for_a_row_once() -> None:
    found = results(Facts("bureau"))

    assert found[0].publish == How(Verb.REGISTER_ADD, "publications")
    assert found[CLIP].publish is None, "its own number already asks for the channels"
    assert not found[CLIP].finished


def test_a_paper_is_finished_when_its_activity_is_complete_and_it_is_published() -> None:
    found = results(facts_by_rows())

    assert found[CLIP].finished
    assert found[CLIP].channels == ("ช่องทางสำนักงาน", "สื่อโซเชียลมีเดีย", "ช่องทางสำนัก/กลุ่ม")
    assert found[0].result.outcome is Outcome.MET
    assert not found[0].finished, "nobody wrote where it was published"


def test_a_plan_without_a_register_of_publications_asks_for_none() -> None:
    plan = plan_2567().changed(registers=())
    facts = replace(FULL, reviews=())
    found = knowledge_results(plan, Evaluator(plan, weekday).evaluate(facts, AS_OF), facts)

    assert [one.publish for one in found] == [None] * 5
    assert found[0].finished == found[0].result.complete
