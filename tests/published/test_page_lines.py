"""What page, note and explanation take for the lines behind a cell, on rows by hand."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from fundament.explanation.cells import Cell, lines_of_cell
from fundament.note import reading as note
from fundament.note.pages import templates
from fundament.note.values import Values
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
    values = {"most": 10, "shown_lines": 3}
    rows = connection.execute((QUERIES / "issue_lines.sql").read_text("utf-8"), values).fetchall()
    weeks = {
        what: (lines, [one["source_line"] for one in first])
        for _, about, what, lines, first in rows
        if about == "week"
    }
    assert weeks == {
        dt.date(2024, 6, 10).isoformat(): (2, [1, 2]),
        dt.date(2024, 6, 17).isoformat(): (1, [3]),
    }


@pytest.fixture
def spend() -> Iterator[duckdb.DuckDBPyConnection]:
    """Line 2 is cut in 60 and 50, line 6 in 70 and unknown. Line 4 is a fact, which counts in each scenario.

    Line 8 is a payment on a commitment, which counts in none.
    """
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema marts;
            create schema narrow;
            create table narrow.spend as
            select
                'p' as publication_id, scenario_id, 'c' as contract_id, 2024 as year, 'realised' as measure_type,
                source_line as line_id, 'a.csv' as source_file, source_line, is_whole,
                amount_gross::decimal(18, 2) as amount_gross, null::varchar as citation,
                outcome, if(source_line = 1, 'unlawful', outcome) as stated_outcome,
                source_line != 8 as is_counted,
                'K2' as lawfulness_class, 'computed' as lawfulness_status, null::varchar as legal_basis
            from (values
                ('s', 1, 100, true, 'lawful'), ('s', 2, 60, false, 'unlawful'), ('s', 2, 50, false, 'unlawful'),
                ('s', 3, null, true, 'uncertain'), ('none', 4, 500, true, 'unlawful'),
                ('s', 5, -105, true, 'unlawful'), ('s', 6, 70, false, 'unlawful'),
                ('s', 6, null, false, 'unlawful'), ('other', 7, 9000, true, 'unlawful'),
                ('s', 8, 900, true, 'unlawful')
            ) as parts (scenario_id, source_line, amount_gross, is_whole, outcome);
            create view marts.spend_lawfulness as from narrow.spend;
            create table marts.assessments (
                publication_id varchar, subject_type varchar, subject_id varchar, source_file varchar,
                source_line bigint, motivation varchar, is_latest boolean
            );
            create table marts.dim_scenario as
            select 'p' as publication_id, unnest(['s', 'printed']) as scenario_id, 's.csv' as source_file,
                3 as source_line, null::varchar as citation;
            create table marts.noncompliance_scenarios as from (values
                ('p', 's', 'from_spend', 505.00), ('p', 'printed', 'as_published', 183.80)
            ) as totals (publication_id, scenario_id, total_basis, total_gross);
            create table marts.noncompliance_by_contract_year as
            select 'p' as publication_id, 's' as scenario_id, 'c' as contract_id, 2024 as year,
                'realised' as measure_type, 75.00 as unlawful_amount_gross, 1 as unlawful_unknown_lines;
            create temp table shown_contracts as
            select 'p' as publication_id, unnest(['s', 'other']) as scenario_id, 'c' as contract_id
            """
        )
        yield connection


CELL = {"publication_id": "p", "scenario_id": "s", "contract_id": "c", "year": 2024, "measure_type": "realised"}


def explained(connection: duckdb.DuckDBPyConnection, column: str | None) -> list[int]:
    cell = Cell("noncompliance_by_scenario", {}, column, CELL | {"amount_basis": "lines"}, {})
    lines = lines_of_cell(connection, cell)
    assert lines.count == len(lines.shown)
    return [line.source_line for line in lines.shown]


def test_page_and_explanation_list_the_lines_of_a_cell_in_one_order(spend: duckdb.DuckDBPyConnection) -> None:
    """Unknown amounts first, then the largest whatever its sign; of a column the lines that it adds up."""
    on_page = _lines_of_spend(spend, [])
    for column, lines in (
        ("spend_amount_gross", [3, 6, 4, 2, 5, 1]),
        ("unlawful_amount_gross", [6, 4, 2, 5]),
        ("uncertain_amount_gross", [3]),
    ):
        of_cell = on_page[*CELL.values(), column.partition("_")[0]]
        assert explained(spend, column) == lines
        assert [line["source_line"] for line in of_cell["first_lines"]] == lines[:3]
        assert of_cell["lines"] == len(lines)


@pytest.mark.parametrize(
    ("column", "cited"),
    [
        ("unlawful_amount_gross", "a.csv, line 6; a.csv, line 2; a.csv, line 5"),
        ("uncertain_amount_gross", "a.csv, line 3"),
        ("spend_amount_gross", "a.csv, line 3; a.csv, line 6; a.csv, line 2 (and 2 more)"),
    ],
)
def test_the_note_cites_of_an_amount_the_lines_that_it_adds_up(
    spend: duckdb.DuckDBPyConnection, column: str, cited: str
) -> None:
    """The fact of line 4 has a table of its own there; line 1 is lawful, line 8 is not counted."""
    row = {name: None for name in ("unlawful_amount_gross", "uncertain_amount_gross", "spend_amount_gross")}
    rows = {
        "publication": [{"currency": "EUR"}],
        "spend": [CELL | row | {"contract_name": "C", "stated_unlawful_amount_gross": None}],
        "spend_lines": note._rows(spend, note.query("spend_lines"), {"publication_id": "p"}),
    }
    values = Values(note.Reading("p", "2024-12-31", rows, [], {}, {}), "en", templates())
    assert values.spend(rows["spend"][0], column).citation == cited


@pytest.mark.parametrize(
    ("column", "lines"),
    [
        (None, [3, 6, 8, 4, 2, 5, 1]),
        ("unlawful_amount_gross", [6, 4, 2, 5]),
        ("unlawful_unknown_lines", [6, 4, 2, 5]),
        ("stated_unlawful_amount_gross", [6, 4, 2, 5, 1]),
        ("uncertain_amount_gross", [3]),
        ("lawful_amount_gross", [1]),
        ("not_counted_amount_gross", [8]),
    ],
)
def test_a_column_rests_on_the_lines_that_it_adds_up(
    spend: duckdb.DuckDBPyConnection, column: str | None, lines: list[int]
) -> None:
    assert explained(spend, column) == lines


@pytest.mark.parametrize(
    ("scenario", "column", "lines"),
    [
        ("s", "total_gross", [6, 4, 2, 5]),
        ("s", "stated_total_gross", [6, 4, 2, 5, 1]),
        ("s", "uncertain_gross", [3]),
        # Printed without its parts.
        ("printed", "total_gross", [3]),
    ],
)
def test_a_total_of_a_scenario_rests_on_its_lines_and_the_facts(
    spend: duckdb.DuckDBPyConnection, scenario: str, column: str, lines: list[int]
) -> None:
    key = {"publication_id": "p", "scenario_id": scenario}
    found = lines_of_cell(spend, Cell("noncompliance_scenarios", key, column, key, {}))
    assert [line.source_line for line in found.shown] == lines
