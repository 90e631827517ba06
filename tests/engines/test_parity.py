"""The same figures on both engines: all models on Sail, and each construct that the translation lets through."""

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fundament import database
from fundament.engines import spark
from fundament.engines.session import Session, in_one_line
from fundament.engines.translated import spark_queries
from fundament.engines.translation import translate
from fundament.settings import ENGINES, Engine
from fundament.transformation.build import build
from fundament.transformation.prepared import Prepared
from tests.parity import AS_OF, differences, rows, write_deliveries
from tests.sail import Sail, sail
from tests.warehouses import built, warehouse_of


@pytest.fixture(scope="module")
def server() -> Iterator[Sail]:
    with sail() as started:
        yield started


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory, server: Sail) -> dict[Engine, Path]:
    """Memo, synthetic portfolio and messy folder together, built on each engine."""
    folder = tmp_path_factory.mktemp("parity")
    write_deliveries(folder / "deliveries")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_REMOTE", server.remote)
        for engine in ENGINES:
            built(folder / engine, folder / "deliveries", AS_OF, engine)
    return {engine: folder / engine for engine in ENGINES}


def private_file(home: Path) -> Path:
    return warehouse_of(home).build_file


def test_every_relation_is_the_same_on_both_engines(homes: dict[Engine, Path]) -> None:
    """And not by there being no rows."""
    on_duckdb, on_spark = private_file(homes["duckdb"]), private_file(homes["spark"])
    assert differences(on_duckdb, on_spark) == {}
    with database.to_read(on_spark) as connection:
        for relation in ("intermediate.int_spend_classes", "marts.issues", "narrow.spend"):
            assert len(rows(connection, relation, ["publication_id"])) == 3, relation


def test_a_model_that_is_another_on_one_side_is_noticed(
    tmp_path: Path, homes: dict[Engine, Path], server: Sail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One mart made anew on Spark, with uncertain spend taken for unlawful."""
    mart = "model.fundament.noncompliance_by_contract_year"

    def changed(home: Path, script: Prepared) -> dict[str, str]:
        queries = spark_queries(home, script)
        return {**queries, mart: queries[mart].replace("'uncertain'", "'unlawful'")}

    shutil.copytree(homes["spark"], tmp_path / "spark")
    monkeypatch.setenv("SPARK_REMOTE", server.remote)
    monkeypatch.setattr(spark, "spark_queries", changed)
    for _ in build(warehouse_of(tmp_path / "spark", engine="spark"), frozenset({mart})):
        pass
    found = differences(private_file(homes["duckdb"]), private_file(tmp_path / "spark"))
    assert [*found] == ["marts.noncompliance_by_contract_year"]
    assert "are on DuckDB alone" in found["marts.noncompliance_by_contract_year"]


def test_the_smallest_differences_are_noticed(tmp_path: Path) -> None:
    """A cent, a letter, a row more, another type, a column, a table."""

    def file(name: str, query: str, table: str = "t") -> Path:
        path = tmp_path / f"{name}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema marts")
            connection.execute(f"create table marts.{table} as {query}")
        return path

    first = file("first", "select cast(1.10 as decimal(18, 2)) as amount, 'Kis' as name")
    assert differences(first, first) == {}
    for number, query in enumerate(
        [
            "select cast(1.11 as decimal(18, 2)) as amount, 'Kis' as name",
            "select cast(1.10 as decimal(18, 2)) as amount, 'kis' as name",
            "select cast(1.10 as decimal(18, 2)) as amount, 'Kis' as name from range(2)",
            "select cast(1.10 as decimal(18, 3)) as amount, 'Kis' as name",
            "select cast(1.10 as double) as amount, 'Kis' as name",
            "select cast(1.10 as decimal(18, 2)) as amount",
        ]
    ):
        assert [*differences(first, file(str(number), query))] == ["marts.t"]
    assert {*differences(first, file("other", "select 1 as a", "u"))} == {"marts.t", "marts.u"}


COLUMNS = {
    "intermediate.lines": {
        "id": "VARCHAR",
        "kind": "VARCHAR",
        "day": "DATE",
        "last_day": "DATE",
        "moment": "TIMESTAMP",
        "number": "INTEGER",
        "many": "BIGINT",
        "amount": "DECIMAL(18,2)",
        "share": "DECIMAL(9,8)",
        "is_whole": "BOOLEAN",
    }
}
RELATION = '"warehouse"."intermediate"."lines"'
# NULLs, negatives, halves, leap days, an hour that another day has in Amsterdam, signs beyond ASCII.
ROWS = [
    ("a", "x", "2024-02-29", "2024-03-31", "2024-03-30 23:30:00", 3, 10, "2.50", "0.12345678", True),
    ("b", "x", "2024-01-31", "2023-12-31", "2024-07-01 22:00:00", -7, 4, "-2.50", "0.00000001", False),
    ("ë", "y", None, "2024-02-29", "2024-12-31 23:00:00.000001", 0, -9, "0.01", None, None),
    ("B", None, "1969-12-31", "1970-01-01", None, 12, 2_000_000_000_000, "9999999.99", "0.5", True),
    (None, "y", "2000-02-29", None, "2000-02-29 00:00:00", None, None, None, "1", False),
]
EXPRESSIONS = [
    "last_day - day",
    "day + number",
    "day - 1",
    "day + cast(many % 100 as integer)",
    "greatest(day, last_day) - least(day, last_day)",
    "cast(day + to_months(number) as date)",
    "cast(date_trunc('month', day) as date)",
    "day + interval 4 year <= last_day",
    "cast(timezone('Europe/Amsterdam', timezone('UTC', moment)) as date)",
    "12 * year(day) + month(day)",
    "make_date(year(day), 1, 1)",
    "many // number",
    "many // 7",
    "cast(amount as hugeint) * 100 // 7",
    "(cast(cast(abs(amount) as decimal(38, 2)) * 100 as hugeint) * 2 * 31 + 366) // (2 * 366)",
    "mod(many, number)",
    "-many % 7",
    "cast(amount as bigint)",
    "cast(trunc(amount) as bigint)",
    "cast(share as integer)",
    "cast(floor(amount) as bigint)",
    "sign(amount) * amount",
    "round(amount * share, 2)",
    "cast(amount * share as decimal(18, 2))",
    "cast(amount * (1 + share) as decimal(18, 2))",
    "cast(amount as decimal(18, 1))",
    "amount - share",
    "id || number || ', ' || amount || day || share || is_whole",
    "concat(id, kind, 'z')",
    "coalesce(amount, 0)",
    "case when is_whole then 0 when number > 0 then amount else share end",
    "if(is_whole, amount, 1)",
    "greatest(amount, 0)",
    "least(amount, share, number)",
    "nullif(amount, 0.01)",
    "lower(id) = id",
    "right(cast(amount as varchar), 3)",
    "rtrim(rtrim(cast(share as varchar), '0'), '.')",
    "replace(id, 'ë', 'e')",
    "translate(id || ',.', 'ë,.', 'e.,')",
    "id || chr(31) || kind",
    "id like '_'",
    "kind in ('x', 'z')",
    "id is distinct from kind",
    "format('{:,}', many)",
    "format('{:t.}', many)",
    "list_position(['x', 'y'], kind)",
    "cast(1 as bigint) << abs(number)",
    "row_number() over (order by day, id)",
    "row_number() over (order by day desc, id desc)",
    "row_number() over (order by amount nulls first, id)",
    "rank() over (order by kind)",
    "lag(id) over (order by number)",
    "lead(amount) over (partition by kind order by id desc)",
    "first_value(id) over (order by id)",
    "last_value(id ignore nulls) over (order by number rows between unbounded preceding and 1 preceding)",
    "sum(amount) over (order by id rows between unbounded preceding and current row)",
    "sum(number) over (order by kind)",
    "count(*) filter (where is_whole) over (partition by kind)",
    "sum(amount) filter (where not is_whole) over (order by id)",
    "bool_or(is_whole) over (partition by kind)",
    "max_by(id, number) filter (where is_whole) over (order by day)",
    "unnest(generate_series(number, 2))",
    "unnest([day, last_day])",
    "unnest(case when is_whole then ['p', 'q', 'r'] else ['s'] end)",
]
AGGREGATES = [
    "sum(amount)",
    "sum(amount) * 2 + count(*)",
    "sum(many)",
    "sum(number) filter (where is_whole)",
    "count(*) filter (where amount is null)",
    "count(distinct kind)",
    "count(distinct id) filter (where is_whole)",
    "count_if(is_whole)",
    "min(id) || max(id)",
    "max(day)",
    "bool_and(is_whole)",
    "bool_or(amount > 0)",
    "any_value(kind)",
    "arg_max(id, number)",
    "arg_max(kind, many)",
    "arg_min(amount, day) filter (where number > 0)",
    "string_agg(id, '; ' order by id)",
    "string_agg(id || number, ', ' order by day desc) filter (where number is not null)",
    "grouping(kind)",
]


@pytest.fixture
def session(server: Sail) -> Iterator[Session]:
    made = Session(server.remote)
    yield made
    made.end()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB with the rows, which are in lines.parquet too."""
    types = ", ".join(f"{name} {kind}" for name, kind in COLUMNS["intermediate.lines"].items())
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("create schema warehouse.intermediate")
        connection.execute(f"create table {RELATION} ({types})")
        connection.executemany(f"insert into {RELATION} values ({', '.join('?' * len(ROWS[0]))})", ROWS)
        connection.execute(f"copy {RELATION} to '{tmp_path}/lines.parquet' (format parquet)")
        yield connection


def test_what_is_let_through_means_the_same(
    tmp_path: Path, here: duckdb.DuckDBPyConnection, session: Session
) -> None:
    """Each construct by itself, over rows at its borders: values and texts of DuckDB are those of Spark."""
    session.spark.read.parquet(str(tmp_path / "lines.parquet")).createOrReplaceTempView("intermediate__lines")
    asked = [f"select id as key, {said} as x from {RELATION}" for said in EXPRESSIONS]
    asked += [f"select kind as key, {said} as x from {RELATION} group by rollup (kind)" for said in AGGREGATES]
    different = {}
    for query in asked:
        on_duckdb = sorted(map(_plain, here.execute(query).fetchall()))
        assert len(on_duckdb) > 1
        try:
            on_spark = sorted(map(_plain, session.spark.sql(translate(query, COLUMNS)).collect()))
        except Exception as error:
            on_spark = [in_one_line(error)]
        if on_duckdb != on_spark:
            different[query] = (on_duckdb, on_spark)
    assert different == {}


def _plain(row: Sequence[object]) -> str:
    """The value, not the type: of a table each column is cast to its own, or refused where that loses anything."""
    return repr([_value(value) for value in row])


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value.normalize() + 0)
    if isinstance(value, dt.datetime | bool):
        return str(value)
    return str(Decimal(value).normalize()) if isinstance(value, int) else value
