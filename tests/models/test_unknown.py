"""What is not known is said to be unknown: never zero, and never good. Every case worked out by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.warehouses import built, checked

Ask = Callable[[str], list[tuple]]
DELIVERY = """
delivery_id: register
title: Synthetic register
owner: tests
publication_id: p
scope: full
as_of: {from_file_name: '([0-9]{4}-[0-9]{2}-[0-9]{2})', format: '%Y-%m-%d'}
files:
  - {source: publications, path: publications.csv, as_of: 2020-01-01}
"""
# Two states of a register of migrations, two years apart, and one of issues.
STATES = {
    "services-2022-01-01": """service_id,service_name,service_kind
rebased,Baseline in 2020 and only a forecast afterwards,service
planned,No baseline and two plans,service
once,No baseline and one plan,service
overdue,Planned for a day that has passed,service
late,Put off to a day that has passed,service
m1,Completed on an unknown day,service
""",
    "migrations-2020-01-01": """migration_id,service_id,status,baseline_end_date,forecast_end_date,actual_end_date
rebased,rebased,in_progress,2020-06-30,2020-06-30,
planned,planned,in_progress,,2022-03-01,
""",
    "migrations-2022-01-01": """migration_id,service_id,status,baseline_end_date,forecast_end_date,actual_end_date
rebased,rebased,in_progress,,2022-06-30,
planned,planned,in_progress,,2022-04-01,
once,once,in_progress,,2022-09-30,
overdue,overdue,in_progress,2020-01-31,2020-01-31,
late,late,paused,2021-11-30,2021-12-31,
m1,m1,completed,2020-01-31,2020-01-31,
""",
    "issues-2022-01-01": """issue_id,title,component,is_blocking,is_number_stated,created_at,service_id
one,One issue,network,true,,2021-12-01,rebased
undated,Opened on an unknown day,network,true,,,rebased
several,The known issues of storage,storage,true,false,2021-12-01,planned
""",
}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("register")
    folder = home / "deliveries"
    folder.mkdir()
    sources = dict.fromkeys(name.split("-")[0] for name in STATES)
    files = "".join(f"  - {{source: {source}, path: '{source}-*.csv'}}\n" for source in sources)
    (folder / "delivery.yml").write_text(DELIVERY + files)
    (folder / "publications.csv").write_text(
        "publication_id,title,published_on,as_of_date\np,Synthetic register,2020-01-01,2020-01-01\n"
    )
    for name, text in STATES.items():
        (folder / f"{name}.csv").write_text(text)
    return built(home, folder, date(2022, 1, 1))


@pytest.fixture
def ask(register: Path) -> Ask:
    def asked(sql: str) -> list[tuple]:
        with duckdb.connect(str(register), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return asked


def test_the_original_end_is_the_first_that_was_stated_and_an_end_that_passed_is_overdue(ask: Ask) -> None:
    """30 June 2020 to 30 June 2022 are 730 days, 1 March to 1 April 2022 31. From 31 January 2020 to 1 January
    2022 are 366 (29 February 2020 among them) and 335 days, from 31 December 2021 one."""
    found = ask(
        "select service_id, baseline_end_date, baseline_basis, forecast_end_date, slip_days, "
        "slip_days_since_first_statement, delay_status, overdue_days from marts.impact_services order by all"
    )
    assert found == [
        ("late", date(2021, 11, 30), "delivered", date(2021, 12, 31), 31, 31, "overdue", 1),
        ("m1", date(2020, 1, 31), "delivered", None, None, None, "done", None),
        ("once", date(2022, 9, 30), "first_plan", date(2022, 9, 30), None, 0, "unknown", None),
        ("overdue", date(2020, 1, 31), "delivered", date(2020, 1, 31), 0, 0, "overdue", 701),
        ("planned", date(2022, 3, 1), "first_plan", date(2022, 4, 1), 31, 31, "delayed", None),
        ("rebased", date(2020, 6, 30), "delivered", date(2022, 6, 30), 730, 730, "delayed", None),
    ]


def test_the_register_of_rebaselines_says_the_same(ask: Ask) -> None:
    disagreed = """
        select service_id from marts.impact_services as impact
        left join (
            select subject_id, arg_max(planned_end_date, rebaseline_no) as planned_end_date,
                arg_max(slip_days_against_original, rebaseline_no) as slip_days,
                any_value(original_end_date) as original_end_date, any_value(baseline_basis) as baseline_basis
            from marts.rebaselines group by subject_id
        ) as stated on impact.service_id = stated.subject_id
        where impact.baseline_end_date is distinct from stated.original_end_date
            or impact.baseline_basis is distinct from stated.baseline_basis
            or impact.forecast_end_date != stated.planned_end_date or impact.slip_days != stated.slip_days
    """
    assert ask(disagreed) == []
    [(original, basis, previous, slip)] = ask(
        "select original_end_date, baseline_basis, previous_end_date, slip_days_against_original "
        "from marts.rebaselines where subject_id = 'rebased' and rebaseline_no = 1"
    )
    assert (original, basis, previous, slip) == (date(2020, 6, 30), "delivered", date(2020, 6, 30), 730)


def test_completed_on_an_unknown_day_is_done_in_every_mart(ask: Ask) -> None:
    """Six in the plan, the first two due in January 2020. By the end of 2021, AT = 24 months, four were due (the
    others in June 2020 and in November 2021) and one is done: half of January, ES = 0.5, SV(t) = -23.5, SPI(t) =
    0.5 / 24. In the months before nobody knows how many were."""
    last = ask(
        "select period_end, planned_total, planned, actual, actual_dated, es, sv_t, spi_t, "
        "completed_without_date, without_baseline, planned_by_first_plan "
        "from marts.migration_progress where actual is not null"
    )
    assert last == [
        (
            date(2022, 1, 1),
            6,
            4,
            1,
            0,
            Decimal("0.5"),
            Decimal("-23.5"),
            Decimal("0.020833"),
            1,
            0,
            2,
        )
    ]
    assert ask("select service_id from marts.impact_services where delay_status = 'done'") == [("m1",)]


def test_issues_without_a_day_or_a_number_are_counted_as_such_and_in_no_curve(ask: Ask) -> None:
    assert ask(
        "select component, issues, open, open_blocking, open_listed, open_number_not_stated, open_without_date "
        "from marts.issue_stock order by component"
    ) == [
        ("network", 2, 2, 2, 2, 0, 1),
        ("storage", None, None, None, 1, 1, 0),
        ("total", None, None, None, 3, 1, 1),
    ]
    # The curves hold the one issue of which both are known.
    assert ask(
        "select component, arg_max(open, period_end), max(opened) from marts.issue_flow group by all order by all"
    ) == [("network", 1, 1), ("total", 1, 1)]
    assert ask(
        "select service_id, open_blocking_issues, open_blocking_listed from marts.impact_services "
        "where service_id in ('rebased', 'planned', 'once') order by service_id"
    ) == [("once", 0, 0), ("planned", None, 1), ("rebased", 2, 2)]
    assert ask("select first_opened_on, open_days, issue_state from marts.issues where issue_id = 'undated'") == [
        (None, None, "open")
    ]


def test_the_checks_accept_what_is_unknown(register: Path) -> None:
    assert checked(register) == {}
