"""The star schema as docs/bi.md has it, held against a published or private file."""

import re

import duckdb

from fundament.project import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "bi.md").read_text("utf-8")
# Columns of marts by the dimension that they lead to.
DIMENSIONS = {
    dimension: re.findall(r"`(\w+)`", columns)
    for columns, dimension in re.findall(r"^\| ([`\w, ]+) \| `(dim_\w+)` \|", PAGE, re.MULTILINE)
}
# Keys that lead to no one dimension, as the page says.
OUTSIDE = set(re.findall(r"`(\w+)`", PAGE.split("Outside the star")[1].split("\n\n")[0]))
KEYS = {
    "dim_publication": ["publication_id"],
    "dim_contract": ["publication_id", "contract_id"],
    "dim_scenario": ["publication_id", "scenario_id"],
    "dim_service": ["publication_id", "service_id"],
    "dim_supplier": ["publication_id", "supplier_key"],
    "dim_date": ["date"],
}


def keys_of_marts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Every mart, column and dimension that it leads to; a day, and a year by its first day, to the calendar."""
    columns = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts' "
        "and database_name = current_database() order by all"
    ).fetchall()
    there = {table for table, _, _ in columns}
    found = []
    for table, column, kind in columns:
        leads_to = [dimension for dimension, names in DIMENSIONS.items() if column in names]
        if kind == "DATE" or column == "year":
            leads_to = ["dim_date"]
        found += [
            (table, column, one) for one in leads_to if one in there and (table, column) != (one, KEYS[one][-1])
        ]
    return found


def unresolved(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every key of a mart that is stated and is not in its dimension, with the number of rows."""
    found = []
    for mart, column, dimension in keys_of_marts(connection):
        stated = f"make_date(fact.{column}, 1, 1)" if column == "year" else f"fact.{column}"
        same = f"{stated} = dimension.{KEYS[dimension][-1]}"
        if len(KEYS[dimension]) > 1:
            which = "forecast_publication_id" if mart == "noncompliance_backtest" else "publication_id"
            same += f" and fact.{which} = dimension.publication_id"
        [(rows,)] = connection.execute(
            f"select count(*) from marts.{mart} as fact where fact.{column} is not null "
            f"and not exists (select 1 from marts.{dimension} as dimension where {same})"
        ).fetchall()
        if rows:
            found.append(f"{mart}.{column}: {rows} rows not in {dimension}")
    return found


def unnamed(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Columns that look like keys, are not their mart's own, not in the star and not said to be outside it."""
    named = {column for columns in DIMENSIONS.values() for column in columns} | OUTSIDE
    columns = connection.execute(
        """
        with keys as (
            select table_name, any_value(constraint_column_names) as columns
            from duckdb_constraints()
            where constraint_type = 'PRIMARY KEY' and schema_name = 'marts'
            group by table_name
        )
        select table_name, column_name, list_contains(coalesce(keys.columns, []), column_name)
        from duckdb_columns()
        left join keys using (table_name)
        where schema_name = 'marts' and database_name = current_database()
            and (column_name like '%_id' or column_name like '%_key' or column_name in ('caused_by', 'entity'))
        order by all
        """
    ).fetchall()
    return [f"{table}.{column}" for table, column, own in columns if not own and column not in named]
