"""A run whose process was killed: Dagster's queue goes on, and its history tells the truth and stays small."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.run_history import tidy
from fundament.nightly import dagster_home
from fundament.project import PROJECT_ROOT, default_deliveries
from fundament.warehouse import Warehouse
from tests.conftest import Command, query, wait_until

BIN = Path(sys.executable).parent


@contextmanager
def instance_of(home: Path) -> Iterator[dg.DagsterInstance]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(home / "dagster"))
        with dg.DagsterInstance.get() as instance:
            yield instance


@pytest.fixture(scope="module")
def killed(memo: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home in which a run was killed, as by a lack of memory or of power, and the id of that run."""
    home = Path(shutil.copytree(memo.home, tmp_path_factory.mktemp("killed") / "home", symlinks=True))
    manifest = (home / "published" / "manifest.json").read_bytes()
    environment = {**os.environ, "FUNDAMENT_HOME": str(home)}
    with subprocess.Popen(
        [BIN / "fundament", "run"], env=environment, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        # As it tells its stages: the deliveries are loaded, and models are being built.
        assert any(line.rstrip().endswith("s  dbt") for line in run.stdout), "it ended before its models"
        run.kill()
    # The old release stays, for whoever reads.
    assert (home / "published" / "manifest.json").read_bytes() == manifest
    assert query(home / "published" / "fundament.duckdb", "select count(*) > 0 from marts.findings") == [(True,)]
    run_id = str(json.loads((home / "run.lock.json").read_text())["run"])
    with instance_of(home) as instance:
        assert status_of(instance, run_id) == "STARTED"
    return home, run_id


@pytest.fixture
def home(killed: tuple[Path, str], tmp_path: Path) -> Command:
    """A copy of that home."""
    return Command(Path(shutil.copytree(killed[0], tmp_path / "home", symlinks=True)))


def status_of(instance: dg.DagsterInstance, run_id: str) -> str | None:
    run = instance.get_run_by_id(run_id)
    return run.status.value if run else None


def test_a_killed_run_does_not_block_the_queue(home: Command, killed: tuple[Path, str]) -> None:
    """The dead run still counts as started, and the queue lets one run at a time: it must find out by itself."""
    warehouse = Warehouse(home.home, default_deliveries())
    configuration = dagster_home(warehouse) / "dagster.yaml"
    configured = configuration.read_text()
    often = configured.replace("poll_interval_seconds: 30", "poll_interval_seconds: 2")
    assert often != configured
    configuration.write_text(often)
    before = (home.published / "current").resolve()
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(configuration.parent),
        "FUNDAMENT_HOME": str(home.home),
        "FUNDAMENT_KEEP_RUNS": "1",
    }

    with (home.home / "said.txt").open("w") as said, instance_of(home.home) as instance:
        dead = instance.get_run_by_id(killed[1])
        assert dead
        # As the UI or a sensor leaves one in the queue.
        queued = instance.add_run(dead._replace(run_id=str(uuid.uuid4()), status=dg.DagsterRunStatus.QUEUED))
        arguments = [BIN / "dagster-daemon", "run", "-m", "dagster_project.definitions"]
        with subprocess.Popen(arguments, env=environment, cwd=PROJECT_ROOT, stdout=said, stderr=said) as daemon:
            try:
                [oldest] = {run.run_id for run in instance.get_runs()} - {killed[1], queued.run_id}
                wait_until("the queue goes on", lambda: status_of(instance, queued.run_id) != "QUEUED")
                wait_until("the run has ended", lambda: instance.get_run_by_id(queued.run_id).is_finished)
                assert status_of(instance, queued.run_id) == "SUCCESS"
                # Each run forgets those that ended before the newest that has.
                assert status_of(instance, killed[1]) == "FAILURE" and status_of(instance, oldest) is None
                told = [entry.dagster_event for entry in instance.all_logs(killed[1])][-1]
                assert told and "does not hold the warehouse's lock: it was killed" in (told.message or "")
            finally:
                daemon.terminate()
    assert (home.published / "current").resolve() != before


def test_the_next_run_ends_a_dead_one_and_forgets_the_oldest(home: Command, killed: tuple[Path, str]) -> None:
    """Without a daemon too. The newest run that has ended is kept, and the one that tidies, which has not."""
    folder = home.home / "dagster"

    @dg.op
    def next_run(context: dg.OpExecutionContext) -> None:
        tidy(context.instance, context.run.run_id, keep=1)

    @dg.job(executor_def=dg.in_process_executor)
    def nightly() -> None:
        next_run()

    with instance_of(home.home) as instance:
        [oldest] = {record.dagster_run.run_id for record in instance.get_run_records()} - {killed[1]}
        assert (folder / "history" / "runs" / f"{oldest}.db").exists() and (folder / "storage" / oldest).exists()
        assert nightly.execute_in_process(instance=instance).success
    # Looked at before Dagster is asked, which makes an empty file of a run that it does not find.
    files = {path.name.split(".")[0] for path in (folder / "history" / "runs").glob("*.db")} - {"index"}
    with instance_of(home.home) as instance:
        kept = {record.dagster_run.run_id for record in instance.get_run_records()}
        assert killed[1] in kept and oldest not in kept and len(kept) == 2
        assert status_of(instance, killed[1]) == "FAILURE"
        assert files == kept and not instance.all_logs(oldest)
        key = dg.AssetKey(["published", "release"])
        assert not instance.fetch_materializations(key, limit=10).records
    assert {path.name for path in (folder / "storage").iterdir()} <= kept
