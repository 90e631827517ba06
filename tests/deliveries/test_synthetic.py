"""The synthetic deliveries, and the independent computation of the classes of their euros."""

import csv
import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from fundament.cli import main
from fundament.deliveries.reader import load_deliveries
from fundament.synthetic.base import Size
from fundament.synthetic.cases import PATTERNS
from fundament.synthetic.folder import write_portfolio
from tests.independent.lawfulness import Portfolio, amounts_by_line, read

AS_OF = dt.date(2026, 11, 24)
SIZE = Size(seed=7, contracts=150, spend_lines=3_000)


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic folder. Tests only read it."""
    folder = tmp_path_factory.mktemp("synthetic") / "deliveries"
    written = write_portfolio(folder, SIZE)
    assert (written["contracts"], written["contract_spend"]) == (150, 3_000)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


def test_same_seed_same_bytes(portfolio: Path, tmp_path: Path) -> None:
    write_portfolio(tmp_path / "again", SIZE)
    assert contents(tmp_path / "again") == contents(portfolio)
    write_portfolio(tmp_path / "other", Size(seed=8, contracts=150, spend_lines=3_000))
    other = contents(tmp_path / "other")
    assert other.keys() == contents(portfolio).keys()
    assert all(other[name] != text for name, text in contents(portfolio).items())


def test_every_row_says_that_it_is_synthetic(portfolio: Path) -> None:
    files = sorted(portfolio.rglob("*.csv"))
    assert len(files) == 13
    for path in files:
        with path.open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream), start=1):
                assert row["citation"] == f"synthetic, seed 7, row {number}", path
                first = next(iter(row.values()))
                assert first.startswith(("SYN-", "synthetic-")) or row.get("subject_id", "").startswith("SYN-")
    for path in portfolio.rglob("delivery.yml"):
        assert path.read_text("utf-8").startswith("# Synthetic:")


def test_every_pattern_is_used(portfolio: Path) -> None:
    names = {row["contract_name"].split(", ")[1] for row in read(portfolio, "contracts")}
    assert names == {function.__name__.replace("_", " ") for _, function in PATTERNS}


def test_independent_computation_agrees_with_how_it_was_built(portfolio: Path) -> None:
    """The control totals follow from how each pattern was built; the computation knows rules only.

    A source prints what it states itself, so nobody has judged yet; and facts hold in every scenario.
    """
    computed: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    contracts = set()
    lines = {row["line_id"]: row for row in read(portfolio, "contract_spend")}
    unjudged = Portfolio(portfolio, AS_OF)
    assert unjudged.assessed
    unjudged.assessed.clear()
    for piece in unjudged.classified():
        if piece.lawfulness_class.startswith("unlawful") and piece.is_counted:
            row = lines[piece.line_id]
            assert piece.gross is not None
            for contract in (row["contract_id"], ""):
                computed[row.get("scenario_id") or "", contract, str(piece.year)] += piece.gross
            computed[row.get("scenario_id") or "", "", ""] += piece.gross
    for scenario, contract, year in [key for key, amount in computed.items() if key[0] and amount]:
        computed[scenario, contract, year] += computed.get(("", contract, year), Decimal(0))
    for (scenario, contract, _), amount in computed.items():
        if amount and contract and not scenario:
            contracts.add(contract)
    totals = read(portfolio, "control_totals")
    printed = {
        (row["scenario_id"], row["contract_id"], row["year"]): Decimal(row["printed_value"])
        for row in totals
        if row["measure"] == "unlawful_amount_gross"
    }
    assert {key: amount for key, amount in computed.items() if amount} == printed
    assert len(printed) > 100 and printed["", "", ""] > 1_000_000
    [count] = [row["printed_value"] for row in totals if row["measure"] == "unlawful_contract_count"]
    assert int(count) == len(contracts)


def test_what_was_judged_was_judged_before_it_was_published(portfolio: Path) -> None:
    """A check refuses what a document could not have known."""
    [publication] = read(portfolio, "publications")
    days = [row["assessed_on"] for row in read(portfolio, "assessments")]
    assert days and max(days) <= publication["published_on"]


def test_classes_partition_the_spend_whatever_the_order(portfolio: Path) -> None:
    lines = read(portfolio, "contract_spend")
    pieces = list(Portfolio(portfolio, AS_OF).classified())
    by_line: dict[str, Decimal] = defaultdict(Decimal)
    for piece in pieces:
        by_line[piece.line_id] += piece.gross or 0
    assert by_line.keys() == {row["line_id"] for row in lines}
    stated = {row["line_id"]: Decimal(row["amount_gross"]) for row in lines if row["amount_gross"]}
    assert stated == {line_id: by_line[line_id] for line_id in stated}
    random.Random(1).shuffle(lines)
    shuffled = Portfolio(portfolio, AS_OF, lines).classified()
    assert amounts_by_line(shuffled) == amounts_by_line(pieces)


def written(folder: Path, source: str, *rows: dict[str, str]) -> None:
    """A file with the columns that the computation asks for, and those of the rows."""
    columns = dict.fromkeys(name for row in rows for name in row)
    needed = {
        "contracts": ("parent_contract_id", "contract_type", "procurement_method", "nature", "authority_type"),
        "contract_amendments": ("modification_ground",),
    }
    columns |= dict.fromkeys(needed.get(source, ()))
    with (folder / f"{source}.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def by_class(folder: Path) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for piece in Portfolio(folder, AS_OF).classified():
        sums[piece.lawfulness_class] += piece.gross or 0
    return dict(sums)


def test_by_hand_a_line_over_the_lawful_end(tmp_path: Path) -> None:
    """100.00 over 30 days, 10 of them lawful: 33.33 and 66.67. The last day itself is lawful."""
    written(
        tmp_path, "contracts", {"contract_id": "K", "procurement_method": "open", "max_extent_date": "2024-06-10"}
    )
    line = {"line_id": "a", "contract_id": "K", "amount_gross": "100.00"}
    written(tmp_path, "contract_spend", {**line, "period_start": "2024-06-01", "period_end": "2024-07-01"})
    assert by_class(tmp_path) == {"lawful": Decimal("33.33"), "unlawful_extension": Decimal("66.67")}
    written(tmp_path, "contract_spend", {**line, "period_start": "2024-06-10", "period_end": ""})
    assert by_class(tmp_path) == {"lawful": Decimal("100.00")}


def test_by_hand_a_ceiling_in_the_middle_of_a_line(tmp_path: Path) -> None:
    """Maximum 100 net. A: 60 fits. B: 50 net, 60.50 gross: 40 fit, which is 48.40, and 12.10 is over. C, a credit
    of 20 net at 9 %, 21.80 gross: 10 net over go back, 10.90, and as much of what fitted."""
    written(
        tmp_path,
        "contracts",
        {
            "contract_id": "F",
            "contract_type": "framework",
            "procurement_method": "open",
            "end_date": "2030-12-31",
            "maximum_value_net": "100.00",
        },
        {"contract_id": "K", "contract_type": "call_off", "parent_contract_id": "F", "end_date": "2030-12-31"},
    )
    lines = [
        {"line_id": "B", "period_start": "2024-02-01", "amount_net": "50.00", "vat_rate": "0.21"},
        {"line_id": "A", "period_start": "2024-01-01", "amount_net": "60.00", "vat_rate": "0.21"},
        {"line_id": "C", "period_start": "2024-03-01", "amount_net": "-20.00", "vat_rate": "0.09"},
    ]
    lines = [{**line, "contract_id": "K"} for line in lines]
    written(tmp_path, "contract_spend", *lines[:2])
    assert by_class(tmp_path) == {"lawful": Decimal("121.00"), "unlawful_over_ceiling": Decimal("12.10")}
    written(tmp_path, "contract_spend", *lines)
    assert by_class(tmp_path) == {"lawful": Decimal("110.10"), "unlawful_over_ceiling": Decimal("1.20")}


@pytest.mark.parametrize(
    ("delta", "spent", "expected"),
    [
        ("99999.99", "1099999.99", {"lawful": "1000000.00", "lawful_de_minimis": "99999.99"}),
        ("100000.00", "1100000.00", {"lawful": "1000000.00", "unlawful_extension": "100000.00"}),
        ("100000.00", "1000000.00", {"lawful": "1000000.00"}),
        ("100000.00", "1100000.01", {"lawful": "1000000.01", "unlawful_extension": "100000.00"}),
    ],
)
def test_by_hand_a_change_of_ten_percent(tmp_path: Path, delta: str, spent: str, expected: dict[str, str]) -> None:
    """Original value 1 million, above the threshold; 100,000 is ten percent, so not below it. No VAT."""
    contract = {"contract_id": "K", "procurement_method": "open", "end_date": "2030-12-31", "nature": "services"}
    contract |= {"authority_type": "central", "award_date": "2024-01-01", "original_value_net": "1000000.00"}
    written(tmp_path, "contracts", contract)
    amendment = {"amendment_id": "1", "contract_id": "K", "amendment_date": "2024-02-01"}
    amendment |= {"modification_ground": "de_minimis", "value_delta_net": delta}
    written(tmp_path, "contract_amendments", amendment)
    line = {"line_id": "a", "contract_id": "K", "period_start": "2024-03-01", "amount_net": spent, "vat_rate": "0"}
    written(tmp_path, "contract_spend", line)
    assert by_class(tmp_path) == {name: Decimal(amount) for name, amount in expected.items()}


def loaded(folder: Path, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(tmp_path / f"{folder.name}.duckdb"))
    load_deliveries(connection, folder, AS_OF)
    return connection


def test_the_reader_takes_it_and_the_messy_ledger_is_the_same(portfolio: Path, tmp_path: Path) -> None:
    write_portfolio(tmp_path / "messy", SIZE, messy=True)
    assert "Bedrag incl. btw" in (tmp_path / "messy" / "ledger" / "ledger.csv").read_text("utf-8")
    lines = (
        "select line_id, contract_id, period_start, period_end, amount_net, amount_gross, vat_rate, measure_type, "
        "service_id, citation from raw.contract_spend order by line_id"
    )
    plain, messy = loaded(portfolio, tmp_path), loaded(tmp_path / "messy", tmp_path)
    assert plain.execute("select count(*) from raw.rejected_rows").fetchone() == (0,)
    rows = plain.execute(lines).fetchall()
    assert len(rows) == 3_000
    assert messy.execute(lines).fetchall() == rows


def test_sizes_on_the_command_line(tmp_path: Path) -> None:
    counts = {
        "contracts": 10,
        "spend-lines": 50,
        "amendments": 20,
        "services": 40,
        "dependencies": 90,
        "migrations": 12,
        "issues": 30,
    }
    arguments = [part for name, count in counts.items() for part in (f"--{name}", str(count))]
    done = CliRunner().invoke(main, ["synthesise", "--folder", str(tmp_path / "s"), *arguments])
    assert done.exit_code == 0, done.output
    rows = {source.replace("spend-lines", "contract_spend"): count for source, count in counts.items()}
    rows["contract_amendments"] = rows.pop("amendments")
    assert {source: len(read(tmp_path / "s", source)) for source in rows if source != "services"} == {
        source: count for source, count in rows.items() if source != "services"
    }
    assert sum(row["service_kind"] == "service" for row in read(tmp_path / "s", "services")) == 40
    pairs = [(row["from_id"], row["to_id"]) for row in read(tmp_path / "s", "dependencies")]
    assert len(set(pairs)) == 90
    again = CliRunner().invoke(main, ["synthesise", "--folder", str(tmp_path / "s")])
    assert again.exit_code == 2 and "not empty" in again.output
    too_many = ["synthesise", "--folder", str(tmp_path / "t"), "--services", "10", "--dependencies", "5000"]
    refused = CliRunner().invoke(main, too_many)
    assert refused.exit_code == 2 and "room for" in refused.output
