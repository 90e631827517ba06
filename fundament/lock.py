"""One run at a time per warehouse; whoever comes second is told who holds the lock."""

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from fundament.errors import FundamentError, Misconfigured
from fundament.settings import Settings


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
        held = json.loads(holder.read_text("utf-8")) if holder.exists() else {}
        by = ", ".join(f"{key} {value}" for key, value in held.items()) or "another process"
        raise FundamentError(
            f"Another run holds the lock: {by}", str(settings.home), "Wait until it has ended."
        ) from error
    except OSError as error:
        raise Misconfigured(
            f"The lock can't be taken: {error.strerror}", str(settings.home), "Make the folder writable."
        ) from error
    try:
        since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        written = {"purpose": purpose, "process": os.getpid(), "host": socket.gethostname(), "since": since}
        holder.write_text(json.dumps(written), "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
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
