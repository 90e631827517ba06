"""The what-if of a longer pause, of two small publications computed by hand."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.conftest import query
from tests.warehouses import built, checked

# Facts of 0.01 in 2021. Both scenarios have 2022 (10.00, 10.01) and 2023 (3.00, 1.00); only the second has 2024
# (30.00); 2025 is below zero in the first (-1.00 and 1.00). Totals: 12.01 at 0, 42.02 at 3 months: 10.0033.. each.
# The third scenario, at 12 months, is a total only and below the second: 36.02. In the second 5.00 name no
# contract.
LINE = {
    "publications": "publication_id,title,published_on,as_of_date\nline,Synthetic line,2020-06-01,2020-06-30\n",
    "contracts": "contract_id,contract_name,asserted_class\nk,Contract,unlawful_extension\n",
    "scenarios": """scenario_id,scenario_name,pause_months,is_baseline,published_total_gross
a,No pause,0,true,
b,Three months,3,false,
c,A year,12,false,36.02
""",
    "contract_spend": """line_id,contract_id,scenario_id,period_start,period_end,amount_gross,measure_type
fact,k,,2021-01-01,2022-01-01,0.01,realised
a22,k,a,2022-01-01,2023-01-01,10.00,forecast
b22,k,b,2022-01-01,2023-01-01,10.01,forecast
a23,k,a,2023-01-01,2024-01-01,3.00,forecast
b23,k,b,2023-01-01,2024-01-01,1.00,forecast
b24,k,b,2024-01-01,2025-01-01,30.00,forecast
a25,k,a,2025-01-01,2026-01-01,-1.00,forecast
b25,k,b,2025-01-01,2026-01-01,1.00,forecast
b26,,b,2026-01-01,2027-01-01,5.00,forecast
""",
}
# 3,650.00 in the 365 days of 2023 is 10.00 a day, stated to 31 December; 100.00 over them is 0.2739.. a day. Both
# services are planned to leave on 31 March 2024: January to March 2024 are 31 + 29 + 31 = 91 days. In 2022 credits
# bring `odd` below zero; of `whole` no amount with VAT is known. 70.00 and a line without VAT name no contract.
RUN_OFF = {
    "publications": "publication_id,title,published_on,as_of_date\nleft,Synthetic,2023-06-01,2023-06-30\n",
    "contracts": """contract_id,contract_name,platform_id,asserted_class
whole,Ten a day,old,unlawful_extension
odd,A hundred a year,old,unlawful_extension
""",
    "contract_spend": "line_id,contract_id,service_id,period_start,period_end,amount_gross,amount_net,"
    """measure_type
l1,whole,s,2023-01-01,2024-01-01,3650.00,,realised
l2,odd,t,2023-01-01,2024-01-01,100.00,,realised
l3,odd,,2022-01-01,2023-01-01,-50.00,,realised
l4,whole,,2022-01-01,2023-01-01,,40.00,realised
l5,,,2022-01-01,2023-01-01,70.00,,realised
l6,,,2022-01-01,2023-01-01,,7.00,realised
""",
    "services": "service_id,service_name,service_kind\nold,Old,platform\ns,S,service\nt,T,service\n",
    "migrations": """migration_id,service_id,from_platform_id,status,forecast_end_date
m,s,old,in_progress,2024-03-31
n,t,old,in_progress,2024-03-31
""",
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("pause")
    for name, files in (("line", LINE), ("left", RUN_OFF)):
        folder = home / "deliveries" / name
        folder.mkdir(parents=True)
        (folder / "delivery.yml").write_text(
            f"delivery_id: {name}\ntitle: Synthetic\nowner: tests\npublication_id: {name}\nfiles:\n"
            + "".join(f"  - {{source: {source}, path: {source}.csv}}\n" for source in files)
        )
        for source, text in files.items():
            (folder / f"{source}.csv").write_text(text)
    return built(home, home / "deliveries", dt.date(2023, 6, 30))


def cells(file: Path, publication: str, months: int) -> dict:
    which = f"publication_id = '{publication}' and pause_months = {months}"
    rows = query(
        file,
        "select contract_id, year, method, unlawful_amount_gross, increase_gross "
        f"from marts.noncompliance_pause_whatif where {which}",
    )
    return {
        (contract, year): (method, str(amount), None if more is None else str(more))
        for contract, year, method, amount, more in rows
    }


def test_the_two_points_are_stated(file: Path) -> None:
    # The cells of both and the rest: 12.01 - 13.01 is that of 2025.
    assert cells(file, "line", 0) == {
        (None, None): ("stated", "12.01", "0.00"),
        ("k", 2021): ("stated", "0.01", "0.00"),
        ("k", 2022): ("stated", "10.00", "0.00"),
        ("k", 2023): ("stated", "3.00", "0.00"),
        ("none", None): ("stated", "-1.00", "0.00"),
    }


def test_cells_add_up_to_their_total_to_the_cent(file: Path) -> None:
    # 10.003333, 2.333333 and a total of 22.013333: the running sums 0.01, 10.013333 and 12.346667 round to
    # 0.01, 10.01 and 12.35. Increases before rounding: 0.003333, -0.666667 and 10.003333; the running sums
    # 0.003333 and -0.663333.
    assert cells(file, "line", 1) == {
        (None, None): ("interpolated", "22.01", "10.00"),
        ("k", 2021): ("interpolated", "0.01", "0.00"),
        ("k", 2022): ("interpolated", "10.00", "0.00"),
        ("k", 2023): ("interpolated", "2.34", "-0.66"),
        ("none", None): ("interpolated", "9.66", "10.66"),
    }


def test_a_scenario_that_falls_is_interpolated_and_found(file: Path) -> None:
    # From 42.02 at 3 to 36.02 at 12 months: 0.6666.. a month less; 40.02 at 6, 20.02 at 36: 8.01 more than 12.01.
    assert cells(file, "line", 3) == {(None, None): ("stated", "42.02", "30.01")}
    assert cells(file, "line", 4)[None, None] == ("interpolated", "41.35", "29.34")
    assert cells(file, "line", 6)[None, None] == ("interpolated", "40.02", "28.01")
    assert cells(file, "line", 36)[None, None] == ("extrapolated", "20.02", "8.01")
    [(subject, amount, said)] = query(
        file,
        "select subject_id, amount_gross, evidence from marts.findings where finding_rule = 'scenario_total_fell'",
    )
    assert (subject, amount, said) == ("c", Decimal("6.00"), "EUR 42.02 at 3 months, EUR 36.02 at 12 months")


def test_the_run_off_covers_the_days_up_to_the_planned_end(file: Path) -> None:
    found = cells(file, "left", 0)
    assert found["whole", 2024] == ("run_off", "910.00", "0.00")
    # 91 / 3.65 is 24.9315.
    assert found["odd", 2024] == ("run_off", "24.93", "0.00")
    # 4,684.93 less the credit, which stands apart: no contract and year is below zero.
    assert found[None, None] == ("run_off", "4634.93", "0.00")
    assert found["none", None] == ("run_off", "-50.00", "0.00")
    # Not 0.00: nothing of it can be computed.
    assert found["whole", 2022] == ("run_off", "None", "0.00")
    # Without a pause nothing is spent in the years that a pause would reach.
    assert ("odd", 2022) not in found and found["odd", 2025] == ("run_off", "0.00", "0.00")


def test_increases_are_differences_of_unrounded_amounts(file: Path) -> None:
    # To 30 April, 121 days: 33.1507 is 8.2192 more than 24.9315. To 31 May, 152 days: 41.6438 is 16.7123 more.
    # To 30 June, 182 days: 49.8630 is 24.9315 more, and all together 3,750.00 + 1,820.00 + 49.86 - 50.00.
    # To 30 September, 274 days: 75.0685 is 50.1370 more.
    # To 31 July, 213 days: 58.3562 is 33.4247 more, where 58.36 - 24.93 would be 33.43.
    assert cells(file, "left", 1)["odd", 2024] == ("run_off", "33.15", "8.22")
    assert cells(file, "left", 2)["odd", 2024] == ("run_off", "41.64", "16.71")
    assert cells(file, "left", 4)["odd", 2024] == ("run_off", "58.36", "33.42")
    assert cells(file, "left", 6)["odd", 2024] == ("run_off", "75.07", "50.14")
    assert cells(file, "left", 3)[None, None] == ("run_off", "5569.86", "934.93")


def test_what_could_not_be_judged_stands_beside_each_total(file: Path) -> None:
    rows = query(
        file,
        "select publication_id, pause_months, cast(uncertain_amount_gross as varchar), uncertain_unknown_lines "
        "from marts.noncompliance_pause_whatif where contract_id is null and pause_months in (0, 1, 3, 4, 12) "
        "order by all",
    )
    assert rows == [
        *(("left", months, "70.00", 1) for months in (0, 1, 3, 4, 12)),
        ("line", 0, "0.00", 0),
        # Between the two the larger one; of a total that was only published nobody says what was judged.
        ("line", 1, "5.00", 0),
        ("line", 3, "5.00", 0),
        ("line", 4, None, None),
        ("line", 12, None, None),
    ]


def test_the_checks_hold_it(file: Path) -> None:
    assert not {name for name, result in checked(file).items() if result.status != "passed"}


@pytest.fixture
def connection(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(file), read_only=True) as opened:
        yield opened


def test_no_cell_is_below_zero_or_of_one_scenario(connection: duckdb.DuckDBPyConnection) -> None:
    years = connection.execute(
        "select list(distinct year order by year), min(unlawful_amount_gross) "
        "from marts.noncompliance_pause_whatif where publication_id = 'line' and year is not null"
    ).fetchone()
    assert years == ([2021, 2022, 2023], Decimal("0.01"))
    [below] = connection.execute(
        "select count(*) from marts.noncompliance_pause_whatif where year > 0 and unlawful_amount_gross < 0"
    ).fetchall()
    assert below == (0,)
