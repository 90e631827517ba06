"""A release in PostgreSQL, for many readers elsewhere: replaced in one transaction, or not at all.

Rows are deleted and copied, tables stay: so no reader waits, and each statement (each transaction, where it is
`repeatable read`) sees one release. A swap of schemas or tables would not do: names are looked up anew in the
middle of a transaction.
"""

import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg import sql

from fundament import database
from fundament.dsn import connection_to
from fundament.errors import FundamentError, Misconfigured
from fundament.publication.described import NARROW
from fundament.publication.remote import DSN
from fundament.released import PUBLISHED_SCHEMAS, TABLES_AND_VIEWS, read_manifest
from fundament.secrets import without_secrets
from fundament.settings import settings

# What the narrow tables hold stands in the marts that are put together from them.
SCHEMAS = tuple(schema for schema in PUBLISHED_SCHEMAS if schema != NARROW)
READERS = "FUNDAMENT_POSTGRES_READERS"
# Two publications into one database wait for each other; the number means nothing else.
LOCK = 7_215_466_021
TYPES = {
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(38, 0)",
    "VARCHAR": "text",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "DOUBLE": "double precision",
}
SETTINGS = {"datestyle": "ISO, YMD", "timezone": "UTC", "client_encoding": "UTF8", "lock_timeout": "60s"}
BOOKKEEPING = """
    create schema if not exists marts;
    create schema if not exists quality;
    create schema if not exists reference;
    create table if not exists quality.served_tables (
        table_schema text, table_name text, definition text not null, content_hash text not null,
        primary key (table_schema, table_name)
    );
    comment on table quality.served_tables is 'What was loaded: the next load leaves alone what is the same.';
    comment on column quality.served_tables.table_schema is 'Schema';
    comment on column quality.served_tables.table_name is 'Table';
    comment on column quality.served_tables.definition is 'Hash of columns, types, key and comments';
    comment on column quality.served_tables.content_hash is 'Hash of the rows, as in the manifest of the release';
"""


@dataclass(frozen=True)
class Column:
    """A column as the release has it."""

    name: str
    data_type: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A table of the release, with all that is carried along."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    content_hash: str

    @property
    def definition(self) -> str:
        """The same text for the same table."""
        return repr((self.comment, self.columns, self.key))

    @property
    def identifier(self) -> sql.Identifier:
        """Schema and name, quoted."""
        return sql.Identifier(self.schema, self.name)


@dataclass(frozen=True)
class Served:
    """What a load did."""

    release_id: str
    replaced: list[str]
    unchanged: int
    place: str


def publish_to_postgres(release: Path) -> Served:
    """Make the database of the environment hold this release.

    Raises `Misconfigured` where none is named, `FundamentError` where it refuses; then it is as it was.
    """
    dsn = settings().postgres_dsn.get_secret_value()
    if not dsn:
        raise Misconfigured(f"{DSN} is empty", "environment", "Give postgresql://user:password@host/database")
    place = connection_to(dsn, DSN)
    where = f"{place.get('host', 'localhost')}/{place.get('dbname', '')} ({DSN})"
    readers = [name.strip() for name in settings().postgres_readers.split(",") if name.strip()]
    try:
        with psycopg.connect(**place, application_name="fundament", connect_timeout=15) as connection:
            for name, value in SETTINGS.items():
                connection.execute("select set_config(%s, %s, false)", [name, value])
            connection.commit()
            with tempfile.TemporaryDirectory(prefix="fundament-postgres-") as spool:
                served = _load(connection, release, Path(spool), readers, where)
            connection.commit()
            # Makes room of what was deleted; no reader waits for it, and without it all is right as well.
            connection.autocommit = True
            for table in served.replaced:
                connection.execute(sql.SQL("vacuum (analyze) {}").format(sql.Identifier(*table.split("."))))
    except psycopg.errors.InsufficientPrivilege as error:
        raise FundamentError(
            f"The database refuses: {_said(error)}",
            where,
            "The role must own the schemas marts, quality and reference, or may create them.",
        ) from None
    except psycopg.errors.LockNotAvailable:
        raise FundamentError(
            "A table is held by a reader, and must be made anew for a change of its columns",
            where,
            "End long transactions, then: fundament publish-to-postgres",
        ) from None
    except psycopg.Error as error:
        raise FundamentError(
            f"The database can't take the release: {_said(error)}",
            where,
            "Put that right, then: fundament publish-to-postgres",
        ) from None
    return served


def _said(error: psycopg.Error) -> str:
    return without_secrets(" ".join((error.diag.message_primary or str(error)).split()))[:300]


def _load(connection: psycopg.Connection, release: Path, spool: Path, readers: list[str], where: str) -> Served:
    manifest = read_manifest(release)
    connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    _refuse_what_is_not_ours(connection, where)
    connection.execute(BOOKKEEPING)
    loaded = {
        (schema, name): rest
        for schema, name, *rest in connection.execute(
            "select table_schema, table_name, definition, content_hash from quality.served_tables"
        )
    }
    replaced = []
    with database.release_to_read(release) as source:
        tables = _tables(source, manifest)
        for schema, name in set(loaded) - {(table.schema, table.name) for table in tables}:
            connection.execute(sql.SQL("drop table if exists {}").format(sql.Identifier(schema, name)))
        for table in tables:
            wanted = _totals(source, table)
            before = loaded.get((table.schema, table.name))
            same_shape = before is not None and before[0] == table.definition
            # The totals too, since somebody may have changed it there.
            if before == [table.definition, table.content_hash] and (_totals(connection, table) == wanted):
                continue
            if same_shape:
                connection.execute(sql.SQL("delete from {}").format(table.identifier))
            else:
                _create(connection, table)
            _copy(connection, source, table, spool)
            if (found := _totals(connection, table)) != wanted:
                raise FundamentError(
                    f"{table.schema}.{table.name} came out different: {found} instead of {wanted}",
                    where,
                    "The database is as it was. This is an error of the program: report it.",
                )
            replaced.append(f"{table.schema}.{table.name}")
        _write_down(connection, tables)
        _grant(connection, readers, where)
    return Served(manifest["release_id"], replaced, len(tables) - len(replaced), where)


def _refuse_what_is_not_ours(connection: psycopg.Connection, where: str) -> None:
    ours = connection.execute("select to_regclass('quality.served_tables')").fetchone()
    others = connection.execute(
        "select count(*) from pg_catalog.pg_tables where schemaname = any(%s)", [list(SCHEMAS)]
    ).fetchone()
    if ours and ours[0] is None and others and others[0]:
        raise Misconfigured(
            "The schemas marts, quality or reference hold tables that Fundament has not made",
            where,
            "Name a database of its own.",
        )


def _tables(source: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> list[Table]:
    schemas = list(SCHEMAS)
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, name, data_type, is_nullable, comment in source.execute(
        "select schema_name, table_name, column_name, data_type, is_nullable, comment from duckdb_columns() "
        "where database_name = current_database() and list_contains(?, schema_name) order by column_index",
        [schemas],
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(name, _type(data_type), is_nullable, comment))
    keys = {
        (schema, table): tuple(names)
        for schema, table, names in source.execute(
            "select schema_name, table_name, constraint_column_names from duckdb_constraints() "
            "where database_name = current_database() and constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    }
    found = source.execute(
        f"select schema_name, table_name, comment from ({TABLES_AND_VIEWS}) "
        "where database_name = current_database() and list_contains(?, schema_name) order by all",
        [schemas],
    ).fetchall()
    return [
        Table(
            schema,
            name,
            comment,
            tuple(columns[schema, name]),
            keys.get((schema, name), ()),
            # What the manifest has no hash of is about this release alone.
            manifest["tables"].get(f"{schema}.{name}", {}).get("content_hash", manifest["release_id"]),
        )
        for schema, name, comment in found
    ]


def _type(data_type: str) -> str:
    if data_type.startswith("DECIMAL("):
        return data_type.replace("DECIMAL", "numeric")
    if data_type not in TYPES:
        raise FundamentError(f"PostgreSQL gets no columns of type {data_type}", "the release")
    return TYPES[data_type]


def _totals(connection: Any, table: Table) -> list[Decimal | int | None]:
    """Rows, and per column of numbers the exact sum and per other column how many have a value."""
    terms = ["count(*)"]
    for column in table.columns:
        name = sql.Identifier(column.name).as_string()
        exact = column.data_type.startswith("numeric") or column.data_type in ("integer", "bigint", "smallint")
        terms.append(f"sum({name})" if exact else f"count({name})")
    statement = f"select {', '.join(terms)} from {table.identifier.as_string()}"
    row = connection.execute(statement).fetchone()
    return [None if value is None else Decimal(value) for value in row]


def _create(connection: psycopg.Connection, table: Table) -> None:
    lines = [
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.name),
            sql.SQL(column.data_type),
            sql.SQL("" if column.is_nullable else " not null"),
        )
        for column in table.columns
    ]
    if table.key:
        lines.append(sql.SQL("primary key ({})").format(sql.SQL(", ").join(map(sql.Identifier, table.key))))
    connection.execute(sql.SQL("drop table if exists {}").format(table.identifier))
    connection.execute(sql.SQL("create table {} ({})").format(table.identifier, sql.SQL(", ").join(lines)))
    if table.comment:
        connection.execute(
            sql.SQL("comment on table {} is {}").format(table.identifier, sql.Literal(table.comment))
        )
    for column in table.columns:
        if column.comment:
            subject = sql.Identifier(table.schema, table.name, column.name)
            connection.execute(sql.SQL("comment on column {} is {}").format(subject, sql.Literal(column.comment)))


def _copy(connection: psycopg.Connection, source: duckdb.DuckDBPyConnection, table: Table, spool: Path) -> None:
    """By way of a file: exact text, at constant memory."""
    file = spool / "rows.csv"
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    order = sql.SQL(" order by {}").format(sql.SQL(", ").join(map(sql.Identifier, table.key)))
    query = sql.SQL("select {} from {}{}").format(names, table.identifier, order if table.key else sql.SQL(""))
    # NULL is an empty field, and an empty text is "".
    source.execute(
        f"copy ({query.as_string()}) to '{str(file).replace(chr(39), chr(39) * 2)}' (format csv, header false)"
    )
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(table.identifier, names)
    with file.open("rb") as rows, connection.cursor().copy(statement) as target:
        while block := rows.read(1 << 20):
            target.write(block)


def _write_down(connection: psycopg.Connection, tables: list[Table]) -> None:
    connection.execute("delete from quality.served_tables")
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into quality.served_tables values (%s, %s, %s, %s)",
            [(table.schema, table.name, table.definition, table.content_hash) for table in tables],
        )


def _grant(connection: psycopg.Connection, readers: list[str], where: str) -> None:
    """Roles that exist may read. Nobody else gets anything, nobody gets more, and who was a reader is none now."""
    granted = connection.execute(
        """
        select distinct pg_get_userbyid(acl.grantee)
        from pg_namespace n, aclexplode(n.nspacl) acl
        where n.nspname = any(%(ours)s) and acl.grantee <> n.nspowner and acl.grantee <> 0
        union
        select distinct pg_get_userbyid(acl.grantee)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) acl
        where n.nspname = any(%(ours)s) and acl.grantee <> c.relowner and acl.grantee <> 0
        """,
        {"ours": list(SCHEMAS)},
    ).fetchall()
    # Of all, then given anew: what somebody with a grant option has passed on goes with it.
    for whom in [*(sql.Identifier(name) for (name,) in granted), sql.SQL("public")]:
        for schema in SCHEMAS:
            of = sql.Identifier(schema)
            connection.execute(sql.SQL("revoke all on all tables in schema {} from {} cascade").format(of, whom))
            connection.execute(sql.SQL("revoke all on schema {} from {} cascade").format(of, whom))
    for role in readers:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
            raise Misconfigured(f"{READERS}: there is no role {role!r}", where, "Create it, or take its name out.")
        name = sql.Identifier(role)
        for schema in SCHEMAS:
            of = sql.Identifier(schema)
            connection.execute(sql.SQL("grant usage on schema {} to {}").format(of, name))
            connection.execute(sql.SQL("grant select on all tables in schema {} to {}").format(of, name))
