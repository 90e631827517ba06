"""A disk that is full, not writable or not readable, told as what it is, wherever in a run it was met."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb

from fundament.errors import BadInput, FundamentError, Misconfigured

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}
# What DuckDB, SQLite and dbt say in words: the system's own text, or SQLite's.
FULL_TEXTS = ("No space left on device", "Disk quota exceeded", "File too large", "disk is full")
NOT_WRITABLE_TEXTS = ("Read-only file system", "Permission denied", "readonly database", "unable to open database")
NAMES = ("OperationalError", "TransformationFailed", "OSError", "PermissionError", "IOException", "FatalException")
# SQLite says this too where the disk is so full that it can't even begin.
BROKEN_TEXTS = ("disk I/O error", "Input/output error")
TEXTS = FULL_TEXTS + NOT_WRITABLE_TEXTS + BROKEN_TEXTS
STAYS = "The current release stays readable."


def disk_error(error: BaseException, where: Path, what: str = "The run can't go on") -> FundamentError | None:
    """The error to show where one of its causes is the disk's; None where it is something else."""
    for cause in causes(error):
        words = str(cause) if _speaks_of_files(cause) else ""
        said = [line.strip() for line in words.splitlines() if any(t in line for t in TEXTS)]
        code, reason, place = None, (said or [""])[0], str(where)
        if isinstance(cause, OSError):
            code, reason, place = cause.errno, cause.strerror or str(cause), str(cause.filename or where)
        if code in FULL or any(text in words for text in FULL_TEXTS):
            return FundamentError(
                f"{what}, the disk is full: {reason}", place, f"Free disk space, then run again. {STAYS}"
            )
        if isinstance(cause, OSError) and _was_read(cause, where):
            kind = Misconfigured if Path(place).is_relative_to(where) else BadInput
            to_do = f"Let the user that runs Fundament read it, then run again. {STAYS}"
            return kind(f"{what}, a file or folder can't be read: {reason}", place, to_do)
        if code in NOT_WRITABLE or any(text in words for text in NOT_WRITABLE_TEXTS):
            to_do = f"Make it a folder that can be written to, then run again. {STAYS}"
            return Misconfigured(f"{what}, the folder can't be written to: {reason}", place, to_do)
        if code == errno.EIO or any(text in words for text in BROKEN_TEXTS):
            to_do = f"See that the disk has room and is sound, then run again. {STAYS}"
            return FundamentError(f"{what}, the disk is full or broken: {reason}", place, to_do)
    return None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it, the last first."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__context__, one.__cause__]
    yield from found


def _speaks_of_files(error: BaseException) -> bool:
    # By name: SQLAlchemy's and dbt's errors are not imported for this, and Dagster keeps but the name of an error.
    named = type(error).__name__ in NAMES
    return named or isinstance(error, duckdb.IOException | duckdb.FatalException | sqlite3.Error)


def _was_read(error: OSError, where: Path) -> bool:
    """The system says the same of reading and writing: look what this process may do there."""
    if error.errno not in (errno.EACCES, errno.EPERM) or not error.filename:
        return False
    place = Path(os.fsdecode(error.filename))
    if os.path.lexists(place):
        return not os.access(place, os.R_OK | (os.X_OK if place.is_dir() else 0))
    # Behind a folder that lets nobody pass: outside the home nothing is ever written.
    return not place.is_relative_to(where)
