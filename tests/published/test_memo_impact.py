"""The impact section of the memo (B. Geactualiseerde impact), point by point, from the marts alone.

Each case is a statement of that section in our own words, the query that gives it back, and what the memo says.
Unknown stays unknown: where the memo gives no date or length, NULL is expected and nothing else.
"""

import re
from datetime import date
from decimal import Decimal

import pytest

from fundament.project import PROJECT_ROOT
from tests.conftest import MEMO, Command, query

STATEMENTS = {
    # Impact op (nieuwe) dienstverlening
    "existing services go on: their contract runs to 31 December 2024, and nothing says that they pass it": (
        "select service_id, contract_end_date, days_past_contract_end, contract_status from marts.impact_services "
        "where service_id in ('digid', 'mijnoverheid')",
        {
            ("digid", date(2024, 12, 31), None, "no_end_known"),
            ("mijnoverheid", date(2024, 12, 31), None, "no_end_known"),
        },
    ),
    "preparations of the migrations are halted": (
        "select service_id, migration_status_nl from marts.impact_services where service_id = 'digid'",
        {("digid", "gepauzeerd")},
    ),
    "the notification service is late, for a time not given, by the new infrastructure": (
        "select delay_status, slip_days, caused_by, caused_by_kind from marts.impact_services "
        "where service_id = 'attenderingsservice'",
        {("delayed_unknown", None, "new_infrastructure", "platform")},
    ),
    "its delay reaches the Wep": (
        "select path, depth, link_types, slip_days from marts.impact_chain where to_id = 'wep' and is_critical",
        {("attenderingsservice > wep", 1, "required_by", None)},
    ),
    "from the infrastructure to the Wep": (
        "select path, depth from marts.impact_chain where from_id = 'new_infrastructure' and to_id = 'wep'",
        {("new_infrastructure > attenderingsservice > wep", 2)},
    ),
    "the House was told of it on 27 June 2022": (
        "select period_start from marts.milestones where milestone_id = 'house_informed'",
        {(date(2022, 6, 27),)},
    ),
    "FBS was to be delivered on 1 January 2023 and is a year late, by the infrastructure": (
        "select baseline_end_date, forecast_end_date, slip_months, caused_by from marts.impact_services "
        "where service_id = 'fbs'",
        {(date(2023, 1, 1), date(2024, 1, 1), 12, "new_infrastructure")},
    ),
    "so the law on electronic traffic with the government can be met later only, with regard to FBS": (
        # 2023 has 365 days.
        "select path, slip_days, to_kind from marts.impact_chain where to_id = 'wmebv' and is_critical",
        {("fbs > wmebv", 365, "law")},
    ),
    "the rebuilding of Digipoort is a year late": (
        "select slip_months, delay_status, caused_by from marts.impact_services where service_id = 'herbouw_digipoort'",
        {(12, "delayed", "new_infrastructure")},
    ),
    "its first migrations start in the fourth quarter of 2023": (
        "select period_start, period_end from marts.milestones where milestone_id = 'digipoort_first_migrations'",
        {(date(2023, 10, 1), date(2024, 1, 1))},
    ),
    "Digipoort as it is stays available: no delay of its own is stated": (
        "select delay_status, migration_status from marts.impact_services where service_id = 'digipoort'",
        {("unknown", "none")},
    ),
    "the impact was mapped in July 2022": (
        "select period_start, period_end, milestone_status from marts.milestones where milestone_id = 'impact_mapped'",
        {(date(2022, 7, 1), date(2022, 8, 1), "met")},
    ),
    # Impact op planning nadere overeenkomsten
    "the framework agreement is of 2021, and call-offs fall under it": (
        "select framework.period_start, call_offs.parent_contract_id from marts.milestones as framework "
        "inner join marts.dim_contract as call_offs on framework.subject_id = call_offs.parent_contract_id",
        {(date(2021, 1, 1), "application_services_framework")},
    ),
    "the delay of the infrastructure moves the planning of the call-offs": (
        "select path from marts.impact_chain where from_id = 'new_infrastructure' "
        "and to_id = 'application_services_call_offs' and depth = 1",
        {("new_infrastructure > application_services_call_offs",)},
    ),
    "some services migrate first and then change agreement, others the reverse; no dates are given": (
        "select sequence, contract_role, collision_type, overlap_days from marts.impact_agreements "
        "where contract_id = 'application_services_call_offs'",
        {
            ("migrate_first", "changes_to", "unknown", None),
            ("switch_first", "changes_to", "unknown", None),
        },
    ),
    "that may give new non-compliance: a day of the two contracts costs what 2024 costs, over 366 days": (
        # KIS 11.6 and EASI 23.0 million in 2024: 34,600,000 / 366 = 94,535.519
        "select distinct unlawful_amount_at_risk_per_day_gross, rate_year, rate_basis, unlawful_amount_at_risk_gross "
        "from marts.impact_agreements where contract_role = 'carries_until_migrated' "
        "and contract_id = 'current_infrastructure_contract'",
        {(Decimal("94535.52"), 2024, "platform", None)},
    ),
    "the secretary-general decides on the order": (
        "select owner, status_en from marts.measures where measure_id = 'secretary_general_decision'",
        {("Secretary-General", "planned")},
    ),
    "the roadmap is updated in the fourth quarter of 2022": (
        "select due_date, status_nl from marts.measures where measure_id = 'roadmap_update'",
        {(date(2022, 12, 31), "gepland")},
    ),
    # Financiële impact
    "the shortfall of 2022 is 7.1 million, the teams cost 1.25 million more, together 8.35 million": (
        "select component, amount_eur / 1000000 from marts.impact_finance where year = 2022",
        {
            ("infrastructure_and_generic_services_shortfall", 7.1),
            ("building_team_programme_costs", 1.25),
            ("total", 8.35),
        },
    ),
    # Impact op onrechtmatigheid
    "two contracts of the current infrastructure are concerned, and the longer stay reaches them": (
        "select distinct to_id from marts.impact_chain where path like 'new_infrastructure > digid > %' "
        "and link_types like '%stays_under%' and to_id != 'current_infrastructure_contract'",
        {("KIS",), ("EASI",)},
    ),
    "183.8 million was expected, with a pause of 12 months 210.1 million, 14.3 percent more": (
        "select scenario_id, total_gross, round(increase_pct, 1) from marts.noncompliance_scenarios "
        "where total_gross is not null",
        {
            ("pause_0", Decimal("183800000.00"), Decimal("0.0")),
            ("pause_12", Decimal("210100000.00"), Decimal("14.3")),
        },
    ),
    "the table per contract adds up to 64.6 and 145.5 million": (
        "select contract_id, sum(unlawful_amount_gross) from marts.noncompliance_by_contract_year group by contract_id",
        {("KIS", Decimal("64600000.00")), ("EASI", Decimal("145500000.00"))},
    ),
    # A. Technische voortgang, which the section refers to
    "no blocking points were found after the first quarter of 2022, and the known ones are being solved": (
        "select max(first_opened_on), max(open_blocking), max(open_number_not_stated), "
        "(select count(*) from marts.issue_flow) "
        "from marts.issue_stock inner join marts.issues using (publication_id) where issue_stock.component = 'total'",
        # The source gives a quarter, which stands as its first day, and not how many points: two entries, in no curve.
        {(date(2022, 1, 1), None, 2, 0)},
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_statement_comes_back(memo: Command, statement: str) -> None:
    sql, expected = STATEMENTS[statement]
    marts = f"select * from ({sql})"
    assert set(query(memo.warehouse, marts)) == expected


def test_every_query_of_the_page_on_impact_runs(memo: Command) -> None:
    page = (PROJECT_ROOT / "docs" / "impact.md").read_text("utf-8")
    queries = re.findall(r"`(select [^`]+)`", page)
    assert len(queries) == 17
    silent = {re.split(r"[ (]", sql.split(" from ")[1])[0] for sql in queries if not query(memo.warehouse, sql)}
    # All paths of the memo are shown, no rule is switched off, of no issue the number is stated, and no end of a
    # migration stands beside that of a contract which carries it.
    assert silent == {
        "marts.impact_chain_coverage",
        "marts.impact_slip_at_risk",
        "marts.finding_rules_off",
        "marts.issue_flow",
        "marts.issue_forecast",
    }


def test_nothing_is_late_that_the_memo_does_not_say_is_late(memo: Command) -> None:
    late = query(
        memo.warehouse,
        "select service_id, delay_status from marts.impact_services "
        f"where publication_id = '{MEMO}' and delay_status like 'delayed%'",
    )
    assert set(late) == {
        ("fbs", "delayed"),
        ("herbouw_digipoort", "delayed"),
        ("attenderingsservice", "delayed_unknown"),
        ("new_infrastructure", "delayed_unknown"),
        ("migrate_first_services", "delayed_unknown"),
        ("switch_first_services", "delayed_unknown"),
        ("wep", "delayed_unknown"),
        # At least the 365 days of FBS.
        ("wmebv", "delayed"),
        ("application_services_call_offs", "delayed_unknown"),
    }


def test_what_if_says_what_it_takes_for_an_unknown_delay(memo: Command) -> None:
    # FBS is 365 days late by itself: 90 do not move it, 400 move it by 35.
    done = memo("whatif", "--service", "new_infrastructure", "--days", "90")
    assert "new_infrastructure is now is unknown and counts as zero" in done.stdout and "fbs" not in done.stdout
    done = memo("whatif", "--service", "new_infrastructure", "--days", "400")
    moved = [line.split()[:5] for line in done.stdout.splitlines()]
    assert ["fbs", "(programme)", "35", "365", "2024-02-05"] in moved
    done = memo("whatif", "--service", "fbs", "--days", "30")
    assert "One other moves." in done.stdout and "unknown and counts" not in done.stdout


def test_the_same_can_be_asked_in_sql_also_of_an_earlier_day(memo: Command) -> None:
    # 31 December 2023 and 35 days; the memo was published on 16 September 2022.
    asked = "select moved_days, moved_end_date from {} where subject_id = 'fbs'"
    values, moved = f"'{MEMO}', 'new_infrastructure', 400", [(35, date(2024, 2, 5))]
    for place in ("", "marts."):
        assert query(memo.warehouse, asked.format(f"{place}impact_slip_whatif({values})")) == moved
        for day, expected in (("2022-09-16", moved), ("2022-09-15", [])):
            macro = f"{place}impact_slip_whatif_as_of('{day}', {values})"
            assert query(memo.warehouse, asked.format(macro)) == expected


def test_every_path_is_shown(memo: Command) -> None:
    assert query(memo.warehouse, "select distinct coverage from marts.impact_chain_coverage") == [("all_paths",)]
    # new_infrastructure reaches wep over attenderingsservice, which starts a path of its own: two.
    assert query(
        memo.warehouse, "select paths_possible, paths_shown from marts.impact_chain_coverage where to_id = 'wep'"
    ) == [(2, 2)]
