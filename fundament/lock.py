"""One run at a time per warehouse; whoever comes second is told who holds the lock."""

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout

from fundament.errors import FundamentError, Misconfigured
from fundament.rights import private
from fundament.warehouse import Warehouse

LOOK_SECONDS = 0.5
TO_DO = "Make it writable, or run it as the user that it belongs to."


@contextmanager
def run_lock(warehouse: Warehouse, purpose: str, run: str | None = None) -> Iterator[None]:
    """Hold the lock of the warehouse. It goes with the process, however that ends. `run` is Dagster's id.

    Raises `FundamentError` where another process holds it.
    """
    told = warehouse.make_folder() / "run.lock.json"
    lock = _acquired(warehouse)
    try:
        with private(warehouse.home):
            since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            written = {"purpose": purpose, "process": os.getpid(), "host": socket.gethostname(), "since": since}
            if run:
                written["run"] = run
            # A full disk does not stop whoever has the lock from saying so later, with a better reason.
            with suppress(OSError):
                told.write_text(json.dumps(written), "utf-8")
            yield
    finally:
        with suppress(OSError):
            told.unlink(missing_ok=True)
        lock.release()


def refuse_while_locked(warehouse: Warehouse) -> None:
    """Raise the `FundamentError` of `run_lock` at once, for who would otherwise prepare a run for nothing."""
    warehouse.make_folder()
    _acquired(warehouse).release()


def _acquired(warehouse: Warehouse) -> FileLock:
    lock = FileLock(warehouse.home / "run.lock", mode=0o600)
    try:
        # Not at once: somebody may just be looking whether it is held.
        lock.acquire(timeout=LOOK_SECONDS)
    except Timeout as error:
        held = ", ".join(f"{key} {value}" for key, value in holder(warehouse).items()) or "another process"
        raise FundamentError(
            f"Another run holds the lock: {held}", str(warehouse.home), "Wait until it has ended."
        ) from error
    except OSError as error:
        raise Misconfigured(f"The lock can't be taken: {error.strerror}", str(warehouse.home), TO_DO) from error
    return lock


def holder(warehouse: Warehouse) -> dict[str, str | int]:
    """Who holds the lock, or held it last. Empty where that is just being written, or has been removed."""
    try:
        held: dict[str, str | int] = json.loads((warehouse.home / "run.lock.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return held


def is_locked(warehouse: Warehouse) -> bool:
    """Whether a process holds the lock of the warehouse at this moment."""
    if not (warehouse.home / "run.lock").exists():
        return False
    lock = FileLock(warehouse.home / "run.lock", mode=0o600)
    try:
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        return True
    lock.release()
    return False
