"""The warehouse that a run builds: its settings, its as-of date, and the lock for as long as the run takes."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from dagster_project.defs.notices import run_is_over, what_stopped_the_run
from dagster_project.run_history import tidy
from fundament.errors import FundamentError
from fundament.lock import run_lock
from fundament.notices.outcome import Outcome
from fundament.progress import report
from fundament.publication.release import check_writable
from fundament.publication.turns import settle
from fundament.settings import Settings, home_of, today


class Warehouse(dg.ConfigurableResource):
    """Empty values come from the environment; an empty as-of date is today in Amsterdam."""

    home: str = ""
    deliveries: str = ""
    as_of_date: str = ""
    _settings: Settings | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Warehouse"]:
        """Hold the lock from the first step to the last; then tell who must know."""
        is_over = run_is_over(context)
        outcome = Outcome(home_of(self.home), str(self.as_of), _warning(context))
        try:
            self._settings = Settings.from_environment(self.home, self.deliveries)
            with run_lock(self._settings, "nightly run", context.run_id):
                check_writable(self._settings)
                settle(self._settings)
                try:
                    yield self
                finally:
                    if context.instance and context.run_id:
                        tidy(context.instance, context.run_id, self._settings.keep_runs)
        except FundamentError as error:
            outcome.stopped(error)
            raise
        finally:
            if not is_over:
                if failed := what_stopped_the_run(context):
                    outcome.stopped(failed)
                outcome.tell()

    @property
    def settings(self) -> Settings:
        """Folders of this run."""
        return self._settings or Settings.from_environment(self.home, self.deliveries)

    @property
    def as_of(self) -> dt.date:
        """The date that the run's statements are about."""
        return dt.date.fromisoformat(self.as_of_date) if self.as_of_date else today()


def _warning(context: dg.InitResourceContext) -> Callable[[str], None]:
    """To the command line, and to Dagster's log of the run."""

    def warn(message: str) -> None:
        report("warning", message)
        if context.log:
            context.log.warning(message)

    return warn
