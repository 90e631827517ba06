"""The schema `raw`: a relation per canonical source, and the accounting of the files.

What stands in `raw` under the name of a source is a view. The rows themselves are in the schema `received`, as
narrow as their files: a column that no file fills is not stored, and what a file says once (its delivery, a
constant) is stored once, in a table of its files.
"""

from collections.abc import Collection, Iterable, Mapping

import duckdb

from fundament.deliveries.cast.casting import CastQuery
from fundament.deliveries.cast.casts import load_macros
from fundament.deliveries.declared.canonical import CITATION, LINEAGE, Source, canonical_sources

# Of a file whose rows stand line by line: added to the number that DuckDB gives a row, it is the row's line. So no
# row of these tables is ever removed.
OFFSET = "line_offset"


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schema anew, empty, and have the macros that cast what goes there."""
    load_macros(connection)
    # A moment with a zone is one in UTC, wherever the machine stands.
    connection.execute("set TimeZone = 'UTC'")
    for schema in ("raw", "received"):
        connection.execute(f"drop schema if exists {schema} cascade; create schema {schema}")
    tables = ";".join(RawTable(connection, source).new_sql() for source in canonical_sources().values())
    every_row = " union all ".join(
        f"select '{source.name}' as source_name, publication_id, delivery_id, source_file, source_line, "
        f"cast(row({', '.join(source.key)}) as varchar) as row_key from raw.{source.name}"
        for source in canonical_sources().values()
    )
    connection.execute(
        f"""
        begin;
        {tables};
        create view raw.loaded_rows as {every_row};
        create table raw.run_parameters (as_of_date date);
        create table raw.publication_states (
            publication_id varchar, published_on date, first_known_on date, known_on date, known_until date,
            is_oldest_kept boolean
        );
        create table raw.subject_versions (
            publication_id varchar, subject_type varchar, subject_id varchar, subject_name varchar,
            original_end_date date, planned_end_date date, as_at date, known_from date, delivery_id varchar,
            source_name varchar, source_file varchar, source_line bigint, citation varchar, last_known_from date,
            last_source_file varchar, last_source_line bigint
        );
        create table raw.deliveries (
            delivery_id varchar, publication_id varchar, title varchar, owner varchar, source_name varchar,
            source_file varchar, sha256 varchar, scope varchar, as_of_date date, received_on date,
            replaced_on date, loaded_on date, duplicate_of varchar, counts_from date, has_key boolean
        );
        create table raw.expected_deliveries (
            delivery_id varchar, publication_id varchar, title varchar, owner varchar, expected_every varchar,
            when_late varchar, expected_months integer, expected_days integer
        );
        create table raw.row_accounting (
            delivery_id varchar, source_name varchar, source_file varchar, lines_read bigint,
            rows_loaded bigint, rows_rejected bigint, rows_skipped bigint, rejected_allowed bigint
        );
        create table raw.applied_control_totals (
            delivery_id varchar, source_name varchar, source_files varchar, measure varchar,
            stated_total decimal(38, 6), read_total decimal(38, 6)
        );
        create table raw.rejected_rows (
            delivery_id varchar, source_name varchar, source_file varchar, source_line bigint,
            column_name varchar, rejected_value varchar, reason varchar
        );
        create table raw.skipped_rows (
            delivery_id varchar, source_name varchar, source_file varchar, source_line bigint,
            reason varchar, row_text varchar
        );
        commit;
        """
    )


class RawTable:
    """The rows of one source: their own table, the table of its files, and the view over both."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: Source) -> None:
        self._connection, self._source = connection, source
        self.rows, self.files = f"received.{source.name}", f"received.{source.name}_files"
        lineage = {name: "bigint" if name == "source_line" else "varchar" for name in LINEAGE}
        self._types = lineage | {column.name: column.data_type for column in (*source.columns, CITATION)}

    def new_sql(self) -> str:
        """What makes the tables, without any column that a file may fill, and the view with all of them."""
        once = [name for name in ("publication_id", "delivery_id", "source_file") if name in self._lineage]
        return (
            f"create table {self.rows} (file_number integer, source_line bigint); "
            f"create table {self.files} (file_number integer, {OFFSET} bigint, "
            f"{', '.join(f'{name} varchar' for name in once)}); " + self._view_sql(["source_line"], once)
        )

    def next_file(self) -> int:
        """A number for a file that is to come: from 1, within the source."""
        [(number,)] = self._connection.execute(f"select count(*) + 1 from {self.files}").fetchall()
        return int(number)

    def widen(self, in_rows: Iterable[str], in_files: Iterable[str]) -> None:
        """Have room for these columns of the source, per row and per file."""
        is_wider = False
        for table, names in ((self.rows, in_rows), (self.files, in_files)):
            there = self._connection.table(table).columns
            for name in names:
                if name not in there:
                    self._connection.execute(f"alter table {table} add column {name} {self._types[name]}")
                    is_wider = True
        if is_wider:
            wider = [self._connection.table(table).columns for table in (self.rows, self.files)]
            self._connection.execute(self._view_sql(*wider))

    def add_file(
        self, number: int, lineage: Mapping[str, str], query: CastQuery, first_line: int | None = None
    ) -> None:
        """Note a file: where it comes from, and what its delivery says of all its rows.

        With `first_line` its rows, which are committed, stand on consecutive lines from there on, in the order in
        which they were inserted, and have no line of their own.
        """
        known: dict[str, object] = {name: value for name, value in lineage.items() if name in self._lineage}
        if first_line is not None:
            [(first, last, rows)] = self._connection.execute(
                f"select min(rowid), max(rowid), count(*) from {self.rows} where file_number = {number:d}"
            ).fetchall()
            assert not rows or last - first + 1 == rows
            known[OFFSET] = first_line - first if rows else None
        columns = "".join(f", ${name} as {name}" for name in known) + query.constants_sql()
        self._connection.execute(
            f"insert into {self.files} by name select {number:d} as file_number{columns}",
            {**known, **query.bound(columns)},
        )

    @property
    def _lineage(self) -> list[str]:
        """What every row bears, and the source has not of itself."""
        return [name for name in LINEAGE if name not in self._source.column_names]

    def _view_sql(self, in_rows: Collection[str], in_files: Collection[str]) -> str:
        columns = []
        for name in (*self._source.column_names, *self._lineage):
            of = [f"{table}.{name}" for table, there in (("lines", in_rows), ("files", in_files)) if name in there]
            sql = f"coalesce({', '.join(of)})" if len(of) == 2 else [*of, f"cast(null as {self._types[name]})"][0]
            if name == "source_line":
                sql = f"coalesce(lines.source_line, lines.rowid + files.{OFFSET})"
            columns.append(f"{sql} as {name}")
        return (
            f"create or replace view raw.{self._source.name} as select {', '.join(columns)} "
            f"from {self.rows} as lines inner join {self.files} as files using (file_number)"
        )
