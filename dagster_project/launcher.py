"""Launches runs as Dagster's default launcher does, and can tell whether one is still alive.

The queue holds one run at a time. Dagster's own launcher cannot see that the process of a run was killed: the run
would count as started for good, and no other would ever begin. The lock of the warehouse goes with the process.
"""

from typing import Any

import dagster as dg
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

from fundament.lock import holder, is_locked
from fundament.settings import Settings


class Launcher(dg.DefaultRunLauncher):
    """A run that has started holds the lock, but for moments at its begin and its end."""

    # Looked at this often without the lock, a run is dead: `DAGSTER_YAML` says how far the looks are apart.
    LOOKS = 2

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Dagster's run monitoring asks; without this it never calls the check below."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the run holds the lock, or did at the last look."""
        looks: dict[str, int] = self.__dict__.setdefault("_without_lock", {})
        if _holds_lock(run):
            looks.pop(run.run_id, None)
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        looks[run.run_id] = looks.get(run.run_id, 0) + 1
        if looks[run.run_id] < self.LOOKS:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        del looks[run.run_id]
        return CheckRunHealthResult(
            WorkerStatus.FAILED, "Its process does not hold the warehouse's lock: it was killed"
        )


def _holds_lock(run: dg.DagsterRun) -> bool:
    config: Any = run.run_config
    for key in ("resources", "warehouse", "config"):
        config = config.get(key, {})
    settings = Settings.from_environment(config.get("home"), config.get("deliveries"))
    if not is_locked(settings):
        return False
    # Somebody has it. If it can't be read who, the run gets the benefit of the doubt.
    return holder(settings).get("run") in (run.run_id, None)
