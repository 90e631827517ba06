"""A folder of synthetic deliveries: the files, their delivery.yml and the control totals.

Contracts whose classes are known: `cases.py`. Rows by the million: `bulk.py`.
"""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from fundament.errors import Misconfigured
from fundament.synthetic.base import AS_OF, Size, contract_id
from fundament.synthetic.bulk import Bulk
from fundament.synthetic.cases import SCENARIOS, Case, Line, build_cases

# Above this number of contracts the control totals are per year and in total only.
CELLS_UP_TO = 1_000
OWNER = "fundament synthesise (synthetic)"
DUTCH_COLUMNS = {
    "line_id": "Boekingsnummer",
    "contract_id": "Contract",
    "period_start": "Periode van",
    "period_end": "Periode tot",
    "amount_net": "Bedrag excl. btw",
    "amount_gross": "Bedrag incl. btw",
    "vat_rate": "Btw-tarief",
    "service_id": "Dienst",
    "description": "Omschrijving",
    "citation": "Herkomst",
}

Cells = dict[tuple[str, str, int], int]


def eur(cents: int | None) -> str:
    """An amount in cents as EUR with two decimals; empty where unknown."""
    if cents is None:
        return ""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


class _Delivery:
    """One delivery in the making: its files, each labelled row by row, and its declaration."""

    def __init__(self, folder: Path, size: Size, name: str, **reading: object) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self.size = size
        self.declaration: dict[str, object] = {
            "delivery_id": f"{size.publication_id}-{name}",
            "title": f"Synthetic {name}, seed {size.seed}: invented, of no real organisation",
            "owner": OWNER,
            "publication_id": size.publication_id,
            **reading,
        }
        self.files: list[dict] = []

    def rows(self, source: str, rows: Iterable[dict]) -> None:
        """Write a file of rows; the header is every column that some row has. No rows, no file."""
        listed = list(rows)
        if not listed:
            return
        columns = [*dict.fromkeys(name for row in listed for name in row), "citation"]
        with (self.folder / f"{source}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            for number, row in enumerate(listed, start=1):
                writer.writerow({**row, "citation": f"synthetic, seed {self.size.seed}, row {number}"})
        self.file(source, f"{source}.csv", len(listed))

    def file(self, source: str, path: str, rows: int, columns: dict[str, dict] | None = None) -> None:
        """Declare a file."""
        entry = {"source": source, "path": path, "expected_rows": rows}
        self.files.append({**entry, "columns": columns} if columns else entry)

    def bulk(self, source: str, rows: int, write: Callable[[Path], None]) -> None:
        """Write and declare a file that DuckDB makes, if it has rows."""
        if rows:
            write(self.folder / f"{source}.csv")
            self.file(source, f"{source}.csv", rows)

    def close(self) -> None:
        """Write the declaration, or take away the folder of a delivery without files."""
        if not self.files:
            self.folder.rmdir()
            return
        text = yaml.safe_dump({**self.declaration, "files": self.files}, sort_keys=False, width=110)
        (self.folder / "delivery.yml").write_text("# Synthetic: every row is invented.\n" + text, "utf-8")


def write_portfolio(folder: Path, size: Size, messy: bool = False) -> dict[str, int]:
    """Write the deliveries of a synthetic portfolio; the number of rows per source.

    Raises `Misconfigured` where the folder has something in it, or the sizes do not go together.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Misconfigured("The folder is not empty", str(folder), "Name a new folder.")
    if size.spend_lines and not size.contracts:
        raise Misconfigured("Spend lines need contracts", "--contracts 0", "Ask for at least one.")
    if (size.migrations or size.dependencies) and not size.services:
        raise Misconfigured("Migrations and dependencies need services", "--services 0", "Ask for at least one.")
    bulk, cases, spend_of_contracts = _plan(size)
    folder.mkdir(parents=True, exist_ok=True)
    register = _Delivery(folder, size, "register")
    register.rows("publications", [_publication(size)])
    register.rows("contracts", (_written(row) for case in cases for row in case.contracts))
    register.rows("contract_amendments", _amendments(cases, size))
    register.rows("contract_spend", (_spend_row(line) for case in cases for line in case.lines))
    register.rows("assessments", (row for case in cases for row in _assessments(case)))
    register.rows("scenarios", _scenarios())
    register.rows("control_totals", _control_totals(cases, spend_of_contracts, size))
    register.close()
    reading = {"delimiter": ";", "decimal_separator": ",", "date_formats": ["%d-%m-%Y"]} if messy else {}
    ledger = _Delivery(folder, size, "ledger", **reading)
    if bulk.spend_lines:
        bulk.write_spend(ledger.folder / "ledger.csv", messy)
        columns: dict[str, dict] = {name: {"from": column} for name, column in DUTCH_COLUMNS.items()}
        columns["measure_type"] = {"constant": "realised"}
        ledger.file("contract_spend", "ledger.csv", bulk.spend_lines, columns if messy else None)
    ledger.close()
    trackers = _Delivery(folder, size, "trackers")
    _write_trackers(trackers, bulk)
    trackers.close()
    return _rows_written(register, ledger, trackers)


def _plan(size: Size) -> tuple[Bulk, list[Case], list[tuple[int, int, int, int]]]:
    """How many lines are bulk, and the cases that are built around them.

    The cases need the sums of the bulk lines, and the number of bulk lines is what the cases leave over.
    """
    case_lines = sum(len(case.lines) for case in build_cases(size.contracts, size.seed, [0] * size.contracts))
    bulk = Bulk(size, max(0, size.spend_lines - case_lines))
    spend_of_contracts = bulk.spend_of_contracts() if bulk.spend_lines else []
    net = [0] * size.contracts
    for number, _, net_cents, _ in spend_of_contracts:
        net[number] += net_cents
    return bulk, list(build_cases(size.contracts, size.seed, net)), spend_of_contracts


def _write_trackers(trackers: _Delivery, bulk: Bulk) -> None:
    size = bulk.size
    if size.services:
        trackers.bulk("services", bulk.count_services(), bulk.write_services)
    if size.dependencies:
        path = trackers.folder / "dependencies.csv"
        bulk.write_dependencies(path)
        written = _rows_of(path)
        if written < size.dependencies:
            raise Misconfigured(
                f"{size.services} services have room for {written} dependencies, not {size.dependencies}",
                "--dependencies",
                "Ask for fewer, or for more services.",
            )
        trackers.file("dependencies", path.name, written)
    trackers.bulk("migrations", size.migrations, bulk.write_migrations)
    trackers.bulk("issues", size.issues, bulk.write_issues)
    if size.issues:
        path = trackers.folder / "issue_events.csv"
        bulk.write_issue_events(path)
        trackers.file("issue_events", path.name, _rows_of(path))


def _rows_of(path: Path) -> int:
    """Lines of a file of which no value has a line break, less the header."""
    with path.open("rb") as stream:
        return sum(1 for _ in stream) - 1


def _rows_written(*deliveries: _Delivery) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for delivery in deliveries:
        for file in delivery.files:
            counts[file["source"]] += file["expected_rows"]
    return dict(counts)


def _publication(size: Size) -> dict:
    return {
        "publication_id": size.publication_id,
        "title": f"Synthetic portfolio, seed {size.seed}: invented, of no real organisation",
        "issuer": OWNER,
        "published_on": AS_OF,
        "as_of_date": AS_OF,
    }


def _written(row: dict) -> dict:
    """A row with its amounts in EUR."""
    return {
        name: eur(value) if name.endswith("_net") and isinstance(value, int) else value
        for name, value in row.items()
    }


def _amendments(cases: list[Case], size: Size) -> Iterable[dict]:
    """Those of the cases, and up to the number asked for such as change nothing."""
    number = 0
    for case in cases:
        for row in case.amendments:
            number += 1
            yield {"amendment_id": f"SYN-A{number:07d}", **_written(row)}
    for extra in range(size.amendments - number if size.contracts else 0):
        yield {
            "amendment_id": f"SYN-A{number + extra + 1:07d}",
            "contract_id": contract_id(extra % size.contracts),
            "modification_ground": "review_clause",
            "amendment_date": dt.date(2022, 1, 1) + dt.timedelta(days=extra % 900),
            "value_delta_net": "0.00",
            "evidence_reference": "synthetic evidence",
        }


def _spend_row(line: Line) -> dict:
    return {
        "line_id": line.line_id,
        "contract_id": line.contract,
        "period_start": line.start,
        "period_end": line.end,
        "amount_net": eur(line.net),
        "amount_gross": eur(line.gross),
        "vat_rate": "" if line.vat_pct is None else f"0.{line.vat_pct:02d}",
        "measure_type": line.measure_type,
        "scenario_id": line.scenario,
        "currency": "EUR",
        "description": "Synthetic invoice",
    }


def _assessments(case: Case) -> Iterable[dict]:
    for row in case.assessments:
        line = row["line"]
        yield {
            "subject_type": "line" if line else "contract",
            "subject_id": line.line_id if line else contract_id(case.numbers[0]),
            "lawfulness_class": row["lawfulness_class"],
            "assessor_role": "synthetic assessor",
            "assessed_on": row["assessed_on"],
            "motivation": "Synthetic assessment",
        }


def _scenarios() -> Iterable[dict]:
    for scenario, months, is_baseline in zip(SCENARIOS, (0, 12), ("true", "false"), strict=True):
        yield {
            "scenario_id": scenario,
            "scenario_name": f"Synthetic scenario, pause of {months} months",
            "pause_months": months,
            "is_baseline": is_baseline,
        }


def unlawful_cells(cases: list[Case], spend_of_contracts: list[tuple[int, int, int, int]]) -> Cells:
    """Unlawful cents including VAT per scenario (empty: none), contract and year, as the cases were built.

    Before assessments: a source prints what it states itself.
    """
    cells: Cells = defaultdict(int)
    bulk_class = {number: case.bulk_class_of(number) for case in cases for number in case.numbers}
    first_in_bulk: dict[int, int] = {}
    for number, year, _, _ in spend_of_contracts:
        first_in_bulk[number] = min(year, first_in_bulk.get(number, year))
    first_year = {
        number: first_in_bulk.get(number) or min(line.start.year for line in case.lines)
        for case in cases
        for number in case.numbers
        if case.counts_first_year_only
    }
    for number, year, _, gross_cents in spend_of_contracts:
        if bulk_class[number].startswith("unlawful") and first_year.get(number, year) == year:
            cells["", contract_id(number), year] += gross_cents
    for case in cases:
        for line in case.lines:
            counted_year = first_year.get(case.numbers[0], line.start.year)
            for (lawfulness_class, year), cents in line.expected.items():
                stated = line.stated or lawfulness_class
                if stated.startswith("unlawful") and line.start.year == counted_year:
                    cells[line.scenario or "", line.contract or "none", year] += cents
    return {key: cents for key, cents in sorted(cells.items()) if cents}


def _control_totals(
    cases: list[Case], spend_of_contracts: list[tuple[int, int, int, int]], size: Size
) -> Iterable[dict]:
    """What the warehouse must come to: per contract and year, per year and in total, for each scenario.

    Facts hold in every scenario: a scenario has a figure wherever it has spend of its own, facts included.
    """
    cells = unlawful_cells(cases, spend_of_contracts)
    sums: dict[tuple[str, str, int | str], int] = defaultdict(int)
    for (scenario, contract, year), cents in cells.items():
        if size.contracts <= CELLS_UP_TO:
            sums[scenario, contract, year] += cents
        sums[scenario, "", year] += cents
        sums[scenario, "", ""] += cents
    for (scenario, contract, when), own in sums.items():
        cents = own + (sums.get(("", contract, when), 0) if scenario else 0)
        figure = "-".join(str(part) for part in (scenario or "none", contract or "all", when or "all"))
        yield {
            "figure_id": f"SYN-unlawful-{figure}",
            "measure": "unlawful_amount_gross",
            "contract_id": contract,
            "year": when,
            "scenario_id": scenario,
            "printed_text": eur(cents),
            "printed_value": eur(cents),
            "unit": "eur",
            "decimals": 2,
        }
    if contracts := len({contract for scenario, contract, _ in cells if not scenario}):
        yield {
            "figure_id": "SYN-unlawful-contracts",
            "measure": "unlawful_contract_count",
            "printed_text": contracts,
            "printed_value": contracts,
            "unit": "count",
            "decimals": 0,
        }
