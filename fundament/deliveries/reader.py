"""Load the files of all deliveries into the schema `raw` of a DuckDB file.

Every value is read as text and cast by `try_cast`, so that what can't be cast is still there to show. Names
and values of a file never become SQL text: columns are read by position, values are bound.
"""

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fundament.deliveries.canonical import CITATION, LINEAGE, Column, Source, canonical_sources
from fundament.deliveries.declaration import UNITS, Delivery, FileDeclaration
from fundament.deliveries.history import Archive
from fundament.deliveries.received import ReceivedFile, received_files
from fundament.errors import BadInput
from fundament.settings import Settings

SHOWN_REJECTS = 5
FIRST_ROW_LINE = 2
# Not canonical columns: why a row is rejected or skipped, in the words of its file.
REJECT, SKIP = "reject_reason", "skip_reason"
TRUE_WORDS, FALSE_WORDS = "('true', '1', 'yes', 'ja')", "('false', '0', 'no', 'nee')"


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file: lines read = rows loaded + rows rejected + rows skipped."""

    delivery_id: str
    source: str
    file: str
    lines_read: int
    rows_loaded: int
    rows_rejected: int
    rows_skipped: int = 0


def load_deliveries(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    as_of_date: dt.date,
    progress: Callable[[str], None] = lambda message: None,
    archive: Archive | None = None,
    states_kept: int = Settings.states_kept,
    home: Path | None = None,
) -> list[LoadedFile]:
    """Make the raw tables and fill them from every delivery under the folder; what was pulled lies under the home.

    Raises `BadInput` with file, line, column and value at the first file that can't be taken over.
    """
    files = received_files(folder, as_of_date, archive, home)
    _create_raw_tables(connection)
    connection.execute("insert into raw.run_parameters values (?, ?)", [as_of_date, states_kept])
    loaded: dict[tuple[str, str], LoadedFile] = {}
    for received in files:
        progress(f"{received.delivery.delivery_id}: {received.shown}")
        if received.duplicate_of:
            lines = loaded[received.file.source, received.duplicate_of].lines_read
            done = LoadedFile(
                received.delivery.delivery_id, received.file.source, received.shown, lines, 0, 0, lines
            )
        else:
            done = _load_file(connection, received)
        _register(connection, received, done)
        _refuse_what_is_not_allowed(connection, done, received.delivery, received.file)
        loaded[received.file.source, received.shown] = done
    return list(loaded.values())


def _create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("drop schema if exists raw cascade; create schema raw")
    for source in canonical_sources().values():
        columns = [f"{column.name} {column.data_type}" for column in source.columns]
        lineage = [name for name in LINEAGE if name not in source.column_names]
        columns += [f"{name} {'bigint' if name == 'source_line' else 'varchar'}" for name in lineage]
        connection.execute(f"create table raw.{source.name} ({', '.join(columns)})")
    connection.execute(
        """
        create table raw.run_parameters (as_of_date date, states_kept integer);
        create table raw.deliveries (
            delivery_id varchar, publication_id varchar, title varchar, owner varchar, source_name varchar,
            source_file varchar, sha256 varchar, scope varchar, as_of_date date, received_on date,
            replaced_on date, loaded_on date, duplicate_of varchar, counts_from date
        );
        create table raw.row_accounting (
            delivery_id varchar, source_name varchar, source_file varchar, lines_read bigint,
            rows_loaded bigint, rows_rejected bigint, rows_skipped bigint, rejected_allowed bigint
        );
        create table raw.rejected_rows (
            delivery_id varchar, source_name varchar, source_file varchar, source_line bigint,
            column_name varchar, rejected_value varchar, reason varchar
        );
        """
    )


def _load_file(connection: duckdb.DuckDBPyConnection, received: ReceivedFile) -> LoadedFile:
    delivery, file, path, shown = received.delivery, received.file, received.path, received.shown
    source = canonical_sources()[file.source]
    header = _header(path, delivery, shown, file.ignored_columns)
    positions = _positions(header, source, file, shown)
    _read_as_text(connection, path, len(header), delivery, shown)
    _cast_all(connection, source, file, delivery, positions)
    skipped = _drop_skipped(connection)
    lineage = {
        "publication_id": delivery.publication_id,
        "delivery_id": delivery.delivery_id,
        "source_file": shown,
    }
    target = [*source.column_names, *(name for name in LINEAGE if name not in source.column_names)]
    bound = {name: value for name, value in lineage.items() if name not in source.column_names}
    connection.execute(
        f"insert into raw.{source.name} ({', '.join(target)}) "
        f"select {', '.join(f'${name}' if name in bound else name for name in target)} "
        "from parsed where len(problems) = 0 order by source_line",
        bound,
    )
    connection.execute(
        """
        insert into raw.rejected_rows
        select
            $delivery_id, $source, $source_file, source_line, problem.name, problem.rejected, problem.reason
        from (select source_line, unnest(problems) as problem from parsed)
        order by source_line
        """,
        {"delivery_id": delivery.delivery_id, "source": source.name, "source_file": shown},
    )
    counts = connection.execute(
        """
        select count(*), count(*) filter (len(problems) = 0), count(*) filter (len(problems) > 0)
        from parsed
        """
    ).fetchone()
    assert counts is not None
    counts = (counts[0] + skipped, *counts[1:], skipped)
    return LoadedFile(delivery.delivery_id, source.name, shown, *counts)


def _register(connection: duckdb.DuckDBPyConnection, received: ReceivedFile, done: LoadedFile) -> None:
    delivery, version = received.delivery, received.version
    connection.execute(
        "insert into raw.deliveries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        ],
    )
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
            delivery.max_rejected_rows,
        ],
    )


def _read_as_text(
    connection: duckdb.DuckDBPyConnection, path: Path, width: int, delivery: Delivery, shown: str
) -> None:
    """Make `landing`: columns c0, c1, … as text, and the physical line that each row starts at."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(width))
    try:
        connection.execute(
            f"""
            create or replace temp table read_rows as
            select * from read_csv($path, header = false, skip = 1, all_varchar = true, auto_detect = false,
                delim = $delimiter, quote = '"', escape = '"', strict_mode = true, null_padding = false,
                columns = {{{columns}}})
            """,
            {"path": str(path), "delimiter": delivery.delimiter},
        )
    except duckdb.Error as error:
        line = str(error).splitlines()[0]
        raise BadInput(f"The file can't be read: {line}", shown, "Mend the line, or the declaration.") from error
    # A quoted field may hold line breaks: a row then takes more than one line.
    breaks = " + ".join(
        f"coalesce(length(c{position}) - length(replace(c{position}, chr(10), '')), 0)"
        for position in range(width)
    )
    connection.execute(
        f"""
        create or replace temp table landing as
        select
            *,
            {FIRST_ROW_LINE} + rowid + coalesce(sum({breaks}) over before, 0) as source_line,
            1 + {breaks} as lines_taken
        from read_rows
        window before as (order by rowid rows between unbounded preceding and 1 preceding)
        """
    )
    taken = connection.execute("select coalesce(sum(lines_taken), 0) from landing").fetchone()
    assert taken is not None
    with path.open("rb") as stream:
        lines = sum(1 for _ in stream)
    if lines != int(taken[0]) + FIRST_ROW_LINE - 1:
        raise BadInput(
            f"The file has {lines} lines, and {taken[0]} of them were read as rows",
            shown,
            "Remove the blank lines; a line that is not read is a line that is lost.",
        )


def _cast_all(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    file: FileDeclaration,
    delivery: Delivery,
    positions: dict[str, int],
) -> None:
    """Make `parsed`: the canonical columns, and the problems of each row."""
    expressions, problems, values = _expressions(source, file, delivery, positions)
    reasons = {
        name: f"nullif(trim(c{positions[name]}), '')" if name in positions else "cast(null as varchar)"
        for name in (REJECT, SKIP)
    }
    problems.append(
        f"case when {reasons[REJECT]} is not null then {{'name': '{REJECT}', "
        f"'rejected': cast(null as varchar), 'reason': {reasons[REJECT]}}} end"
    )
    try:
        connection.execute(
            f"""
            create or replace temp table parsed as
            select
                {", ".join(f"{sql} as {name}" for name, sql in expressions.items())},
                source_line,
                {reasons[SKIP]} is not null as is_skipped,
                list_filter([{", ".join(problems)}], lambda problem: problem is not null) as problems
            from landing
            """,
            values,
        )
    except duckdb.Error as error:
        raise BadInput(
            f"The values can't be read as declared: {str(error).splitlines()[0]}",
            f"delivery {delivery.delivery_id}, {file.path}",
            "Look at date_formats and columns of the delivery.",
        ) from error


def _drop_skipped(connection: duckdb.DuckDBPyConnection) -> int:
    """Take the rows with a reason to be skipped out of `parsed`; how many they are."""
    deleted = connection.execute("delete from parsed where is_skipped").fetchone()
    return deleted[0] if deleted else 0


def _refuse_what_is_not_allowed(
    connection: duckdb.DuckDBPyConnection, result: LoadedFile, delivery: Delivery, file: FileDeclaration
) -> None:
    if result.rows_rejected > delivery.max_rejected_rows:
        rejects = connection.execute(
            "select source_line, column_name, rejected_value, reason from raw.rejected_rows "
            "where source_file = ? and delivery_id = ? limit ?",
            [result.file, result.delivery_id, SHOWN_REJECTS],
        ).fetchall()
        listed = "\n".join(
            f"  line {line}, column {column}: {value!r} ({reason})" for line, column, value, reason in rejects
        )
        raise BadInput(
            f"{result.rows_rejected} of {result.lines_read} rows of {result.file} are rejected; "
            f"{delivery.max_rejected_rows} are allowed:\n{listed}",
            result.file,
            "Correct the values, or allow rejected rows in the delivery (max_rejected_rows).",
        )
    if file.expected_rows is not None and result.lines_read != file.expected_rows:
        raise BadInput(
            f"{result.file} has {result.lines_read} rows; the delivery says {file.expected_rows}",
            result.file,
            "Find the lost or added rows, or correct expected_rows.",
        )


def _header(path: Path, delivery: Delivery, shown: str, may_repeat: list[str]) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream, delimiter=delivery.delimiter), None)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"The file is not {delivery.encoding}", shown, "Deliver it in the declared encoding."
        ) from error
    if not header:
        raise BadInput("The file is empty", shown, "Deliver it with a header and rows.")
    names = [name.strip() for name in header]
    if repeated := sorted({name for name in names if names.count(name) > 1 and name not in may_repeat}):
        what_to_do = "Give each its own name, or list the name under ignored_columns."
        raise BadInput(f"Columns appear twice: {repeated}", f"{shown}, line 1", what_to_do)
    return names


def _positions(header: list[str], source: Source, file: FileDeclaration, shown: str) -> dict[str, int]:
    """Position in the file of each canonical column that it has; unknown columns are an error."""
    taken_from = {name: mapping.from_ or name for name, mapping in file.columns.items() if not mapping.constant}
    known = {**{name: name for name in (*source.column_names, "citation")}, **taken_from}
    for name, said_in in ((REJECT, file.reject_reason_from), (SKIP, file.skip_reason_from)):
        if said_in:
            known[name] = taken_from[name] = said_in
    positions = {name: header.index(column) for name, column in known.items() if column in header}
    handled = {header[position] for position in positions.values()} | set(file.ignored_columns)
    if unknown := [column for column in header if column not in handled]:
        raise BadInput(
            f"Columns that nobody handles: {', '.join(map(repr, unknown))}",
            f"{shown}, line 1",
            "Map them under columns, or list them under ignored_columns.",
        )
    if absent := [column for name, column in taken_from.items() if name not in positions]:
        raise BadInput(f"Columns that are missing: {', '.join(map(repr, absent))}", f"{shown}, line 1")
    for column in source.columns:
        given = column.name in positions or column.name in file.columns or column.name == "publication_id"
        if column.required and not given:
            raise BadInput(
                f"The required column {column.name!r} is missing", f"{shown}, line 1", "Deliver or map it."
            )
    return positions


def _expressions(
    source: Source, file: FileDeclaration, delivery: Delivery, positions: dict[str, int]
) -> tuple[dict[str, str], list[str], dict[str, object]]:
    """Per canonical column its SQL; the SQL of every problem a row may have; the values to bind."""
    expressions: dict[str, str] = {}
    problems: list[str] = []
    values: dict[str, object] = {}
    texts: dict[str, str] = {}
    for column in (*source.columns, CITATION):
        mapping = file.columns.get(column.name)
        constant = mapping.constant if mapping else None
        if column.name == "publication_id" and column.name not in positions:
            constant = delivery.publication_id
        if constant is not None:
            values[f"constant_{column.name}"] = constant
            text = f"cast($constant_{column.name} as varchar)"
        elif column.name in positions:
            text = f"nullif(trim(c{positions[column.name]}), '')"
        else:
            expressions[column.name] = f"cast(null as {column.data_type})"
            continue
        texts[column.name] = text
        factor = UNITS[mapping.unit] if mapping else 1
        cast = _cast(column, text, delivery, factor, values)
        expressions[column.name] = cast
        tests = [f"when {text} is not null and {cast} is null then 'not a valid {column.data_type}'"]
        if column.required:
            tests.append(f"when {text} is null then 'required, and empty'")
        if column.values:
            values[f"allowed_{column.name}"] = list(column.values)
            tests.append(
                f"when {text} is not null and not list_contains($allowed_{column.name}, {text}) "
                f"then 'none of: {', '.join(column.values)}'"
            )
        problems.append(
            f"case when (case {' '.join(tests)} end) is not null then "
            f"{{'name': '{column.name}', 'rejected': {text}, 'reason': case {' '.join(tests)} end}} end"
        )
    for names in source.one_of:
        given = ", ".join(texts.get(name, "null") for name in names)
        reason = f"one is required: {', '.join(names)}"
        problems.append(
            f"case when coalesce({given}) is null then "
            f"{{'name': '{names[0]}', 'rejected': cast(null as varchar), 'reason': '{reason}'}} end"
        )
    return expressions, problems, values


def _cast(column: Column, text: str, delivery: Delivery, factor: int, values: dict[str, object]) -> str:
    """SQL that casts the text, NULL where it can't be done without loss."""
    kind = column.data_type
    if kind in ("date", "timestamp"):
        values["date_formats"] = delivery.date_formats
        parsed = f"try_strptime({text}, $date_formats)"
        return (
            f"cast({parsed} as date)" if kind == "date" else f"coalesce({parsed}, try_cast({text} as timestamp))"
        )
    if kind == "boolean":
        return (
            f"case when lower({text}) in {TRUE_WORDS} then true when lower({text}) in {FALSE_WORDS} then false end"
        )
    if kind.startswith("decimal"):
        # Only the declared separator counts: 1.234 with a decimal comma is not a number.
        point = delivery.decimal_separator
        values["number_pattern"] = f"[+-]?([0-9]+([{point}][0-9]*)?|[{point}][0-9]+)"
        number = f"case when regexp_full_match({text}, $number_pattern) then replace({text}, ',', '.') end"
        # More decimals than the column keeps would be rounded silently: that is no valid value.
        exact = f"try_cast(try_cast({number} as decimal(28, 10)) * {factor} as decimal(38, 10))"
        return f"case when {exact} = try_cast({exact} as {kind}) then try_cast({exact} as {kind}) end"
    if kind == "integer":
        return f"case when regexp_full_match({text}, '-?[0-9]+') then try_cast({text} as integer) end"
    return text
