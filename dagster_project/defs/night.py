"""The night that a run of the job is: its warehouse and its as-of date."""

import datetime as dt

import dagster as dg

from dagster_project import run_life
from fundament.clock import today
from fundament.warehouse import Warehouse


class Night(dg.ConfigurableResource):
    """The folders come from the environment; an empty as-of date is today in the zone that is set."""

    as_of_date: str = ""

    def begun(self, context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Warehouse:
        """The warehouse of this run, which holds its lock from now on."""
        run_life.begin(context, self.as_of.isoformat())
        return Warehouse.from_environment()

    @property
    def as_of(self) -> dt.date:
        """The date that the run's statements are about."""
        return dt.date.fromisoformat(self.as_of_date) if self.as_of_date else today()
