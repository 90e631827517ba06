"""One run at a time per warehouse; whoever comes second is told who holds the lock."""

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from fundament.errors import FundamentError, Misconfigured
from fundament.settings import Settings

PARSE_SECONDS = 300


@contextmanager
def run_lock(settings: Settings, purpose: str) -> Iterator[None]:
    """Hold the lock of the warehouse. It goes with the process, however that ends.

    Raises `FundamentError` where another process holds it.
    """
    holder = settings.make_folder() / "run.lock.json"
    lock = FileLock(settings.home / "run.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise FundamentError(
            f"Another run holds the lock: {_who(holder)}", str(settings.home), "Wait until it has ended."
        ) from error
    except OSError as error:
        raise Misconfigured(
            f"The lock can't be taken: {error.strerror}", str(settings.home), "Make the folder writable."
        ) from error
    try:
        since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        written = {"purpose": purpose, "process": os.getpid(), "host": socket.gethostname(), "since": since}
        # A full disk does not stop whoever has the lock from saying so later, with a better reason.
        with suppress(OSError):
            holder.write_text(json.dumps(written), "utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    """Who holds the lock. Its holder may be about to write that, or to remove it."""
    try:
        held = json.loads(holder.read_text("utf-8"))
    except (OSError, ValueError):
        held = {}
    return ", ".join(f"{key} {value}" for key, value in held.items()) or "another process"


@contextmanager
def parse_lock(settings: Settings) -> Iterator[None]:
    """Hold the folder of the parsed dbt project, for seconds; whoever comes second waits.

    It is apart from the lock of the run: Dagster's UI parses the project while a run is going on.
    """
    lock = FileLock(settings.make_folder("build") / "parse.lock", timeout=PARSE_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise FundamentError(
            f"Another process has been reading the dbt project for {PARSE_SECONDS} seconds",
            lock.lock_file,
            "End that process, then start again.",
        ) from error
    except OSError as error:
        raise Misconfigured(
            f"The lock can't be taken: {error.strerror}", lock.lock_file, "Make the folder writable."
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(settings: Settings) -> bool:
    """Whether a process holds the lock of the warehouse at this moment."""
    if not (settings.home / "run.lock").exists():
        return False
    lock = FileLock(settings.home / "run.lock")
    try:
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        return True
    lock.release()
    return False
