"""The macros that make values of texts, each by itself. Expected values are written by hand."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from fundament.deliveries.cast.casts import MACROS, load_macros
from fundament.deliveries.cast.expressions import FUNCTIONS

OURS = "function_type = 'macro' and schema_name = 'main' and database_name = 'temp'"


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        load_macros(connection)
        yield connection


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        # A formula within white space, which keeps the space in its quotes; one that is none; a mark of ours.
        ("as_meant(chr(9) || '=\" 7\"' || chr(9), chr(9), '^\\t|\\t$', false)", " 7"),
        ("as_meant('=\"a\"b\"', ' ', '^ | $', false)", '="a"b"'),
        ("as_meant(chr(31) || '5', ' ', '^ | $', true)", "\x1f5"),
        ("as_meant('   ', ' ', '^ | $', false)", None),
        ("simple_number('12,50', ',', 1)", "12.50"),
        ("simple_number('12,55', ',', 1)", None),
        ("simple_number('-75,=', ',', 2)", "-75"),
        ("ungrouped_number('(3.5)', '.', ['parentheses'])", "-3.5"),
        ("ungrouped_number('(3.5)', '.', ['minus'])", None),
        ("grouped_number('1''234\u2019567,8-', ',', ['trailing_minus'], '''')", "-1234567.8"),
        ("grouped_number('12.34', ',', ['minus'], '.')", None),
        ("mixed_number('1.234', 'reject', ['minus'])", None),
        ("mixed_number('1.234', 'thousands', ['minus'])", "1234"),
        ("mixed_number('1.234', 'decimals', ['minus'])", "1.234"),
        ("whole_number('7.00')", 7),
        ("whole_number('7.01')", None),
        ("cast(of_thousands('1.5') as integer)", 1500),
        ("cast(of_percents('50') * 4 as integer)", 2),
        ("truth('JA')", True),
        ("truth('waar')", None),
        ("why_no_amount(null, 'n/a', 2, 2, 'one')", "words, where a number is expected"),
        ("why_no_amount('1.2345', '1.2345', 2, 5, 'thousand')", "larger than an amount may be"),
        (
            "why_no_amount('1.2345', '1.2345', 2, 2, 'thousand')",
            "more decimals than the 2 that are kept, counted in thousand",
        ),
        # Day 1 of the second calendar is 2 January 1904; 61 of the first 1 March 1900.
        ("day_of_clock(clock_of_serial('1', '0+', timestamp '1904-01-01', 1))", dt.date(1904, 1, 2)),
        ("day_of_clock(clock_of_serial('61', '0+', timestamp '1899-12-30', 61))", dt.date(1900, 3, 1)),
        ("day_of_clock(clock_of_serial('60', '0+', timestamp '1899-12-30', 61))", None),
        ("day_of_instant(instant_of_epoch('82800', 1000000), 'Europe/Amsterdam')", dt.date(1970, 1, 2)),
        ("clock_in_rolling_format('366-2023', '%j-%Y', '.+[-][0-9]{4}')", None),
        ("day_of_clock(clock_in_rolling_format('366-2024', '%j-%Y', '.+[-][0-9]{4}'))", dt.date(2024, 12, 31)),
        ("is_no_day(date '1970-01-01', 'epoch', 1900, 2199)", True),
        ("is_no_day(date '1970-01-01', '1970-01-01', 1900, 2199)", False),
        ("is_no_day(timestamp '2199-12-31 23:59:59.999999', '2199', 1900, 2199)", False),
        ("is_no_day(date '2200-01-01', '2200', 1900, 2199)", True),
        ("why_no_day(date '10000-01-01', 'date', 1900, 2199)", "not a valid date"),
        ("is_cut_by_a_sheet('1,23457E+15', '1,23457E+15')", True),
        ("is_cut_by_a_sheet('1E+5a', '1E+5a')", False),
    ],
)
def test_a_macro(connection: duckdb.DuckDBPyConnection, call: str, expected: object) -> None:
    assert connection.execute(f"select {call}").fetchall() == [(expected,)]


def test_no_macro_stands_in_the_way_of_a_function(connection: duckdb.DuckDBPyConnection) -> None:
    """An expression of a delivery would get ours instead of DuckDB's."""
    [(macros,)] = connection.execute(f"select list(function_name) from duckdb_functions() where {OURS}").fetchall()
    assert len(macros) == MACROS.read_text("utf-8").count("create or replace temp macro")
    of_duckdb = connection.execute("select function_name from duckdb_functions() where internal").fetchall()
    assert not set(macros) & ({name for (name,) in of_duckdb} | FUNCTIONS)
