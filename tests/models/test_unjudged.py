"""Spend that nobody could judge stands beside what is unlawful; findings by rule. Every value by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from fundament.screen.findings import show_findings
from tests.warehouses import built, checked

Ask = Callable[[str], list[tuple]]
DELIVERY = """
delivery_id: {name}
title: Synthetic ledger
owner: tests
publication_id: {name}
scope: full
as_of: {{from_file_name: '([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})', format: '%Y-%m-%d'}}
files:
  - {{source: publications, path: publications.csv, as_of: 2021-01-01}}
"""
PUBLICATION = "publication_id,title,published_on,as_of_date\n{name},Synthetic ledger,2021-01-01,2021-01-01\n"
CONTRACTS = (
    "contract_id,contract_name,contract_type,procurement_method,authority_type,nature,award_date,start_date,"
    "end_date,max_extent_date,current_end_date,estimated_value_net,original_value_net\n"
)
SOUND = (
    "sound,Sound contract,contract,open,central,services,2020-12-01,2021-01-01,2021-12-31,2021-12-31,,"
    "500000,500000\n"
)
LEDGERS = {
    # 600 of a contract without a lawful end, 300 of no contract and 100 that is lawful.
    "ledger": {
        "contracts-2021-01-01": CONTRACTS
        + SOUND
        + "gone,Contract that was left out,contract,,,,,,,,2030-12-31,,\n",
        "contracts-2021-06-01": CONTRACTS
        + SOUND
        + "open_end,Contract without an end,contract,open,central,services,2020-12-01,,,,,500000,500000\n"
        + "soon,Ends in September,contract,,,,,,,,2021-09-29,,\n"
        + "year,Ends a year on,contract,,,,,,,,2022-06-30,,\n"
        + "later,Ends a year and a day on,contract,,,,,,,,2022-07-01,,\n",
        "contract_spend-2021-06-01": "line_id,contract_id,period_start,period_end,"
        "amount_gross,vat_rate,measure_type\n"
        "a,open_end,2021-01-01,2021-02-01,600,0.21,realised\n"
        "b,,2021-01-01,2021-02-01,300,0.21,realised\n"
        "c,sound,2021-01-01,2021-02-01,100,0.21,realised\n",
    },
    # Net amounts and no rate of VAT.
    "net": {
        "contract_spend-2021-06-01": "line_id,contract_id,period_start,period_end,amount_net,measure_type\n"
        "a,,2021-01-01,2021-02-01,600,realised\n"
        "b,,2021-02-01,2021-03-01,300,realised\n",
    },
    # Two lines of three have an amount including VAT.
    "partly": {
        "contract_spend-2021-06-01": "line_id,contract_id,period_start,period_end,amount_net,amount_gross,"
        "measure_type\n"
        "a,,2021-01-01,2021-02-01,,600,realised\n"
        "b,,2021-02-01,2021-03-01,300,,realised\n"
        "c,,2021-02-01,2021-03-01,,5,realised\n",
    },
}


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ledgers")
    for name, files in LEDGERS.items():
        folder = home / "deliveries" / name
        folder.mkdir(parents=True)
        sources = dict.fromkeys(file.split("-")[0] for file in files)
        listed = "".join(f"  - {{source: {source}, path: '{source}-*.csv'}}\n" for source in sources)
        (folder / "delivery.yml").write_text(DELIVERY.format(name=name) + listed)
        (folder / "publications.csv").write_text(PUBLICATION.format(name=name))
        for file, text in files.items():
            (folder / f"{file}.csv").write_text(text)
    return built(home, home / "deliveries", date(2021, 6, 30))


@pytest.fixture
def ask(ledgers: Path) -> Ask:
    def asked(sql: str) -> list[tuple]:
        with duckdb.connect(str(ledgers), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return asked


def test_what_can_not_be_judged_stands_beside_what_is_unlawful(ask: Ask) -> None:
    rows = ask(
        "select contract_id, is_computable, unlawful_amount_gross, uncertain_amount_gross, spend_amount_gross "
        "from marts.noncompliance_by_contract_year order by publication_id, contract_id"
    )
    assert rows == [
        ("none", True, 0, 300, 300),
        ("open_end", True, 0, 600, 600),
        ("sound", True, 0, 0, 100),
        # Not EUR 0 non-compliant: nothing of it can be computed.
        ("none", False, None, None, None),
        # A line of unknown amount does not make the others disappear.
        ("none", True, 0, 605, 605),
    ]


def test_why_it_can_not_be_judged_and_what_to_deliver(ask: Ask) -> None:
    rows = ask(
        "select publication_id, reason, lines, amount_gross, unknown_lines from marts.spend_unjudged order by all"
    )
    assert rows == [
        ("ledger", "no_contract_named", 1, Decimal(300), 0),
        ("ledger", "no_lawful_end", 1, Decimal(600), 0),
        ("net", "no_contract_named", 2, None, 2),
        ("partly", "no_contract_named", 3, Decimal(605), 1),
    ]
    found = ask(
        "select publication_id, severity, amount_gross, message_en, evidence, message_nl from marts.findings "
        "where finding_rule = 'spend_not_judged' order by publication_id"
    )
    # 900 of 1,000. An amount that is not known weighs most.
    assert found == [
        (
            "ledger",
            "medium",
            Decimal(900),
            "Of the spend 90 % could not be judged, EUR 900.00: Synthetic ledger",
            "no lawful end of the contract is on file: EUR 600.00, 1 line; deliver the first day and the latest "
            "lawful end of the contract (start_date, end_date, max_extent_date). the line names no contract: "
            "EUR 300.00, 1 line; deliver the contract of each line (contract_id)",
            "Van de uitgaven was 90 % niet te beoordelen, EUR 900,00: Synthetic ledger",
        ),
        (
            "net",
            "high",
            None,
            "Of the spend 100 % could not be judged, an amount including VAT that is not computable: "
            "Synthetic ledger",
            "the line names no contract: amount including VAT not computable, 2 lines; deliver the contract of "
            "each line (contract_id)",
            "Van de uitgaven was 100 % niet te beoordelen, een bedrag inclusief btw dat niet te berekenen is: "
            "Synthetic ledger",
        ),
        (
            "partly",
            "medium",
            Decimal(605),
            "Of the spend 100 % could not be judged, EUR 605.00 and 1 line of unknown amount: Synthetic ledger",
            "the line names no contract: EUR 605.00 and 1 line of unknown amount, 3 lines; deliver the contract "
            "of each line (contract_id)",
            "Van de uitgaven was 100 % niet te beoordelen, EUR 605,00 en 1 regel van onbekend bedrag: "
            "Synthetic ledger",
        ),
    ]


def test_contracts_that_end_within_twelve_months_the_nearest_gravest(ask: Ask) -> None:
    """From 30 June: 31 + 31 + 29 days to 29 September, 184 to 31 December, 365 to 30 June of the next year."""
    found = ask(
        "select rank_in_rule, subject_id, severity, days, subject_name_en from marts.findings "
        "where finding_rule = 'contract_ends_soon' order by rank_in_rule"
    )
    assert found == [
        (1, "soon", "high", -91, "Ends in September"),
        (2, "sound", "low", -184, "Sound contract"),
        (3, "year", "low", -365, "Ends a year on"),
    ]
    assert ask(
        "select findings, high, medium, low, not_shown, amount_gross from marts.finding_groups "
        "where finding_rule = 'contract_ends_soon'"
    ) == [(3, 1, 0, 2, 0, None)]


def test_what_vanished_between_two_states_is_a_finding(ask: Ask) -> None:
    found = ask(
        "select subject_type, subject_id, message_en, evidence from marts.findings "
        "where finding_rule = 'subject_vanished'"
    )
    assert found == [
        (
            "contract",
            "gone",
            "No longer delivered, last known from 2021-01-01: contract Contract that was left out",
            "ledger/contracts-2021-01-01.csv, line 3",
        )
    ]


def test_the_checks_accept_it(ledgers: Path) -> None:
    assert checked(ledgers) == {}


def test_lines_without_an_amount_are_one_finding_per_contract(ask: Ask) -> None:
    assert ask(
        "select subject_id, message_en from marts.findings where finding_rule = 'spend_amount_unknown' "
        "and publication_id = 'net'"
    ) == [
        (
            "none",
            "No amount including VAT of 2 spend lines without a contract, for want of a gross amount or a VAT "
            "rate; the first: line a",
        )
    ]


def test_a_screen_shows_ten_of_a_rule_and_counts_the_rest() -> None:
    """150,000 findings of one rule: 12 lines for it, and not 150,000."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_publication as select 'p' as publication_id, 'Ledger' as title, "
            "1 as publication_order, 'EUR' as currency"
        )
        connection.execute(
            "create table marts.findings as select 'p' as publication_id, 'r' as finding_rule, "
            "'high' as severity, 'issue' as subject_type, 'i' || range as subject_id, "
            "'Issue ' || range as subject_name_en, "
            "'Past its date' as message_en, range + 1 as rank_in_rule from range(150000)"
        )
        connection.execute(
            "create table marts.finding_groups as select 'p' as publication_id, 'r' as finding_rule, 'Rule' as "
            "finding_rule_en, 'high' as severity, 1 as severity_order, 1 as group_order, 150000 as findings, "
            "149990 as not_shown, "
            "cast(12.5 as decimal(18, 2)) as amount_gross, cast(1 as decimal(18, 2)) as largest_amount_gross"
        )
        connection.execute(
            "create table marts.finding_rules_off as select 'r' as finding_rule, 'p' as publication_id, "
            "'' as disabled_reason, 0 as findings_suppressed where false"
        )
        lines = {}
        for show_all in (False, True):
            console = Console(file=StringIO(), width=120)
            show_findings(console, connection, show_all)
            lines[show_all] = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
            # All of them are as many lines; of these a hundred show it.
            connection.execute("delete from marts.findings where rank_in_rule > 100")
            connection.execute("update marts.finding_groups set findings = 100, not_shown = 90")
    assert lines[False][2:5] == [
        "  Ledger (p)",
        "    high    Rule: 150000, EUR 12.50",
        "      high    Past its date (issue i0, Issue 0)",
    ]
    assert lines[False][-1].startswith("      and 149,990 more: fundament status --all")
    assert (len(lines[False]), len(lines[True])) == (4 + 10 + 1, 4 + 100)
