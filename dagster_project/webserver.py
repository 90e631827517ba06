"""Dagster's webserver with the guard around it: `python -m dagster_project.webserver`, with its own arguments."""

import dagster_webserver.app
from dagster_webserver.cli import main
from dagster_webserver.webserver import DagsterWebserver
from starlette.middleware import Middleware

from dagster_project.guard import Guard


class GuardedWebserver(DagsterWebserver):
    """The guard stands before everything else."""

    def build_middleware(self) -> list[Middleware]:
        """The guard, then Dagster's own."""
        return [Middleware(Guard), *super().build_middleware()]


if __name__ == "__main__":
    dagster_webserver.app.DagsterWebserver = GuardedWebserver  # type: ignore[misc]
    main()
