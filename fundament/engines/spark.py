"""Models on Spark: the statement that dbt prepared, in Spark's words, from Parquet and to Parquet.

Which models: `placement.py`. The words: `translation.py`. The session: `session.py`. The folders: `shared.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from fundament.database import literal
from fundament.engines.exchanged import is_same_kind, parquet_type, spark_type
from fundament.engines.session import Session, spark_session
from fundament.engines.shared import GIVEN, MADE, SharedRun
from fundament.engines.translated import spark_queries
from fundament.errors import FundamentError
from fundament.shared_place import PARTITION, PARTS, SETTING, Place, place_of
from fundament.transformation.prepared import Node, Prepared
from fundament.warehouse import Warehouse

# Schemas of which the models are tables in the release: what Spark made of them is small.
TABLES = ("marts", "quality")


@contextmanager
def spark_models(
    warehouse: Warehouse, connection: duckdb.DuckDBPyConnection, script: Prepared
) -> Iterator["SparkModels"]:
    """Spark, for the time that models are built."""
    shared = SharedRun(warehouse)
    queries = spark_queries(warehouse.home, script)
    with spark_session(warehouse) as session:
        yield SparkModels(session, shared, connection, script, queries)


class SparkModels:
    """The tables of one run that Spark knows: what DuckDB gave, and what Spark made."""

    def __init__(
        self,
        session: Session,
        shared: SharedRun,
        connection: duckdb.DuckDBPyConnection,
        script: Prepared,
        queries: dict[str, str],
    ) -> None:
        self._queries = queries
        self._session, self._shared, self._connection, self._script = session, shared, connection, script
        self._nodes = {node.unique_id: node for node in script.nodes}
        # Names of the sources, seeds and models that stand in the session.
        self._there: set[str] = set()

    def make(self, node: Node) -> list[str]:
        """Compute a model and write it; return the statements by which DuckDB has it under its name.

        A mart becomes a table, with the constraints and comments that dbt prepared; others views over Parquet.
        Raises `FundamentError` with what Spark says, `SparkStopped` where it says nothing any more.
        """
        self._give(node)
        relation = _relation(node.relation)
        place = self._shared.place(MADE, relation)
        types = self._script.columns[relation]
        with self._session.spoken_to(node.name):
            made = self._session.spark.sql(self._queries[node.unique_id])
            found = {field.name: field.dataType.simpleString() for field in made.schema.fields}
            columns = [
                made[name].cast(_type(relation, name, kind, found.get(name))).alias(name)
                for name, kind in types.items()
            ]
            partitions = [PARTITION] if PARTITION in types else []
            wrote = self._session.write(made.select(*columns), str(place), partitions)
        self._refuse_lost_rows(node, place, types, wrote)
        self._register(relation, place)
        self._there.add(node.unique_id)
        read = over_parquet(place, types)
        if node.relation.split(".")[1].strip('"') not in TABLES:
            return [f"create view {node.relation} as {read}"]
        asked = self._script.manifest["nodes"][node.unique_id]["compiled_code"]
        statements = [statement.replace(asked, read) for statement in node.statements]
        assert statements != node.statements, f"dbt no longer has the query of {node.name} in its statement"
        return statements

    def failing_rows(self, node: Node) -> int:
        """How many rows a data test finds."""
        self._give(node)
        with self._session.spoken_to(node.name):
            return int(self._session.spark.sql(self._queries[node.unique_id]).count())

    def interrupt(self) -> None:
        """End the statement that runs."""
        self._session.interrupt()

    def _give(self, node: Node) -> None:
        """Have what a node reads in the session."""
        for parent in node.depends_on:
            if parent in self._there:
                continue
            self._there.add(parent)
            of = self._nodes.get(parent)
            if of is None:
                source = self._script.manifest["sources"][parent]
                self._hand_over(f"{source['schema']}.{source['name']}")
            elif of.materialized == "view":
                self._give(of)
                with self._session.spoken_to(of.name):
                    self._session.spark.sql(self._queries[of.unique_id]).createOrReplaceTempView(
                        _name(_relation(of.relation))
                    )
            else:
                self._hand_over(_relation(of.relation))

    def _hand_over(self, relation: str) -> None:
        """Write what DuckDB has as Parquet, and have Spark read it."""
        if files := self._kept_files(relation):
            self._register(relation, *files)
            return
        place = self._shared.place(GIVEN, relation)
        file = place.with_suffix(".parquet")
        types = self._script.columns[relation]
        columns = ", ".join(f'cast("{name}" as {parquet_type(kind)}) as "{name}"' for name, kind in types.items())
        self._connection.execute(f"copy (select {columns} from {relation}) to {literal(file)} (format parquet)")
        self._shared.give(file)
        self._register(relation, file)

    def _refuse_lost_rows(self, node: Node, place: Place, types: dict[str, str], wrote: int) -> None:
        """Raise `FundamentError` where DuckDB sees other rows than Spark wrote: a worker's disk may be its own."""
        files = any(place.glob(parts_of(types)))
        found = f"select count(*) from read_parquet({literal(place / parts_of(types))})"
        [(seen,)] = self._connection.execute(found).fetchall() if files else [(0,)]
        if seen != wrote:
            raise FundamentError(
                f"Of {wrote} rows that Spark wrote {seen} are there, at {node.name}",
                str(place),
                f"See that {SETTING} is the same place under this path for the run and for every worker of Spark.",
            )
        if not files:
            self._write_nothing(place, types)

    def _write_nothing(self, place: Place, types: dict[str, str]) -> None:
        """A file without rows: of a table without partitions nothing is written that has its columns."""
        folder = place / f"{PARTITION}=none" if PARTITION in types else place
        if isinstance(folder, Path):
            folder.mkdir(parents=True, exist_ok=True)
        own = {name: kind for name, kind in types.items() if name != PARTITION}
        columns = ", ".join(f'cast(null as {parquet_type(kind)}) as "{name}"' for name, kind in own.items())
        file = folder / "no-rows.parquet"
        self._connection.execute(f"copy (select {columns} limit 0) to {literal(file)} (format parquet)")
        self._shared.give(file)

    def _kept_files(self, relation: str) -> list[Place]:
        """Of a source whose files lie where Spark sees them already, those files."""
        schema, _, name = relation.partition(".")
        made = "select 1 from duckdb_tables() where schema_name = 'received' and table_name = 'kept'"
        if schema != "raw" or not self._connection.execute(made).fetchall():
            return []
        found = self._connection.execute("select file from received.kept where source_name = ?", [name]).fetchall()
        return [place_of(file) for (file,) in found]

    def _register(self, relation: str, *places: Place) -> None:
        types = self._script.columns[relation]
        schema = ", ".join(f"`{name}` {spark_type(kind, f'{relation}.{name}')}" for name, kind in types.items())
        with self._session.spoken_to(relation):
            self._session.spark.read.schema(schema).parquet(*map(str, places)).createOrReplaceTempView(
                _name(relation)
            )


def parts_of(types: dict[str, str]) -> str:
    """The pattern that the files of a table have, by its columns."""
    return PARTS if PARTITION in types else "*.parquet"


def over_parquet(place: Place, types: dict[str, str]) -> str:
    """A query of DuckDB over a table that Spark made. `types`: its columns, with their types."""
    columns = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in types.items())
    files = literal(place / parts_of(types))
    hive = f", hive_partitioning = true, hive_types = {{'{PARTITION}': varchar}}" if PARTITION in types else ""
    return f"select {columns} from read_parquet({files}{hive})"


def _type(relation: str, name: str, kind: str, found: str | None) -> str:
    """The type in which Spark writes a column that is `kind` in DuckDB, and `found` as Spark computed it."""
    expected = spark_type(kind, f"{relation}.{name}")
    if found is None or not is_same_kind(found, expected):
        raise FundamentError(
            f"Spark gives {found or 'no such column'} where DuckDB gives {kind}",
            f"{relation}.{name}",
            "Cast it in the model, so that it is the same on both.",
        )
    return expected


def _relation(quoted: str) -> str:
    """`schema.name` of a relation as dbt writes it."""
    return ".".join(quoted.replace('"', "").split(".")[1:])


def _name(relation: str) -> str:
    """The name of a table in the session: there all are views of the session alone, and nobody else sees them."""
    return relation.replace(".", "__")
