"""What BI tools rely on: the star schema, the metrics and the exposures."""

import shutil
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb
import pytest
import yaml

from fundament.project import DBT_DIR
from tests import metrics
from tests.conftest import MEMO, Command, query
from tests.star import DIMENSIONS, KEYS, keys_of_marts, unnamed, unresolved


def test_every_key_of_a_mart_is_in_its_dimension(memo: Command) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        assert unresolved(connection) == []


def test_a_key_that_is_in_no_dimension_is_noticed() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_contract as select 'p' as publication_id, 'c' as contract_id")
        connection.execute("create table marts.dim_publication as select 'p' as publication_id")
        connection.execute("create table marts.dim_date as select date '2024-01-01' as date")
        connection.execute(
            "create table marts.fact as select * from (values ('p', 'c', date '2024-01-01'), "
            "('p', 'other', null), ('q', 'c', date '2024-01-02'), ('p', 'none', null), ('p', null, null)) as "
            "rows(publication_id, contract_id, due_date)"
        )
        assert unresolved(connection) == [
            "fact.contract_id: 3 rows not in dim_contract",
            "fact.due_date: 1 rows not in dim_date",
            "fact.publication_id: 1 rows not in dim_publication",
        ]


def test_every_key_is_in_the_star_or_said_to_be_outside_it(memo: Command) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        assert unnamed(connection) == []
        marts = {mart for mart, _, dimension in keys_of_marts(connection) if dimension == "dim_publication"}
        tables = connection.execute(
            "select table_name from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
        # The calendar and the publications themselves belong to no publication.
        assert {name for (name,) in tables} - marts == {"dim_date", "dim_publication"}
        columns = {column for (_, column, _) in keys_of_marts(connection)}
        assert {column for names in DIMENSIONS.values() for column in names} <= columns


def test_the_dimensions_have_keys_and_labels_in_both_languages(memo: Command) -> None:
    assert set(DIMENSIONS) | {"dim_date"} == set(KEYS)
    for dimension, key in KEYS.items():
        found = query(
            memo.warehouse,
            "select constraint_column_names from duckdb_constraints() "
            f"where table_name = '{dimension}' and constraint_type = 'PRIMARY KEY'",
        )
        assert found == [(key,)]
    labels = "select contract_type_en, contract_type_nl from marts.dim_contract where contract_type = 'framework'"
    assert query(memo.warehouse, labels) == [("framework agreement", "raamovereenkomst")]
    labels = "select distinct service_kind_en, service_kind_nl from marts.dim_service where service_kind = 'law'"
    assert query(memo.warehouse, labels) == [("law", "wet")]
    labels = "select distinct month_name_en, month_name_nl from marts.dim_date where month = 3"
    assert query(memo.warehouse, labels) == [("March", "maart")]
    labels = (
        "select contract_type_en, contract_type_nl, is_on_file from marts.dim_contract where contract_id = 'none'"
    )
    assert set(query(memo.warehouse, labels)) == {("no contract", "geen contract", False)}
    names = "select contract_name_en, contract_name_nl from marts.dim_contract where contract_id "
    assert query(memo.warehouse, names + "= 'new_infrastructure_contract'") == [
        ("Contract for the new infrastructure", "Contract voor de nieuwe infrastructuur")
    ]
    assert set(query(memo.warehouse, names + "= 'none'")) == {("no contract named", "geen contract genoemd")}
    order = "select publication_id from marts.dim_publication order by publication_order"
    # The memo alone states spend; of the annual reports the newest comes first.
    assert query(memo.warehouse, order) == [(MEMO,)] + [(f"jaarverslag-bzk-{y}",) for y in (2023, 2022, 2021)]
    for column in ("contract_type", "service_kind"):
        table = "dim_contract" if column == "contract_type" else "dim_service"
        unlabelled = f"{column} is not null and ({column}_en is null or {column}_nl is null)"
        assert query(memo.warehouse, f"select count(*) from marts.{table} where {unlabelled}") == [(0,)]


def test_the_calendar_is_whole(memo: Command) -> None:
    [(first, last, days)] = query(memo.warehouse, "select min(date), max(date), count(*) from marts.dim_date")
    assert days == (last - first).days + 1


# The memo's table: parts of 2020 to 2025, contracts, and what 2022 costs beside them.
YEARS = {2020: "12.7", 2021: "52.7", 2022: "51.7", 2023: "46.2", 2024: "34.6", 2025: "12.2"}
CONTRACTS = {"KIS": "64.6", "EASI": "145.5"}
MILLION = 1_000_000


@pytest.fixture(scope="module")
def with_issues(memo: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published file with two weeks of issues: the memo does not state how many there are."""
    file = tmp_path_factory.mktemp("issues") / "fundament.duckdb"
    shutil.copy(memo.warehouse, file)
    with duckdb.connect(str(file)) as connection:
        for week, opened, still_open in (("2022-02-07", 3, 3), ("2022-02-14", 1, 2)):
            for component in ("net", "total"):
                connection.execute(
                    "insert into marts.issue_flow "
                    "(publication_id, component, is_total, period_end, period_last_day, opened, reopened, "
                    "resolved, validated, open, open_blocking) "
                    "values ($1, $2, $2 = 'total', $3, $3::date - 1, $4, 0, 2, 1, $5, 1)",
                    [MEMO, component, week, opened, still_open],
                )
    return file


@pytest.fixture(scope="module")
def ask(with_issues: Path) -> Callable[..., list[tuple]]:
    return partial(metrics.asked, with_issues)


def test_the_metrics_give_the_numbers_of_the_memo(ask: Callable[..., list[tuple]]) -> None:
    memo_only = (
        f"{{{{ Dimension('spend_cell__publication_id') }}}} = '{MEMO}' "
        "and {{ Dimension('spend_cell__scenario_id') }} = 'pause_12'"
    )
    years = ask(["unlawful_amount_gross"], ["spend_cell__year_start__year"], memo_only)
    assert {row[0].year: row[1] for row in years} == {year: Decimal(v) * MILLION for year, v in YEARS.items()}
    contracts = ask(["unlawful_amount_gross"], ["spend_cell__contract_id"], memo_only)
    assert dict(contracts) == {name: Decimal(value) * MILLION for name, value in CONTRACTS.items()}
    # Of the scenario of which the memo has the total alone that is the metric too.
    scenarios = ask(["unlawful_amount_gross"], ["spend_cell__scenario_id"])
    assert dict(scenarios) == {"pause_0": Decimal("183.8") * MILLION, "pause_12": Decimal("210.1") * MILLION}
    # All of it is asserted as unlawful, and every amount is known.
    [row] = ask(
        ["unlawful_share", "unknown_cells", "lawful_amount_gross", "uncertain_amount_gross"], [], memo_only
    )
    assert [float(value) for value in row] == [1, 0, 0, 0]
    [(cost,)] = ask(["delay_cost_eur"], [], f"{{{{ Dimension('cost_component__publication_id') }}}} = '{MEMO}'")
    assert cost == Decimal("8.35") * MILLION
    # Logius is one of the agencies: its errors are in theirs.
    errors = ask(["error_amount", "uncertainty_amount"], ["reporting_entity__year_start__year"])
    assert [(row[0].year, *row[1:]) for row in sorted(errors)] == [
        (2021, Decimal(46935578), Decimal(6417942)),
        (2022, Decimal(81899502), Decimal(14242854)),
        (2023, Decimal(67858000), Decimal(4113000)),
    ]
    delays = ask(["longest_slip_months"], [], f"{{{{ Dimension('delayed_service__publication_id') }}}} = '{MEMO}'")
    assert delays == [(12,)]
    # A total is not among what it adds up.
    assert ask(["delay_cost_eur"], ["cost_component__component"]) == [
        ("building_team_programme_costs", Decimal(1_250_000)),
        ("infrastructure_and_generic_services_shortfall", Decimal(7_100_000)),
    ]
    assert ask(["issues_opened"], ["issue_week__component"]) == [("net", 4)]


@pytest.mark.parametrize("metric", metrics.NAMES)
def test_every_metric_gives_the_numbers_of_its_mart(with_issues: Path, metric: str) -> None:
    got, wanted = metrics.both(with_issues, metric)
    assert set(got) == set(wanted) and got


def test_metrics_and_exposures_have_labels_and_teams() -> None:
    for metric in metrics.declared():
        assert metric["label"] and metric["description"]
        assert metric["config"]["meta"]["label_nl"] and metric["config"]["meta"]["unit"]
    exposures = yaml.safe_load((DBT_DIR / "models" / "marts" / "exposures.yml").read_text("utf-8"))["exposures"]
    assert {exposure["type"] for exposure in exposures} == {"dashboard", "analysis", "application"}
    assert all(exposure["owner"]["name"].endswith("team") for exposure in exposures)
