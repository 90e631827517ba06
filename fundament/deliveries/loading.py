"""Load one file: its rows are read, cast, set apart where they must be, counted and stored.

The order of these steps, and which of two ways a file takes; each step is in the package of its name.
"""

import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from fundament.database import all_or_none
from fundament.deliveries.cast.casting import WHITE_SPACE, CastQuery
from fundament.deliveries.cast.columns import Columns, match_columns
from fundament.deliveries.cast.expressions import SEEN, written_anew
from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.canonical import Source, canonical_sources
from fundament.deliveries.declared.declaration import FileFormat
from fundament.deliveries.declared.names import FILE, ROW_COLUMNS
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.read.apart import apart
from fundament.deliveries.read.formats.base import Relation
from fundament.deliveries.read.formats.bounds import refuse_wide
from fundament.deliveries.read.formats.csv import CsvFile
from fundament.deliveries.read.formats.parquet import ParquetFile, columns_of
from fundament.deliveries.read.formats.text import LineCount
from fundament.deliveries.read.limits import ENDED, within_limits
from fundament.deliveries.read.rows import read_apart
from fundament.deliveries.read.unpivot import unpivoted
from fundament.deliveries.read.white_space import collapse
from fundament.deliveries.set_apart.rows import take_over
from fundament.deliveries.stored.raw import RawTable
from fundament.errors import BadInput

GLOB_SIGNS = "*?["
# DuckDB cuts the line of its message after so many bytes: within a character Python can't read the message itself.
UNREAD = (duckdb.Error, UnicodeDecodeError)


@dataclass(frozen=True)
class SampledFile:
    """A file that was looked at: what became of its rows, whether those are all, and its columns."""

    loaded: LoadedFile
    is_whole: bool
    columns: Columns


class _NotPlain(Exception):
    """DuckDB alone can't read the file; the careful way can, or knows what is wrong."""


def load_file(
    connection: duckdb.DuckDBPyConnection, received: ReceivedFile, earlier: list[str] | None = None
) -> LoadedFile:
    """Load a file into its raw table. `earlier`: files of the entry whose keys it may not repeat.

    The tables and macros must be there (`create_raw_tables`). Raises `BadInput` where the file can't be read as
    declared, `WrongEncoding` where it is text in another encoding; rows that are rejected are counted, not raised.
    """
    with _scratch(connection, received) as scratch:
        loading = _Loading(connection, received, _plain_name(received.path, scratch), Path(scratch))
        if whole := loading.load_at_once():
            return whole
        loading.parse()
        return take_over(connection, received, loading.query, earlier or [], loading.notes)


def look_at_file(
    connection: duckdb.DuckDBPyConnection, received: ReceivedFile, earlier: list[str], sample: int | None
) -> SampledFile:
    """Load the first rows of a file, None: all, and leave them as text in the table `sample_fields`.

    `sample` counts lines of the file, `earlier` is that of `load_file`, which says what is raised.
    """
    with _scratch(connection, received) as scratch:
        loading = _Loading(connection, received, _plain_name(received.path, scratch), Path(scratch), sample, True)
        columns = loading.parse()
        loaded = take_over(connection, received, loading.query, earlier, loading.notes)
        # A line may give several rows.
        [(lines,)] = connection.execute("select count(distinct line_of_row) from read_lines").fetchall()
    return SampledFile(loaded, sample is None or lines < sample, columns)


def _limited(connection: duckdb.DuckDBPyConnection, received: ReceivedFile) -> AbstractContextManager[None]:
    return within_limits(connection, received.shown, received.path.stat().st_size)


@contextmanager
def _scratch(connection: duckdb.DuckDBPyConnection, received: ReceivedFile) -> Iterator[str]:
    """A folder for the time that a file is loaded, and DuckDB within limits, set to try expressions row by row."""
    mapped = any(mapping.expression is not None for mapping in received.file.columns.values())
    with tempfile.TemporaryDirectory(prefix="fundament-") as folder, _limited(connection, received):
        if not mapped and not received.delivery.format_of(received.file).skip_when:
            yield folder
            return
        # What two expressions have in common would be computed outside try(), where it ends the query.
        connection.execute("set disabled_optimizers = 'common_subexpressions'")
        try:
            yield folder
        finally:
            connection.execute("reset disabled_optimizers")


def _plain_name(path: Path, scratch: str) -> Path:
    """DuckDB would take some names for a pattern: a link to the file that has none of the signs."""
    if not any(sign in str(path) for sign in GLOB_SIGNS):
        return path
    link = Path(scratch) / f"file{path.suffix if path.suffix[1:].isalnum() else ''}"
    link.symlink_to(path)
    return link


class _Loading:
    """Makes the temporary table `parsed`: canonical columns, source_line, is_skipped, problems of the row."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        received: ReceivedFile,
        path: Path,
        scratch: Path,
        sample: int | None = None,
        keep_fields: bool = False,
    ) -> None:
        self._sample, self._keeps_fields = sample, keep_fields
        self._connection, self._received, self._path, self._scratch = connection, received, path, scratch
        self._how: FileFormat = received.delivery.format_of(received.file)
        self._source: Source = canonical_sources()[received.file.source]
        self._table = RawTable(connection, self._source)
        self.query: CastQuery
        self.notes: tuple[str, ...] = ()
        self._needs_lines = False

    def parse(self) -> Columns:
        """Read and cast."""
        how, shown = self._how, self._received.shown
        if how.format == "csv" and not self._received.file.unpivot:
            file = CsvFile(self._path, how, shown)
            columns = self._match(file.header, f"{shown}, line {file.first_line - 1}")
            try:
                self._parse_plain(file, columns)
            except _NotPlain:
                self._cast_all(self._apart()[1], columns)
        elif how.format == "parquet":
            found = apart(columns_of, self._path, shown, shown=shown)
            parquet = ParquetFile(self._path, [(name, kind) for name, kind in found])
            relation = parquet.relation()
            if self._sample is not None:
                relation = replace(relation, sql=f"select * from ({relation.sql}) limit {self._sample:d}")
            columns = self._cast_rows(parquet.header, relation)
        else:
            columns = self._cast_rows(*self._apart())
        return columns

    def _cast_rows(self, header: list[str], relation: Relation) -> Columns:
        shown = self._received.shown
        if unpivot := self._received.file.unpivot:
            header, relation = unpivoted(header, relation, unpivot, shown)
        columns = self._match(header, shown)
        self._cast_all(relation, columns)
        return columns

    def load_at_once(self) -> LoadedFile | None:
        """Load a plain file whose rows are all good, in one pass. None: it is not one, and nothing is loaded."""
        received, name = self._received, self._source.name
        if self._how.format != "csv" or received.file.key or received.file.unpivot:
            return None
        file = CsvFile(self._path, self._how, received.shown)
        if not file.is_plain:
            return None
        columns = self._match(file.header, f"{received.shown}, line {file.first_line - 1}")
        if self._needs_lines:
            return None
        with ThreadPoolExecutor(1) as counting:
            expected = counting.submit(file.plain_rows)
            query = CastQuery(self._connection, received, file.plain_relation(), columns, {})
            number = self._table.next_file()
            self._table.widen(query.row_columns, query.constants)
            try:
                rows = self._insert_at_once(query, file, number, expected)
            except _NotPlain:
                return None
        self._table.add_file(number, received.lineage, query, file.first_line)
        return LoadedFile(received.delivery.delivery_id, name, received.shown, rows, rows, 0, 0)

    def _insert_at_once(self, query: CastQuery, file: CsvFile, number: int, expected: Future[LineCount]) -> int:
        """How many rows were inserted. Raises `_NotPlain` where one is not good: then it is none of them."""
        target = (
            f"{self._table.rows} (file_number, {''.join(f'{name}, ' for name in query.row_columns)}source_line)"
        )
        for trims in (True,) if query.needs_trimmed_texts else (False, True):
            sql = f"insert into {target} select {number:d}, * from ({query.sql_of_good_rows(file, trims)})"
            try:
                with all_or_none(self._connection):
                    [(rows,)] = self._connection.execute(sql, query.bound(sql)).fetchall()
                    if not self._are_all(query, number, rows, expected.result()):
                        raise _NotPlain
                return int(rows)
            except ENDED:
                raise
            except UNREAD as error:
                if WHITE_SPACE not in str(error):
                    raise _NotPlain from error
        raise _NotPlain

    def _are_all(self, query: CastQuery, number: int, rows: int, expected: LineCount) -> bool:
        """Whether each line of the file became one of these rows, without rare white space around its texts."""
        if rows != expected.lines:
            return False
        if not expected.has_others or not (words := query.columns_of_words):
            return True
        white = " or ".join(f"ends_in_others({word})" for word in words)
        of_file = f"{self._table.rows} where file_number = {number:d}"
        return not self._connection.execute(f"select 1 from {of_file} and ({white}) limit 1").fetchall()

    def _apart(self) -> tuple[list[str], Relation]:
        how, file, shown = self._how, self._received.file, self._received.shown
        used = sorted(self._names_in_expressions(shown))
        header, relation, self.notes = read_apart(self._path, how, file, shown, self._scratch, self._sample, used)
        return header, relation

    def _parse_plain(self, file: CsvFile, columns: Columns) -> None:
        if not file.is_plain or self._keeps_fields or self._needs_lines:
            raise _NotPlain
        relation = file.plain_relation()
        expected = file.plain_rows()
        self._cast_all(relation, columns)
        found = self._connection.execute("select count(*) from parsed").fetchone()
        if found is None or found[0] != expected.lines:
            raise _NotPlain

    def _match(self, header: list[str], where: str) -> Columns:
        refuse_wide(header, where)
        file = self._received.file
        used = self._names_in_expressions(where)
        there = {collapse(name) for name in header}
        self._needs_lines = bool(used & ({*ROW_COLUMNS} - {FILE} - there))
        used -= {*ROW_COLUMNS} - there
        if unknown := sorted(used - there):
            raise BadInput(
                f"Columns that an expression names and the file lacks: {unknown}", where, "Correct the expression."
            )
        return match_columns(header, self._source, file, where, used, self._how.surplus == "ignore")

    def _names_in_expressions(self, where: str) -> set[str]:
        used: set[str] = set()

        def note(name: str) -> str:
            used.add(name)
            return f"{SEEN}0"

        mapped = [mapping.expression for mapping in self._received.file.columns.values()]
        for text in (*mapped, *self._how.skip_when):
            if text is not None:
                written_anew(self._connection, text, note, where)
        return used

    def _cast_all(self, relation: Relation, columns: Columns) -> None:
        self.query = CastQuery(self._connection, self._received, relation, columns, dict(relation.values))
        sql = self.query.sql()
        try:
            if self._keeps_fields:
                fields = f"create or replace temp table sample_fields as {relation.sql}"
                self._connection.execute(fields, dict(relation.values))
            self._connection.execute(f"create or replace temp table parsed as {sql}", self.query.bound(sql))
        except ENDED:
            raise
        except UNREAD as error:
            if relation.first_line is not None:
                raise _NotPlain from error
            raise BadInput(
                f"The values can't be read as declared: {str(error).splitlines()[0]}",
                f"delivery {self._received.delivery.delivery_id}, {self._received.shown}",
                "Look at date_formats, columns and expressions of the delivery.",
            ) from error
