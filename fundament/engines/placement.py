"""Which model is computed on which engine, and when: read from `meta: {engine: spark}` in `dbt_project.yml`.

Models without it are DuckDB's. A view has no engine: it stands on each that reads it. So the nodes of a run fall
into phases, DuckDB's and Spark's in turns, and between two of them tables are handed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fundament.settings import ENGINES, Engine
from fundament.transformation.prepared import Node, Prepared


@dataclass(frozen=True)
class Phase:
    """Nodes that one engine computes, in an order in which they can be."""

    engine: Engine
    nodes: list[Node]


def phases(script: Prepared, engine: Engine) -> list[Phase]:
    """The nodes of the script, each once, in as few phases as their dependencies allow; the first is DuckDB's.

    `engine` is what the run was asked for: with duckdb all is one phase.
    """
    if engine == "duckdb":
        return [Phase("duckdb", script.nodes)]
    known = {node.unique_id: node for node in script.nodes}
    of_spark = _of_spark(script)
    levels: dict[str, int] = {}
    for node in script.nodes:
        own: Engine = "spark" if node.unique_id in of_spark else "duckdb"
        # Even levels are DuckDB's, odd ones Spark's.
        level = ENGINES.index(own)
        for parent in read_by(node, known) if own == "spark" else node.depends_on:
            if parent in levels:
                level = max(level, levels[parent] + (levels[parent] % 2 != ENGINES.index(own)))
        levels[node.unique_id] = level
    return [
        Phase(ENGINES[level % 2], [node for node in script.nodes if levels[node.unique_id] == level])
        for level in range(max(levels.values()) + 1)
    ]


def read_by(node: Node, known: dict[str, Node]) -> Iterator[str]:
    """The tables and sources that a node reads, through the views on the way."""
    views = set(views_read_by(node, known))
    for reader in (node, *(known[view] for view in views)):
        yield from (parent for parent in reader.depends_on if parent not in views)


def sources_of_spark(script: Prepared) -> frozenset[str]:
    """The canonical sources of which Spark reads the rows."""
    known, sources = {node.unique_id: node for node in script.nodes}, script.manifest["sources"]
    on_spark = [node for phase in phases(script, "spark") if phase.engine == "spark" for node in phase.nodes]
    read = {parent for node in on_spark for parent in read_by(node, known) if parent in sources}
    return frozenset(sources[parent]["name"] for parent in read)


def views_read_by(node: Node, known: dict[str, Node]) -> Iterator[str]:
    """The views on the way to the tables and sources that a node reads."""
    for parent in node.depends_on:
        if parent in known and known[parent].materialized == "view":
            yield parent
            yield from views_read_by(known[parent], known)


def _of_spark(script: Prepared) -> set[str]:
    """What is declared for Spark: tables, and the tests of what is, which run where its rows are."""
    nodes = script.manifest["nodes"]
    metas = {unique_id: node["config"].get("meta") or {} for unique_id, node in nodes.items()}
    declared = {unique_id for unique_id, meta in metas.items() if meta.get("engine") == "spark"}
    return {
        node.unique_id
        for node in script.nodes
        if (node.resource_type == "test" and nodes[node.unique_id].get("attached_node") in declared)
        or (node.materialized == "table" and node.unique_id in declared)
    }
