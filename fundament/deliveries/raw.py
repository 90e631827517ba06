"""The schema `raw`: a table per canonical source, and the accounting of the files."""

import duckdb

from fundament.deliveries.canonical import LINEAGE, canonical_sources


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schema anew, empty."""
    # A moment with a zone is one in UTC, wherever the machine stands.
    connection.execute("set TimeZone = 'UTC'; drop schema if exists raw cascade; create schema raw")
    for source in canonical_sources().values():
        columns = [f"{column.name} {column.data_type}" for column in source.columns]
        lineage = [name for name in LINEAGE if name not in source.column_names]
        columns += [f"{name} {'bigint' if name == 'source_line' else 'varchar'}" for name in lineage]
        connection.execute(f"create table raw.{source.name} ({', '.join(columns)})")
    connection.execute(
        """
        create table raw.run_parameters (as_of_date date, states_kept integer);
        create table raw.deliveries (
            delivery_id varchar, publication_id varchar, title varchar, owner varchar, source_name varchar,
            source_file varchar, sha256 varchar, scope varchar, as_of_date date, received_on date,
            replaced_on date, loaded_on date, duplicate_of varchar, counts_from date
        );
        create table raw.expected_deliveries (
            delivery_id varchar, publication_id varchar, title varchar, owner varchar, expected_every varchar,
            when_late varchar, expected_months integer, expected_days integer
        );
        create table raw.row_accounting (
            delivery_id varchar, source_name varchar, source_file varchar, lines_read bigint,
            rows_loaded bigint, rows_rejected bigint, rows_skipped bigint, rejected_allowed bigint
        );
        create table raw.rejected_rows (
            delivery_id varchar, source_name varchar, source_file varchar, source_line bigint,
            column_name varchar, rejected_value varchar, reason varchar
        );
        """
    )
