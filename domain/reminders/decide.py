"""Decides which reminders are due: one digest a group and day, by rungs that follow from the deadline alone.

A rung such as `2567:june-20:T-7` is the same in a late, repeated or manual run, so the ledger of written rungs keeps a
reminder from going out twice. An extended activity leaves its batch's ladder and has a separate one
(`2567:march:7@2024-04-05:T-7`). So has a batch whose date was moved in the year (`2567:march@2024-04-05:T-7`), and each
duty (`2567:complaints-report:2024-01:T-3`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from domain.language.ids import RungId
from domain.language.thai import fiscal_year_span
from domain.plan.model import Audience, Plan
from domain.reminders.duties import open_duties
from domain.reminders.ladder import Deadline, DueRung, Ledger, fresh, newest_of_each, rungs_due
from domain.reminders.recipients import FOLLOW_UP
from domain.reminders.snoozes import NO_ANSWERS, Answers
from domain.results import (
    ActivityResult,
    BatchResult,
    Duty,
    Evaluation,
    Outcome,
    Quiet,
    Reminder,
)
from domain.working_days import IsWorkingDay

BEFORE_USE = "before-use"
"""In the place of a batch: what was due before the unit's first day of use."""
_Begun = tuple[Deadline, Sequence[DueRung]]
"""A deadline whose ladder has begun, with its unwritten rungs for one group."""


def _deadlines(plan: Plan, batch: BatchResult, first_due: Mapping[str, date]) -> Iterator[Deadline]:
    """The batch with its activities that keep the printed date, then the extended ones, each by itself.

    A date that a changed plan has moved begins a new ladder: letters for the old date do not count for it.
    """
    prefix = f"{plan.fiscal_year}:{batch.batch}"
    moved = batch.due != first_due.get(batch.batch, batch.due)
    ladder, (_, year_end) = plan.ladder, fiscal_year_span(plan.fiscal_year)
    printed = tuple(a for a in batch.activities if a.extension is None)
    yield Deadline(
        f"{prefix}@{batch.due.isoformat()}" if moved else prefix,
        batch.batch,
        batch.due,
        batch.last_working_day,
        printed,
        ladder.rungs,
        ladder.overdue,
        year_end,
    )
    for activity in batch.activities:
        if activity.extension is not None:
            yield Deadline(
                f"{prefix}:{activity.number}@{activity.due.isoformat()}",
                batch.batch,
                activity.due,
                activity.last_working_day,
                (activity,),
                ladder.rungs,
                ladder.overdue,
                year_end,
                activity.extension.decided_on,
            )


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A letter to be written now, and the rung that it serves; `rung` may name several, joined by `+`."""

    reminder: Reminder
    rung: str


@dataclass(frozen=True, slots=True)
class Decision:
    """`due` reminders are sent now; `standing` are those of all groups with open work, reminded today or not.

    `done` are groups that had letters and have nothing open any more: it is complete, excused or another group's.
    """

    due: tuple[Reminder, ...] = ()
    standing: tuple[Reminder, ...] = ()
    done: tuple[str, ...] = ()
    renewed: tuple[LetterDue, ...] = ()
    """Waiting letters that are to be written again at their rung."""

    @property
    def letters(self) -> tuple[LetterDue, ...]:
        """Every letter to be written now, the renewed ones last."""
        return (*(LetterDue(r, newest_of_each(r.rungs)) for r in self.due), *self.renewed)


def decide(
    plan: Plan,
    evaluation: Evaluation,
    ledger: Ledger,
    is_working_day: IsWorkingDay,
    answers: Answers = NO_ANSWERS,
    first_due: Mapping[str, date] = MappingProxyType({}),
) -> Decision:
    """Decide one reminder for each group that has open work and a due rung that was not written yet.

    It describes the group's whole state, so that the newest letter says at least what an older one did: every batch
    whose ladder has begun and where it has open work, with extended activities; due duties; what the group snoozed;
    what was completed since its last letter. A rung may wait for the group's next letter if the last one is young:
    several dates must not cause letters on several days a week. What was due before the first day of use is told once.
    A rung that had passed when an extension was decided is never sent. After a pause all unwritten rungs are merged,
    and none older than a written one is sent. On a closed day nothing is sent unless a deadline would pass before the
    next working day; after the fiscal year nothing is. Groups and batches come in the plan's order.

    `first_due` are the due dates by batch in the year's first plan; a later plan may have moved some.
    """
    if not answers.since <= evaluation.as_of <= fiscal_year_span(plan.fiscal_year)[1]:
        return Decision()
    run = _Run(plan, evaluation, ledger, is_working_day, answers, first_due)
    run.begin_batches()
    run.begin_duties()
    run.begin_summary()
    standing = tuple(run.reminder(g.id, run.begun[g.id]) for g in plan.groups if g.id in run.begun)
    return Decision(tuple(r for r in standing if run.is_due(r.group)), standing, tuple(run.done()))


class _Run:
    """One decision for one unit and day: what has begun for each group."""

    def __init__(
        self,
        plan: Plan,
        evaluation: Evaluation,
        ledger: Ledger,
        is_working_day: IsWorkingDay,
        answers: Answers,
        first_due: Mapping[str, date],
    ) -> None:
        self._plan = plan
        self._first_due = first_due
        self._evaluation = evaluation
        self._is_working_day = is_working_day
        self._answers = answers
        self._next_working_day = _next_working_day(evaluation.as_of, is_working_day)
        self._written = _by_deadline(ledger)
        self._quiet = _quiet_groups(evaluation, answers)
        self.begun: dict[str, list[_Begun]] = {}
        self.told: list[BatchResult] = []
        self._pressed: set[str] = set()
        self._before: dict[str, tuple[list[ActivityResult], list[Duty]]] = {}
        self._reviewers = FOLLOW_UP if FOLLOW_UP in plan.group_by_id else None

    def begin_batches(self) -> None:
        """Add each batch whose ladder has begun, with its extended activities."""
        for batch in self._evaluation.batches:
            first, *extended = _deadlines(self._plan, batch, self._first_due)
            rungs = self._rungs(first)
            if not rungs:
                continue
            self.told.append(batch)
            for found in (first, *extended):
                deadline = self._set_aside(found) if found.due < self._answers.since else found
                open_groups = self._groups_with_open_work(deadline)
                self._begin(deadline, self._rungs(deadline), open_groups)

    def _set_aside(self, deadline: Deadline) -> Deadline:
        """Keep what was due before the first day of use for one summary. Returns what a reviewer has to do of it."""
        only_review = tuple(a for a in deadline.work if self._reviewers and a.awaits_only_review)
        for activity in deadline.work:
            for group in activity.groups if activity not in only_review else ():
                self._before.setdefault(group, ([], []))[0].append(activity)
        return replace(deadline, activities=only_review, since=self._answers.since)

    def begin_summary(self) -> None:
        """Add the summary of what was due before the first day of use, once for each group."""
        since = self._answers.since
        if not self._before:
            return
        day = _next_working_day(since, self._is_working_day)
        name = f"{self._plan.fiscal_year}:{BEFORE_USE}@{since.isoformat()}"
        audience = (Audience.MEMBERS, Audience.HEAD)
        for group in self._before:
            rung = DueRung(RungId(name, "T-0"), day, audience)
            deadline = Deadline(name, "", day, day, (), (), None, day)
            if day <= self._evaluation.as_of and rung.id not in self._written.get(
                (name, group), ()
            ):
                self._begin(deadline, (rung,), (group,))

    def begin_duties(self) -> None:
        """Add each due duty whose ladder has begun; a helper waits for a letter that is sure to come in time."""
        if not self._plan.recurring:
            return
        duties = open_duties(self._plan, self._evaluation, self._answers, self._is_working_day)
        helped: list[tuple[Deadline, Sequence[DueRung], str]] = []
        for deadline in duties:
            duty, rungs = deadline.duty, self._rungs(deadline)
            if duty is None:
                continue
            if deadline.due < self._answers.since:
                for group in deadline.groups if duty.activity is None else ():
                    self._before.setdefault(group, ([], []))[1].append(duty)
            elif rungs or not deadline.rungs:
                # A group that snoozed the activity has snoozed its report too.
                heard = [g for g in deadline.groups if (g, duty.activity) not in self._quiet]
                if deadline.helping:
                    helped += [(deadline, rungs, group) for group in heard]
                else:
                    self._begin(deadline, rungs, heard)
        for deadline, rungs, group in helped:
            waits = self._hears_by(group, deadline.last_working_day)
            self._begin(deadline, rungs, (group,), presses=not waits)

    def _hears_by(self, group: str, day: date) -> bool:
        """Whether a rung still to come, of what has begun, causes the group's next letter by that day."""
        last = self._answers.last_letter.get(group)
        for deadline, _ in self.begun.get(group, ()):
            written = self._written.get((deadline.name, group), frozenset())
            rungs = tuple(rungs_due(deadline, day, self._is_working_day))
            for rung in fresh(deadline, rungs, written):
                comes = rung.day > self._evaluation.as_of and rung.day >= deadline.since
                # Until that letter nothing else goes out, so the last one stays the last.
                if comes and (last is None or (rung.day - last).days >= rung.quiet_days):
                    return True
        return False

    def _rungs(self, deadline: Deadline) -> Sequence[DueRung]:
        return tuple(rungs_due(deadline, self._evaluation.as_of, self._is_working_day))

    def _begin(
        self,
        deadline: Deadline,
        rungs: Sequence[DueRung],
        groups: Iterable[str],
        *,
        presses: bool = True,
    ) -> None:
        """Add the deadline with its unwritten rungs for each of the groups; what never `presses` causes no letter."""
        waits = self._waits(deadline)
        for group in groups:
            written = self._written.get((deadline.name, group), frozenset())
            unwritten = () if waits else fresh(deadline, rungs, written)
            news = tuple(rung for rung in unwritten if rung.day >= deadline.since)
            self.begun.setdefault(group, []).append((deadline, news))
            if presses and any(self._presses(rung, group, told=bool(written)) for rung in news):
                self._pressed.add(group)

    def _waits(self, deadline: Deadline) -> bool:
        """Whether the reminder can wait for the next working day without missing a deadline."""
        as_of = self._evaluation.as_of
        if self._next_working_day == as_of:
            return False
        return not as_of <= deadline.due < self._next_working_day

    def _groups_with_open_work(self, deadline: Deadline) -> list[str]:
        """The groups with open work that they have not snoozed, in the order of the activities.

        A group that has done all waits for the reviewers, who have open work instead.
        """
        groups = [
            g
            for a in deadline.work
            for g in self._workers(a)
            if not self._quiet or (g, a.number) not in self._quiet
        ]
        return list(dict.fromkeys(groups))

    def _workers(self, activity: ActivityResult) -> tuple[str, ...]:
        """The groups that have something to do for an activity, the reviewers last."""
        if self._reviewers is None or not activity.awaits_review:
            return activity.groups
        own = () if activity.awaits_only_review else activity.groups
        return (*own, self._reviewers)

    def _open(self, deadline: Deadline, group: str) -> Iterator[ActivityResult]:
        return (
            a
            for a in deadline.work
            if group in a.groups
            and (group, a.number) not in self._quiet
            and not (self._reviewers and a.awaits_only_review)
        )

    def _in_review(
        self, group: str, begun: Sequence[_Begun]
    ) -> Iterator[tuple[bool, ActivityResult]]:
        """What of the begun deadlines waits for a review, and whether the group is the one to review it."""
        if self._reviewers is None:
            return
        for activity in (a for deadline, _ in begun for a in deadline.work if a.awaits_review):
            if group == self._reviewers:
                yield True, activity
            elif group in activity.groups and activity.awaits_only_review:
                yield False, activity

    def is_due(self, group: str) -> bool:
        """Whether the group must be reminded of a rung today."""
        return group in self._pressed

    def _presses(self, rung: DueRung, group: str, *, told: bool) -> bool:
        """Whether a rung causes a letter; else it waits for the group's next one.

        Before the date, a group that was `told` of it waits for a later rung if its last letter was young on the rung's
        day. Otherwise a rung waits only until the last letter is old enough.
        """
        last = self._answers.last_letter.get(group)
        if last is None or not rung.quiet_days:
            return True
        day = rung.day if told and rung.comes_before else self._evaluation.as_of
        return (day - last).days >= rung.quiet_days

    def done(self) -> Iterator[str]:
        """Groups that had letters and have nothing open. What is snoozed, or older than the first day of use, is."""
        still = {group for group, _ in self._quiet} | self._before.keys()
        for group in sorted(self._answers.waiting | self._answers.last_letter.keys()):
            if group not in self.begun and group not in still:
                yield group

    def reminder(self, group: str, begun: Sequence[_Begun]) -> Reminder:
        """The reminder of one group, with all its deadlines that have begun."""
        activities = [a for deadline, _ in begun for a in self._open(deadline, group)]
        audience = {who for _, rungs in begun for rung in rungs for who in rung.audience}
        hearing = [deadline for deadline, rungs in begun if rungs]
        first = min(
            hearing or [deadline for deadline, _ in begun], key=lambda d: (d.helping, d.due)
        )
        duties = [(d.helping, d.duty) for d, _ in begun if d.duty is not None]
        review = tuple(self._in_review(group, begun))
        earlier = self._before.get(group, ([], [])) if _tells_of_before(begun) else ([], [])
        return Reminder(
            group=group,
            rungs=tuple(rung.id for _, rungs in begun for rung in rungs),
            audience=tuple(who.value for who in Audience if who in audience),
            batches=tuple(dict.fromkeys(deadline.batch for deadline, _ in begun if deadline.batch)),
            activities=tuple(activities),
            points_at_risk=sum(a.open_points for a in activities),
            points_of_year=self._evaluation.points.printed,
            due=first.due,
            last_working_day=first.last_working_day,
            excused=tuple(
                a
                for batch in self.told
                for a in batch.activities
                if group in a.groups and a.excuses
            ),
            duties=tuple(duty for helping, duty in duties if not helping),
            quiet=tuple(q for (who, _), q in self._quiet.items() if who == group),
            completed=tuple(self._completed(group)),
            handed_over=tuple(self._handed_over(group)),
            answered=tuple(self._answered(group, activities)),
            to_review=tuple(a for own, a in review if own),
            in_review=tuple(a for own, a in review if not own),
            before=tuple(earlier[0]),
            before_duties=tuple(earlier[1]),
            helps=tuple(duty for helping, duty in duties if helping),
            register_asks=tuple(a for a in self._evaluation.register_asks if group in a.groups),
        )

    def _answered(self, group: str, activities: Sequence[ActivityResult]) -> Iterator[Quiet]:
        """The group's ended snoozes of activities that are still open, each once."""
        as_of, last = self._evaluation.as_of, self._answers.last_letter.get(group)
        own = [s for s in self._answers.snoozes if s.group == group]
        for activity in activities if own else ():
            ended = [s for s in own if s.ended(activity, as_of, last)]
            if ended:
                newest = max(ended, key=lambda s: s.until)
                yield Quiet(activity, newest.until, newest.reason)

    def _completed(self, group: str) -> Iterator[ActivityResult]:
        """Activities that the group's last letter called open and that are complete now, not excused."""
        last_open = self._answers.last_open.get(group)
        if not last_open:
            return
        for activity in self._evaluation.activities:
            done = (
                activity.outcome is Outcome.MET
                and activity.finished
                and activity.number in last_open
            )
            if done and group in activity.groups:
                yield activity

    def _handed_over(self, group: str) -> Iterator[ActivityResult]:
        """Activities that the group's last letter called open and that other groups answer for now."""
        last_open = self._answers.last_open.get(group)
        if not last_open:
            return
        for activity in self._evaluation.activities:
            if activity.number in last_open and group not in activity.groups:
                yield activity


def _tells_of_before(begun: Sequence[_Begun]) -> bool:
    return any(not deadline.batch and deadline.duty is None for deadline, _ in begun)


def _next_working_day(as_of: date, is_working_day: IsWorkingDay) -> date:
    """The day itself if it is a working day, else the first working day after it."""
    following = as_of
    while not is_working_day(following):
        following += timedelta(days=1)
    return following


def _by_deadline(ledger: Ledger) -> Mapping[tuple[str, str], frozenset[RungId]]:
    """The written rungs by (deadline, group)."""
    found: dict[tuple[str, str], set[RungId]] = defaultdict(set)
    for rung, group in ledger:
        found[rung.deadline, group].add(rung)
    return {key: frozenset(rungs) for key, rungs in found.items()}


def _quiet_groups(evaluation: Evaluation, answers: Answers) -> Mapping[tuple[str, int], Quiet]:
    """The snoozes of the day by group and activity; of two the longer one counts."""
    if not answers.snoozes:
        return {}
    activities = evaluation.by_number
    found: dict[tuple[str, int], Quiet] = {}
    for snooze in sorted(answers.snoozes, key=lambda s: s.until):
        activity = activities.get(snooze.activity)
        if activity is None or activity.complete or not snooze.holds(activity, evaluation.as_of):
            continue
        found[snooze.group, activity.number] = Quiet(activity, snooze.until, snooze.reason)
    return found
