"""A disk that is full, not writable or not readable, told as what it is, wherever in a run it was met."""

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb

from fundament.errors import BadInput, FundamentError, Misconfigured

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_RIGHT = {errno.EACCES, errno.EPERM}
NOT_WRITABLE = NO_RIGHT | {errno.EROFS, errno.ENOTDIR, errno.EEXIST}
# What DuckDB, SQLite and dbt say in words: the system's own text, or SQLite's.
FULL_TEXTS = ("No space left on device", "Disk quota exceeded", "File too large", "disk is full")
NOT_WRITABLE_TEXTS = ("Read-only file system", "Permission denied", "readonly database", "unable to open database")
NAMES = (
    "OperationalError",
    "TransformationFailed",
    "OSError",
    "PermissionError",
    "IOException",
    "FatalException",
    # What a commit could not write.
    "TransactionException",
)
OF_DUCKDB = (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException)
# SQLite says this too where the disk is so full that it can't even begin.
BROKEN_TEXTS = ("disk I/O error", "Input/output error")
TEXTS = FULL_TEXTS + NOT_WRITABLE_TEXTS + BROKEN_TEXTS
# DuckDB, and an error of which Dagster kept the text, say which file only in their words.
QUOTED_PATH = re.compile(r"""(["'])(/[^\n]+?)\1""")
STAYS = "The current release stays readable."


def disk_error(error: BaseException, where: Path, what: str = "The run can't go on") -> FundamentError | None:
    """The error to show where one of its causes is the disk's; None where it is something else."""
    for cause in causes(error):
        words = str(cause) if _speaks_of_files(cause) else ""
        said = [line.strip() for line in words.splitlines() if any(t in line for t in TEXTS)]
        code, reason, place = None, (said or [""])[0], str(where)
        if isinstance(cause, OSError):
            code, reason, place = cause.errno, cause.strerror or str(cause), os.fsdecode(cause.filename or where)
        elif quoted := QUOTED_PATH.search(words):
            place = quoted[2]
        if _is_no_file(cause, words):
            continue
        if code in FULL or any(text in words for text in FULL_TEXTS):
            return FundamentError(
                f"{what}, the disk is full: {reason}", place, f"Free disk space, then run again. {STAYS}"
            )
        if code in NO_RIGHT or "Permission denied" in words:
            kind = Misconfigured if Path(place).is_relative_to(where) else BadInput
            if shut := _shut_folder(Path(place)):
                to_do = f"Let the user that runs Fundament enter it, then run again. {STAYS}"
                return kind(f"{what}, a folder can't be entered: {reason}", str(shut), to_do)
            if _is_unreadable(Path(place)):
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
    return named or isinstance(error, (*OF_DUCKDB, sqlite3.Error))


def _is_no_file(error: BaseException, words: str) -> bool:
    """A right that was refused without a file's name: of a socket or a process."""
    if isinstance(error, OSError):
        return error.errno in NO_RIGHT and not error.filename
    return type(error).__name__ == "PermissionError" and not QUOTED_PATH.search(words)


def _shut_folder(place: Path) -> Path | None:
    """The folder on the way to a place that does not let this process pass, whatever it wants there."""
    return next((f for f in reversed(place.absolute().parents) if f.is_dir() and not os.access(f, os.X_OK)), None)


def _is_unreadable(place: Path) -> bool:
    """The system says the same of reading and writing: look what this process may do there."""
    return os.path.lexists(place) and not os.access(place, os.R_OK | (os.X_OK if place.is_dir() else 0))
