"""The ministry's annual reports of 2021, 2022 and 2023. Expected values are typed over from their tables."""

from decimal import Decimal

from tests.conftest import MEMO, Command, query

EUR = Decimal


def test_tolerance_in_the_layout_of_the_reports(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select year, base_amount, tolerance_amount, error_amount, uncertainty_amount, sum_amount, "
        "round(sum_pct, 1), is_breach from marts.lawfulness_tolerance where entity = 'BZK agencies' order by year",
    )
    assert rows == [
        # 2.0 % as printed, and yet 53,353,520 is above 52,615,220.
        (2021, EUR(2630761000), EUR(52615220), EUR(46935578), EUR(6417942), EUR(53353520), EUR("2.0"), True),
        # 2 % of 2,728,002,476 is 54,560,049.52; printed 54,560,050.
        (2022, EUR(2728002476), EUR("54560049.52"), EUR(81899502), EUR(14242854), EUR(96142356), EUR("3.5"), True),
        # In thousands 67,858 and 4,113 are 71,971; printed 71,970.
        (2023, EUR(3066014000), EUR(61320280), EUR(67858000), EUR(4113000), EUR(71971000), EUR("2.3"), True),
    ]


def test_logius_has_no_base_and_says_so(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select year, error_amount, framework_error_amount, is_breach, not_testable_reason "
        "from marts.lawfulness_tolerance where entity = 'Logius' order by year",
    )
    assert rows == [
        (2022, EUR(56779922), EUR(1899122), None, "The base amount is not known"),
        (2023, EUR(41522000), EUR(376000), None, "The base amount is not known"),
    ]


def test_rounding_of_the_printed_figures(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select figure_id, verdict, residual from marts.source_reconciliation "
        f"where publication_id != '{MEMO}' and verdict not in ('exact', 'source_only') order by figure_id",
    )
    assert rows == [
        ("agencies_sum_2023", "within_rounding", EUR(-1)),
        # 61,321 against 61,320.28: no rounding but rounding up; accepted as it is, and shown.
        ("agencies_tolerance_2023", "mismatch", EUR("0.72")),
    ]
    messages = query(
        memo.warehouse,
        "select message_en, message_nl from marts.findings where subject_id = 'agencies_tolerance_2023'",
    )
    assert "by 0.72 (mismatch)" in messages[0][0] and "wijkt 0,72 af" in messages[0][1]
    [(figures, accepted)] = query(
        memo.warehouse,
        "select count(*), count(*) filter (is_accepted) from marts.source_reconciliation "
        f"where publication_id != '{MEMO}'",
    )
    # Six figures of the agencies in three years, two of Logius in two.
    assert figures == accepted == 6 * 3 + 2 * 2


def test_backtest_sets_forecast_beside_outturn_and_says_what_differs(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select year, forecast_publication_id, outturn_publication_id, forecast_gross, outturn_gross, difference "
        "from marts.noncompliance_backtest order by year",
    )
    assert rows == [
        (2022, MEMO, "jaarverslag-bzk-2022", EUR(51700000), EUR(56779922), EUR(5079922)),
        (2023, MEMO, "jaarverslag-bzk-2023", EUR(46200000), EUR(41522000), EUR(-4678000)),
    ]
    notes = query(memo.warehouse, "select definition_note from marts.noncompliance_backtest")
    assert all("2 contracts" in note and "not the same quantity" in note for (note,) in notes)


def test_the_marts_as_known_on_a_date(memo: Command) -> None:
    """Without another run: the reports were published on the third Wednesday of May."""
    reports = [f"jaarverslag-bzk-{year}" for year in (2021, 2022, 2023)]
    known = {
        "2022-05-17": [],
        "2022-05-18": reports[:1],
        "2022-09-15": reports[:1],
        "2022-09-16": [*reports[:1], MEMO],
        "2023-05-16": [*reports[:1], MEMO],
        "2023-05-17": [*reports[:2], MEMO],
        "2026-11-24": [*reports, MEMO],
    }
    for day, expected in known.items():
        found = query(memo.warehouse, f"select publication_id from dim_publication_as_of('{day}') order by 1")
        assert [publication_id for (publication_id,) in found] == expected, day
    cells = "select count(*), sum(unlawful_amount_gross) from {} where scenario_id = 'pause_12'"
    # In million: 3.8 + 14.6 + 15.7 + 14.3 + 11.6 + 4.6 and 8.9 + 38.1 + 36.0 + 31.9 + 23.0 + 7.6:
    # 64.6 + 145.5 = 210.1.
    as_known = query(memo.warehouse, cells.format("noncompliance_by_contract_year_as_of('2022-09-16')"))
    assert as_known == [(12, EUR(210100000))]
    assert query(memo.warehouse, cells.format("noncompliance_by_contract_year_as_of('2022-09-15')")) == [(0, None)]
