"""Which users of the machine may read what: the published files are for readers, all else is this user's alone."""

import grp
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fundament.errors import Misconfigured
from fundament.settings import settings

SETTING = "FUNDAMENT_READERS_GROUP"
# What stands beside the published files. Whoever may read the lock could hold it.
PRIVATE = ("archive", "build", "dagster", "docs", "landing", "notices.json", "run.lock", "run.lock.json")
_given: list[int] = []


@contextmanager
def private(home: Path) -> Iterator[None]:
    """For as long as the block lasts, what is made is this user's alone; what a version before made becomes so."""
    for name in PRIVATE:
        place = home / name
        if place.exists() and not place.is_symlink() and place.stat().st_uid == os.getuid():
            place.chmod(stat.S_IMODE(place.stat().st_mode) & 0o700)
    # Whoever may write in it could put another lock, or another release, in the place of ours.
    for place in (home, home / "published", home / "published" / "releases"):
        if place.exists() and place.stat().st_uid == os.getuid() and place.stat().st_mode & 0o022:
            place.chmod(stat.S_IMODE(place.stat().st_mode) & ~0o022)
    _given.append(os.umask(0o077))
    try:
        yield
    finally:
        os.umask(_given.pop())


def for_readers(path: Path) -> None:
    """Let readers read a published file or folder: the group of the setting, else whom the umask lets.

    Raises `Misconfigured` where there is no such group, or this user is not in it.
    """
    group = readers_group()
    # Whatever the umask: who could write here would choose what others read.
    mode = 0o755 if path.is_dir() else 0o444
    if group is None:
        path.chmod(mode & ~_umask())
        return
    try:
        os.chown(path, -1, group)
    except PermissionError as error:
        to_do = "Make the user that runs Fundament a member of it."
        raise Misconfigured(f"{SETTING}: the files can't be given to the group", str(path), to_do) from error
    path.chmod(mode & 0o750)


def readers_group() -> int | None:
    """Number of the group of readers; None where none is set. Raises `Misconfigured` for one that there is not."""
    given = settings().readers_group
    if not given or given.isdigit():
        return int(given) if given else None
    try:
        return grp.getgrnam(given).gr_gid
    except KeyError as error:
        raise Misconfigured(f"{SETTING}: there is no group {given!r}", "environment", "Make it.") from error


def _umask() -> int:
    if _given:
        return _given[0]
    umask = os.umask(0o077)
    os.umask(umask)
    return umask
