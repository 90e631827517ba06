"""Rows out of PostgreSQL: one read-only snapshot for all queries, streamed by COPY, every value as exact text.

Which databases may be asked: `permits.py`. A release into PostgreSQL: `fundament.publication.postgres`.
"""

import re
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from fundament.clock import TIME_ZONE
from fundament.connectors.deadline import SECONDS, OutOfTime, by
from fundament.connectors.landing import write_receipt
from fundament.connectors.permits import POSTGRES_PORT, refuse_host, secret
from fundament.deliveries.declared.pulls import Query, SqlPull
from fundament.deliveries.read.apart import LARGEST_FILE
from fundament.dsn import connection_to, servers_of
from fundament.errors import BadInput
from fundament.secrets import without_secrets

BOOLEAN, DATE = 16, 1082  # their object ids in PostgreSQL
# A day that a query makes of a moment is the day in the zone of the session, unless it names one.
MAKES_A_DAY = re.compile(r"::\s*date\b|\bas\s+date\s*\)|\bdate\s*\(|\bdate_trunc\s*\(|\bcurrent_date\b", re.I)
NAMES_A_ZONE = re.compile(r"\bat\s+time\s+zone\b", re.I)
# What a value looks like must not depend on the settings of the server or of the role.
SETTINGS = {
    "client_encoding": "UTF8",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_monetary": "C",
}


def pull_sql(pull: SqlPull, folder: Path, delivery_folder: Path) -> list[str]:
    """Fill the folder with a CSV file per query; returns what deserves a warning.

    Raises `BadInput` where two queries have one file, and where the database refuses or takes too long.
    """
    files = {query.file: _text_of(query, delivery_folder) for query in pull.queries}
    if len(files) < len(pull.queries):
        raise BadInput("Two queries have the same file", str(delivery_folder), "Give each query its own file.")
    dsn = secret(pull.dsn_variable)
    place = connection_to(dsn, pull.dsn_variable)
    for host, port in servers_of(place):
        refuse_host(host, port or POSTGRES_PORT, pull.dsn_variable)
    try:
        rows, notes, at = by(time.monotonic() + SECONDS, lambda: _asked(pull, place, files, folder))
    except OutOfTime:
        raise BadInput(
            f"The database takes longer than {SECONDS:,} s",
            f"database of {pull.dsn_variable}",
            "Ask for less, or look whether it is what it should be.",
        ) from None
    write_receipt(folder, "sql", [at], notes, rows=rows)
    return notes


def _asked(
    pull: SqlPull, place: dict[str, Any], files: dict[str, str], folder: Path
) -> tuple[dict[str, int], list[str], str]:
    """Rows of each file, warnings, server and database. The time-out of a statement is the database's to keep."""
    rows, notes = {}, []
    asked = "the connection"
    try:
        with psycopg.connect(**place, application_name="fundament", connect_timeout=15) as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            with connection.cursor() as cursor:
                settings = {**SETTINGS, "statement_timeout": f"{pull.statement_timeout_seconds}s"}
                for name, value in settings.items():
                    cursor.execute("select set_config(%s, %s, true)", [name, value])
                for file, query in files.items():
                    asked = f"the query for {file}"
                    rows[file], has_days = _copy(cursor, query, folder / file)
                    if has_days and MAKES_A_DAY.search(query) and not NAMES_A_ZONE.search(query):
                        notes.append(
                            f"{asked} makes days; the session is in UTC, where 00:30 in {TIME_ZONE.key} "
                            f"is the day before: write (moment at time zone '{TIME_ZONE.key}')::date"
                        )
            return rows, notes, f"{connection.info.host}/{connection.info.dbname}"
    except psycopg.Error as error:
        raise BadInput(
            f"The database refuses: {_said(error)}",
            f"{asked}, database of {pull.dsn_variable}",
            "Check the query, and what the role may read; the current release stays as it was.",
        ) from None


def _text_of(query: Query, folder: Path) -> str:
    if query.query is not None:
        return query.query.strip().rstrip(";")
    assert query.query_file is not None
    path = (folder / query.query_file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise BadInput(
            f"There is no query file {query.query_file!r} in the folder", str(folder), "Put it beside the YAML."
        )
    return path.read_text("utf-8").strip().rstrip(";")


def _copy(cursor: psycopg.Cursor, query: str, path: Path) -> tuple[int, bool]:
    """Stream the rows of a query into a file; how many they are, and whether a column of them has days."""
    # The query is the operator's own, out of the declaration. As a prepared statement it can be only one
    # statement, so that it can't end the read-only transaction.
    inner = sql.SQL("(\n{}\n) as delivered").format(sql.SQL(query))
    cursor.execute(sql.SQL("select * from {} limit 0").format(inner), prepare=True)
    columns = cursor.description or []
    names = [column.name for column in columns]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise BadInput(f"The query gives columns twice: {repeated}", path.name, "Name each column once (as …).")
    # COPY writes booleans as t and f.
    chosen = sql.SQL(", ").join(
        sql.SQL("{0}::text as {0}" if column.type_code == BOOLEAN else "{0}").format(sql.Identifier(column.name))
        for column in columns
    )
    statement = sql.SQL("copy (select {} from {}) to stdout with (format csv, header true)").format(chosen, inner)
    size = 0
    with path.open("wb") as stream, cursor.copy(statement) as rows:
        for block in rows:
            size += len(block)
            if size > LARGEST_FILE:
                raise BadInput(f"The query gives more than {LARGEST_FILE:,} bytes", path.name, "Ask for less.")
            stream.write(block)
    return cursor.rowcount, any(column.type_code == DATE for column in columns)


def _said(error: psycopg.Error) -> str:
    """The database's own words, in one line, without a secret."""
    return without_secrets(" ".join((error.diag.message_primary or str(error)).split()))[:300]
