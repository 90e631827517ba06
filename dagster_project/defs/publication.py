"""The publication: whole, with its status note, and only after every check has passed."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import dagster as dg

from dagster_project.defs import CODE_VERSION, OWNERS
from dagster_project.defs.checks import CHECKED
from dagster_project.defs.night import Night
from dagster_project.defs.transformation import transformed
from fundament.deliveries.found.archive import Archive
from fundament.errors import BadInput
from fundament.progress import report
from fundament.publication import drafting
from fundament.publication.age import limit_in_hours
from fundament.publication.beside import beside
from fundament.publication.release import publish
from fundament.publication.remote import publish_where_configured
from fundament.released import read_manifest

# A night and two hours, where nobody says otherwise.
HOURS = limit_in_hours() or 26
RELEASE, NOTE = dg.AssetKey(["published", "release"]), dg.AssetKey(["published", "note"])


# One step: the note appears with the release that it is about, or neither does.
@dg.multi_asset(
    name="published_release",
    specs=[
        dg.AssetSpec(
            RELEASE,
            description="What readers open: DuckDB file, Parquet and manifest, swapped in by one rename.",
            freshness_policy=dg.FreshnessPolicy.time_window(fail_window=dt.timedelta(hours=HOURS)),
            deps=[*CHECKED, *(key for key in transformed.keys if key.path[0] == "reference")],
            group_name="published",
            owners=OWNERS,
            code_version=CODE_VERSION,
            kinds={"duckdb", "parquet"},
        ),
        dg.AssetSpec(
            NOTE,
            description="The status note on the newest publication that states spend, in Dutch and in English.",
            deps=[RELEASE],
            group_name="published",
            owners=OWNERS,
            code_version=CODE_VERSION,
        ),
    ],
    can_subset=True,
)
def published_release(context: dg.AssetExecutionContext, night: Night) -> Iterator[dg.MaterializeResult]:
    """Write the release with its note, and make it current."""
    warehouse = night.begun(context)
    report("publication", "writing the release")
    release = publish(warehouse, dt.datetime.now(dt.UTC), beside(warehouse), drafting.begun())
    try:
        Archive(warehouse.home, warehouse.deliveries).record()
    except (OSError, BadInput) as error:
        # The release is out; the next run learns of these files anew, as received on its own date.
        report("warning", f"published, but which files it read can't be kept for later as-of dates: {error}")
    publish_where_configured(release, lambda message: report("warning", message))
    manifest = read_manifest(release)
    pages = sorted(name for name in manifest.get("files", {}) if name.startswith("notes/"))
    told: dict[dg.AssetKey, dict[str, Any]] = {
        RELEASE: {
            "release_id": manifest["release_id"],
            "as_of_date": manifest["as_of_date"],
            "path": dg.MetadataValue.path(str(release)),
            "tables": len(manifest["tables"]),
        },
        NOTE: {name: dg.MetadataValue.path(str(release / name)) for name in pages},
    }
    for key, metadata in told.items():
        if key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=key, metadata=metadata)
