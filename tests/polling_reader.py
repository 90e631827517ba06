"""Readers for the stress test, each a process of its own: they poll without pause and note what they were told."""

import json
import os
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb


@dataclass
class Seen:
    """What one reader saw: every answer as [start, end, the markers in it], and every error."""

    kind: str
    reads: list[tuple[float, float, list[int]]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def poll(kind: str, file: str, query: str, stop: str, result: str) -> None:
    """Read until the file `stop` is there. Kinds: reopening, long_lived, transaction."""
    # Eight of them on two cores: the publication keeps its share, or the test takes all day.
    os.nice(19)
    seen = Seen(kind)
    current = Path(file).with_name("current")

    def read(connection: duckdb.DuckDBPyConnection, opened: float | None = None) -> None:
        # What a file says is settled when it is opened, which may be long before.
        start = opened or time.time()
        markers = sorted({marker for row in connection.execute(query).fetchall() for marker in row})
        seen.reads.append((start, time.time(), markers))
        with Path(f"{result}.count").open("a") as counted:
            counted.write(".")

    try:
        connection = duckdb.connect(file, read_only=True)
        connection.execute("set threads = 1")
        read(connection)
        while not Path(stop).exists():
            if kind == "reopening":
                connection.close()
                opened = time.time()
                connection = duckdb.connect(file, read_only=True)
                read(connection, opened)
            elif kind == "long_lived":
                read(connection)
            else:
                # Until another release has come out, and once more.
                connection.execute("begin transaction")
                first, began_with, is_over = len(seen.reads), current.readlink(), False
                while not is_over:
                    is_over = current.readlink() != began_with or Path(stop).exists()
                    read(connection)
                connection.execute("rollback")
                told = {tuple(markers) for _, _, markers in seen.reads[first:]}
                if len(told) != 1:
                    seen.errors.append(f"one transaction, several answers: {told}")
                if file.endswith("fundament.duckdb"):
                    connection.close()
                    connection = duckdb.connect(file, read_only=True)
    except Exception:
        seen.errors.append(traceback.format_exc())
    Path(result).write_text(json.dumps(asdict(seen)))
