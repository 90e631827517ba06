"""The Dagster graph shows the data flow, and its job does what the command does."""

import datetime as dt
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from dagster_project import run_life
from fundament.released import current_release, read_manifest
from fundament.warehouse import Warehouse
from tests.conftest import Command


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    """The definitions, parsed into a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNDAMENT_HOME", str(tmp_path_factory.mktemp("dagster")))
        from dagster_project.definitions import defs

        return defs


@pytest.fixture(scope="module")
def graph(defs: dg.Definitions) -> Any:
    return defs.resolve_asset_graph()


def test_every_asset_is_described_grouped_and_owned(graph: Any) -> None:
    groups = set()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description and node.owners, key
        groups.add(node.group_name)
        assert node.group_name == key.path[0]
    assert groups == {"raw", "staging", "intermediate", "marts", "narrow", "quality", "reference", "published"}


def test_the_graph_leads_from_the_deliveries_to_the_publication(graph: Any) -> None:
    published = dg.AssetKey(["published", "note"])
    ancestors, todo = set(), [published]
    while todo:
        for parent in graph.get(todo.pop()).parent_keys - ancestors:
            ancestors.add(parent)
            todo.append(parent)
    assert graph.get_all_asset_keys() - ancestors - {published} == {
        # Read by a check alone, which refuses cycles and names their members.
        dg.AssetKey(["intermediate", "int_dependency_cycles"]),
        # The same, for rows that got lost.
        dg.AssetKey(["intermediate", "known_rows"]),
    }


def test_suites_are_blocking_checks_and_dbt_tests_are_checks(graph: Any) -> None:
    checks = {key.name: graph.get(key) for key in graph.asset_check_keys}
    for suite in ("source_figures", "keys_and_references", "conservation_of_money", "coverage", "row_accounting"):
        assert checks[suite].blocking
    assert "unique_key_known_contract_spend_publication_id__line_id" in checks


def test_the_schedule_is_at_two_in_amsterdam_as_at_that_day(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("nightly_schedule")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Europe/Amsterdam")
    context = dg.build_schedule_context(
        scheduled_execution_time=dt.datetime(2022, 9, 17, 2, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    )
    [request] = schedule.evaluate_tick(context).run_requests
    assert request.run_config["resources"]["night"]["config"]["as_of_date"] == "2022-09-17"


def test_the_job_started_from_dagster_publishes_the_same(
    defs: dg.Definitions, memo: Command, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDAMENT_HOME", str(tmp_path))
    config = {"resources": {"night": {"config": {"as_of_date": "2026-11-24"}}}}
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def("nightly").execute_in_process(instance=instance, run_config=config)
        assert result.success
        # Rows and content of every table; the release is another.
        here, there = (read_manifest(current_release(Warehouse(home, tmp_path))) for home in (tmp_path, memo.home))
        assert here["tables"] == there["tables"] and here["release_id"] != there["release_id"]
        stored = {
            record.asset_key.to_user_string(): record
            for event in instance.all_logs(result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
            if (record := event.asset_materialization)
        }
    # The memo: 12 cells of spend, each a line of its own; 8 reference tables; a view is not counted.
    assert stored["marts/noncompliance_by_contract_year"].metadata["dagster/row_count"].value == 12
    assert stored["raw/contract_spend"].metadata["dagster/row_count"].value == 12
    assert "dagster/row_count" not in stored["intermediate/known_contract_spend"].metadata
    assert {key for key in stored if key.startswith("reference/")} and "published/release" in stored
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert checks["source_figures"].metadata["checks"].value == 3
    assert checks["source_figures"].metadata["failing rows"].value == 0
    said = (
        "| every_figure_has_a_verdict | A verdict, a citation and a unit stand beside every figure. | passed |  |"
    )
    assert said in str(checks["source_figures"].metadata["results"].value)
    assert checks["unique_key_known_contract_spend_publication_id__line_id"].metadata["failing rows"].value == 0

    def materialize(*keys: list[str]) -> dg.ExecuteInProcessResult:
        job = defs.resolve_implicit_global_asset_job_def()
        chosen = [dg.AssetKey(key) for key in keys]
        done = job.execute_in_process(run_config=config, asset_selection=chosen, raise_on_error=False)
        # Dagster's own job for what somebody picks has no hooks: the lock goes with the process.
        run_life.end(done.run_id)
        return done

    # One asset of each step, as somebody would in the graph; what is published must have been checked as it is.
    assert materialize(["marts", "measures"]).success
    alone = materialize(["published", "note"])
    assert not alone.success
    [failure] = alone.get_step_failure_events()
    assert "has not passed its checks" in failure.step_failure_data.error_display_string
    assert materialize(["raw", "contracts"]).success
    # The models of a file that holds deliveries alone are not there to build a part upon.
    failed = materialize(["marts", "measures"])
    assert not failed.success


def test_a_part_of_the_models_needs_a_private_file(
    defs: dg.Definitions, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDAMENT_HOME", str(tmp_path))
    job = defs.resolve_implicit_global_asset_job_def()
    done = job.execute_in_process(asset_selection=[dg.AssetKey(["marts", "measures"])], raise_on_error=False)
    [failure] = done.get_step_failure_events()
    assert "Start the whole job, nightly" in failure.step_failure_data.error_display_string


def test_columns_know_what_they_are_made_of() -> None:
    from fundament.transformation.lineage import _of_model

    columns = {"raw.lines": {"line_id": "VARCHAR", "net": "DECIMAL(18,2)", "rate": "DECIMAL(5,4)"}}
    query = (
        "with taxed as (select line_id, net * (1 + rate) as gross from raw.lines), "
        "named as (select * from taxed) select line_id, sum(gross) as gross, 1 as one from named group by line_id"
    )
    assert _of_model({"compiled_code": query}, columns) == {
        "line_id": [("raw.lines", "line_id")],
        "gross": [("raw.lines", "net"), ("raw.lines", "rate")],
    }


def test_a_run_of_the_command_is_one_of_the_module_that_the_ui_serves(
    memo: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `dagster dev --module-name dagster_project.definitions` names it: the timeline asks for just these."""
    monkeypatch.setenv("DAGSTER_HOME", str(memo.home / "dagster"))
    with dg.DagsterInstance.get() as instance:
        [run] = instance.get_runs()
    assert run.job_name == "nightly" and run.remote_job_origin is not None
    repository = run.remote_job_origin.repository_origin
    assert repository.code_location_origin.location_name == "dagster_project.definitions"
    assert repository.repository_name == "__repository__"


def test_what_a_run_plans_is_written_whole_or_not_at_all(
    memo: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster._core.storage.event_log import SqliteEventLogStorage

    from dagster_project.instance import EventLog

    monkeypatch.setenv("DAGSTER_HOME", str(memo.home / "dagster"))
    with dg.DagsterInstance.get() as instance:
        [run] = instance.get_runs()
        planned = [
            entry
            for entry in instance.all_logs(run.run_id)
            if entry.dagster_event and entry.dagster_event.event_type_value == "ASSET_MATERIALIZATION_PLANNED"
        ]
        keys = [entry.dagster_event.asset_key for entry in planned]
        made = instance.event_log_storage.get_latest_materialization_events(keys)
        assert len(keys) == len(set(keys)) > 100 and all(made.values())

    log = EventLog(str(tmp_path))
    whole = SqliteEventLogStorage.store_event
    stored = []

    def fails_at_the_third(self, event):
        stored.append(event)
        if len(stored) == 3:
            raise OSError("no space")
        whole(self, event)

    monkeypatch.setattr(SqliteEventLogStorage, "store_event", fails_at_the_third)
    with pytest.raises(OSError, match="no space"):
        log.store_event_batch(planned)
    assert log.get_logs_for_run(run.run_id) == [] and log.all_asset_keys() == []
    log.store_event_batch(planned)
    assert len(log.get_logs_for_run(run.run_id)) == len(planned)
    assert set(log.all_asset_keys()) == set(keys)
    log.dispose()


def test_what_the_log_has_is_asked_of_its_file_once_and_what_it_lacks_each_time(tmp_path: Path) -> None:
    from dagster_project.instance import EventLog

    log = EventLog(str(tmp_path))
    assert log.has_table("asset_event_tags") and log.has_asset_key_col("cached_status_data")
    with log.index_connection() as connection:
        connection.exec_driver_sql("alter table asset_event_tags rename to elsewhere")
    assert log.has_table("asset_event_tags") and not log.has_table("others")
    with log.index_connection() as connection:
        connection.exec_driver_sql("alter table elsewhere rename to others")
    assert log.has_table("others") and not log.has_asset_key_col("others")
    log.dispose()
