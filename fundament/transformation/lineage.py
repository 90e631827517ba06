"""Which columns a column of a model is made of, for the graph of Dagster.

Read from the SQL that dbt compiled. SQLGlot takes half a minute for all models, so whoever opens the graph asks
for it, once per content of the project, and a nightly run does not wait for it.
"""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from fundament.transformation.prepared import kept_beside, prepared

# Of a model: its columns, each with the relation and the column of what it is made of.
Lineage = dict[str, dict[str, list[tuple[str, str]]]]


def known_lineage(home: Path) -> Lineage:
    """What has been worked out for the content as it stands; empty where nobody has asked yet."""
    file = kept_beside(home, "lineage.json")
    if not file.is_file():
        return {}
    return {
        model: {column: [(relation, of) for relation, of in parts] for column, parts in columns.items()}
        for model, columns in json.loads(file.read_text("utf-8")).items()
    }


def work_out(home: Path) -> Lineage:
    """Per unique id of a table or view and per column, the columns of sources and models that it is made of."""
    if found := known_lineage(home):
        return found
    script = prepared(home)
    lineage = {
        unique_id: _of_model(node, script.columns)
        for unique_id, node in script.manifest["nodes"].items()
        if node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral"
    }
    file = kept_beside(home, "lineage.json")
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(lineage), "utf-8")
    unfinished.replace(file)
    return lineage


def _of_model(node: dict[str, Any], columns: dict[str, dict[str, str]]) -> dict[str, list[tuple[str, str]]]:
    from sqlglot import MappingSchema, exp, parse_one
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    schema = MappingSchema(dialect="duckdb")
    for relation, types in columns.items():
        schema.add_table(exp.to_table(relation, dialect="duckdb"), types, dialect="duckdb")
    query = qualify(
        parse_one(node["compiled_code"], dialect="duckdb"),
        schema=schema,
        dialect="duckdb",
        validate_qualify_columns=False,
        identify=False,
    )
    scope = build_scope(query)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for column in query.named_selects if isinstance(query, exp.Query) else []:
        for step in lineage(column, query, schema=schema, scope=scope, dialect="duckdb").walk():
            table = step.expression
            if not step.downstream and isinstance(table, exp.Table):
                found[column].add((f"{table.db}.{table.name}", step.name.rpartition(".")[2]))
    return {column: sorted(parts) for column, parts in found.items()}
