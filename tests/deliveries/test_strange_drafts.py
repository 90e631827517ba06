"""What a draft makes of a file that only looks as if: totals that are none, percentages that are. Synthetic."""

from pathlib import Path

import pytest
import yaml

from fundament.deliveries.drafting import draft
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
    assert "n.v.t." in found["null_words"]
