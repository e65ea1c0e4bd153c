"""The letter to one working group: what is missing, what it is worth, what to do, what happens next.

This module chooses the words and the two templates lay them out, so that the HTML and the text say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from domain.activity.reliefs import relief_sentence, relief_title
from domain.evaluation.unsettled import standing_on_unsettled
from domain.language.ids import MeasureId
from domain.language.thai import fiscal_year_span
from domain.plan.model import Audience, Plan
from domain.reminders.ladder import next_rung
from domain.reminders.recipients import FOLLOW_UP, StandIn, UnitProfile
from domain.results import ActivityResult, Finding, Outcome, Reminder, WaitsFor
from domain.words.policy import marked, unconfirmed_note, unsettled_note
from domain.words.wording import digits
from notifications.digest_subject import split, subject_of
from notifications.digest_words import (
    TO_ITSELF,
    DigestWords,
    cut,
    month_names,
    stand_in_lines,
)
from notifications.layout import MARK, Digest, for_chat, template
from notifications.safe_text import one_line

_SHORT_LIST, _SORTED = 3, 2


_UNTOLD = UnitProfile()
_ALL = frozenset(who.value for who in Audience)


@dataclass(frozen=True, slots=True)
class _Point:
    """One finding: the document or number, its state in words, and the remedy."""

    label: str
    title: str
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Item:
    label: str
    title: str
    worth: str
    points: tuple[_Point, ...]
    joint: str
    extended: str
    answered: str
    link: str


@dataclass(frozen=True, slots=True)
class _Part:
    """The activities of one due date."""

    due: str
    left: str
    late: bool
    warning: str
    items: tuple[_Item, ...]


@dataclass(frozen=True, slots=True)
class _List:
    """A heading and its lines; `good` marks what needs no more action."""

    title: str
    lines: tuple[str, ...]
    good: bool = False


@dataclass(frozen=True, slots=True)
class _View:
    """Everything that the templates show, in final words."""

    language: str
    subject: str
    greeting: str
    lead: str
    points: str
    where: str
    order: str
    parts: tuple[_Part, ...]
    do: str
    upload: str
    lists: tuple[_List, ...]
    next_title: str
    next: tuple[str, ...]
    footer: tuple[str, ...]
    link: str
    link_title: str


def render_digest(
    reminder: Reminder,
    *,
    plan: Plan,
    unit_name: str,
    language: str = "th",
    as_of: date,
    link: str = "",
    calendar: bool = False,
    profile: UnitProfile = _UNTOLD,
    asked: bool = False,
    escalated: bool = False,
    held: Collection[str] = _ALL,
    stand_ins: Sequence[StandIn] = (),
) -> Digest:
    """The digest of one group, in Thai or (`language="en"`) English; `profile` says where documents are brought.

    Its readers may be those whom the others ask (`asked`), as the group is that follows the plan up. The director's
    letter may tell of it too (`escalated`). It promises no later letter to a role that nobody has `held`, and says who
    reads it as a `stand_ins` of whom.

    Findings keep the language in which they were evaluated; titles are the plan's. `link` is the office's page, if
    there is one, and `<link>/a/7` an activity's. `calendar` says that a calendar file is attached.
    """
    words = DigestWords(language, len(reminder.activities))
    writer = _Writer(
        reminder,
        plan,
        words,
        as_of,
        link.rstrip("/"),
        calendar,
        profile,
        asked,
        escalated,
        frozenset(held),
        tuple(stand_ins),
    )
    view = writer.view(unit_name)
    return Digest(
        subject=view.subject,
        text=template("digest.txt.j2").render(asdict(view)),
        html=template("digest.html.j2").render(asdict(view)),
        short=writer.short(view),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Puts one reminder into words."""

    reminder: Reminder
    plan: Plan
    words: DigestWords
    as_of: date
    link: str
    calendar: bool
    profile: UnitProfile
    asked: bool
    escalated: bool
    held: frozenset[str]
    stand_ins: tuple[StandIn, ...]

    def view(self, unit_name: str) -> _View:
        at_risk, total = self.reminder.points_at_risk, self.reminder.points_of_year
        parts = tuple(self._parts())
        unsettled = standing_on_unsettled(self.plan).points if at_risk else ()
        points = marked(self.words.say("points", points=at_risk, total=total), unsettled)
        return _View(
            language=self.words.language,
            subject=f"{MARK}{subject_of(self.reminder, self.as_of, self.words)}",
            greeting=self.words.say("to", group=self.plan.group_name(self.reminder.group)),
            lead=self._first_line(),
            points=(points if at_risk else self.words.say("points.none")) if parts else "",
            where=self._where() if parts or self.reminder.before else "",
            order=self._order(len(parts)),
            parts=parts,
            do=self.words.say("do"),
            upload=self.words.say("upload"),
            lists=tuple(found for found in self._lists() if found.lines),
            next_title=self.words.say("next"),
            next=tuple(self._next()),
            footer=tuple(self._footer(unit_name, unsettled)),
            link=self.link,
            link_title=self.words.say("link"),
        )

    def _first_line(self) -> str:
        """The sentence that opens the letter, with all that its subject may have had no room for."""
        return self.words.say(
            self._lead(),
            as_of=self.words.on_weekday(self.as_of),
            be="is" if len(self.reminder.activities) == 1 else "are",
            since=self.words.on(self.profile.since),
            parts=self._in_parts(self._dates(), "lead.parts", least=2),
            besides=self._in_parts(self._besides(), "lead.besides"),
        )

    def _in_parts(self, found: Iterator[str], key: str, *, least: int = 1) -> str:
        parts = tuple(found)
        return self.words.say(key, parts=self.words.row(parts)) if len(parts) >= least else ""

    def _dates(self) -> Iterator[str]:
        """How many of the activities are due next, later, and overdue."""
        coming, later, late = split(self.reminder.activities, self.as_of)
        if coming:
            due = self.words.on(coming[0].due, short=True)
            yield self.words.say("lead.coming", count=len(coming), due=due)
        if later:
            yield self.words.say("lead.later", count=len(later))
        if late:
            yield self.words.say("lead.late", count=len(late))

    def _besides(self) -> Iterator[str]:
        """What the letter tells of beside its activities."""
        duties = len({(duty.id, duty.activity) for duty in self.reminder.duties_besides})
        if duties:
            yield self.words.say("lead.duties.one" if duties == 1 else "lead.duties", count=duties)
        if self.reminder.to_review:
            yield self.words.say("lead.to_review", count=len(self.reminder.to_review))

    def _lead(self) -> str:
        """Which sentence opens the letter."""
        if self.reminder.activities:
            return "lead"
        if self.reminder.duties:
            return "lead.duty"
        if self.reminder.before or self.reminder.before_duties:
            return "lead.before"
        return "lead.review" if self.reminder.to_review else "lead.helps"

    def _order(self, parts: int) -> str:
        """How the activities are sorted; nothing of a single one."""
        if len(self.reminder.activities) < _SORTED:
            return ""
        return self.words.say("order" if parts == 1 else "order.each")

    def _follows_up(self) -> bool:
        """Whether the letter goes to those whom the others ask."""
        return self.asked or self.reminder.group == FOLLOW_UP

    def _where(self) -> str:
        """Where documents are brought; nothing to those to whom they are brought."""
        if self._follows_up():
            return ""
        group = FOLLOW_UP in self.plan.group_by_id
        where = self.profile.place or (self.plan.group_name(FOLLOW_UP, short=True) if group else "")
        whom = self._whom(short=True)
        whole = f"{where} ({whom})" if where and whom else where or whom
        key = "where" if self.profile.place else "where.group"
        return self.words.say(key, where=self.words.after_thai(whole)) if whole else ""

    def _whom(self, *, short: bool = False) -> str:
        """Whom to ask, with the telephone; `short` without the group that is named already."""
        known = self.profile.coordinator
        if not known and not short and FOLLOW_UP in self.plan.group_by_id:
            known = self.plan.group_name(FOLLOW_UP, short=True)
        number = digits(self.profile.telephone, self.words.language).replace(
            " ", "\N{NO-BREAK SPACE}"
        )
        telephone = self.words.say("telephone", number=number) if number else ""
        return " ".join(filter(None, (known, telephone)))

    def _lists(self) -> Iterator[_List]:
        """The lists beside the open activities; those that need action come first."""
        yield _List(self.words.say("to_review"), tuple(self._reviews(self.reminder.to_review)))
        yield _List(self.words.say("duties"), tuple(self._duties()))
        rows = tuple(one_line(ask.text) for ask in self.reminder.register_asks)
        yield _List(self.words.say("rows"), rows)
        since = self.words.on(self.profile.since)
        yield _List(self.words.say("before", since=since), tuple(self._before()), good=True)
        in_review = tuple(self._reviews(self.reminder.in_review))
        yield _List(self.words.say("in_review"), in_review, good=True)
        yield _List(self.words.say("helps"), tuple(self._helps()), good=True)
        yield _List(self.words.say("quiet"), tuple(self._quiet()), good=True)
        yield _List(self.words.say("completed"), tuple(self._completed()), good=True)
        yield _List(self.words.say("handed_over"), tuple(self._handed_over()), good=True)
        yield _List(self.words.say("excused"), tuple(self._excused()), good=True)

    def _duties(self) -> Iterator[str]:
        """The duties; one of several months in one line."""
        for _, found in groupby(self.reminder.duties_besides, key=lambda d: (d.id, d.activity)):
            *earlier, duty = found
            days = (self.as_of - duty.due).days
            words = {
                "title": one_line(duty.title),
                "due": self.words.on_weekday(duty.due),
                "late": self.words.say("duty.late", days=days) if days > 0 else "",
                "activity": duty.activity,
                "period": self.words.in_month(duty.due),
            }
            monthly = "duty.month"
            if earlier:
                # A month that is not over is not among those that nobody reported.
                late = [d.due for d in (*earlier, duty) if d.due < self.as_of]
                words |= {"periods": month_names(late, self.words), "count": len(late)}
                monthly = "duty.months" if days > 0 else "duty.months.coming"
            yield self.words.say(monthly if duty.activity is None else "duty.activity", **words)
        if any(d.activity is None for d in self.reminder.duties_besides):
            yield self.words.say("duty.record" if self._follows_up() else "duty.tell")

    def _helps(self) -> Iterator[str]:
        """The duties with which the group only helps, and who answers for each."""
        for duty in self.reminder.helps:
            groups = self.plan.by_number[duty.activity].groups if duty.activity else ()
            leads = self.words.row([self.plan.group_name(g, short=True) for g in groups])
            yield self.words.say(
                "helps.one",
                title=one_line(duty.title),
                activity=duty.activity,
                due=self.words.on_weekday(duty.due),
                leads=leads,
            )

    def _reviews(self, activities: Sequence[ActivityResult]) -> Iterator[str]:
        """What waits for a reviewer, with what was seen in it."""
        for activity in activities:
            waiting = [f for f in activity.open_findings if f.waits_for is WaitsFor.REVIEW]
            yield self.words.say(
                "review.one",
                **self._named(activity),
                due=self.words.on(activity.due, short=True),
                found="; ".join(f"{one_line(f.title)} — {one_line(f.found)}" for f in waiting),
            )

    def _before(self) -> Iterator[str]:
        for activity in self.reminder.before:
            due = self.words.on(activity.due, short=True)
            yield self.words.say("before.one", **self._named(activity), due=due)
        for _, found in groupby(self.reminder.before_duties, key=lambda d: d.id):
            duties = tuple(found)
            yield f"{one_line(duties[0].title)}: {month_names([d.due for d in duties], self.words)}"
        if self.reminder.before or self.reminder.before_duties:
            yield self.words.say("before.do")

    def _quiet(self) -> Iterator[str]:
        for quiet in self.reminder.quiet:
            activity = quiet.activity
            yield self.words.say(
                "quiet.one",
                **self._named(activity),
                until=self.words.on(quiet.until, short=True),
                reason=one_line(quiet.reason),
                due=self.words.on(activity.due, short=True),
            )

    def _completed(self) -> Iterator[str]:
        for activity in self.reminder.completed:
            earned = activity.points.earned if activity.points else 0
            key = "worth" if earned != 1 else "worth.one"
            yield self.words.say(
                "completed.one",
                **self._named(activity),
                worth=self.words.say(key, points=earned)
                if earned
                else self.words.say("worth.none"),
            )

    def _handed_over(self) -> Iterator[str]:
        for activity in self.reminder.handed_over:
            groups = [self.plan.group_name(g, short=True) for g in activity.groups]
            words = {"groups": self.words.row(groups)} | self._named(activity)
            yield self.words.say("handed_over.one", **words)

    def _named(self, activity: ActivityResult) -> dict[str, str]:
        label = self.words.say("activity", number=activity.number)
        return {"label": label, "title": one_line(activity.title)}

    def _footer(self, unit_name: str, unsettled: Collection[str]) -> Iterator[str]:
        if unsettled:
            yield unsettled_note(unsettled, self.words.language)
        if note := unconfirmed_note(self.plan, self.words.language):
            yield note
        own = [who for who in self.reminder.audience if who != Audience.DIRECTOR]
        if own:
            yield self.words.say("sent_to", people=self.words.people(own))
        yield from stand_in_lines(self.stand_ins, self.words)
        if self.escalated:
            yield self.words.say("escalated")
        if self.calendar:
            yield self.words.say("calendar")
        yield self.words.say("automatic", unit=unit_name)

    def short(self, view: _View) -> str:
        """The letter for a chat: the subject, the first few things to do, and where to go on."""
        items = [item for part in view.parts for item in part.items]
        group = self.plan.group_name(self.reminder.group, short=True)
        points = {"points": self.reminder.points_at_risk, "total": self.reminder.points_of_year}
        gains = bool(items and self.reminder.points_at_risk)
        lines = (
            view.subject,
            self.words.say("short.points", group=group, **points) if gains else group,
            *(f"• {i.label} {cut(i.title)} ({i.worth})" for i in items[:_SHORT_LIST]),
            *(f"• {line}" for line in self._beside_items() if not items),
            self.words.say("short.more", n=len(items) - _SHORT_LIST)
            if len(items) > _SHORT_LIST
            else "",
            for_chat(view.link) or (view.where if items else ""),
        )
        return "\n".join(line for line in lines if line)

    def _beside_items(self) -> Iterator[str]:
        """What a chat tells of a letter without open activities."""
        for activity in self.reminder.to_review[:_SHORT_LIST]:
            named = self._named(activity)
            yield f"{named['label']} {cut(named['title'])}"
        yield from self._duties()
        yield from self._helps()

    def _parts(self) -> Iterator[_Part]:
        """The due dates, soonest first: those that can still be met, then the missed ones."""
        by_urgency = sorted(self.reminder.activities, key=lambda a: (a.due < self.as_of, a.due))
        for due, group in groupby(by_urgency, key=_due):
            activities = sorted(group, key=lambda a: (-a.open_points, a.number))
            yield _Part(
                due=self.words.say("due", due=self.words.on_weekday(due)),
                left=self._left(due, activities[0].last_working_day),
                late=due < self.as_of,
                warning=self._warning(activities[0]),
                items=tuple(self._item(activity) for activity in activities),
            )

    def _item(self, activity: ActivityResult) -> _Item:
        return _Item(
            **self._named(activity),
            worth=self._worth(activity),
            points=tuple(self._point(f) for f in activity.open_findings),
            joint=self._joint(activity),
            extended=self._extended(activity),
            answered=self._answered(activity),
            link=f"{self.link}/a/{activity.number}" if self.link else "",
        )

    def _answered(self, activity: ActivityResult) -> str:
        """The group's earlier answer, once its day has come."""
        for quiet in self.reminder.answered:
            if quiet.activity.number == activity.number:
                until = self.words.on(quiet.until, short=True)
                return self.words.say("answered", until=until, reason=one_line(quiet.reason))
        return ""

    def _extended(self, activity: ActivityResult) -> str:
        """Who moved the due date, and from which day."""
        if activity.extension is None:
            return ""
        relief = one_line(relief_sentence(activity.extension, self.words.language))
        relief = f"{relief[:1].upper()}{relief[1:]}"
        due = self.words.on(activity.printed_due, short=True)
        return self.words.say("extended", relief=relief, due=due)

    def _excused(self) -> Iterator[str]:
        """What the group need not send, each once: waived, or of an activity that does not apply."""
        for activity in self.reminder.excused:
            for relief in activity.excuses:
                label = self.words.say("activity", number=activity.number)
                title = one_line(relief_title(activity, relief))
                yield f"{label} {title}: {one_line(relief_sentence(relief, self.words.language))}"

    def _joint(self, activity: ActivityResult) -> str:
        """The other groups that are responsible, if any."""
        joint = [g for g in activity.groups if g != self.reminder.group]
        if len(joint) > 1 and {*activity.groups} >= {*self.plan.group_by_id}:
            return self.words.say("joint.all")
        names = [self.plan.group_name(g, short=True) for g in joint]
        groups = self.words.after_thai(self.words.row(names)) if joint else ""
        return self.words.say("joint", groups=groups) if joint else ""

    def _point(self, finding: Finding) -> _Point:
        review = finding.waits_for is WaitsFor.REVIEW
        unsure = "unsure" if finding.outcome is Outcome.NOT_AVAILABLE else "missing"
        number = isinstance(finding.id, MeasureId)
        pdf = "pdf" if finding.lacks_pdf else unsure
        state = "review" if review else "number" if number else pdf
        label = "returned" if finding.returned else state
        more = [word for word in finding.returned if word not in finding.found]
        return _Point(
            label=self.words.say(label),
            title=one_line(finding.title),
            found=one_line(" ".join((finding.found, *more))),
            remedy="" if review and not self._follows_up() else self._remedy(finding),
        )

    def _remedy(self, finding: Finding) -> str:
        """The remedy without the title, which is printed right above it, in words for its reader."""
        blank = " " if self.words.language == "en" else ""
        remedy = finding.remedy.replace(f" {finding.title} ", blank)
        for others, own in TO_ITSELF[self.words.language] if self._follows_up() else ():
            remedy = remedy.replace(others, own)
        return one_line(remedy)

    def _worth(self, activity: ActivityResult) -> str:
        if activity.points is None:
            return self.words.say("worth.none")
        at_risk = activity.open_points
        if not at_risk and activity.points.lost:
            return self.words.say("worth.lost", points=activity.points.lost)
        if not at_risk and activity.points.earned:
            return self.words.say("worth.earned")
        return self.words.say("worth.one" if at_risk == 1 else "worth", points=at_risk)

    def _left(self, due: date, working: date) -> str:
        days = (due - self.as_of).days
        if working < due and working >= self.as_of:
            left = (working - self.as_of).days
            key = {0: "left.working", 1: "left.working.one"}.get(left, "left.working.days")
            return self.words.say(key, days=left)
        if days < 0:
            return self.words.say("late.one" if days == -1 else "late", days=-days)
        if days == 0:
            return self.words.say("left.today")
        return self.words.say("left.one" if days == 1 else "left", days=days)

    def _warning(self, activity: ActivityResult) -> str:
        working = activity.last_working_day
        if working == activity.due or activity.due < self.as_of:
            return ""
        key = "working" if working >= self.as_of else "working.past"
        return self.words.say(key, day=self.words.on_weekday(working))

    def _next(self) -> Iterator[str]:
        if self.reminder.activities or self.reminder.to_review:
            yield self.words.say("next.stop")
        elif self.reminder.duties:
            yield self.words.say("next.stop.duty")
        if self.reminder.activities:
            yield from self._next_reminders()
        if not self._follows_up() and (whom := self._whom()):
            key = "ask.question" if self._lead() == "lead.helps" else "ask"
            yield self.words.say(key, who=self.words.after_thai(whom))

    def _next_reminders(self) -> Iterator[str]:
        coming = [a for a in self.reminder.activities if a.due >= self.as_of]
        if not coming:
            yield self._when_late("next.again", self.as_of)
            return
        first = min(coming, key=_due)
        working = first.last_working_day
        rung = next_rung(self.plan.ladder, working, self.as_of, self.reminder.rungs)
        if rung is not None:
            key = "next.rung" if rung.days_before else "next.day"
            day = self.words.say("day.due" if working == first.due else "day.working")
            yield self.words.say(
                key,
                days=rung.days_before,
                unit="day" if rung.days_before == 1 else "days",
                day=day,
                also=self._also(rung.audience),
            )
        yield self._when_late("next.overdue", first.due)

    def _when_late(self, key: str, last: date) -> str:
        """What follows a day: reminders of what is overdue, unless the year ends before the first of them."""
        overdue = self.plan.ladder.overdue
        _, year_end = fiscal_year_span(self.plan.fiscal_year)
        if (year_end - last).days < overdue.every_days:
            return self.words.say("next.year_end", day=self.words.on(year_end))
        if overdue.rarely_days:
            key = {"next.again": "next.again.rarely", "next.overdue": "next.rarely"}[key]
        waited = all(
            (self.as_of - a.due).days >= overdue.every_days for a in self.reminder.activities
        )
        told = waited and (self.escalated or Audience.DIRECTOR in self.reminder.audience)
        also = self._also([w for w in overdue.audience if not (told and w is Audience.DIRECTOR)])
        return self.words.say(key, days=overdue.every_days, also=also)

    def _also(self, audience: Sequence[Audience]) -> str:
        """Who receives the next reminder and not this one; the director receives none of the groups' letters."""
        here = {who for who in self.reminder.audience if who != Audience.DIRECTOR}
        new = [who.value for who in audience if who.value not in here and who.value in self.held]
        return self.words.say("also", people=self.words.people(new)) if new else ""


def _due(activity: ActivityResult) -> date:
    return activity.due
