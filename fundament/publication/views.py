"""Views over the releases, for a reader that keeps its connection for days.

They choose the release by the start of the reader's transaction, among the turns of `current`: all views of
one query, and of one transaction, answer from the same release.
"""

import os

import duckdb

from fundament import database
from fundament.database import literal
from fundament.publication.files import STORAGE_VERSION, to_disk
from fundament.released import TABLES_AND_VIEWS
from fundament.rights import for_readers
from fundament.warehouse import Warehouse


def write_views(warehouse: Warehouse) -> None:
    """Views over the Parquet files, for a reader that keeps its connection for days.

    Written after the swap, since a view can be made only over files that are there; whoever has the views
    open keeps them, and they lead to the next release.
    """
    unfinished = warehouse.published / f".views-{os.getpid()}"
    unfinished.unlink(missing_ok=True)
    release = (warehouse.published / "current").resolve()
    with database.in_memory() as connection:
        database.attach_to_read(connection, release / "fundament.duckdb", "release")
        described = _described(connection)
        connection.execute(f"attach {literal(unfinished)} as views (storage_version '{STORAGE_VERSION}')")
        # Unqualified names, or the views would carry this catalog's name and break at the reader's.
        connection.execute("use views")
        connection.execute("begin transaction")
        connection.execute("create schema marts")
        connection.execute("create schema quality")
        for table, (comment, columns) in described.items():
            name = f'marts."{table}"'
            connection.execute(f"create view {name} as {_over_turns(warehouse, table, columns)}")
            if comment:
                connection.execute(f"comment on view {name} is {literal(comment)}")
            for column, _, text in columns:
                if text:
                    connection.execute(f'comment on column {name}."{column}" is {literal(text)}')
        connection.execute(f"create view quality.release as {_release_of_turn(warehouse)}")
        connection.execute("comment on view quality.release is 'The release that these views answer from.'")
        connection.execute("commit")
        connection.execute("use memory")
        connection.execute("detach views")
    to_disk(unfinished)
    for_readers(unfinished)
    unfinished.replace(warehouse.published / "fundament-views.duckdb")


def _described(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, tuple[str | None, list[tuple[str, str, str | None]]]]:
    """Table of the release's marts: its comment, and its columns with type and comment."""
    tables = connection.execute(
        f"select table_name, comment from ({TABLES_AND_VIEWS}) "
        "where database_name = 'release' and schema_name = 'marts' order by all"
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = 'release' and schema_name = 'marts' order by table_name, column_index"
    ).fetchall()
    return {table: (text, [row[1:] for row in columns if row[0] == table]) for table, text in tables}


def _over_turns(warehouse: Warehouse, table: str, columns: list[tuple[str, str, str | None]]) -> str:
    """A view's statement. The columns are cast, so that a release that widens one leaves open views working."""
    files = warehouse.published / "turns" / "*" / "parquet" / f"{table}.parquet"
    shown = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind, _ in columns)
    return (
        f"select {shown} from read_parquet({literal(files)}, filename = true, union_by_name = true) "
        f"where filename = {_of_turn(warehouse, f'parquet/{table}.parquet')}"
    )


def _release_of_turn(warehouse: Warehouse) -> str:
    files = warehouse.published / "turns" / "*" / "manifest.json"
    columns = "release_id: 'varchar', published_at: 'timestamp', as_of_date: 'date', code_version: 'varchar'"
    return (
        "select release_id, published_at, as_of_date, code_version "
        f"from read_json({literal(files)}, columns = {{{columns}}}, filename = true) "
        f"where filename = {_of_turn(warehouse, 'manifest.json')}"
    )


def _of_turn(warehouse: Warehouse, file: str) -> str:
    """The path of a file in the turn that counts for the transaction: the last one begun before it.

    `now()` is the start of the transaction, the same in all its views. A release without the file is an error,
    since no rows would look like an empty table.
    """
    turns = warehouse.published / "turns"
    # In the order of the turns, since their names all have the same length.
    candidates = (
        f"select replace(file, '/manifest.json', {literal('/' + file)}) as file "
        f"from glob({literal(turns / '*' / 'manifest.json')})"
    )
    begun = f"file < {literal(f'{turns}/')} || lpad(cast(epoch_us(now()) as varchar), 20, '0')"
    chosen = f"select coalesce(max(file) filter (where {begun}), min(file)) from ({candidates})"
    absent = literal(f"The current release has no {file}")
    return (
        f"(select coalesce(any_value(file), error({absent})) "
        f"from glob({literal(turns / '*' / file)}) where file = ({chosen}))"
    )
