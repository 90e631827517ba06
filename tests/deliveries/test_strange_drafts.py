"""What a draft makes of a file that only looks as if: totals that are none, percentages that are. Synthetic."""

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest
import yaml

from fundament.deliveries.declared.declaration import read_delivery
from fundament.deliveries.declared.pulls import OcdsPull
from fundament.deliveries.drafts.drafting import draft
from fundament.deliveries.reader import load_deliveries
from tests.loading import counts, load
from tests.workbook_files import ods, ods_row

HEADER = "Boekstuk;Boekdatum;Leverancier;Bedrag\n"
LINES = "B1;31-01-2024;Totaal Bouw B.V.;1.250,50\nB2;29-02-2024;Total Gas & Power Ltd;749,50\n"


def drafted(folder: Path, text: str, source: str | None = None) -> dict:
    (folder / "s.csv").write_text(text, "utf-8")
    return yaml.safe_load(draft(folder / "s.csv", source, "administration"))


def test_a_supplier_whose_name_begins_with_total_is_no_total(tmp_path: Path) -> None:
    assert "skip_when" not in drafted(tmp_path, HEADER + LINES)
    issues = "Issue key;Summary;Created\nA-1;Total crash;2024-01-31\nA-2;Slow;2024-02-29\n"
    assert "skip_when" not in drafted(tmp_path, issues)


@pytest.mark.parametrize(
    ("total", "is_one"),
    [
        (";;Totaal;2.000,00\n", True),
        (";;Totaal;2.000,01\n", False),
        ("B3;31-03-2024;Totaal;2.000,00\n", False),
        (";;Eindtotaal;2.000,00\n", True),
        (";;Diversen;2.000,00\n", False),
    ],
)
def test_a_total_has_no_key_and_the_sum_of_the_others(tmp_path: Path, total: str, is_one: bool) -> None:
    found = drafted(tmp_path, HEADER + LINES + total)
    assert ("skip_when" in found) is is_one
    if is_one:
        columns = {
            "line_id": {"from": "Boekstuk"},
            "period_start": {"from": "Boekdatum", "date_formats": ["%d-%m-%Y"]},
            "supplier_name": {"from": "Leverancier"},
            "amount_gross": {"from": "Bedrag", "decimal_separator": ",", "thousands_separator": "."},
            "measure_type": {"constant": "realised"},
        }
        entry = {"path": "s.csv", "delimiter": ";", "columns": columns, "skip_when": found["skip_when"]}
        assert counts(load(tmp_path, entry)[1][0]) == (3, 2, 0, 1)


def test_a_total_under_each_part(tmp_path: Path) -> None:
    text = HEADER + "B1;31-01-2024;A;1,00\n;;Subtotaal;1,00\nB2;31-01-2024;B;2,00\nB3;31-01-2024;C;3,00\n"
    found = drafted(tmp_path, text + ";;Subtotaal;5,00\n;;Totaal;6,00\n")
    assert found["skip_when"] == ["\"Boekstuk\" is null and lower(\"Leverancier\") in ('subtotaal', 'totaal')"]


@pytest.mark.parametrize(("value", "unit"), [("0,21", None), ("21", "percent"), ("21%", "percent")])
def test_a_unit_is_proposed_where_the_values_bear_it_out(tmp_path: Path, value: str, unit: str | None) -> None:
    text = "Boekstuk;Boekdatum;Bedrag excl. btw;BTW percentage\n" + f"B1;31-01-2024;100;{value}\n" * 3
    columns = drafted(tmp_path, text, "contract_spend")["files"][0]["columns"]
    assert columns["vat_rate"]["from"] == "BTW percentage"
    assert columns["vat_rate"].get("unit") == unit


def test_a_typed_percentage_needs_no_unit(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="percentage" office:value="0.21"><text:p>21%</text:p>'
    line = ods_row("B1", "31-01-2024", "100", f"{cell}</table:table-cell>")
    ods(tmp_path / "s.ods", ods_row("Boekstuk", "Boekdatum", "Bedrag excl. btw", "BTW percentage") + line)
    columns = yaml.safe_load(draft(tmp_path / "s.ods", "contract_spend"))["files"][0]["columns"]
    assert "unit" not in columns["vat_rate"]


def test_the_last_row_counts_too(tmp_path: Path) -> None:
    lines = "".join(f"B{number};31-01-2024;A;1,00\n" for number in range(1500))
    found = drafted(tmp_path, HEADER + lines + "B1500;13-01-2024;A;n.v.t.\n")
    assert found["files"][0]["columns"]["amount_gross"]["null_words"] == ["n.v.t."]


def _drafted(folder: Path, text: str, name: str = "file.csv") -> tuple[dict, str]:
    (folder / name).write_text(text)
    drafted = draft(folder / name)
    return yaml.safe_load(drafted)["files"][0]["columns"], drafted


@pytest.mark.parametrize(
    ("header", "row", "canonical"),
    [
        ("TransNo,DatePaid,Ontvanger,GrossAmount", "1,2024-01-02,Syn A,121", "period_start=DatePaid"),
        ("TransNo,DatePaid,Ontvanger,GrossAmount", "1,2024-01-02,Syn A,121", "supplier_name=Ontvanger"),
        ("TransNo,DatePaid,Ontvanger,GrossAmount", "1,2024-01-02,Syn A,121", "amount_gross=GrossAmount"),
        ("TransNo,DatePaid,Ontvanger,Realisatie", "1,20240131,Syn A,121", "amount_gross=Realisatie"),
        ("Issue key,Summary,Created", "A-1,x,30/Sep/21 17:20", "created_at=Created"),
        ("IssueKey,Summary,Created", "A-1,x,2021-09-30T17:20:00.000-0800", "issue_id=IssueKey"),
    ],
)
def test_words_of_a_name_however_it_is_written(tmp_path: Path, header: str, row: str, canonical: str) -> None:
    columns, _ = _drafted(tmp_path, f"{header}\n{row}\n")
    name, _, column = canonical.partition("=")
    assert columns[name]["from"] == column


def test_a_year_is_a_period(tmp_path: Path) -> None:
    _, text = _drafted(tmp_path, "Jaar;Ontvanger;Realisatie\n2022;Syn A;100\n2023;Syn A;200\n")
    (tmp_path / "delivery.yml").write_text(text.replace("TO-FILL-IN", "x"))
    connection = duckdb.connect()
    load_deliveries(connection, tmp_path, dt.date(2026, 1, 1))
    columns = "line_id, period_start, period_end, amount_gross"
    found = connection.execute(f"select {columns} from raw.contract_spend order by line_id")
    assert found.fetchall() == [
        ("2", dt.date(2022, 1, 1), dt.date(2023, 1, 1), 100),
        ("3", dt.date(2023, 1, 1), dt.date(2024, 1, 1), 200),
    ]


def test_what_stands_twice_is_no_id(tmp_path: Path) -> None:
    text = "Reference,Payment Date,Supplier,Amount\nR1,20240131,A,1\nR1,20240131,A,2\nR2,20240229,B,3\n"
    _, drafted = _drafted(tmp_path, text)
    (tmp_path / "delivery.yml").write_text(drafted.replace("TO-FILL-IN", "x"))
    connection = duckdb.connect()
    load_deliveries(connection, tmp_path, dt.date(2026, 1, 1))
    found = connection.execute("select line_id, period_start, amount_gross from raw.contract_spend order by 1")
    january, february = dt.date(2024, 1, 31), dt.date(2024, 2, 29)
    assert found.fetchall() == [("2", january, 1), ("3", january, 2), ("4", february, 3)]
    # Where another column does tell them apart, it is that one.
    columns, _ = _drafted(tmp_path, text.replace("Supplier", "Invoice Number").replace(",A,2", ",C,2"))
    assert columns["line_id"] == {"from": "Invoice Number"}


def test_a_word_for_unknown_is_that_of_its_column(tmp_path: Path) -> None:
    rows = "".join(f"{n},2024-01-0{n},S{n},{n}\n" for n in range(2, 8))
    columns, _ = _drafted(tmp_path, f"id,payment date,supplier,amount\n1,open,none,none\n{rows}")
    assert columns["period_start"]["null_words"] == ["open"]
    assert columns["amount_gross"]["null_words"] == ["none"]
    assert columns["supplier_name"] == {"from": "supplier"}


def test_the_end_of_a_tender_is_no_end_of_a_contract(tmp_path: Path) -> None:
    header = "Contract Reference,Title,Tender end date,Closing date,Contract end\n"
    text = header + "C1,x,2024-01-01,2024-01-02,2029-12-31\n"
    columns, _ = _drafted(tmp_path, text)
    assert [name for name in columns if "end" in name] == ["current_end_date"]
    assert columns["current_end_date"]["from"] == "Contract end"


def test_a_column_says_what_is_realised_and_what_a_forecast(tmp_path: Path) -> None:
    columns, _ = _drafted(tmp_path, "id;datum;bedrag;soort\n1;31-01-2024;10;realisatie\n2;31-01-2024;11;raming\n")
    assert columns["measure_type"] == {"from": "soort", "values": {"realisatie": "realised", "raming": "forecast"}}


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("ocds", {"releases": [{"ocid": "o-1", "tender": {"title": "x"}}]}),
        ("jira", {"issues": [{"key": "A-1", "fields": {"summary": "x", "created": "2021-09-30"}}]}),
    ],
)
def test_what_a_connector_reads_leads_to_it(tmp_path: Path, kind: str, record: dict) -> None:
    (tmp_path / "file.json").write_text(json.dumps(record))
    drafted = draft(tmp_path / "file.json")
    assert f"pull: {{kind: {kind}" in drafted and "docs/connectors.md" in drafted
    if kind == "ocds":
        (tmp_path / "delivery.yml").write_text(drafted)
        pull = read_delivery(tmp_path / "delivery.yml").pull
        assert isinstance(pull, OcdsPull) and pull.paths == ["file.json"]
