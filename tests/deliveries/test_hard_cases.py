"""Files as people send them: every hard case comes out right, or gets an error that says where and what to do.

Expected values are written by hand.
"""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest
import xlsxwriter
from click.testing import CliRunner

from fundament.cli import main
from fundament.errors import BadInput
from tests.loading import GOOD, HEADER, amounts, counts, load, loads, refused, rejects, rows

# Numbers ----------------------------------------------------------------------------------------------------


def test_commas_and_points_mixed_in_one_column(tmp_path: Path) -> None:
    """Both signs: the last is the decimal one. One sign, several times: thousands. Once: decimals, save 1.234."""
    texts = ["1.234,56", "1,234.56", "1.234.567", "1,234,567", "12,5", "12.5", "0.125", "1234", "1.234", "1,234"]
    read = [
        Decimal("1234.56"),
        Decimal("1234.56"),
        Decimal(1234567),
        Decimal(1234567),
        Decimal("12.5"),
        Decimal("12.5"),
        None,  # 0.125 euro has more decimals than an amount keeps
        Decimal(1234),
    ]
    assert amounts(tmp_path, texts, decimal_separator="mixed") == [*read, None, None]
    thousands = amounts(tmp_path, texts, decimal_separator="mixed", mixed_three_digits="thousands")
    assert thousands == [*read, Decimal(1234), Decimal(1234)]
    decimals = amounts(tmp_path, ["1.230", "1,230"], decimal_separator="mixed", mixed_three_digits="decimals")
    assert decimals == [Decimal("1.23"), Decimal("1.23")]
    # No number in any reading.
    wrong = ["1,23,456", "1.2.3", "1.234,567,8", "1..2", ",", "", "12.34.567"]
    assert amounts(tmp_path, wrong, decimal_separator="mixed") == [None] * len(wrong)


@pytest.mark.parametrize(
    ("thousands", "decimal", "text"),
    [
        (".", ",", "1.234.567,89"),
        (",", ".", "1,234,567.89"),
        (" ", ",", "1 234 567,89"),
        (" ", ",", "1\u00a0234\u202f567,89"),
        ("'", ".", "1'234\u2019567.89"),
        ("", ",", "1234567,89"),
    ],
)
def test_thousands(tmp_path: Path, thousands: str, decimal: str, text: str) -> None:
    how = {"thousands_separator": thousands, "decimal_separator": decimal}
    plain = f"1234567{decimal}89"
    assert amounts(tmp_path, [text, plain], **how) == [Decimal("1234567.89")] * 2
    # Groups that are no groups of three digits.
    sign = thousands or " "
    wrong = [f"12{sign}34", f"1{sign}2345", f"1{sign}234{sign}56", f"{sign}123", f"123{sign}"]
    assert amounts(tmp_path, wrong, **how) == [Decimal(123) if w.strip() == "123" else None for w in wrong]


def test_negative_forms(tmp_path: Path) -> None:
    texts = ["-1.00", "1.00-", "(1.00)", "1.00", "(1.00", "1.00)", "-1.00-", "-(1.00)", "()", "-"]
    forms = ["minus", "trailing_minus", "parentheses"]
    wrong = [None] * 6
    assert amounts(tmp_path, texts, negative_forms=forms) == [
        Decimal(-1),
        Decimal(-1),
        Decimal(-1),
        Decimal(1),
        *wrong,
    ]
    assert amounts(tmp_path, texts) == [Decimal(-1), None, None, Decimal(1), *wrong]
    assert amounts(tmp_path, texts[:4], negative_forms=["parentheses"]) == [None, None, Decimal(-1), Decimal(1)]


def test_units_are_exact(tmp_path: Path) -> None:
    def of(unit: str, texts: list[str]) -> list[Decimal | None]:
        entry = {"columns": {"amount_gross": {"unit": unit}}}
        lines = "".join(f"{n},2024-01-31,{text},realised\n" for n, text in enumerate(texts))
        connection, _ = loads(tmp_path, HEADER + lines, entry, max_rejected_rows=9)
        found = dict(rows(connection, "line_id, amount_gross"))
        return [found.get(str(number)) for number in range(len(texts))]

    assert of("thousand", ["1.5", "-0.00001", "0.000001"]) == [Decimal(1500), Decimal("-0.01"), None]
    assert of("million", ["3.85", "0.00000001", "0.000000001"]) == [Decimal(3850000), Decimal("0.01"), None]
    assert of("percent", ["21", "1"]) == [Decimal("0.21"), Decimal("0.01")]


def test_null_words_and_currency_signs(tmp_path: Path) -> None:
    lines = (
        "line_id;period_start;amount_gross;amount_net;measure_type;supplier_name\n"
        "a;2024-01-31;€ 1.234,50;n.v.t.;realised;Exempt under Section 43\n"
        "b;2024-01-31;-;EUR 10;realised;EXEMPT UNDER SECTION 43\n"
        "c;2024-01-31;-1;-;realised;Company n.v.t.\n"
    )
    connection, [loaded] = loads(
        tmp_path,
        lines,
        delimiter=";",
        decimal_separator=",",
        thousands_separator=".",
        remove=["€", "EUR"],
        null_words=["Exempt under Section 43", "n.v.t.", "-"],
    )
    assert counts(loaded) == (3, 3, 0, 0)
    assert rows(connection, "amount_gross, amount_net, supplier_name") == [
        (Decimal("1234.50"), None, None),
        (None, Decimal(10), None),
        (Decimal(-1), None, "Company n.v.t."),
    ]


# Dates ------------------------------------------------------------------------------------------------------


def test_dates_are_tried_in_the_given_order_and_never_guessed(tmp_path: Path) -> None:
    lines = "a,01/02/2024,1,realised\nb,13/02/2024,1,realised\nc,02/13/2024,1,realised\nd,2022-06-31,1,realised\n"
    connection, [loaded] = loads(
        tmp_path, HEADER + lines, max_rejected_rows=2, date_formats=["%d/%m/%Y", "%Y-%m-%d"]
    )
    assert counts(loaded) == (4, 2, 2, 0)
    assert rows(connection, "period_start") == [(dt.date(2024, 2, 1),), (dt.date(2024, 2, 13),)]
    assert rejects(connection) == [
        (4, "period_start", "02/13/2024", "not a valid date"),
        (5, "period_start", "2022-06-31", "not a valid date"),
    ]
    both = ["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d"]
    connection, _ = loads(tmp_path, HEADER + lines, max_rejected_rows=1, date_formats=both)
    assert rows(connection, "period_start") == [
        (dt.date(2024, 2, 1),),
        (dt.date(2024, 2, 13),),
        (dt.date(2024, 2, 13),),
    ]


def test_a_column_may_have_formats_of_its_own(tmp_path: Path) -> None:
    connection, _ = loads(
        tmp_path,
        "line_id,period_start,period_end,amount_gross,measure_type\na,31-01-2024,02/01/2024,1,realised\n",
        {"columns": {"period_end": {"date_formats": ["%m/%d/%Y"]}}},
        date_formats=["%d-%m-%Y"],
    )
    assert rows(connection, "period_start, period_end") == [(dt.date(2024, 1, 31), dt.date(2024, 2, 1))]


# Rows and columns -------------------------------------------------------------------------------------------


def test_total_rows_and_blank_rows_are_skipped_and_counted(tmp_path: Path) -> None:
    lines = (
        "Department,Line,Date,Amount\n"
        "IT,1,2024-01-31,10.00\n"
        "IT,2,2024-02-29,-4.00\n"
        "Subtotal IT,,,6.00\n"
        ",,,\n"
        "\n"
        "HR,3,2024-02-29,1.00\n"
        "Grand total,,,7.00\n"
    )
    entry = {
        "columns": {
            "line_id": {"from": "Line"},
            "period_start": {"from": "Date"},
            "amount_gross": {"from": "Amount"},
            "measure_type": {"constant": "realised"},
        },
        "ignored_columns": ["Department"],
        "skip_when": ["lower(Department) like '%total%'"],
        "blank_rows": "skip",
        "control_totals": {"sums": {"amount_gross": "7.00"}, "rows": 3},
    }
    connection, [loaded] = loads(tmp_path, lines, entry)
    assert counts(loaded) == (7, 3, 0, 4)
    assert rows(connection, "line_id, amount_gross, source_line") == [
        ("1", Decimal(10), 2),
        ("2", Decimal(-4), 3),
        ("3", Decimal(1), 7),
    ]
    # Without the conditions they are rejected, not lost.
    message = refused(tmp_path, lines, {**entry, "skip_when": [], "blank_rows": "reject"})
    assert "4 of 7 rows" in message and "line 5: the row is blank" in message


def test_headers_that_change_order_and_spelling_between_months(tmp_path: Path) -> None:
    (tmp_path / "2024-01.csv").write_text("Payment Date,Supplier,Amount (£),Ref\n2024-01-31,Synthetic A,1.50,1\n")
    (tmp_path / "2024-02.csv").write_text(
        "Ref, Amount  (£) ,Supplier Name,Payment date\n2,2.50,Synthetic B,2024-02-29\n"
    )
    (tmp_path / "2024-03.csv").write_text("Ref,Amount,Supplier Name,Payment date\n3,2.50,Synthetic C,2024-03-31\n")
    columns = {
        "line_id": {"from": "Ref"},
        "period_start": {"from": ["Payment Date", "Payment date"]},
        "amount_gross": {"from": ["Amount (£)", "Amount GBP"]},
        "supplier_name": {"from": ["Supplier", "Supplier Name"]},
        "measure_type": {"constant": "realised"},
    }
    connection, loaded = load(tmp_path, {"path": "2024-0[12].csv", "columns": columns})
    assert [counts(file) for file in loaded] == [(1, 1, 0, 0)] * 2
    found = connection.execute("select line_id, supplier_name, amount_gross from raw.contract_spend order by all")
    assert found.fetchall() == [("1", "Synthetic A", Decimal("1.50")), ("2", "Synthetic B", Decimal("2.50"))]
    # The third month spells a column in a new way: nobody may pass over that.
    with pytest.raises(BadInput, match=r"nobody handles: 'Amount'"):
        load(tmp_path, {"path": "*.csv", "columns": columns})
    with pytest.raises(BadInput, match=r"are missing: 'Amount \(£\)' or 'Amount GBP'"):
        load(tmp_path, {"path": "*.csv", "columns": columns, "ignored_columns": ["Amount"]})


def test_a_quoted_field_with_line_breaks_and_the_delimiter(tmp_path: Path) -> None:
    lines = (
        "line_id,period_start,amount_gross,measure_type,description\n"
        'a,2024-01-31,1,realised,"one, two\nthree ""four""\r\n\nfive"\n'
        "b,2024-01-32,1,realised,\n"
        'c,2024-01-31,1,realised,"x\ny"\n'
        "d,2024-01-31,1,realised,last\n"
    )
    connection, [loaded] = loads(tmp_path, lines, max_rejected_rows=1)
    assert counts(loaded) == (4, 3, 1, 0)
    # The header is line 1, the first row takes lines 2 to 5.
    assert rows(connection, "line_id, description, source_line") == [
        ("a", 'one, two\nthree "four"\r\n\nfive', 2),
        ("c", "x\ny", 7),
        ("d", "last", 9),
    ]
    assert rejects(connection) == [(6, "period_start", "2024-01-32", "not a valid date")]


def test_other_quotes_and_no_quotes(tmp_path: Path) -> None:
    connection, _ = loads(tmp_path, HEADER + "'a,b',2024-01-31,1,realised\n", quote="'")
    assert rows(connection, "line_id") == [("a,b",)]
    connection, _ = loads(tmp_path, HEADER + '"a,2024-01-31,1,realised\n', quote="")
    assert rows(connection, "line_id") == [('"a',)]
    assert "never closed" in refused(tmp_path, HEADER + GOOD + '"b,2024-01-31,1,realised\n')


def test_no_final_newline(tmp_path: Path) -> None:
    connection, [loaded] = loads(tmp_path, HEADER + GOOD + GOOD.replace("a", "b", 1).rstrip("\n"))
    assert counts(loaded) == (2, 2, 0, 0)
    assert rows(connection, "line_id, measure_type") == [("a", "realised"), ("b", "realised")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    connection, [loaded] = loads(tmp_path, (HEADER + GOOD + GOOD.replace("a", "b", 1)).replace("\n", end))
    assert counts(loaded) == (2, 2, 0, 0)
    assert rows(connection, "line_id, measure_type, source_line") == [("a", "realised", 2), ("b", "realised", 3)]


def test_an_empty_file_and_one_with_a_header_only(tmp_path: Path) -> None:
    for nothing in ("", "\ufeff"):
        assert "The file is empty" in refused(tmp_path, nothing)
    assert "no header in this line" in refused(tmp_path, "\n\n")
    for header in (HEADER, HEADER.rstrip("\n")):
        _, [loaded] = loads(tmp_path, header)
        assert counts(loaded) == (0, 0, 0, 0)
    # Whoever expects rows says so.
    assert "has 0 rows; the delivery says at least 1" in refused(
        tmp_path, HEADER, {"expected_rows": {"at_least": 1}}
    )


def test_seventeen_empty_trailing_columns(tmp_path: Path) -> None:
    tail = "," * 17
    text = HEADER.rstrip("\n") + tail + "\n" + GOOD.rstrip("\n") + tail + "\n"
    connection, [loaded] = loads(tmp_path, text)
    assert counts(loaded) == (1, 1, 0, 0)
    assert rows(connection, "line_id, amount_gross") == [("a", Decimal("1.50"))]
    # The header ends before them.
    connection, [loaded] = loads(tmp_path, HEADER + GOOD.rstrip("\n") + tail + "\n" + GOOD.replace("a", "b", 1))
    assert counts(loaded) == (2, 2, 0, 0)
    # A value in one of them belongs to something: it is not dropped.
    message = refused(tmp_path, text + GOOD.rstrip("\n") + ",,,stray" + "," * 14 + "\n")
    assert "line 3: 'stray' (a value in a column without a name)" in message


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    whole = HEADER + GOOD + GOOD.replace("a", "b", 1)
    message = refused(tmp_path, whole[:-10])
    assert (
        "ends within a row, and may be cut off: 'b,2024-01-31,1.50'" in message and "spend.csv, line 3" in message
    )
    # Cut off inside a quoted field.
    assert "line 3" in (message := refused(tmp_path, HEADER + GOOD + '"b and more')) and "cut off" in message
    # Cut off inside a value nothing shows it but the control totals.
    cut = HEADER + GOOD + "b,2024-01-31,1000.00,realised\n"
    entry = {"control_totals": {"rows": 3, "sums": {"amount_gross": "1003.00"}}}
    assert "There are 2 rows; control_totals says 3" in refused(tmp_path, cut, entry)
    # A character cut in half.
    assert "line 2" in refused(tmp_path, (HEADER + "é").encode()[:-1])


def test_a_nul_byte(tmp_path: Path) -> None:
    for text in (HEADER + GOOD + "b\0,2024-01-31,1,realised\n", HEADER + GOOD + '"b\0\n",2024-01-31,1,realised\n'):
        message = refused(tmp_path, text)
        assert "NUL byte" in message and "line 3" in message


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("windows-1252", "cp1252"),
        ("latin-1", "latin-1"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, codec: str) -> None:
    euro = "é" if codec == "latin-1" else "é €"
    text = HEADER.replace("line_id", "Beträge-ID") + GOOD.replace("a", euro, 1)
    entry = {"columns": {"line_id": {"from": "Beträge-ID"}}}
    connection, [loaded] = loads(tmp_path, text.encode(codec), entry, encoding=encoding)
    assert counts(loaded) == (1, 1, 0, 0)
    assert rows(connection, "line_id, source_line") == [(euro, 2)]


@pytest.mark.parametrize(
    ("declared", "codec", "expected"),
    [
        ("utf-8", "cp1252", ("not utf-8", "line 3")),
        ("utf-8", "utf-16", ("mark of UTF-16", "encoding: utf-16")),
        ("utf-8", "utf-16-le", ("NUL", "line 1")),
        ("windows-1252", "utf-8-sig", ("mark of UTF-8", "encoding: utf-8")),
        ("utf-16", "utf-8", ("does not start with the mark of UTF-16", "line 1")),
        ("windows-1252", "utf-16", ("mark of UTF-16", "line 1")),
    ],
)
def test_the_wrong_encoding_declared(tmp_path: Path, declared: str, codec: str, expected: tuple[str, str]) -> None:
    text = HEADER + GOOD + GOOD.replace("a", "b" if expected[0] == "NUL" else "é €", 1)
    message = refused(tmp_path, text.encode(codec), encoding=declared)
    assert all(part in message for part in expected), message


def test_titles_above_the_header_and_a_file_without_one(tmp_path: Path) -> None:
    text = 'Spend over 25,000\n"unfinished title\n' + HEADER + GOOD
    connection, [loaded] = loads(tmp_path, text, skip_rows=2)
    assert counts(loaded) == (1, 1, 0, 0)
    assert rows(connection, "source_line") == [(4,)]
    connection, _ = loads(tmp_path, GOOD, column_names=HEADER.strip().split(","))
    assert rows(connection, "line_id, source_line") == [("a", 1)]


# What a delivery promises -----------------------------------------------------------------------------------


def test_control_totals_ranges_and_allowed_rejects_refuse(tmp_path: Path) -> None:
    text = HEADER + GOOD + "b,2024-01-31,-0.25,realised\nc,2024-01-32,9,realised\n"
    right = {"control_totals": {"rows": 3, "sums": {"amount_gross": 1.25}}, "expected_rows": {"at_most": 3}}
    _, [loaded] = loads(tmp_path, text, right, max_rejected_rows=1)
    assert counts(loaded) == (3, 2, 1, 0)
    sums = {"control_totals": {"sums": {"amount_gross": "1.26"}}}
    message = refused(tmp_path, text, sums, max_rejected_rows=1)
    assert "amount_gross comes to 1.25; control_totals says 1.26" in message and "1 rows are rejected" in message
    assert "control_totals says 4" in refused(tmp_path, text, {"control_totals": {"rows": 4}}, max_rejected_rows=1)
    message = refused(tmp_path, text, {"expected_rows": {"at_least": 4, "at_most": 9}}, max_rejected_rows=1)
    assert "has 3 rows; the delivery says at least 4 at most 9" in message
    assert "says at most 2" in refused(tmp_path, text, {"expected_rows": {"at_most": 2}}, max_rejected_rows=1)
    assert "1 of 3 rows of spend.csv are rejected; 0 are allowed" in refused(tmp_path, text)
    # Per file, where the entry says so.
    _, [loaded] = loads(tmp_path, text, {"max_rejected_rows": 1})
    assert counts(loaded) == (3, 2, 1, 0)


@pytest.mark.parametrize(
    ("scope", "rows", "gross"),
    # a of January is taken back by that of February, which says nothing of b; a full state has what it has.
    [("increment", 3, "16.00"), ("full", 2, "11.00")],
)
def test_control_totals_are_held_against_what_is_in_force(
    tmp_path: Path, scope: str, rows: int, gross: str
) -> None:
    (tmp_path / "l-2024-01-31.csv").write_text(HEADER + "a,2024-01-31,2,realised\nb,2024-01-31,5,realised\n")
    (tmp_path / "l-2024-02-29.csv").write_text(HEADER + "a,2024-01-31,3,realised\nc,2024-02-29,8,realised\n")
    entry = {
        "path": "l-*.csv",
        "scope": scope,
        "as_of": {"from_file_name": r"l-(.*)\.csv", "format": "%Y-%m-%d"},
        "key": ["line_id"],
    }
    right = {"rows": rows, "sums": {"amount_gross": gross}}
    connection, _ = load(tmp_path, entry | {"control_totals": right})
    assert connection.execute("select measure, read_total from raw.applied_control_totals").fetchall() == [
        ("rows", rows),
        ("amount_gross", Decimal(gross)),
    ]
    for wrong, message in (
        # What was read of all files: 2 + 5 + 3 + 8.
        ({"rows": 4}, f"There are {rows} rows; control_totals says 4"),
        ({"sums": {"amount_gross": "18.00"}}, f"amount_gross comes to {gross}; control_totals says 18"),
    ):
        with pytest.raises(BadInput, match=message):
            load(tmp_path, entry | {"control_totals": wrong})


def test_exact_duplicates_stay_unless_a_key_is_declared(tmp_path: Path) -> None:
    text = HEADER + GOOD + GOOD + "b,2024-01-31,2,realised\n" + GOOD
    _, [loaded] = loads(tmp_path, text)
    assert counts(loaded) == (4, 4, 0, 0)
    connection, [loaded] = loads(tmp_path, text, {"key": ["line_id"]}, max_rejected_rows=2)
    assert counts(loaded) == (4, 2, 2, 0)
    assert rejects(connection) == [
        (3, "line_id", "a", "repeats the key of spend.csv, line 2"),
        (5, "line_id", "a", "repeats the key of spend.csv, line 2"),
    ]
    # Over the files of an entry too.
    (tmp_path / "more.csv").write_text(HEADER + "b,2024-01-31,2,realised\n")
    entry = {"key": ["line_id"], "path": ["spend.csv", "more.csv"]}
    connection, _ = load(tmp_path, entry, max_rejected_rows=2)
    assert (2, "line_id", "b", "repeats the key of spend.csv, line 4") in rejects(connection)


def test_constants_words_and_expressions(tmp_path: Path) -> None:
    lines = "Book year,Month,Debit,Credit,Kind\n2024,3,10.00,,Actual\n2024,12,,2.50,Actual\n"
    entry = {
        "columns": {
            "line_id": {"expression": "\"Book year\" || '-' || lpad(Month, 2, '0')"},
            "period_start": {"expression": 'make_date(cast("Book year" as int), cast(Month as int), 1)'},
            "amount_gross": {"expression": "coalesce(number(Debit), 0) - coalesce(number(Credit), 0)"},
            "measure_type": {"from": "Kind", "values": {"Actual": "realised", "Plan": "forecast"}},
            "currency": {"constant": "EUR"},
        }
    }
    connection, _ = loads(tmp_path, lines, entry)
    assert rows(connection, "line_id, period_start, amount_gross, measure_type, currency") == [
        ("2024-03", dt.date(2024, 3, 1), Decimal(10), "realised", "EUR"),
        ("2024-12", dt.date(2024, 12, 1), Decimal("-2.50"), "realised", "EUR"),
    ]


# Excel ------------------------------------------------------------------------------------------------------


def workbook(path: Path) -> None:
    """Two sheets: a cover, and lines under a header of two rows with merged cells."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Cover").write("A1", "Synthetic")
    sheet = book.add_worksheet("Lines")
    sheet.write("A1", "Synthetic export")
    sheet.merge_range("A2:A3", "Ref")
    sheet.merge_range("B2:C2", "Period")
    sheet.write_row("B3", ["from", "to"])
    sheet.write_row("D2", ["Amount", "Paid"])
    date = book.add_format({"num_format": "dd-mm-yyyy"})
    # A real date; a serial number without a date format (45322 is 31 January 2024); a text.
    sheet.write("A4", 1)
    sheet.write_datetime("B4", dt.datetime(2024, 1, 31), date)
    sheet.write("C4", 45323)
    sheet.write("D4", 0.1 + 0.2)
    sheet.write_formula("E4", "=D4*10", value=3)
    sheet.write("A5", "two")
    sheet.write("B5", 45322)
    sheet.write("C5", "29-02-2024")
    sheet.write("D5", -1234567.89)
    sheet.write_formula("E5", "=D5", value=-1234567.89)
    book.close()


EXCEL = {
    "path": "book.xlsx",
    "format": "excel",
    "sheet": "Lines",
    "skip_rows": 1,
    "header_rows": 2,
    "columns": {
        "line_id": {"from": "Ref"},
        "period_start": {"from": "Period from"},
        "period_end": {"from": "Period to"},
        "amount_gross": {"from": "Amount"},
        "amount_net": {"from": "Paid"},
        "measure_type": {"constant": "realised"},
    },
    "date_formats": ["%d-%m-%Y", "excel_serial"],
}


def test_excel_with_serial_dates_merged_headers_and_a_formula(tmp_path: Path) -> None:
    workbook(tmp_path / "book.xlsx")
    connection, [loaded] = load(tmp_path, EXCEL)
    assert counts(loaded) == (2, 2, 0, 0)
    assert loaded.file == "book.xlsx[Lines]"
    columns = "line_id, period_start, period_end, amount_gross, amount_net, source_line"
    assert rows(connection, columns) == [
        ("1", dt.date(2024, 1, 31), dt.date(2024, 2, 1), Decimal("0.30"), Decimal(3), 4),
        ("two", dt.date(2024, 1, 31), dt.date(2024, 2, 29), Decimal("-1234567.89"), Decimal("-1234567.89"), 5),
    ]
    # Serial numbers are dates only where the delivery says so.
    with pytest.raises(BadInput, match="45323"):
        load(tmp_path, {**EXCEL, "date_formats": ["%d-%m-%Y"]})


def test_a_formula_without_a_value_and_an_error_cell_are_not_empty(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row("A1", HEADER.strip().split(","))
    sheet.write_row("A2", ["a", "2024-01-31", 1, "realised"])
    sheet.write_row("A3", ["b", "2024-01-31"])
    sheet.write_formula("C3", "=1/0", value="#DIV/0!")
    sheet.write("D3", "realised")
    book.close()
    entry = {"path": "book.xlsx", "format": "excel"}
    with pytest.raises(BadInput, match=r"line 3.*cell C3"):
        load(tmp_path, entry)


def test_sheets_that_are_not_there_and_workbooks_that_are_none(tmp_path: Path) -> None:
    workbook(tmp_path / "book.xlsx")
    with pytest.raises(BadInput, match="Cover, Lines"):
        load(tmp_path, {**EXCEL, "sheet": "Line"})
    with pytest.raises(BadInput, match="several sheets"):
        load(tmp_path, {key: value for key, value in EXCEL.items() if key != "sheet"})
    assert "a text, such as CSV" in refused(tmp_path, HEADER + GOOD, {"format": "excel"})
    with ZipFile(tmp_path / "spend.csv", "w") as archive:
        archive.writestr("x.txt", "no workbook")
    with pytest.raises(BadInput, match="can't be read"):
        load(tmp_path, {"format": "excel"})


# JSON and Parquet -------------------------------------------------------------------------------------------

ISSUES = {
    "total": 3,
    "issues": [
        {
            "key": "MIG-1",
            "fields": {
                "summary": "Synthetic: slow",
                "created": "2024-03-01T10:00:00.000+0000",
                "status": {"name": "Open"},
                "components": [{"name": "Network"}, {"name": "Mail"}],
                "duedate": None,
            },
        },
        {
            "key": "MIG-2",
            "fields": {"summary": "Synthetic: down", "created": "2024-03-02T11:30:00.000+0100", "status": None},
        },
        {"key": "MIG-3", "fields": {"summary": "Synthetic: odd", "created": "yesterday", "duedate": "2024-05-01"}},
    ],
}
JIRA = {
    "source": "issues",
    "path": "issues.json",
    "format": "json",
    "records": "issues[]",
    "columns": {
        "issue_id": {"from": "key"},
        "title": {"from": "fields.summary"},
        "created_at": {"from": "fields.created", "date_formats": ["%Y-%m-%dT%H:%M:%S.%g%z"]},
        "status": {"from": "fields.status.name", "optional": True},
        "component": {"from": "fields.components.name", "optional": True},
        "target_date": {"from": "fields.duedate", "optional": True},
    },
    "ignored_columns": ["fields.status"],
}


def test_jiras_json_with_missing_nested_objects(tmp_path: Path) -> None:
    (tmp_path / "issues.json").write_text(json.dumps(ISSUES))
    connection, [loaded] = load(tmp_path, JIRA, max_rejected_rows=1)
    assert counts(loaded) == (3, 2, 1, 0)
    assert rows(connection, "issue_id, created_at, status, component, target_date", "issues") == [
        ("MIG-1", dt.datetime(2024, 3, 1, 10), "Open", "Network, Mail", None),
        # 11:30 at one hour before UTC.
        ("MIG-2", dt.datetime(2024, 3, 2, 10, 30), None, None, None),
    ]
    assert rejects(connection) == [(3, "created_at", "yesterday", "not a valid timestamp")]


def test_a_leaf_that_nobody_handles_is_drift_in_json_too(tmp_path: Path) -> None:
    more = json.loads(json.dumps(ISSUES))
    more["issues"][1]["fields"]["votes"] = {"count": 3}
    (tmp_path / "issues.json").write_text(json.dumps(more))
    with pytest.raises(BadInput, match=r"nobody handles: 'fields\.votes\.count'"):
        load(tmp_path, JIRA, max_rejected_rows=1)
    ignored = {**JIRA, "ignored_columns": ["fields.status", "fields.votes"]}
    assert counts(load(tmp_path, ignored, max_rejected_rows=1)[1][0]) == (3, 2, 1, 0)


def test_nested_records_see_what_is_around_them(tmp_path: Path) -> None:
    document = {
        "releases": [
            {"ocid": "x-1", "buyer": {"name": "Synthetic A"}, "contracts": [{"id": 1}, {"id": 2}]},
            {"ocid": "x-2", "contracts": [{"id": 1, "value": {"amount": 12345678901234.56}}]},
        ]
    }
    (tmp_path / "ocds.json").write_text(json.dumps(document))
    entry = {
        "source": "contracts",
        "path": "ocds.json",
        "format": "json",
        "records": "releases[].contracts[]",
        "columns": {
            "contract_id": {"from": "id"},
            "contract_name": {"from": "releases[].ocid"},
            "supplier_name": {"from": "releases[].buyer.name", "optional": True},
            "original_value_net": {"from": "value.amount", "optional": True},
        },
    }
    connection, [loaded] = load(tmp_path, entry)
    assert counts(loaded) == (3, 3, 0, 0)
    assert rows(connection, "contract_name, contract_id, supplier_name, original_value_net", "contracts") == [
        ("x-1", "1", "Synthetic A", None),
        ("x-1", "2", "Synthetic A", None),
        ("x-2", "1", None, Decimal("12345678901234.56")),
    ]


def test_json_that_is_cut_off_and_json_lines_with_a_bad_line(tmp_path: Path) -> None:
    (tmp_path / "issues.json").write_text(json.dumps(ISSUES, indent=1)[:-40])
    with pytest.raises(BadInput, match=r"Not JSON.*\n.*issues\.json, line \d+, column"):
        load(tmp_path, JIRA)
    lines = [
        {"line_id": "a", "period_start": "2024-01-31", "amount_gross": 1.5, "measure_type": "realised"},
        {"line_id": "b", "period_start": "2024-01-31", "amount_gross": "2,5", "measure_type": "realised"},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / "spend.csv").write_text(text + '\n\n{"line_id": "c", "per\n[1]\n')
    # A number of JSON has a point, whatever the texts have.
    connection, [loaded] = load(tmp_path, {"format": "jsonl"}, decimal_separator=",", max_rejected_rows=3)
    assert counts(loaded) == (5, 2, 3, 0)
    assert rows(connection, "line_id, amount_gross") == [("a", Decimal("1.5")), ("b", Decimal("2.5"))]
    assert [row[0] for row in rejects(connection)] == [3, 4, 5]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    duckdb.sql(
        "select 7 as line_id, date '2024-01-31' as period_start, "
        "1234567890123.45::decimal(18, 2) as amount_gross, 0.1::double + 0.2::double as amount_net, "
        "'realised' as measure_type, timestamp '2024-02-01 00:00' as period_end "
        "union all select 8, null, 1, 1, 'realised', null"
    ).write_parquet(str(tmp_path / "spend.parquet"))
    connection, [loaded] = load(
        tmp_path,
        {"path": "spend.parquet", "format": "parquet"},
        decimal_separator=",",
        date_formats=["%d-%m-%Y"],
        max_rejected_rows=1,
    )
    assert counts(loaded) == (2, 1, 1, 0)
    assert rows(connection, "line_id, period_start, period_end, amount_gross, source_line") == [
        ("7", dt.date(2024, 1, 31), dt.date(2024, 2, 1), Decimal("1234567890123.45"), 1)
    ]
    assert rejects(connection) == [(2, "period_start", None, "required, and empty")]
    assert "can't be read" in refused(tmp_path, HEADER, {"format": "parquet"})


def test_quotes_and_signs_after_a_backslash(tmp_path: Path) -> None:
    lines = [
        r'"say \"a\"",2024-01-31,1.50,realised',
        r"b\,c,2024-01-31,1.50,realised",
        r'"C:\\data\new",2024-01-31,1.50,realised',
        r"d,2024-01-31,\N,realised",
    ]
    connection, [loaded] = loads(
        tmp_path, HEADER + "\n".join(lines) + "\n", escape="backslash", null_words=["\\N"], max_rejected_rows=1
    )
    assert counts(loaded) == (4, 3, 1, 0)
    assert [line for (line,) in rows(connection, "line_id")] == ['say "a"', "b,c", r"C:\data\new"]
    assert [reason for *_, reason in rejects(connection)] == ["one is required: amount_gross, amount_net"]


def test_all_files_in_another_encoding_are_named_at_once(tmp_path: Path) -> None:
    for name, codec in (("1.csv", "cp1252"), ("2.csv", "utf-8"), ("3.csv", "cp1252"), ("4.csv", "utf-16")):
        (tmp_path / name).write_bytes((HEADER + GOOD.replace("a,", f"é{name},")).encode(codec))
    with pytest.raises(BadInput) as error:
        load(tmp_path, {"path": "*.csv"})
    message = str(error.value)
    assert "3 files are in another encoding than is declared" in message
    for said in (
        "1.csv, line 2: The file is not utf-8: byte e9",
        "3.csv, line 2",
        "4.csv, line 1: The file starts",
    ):
        assert said in message
    assert "2.csv" not in message
    checked = CliRunner().invoke(main, ["deliveries", "check", str(tmp_path / "delivery.yml")])
    assert checked.exit_code == 1 and "3 files are in another encoding than is declared" in checked.output
