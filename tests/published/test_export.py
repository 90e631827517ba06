"""Spreadsheets are read back with another library than the one that wrote them."""

import csv
import json
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from fundament.spreadsheet.files import looks_like_a_formula
from tests.conftest import AS_OF, Command, query

# What a spreadsheet program could run or send away, and look-alikes that are only text.
DANGEROUS = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    ' =HYPERLINK("x";"y")',
    "\uff1d1+1",
    '=1+1";=1+1',
]
HARMLESS = ["a=b", "1-2", "KIS", "", "_x0041_", "é€ 12,5"]


@pytest.fixture
def spoilt(published: Command) -> Command:
    """A release with a mart of malicious texts, of numbers that Excel can't hold, and of unknowns."""
    file = published.warehouse.resolve()
    file.parent.chmod(0o755)
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table marts.spoilt (line integer, note varchar, paid_gross decimal(18, 2), "
            "share_pct decimal(28, 8), is_late boolean, due_date date, numbers integer[])"
        )
        connection.execute("comment on table marts.spoilt is 'Rows of a test'")
        connection.execute("comment on column marts.spoilt.note is '=1+1'")
        connection.execute("comment on column marts.spoilt.paid_gross is 'Paid, EUR including VAT'")
        for line, text in enumerate(DANGEROUS + HARMLESS):
            connection.execute(
                "insert into marts.spoilt values (?, ?, -1234567890.12, 14.30903155, true, '2024-12-31', [1, 2])",
                [line, text],
            )
        connection.execute(
            "insert into marts.spoilt values (98, null, 9999999999999999.99, null, null, '1899-05-01', null)"
        )
    return published


def rows_of(file: Path) -> list[dict]:
    sheet = openpyxl.load_workbook(file)["rows"]
    names, *rows = sheet.iter_rows()
    return [{name.value: cell for name, cell in zip(names, row, strict=True)} for row in rows]


def done(command: Command, *arguments: str) -> subprocess.CompletedProcess[str]:
    result = command("export", *arguments)
    assert result.returncode == 0, result.stderr
    return result


def test_every_cell_of_a_mart_comes_back_by_type(memo: Command, tmp_path: Path) -> None:
    file = tmp_path / "mart.xlsx"
    done(memo, "noncompliance_by_contract_year", "--output", str(file))
    assert openpyxl.load_workbook(file).sheetnames == ["rows", "about"], "the data first"
    cells = {(row["contract_id"].value, row["year"].value): row for row in rows_of(file)}
    assert len(cells) == 12
    cell = cells["EASI", 2021]
    # The memo: 38.1 million; it gives no net amount.
    assert Decimal(str(cell["unlawful_amount_gross"].value)) == Decimal("38100000")
    assert cell["unlawful_amount_gross"].data_type == "n" and cell["unlawful_amount_net"].value is None
    done(memo, "milestones", "--output", str(file))
    found = {row["milestone_id"].value: row["period_start"].value for row in rows_of(file)}
    assert found["house_informed"].date() == date(2022, 6, 27)


def test_the_cover_says_release_date_and_units(memo: Command, tmp_path: Path) -> None:
    file = tmp_path / "scenarios.xlsx"
    done(memo, "noncompliance_scenarios", "--output", str(file))
    cover = [[cell.value for cell in row] for row in openpyxl.load_workbook(file)["about"].iter_rows()]
    said = {row[0]: row[1:3] for row in cover if row[0]}
    manifest = json.loads((memo.published / "manifest.json").read_text())
    assert said["release"][0] == manifest["release_id"] and said["as of"][0] == AS_OF
    assert said["total_gross"][0] == "EUR including VAT"
    assert said["increase_pct"][0] == "percent" and said["pause_months"][0] == "months"
    assert not said["scenario_id"][0]


def test_no_text_becomes_a_formula_in_excel(spoilt: Command, tmp_path: Path) -> None:
    file = tmp_path / "spoilt.xlsx"
    done(spoilt, "spoilt", "--output", str(file))
    *texts, unknown = rows_of(file)
    # The format writes control characters as _xHHHH_, which this library leaves to its caller to read.
    read = [unescape(row["note"].value or "") for row in texts]
    assert read == DANGEROUS + HARMLESS
    for row, text in zip(texts, DANGEROUS + HARMLESS, strict=True):
        assert row["note"].data_type != "f"
        # Somebody who edits the cell doesn't turn it into a formula either.
        assert bool(row["note"].quotePrefix) is (text in DANGEROUS)
        assert row["paid_gross"].value == -1234567890.12 and row["paid_gross"].data_type == "n"
        assert Decimal(str(row["share_pct"].value)) == Decimal("14.30903155")
        assert row["due_date"].value.date() == date(2024, 12, 31) and row["is_late"].value is True
    # 18 digits: a double has room for 15 to 17, so the digits are kept as text; 1899 is before Excel's first day.
    assert unknown["paid_gross"].value == "9999999999999999.99"
    assert unknown["due_date"].value == "1899-05-01"
    assert unknown["share_pct"].value is None and unknown["note"].value is None
    cover = openpyxl.load_workbook(file)["about"]
    assert not [cell for row in cover.iter_rows() for cell in row if cell.data_type == "f"]


def test_csv_marks_what_looks_like_a_formula_and_keeps_numbers(spoilt: Command, tmp_path: Path) -> None:
    file = tmp_path / "spoilt.csv"
    done(spoilt, "spoilt", "--format", "csv", "--output", str(file))
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["note"] for row in rows[:-1]] == [f"'{text}" for text in DANGEROUS] + HARMLESS
    assert {row["paid_gross"] for row in rows[:-1]} == {"-1234567890.12"}
    last = rows[-1]
    assert (last["paid_gross"], last["share_pct"], last["due_date"]) == ("9999999999999999.99", "", "1899-05-01")
    description = json.loads((tmp_path / "spoilt.csv-metadata.json").read_text())
    assert description["dc:isPartOf"] in str(spoilt.warehouse.resolve()) and description["dc:valid"] == AS_OF
    units = {column["name"]: column["dc:format"] for column in description["tableSchema"]["columns"]}
    assert units["paid_gross"] == "EUR including VAT"


@pytest.mark.parametrize("text", DANGEROUS)
def test_the_rule_knows_each_dangerous_text(text: str) -> None:
    assert looks_like_a_formula(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_rule_leaves_other_text_alone(text: str) -> None:
    assert not looks_like_a_formula(text)


def test_parquet_has_types_rows_and_origin(spoilt: Command, tmp_path: Path) -> None:
    file = tmp_path / "spoilt's.parquet"
    done(spoilt, "spoilt", "--format", "parquet", "--output", str(file))
    with duckdb.connect() as connection:
        rows = connection.read_parquet(str(file))
        assert dict(zip(rows.columns, map(str, rows.types), strict=True)) == {
            "line": "INTEGER",
            "note": "VARCHAR",
            "paid_gross": "DECIMAL(18,2)",
            "share_pct": "DECIMAL(28,8)",
            "is_late": "BOOLEAN",
            "due_date": "DATE",
            "numbers": "INTEGER[]",
        }
        # Nothing is marked: no program takes a text in Parquet for a formula.
        assert [note for _, note, *_ in rows.fetchall()] == [*DANGEROUS, *HARMLESS, None]
        said = dict(
            connection.execute(
                "select key::varchar, value::varchar from parquet_kv_metadata(?)", [str(file)]
            ).fetchall()
        )
    assert said["as of"] == AS_OF and said["release"] in str(spoilt.warehouse.resolve())


def test_an_unknown_mart_is_refused_with_the_list(memo: Command, tmp_path: Path) -> None:
    for name in ("nothing", "findings; drop table x", "raw.contracts", "quality.nothing"):
        result = memo("export", name, "--output", str(tmp_path / "x.xlsx"))
        assert result.returncode == 2 and "Traceback" not in result.stderr
        assert "There is no mart" in result.stderr and "source_reconciliation" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_all_marts_at_once_and_a_table_of_another_schema(memo: Command, tmp_path: Path) -> None:
    done(memo, "all", "--output", str(tmp_path / "all"))
    marts = query(memo.warehouse, "select table_name from information_schema.tables where table_schema = 'marts'")
    assert {path.name for path in (tmp_path / "all").iterdir()} == {f"{name}.xlsx" for (name,) in marts}
    for (name,) in marts:
        [(rows,)] = query(memo.warehouse, f"select count(*) from marts.{name}")
        assert (
            openpyxl.load_workbook(tmp_path / "all" / f"{name}.xlsx", read_only=True)["rows"].max_row == rows + 1
        )
    done(memo, "quality.check_results", "--output", str(tmp_path / "checks.xlsx"))
    assert rows_of(tmp_path / "checks.xlsx")[0]["status"].value == "passed"


def test_more_than_a_sheet_holds_points_to_csv(spoilt: Command, tmp_path: Path) -> None:
    with duckdb.connect(str(spoilt.warehouse.resolve())) as connection:
        # One row more than fits under the heading.
        connection.execute("create table marts.long as select range as line from range(1048576)")
        connection.execute("create table marts.wide as select repeat('x', 32768) as note")
    for name, found in (("long", "1,048,576 rows"), ("wide", "32,768 characters")):
        result = spoilt("export", name, "--output", str(tmp_path / "x.xlsx"))
        assert result.returncode == 2 and found in result.stderr and "--format csv" in result.stderr
        assert list(tmp_path.glob("*.x*")) == [], "no half file stays"
    done(spoilt, "long", "--format", "csv", "--output", str(tmp_path / "long.csv"))
    with (tmp_path / "long.csv").open() as stream:
        assert sum(1 for _ in stream) == 1_048_577


def test_a_folder_that_is_not_there_is_said(memo: Command, tmp_path: Path) -> None:
    result = memo("export", "findings", "--output", str(tmp_path / "no" / "x.xlsx"))
    assert result.returncode == 1 and "can't be written" in result.stderr and "Traceback" not in result.stderr
