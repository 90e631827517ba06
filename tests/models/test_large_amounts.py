"""A ledger of a whole government: DuckDB adds and multiplies decimals of up to 18 figures in 18 figures."""

import csv
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.conftest import query
from tests.warehouses import built

TIMES = 100_000
MONEY = ("amount_net", "amount_gross", "estimated_value_net", "original_value_net", "maximum_value_net")
SIZE = Size(
    seed=3, spend_lines=2_000, contracts=100, amendments=40, services=20, migrations=15, issues=20, dependencies=30
)


def multiply(file: Path) -> list[dict[str, str]]:
    """The rows, with all their amounts so many times as large."""
    with file.open(newline="") as stream:
        reader = csv.DictReader(stream)
        rows, header = list(reader), reader.fieldnames or []
    for row in rows:
        for name in (*MONEY, "value_delta_net"):
            if row.get(name):
                row[name] = str(Decimal(row[name]) * TIMES)
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def gross(row: dict[str, str]) -> Decimal:
    """Its amount including VAT, zero where it is not known."""
    if row["amount_gross"] or not (row["amount_net"] and row["vat_rate"]):
        return Decimal(row["amount_gross"] or 0)
    exact = Decimal(row["amount_net"]) * (1 + Decimal(row["vat_rate"]))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_all_models_and_data_tests_hold_for_a_hundred_thousand_times_the_amounts(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_portfolio(folder, SIZE)
    for name in ("contracts.csv", "contract_amendments.csv"):
        multiply(folder / "register" / name)
    lines = [*multiply(folder / "register" / "contract_spend.csv"), *multiply(folder / "ledger" / "ledger.csv")]
    total = sum(map(gross, lines))
    assert total > 10**12 and max(gross(line) for line in lines) > 10**10
    file = built(tmp_path / "home", folder, dt.date(2026, 11, 24))
    assert query(file, "select sum(amount_gross) from marts.spend_lawfulness") == [(total,)]
