"""Deliveries into schema `raw` of a new private file."""

from collections.abc import Iterator

import dagster as dg

from dagster_project.defs import CODE_VERSION, OWNERS
from dagster_project.defs.night import Night
from fundament import database
from fundament.checks import process
from fundament.connectors.pull import pull_deliveries
from fundament.deliveries.counted.look_alikes import look_alikes
from fundament.deliveries.counted.together import refuse_what_does_not_fit
from fundament.deliveries.declared.canonical import declared_tables
from fundament.deliveries.found.archive import Archive
from fundament.deliveries.found.unnamed import note_on_unnamed_files
from fundament.deliveries.reader import load_deliveries
from fundament.engines.shared import kept_files, tidy
from fundament.progress import report
from fundament.publication.release import lines_in_use, release_to_build_on
from fundament.transformation.prepared import prepared

RAW_TABLES = declared_tables()


@dg.multi_asset(
    name="raw_deliveries",
    specs=[
        dg.AssetSpec(
            key=["raw", table["name"]],
            description=table["description"],
            group_name="raw",
            owners=OWNERS,
            code_version=CODE_VERSION,
            kinds={"duckdb"},
        )
        for table in RAW_TABLES
    ],
    # Deliveries are read together, whichever of their tables somebody asks for.
    can_subset=True,
)
def raw_deliveries(context: dg.AssetExecutionContext, night: Night) -> Iterator[dg.MaterializeResult]:
    """Read every delivery, account for every line, and refuse what can't be taken over."""
    warehouse = night.begun(context)
    process.start()
    pull_deliveries(warehouse, lambda message: report("pull", message), lambda message: report("warning", message))
    for leftover in warehouse.make_folder("build").glob(f"{warehouse.build_file.name}*"):
        leftover.unlink()
    # The private file was the last to read what no release reads.
    tidy(warehouse, lines_in_use(warehouse))
    # A file larger than this spills to the disk.
    with database.to_write(warehouse.build_file, memory_limit=warehouse.settings.memory_limit) as connection:
        load_deliveries(
            connection,
            warehouse.deliveries,
            night.as_of,
            lambda message: report("deliveries", message),
            Archive(warehouse.home, warehouse.deliveries),
            warehouse.home,
            release_to_build_on(warehouse),
            kept=kept_files(warehouse, prepared(warehouse.home)),
        )
        refuse_what_does_not_fit(connection)
        for note in look_alikes(connection):
            report("warning", note)
        if note := note_on_unnamed_files(warehouse.deliveries):
            report("warning", note)
        for table in RAW_TABLES:
            if dg.AssetKey(["raw", table["name"]]) not in context.selected_asset_keys:
                continue
            rows = len(connection.query(f"from raw.{table['name']}"))
            yield dg.MaterializeResult(asset_key=["raw", table["name"]], metadata={"dagster/row_count": rows})
