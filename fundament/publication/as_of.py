"""What was said before: schema `history`, and the macros `<mart>_as_of(date)` that read it with the marts."""

from collections.abc import Iterator

import duckdb

from fundament.publication.described import NARROW_ORDER

# Callable by their bare name, and in the marts' schema beside the table that they look back on.
MACRO_SCHEMAS = ("main", "marts")


def copy_history(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Copy the rows of earlier states from the catalog `warehouse`; yield the name of each table that has any."""
    tables = connection.execute(
        "select table_name, table_type = 'VIEW' from information_schema.tables "
        "where table_catalog = 'warehouse' and table_schema = 'history' order by table_name"
    ).fetchall()
    connection.execute("create schema history")
    kept = {
        table
        for table, _ in tables
        if connection.execute(f"select 1 from warehouse.history.{table} limit 1").fetchone()
    }
    for table, is_narrow in tables:
        # A view over narrow tables reads them all.
        if table in kept or (kept and is_narrow):
            name, order = f"history.{table}", NARROW_ORDER if is_narrow else "all"
            connection.execute(f"create table {name} as from warehouse.{name} order by {order}")
            schema, macro = ("narrow", "the macros <mart>") if is_narrow else ("marts", table)
            connection.execute(
                f"comment on table {name} is 'Rows of {schema}.{table} as they were known before; read them by "
                f"{macro}_as_of(date)'"
            )
            yield name


def create_macros(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Make a macro for every mart that belongs to publications; return their names.

    The release's catalog is in use, so that the macros carry no catalog's name.
    """
    marts = connection.execute(
        """
        select table_name, list(column_name order by column_index)
        from duckdb_columns()
        where database_name = current_database() and schema_name = 'marts' and column_name like '%publication_id'
        group by table_name
        order by table_name
        """
    ).fetchall()
    earlier = {
        table
        for (table,) in connection.execute(
            "select table_name from information_schema.tables "
            "where table_catalog = current_database() and table_schema = 'history'"
        ).fetchall()
    }
    for mart, keys in marts:
        rows = f"from marts.{mart}" + (f" union all from history.{mart}" if mart in earlier else "")
        joins = " ".join(f"join states as {key} on said.{key} = {key}.state_id" for key in keys)
        names = ", ".join(f"{key}.publication_id as {key}" for key in keys)
        for schema in MACRO_SCHEMAS:
            connection.execute(
                f"""
                create macro {schema}.{mart}_as_of(as_of) as table
                with states as (
                    select state_id, publication_id
                    from quality.publication_states
                    where known_on <= cast(as_of as date) and coalesce(known_until > cast(as_of as date), true)
                ),
                dropped as (
                    select count(*) as publications, max(known_on) as first_day
                    from quality.publication_states
                    where is_oldest_kept and known_on > cast(as_of as date)
                )
                select said.* replace ({names})
                from ({rows}) as said {joins}
                where (
                    select case when publications = 0 then true else error(
                        'What was known on ' || cast(as_of as varchar) || ' is not kept; the first day that is: '
                        || cast(first_day as varchar) || '. Bring it back by: fundament run --as-of '
                        || cast(as_of as varchar)
                    ) end from dropped
                )
                """
            )
    return [f"{mart}_as_of" for mart, _ in marts]
