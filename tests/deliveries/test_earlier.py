"""What a run takes over from the release that it builds on, and what it reads anew."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from fundament.deliveries.found.earlier import take_over
from fundament.deliveries.stored.raw import create_raw_tables

# Of three synthetic migrations: file, last file, key, plan, known from, last known from.
SAID = [
    ("tracker.csv (until 2024-02-29)", "tracker.csv", "m", "2024-06-30", "2024-01-31", "2024-02-29"),
    ("tracker.csv", "tracker.csv", "n", "2024-09-30", "2024-02-29", "2024-02-29"),
    ("gone.csv", "gone.csv", "o", "2024-09-30", "2024-01-31", "2024-01-31"),
]
FILES = [("tracker.csv", None), ("tracker.csv (until 2024-02-29)", "2024-02-29")]


def release(file: Path) -> Path:
    """As much of a release as is taken over."""
    with duckdb.connect(str(file)) as connection:
        create_raw_tables(connection)
        connection.execute(
            "create schema quality; create table quality.publication_states as from raw.publication_states;"
            "create table quality.subject_versions as select *, 1 as version_no from raw.subject_versions;"
            "create table quality.deliveries as from raw.deliveries;"
        )
        for name, last, subject, plan, known_from, last_known in SAID:
            connection.execute(
                """
                insert into quality.subject_versions by name
                select
                    'p' as publication_id, 'migration' as subject_type, ? as subject_id,
                    cast(? as date) as planned_end_date, cast(? as date) as known_from, 'd' as delivery_id,
                    'migrations' as source_name, ? as source_file, ? as last_source_file,
                    cast(? as date) as last_known_from
                """,
                [subject, plan, known_from, name, last, last_known],
            )
            connection.execute(
                "insert into quality.deliveries by name select 'd' as delivery_id, 'migrations' as source_name, "
                "? as source_file, 'full' as scope",
                [name],
            )
    return file


@pytest.mark.parametrize(
    ("day", "last_known_from", "last_file"),
    [
        ("2024-03-31", "2024-02-29", "tracker.csv"),
        # As at a day before, nobody had seen it later.
        ("2024-02-10", "2024-01-31", "tracker.csv (until 2024-02-29)"),
    ],
)
def test_versions_of_files_that_were_replaced_are_taken_over_and_no_others(
    tmp_path: Path, day: str, last_known_from: str, last_file: str
) -> None:
    """What is in force is read anew, by the declaration of now; a file that no version names said nothing."""
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        for name, replaced_on in FILES:
            connection.execute(
                "insert into raw.deliveries by name select 'd' as delivery_id, 'migrations' as source_name, "
                "? as source_file, cast(? as date) as replaced_on",
                [name, replaced_on],
            )
        take_over(connection, release(tmp_path / "release.duckdb"), dt.date.fromisoformat(day), [], [])
        found = connection.execute(
            "select subject_id, cast(last_known_from as varchar), last_source_file from raw.subject_versions"
        ).fetchall()
    assert found == [("m", last_known_from, last_file)]
