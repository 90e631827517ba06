"""The metrics that dbt declares: what MetricFlow answers on a published file, and what the marts have."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import yaml

from fundament.project import DBT_DIR
from fundament.transformation.prepared import SEMANTIC, kept_beside
from fundament.warehouse import home_of
from tests.conftest import query

# Of each metric its entity, and what it is in SQL over its mart.
MARTS_SAY = {
    "unlawful_amount_gross": ("spend_cell", "sum(unlawful_amount_gross)", "noncompliance_by_scenario"),
    "uncertain_amount_gross": ("spend_cell", "sum(uncertain_amount_gross)", "noncompliance_by_scenario"),
    "lawful_amount_gross": ("spend_cell", "sum(lawful_amount_gross)", "noncompliance_by_scenario"),
    "spend_amount_gross": ("spend_cell", "sum(spend_amount_gross)", "noncompliance_by_scenario"),
    "unknown_cells": ("spend_cell", "count(*) filter (spend_unknown_lines > 0)", "noncompliance_by_scenario"),
    "unlawful_share": (
        "spend_cell",
        "cast(sum(unlawful_amount_gross) as double) / sum(spend_amount_gross)",
        "noncompliance_by_scenario",
    ),
    "unjudged_share": (
        "spend_cell",
        "cast(sum(uncertain_amount_gross) as double) / sum(spend_amount_gross)",
        "noncompliance_by_scenario",
    ),
    "delay_cost_eur": ("cost_component", "sum(amount_eur) filter (component = 'total')", "impact_finance"),
    "error_amount": ("reporting_entity", "sum(error_amount) filter (not is_contained)", "lawfulness_tolerance"),
    "uncertainty_amount": (
        "reporting_entity",
        "sum(uncertainty_amount) filter (not is_contained)",
        "lawfulness_tolerance",
    ),
    "tolerance_amount": (
        "reporting_entity",
        "sum(tolerance_amount) filter (not is_contained)",
        "lawfulness_tolerance",
    ),
    "delayed_services": (
        "delayed_service",
        "count(*) filter (delay_status like 'delayed%' or delay_status = 'overdue')",
        "impact_services",
    ),
    "overdue_services": ("delayed_service", "count(*) filter (delay_status = 'overdue')", "impact_services"),
    "most_overdue_days": ("delayed_service", "max(overdue_days)", "impact_services"),
    "longest_slip_months": ("delayed_service", "max(slip_months)", "impact_services"),
    "longest_delay_days": ("delayed_service", "max(chain_slip_days)", "impact_services"),
    **{
        f"issues_{moved}": ("issue_week", f"sum({moved}) filter (component = 'total')", "issue_flow")
        for moved in ("opened", "reopened", "resolved", "validated")
    },
    "open_issues": ("issue_week", "arg_max(open, period_end) filter (component = 'total')", "issue_flow"),
    "open_blocking_issues": (
        "issue_week",
        "arg_max(open_blocking, period_end) filter (component = 'total')",
        "issue_flow",
    ),
    "planned_migrations": ("progress_month", "arg_max(planned, period_end)", "migration_progress"),
    "completed_migrations": ("progress_month", "arg_max(actual, period_end)", "migration_progress"),
    "earned_schedule_months": ("progress_month", "arg_max(es, period_end)", "migration_progress"),
}


def declared() -> list[dict[str, Any]]:
    return yaml.safe_load((DBT_DIR / "models" / "marts" / "metrics.yml").read_text("utf-8"))["metrics"]


NAMES = [metric["name"] for metric in declared()]


@cache
def _metricflow() -> tuple[Any, Any]:
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
    from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
    from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    text = kept_beside(home_of(), SEMANTIC).read_text("utf-8")
    manifest: PydanticSemanticManifest = parse_manifest_from_dbt_generated_manifest(manifest_json_string=text)
    client: Any = SimpleNamespace(
        sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer(), close=lambda: None
    )
    return MetricFlowEngine(SemanticManifestLookup(manifest), client), MetricFlowQueryRequest


def asked(file: Path, metrics: list[str], groups: list[str], where: str | None = None) -> list[tuple]:
    """MetricFlow's answer on a published file to metrics as dbt declares them."""
    engine, requests = _metricflow()
    request = requests.create(
        metric_names=metrics, group_by_names=groups, where_constraints=[where] if where else None
    )
    sql = engine.explain(request).sql_statement.sql
    with duckdb.connect() as connection:
        # The database that the models were built in, by its name.
        connection.execute(f"attach '{file}' as warehouse (read_only)")
        return connection.execute(sql).fetchall()


def both(file: Path, metric: str) -> tuple[list[tuple], list[tuple]]:
    """The answer to a metric by what it is not additive over, and the rows of its mart."""
    entity, expression, mart = MARTS_SAY[metric]
    [over] = [one["config"]["meta"]["not_additive_over"] for one in declared() if one["name"] == metric]
    got = asked(file, [metric], [f"{entity}__{column}" for column in over])
    wanted = query(file, f"select {', '.join(over)}, {expression} from marts.{mart} group by all")
    return got, wanted
