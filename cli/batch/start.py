"""`kamnot start`: the Word files that a group goes on writing, with everything known filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, numeral, print_json, tell
from cli.front.options import AsJson, AsOf, Unit, argument, option
from cli.front.session import day_of, open_workspace
from cli.front.tables import headed
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from domain.plan.model import Plan
    from flows.papers.starters import StartedDocument

app = typer.Typer()


@app.command()
def start(
    documents: Annotated[
        list[str] | None,
        argument(
            "เอกสาร เช่น 7.report หรือลำดับกิจกรรม (ไม่ระบุ: รายการที่เริ่มได้)",
            "Documents such as 7.report, or an activity; without any, what can be begun.",
            "DOCUMENT",
        ),
    ] = None,
    *,
    unit: Unit = None,
    batch: Annotated[
        str | None,
        option(
            "ทั้งรอบ โฟลเดอร์ละคณะ เช่น march",
            "A whole batch, a folder for each group.",
            metavar="BATCH",
        ),
    ] = None,
    out: Annotated[
        Path, option("โฟลเดอร์ หรือไฟล์ .docx", "A folder, or a .docx file.", metavar="PATH")
    ] = Path(),
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Begin documents such as 7.report (7: all of the activity); without any, list what can be begun."""
    from flows.papers.starters import start, start_batch, starters_meant

    if documents and batch is not None:
        raise KamnotError(
            "ระบุเอกสาร หรือระบุรอบ อย่างใดอย่างหนึ่ง", "Name documents or a batch, not both."
        )
    ws = open_workspace()
    if not documents and batch is None:
        _list(ws.plan, as_json=as_json)
        return
    day, meant = day_of(ws, as_of), ws.unit(unit)
    if batch is not None:
        made = start_batch(ws, meant, ws.batches(batch), out, day)
    else:
        made = start(ws, meant, starters_meant(ws.plan, documents or ()), out, day)
    if as_json:
        from reports.schemas.papers import StartedDocuments

        print_json(StartedDocuments.of(unit=meant, as_of=day, files=made))
        return
    _tell(made)


_SAID = {
    "made": ("สร้างแล้ว {path}", "Made {path}", None),
    "renewed": ("ทำใหม่ด้วยข้อมูลล่าสุด {path}", "Made anew with what is known now: {path}", None),
    "kept": (
        "มีผู้เขียนไว้แล้ว คงเดิม {path}",
        "Left as it is, somebody has written in it: {path}",
        "yellow",
    ),
    "other": (
        "เป็นแบบตั้งต้นของเอกสาร สำนัก หรือปีอื่น คงเดิม {path}",
        "Left as it is, a starter of another document, unit or year: {path}",
        "yellow",
    ),
}


def _tell(made: list[StartedDocument]) -> None:
    for one in made:
        thai, english, style = _SAID[one.outcome.value]
        tell(thai.format(path=one.path), english.format(path=one.path), style=style)
    count = sum(one.outcome.value in ("made", "renewed") for one in made)
    tell(
        f"แบบตั้งต้น {numeral(count)} ไฟล์ เปิดด้วย Word หรือ LibreOffice พิมพ์แทนบรรทัดคำแนะนำ แล้วส่งกลับตามปกติ",
        f"{count} starter(s): open them in Word or LibreOffice, type over the lines of help, and hand them in.",
    )


def _list(plan: Plan, *, as_json: bool) -> None:
    """Every document that can be begun."""
    if as_json:
        from reports.schemas.papers import StartersDocument

        print_json(StartersDocument.of(starters=_listed(plan)))
        return
    table = headed(("เอกสาร", "Document"), ("แบบตั้งต้น", "Starter"), ("กิจกรรม", "Activity"))
    for asked, kind in sorted(plan.starter_of.items(), key=lambda found: found[0].activity):
        table.add_row(str(asked), kind.title, plan.by_number[asked.activity].title)
    console().print(table)


def _listed(plan: Plan) -> tuple[dict[str, str], ...]:
    return tuple(
        {"document": str(asked), "starter": kind.id, "title": kind.title}
        for asked, kind in sorted(plan.starter_of.items(), key=lambda found: found[0].activity)
    )
