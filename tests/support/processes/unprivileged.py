"""Doing something without root's rights: root may write into any folder, which hides the very fault."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


def as_nobody(folder: Path, work: Callable[[], str]) -> str:
    """Run `work` in a forked process that owns nothing; returns what it says.

    `folder` and everything above it is made passable; inside, permissions stay as the test set them.
    """
    if os.geteuid() != 0:
        return work()
    with passable(folder):
        return in_child(work)


@contextmanager
def passable(*folders: Path) -> Iterator[None]:
    """Let everybody pass through these folders of root's and all above them, in the block."""
    chosen = {
        p: p.stat().st_mode
        for folder in folders
        for p in (folder, *folder.parents)
        if p.stat().st_uid == 0 and not p.stat().st_mode & 0o001
    }
    for path, mode in chosen.items():
        path.chmod(mode | 0o011)
    try:
        yield
    finally:
        for path, mode in chosen.items():
            path.chmod(mode)


def in_child(work: Callable[[], str], account: int = NOBODY, groups: Sequence[int] = ()) -> str:
    """Run `work` in a forked process of this account; returns what it says."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups(groups)
            os.setgid(account)
            os.setuid(account)
            answer = work()
        except BaseException as error:  # noqa: BLE001  # a fork must not run on as a second pytest
            answer = f"{type(error).__name__}: {error}"
        os.write(sending, answer.encode())
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as stream:
        answer = stream.read().decode()
    os.waitpid(child, 0)
    return answer
