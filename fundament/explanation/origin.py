"""The lines that a cell is made of, and the deliveries that they came with.

Which lines a mart asks for: `cells.py`, and `impact.py` for those of delay, issues and progress.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

SHOWN_LINES = 12
# A line of which a part is unknown is unknown. These stand first, before the largest: they keep the sum from being
# whole, and the list is cut off.
AMOUNT_OF_LINE = "case when count(part.amount_gross) = count(*) then sum(part.amount_gross) end"
UNKNOWN_THEN_LARGEST = "row(amount is not null, -abs(amount), source_file, source_line)"
ASSESSMENTS = """
    select publication_id, subject_type, subject_id,
        source_file || ', line ' || source_line || coalesce(': ' || motivation, '') as said
    from marts.assessments where is_latest
"""


@dataclass(frozen=True)
class Line:
    """One line of a delivered file, and what a cell takes from it, in the currency of its publication."""

    source_file: str
    source_line: int
    amount: Decimal | None = None
    citation: str | None = None
    remark: str | None = None


@dataclass(frozen=True)
class Lines:
    """The lines with the largest amounts, and what all of them come to."""

    shown: list[Line]
    count: int
    total: Decimal | None
    files: list[str]

    def and_also(self, others: "Lines") -> "Lines":
        """These and the others, without a total: they may be different quantities."""
        shown = [*self.shown, *others.shown]
        return Lines(shown, self.count + others.count, None, sorted({*self.files, *others.files}))


def spend_lines(connection: duckdb.DuckDBPyConnection, condition: str, values: list[Any]) -> Lines:
    """Lines of spend whose parts meet a condition on `part`, an alias of marts.spend_lawfulness."""
    per_line = f"""
        select
            part.source_file,
            part.source_line,
            {AMOUNT_OF_LINE} as amount,
            any_value(part.citation) as citation,
            string_agg(
                distinct part.lawfulness_class || ', ' || part.lawfulness_status
                || coalesce(': ' || part.legal_basis, ''), '; '
            ) || coalesce('; assessed in ' || any_value(coalesce(on_line.said, on_contract.said)), '') as remark
        from marts.spend_lawfulness as part
        left join ({ASSESSMENTS}) as on_line
            on part.publication_id = on_line.publication_id
            and on_line.subject_type = 'line' and on_line.subject_id = part.line_id
        left join ({ASSESSMENTS}) as on_contract
            on part.publication_id = on_contract.publication_id
            and on_contract.subject_type = 'contract' and on_contract.subject_id = part.contract_id
        where {condition}
        group by part.source_file, part.source_line
    """
    shown = connection.execute(
        f"from ({per_line}) order by {UNKNOWN_THEN_LARGEST} limit {SHOWN_LINES}", values
    ).fetchall()
    totals = connection.execute(
        "select count(*), case when count(amount) = count(*) then sum(amount) end, "
        f"list_sort(list(distinct source_file)) from ({per_line})",
        values,
    ).fetchone()
    assert totals is not None
    return Lines([Line(*row) for row in shown], totals[0], totals[1], totals[2] or [])


def key_of_row(columns: Iterable[str]) -> str:
    """The key of a row as one text, from the columns of its primary key; as the macro row_key writes it."""
    parts = (f"replace(replace(cast({name} as varchar), '%', '%25'), '/', '%2F')" for name in columns)
    return f"concat_ws('/', {', '.join(parts)})"


def sources_of(connection: duckdb.DuckDBPyConnection, mart: str, row_keys: list[str]) -> list[Line]:
    """The delivered rows that rows of a mart rest on, by their keys as `quality.row_sources` has them."""
    found = connection.execute(
        "select source_file, source_line from quality.row_sources "
        "where mart = ? and list_contains(?, row_key) order by row_key, source_no",
        [mart, row_keys],
    ).fetchall()
    return [Line(*row) for row in found]


def together(lines: Iterable[Line]) -> Lines:
    """A few lines as they are, each once."""
    each = list(dict.fromkeys(lines))
    return Lines(each[:SHOWN_LINES], len(each), None, sorted({line.source_file for line in each}))


@dataclass(frozen=True)
class Delivered:
    """A delivered file as the release has it, and what lies in the folder of the deliveries now."""

    source_file: str
    delivery_id: str
    sha256: str
    lines_read: int
    rows_loaded: int
    rows_rejected: int
    found: str


def delivered(connection: duckdb.DuckDBPyConnection, files: list[str], folder: Path) -> list[Delivered]:
    """The accounting of these files."""
    rows = connection.execute(
        "select source_file, delivery_id, sha256, lines_read, rows_loaded, rows_rejected "
        "from quality.row_accounting where list_contains(?, source_file) order by all",
        [files],
    ).fetchall()
    return [
        Delivered(file, delivery_id, sha256, read, loaded, rejected, _compared(_file_of(folder, file), sha256))
        for file, delivery_id, sha256, read, loaded, rejected in rows
    ]


def _file_of(folder: Path, source_file: str) -> Path:
    """A sheet of a workbook is called book.xlsx[sheet]."""
    path = folder / source_file
    return path if path.is_file() else folder / re.sub(r"\[[^\]]*\]$", "", source_file)


def _compared(path: Path, sha256: str) -> str:
    if not path.is_file():
        return "not there"
    with path.open("rb") as stream:
        now = hashlib.file_digest(stream, "sha256").hexdigest()
    return "unchanged" if now == sha256 else f"another file now: {now}"


def text_of(path: Path, line: Line) -> str | None:
    """The line as delivered; None for a file that has no lines of text."""
    if path.suffix != ".csv":
        return None
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, text in enumerate(stream, start=1):
            if number == line.source_line:
                return text.rstrip("\r\n")
    return None
