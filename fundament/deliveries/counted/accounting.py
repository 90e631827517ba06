"""What a delivery promises against what was read: rejected rows, expected rows, control totals.

What several deliveries say of each other is in `together`.
"""

import datetime as dt
from decimal import Decimal

import duckdb

from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.declared.declaration import FileDeclaration, Scope
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.read.formats.base import CUT_OFF
from fundament.errors import BadInput, cut

SHOWN_REJECTS, SHOWN_FILES = 5, 10
WIDTH = 100


def rejected_allowed(received: ReceivedFile) -> int:
    """Rejected rows that the file may have, as its entry or else its delivery says."""
    return received.delivery.format_of(received.file).max_rejected_rows


def refuse_what_is_not_allowed(
    connection: duckdb.DuckDBPyConnection, done: LoadedFile, received: ReceivedFile, is_whole: bool = True
) -> None:
    """Raises `BadInput` for a file with too many rejected rows, or, if it is whole, too few or many rows."""
    broken = connection.execute(
        "select source_line, coalesce(rejected_value, '') from raw.rejected_rows "
        "where source_file = ? and delivery_id = ? and source_name = ? and reason = ?",
        [done.file, done.delivery_id, done.source, CUT_OFF],
    ).fetchone()
    if broken:
        raise BadInput(
            f"{done.file} ends within a row, and may be cut off: {cut(broken[1], WIDTH)!r}",
            f"{done.file}, line {broken[0]}",
            "Have it sent again. If it is whole, end its last line, or skip that line (skip_when).",
        )
    allowed = rejected_allowed(received)
    if done.rows_rejected > allowed:
        rejects = connection.execute(
            "select source_line, column_name, rejected_value, reason from raw.rejected_rows "
            "where source_file = ? and delivery_id = ? and source_name = ? order by source_line limit ?",
            [done.file, done.delivery_id, done.source, SHOWN_REJECTS],
        ).fetchall()
        listed = "\n".join(
            f"  line {line}{f', column {column}' if column else ''}: "
            + (f"{cut(value, WIDTH)!r} ({cut(reason, WIDTH)})" if value else cut(reason, WIDTH))
            for line, column, value, reason in rejects
        )
        raise BadInput(
            f"{done.rows_rejected} of {done.lines_read} rows of {done.file} are rejected; "
            f"{allowed} are allowed:\n{listed}",
            done.file,
            "Correct the values or the delivery, or allow rejected rows in the delivery (max_rejected_rows).",
        )
    expected = received.file.expected_rows if is_whole else None
    if isinstance(expected, int):
        is_right, said = done.lines_read == expected, str(expected)
    elif expected is not None:
        low, high = expected.at_least, expected.at_most
        is_right = (low is None or low <= done.lines_read) and (high is None or done.lines_read <= high)
        said = f"{'' if low is None else f'at least {low}'} {'' if high is None else f'at most {high}'}".strip()
    else:
        return
    if not is_right:
        raise BadInput(
            f"{done.file} has {done.lines_read} rows; the delivery says {said}",
            done.file,
            "Find the lost or added rows, or correct expected_rows.",
        )


def refuse_other_totals(
    connection: duckdb.DuckDBPyConnection,
    entry: FileDeclaration,
    scope: Scope,
    files: list[tuple[LoadedFile, dt.date | None]],
) -> None:
    """Raises `BadInput` where what is in force of an entry's files differs from its control totals; notes both.

    `files`: each with the day that it is as at. Of full states those of the last day are in force, of increments
    with a key the last version of each row.
    """
    if scope == "full":
        last_day = max((as_at for _, as_at in files if as_at), default=None)
        files = [(file, as_at) for file, as_at in files if as_at == last_day]
    if not files:
        return
    said = entry.control_totals
    delivery_id, names = files[0][0].delivery_id, [file.file for file, _ in files]
    more = f" and {len(names) - SHOWN_FILES} more" if len(names) > SHOWN_FILES else ""
    where = ", ".join(names[:SHOWN_FILES]) + more
    has_versions = scope == "increment" and bool(entry.key) and len({as_at for _, as_at in files}) > 1
    sums = said.sums if said is not None else {}
    in_force, read_sums = _in_force(connection, entry.source, files, has_versions, list(sums))
    rejected = sum(file.rows_rejected for file, _ in files)
    loaded = sum(file.rows_loaded for file, _ in files)
    superseded = loaded - in_force if has_versions else 0
    hint = f"{rejected} rows are rejected. " if rejected else ""
    hint += f"{superseded} rows have a later version, which counts in their place. " if superseded else ""
    hint += "Have the delivery sent again, or correct control_totals."
    applied: list[tuple[str, Decimal | int | None, Decimal | int]] = []
    rows = loaded - superseded + rejected
    if said is not None and said.rows is not None:
        if rows != said.rows:
            raise BadInput(f"There are {rows} rows; control_totals says {said.rows}", where, hint)
        applied.append(("rows", said.rows, rows))
    for (column, total), read in zip(sums.items(), read_sums, strict=True):
        if read != total:
            how = f"{total - read} more" if total > read else f"{read - total} less"
            raise BadInput(f"{column} comes to {read}; control_totals says {total}, which is {how}", where, hint)
        applied.append((column, total, total))
    if entry.expected_rows is not None:
        every = sum(file.lines_read for file, _ in files)
        of_each = entry.expected_rows if isinstance(entry.expected_rows, int) else None
        applied.append(("expected_rows", None if of_each is None else of_each * len(files), every))
    for measure, stated, read in applied or [("none", None, rows)]:
        connection.execute(
            "insert into raw.applied_control_totals values (?, ?, ?, ?, ?, ?)",
            [delivery_id, entry.source, "; ".join(names), measure, stated, read],
        )


def _in_force(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    files: list[tuple[LoadedFile, dt.date | None]],
    has_versions: bool,
    columns: list[str],
) -> tuple[int, list[Decimal | int]]:
    """How many rows of the files there are, and the sums of these columns over them.

    Rows that a later one of them takes the place of do not count; see the macro `known` of the models.
    """
    if not has_versions and not columns:
        return sum(file.rows_loaded for file, _ in files), []
    key = ", ".join(f"lines.{name}" for name in canonical_sources()[source].key)
    last = f"qualify files.as_at = max(files.as_at) over (partition by {key})" if has_versions else ""
    sums = "".join(f", coalesce(sum({column}), 0)" for column in columns)
    [(rows, *read)] = connection.execute(
        f"""
        with files as (select unnest(cast($names as varchar[])) as file, unnest(cast($days as date[])) as as_at),

        in_force as (
            select lines.*
            from raw.{source} as lines
            inner join files on lines.source_file = files.file
            where lines.delivery_id = $delivery_id
            {last}
        )

        select count(*){sums} from in_force
        """,
        {
            "names": [file.file for file, _ in files],
            "days": [as_at for _, as_at in files],
            "delivery_id": files[0][0].delivery_id,
        },
    ).fetchall()
    return rows, read
