"""The chain of delays and the flow of issues on a synthetic portfolio, against independent computations."""

import csv
import datetime as dt
from pathlib import Path

import duckdb
import pytest

from fundament.deliveries.reader import load_deliveries
from fundament.synthetic.folder import write_portfolio
from tests.bench_portfolio import AS_OF, SMALL, build, chain_differences
from tests.independent.impact import Week, chain_slips, issue_flow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a portfolio and its chain."""
    home = tmp_path_factory.mktemp("portfolio")
    write_portfolio(home / "deliveries", SMALL)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        load_deliveries(connection, home / "deliveries", AS_OF)
    build(home / "warehouse.duckdb", "+impact_chain")
    return home


def test_the_chain_is_what_the_independent_computation_gives(built: Path) -> None:
    assert chain_differences(built / "deliveries", built / "warehouse.duckdb") == []
    slips = chain_slips(built / "deliveries", AS_OF)
    assert sum((chain or 0) > (own or 0) for own, chain in slips.values()) > 50


def test_a_wrong_slip_is_noticed(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "wrong.duckdb"
    file.write_bytes((built / "warehouse.duckdb").read_bytes())
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update marts.impact_chain set chain_slip_days = chain_slip_days + 1 "
            "where to_id = (select min(to_id) from marts.impact_chain where to_id like 'SYN-V%')"
        )
    [found] = chain_differences(built / "deliveries", file)
    assert "own slip and chain slip" in found


def written(folder: Path, source: str, header: str, *rows: str) -> None:
    with (folder / f"{source}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows(line.split(",") for line in (header, *rows))


def test_by_hand_room_takes_up_delay(tmp_path: Path) -> None:
    """The platform is 60 days late. a was planned 30 days after it with a lag of 10: 20 days of room, 40 are left,
    and its own 5 are less. b needs a and has no dates: all 40. c is 50 days late by itself, and done.
    """
    written(tmp_path, "services", "service_id", "platform", "a", "b", "c")
    written(
        tmp_path,
        "migrations",
        "service_id,status,to_platform_id,baseline_end_date,forecast_end_date,actual_end_date,"
        "baseline_start_date,forecast_start_date,actual_start_date",
        "platform,in_progress,,2024-01-01,2024-03-01,,,,",
        "a,not_started,,2024-01-31,2024-02-05,,,,",
        "c,completed,,2024-01-01,,2024-02-20,,,",
    )
    written(
        tmp_path,
        "dependencies",
        "from_id,to_id,dependency_type,lag_days",
        "a,platform,runs_on,10",
        "a,b,required_by,",
        "a,c,required_by,",
    )
    slips = chain_slips(tmp_path, dt.date(2024, 3, 1))
    assert slips == {"platform": (60, 60), "a": (5, 40), "b": (None, 40), "c": (50, 50)}


def test_by_hand_weeks_of_issues(tmp_path: Path) -> None:
    """Monday 4 March 2024 is the border. One is opened and resolved on a Sunday, one stays open and blocks, one is
    opened on the Monday.
    """
    written(
        tmp_path,
        "issues",
        "issue_id,component,is_blocking,created_at,resolved_at,validated_at",
        "1,x,false,2024-03-03 10:00:00,2024-03-03 11:00:00,2024-03-04 09:00:00",
        "2,x,true,2024-02-26 00:00:00,,",
        "3,,false,2024-03-04 00:00:00,,",
    )
    flow = issue_flow(tmp_path, dt.date(2024, 3, 6))
    first, second = dt.date(2024, 3, 4), dt.date(2024, 3, 11)
    assert flow[first, "x"] == Week(2, 0, 1, 0, 1, 1, 6)
    assert flow[second, "x"] == Week(0, 0, 0, 1, 1, 1, 9)
    assert flow[second, "none"] == Week(1, 0, 0, 0, 1, 0, 2)
    assert flow[second, "total"] == Week(1, 0, 0, 1, 2, 1, 9)
