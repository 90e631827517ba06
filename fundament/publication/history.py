"""What was published before: schema `history`, and the macros `<mart>_as_of(date)` that read it with the marts.

A release carries what the one before it had, and of each publication that says something else now the rows that
changed: as they were, with the days on which they held. Rows that are new leave a row behind too, which says that
there was none. So a state that was published is never computed again, and costs what changed in it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fundament import database
from fundament.publication.described import View

# Callable by their bare name, and in the schema of the table that they look back on.
BARE = "main"
# Where a row stands is not what it says: a line that is added moves all lines after it.
PLACE = ("source_file", "source_line")
DAYS = ("known_from", "known_until", "was_there")
KNOWN = "cast(as_of as date)"
# Tables that the first releases did not have, with the day from which their rows are kept; or all of them.
KEPT_FROM, EVERY = "kept_from", "*"


@dataclass(frozen=True)
class Kept:
    """A published table of publications: its columns, its key, and whether its earlier rows are kept."""

    schema: str
    name: str
    columns: list[str]
    key: list[str]
    is_kept: bool

    @property
    def publications(self) -> list[str]:
        """The columns that say which publications a row is of."""
        return [column for column in self.columns if column.endswith("publication_id")]

    @property
    def history(self) -> str:
        return f"history.{self.name}"


def _listed(names: Iterable[str], of: str = "") -> str:
    return ", ".join(f'{of}"{name}"' for name in names)


def keep_history(
    connection: duckdb.DuckDBPyConnection,
    tables: list[Kept],
    before: Path | None,
    unchanged: set[str],
    begins_anew: bool = False,
) -> Iterator[str]:
    """Fill schema `history` of the catalog in use; yield each table.

    `before` is the file of the release that it builds on, `unchanged` the tables that have the same rows there.
    `begins_anew`: there were releases, and what they said is known no more.
    """
    connection.execute("create schema history")
    connection.execute(f"create table history.{KEPT_FROM} (table_name varchar, kept_from date)")
    if begins_anew:
        _keep_from_today(connection, EVERY)
    if before:
        yield from _from_before(connection, tables, before, unchanged)
    if connection.execute(f"select 1 from history.{KEPT_FROM} limit 1").fetchone():
        yield f"history.{KEPT_FROM}"
    else:
        connection.execute(f"drop table history.{KEPT_FROM}")


def _keep_from_today(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute(
        f"insert into history.{KEPT_FROM} select ?, as_of_date from warehouse.raw.run_parameters", [name]
    )


def _from_before(
    connection: duckdb.DuckDBPyConnection, tables: list[Kept], before: Path, unchanged: set[str]
) -> Iterator[str]:
    database.attach_to_read(connection, before, "before")
    _note_ends(connection)
    if _columns(connection, "before", "history", KEPT_FROM):
        connection.execute(f"insert into history.{KEPT_FROM} from before.history.{KEPT_FROM}")
    for table in tables:
        was = _columns(connection, "before", table.schema, table.name)
        if table.is_kept and not set(table.key) <= set(was):
            # The release before has no such table: what it said before today is not known.
            _keep_from_today(connection, table.name)
        if not table.is_kept or not set(table.key) <= set(was):
            continue
        _carry(connection, table)
        if f"{table.schema}.{table.name}" not in unchanged:
            _close(connection, table, [column for column in table.columns if column in was])
        if connection.execute(f"select 1 from {table.history} limit 1").fetchone():
            yield table.history
        else:
            connection.execute(f"drop table {table.history}")
    connection.execute("drop table ended_states; detach before")


def tables_of_publications(
    connection: duckdb.DuckDBPyConnection, keys: dict[str, list[str]], without: set[str]
) -> list[Kept]:
    """The tables of the catalog in use that belong to publications; `keys` are theirs, by `schema.name`."""
    found = connection.execute(
        """
        select schema_name, table_name, list(column_name order by column_index)
        from duckdb_columns()
        left join duckdb_tables() as tables using (database_name, schema_name, table_name)
        where
            database_name = current_database()
            -- A narrow table can be a view over Parquet; the marts that are views read such tables.
            and (schema_name = 'narrow' or schema_name = 'marts' and tables.table_oid is not null)
        group by schema_name, table_name
        having bool_or(column_name like '%publication_id')
        order by all
        """
    ).fetchall()
    return [
        Kept(schema, name, columns, keys[f"{schema}.{name}"], f"{schema}.{name}" not in without)
        for schema, name, columns in found
    ]


def _note_ends(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `ended_states`: per publication the day on which what it said before its current state ended.

    A run that is dated back looks at what was published before its date, and changes none of it.
    """
    connection.execute(
        """
        create temp table ended_states as
        select
            earlier.publication_id,
            coalesce(now.known_on, parameters.as_of_date) as known_until,
            earlier.first_known_on
        from (
            from before.quality.publication_states
            qualify row_number() over (partition by publication_id order by known_on desc) = 1
        ) as earlier
        cross join before.quality.release
        cross join warehouse.raw.run_parameters as parameters
        left join quality.publication_states as now
            on earlier.publication_id = now.publication_id and now.is_current
        where
            parameters.as_of_date >= release.as_of_date
            and coalesce(now.known_on >= earlier.known_on, true)
        """
    )


def _columns(connection: duckdb.DuckDBPyConnection, catalog: str | None, schema: str, name: str) -> list[str]:
    found = connection.execute(
        "select column_name from duckdb_columns() "
        "where (database_name, schema_name, table_name) = (coalesce(?, current_database()), ?, ?)",
        [catalog, schema, name],
    ).fetchall()
    return [column for (column,) in found]


def _carry(connection: duckdb.DuckDBPyConnection, table: Kept) -> None:
    """What the release before kept, up to the as-of date."""
    connection.execute(
        f"create table {table.history} as "
        "select cast(null as date) as known_from, cast(null as date) as known_until, false as was_there, * "
        f"from {table.schema}.{table.name} limit 0"
    )
    there = _columns(connection, "before", "history", table.name)
    if set(table.key) <= set(there):
        names = _listed(name for name in (*DAYS, *table.columns) if name in there)
        connection.execute(
            f"insert into {table.history} by name select {names} from before.{table.history} "
            "where known_until <= (select as_of_date from warehouse.raw.run_parameters)"
        )


def _close(connection: duckdb.DuckDBPyConnection, table: Kept, columns: list[str]) -> None:
    """Add the rows that have ended, and for those that are new that there were none: once for each state."""
    said = _listed(columns)
    joined = " ".join(
        f"left join ended_states as {name} on rows.{name} = {name}.publication_id" for name in table.publications
    )
    until = f"greatest({', '.join(f'{name}.known_until' for name in table.publications)})"
    first = f"least({', '.join(f'{name}.first_known_on' for name in table.publications)})"
    key = _listed(table.key)
    compared = [column for column in columns if column not in PLACE]

    def changed(catalog: str) -> str:
        return (
            f"select rows.*, hash({_listed(compared, 'rows.')}) as row_hash, "
            f"{until} as until_day, {first} as first_day "
            f"from (select {said} from {catalog}{table.schema}.{table.name}) as rows {joined} "
            f"where {until} is not null"
        )

    connection.execute(
        f"""
        insert into {table.history} by name
        with was as not materialized ({changed("before.")}),
        said as not materialized ({changed("")}),
        ended as (
            select true as was_there, * exclude (row_hash) from was anti join said using ({key}, row_hash)
            union all by name
            select false as was_there, {key}, until_day, first_day from said anti join was using ({key})
        ),
        last as (select {key}, max(known_until) as known_until from {table.history} group by {key})
        select
            coalesce(last.known_until, ended.first_day) as known_from, ended.until_day as known_until,
            ended.* exclude (until_day, first_day)
        from ended
        left join last using ({key})
        where ended.until_day > coalesce(last.known_until, ended.first_day)
        order by {_listed(table.key, "ended.")}
        """
    )


def create_macros(
    connection: duckdb.DuckDBPyConnection, tables: list[Kept], views: list[View], macros: list[View]
) -> None:
    """Make the macros, and one that looks back for every table of publications and for what is made from such.

    The release's catalog is in use, so that the macros carry no catalog's name.
    """
    made, kept_from = set(), {}
    if _columns(connection, None, "history", KEPT_FROM):
        kept_from = dict(connection.execute(f"from history.{KEPT_FROM}").fetchall())
    for table in tables:
        _create(connection, f"{table.schema}.{table.name}_as_of", ["as_of"], _state(connection, table, kept_from))
        made.add(f"{table.schema}.{table.name}")
    for macro in macros:
        _create(connection, macro.name, macro.parameters, macro.query)
    asked = {macro.name for macro in macros}
    for view in [*views, *macros]:
        query = view.query
        for other in view.made_from:
            if other in made:
                query = re.sub(rf"\b{re.escape(other)}\b", f"{other}_as_of(as_of)", query)
            elif other in asked:
                query = query.replace(f"{other}(", f"{other}_as_of(as_of, ")
        _create(connection, f"{view.name}_as_of", ["as_of", *view.parameters], query)


def _create(connection: duckdb.DuckDBPyConnection, name: str, parameters: list[str], query: str) -> None:
    schema, _, bare = name.partition(".")
    for place in (schema, BARE) if schema == "marts" else (schema,):
        connection.execute(f"create macro {place}.{bare}({', '.join(parameters)}) as table {query}")


def _state(connection: duckdb.DuckDBPyConnection, table: Kept, kept_from: dict[str, dt.date]) -> str:
    """What was published of a table and in force on the day `as_of`; an error where no release has that day."""
    known = " and ".join(
        f"{name} in (select publication_id from quality.publication_states where known_on <= {KNOWN})"
        for name in table.publications
    )
    now = f"select {_listed(table.columns)} from {table.schema}.{table.name} as said where {known}"
    unkept, ended = f"is_oldest_kept and {KNOWN} < known_on", f"known_until is not null and {KNOWN} < known_until"
    if not table.is_kept:
        unkept += f" or {ended}"
    elif table.name in kept_from:
        unkept += f" or {ended} and {KNOWN} < date '{kept_from[table.name]}'"
    if EVERY in kept_from:
        unkept += f" or {KNOWN} < date '{kept_from[EVERY]}'"
    first_day = f"if(is_oldest_kept and {KNOWN} < known_on, known_on, known_until)"
    if EVERY in kept_from:
        first_day = f"greatest({first_day}, date '{kept_from[EVERY]}')"
    is_kept = f"""
        select case when publications = 0 then true else error(
            'What was known on ' || cast(as_of as varchar) || ' is not kept; the first day that is: '
            || cast(first_day as varchar) || '. Bring it back by: fundament run --as-of '
            || cast(as_of as varchar)
        ) end
        from (
            select
                count(*) as publications,
                max({first_day}) as first_day
            from quality.publication_states
            where {KNOWN} >= first_known_on and ({unkept})
        ) as unkept
    """
    if not _columns(connection, None, "history", table.name):
        return f"{now} and ({is_kept})"
    same = " and ".join(f"ended.{name} = said.{name}" for name in table.key)
    return f"""
        {now} and ({is_kept})
            and not exists (select 1 from {table.history} as ended where {same} and ended.known_until > {KNOWN})
        union all
        select {_listed(table.columns)} from {table.history}
        where was_there and known_from <= {KNOWN} and known_until > {KNOWN} and ({is_kept})
    """
