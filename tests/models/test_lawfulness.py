"""The classes of all euros of a synthetic portfolio, against a computation that shares no code with the models."""

import csv
import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from fundament.checks.declared import read_suites
from fundament.checks.suites import run_suites
from fundament.settings import settings
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.conftest import MEMO, Command, query
from tests.independent.lawfulness import Portfolio, amounts_by_line
from tests.independent.pause import run_off
from tests.warehouses import built, released

AS_OF_DATE = dt.date(2026, 11, 24)
SIZE = Size(seed=11, contracts=150, spend_lines=2_000)
CLASSES = (
    "select line_id, year, lawfulness_class, lawfulness_status, sum(amount_gross) from marts.spend_lawfulness "
    "group by all having sum(amount_gross) != 0"
)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portfolio") / "deliveries"
    write_portfolio(folder, SIZE)
    return folder


@pytest.fixture(scope="module")
def classed(portfolio: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("classed"), portfolio, AS_OF_DATE)


def amounts(file: Path) -> dict[tuple, Decimal]:
    return {tuple(row[:4]): row[4] for row in query(file, CLASSES)}


def test_every_euro_has_the_class_that_the_independent_computation_gives(portfolio: Path, classed: Path) -> None:
    expected = amounts_by_line(Portfolio(portfolio, AS_OF_DATE).classified())
    assert amounts(classed) == expected
    classes = {key[2] for key in expected}
    assert len(classes) == 9, "every class occurs in the portfolio"


def test_parts_add_up_to_their_line(portfolio: Path, classed: Path) -> None:
    """Stated amounts, straight from the files; what the other column gives is for the models."""
    stated: dict[str, Decimal] = {}
    for path in portfolio.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row.get("line_id") and row["amount_gross"]:
                    stated[row["line_id"]] = Decimal(row["amount_gross"])
    sums = dict(query(classed, "select line_id, sum(amount_gross) from marts.spend_lawfulness group by all"))
    assert len(stated) > 500 and stated == {line: sums[line] for line in stated}


def test_the_totals_that_are_known_come_out_exact(portfolio: Path, classed: Path) -> None:
    """With these a run of a synthetic folder is published, or refused where a rule has changed."""
    with next(portfolio.rglob("control_totals.csv")).open(encoding="utf-8", newline="") as stream:
        printed = {row["figure_id"]: Decimal(row["printed_value"]) for row in csv.DictReader(stream)}
    found = query(classed, "select figure_id, computed_value, verdict from marts.source_reconciliation")
    assert {figure: value for figure, value, _ in found} == printed
    assert {verdict for *_, verdict in found} == {"exact"} and len(printed) > 100


def test_the_checks_hold_on_it(classed: Path) -> None:
    suites = [suite for suite in read_suites() if suite.suite == "lawfulness"]
    results = run_suites(classed, suites, settings().memory_limit)
    assert {(result.check, result.status, result.detail) for result in results} == {
        (result.check, "passed", "") for result in results
    }
    assert len(results) == 12


def test_each_rule_is_tested_and_every_verdict_occurs(classed: Path) -> None:
    rows = query(
        classed,
        "select rule_id, subjects, passed, failed, not_testable from marts.rule_coverage "
        "where publication_id like 'synthetic%'",
    )
    assert len(rows) == 12
    found: dict[str, set[str]] = defaultdict(set)
    for rule_id, subjects, passed, failed, not_testable in rows:
        assert subjects == passed + failed + not_testable
        counts = {"pass": passed, "fail": failed, "not_testable": not_testable}
        found[rule_id] = {verdict for verdict, count in counts.items() if count}
    for rule_id in ("R1", "R8", "R10"):
        assert found[rule_id] == {"pass", "fail", "not_testable"}, rule_id
    assert found["R3"] >= {"pass", "fail"} and found["R4"] >= {"pass", "fail"}
    assert found["R11"] == {"pass", "fail"} and found["R7"] == {"not_testable"}


def test_what_was_called_off_is_the_sum_of_all_lines_under_a_framework(portfolio: Path, classed: Path) -> None:
    known = Portfolio(portfolio, AS_OF_DATE)
    sums: dict[str, Decimal | None] = defaultdict(Decimal)
    for row in known.lines:
        contract = known.contracts.get(row["contract_id"])
        only_year = known.year_of_commitment(row, "")
        if row.get("scenario_id") or contract is None or only_year not in (None, int(row["period_start"][:4])):
            continue
        for above in known.above(contract):
            if above.row["contract_type"] == "framework":
                before, (_, net) = sums[above.id], known.amounts(row)
                sums[above.id] = None if before is None or net is None else before + net
    found = dict(
        query(
            classed,
            "select contract_id, called_off_amount_net from marts.framework_ceilings "
            "where publication_id like 'synthetic%' and scenario_id = 'none'",
        )
    )
    assert len(sums) > 5 and any(amount is None for amount in sums.values())
    assert {contract_id: found[contract_id] for contract_id in sums} == sums


@pytest.mark.parametrize("pause_months", [0, 1, 12, 36])
def test_the_run_off_is_that_of_the_independent_computation(
    portfolio: Path, classed: Path, pause_months: int
) -> None:
    expected = run_off(portfolio, Portfolio(portfolio, AS_OF_DATE), AS_OF_DATE, pause_months)
    cells = query(
        classed,
        "select contract_id, year, unlawful_amount_gross from marts.noncompliance_pause_whatif "
        f"where method = 'run_off' and contract_id is not null and pause_months = {pause_months} "
        "and unlawful_amount_gross != 0",
    )
    # What credits bring below zero without a pause stands together, beside the contracts and years.
    without = run_off(portfolio, Portfolio(portfolio, AS_OF_DATE), AS_OF_DATE, 0)
    apart = {cell: expected.get(cell, Decimal(0)) for cell, amount in without.items() if amount < 0}
    rest = {("none", None): sum(apart.values())} if apart else {}
    assert {(contract_id, year): amount for contract_id, year, amount in cells} == rest | {
        cell: amount for cell, amount in expected.items() if cell not in apart
    }
    [(total,)] = query(
        classed,
        "select unlawful_amount_gross from marts.noncompliance_pause_whatif "
        f"where method = 'run_off' and contract_id is null and pause_months = {pause_months}",
    )
    assert total == sum(expected.values())


def test_more_pause_is_never_less(classed: Path) -> None:
    amounts: dict[tuple, dict[int, Decimal]] = defaultdict(dict)
    for *cell, months, amount in query(
        classed,
        "select method = 'run_off', contract_id, year, pause_months, unlawful_amount_gross "
        "from marts.noncompliance_pause_whatif where publication_id like 'synthetic%'",
    ):
        amounts[tuple(cell)][months] = amount
    totals = [curve for cell, curve in amounts.items() if cell[1] is None]
    assert len(amounts) > 20 and any(curve[36] > curve[0] for curve in totals)
    for curve in amounts.values():
        assert sorted(curve) == list(range(37))
        assert all(curve[month] <= curve[month + 1] for month in range(36))


def test_reordering_the_lines_changes_nothing(portfolio: Path, classed: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "deliveries"
    for path in portfolio.rglob("*.*"):
        target = shuffled / path.relative_to(portfolio)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        if path.name in ("contract_spend.csv", "ledger.csv", "contract_amendments.csv", "contracts.csv"):
            header, *rows = text.splitlines(keepends=True)
            random.Random(3).shuffle(rows)
            text = header + "".join(rows)
        target.write_text(text, "utf-8")
    again = built(tmp_path, shuffled, AS_OF_DATE)
    assert amounts(again) == amounts(classed)


def test_an_assessment_overrides_and_the_printed_figures_still_hold(tmp_path: Path, deliveries: Path) -> None:
    """KIS of 2022, 15.7 million, is assessed as lawful: 210.1 becomes 194.4, and what is printed stays."""
    published = Command(tmp_path / "home")
    # On the day of the memo nobody had assessed it.
    released(published.home, deliveries, dt.date(2022, 9, 16))
    folder = deliveries / "assessments"
    folder.mkdir()
    (folder / "delivery.yml").write_text(
        f"delivery_id: assessments\ntitle: Assessments\nowner: Legal affairs\npublication_id: {MEMO}\n"
        "scope: increment\nas_of: 2024-05-01\nfiles:\n  - {source: assessments, path: assessments.csv}\n"
    )
    (folder / "assessments.csv").write_text(
        "subject_type,subject_id,lawfulness_class,assessor_role,assessed_on,motivation\n"
        "line,KIS-2022,lawful,legal affairs,2024-05-01,Synthetic assessment\n"
    )
    released(published.home, deliveries, AS_OF_DATE, with_note=True)
    scenarios = "select total_gross, stated_total_gross from {} where scenario_id = 'pause_12'"
    [totals] = query(published.warehouse, scenarios.format("marts.noncompliance_scenarios"))
    assert totals == (Decimal("194400000.00"), Decimal("210100000.00"))
    [verdicts] = query(published.warehouse, "select bool_and(is_accepted) from marts.source_reconciliation")
    assert verdicts == (True,)
    [line] = query(
        published.warehouse,
        "select lawfulness_class, stated_outcome, assessor_role from marts.spend_lawfulness "
        "where line_id = 'KIS-2022'",
    )
    assert line == ("lawful", "unlawful", "legal affairs")
    [totals] = query(published.warehouse, scenarios.format("noncompliance_scenarios_as_of('2022-09-16')"))
    assert totals == (Decimal("210100000.00"), Decimal("210100000.00"))
    note = (published.published / "note-en.html").read_text("utf-8")
    assert "the source itself states" in note and "194.4" in note and "210.1" in note
    explained = published("explain", "total_2022")
    assert explained.returncode == 0 and "51,700,000" in explained.stdout, explained.stdout + explained.stderr
