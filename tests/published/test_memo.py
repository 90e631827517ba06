"""What the memo prints comes back out of the published file. Expected values are typed over from the memo."""

from datetime import date
from decimal import Decimal

import pytest

from tests.conftest import MEMO, Command, query

# Table "Geraamde onrechtmatigheid", EUR million including VAT, 2020 to 2025.
KIS = ["3.8", "14.6", "15.7", "14.3", "11.6", "4.6"]
EASI = ["8.9", "38.1", "36.0", "31.9", "23.0", "7.6"]
MILLION = 1_000_000


def test_the_twelve_cells(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select contract_id, year, measure_type, unlawful_amount_gross, lawfulness_status, scenario_id, "
        "spend_amount_gross, unlawful_amount_net from marts.noncompliance_by_contract_year",
    )
    expected = {
        (contract, 2020 + index, "realised" if index < 2 else "forecast", Decimal(cell) * MILLION)
        for contract, cells in (("KIS", KIS), ("EASI", EASI))
        for index, cell in enumerate(cells)
    }
    assert {row[:4] for row in rows} == expected
    assert len(rows) == 12
    assert {row[4] for row in rows} == {"asserted_by_source"}
    assert all(row[6] == row[3] and row[7] is None for row in rows), "the memo has no net amounts"


def test_totals_from_the_cells(memo: Command) -> None:
    [(kis,)] = query(
        memo.warehouse,
        "select sum(unlawful_amount_gross) from marts.noncompliance_by_contract_year where contract_id = 'KIS'",
    )
    assert kis == Decimal("64600000.00")
    [(total,)] = query(
        memo.warehouse, "select sum(unlawful_amount_gross) from marts.noncompliance_by_contract_year"
    )
    assert total == Decimal("210100000.00")


def test_scenarios(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select scenario_id, pause_months, total_gross, baseline_total_gross, increase_gross, "
        "round(increase_pct, 1) from marts.noncompliance_scenarios order by scenario_id",
    )
    million = {name: Decimal(value) * MILLION for name, value in (("a", "183.8"), ("b", "210.1"), ("d", "26.3"))}
    assert rows == [
        ("pause_0", 0, million["a"], million["a"], Decimal(0), Decimal("0.0")),
        ("pause_12", 12, million["b"], million["a"], million["d"], Decimal("14.3")),
        ("zero_scenario", None, None, million["a"], None, None),
    ]


WITHIN = {"total_2021": Decimal("-0.1"), "total_2025": Decimal("0.1")}
SOURCE_ONLY = {
    "earlier_expected_total",
    "pause_months_text",
    "pause_months_table",
    "herbouw_digipoort_slip_months",
    "shortfall_infrastructure_2022",
    "programme_costs_2022",
}


def test_every_printed_figure_is_reconciled(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select figure_id, verdict, residual, is_accepted, computed_low, computed_value, computed_high, citation "
        f"from marts.source_reconciliation where publication_id = '{MEMO}'",
    )
    # 12 cells, 2 contract totals, 6 year totals, 210.1 twice, 183.8, 14.3 %, "two contracts", 12 months
    # twice, two slips of a year, 7.1, 1.25 and 8.35.
    assert len(rows) == 12 + 2 + 6 + 2 + 1 + 1 + 1 + 2 + 2 + 3
    for figure_id, verdict, residual, is_accepted, low, computed, high, citation in rows:
        expected = (
            "within_rounding" if figure_id in WITHIN else "source_only" if figure_id in SOURCE_ONLY else "exact"
        )
        assert (figure_id, verdict, is_accepted) == (figure_id, expected, True)
        assert low <= computed <= high and citation
        if figure_id in WITHIN:
            assert residual == WITHIN[figure_id]
        elif figure_id != "increase_pct":
            assert residual == 0


@pytest.mark.parametrize(
    ("figure_id", "low", "computed", "high"),
    [
        ("kis_2020", "3.75", "3.8", "3.85"),
        ("total_2021", "52.6", "52.7", "52.8"),
        ("total_2025", "12.1", "12.2", "12.3"),
        # Twelve cells, half a tenth each.
        ("total_all_years", "209.5", "210.1", "210.7"),
        # 7.1 to a tenth and 1.25 to a hundredth.
        ("cost_impact_total_2022", "8.295", "8.35", "8.405"),
        # (209.5 - 183.85) / 183.85, 26.3 / 183.8 and (210.7 - 183.75) / 183.75, in percent, cut off.
        ("increase_pct", "13.95159097", "14.30903155", "14.66666666"),
    ],
)
def test_intervals(memo: Command, figure_id: str, low: str, computed: str, high: str) -> None:
    rows = query(
        memo.warehouse,
        "select computed_low, computed_value, computed_high from marts.source_reconciliation "
        f"where figure_id = '{figure_id}'",
    )
    assert rows == [(Decimal(low), Decimal(computed), Decimal(high))]


def test_delays(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select service_id, baseline_end_date, forecast_end_date, slip_days, slip_months, delay_status, caused_by "
        "from marts.impact_services "
        "where service_id in ('fbs', 'herbouw_digipoort', 'attenderingsservice', 'wep', 'digid')",
    )
    assert set(rows) == {
        ("fbs", date(2023, 1, 1), date(2024, 1, 1), 365, 12, "delayed", "new_infrastructure"),
        # First migrations in Q4 2023, a year late: from 1 October 2022, 365 days. The end is not printed.
        ("herbouw_digipoort", None, None, 365, 12, "delayed", "new_infrastructure"),
        ("attenderingsservice", None, None, None, None, "delayed_unknown", "new_infrastructure"),
        ("wep", None, None, None, None, "delayed_unknown", "attenderingsservice"),
        ("digid", None, None, None, None, "unknown", None),
    }


def test_finance(memo: Command) -> None:
    rows = query(memo.warehouse, "select year, component, amount_eur from marts.impact_finance")
    assert set(rows) == {
        (2022, "infrastructure_and_generic_services_shortfall", Decimal("7100000.00")),
        (2022, "building_team_programme_costs", Decimal("1250000.00")),
        (2022, "total", Decimal("8350000.00")),
    }


def test_finding_spend_after_the_end_of_the_current_contract(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select subject_id, amount_gross, severity, message_en, message_nl from marts.findings "
        "where finding_rule = 'spend_after_contract_end'",
    )
    [(subject, amount, severity, english, dutch)] = rows
    # The contract runs to 31 December 2024; 2025 has 4.6 and 7.6.
    assert (subject, amount, severity) == ("current_infrastructure_contract", Decimal("12200000.00"), "high")
    assert "EUR 12.2 million" in english and "2024-12-31" in english
    assert "EUR 12,2 miljoen" in dutch


def test_findings_name_what_is_late_and_what_is_not_exact(memo: Command) -> None:
    findings = {row[0] for row in query(memo.warehouse, "select finding_id from marts.findings")}
    assert {
        "service_delayed:fbs",
        "service_delayed:herbouw_digipoort",
        "service_delay_unknown:attenderingsservice",
        "scenario_total_rose:pause_12",
        "figure_not_exact:total_2021",
        "figure_not_exact:total_2025",
    } <= findings


def test_from_a_cell_to_its_file_and_line(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select source_file, source_line, citation from marts.spend_lawfulness "
        "where contract_id = 'EASI' and year = 2023",
    )
    [(file, line, citation)] = rows
    assert file == f"{MEMO}/contract_spend.csv"
    # A header, six lines of KIS, then EASI from 2020: 2023 is the fourth.
    assert line == 1 + 6 + 4
    assert citation.endswith("table, row EASI, column Verwacht 2023")


def test_the_dates_of_the_memo(memo: Command) -> None:
    rows = dict(query(memo.warehouse, "select milestone_id, period_start from marts.milestones"))
    assert rows["first_version"] == date(2021, 11, 1)
    assert rows["preparations_stopped"] == date(2022, 4, 1)
    assert rows["digipoort_first_migrations"] == date(2023, 10, 1)
    assert rows["koop_merger"] == date(2023, 1, 1)
    [(published, header)] = query(
        memo.warehouse,
        f"select published_on, page_header_date from marts.dim_publication where publication_id = '{MEMO}'",
    )
    assert (published, header) == (date(2022, 9, 16), date(2022, 9, 26))


def test_tables_and_columns_carry_comments_and_money_is_decimal(memo: Command) -> None:
    assert not query(memo.warehouse, "select schema_name, table_name from duckdb_tables() where comment is null")
    columns = query(
        memo.warehouse,
        "select table_name, column_name, data_type, comment from duckdb_columns() where not internal",
    )
    assert columns and not [column for column in columns if not column[3]]
    assert not [column for column in columns if column[2] in ("DOUBLE", "FLOAT")]
    money = {column[2] for column in columns if column[1].endswith(("_gross", "_net", "_eur"))}
    assert money == {"DECIMAL(18,2)"}


def test_a_run_ends_in_one_screen_and_status_shows_all_of_it(memo: Command) -> None:
    screen = (memo.home / "screen.txt").read_text()
    # 12.7 and 52.7 realised, 51.7, 46.2, 34.6 and 12.2 forecast.
    for shown in ("65.4", "144.7", "210.1", "+14.3%", "2 within rounding", "EUR 12.2 million", "Checks: all "):
        assert shown in screen
    assert str(memo.warehouse) in screen
    status = memo("status", "--all")
    for shown in ("EASI", "145.5", "14.309", "within rounding", "EUR 12.2 million", "conservation_of_money"):
        assert status.returncode == 0 and shown in status.stdout
