"""What every format gives: a header, and a relation of the file's fields as text, with our marks for typed ones.

What is peculiar to one format is in its module; what a text means is in `cast`.
"""

import csv
import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from fundament.deliveries.read.white_space import strip
from fundament.errors import BadInput

# Put before the text of a value that the format itself types (an Excel number, a Parquet date): such a value
# is in plain form, 1234.5 or 2024-01-31T00:00:00, whatever the delivery declares for its texts.
TYPED = "\x1f"
# Put before the reason for which a field has no value that can be taken over, and between that and what it shows.
PROBLEM = "\x1e"
# Whole numbers of a float from here on stand for several: the file itself has lost figures.
WHOLE_TO = 2**53
LOST = "a number of so many figures is not kept exactly: have it sent as text"
# As in a sheet 15 figures count, 0.1 + 0.2 is 0.3: noise is no more than a few of the last bit.
FIGURES, NOISE = 15, 2.0**-50
CUT_OFF_AT = 200
# A row that is longer can't be read back: it is rejected.
LONGEST_ROW = 2_000_000
# Why a row can't be read where the file breaks off in it: no number of allowed rejects stands for the rows behind.
CUT_OFF = "the file ends within this row: it may be cut off"
INTEGERS = (
    "INT",
    "UINT",
    "UTINYINT",
    "TINYINT",
    "SMALLINT",
    "BIGINT",
    "HUGEINT",
    "UHUGEINT",
    "USMALLINT",
    "UBIGINT",
)


@dataclass(frozen=True)
class Row:
    """A row: the line that it starts at, its fields, and why it can't be read (empty: it can)."""

    line: int
    fields: Sequence[str]
    problem: str = ""


@dataclass(frozen=True)
class Relation:
    """SQL of a relation with columns c0, c1, … as text, and the values to bind.

    With `first_line` the rows stand on consecutive lines from there on, in the order of the relation; without it
    the relation has `source_line` and `row_problem` too.
    """

    sql: str
    values: dict[str, object] = field(default_factory=dict)
    first_line: int | None = None
    has_typed_values: bool = False
    days_from_1904: bool = False


def column_list(width: int) -> str:
    """Names of the columns of a relation; never those of the file."""
    return ", ".join(f"c{position}" for position in range(width))


def as_relation(
    rows: Iterable[Row],
    width: int,
    folder: Path,
    has_typed_values: bool = False,
    surplus: list[int] | None = None,
) -> Relation:
    """Write rows to a file of our own in `folder`, in one fixed form, and give the relation that reads it.

    Where `surplus` is given, fields beyond the header are left out, and the lines that have some are added to it.
    """
    with tempfile.NamedTemporaryFile(
        "w", dir=folder, suffix=".csv", encoding="utf-8", newline="", delete=False
    ) as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows(
            [row.line, row.problem, *row.fields] for row in _as_wide_as_the_header(rows, width, surplus)
        )
    types = ", ".join(
        ["'source_line': 'BIGINT'", "'row_problem': 'VARCHAR'"]
        + [f"'c{position}': 'VARCHAR'" for position in range(width)]
    )
    sql = (
        "select * replace (nullif(row_problem, '') as row_problem) from read_csv($path, header = false, "
        "auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true, nullstr = '', "
        # Else a line break within the first quotes would be taken for that of the file.
        "new_line = '\\n', "
        f"max_line_size = 16000000, parallel = false, columns = {{{types}}})"
    )
    return Relation(sql, {"path": stream.name}, has_typed_values=has_typed_values)


def _as_wide_as_the_header(rows: Iterable[Row], width: int, surplus: list[int] | None) -> Iterator[Row]:
    """Rows with as many fields as the header; empty fields beyond it carry nothing and go."""
    for row in rows:
        fields = list(row.fields)
        while len(fields) > width and not strip(fields[-1]):
            fields.pop()
        if not row.problem and not any(map(strip, fields)):
            # A blank row has no width of its own.
            fields = [""] * width
        if surplus is not None and len(fields) > width:
            surplus.append(row.line)
            del fields[width:]
        length = sum(map(len, fields))
        if length > LONGEST_ROW:
            problem = f"it has {length:,} characters, and {LONGEST_ROW:,} are the most that a row may have"
            yield Row(row.line, [fields[0][:CUT_OFF_AT], *[""] * (width - 1)], problem)
        elif len(fields) == width:
            yield row if len(row.fields) == width else Row(row.line, fields, row.problem)
        else:
            problem = row.problem or f"it has {len(row.fields)} fields, the header has {width}"
            whole = ",".join(row.fields)[:CUT_OFF_AT]
            yield Row(row.line, [whole, *[""] * (width - 1)], problem)


def problem_field(reason: str, shown: str = "") -> str:
    """A field that rejects its row, if its column counts: both texts, `PROBLEM` before each."""
    return f"{PROBLEM}{reason}{PROBLEM}{shown}"


def plain_float(number: float) -> str:
    """A typed number as a field: the figures that count (15, as in a sheet), or why they are not known.

    Behind `TYPED` in plain form without an exponent; a problem from 2^53 on; infinity and NaN as Python has them.
    """
    if not math.isfinite(number):
        return str(number)
    if float(number).is_integer():
        if abs(number) >= WHOLE_TO:
            return problem_field(LOST, f"{Decimal(number):f}")
        return f"{TYPED}{int(number)}"
    short = float(format(number, f".{FIGURES}g"))
    return f"{TYPED}{Decimal(repr(short if abs(short - number) <= abs(number) * NOISE else number)):f}"


def no_rows(where: str) -> BadInput:
    """The error for a file without anything in it."""
    return BadInput("The file is empty", where, "Deliver it with a header and rows.")


def typed_text(name: str, kind: str) -> str:
    """SQL of a value of a DuckDB type as text: marked as typed, in plain form; a text as it is."""
    if kind.startswith("DECIMAL") or kind in INTEGERS or kind == "INTEGER":
        return f"chr(31) || cast({name} as varchar)"
    if kind in ("DOUBLE", "FLOAT"):
        text = f"cast({name} as varchar)"
        if kind == "DOUBLE":
            short = f"printf('%.{FIGURES}g', {name})"
            is_noise = f"abs(cast({short} as double) - {name}) <= abs({name}) * {NOISE!r}"
            text = f"case when {is_noise} then {short} else {text} end"
        # An exponent is written out, if no figure goes by that.
        fixed = f"cast(try_cast({text} as decimal(38, 20)) as varchar)"
        is_exact = f"try_cast({fixed} as double) = cast({name} as double)"
        plain = f"case when contains({text}, 'e') and {is_exact} then rtrim({fixed}, '0') else {text} end"
        limit = WHOLE_TO if kind == "DOUBLE" else 2**24
        whole = f"cast(cast({name} as hugeint) as varchar)"
        lost = f"chr(30) || '{LOST}' || chr(30) || {text}"
        return (
            f"case when not isfinite({name}) then {text} when {name} <> trunc({name}) then chr(31) || {plain} "
            f"when abs({name}) < {limit} then chr(31) || {whole} else {lost} end"
        )
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        zone = f"timezone('UTC', {name})" if "ZONE" in kind else f"cast({name} as timestamp)"
        text = f"chr(31) || regexp_replace(strftime({zone}, '%Y-%m-%dT%H:%M:%S.%f'), '[.]0+$', '')"
        text += " || 'Z'" if "ZONE" in kind else ""
        return f"case when isfinite({zone}) then {text} else cast({name} as varchar) end"
    if kind == "VARCHAR":
        # What marks our own fields can't begin a text of a file.
        return f"ltrim({name}, chr(30) || chr(31))"
    if kind in ("BOOLEAN", "UUID", "TIME", "BLOB"):
        return f"cast({name} as varchar)"
    return f"cast(to_json({name}) as varchar)"
