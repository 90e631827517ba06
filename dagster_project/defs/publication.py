"""The publication: whole, and only after every check has passed."""

import datetime as dt

import dagster as dg

from dagster_project.defs import OWNERS
from dagster_project.defs.checks import CHECKED
from dagster_project.defs.transformation import transformed
from dagster_project.defs.warehouse import Warehouse
from fundament.deliveries.history import Archive
from fundament.progress import report
from fundament.publication.release import publish, read_manifest


@dg.asset(
    key=["published", "release"],
    deps=[*CHECKED, *(key for key in transformed.keys if key.path[0] == "reference")],
    group_name="published",
    owners=OWNERS,
    kinds={"duckdb", "parquet"},
)
def published_release(warehouse: Warehouse) -> dg.MaterializeResult:
    """The release that readers open: DuckDB file, Parquet and manifest, swapped in by one rename."""
    report("publication", "writing the release")
    release = publish(warehouse.settings, dt.datetime.now(dt.UTC))
    Archive(warehouse.settings.home, warehouse.settings.deliveries).record()
    manifest = read_manifest(release)
    return dg.MaterializeResult(
        metadata={
            "release_id": manifest["release_id"],
            "as_of_date": manifest["as_of_date"],
            "path": dg.MetadataValue.path(str(release)),
            "tables": len(manifest["tables"]),
        }
    )
