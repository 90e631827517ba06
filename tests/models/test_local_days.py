"""The day of an instant is that where the organisation is, in checks as in marts: Amsterdam."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from fundament.checks.suites import CheckResult
from tests.conftest import make_editable
from tests.warehouses import built, checked

# By publication its issues, and their events; a time without an offset is local. The status date is 30 June 2024,
# which ends at 22:00 UTC.
CASES = {
    # Opened half an hour after the status date: not there yet.
    "opened": ("late,One,2024-07-01 00:30:00,\nknown,Other,2024-06-30 23:30:00,\n", ""),
    # Resolved then: still open.
    "resolved": ("late,One,2024-05-06 09:00:00,2024-07-01 00:30:00\n", ""),
    "logged": (
        "late,One,2024-05-06 09:00:00,\n",
        "late,2024-05-06 09:00:00,opened\nlate,2024-07-01 00:30:00,resolved\n",
    ),
    # The event knows its day alone, which is that on which the issue was created.
    "day_alone": ("early,One,2024-05-06 09:00:00,\n", "early,2024-05-06 00:00:00,opened\n"),
    # Winter: UTC and one hour.
    "winter": (
        "leap,One,2024-02-20 09:00:00,\n",
        "leap,2024-02-29 23:59:59,resolved\nleap,2024-03-01 00:00:00,reopened\n"
        "leap,2024-03-01 00:30:00,validated\n",
    ),
    # Opened by its event alone.
    "undated": ("early,One,,\n", "early,2024-05-06 00:00:00,opened\n"),
}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("register")
    for name, (issues, events) in CASES.items():
        folder = home / "deliveries" / name
        folder.mkdir(parents=True)
        (folder / "delivery.yml").write_text(
            f"delivery_id: {name}\ntitle: Synthetic register\nowner: tests\npublication_id: {name}\n"
            "date_formats: ['%Y-%m-%d', '%Y-%m-%d %H:%M:%S']\nfiles:\n"
            + "".join(
                f"  - {{source: {source}, path: {source}.csv}}\n"
                for source in ("publications", "issues", "issue_events")
            )
        )
        (folder / "publications.csv").write_text(
            f"publication_id,title,published_on,as_of_date\n{name},Synthetic register,2024-01-01,2024-01-01\n"
        )
        (folder / "issues.csv").write_text(f"issue_id,title,created_at,resolved_at\n{issues}")
        (folder / "issue_events.csv").write_text(f"issue_id,event_at,event_type\n{events}")
    return built(home, home / "deliveries", dt.date(2024, 6, 30))


@pytest.fixture(scope="module")
def failed(register: Path) -> dict[str, CheckResult]:
    return checked(register)


def test_what_happens_after_midnight_is_of_the_next_day(register: Path, failed: dict[str, CheckResult]) -> None:
    assert failed == {}
    with duckdb.connect(str(register), read_only=True) as connection:
        found = connection.execute(
            "select publication_id, arg_max(open, period_end) from marts.issue_flow "
            "where component = 'total' group by all order by all"
        ).fetchall()
    assert found == [
        ("day_alone", 1),
        ("logged", 1),
        ("opened", 1),
        ("resolved", 1),
        ("undated", 1),
        ("winter", 0),
    ]


def test_the_day_of_an_instant_turns_at_midnight(register: Path) -> None:
    with duckdb.connect(str(register), read_only=True) as connection:
        found = connection.execute(
            "select event_at, event_on from intermediate.known_issue_events "
            "where publication_id = 'winter' order by event_at"
        ).fetchall()
    assert found == [
        (dt.datetime(2024, 2, 29, 22, 59, 59), dt.date(2024, 2, 29)),
        (dt.datetime(2024, 2, 29, 23, 0, 0), dt.date(2024, 3, 1)),
        (dt.datetime(2024, 2, 29, 23, 30, 0), dt.date(2024, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        # The mart has the issue that was opened in the night, or the resolution in it.
        (
            "open_issues_are_those_without_a_resolution",
            "update marts.issue_flow set open = open + 1 where publication_id = 'opened'",
        ),
        (
            "open_issues_are_those_without_a_resolution",
            "update marts.issue_flow set open = open - 1 where publication_id = 'logged'",
        ),
        # An event on the day before its issue was created.
        (
            "issue_events_name_known_issues",
            "update intermediate.known_issue_events set event_on = event_on - 1 where issue_id = 'early'",
        ),
    ],
)
def test_a_broken_mart_is_refused(register: Path, tmp_path: Path, check: str, statement: str) -> None:
    warehouse = Path(shutil.copy(register, tmp_path / "warehouse.duckdb"))
    with duckdb.connect(str(warehouse)) as connection:
        make_editable(connection, statement)
        connection.execute(statement)
    assert check in checked(warehouse)
