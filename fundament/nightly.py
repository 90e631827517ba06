"""Start the nightly Dagster job in this process."""

import datetime as dt
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from fundament.checks.suites import read_results
from fundament.errors import FundamentError, Refused
from fundament.settings import Settings

DAGSTER_YAML = """\
# Written by Fundament. One run at a time; no telemetry.
telemetry:
  enabled: false
nux:
  enabled: false
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config: {max_concurrent_runs: 1}
retention:
  schedule: {purge_after_days: 90}
  sensor: {purge_after_days: 30}
"""


def dagster_home(settings: Settings) -> Path:
    """The folder where Dagster keeps its runs, shared by the command line and the UI."""
    home = settings.make_folder("dagster")
    (home / "dagster.yaml").write_text(DAGSTER_YAML, "utf-8")
    return home


def run_nightly(settings: Settings, as_of_date: dt.date) -> None:
    """Run the job. Raises the `FundamentError` that stopped it."""
    os.environ["DAGSTER_HOME"] = str(dagster_home(settings))
    os.environ["FUNDAMENT_HOME"] = str(settings.home)
    os.environ["FUNDAMENT_DELIVERIES"] = str(settings.deliveries)
    # Imported here: Dagster and the dbt project take seconds, which other commands need not wait for.
    import dagster as dg

    from dagster_project.definitions import defs

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    config = {
        "home": str(settings.home),
        "deliveries": str(settings.deliveries),
        "as_of_date": as_of_date.isoformat(),
    }
    with dg.DagsterInstance.get() as instance:
        try:
            defs.resolve_job_def("nightly").execute_in_process(
                instance=instance,
                run_config={
                    "resources": {"warehouse": {"config": config}},
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                },
            )
        except Exception as error:
            for cause in _causes(error):
                if isinstance(cause, FundamentError):
                    raise cause from None
            if settings.build_file.exists() and any(
                result.status != "passed" for result in read_results(settings.build_file)
            ):
                raise Refused(
                    "Checks failed: nothing is published",
                    str(settings.build_file),
                    "Correct the figures or the deliveries; the current release stays as it was.",
                ) from None
            raise


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
