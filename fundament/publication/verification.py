"""Whether a release still follows from its inputs: made again from the archive; rows, views and Parquet compared.

What changed from one release to another: `difference.py`.
"""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from fundament import database
from fundament.database import literal
from fundament.deliveries.found.archive import Archive
from fundament.deliveries.reader import load_deliveries
from fundament.engines.session import check_engine
from fundament.errors import Misconfigured
from fundament.project import code_version
from fundament.publication.release import CHECK_RESULTS, draft, fingerprint, release_to_build_on
from fundament.released import read_manifest
from fundament.shared_place import remove
from fundament.transformation.build import build
from fundament.warehouse import Warehouse

SHOWN_ROWS = 3


@dataclass(frozen=True)
class Difference:
    """A table whose rows differ: how many only the release has, how many only what was made again, and some."""

    table: str
    only_published: int
    only_again: int
    rows: list[str]


def made_again(
    warehouse: Warehouse, release: Path, progress: Callable[[str], None]
) -> tuple[int, list[Difference]]:
    """How many tables were compared, and those that differ. The caller holds the lock; nothing is published.

    The results of the checks are left out: they are not made again. Raises `Misconfigured` where the release was
    made by another version of the program, or of another folder of deliveries.
    """
    manifest = read_manifest(release)
    if manifest["code_version"] != code_version():
        raise Misconfigured(
            f"The release was made by version {manifest['code_version']}, and this is {code_version()}",
            str(release),
            "Verify it with the version that made it.",
        )
    archive = Archive(warehouse.home, warehouse.deliveries)
    if manifest["deliveries"] != archive.name:
        raise Misconfigured(
            "The release was made from another folder of deliveries",
            str(warehouse.deliveries),
            "Name that folder: --deliveries, or FUNDAMENT_DELIVERIES.",
        )
    check_engine(warehouse)
    again = replace(warehouse, build_folder="verify")
    # One that was ended in the middle left its own.
    for leftover in (warehouse.home / again.build_folder, again.shared):
        remove(leftover)
    folder = again.make_folder(again.build_folder)
    try:
        with database.to_write(again.build_file, memory_limit=warehouse.settings.memory_limit) as connection:
            as_of, before = dt.date.fromisoformat(manifest["as_of_date"]), release_to_build_on(warehouse)
            load_deliveries(
                connection, warehouse.deliveries, as_of, progress, archive, warehouse.home, before, False
            )
        for built in build(again):
            progress(built.node.name)
        made = draft(again, dt.datetime.now(dt.UTC))
        try:
            then, now = _content(release, manifest), made.manifest["tables"]
            differ = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
            found = [_difference(name, release, made.folder, warehouse.settings.memory_limit) for name in differ]
            return len(then), found + _of_definitions(release, made.folder) + _of_parquet(release)
        finally:
            shutil.rmtree(made.folder)
    finally:
        shutil.rmtree(folder)
        remove(again.shared)


def _content(release: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Rows and content hash of each table as they are in the file; of a view as the manifest says.

    Where the manifest says otherwise of a table, that is a difference too.
    """
    content = {name: table for name, table in manifest["tables"].items() if name != CHECK_RESULTS}
    with database.to_read(release / "fundament.duckdb") as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() union all "
            "select 'narrow.' || view_name from duckdb_views() where schema_name = 'narrow'"
        ).fetchall()
        for (name,) in tables:
            if name in content and (found := fingerprint(connection, name)) != content[name]:
                content[name] = {"file": found, "manifest": content[name]}
    return content


def _difference(table: str, release: Path, again: Path, memory_limit: str) -> Difference:
    counts, rows = [], []
    with database.in_memory(memory_limit=memory_limit, temp_directory=f"{again}.tmp") as connection:
        for name, folder in (("published", release), ("again", again)):
            database.attach_to_read(connection, folder / "fundament.duckdb", name)
        for one, other in (("published", "again"), ("again", "published")):
            # A table of earlier rows is there only where there are such rows.
            there = [name for name in (one, other) if _has(connection, name, table)]
            if one not in there:
                counts.append(0)
                continue
            only = " except all ".join(f"from {name}.{table}" for name in there)
            connection.execute(f"create or replace temp table only_there as {only}")
            [(count,)] = connection.execute("select count(*) from only_there").fetchall()
            counts.append(count)
            said = connection.execute(f"select cast(said as varchar) from only_there as said limit {SHOWN_ROWS}")
            rows += [f"{one}: {row}" for (row,) in said.fetchall()]
    only_published, only_again = counts
    return Difference(table, only_published, only_again, rows)


def _of_definitions(release: Path, again: Path) -> list[Difference]:
    """Views and macros that say something else."""
    said = []
    for folder in (release, again):
        with database.to_read(folder / "fundament.duckdb") as connection:
            rows = connection.execute(
                # A table of lines that is a view leads to the run that wrote it; its rows are compared.
                "select schema_name || '.' || view_name, sql from duckdb_views() "
                "where not internal and schema_name <> 'narrow' union all "
                "select schema_name || '.' || function_name, macro_definition from duckdb_functions() "
                "where not internal"
            ).fetchall()
        said.append(set(rows))
    names = sorted({name for name, _ in said[0] ^ said[1]})
    return [Difference(name, 0, 0, ["the view or the macro is defined otherwise"]) for name in names]


def _of_parquet(release: Path) -> list[Difference]:
    """Parquet files that have other rows than the table or view of their name."""
    found = []
    with database.to_read(release / "fundament.duckdb") as connection:
        marts = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by all"
        ).fetchall()
        for (name,) in marts:
            file = release / "parquet" / f"{name}.parquet"
            try:
                is_same = fingerprint(connection, literal(file)) == fingerprint(connection, f"marts.{name}")
            except duckdb.Error:
                is_same = False
            if not is_same:
                found.append(Difference(f"parquet/{name}.parquet", 0, 0, ["it has other rows than the mart"]))
    return found


def _has(connection: duckdb.DuckDBPyConnection, catalog: str, table: str) -> bool:
    schema, _, name = table.partition(".")
    [(tables,)] = connection.execute(
        "select count(*) from information_schema.tables "
        "where (table_catalog, table_schema, table_name) = (?, ?, ?)",
        [catalog, schema, name],
    ).fetchall()
    return bool(tables)
