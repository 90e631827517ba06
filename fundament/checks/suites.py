"""Run the suites of `expectations/` with Great Expectations; their results are kept in `quality.check_results`.

What a suite may say: `declared.py`. In which process this runs: `process.py`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from fundament import database
from fundament.checks.declared import Check, Suite
from fundament.checks.gx import great_expectations

Status = Literal["passed", "failed", "broken"]
Outcome = tuple[Status, int, str]
SHOWN_ROWS = 10


@dataclass(frozen=True)
class CheckResult:
    """What came of a check. Broken: it could not be computed, which is not the same as figures that differ."""

    suite: str
    check: str
    description: str
    status: Status
    failed_rows: int
    detail: str


def run_suites(file: Path, suites: list[Suite], memory_limit: str) -> list[CheckResult]:
    """Validate every suite against the file, opened read-only. Shape: one result per check, in order."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Here: Great Expectations takes seconds, which other commands need not wait for.
    gx = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # The cursor must outlive the connection's return to the pool, or every expectation fails.
    source = context.data_sources.add_sql(
        name="warehouse",
        connection_string=f"duckdb:///{file}",
        kwargs={
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
            "pool_reset_on_return": None,
            "connect_args": {"read_only": True, "config": {**database.OFFLINE, "memory_limit": memory_limit}},
        },
    )

    # What one connection may reach, all of the same file may in this process.
    with source.get_engine().connect() as connection:
        database.reach(connection.connection.dbapi_connection, file)
        # Each check has a query of its own: the batch is nothing but a name for them. GX makes a table of it.
        nothing = source.add_query_asset(name="nothing", query="select 1 as batch")
        batch = nothing.add_batch_definition_whole_table("nothing").get_batch()
        results = [result for suite in suites for result in _run(gx, batch, suite)]
    # GX holds two engines, one to test the connection and one to execute; both keep the file open.
    source.get_execution_engine().close()
    source.get_engine().dispose()
    return results


def _run(gx: Any, batch: Any, suite: Suite) -> list[CheckResult]:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        expectations = [
            ExpectationConfiguration(
                type=f"expect_{check.expect}",
                kwargs=_given(check),
                description=check.description.strip(),
                meta={"check": check.name},
            )
            for check in suite.checks
        ]
        validated = gx.ExpectationSuite(name=suite.suite, expectations=expectations)
        outcomes = batch.validate(validated, result_format="COMPLETE").results
    except Exception as error:  # whatever breaks a check is reported as that check's result
        return [_result(suite, check, "broken", 0, str(error).splitlines()[0]) for check in suite.checks]
    found = {outcome.expectation_config.meta["check"]: _outcome(outcome) for outcome in outcomes}
    return [_result(suite, check, *found[check.name]) for check in suite.checks]


def _given(check: Check) -> dict[str, str]:
    # Here, for the seconds of Great Expectations; importing them makes our expectation types known to it.
    from fundament.checks.expected import NUMBER

    # A brace would name a parameter. A query that does not name its batch makes GX print a warning, many times.
    wrong = check.wrong_rows().replace("{", "{{").replace("}", "}}")
    asked = f"select *, count(*) over () as {NUMBER} from ({wrong}) as wrong /* beside {{batch}} */"
    return {"unexpected_rows_query": asked}


def row_text(row: Mapping[str, Any]) -> str:
    """A row that is wrong, on one line."""
    return ", ".join(f"{key} {'empty' if value is None else value}" for key, value in row.items())


def _outcome(outcome: Any) -> Outcome:
    if broken := _exception(outcome.exception_info):
        return "broken", 0, broken
    if outcome.success:
        return "passed", 0, ""
    shown = [row_text(row) for row in outcome.result["details"]["unexpected_rows"][:SHOWN_ROWS]]
    return "failed", int(outcome.result["observed_value"]), "\n".join(shown)


def _result(suite: Suite, check: Check, status: Status, failed_rows: int, detail: str) -> CheckResult:
    return CheckResult(suite.suite, check.name, check.description.strip(), status, failed_rows, detail)


def _exception(info: dict[str, Any]) -> str:
    """The message of a metric that could not be computed; empty where all went well."""
    nested = [info] if "raised_exception" in info else list(info.values())
    messages = [entry.get("exception_message") for entry in nested if entry.get("raised_exception")]
    return str(messages[0]).splitlines()[0] if messages else ""


def store_results(file: Path, results: list[CheckResult]) -> None:
    """Write the results into `quality.check_results` of the private file, so that they are published."""
    with database.to_write(file) as connection:
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
        # One statement: a row each takes a hundred times as long.
        rows = [(r.suite, r.check, r.description, r.status, r.failed_rows, r.detail) for r in results]
        places = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(rows))
        if rows:
            connection.execute(f"insert into quality.check_results values {places}", [*chain(*rows)])


def read_results(file: Path) -> list[CheckResult]:
    """The results that stand in a file; none where the checks have not run since its models were built."""
    with database.to_read(file) as connection:
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


def forget_results(file: Path) -> None:
    """Results of models that are about to be built anew say nothing any more."""
    with database.to_write(file) as connection:
        connection.execute("drop table if exists quality.check_results")
