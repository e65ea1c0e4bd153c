"""A sending process of its own, to be killed: claims, delivers and records until nothing is due.

`python -m tests.support.sender OWNER NOW MAIL_URL MAILBOX`; the database comes from KAMNOT_DATABASE_URL.
The clock starts at NOW and runs on from there, so that tests need not wait for leases.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from notifications.channels import Courier
from storage import outbox
from storage.database import open_database
from storage.settings import Settings


def main(owner: str, start: str, mail_url: str, mailbox: str) -> None:
    """Send what is due; says `ready` on standard output just before the first claim."""
    engine = open_database(Settings())
    courier = Courier([mail_url] if mail_url else [], Path(mailbox))
    begin, began = datetime.fromisoformat(start), time.monotonic()

    def now() -> datetime:
        return begin + timedelta(seconds=time.monotonic() - began)

    def mark(claimed: outbox.ClaimedMail) -> None:
        outbox.mark_data(engine, claimed, now())

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while (claimed := outbox.claim(engine, owner=owner, now=now())) is not None:
        verdict = courier.deliver(
            recipient=claimed.recipient,
            raw=claimed.raw,
            channel=claimed.channel,
            before_data=partial(mark, claimed),
        )
        outbox.record_verdict(
            engine,
            claimed,
            state=verdict.state,
            phase=verdict.phase,
            code=verdict.code,
            detail=verdict.detail,
            now=now(),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
