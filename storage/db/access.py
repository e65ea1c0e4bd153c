"""Who reads and writes a home: its owner alone, or on purpose one group (KAMNOT_SHARED_GROUP).

The process's umask does it, because it covers the files that libraries write too. Files that people ask for elsewhere
have the modes of their own umask. Windows knows no modes: there the folder's own rights decide.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from domain.language.errors import KamnotError, NotAllowedError, SurroundingsError
from storage.settings import Settings

_ALONE, _SHARED = 0o077, 0o007
_FOUND: list[int] = []
"""The umask that this process was started with."""


def hide(settings: Settings) -> None:
    """From now on let nobody but the home's owner, or its group, read what this process writes."""
    if sys.platform == "win32":
        return
    home = settings.home
    with suppress(OSError):
        shared = is_shared(home) if home.exists() else bool(settings.shared_group)
        found = os.umask(_SHARED if shared else _ALONE)
        if not _FOUND:
            _FOUND.append(found)


@contextmanager
def own_files() -> Iterator[None]:
    """What is written in the block is the person's own: it has the modes of their umask."""
    ours = os.umask(_FOUND[0]) if _FOUND else None
    try:
        yield
    finally:
        if ours is not None:
            os.umask(ours)


def refuse_stranger(settings: Settings, file: Path | None) -> None:
    """Raise NotAllowedError if the home is another account's, who could not read what this one would write.

    `file` is the database, if it is one.
    """
    if sys.platform == "win32":
        return
    known = settings.mailbox if file is None else file
    with suppress(OSError):
        owner = known.stat().st_uid
        if owner == os.geteuid() or not is_writable(known.parent) or is_shared(known.parent):
            return
        # Some network drives give every file one owner, and an access list may let both in.
        with TemporaryFile(dir=known.parent) as probe:
            if os.fstat(probe.fileno()).st_uid == owner or _has_default_list(known.parent):
                return
        raise NotAllowedError(
            f"โฟลเดอร์ข้อมูล “{settings.home}” เป็นของบัญชีอื่น ({_name(owner)}) ไฟล์ที่บัญชีนี้เขียนจะทำให้เจ้าของใช้งานไม่ได้"
            " จึงไม่ได้ทำอะไร โปรดสั่งด้วยบัญชีเจ้าของ หรือให้เจ้าของตั้งกลุ่มที่ใช้ร่วมกัน (KAMNOT_SHARED_GROUP)",
            f"The home {settings.home} is another account's ({_name(owner)}), and files of this one would lock it out,"
            " so nothing was done. Use the owner's account, or let the owner share it (KAMNOT_SHARED_GROUP).",
        )


def is_writable(path: Path) -> bool:
    """Whether this account may write the file, or make files in the folder."""
    mode = os.W_OK | (os.X_OK if path.is_dir() else os.R_OK)
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def is_shared(folder: Path) -> bool:
    """Whether a group writes there, so that what one of its members makes is the group's too. Raises OSError."""
    found = folder.stat()
    of_group = bool(found.st_mode & stat.S_ISGID) or found.st_gid == os.getegid()
    return of_group and bool(found.st_mode & stat.S_IWGRP)


def group_of(folder: Path) -> str | None:
    """The name of the group that shares the folder on purpose; None if it has one owner."""
    if sys.platform == "win32" or not (is_shared(folder) and folder.stat().st_mode & stat.S_ISGID):
        return None
    import grp

    number = folder.stat().st_gid
    with suppress(KeyError):
        return grp.getgrgid(number).gr_name
    return str(number)


def open_to_others(settings: Settings, file: Path | None) -> list[Path]:
    """The home, the folder of its database `file` and of its evidence, where other accounts than its own may read."""
    if sys.platform == "win32":
        return []
    store = settings.store_place
    folders = [
        settings.home,
        *([file.parent] if file else []),
        *([store] if isinstance(store, Path) else []),
    ]
    return [
        folder
        for folder in dict.fromkeys(folders)
        if folder.exists() and _is_open(folder.resolve())
    ]


def _is_open(folder: Path) -> bool:
    others = 0o055 if group_of(folder) is None else 0o005
    way = (above.stat().st_mode & others & 0o011 for above in folder.parents)
    return bool(folder.stat().st_mode & others) and all(way)


def share(settings: Settings) -> None:
    """Give the home and the evidence folder to the group of KAMNOT_SHARED_GROUP, if one is named. Safe to repeat.

    Raises KamnotError if there is no such group, SurroundingsError if this account may not give them away.
    """
    if settings.shared_group is None:
        return
    group = _group(settings.shared_group)
    store = settings.store_place
    folders = [settings.home]
    if isinstance(store, Path) and settings.home not in store.parents:
        folders.append(store)
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _give_all(folder.resolve(), group)
        except OSError as error:
            raise SurroundingsError(
                f"ให้กลุ่ม {settings.shared_group} ใช้ “{error.filename}” ร่วมกันไม่ได้ ({error.strerror})"
                " ผู้สั่งต้องเป็นเจ้าของและเป็นสมาชิกของกลุ่ม หรือเป็นผู้ดูแลระบบ",
                f"{error.filename} cannot be shared with the group {settings.shared_group} ({error.strerror});"
                " its owner must do it and belong to the group, or the administrator.",
            ) from error
    hide(settings)


def _group(name: str) -> int:
    if sys.platform == "win32":
        raise KamnotError(
            "Windows ไม่ใช้ KAMNOT_SHARED_GROUP โปรดตั้งสิทธิ์ของโฟลเดอร์ข้อมูลแทน",
            "Windows does not use KAMNOT_SHARED_GROUP; set the rights of the data folder instead.",
        )
    import grp

    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise KamnotError(
            f"เครื่องนี้ไม่มีกลุ่ม “{name}” (KAMNOT_SHARED_GROUP) โปรดให้ผู้ดูแลระบบสร้างกลุ่มก่อน",
            f"This machine has no group {name!r} (KAMNOT_SHARED_GROUP); let its administrator make it first.",
        ) from None


def _give_all(folder: Path, group: int) -> None:
    _give(str(folder), group)
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            _give(os.path.join(where, name), group)  # noqa: PTH118  # a Path for each of a million files takes long


def _give(path: str, group: int) -> None:
    """Let the group do what the owner may, and nobody else anything. What has just been removed needs it no more."""
    with suppress(FileNotFoundError):
        _give_there(path, group)


def _give_there(path: str, group: int) -> None:
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        return
    owners = found.st_mode & stat.S_IRWXU
    wanted = owners | owners >> 3 | (stat.S_ISGID if stat.S_ISDIR(found.st_mode) else 0)
    if found.st_gid != group:
        os.chown(path, -1, group)
    elif stat.S_IMODE(found.st_mode) == wanted:
        return  # perhaps a member's, who alone could change it
    os.chmod(path, wanted)  # noqa: PTH101  # as above


def _has_default_list(folder: Path) -> bool:
    with suppress(OSError, AttributeError):
        return bool(os.getxattr(folder, "system.posix_acl_default"))
    return False


def _name(account: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(account).pw_name
    except KeyError:
        return str(account)
