"""Build the models: what dbt prepared, node by node over one connection, each in a transaction of its own.

How dbt's statements come to be: `prepared.py`. Models on Spark: `fundament.engines`.
"""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Literal

import duckdb

from fundament import database
from fundament.engines.placement import Engine, phases
from fundament.engines.session import SparkStopped
from fundament.errors import FundamentError
from fundament.transformation.keys import rows_that_share_a_key
from fundament.transformation.prepared import Node, Prepared, prepared
from fundament.transformation.runner import TransformationFailed
from fundament.warehouse import Warehouse

if TYPE_CHECKING:
    from fundament.engines.spark import SparkModels

SHOWN_FAILURES = 5


@dataclass(frozen=True)
class Built:
    """What came of a node. `rows`: of a table its rows, of a test those that fail; of a view None: not counted."""

    node: Node
    status: Literal["success", "failed", "skipped"]
    rows: int | None = None
    message: str = ""
    engine: Engine = "duckdb"


def build(
    warehouse: Warehouse,
    selection: frozenset[str] | None = None,
    progress: Callable[[str], None] = lambda node: None,
) -> Iterator[Built]:
    """Build into the private file, and yield each node's result as it is there.

    The next nodes are built while the caller does something with a result. `selection`: unique ids of models and
    seeds that are built anew, with their tests; default: all, into a file that has none yet. What depends on a
    model that failed, or on one whose test failed, is skipped. Raises `TransformationFailed` at the end where any
    node failed; the file is then set apart. Raises `FundamentError` for a selection where there is no file yet.
    """
    script = prepared(warehouse.home)
    if selection is not None and not warehouse.build_file.exists():
        raise FundamentError(
            "There is no private file to build a part of the models in",
            str(warehouse.build_file),
            "Start the whole job, nightly, which reads the deliveries first.",
        )
    with database.to_write(warehouse.build_file, memory_limit=warehouse.settings.memory_limit) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for statement in script.before:
            connection.execute(statement)
        failed = []
        stops = [connection.interrupt]
        results = _build(warehouse, connection, script, selection, progress, stops)
        with closing(_ahead(results, lambda: [stop() for stop in stops])) as ahead:
            for built in ahead:
                yield built
                if built.status == "failed":
                    failed.append(f"{built.node.name}: {built.message}")
    if failed:
        # Out of the way of whoever would check and publish it as it is.
        kept = warehouse.build_file.replace(warehouse.build_file.with_name("failed.duckdb"))
        raise TransformationFailed(
            f"dbt could not build or test {len(failed)} models:\n  " + "\n  ".join(failed[:SHOWN_FAILURES]),
            str(kept),
            "Look at the rows in the private file; the current release stays as it was.",
        )


def _ahead(results: Iterator[Built], interrupt: Callable[[], object]) -> Generator[Built, None, None]:
    """The same results, made by a thread that goes on meanwhile; whoever closes this early ends it."""
    there: SimpleQueue[Built | None] = SimpleQueue()
    unwanted = Event()

    def make() -> None:
        try:
            for built in results:
                there.put(built)
                if unwanted.is_set():
                    return
        finally:
            there.put(None)

    with ThreadPoolExecutor(1, "build") as thread:
        made = thread.submit(make)
        try:
            yield from iter(there.get, None)
        except BaseException:
            unwanted.set()
            interrupt()
            raise
        made.result()


def _build(
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    script: Prepared,
    selection: frozenset[str] | None,
    progress: Callable[[str], None],
    stops: list[Callable[[], None]],
) -> Iterator[Built]:
    """`stops` gets what ends a statement of Spark that runs."""
    unusable: set[str] = set()
    with ExitStack() as until_the_end:
        spark: SparkModels | None = None
        for phase in phases(script, warehouse.settings.engine):
            nodes = [node for node in phase.nodes if selection is None or _is_selected(node, selection)]
            if phase.engine == "spark" and nodes and spark is None:
                # Imported here: what it takes is not there where DuckDB is the engine.
                from fundament.engines.spark import spark_models

                spark = until_the_end.enter_context(spark_models(warehouse, connection, script))
                stops.append(spark.interrupt)
            for node in nodes:
                if unusable & set(node.depends_on):
                    unusable.add(node.unique_id)
                    yield Built(node, "skipped")
                    continue
                progress(node.name if spark is None or phase.engine == "duckdb" else f"{node.name}, on Spark")
                on = spark if phase.engine == "spark" else None
                if node.resource_type == "test":
                    built = _test(connection, script, node, on)
                else:
                    built = _make(connection, node, selection is not None, on)
                if built.status == "failed":
                    unusable |= {node.unique_id, *(node.depends_on if node.resource_type == "test" else ())}
                yield replace(built, engine=phase.engine)


def _is_selected(node: Node, selection: frozenset[str]) -> bool:
    return bool(selection & {node.unique_id, *(node.depends_on if node.resource_type == "test" else ())})


def _make(connection: duckdb.DuckDBPyConnection, node: Node, is_there: bool, spark: "SparkModels | None") -> Built:
    try:
        statements = spark.make(node) if spark else node.statements
    except SparkStopped:
        raise
    except FundamentError as error:
        return Built(node, "failed", message="; ".join(str(error).splitlines()))
    except duckdb.Error as error:
        return Built(node, "failed", message=_in_one_line(error))
    try:
        with database.all_or_none(connection):
            if is_there:
                kind = connection.execute(
                    "select table_type from information_schema.tables where table_schema = ? and table_name = ?",
                    [*node.relation.replace('"', "").split(".")[1:]],
                ).fetchone()
                if kind:
                    connection.execute(f"drop {'view' if kind[0] == 'VIEW' else 'table'} {node.relation}")
            for statement in statements:
                connection.execute(statement)
    except duckdb.Error as error:
        return Built(node, "failed", message=_in_one_line(error))
    return Built(node, "success", _row_count(connection, node))


def _row_count(connection: duckdb.DuckDBPyConnection, node: Node) -> int | None:
    """Of a table, which has it at hand; of a view it would cost a query, and a macro waits for values."""
    if node.materialized in ("view", "table_function"):
        return None
    [(rows,)] = connection.execute(f"select count(*) from {node.relation}").fetchall()
    return int(rows)


def _test(
    connection: duckdb.DuckDBPyConnection, script: Prepared, node: Node, spark: "SparkModels | None"
) -> Built:
    [query] = node.statements
    try:
        if spark:
            rows = spark.failing_rows(node)
        else:
            [(rows,)] = connection.execute(f"select count(*) from ({query}) as failing").fetchall()
    except SparkStopped:
        raise
    except FundamentError as error:
        return Built(node, "failed", message="; ".join(str(error).splitlines()))
    except duckdb.Error as error:
        return Built(node, "failed", message=_in_one_line(error))
    if not rows:
        return Built(node, "success", 0)
    shared = rows_that_share_a_key(connection, script.manifest["nodes"][node.unique_id])
    return Built(node, "failed", int(rows), shared or f"Got {rows} rows, configured to fail if there are any")


def _in_one_line(error: duckdb.Error) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
