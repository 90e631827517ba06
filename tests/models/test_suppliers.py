"""Spend per supplier, totals per file and month, and a publication in francs; all computed by hand."""

import datetime as dt
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from rich.console import Console

from fundament.commands.explain import explain
from fundament.note.writing import write_notes
from fundament.screen.findings import show_findings
from fundament.spreadsheet.table import find_table
from tests.conftest import query
from tests.warehouses import built as built_file
from tests.warehouses import checked, published_with_note, warehouse_of

# Line a and the credit c are of the supplier of k; b names another. Of d only the net amount is known, and no
# contract. e and f are of a natural person, once by the line and once by the register; g is of nobody.
EUROS = {
    "publications": "publication_id,title,published_on,as_of_date\neuros,Synthetic,2023-06-01,2023-06-30\n",
    "contracts": """contract_id,contract_name,supplier_id,supplier_name,supplier_kind,asserted_class
k,K,S1,Acme,,unlawful_extension
j,J,P9,J. Jansen,natural_person,lawful
""",
    "contract_spend": "line_id,contract_id,supplier_id,supplier_name,supplier_kind,period_start,"
    """amount_gross,amount_net,measure_type,cost_type,currency
a,k,,,,2023-01-10,100.00,,realised,hosting,EUR
b,k,S2,Beta,organisation,2023-01-20,50.00,,realised,licences,
c,k,,,,2023-02-01,-10.00,,realised,hosting,EUR
d,,,Gamma,,2023-02-02,,8.00,realised,,EUR
e,j,,,,2023-02-03,30.00,,forecast,hours,EUR
f,k,P9,J. Jansen,natural_person,2023-02-04,7.00,,realised,hours,EUR
g,,,,,2023-03-01,1.00,,realised,,EUR
""",
}
# A direct award of 300,000 net, far above every threshold in euros.
FRANCS = {
    "publications": "publication_id,title,published_on,as_of_date,currency\n"
    "francs,Synthetic,2023-06-01,2023-06-30,CHF\n",
    "contracts": "contract_id,contract_name,procurement_method,authority_type,nature,award_date,start_date,"
    """end_date,current_end_date,estimated_value_net,original_value_net
m,Fonds EUR 5,direct,central,services,2022-03-01,2022-03-01,2022-12-31,2022-12-31,300000,300000
""",
    "contract_amendments": "amendment_id,contract_id,amendment_date,modification_ground,value_delta_net\n"
    "more,m,2022-04-01,additional,20000\nunknown,m,2022-04-02,unforeseen,\n",
    "contract_spend": """line_id,contract_id,period_start,amount_gross,amount_net,measure_type,currency
x,m,2022-06-01,121000.00,100000.00,realised,CHF
y,m,2022-07-01,12.10,10.00,realised,
z,m,2022-07-01,5.00,4.00,realised,EUR
w,m,2023-02-01,3000000.00,2400000.00,realised,CHF
""",
}
CONTROL_TOTALS = "    control_totals: {rows: 7, sums: {amount_gross: 178.00}}\n    expected_rows: 7\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("suppliers")
    for name, files, more in (("euros", EUROS, CONTROL_TOTALS), ("francs", FRANCS, "    max_rejected_rows: 1\n")):
        folder = home / "deliveries" / name
        folder.mkdir(parents=True)
        (folder / "delivery.yml").write_text(
            f"delivery_id: {name}\ntitle: Synthetic\nowner: tests\npublication_id: {name}\nfiles:\n"
            + "".join(
                f"  - source: {source}\n    path: {source}.csv\n{more if source == 'contract_spend' else ''}"
                for source in files
            )
        )
        for source, text in files.items():
            (folder / f"{source}.csv").write_text(text)
    built_file(home, home / "deliveries", dt.date(2023, 6, 30))
    return home


@pytest.fixture(scope="module")
def file(home: Path) -> Path:
    return warehouse_of(home).build_file


def test_spend_per_supplier(file: Path) -> None:
    rows = query(
        file,
        "select supplier_key, year, supplier_name, spend_lines, spend_amount_gross, spend_unknown_lines, "
        "realised_amount_gross, forecast_amount_gross, unlawful_amount_gross, uncertain_amount_gross, "
        "credit_amount_gross, cost_type_totals "
        "from marts.spend_by_supplier where publication_id = 'euros' order by supplier_key",
    )
    nothing = Decimal(0)
    assert [tuple(row) for row in rows] == [
        # Its one line, which is realised, has no amount including VAT: that nothing is unlawful is not known.
        ("Gamma", 2023, "Gamma", 1, None, 1, None, nothing, None, None, None, None),
        ("S1", 2023, "Acme", 2, 90, 0, 90, nothing, 90, nothing, -10, "hosting: 90.00"),
        ("S2", 2023, "Beta", 1, 50, 0, 50, nothing, 50, nothing, nothing, "licences: 50.00"),
        ("natural_person", 2023, None, 2, 37, 0, 7, 30, 7, nothing, nothing, "hours: 37.00"),
        ("none", 2023, None, 1, 1, 0, 1, nothing, nothing, 1, nothing, None),
    ]


def test_suppliers_as_the_sources_name_them(file: Path) -> None:
    rows = query(
        file,
        "select supplier_key, supplier_id, supplier_name, supplier_names, supplier_kind, contracts "
        "from marts.dim_supplier where publication_id = 'euros' order by all",
    )
    assert rows == [
        ("Gamma", None, "Gamma", 1, None, 0),
        ("S1", "S1", "Acme", 1, None, 1),
        ("S2", "S2", "Beta", 1, "organisation", 0),
        ("natural_person", None, None, 0, "natural_person", 1),
        ("none", None, None, 0, None, 0),
    ]


def test_no_natural_person_is_in_a_table_that_is_published(file: Path) -> None:
    with duckdb.connect(str(file), read_only=True) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where table_schema in ('marts', 'history', 'quality') and data_type = 'VARCHAR'"
        ).fetchall()
        assert len(columns) > 200
        for schema, table, column in columns:
            found = connection.execute(
                f"select {column} from {schema}.{table} where {column} like '%Jansen%' or {column} like '%P9%'"
            ).fetchall()
            assert not found, (schema, table, column)


def test_totals_per_file_and_month(file: Path) -> None:
    rows = query(
        file,
        "select month_start, lines, charges_amount_gross, credits_amount_gross, balance_amount_gross, "
        "gross_unknown_lines, balance_amount_net "
        "from quality.spend_file_totals where delivery_id = 'euros' order by month_start",
    )
    assert rows == [
        (dt.date(2023, 1, 1), 2, 150, 0, 150, 0, 0),
        (dt.date(2023, 2, 1), 4, 37, -10, 27, 1, 8),
        (dt.date(2023, 3, 1), 1, 1, 0, 1, 0, 0),
    ]


def test_which_control_totals_were_applied(file: Path) -> None:
    rows = query(
        file,
        "select delivery_id, source_name, measure, stated_total, read_total, is_stated "
        "from quality.control_totals where source_name in ('contract_spend', 'contracts') order by all",
    )
    assert rows == [
        ("euros", "contract_spend", "amount_gross", 178, 178, True),
        ("euros", "contract_spend", "expected_rows", 7, 7, True),
        ("euros", "contract_spend", "rows", 7, 7, True),
        ("euros", "contracts", "none", None, 2, False),
        ("francs", "contract_spend", "none", None, 4, False),
        ("francs", "contracts", "none", None, 1, False),
    ]


def test_a_row_in_another_currency_is_rejected(file: Path) -> None:
    assert query(file, "select source_line, column_name, rejected_value, reason from quality.rejected_rows") == [
        (
            4,
            "currency",
            "EUR",
            "the publication is in CHF: deliver it in that, or as a publication of its own",
        )
    ]


def test_francs_are_not_held_against_a_threshold_in_euros(file: Path) -> None:
    assert query(
        file,
        "select verdict, reason from marts.rule_verdicts where publication_id = 'francs' and rule_id = 'R8'",
    ) == [("not_testable", "The amounts are in another currency than the threshold")]
    # The day after 31 December 2022 is after the lawful end, whatever the currency.
    assert query(
        file,
        "select year, unlawful_amount_gross, uncertain_amount_gross from marts.noncompliance_by_contract_year "
        "where publication_id = 'francs' order by year",
    ) == [(2022, 0, Decimal("121012.10")), (2023, 3000000, 0)]
    assert query(file, "select publication_id, currency from marts.dim_publication order by all") == [
        ("euros", "EUR"),
        ("francs", "CHF"),
    ]


def test_no_word_of_a_publication_in_francs_speaks_of_euros(file: Path) -> None:
    """All texts of all tables that have its rows, but for the row that came in euros."""
    tables = query(
        file,
        "select schema_name || '.' || table_name, list(column_name) filter (data_type = 'VARCHAR') "
        "from duckdb_columns() where schema_name in ('marts', 'narrow', 'quality') and column_name != 'currency' "
        "and table_name not in ('rejected_rows', 'check_results') "
        "group by all having bool_or(column_name = 'publication_id') order by all",
    )
    said = []
    with duckdb.connect(str(file), read_only=True) as connection:
        for table, columns in tables:
            names = ", ".join(f'"{column}"' for column in columns)
            rows = connection.execute(f"select {names} from {table} where publication_id = 'francs'").fetchall()
            said += [
                (f"{table}.{column}", str(text)) for row in rows for column, text in zip(columns, row, strict=True)
            ]
    # The name of the contract stays what it is.
    assert any(text.endswith(": Fonds EUR 5") for place, text in said if place == "marts.findings.message_nl")
    words = [(place, text.replace("Fonds EUR 5", "")) for place, text in said]
    assert [one for one in words if re.search(r"\b(EUR|euros?)\b|\u20ac|\u00a4", one[1])] == []
    # 300,000 and the change of 20,000; R4 on the half of 300,000.
    spoken = {text for place, text in said if place == "marts.rule_verdicts.evidence"}
    assert any("change CHF 20000.00 net; original value CHF 300000.00" in text for text in spoken), spoken


def test_francs_are_shown_as_francs(home: Path, file: Path, tmp_path: Path) -> None:
    said = query(
        file,
        "select replace(message_en || ' ' || message_nl || ' ' || evidence, 'Fonds EUR 5', '') "
        "from marts.findings where publication_id = 'francs' and amount_gross is not null",
    )
    assert said and all("CHF 3" in message and "EUR" not in message for (message,) in said)
    assert not checked(file)
    release = published_with_note(warehouse_of(home))
    # 3,000,000.00 of 2023, in the note that is asked for of this publication.
    write_notes(release, tmp_path, "a-release", "2023-06-30", "francs")
    for language, amount in (("en", "CHF 3.0"), ("nl", "CHF 3,0")):
        text = (tmp_path / f"note-{language}.html").read_text("utf-8").replace("\u00a0", " ")
        assert amount in re.sub("<[^>]+>", "", text)
        assert not re.search(r"(EUR|\u20ac) ?3", re.sub("<[^>]+>", "", text))
    # A mart of both publications says so; the figures that were printed are of none.
    units = {column.name: column.unit for column in find_table(release, "noncompliance_by_contract_year").columns}
    assert units["spend_amount_gross"] == "currency of the publication, including VAT"
    cell = "noncompliance_by_contract_year/francs/none/m/2023/realised/unlawful_amount_gross"
    shown = (
        CliRunner().invoke(explain, [cell, "--home", str(home), "--deliveries", str(home / "deliveries")]).output
    )
    assert "CHF 3,000,000.00" in shown and "EUR" not in shown.replace("Fonds EUR 5", "")
    console = Console(file=StringIO(), width=200)
    with duckdb.connect(str(release / "fundament.duckdb"), read_only=True) as connection:
        show_findings(console, connection)
    [group] = [line for line in console.file.getvalue().splitlines() if "after a contract" in line]  # type: ignore[attr-defined]
    assert group.endswith("CHF 3,000,000.00")
