"""DuckDB reads a file of others in the process of the run: with bounded memory, and for a bounded time."""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from fundament.errors import BadInput
from fundament.memory import bounded
from fundament.settings import settings

# A small file can stand for any amount of text: of its size, and beside it, what may come of one on the disk.
TIMES, MORE = 100, 1_000_000_000
# What ends a query of ours, and says nothing of a row: no other way of reading is tried after it.
ENDED = (duckdb.InterruptException, duckdb.OutOfMemoryException)


@contextmanager
def within_limits(connection: duckdb.DuckDBPyConnection, shown: str, size: int) -> Iterator[None]:
    """Raises `BadInput` with the file where what is done with the connection takes too much memory, disk or time.

    `size` is that of the file, in bytes: of a small one little may come.
    """
    memory, seconds = settings().memory_limit, settings().file_seconds
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
        with bounded(memory, _size_of(connection) + TIMES * size + MORE):
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
    except duckdb.Error as error:
        if os.strerror(errno.EFBIG) not in str(error):
            raise
        raise BadInput(
            f"The file takes more than {TIMES} times its size of {size:,} bytes, and {MORE:,} bytes, of the disk",
            shown,
            "Look for texts that it repeats, or its declaration makes longer; split it, or deliver it as CSV.",
        ) from None
    finally:
        done.set()
        watch.join()


def _size_of(connection: duckdb.DuckDBPyConnection) -> int:
    files = connection.execute("select path from duckdb_databases() where path is not null").fetchall()
    return max((Path(file).stat().st_size for (file,) in files if Path(file).exists()), default=0)


def too_long(seconds: int, shown: str) -> BadInput:
    """The error for a file whose reading does not come to an end."""
    return BadInput(
        f"The file takes longer than {seconds:,} s to read",
        shown,
        "Look whether it is what it should be, or raise FUNDAMENT_FILE_SECONDS.",
    )
