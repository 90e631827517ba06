"""Every example of docs/deliveries.md, on files of its kind. Expected values are written by hand."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from fundament.deliveries.reader import load_deliveries
from fundament.project import PROJECT_ROOT
from tests.loading import Loaded, counts, rejects, rows

GUIDE = (PROJECT_ROOT / "docs" / "deliveries.md").read_text("utf-8")
EXAMPLES = {
    re.search(r"^delivery_id: (.*)$", block, re.MULTILINE)[1]: block  # type: ignore[index]
    for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    if "delivery_id:" in block
}


def load(folder: Path, example: str) -> Loaded:
    (folder / "delivery.yml").write_text(EXAMPLES[example])
    connection = duckdb.connect()
    return connection, load_deliveries(connection, folder, dt.date(2026, 1, 1))


def test_each_example_is_tried_here() -> None:
    assert sorted(EXAMPLES) == ["account", "issues", "ledger", "register", "tracker"]


def test_a_ledger_whose_months_differ(tmp_path: Path) -> None:
    first = (
        "Boekstuk;Leverancier;Boekdatum;Bedrag (x 1.000);Kostenplaats;Omschrijving;Afdeling\r\n"
        "B1;Synthetisch é;31-01-2024;1.234,567;10;Licenties;ICT\r\n"
        "B2;n.v.t.;31/01/2024;(0,5);;Korting;ICT\r\n"
        "Totaal;Totaal;;1.234,067;;;\r\n"
        ";;;;;;\r\n"
        "B3;Synthetisch;31-06-2024;1,0;;;ICT\r\n"
    )
    second = (
        "Datum;Boekstuk;Bedrag x 1.000;Leverancier;Afdeling;Omschrijving;Kostenplaats\n"
        "01-02-2024;B4;2,25-;Synthetisch;ICT;;10\n"
        "01-02-2024;B1;7;Synthetisch;ICT;;10\n"
    )
    (tmp_path / "spend-2024-01.csv").write_bytes(first.encode("cp1252"))
    (tmp_path / "spend-2024-02.csv").write_bytes(second.encode("cp1252"))
    connection, loaded = load(tmp_path, "ledger")
    assert [counts(file) for file in loaded] == [(5, 2, 1, 2), (2, 1, 1, 0)]
    columns = "line_id, supplier_name, period_start, amount_gross, description"
    assert sorted(rows(connection, columns)) == [
        ("B1", "Synthetisch é", dt.date(2024, 1, 31), Decimal("1234567.00"), "10, Licenties"),
        ("B2", None, dt.date(2024, 1, 31), Decimal("-500.00"), "Korting"),
        ("B4", "Synthetisch", dt.date(2024, 2, 1), Decimal("-2250.00"), "10"),
    ]
    assert rejects(connection) == [
        (3, "line_id", "B1", "repeats the key of spend-2024-01.csv, line 2"),
        (6, "period_start", "31-06-2024", "not a valid date"),
    ]


def test_columns_that_become_rows(tmp_path: Path) -> None:
    (tmp_path / "account.csv").write_text("Artikel,Jaar,Raming,Realisatie\n1,2024,15,16.5\n2,2024,,-1\n")
    connection, [loaded] = load(tmp_path, "account")
    assert counts(loaded) == (4, 3, 0, 1)
    columns = "line_id, period_start, amount_gross, measure_type, description"
    assert sorted(rows(connection, columns)) == [
        ("1-2024-Raming", dt.date(2024, 1, 1), Decimal(15000), "forecast", "1"),
        ("1-2024-Realisatie", dt.date(2024, 1, 1), Decimal(16500), "realised", "1"),
        ("2-2024-Realisatie", dt.date(2024, 1, 1), Decimal(-1000), "realised", "2"),
    ]


def test_a_sheet_of_a_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "register.xlsx")) as book:
        book.add_worksheet("Cover")
        sheet = book.add_worksheet("Contracts")
        sheet.write("A1", "Contract register (synthetic)")
        for column, name in {"A": "Number", "B": "Subject", "E": "Ceiling (million)", "F": "Remarks"}.items():
            sheet.merge_range(f"{column}3:{column}4", name)
        sheet.merge_range("C3:D3", "Term")
        sheet.write_row("C4", ["from", "to"])
        # 45657 is 31 December 2024: 45322, which is 31 January 2024, and 335 days.
        sheet.write_row("A5", ["C1", "Synthetic", "01-02-2023", 45657])
        sheet.write_formula("E5", "=1/8", value=0.125)
    connection, [loaded] = load(tmp_path, "register")
    assert (loaded.file, counts(loaded)) == ("register.xlsx[Contracts]", (1, 1, 0, 0))
    columns = "contract_id, contract_name, start_date, current_end_date, maximum_value_net"
    assert rows(connection, columns, "contracts") == [
        ("C1", "Synthetic", dt.date(2023, 2, 1), dt.date(2024, 12, 31), Decimal("125000.00"))
    ]


def test_an_issue_trackers_export(tmp_path: Path) -> None:
    fields = {
        "summary": "Synthetic",
        "created": "2024-03-01T00:30:00.000+0100",
        "resolutiondate": None,
        "status": {"name": "Open", "id": "1"},
        "components": [{"name": "Network", "id": "7"}, {"name": "Mail", "id": "8"}],
        "votes": {"votes": 3},
    }
    document = {"total": 1, "issues": [{"id": "1", "self": "x", "expand": "y", "key": "MIG-1", "fields": fields}]}
    (tmp_path / "issues.json").write_text(json.dumps(document))
    connection, [loaded] = load(tmp_path, "issues")
    assert counts(loaded) == (1, 1, 0, 0)
    # Half past midnight, one hour before UTC.
    assert rows(connection, "issue_id, title, created_at, resolved_at, status, component", "issues") == [
        ("MIG-1", "Synthetic", dt.datetime(2024, 2, 29, 23, 30), None, "Open", "Network, Mail")
    ]


def test_json_lines_and_parquet(tmp_path: Path) -> None:
    lines = [
        {"nr": 1, "app": {"code": "S1"}, "state": "Busy", "planned": {"end": "2024-06-30"}},
        {"nr": 2, "app": {"code": "S2"}, "state": "Done"},
    ]
    (tmp_path / "migrations.jsonl").write_text("\n".join(map(json.dumps, lines)))
    duckdb.sql("select 'S1' as from_id, 'P' as to_id, 'runs_on' as dependency_type").write_parquet(
        str(tmp_path / "dependencies.parquet")
    )
    connection, loaded = load(tmp_path, "tracker")
    assert [counts(file) for file in loaded] == [(2, 2, 0, 0), (1, 1, 0, 0)]
    assert rows(connection, "migration_id, service_id, status, baseline_end_date", "migrations") == [
        ("1", "S1", "in_progress", dt.date(2024, 6, 30)),
        ("2", "S2", "completed", None),
    ]
    assert rows(connection, "from_id, to_id, dependency_type", "dependencies") == [("S1", "P", "runs_on")]


# What `mixed` and the tables say in words ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("as_of: {from_file_name: 'register_(\\d{4}-\\d{2}-\\d{2})', format: '%Y-%m-%d'}", dt.date(2024, 3, 31)),
        ("as_of: 2024-01-01", dt.date(2024, 1, 1)),
    ],
)
def test_the_day_that_a_file_is_as_at(tmp_path: Path, declared: str, expected: dt.date) -> None:
    (tmp_path / "register_2024-03-31.csv").write_text("contract_id,contract_name\nC1,Synthetic\n")
    (tmp_path / "delivery.yml").write_text(
        f"delivery_id: a\ntitle: a\nowner: a\npublication_id: a\nscope: full\n{declared}\n"
        "files: [{source: contracts, path: '*.csv'}]\n"
    )
    connection = duckdb.connect()
    load_deliveries(connection, tmp_path, dt.date(2026, 1, 1))
    assert connection.execute("select as_of_date from raw.deliveries").fetchall() == [(expected,)]
