"""What the page's queries take for the lines behind its cells, on rows by hand."""

import datetime as dt

import duckdb

from fundament.explanation.cells import Cell, lines_of_cell
from fundament.page.reading import QUERIES, _lines_of_spend


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
        what: (lines, [one["source_line"] for one in first])
        for _, about, what, lines, first in rows
        if about == "week"
    }
    assert weeks == {
        dt.date(2024, 6, 10).isoformat(): (2, [1, 2]),
        dt.date(2024, 6, 17).isoformat(): (1, [3]),
    }


def test_page_and_explanation_list_the_lines_of_a_cell_in_one_order() -> None:
    """Unknown amounts first, then the largest whatever its sign.

    Line 2 is cut in 60 and 50, line 6 in 70 and unknown. Line 4 is a fact, which counts in each scenario.
    """
    connection = duckdb.connect()
    connection.execute(
        """
        create schema marts;
        create schema narrow;
        create table narrow.spend as
        select
            'p' as publication_id, scenario_id, 'c' as contract_id, 2024 as year, 'realised' as measure_type,
            source_line as line_id, 'a.csv' as source_file, source_line, is_whole,
            amount_gross::decimal(18, 2) as amount_gross, null::varchar as citation,
            'K2' as lawfulness_class, 'computed' as lawfulness_status, null::varchar as legal_basis
        from (values
            ('s', 1, 100, true), ('s', 2, 60, false), ('s', 2, 50, false), ('s', 3, null, true),
            ('none', 4, 500, true), ('s', 5, -105, true), ('s', 6, 70, false), ('s', 6, null, false),
            ('other', 7, 9000, true)
        ) as parts (scenario_id, source_line, amount_gross, is_whole);
        create view marts.spend_lawfulness as from narrow.spend;
        create table marts.assessments (
            publication_id varchar, subject_type varchar, subject_id varchar, source_file varchar,
            source_line bigint, motivation varchar, is_latest boolean
        );
        create temp table shown_contracts as
        select 'p' as publication_id, unnest(['s', 'other']) as scenario_id, 'c' as contract_id
        """
    )
    row = {"publication_id": "p", "scenario_id": "s", "contract_id": "c", "year": 2024, "measure_type": "realised"}
    on_page = _lines_of_spend(connection, [])[tuple(row.values())]
    cell = Cell("noncompliance_by_scenario", {}, None, row | {"amount_basis": "lines"}, {})
    explained = lines_of_cell(connection, cell)
    assert [line.source_line for line in explained.shown] == [3, 6, 4, 2, 5, 1]
    assert [line["source_line"] for line in on_page["first_lines"]] == [3, 6, 4]
    assert (on_page["lines"], explained.count) == (6, 6)
