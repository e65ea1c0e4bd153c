"""Faults of relays, senders and their clocks: cases 1 to 15 of which letters are made."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import kills
from benchmarks.faults.office import DAY, GROUPS, ROOT, Office, Seen, demand, ended, until
from storage.db.database import open_database, writing
from storage.outbox.enqueue import enqueue
from storage.settings import Settings
from tests.flows.letters.test_deliver import chat_server
from tests.support.servers.postgres import running_server
from tests.support.servers.smtp import relay, rude_relay

Make = Callable[[], Office]


def killed(database: str, times: int) -> Seen:
    """`kill -9` at random moments of two senders."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(home=Path(name) / "home")
        if database == "SQLite":
            found = kills.play(settings, times)
        else:
            with running_server() as server:
                url = server.url(server.create())
                found = kills.play(Settings(home=settings.home, database_url=url), times)
    demand(found.sound, str(found))
    said = f"{found.kills} kills on {database}, {found.in_hand} with a letter in hand"
    return Seen(said, found.lost, found.doubled, found.letters, may_double=found.kills)


def killed_after_250(make: Make) -> Seen:
    """SIGKILL between the relay's 250 and our record of it."""
    office = make()
    with relay() as server:
        server.longest_wait = 20.0
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        sender = office.start("remind", "--as-of", DAY, **url)
        until(lambda: server.accepted, "the relay takes a letter")
        sender.send_signal(signal.SIGKILL)
        sender.communicate()
        server.longest_wait = 0.0
        office.hours_pass()
        office.remind(**url)
        demand(office.states() == ["sent"] * 3, str(office.states()))
        shown = office.run("outbox", "show", "1").text
        demand("unknown" in shown, "the record does not say that it was sent after an unknown end")
        return office.seen(server, "the letter's tries: unknown, then sent", may_double=1)


def dropped_after_data(make: Make) -> Seen:
    """The line breaks after the text of every letter, taken and not taken."""
    office = make()
    with relay(drop="after-accepting") as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        first = office.remind(**url)
        server.drop = ""
        office.hours_pass()
        office.remind(**url)
        demand(office.states() == ["sent"] * 3, str(office.states()))
        tried = [office.run("outbox", "show", str(one.id)).text for one in office.letters()]
        demand(
            all("unknown" in text for text in tried), "not every letter was tried by the first run"
        )
        return office.seen(server, first.sentence, may_double=3)


def hanging_after_data(make: Make) -> Seen:
    """The relay takes texts and never says so, until the channel is given up; all go on with the next run."""
    office = make()
    with relay() as server:
        server.longest_wait = 1e9
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        first = office.remind(**url)
        demand(first.seconds <= 90, f"{first.seconds:.0f} s")
        server.longest_wait = 0.0
        office.hours_pass()
        office.remind(**url)
        demand(office.states() == ["sent"] * 3, str(office.states()))
        return office.seen(server, f"after {first.seconds:.0f} s: {first.sentence}", may_double=2)


def one_dead(make: Make) -> Seen:
    """550 for one of five; run three times."""
    office = make()
    for name in ("selection-2", "campaign-2"):
        said = office.run("contacts", "set", name[:-2], f"{name}@bureau.example")
        demand(said.code == 0, said.text)
    with relay(rcpt={"planning@bureau.example": "550 5.1.1 no such user"}) as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        said, *_ = [office.remind(**url) for _ in range(3)]
        demand(office.states() == ["dead", *["sent"] * 4], str(office.states()))
        [dead] = [letter for letter in office.letters() if letter.state == "dead"]
        demand("550" in office.run("outbox", "show", str(dead.id)).text, "the code is not shown")
        found = office.seen(server, said.sentence)
        demand(found.lost == 1, "the dead one is the only one that did not arrive")
        return Seen(f"shown as dead with 550: {found.said}", 0, found.doubled, found.letters)


def greylisted(make: Make) -> Seen:
    """450 in the first hour."""
    office = make()
    with relay(rcpt={f"{group}@bureau.example": "450 4.2.0 later" for group in GROUPS}) as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        said = office.remind(**url)
        server.rcpt.clear()
        office.hours_pass()
        office.remind(**url)
        demand(office.states() == ["sent"] * 3, str(office.states()))
        demand("450" in office.run("outbox", "show", "1").text, "the first try is not listed")
        return office.seen(server, said.sentence)


def away_for_days(make: Make) -> Seen:
    """No relay on T-7, T-3 and T-1, back on the due day; a chat hears meanwhile."""
    office = make()
    with chat_server() as (port, told):
        make().remind(KAMNOT_NOTIFY_URLS=f"{AWAY['KAMNOT_NOTIFY_URLS']} json://127.0.0.1:{port}/")
    demand(told, "the second channel heard nothing")
    said, *_ = [office.remind(day, **AWAY) for day in (DAY, "2024-03-17", "2024-03-19")]
    with relay() as server:
        office.hours_pass()
        office.remind("2024-03-20", KAMNOT_NOTIFY_URLS=server.url())
        people = [to for to, _ in server.accepted]
        demand(len(people) == len(set(people)), f"more than one letter a person: {people}")
        return office.seen(server, said.sentence)


def silent_and_dripping(make: Make) -> Seen:
    """A relay that says nothing, and one that says a byte a second."""

    def wait(office: Office, *pieces: bytes) -> tuple[float, str]:
        with rude_relay(*pieces, pause=1.0) as url:
            said = office.remind(KAMNOT_NOTIFY_URLS=url.replace("&cto=1", ""))
        return said.seconds, said.sentence

    silent, dripping = make(), make()
    with ThreadPoolExecutor() as pool:
        one = pool.submit(wait, silent)
        two = pool.submit(wait, dripping, b"220 ", *(b"x" for _ in range(300)))
        found = one.result(), two.result()
    demand(max(seconds for seconds, _ in found) <= 90, f"{found}")
    lost = 0
    for office in (silent, dripping):
        with relay() as server:
            office.hours_pass()
            office.remind(KAMNOT_NOTIFY_URLS=server.url())
            lost += office.seen(server, "").lost or 0
    return Seen(f"ended after {found[0][0]:.0f} and {found[1][0]:.0f} s: {found[0][1]}", lost, 0, 6)


def refused_by_login(make: Make) -> Seen:
    """535 at AUTH, then 550 5.7.30 at MAIL."""
    office = make()
    with relay(password="right") as server:
        said = office.remind(KAMNOT_NOTIFY_URLS=server.url(login="officer:wrong@"))
        demand(office.states() == ["pending"] * 3, str(office.states()))
    with relay(mail="550 5.7.30 basic authentication is off") as server:
        office.remind(KAMNOT_NOTIFY_URLS=server.url())
        demand(office.states() == ["pending"] * 3, str(office.states()))
        server.mail = "250 OK"
        office.remind(KAMNOT_NOTIFY_URLS=server.url())
        return office.seen(server, said.sentence)


def rude_goodbye(make: Make) -> Seen:
    """421 at QUIT after the 250."""
    office = make()
    with relay(quit="421 4.3.2 shutting down") as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        said = office.remind(**url)
        office.hours_pass()
        office.remind(**url)
        return office.seen(server, said.sentence)


def again_and_at_once(make: Make) -> Seen:
    """Four runs at once, then three by hand."""
    office = make()
    with relay() as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        runs = [office.start("remind", "--as-of", DAY, **url) for _ in range(4)]
        for run in runs:
            ended(run, time.monotonic())
        said = [office.remind(**url) for _ in range(3)][-1]
        demand(len(office.letters()) == 3, f"{len(office.letters())} letters were written")
        return office.seen(server, said.sentence or "nothing new is said")


def there_and_back(make: Make) -> Seen:
    """What is owed changes from A to B and back to A while the letter waits."""
    office = make()
    engine = open_database(Settings(home=office.home))
    for facts in "ABA":
        with writing(engine) as session:
            enqueue(
                session,
                [replace(kills.a_mail("planning@bureau.example", facts), kind="notice")],
                run_id=None,
                now=datetime.now(UTC),
            )
    engine.dispose()
    with relay() as server:
        office.remind("2023-10-02", KAMNOT_NOTIFY_URLS=server.url())
        demand(office.states() == ["sent", "superseded", "superseded"], str(office.states()))
        return office.seen(server, "two superseded, the last one sent")


AWAY = {"KAMNOT_NOTIFY_URLS": "mailto://127.0.0.1:9?from=kamnot@example.go.th"}
"""No relay listens there."""


def changed_while_waiting(make: Make) -> Seen:
    """While letters wait, the due date moves in the plan; and a group's only activity is no longer asked for."""
    moved, freed = make(), make()
    folder = moved.home / "plans" / "2567"
    shutil.copytree(ROOT / "plans" / "2567", folder)
    for office in (moved, freed):
        office.remind(**AWAY)
        demand(office.states() == ["pending"] * 3, str(office.states()))
    plan = folder / "plan.yaml"
    start, batch, rest = plan.read_text("utf-8").partition("- id: march\n")
    plan.write_text(start + batch + rest.replace("2024-03-20", "2024-03-22", 1), "utf-8")
    said = moved.run("plan", "apply", "--why", "moved")
    demand(said.code == 0, said.text)
    told = freed.run(
        "relief", "not-applicable", "6", "--why", "moved", "--on", DAY, "--authoriser", "สำนัก"
    )
    demand(told.code == 0, told.text)
    with relay() as server, relay() as other:
        for office, mails, day in ((moved, server, "2024-03-15"), (freed, other, DAY)):
            office.hours_pass()
            office.remind(day, KAMNOT_NOTIFY_URLS=mails.url())
        people = sorted(to for to, _ in server.accepted)
        demand(people == sorted(f"{g}@bureau.example" for g in GROUPS), f"moved: {people}")
        demand("selection@bureau.example" not in dict(other.accepted), "asked for what is not owed")
        seen = moved.seen(server, said.sentence), freed.seen(other, "")
    return Seen(
        seen[0].said,
        *(sum(getattr(one, n) for one in seen) for n in ("lost", "doubled", "letters")),
    )


def bad_addresses(make: Make) -> Seen:
    """`a@`, a Thai local part, nothing, the same person in capitals."""
    office = make()
    said = [
        office.run("contacts", "set", "planning", text) for text in ("a@", "กอ@bureau.example", " ")
    ]
    demand(all(one.code == 2 for one in said), str([one.code for one in said]))
    office.run("contacts", "set", "planning", "PLANNING@bureau.example")
    with relay() as server:
        office.remind(KAMNOT_NOTIFY_URLS=server.url())
        people = [to.casefold() for to, _ in server.accepted]
        demand(len(people) == len(set(people)), f"twice to one person: {people}")
        demand("kamnot@example.go.th" not in people, "mailed to the sender")
        return office.seen(server, said[1].sentence)


def off_for_days(make: Make) -> Seen:
    """The machine is off over T-7 and T-3."""
    office = make()
    with relay() as server:
        said = office.remind("2024-03-18", KAMNOT_NOTIFY_URLS=server.url())
        people = [to for to, _ in server.accepted]
        demand(sorted(people) == sorted(f"{g}@bureau.example" for g in GROUPS), str(people))
        return office.seen(server, said.sentence)


def postgresql_restarts(_make: Make, times: int = 6) -> Seen:
    """PostgreSQL is restarted at random moments while one sender delivers 60 letters."""
    with running_server() as server, tempfile.TemporaryDirectory() as name, relay() as mails:
        settings = Settings(home=Path(name) / "home", database_url=server.url(server.create()))
        mails.longest_wait = 0.2
        found = kills.restarts(settings, server, mails, times)
    return Seen(f"{times} restarts; the sender lived", found.lost, found.doubled, found.letters)
