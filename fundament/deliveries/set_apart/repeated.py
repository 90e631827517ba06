"""Rows that repeat a key of their entry; keys that only look alike are in `counted/look_alikes.py`."""

import duckdb

from fundament.deliveries.declared.canonical import Source
from fundament.deliveries.found.received import ReceivedFile


def set_repeated_apart(
    connection: duckdb.DuckDBPyConnection, received: ReceivedFile, source: Source, earlier: list[str]
) -> int:
    """Make `repeated`: rows whose declared key stands before them in the entry; how many they are.

    Reads the view `read_lines` of `take_over`. Without a declared key there is no such table, and the number is 0.
    """
    there = connection.table("parsed").columns
    if not received.file.key or not set(received.file.key) <= set(there):
        return 0
    key = [name for name in source.column_names if name in received.file.key]
    keys, given = ", ".join(key), " and ".join(f"{name} is not null" for name in key)
    connection.execute(
        f"""
        create or replace temp table repeated as
        with every as (
            select
                {keys}, list_position($earlier, source_file) as place, source_file, source_line, -1 as place_of_row
            from raw.{source.name}
            where delivery_id = $delivery_id and list_contains($earlier, source_file) and {given}
            union all
            -- Of no place: the file comes after those before it.
            select {keys}, null, $source_file, line_of_row, place_of_row from read_lines
            where problems is null and not is_skipped and {given}
        ),
        compared as (
            select
                *,
                first_value(source_file) over first as first_file,
                first_value(source_line) over first as first_line,
                row_number() over first as occurrence
            from every
            window first as (partition by {keys} order by place nulls last, source_line, place_of_row)
        )
        select
            source_line,
            place_of_row,
            concat_ws(', ', {keys}) as key_text,
            'repeats the key of ' || first_file || ', line ' || first_line as reason
        from compared
        where place is null and occurrence > 1
        """,
        {"earlier": earlier, "delivery_id": received.delivery.delivery_id, "source_file": received.shown},
    )
    row = connection.execute("select count(*) from repeated").fetchone()
    return row[0] if row else 0
