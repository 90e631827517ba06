"""The sensor starts one run per state of the folder, once the delivery is whole, and never beside another run."""

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from fundament.connectors.pull import pull_deliveries
from fundament.errors import BadInput
from fundament.lock import run_lock
from fundament.warehouse import Warehouse

DECLARATION = """\
delivery_id: ledger
title: Ledger
owner: Finance
publication_id: administration
files: [{source: contract_spend, path: spend.csv}]
"""


class Ticks:
    """The folder, and the sensor that looks at it tick by tick, with the cursor that Dagster keeps for it."""

    def __init__(self, folder: Path, instance: dg.DagsterInstance) -> None:
        self.folder, self.instance, self.cursor = folder, instance, None
        self.run_keys: list[str] = []

    def __call__(self) -> str:
        """`run`, or the reason why not."""
        from dagster_project.defs.sensors import deliveries_sensor

        with dg.build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            result = deliveries_sensor(context)
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        requests = result.run_requests or []
        self.run_keys += [request.run_key or "" for request in requests]
        assert len(requests) <= 1
        return "run" if requests else str(result.skip_reason.skip_message if result.skip_reason else "")

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse.from_environment()


@pytest.fixture
def tick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ticks]:
    folder = tmp_path / "deliveries"
    folder.mkdir()
    monkeypatch.setenv("FUNDAMENT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FUNDAMENT_DELIVERIES", str(folder))
    with dg.DagsterInstance.ephemeral() as instance:
        ticks = Ticks(folder, instance)
        ticks.write("delivery.yml", DECLARATION)
        ticks.write("spend.csv", "line_id\n1\n")
        yield ticks


def settled(tick: Ticks) -> None:
    """The first state has been seen and run."""
    assert "may still be written" in tick()
    assert tick() == "run"
    assert "Nothing has changed" in tick()


def test_one_run_per_state(tick: Ticks) -> None:
    settled(tick)
    tick.write("spend.csv", "line_id\n1\n2\n")
    assert "may still be written" in tick()
    assert tick() == "run"
    assert "Nothing has changed" in tick()
    (tick.folder / "spend.csv").unlink()
    assert "may still be written" in tick()
    assert tick() == "run"
    assert len(set(tick.run_keys)) == 3


def test_a_file_that_grows_is_left_alone_until_it_rests(tick: Ticks) -> None:
    settled(tick)
    with (tick.folder / "late.csv").open("w") as stream:
        for line in range(4):
            stream.write(f"{line}\n")
            stream.flush()
            assert "may still be written" in tick()
    assert tick() == "run"


def test_same_size_but_another_time_is_a_change(tick: Ticks) -> None:
    settled(tick)
    status = (tick.folder / "spend.csv").stat()
    os.utime(tick.folder / "spend.csv", ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert "may still be written" in tick()
    assert tick() == "run"


def test_a_state_that_comes_back_is_run_again(tick: Ticks) -> None:
    settled(tick)
    other = tick.write("more.csv", "x\n")
    tick()
    assert tick() == "run"
    other.unlink()
    tick()
    assert tick() == "run"
    assert len(set(tick.run_keys)) == 3  # a key used before would be ignored by Dagster


@pytest.mark.parametrize(
    "name", ["spend.csv.part", "a.TMP", "b.crdownload", ".hidden", "~$book.xlsx", ".git/index"]
)
def test_names_of_unfinished_files_start_nothing(tick: Ticks, name: str) -> None:
    settled(tick)
    path = tick.write(name, "half")
    assert "Nothing has changed" in tick()
    path.rename(tick.folder / "whole.csv")
    assert "may still be written" in tick()
    assert tick() == "run"


def test_a_declared_marker_is_waited_for(tick: Ticks) -> None:
    settled(tick)
    tick.write("delivery.yml", DECLARATION + "complete_marker: DONE\n")
    assert "may still be written" in tick()
    for _ in range(3):
        assert "waiting for DONE" in tick()
    with pytest.raises(BadInput, match="not complete: there is no DONE"):
        pull_deliveries(tick.warehouse, print, print)
    tick.write("DONE", "")
    assert "may still be written" in tick()
    assert tick() == "run"
    assert pull_deliveries(tick.warehouse, print, print) == 0


def test_it_waits_for_a_run_and_takes_the_change_up_afterwards(tick: Ticks) -> None:
    settled(tick)
    tick.write("spend.csv", "line_id\n9\n")
    with run_lock(tick.warehouse, "nightly run"):
        tick()
        for _ in range(3):
            assert "A run is going on" in tick()
    assert tick() == "run"


def test_it_waits_for_a_run_that_is_about_to_start(tick: Ticks) -> None:
    from dagster_project.defs.jobs import nightly

    settled(tick)
    tick.write("spend.csv", "line_id\n9\n")
    tick()
    run = dg.DagsterRun(job_name=nightly.name, status=dg.DagsterRunStatus.STARTING)
    tick.instance.add_run(run)
    assert "A run is going on" in tick()
    tick.instance.delete_run(run.run_id)
    assert tick() == "run"


def test_a_run_whose_process_died_blocks_nothing(tick: Ticks) -> None:
    from dagster_project.defs.jobs import nightly

    settled(tick)
    tick.instance.add_run(dg.DagsterRun(job_name=nightly.name, status=dg.DagsterRunStatus.STARTED))
    tick.write("spend.csv", "line_id\n9\n")
    tick()
    assert tick() == "run"


def test_a_broken_declaration_is_left_to_the_run_to_report(tick: Ticks) -> None:
    settled(tick)
    tick.write("delivery.yml", "delivery_id: [")
    tick()
    assert tick() == "run"


def test_a_crash_before_the_cursor_is_kept_asks_for_the_same_run(tick: Ticks) -> None:
    tick()
    before = tick.cursor
    assert tick() == "run"
    tick.cursor = before
    assert tick() == "run"
    assert len(set(tick.run_keys)) == 1


def test_a_folder_that_is_not_there_is_said(tick: Ticks, monkeypatch: pytest.MonkeyPatch) -> None:
    from dagster_project.defs.sensors import deliveries_sensor

    monkeypatch.setenv("FUNDAMENT_DELIVERIES", str(tick.folder / "nowhere"))
    with dg.build_sensor_context(instance=tick.instance) as context:
        result = deliveries_sensor(context)
    assert isinstance(result, dg.SkipReason) and "nowhere" in (result.skip_message or "")


def test_the_sensor_is_in_the_definitions_and_starts_the_nightly_job(tick: Ticks) -> None:
    from dagster_project.definitions import defs

    sensor = defs.resolve_sensor_def("deliveries_sensor")
    assert sensor.job.name == "nightly" and sensor.minimum_interval_seconds == 60
