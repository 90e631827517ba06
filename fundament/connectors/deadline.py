"""Waiting for a server of others, and no longer than its pull may take.

A time-out of a socket begins again with every sign that comes: a server that gives one a minute, before its answer
or in place of one, is waited for without end.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar

# Of one pull.
SECONDS = 2 * 3600
Given = TypeVar("Given")


class OutOfTime(Exception):
    """The other has not answered by then."""


def by(moment: float, function: Callable[[], Given]) -> Given:
    """What the function gives, or raises, until a moment of `time.monotonic`.

    Raises `OutOfTime` after it. What still waits then ends with the process, and nobody hears of it.
    """
    said: queue.SimpleQueue[tuple[list[Given], BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            said.put(([function()], None))
        except BaseException as error:
            said.put(([], error))

    threading.Thread(target=work, daemon=True).start()
    try:
        given, error = said.get(timeout=max(moment - time.monotonic(), 0))
    except queue.Empty:
        raise OutOfTime from None
    if error is not None:
        raise error
    return given[0]
