"""The draft of a release, written by a thread while the checks look at the same private file.

A run that passes then only has to put it in its place; of one that does not pass nothing stays.
"""

import datetime as dt
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Event

from fundament.publication.release import Beside, Draft, draft
from fundament.warehouse import Warehouse

# Of a larger private file it would be two that need all the memory that a run may have.
AT_MOST = 256 * 2**20


class Drafting:
    """Begins at once."""

    def __init__(self, warehouse: Warehouse, beside: Beside | None) -> None:
        self._no_longer_read = Event()
        now = dt.datetime.now(dt.UTC)
        thread = ThreadPoolExecutor(1, "draft")
        self._made: Future[Draft] = thread.submit(draft, warehouse, now, beside, self._no_longer_read)
        self._made.add_done_callback(lambda _: self._no_longer_read.set())
        thread.shutdown(wait=False)

    def wait_for_private_file(self) -> None:
        """Return when the private file is no longer read."""
        self._no_longer_read.wait()

    def draft(self) -> Draft:
        """The draft, when it is there. Raises what stopped it."""
        return self._made.result()

    def drop(self) -> None:
        """Remove it, finished or not."""
        with suppress(Exception):
            shutil.rmtree(self._made.result().folder, ignore_errors=True)


_begun: list[Drafting] = []


def begin(warehouse: Warehouse, beside: Beside | None) -> None:
    """Begin the draft of a private file whose models are built, where it is small enough. One at a time."""
    drop()
    if warehouse.build_file.stat().st_size <= AT_MOST:
        _begun.append(Drafting(warehouse, beside))


def wait_for_private_file() -> None:
    """Return when no draft reads the private file, so that it can be written to."""
    for drafting in _begun:
        drafting.wait_for_private_file()


def begun() -> Callable[[], Draft] | None:
    """What gives the draft that was begun."""
    return _begun[0].draft if _begun else None


def drop() -> None:
    """Forget what was begun, and remove it where it has not become a release."""
    while _begun:
        _begun.pop().drop()
