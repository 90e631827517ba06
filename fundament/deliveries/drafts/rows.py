"""All rows of a drafted file, as text in DuckDB: what is said of a column is found over every one of them.

What is made of the texts of a column: `sniffing.py`. How a run reads a file: `fundament.deliveries.read`.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from fundament import database
from fundament.database import literal
from fundament.deliveries.read.formats.base import Relation, Row, as_relation
from fundament.deliveries.read.formats.csv import CsvFile
from fundament.deliveries.read.limits import ENDED

# More is spilled to the disk.
MEMORY = "1GB"
# So many of its first texts are kept of a column, and so many of what in it has one shape.
FIRST, FIRST_OF_SHAPE = 16, 4
WHITE = "' ' || chr(9) || chr(13) || chr(10) || chr(160)"
# Texts of one shape are all dates of the same forms, all numbers of one form, or neither: two stand for all.
MONTHS = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DAY = (
    "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([^0-9].*)?"
    "|(19[5-9]|20[0-9]|21[0-5])[0-9](0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
    f"|[0-9]{{1,2}}[-/ ]{MONTHS}[-/ ][0-9]{{2,4}}.*|{MONTHS} [0-9]{{4}}|[a-z]{{3}}, .*"
)
NUMBER = "[-+() €£$eurgbpsd%0-9.,'\u00a0\u202f\u2019\\s]*"
SHAPE = f"""
    case when not regexp_matches(text, '[0-9]') then ''
    when regexp_full_match(text, {literal(DAY)}, 'i') then regexp_replace(
        regexp_replace(text, ':[0-5][0-9]', ':00', 'g'), '(:00)[.][0-9]{{1,6}}', '\\1.0')
    when regexp_full_match(text, {literal(NUMBER)}, 'i')
    then concat(regexp_extract(text, '[0-9]') = '0', regexp_replace(text, '[0-9]', '5', 'g'))
    else '' end"""


@dataclass(frozen=True)
class Shape:
    """Texts of one shape: in how many rows, how many texts, the first of them, and the least and the greatest."""

    rows: int
    texts: int
    first: list[str]
    ends: list[str]


@dataclass(frozen=True)
class Seen:
    """What a column holds: rows with a value, texts, the first of them, and the one that most rows have."""

    filled: int
    are_typed: bool
    texts: int
    first: list[str]
    most: tuple[str, int]
    shapes: list[Shape]


class Rows:
    """The rows, in the table `seen`: the `place` in the file, and c0, c1, …, empty where the file has nothing."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection, self.folder = connection, folder
        self.width = 0

    def read_plain(self, file: CsvFile) -> bool:
        """Have DuckDB read a plain file by itself; False where that may lose something.

        Raises DuckDB's own error where it is out of memory, or interrupted.
        """
        if not file.is_plain:
            return False
        try:
            self._take(file.plain_relation(), len(file.header))
        except ENDED:
            raise
        except (duckdb.Error, UnicodeDecodeError):
            return False
        return self.count() == file.plain_rows().lines

    def read(self, rows: Iterable[Row], width: int) -> None:
        """Take rows of a reader; those that it can't read are left out."""
        padded = (Row(row.line, (list(row.fields) + [""] * width)[:width]) for row in rows if not row.problem)
        self._take(as_relation(padded, width, self.folder), width, "row_problem is null")

    def read_relation(self, relation: Relation, width: int) -> None:
        """Take the rows of a relation."""
        self._take(relation, width)

    def _take(self, relation: Relation, width: int, where: str = "true") -> None:
        self.width = width
        texts = ", ".join(f"coalesce(c{place}, '') as c{place}" for place in range(width))
        self.connection.execute(
            f"create or replace table seen as select row_number() over () as place, {texts} "
            f"from ({relation.sql}) where {where}",
            relation.values,
        )

    def count(self) -> int:
        """How many there are."""
        return int(self.one("select count(*) from seen")[0])

    def one(self, sql: str) -> tuple[Any, ...]:
        """The first row of a query."""
        return self.connection.execute(sql).fetchone() or (None,)

    def column(self, place: int) -> Seen | None:
        """What a column holds; None where that is nothing."""
        self.connection.execute(
            "create or replace temp table texts as select ltrim(t, chr(31)) as text, count(*) as n, "
            "min(place) as first, bool_and(starts_with(t, chr(31))) as is_typed "
            f"from (select place, trim(c{place}, {WHITE}) as t from seen) where t <> '' group by 1"
        )
        filled, are_typed, texts, first = self.one(
            f"select sum(n), bool_and(is_typed), count(*), arg_min(text, first, {FIRST}) from texts"
        )
        if not texts:
            return None
        text, rows = self.one("select text, n from texts order by n desc, first limit 1")
        shapes = self.connection.execute(
            f"select sum(n), count(*), arg_min(text, first, {FIRST_OF_SHAPE}), [min(text), max(text)] "
            f"from (select *, {SHAPE} as shape from texts) group by shape order by min(first)"
        ).fetchall()
        return Seen(int(filled), bool(are_typed), texts, first, (text, rows), [Shape(*shape) for shape in shapes])

    def largest(self, number: str) -> Decimal | None:
        """The number that is farthest from 0, of the texts of the column that was looked at last."""
        largest: Decimal | None
        [largest] = self.one(f"select arg_max(n, abs(n)) from (select {number} as n from texts)")
        return largest

    def first_texts(self, place: int, most: int) -> list[str]:
        """The first texts of a column, each once."""
        found = self.connection.execute(
            f"select trim(ltrim(c{place}, chr(31)), {WHITE}) as text from seen "
            f"group by text having text <> '' order by min(place) limit {most}"
        ).fetchall()
        return [text for (text,) in found]

    def have_blank(self) -> bool:
        """Whether a row has no value at all."""
        are_blank = "".join(f" and trim(c{place}, {WHITE}) = ''" for place in range(self.width))
        return bool(self.one(f"select bool_or(true{are_blank}) from seen")[0])

    def use_names(self, place: int) -> bool:
        """Of lists of objects that all have a name, keep the names. False where a column holds something else."""
        lists = f"from seen where c{place} <> ''"
        [are_lists] = self.one(f"select bool_and(starts_with(c{place}, '[{{')) {lists}")
        if not are_lists:
            return False
        [are_named] = self.one(
            f"select bool_and(json_array_length(c{place}) = len(json_extract(c{place}, '$[*].name'))) {lists}"
        )
        if are_named:
            names = f"array_to_string(json_extract_string(c{place}, '$[*].name'), ', ')"
            self.connection.execute(f"update seen set c{place} = {names} where c{place} <> ''")
        return bool(are_named)

    def unpivot(self, taken: dict[int, str], kept: list[int]) -> None:
        """Make of each row one per column of `taken` that it fills: those of `kept`, its name and its text."""
        stay = "".join(f"c{place} as c{new}, " for new, place in enumerate(kept))
        several = " union all ".join(
            f"select place * {len(taken)} + {part} as place, {stay}cast($name{part} as varchar) as c{len(kept)}, "
            f"c{place} as c{len(kept) + 1} from seen where trim(c{place}, {WHITE}) <> ''"
            for part, place in enumerate(taken)
        )
        names = {f"name{part}": name for part, name in enumerate(taken.values())}
        self.connection.execute(f"create or replace table seen as {several}", names)
        self.width = len(kept) + 2


@contextmanager
def no_rows_yet() -> Iterator[Rows]:
    """A place for the rows of one file, on the disk where they are many. Raises `MemoryError` beyond that."""
    with (
        tempfile.TemporaryDirectory() as folder,
        database.in_memory(memory_limit=MEMORY, temp_directory=folder) as connection,
    ):
        try:
            yield Rows(connection, Path(folder))
        except duckdb.OutOfMemoryException as error:
            # Whoever reads it in a process of its own tells that.
            raise MemoryError(str(error)) from None
