"""`fundament dev`: the Dagster UI."""

import os
import sys

import click

from fundament.commands import errors_on_screen, home_option
from fundament.terminal import echo
from fundament.warehouse import Warehouse


@click.command(short_help="Open the Dagster UI on the same job.")
@home_option
@click.option("--port", default=3000, show_default=True, help="Port on localhost.")
@errors_on_screen
def dev(home: str | None, port: int) -> None:
    """Open the Dagster UI on the same graph, bound to localhost."""
    from fundament.nightly import dagster_home
    from fundament.transformation.lineage import work_out

    warehouse = Warehouse.from_environment(home)
    echo("Working out which columns each column is made of (once per change of the models, half a minute)")
    work_out(warehouse.home)
    os.environ["DAGSTER_HOME"] = str(dagster_home(warehouse))
    os.environ["FUNDAMENT_HOME"] = str(warehouse.home)
    os.environ["FUNDAMENT_DELIVERIES"] = str(warehouse.deliveries)
    command = [sys.executable, "-m", "dagster_project.dev", "--module-name", "dagster_project.definitions"]
    os.execv(sys.executable, [*command, "--host", "127.0.0.1", "--port", str(port)])
