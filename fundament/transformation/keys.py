"""Keys as the models declare them, and which delivered rows share one."""

from typing import Any

import duckdb

from fundament.transformation.prepared import prepared
from fundament.warehouse import Warehouse

SHOWN_KEYS, SHOWN_ROWS = 3, 5


def declared_keys(warehouse: Warehouse) -> dict[str, list[str]]:
    """Primary keys of the models, by `schema.name`; that of a view no table holds."""
    return {
        name: list(constraint["columns"])
        for name, node in _models(warehouse).items()
        for constraint in node.get("constraints", [])
        if constraint["type"] == "primary_key"
    }


def without_history(warehouse: Warehouse) -> set[str]:
    """The models of which earlier states are not kept, by `schema.name`: their meta says why."""
    return {
        name for name, node in _models(warehouse).items() if "no_history" in (node["config"].get("meta") or {})
    }


def _models(warehouse: Warehouse) -> dict[str, Any]:
    nodes = prepared(warehouse.home).manifest["nodes"].values()
    return {f"{node['schema']}.{node['name']}": node for node in nodes if node["resource_type"] == "model"}


def rows_that_share_a_key(connection: duckdb.DuckDBPyConnection, node: dict[str, Any]) -> str:
    """The first keys that a failed test `unique_key` found, with file and line; empty for other nodes.

    `node` is the test's entry in the manifest of dbt.
    """
    metadata = node.get("test_metadata") or {}
    if metadata.get("name") != "unique_key" or not node.get("attached_node"):
        return ""
    model = node["attached_node"].rpartition(".")[2]
    try:
        return _described(connection, model, metadata["kwargs"]["columns"])
    except duckdb.Error:
        # What dbt says is less, and still true.
        return ""


def _described(connection: duckdb.DuckDBPyConnection, model: str, names: list[str]) -> str:
    tables = connection.execute(
        "select schema_name, list(column_name) from duckdb_columns() where table_name = ? group by all", [model]
    ).fetchall()
    if len(tables) != 1:
        return ""
    [(schema, columns)] = tables
    place = "null"
    if {"source_file", "source_line"} <= set(columns):
        place = "list(source_file || ', line ' || source_line order by source_file, source_line)"
    key = ", ".join(f'"{name}"' for name in names)
    pairs = ", ".join(f"""'{name} ' || coalesce(cast("{name}" as varchar), 'unknown')""" for name in names)
    is_unknown = " or ".join(f'"{name}" is null' for name in names)
    found = connection.execute(
        f"""
        select concat_ws(', ', {pairs}), count(*), {place}
        from "{schema}"."{model}"
        group by {key}
        having count(*) > 1 or {is_unknown}
        order by {key}
        limit {SHOWN_KEYS}
        """
    ).fetchall()
    return "; ".join(_of_key(*row) for row in found)


def _of_key(key: str, rows: int, places: list[str] | None) -> str:
    said = f"{rows} rows have the key {key}" if rows > 1 else f"the key is not complete: {key}"
    return f"{said} ({'; '.join(places[:SHOWN_ROWS])})" if places else said
