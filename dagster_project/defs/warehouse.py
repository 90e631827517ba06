"""The warehouse that a run builds: its settings, its as-of date, and the lock for as long as the run takes."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from fundament.lock import run_lock
from fundament.publication.turns import settle
from fundament.settings import Settings, today


class Warehouse(dg.ConfigurableResource):
    """Empty values come from the environment; an empty as-of date is today in Amsterdam."""

    home: str = ""
    deliveries: str = ""
    as_of_date: str = ""
    _settings: Settings | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Warehouse"]:
        """Hold the lock from the first step to the last."""
        self._settings = Settings.from_environment(self.home, self.deliveries)
        with run_lock(self._settings, "nightly run"):
            settle(self._settings)
            yield self

    @property
    def settings(self) -> Settings:
        """Folders of this run."""
        return self._settings or Settings.from_environment(self.home, self.deliveries)

    @property
    def as_of(self) -> dt.date:
        """The date that the run's statements are about."""
        return dt.date.fromisoformat(self.as_of_date) if self.as_of_date else today()
