"""Tables of other shapes: columns that become rows, fields beyond the header, files that differ among themselves.

Inputs are synthetic; expected values are written by hand.
"""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fundament.rehearsal.checking import check
from tests.loading import GOOD, HEADER, counts, load, loads, refused, rejects, rows
from tests.workbook_files import ods, ods_row, text_cell, xls, xlsb, xlsx

YEARS: dict[str, Any] = {
    "unpivot": {"columns": ["20*"], "name": "Jaar", "value": "Bedrag"},
    "key": ["line_id"],
    "ignored_columns": ["*"],
    "columns": {
        "line_id": {"expression": "concat_ws('-', id, Jaar)"},
        "period_start": {"expression": "make_date(cast(Jaar as integer), 1, 1)"},
        "amount_gross": {"from": "Bedrag"},
        "measure_type": {"constant": "realised"},
    },
}
WIDE = [["id", "2020", "note", "2021"], ["A", "1.50", "q", "2"], ["B", "", "q", "many"], ["A", "7", "q", ""]]


def _xlsx(path: Path) -> None:
    lines = (
        f"<row r='{n}'>{''.join(text_cell(f'{c}{n}', t) for c, t in zip('ABCD', row, strict=True) if t)}</row>"
        for n, row in enumerate(WIDE, start=1)
    )
    xlsx(path, "".join(lines))


def _records() -> list[dict[str, str]]:
    return [dict(zip(WIDE[0], row, strict=True)) for row in WIDE[1:]]


def _parquet(path: Path) -> None:
    several = " union all ".join(
        "select " + ", ".join(f"nullif('{text}', '') as \"{name}\"" for name, text in record.items())
        for record in _records()
    )
    duckdb.execute(f"copy ({several}) to '{path}' (format parquet)")


WRITTEN: dict[str, tuple[str, Callable[[Path], object]]] = {
    "csv": ("csv", lambda path: path.write_text("\n".join(map(",".join, WIDE)) + "\n")),
    "json": ("json", lambda path: path.write_text(json.dumps(_records()))),
    "jsonl": ("jsonl", lambda path: path.write_text("\n".join(map(json.dumps, _records())) + "\n")),
    "xlsx": ("excel", _xlsx),
    "ods": ("excel", lambda path: ods(path, "".join(ods_row(*row) for row in WIDE))),
    "xls": ("excel", lambda path: xls(path, [*WIDE])),
    "xlsb": ("excel", lambda path: xlsb(path, [*WIDE])),
    "parquet": ("parquet", _parquet),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_years_across_become_rows_in_every_format(kind: str, tmp_path: Path) -> None:
    form, write = WRITTEN[kind]
    write(tmp_path / "spend.dat")
    connection, [loaded] = load(tmp_path, {**YEARS, "path": "spend.dat", "format": form}, max_rejected_rows=2)
    # Six fields: two stand for nothing, one is a word, one repeats the key A-2020 of the first row.
    assert counts(loaded) == (6, 2, 2, 2)
    assert rows(connection, "line_id, period_start, amount_gross") == [
        ("A-2020", dt.date(2020, 1, 1), Decimal("1.50")),
        ("A-2021", dt.date(2021, 1, 1), Decimal(2)),
    ]
    first = 1 if kind in ("json", "jsonl", "parquet") else 2
    assert rejects(connection) == [
        (first + 1, "amount_gross", "many", "words, where a number is expected"),
        (first + 2, "line_id", "A-2020", f"repeats the key of spend.dat, line {first}"),
    ]
    skipped = connection.execute("select source_line, reason from raw.skipped_rows order by all").fetchall()
    assert skipped == [(first + 1, "nothing stands in 2020"), (first + 2, "nothing stands in 2021")]


def test_a_row_that_is_blank_or_broken_stays_one_row(tmp_path: Path) -> None:
    text = "id,2020,2021\nA,1,2\n,,\n,,,,,\nB,1\nC,3,4,5\n"
    connection, [loaded] = loads(tmp_path, text, YEARS, max_rejected_rows=4)
    assert counts(loaded) == (6, 2, 4, 0)
    assert rejects(connection) == [
        (3, None, None, "the row is blank"),
        (4, None, None, "the row is blank"),
        (5, None, "B,1", "it has 2 fields, the header has 3"),
        (6, None, "C,3,4,5", "it has 4 fields, the header has 3"),
    ]


def test_two_amounts_of_a_row_are_two_measures(tmp_path: Path) -> None:
    entry = {
        "unpivot": {"columns": ["Raming", "Realisatie"], "name": "Soort", "value": "Bedrag"},
        "columns": {
            "line_id": {"expression": "concat_ws('-', Artikel, Soort)"},
            "period_start": {"expression": "make_date(cast(Jaar as integer), 1, 1)"},
            "amount_gross": {"from": "Bedrag", "unit": "thousand"},
            "measure_type": {"from": "Soort", "values": {"Raming": "forecast", "Realisatie": "realised"}},
        },
        "control_totals": {"rows": 2, "sums": {"amount_gross": "31000"}},
    }
    connection, _ = loads(tmp_path, "Artikel,Jaar,Raming,Realisatie\n1,2024,15,16\n", entry)
    assert rows(connection, "line_id, amount_gross, measure_type, source_line") == [
        ("1-Raming", Decimal(15000), "forecast", 2),
        ("1-Realisatie", Decimal(16000), "realised", 2),
    ]
    message = refused(tmp_path, "Artikel,Jaar,Raming\n1,2024,15\n", entry)
    assert "Columns of unpivot that are missing: 'Realisatie'" in message and "Artikel, Jaar, Raming" in message
    message = refused(tmp_path, "Artikel,Jaar,Raming,Realisatie,Bedrag\n1,2024,15,16,1\n", entry)
    assert "a column 'Bedrag' already" in message


def test_a_check_of_the_first_rows_knows_that_there_are_more(tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text("id,2020,2021\nA,1,2\nB,3,4\nC,5,6\n")
    load(tmp_path, YEARS)
    for sample, is_whole, lines in ((2, False, 4), (4, True, 6)):
        _, [found] = check(tmp_path / "delivery.yml", sample, tmp_path)
        assert (found.is_whole, found.done.lines_read) == (is_whole, lines)
        # The text of one of several rows of a line would stand beside the value of another.
        assert [column.text for column in found.columns if column.name == "amount_gross"] == [None]


def test_fields_beyond_the_header_are_counted_and_may_be_ignored(tmp_path: Path) -> None:
    text = HEADER + "a,2024-01-31,1,realised,more,,\n" + GOOD.replace("a,", "b,", 1) + "c,2024-01-31,1\n"
    connection, _ = loads(tmp_path, text, max_rejected_rows=2)
    assert rejects(connection)[0] == (
        2, None, "a,2024-01-31,1,realised,more,,", "it has 7 fields, the header has 4"
    )  # fmt: skip
    connection, [loaded] = loads(tmp_path, text, surplus="ignore", max_rejected_rows=1)
    assert rows(connection, "line_id") == [("a",), ("b",)]
    assert rejects(connection) == [(4, None, "c,2024-01-31,1", "it has 3 fields, the header has 4")]
    assert loaded.notes == ("fields beyond the header, or under no name, are ignored; lines with some: 2",)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "xls", "xlsb"])
def test_columns_without_a_name_may_be_ignored(tmp_path: Path, kind: str) -> None:
    table = [
        [*HEADER.strip().split(","), ""],
        [*GOOD.strip().split(","), "remark"],
        ["b", *GOOD.strip().split(",")[1:], ""],
    ]
    path = tmp_path / "spend.dat"
    match kind:
        case "csv":
            path.write_text("\n".join(map(",".join, table)) + "\n")
        case "xlsx":
            cells = (
                "".join(text_cell(f"{c}{n}", t) for c, t in zip("ABCDE", row, strict=True) if t)
                for n, row in enumerate(table, 1)
            )
            xlsx(path, "".join(f"<row r='{n}'>{row}</row>" for n, row in enumerate(cells, 1)))
        case "ods":
            ods(path, "".join(ods_row(*row) for row in table))
        case _:
            (xls if kind == "xls" else xlsb)(path, [*table])
    entry = {"path": "spend.dat", "format": "csv" if kind == "csv" else "excel"}
    connection, [loaded] = load(tmp_path, entry, max_rejected_rows=1)
    assert rejects(connection) == [(2, None, "remark", "a value in a column without a name")]
    connection, [loaded] = load(tmp_path, entry, surplus="ignore")
    assert rows(connection, "line_id") == [("a",), ("b",)]
    assert loaded.notes == ("fields beyond the header, or under no name, are ignored; lines with some: 2",)


def test_files_of_one_pattern_may_differ_in_encoding(tmp_path: Path) -> None:
    encodings = {"a": "utf-8", "b": "cp1252", "c": "utf-16", "d": "utf-8-sig"}
    for name, encoding in encodings.items():
        (tmp_path / f"{name}.csv").write_bytes((HEADER + GOOD.replace("a,", f"{name}é,", 1)).encode(encoding))
    entry = {"path": "*.csv", "encoding": ["utf-8", "windows-1252", "utf-16"]}
    connection, _ = load(tmp_path, entry)
    assert rows(connection, "line_id") == [(f"{name}é",) for name in encodings]
    message = refused(tmp_path, b"", {**entry, "encoding": ["utf-8", "windows-1252"], "path": "c.csv"})
    assert "in none of the declared encodings, utf-8, windows-1252" in message and "c.csv, line 1" in message
    (tmp_path / "a.json").write_bytes('[{"line_id": "é"}]'.encode("cp1252"))
    columns = {"period_start": {"constant": "2024-01-31"}, "amount_gross": {"constant": "1"}}
    connection, _ = load(
        tmp_path,
        {
            "path": "a.json",
            "format": "json",
            "encoding": ["utf-8", "latin-1"],
            "columns": {**columns, "measure_type": {"constant": "realised"}},
        },
    )
    assert rows(connection, "line_id") == [("é",)]


def test_wrong_encodings_are_told_all_at_once_in_order(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.csv").write_bytes((HEADER + GOOD.replace("a,", "é,", 1)).encode("cp1252"))
    message = refused(tmp_path, "", {"path": "?.csv"})
    places = [line.split(":")[0].strip() for line in message.splitlines() if "is no character of it" in line]
    assert places == ["a.csv, line 2", "b.csv, line 2", "c.csv, line 2"]


def test_a_date_may_come_from_the_name_of_the_file(tmp_path: Path) -> None:
    """The bytes are the same, and yet these are two months."""
    (tmp_path / "2024").mkdir()
    for month in ("03", "04"):
        (tmp_path / "2024" / f"spend-{month}.csv").write_text("line_id,amount_gross,measure_type\na,1,realised\n")
    month = "regexp_extract(file_name, '([0-9]{4}/spend-[0-9]{2})', 1)"
    columns = {
        "period_start": {"expression": f"strptime({month}, '%Y/spend-%m')"},
        "line_id": {"expression": "concat(line_id, file_name)"},
    }
    connection, found = load(tmp_path, {"path": "2024/*.csv", "columns": columns})
    assert rows(connection, "line_id, period_start, amount_gross") == [
        ("a2024/spend-03.csv", dt.date(2024, 3, 1), Decimal(1)),
        ("a2024/spend-04.csv", dt.date(2024, 4, 1), Decimal(1)),
    ]
    assert [counts(each) for each in found] == [(1, 1, 0, 0)] * 2


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_all_may_be_ignored_but_what_an_expression_uses(tmp_path: Path, form: str) -> None:
    record = {"a": "1", "day": "2024-01-31", "more": {"amount": 5, "of": [{"name": "x"}, {"name": "y"}], "z": 1}}
    (tmp_path / "a.json").write_text(json.dumps(record) + "\n")
    columns = {
        "line_id": {"expression": "a"},
        "period_start": {"from": "day"},
        "amount_gross": {"expression": 'number("more.amount")'},
        "description": {"expression": '"more.of.name"'},
        "measure_type": {"constant": "realised"},
    }
    # The document is one record itself.
    entry = {"path": "a.json", "format": form, "ignored_columns": ["*"], "columns": columns}
    entry |= {"records": "."} if form == "json" else {}
    connection, _ = load(tmp_path, entry)
    assert rows(connection, "line_id, amount_gross, description") == [("1", Decimal(5), "x, y")]
    message = refused(tmp_path, "", {**entry, "columns": {**columns, "line_id": {"expression": "lost"}}})
    assert "an expression names and the file lacks: ['lost']" in message


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("1.234", "more decimals than the 2 that are kept"),
        ("twelve", "words, where a number is expected"),
        ("€ 12", "not a number in the declared form"),
        ("99999999999999999", "larger than an amount may be"),
    ],
)
def test_an_amount_says_what_is_wrong_with_it(tmp_path: Path, amount: str, why: str) -> None:
    message = refused(tmp_path, HEADER + GOOD.replace("1.50", amount))
    assert f"line 2, column amount_gross: '{amount}' ({why})" in message
    assert "None" not in refused(tmp_path, HEADER + GOOD.replace("1.50", ""))


@pytest.mark.parametrize("before", ["", "x"])
def test_a_message_that_is_cut_within_a_character_is_none_of_ours(tmp_path: Path, before: str) -> None:
    """What is wrong with the line is told by the careful way, whatever DuckDB's own message is cut to."""
    connection, _ = loads(
        tmp_path, HEADER + GOOD + f"b,{before}{'é' * 12_000},1,realised,more\n", max_rejected_rows=1
    )
    assert [(line, why) for line, _, _, why in rejects(connection)] == [(3, "it has 5 fields, the header has 4")]


def test_what_a_library_warns_of_is_not_on_the_screen() -> None:
    code = (
        "import warnings; from unittest import mock; from fundament import cli\n"
        "with mock.patch.object(cli, 'main', lambda: warnings.warn('a library says')): cli.program()"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == ""
