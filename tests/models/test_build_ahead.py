"""The build goes on while its results are dealt with, and ends when nobody wants them any more."""

import datetime as dt
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from fundament.project import default_deliveries
from fundament.transformation.build import Built, _ahead, build
from fundament.transformation.prepared import Node, prepared
from tests.conftest import CEILING
from tests.warehouses import loaded, warehouse_of


def results(made: threading.Event, error: Exception | None = None) -> Iterator[Built]:
    node = Node("model.fundament.some", "some", "model", "table", "", [], [])
    yield Built(node, "success", 1)
    yield Built(node, "success", 2)
    made.set()
    if error:
        raise error
    for rows in itertools.count(3):
        yield Built(node, "success", rows)


def builders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("build")]


def test_the_next_is_made_while_one_is_dealt_with_and_closing_ends_it() -> None:
    made, interrupted = threading.Event(), threading.Event()
    ahead = _ahead(results(made), interrupted.set)
    assert next(ahead).rows == 1
    assert made.wait(CEILING)
    assert [next(ahead).rows for _ in range(4)] == [2, 3, 4, 5]
    assert builders() and not interrupted.is_set()
    ahead.close()
    assert interrupted.is_set() and not builders()


def test_what_stops_the_build_reaches_the_caller_after_the_results_before_it() -> None:
    ahead = _ahead(results(threading.Event(), ZeroDivisionError("in the thread")), lambda: None)
    assert [next(ahead).rows, next(ahead).rows] == [1, 2]
    with pytest.raises(ZeroDivisionError, match="in the thread"):
        next(ahead)
    assert not builders()


def test_a_build_that_is_broken_off_leaves_the_file_closed_and_goes_no_further(tmp_path: Path) -> None:
    file = loaded(tmp_path, default_deliveries(), dt.date(2026, 11, 24))
    warehouse = warehouse_of(tmp_path)
    of_all = [
        node for node in prepared(tmp_path).nodes if "marts" in node.relation and node.materialized == "table"
    ]
    begun = build(warehouse)
    next(begun)
    begun.close()
    assert not builders()
    # In another mode: DuckDB would refuse it while the file is still open to be written.
    with duckdb.connect(str(file), read_only=True) as connection:
        [(tables,)] = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
    assert tables < len(of_all)
