"""`kamnot review`: a reviewer's word on what came in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import console, language, print_json, say
from cli.evidence import ItemNumber
from domain.errors import KamnotError

if TYPE_CHECKING:
    from storage.evidence import ListedEvidence

app = typer.Typer(
    help=say("ตรวจรับหลักฐาน หรือส่งคืนพร้อมเหตุผล", "Accept evidence, or return it with a reason.")
)

_ON = Annotated[
    str | None, typer.Option(help=say("วันที่ตรวจ (ค่าเริ่มต้น: วันนี้)", "Day of the review (today)."))
]
_VERSION = Annotated[
    int | None,
    typer.Option(min=1, help=say("ฉบับที่ (ค่าเริ่มต้น: ล่าสุด)", "The version (the newest).")),
]
_JSON = Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))]


@app.command(help=say("ตรวจรับหลักฐานเลขที่นี้", "Accept this item."))
def accept(
    item: ItemNumber,
    *,
    note: Annotated[str, typer.Option(help=say("หมายเหตุ", "A note."))] = "",
    on: _ON = None,
    version: _VERSION = None,
    as_json: _JSON = False,
) -> None:
    """Keep that a person read it and found it good, also where a machine cannot (a scan)."""
    _review(item, version, accepted=True, reason=note, on=on, as_json=as_json)


@app.command(name="return", help=say("ส่งคืนให้แก้ไข พร้อมเหตุผล", "Return this item with a reason."))
def return_(
    item: ItemNumber,
    *,
    why: Annotated[
        str, typer.Option(metavar="REASON", help=say("เหตุผล (ต้องระบุ)", "The reason (needed)."))
    ] = "",
    on: _ON = None,
    version: _VERSION = None,
    as_json: _JSON = False,
) -> None:
    """Keep that it does not count until it is mended; KamnotError without a reason."""
    _review(item, version, accepted=False, reason=why, on=on, as_json=as_json)


def _review(
    item: int,
    version: int | None,
    *,
    accepted: bool,
    reason: str,
    on: str | None,
    as_json: bool,
) -> None:
    from cli.work import actor, day_of, open_workspace
    from storage.database import writing
    from storage.evidence import add_review, find_version

    day = day_of(on)
    ws = open_workspace()
    with writing(ws.engine) as session:
        meant = find_version(session, item, version)
        _refuse_withdrawn(meant)
        add_review(
            session,
            item=item,
            version=meant.fact.version,
            accepted=accepted,
            reason=reason,
            reviewed_on=day,
            by=actor(),
            now=ws.now(),
        )
    if as_json:
        print_json(_json(meant, accepted=accepted, reason=reason.strip(), day=day))
        return
    _tell(meant, accepted=accepted)


def _refuse_withdrawn(meant: ListedEvidence) -> None:
    if meant.withdrawn_on is not None:
        item = meant.fact.item
        raise KamnotError(
            f"หลักฐานเลขที่ {item} ถูกถอนไปแล้ว จึงไม่ต้องตรวจรับ โปรดดูเลขที่จาก kamnot evidence list",
            f"Evidence item {item} was withdrawn: no review counts."
            " kamnot evidence list shows what stands.",
        )


def _json(meant: ListedEvidence, *, accepted: bool, reason: str, day: date) -> dict[str, Any]:
    return {
        "schema": "kamnot/review/1",
        "item": meant.fact.item,
        "version": meant.fact.version,
        "requirement": meant.fact.requirement,
        "file_name": meant.fact.file_name,
        "accepted": accepted,
        "reason": reason,
        "reviewed_on": day.isoformat(),
    }


def _tell(meant: ListedEvidence, *, accepted: bool) -> None:
    from domain.wording import digits

    fact = meant.fact
    done = say("ตรวจรับแล้ว", "Accepted") if accepted else say("ส่งคืนแล้ว", "Returned")
    number = digits(fact.version, language())
    which = say(f"ฉบับที่ {number}", f"version {number}")
    console().print(f"{done}: {fact.requirement} {fact.file_name} ({which})", markup=False)
