"""The chain of delays and the flow of issues on a synthetic portfolio, against independent computations."""

import csv
import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from fundament.synthetic.folder import write_portfolio
from fundament.whatif.slip import moved_by
from tests.independent.differences import (
    AS_OF,
    LARGE,
    SMALL,
    chain_differences,
    flow_differences,
    progress_differences,
)
from tests.independent.impact import Month, RunOut, Week, chain_slips, issue_flow, own_delays, progress, run_out
from tests.warehouses import built as build_models


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a portfolio and its impact marts."""
    home = tmp_path_factory.mktemp("portfolio")
    write_portfolio(home / "deliveries", SMALL)
    build_models(home, home / "deliveries", AS_OF)
    return home


def test_the_chain_is_what_the_independent_computation_gives(built: Path) -> None:
    assert chain_differences(built / "deliveries", built / "build" / "warehouse.duckdb") == []
    slips = chain_slips(built / "deliveries", AS_OF)
    assert sum((chain or 0) > (own or 0) for own, chain in slips.values()) > 50


def test_services_with_one_and_with_two_migrations_are_as_late_as_the_independent_computation_gives(
    built: Path,
) -> None:
    with duckdb.connect(str(built / "build" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select service_id, migrations, migrations_unknown, baseline_end_date, slip_days "
            "from marts.impact_services"
        ).fetchall()
    expected = own_delays(built / "deliveries", AS_OF)
    assert {service: tuple(rest) for service, _, _, *rest in rows} == expected
    assert sum(migrations == 2 for _, migrations, *_ in rows) > 100
    assert sum(unknown > 0 and slip is not None for _, _, unknown, _, slip in rows) > 0


@pytest.mark.parametrize("days", [1, 45, 400])
def test_what_moves_is_what_the_independent_computation_gives(built: Path, days: int) -> None:
    """The platform, and services of all tiers, on time, late, early and without a known date."""
    folder = built / "deliveries"
    before = chain_slips(folder, AS_OF)
    some = ["SYN-P1", *sorted(name for name in before if name.startswith("SYN-V"))[::37]]
    with duckdb.connect(str(built / "build" / "warehouse.duckdb"), read_only=True) as connection:
        moved = {
            name: {one.subject_id: one.days for one in moved_by(connection, LARGE.publication_id, name, days)}
            for name in some
        }
    for name in some:
        after = chain_slips(folder, AS_OF, name, days)
        gains = {other: (after[other][1] or 0) - (before[other][1] or 0) for other in before}
        contracts = {other for other in moved[name] if other.startswith("SYN-C")}
        assert {other: gain for other, gain in gains.items() if gain} == {
            other: gain for other, gain in moved[name].items() if other not in contracts
        }, name
    assert max(map(len, moved.values())) > 40


def test_the_flow_of_issues_is_what_the_independent_computation_gives(built: Path) -> None:
    assert flow_differences(built / "deliveries", built / "build" / "warehouse.duckdb") == []
    weeks = issue_flow(built / "deliveries", AS_OF)
    total = [week for (_, component), week in weeks.items() if component == "total"]
    assert sum(week.opened for week in total) == SMALL.issues
    assert sum(week.reopened for week in total) > 900


def test_the_progress_is_what_the_independent_computation_gives(built: Path) -> None:
    assert progress_differences(built / "deliveries", built / "build" / "warehouse.duckdb") == []
    months = progress(built / "deliveries", AS_OF, by_weight=True)
    assert sum(month.es is not None and month.es.denominator > 1 for month in months.values()) > 20


@pytest.mark.parametrize(
    ("compare", "change", "said"),
    [
        (
            chain_differences,
            "update marts.impact_chain set chain_slip_days = chain_slip_days + 1 "
            "where to_id = (select min(to_id) from marts.impact_chain where to_id like 'SYN-V%')",
            "own slip and chain slip",
        ),
        (
            flow_differences,
            "update marts.issue_flow set average_open_days = average_open_days + 1 "
            "where component = 'total' and period_end = (select max(period_end) from marts.issue_flow)",
            "flow: total, week before",
        ),
        (
            flow_differences,
            "delete from marts.issue_flow where component = 'component 07' and period_end = '2024-06-03'",
            "flow: no row for",
        ),
        (
            flow_differences,
            "update marts.issue_forecast set open_blocking = open_blocking + 1 where component = 'total'",
            "forecast: total",
        ),
        (
            progress_differences,
            "update marts.migration_progress set es_weighted = es_weighted + 0.000002 "
            "where period_end = '2025-06-01'",
            "progress_weighted: 2025-06-01",
        ),
    ],
)
def test_one_wrong_answer_is_noticed(
    built: Path, tmp_path: Path, compare: Callable[[Path, Path], list[str]], change: str, said: str
) -> None:
    file = tmp_path / "wrong.duckdb"
    file.write_bytes((built / "build" / "warehouse.duckdb").read_bytes())
    with duckdb.connect(str(file)) as connection:
        assert connection.execute(change).fetchall() == [(1,)]
    [found] = compare(built / "deliveries", file)
    assert said in found


def written(folder: Path, source: str, header: str, *rows: str) -> None:
    with (folder / f"{source}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows(line.split(",") for line in (header, *rows))


def test_by_hand_room_takes_up_delay(tmp_path: Path) -> None:
    """The platform is 60 days late. a was planned 30 days after it with a lag of 10: 20 days of room, 40 are left,
    and its own 30, as it is not done on 1 March, are less. b needs a and has no dates: all 40. c is 50 days late
    by itself, and done.
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
    assert slips == {"platform": (60, 60), "a": (30, 40), "b": (None, 40), "c": (50, 50)}


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
    assert flow[first, "x"] == Week(2, 0, 1, 0, 1, 1, 6, 6, 0, 0, 1)
    assert flow[second, "x"] == Week(0, 0, 0, 1, 1, 1, 9, 9)
    assert flow[second, "none"] == Week(1, 0, 0, 0, 1, 0, 2, 2)
    # The ages 9 and 2: the mean of 5.5 is rounded up.
    assert flow[second, "total"] == Week(1, 0, 0, 1, 2, 1, 9, 6)


def test_by_hand_an_issue_that_comes_back(tmp_path: Path) -> None:
    """Opened on 1 January 2024, resolved on the 3rd, back on the 9th: open again for 31 days since its opening on
    1 February, and for 91 on 1 April. The week of Monday 1 January ends with it waiting for validation.
    """
    written(
        tmp_path,
        "issues",
        "issue_id,component,is_blocking,created_at,resolved_at,validated_at",
        "1,x,true,2024-01-01 08:00:00,,",
    )
    written(
        tmp_path,
        "issue_events",
        "issue_id,event_at,event_type",
        "1,2024-01-09 08:00:00,reopened",
        "1,2024-01-03 08:00:00,resolved",
        "1,2024-01-01 08:00:00,opened",
        "1,2024-04-06 08:00:00,resolved",
    )
    flow = issue_flow(tmp_path, dt.date(2024, 4, 5))
    assert flow[dt.date(2024, 1, 8), "x"] == Week(opened=1, resolved=1, awaiting_validation=1)
    assert flow[dt.date(2024, 1, 15), "x"] == Week(
        reopened=1, open=1, open_blocking=1, oldest_open_days=13, average_open_days=13
    )
    # Sunday 28 January is day 27, 4 February day 34; 31 March is day 90, and 5 April, the last known day, day 95.
    assert [flow[dt.date(2024, 1, 29) + n * dt.timedelta(7), "x"].open_over_30_days for n in (0, 1)] == [0, 1]
    assert [flow[dt.date(2024, 4, 1) + n * dt.timedelta(7), "x"].open_over_90_days for n in (0, 1)] == [0, 1]


def test_by_hand_when_blocking_issues_run_out() -> None:
    """Changes of 12, -2, -2 and -2 in the weeks that are over, and the fifth week lacks its Sunday: no loss, no
    date. Twelve weeks of -2: 6 open are gone in three weeks, without any spread.
    """
    start = dt.date(2024, 1, 8)
    stock = [12, 10, 8, 6, 5]
    weeks = {(start + n * dt.timedelta(7), "x"): Week(open_blocking=open_now) for n, open_now in enumerate(stock)}
    assert run_out(weeks, dt.date(2024, 2, 3)) == {"x": RunOut(5, 4)}
    stock = [30, *range(28, 5, -2)]
    weeks = {(start + n * dt.timedelta(7), "x"): Week(open_blocking=open_now) for n, open_now in enumerate(stock)}
    last = start + 12 * dt.timedelta(7)
    gone = last - dt.timedelta(1) + dt.timedelta(21)
    assert run_out(weeks, last - dt.timedelta(1)) == {"x": RunOut(6, 12, gone, gone, gone)}


def test_by_hand_earned_schedule(tmp_path: Path) -> None:
    """One planned for January and two for March 2024, PD = 3. One is done in February: at the end of that month ES
    is 2, as nothing was due in February, AT is 2 and SPI(t) 1. Another in April: ES = 2 + 1 of 2, AT = 4.
    """
    written(
        tmp_path,
        "migrations",
        "status,baseline_start_date,baseline_end_date,actual_end_date",
        "completed,,2024-01-31,2024-02-29",
        "completed,2024-02-01,2024-03-01,2024-04-01",
        "paused,,2024-03-31,",
        "cancelled,,2023-01-01,2023-01-01",
        "not_started,,,",
    )
    months = progress(tmp_path, dt.date(2024, 4, 30), by_weight=False)
    half = Fraction(1, 2)
    assert list(months) == [dt.date(2024, month, 1) for month in range(1, 6)]
    assert vars(months[dt.date(2024, 3, 1)]) == vars(
        Month(Fraction(1), Fraction(1), Fraction(2), 2, Fraction(1), Fraction(3))
    )
    last = months[dt.date(2024, 5, 1)]
    assert (last.es, last.actual_time, last.sv) == (2 + half, 4, -1 - half)
    assert last.ieac == Fraction(48, 10)
