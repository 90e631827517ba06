"""Private files and releases for tests, made in this process: neither Dagster nor dbt is started.

A step each, as in the job: `loaded`, `built`, `checked`, `released`. Where the wiring of the steps is tested, or
what the screen says of them, the test starts the command.
"""

import datetime as dt
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb

from fundament import database
from fundament.checks.declared import read_suites
from fundament.checks.suites import CheckResult, run_suites, store_results
from fundament.deliveries.found.archive import Archive
from fundament.deliveries.reader import load_deliveries
from fundament.engines.shared import kept_files
from fundament.project import default_deliveries
from fundament.publication.beside import beside
from fundament.publication.release import publish, release_to_build_on
from fundament.released import read_manifest
from fundament.settings import Engine, settings
from fundament.transformation.build import build
from fundament.transformation.prepared import prepared
from fundament.warehouse import Warehouse, home_of

# As many as a reader may join.
MARTS_KEPT = 12


def warehouse_of(home: Path, deliveries: Path | None = None, engine: Engine = "duckdb") -> Warehouse:
    """Warehouse of a home whose folder for the private file is there."""
    warehouse = Warehouse.from_environment(str(home), str(deliveries or default_deliveries()), engine)
    warehouse.make_folder("build")
    return warehouse


def keeping_two(warehouse: Warehouse) -> Warehouse:
    """The same, which keeps two releases, and none for whoever reads what was replaced."""
    kept = {"keep_releases": 2, "keep_hours": 0}
    return replace(warehouse, settings=warehouse.settings.model_copy(update=kept))


def loaded(
    home: Path,
    deliveries: Path,
    as_of: dt.date,
    archive: Archive | None = None,
    engine: Engine = "duckdb",
) -> Path:
    """The deliveries in schema raw of a new private file, in the place of one that was there."""
    warehouse = warehouse_of(home, deliveries, engine)
    warehouse.build_file.unlink(missing_ok=True)
    before = release_to_build_on(warehouse) if archive else None
    with database.to_write(warehouse.build_file) as connection:
        kept = kept_files(warehouse, prepared(home)) if engine == "spark" else None
        load_deliveries(connection, deliveries, as_of, archive=archive, home=home, earlier=before, kept=kept)
    return warehouse.build_file


def built(home: Path, deliveries: Path, as_of: dt.date, engine: Engine = "duckdb") -> Path:
    """All models and data tests on those deliveries. Raises `TransformationFailed` as a run does."""
    file = loaded(home, deliveries, as_of)
    for _ in build(warehouse_of(home, deliveries, engine)):
        pass
    return file


def checked(file: Path) -> dict[str, CheckResult]:
    """The checks on a private file that is built, kept in it; those that do not pass, by their names."""
    results = run_suites(file, read_suites(), settings().memory_limit)
    store_results(file, results)
    return {result.check: result for result in results if result.status != "passed"}


def released(
    home: Path,
    deliveries: Path,
    as_of: dt.date,
    with_note: bool = False,
    engine: Engine = "duckdb",
) -> Path:
    """What a night does, without its screen and its log: the release. Raises what would stop the night.

    The note is a third of the publication: it is made for who reads it.
    """
    warehouse, archive = warehouse_of(home, deliveries, engine), Archive(home, deliveries)
    loaded(home, deliveries, as_of, archive, engine)
    for _ in build(warehouse):
        pass
    checked(warehouse.build_file)
    release = publish(warehouse, dt.datetime.now(dt.UTC), beside(warehouse) if with_note else None)
    archive.record()
    return release


def published_with_note(warehouse: Warehouse) -> Path:
    """A private file that has passed its checks becomes the current release."""
    return publish(warehouse, dt.datetime.now(dt.UTC), beside(warehouse))


def keep_few_tables(file: Path) -> None:
    """Drop most of what is published from a private file: for tests of the publication itself, whatever it has."""
    quality = ("check_results", "publication_states", "row_accounting")
    with database.to_write(file) as connection:
        spare = connection.execute(
            "with rows as (select schema_name as place, table_name as name, estimated_size > 0 as filled "
            "from duckdb_tables()), "
            "kept as (select name from rows where place = 'marts' and filled "
            f"order by name not in ('findings', 'dim_contract'), name limit {MARTS_KEPT}) "
            "select place || '.' || name from rows where place = 'marts' and name not in (from kept) "
            f"or place = 'quality' and name not in {quality} or place = 'reference' "
            "and name != 'lawfulness_rules'"
        ).fetchall()
        for (name,) in spare:
            connection.execute(f"drop table {name}")
        # Marts that are views, and macros over marts, read what is gone.
        views = connection.execute(
            "select schema_name || '.' || view_name from duckdb_views() where schema_name in ('marts', 'narrow')"
        ).fetchall()
        for (name,) in views:
            connection.execute(f"drop view {name}")
        macros = connection.execute(
            "select schema_name || '.' || function_name from duckdb_functions() "
            "where schema_name = 'marts' and function_type = 'table_macro'"
        ).fetchall()
        for (name,) in macros:
            connection.execute(f"drop macro table {name}")


@cache
def _manifest_by_name() -> dict[str, str]:
    nodes = prepared(home_of()).manifest["nodes"].values()
    return {node["name"]: node["compiled_code"] for node in nodes if node["resource_type"] == "model"}


def compiled(model: str) -> str:
    """A model that is no relation of its own, as a subquery: what dbt compiled it to."""
    return f"({_manifest_by_name()[model]})"


def of_another_version(release: Path) -> None:
    """Have the manifest say that version 0.9 made it."""
    manifest = read_manifest(release)
    (release / "manifest.json").chmod(0o644)
    (release / "manifest.json").write_text(json.dumps(manifest | {"code_version": "0.9.0+0123456789ab"}))


def take_away(release: Path, table: str, column: str) -> None:
    """Leave a table or view without a column; or drop it, or the macro."""
    schema, _, name = table.partition(".")
    (release / "fundament.duckdb").chmod(0o644)
    with duckdb.connect(str(release / "fundament.duckdb")) as connection:
        if column == "()":
            connection.execute(f"drop macro table {table}")
            return
        if column:
            connection.execute(f"create table {schema}.kept as select * exclude ({column}) from {table}")
        kind = connection.execute(
            "select table_type from information_schema.tables where table_schema || '.' || table_name = ?", [table]
        ).fetchone()
        connection.execute(f"drop {'view' if kind == ('VIEW',) else 'table'} {table}")
        if column:
            connection.execute(f"alter table {schema}.kept rename to {name}")
