"""DuckDB reads a file of others in the process of the run: with bounded memory, and for a bounded time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from fundament.errors import BadInput
from fundament.memory import bounded
from fundament.settings import file_seconds, memory_limit

# What ends a query of ours, and says nothing of a row: no other way of reading is tried after it.
ENDED = (duckdb.InterruptException, duckdb.OutOfMemoryException)


@contextmanager
def within_limits(connection: duckdb.DuckDBPyConnection, shown: str) -> Iterator[None]:
    """Raises `BadInput` with the file where what is done with the connection takes too much memory or time."""
    memory, seconds = memory_limit(), file_seconds()
    done = threading.Event()

    def interrupt() -> None:
        wait: float = seconds
        # A query that begins after the time is up is ended too.
        while not done.wait(wait):
            connection.interrupt()
            wait = 0.1

    watch = threading.Thread(target=interrupt, daemon=True)
    watch.start()
    try:
        with bounded(memory):
            yield
    except duckdb.InterruptException:
        raise too_long(seconds, shown) from None
    except (duckdb.OutOfMemoryException, MemoryError):
        raise BadInput(
            f"The file can't be read within {memory} of memory",
            shown,
            "Look for very long texts, in the file and in the expressions of its declaration; split it, or raise "
            "FUNDAMENT_MEMORY_LIMIT.",
        ) from None
    finally:
        done.set()
        watch.join()


def too_long(seconds: int, shown: str) -> BadInput:
    """The error for a file whose reading does not come to an end."""
    return BadInput(
        f"The file takes longer than {seconds:,} s to read",
        shown,
        "Look whether it is what it should be, or raise FUNDAMENT_FILE_SECONDS.",
    )
