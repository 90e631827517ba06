"""The lines behind the impact marts that have no line of their own: paths, weeks and months."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import duckdb

from fundament.explanation.origin import SHOWN_LINES, Line, Lines, lines_in_evidence, together

Row = dict[str, Any]

# Issues that were opened before the end of the period, and not resolved for good before its start.
OF_WEEK = """
    select source_file, source_line, null, citation, issue_id || ', ' || issue_state
    from marts.issues
    where
        publication_id = $publication_id and $component in ('total', component) and is_in_flow
        and first_opened_on < $period_end and (resolved_on is null or resolved_on >= $period_end - 7)
"""
OPEN_AND_BLOCKING = """
    select source_file, source_line, null, citation, issue_id || ', ' || issue_state
    from marts.issues
    where
        publication_id = $publication_id and $component in ('total', component)
        and issue_state = 'open' and is_blocking and is_in_flow
"""
OF_STOCK = """
    select source_file, source_line, null, citation, issue_id || ', ' || issue_state
    from marts.issues
    where publication_id = $publication_id and $component in ('total', component) and issue_state != 'not_yet_open'
"""
OF_DEPENDENCY = """
    select source_file, source_line, null, citation, dependency_type
    from marts.dependencies
    where publication_id = $publication_id
        and (from_id = $first and to_id = $second or from_id = $second and to_id = $first)
"""


def _some(connection: duckdb.DuckDBPyConnection, query: str, values: Row) -> Lines:
    """The first lines that a query finds, and how many there are."""
    ordered = f"from ({query}) order by source_file, source_line limit {SHOWN_LINES}"
    shown = [Line(*row) for row in connection.execute(ordered, values).fetchall()]
    counted = f"select count(*), list_sort(list(distinct source_file)) from ({query})"
    totals = connection.execute(counted, values).fetchone()
    assert totals is not None
    return Lines(shown, totals[0], None, totals[1] or [])


def _named(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def _of_week(connection: duckdb.DuckDBPyConnection, row: Row) -> Lines:
    return _some(connection, OF_WEEK, _named(row, "publication_id", "component", "period_end"))


def _of_forecast(connection: duckdb.DuckDBPyConnection, row: Row) -> Lines:
    return _some(connection, OPEN_AND_BLOCKING, _named(row, "publication_id", "component"))


def _of_stock(connection: duckdb.DuckDBPyConnection, row: Row) -> Lines:
    return _some(connection, OF_STOCK, _named(row, "publication_id", "component"))


def _of_path(connection: duckdb.DuckDBPyConnection, row: Row) -> Lines:
    """The dependencies along the path, and the migrations of what stands on it: links also follow from these."""
    subjects = row["path"].split(" > ")
    found = _migrations(connection, row["publication_id"], subjects)
    for first, second in pairwise(subjects):
        found += _dependencies(connection, row["publication_id"], first, second)
    return together(found)


def _of_link(connection: duckdb.DuckDBPyConnection, row: Row) -> Lines:
    ends = [row["from_id"], row["to_id"]]
    found = _dependencies(connection, row["publication_id"], *ends)
    return together(found or _migrations(connection, row["publication_id"], ends))


def _of_coverage(connection: duckdb.DuckDBPyConnection, row: Row) -> Lines:
    return together(_migrations(connection, row["publication_id"], [row["to_id"]]))


def _of_month(connection: duckdb.DuckDBPyConnection, row: Row) -> Lines:
    """All migrations that are not cancelled."""
    return together(_migrations(connection, row["publication_id"], None))


def _dependencies(
    connection: duckdb.DuckDBPyConnection, publication_id: str, first: str, second: str
) -> list[Line]:
    values = {"publication_id": publication_id, "first": first, "second": second}
    return [Line(*row) for row in connection.execute(OF_DEPENDENCY, values).fetchall()]


def _migrations(
    connection: duckdb.DuckDBPyConnection, publication_id: str, services: list[str] | None
) -> list[Line]:
    found = connection.execute(
        "select evidence from marts.impact_services where publication_id = ? "
        "and (? is null or list_contains(?, service_id)) order by service_id",
        [publication_id, services, services],
    ).fetchall()
    return [line for (evidence,) in found for line in lines_in_evidence(evidence)]


LINES_OF_IMPACT: dict[str, Callable[[duckdb.DuckDBPyConnection, Row], Lines]] = {
    "impact_chain": _of_path,
    "impact_chain_coverage": _of_coverage,
    "delay_links": _of_link,
    "issue_flow": _of_week,
    "issue_forecast": _of_forecast,
    "issue_stock": _of_stock,
    "migration_progress": _of_month,
}
