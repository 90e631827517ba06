"""What a delivery promises against what was read: rejected rows, expected rows, control totals."""

from decimal import Decimal

import duckdb

from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.declaration import FileDeclaration
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.read.formats.base import CUT_OFF
from fundament.errors import BadInput, cut

SHOWN_REJECTS, SHOWN_FILES = 5, 10
WIDTH = 100


def rejected_allowed(received: ReceivedFile) -> int:
    """Rejected rows that the file may have."""
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
    connection: duckdb.DuckDBPyConnection, entry: FileDeclaration, files: list[LoadedFile]
) -> None:
    """Raises `BadInput` where the files of an entry do not come to its control totals; notes what was applied."""
    if not files:
        return
    said = entry.control_totals
    names = [file.file for file in files]
    more = f" and {len(names) - SHOWN_FILES} more" if len(names) > SHOWN_FILES else ""
    where = ", ".join(names[:SHOWN_FILES]) + more
    applied: list[tuple[str, Decimal | int | None, Decimal | int]] = []
    rows = sum(file.lines_read - file.rows_skipped for file in files)
    rejected = sum(file.rows_rejected for file in files)
    hint = f"{rejected} rows are rejected. " if rejected else ""
    hint += "Have the delivery sent again, or correct control_totals."
    if said is not None and said.rows is not None:
        if rows != said.rows:
            raise BadInput(f"There are {rows} rows; control_totals says {said.rows}", where, hint)
        applied.append(("rows", said.rows, rows))
    for column, total in (said.sums if said is not None else {}).items():
        row = connection.execute(
            f"select coalesce(sum({column}), 0) from raw.{entry.source} "
            "where delivery_id = ? and list_contains(?, source_file)",
            [files[0].delivery_id, names],
        ).fetchone()
        if row is not None and row[0] != total:
            raise BadInput(
                f"{column} comes to {row[0]}; control_totals says {total}, which is {total - row[0]} more"
                if total > row[0]
                else f"{column} comes to {row[0]}; control_totals says {total}, which is {row[0] - total} less",
                where,
                hint,
            )
        applied.append((column, total, total))
    if entry.expected_rows is not None:
        every = sum(file.lines_read for file in files)
        of_each = entry.expected_rows if isinstance(entry.expected_rows, int) else None
        applied.append(("expected_rows", None if of_each is None else of_each * len(files), every))
    for measure, stated, read in applied or [("none", None, rows)]:
        connection.execute(
            "insert into raw.applied_control_totals values (?, ?, ?, ?, ?, ?)",
            [files[0].delivery_id, entry.source, "; ".join(names), measure, stated, read],
        )
