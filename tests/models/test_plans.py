"""How DuckDB joins in each model: rows against rows by their keys, never each with each."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of
from tests.warehouses import built

EACH_WITH_EACH = ("NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "CROSS_PRODUCT")
# Relations of one row, or of as many as there are rules, publications, scenarios or deliveries: none of lines.
SMALL = {
    "raw.run_parameters",
    "raw.deliveries",
    "raw.expected_deliveries",
    "intermediate.known_publications",
    "intermediate.known_file_dates",
    "intermediate.int_scenario_totals",
    "reference.lawfulness_rules",
    "reference.finding_rules",
}
# A macro is planned when it is asked.
QUESTIONS = {
    "impact_slip_whatif": "from marts.impact_slip_whatif('synthetic-3', 'SYN-P1', 10)",
    "impact_slip_at_risk": "from marts.impact_slip_at_risk('synthetic-3', 'SYN-P1', 10)",
}
# Of a model, why it may compare each with each all the same.
EXCEPTIONS = {
    "int_run_off_cells": "each length of pause, 0 to 36 months, moves the end of each service",
    "pause_lengths": "each length of pause is held against what was summed over the contracts of a publication",
}


def joins(step: dict) -> Iterator[dict]:
    """The steps of a plan that compare each row of one side with each of the other."""
    if step["name"] in EACH_WITH_EACH:
        yield step
    for child in step.get("children", []):
        yield from joins(child)


def expressions(step: dict) -> dict[str, dict]:
    """The common table expressions of a plan, by their index."""
    found = {}
    if step["name"] == "CTE":
        found[step["extra_info"]["Table Index"]] = step["children"][0]
    for child in step.get("children", []):
        found |= expressions(child)
    return found


def relations(step: dict, named: dict[str, dict]) -> set[str]:
    """What a side of a join reads, also by way of common table expressions."""
    info = step.get("extra_info", {})
    found = {".".join(str(info["Table"]).split(".")[-2:])} if info.get("Table") else set()
    if step["name"] == "CTE_SCAN":
        source = named.get(info.get("CTE Index"))
        found |= relations(source, named) if source else {"an unknown expression"}
    return found.union(*(relations(child, named) for child in step.get("children", [])))


def growing(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """The joins of a query that grow with the product of their sides."""
    found = []
    [(_, plan)] = connection.execute(f"explain (format json) {query}").fetchall()
    for root in json.loads(plan):
        for join in joins(root):
            sides = [relations(child, expressions(root)) for child in join["children"]]
            if not any(side and side <= SMALL for side in sides):
                condition = join.get("extra_info", {}).get("Condition", "")
                found.append(f"{join['name']} of {sides[0]} and {sides[1]}: {str(condition)[:200]}")
    return found


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("plans")
    write_portfolio(home / "deliveries", Size(seed=3, contracts=60, spend_lines=800))
    return built(home, home / "deliveries", dt.date(2026, 11, 24))


def models() -> dict[str, str]:
    nodes = prepared(home_of()).manifest["nodes"].values()
    return {
        node["name"]: QUESTIONS.get(node["name"], node["compiled_code"])
        for node in nodes
        if node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral"
    }


def test_no_model_compares_each_row_with_each(portfolio: Path) -> None:
    with duckdb.connect(str(portfolio), read_only=True) as connection:
        found = {name: growing(connection, query) for name, query in models().items()}
    assert {name: plans for name, plans in found.items() if plans and name not in EXCEPTIONS} == {}
    # An exception that is none any more is taken off the list.
    assert {name for name in EXCEPTIONS if not found[name]} == set()


@pytest.mark.parametrize(
    "condition",
    [
        "(terms.day is null or lines.day >= terms.day) and lines.id = terms.id",
        "lines.id = terms.id and lines.kind != 'none'",
        "true",
    ],
)
def test_such_a_join_is_noticed(condition: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table lines as select range as id, range as day, 'a' as kind from range(1000)")
        connection.execute("create table terms as select range as id, range as day from range(900)")
        joined = f"select lines.id, terms.day from lines left join terms on {condition}"
        assert growing(connection, joined)
        by_key = "select lines.id from lines left join terms on lines.id = terms.id and lines.day >= terms.day"
        assert growing(connection, by_key) == []
