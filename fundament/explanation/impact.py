"""The lines behind the impact marts that have none of their own: paths, links, weeks, months, components.

The lines of all other marts: `cells.py`, with the queries of `origin.py`.
"""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import duckdb

from fundament.explanation.origin import SHOWN_LINES, Line, Lines, key_of_row, sources_of, together

Row = dict[str, Any]

# What happened in the week, one sort of it where the column asks for that.
OF_WEEK = """
    select
        events.source_file, events.source_line, null, events.citation,
        events.issue_id || ', ' || events.event_type || ' on ' || events.event_on
    from marts.issue_history as events
    inner join marts.issues as issue using (publication_id, issue_id)
    where
        events.publication_id = $publication_id and $component in ('total', issue.component) and issue.is_in_flow
        and events.event_on >= $period_end - 7 and events.event_on < $period_end
        and ($event_type is null or events.event_type = $event_type)
"""
# The events that put each issue where it stands: the last of those before the day, of what was open then.
OPEN_ON_DAY = """
    with last_events as (
        from marts.issue_history
        where publication_id = $publication_id and event_on < $day and event_type != 'validated'
        qualify row_number() over (partition by issue_id order by event_no desc) = 1
    )

    select
        events.source_file, events.source_line, null, events.citation,
        events.issue_id || ', ' || events.event_type || ' on ' || events.event_on
    from last_events as events
    inner join marts.issues as issue using (publication_id, issue_id)
    where
        events.event_type in ('opened', 'reopened') and $component in ('total', issue.component)
        and issue.is_in_flow and (not $blocking_only or issue.is_blocking)
"""
OPEN_AND_BLOCKING = """
    select source_file, source_line, null, citation, issue_id || ', ' || issue_state
    from marts.issues
    where
        publication_id = $publication_id and $component in ('total', component)
        and issue_state = 'open' and is_blocking and is_in_flow
"""
# The issues of a component, with the last thing that happened to each.
OF_STOCK = """
    with last_events as (
        from marts.issue_history
        where publication_id = $publication_id
        qualify row_number() over (partition by issue_id order by event_no desc) = 1
    )

    select
        coalesce(events.source_file, issue.source_file) as source_file,
        coalesce(events.source_line, issue.source_line) as source_line,
        null, coalesce(events.citation, issue.citation),
        issue.issue_id || ', ' || issue.issue_state
        || coalesce(
            ': ' || events.event_type || ' on ' || coalesce(cast(events.event_on as varchar), 'an unknown day'), ''
        )
    from marts.issues as issue
    left join last_events as events using (publication_id, issue_id)
    where
        issue.publication_id = $publication_id and $component in ('total', issue.component)
        and issue.issue_state != 'not_yet_open'
        and ($state is null or issue.issue_state = $state) and (not $blocking_only or issue.is_blocking)
"""
# Which events, or which state, make a column.
EVENT_OF_COLUMN = {"opened": "opened", "reopened": "reopened", "resolved": "resolved", "validated": "validated"}
STATE_OF_COLUMN = {"open": "open", "open_blocking": "open", "awaiting_validation": "awaiting_validation"}
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


def _of_week(connection: duckdb.DuckDBPyConnection, row: Row, column: str | None) -> Lines:
    """The events of the week; of what is open at its end, or was at its start, the events that made it so."""
    values = _named(row, "publication_id", "component", "period_end")
    if column in ("open", "open_blocking", "open_at_start"):
        day = values.pop("period_end") - dt.timedelta(days=7 if column == "open_at_start" else 0)
        return _some(connection, OPEN_ON_DAY, {**values, "day": day, "blocking_only": column == "open_blocking"})
    return _some(connection, OF_WEEK, {**values, "event_type": EVENT_OF_COLUMN.get(column or "")})


def _of_forecast(connection: duckdb.DuckDBPyConnection, row: Row, column: str | None) -> Lines:
    return _some(connection, OPEN_AND_BLOCKING, _named(row, "publication_id", "component"))


def _of_stock(connection: duckdb.DuckDBPyConnection, row: Row, column: str | None) -> Lines:
    values = {"state": STATE_OF_COLUMN.get(column or ""), "blocking_only": column == "open_blocking"}
    return _some(connection, OF_STOCK, {**_named(row, "publication_id", "component"), **values})


def _of_path(connection: duckdb.DuckDBPyConnection, row: Row, column: str | None) -> Lines:
    """The dependencies along the path, and the migrations of what stands on it: links also follow from these."""
    subjects = row["path"].split(" > ")
    found = _migrations(connection, row["publication_id"], subjects)
    for first, second in pairwise(subjects):
        found += _dependencies(connection, row["publication_id"], first, second)
    return together(found)


def _of_link(connection: duckdb.DuckDBPyConnection, row: Row, column: str | None) -> Lines:
    ends = [row["from_id"], row["to_id"]]
    found = _dependencies(connection, row["publication_id"], *ends)
    return together(found or _migrations(connection, row["publication_id"], ends))


def _of_coverage(connection: duckdb.DuckDBPyConnection, row: Row, column: str | None) -> Lines:
    return together(_migrations(connection, row["publication_id"], [row["to_id"]]))


def _of_month(connection: duckdb.DuckDBPyConnection, row: Row, column: str | None) -> Lines:
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
    key = key_of_row(["publication_id", "service_id"])
    found = connection.execute(
        f"select {key} from marts.impact_services where publication_id = ? "
        "and (? is null or list_contains(?, service_id))",
        [publication_id, services, services],
    ).fetchall()
    return sources_of(connection, "impact_services", [row_key for (row_key,) in found])


LINES_OF_IMPACT: dict[str, Callable[[duckdb.DuckDBPyConnection, Row, str | None], Lines]] = {
    "impact_chain": _of_path,
    "impact_chain_coverage": _of_coverage,
    "delay_links": _of_link,
    "issue_flow": _of_week,
    "issue_forecast": _of_forecast,
    "issue_stock": _of_stock,
    "migration_progress": _of_month,
}
