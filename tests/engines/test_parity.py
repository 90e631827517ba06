"""The same figures on both engines: all models on Sail, and each construct that the translation lets through."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from fundament import database
from fundament.engines import spark
from fundament.engines.placement import phases
from fundament.engines.session import Session
from fundament.engines.translated import spark_queries
from fundament.settings import ENGINES, Engine
from fundament.transformation.build import build
from fundament.transformation.prepared import Prepared, prepared
from tests.constructs import different_constructs
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
    """And not by there being no rows: of each table that Spark computes there are some."""
    on_duckdb, on_spark = private_file(homes["duckdb"]), private_file(homes["spark"])
    assert differences(on_duckdb, on_spark) == {}
    script = prepared(homes["spark"])
    computed = {
        f"{script.manifest['nodes'][node.unique_id]['schema']}.{node.name}"
        for phase in phases(script, "spark")
        if phase.engine == "spark"
        for node in phase.nodes
        if node.resource_type == "model"
    }
    with database.to_read(on_spark) as connection:
        assert computed
        assert {name for name in computed if not connection.execute(f"from {name} limit 1").fetchall()} == set()
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


@pytest.fixture
def session(server: Sail) -> Iterator[Session]:
    made = Session(server.remote)
    yield made
    made.end()


def test_what_is_let_through_means_the_same(tmp_path: Path, session: Session) -> None:
    assert different_constructs(session, tmp_path) == {}
