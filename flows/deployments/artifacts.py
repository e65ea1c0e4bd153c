"""What Prefect's page shows after a check: one page a batch, a Thai table above the details; a table of many units.

Each is one request, which the server stores for certain and no faster. Prefect's own tables never wrap and have about
560 of 1,280 pixels, ten rows a page, so a row is cut to what fits, and what is open comes first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.activity.reliefs import relief_sentence, relief_title
from domain.facts import SectionOutcome
from domain.language.ids import AskedId, MeasureId
from domain.language.thai import shorten, show_date
from domain.plan.model import Plan
from domain.results import ActivityResult, BatchResult, Finding, Outcome, Timeliness
from domain.words.wording import KINDS, OUTCOMES, TIMELINESS, digits, pick, told
from flows.check.check import CheckOutcome, CheckRequest
from flows.check.check_many import UnitSummary
from flows.deployments.run_words import and_more, count_of_activities

_TITLE = 20
_MISSING = 26
_UNIT = 24
_REASON = 19
"""Most letters of a cell: together the cells fit the width of the page."""
ROWS = 500
"""Most units of a table: a page of ten thousand rows is of no use."""
_REASONS = 20
"""Most units whose whole reason stands above the table."""
_ORDER = (Outcome.NOT_MET, Outcome.NOT_AVAILABLE, Outcome.MET, Outcome.NOT_APPLICABLE)


def publish(outcome: CheckOutcome, plan: Plan, language: str) -> None:
    """Write one page for each checked batch. Key: `check-march`."""
    from prefect.artifacts import create_markdown_artifact

    for name in outcome.batches:
        text = summary(outcome, outcome.evaluation.batch(name), plan, language)
        create_markdown_artifact(markdown=text, key=f"check-{name}")


def publish_units(
    summaries: Sequence[UnitSummary],
    request: CheckRequest,
    names: Mapping[str, str],
    language: str,
) -> None:
    """Write one table of all units, by `names`, for the batches checked. Key: `units-march`."""
    from prefect.artifacts import create_table_artifact

    create_table_artifact(
        table=unit_rows(summaries, names, language),
        key="units-" + "-".join(request.batches[:1]),
        description=units_headline(summaries, names, language),
    )


def units_headline(
    summaries: Sequence[UnitSummary], names: Mapping[str, str], language: str
) -> str:
    """How many units are complete, and why some could not be judged."""
    words = ("ครบ {n} จาก {all} สำนัก", "{n} of {all} units complete")
    text = told(words, language, n=sum(s.complete for s in summaries), all=len(summaries))
    could_not = pick(("ตรวจไม่ได้", "could not be judged"), language)
    troubled = [s for s in summaries if s.trouble]
    return (
        text
        + "".join(
            f"\n\n**{_plain(names.get(s.unit, s.unit))}** {could_not}: {_plain(s.trouble)}"
            for s in troubled[:_REASONS]
        )
        + and_more(len(troubled) - _REASONS, language)
    )


def unit_rows(
    summaries: Sequence[UnitSummary], names: Mapping[str, str], language: str
) -> list[dict[str, Any]]:
    """One row a unit: those that could not be judged, then those that lack most; at most `ROWS`."""
    titles = (
        ("สำนัก", "Unit"),
        ("ผล", "Outcome"),
        ("คะแนน", "Points"),
        ("จดหมาย", "Letters"),
        ("ที่ยังขาด", "Missing"),
    )
    head = [pick(title, language) for title in titles]
    ordered = sorted(summaries, key=lambda s: (not s.trouble, -s.missing, s.unit))
    return [dict(zip(head, _unit_row(s, names, language), strict=True)) for s in ordered[:ROWS]]


def _unit_row(
    summary: UnitSummary, names: Mapping[str, str], language: str
) -> tuple[str, str, str, str, str]:
    name = _cell(shorten(names.get(summary.unit, summary.unit), _UNIT))
    if summary.trouble:
        could_not = pick(("ตรวจไม่ได้", "not judged"), language)
        return name, could_not, "–", "–", _cell(shorten(summary.trouble, _REASON))
    points = summary.points
    return (
        name,
        pick(OUTCOMES["MET" if summary.complete else "NOT_MET"], language),
        digits(f"{points.earned}/{points.printed}", language),
        digits(summary.letters, language),
        count_of_activities(summary.missing, language) if summary.missing else "–",
    )


def headline(batch: BatchResult, language: str) -> str:
    """One line that a director reads."""
    asked = [a for a in batch.activities if a.asked]
    words = (
        "ครบ {done} จาก {all} กิจกรรม ได้ {earned} จาก {printed} คะแนน กำหนดส่ง {due}",
        "{done} of {all} activities complete, {earned} of {printed} points, due {due}",
    )
    return told(
        words,
        language,
        done=sum(a.complete for a in asked),
        all=len(asked),
        earned=batch.points.earned,
        printed=batch.points.printed,
        due=show_date(batch.due, language),
    )


def table_rows(batch: BatchResult, plan: Plan, language: str) -> list[dict[str, str]]:
    """One row an activity, the open ones first, with the kinds that are missing."""
    return [
        _row(a, plan, language)
        for a in sorted(batch.activities, key=lambda a: (_ORDER.index(a.outcome), a.number))
    ]


def _row(activity: ActivityResult, plan: Plan, language: str) -> dict[str, str]:
    titles = (
        ("ที่", "No."),
        ("กิจกรรม", "Activity"),
        ("ผล", "Outcome"),
        ("คะแนน", "Points"),
        ("ที่ยังขาด", "Missing"),
    )
    points = activity.points
    values = (
        digits(activity.number, language),
        # Nearly every title begins with the word that heads the column.
        _cell(shorten(activity.title.removeprefix("กิจกรรม"), _TITLE)),
        _standing(activity, language),
        digits(f"{points.earned}/{points.printed}", language) if points and points.printed else "–",
        _missing(activity, plan, language) or "–",
    )
    return dict(zip((pick(t, language) for t in titles), values, strict=True))


def _standing(activity: ActivityResult, language: str) -> str:
    """The outcome, or the timeliness if that says more."""
    late = activity.timeliness
    if activity.outcome is Outcome.NOT_MET and late is Timeliness.OVERDUE:
        return pick(TIMELINESS["overdue"], language)
    if activity.outcome is Outcome.NOT_MET and activity.extension is not None:
        return pick(("ขยายเวลา", "extended"), language)
    if activity.outcome is Outcome.MET and late is Timeliness.LATE:
        return pick(("ครบ ล่าช้า", "met late"), language)
    return pick(OUTCOMES[activity.outcome.value], language)


def _missing(activity: ActivityResult, plan: Plan, language: str) -> str:
    """`รายงาน (ขาดหัวข้อ), ตัวเลข ๒`: as many as fit, and how many more."""
    counts = Counter(
        _kind(plan, f.id, language) + _why_open(f, language) for f in activity.open_findings
    )
    items = [
        name if count == 1 else f"{name} {digits(count, language)}"
        for name, count in counts.items()
    ]
    for shown in range(len(items), 1, -1):
        text = ", ".join(items[:shown]) + and_more(len(items) - shown, language)
        if shorten(text, _MISSING) == text:
            return text
    return "".join(items[:1]) + and_more(len(items) - 1, language)


def _kind(plan: Plan, asked: AskedId, language: str) -> str:
    """What a requirement or measure is, in a word."""
    if isinstance(asked, MeasureId):
        return pick(("ตัวเลข", "number"), language)
    return pick(KINDS[plan.requirement_by_id[asked].kind], language)


def _why_open(finding: Finding, language: str) -> str:
    """Why something that came in does not suffice; empty if nothing came in."""
    if finding.returned:
        return pick((" (ส่งคืน)", " (returned)"), language)
    lacking = (SectionOutcome.NOT_FOUND,)
    if any(section.outcome in lacking for section in finding.sections):
        return pick((" (ขาดหัวข้อ)", " (sections)"), language)
    if finding.sections and finding.outcome is Outcome.NOT_AVAILABLE:
        return pick((" (รอยืนยัน)", " (to confirm)"), language)
    return ""


def _relief_lines(activity: ActivityResult, language: str) -> list[str]:
    return [
        f"{relief_title(activity, relief)}: {relief_sentence(relief, language)}"
        for relief in activity.reliefs
        if activity.needs(relief)
    ]


def summary(outcome: CheckOutcome, batch: BatchResult, plan: Plan, language: str) -> str:
    """The batch in markdown: the headline, a table, then each open activity with its groups and its remedy."""
    title = f"## {batch.title}\n\n**{headline(batch, language)}**\n"
    policy = pick(("นโยบายคะแนน", "Points policy"), language)
    history = pick(("ผลตรวจครั้งก่อน ๆ", "Earlier checks"), language)
    lines = [
        title,
        f"{policy}: `{outcome.evaluation.policy}`\n\n",
        f"[{history}](/artifacts/key/check-{batch.batch})\n\n",
        *_table(table_rows(batch, plan, language)),
    ]
    for activity in batch.activities:
        if activity.open_findings:
            number = digits(activity.number, language)
            lines.append(f"\n### {number}. {_plain(activity.title)}\n")
            lines.append(f"{_answers(activity, plan, language)}\n\n")
            lines += [
                f"- **{f.id}** {_plain(f.found)} → {_plain(f.remedy)}\n"
                for f in activity.open_findings
            ]
    return "".join([*lines, *_reliefs(batch, language)])


def _table(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The rows as a table in markdown, with its head."""
    head = list(rows[0]) if rows else []
    for cells in (head, ["---"] * len(head), *(row.values() for row in rows)):
        yield f"| {' | '.join(cells)} |\n"


def _answers(activity: ActivityResult, plan: Plan, language: str) -> str:
    """Who is responsible, and the timeliness."""
    groups = ", ".join(plan.group_by_id[g].short_name for g in activity.groups)
    return f"{_plain(groups)} · {pick(TIMELINESS[activity.timeliness.value], language)}"


def _reliefs(batch: BatchResult, language: str) -> Iterator[str]:
    """What was waived, does not apply or was extended, under its heading."""
    lines = [(a, line) for a in batch.activities for line in _relief_lines(a, language)]
    if lines:
        yield f"\n### {pick(('ข้อผ่อนผัน', 'Reliefs'), language)}\n"
    for activity, line in lines:
        yield f"- **{digits(activity.number, language)}** {_plain(line)}\n"


def _plain(text: str) -> str:
    """Escape people's words, such as file names: their markdown or HTML must have no effect."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(
            mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark]
        )
    return " ".join(text.split())


_UNMARKED = str.maketrans("[]<>`*_~\\|", "()()'·--//")
_INVISIBLE = "\u2060"
_BEGINS_SOMETHING = re.compile(r"^(?=[-+#=0-9])|(?<=&)|(?<=www)(?=\.)|(?=://)|(?=@)")
"""What begins a list, a heading, an entity or a link."""


def _cell(text: str) -> str:
    """People's words in a table. One of Prefect's two pages reads a cell as markdown, the other as plain text.

    A backslash would show on the second, so signs of markdown are replaced or broken up.
    """
    return _BEGINS_SOMETHING.sub(_INVISIBLE, " ".join(text.split()).translate(_UNMARKED))
