"""The one place where DuckDB is opened: it fetches no extension and loads none, so no query reaches for a network.

What the warehouse needs (json, parquet, icu) is part of DuckDB's package. A query that needs more fails, with the
name of the extension. Only where the lines of releases lie in an object store it reaches for that (`reach`).
"""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from fundament.environment import environment, variable_named
from fundament.shared_place import EXTENSIONS, SEPARATOR, Place, package_of, place_of

# dbt's connections have the same in `dbt/profiles.yml`: in one process a file is open with one configuration.
OFFLINE: dict[str, bool | str] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


# Of a new file. Of DuckDB's own, four times that, a small table fills little; large ones take as much with either.
BLOCK_SIZE = "65536"
# Of what reads a release beside the writing of its Parquet: together they stay within the memory of a run.
BESIDE = "1GB"
# Of a new file that nobody but this version reads: it packs texts faster than what older clients can open.
NEWEST = "latest"
# Of an object store that is not Amazon's.
ENDPOINT = "AWS_ENDPOINT_URL"


def in_memory(**settings: str) -> duckdb.DuckDBPyConnection:
    """A database that no file holds, with settings of DuckDB's beside these."""
    return _on_threads(duckdb.connect(config={**OFFLINE, **settings}))


def to_read(file: Path, **settings: str) -> duckdb.DuckDBPyConnection:
    """A file that is there, read-only; in one process a file is open with one set of settings."""
    connection = _on_threads(duckdb.connect(str(file), read_only=True, config={**OFFLINE, **settings}))
    reach(connection)
    return connection


def literal(value: Place | str) -> str:
    """A text of SQL, with its quotes escaped: for statements that bind no values."""
    return "'" + str(value).replace("'", "''") + "'"


def attach_to_read(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Have another file beside the one that is open, under a name, read-only."""
    reach(connection)
    connection.execute(f"attach {literal(file)} as {name} (read_only)")


def reach(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB read and write the shared place where that is an object store, and no other address there."""
    for statement in to_reach(environment().shared):
        connection.execute(statement)


def to_reach(address: str) -> list[str]:
    """The statements that open a place in an object store, none for a folder. No keys are in them."""
    if SEPARATOR not in address:
        return []
    statements = []
    place = place_of(address)
    for name in EXTENSIONS:
        found = importlib.util.find_spec(package_of(name))
        assert found and found.origin
        file = next(Path(found.origin).parent.rglob(f"{name}.duckdb_extension"))
        statements.append(f"load {literal(file)}")
    how = f"type s3, provider credential_chain, scope {literal(str(place))}"
    if endpoint := variable_named(ENDPOINT):
        server = urlsplit(endpoint)
        is_safe = "false" if server.scheme == "http" else "true"
        how += f", endpoint {literal(server.netloc)}, url_style 'path', use_ssl {is_safe}"
    return [*statements, f"create or replace temporary secret shared ({how})"]


@contextmanager
def to_write(file: Path, storage_version: str = "", **settings: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file to write to, made where it is not there, with settings of DuckDB's beside these.

    At the end all of it stands in the file: closing alone says nothing of a disk that is full by then. A process
    that dies before leaves what stood there: no log is written, so that no transaction waits for the disk.
    """
    path, name = str(file).replace("'", "''"), file.stem.replace('"', '""')
    storage_version = storage_version or ("" if file.exists() else NEWEST)
    version = f", storage_version '{storage_version}'" if storage_version else ""
    given = {"temp_directory": f"{file}.tmp", "default_block_size": BLOCK_SIZE, **settings}
    with in_memory(**given) as connection:
        reach(connection)
        connection.execute(f"attach '{path}' as \"{name}\" (recovery_mode no_wal_writes{version})")
        connection.execute(f'use "{name}"')
        yield connection
        connection.execute("checkpoint")


def _on_threads(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    # Not in the configuration: whoever has the file open beside this need not know of it.
    if number := environment().threads:
        connection.execute(f"set threads = {number}")
    return connection
