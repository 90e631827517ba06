"""What the release before this run knows of the past: states of publications, and versions of their subjects.

It is taken over with the days on which it held, as it stood before the as-of date, so that no file is read twice.
"""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import duckdb

from fundament import database
from fundament.deliveries.found.history import Version
from fundament.deliveries.found.received import ReceivedFile


def as_of_date_of_release(release: Path) -> dt.date:
    """The date that the statements of a release are about."""
    with database.to_read(release) as connection:
        [(as_of_date,)] = connection.execute("select as_of_date from quality.release").fetchall()
    assert isinstance(as_of_date, dt.date)
    return as_of_date


def take_over(
    connection: duckdb.DuckDBPyConnection,
    release: Path,
    as_of_date: dt.date,
    files: list[ReceivedFile],
    recorded: Iterable[Version],
) -> None:
    """Fill `raw.publication_states` and `raw.subject_versions` from the DuckDB file of a release.

    Of the versions those that files said which were replaced since, under the names that these have now: what is
    in force is read anew each time, and documents are. `raw.deliveries` has the files of the run.
    """
    database.attach_to_read(connection, release, "before")
    connection.execute(
        "insert into raw.publication_states by name "
        "select publication_id, published_on, first_known_on, known_on, known_until, is_oldest_kept "
        "from before.quality.publication_states where known_on <= $as_of",
        {"as_of": as_of_date},
    )
    connection.execute(
        """
        insert into raw.subject_versions by name
        select * exclude (version_no)
        from before.quality.subject_versions as versions
        semi join (from before.quality.deliveries where scope != 'document') as deliveries
            on versions.delivery_id = deliveries.delivery_id
            and versions.source_name = deliveries.source_name
            and versions.source_file = deliveries.source_file
        where known_from < $as_of
        """,
        {"as_of": as_of_date},
    )
    connection.execute("detach before")
    for who in _renamed(files, recorded):
        for column in ("source_file", "last_source_file"):
            connection.execute(
                f"update raw.subject_versions set {column} = $now "
                f"where delivery_id = $delivery_id and source_name = $source_name and {column} = $before",
                who,
            )
    connection.execute(
        """
        delete from raw.subject_versions
        where (delivery_id, source_name, source_file) not in (
            select (delivery_id, source_name, source_file) from raw.deliveries where replaced_on is not null
        )
        """
    )
    # As at a date before that of the release nobody had seen it later.
    connection.execute(
        "update raw.subject_versions set last_known_from = known_from, last_source_file = source_file, "
        "last_source_line = source_line where last_known_from > $as_of",
        {"as_of": as_of_date},
    )


def _renamed(files: list[ReceivedFile], recorded: Iterable[Version]) -> list[dict[str, str]]:
    """Files by the name that they had in the release and the name that they have in this run."""
    before = {(*version.key, version.received_on): version for version in recorded if not version.is_document}
    names = []
    for received in files:
        version = before.get((*received.version.key, received.version.received_on))
        if version and version.shown != received.shown:
            who = {"delivery_id": version.delivery_id, "source_name": version.source}
            names.append({**who, "before": version.shown, "now": received.shown})
    return names
