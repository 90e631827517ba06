"""A table of a release: its rows, and what its cover says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from fundament import database
from fundament.currency import in_currency
from fundament.database import literal
from fundament.errors import Misconfigured
from fundament.released import PUBLISHED_SCHEMAS, TABLES_AND_VIEWS, read_manifest
from fundament.units import NUMBER_TYPES, unit_of

ROWS_AT_A_TIME = 10_000
PLAIN_TYPES = ("VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP")


@dataclass(frozen=True)
class Column:
    """One column, with its unit where it has one."""

    name: str
    data_type: str
    description: str
    unit: str
    is_money: bool = False

    @property
    def is_number(self) -> bool:
        """The type is exact and numeric."""
        return self.data_type in NUMBER_TYPES or self.data_type.startswith("DECIMAL")


@dataclass(frozen=True)
class Table:
    """A published table of one release."""

    release: Path
    schema: str
    name: str
    description: str
    rows: int
    columns: list[Column]

    def batches(self) -> Iterator[list[tuple[Any, ...]]]:
        """The rows as they are published, some thousands at a time."""
        # All names come from the file's own catalog.
        shown = ", ".join(
            _quoted(column.name)
            if column.is_number or column.data_type in PLAIN_TYPES
            else f"cast({_quoted(column.name)} as varchar)"
            for column in self.columns
        )
        with database.release_to_read(self.release) as connection:
            rows = connection.execute(f"select {shown} from {_quoted(self.schema)}.{_quoted(self.name)}")
            while batch := rows.fetchmany(ROWS_AT_A_TIME):
                yield batch

    def copy_to_parquet(self, target: Path) -> None:
        """Write the rows as they are published. Raises `OSError` where the file can't be written."""
        said = ", ".join(f"{literal(name)}: {literal(value)}" for name, value in self.about())
        rows = f"{_quoted(self.schema)}.{_quoted(self.name)}"
        with database.release_to_read(self.release) as connection:
            try:
                connection.execute(
                    f"copy (from {rows}) to {literal(target)} (format parquet, kv_metadata {{{said}}})"
                )
            except duckdb.IOException as error:
                raise OSError(str(error).splitlines()[0]) from error

    def about(self) -> list[tuple[str, str]]:
        """Where the table is from."""
        manifest = read_manifest(self.release)
        return [
            ("table", f"{self.schema}.{self.name}"),
            ("description", self.description),
            ("release", manifest["release_id"]),
            ("as of", manifest["as_of_date"]),
            ("published at", manifest["published_at"]),
            ("rows", str(self.rows)),
        ]


def marts_of(release: Path) -> list[str]:
    """Names of the marts of a release."""
    with database.release_to_read(release) as connection:
        rows = connection.execute(
            f"select table_name from ({TABLES_AND_VIEWS}) where schema_name = 'marts' order by all"
        ).fetchall()
    return [name for (name,) in rows]


def find_table(release: Path, name: str) -> Table:
    """A mart by its name, or a table of another published schema as `schema.table`.

    Raises `Misconfigured`, with the list, where there is none of that name.
    """
    schema, dot, table = name.partition(".")
    wanted = (schema, table) if dot else ("marts", name)
    with database.release_to_read(release) as connection:
        found = connection.execute(
            f"select schema_name, table_name, coalesce(comment, '') from ({TABLES_AND_VIEWS}) "
            "where list_contains(?, schema_name) and schema_name = ? and table_name = ?",
            [list(PUBLISHED_SCHEMAS), *wanted],
        ).fetchone()
        if found is None:
            raise Misconfigured(
                f"There is no mart {name}",
                f"release {release.name}",
                "Name one of: " + ", ".join(marts_of(release)),
            )
        columns = connection.execute(
            "select column_name, data_type, coalesce(comment, '') from duckdb_columns() "
            "where schema_name = ? and table_name = ? order by column_index",
            list(wanted),
        ).fetchall()
        rows = connection.execute(f"select count(*) from {_quoted(wanted[0])}.{_quoted(wanted[1])}").fetchone()
        currency = _currency_of(connection, wanted, [name for name, _, _ in columns])
    assert rows is not None
    return Table(
        release,
        found[0],
        found[1],
        found[2],
        rows[0],
        [
            Column(column, data_type, in_currency(comment, currency), in_currency(unit, currency), "EUR" in unit)
            for column, data_type, comment in columns
            for unit in [unit_of(column, data_type, comment)]
        ],
    )


def _currency_of(connection: duckdb.DuckDBPyConnection, table: tuple[str, str], columns: list[str]) -> str:
    """The currency of all publications that have rows in it; words where they have several."""
    if "publication_id" not in columns:
        return "EUR"
    name = f"{_quoted(table[0])}.{_quoted(table[1])}"
    found = connection.execute(
        f"select distinct currency from marts.dim_publication "
        f"where publication_id in (select publication_id from {name})"
    ).fetchall()
    return "EUR" if not found else found[0][0] if len(found) == 1 else "currency of the publication,"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
