"""What the page's queries take for the lines behind its cells, on rows by hand."""

import datetime as dt

import duckdb

from fundament.page.reading import QUERIES


def test_the_lines_of_a_week_are_its_events_of_issues_that_are_counted() -> None:
    """Monday 3 June 2024 begins a week: an opening and a reopening in it, and a validation in the week after."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema marts;
        create table marts.issues as from (values
            ('p', 'i', true, 'open', 'app', 'i.csv', 1, null),
            ('p', 'several', false, 'open', 'app', 'i.csv', 9, null)
        ) as issues (
            publication_id, issue_id, is_in_flow, issue_state, component, source_file, source_line, citation
        );
        create table marts.issue_history as from (values
            ('p', 'i', 'opened', date '2024-06-03', 'e.csv', 1, null),
            ('p', 'i', 'reopened', date '2024-06-09', 'e.csv', 2, null),
            ('p', 'i', 'validated', date '2024-06-10', 'e.csv', 3, null),
            ('p', 'several', 'opened', date '2024-06-04', 'e.csv', 4, null)
        ) as rows (publication_id, issue_id, event_type, event_on, source_file, source_line, citation)
        """
    )
    rows = connection.execute((QUERIES / "issue_lines.sql").read_text("utf-8"), {"most": 10}).fetchall()
    weeks = {
        what: (parts, [one["source_line"] for one in largest])
        for _, about, what, parts, largest in rows
        if about == "week"
    }
    assert weeks == {
        dt.date(2024, 6, 10).isoformat(): (2, [1, 2]),
        dt.date(2024, 6, 17).isoformat(): (1, [3]),
    }
