"""Start the nightly Dagster job in this process."""

import datetime as dt
import filecmp
import gc
import logging
import os
import shutil
from pathlib import Path

from fundament.checks import process
from fundament.engines.session import check_engine
from fundament.errors import FundamentError
from fundament.lock import refuse_while_locked
from fundament.notices.outcome import told_before_the_job, what_stopped
from fundament.progress import report
from fundament.project import PROJECT_ROOT
from fundament.resources import resource_error
from fundament.transformation.prepared import prepared
from fundament.warehouse import Warehouse

DAGSTER_YAML = PROJECT_ROOT / "dagster_project" / "dagster.yaml"


def dagster_home(warehouse: Warehouse) -> Path:
    """The folder where Dagster keeps its runs, shared by the command line and the UI."""
    home = warehouse.make_folder("dagster")
    file = home / "dagster.yaml"
    # Another process may be reading it, and a full disk would leave it empty.
    if not file.is_file() or not filecmp.cmp(file, DAGSTER_YAML, shallow=False):
        unfinished = home / f".dagster.yaml-{os.getpid()}"
        shutil.copyfile(DAGSTER_YAML, unfinished)
        unfinished.replace(file)
    return home


def run_nightly(warehouse: Warehouse, as_of_date: dt.date) -> None:
    """Run the job. Raises the `FundamentError` that stopped it."""
    try:
        _run(warehouse, as_of_date)
    except Exception as error:
        # Before the job and after it the disk can fail too: in Dagster's own files.
        found = None if isinstance(error, FundamentError) else resource_error(error, warehouse.home)
        if found:
            raise found from None
        raise


def _run(warehouse: Warehouse, as_of_date: dt.date) -> None:
    os.environ["FUNDAMENT_HOME"] = str(warehouse.home)
    os.environ["FUNDAMENT_DELIVERIES"] = str(warehouse.deliveries)
    os.environ["FUNDAMENT_ENGINE"] = warehouse.settings.engine
    with told_before_the_job(warehouse.home, str(as_of_date), lambda message: report("warning", message)):
        refuse_while_locked(warehouse)
        check_engine(warehouse)
        process.start()
        os.environ["DAGSTER_HOME"] = str(dagster_home(warehouse))
        # Imported here: Dagster and the dbt project take seconds, which other commands need not wait for. What is
        # made while they load stays: looking through it for garbage is a fifth of that time.
        gc.disable()
        report("starting", "Dagster")
        import dagster as dg

        report("starting", "the models of dbt")
        prepared(warehouse.home)
        report("starting", "their assets")
        import dagster_dbt  # noqa: F401

        report("starting", "the job")
        from dagster_project.definitions import defs
        from dagster_project.instance import run_here
        from dagster_project.run_life import stop

        job = defs.resolve_job_def("nightly")
        gc.freeze()
        gc.enable()

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    config = {"as_of_date": as_of_date.isoformat()}
    with dg.DagsterInstance.get() as instance:
        try:
            run_here(
                job,
                instance,
                {
                    "resources": {"night": {"config": config}},
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                },
            )
        except BaseException as error:
            # Dagster raises here before it comes to the hooks.
            stop(error)
            if isinstance(error, Exception) and (stopped_by := what_stopped(warehouse.home, error)):
                raise stopped_by from None
            raise
