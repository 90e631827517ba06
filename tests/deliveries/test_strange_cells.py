"""Cells that say something else than they seem to: errors, percentages, long numbers, dashes, moments.

Inputs are synthetic, made after traits of public files; expected values are written by hand.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.loading import counts, load, refused, rejects, rows
from tests.workbook_files import Given, ods, ods_row, prefixed_xlsx, text_cell, xls, xlsb, xlsx

CONTRACTS: dict[str, Any] = {"source": "contracts", "format": "excel", "max_rejected_rows": 50}


def contracts(folder: Path, name: str, **keys: Any) -> tuple[duckdb.DuckDBPyConnection, tuple[int, int, int, int]]:
    """A sheet of contracts, loaded, and the counts of its rows."""
    connection, [loaded] = load(folder, {**CONTRACTS, "path": name, **keys})
    return connection, counts(loaded)


# ------------------------------------------------------------------------------------------------- dashes, dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("€ 1.250,-", "1250"), ("1250,-", "1250"), ("1.250,00-", "-1250"), ("75,--", "75"), ("75,\u2013", "75"),
        ("75,=", "75"), ("75,\u2014", "75"), ("75,\u2212", "75"), ("75,\u2011", "75"), ("75, -", "75"),
        ("0,-", "0"),
        ("-75,-", "-75"), ("(75,-)", "-75"), ("75-", "-75"), ("75,==", "75"), (",-", None), ("75,---", None),
    ],
)  # fmt: skip
def test_a_dash_for_no_cents_is_no_minus(tmp_path: Path, written: str, meant: str | None) -> None:
    lines = f"line_id;period_start;amount_net;measure_type\nA;2024-01-31;{written};realised\n"
    (tmp_path / "spend.csv").write_text(lines, "utf-8")
    forms = ["minus", "trailing_minus", "parentheses"]
    entry = {"delimiter": ";", "decimal_separator": ",", "thousands_separator": ".", "negative_forms": forms}
    connection, _ = load(tmp_path, {**entry, "remove": ["€"], "max_rejected_rows": 1})
    assert rows(connection, "amount_net") == ([(Decimal(meant),)] if meant else [])


@pytest.mark.parametrize("point", [".", ",", "mixed"])
def test_a_dash_for_no_cents_with_each_decimal_sign(tmp_path: Path, point: str) -> None:
    sign = "." if point == "mixed" else point
    lines = f"line_id;period_start;amount_net;measure_type\nA;2024-01-31;75{sign}-;realised\n"
    (tmp_path / "spend.csv").write_text(lines, "utf-8")
    connection, _ = load(tmp_path, {"delimiter": ";", "decimal_separator": point})
    assert rows(connection, "amount_net") == [(Decimal(75),)]


MOMENTS = {
    "2024-03-31T02:30:00.000+0200": dt.datetime(2024, 3, 31, 0, 30),
    "2024-03-31T02:30:00+02:00": dt.datetime(2024, 3, 31, 0, 30),
    "2024-03-31T02:30:00Z": dt.datetime(2024, 3, 31, 2, 30),
    "2024-03-31T02:30:00.123456789Z": dt.datetime(2024, 3, 31, 2, 30, 0, 123456),
    "2024-03-31 02:30:00+02": dt.datetime(2024, 3, 31, 0, 30),
    "2024-03-31T02:30+02": dt.datetime(2024, 3, 31, 0, 30),
    "2024-03-31T02:30:00.25-02:00": dt.datetime(2024, 3, 31, 4, 30, 0, 250000),
    "2024-03-31T02:30:00\u221202:00": dt.datetime(2024, 3, 31, 4, 30),
    "2024-03-31 02:30:00 UTC": dt.datetime(2024, 3, 31, 2, 30),
    "2024-03-31T02:30:00+02:00[Europe/Amsterdam]": dt.datetime(2024, 3, 31, 0, 30),
    # Without an offset it is the clock of Amsterdam: an hour before summer time, two hours in it.
    "2024-01-31T09:00:00": dt.datetime(2024, 1, 31, 8),
    "2024-07-31 09:00": dt.datetime(2024, 7, 31, 7),
    "2024-02-30T02:30:00Z": None,
    "2024-12-31T23:59:60Z": None,
    "2024-03-31T02:30:00+25:00": None,
    "2024-03-31T02:30:00+02:75": None,
    "2024-03-31 02:30:00 CET": None,
}


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"])
def test_the_instant_is_kept_or_the_row_rejected(tmp_path: Path, form: str) -> None:
    lines = [f'{number},x,"{text}"' for number, text in enumerate(MOMENTS)]
    (tmp_path / "issues.csv").write_text("\n".join(["issue_id,title,created_at", *lines]) + "\n", "utf-8")
    entry = {"source": "issues", "path": "issues.csv", "date_formats": [form, "%Y-%m-%d"], "max_rejected_rows": 9}
    connection, _ = load(tmp_path, entry)
    found = dict(rows(connection, "issue_id, created_at", "issues"))
    assert [found.get(str(number)) for number in range(len(MOMENTS))] == list(MOMENTS.values())


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Amsterdam", dt.date(2024, 3, 31)),
        ("UTC", dt.date(2024, 3, 30)),
        ("Asia/Tokyo", dt.date(2024, 3, 31)),
    ],
)
def test_a_day_of_an_instant_is_the_day_in_the_zone(tmp_path: Path, zone: str, day: dt.date) -> None:
    # Half past eleven at night in UTC, which is half past midnight in Amsterdam, and half past eight in Tokyo.
    text = "issue_id,title,created_at,target_date\n1,x,2024-01-01,2024-03-30T23:30:00Z\n"
    (tmp_path / "issues.csv").write_text(text, "utf-8")
    entry = {"source": "issues", "path": "issues.csv", "time_zone": zone}
    connection, _ = load(tmp_path, {**entry, "date_formats": ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]})
    assert rows(connection, "target_date", "issues") == [(day,)]


def test_the_day_of_a_typed_instant_is_that_in_amsterdam_too(tmp_path: Path) -> None:
    select = "'1' as issue_id, 'x' as title, timestamptz '2024-03-30 23:30:00+00' as created_at, "
    select += "timestamptz '2024-03-30 23:30:00+00' as target_date"
    duckdb.execute(f"copy (select {select}) to '{tmp_path}/issues.parquet' (format parquet)")
    connection, _ = load(tmp_path, {"source": "issues", "path": "issues.parquet", "format": "parquet"})
    assert rows(connection, "created_at, target_date", "issues") == [
        (dt.datetime(2024, 3, 30, 23, 30), dt.date(2024, 3, 31))
    ]


@pytest.mark.parametrize(
    ("form", "text", "meant"),
    [
        ("epoch_seconds", "1711841400", dt.datetime(2024, 3, 30, 23, 30)),
        ("epoch_milliseconds", "1711841400250", dt.datetime(2024, 3, 30, 23, 30, 0, 250000)),
        ("epoch_seconds", "17 11", None),
    ],
)
def test_moments_counted_since_1970(tmp_path: Path, form: str, text: str, meant: dt.datetime | None) -> None:
    (tmp_path / "issues.csv").write_text(f"issue_id,title,created_at\n1,x,{text}\n", "utf-8")
    entry = {"source": "issues", "path": "issues.csv", "date_formats": [form], "max_rejected_rows": 1}
    connection, _ = load(tmp_path, entry)
    assert rows(connection, "created_at", "issues") == ([(meant,)] if meant else [])


@pytest.mark.parametrize(
    ("form", "text", "meant"),
    [
        ("%Y%j", "2023365", dt.date(2023, 12, 31)),
        ("%Y%j", "2023366", None),
        ("%Y%j", "2024366", dt.date(2024, 12, 31)),
        ("%Y-%j", "2023-032", dt.date(2023, 2, 1)),
        # 2023 has 52 weeks, 2020 has 53; 28 December lies in the last.
        ("%G-W%V-%u", "2023-W53-1", None),
        ("%G-W%V-%u", "2020-W53-1", dt.date(2020, 12, 28)),
        ("%A %d-%m-%Y", "Monday 31-01-2024", None),
        ("%A %d-%m-%Y", "Wednesday 31-01-2024", dt.date(2024, 1, 31)),
        ("%d-%m-%Y", "31-04-2024", None),
    ],
)
def test_a_date_whose_parts_roll_over_is_none(tmp_path: Path, form: str, text: str, meant: dt.date | None) -> None:
    (tmp_path / "issues.csv").write_text(f"issue_id,title,created_at,target_date\n1,x,2024-01-01,{text}\n")
    columns = {"target_date": {"from": "target_date", "date_formats": [form]}}
    entry = {"source": "issues", "path": "issues.csv", "columns": columns, "max_rejected_rows": 1}
    connection, _ = load(tmp_path, entry)
    assert rows(connection, "target_date", "issues") == ([(meant,)] if meant else [])


MIGRATIONS = "migration_id,service_id,status,baseline_end_date,forecast_end_date\n"


def test_years_that_nobody_means_are_rejected(tmp_path: Path) -> None:
    lines = "M1,S1,not_started,9998-12-31,2024-12-31\nM2,S2,in_progress,2024-01-31,1024-03-31\n"
    (tmp_path / "m.csv").write_text(MIGRATIONS + lines + "M3,S2,in_progress,2024-01-31,2199-12-30\n")
    entry: dict[str, Any] = {"source": "migrations", "path": "m.csv", "max_rejected_rows": 2}
    connection, _ = load(tmp_path, entry)
    assert [
        (line, column, value, reason.split(":")[0]) for line, column, value, reason in rejects(connection)
    ] == [
        (2, "baseline_end_date", "9998-12-31", "outside the years 1900 to 2199"),
        (3, "forecast_end_date", "1024-03-31", "outside the years 1900 to 2199"),
    ]
    connection, _ = load(tmp_path, {**entry, "years": [2000, 2030], "max_rejected_rows": 3})
    assert rows(connection, "migration_id", "migrations") == []
    # A year so late that a sum of months would pass 9999 can't be declared.
    assert "years" in refused(tmp_path, "x\n", {"years": [1900, 9999]})
    assert "is after the last" in refused(tmp_path, "x\n", {"years": [2030, 2000]})


@pytest.mark.parametrize(
    ("written", "date_formats"),
    [
        ("9999-12-31", ["%Y-%m-%d"]),
        ("31-12-9999", ["%d-%m-%Y", "%Y-%m-%d"]),
        ("31-12-9999 23:59:59", ["%d-%m-%Y %H:%M:%S", "%Y-%m-%d"]),
        ("9999-12-31T00:00:00", ["%Y-%m-%d"]),
        ("1900-01-01", ["%Y-%m-%d"]),
        ("01/01/1753", ["%d/%m/%Y", "%Y-%m-%d"]),
        ("2099-12-31", ["%Y-%m-%d"]),
        ("0001-01-01", ["%Y-%m-%d"]),
        ("00010101", ["%Y%m%d", "%Y-%m-%d"]),
        ("0000-00-00", ["%Y-%m-%d"]),
        ("00.00.0000", ["%d.%m.%Y", "%Y-%m-%d"]),
        ("2958465", ["%Y-%m-%d", "excel_serial"]),
    ],
)
def test_a_day_that_stands_for_none_is_unknown(tmp_path: Path, written: str, date_formats: list[str]) -> None:
    (tmp_path / "m.csv").write_text(MIGRATIONS + f"M1,S1,not_started,{written},2024-12-31\n")
    connection, _ = load(tmp_path, {"source": "migrations", "path": "m.csv", "date_formats": date_formats})
    names = "migration_id, baseline_end_date, forecast_end_date"
    assert rows(connection, names, "migrations") == [("M1", None, dt.date(2024, 12, 31))]


def test_a_moment_that_stands_for_none_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "i.csv").write_text(
        "issue_id,title,created_at,resolved_at\nI1,Synthetic,2024-01-31 09:00:00,9999-12-31 23:59:59\n"
    )
    connection, _ = load(tmp_path, {"source": "issues", "path": "i.csv"}, date_formats=["%Y-%m-%d %H:%M:%S"])
    assert rows(connection, "issue_id, resolved_at", "issues") == [("I1", None)]


def test_where_a_day_is_required_none_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "line_id,period_start,amount_gross,measure_type\na,9999-12-31,1.00,realised\nb,2024-01-31,1.00,realised\n"
    )
    connection, _ = load(tmp_path, {"path": "s.csv", "max_rejected_rows": 1})
    assert rejects(connection) == [(2, "period_start", None, "required, and empty")]
    assert rows(connection, "line_id") == [("b",)]


def test_what_stands_for_none_is_declared(tmp_path: Path) -> None:
    lines = "M1,S1,not_started,2099-12-31,2098-12-31\nM2,S1,not_started,2024-01-31,9999-12-31\n"
    (tmp_path / "m.csv").write_text(MIGRATIONS + lines)
    entry: dict[str, Any] = {"source": "migrations", "path": "m.csv", "max_rejected_rows": 1}
    names = "migration_id, baseline_end_date, forecast_end_date"
    every_day = load(tmp_path, {**entry, "unknown_dates": []})[0]
    assert rows(every_day, names, "migrations") == [("M1", dt.date(2099, 12, 31), dt.date(2098, 12, 31))]
    assert [row[:3] for row in rejects(every_day)] == [(3, "forecast_end_date", "9999-12-31")]
    other = {"unknown_dates": ["2098-12-31", "9999-12-31"]}
    assert rows(load(tmp_path, {**entry, **other})[0], names, "migrations") == [
        ("M1", dt.date(2099, 12, 31), None),
        ("M2", dt.date(2024, 1, 31), None),
    ]
    by_column = {"columns": {"forecast_end_date": {"from": "forecast_end_date", "unknown_dates": ["2098-12-31"]}}}
    assert rows(load(tmp_path, {**entry, **by_column})[0], names, "migrations") == [("M1", None, None)]


def test_a_declared_sentinel_is_unknown_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(MIGRATIONS + "M1,S1,not_started,9999-12-31,2024-12-31\n")
    entry: dict[str, Any] = {"source": "migrations", "path": "m.csv", "null_words": ["99"]}
    names = "migration_id, baseline_end_date, forecast_end_date"
    expected = [("M1", None, dt.date(2024, 12, 31))]
    assert rows(load(tmp_path, entry)[0], names, "migrations") == expected
    select = "'M1' as migration_id, 'S1' as service_id, 'not_started' as status, 99 as wave, "
    select += "date '9999-12-31' as baseline_end_date, date '2024-12-31' as forecast_end_date"
    duckdb.execute(f"copy (select {select}) to '{tmp_path}/m.parquet' (format parquet)")
    entry |= {"path": "m.parquet", "format": "parquet"}
    assert rows(load(tmp_path, entry)[0], f"{names}, wave", "migrations") == [(*expected[0], None)]


def test_a_year_of_a_number_is_held_against_the_years_too(tmp_path: Path) -> None:
    text = "cost_impact_id,year,component,amount_eur\na,2024,x,1\nb,1024,x,1\nc,20222,x,1\n"
    (tmp_path / "c.csv").write_text(text)
    connection, _ = load(tmp_path, {"source": "cost_impacts", "path": "c.csv", "max_rejected_rows": 2})
    assert rows(connection, "cost_impact_id", "cost_impacts") == [("a",)]
    assert [(line, column) for line, column, *_ in rejects(connection)] == [(3, "year"), (4, "year")]


# ------------------------------------------------------------------------------- errors, formulas, merged cells

HEADER: list[Given] = ["contract_id", "contract_name", "maximum_value_net"]


def test_formulas_and_errors_behind_any_prefix_of_xml(tmp_path: Path) -> None:
    def row(number: int, value: str) -> str:
        texts = "".join(
            f"<x:c t='inlineStr' r='{column}{number}'><x:is><x:t>{text}</x:t></x:is></x:c>"
            for column, text in zip("AB", (f"K{number}", "x"), strict=True)
        )
        return f"<x:row r='{number}'>{texts}{value}</x:row>"

    header = "".join(
        f"<x:c r='{column}1' t='inlineStr'><x:is><x:t>{name}</x:t></x:is></x:c>"
        for column, name in zip("ABC", HEADER, strict=True)
    )
    cells = [
        "<x:c r='C2'><x:f>1000*1000</x:f></x:c>",
        "<x:c r='C3'><x:v>5</x:v></x:c>",
        "<x:c t='e' r='C4'><x:v>#DIV/0!</x:v></x:c>",
        "<x:c r='C5'><x:f>A1</x:f><x:v/></x:c>",
        "<x:c r='C6' t='str'><x:f>\"\"</x:f><x:v></x:v></x:c>",
    ]
    made = f"<x:row r='1'>{header}</x:row>" + "".join(row(n, cell) for n, cell in enumerate(cells, start=2))
    prefixed_xlsx(tmp_path / "r.xlsx", made)
    connection, found = contracts(tmp_path, "r.xlsx")
    # A formula that gives an empty text says so: that is unknown, and no error.
    assert found == (5, 2, 3, 0)
    assert rows(connection, "contract_id, maximum_value_net", "contracts") == [("K3", Decimal(5)), ("K6", None)]
    assert [(line, column, reason) for line, column, _, reason in rejects(connection)] == [
        (2, "maximum_value_net", "cell C2: a formula without a stored value"),
        (4, "maximum_value_net", "cell C4: the error #DIV/0!"),
        (5, "maximum_value_net", "cell C5: a formula without a stored value"),
    ]


def test_a_stated_dimension_hides_nothing(tmp_path: Path) -> None:
    header = "".join(text_cell(f"{column}1", str(name)) for column, name in zip("ABC", HEADER, strict=True))
    row = text_cell("A2", "K1") + text_cell("B2", "x") + "<c r='C2'><f>1+1</f></c>"
    sheet = f"<row r='1'>{header}</row><row r='2'>{row}</row>"
    xlsx(tmp_path / "r.xlsx", sheet, start='<dimension ref="A1:B1"/>')
    assert contracts(tmp_path, "r.xlsx")[1] == (1, 0, 1, 0)


FORMULAS = {
    "K1": '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>',
    "K2": '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
    "K3": '<table:table-cell table:formula="of:=1/0"/>',
    # Before there was calcext.
    "K4": '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
    "<text:p>Err:502</text:p></table:table-cell>",
    "K5": '<table:table-cell table:formula="of:=A1" office:value-type="float" office:value="5">'
    "<text:p>5</text:p></table:table-cell>",
    "K6": '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""/>',
}


def test_errors_and_formulas_of_opendocument(tmp_path: Path) -> None:
    lines = [ods_row(name, "x", cell) for name, cell in FORMULAS.items()]
    ods(tmp_path / "r.ods", ods_row(*map(str, HEADER)) + "".join(lines))
    connection, found = contracts(tmp_path, "r.ods")
    assert found == (6, 2, 4, 0)
    assert rows(connection, "contract_id, maximum_value_net", "contracts") == [("K5", Decimal(5)), ("K6", None)]
    assert [line for line, *_ in rejects(connection)] == [2, 3, 4, 5]


@pytest.mark.parametrize("write", [xls, xlsb])
@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_errors_of_the_binary_formats(tmp_path: Path, write: Any, error: str) -> None:
    write(
        tmp_path / "r.bin", [HEADER, ["K1", "x", error], ["K2", error, 3.0], ["K3", "y", 5.0], [None, None, error]]
    )
    connection, found = contracts(tmp_path, "r.bin")
    assert found == (4, 1, 3, 0)
    assert rows(connection, "contract_id, maximum_value_net", "contracts") == [("K3", Decimal(5))]
    assert [(line, column, value) for line, column, value, _ in rejects(connection)] == [
        (2, "maximum_value_net", error), (3, "contract_name", error), (5, "maximum_value_net", error),
    ]  # fmt: skip


def test_an_error_in_a_column_that_is_left_out_rejects_nothing(tmp_path: Path) -> None:
    xlsb(tmp_path / "r.xlsb", [[*HEADER, "note"], ["K1", "x", 5.0, "#N/A"]])
    assert contracts(tmp_path, "r.xlsb", ignored_columns=["note"])[1] == (1, 1, 0, 0)
    # An expression that uses it makes it count.
    columns = {"supplier_name": {"expression": "concat(note, 'x')"}}
    assert contracts(tmp_path, "r.xlsb", columns=columns)[1] == (1, 0, 1, 0)


def merged_sheets(folder: Path) -> list[str]:
    """The amount of the first of three contracts spans them all, in each format that can say so."""
    three: list[list[Given]] = [["K1", "x", 3000.0], ["K2", "y", None], ["K3", "z", None]]
    xls(folder / "m.xls", [HEADER, *three], (1, 3, 2, 2))
    xlsb(folder / "m.xlsb", [HEADER, *three], (1, 3, 2, 2))
    cell = '<table:table-cell office:value-type="float" office:value="3000" table:number-rows-spanned="3"/>'
    covered = "<table:covered-table-cell/>"
    lines = [ods_row("K1", "x", cell), ods_row("K2", "y", covered), ods_row("K3", "z", covered)]
    ods(folder / "m.ods", ods_row(*map(str, HEADER)) + "".join(lines))
    sheet = (
        "<row r='1'>" + "".join(text_cell(f"{c}1", str(n)) for c, n in zip("ABC", HEADER, strict=True)) + "</row>"
    )
    for number, (name, title, value) in enumerate(three, start=2):
        cell = f"<c r='C{number}'><v>{value}</v></c>" if value else ""
        texts = text_cell(f"A{number}", str(name)) + text_cell(f"B{number}", str(title))
        sheet += f"<row r='{number}'>{texts}{cell}</row>"
    xlsx(folder / "m.xlsx", sheet, after='<mergeCells><mergeCell ref="C2:C4"/></mergeCells>')
    return ["m.xls", "m.xlsb", "m.ods", "m.xlsx"]


@pytest.mark.parametrize("place", range(4))
def test_merged_cells_are_rejected_or_filled_in_every_format(tmp_path: Path, place: int) -> None:
    name = merged_sheets(tmp_path)[place]
    connection, found = contracts(tmp_path, name)
    assert found == (3, 0, 3, 0)
    assert {reason.split(",")[0].split(": ")[1] for *_, reason in rejects(connection)} == {
        "it is one of the merged cells C2:C4"
    }
    connection, found = contracts(tmp_path, name, merged_cells="fill")
    assert found == (3, 3, 0, 0)
    assert rows(connection, "maximum_value_net", "contracts") == [(Decimal(3000),)] * 3


# ------------------------------------------------------------------------------------ percentages, long numbers

PERCENT_STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/>'
    '<numFmt numFmtId="165" formatCode="0&quot;%&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
)
SPEND = ["line_id", "period_start", "amount_net", "measure_type", "BTW"]


@pytest.mark.parametrize("unit", ["percent", "one"])
def test_a_typed_percentage_is_one_whatever_the_unit(tmp_path: Path, unit: str) -> None:
    def line(number: int, last: str) -> str:
        texts = "".join(
            text_cell(f"{column}{number}", text)
            for column, text in zip("ABCD", (f"L{number}", "2024-01-31", "100", "realised"), strict=True)
        )
        return f"<row r='{number}'>{texts}{last}</row>"

    header = "".join(text_cell(f"{column}1", name) for column, name in zip("ABCDE", SPEND, strict=True))
    lines = [
        line(2, "<c r='E2' s='1'><v>0.21</v></c>"),
        line(3, "<c r='E3' s='2'><v>0.085</v></c>"),
        # A sign in quotes is a text behind the number, and makes no percentage of it.
        line(4, "<c r='E4' s='3'><v>21</v></c>"),
    ]
    xlsx(tmp_path / "p.xlsx", f"<row r='1'>{header}</row>" + "".join(lines), PERCENT_STYLES)
    entry = {"path": "p.xlsx", "format": "excel", "columns": {"vat_rate": {"from": "BTW", "unit": unit}}}
    connection, _ = load(tmp_path, entry)
    last = Decimal("0.21") if unit == "percent" else Decimal(21)
    assert rows(connection, "vat_rate") == [(Decimal("0.21"),), (Decimal("0.085"),), (last,)]


@pytest.mark.parametrize("write", [xls, xlsb, "ods"])
def test_percentages_of_the_other_formats(tmp_path: Path, write: Any) -> None:
    if write == "ods":
        cell = '<table:table-cell office:value-type="percentage" office:value="0.21"><text:p>21%</text:p>'
        line = ods_row("L1", "2024-01-31", "100", "realised", f"{cell}</table:table-cell>")
        ods(tmp_path / "p.bin", ods_row(*SPEND) + line)
    else:
        write(tmp_path / "p.bin", [SPEND, ["L1", "2024-01-31", "100", "realised", (0.21, "%")]])
    entry = {"path": "p.bin", "format": "excel", "columns": {"vat_rate": {"from": "BTW", "unit": "percent"}}}
    connection, _ = load(tmp_path, entry)
    assert rows(connection, "vat_rate") == [(Decimal("0.21"),)]
    # An expression reads the same number.
    entry["columns"] = {"vat_rate": {"expression": "number(BTW)"}}
    assert rows(load(tmp_path, entry)[0], "vat_rate") == [(Decimal("0.21"),)]


LONG = [1234567890123456.0, 1234567890123457.0, 9007199254740991.0, 9007199254740992.0, 12345678901234567890.0]


def long_ids(folder: Path, kind: str) -> dict[str, Any]:
    if kind == "parquet":
        several = " union all ".join(f"select {x!r}::double as contract_id, 'x' as contract_name" for x in LONG)
        duckdb.execute(f"copy ({several}) to '{folder}/l.parquet' (format parquet)")
        return {"path": "l.parquet", "format": "parquet"}
    if kind == "ods":
        cell = '<table:table-cell office:value-type="float" office:value="{:.0f}"/>'
        lines = [ods_row(cell.format(x), "x") for x in LONG]
        ods(folder / "l.ods", ods_row("contract_id", "contract_name") + "".join(lines))
    elif kind == "xlsx":
        head = text_cell("A1", "contract_id") + text_cell("B1", "contract_name")
        lines = [f"<row><c><v>{x:.0f}</v></c>{text_cell(f'B{n}', 'x')}</row>" for n, x in enumerate(LONG, start=2)]
        xlsx(folder / "l.xlsx", f"<row>{head}</row>" + "".join(lines))
    else:
        {"xls": xls, "xlsb": xlsb}[kind](
            folder / f"l.{kind}", [["contract_id", "contract_name"], *([x, "x"] for x in LONG)]
        )
    return {"path": f"l.{kind}"}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods", "parquet"])
def test_long_numbers_keep_every_figure_or_are_rejected(tmp_path: Path, kind: str) -> None:
    # From 2 to the 53rd on, 9007199254740992, a float stands for several whole numbers.
    entry = {**CONTRACTS, **long_ids(tmp_path, kind), "key": ["contract_id"]}
    connection, [loaded] = load(tmp_path, entry)
    assert rows(connection, "contract_id", "contracts") == [
        ("1234567890123456",), ("1234567890123457",), ("9007199254740991",),
    ]  # fmt: skip
    assert counts(loaded) == (5, 3, 2, 0)
    assert {(column, reason.split(":")[0]) for _, column, _, reason in rejects(connection)} == {
        ("contract_id", "a number of so many figures is not kept exactly")
    }


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        ("0.1 + 0.2", "0.3"), ("12345678901234.56", "12345678901234.56"), ("1e-11", None), ("1.005", None),
        ("-0.07", "-0.07"), ("1e5", "100000"), ("1.5e3", "1500"),
    ],
)  # fmt: skip
def test_a_float_is_not_rounded_on_the_way(tmp_path: Path, number: str, meant: str | None) -> None:
    value = " + ".join(f"{part}::double" for part in number.split(" + "))
    select = (
        f"'a' as line_id, date '2024-01-31' as period_start, {value} as amount_net, 'realised' as measure_type"
    )
    duckdb.execute(f"copy (select {select}) to '{tmp_path}/s.parquet' (format parquet)")
    connection, _ = load(tmp_path, {"path": "s.parquet", "format": "parquet", "max_rejected_rows": 1})
    assert rows(connection, "amount_net") == ([(Decimal(meant),)] if meant else [])
