"""Two parts of Dagster's instance that are ours, named by `dagster.yaml`, and a run of it in this process.

Beside `dev.py`, this is the one module that reaches into Dagster's private packages: none of the three can be had
from its public ones.
"""

import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event

from fundament.lock import holder, is_locked
from fundament.warehouse import Warehouse

MODULE = "dagster_project.definitions"
# Whoever opens the log below writes what a run plans at once: Dagster reads this at each event.
os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")


def run_here(job: dg.JobDefinition, instance: dg.DagsterInstance, run_config: dict[str, Any]) -> None:
    """Run the job in this process, and raise what stops it.

    It counts as a run of the module that the UI serves, so that it stands in the UI's timeline: a run that Dagster
    executes in process belongs to no module.
    """
    served = LoadableTargetOrigin(executable_path=sys.executable, module_name=MODULE)
    module = ManagedGrpcPythonEnvCodeLocationOrigin(served, location_name=MODULE)
    origin = RemoteJobOrigin(RemoteRepositoryOrigin(module, "__repository__"), job.name)
    run = instance.create_run_for_job(job, run_config=run_config, remote_job_origin=origin)
    execute_run(InMemoryJob(job), run, instance, raise_on_error=True)


class EventLog(SqliteEventLogStorage):
    """Dagster's own log of events, with a connection that stays.

    Dagster opens and closes the file at each event, with an engine that compiles each statement anew: several
    hundred times in a run, which took longer than the models. Here the last few files stay open. A commit does not
    wait for the disk: a power cut may lose the last events of the history, never a release.
    """

    OPEN_FILES = 4
    # Dagster asks the file at each check; the tables that it makes have them.
    supports_asset_checks = True

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._one_at_a_time = threading.RLock()
        self._in_batch: dict[str, Connection] = {}
        self._is_there: set[tuple[str, str]] = set()
        super().__init__(f"{base_dir}/history/runs", inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "EventLog":
        """`base_dir` is Dagster's home, as for its other parts."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._one_at_a_time:
            if shard in self._in_batch:
                yield self._in_batch[shard]
                return
            engine = self._engines.get(shard) or self._opened(shard)
            self._engines.move_to_end(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def has_table(self, table_name: str) -> bool:
        """Dagster asks these three at each asset's event, the first with an engine anew; a yes stays one."""
        return self._once("table", table_name, super().has_table)

    def has_secondary_index(self, name: str) -> bool:
        """Whether a migration is done."""
        return self._once("index", name, super().has_secondary_index)

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        asked = super()._has_asset_key_col_on_connection
        return self._once("column", column_name, lambda name: asked(conn, name))

    def _once(self, kind: str, name: str, ask: Callable[[str], bool]) -> bool:
        if (kind, name) not in self._is_there and ask(name):
            self._is_there.add((kind, name))
        return (kind, name) in self._is_there

    def store_event_batch(self, events: Sequence[dg.EventLogEntry]) -> None:
        """What a run plans, some two hundred events, in one transaction of each file."""
        run = events[0].run_id
        with self._one_at_a_time, self._connect(run) as of_run, self._connect(INDEX_SHARD_NAME) as of_all:
            self._in_batch = {run: of_run, INDEX_SHARD_NAME: of_all}
            try:
                super().store_event_batch(events)
            finally:
                self._in_batch = {}

    def _opened(self, shard: str) -> Engine:
        # Dagster's way for the first time: it makes the tables.
        with super()._connect(shard):
            pass
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=StaticPool,
            connect_args={"timeout": 30, "check_same_thread": False},
        )
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = NORMAL"))
        self._engines[shard] = engine
        while len(self._engines) > self.OPEN_FILES:
            self._engines.popitem(last=False)[1].dispose()
        return engine

    def dispose(self) -> None:
        """Close the files."""
        with self._one_at_a_time:
            while self._engines:
                self._engines.popitem()[1].dispose()
        super().dispose()


class Launcher(dg.DefaultRunLauncher):
    """Launches runs as Dagster's default launcher does, and can tell whether one is still alive.

    The queue holds one run at a time. Dagster's own launcher cannot see that the process of a run was killed: the
    run would count as started for good, and no other would ever begin. A run that has started holds the lock of
    the warehouse, but for moments at its begin and its end, and the lock goes with the process.
    """

    # Looked at this often without the lock, a run is dead: `dagster.yaml` says how far the looks are apart.
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
    warehouse = Warehouse.from_environment()
    if not is_locked(warehouse):
        return False
    # Somebody has it. If it can't be read who, the run gets the benefit of the doubt.
    return holder(warehouse).get("run") in (run.run_id, None)
