"""The rows of one file, parsed: to the tables that they belong in, and how many went where."""

import duckdb

from fundament.deliveries.cast.casting import CastQuery
from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.read.formats.csv import CsvFile
from fundament.deliveries.set_apart.repeated import set_repeated_apart
from fundament.deliveries.stored.raw import RawTable


def take_over(
    connection: duckdb.DuckDBPyConnection,
    received: ReceivedFile,
    query: CastQuery,
    earlier: list[str],
    notes: tuple[str, ...],
) -> LoadedFile:
    """Put the rows of `parsed` where they belong: loaded, rejected, or skipped, with the condition.

    `earlier`: files of the entry whose keys may not be repeated. Numbers of rows: each is in one of the three.
    """
    delivery, shown, source = received.delivery, received.shown, canonical_sources()[received.file.source]
    table = RawTable(connection, source)
    line = "source_line"
    if line not in connection.table("parsed").columns:
        line = f"rowid + {CsvFile(received.path, delivery.format_of(received.file), shown).first_line}"
    connection.execute(
        "create or replace temp view read_lines as "
        f"select *, {line} as line_of_row, rowid as place_of_row from parsed"
    )
    repeated = set_repeated_apart(connection, received, source, earlier)
    good = "problems is null and not is_skipped"
    if repeated:
        good += " and place_of_row not in (select place_of_row from repeated)"
    number = table.next_file()
    table.widen(query.row_columns, query.constants)
    names = "".join(f", {name}" for name in query.row_columns)
    connection.execute(
        f"insert into {table.rows} (file_number, source_line{names}) "
        f"select {number:d}, line_of_row{names} from read_lines where {good}"
    )
    table.add_file(number, received.lineage, query)
    who = {"delivery_id": delivery.delivery_id, "source": source.name, "source_file": shown}
    connection.execute(
        """
        insert into raw.rejected_rows
        select
            $delivery_id, $source, $source_file, line_of_row, nullif(problem.name, ''), problem.rejected,
            problem.reason
        from (select line_of_row, unnest(problems) as problem from read_lines where problems is not null)
        order by line_of_row
        """,
        who,
    )
    connection.execute(
        "insert into raw.skipped_rows select $delivery_id, $source, $source_file, line_of_row, skip_reason, "
        "row_text from read_lines where is_skipped order by line_of_row",
        who,
    )
    if repeated:
        connection.execute(
            "insert into raw.rejected_rows select $delivery_id, $source, $source_file, source_line, "
            "$columns, key_text, reason from repeated order by source_line",
            {**who, "columns": ", ".join(received.file.key)},
        )
    counts = connection.execute(
        "select count(*), count(*) filter (problems is not null), count(*) filter (is_skipped) from parsed"
    ).fetchone()
    assert counts is not None
    lines, rejected, skipped = counts
    rejected += repeated
    loaded = lines - rejected - skipped
    return LoadedFile(delivery.delivery_id, source.name, shown, lines, loaded, rejected, skipped, notes)
