"""The Dagster graph shows the way of the data, and its job does what the command does."""

import datetime as dt
from typing import Any

import dagster as dg
import pytest

from fundament.settings import Settings


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
    assert groups == {"raw", "intermediate", "marts", "quality", "reference", "published"}


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
    assert request.run_config["resources"]["warehouse"]["config"]["as_of_date"] == "2022-09-17"


def test_the_job_started_from_dagster_publishes_the_same(
    defs: dg.Definitions, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDAMENT_HOME", str(tmp_path))
    config = {"resources": {"warehouse": {"config": {"as_of_date": "2026-11-24"}}}}
    result = defs.resolve_job_def("nightly").execute_in_process(run_config=config)
    assert result.success
    assert (Settings.from_environment().published / "fundament.duckdb").exists()
