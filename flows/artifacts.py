"""What Prefect's page shows at a glance after a check: a Thai table and a summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from domain.findings import ActivityResult, BatchResult, Outcome
from domain.plan import Plan
from domain.reliefs import relief_sentence, relief_title
from domain.thai import show_date
from domain.wording import OUTCOMES, TIMELINESS, digits, pick
from flows.check import CheckOutcome, CheckRequest
from flows.many import UnitSummary


def publish(outcome: CheckOutcome, plan: Plan, language: str) -> None:
    """Write a table and a summary for each checked batch. Keys: `check-march`, `summary-march`."""
    from prefect.artifacts import create_markdown_artifact, create_table_artifact

    for name in outcome.batches:
        batch = outcome.evaluation.batch(name)
        create_table_artifact(
            table=table_rows(batch, plan, language),
            key=f"check-{name}",
            description=headline(batch, language),
        )
        create_markdown_artifact(markdown=summary(outcome, batch, language), key=f"summary-{name}")


def publish_units(summaries: Sequence[UnitSummary], request: CheckRequest, language: str) -> None:
    """Write one table of all units for the batches checked. Key: `units-march`."""
    from prefect.artifacts import create_table_artifact

    names = (
        ("สำนัก", "Unit"),
        ("ครบ", "Complete"),
        ("คะแนน", "Points"),
        ("จดหมายใหม่", "New letters"),
    )
    head = [pick(name, language) for name in names]
    rows = [
        dict(zip(head, _unit_row(s, language), strict=True))
        for s in sorted(summaries, key=lambda s: (s.complete, s.points.earned, s.unit))
    ]
    create_table_artifact(table=rows, key="units-" + "-".join(request.batches[:1]))


def _unit_row(summary: UnitSummary, language: str) -> tuple[str, str, str, str]:
    points = summary.points
    return (
        summary.unit,
        pick(("ครบ", "yes") if summary.complete else ("ไม่ครบ", "no"), language),
        digits(f"{points.earned}/{points.printed}", language),
        digits(summary.letters, language),
    )


def headline(batch: BatchResult, language: str) -> str:
    """One line that a director reads."""
    asked = [a for a in batch.activities if a.outcome is not Outcome.NOT_APPLICABLE]
    text = pick(
        (
            "ครบ {done} จาก {all} กิจกรรม ได้ {earned} จาก {printed} คะแนน กำหนดส่ง {due}",
            "{done} of {all} activities complete, {earned} of {printed} points, due {due}",
        ),
        language,
    )
    return text.format(
        done=digits(sum(a.complete for a in asked), language),
        all=digits(len(asked), language),
        earned=digits(batch.points.earned, language),
        printed=digits(batch.points.printed, language),
        due=show_date(batch.due, language),
    )


def table_rows(batch: BatchResult, plan: Plan, language: str) -> list[dict[str, Any]]:
    """One row an activity, with what is missing in words."""
    return [_row(a, plan, language) for a in batch.activities]


def _row(activity: ActivityResult, plan: Plan, language: str) -> dict[str, Any]:
    names = ("ที่", "กิจกรรม", "ผล", "กำหนด", "คะแนน", "ผู้รับผิดชอบ", "ที่ยังขาด", "ข้อผ่อนผัน")
    english = (
        "No.", "Activity", "Outcome", "Timeliness", "Points", "Responsible", "Missing", "Reliefs",
    )  # fmt: skip
    points = activity.points
    values = (
        digits(activity.number, language),
        activity.title,
        pick(OUTCOMES[activity.outcome.value], language),
        pick(TIMELINESS[activity.timeliness.value], language),
        digits(f"{points.earned}/{points.printed}", language) if points and points.printed else "-",
        ", ".join(plan.group_by_id[g].short_name for g in activity.groups),
        "; ".join(f"{f.title}: {f.found}" for f in activity.open_findings),
        "; ".join(_relief_lines(activity, language)),
    )
    return dict(zip(english if language == "en" else names, values, strict=True))


def _relief_lines(activity: ActivityResult, language: str) -> list[str]:
    return [
        f"{relief_title(activity, relief)}: {relief_sentence(relief, language)}"
        for relief in activity.reliefs
        if activity.needs(relief)
    ]


def summary(outcome: CheckOutcome, batch: BatchResult, language: str) -> str:
    """The batch in a few lines of markdown: the headline, then each open activity and its remedy."""
    title = f"## {batch.title}\n\n**{headline(batch, language)}**\n"
    policy = pick(("นโยบายคะแนน", "Points policy"), language)
    table = pick(("ตารางทุกกิจกรรม", "All activities"), language)
    history = pick(("ผลตรวจครั้งก่อน ๆ", "Earlier checks"), language)
    lines = [
        title,
        f"{policy}: `{outcome.evaluation.policy}`\n\n",
        f"[{table}](/artifacts/key/check-{batch.batch}) · ",
        f"[{history}](/artifacts/key/summary-{batch.batch})\n",
    ]
    for activity in batch.activities:
        if activity.open_findings:
            number = digits(activity.number, language)
            lines.append(f"\n### {number}. {_plain(activity.title)}\n")
            lines += [
                f"- **{f.id}** {_plain(f.found)} → {_plain(f.remedy)}\n"
                for f in activity.open_findings
            ]
    return "".join([*lines, *_reliefs(batch, language)])


def _reliefs(batch: BatchResult, language: str) -> Iterator[str]:
    """What was waived, does not apply or was extended, under a heading of its own."""
    told = [(a, line) for a in batch.activities for line in _relief_lines(a, language)]
    if told:
        yield f"\n### {pick(('ข้อผ่อนผัน', 'Reliefs'), language)}\n"
    for activity, line in told:
        yield f"- **{digits(activity.number, language)}** {_plain(line)}\n"


def _plain(text: str) -> str:
    """File names are people's words: no markdown or HTML of theirs is acted on."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(
            mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark]
        )
    return " ".join(text.split())
