"""The one place where DuckDB is opened: it fetches no extension and loads none, so no query reaches for a network.

What the warehouse needs (json, parquet, icu) is part of DuckDB's package. A query that needs more fails, with the
name of the extension. Only where the lines of releases lie in an object store it reaches for that (`reach`).
"""

import hashlib
import importlib.util
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import duckdb

from fundament.errors import FundamentError, Misconfigured
from fundament.project import code_version
from fundament.released import read_manifest
from fundament.settings import settings, variable_named
from fundament.shared_place import EXTENSIONS, SEPARATOR, Place, package_of, place_of

# dbt's connections have the same in `dbt/profiles.yml`: in one process a file is open with one configuration.
OFFLINE: dict[str, bool | str] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


# Of a new file. Of DuckDB's own, four times that, a small table fills little; large ones take as much with either.
BLOCK_SIZE = "65536"
# Of a new file that nobody but this version reads: it packs texts faster than what older clients can open.
NEWEST = "latest"
# Of an object store that is not Amazon's; the AWS tools take the first of these.
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
ONE_AT_A_TIME = Lock()
# How DuckDB names what is not there.
LACKING = re.compile(r"^(?:Binder|Catalog) Error: .*?(?:column named|column|with name) \"?(\w+)")
KEYS = ("s3_access_key_id", "s3_secret_access_key", "s3_session_token")


def in_memory(**settings: str) -> duckdb.DuckDBPyConnection:
    """A database that no file holds, with settings of DuckDB's beside these."""
    return _on_threads(duckdb.connect(config={**OFFLINE, **settings}))


def to_read(file: Path, **settings: str) -> duckdb.DuckDBPyConnection:
    """A file that is there, read-only; in one process a file is open with one set of settings."""
    connection = _on_threads(duckdb.connect(str(file), read_only=True, config={**OFFLINE, **settings}))
    reach(connection, file)
    return connection


@contextmanager
def release_to_read(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file of a release. Raises what `told_what_is_lacking` does."""
    with to_read(folder / "fundament.duckdb") as connection, told_what_is_lacking(folder):
        yield connection


@contextmanager
def told_what_is_lacking(*releases: Path) -> Iterator[None]:
    """Raises `Misconfigured` where a query asks what a release of another version may lack.

    Of this very version, to the last line of code, the query is wrong: that is a `FundamentError`.
    """
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        # Of what is being written this version is the maker.
        if not all((release / "manifest.json").is_file() for release in releases):
            raise
        made_by = {release: read_manifest(release)["code_version"] for release in releases}
        others = {release: made for release, made in made_by.items() if made != code_version()}
        if not others:
            raise FundamentError(
                f"A query fails: {str(error).splitlines()[0]}",
                ", ".join(map(str, releases)),
                "This is an error of the program: report it.",
            ) from error
        lacking = LACKING.match(str(error))
        if lacking is None:
            raise
        raise Misconfigured(
            f"The release has no {lacking[1]}; it was made by version {', '.join(others.values())}, "
            f"and this is {code_version()}",
            ", ".join(map(str, others)),
            "Run: fundament run. A release of another version is read by the version that made it.",
        ) from error


def literal(value: Place | str) -> str:
    """A text of SQL, with its quotes escaped: for statements that bind no values."""
    return "'" + str(value).replace("'", "''") + "'"


def attach_to_read(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Have another file beside the one that is open, under a name, read-only."""
    reach(connection, file)
    connection.execute(f"attach {literal(file)} as {name} (read_only)")


def reach(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Let DuckDB reach what a file leads to in an object store, and no other address there.

    Of a release these are its own lines, wherever runs write theirs by now; of a private file the shared place.
    Raises `Misconfigured` where no keys are found.
    """
    # What readers open is a link.
    manifest = file.resolve().with_name("manifest.json")
    is_release = manifest.is_file()
    addresses = lines_in(json.loads(manifest.read_text("utf-8"))) if is_release else [settings().shared]
    statements = to_reach(addresses)
    try:
        # Connections to one file in one process share what is made here.
        with ONE_AT_A_TIME:
            for statement in statements:
                connection.execute(statement)
    except duckdb.Error as error:
        raise Misconfigured(
            f"The object store can't be reached: {str(error).splitlines()[0]}",
            ", ".join(addresses),
            "Give its keys as for the AWS tools: AWS_ACCESS_KEY_ID, a profile, or the role of the machine.",
        ) from error


def lines_in(manifest: dict[str, Any]) -> list[str]:
    """Where the lines of a release lie that are no tables of its file."""
    return sorted(manifest.get("lines", {}).values())


def to_reach(addresses: list[str]) -> list[str]:
    """The statements that open places in an object store, none for folders. No keys are in them."""
    # With its end: a prefix that only begins the same is another's.
    scopes = [f"{place_of(address)}/" for address in addresses if SEPARATOR in address]
    if not scopes:
        return []
    statements = []
    for name in EXTENSIONS:
        found = importlib.util.find_spec(package_of(name))
        assert found and found.origin
        file = next(Path(found.origin).parent.rglob(f"{name}.duckdb_extension"))
        statements.append(f"load {literal(file)}")
    # It takes keys of the environment for every address, and shows them to whoever asks for its settings.
    statements.append("set global enable_global_s3_configuration = false")
    statements += [f"reset global {name}" for name in KEYS]
    # Keys of a role last an hour, a run longer.
    how = f"type s3, provider credential_chain, refresh auto, scope [{', '.join(map(literal, scopes))}]"
    if endpoint := next(filter(None, map(variable_named, ENDPOINTS)), ""):
        server = urlsplit(endpoint)
        is_safe = "false" if server.scheme == "http" else "true"
        how += f", endpoint {literal(server.netloc.rpartition('@')[2])}, url_style 'path', use_ssl {is_safe}"
    name = f"shared_{hashlib.sha256(how.encode()).hexdigest()[:8]}"
    return [*statements, f"create or replace temporary secret {name} ({how})"]


@contextmanager
def all_or_none(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A transaction: what is written within stays where the block ends well, and else was never there.

    Raises what the block raises, or the commit.
    """
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        # A commit that failed has ended the transaction.
        with suppress(duckdb.TransactionException):
            connection.rollback()
        raise


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
        reach(connection, file)
        connection.execute(f"attach '{path}' as \"{name}\" (recovery_mode no_wal_writes{version})")
        connection.execute(f'use "{name}"')
        yield connection
        connection.execute("checkpoint")


def _on_threads(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    # Not in the configuration: whoever has the file open beside this need not know of it.
    if number := settings().threads:
        connection.execute(f"set threads = {number}")
    return connection
