"""Which engine computes which model, and in which order: without Spark."""

import itertools

import pytest

from fundament.engines.exchanged import is_same_kind, parquet_type, spark_type
from fundament.engines.placement import phases, read_by
from fundament.errors import FundamentError
from fundament.transformation.prepared import Node, Prepared, prepared
from fundament.warehouse import home_of

# Tables are handed over between two phases: DuckDB's, Spark's, DuckDB's.
MOST_PHASES = 3


def script(*tables: str) -> Prepared:
    """Of texts such as `b: a` (b reads a), `c@spark: b` and `view v: c`."""
    nodes, manifest = [], {}
    for said in tables:
        name, _, read = said.partition(":")
        is_view = name.startswith("view ")
        name, _, engine = name.removeprefix("view ").partition("@")
        materialized = "view" if is_view else "table"
        parents = read.split()
        nodes.append(Node(name, "model", name, f'"w"."intermediate"."{name}"', materialized, parents, []))
        manifest[name] = {"config": {"meta": {"engine": engine} if engine else {}}}
    return Prepared("", {"nodes": manifest}, [], nodes, {})


def cut(made: Prepared) -> list[tuple[str, list[str]]]:
    return [(phase.engine, [node.name for node in phase.nodes]) for phase in phases(made, "spark")]


def test_models_of_spark_stand_between_what_they_read_and_what_reads_them() -> None:
    made = script("a:", "b@spark: a", "c: b", "d@spark: b", "e: a")
    assert cut(made) == [("duckdb", ["a", "e"]), ("spark", ["b", "d"]), ("duckdb", ["c"])]


def test_a_model_that_needs_both_engines_again_takes_two_phases_more() -> None:
    made = script("a:", "b@spark: a", "c: b", "d@spark: c", "e: d")
    assert [engine for engine, _ in cut(made)] == ["duckdb", "spark", "duckdb", "spark", "duckdb"]


def test_a_view_stands_on_both_and_costs_no_phase() -> None:
    made = script("a:", "b@spark: a", "view v@spark: b", "c@spark: v", "d: v")
    assert cut(made) == [("duckdb", ["a"]), ("spark", ["b", "c"]), ("duckdb", ["v", "d"])]


def test_on_duckdb_all_is_one_phase_in_the_order_of_dbt() -> None:
    made = script("a:", "b@spark: a")
    [phase] = phases(made, "duckdb")
    assert phase.engine == "duckdb" and phase.nodes == made.nodes


def test_the_project_goes_to_spark_and_back_once() -> None:
    """Each node once, after what it reads, however the engines take turns."""
    made = prepared(home_of())
    found = phases(made, "spark")
    assert [phase.engine for phase in found] == ["duckdb", "spark", "duckdb"][:MOST_PHASES]
    order = [node.unique_id for node in itertools.chain.from_iterable(phase.nodes for phase in found)]
    assert sorted(order) == sorted(node.unique_id for node in made.nodes)
    place, known = (
        {unique_id: number for number, unique_id in enumerate(order)},
        {n.unique_id: n for n in made.nodes},
    )
    for node in made.nodes:
        assert all(place[parent] < place[node.unique_id] for parent in read_by(node, known) if parent in place)
    lines = {node.name for phase in found if phase.engine == "spark" for node in phase.nodes}
    assert {"int_spend_parts", "int_spend_classes", "noncompliance_by_contract_year", "issue_history"} <= lines


def declared_without_a_table(made: Prepared) -> set[str]:
    """Models that are declared for Spark, and that no table holds: nothing would run there."""
    tables = {node.unique_id for node in made.nodes if node.materialized == "table"}
    declared = {
        unique_id
        for unique_id, node in made.manifest["nodes"].items()
        if (node["config"].get("meta") or {}).get("engine") == "spark"
    }
    return declared - tables


def test_what_is_declared_for_spark_is_a_table() -> None:
    assert declared_without_a_table(script("a@spark:", "view v@spark: a")) == {"v"}
    assert declared_without_a_table(prepared(home_of())) == set()


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ("VARCHAR", "string"),
        ("DECIMAL(18,2)", "decimal(18,2)"),
        ("HUGEINT", "decimal(38,0)"),
        ("TIMESTAMP", "timestamp_ntz"),
        ("VARCHAR[]", "array<string>"),
    ],
)
def test_a_column_is_handed_over_in_the_type_with_the_same_values(duckdb: str, spark: str) -> None:
    assert spark_type(duckdb, "here") == spark
    assert parquet_type(duckdb) == ("decimal(38, 0)" if duckdb == "HUGEINT" else duckdb)


def test_a_type_that_spark_has_not_is_refused_by_its_column() -> None:
    with pytest.raises(FundamentError, match=r"no type for the values of INTERVAL\n.*a\.b"):
        spark_type("INTERVAL", "a.b")


@pytest.mark.parametrize(
    ("found", "expected", "is_same"),
    [
        ("decimal(28,2)", "decimal(18,2)", True),
        ("int", "bigint", True),
        ("decimal(10,0)", "bigint", True),
        ("void", "string", True),
        ("array<int>", "array<bigint>", True),
        # Decimals would be cut, a floating point number rounded, an interval put into words.
        ("decimal(38,6)", "decimal(18,2)", False),
        ("double", "decimal(18,2)", False),
        ("double", "bigint", False),
        ("interval day", "bigint", False),
        ("int", "string", False),
        ("timestamp", "date", False),
    ],
)
def test_what_spark_computed_is_cast_only_where_nothing_is_lost(found: str, expected: str, is_same: bool) -> None:
    assert is_same_kind(found, expected) is is_same
