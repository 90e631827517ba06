"""Everything that Dagster knows of this project."""

import dagster as dg

from dagster_project.defs.checks import source_checks
from dagster_project.defs.deliveries import raw_deliveries
from dagster_project.defs.jobs import nightly, nightly_schedule
from dagster_project.defs.night import Night
from dagster_project.defs.publication import published_release
from dagster_project.defs.sensors import deliveries_sensor
from dagster_project.defs.transformation import transformed

defs = dg.Definitions(
    assets=[raw_deliveries, transformed, published_release],
    asset_checks=[source_checks],
    jobs=[nightly],
    schedules=[nightly_schedule],
    sensors=[deliveries_sensor],
    resources={"night": Night()},
)
