"""Expressions and conditions of a delivery: what fails in one row is that row's matter, and shows with its line.

Expected values are written by hand.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from tests.loading import counts, load, loads, refused, rejects, rows

LINES = (
    "Year,Month,Debit,Credit,Kind\n"
    "2024,3,10.00,,realised\n"
    "2024,x,,2.50,realised\n"
    "2024,13,,2.50,realised\n"
    "2024,4,n.v.t.,2.50,realised\n"
    "2024,5,abc,2.50,realised\n"
    "2024,6,1,1.2.3,realised\n"
)
COLUMNS = {
    # e3 is our name for a column; as a text it is one.
    "line_id": {"expression": "Year || '-e3-' || Month"},
    "period_start": {"expression": "make_date(cast(Year as int), cast(Month as int), 1)"},
    "amount_gross": {"expression": "coalesce(number(Debit), 0) - coalesce(number(Credit), 0)"},
    "measure_type": {"from": "Kind"},
}
FAILED = "its expression can't be computed of these values"


def test_a_row_of_which_an_expression_fails_is_rejected_with_its_line(tmp_path: Path) -> None:
    connection, [loaded] = loads(tmp_path, LINES, {"columns": COLUMNS}, max_rejected_rows=4, null_words=["n.v.t."])
    assert counts(loaded) == (6, 2, 4, 0)
    assert rows(connection, "line_id, period_start, amount_gross") == [
        ("2024-e3-3", dt.date(2024, 3, 1), Decimal("10.00")),
        # A word that means: not known.
        ("2024-e3-4", dt.date(2024, 4, 1), Decimal("-2.50")),
    ]
    # What is no number does not become 0 behind the back of coalesce.
    assert rejects(connection) == [
        (3, "period_start", "2024, x", FAILED),
        (4, "period_start", "2024, 13", FAILED),
        (6, "amount_gross", "abc, 2.50", FAILED),
        (7, "amount_gross", "1, 1.2.3", FAILED),
    ]
    message = refused(tmp_path, LINES, {"columns": COLUMNS}, null_words=["n.v.t."])
    assert f"line 3, column period_start: '2024, x' ({FAILED})" in message


def test_a_condition_that_fails_rejects_the_row_unless_another_skips_it(tmp_path: Path) -> None:
    lines = LINES + "Total,,7,,\n"
    conditions = ["cast(Month as int) > 4", "Year = 'Total' and Month is null"]
    connection, [loaded] = loads(
        tmp_path, lines, {"columns": COLUMNS}, max_rejected_rows=1, null_words=["n.v.t."], skip_when=conditions
    )
    # Months 13, 5 and 6 are skipped, and the total.
    assert counts(loaded) == (7, 2, 1, 4)
    assert (3, None, "x", "a condition of skip_when can't be computed of these values") in rejects(connection)


def test_a_condition_that_is_none(tmp_path: Path) -> None:
    message = refused(tmp_path, LINES, {"columns": COLUMNS}, skip_when=["Kind"])
    assert "6 of 6 rows" in message and "a condition of skip_when" in message


@pytest.mark.parametrize(
    ("expression", "what"),
    [("Debit || ||", "no SQL"), ("Debit + make_date(2024, 1, 1)", "can't be computed"), ("Credits", "'Credits'")],
)
def test_an_expression_that_is_none_is_named(tmp_path: Path, expression: str, what: str) -> None:
    columns = {**COLUMNS, "amount_gross": {"expression": expression}}
    message = refused(tmp_path, LINES, {"columns": columns, "ignored_columns": ["Debit", "Credit"]})
    assert what in message and expression.strip() in message


def test_numbers_of_a_sheet_and_texts_of_it_in_one_expression(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "spend.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["line_id", "period_start", "Debit", "Credit", "measure_type"])
        sheet.write_row(1, 0, ["a", "2024-01-31", 1234.5, "0,50", "realised"])
        sheet.write_row(2, 0, ["b", "2024-01-31", "1.234,5", 0.25, "realised"])
    connection, _ = load(
        tmp_path,
        {"path": "spend.xlsx", "columns": {"amount_gross": {"expression": "number(Debit) - number(Credit)"}}},
        format="excel",
        decimal_separator=",",
        thousands_separator=".",
    )
    # The point of 1234.5 is the sheet's own: it parts no thousands.
    assert rows(connection, "line_id, amount_gross") == [("a", Decimal("1234.00")), ("b", Decimal("1234.25"))]
