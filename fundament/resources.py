"""What the machine lacks, told wherever it was met: memory, or a disk or an object store that takes and gives."""

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb

from fundament.errors import BadInput, FundamentError, Misconfigured
from fundament.settings import settings
from fundament.shared_place import SETTING

FULL, NO_RIGHT, NOT_WRITABLE, BROKEN = "full", "no right", "not writable", "broken"
AWAY, NO_MEMORY = "away", "no memory"
# What the system says of a disk, by number.
OF_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM), NO_RIGHT),
    **dict.fromkeys((errno.EROFS, errno.ENOTDIR, errno.EEXIST), NOT_WRITABLE),
    errno.EIO: BROKEN,
}
# SQLite's own numbers. It says that a disk is broken too where it is so full that it can't even begin.
OF_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_PERM: NO_RIGHT,
    sqlite3.SQLITE_READONLY: NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: NOT_WRITABLE,
    sqlite3.SQLITE_IOERR: BROKEN,
}
# Of DuckDB, dbt and errors that Dagster kept there are but words, the system's or SQLite's: the first counts.
OF_WORDS = {
    **dict.fromkeys(("No space left on device", "Disk quota exceeded", "File too large", "disk is full"), FULL),
    "Permission denied": NO_RIGHT,
    **dict.fromkeys(("Read-only file system", "readonly database", "unable to open database"), NOT_WRITABLE),
    **dict.fromkeys(("disk I/O error", "Input/output error"), BROKEN),
    # So DuckDB says it where what does not fit into memory does not fit beside the file either.
    "Out of Memory Error: failed to offload": FULL,
    "Out of Memory Error": NO_MEMORY,
}
NAMES = (
    "OperationalError",
    "TransformationFailed",
    "OSError",
    "PermissionError",
    "IOException",
    "HTTPException",
    "FatalException",
    "OutOfMemoryException",
    # What a commit could not write.
    "TransactionException",
)
OF_DUCKDB = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException, duckdb.TransactionException)
OF_LINES = f"{SETTING}, or where the lines of the release lie"
# Whose errors are those of an object store's client; DuckDB's say so in their words alone.
CLIENTS = ("botocore", "aiobotocore", "aiohttp", "fsspec")
OF_STORE = re.compile(r"(?:^|: )((?:IO Error: [^\n']*error for HTTP [A-Z]+ to '|HTTP Error: )[^\n]*)", re.M)
# DuckDB, and an error of which Dagster kept the text, say which file only in their words.
QUOTED_PATH = re.compile(r"""(["'])(/[^\n]+?)\1""")
STAYS = "The current release stays readable."


def resource_error(error: BaseException, where: Path, what: str = "The run can't go on") -> FundamentError | None:
    """The error to show where one of its causes is a lack of these; None where it is something else."""
    for cause in causes(error):
        trouble, reason, place = _told(cause, where)
        if trouble == FULL:
            return FundamentError(
                f"{what}, the disk is full: {reason}", str(place), f"Free disk space, then run again. {STAYS}"
            )
        if trouble == NO_RIGHT:
            kind = Misconfigured if place.is_relative_to(where) else BadInput
            if shut := _shut_folder(place):
                to_do = f"Let the user that runs Fundament enter it, then run again. {STAYS}"
                return kind(f"{what}, a folder can't be entered: {reason}", str(shut), to_do)
            if _is_unreadable(place):
                to_do = f"Let the user that runs Fundament read it, then run again. {STAYS}"
                return kind(f"{what}, a file or folder can't be read: {reason}", str(place), to_do)
        if trouble in (NO_RIGHT, NOT_WRITABLE):
            to_do = f"Make it a folder that can be written to, then run again. {STAYS}"
            return Misconfigured(f"{what}, the folder can't be written to: {reason}", str(place), to_do)
        if trouble == BROKEN:
            to_do = f"See that the disk has room and is sound, then run again. {STAYS}"
            return FundamentError(f"{what}, the disk is full or broken: {reason}", str(place), to_do)
        if trouble == NO_MEMORY:
            to_do = f"Set FUNDAMENT_MEMORY_LIMIT to more than {settings().memory_limit}, then run again. {STAYS}"
            return FundamentError(f"{what}, the memory that it may have is full: {reason}", str(place), to_do)
        if trouble == AWAY:
            to_do = f"See that it answers, and that its keys hold; then run again. {STAYS}"
            return FundamentError(f"{what}, the object store refuses or is silent: {reason}", OF_LINES, to_do)
    return None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it, the last first."""
    # Dagster raises an error again while it handles that error: the chain can come back to where it was.
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__context__, one.__cause__]
    yield from found


def _told(error: BaseException, where: Path) -> tuple[str, str, Path]:
    """What one error says is lacking, empty where it is nothing; in which words, and of which place.

    By its number where it has one: the name of a file may hold any words.
    """
    if type(error).__module__.partition(".")[0] in CLIENTS:
        return AWAY, str(error).strip(), where
    if isinstance(error, OSError) and error.errno is not None:
        trouble = OF_ERRNO.get(error.errno, "")
        # A right that was refused without a file's name is that of a socket or a process.
        trouble = "" if trouble == NO_RIGHT and not error.filename else trouble
        return trouble, error.strerror or str(error), Path(os.fsdecode(error.filename or where))
    words = str(error) if _speaks_of_resources(error) else ""
    quoted = QUOTED_PATH.search(words)
    place = Path(quoted[2]) if quoted else where
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        # The lowest byte; those above it say more of the same.
        return OF_SQLITE.get(code & 0xFF, ""), words.strip(), place
    if type(error).__name__ == "PermissionError" and not quoted:
        return "", words, place
    for text, trouble in OF_WORDS.items():
        if said := [line.strip() for line in words.splitlines() if text in line]:
            return trouble, said[0], place
    if said_of_store := OF_STORE.search(words):
        return AWAY, said_of_store[1], where
    return "", words, place


def _speaks_of_resources(error: BaseException) -> bool:
    # By name: SQLAlchemy's and dbt's errors are not imported for this, and Dagster keeps but the name of an error.
    named = type(error).__name__ in NAMES
    return named or isinstance(error, (*OF_DUCKDB, sqlite3.Error))


def _shut_folder(place: Path) -> Path | None:
    """The folder on the way to a place that does not let this process pass, whatever it wants there."""
    return next((f for f in reversed(place.absolute().parents) if f.is_dir() and not os.access(f, os.X_OK)), None)


def _is_unreadable(place: Path) -> bool:
    """The system says the same of reading and writing: look what this process may do there."""
    return os.path.lexists(place) and not os.access(place, os.R_OK | (os.X_OK if place.is_dir() else 0))
