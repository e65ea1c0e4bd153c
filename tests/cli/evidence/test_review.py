"""A reviewer's word by command: what it does to the check, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cli.front.session import actor
from tests.support.commands import RECEIVED, Run

SLOT = "7.report"


def hand_in(run: Run, folder: Path, *, gray: int = 128) -> int:
    """Take in a scan of the report, in which no machine finds a section; its item number."""
    path = folder / "สแกน.pdf"
    Image.new("L", (600, 800), gray).save(path)
    added = run("evidence", "add", SLOT, str(path), *RECEIVED, "--json")
    item: int = json.loads(added[1])["files"][0]["item"]
    return item


@pytest.fixture
def item(ready: Run, tmp_path: Path) -> str:
    return str(hand_in(ready, tmp_path))


def finding(run: Run, as_of: str = "2024-03-13") -> dict[str, Any]:
    batch = json.loads(run("check", "march", "--as-of", as_of, "--dry-run", "--json")[1])
    found = [f for a in batch["activities"] for f in a["findings"] if f["id"] == SLOT]
    result: dict[str, Any] = found[0]
    return result


def test_a_scan_is_unknown_until_a_reviewer_accepts_it(ready: Run, item: str) -> None:
    assert finding(ready)["outcome"] == "NOT_AVAILABLE"
    code, out, _ = ready("review", "accept", item, "--on", "2024-03-05", "--note", "อ่านแล้ว")
    assert (code, SLOT in out) == (0, True)
    assert finding(ready)["outcome"] == "MET"


def test_a_word_counts_from_the_day_it_was_given(ready: Run, item: str) -> None:
    ready("review", "accept", item, "--on", "๕ มีนาคม ๒๕๖๗")
    days = ("2024-03-04", "2024-03-05", "2024-03-06")
    assert [finding(ready, day)["outcome"] for day in days] == ["NOT_AVAILABLE", "MET", "MET"]


def test_a_returned_report_is_not_met_and_the_check_says_why(ready: Run, item: str) -> None:
    ready("review", "accept", item, "--on", "2024-03-05")
    ready("review", "return", item, "--why", "ขาดลายมือชื่อ", "--on", "2024-03-06")
    after = finding(ready)
    assert after["outcome"] == "NOT_MET"
    assert "ขาดลายมือชื่อ" in after["found"]
    assert "ขาดลายมือชื่อ" in ready("evidence", "list")[1]


def test_the_newest_version_is_meant_and_an_older_one_only_by_who_saw_the_newest(
    ready: Run, item: str, tmp_path: Path
) -> None:
    assert str(hand_in(ready, tmp_path, gray=200)) == item
    newest = json.loads(ready("review", "accept", item, "--json")[1])
    words = ("review", "accept", item, "--version", "1")
    code, _, err = ready(*words)
    assert (code, "มีฉบับที่ ๒ แล้ว" in err, err.count("\n")) == (2, True, 1)
    first = json.loads(ready(*words, "--seen", "2", "--json")[1])
    assert (newest["version"], first["version"]) == (2, 1)


def test_the_json_of_a_review_says_what_was_kept(ready: Run, item: str) -> None:
    words = ("review", "return", item, "--why", " ไม่มีภาพ ", "--on", "6 มี.ค. 67", "--json")
    assert json.loads(ready(*words)[1]) == {
        "schema": "kamnot/review/1",
        "item": int(item),
        "version": 1,
        "requirement": SLOT,
        "file_name": "สแกน.pdf",
        "accepted": False,
        "reason": "ไม่มีภาพ",
        "reviewed_on": "2024-03-06",
    }


def test_the_list_names_each_item_by_its_number_first(ready: Run, item: str) -> None:
    row = next(line for line in ready("evidence", "list")[1].splitlines() if SLOT in line)
    assert row.split()[:2] == [item, SLOT]


def test_a_withdrawn_item_counts_until_the_day_and_then_no_more(ready: Run, item: str) -> None:
    ready("review", "accept", item, "--on", "2024-03-02")
    words = ("evidence", "withdraw", item, "--why", "ส่งผิดกิจกรรม", "--on", "2024-03-10")
    assert ready(*words)[0] == 0
    days = ("2024-03-09", "2024-03-10", "2024-03-11")
    assert [finding(ready, day)["outcome"] for day in days] == ["MET", "NOT_MET", "NOT_MET"]
    assert "ยังไม่มีหลักฐาน" in ready("evidence", "list")[1]
    [kept] = json.loads(ready("evidence", "list", "--json")[1])["items"]
    assert kept["withdrawn_on"] == "2024-03-10"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("review", "accept", "99"), "ไม่พบหลักฐานเลขที่ ๙๙", id="accept nothing"),
        pytest.param(
            ("review", "return", "99", "--why", "x"), "ไม่พบหลักฐานเลขที่ ๙๙", id="return nothing"
        ),
        pytest.param(("review", "return", "1"), "ต้องมีเหตุผล", id="no reason"),
        pytest.param(("review", "return", "1", "--why", "  "), "ต้องมีเหตุผล", id="an empty reason"),
        pytest.param(
            ("review", "accept", "1", "--version", "7"), "ไม่มีฉบับที่ ๗", id="unknown version"
        ),
        pytest.param(("review", "accept", "รายงาน"), "ใช้กับเลขที่ไม่ได้", id="no number"),
        pytest.param(
            ("review", "accept", "9" * 30), "ใช้กับเลขที่ไม่ได้", id="a number beyond any table"
        ),
        pytest.param(("review", "accept", "1", "--version", "9" * 30), "ฉบับ", id="such a version"),
        pytest.param(("review", "accept", "1", "--on", "31/02/2567"), "วันที่", id="impossible day"),
        pytest.param(
            ("evidence", "withdraw", "99", "--why", "x"),
            "ไม่พบหลักฐานเลขที่ ๙๙",
            id="withdraw nothing",
        ),
        pytest.param(("evidence", "withdraw", "1"), "ต้องมีเหตุผล", id="withdraw without a reason"),
    ],
)
def test_what_cannot_be_reviewed_ends_in_one_sentence(
    ready: Run, item: str, words: tuple[str, ...], sentence: str
) -> None:
    assert item == "1"
    code, _, said = ready(*words)
    assert (code, said.count("\n")) == (2, 1)
    assert sentence in said
    [kept] = json.loads(ready("evidence", "list", "--json")[1])["items"]
    assert (kept["accepted"], kept["withdrawn_on"]) == (None, None)


def test_nothing_is_said_of_what_was_withdrawn(ready: Run, item: str) -> None:
    ready("evidence", "withdraw", item, "--why", "ส่งผิด", "--on", "2024-03-10")
    code, _, said = ready("review", "accept", item)
    assert (code, "ถูกถอนไปแล้ว" in said) == (2, True)


def test_everything_complete_is_accepted_at_once_and_the_rest_is_left(
    ready: Run, tmp_path: Path
) -> None:
    hand_in(ready, tmp_path)  # a scan: doubtful, so it waits for a person
    for number, seed in ((1, 20), (2, 90)):
        path = tmp_path / f"ภาพ {number}.jpg"
        Image.effect_noise((320, 240), seed).save(path)
        ready("evidence", "add", "7.photos", str(path), *RECEIVED)

    code, out, _ = ready("review", "accept", "--all-complete", "--on", "2024-03-05")

    assert (code, out.count("ตรวจรับแล้ว")) == (0, 2)
    waiting = json.loads(ready("review", "list", "--json")[1])["items"]
    assert [e["file_name"] for e in waiting] == ["สแกน.pdf"]
    again = ready("review", "accept", "--all-complete", "--on", "2024-03-05")
    assert "ไม่มีรายการ" in again[1]


@pytest.mark.parametrize("words", [(), ("1", "--all-complete")])
def test_either_an_item_or_all_complete_is_named(ready: Run, words: tuple[str, ...]) -> None:
    code, _, err = ready("review", "accept", *words)

    assert (code, "--all-complete" in err) == (2, True)


def test_only_the_planning_group_reviews_once_accounts_are_registered(
    ready: Run, item: str
) -> None:
    ready("contacts", "set", "campaign", "a@bureau.example", "--account", actor())
    code, _, err = ready("review", "accept", item)
    assert (code, "ผู้ตรวจรับหลักฐานคือ" in err) == (2, True)

    ready("contacts", "set", "planning", "a@bureau.example", "--account", actor())
    assert ready("review", "accept", item)[0] == 0


def test_where_the_plan_wants_two_people_nobody_reviews_their_own(
    ready: Run, tmp_path: Path
) -> None:
    two = [
        r["id"]
        for a in json.loads(ready("plan", "show", "--json")[1])["activities"]
        for r in a["requirements"]
        if r["two_people"]
    ]
    path = tmp_path / "ประกาศ.pdf"
    Image.new("L", (600, 800), 90).save(path)
    added = json.loads(ready("evidence", "add", two[0], str(path), "--json")[1])["files"][0]

    code, _, err = ready("review", "accept", str(added["item"]))

    assert (code, "ผู้ลงนามอีกคน" in err) == (2, True)
    paper = f"kamnot review accept {added['item']} --on-paper --signed-by ตำแหน่ง --why เหตุผล"
    assert paper in err

    accept = ("review", "accept", str(added["item"]))
    office = ("--signed-by", "หัวหน้าคณะทำงานด้านแผนงาน")
    for lacking in (("--on-paper", "--why", "ลงนามแล้ว"), ("--on-paper", *office), office):
        assert ready(*accept, *lacking)[0] == 2
    assert ready(*accept, "--on-paper", *office, "--why", "ลงนามในทะเบียนตรวจรับ")[0] == 0
    shown = json.loads(ready("evidence", "show", str(added["item"]), "--json")[1])
    assert shown["versions"][0]["signed_by"] == "หัวหน้าคณะทำงานด้านแผนงาน"
    assert (
        "หัวหน้าคณะทำงานด้านแผนงาน ลงนามบนกระดาษ" in ready("evidence", "show", str(added["item"]))[1]
    )


def test_an_erased_sender_still_does_not_review_their_own(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ประกาศ.pdf"
    Image.new("L", (600, 800), 90).save(path)
    monkeypatch.setattr("cli.evidence.evidence.actor", lambda: "somsri")
    assert ready("evidence", "add", "1.declaration", str(path))[0] == 0
    assert ready("audit", "erase", "somsri", "--why", "คำขอ", "--yes")[0] == 0

    monkeypatch.setattr("cli.evidence.review.actor", lambda: "SOMSRI")
    code, _, said = ready("review", "accept", "1")
    monkeypatch.setattr("cli.evidence.review.actor", lambda: "another")

    assert (code, "ผู้ลงนามอีกคน" in said) == (2, True)
    assert ready("review", "accept", "1")[0] == 0


def test_what_needs_an_eye_is_listed_first_with_its_reason(ready: Run, tmp_path: Path) -> None:
    def pdf(requirement: str, name: str) -> None:
        Image.new("L", (600, 800), 90).save(tmp_path / name)
        assert ready("evidence", "add", requirement, str(tmp_path / name), *RECEIVED)[0] == 0

    Image.effect_noise((320, 240), 40).save(tmp_path / "ภาพ.jpg")
    assert ready("evidence", "add", "1.photos", str(tmp_path / "ภาพ.jpg"), *RECEIVED)[0] == 0
    pdf("1.declaration", "ประกาศ.pdf")
    pdf("9.report", "สแกน.pdf")

    rows = json.loads(ready("review", "list", "--json")[1])["items"]
    shown = ready("review", "list")[1]

    assert [(r["requirement"], r["needs_eye"]) for r in rows] == [
        ("1.declaration", True),
        ("9.report", True),
        ("1.photos", False),
    ]
    assert "ภาพสแกน" in rows[1]["why"]
    assert rows[2]["why"] is None
    assert shown.startswith("ต้องมีคนดู ๒ รายการ อีก ๑ รายการ")
    assert "--all-complete" in shown


def test_nothing_waiting_is_said(ready: Run) -> None:
    assert ready("review", "list")[1] == "ไม่มีรายการที่รอตรวจรับ\n"
