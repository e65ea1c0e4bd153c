"""The results of an evaluation: findings, completeness, timeliness, points, rubric, reminders.

Plain values, ready to be shown, stored or mailed. Other rooms of `domain` compute them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.facts import ReliefFact, ReliefKind, SectionFact
from domain.language.how import How, Verb
from domain.language.ids import AskedId, RungId


class Outcome(StrEnum):
    """The answer to one question. "Could not tell" is a separate answer and never zero."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_AVAILABLE = "NOT_AVAILABLE"


class Timeliness(StrEnum):
    """Whether an activity is in time, apart from whether it is complete."""

    ON_TIME = "on_time"
    LATE = "late"
    NOT_YET_DUE = "not_yet_due"
    OVERDUE = "overdue"
    NOT_APPLICABLE = "not_applicable"
    """Nothing is asked for, so nothing can be late."""

    @classmethod
    def of(cls, due: date, completed_on: date | None, as_of: date) -> Timeliness:
        """Whether work is in time. The due day counts in full."""
        if completed_on is not None:
            return cls.ON_TIME if completed_on <= due else cls.LATE
        return cls.OVERDUE if as_of > due else cls.NOT_YET_DUE


class WaitsFor(StrEnum):
    """Why an outcome is NOT_AVAILABLE: what must happen before it is known."""

    REVIEW = "review"
    """A person of the reviewing group reads the file: a scan, a doubtful section, a doubtful picture."""
    NUMBER = "number"
    LOOK = "look"
    """A file is stored and its content has not been inspected."""
    SCANNER = "scanner"
    """The virus scanner did not answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement or measure: what was looked for, what was found, what to do.

    `id` is `7.report` or `1.signed`; `source` the plan's row; `satisfied_on` the Bangkok day on which it
    became met, None while it is not. `sections` are the document's parts with page and outcome; `relief`
    what excuses it, or would if it were not met. `waits_for` is None unless the outcome is NOT_AVAILABLE.
    """

    id: AskedId
    title: str
    outcome: Outcome
    looked_for: str
    found: str
    remedy: str
    source: str
    satisfied_on: date | None = None
    sections: tuple[SectionFact, ...] = ()
    relief: ReliefFact | None = None
    returned: tuple[str, ...] = ()
    """A sentence with the reviewers' reason for each returned file."""
    waits_for: WaitsFor | None = None
    backdated: str = ""
    """Which of the files were entered after the day received, and why; it is in `found` too."""
    lacks_pdf: bool = False
    """It is met by a file of which the learning centre still lacks the PDF."""
    files: int = 0
    """How many files count."""
    unseen: int = 0
    """How many of them no reviewer has accepted."""
    register: str = ""
    """The register whose rows prove the number; empty for one that is typed."""
    asks: str = ""
    """The register to write into, or its row to correct (`events 10`), where that is not another row of `register`."""
    survey: str = ""
    """The survey that proves the number, where one does."""
    proved: bool = True
    """False if it is met by files that only a person can tell, and nobody has accepted enough of them."""
    unlooked: str = ""
    """Why it is not proved: what a machine saw, and that no person has looked."""

    @property
    def how(self) -> How | None:
        """The deed that the remedy asks for, where it is done in Kamnot and is more than sending a file."""
        if self.survey and self.outcome is not Outcome.MET:
            return How(Verb.SURVEY_SHOW, self.survey)
        if self.register and self.outcome is not Outcome.MET:
            return writing_of(self.asks or self.register)
        if self.waits_for is WaitsFor.NUMBER:
            return How(Verb.MEASURE_SET, self.id)
        if self.waits_for in (WaitsFor.LOOK, WaitsFor.SCANNER):
            return How(Verb.EVIDENCE_RECHECK)
        return How(Verb.EVIDENCE_PDF) if self.lacks_pdf else None


def writing_of(into: str) -> How:
    """The deed that writes a row into a register, or corrects one of its rows (`events 10`)."""
    return How(Verb.REGISTER_CORRECT if " " in into else Verb.REGISTER_ADD, into)


@dataclass(frozen=True, slots=True)
class RegisterAsk:
    """Rows that a register lacks and no finding asks for: which groups write them, and what, as a sentence.

    `into` is the register to write into, or its row to correct (`circulars 3`); `activities` each lack a row.
    """

    register: str
    groups: tuple[str, ...]
    text: str
    into: str
    activities: tuple[int, ...] = ()

    @property
    def how(self) -> How:
        """The deed that writes the row, or corrects it."""
        return writing_of(self.into)


PointCount = int | Decimal
"""Points: whole as printed, a decimal where late work earns a share of them."""


def exact_points(points: PointCount) -> PointCount:
    """The same points, an integer where they are whole: `150.0` is 150."""
    return int(points) if points == int(points) else points


@dataclass(frozen=True, slots=True)
class Points:
    """Exact points of an activity, batch, group or year.

    `printed` are the plan's points; `earned` those of complete work; `waiting` those that depend on unknowns; `lost`
    those that the policy no longer gives; `possible` = printed - lost.
    """

    earned: PointCount = 0
    possible: PointCount = 0
    waiting: PointCount = 0
    lost: PointCount = 0
    printed: int = 0

    @property
    def open(self) -> PointCount:
        """What can still be earned."""
        return self.possible - self.earned

    @classmethod
    def total(cls, points: Sequence[Points]) -> Points:
        return cls(
            exact_points(sum(p.earned for p in points)),
            exact_points(sum(p.possible for p in points)),
            exact_points(sum(p.waiting for p in points)),
            exact_points(sum(p.lost for p in points)),
            sum(p.printed for p in points),
        )


@dataclass(frozen=True, slots=True)
class ActivityResult:
    """One activity as of a day. `points` is None where the plan gives none (activity 38).

    `due` is the day that counts now, `printed_due` the plan's: they differ while an extension holds.
    """

    number: int
    title: str
    batch: str
    due: date
    printed_due: date
    last_working_day: date
    outcome: Outcome
    timeliness: Timeliness
    points: Points | None
    groups: tuple[str, ...]
    findings: tuple[Finding, ...]
    completed_on: date | None
    reliefs: tuple[ReliefFact, ...] = ()
    is_due: bool = False
    """Whether the day has come by which it is due."""

    @property
    def complete(self) -> bool:
        """All requirements and measures met."""
        return self.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE)

    @property
    def proved(self) -> bool:
        """Complete by what was accepted, or what a machine could find."""
        return self.complete and all(finding.proved for finding in self.findings)

    @property
    def asked(self) -> bool:
        """Whether it concerns the unit: something of it is asked for."""
        return self.outcome is not Outcome.NOT_APPLICABLE

    @property
    def open_points(self) -> PointCount:
        """The points that it can still earn; 0 where the plan gives none."""
        return self.points.open if self.points else 0

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """The findings that still need action."""
        return tuple(
            f
            for f in self.findings
            if f.outcome in (Outcome.NOT_MET, Outcome.NOT_AVAILABLE) or f.lacks_pdf
        )

    @property
    def unproved_findings(self) -> tuple[Finding, ...]:
        """The findings that are met, and wait for a person to look."""
        return tuple(f for f in self.findings if f.outcome is Outcome.MET and not f.proved)

    @property
    def awaits_review(self) -> bool:
        """Whether something of it waits for a reviewer."""
        return any(f.waits_for is WaitsFor.REVIEW for f in self.open_findings)

    @property
    def awaits_only_review(self) -> bool:
        """Whether its groups have done all that is theirs, and only a reviewer has not."""
        still = self.open_findings
        return bool(still) and all(
            f.waits_for is WaitsFor.REVIEW and not f.lacks_pdf for f in still
        )

    @property
    def finished(self) -> bool:
        """Complete, and the learning centre has its PDFs: nobody need be reminded."""
        return self.complete and not any(f.lacks_pdf for f in self.findings)

    @property
    def extension(self) -> ReliefFact | None:
        """What moved the due date."""
        return next((r for r in self.reliefs if r.kind is ReliefKind.EXTENSION), None)

    @property
    def excuses(self) -> tuple[ReliefFact, ...]:
        """The waivers that are needed, or what makes the whole not applicable."""
        return tuple(
            r for r in self.reliefs if r.kind is not ReliefKind.EXTENSION and self.needs(r)
        )

    def needs(self, relief: ReliefFact) -> bool:
        """Whether one of its reliefs changes anything: work that is complete in time needs none."""
        if relief.kind is ReliefKind.EXTENSION:
            return self.completed_on is None or self.completed_on > self.printed_due
        return any(
            f.relief == relief and f.outcome is Outcome.NOT_APPLICABLE for f in self.findings
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """How many files count, and how many of them no reviewer has accepted."""

    files: int = 0
    unseen: int = 0

    @classmethod
    def over(cls, activities: Iterable[ActivityResult]) -> Looked:
        """The files of some activities."""
        findings = [finding for activity in activities for finding in activity.findings]
        return cls(sum(f.files for f in findings), sum(f.unseen for f in findings))


@dataclass(frozen=True, slots=True)
class BatchResult:
    """One batch as of a day."""

    batch: str
    title: str
    due: date
    last_working_day: date
    activities: tuple[ActivityResult, ...]
    points: Points

    @property
    def looked(self) -> Looked:
        """How much of its evidence nobody has accepted."""
        return Looked.over(self.activities)

    @property
    def complete(self) -> bool:
        """Every activity of the batch complete."""
        return all(a.complete for a in self.activities)

    @property
    def finished(self) -> bool:
        """Complete, and the learning centre has its PDFs."""
        return all(a.finished for a in self.activities)


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion: the proved `score`, and `score_if_unknowns_hold` if every unknown came in well."""

    number: int
    title: str
    score: int
    score_if_unknowns_hold: int
    outcome: Outcome
    reason: str
    figures: tuple[tuple[str, str], ...]
    """Figure id and its value as shown; `ไม่ทราบ` where unknown."""
    source: str


@dataclass(frozen=True, slots=True)
class RubricResult:
    """The scores, their sums by the last criterion that a level counts, and the level (0 = none)."""

    criteria: tuple[CriterionResult, ...]
    sums: Mapping[int, int]
    sums_if_unknowns_hold: Mapping[int, int]
    level: int
    level_if_unknowns_hold: int


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What stands on readings that no office has settled: their ids behind each figure, in the plan's order."""

    points: tuple[str, ...] = ()
    activities: dict[int, tuple[str, ...]] = field(default_factory=dict)
    criteria: dict[int, tuple[str, ...]] = field(default_factory=dict)
    level: tuple[str, ...] = ()
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    blocks: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By form and part, such as (`level-3-report`, `5`)."""
    days: tuple[str, ...] = ()
    """Of the assessment."""
    indicator: tuple[str, ...] = ()
    """Of the share of the organisation's indicator."""
    carried_from: int | None = None
    """The year of whose plan this one was made, while the bureau has not confirmed all of it."""

    def of_activities(self, activities: Iterable[ActivityResult]) -> tuple[str, ...]:
        """The readings behind whether these activities are complete."""
        names = (name for a in activities for name in self.activities.get(a.number, ()))
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything about one unit as of one day."""

    unit: str
    as_of: date
    plan_hash: str
    policy: str
    batches: tuple[BatchResult, ...]
    points: Points
    group_points: tuple[tuple[str, Points], ...]
    rubric: RubricResult
    unsettled: Unsettled = Unsettled()
    register_asks: tuple[RegisterAsk, ...] = ()
    """The rows that are asked for beside the findings."""

    @property
    def activities(self) -> tuple[ActivityResult, ...]:
        """The activities of all batches, in the plan's order."""
        return tuple(a for batch in self.batches for a in batch.activities)

    @property
    def looked(self) -> Looked:
        """How much of the year's evidence nobody has accepted."""
        parts = [batch.looked for batch in self.batches]
        return Looked(sum(part.files for part in parts), sum(part.unseen for part in parts))

    @property
    def by_number(self) -> dict[int, ActivityResult]:
        """The activities of all batches by their number."""
        return {a.number: a for a in self.activities}

    def asked_of(self, group: str) -> tuple[ActivityResult, ...]:
        """The activities that concern the unit and that the group answers for, alone or with others."""
        return tuple(a for a in self.activities if a.asked and group in a.groups)

    def batch(self, batch: str) -> BatchResult:
        """The result of one batch. Raises KeyError if the plan has no such batch."""
        for result in self.batches:
            if result.batch == batch:
                return result
        raise KeyError(batch)


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that has come back and is not done (`domain.plan.model.Recurring`).

    `period` is the month `2024-01`, or for one that comes with `activity` its number and due date.
    """

    id: str
    title: str
    period: str
    due: date
    last_working_day: date
    source: str
    activity: int | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """An activity that its group snoozed: what is not reminded, until when and why."""

    activity: ActivityResult
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """One group has something to do. `rungs` name deadline and rung, never the time of the run.

    A rung reads `2567:june-20:T-7` or `2567:march:overdue-2024-03-27`, counted from an extension
    `2567:march:7@2024-04-05:T-7`. `audience` holds `members`, `head`, `director`; `points_at_risk` is what the
    listed activities can still earn, of `points_of_year`; `excused` are activities with things not to be sent.
    `duties` are what comes back each month or quarter, `quiet` what the group snoozed, `completed` what its
    last letter still called open.
    """

    group: str
    rungs: tuple[RungId, ...]
    audience: tuple[str, ...]
    batches: tuple[str, ...]
    activities: tuple[ActivityResult, ...]
    points_at_risk: PointCount
    points_of_year: int
    due: date
    last_working_day: date
    excused: tuple[ActivityResult, ...] = ()
    duties: tuple[Duty, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    completed: tuple[ActivityResult, ...] = ()
    handed_over: tuple[ActivityResult, ...] = ()
    """Activities that the group's last letter called open and a changed plan gave to other groups."""
    answered: tuple[Quiet, ...] = ()
    """Snoozes of open activities that ended since the group's last letter."""

    to_review: tuple[ActivityResult, ...] = ()
    """Other groups' activities, or its own, of which the group has something to review."""
    in_review: tuple[ActivityResult, ...] = ()
    """The group's activities for which it has done all and a reviewer has not."""
    before: tuple[ActivityResult, ...] = ()
    before_duties: tuple[Duty, ...] = ()
    """What was due before the unit used Kamnot: told once, asked for by nobody."""
    helps: tuple[Duty, ...] = ()
    """Duties of other groups with which this one only helps: told, never asked for."""
    register_asks: tuple[RegisterAsk, ...] = ()
    """The rows that the group is asked to write beside its activities."""

    @property
    def duties_besides(self) -> tuple[Duty, ...]:
        """The duties without those that come with an activity of the letter: they are said with it."""
        listed = {activity.number for activity in self.activities}
        return tuple(duty for duty in self.duties if duty.activity not in listed)

    @property
    def called_open(self) -> frozenset[int]:
        """The numbers of the activities that the letter calls open, with the snoozed ones."""
        snoozed = (quiet.activity for quiet in self.quiet)
        own = (*self.activities, *self.in_review, *self.before, *snoozed)
        return frozenset(activity.number for activity in own)
