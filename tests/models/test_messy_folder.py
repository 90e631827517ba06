"""A folder with the exports of four systems, none in our columns, all of them messy: reader, models and checks.

The totals are computed a second time here, out of the same files, with nothing but Python and Decimal.
"""

import csv
import datetime as dt
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from tests.conftest import AS_OF_DATE, query
from tests.warehouses import built, checked

LEDGER_YAML = """\
delivery_id: ledger
title: Spend over threshold (synthetic)
owner: Finance
publication_id: administration
delimiter: ";"
encoding: windows-1252
decimal_separator: ","
thousands_separator: "."
negative_forms: [minus, trailing_minus, parentheses]
date_formats: ["%d-%m-%Y", "%Y-%m-%d"]
null_words: ["n.v.t.", "Exempt under Section 43"]
skip_rows: 2
max_rejected_rows: 3
files:
  - source: contract_spend
    path: "spend-*.csv"
    skip_when: ["lower(Leverancier) like '%totaal%'"]
    blank_rows: skip
    key: [line_id]
    columns:
      line_id: {from: Boekstuk}
      supplier_name: {from: [Leverancier]}
      contract_id: {from: [Contract, Contractnummer]}
      period_start: {from: [Boekdatum, Datum]}
      amount_gross: {from: ["Bedrag (x 1.000)", "Bedrag x 1.000 EUR"], unit: thousand}
      description: {from: Omschrijving}
      measure_type: {constant: realised}
    ignored_columns: [Afdeling]
"""
REGISTER_YAML = """\
delivery_id: register
title: Contract register (synthetic)
owner: Procurement
publication_id: administration
format: excel
sheet: Register
skip_rows: 1
header_rows: 2
date_formats: ["%d-%m-%Y", "excel_serial"]
files:
  - source: contracts
    path: register.xlsx
    columns:
      contract_id: {from: Nummer}
      contract_name: {from: Onderwerp}
      supplier_name: {from: Leverancier}
      start_date: {from: Looptijd van}
      current_end_date: {from: Looptijd tot}
      original_value_net: {from: Waarde}
"""
TRACKER_YAML = """\
delivery_id: tracker
title: Migration tracker (synthetic)
owner: Programme office
publication_id: administration
format: jsonl
files:
  - source: migrations
    path: tracker.jsonl
    columns:
      migration_id: {from: nr}
      service_id: {from: app.code}
      status: {from: state, values: {Done: completed, Busy: in_progress, Planned: not_started}}
      baseline_start_date: {from: plan.start}
      baseline_end_date: {from: plan.end}
      forecast_end_date: {from: forecast.end}
      actual_end_date: {from: actual.end}
"""
ISSUES_YAML = """\
delivery_id: issues
title: Issue tracker (synthetic)
owner: Platform management
publication_id: administration
format: json
records: "issues[]"
date_formats: ["%Y-%m-%dT%H:%M:%S.%g%z"]
files:
  - source: issues
    path: issues.json
    columns:
      issue_id: {from: key}
      title: {from: fields.summary}
      created_at: {from: fields.created}
      resolved_at: {from: fields.resolutiondate}
      status: {from: fields.status.name}
      component: {from: fields.components.name}
    ignored_columns: ["fields.*", self]
"""
SERVICES_YAML = """\
delivery_id: services
title: Services (synthetic)
owner: Platform management
publication_id: administration
format: parquet
files:
  - source: services
    path: services.parquet
    columns:
      service_id: {from: code}
      service_name: {from: name}
      service_kind: {constant: service}
"""
PUBLICATION = "publication_id,title,published_on,as_of_date\nadministration,Synthetic,2024-03-31,2024-03-31\n"
LINES = 240
CONTRACTS, MIGRATIONS, ISSUES = 12, 20, 60


def _amount(number: int) -> str:
    """Thousands of euro with a decimal comma, in every form of a negative number."""
    thousandths = 17 + number * 7919 % 4_000_000
    whole, rest = divmod(thousandths, 1000)
    text = f"{whole:,}".replace(",", "." if number % 2 else "") + f",{rest:03d}"
    return {0: f"-{text}", 1: f"{text}-", 2: f"({text})"}.get(number % 11, text)


def _month(number: int, header: str, order: list[int], date_format: str) -> str:
    out = io.StringIO()
    out.write(f'Overzicht "uitgaven" maand {number} (synthetisch)\r\n\r\n{header}\r\n')
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for place in range(LINES):
        n = number * 1000 + place
        fields = [
            f"B{n}",
            "Exempt under Section 43" if n % 13 == 0 else f"Synthetische leverancier é{n % 7}",
            f"C-{n % CONTRACTS}" if n % 5 else "n.v.t.",
            dt.date(2024, number, 1 + n % 28).strftime(date_format),
            _amount(n),
            'twee; delen\r\nen een "citaat"' if n % 17 == 0 else "synthetisch",
            "ICT",
        ]
        writer.writerow([fields[position] for position in order])
        if place % 100 == 99:
            writer.writerow(["" if position != 1 else "Subtotaal" for position in order])
            out.write(";" * 6 + "\r\n")
    bad = [f"X{number}", "Synthetisch", "C-1", "2022-06-31", "1,0", "geen dag", "ICT"]
    writer.writerow([bad[position] for position in order])
    again = [f"B{number * 1000}", "Synthetisch", "C-1", f"2024-0{number}-01", "1,0", "nog eens", "ICT"]
    writer.writerow([again[position] for position in order])
    total = ["", "Totaal", "", "", "999.999,99", "", ""]
    writer.writerow([total[position] for position in order])
    return out.getvalue().removesuffix("\r\n")


def make_folder(folder: Path) -> None:
    """The exports of one administration."""
    for name, text in {
        "ledger": LEDGER_YAML,
        "register": REGISTER_YAML,
        "tracker": TRACKER_YAML,
        "issues": ISSUES_YAML,
        "services": SERVICES_YAML,
    }.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "delivery.yml").write_text(text)
    (folder / "publications.csv").write_text(PUBLICATION)
    (folder / "delivery.yml").write_text(
        "delivery_id: administration\ntitle: Synthetic\nowner: Synthetic\npublication_id: administration\n"
        "files:\n  - source: publications\n    path: publications.csv\n"
    )
    first = "Boekstuk;Leverancier;Contract;Boekdatum;Bedrag (x 1.000);Omschrijving;Afdeling"
    second = "Datum;Boekstuk;Bedrag x 1.000 EUR;Leverancier;Contractnummer;Omschrijving;Afdeling"
    months = {1: (first, [0, 1, 2, 3, 4, 5, 6], "%d-%m-%Y"), 2: (second, [3, 0, 4, 1, 2, 5, 6], "%Y-%m-%d")}
    for number, (header, order, form) in months.items():
        text = _month(number, header, order, form)
        (folder / "ledger" / f"spend-2024-0{number}.csv").write_bytes(text.encode("cp1252"))
    _register(folder / "register" / "register.xlsx")
    with (folder / "tracker" / "tracker.jsonl").open("w") as stream:
        for n in range(MIGRATIONS):
            record: dict = {"nr": n, "app": {"code": f"S{n}"}, "state": ["Done", "Busy", "Planned"][n % 3]}
            record["plan"] = {"start": "2024-01-01", "end": f"2024-02-{1 + n:02d}"}
            if n % 3 == 0:
                record["actual"] = {"end": "2024-02-25"}
            elif n % 4:
                record["forecast"] = {"end": "2024-06-30"}
            stream.write(json.dumps(record) + "\n")
    services = (
        f"select 'S' || n as code, 'Synthetic service ' || n as name from range({MIGRATIONS}) as numbers (n)"
    )
    duckdb.sql(services).write_parquet(str(folder / "services" / "services.parquet"))
    issues = []
    for n in range(ISSUES):
        fields: dict = {
            "summary": f"Synthetic issue {n}",
            "created": f"2024-01-{1 + n % 28:02d}T10:00:00.000+0100",
        }
        fields["status"] = {"name": "Done" if n % 2 else "Open"} if n % 7 else None
        fields["components"] = [{"name": "Network"}] if n % 3 else []
        fields["resolutiondate"] = "2024-02-20T09:00:00.000+0000" if n % 2 else None
        fields["votes"] = {"count": n}
        issues.append({"key": f"MIG-{n}", "self": "https://jira.example.org", "fields": fields})
    (folder / "issues" / "issues.json").write_text(json.dumps({"total": ISSUES, "issues": issues}, indent=1))


def _register(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Toelichting").write("A1", "Synthetisch")
    sheet = book.add_worksheet("Register")
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write("A1", "Contractregister (synthetisch)")
    for column, name in {"A": "Nummer", "B": "Onderwerp", "C": "Leverancier"}.items():
        sheet.merge_range(f"{column}2:{column}3", name)
    sheet.merge_range("D2:E2", "Looptijd")
    sheet.write_row("D3", ["van", "tot"])
    sheet.merge_range("F2:F3", "Waarde")
    for n in range(CONTRACTS):
        sheet.write_row(n + 3, 0, [f"C-{n}", f"Synthetisch contract {n}", f"Synthetische leverancier é{n % 7}"])
        sheet.write_datetime(n + 3, 3, dt.datetime(2023, 1 + n, 1), day)
        # 31 December 2026 as a serial number.
        sheet.write(n + 3, 4, 46387)
        sheet.write_formula(n + 3, 5, f"=1000.5*{n}", value=1000.5 * n)
    book.close()


def spend_of(path: Path) -> tuple[dict[str, Decimal], dict[str, int]]:
    """Euros per line, and how many rows are of what kind, by plain Python."""
    text = path.read_bytes().decode("cp1252")
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[2:]
    names = {name: place for place, name in enumerate(records[0])}
    amount_at = next(place for name, place in names.items() if name.startswith("Bedrag"))
    date_at = names.get("Datum", names.get("Boekdatum"))
    assert date_at is not None
    lines: dict[str, Decimal] = {}
    kinds = {"read": 0, "skipped": 0, "rejected": 0}
    for record in records[1:]:
        kinds["read"] += 1
        if not any(record) or "totaal" in record[names["Leverancier"]].lower():
            kinds["skipped"] += 1
            continue
        number = record[names["Boekstuk"]]
        year, month, day = map(int, sorted(record[date_at].split("-"), key=len, reverse=True))
        if len(record[date_at].split("-")[0]) == 2:
            month, day = day, month
        try:
            dt.date(year, month, day)
        except ValueError:
            kinds["rejected"] += 1
            continue
        if number in lines:
            kinds["rejected"] += 1
            continue
        written = record[amount_at]
        digits = Decimal(re.sub(r"[^0-9,]", "", written).replace(",", "."))
        sign = -1 if re.search(r"[-(]", written) else 1
        lines[number] = sign * digits * 1000
    return lines, kinds


@pytest.fixture(scope="module")
def administration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("messy")
    make_folder(root / "exports")
    file = built(root / "home", root / "exports", AS_OF_DATE)
    assert checked(file) == {}
    return file, root / "exports"


def test_every_line_is_accounted_for(administration: tuple[Path, Path]) -> None:
    file, folder = administration
    rows = query(
        file,
        "select source_file, lines_read, rows_loaded, rows_rejected, rows_skipped from quality.row_accounting",
    )
    expected = {
        "publications.csv": (1, 1, 0, 0),
        "register/register.xlsx[Register]": (CONTRACTS, CONTRACTS, 0, 0),
        "tracker/tracker.jsonl": (MIGRATIONS, MIGRATIONS, 0, 0),
        "services/services.parquet": (MIGRATIONS, MIGRATIONS, 0, 0),
        "issues/issues.json": (ISSUES, ISSUES, 0, 0),
    }
    for month in (1, 2):
        name = f"ledger/spend-2024-0{month}.csv"
        lines, kinds = spend_of(folder / name)
        # 240 lines, two subtotals, two blank rows, one day that is none, one repeated key, one total.
        assert (len(lines), kinds) == (LINES, {"read": LINES + 7, "skipped": 5, "rejected": 2})
        expected[name] = (kinds["read"], len(lines), kinds["rejected"], kinds["skipped"])
    assert {file: tuple(counts) for file, *counts in rows} == expected
    assert all(read == loaded + rejected + skipped for _, read, loaded, rejected, skipped in rows)


def test_rejected_rows_say_where_and_why(administration: tuple[Path, Path]) -> None:
    file, folder = administration
    rows = query(
        file,
        "select source_file, source_line, column_name, rejected_value, reason from quality.rejected_rows "
        "where source_file like '%-01.csv' order by source_line",
    )
    physical = (folder / "ledger" / "spend-2024-01.csv").read_bytes().decode("cp1252").split("\r\n")
    at = {row[2]: row[1] for row in rows}
    # A line of the file, by hand: the first is line 1.
    assert physical[at["period_start"] - 1].startswith("X1;") and physical[at["line_id"] - 1].startswith("B1000;")
    name = "ledger/spend-2024-01.csv"
    assert [row[2:] for row in rows] == [
        ("period_start", "2022-06-31", "not a valid date"),
        ("line_id", "B1000", f"repeats the key of {name}, line 4"),
    ]


def test_totals_equal_the_independent_computation(administration: tuple[Path, Path]) -> None:
    file, folder = administration
    expected: dict[str, Decimal] = {}
    for month in (1, 2):
        expected |= spend_of(folder / "ledger" / f"spend-2024-0{month}.csv")[0]
    found = dict(
        query(
            file,
            "select line_id, sum(amount_gross) from marts.spend_lawfulness "
            "where publication_id = 'administration' group by line_id",
        )
    )
    assert found == expected
    assert min(expected.values()) < 0 < max(expected.values())
    # The register's values are 1000.5 times 0 to 11.
    value = query(file, "select count(*), sum(original_value_net) from marts.dim_contract where is_on_file")
    assert value == [(CONTRACTS, Decimal("66033.00"))]


def test_the_trackers_arrive_whole(administration: tuple[Path, Path]) -> None:
    file, _ = administration
    opened = "select sum(opened), sum(resolved) from marts.issue_flow where component = 'Network'"
    network = [n for n in range(ISSUES) if n % 3]
    assert query(file, opened) == [(len(network), sum(n % 2 for n in network))]
    # Days between the planned end and what is known of the real or expected one, migration by migration.
    slips = {}
    for n in range(MIGRATIONS):
        end = {0: dt.date(2024, 2, 25)}.get(n % 3, dt.date(2024, 6, 30) if n % 4 else None)
        slips[f"S{n}"] = (end - dt.date(2024, 2, 1 + n)).days if end else None
    found = dict(query(file, "select service_id, slip_days from marts.impact_services"))
    assert {service: found[service] for service in slips} == slips
