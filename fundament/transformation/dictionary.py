"""The data dictionary: every published table and column, from dbt's manifest to Markdown.

What it says: `dbt/models` and `seeds/reference`. The page that is written: `docs/data-dictionary.md`.
"""

import shutil
from typing import Any

from fundament.project import PROJECT_ROOT
from fundament.released import PUBLISHED_SCHEMAS
from fundament.transformation.prepared import prepared
from fundament.transformation.runner import documentation
from fundament.warehouse import Warehouse

DICTIONARY = PROJECT_ROOT / "docs" / "data-dictionary.md"
INTRODUCTION = """\
# Data dictionary

Every table and macro of the published file. Made from dbt by `make docs`; change the descriptions in `dbt/models`
and `seeds/reference`, not here. Those of tables stand as comments in the file
(`duckdb_tables()`, `duckdb_columns()`). Endings of names and their units are in [naming.md](naming.md).
"""
SUM = """\
### marts.sum_of_known_parts

What cells of a mart come to: NULL where lines of unknown amount stand beside zeros alone, which make no zero
([0025](decisions/0025-unknown-beside-known.md)). An aggregate:
`select marts.sum_of_known_parts(spend_amount_gross, spend_unknown_lines) from marts.noncompliance_by_scenario`.
"""
SCHEMA_TITLES = {
    "marts": "what readers ask for",
    "narrow": "what marts that are views are put together from",
    "quality": "how well the deliveries and the checks went",
    "reference": "tables of our own: classes, rules, units, labels",
}


def dictionary(manifest: dict[str, Any]) -> str:
    """The whole page."""
    tables = published_tables(manifest)
    parts = [INTRODUCTION]
    for schema in PUBLISHED_SCHEMAS:
        of_schema = {name: node for name, node in tables.items() if node["schema"] == schema}
        parts.append(f"## {schema}: {SCHEMA_TITLES[schema]}\n")
        parts.append(
            "\n".join(
                ["| table | what |", "|---|---|"]
                + [
                    f"| [{node['name']}](#{_anchor(name)}) | {_cell(node['description'])} |"
                    for name, node in of_schema.items()
                ]
            )
            + "\n"
        )
        parts += [_table(name, node, manifest) for name, node in of_schema.items()]
    parts.append("## macros: questions that are asked with values\n")
    parts += [_table(name, node, manifest) for name, node in published_macros(manifest).items()]
    parts.append(SUM)
    return "\n".join(parts)


def published_tables(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Nodes of the published tables by `schema.name`, in the order of the schemas and then of the names."""
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    found = {
        f"{node['schema']}.{node['name']}": node
        for node in nodes
        if node["resource_type"] in ("model", "seed", "source")
        and node["schema"] in PUBLISHED_SCHEMAS
        and not _is_macro(node)
    }
    return dict(sorted(found.items(), key=lambda item: (PUBLISHED_SCHEMAS.index(item[1]["schema"]), item[0])))


def published_macros(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Nodes of the table macros by `schema.name`."""
    return {f"{node['schema']}.{node['name']}": node for node in manifest["nodes"].values() if _is_macro(node)}


def _is_macro(node: dict[str, Any]) -> bool:
    return bool(node["config"].get("materialized") == "table_function")


def primary_key(node: dict[str, Any]) -> list[str]:
    """Columns of the declared primary key."""
    for constraint in node.get("constraints", []):
        if constraint["type"] == "primary_key":
            return list(constraint["columns"])
    return list((node["config"].get("meta") or {}).get("primary_key", []))


def _table(name: str, node: dict[str, Any], manifest: dict[str, Any]) -> str:
    lines = [f"### {name}", "", _cell(node["description"]), ""]
    if _is_macro(node):
        lines += [f"Asked as `from {name}({', '.join(node['config']['parameters'])})`.", ""]
    if key := primary_key(node):
        lines += [f"One row per {', '.join(f'`{column}`' for column in key)}.", ""]
    parents = [
        manifest["nodes"].get(parent, {}).get("name") for parent in node.get("depends_on", {}).get("nodes", [])
    ]
    if any(parents):
        lines += [f"Made from {', '.join(f'`{parent}`' for parent in parents if parent)}.", ""]
    typed = any(column.get("data_type") for column in node["columns"].values())
    lines += ["| column | type | meaning |", "|---|---|---|"] if typed else ["| column | meaning |", "|---|---|"]
    for column in node["columns"].values():
        kind = f" {column['data_type'] or ''} |" if typed else ""
        lines.append(f"| `{column['name']}` |{kind} {_cell(column['description'])} |")
    return "\n".join(lines) + "\n"


def _anchor(name: str) -> str:
    return name.replace(".", "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write the page, and dbt's own documentation as one file that needs no network."""
    warehouse = Warehouse.from_environment()
    DICTIONARY.write_text(dictionary(prepared(warehouse.home).manifest), "utf-8")
    site = warehouse.make_folder("docs") / "index.html"
    shutil.copyfile(documentation(warehouse), site)
    print(f"{DICTIONARY}\n{site}")


if __name__ == "__main__":
    main()
