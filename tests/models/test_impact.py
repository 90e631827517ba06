"""The impact marts on a small running administration, from the delivery to the release; every value computed by hand.

The plan, with floats: new platform 1 January -> alpha 1 March 2024 (60 days) -> programme 30 June, 10 days after alpha
(11 March to 30 June, 111 days) -> act 1 September (63 days) -> deal, undated (no float known).
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Command, query
from tests.small_portfolio import write
from tests.warehouses import built, checked, released


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Command:
    folder = tmp_path_factory.mktemp("portfolio")
    command = Command(folder / "home")
    released(command.home, write(folder / "deliveries"), date(2024, 6, 30))
    return command


def test_services(portfolio: Command) -> None:
    rows = query(
        portfolio.warehouse,
        "select service_id, slip_days, chain_slip_days, delay_status, days_past_contract_end, caused_by_kind "
        "from marts.impact_services where service_id in ('new', 'alpha', 'beta', 'gamma', 'prog', 'act')",
    )
    assert set(rows) == {
        # Put off to 31 January 2024, and not done: 181 days from 1 January to 30 June so far.
        ("new", 30, 181, "overdue", None, None),
        # 1 March to 14 August: 30 + 30 + 31 + 30 + 31 days to 1 August, and 13 more.
        # The contract ends on 31 July. Its cause is an issue.
        ("alpha", 166, 166, "delayed", 14, "issue"),
        ("beta", 15, 15, "done", -107, None),
        ("gamma", None, None, "unknown", None, None),
        # On time by its own dates; what it waits for is 55 days late when it gets there.
        ("prog", 0, 55, "delayed", None, "service"),
        # Room for the 55 days of alpha, and for what is known of what the new platform brings: ten days.
        ("act", 0, 0, "delayed_unknown", None, "programme"),
    }


def test_chain(portfolio: Command) -> None:
    rows = query(
        portfolio.warehouse,
        "select path, slip_days, float_days, affected_date, carry_status, is_critical from marts.impact_chain",
    )
    assert set(rows) == {
        # 181 days so far and a float of 60: 121, and alpha's own date stands.
        ("new > alpha", 121, 60, date(2024, 8, 14), "carried", True),
        ("new > alpha > prog", 10, 171, date(2024, 7, 10), "carried", False),
        ("new > alpha > prog > act", None, 234, None, "unknown_length", True),
        ("new > alpha > prog > act > deal", None, 234, None, "unknown_length", True),
        ("new > alpha > old_c", 121, 60, None, "carried", False),
        ("new > alpha > deal_c", 121, 60, None, "carried", False),
        ("alpha > prog", 55, 111, date(2024, 8, 24), "carried", True),
        ("alpha > prog > act", 0, 174, date(2024, 9, 1), "taken_up", False),
        # 31 March to 1 September: 154.
        ("beta > act", 0, 154, date(2024, 9, 1), "taken_up", False),
        ("alpha > old_c", 166, 0, None, "carried", True),
        ("alpha > deal_c", 166, 0, None, "carried", True),
    }


def test_agreements_and_dual_running(portfolio: Command) -> None:
    rows = query(
        portfolio.warehouse,
        "select migration_id, contract_id, collision_type, overlap_days, days_past_contract_end, "
        "unlawful_amount_at_risk_per_day_gross, unlawful_amount_at_risk_gross from marts.impact_agreements",
    )
    money = Decimal("100.00"), Decimal("1400.00")
    assert ("m_alpha", "old_c", "contract_ends_during_migration", 14, 14, *money) in rows
    # The old contract's last day is 31 July, the new agreement starts on 1 August: one day of change.
    assert ("m_alpha", "deal_c", "change_during_migration", 1, None, None, None) in rows
    assert {row[0] for row in rows} == {"m_alpha", "m_beta"}
    # June on both platforms: 30 days at 100.
    assert query(
        portfolio.warehouse, "select service_id, year, dual_running_gross from marts.dual_running_costs"
    ) == [("alpha", 2024, Decimal("3000.00"))]
    assert set(query(portfolio.warehouse, "select component, amount_eur from marts.impact_finance")) == {
        ("dual_running", Decimal("3000.00")),
        ("total", Decimal("3000.00")),
    }


def test_progress(portfolio: Command) -> None:
    """Planned for January, March twice, June and September: PD = 9, and 1, 1, 3 by the end of the first months.

    One is done by the end of June, AT = 6: the plan had as much until the end of February, ES = 2.
    """
    [row] = query(
        portfolio.warehouse,
        'select planned, actual, es, "at", sv_t, round(spi_t, 4), ieac_t, planned_total '
        "from marts.migration_progress where period_end = '2024-07-01'",
    )
    assert row == (4, 1, 2, 6, -4, Decimal("0.3333"), 27, 5)


def test_issues(portfolio: Command) -> None:
    rows = query(
        portfolio.warehouse,
        "select period_end, open_at_start, opened, reopened, resolved, open, awaiting_validation, oldest_open_days "
        "from marts.issue_flow where component = 'net' order by period_end",
    )
    assert rows[:2] == [
        (date(2024, 5, 13), 0, 1, 0, 1, 0, 1, None),
        # Sunday 19 May is 13 days after the first opening.
        (date(2024, 5, 20), 0, 0, 1, 0, 1, 0, 13),
    ]


def test_findings(portfolio: Command) -> None:
    rows = query(portfolio.warehouse, "select finding_id, amount_gross from marts.findings")
    amounts = dict(rows)
    assert amounts["migration_past_contract_end:m_alpha:old_c"] == Decimal("1400.00")
    assert amounts["register_spend_contradiction:old_c:after_migration"] == Decimal("310.00")
    assert set(amounts) >= {
        "agreement_collision:m_alpha:deal_c",
        "service_without_owner:alpha",
        "dependency_on_cancelled_service:act:gamma, required_by",
        "measure_overdue:late",
        "service_delayed:alpha",
    }
    # The law has no owner either, and is none of ours.
    assert "service_without_owner:act" not in amounts
    empty = query(
        portfolio.warehouse,
        "select finding_id from marts.findings where '' in (message_en, message_nl, why_en, why_nl, evidence, evidence_nl)",
    )
    assert empty == []
    both = query(portfolio.warehouse, "select message_en, message_nl, evidence, evidence_nl from marts.findings")
    # No name of this portfolio has a number, so the numbers of the two languages are the same.
    for english, dutch, evidence, bewijs in both:
        assert re.findall(r"\d+", english) == re.findall(r"\d+", dutch)
        assert re.findall(r"\d+", evidence) == re.findall(r"\d+", bewijs)
        assert ", line " not in bewijs


def test_what_if_a_service_slips(portfolio: Command) -> None:
    done = portfolio("whatif", "--service", "alpha", "--days", "10")
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    # alpha 176 late; 65 reach the programme, 55 before: all 10. Of these 65 the act has room for 63: 2, and so the deal.
    assert ["prog", "(programme)", "10", "55", "2024-09-03", "alpha", ">", "prog"] in lines
    assert ["act", "(law)", "2", "0", "2024-09-03", "alpha", ">", "prog", ">", "act"] in lines
    assert ["alpha", "(service)", "10", "166", "2024-08-24", "itself"] in lines
    assert any(line[:3] == ["deal", "(agreement)", "2"] for line in lines)
    # Ten days more past the contract's end, at 100 a day.
    assert "ends 24 days after contract old_c (2024-07-31), 14 now: EUR 1,000.00" in done.stdout


def test_what_if_nothing_moves_but_the_float(portfolio: Command) -> None:
    done = portfolio("whatif", "--service", "new", "--days", "30")
    assert done.returncode == 0 and "Nothing else moves." in done.stdout
    # 181 now and 75 more is 256, less 60: alpha is 196 late, 30 more than it is.
    done = portfolio("whatif", "--service", "new", "--days", "75")
    assert "alpha (service)" in done.stdout and " 30 " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--service", "alfa", "--days", "5"], "alpha"),
        (["--service", "alpha", "--days", "0"], "0 is not in the range"),
        (["--service", "alpha", "--days", "-5"], "-5 is not in the range"),
        # A century at most: a date further on can't be written.
        (["--service", "alpha", "--days", "99999999"], "99999999 is not in the range"),
        (["--service", "beta", "--days", "5"], "can't slip any more: done"),
        (["--service", "gamma", "--days", "5"], "can't slip any more: cancelled"),
        (["--service", "alpha"], "--days"),
        (["--service", "alpha", "--days", "5", "--publication", "other"], "There is no service"),
    ],
)
def test_what_if_says_what_it_needs(portfolio: Command, arguments: list[str], said: str) -> None:
    done = portfolio("whatif", *arguments)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_a_cycle_is_refused_with_its_members(tmp_path: Path) -> None:
    folder = write(tmp_path / "deliveries", dependencies="act,alpha,required_by,0\n")
    refused = checked(built(tmp_path / "home", folder, date(2024, 6, 30)))
    assert "act > alpha > prog > act" in refused["dependencies_have_no_cycle"].detail
