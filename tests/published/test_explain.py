"""From a figure or a cell to lines, citations and deliveries. Expected values are typed over from the memo."""

import datetime as dt
import hashlib
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fundament.commands.explain import _arithmetic, _head, _lines
from fundament.explanation.cells import address_of, marts
from fundament.explanation.figures import _result, explain
from fundament.explanation.impact import LINES_OF_IMPACT
from fundament.project import default_deliveries
from fundament.warehouse import Warehouse
from tests.conftest import MEMO, Command, query, replace_in

SPEND = f"{MEMO}/contract_spend.csv"


def test_contracts_are_counted_by_their_key_and_not_by_what_they_are_called() -> None:
    """Two contracts whose keys begin alike before a comma, one of them in two years."""
    parts = [
        {"made_of": "contracts", "label": f"{contract}, {year}", "row_key": f"p/none/{contract}/{year}/realised"}
        for contract, year in (("K,1", 2022), ("K,1", 2023), ("K,2", 2022))
    ]
    assert _result(parts).value == 2


def test_a_figure_that_is_not_exact(memo: Command) -> None:
    done = memo("explain", "total_2021")
    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    # Printed 52,6; the cells of 2021 are EASI 38,1 and KIS 14,6, each to a tenth.
    for said in (
        "printed 52,6, which is 52.6 EUR million",
        "computed 52.7 (52.6 to 52.8) EUR million",
        "residual -0.1 EUR million",
        "verdict within rounding; accepted: The printed cells 14.6 and 38.1 add up to 52.7",
        "row Totaal incl. btw, column Realisatie 2021",
        "EASI, 2021, realised 38,100,000 (38,050,000 to 38,150,000)",
        "KIS, 2021, realised 14,600,000 (14,550,000 to 14,650,000)",
        "= sum 52,700,000 (52,600,000 to 52,800,000)",
        # A header, KIS 2020 to 2025, EASI 2020 to 2025.
        f"{SPEND}, line 3: EUR 14,600,000.00",
        f"{SPEND}, line 9: EUR 38,100,000.00",
        "row KIS, column Realisatie 2021",
        "unlawful_extension, asserted_by_source: Aanbestedingswet 2012 art. 2.163a",
        "> KIS-2021,KIS,2021-01-01,2022-01-01,14.6,realised",
        f"delivery {MEMO}: 12 rows read, 12 loaded, 0 rejected",
        hashlib.sha256((default_deliveries() / SPEND).read_bytes()).hexdigest(),
        f"in {default_deliveries()}: unchanged",
        memo.warehouse.resolve().parent.name,
    ):
        assert said in shown, said


def test_the_terms_of_a_figure_and_the_rows_that_a_row_rests_on_are_tables(memo: Command) -> None:
    """From the memo: 2021 is EASI and KIS, the increase is on the 183.8 that was expected, the share is 2 %."""
    terms = query(
        memo.warehouse,
        "select figure_id, is_divisor, factor, mart, row_key, column_name, term_value from quality.figure_terms "
        "where figure_id in ('total_2021', 'increase_pct', 'agencies_tolerance_2023') order by figure_id, term_no",
    )
    cells, scenarios, total = "noncompliance_by_contract_year", "noncompliance_scenarios", "stated_total_gross"
    [[tolerance], increase, of_2021] = [
        [tuple(rest) for name, *rest in terms if name == figure]
        for figure in ("agencies_tolerance_2023", "increase_pct", "total_2021")
    ]
    assert tolerance[1:3] == (Decimal("0.02"), "lawfulness_tolerance")
    assert tolerance[4:] == ("base_amount", Decimal(3_066_014_000))
    assert increase == [
        (False, 1, scenarios, f"{MEMO}/pause_12", total, Decimal(210_100_000)),
        (False, -1, scenarios, f"{MEMO}/pause_0", total, Decimal(183_800_000)),
        (True, 1, scenarios, f"{MEMO}/pause_0", total, Decimal(183_800_000)),
    ]
    unlawful = "stated_unlawful_amount_gross"
    assert of_2021 == [
        (False, 1, cells, f"{MEMO}/pause_12/EASI/2021/realised", unlawful, Decimal(38_100_000)),
        (False, 1, cells, f"{MEMO}/pause_12/KIS/2021/realised", unlawful, Decimal(14_600_000)),
    ]
    # A header, then the sixth measure; FBS has one migration.
    rests = query(
        memo.warehouse,
        "select mart, source_no, source_file, source_line from quality.row_sources where row_key in "
        f"('{MEMO}/measure_overdue:roadmap_update', '{MEMO}/fbs') order by all",
    )
    [(_, _, _, line_of_fbs)] = [row for row in rests if row[0] == "impact_services"]
    assert rests == [
        ("findings", 1, f"{MEMO}/measures.csv", 7),
        ("impact_services", 1, f"{MEMO}/migrations.csv", line_of_fbs),
    ]
    assert ",fbs," in (default_deliveries() / MEMO / "migrations.csv").read_text().splitlines()[line_of_fbs - 1]


def test_the_rows_that_a_row_rests_on_are_those_that_its_evidence_names(memo: Command) -> None:
    named = query(
        memo.warehouse,
        "select publication_id || '/' || finding_id, evidence from marts.findings union all "
        "select publication_id || '/' || service_id, evidence from marts.impact_services union all "
        "select publication_id || '/' || year || '/' || component, evidence from marts.impact_finance",
    )
    in_words = {
        (key, *place) for key, evidence in named for place in re.findall(r"([\w./-]+), line (\d+)", evidence or "")
    }
    listed = query(
        memo.warehouse, "select row_key, source_file, cast(source_line as varchar) from quality.row_sources"
    )
    assert in_words == set(listed) and len(in_words) == 20


@pytest.mark.parametrize(
    ("figure", "result", "lines"),
    [
        # 210.1 against 183.8: all twelve cells and the line that states the total without a pause.
        ("increase_pct", Decimal("14.30903155"), 13),
        ("earlier_expected_total", Decimal("183800000"), 1),
        ("unlawful_contract_count", 2, 12),
        ("pause_months_text", 12, 1),
        ("fbs_slip_months", 12, 1),
        ("cost_impact_total_2022", Decimal("8350000"), 2),
        ("shortfall_infrastructure_2022", Decimal("7100000"), 1),
        # (67,858 + 4,113) / 3,066,014 thousand, and two percent of that base.
        ("agencies_sum_pct_2023", Decimal("2.34738001"), 1),
        ("agencies_tolerance_2023", Decimal("61320280"), 1),
        ("agencies_base_2022", Decimal("2728002476"), 1),
    ],
)
def test_the_arithmetic_of_each_kind_of_figure(
    memo: Command, figure: str, result: Decimal | int, lines: int
) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        found = explain(connection, figure)
    assert found.result and found.result.value == result
    assert found.lines.count == lines and not found.defect and found.terms


def test_every_figure_leads_to_a_delivered_line_and_fits_the_screen(memo: Command) -> None:
    warehouse = Warehouse(memo.home, default_deliveries())
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        figures = connection.execute(
            "select publication_id || '/' || figure_id from marts.source_reconciliation"
        ).fetchall()
        for (name,) in figures:
            found = explain(connection, name)
            assert found.lines.count and found.result and not found.defect, name
            screen = [
                *_head(found, {}, "EUR"),
                *_arithmetic(found, "EUR"),
                *_lines(found.lines, [], warehouse, "EUR"),
            ]
            # An address is one word, to be copied.
            assert max(len(line) for line in screen if " " in line.strip()) <= 80, name
    assert len(figures) > 50


def test_every_mart_has_addresses_that_lead_to_its_rows(memo: Command) -> None:
    warehouse = Warehouse(memo.home, default_deliveries())
    without_lines = set()
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        for mart, key in marts(connection).items():
            columns = ", ".join(f'"{name}"' for name in key)
            # What a dimension has beside its register comes from no line.
            named = "where is_on_file" if mart in ("dim_contract", "dim_scenario", "dim_service") else ""
            for row in connection.execute(
                f"select {columns} from marts.{mart} {named} order by all limit 3"
            ).fetchall():
                found = explain(connection, address_of(mart, row))
                assert found.cell and tuple(found.cell.key.values()) == tuple(map(str, row))
                screen = [*_head(found, {}, "EUR"), *_lines(found.lines, [], warehouse, "EUR")]
                # A key, an address or a path is one word, to be copied.
                assert all(len(line) <= 80 or len(line.split()) <= 2 for line in screen), (mart, row)
                if not found.lines.count:
                    without_lines.add(mart)
    lineage = {"spend_lawfulness", "noncompliance_by_contract_year", "noncompliance_scenarios", "impact_finance"}
    lineage |= {"noncompliance_by_scenario", "noncompliance_backtest", "lawfulness_tolerance", "dim_contract"}
    assert not without_lines & lineage


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        # The path's dependency, and the migrations of its two ends: the act has none.
        (f"impact_chain/{MEMO}/fbs/wmebv/fbs > wmebv", 2),
        (f"delay_links/{MEMO}/fbs/wmebv", 1),
        # The two entries on blocking points, each for a number that the memo does not state.
        (f"issue_stock/{MEMO}/total", 2),
        # The memo's migrations, each in a line of its own.
        (f"migration_progress/{MEMO}/2022-09-01", 9),
    ],
)
def test_the_lines_behind_an_impact_mart(memo: Command, address: str, lines: int) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        found = explain(connection, address)
    assert found.cell and found.lines.count == lines, found.lines
    assert all(line.source_file.startswith(MEMO) for line in found.lines.shown)


def test_a_cell_and_one_column_of_it(memo: Command) -> None:
    cell = f"noncompliance_by_contract_year/{MEMO}/pause_12/EASI/2023/forecast"
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        unlawful = explain(connection, f"{cell}/unlawful_amount_gross")
        lawful = explain(connection, f"{cell}/lawful_amount_gross")
    # EASI, Verwacht 2023: 31,9, in the fourth line of EASI, and all of it asserted as unlawful.
    assert [(line.source_line, line.amount) for line in unlawful.lines.shown] == [(11, Decimal("31900000.00"))]
    assert lawful.lines.count == 0
    shown = memo("explain", f"{cell}/unlawful_amount_gross").stdout
    assert "unlawful_amount_gross: 31,900,000" in shown and "uncertain_amount_gross" not in shown


def test_the_name_of_a_mart_alone_is_told_the_keys_that_it_needs(memo: Command) -> None:
    done = memo("explain", "noncompliance_by_contract_year")
    assert done.returncode == 2
    form = "noncompliance_by_contract_year/publication_id/scenario_id/contract_id/year/measure_type"
    assert f"The address needs 5 keys: {form}" in " ".join(done.stderr.split())
    # What is proposed stands on a line of its own, and can be asked as it stands.
    proposed = done.stderr.splitlines()[-1].strip()
    assert proposed.count("/") == 5 and memo("explain", proposed).returncode == 0


def test_a_name_that_is_not_there_gets_the_names_near_it(memo: Command) -> None:
    row = f"noncompliance_by_contract_year/{MEMO}/pause_12/KIS"
    for asked, near in (
        ("total_all_year", "total_all_years"),
        ("noncompliance_scenario/x", "noncompliance_scenarios/publication_id/scenario_id"),
        (f"{row}/2021/forecast", f"{row}/2022/forecast"),
        (f"{row}/2021", f"{row}/2021/realised"),
        (f"{row}/2021/realised/unlawful_amount", f"{row}/2021/realised/unlawful_amount_gross"),
        ("'; drop table marts.findings; --", "figure"),
        ('findings"; select 1; --/a/b', "findings/publication_id/finding_id"),
    ):
        done = memo("explain", asked)
        assert done.returncode == 2 and near in done.stderr and "Traceback" not in done.stderr, asked


def test_a_defect_and_a_changed_file_are_said(published: Command, deliveries: Path) -> None:
    """Where the cells no longer come to the figure, or the file is another one, the screen says so."""
    replace_in(deliveries / SPEND, "2022-01-01,14.6,", "2022-01-01,14.7,")
    done = published("explain", "total_2021", deliveries=deliveries)
    now = hashlib.sha256((deliveries / SPEND).read_bytes()).hexdigest()
    assert f"another file now: {now}" in " ".join(done.stdout.split())
    assert "> KIS-2021" not in done.stdout and "DEFECT" not in done.stdout
    release = published.warehouse.resolve()
    release.chmod(0o644)
    with duckdb.connect(str(release)) as connection:
        connection.execute("update narrow.spend set amount_gross = 1 where line_id = 'KIS-2021'")
        connection.execute(
            "update marts.noncompliance_scenarios set stated_total_gross = 200000000 "
            "where scenario_id = 'pause_12'"
        )
    assert "DEFECT: The lines come to EUR 38100001.00" in published("explain", "total_2021").stdout
    # 100 * (200 - 183.8) / 183.8 = 8.813928…
    assert "DEFECT: This comes to 8.81392818 and the release to 14.30903155" in " ".join(
        published("explain", "increase_pct").stdout.split()
    )


def test_a_count_of_issues_shows_the_events_that_made_it(published: Command) -> None:
    """Of the week to 8 January 2024: one opened and resolved in it, one opened before and open still."""
    with duckdb.connect(str(published.build_file)) as connection:
        connection.execute(f"update marts.issues set is_in_flow = true where publication_id = '{MEMO}'")
        connection.execute(f"delete from marts.issue_history where publication_id = '{MEMO}'")
        for issue, number, kind, day in (
            ("known_points_most", 1, "opened", "2024-01-02"),
            ("known_points_most", 2, "resolved", "2024-01-03"),
            ("known_points_rest", 1, "opened", "2023-11-01"),
        ):
            connection.execute(
                "insert into marts.issue_history "
                "values (?, ?, ?, ?, null, ?, 'event', 'd', 'events.csv', ?, null)",
                [MEMO, issue, number, kind, day, number],
            )
        row = {"publication_id": MEMO, "component": "total", "period_end": dt.date(2024, 1, 8)}

        def shown(column: str | None) -> list[str | None]:
            return [line.remark for line in LINES_OF_IMPACT["issue_flow"](connection, row, column).shown]

        opened, resolved = "known_points_most, opened on 2024-01-02", "known_points_most, resolved on 2024-01-03"
        assert shown(None) == [opened, resolved]
        assert shown("opened") == [opened] and shown("resolved") == [resolved] and shown("reopened") == []
        assert shown("open") == shown("open_at_start") == ["known_points_rest, opened on 2023-11-01"]
        [of_stock] = LINES_OF_IMPACT["issue_stock"](
            connection, {"publication_id": MEMO, "component": "infrastructure"}, "awaiting_validation"
        ).shown or [None]
        assert of_stock is None
        states = [line.remark for line in LINES_OF_IMPACT["issue_stock"](connection, row, "open").shown]
        assert sorted(map(str, states)) == [
            "known_points_most, open: resolved on 2024-01-03",
            "known_points_rest, open: opened on 2023-11-01",
        ]
