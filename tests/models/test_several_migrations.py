"""A service with several migrations: its dates, its slip and the words for it all belong together.

By hand, as at 30 June 2024. A service is done when the last of its migrations is: its original end is the last
original end, its current end the last current end.
"""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.warehouses import built, compiled

HEADER = (
    "migration_id,service_id,status,baseline_start_date,baseline_end_date,forecast_start_date,forecast_end_date,"
    "actual_end_date,is_delay_stated,stated_slip_months,reason,contract_id\n"
)
MIGRATIONS = [
    # One is five months late, and within what was planned for the other.
    "a1,within,in_progress,,2024-03-01,,2024-08-01,,,,new,",
    "a2,within,in_progress,,2024-12-01,,2024-12-01,,,,,",
    # The first passes the second, which was to be the last: from October to December.
    "b1,passes,in_progress,,2024-03-01,,2024-12-01,,,,new,short",
    "b2,passes,in_progress,,2024-10-01,,2024-10-01,,,,,long",
    # Of the other migration nothing is known.
    "c1,open_end,in_progress,,2024-03-01,,2024-03-01,,,,,short",
    "c2,open_end,not_started,,,,,,,,,",
    "d1,at_least,in_progress,,2024-03-01,,2024-08-01,,,,new,",
    "d2,at_least,not_started,,2024-12-01,,,,,,,",
    # Late by what the source states, and on time by dates.
    "e1,stated,in_progress,,2024-03-01,,2024-03-01,,,,,",
    "e2,stated,in_progress,,,,,,true,12,new,",
    # The source states a delay of one of them, without a length and without an original end.
    "f1,unmeasured,in_progress,,2024-03-01,,2024-03-01,,,,old,",
    "f2,unmeasured,in_progress,,,,2024-02-01,,true,,new,",
    # What is done is done: a start that was late says nothing of what is left.
    "g1,rest,completed,2024-01-01,,2024-03-01,,2024-04-01,,,new,short",
    "g2,rest,in_progress,,2024-12-01,,2024-11-01,,,,,long",
    # An attempt that failed has not migrated anything.
    "h1,failed,failed,,2024-03-01,,2024-09-01,2024-02-01,,,,",
    # Done two days later than the last plan, which was five months later than the first.
    "i1,done,completed,,2024-01-01,,2024-06-01,2024-06-03,,,,",
]
CONTRACTS = """contract_id,contract_name,current_end_date
short,Short contract,2024-10-31
long,Long contract,2025-12-31
"""


@pytest.fixture(scope="module")
def build_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("several")
    folder = home / "deliveries"
    folder.mkdir()
    names = ("publications", "services", "migrations", "contracts")
    (folder / "delivery.yml").write_text(
        "delivery_id: several\ntitle: Several migrations\nowner: tests\npublication_id: several\nfiles:\n"
        + "".join(f"  - {{source: {name}, path: {name}.csv}}\n" for name in names)
    )
    (folder / "publications.csv").write_text(
        "publication_id,title,published_on,as_of_date\nseveral,Several migrations,2024-01-01,2024-06-30\n"
    )
    services = sorted({line.split(",")[1] for line in MIGRATIONS})
    (folder / "services.csv").write_text(
        "service_id,service_name,service_kind\nnew,New platform,platform\n"
        + "".join(f"{service},Synthetic {service},service\n" for service in services)
    )
    (folder / "migrations.csv").write_text(HEADER + "\n".join(MIGRATIONS) + "\n")
    (folder / "contracts.csv").write_text(CONTRACTS)
    return built(home, folder, date(2024, 6, 30))


def ask(file: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_dates_slip_status_and_cause_belong_together(build_file: Path) -> None:
    rows = ask(
        build_file,
        "select service_id, baseline_end_date, forecast_end_date, slip_days, slip_months, slip_basis, "
        "delay_status, caused_by from marts.impact_services where service_kind = 'service'",
    )
    march, october, december = date(2024, 3, 1), date(2024, 10, 1), date(2024, 12, 1)
    assert {service: tuple(rest) for service, *rest in rows} == {
        "within": (december, december, 0, 0, "end_dates", "on_time", None),
        # October has 31 days, November 30.
        "passes": (october, december, 61, 2, "end_dates", "delayed", "new"),
        # 1 March has passed, and how late the service is at the end is not known.
        "open_end": (None, None, None, None, "unknown", "overdue", None),
        # March to July: 31 + 30 + 31 + 30 + 31.
        "at_least": (march, date(2024, 8, 1), 153, 5, "end_dates", "delayed", "new"),
        "stated": (None, None, None, 12, "stated", "overdue", "new"),
        "unmeasured": (None, march, None, None, "unknown", "overdue", "new"),
        "rest": (december, date(2024, 11, 1), -30, -1, "end_dates", "on_time", None),
        # March to August: 31 + 30 + 31 + 30 + 31 + 31.
        "failed": (march, date(2024, 9, 1), 184, 6, "end_dates", "delayed", None),
        # January to May: 31 + 29 + 31 + 30 + 31, and two days.
        "done": (date(2024, 1, 1), date(2024, 6, 3), 154, 5, "end_dates", "done", None),
    }


def test_what_the_service_does_not_show_of_its_migrations_is_counted(build_file: Path) -> None:
    rows = ask(
        build_file,
        "select service_id, migrations, migrations_unknown, largest_migration_slip_days "
        "from marts.impact_services where service_id in ('within', 'passes', 'open_end', 'at_least')",
    )
    assert set(rows) == {
        ("within", 2, 0, 153),
        # March to November: 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 30.
        ("passes", 2, 0, 275),
        ("open_end", 2, 1, 0),
        ("at_least", 2, 1, 153),
    }


def test_the_finding_says_the_same(build_file: Path) -> None:
    found = compiled("finding_service_delayed")
    messages = dict(ask(build_file, f"select subject_id, message_en from {found}"))
    assert messages == {
        "passes": "Delay of 2 months, from 2024-10-01 to 2024-12-01: Synthetic passes",
        "at_least": "Delay of 5 months, from 2024-03-01 to 2024-08-01: Synthetic at_least",
        "failed": "Delay of 6 months, from 2024-03-01 to 2024-09-01: Synthetic failed",
    }
    evidence = dict(
        ask(
            build_file,
            f"select subject_id, evidence || ' | ' || evidence_nl from {found}",
        )
    )
    assert evidence["at_least"] == (
        "By its end dates; caused by New platform; of 1 other migration the delay is not known | "
        "Volgens de einddatums; veroorzaakt door New platform; van 1 andere migratie is de vertraging niet bekend"
    )


def test_the_contract_that_most_needs_a_look(build_file: Path) -> None:
    rows = ask(
        build_file,
        "select service_id, contract_id, contract_end_date, days_past_contract_end, contract_status "
        "from marts.impact_services where service_id in ('passes', 'open_end', 'rest')",
    )
    assert set(rows) == {
        # The first leaves the short contract a month late; that the second has time does not hide it.
        ("passes", "short", date(2024, 10, 31), 31, "past_contract_end"),
        # March to October: 31 + 30 + 31 + 30 + 31 + 31 + 30 + 30.
        ("open_end", "short", date(2024, 10, 31), -244, "within_contract"),
        # The short one is left; 30 days of November, 31 of December, and 2025 to its last day: 29 + 31 + 365.
        ("rest", "long", date(2025, 12, 31), -425, "within_contract"),
    }


def test_the_previous_date_is_that_of_the_service(build_file: Path) -> None:
    rows = ask(
        build_file,
        "select service_id, previous_end_date, slip_days_against_previous from marts.impact_services "
        "where service_id in ('within', 'passes', 'stated', 'open_end', 'done')",
    )
    assert set(rows) == {
        ("within", date(2024, 12, 1), 0),
        ("passes", date(2024, 10, 1), 61),
        ("stated", None, None),
        ("open_end", None, None),
        # What came about is held against the last plan.
        ("done", date(2024, 6, 1), 2),
    }


def test_what_failed_is_not_earned(build_file: Path) -> None:
    # Done by the end of June: g1, which has no original end and stands outside, and i1.
    [row] = ask(
        build_file,
        "select actual, planned_total, without_baseline from marts.migration_progress "
        "where period_end = '2024-07-01'",
    )
    assert row == (1, 12, 4)
