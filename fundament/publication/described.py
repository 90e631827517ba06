"""What is published of the private file: its tables, marts that are views over narrow tables, and macros.

Which schemas are published: `fundament.released`. Who writes them into a release: `release.py`.
"""

import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import duckdb
from jinja2 import Environment

from fundament.database import literal
from fundament.project import DBT_DIR
from fundament.shared_place import PARTS

# In the private file a table of lines that is published narrow is a view over the intermediate table: nothing is
# written twice. It has no index: its key is the one that is declared.
NARROW = "narrow"
READ = re.compile(r"\bwarehouse\.(\w+)\.(\w+)")


# A view of the private file over what Spark wrote.
OF_SPARK = re.compile(rf"\bread_parquet\('((?:[^']|'')+)/{re.escape(PARTS)}'")


@dataclass(frozen=True)
class Table:
    """A table of the release: `schema.name`, what makes it, its key if any, and its comments as statements.

    A large one has a key and no index.
    A table of lines that Spark wrote is no copy, but a view over its Parquet; `lines` is the folder of that.
    """

    name: str
    statement: str
    key: list[str]
    comments: list[str]
    is_large: bool
    lines: str = ""


@dataclass(frozen=True)
class View:
    """A view of the release: `schema.name`, its query, what that reads, and its comments as statements.

    With `parameters` it is a table macro.
    """

    name: str
    query: str
    made_from: list[str]
    comments: list[str]
    parameters: list[str]


def described_tables(
    connection: duckdb.DuckDBPyConnection, schemas: tuple[str, ...], declared: dict[str, list[str]]
) -> list[Table]:
    """The tables of the catalog `warehouse`, in the order of their names; `declared` are keys by `schema.name`."""
    found = connection.execute(
        """
        with keys as (
            select schema_name, table_name, constraint_column_names as columns
            from duckdb_constraints()
            where database_name = 'warehouse' and constraint_type = 'PRIMARY KEY'
        ),
        tables as (
            select schema_name, table_name, comment, rtrim(sql, ';') as statement
            from duckdb_tables()
            where database_name = 'warehouse' and list_contains($schemas, schema_name)
            union all
            select schema_name, view_name, any_value(views.comment), format(
                'create table {}.{} ({})', schema_name, view_name,
                string_agg(format('"{}" {}', column_name, data_type), ', ' order by column_index)
            )
            from duckdb_views() as views
            inner join duckdb_columns() as columns using (database_name, schema_name)
            where database_name = 'warehouse' and schema_name = $narrow and columns.table_name = view_name
            group by schema_name, view_name
        )
        select schema_name, table_name, comment, statement, coalesce(columns, [])
        from tables
        left join keys using (schema_name, table_name)
        order by schema_name, table_name
        """,
        {"schemas": list(schemas), "narrow": NARROW},
    ).fetchall()
    texts, over_parquet = _columns(connection), _over_parquet(connection)
    tables = []
    for schema, table, comment, statement, key in found:
        name = f"{schema}.{table}"
        query, lines = over_parquet.get(name, ("", ""))
        tables.append(
            Table(
                name,
                f"create view {name} as {query}" if query else statement,
                key or declared.get(name, []),
                _comments("view" if query else "table", name, comment, texts),
                not key and name in declared,
                lines,
            )
        )
    return tables


def _over_parquet(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Of the narrow views over one table of Spark's: their query over its Parquet, and the folder of that."""
    views = {
        f"{schema}.{name}": statement.rstrip(";").partition(" AS ")[2]
        for schema, name, statement in connection.execute(
            "select schema_name, view_name, sql from duckdb_views() "
            "where database_name = 'warehouse' and not internal"
        ).fetchall()
    }
    folders = {name: match[1] for name, query in views.items() if (match := OF_SPARK.search(query))}
    found = {}
    for view, query in views.items():
        read = {".".join(match.groups()) for match in READ.finditer(query)}
        if view.startswith(f"{NARROW}.") and len(read) == 1 and read <= folders.keys():
            [name] = read
            parquet = f"({views[name]}) as {name.partition('.')[2]}"
            found[view] = query.replace(f"warehouse.{name}", parquet), folders[name].replace("''", "'")
    return found


def described_views(connection: duckdb.DuckDBPyConnection) -> list[View]:
    """The marts of the catalog `warehouse` that are views."""
    found = connection.execute(
        "select 'marts.' || view_name, comment, rtrim(sql, ';') from duckdb_views() "
        "where database_name = 'warehouse' and schema_name = 'marts' order by all"
    ).fetchall()
    texts = _columns(connection)
    return [
        View(
            name,
            statement.partition(" AS ")[2].replace("warehouse.", ""),
            _read_by(statement),
            _comments("view", name, comment, texts),
            [],
        )
        for name, comment, statement in found
    ]


def described_macros(connection: duckdb.DuckDBPyConnection) -> list[View]:
    """The table macros of the catalog `warehouse`, those first that others ask."""
    found = connection.execute(
        "select schema_name || '.' || function_name, macro_definition, parameters from duckdb_functions() "
        "where database_name = 'warehouse' and function_type = 'table_macro' and not internal "
        "order by all"
    ).fetchall()
    macros = {
        name: View(name, query.replace("warehouse.", ""), _read_by(query), [], parameters)
        for name, query, parameters in found
    }
    asked = {name: sorted(macros.keys() & macro.made_from) for name, macro in macros.items()}
    return [macros[name] for name in TopologicalSorter(asked).static_order()]


def create_sum(connection: duckdb.DuckDBPyConnection) -> None:
    """The models' rule for sums, for those who add the cells of a mart up."""
    rules: Any = Environment().from_string((DBT_DIR / "macros" / "known_parts.sql").read_text("utf-8")).module
    query = rules.sum_of_known_parts("part", "unknown_lines")
    connection.execute(f"create macro marts.sum_of_known_parts(part, unknown_lines) as {query}")


def _read_by(query: str) -> list[str]:
    return sorted({".".join(match.groups()) for match in READ.finditer(query)})


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Of each table and view its columns that have a comment, with it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, column, comment in connection.execute(
        "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'warehouse' and comment is not null order by column_index"
    ).fetchall():
        found.setdefault(name, []).append((column, comment))
    return found


def _comments(kind: str, name: str, comment: str | None, texts: dict[str, list[tuple[str, str]]]) -> list[str]:
    said = [(f"{kind} {name}", comment)] if comment else []
    said += [(f'column {name}."{column}"', text) for column, text in texts.get(name, [])]
    return [f"comment on {what} is {literal(text)};" for what, text in said]
