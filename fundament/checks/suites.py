"""Read the suites of `expectations/`, run them with Great Expectations in DuckDB, keep their results."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from fundament import database
from fundament.settings import EXPECTATIONS_DIR

Status = Literal["passed", "failed", "broken"]
SHOWN_ROWS = 10


class Check(BaseModel):
    """One expectation on the rows of one query."""

    model_config = ConfigDict(extra="forbid")
    name: str
    description: str
    query: str
    type: str
    kwargs: dict[str, Any]


class Suite(BaseModel):
    """Expectations on one subject, and the Dagster asset whose check they are."""

    model_config = ConfigDict(extra="forbid")
    suite: str
    title: str
    asset: list[str]
    checks: list[Check]


@dataclass(frozen=True)
class CheckResult:
    """What came of a check. Broken: it could not be computed, which is not the same as figures that differ."""

    suite: str
    check: str
    description: str
    status: Status
    failed_rows: int
    detail: str


def read_suites(folder: Path = EXPECTATIONS_DIR) -> list[Suite]:
    """All suites, in the order of their file names."""
    return [Suite.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(folder.glob("*.yml"))]


def run_suites(warehouse: Path, suites: list[Suite]) -> list[CheckResult]:
    """Validate every suite against the file, opened read-only. Shape: one result per check, in order."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Imported here: Great Expectations takes seconds, which other commands need not wait for.
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # The cursor must outlive the connection's return to the pool, or every expectation fails.
    source = context.data_sources.add_sql(
        name="warehouse",
        connection_string=f"duckdb:///{warehouse}",
        kwargs={
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
            "pool_reset_on_return": None,
            "connect_args": {"read_only": True, "config": {**database.OFFLINE}},
        },
    )
    results = [_run(gx, source, suite, check) for suite in suites for check in suite.checks]
    # GX holds two engines, one to test the connection and one to execute; both keep the file open.
    source.get_execution_engine().close()
    source.get_engine().dispose()
    return results


def _run(gx: Any, source: Any, suite: Suite, check: Check) -> CheckResult:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    asset = source.add_query_asset(name=f"{suite.suite}.{check.name}", query=check.query)
    try:
        batch = asset.add_batch_definition_whole_table(check.name).get_batch()
        configuration = ExpectationConfiguration(type=check.type, kwargs=check.kwargs)
        validated = gx.ExpectationSuite(name=check.name, expectations=[configuration])
        outcome = batch.validate(validated, result_format="COMPLETE").results[0]
    except Exception as error:  # whatever breaks a check is reported as that check's result
        return _result(suite, check, "broken", 0, str(error).splitlines()[0])
    if broken := _exception(outcome.exception_info):
        return _result(suite, check, "broken", 0, broken)
    if outcome.success:
        return _result(suite, check, "passed", 0, "")
    observed = outcome.result.get("observed_value")
    rows = (outcome.result.get("details") or {}).get("unexpected_rows") or []
    shown = [", ".join(f"{key} {value}" for key, value in row.items()) for row in rows[:SHOWN_ROWS]]
    failed = observed if rows else outcome.result.get("unexpected_count", 0)
    return _result(suite, check, "failed", int(failed or 0), "\n".join(shown) or f"observed: {observed}")


def _result(suite: Suite, check: Check, status: Status, failed_rows: int, detail: str) -> CheckResult:
    return CheckResult(suite.suite, check.name, check.description.strip(), status, failed_rows, detail)


def _exception(info: dict[str, Any]) -> str:
    """The message of a metric that could not be computed; empty where all went well."""
    nested = [info] if "raised_exception" in info else list(info.values())
    messages = [entry.get("exception_message") for entry in nested if entry.get("raised_exception")]
    return str(messages[0]).splitlines()[0] if messages else ""


def store_results(warehouse: Path, results: list[CheckResult]) -> None:
    """Write the results into `quality.check_results` of the private file, so that they are published."""
    with database.to_write(warehouse) as connection:
        connection.execute(
            """
            create schema if not exists quality;
            create or replace table quality.check_results (
                suite varchar, check_name varchar, description varchar, status varchar, failed_rows bigint,
                detail varchar, primary key (suite, check_name)
            );
            comment on table quality.check_results is
                'Results of the Great Expectations suites that this release passed.';
            comment on column quality.check_results.suite is 'Suite: the subject that is checked';
            comment on column quality.check_results.check_name is 'Check within the suite';
            comment on column quality.check_results.description is 'What the check holds';
            comment on column quality.check_results.status is 'passed, failed or broken (could not be computed)';
            comment on column quality.check_results.failed_rows is 'Number of rows that fail';
            comment on column quality.check_results.detail is 'The rows that fail, the first ten';
            """
        )
        connection.executemany(
            "insert into quality.check_results values (?, ?, ?, ?, ?, ?)",
            [[r.suite, r.check, r.description, r.status, r.failed_rows, r.detail] for r in results],
        )


def read_results(warehouse: Path) -> list[CheckResult]:
    """The results that stand in a file; none where the checks have not run since its models were built."""
    with database.to_read(warehouse) as connection:
        found = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'quality' and table_name = 'check_results'"
        ).fetchone()
        if not found or not found[0]:
            return []
        rows = connection.execute(
            "select suite, check_name, description, status, failed_rows, detail from quality.check_results "
            "order by suite, check_name"
        ).fetchall()
    return [CheckResult(*row) for row in rows]


def forget_results(warehouse: Path) -> None:
    """Results of models that are about to be built anew say nothing any more."""
    with database.to_write(warehouse) as connection:
        connection.execute("drop table if exists quality.check_results")
