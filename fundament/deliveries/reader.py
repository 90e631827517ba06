"""Load the files of all deliveries into the schema `raw` of a DuckDB file.

Every value is read as text and cast by `try_cast`, so that what can't be cast is still there to show. Names
and values of a file never become SQL text: columns are read by position, values are bound.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from fundament.deliveries.counted.accounting import (
    refuse_other_totals,
    refuse_what_is_not_allowed,
    rejected_allowed,
)
from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.declaration import FileDeclaration, read_deliveries
from fundament.deliveries.found.archive import Archive
from fundament.deliveries.found.earlier import as_of_date_of_release, take_over
from fundament.deliveries.found.received import ReceivedFile, received_files
from fundament.deliveries.kept import KeptFiles
from fundament.deliveries.loading import load_file
from fundament.deliveries.read.encodings import all_wrong_encodings
from fundament.deliveries.stored.raw import create_raw_tables
from fundament.errors import WrongEncoding


def load_deliveries(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    as_of_date: dt.date,
    progress: Callable[[str], None] = lambda message: None,
    archive: Archive | None = None,
    home: Path | None = None,
    earlier: Path | None = None,
    proposes: bool = True,
    kept: KeptFiles | None = None,
) -> list[LoadedFile]:
    """Make the raw tables and fill them from every delivery under the folder; what was pulled lies under the home.

    `earlier` is the file of the release that this run builds on: it knows what files that were replaced said.
    Without one they are read again, out of the archive. Raises `BadInput` with file, line, column and value at the
    first file that can't be taken over. `proposes`: what is there becomes history once it is published. `kept`:
    where files lie that were read before.
    """
    newest = as_of_date_of_release(earlier) if earlier else None
    # A publication says in which currency the others are.
    files = sorted(
        received_files(folder, as_of_date, archive, home, newest, proposes),
        key=lambda received: received.file.source != "publications",
    )
    create_raw_tables(connection)
    connection.execute("insert into raw.run_parameters values (?)", [as_of_date])
    _register_expected(connection, folder)
    for received in files:
        _register_file(connection, received)
    if earlier and archive:
        take_over(connection, earlier, as_of_date, files, archive.recorded())
    loaded: dict[tuple[str, str], LoadedFile] = {}
    entries: dict[int, tuple[FileDeclaration, list[tuple[ReceivedFile, LoadedFile]]]] = {}
    # An entry as it was declared then and as it is now is one, for its keys.
    siblings: dict[tuple[str, str, int], list[tuple[ReceivedFile, LoadedFile]]] = {}
    for received in files:
        if earlier and received.version.replaced_on:
            continue
        _, members = entries.setdefault(id(received.file), (received.file, []))
        version = received.version
        before = siblings.setdefault((version.delivery_id, version.source, version.entry), [])
        progress(f"{received.delivery.delivery_id}: {received.shown}")
        if received.duplicate_of:
            lines = loaded[received.file.source, received.duplicate_of].lines_read
            done = LoadedFile(
                received.delivery.delivery_id, received.file.source, received.shown, lines, 0, 0, lines
            )
        else:
            # A file as at another day, or one that has gone before this one came, may say the same again.
            others = [
                file.file
                for other, file in before
                if other.as_of_date == received.as_of_date and other.version.was_there_with(version)
            ]
            try:
                before_now = kept.load(connection, received, others) if kept else None
                if before_now:
                    done = before_now
                else:
                    with _with_bytes(received, archive) as whole:
                        done = load_file(connection, whole, others)
                    if kept:
                        kept.keep(connection, received, others, done)
            except WrongEncoding as error:
                here = (each for each in files if not each.is_archived)
                every = ((each.path, each.delivery.format_of(each.file), each.shown) for each in here)
                raise all_wrong_encodings(error, every) from error
            for note in done.notes:
                progress(f"{received.shown}: {note}")
        _account(connection, received, done)
        refuse_what_is_not_allowed(connection, done, received)
        loaded[received.file.source, received.shown] = done
        members.append((received, done))
        before.append((received, done))
    for entry, members in entries.values():
        present = [
            (done, received.as_of_date) for received, done in members if received.version.replaced_on is None
        ]
        refuse_other_totals(connection, entry, members[0][0].scope, present)
    if kept:
        kept.list_in(connection)
    return list(loaded.values())


@contextmanager
def _with_bytes(received: ReceivedFile, archive: Archive | None) -> Iterator[ReceivedFile]:
    """The file with a path that has its bytes: that of a version which was replaced is in the archive."""
    if archive and received.is_archived:
        with archive.opened(received.sha256, received.version.file) as path:
            yield replace(received, path=path)
    else:
        yield received


def _register_expected(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for _, delivery in read_deliveries(folder.resolve()):
        if delivery.expected_every:
            connection.execute(
                "insert into raw.expected_deliveries values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    delivery.delivery_id,
                    delivery.publication_id,
                    delivery.title,
                    delivery.owner,
                    delivery.expected_every,
                    delivery.when_late,
                    *delivery.expected_months_and_days,
                ],
            )


def _register_file(connection: duckdb.DuckDBPyConnection, received: ReceivedFile) -> None:
    delivery, version = received.delivery, received.version
    connection.execute(
        "insert into raw.deliveries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            delivery.delivery_id,
            delivery.publication_id,
            delivery.title,
            delivery.owner,
            received.file.source,
            received.shown,
            received.sha256,
            received.scope,
            received.as_of_date,
            version.received_on,
            version.replaced_on,
            version.loaded_on,
            received.duplicate_of,
            received.counts_from,
            bool(received.file.key),
        ],
    )


def _account(connection: duckdb.DuckDBPyConnection, received: ReceivedFile, done: LoadedFile) -> None:
    connection.execute(
        "insert into raw.row_accounting values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            done.delivery_id,
            done.source,
            done.file,
            done.lines_read,
            done.rows_loaded,
            done.rows_rejected,
            done.rows_skipped,
            rejected_allowed(received),
        ],
    )
