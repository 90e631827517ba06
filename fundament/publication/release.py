"""Write a release, swap it in, put an older one back, and remove what nobody reads any more.

Layout under `published/`: `releases/<release_id>/` are immutable; what readers open leads to one of them, see
`current`. A reader that holds a file of the old release keeps that file.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import duckdb

from fundament import database
from fundament.checks.declared import read_suites
from fundament.checks.suites import read_results
from fundament.database import literal
from fundament.deliveries.found.archive import Archive
from fundament.engines.shared import let_readers
from fundament.errors import FundamentError, Misconfigured, Refused
from fundament.opendata.writing import describe
from fundament.progress import report
from fundament.project import code_version
from fundament.publication.current import forget_turns, in_use, make_current, wait_for
from fundament.publication.described import (
    Table,
    create_sum,
    described_macros,
    described_tables,
    described_views,
)
from fundament.publication.files import STORAGE_VERSION, to_disk
from fundament.publication.history import create_macros, keep_history, tables_of_publications
from fundament.publication.views import write_views
from fundament.released import (
    PUBLISHED_SCHEMAS,
    current_release,
    find_release,
    list_releases,
    read_manifest,
    release_before,
)
from fundament.resources import STAYS, resource_error
from fundament.rights import for_readers, readers_group
from fundament.shared_place import Place, place_of, remove
from fundament.transformation.keys import declared_keys, without_history
from fundament.warehouse import Warehouse

# What the checks say is not there yet while the rest is written.
CHECK_RESULTS = "quality.check_results"

# The disk is the one thing that nobody can set a bound to: what it takes, in seconds, is said from here.
WAIT_SAID_FROM = 5

# Gets the unfinished folder and its manifest.
Beside = Callable[[Path, dict[str, Any]], None]


@dataclass(frozen=True)
class Draft:
    """A release without what its checks said: its folder, which is not listed yet, and its manifest."""

    folder: Path
    manifest: dict[str, Any]


def draft(
    warehouse: Warehouse,
    published_at: dt.datetime,
    beside: Beside | None = None,
    no_longer_read: Event | None = None,
) -> Draft:
    """Write all of a release that the checks have no part in; see `publish`, which makes it one.

    `no_longer_read` is set when the private file is. Raises what the disk or `beside` raises, and leaves nothing.
    """
    releases = warehouse.published / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    for leftover in releases.glob(".*"):
        shutil.rmtree(leftover)
    for leftover in warehouse.published.glob(".*-*"):
        leftover.unlink()
    unfinished = releases / f".unfinished-{os.getpid()}"
    unfinished.mkdir()
    try:
        tables, lines = _write_file(warehouse, unfinished)
        manifest = _manifest(warehouse, tables, _after_the_last(warehouse, published_at))
        if lines:
            manifest["lines"] = lines
        if no_longer_read:
            no_longer_read.set()
        _write_release_row(unfinished / "fundament.duckdb", manifest)
        # Both only read the file, which is whole but for the results of its checks.
        with ThreadPoolExecutor(1) as beside_it:
            parquet = beside_it.submit(_write_parquet, warehouse, unfinished)
            if beside:
                beside(unfinished, manifest)
            parquet.result()
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return Draft(unfinished, manifest)


def publish(
    warehouse: Warehouse,
    published_at: dt.datetime,
    beside: Beside | None = None,
    drafted: Callable[[], Draft] | None = None,
) -> Path:
    """Write the release of the private file and make it current; return its folder.

    `beside` gets the unfinished folder and its manifest, and may add files that appear with the release; their
    hashes go into the manifest. What it raises stops the publication. `drafted` gives what was written already.

    The caller holds the lock. Raises `Refused` where a check has not passed or has not run, `FundamentError`
    where the disk does not let it; until the last rename readers see the release before.
    """
    checks = read_results(warehouse.build_file)
    passed = {(check.suite, check.check) for check in checks if check.status == "passed"}
    if len(passed) < len(checks) or passed != {(s.suite, c.name) for s in read_suites() for c in s.checks}:
        raise Refused(
            "The private file has not passed its checks", str(warehouse.build_file), "Run: fundament run"
        )
    releases = warehouse.published / "releases"
    readers_group()
    try:
        made = drafted() if drafted else draft(warehouse, published_at, beside)
        unfinished, manifest = made.folder, made.manifest
        try:
            manifest["checks"] = [{"suite": c.suite, "check": c.check, "status": c.status} for c in checks]
            manifest["tables"] |= _add_check_results(warehouse, unfinished)
            describe(warehouse, unfinished, manifest)
            manifest["files"] = _added_files(unfinished)
            (unfinished / "manifest.json").write_text(
                json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8"
            )
            folders = [folder for folder in lines_of(manifest) if isinstance(folder, Path)]
            lines = [path for folder in folders for path in (*folder.rglob("*"), folder)]
            files = [*unfinished.rglob("*"), unfinished]
            began = time.monotonic()
            with ThreadPoolExecutor(16) as waiting:
                list(waiting.map(to_disk, [*lines, *files]))
            if (waited := time.monotonic() - began) >= WAIT_SAID_FROM:
                report("publication", f"waited {waited:.0f} s for the disk to keep {len(files)} files")
            for path in (*files, releases, warehouse.published):
                for_readers(path)
            let_readers(warehouse, lines_of(manifest))
            release = releases / manifest["release_id"]
            unfinished.rename(release)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        to_disk(releases)
        try:
            since = make_current(warehouse, release.name)
        except BaseException:
            # A release that never was current is not one that somebody could put back.
            if (warehouse.published / "current").resolve() != release:
                shutil.rmtree(release, ignore_errors=True)
            raise
    except (OSError, duckdb.Error) as error:
        raise _not_written(warehouse, error) from error
    # From here on the release is out: what fails now is told, and mended by the next run.
    try:
        write_views(warehouse)
        wait_for(since)
        _remove_old(warehouse)
    except (OSError, duckdb.Error, FundamentError) as error:
        report("warning", f"published, but views or old releases are not up to date: {error}")
    return release


def _after_the_last(warehouse: Warehouse, published_at: dt.datetime) -> dt.datetime:
    """A release comes after those before it, whatever the clock says: their order is that of their names."""
    published_at = published_at.astimezone(dt.UTC)
    made = list_releases(warehouse)
    if not made:
        return published_at
    last = dt.datetime.fromisoformat(read_manifest(made[-1])["published_at"])
    if published_at <= last:
        late = f"the clock stands before the last release, of {last.isoformat()}"
        report("warning", f"{late}; this one is put after it")
        return last + dt.timedelta(microseconds=1)
    return published_at


def _added_files(folder: Path) -> dict[str, str]:
    """SHA-256 of the files beside the DuckDB file and Parquet."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".duckdb", ".parquet")
    }


def check_writable(warehouse: Warehouse) -> None:
    """Raise the error that the publication would meet hours later, where readers' folder can't be written to."""
    readers_group()
    probe = warehouse.published / f".probe-{os.getpid()}"
    try:
        (warehouse.published / "releases").mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        place = warehouse.published if error.filename == str(probe) else error.filename
        raise _not_written(warehouse, OSError(error.errno, error.strerror, place)) from error


def _not_written(warehouse: Warehouse, error: OSError | duckdb.Error) -> FundamentError:
    what = "The release can't be written"
    return resource_error(error, warehouse.published, what) or FundamentError(
        f"{what}: {str(error).splitlines()[0]}", str(warehouse.published), STAYS
    )


def release_to_build_on(warehouse: Warehouse) -> Path | None:
    """The file of the release with the latest as-of date of this folder of deliveries, if any.

    What it says was in force up to now. A run that is dated back does not take its place.
    """
    archive = Archive(warehouse.home, warehouse.deliveries)
    # Whoever takes the archive's list of versions away begins history anew.
    newest = _newest_states(warehouse).get(archive.name) if archive.recorded() else None
    return newest / "fundament.duckdb" if newest else None


def _newest_states(warehouse: Warehouse) -> dict[str, Path]:
    """Of each folder of deliveries the release with the latest as-of date."""
    releases = [(read_manifest(path), path) for path in list_releases(warehouse)]
    ordered = sorted(releases, key=lambda release: (release[0]["as_of_date"], release[1].name))
    return {manifest["deliveries"]: path for manifest, path in ordered if "deliveries" in manifest}


def roll_back(warehouse: Warehouse, release_id: str | None = None) -> Path:
    """Put an older release back, by default the one before the current; return its folder.

    The caller holds the lock. Raises `Misconfigured` where there is no such release.
    """
    before = release_before(warehouse, current_release(warehouse))
    chosen = find_release(warehouse, release_id) if release_id else before
    if chosen is None:
        raise Misconfigured("There is no release before the current one", str(warehouse.published / "releases"))
    try:
        since = make_current(warehouse, chosen.name)
    except OSError as error:
        raise _not_written(warehouse, error) from error
    try:
        write_views(warehouse)
    except (OSError, duckdb.Error) as error:
        report("warning", f"put back, but the views are not up to date: {error}")
    wait_for(since)
    return chosen


def _write_file(warehouse: Warehouse, folder: Path) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Copy the published schemas into a new file.

    Returns row count and content hash per table, and of the tables of lines that Spark wrote where they lie.
    """
    # The files' paths are bound or escaped; all other names come from our own models.
    with _to_write(warehouse, folder, storage_version=STORAGE_VERSION) as connection:
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"create schema {schema}")
        described = described_tables(connection, PUBLISHED_SCHEMAS, declared_keys(warehouse))
        tables = _copy(connection, [table for table in described if table.name != CHECK_RESULTS])
        of_publications = tables_of_publications(
            connection, {table.name: table.key for table in described}, without_history(warehouse)
        )
        before = release_to_build_on(warehouse)
        was = read_manifest(before.parent)["tables"] if before else {}
        unchanged = {name for name, table in tables.items() if was.get(name) == table}
        own = Archive(warehouse.home, warehouse.deliveries).name
        begins_anew = before is None and own in _newest_states(warehouse)
        kept = keep_history(connection, of_publications, before, unchanged, begins_anew)
        tables |= {name: fingerprint(connection, name) for name in kept}
        views = described_views(connection)
        for view in views:
            made = f"create view {view.name} as {view.query}"
            connection.execute(f"begin transaction; {made}; {' '.join(view.comments)} commit")
            tables[view.name] = _fingerprint_of_view(connection, view.name, view.made_from, tables)
        create_sum(connection)
        create_macros(connection, of_publications, views, described_macros(connection))
    return tables, {table.name: table.lines for table in described if table.lines}


def _add_check_results(warehouse: Warehouse, folder: Path) -> dict[str, dict[str, Any]]:
    with _to_write(warehouse, folder) as connection:
        described = described_tables(connection, ("quality",), {})
        return _copy(connection, [table for table in described if table.name == CHECK_RESULTS])


@contextmanager
def _to_write(warehouse: Warehouse, folder: Path, **how: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file of a release, with the private file beside it, in the catalog that its views name."""
    how |= {"memory_limit": warehouse.settings.memory_limit, "temp_directory": f"{folder}.tmp"}
    with database.to_write(folder / "fundament.duckdb", **how) as connection:
        database.attach_to_read(connection, warehouse.build_file, "warehouse")
        yield connection


def _copy(connection: duckdb.DuckDBPyConnection, described: list[Table]) -> dict[str, dict[str, Any]]:
    tables = {}
    for table in described:
        # Sorting a large table would write it to the disk once more.
        ordered = "" if table.is_large else f"order by {', '.join(table.key) or 'all'}"
        rows = f"insert into {table.name} from warehouse.{table.name} {ordered};"
        said = [f"{table.statement};", *([] if table.lines else [rows]), *table.comments]
        # A transaction a table: it has dozens of comments.
        connection.execute(f"begin transaction; {' '.join(said)} commit")
        tables[table.name] = fingerprint(connection, table.name)
    return tables


def _write_parquet(warehouse: Warehouse, folder: Path) -> None:
    """The marts of the file again, a Parquet file each."""
    (folder / "parquet").mkdir()
    with database.in_memory(
        memory_limit=warehouse.settings.memory_of_half, temp_directory=f"{folder}.tmp"
    ) as connection:
        database.attach_to_read(connection, folder / "fundament.duckdb", "release")
        connection.execute("use release")
        marts = connection.execute(
            "select table_name from information_schema.tables "
            "where table_catalog = 'release' and table_schema = 'marts' order by all"
        ).fetchall()
        for (table,) in marts:
            target = literal(folder / "parquet" / f"{table}.parquet")
            connection.execute(f"copy (from marts.{table}) to {target} (format parquet)")


def _write_release_row(file: Path, manifest: dict[str, Any]) -> None:
    """Which release this is, for whoever has only the file. The hashes of the content do not cover it."""
    described = {
        "release_id": ("varchar", "Key of the release, and name of its folder"),
        "published_at": ("timestamp", "Time of publication, UTC"),
        "as_of_date": ("date", "The date that the statements of this release are about"),
        "code_version": ("varchar", "Version of the package, and a hash of what computes the numbers"),
    }
    with database.to_write(file) as connection:
        columns = ", ".join(f"{name} {kind}" for name, (kind, _) in described.items())
        connection.execute(f"create table quality.release ({columns}, primary key (release_id))")
        connection.execute("comment on table quality.release is 'The release that this file is.'")
        for name, (_, text) in described.items():
            connection.execute(f"comment on column quality.release.{name} is {literal(text)}")
        published_at = dt.datetime.fromisoformat(manifest["published_at"]).astimezone(dt.UTC).replace(tzinfo=None)
        connection.execute(
            "insert into quality.release values (?, ?, ?, ?)",
            [manifest["release_id"], published_at, manifest["as_of_date"], manifest["code_version"]],
        )


def fingerprint(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """Row count, and a hash of the rows that does not depend on their order."""
    columns = [column for column, *_ in connection.execute(f"describe {name}").fetchall()]
    # The text of a whole row at once takes twice the time of its values put together.
    values = ", ".join(f'coalesce(cast("{column}" as varchar), chr(0))' for column in columns)
    hashed = f"md5_number_upper(concat_ws(chr(31), {values}))::hugeint"
    row = connection.execute(
        f"select count(*), cast(coalesce(sum({hashed}), 0) as varchar) from {name}"
    ).fetchone()
    assert row is not None
    return {"rows": row[0], "content_hash": hashlib.sha256(f"{row[0]}:{row[1]}".encode()).hexdigest()}


def _fingerprint_of_view(
    connection: duckdb.DuckDBPyConnection, name: str, made_from: list[str], tables: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Row count, and a hash of what the view is put together from."""
    row = connection.execute(f"select count(*) from {name}").fetchone()
    assert row is not None
    hashes = ":".join(tables[table]["content_hash"] for table in made_from)
    return {"rows": row[0], "content_hash": hashlib.sha256(hashes.encode()).hexdigest()}


def _manifest(warehouse: Warehouse, tables: dict[str, Any], published_at: dt.datetime) -> dict[str, Any]:
    with database.to_read(warehouse.build_file) as connection:
        as_of = connection.execute("select as_of_date from raw.run_parameters").fetchone()
        inputs = connection.execute(
            "select delivery_id, source_name, source_file, sha256, lines_read, rows_loaded, rows_rejected, "
            "rows_skipped from quality.row_accounting order by all"
        )
        names = [column[0] for column in inputs.description]
        listed = [dict(zip(names, row, strict=True)) for row in inputs.fetchall()]
    assert as_of is not None
    content = json.dumps(tables, sort_keys=True).encode()
    return {
        "release_id": f"{published_at:%Y%m%dT%H%M%S%fZ}-{hashlib.sha256(content).hexdigest()[:8]}",
        "published_at": published_at.isoformat(),
        "as_of_date": as_of[0].isoformat(),
        "code_version": code_version(),
        "deliveries": Archive(warehouse.home, warehouse.deliveries).name,
        "inputs": listed,
        "checks": [],
        "tables": tables,
    }


def _remove_old(warehouse: Warehouse) -> None:
    """Keep the newest releases, the current one, and those that a reader may still be reading."""
    kept = {current_release(warehouse).name} | in_use(warehouse, warehouse.settings.keep_hours)
    kept |= {newest.name for newest in _newest_states(warehouse).values()}
    forget_turns(warehouse, warehouse.settings.keep_hours)
    for old in list_releases(warehouse)[: -warehouse.settings.keep_releases]:
        if old.name not in kept:
            # Out of sight first: a release is there whole, or it is not listed.
            gone = old.rename(old.with_name(f".removed-{old.name}"))
            own = lines_of(read_manifest(gone)) - lines_in_use(warehouse)
            shutil.rmtree(gone)
            for folder in own:
                remove(folder)


def lines_of(manifest: dict[str, Any]) -> set[Place]:
    """The folders of a release's tables of lines, where Spark wrote them."""
    return set(map(place_of, database.lines_in(manifest)))


def lines_in_use(warehouse: Warehouse) -> set[Place]:
    """Those that the releases read that are kept."""
    return {folder for release in list_releases(warehouse) for folder in lines_of(read_manifest(release))}
