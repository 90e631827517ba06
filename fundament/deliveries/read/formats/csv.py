"""CSV: DuckDB reads the plain file by itself; every other file goes line by line through Python's csv.

The plain way only counts where every line of the file is a row with the fields of the header. If DuckDB refuses
a line, or if there are more lines than rows (blank lines, line breaks inside quotes), the careful way follows: it
knows the line that each row starts at, and what is wrong with it.
"""

import csv
import itertools
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from fundament.deliveries.declared.declaration import FileFormat
from fundament.deliveries.read.formats.base import CUT_OFF, Relation, Row, no_rows
from fundament.deliveries.read.formats.text import (
    LONGEST_LINE,
    LineCount,
    bounded,
    encoding_of_file,
    lines_of,
    open_text,
    without_nul,
)
from fundament.errors import BadInput

if TYPE_CHECKING:
    import _csv

csv.field_size_limit(LONGEST_LINE)


class CsvFile:
    """One CSV file, as declared."""

    def __init__(self, path: Path, how: FileFormat, shown: str) -> None:
        self._path, self._how, self._shown = path, how, shown
        self._last = ""
        self._encoding = encoding_of_file(path, how.encoding, shown)
        self.header, self.first_line = self._read_header()

    @property
    def is_plain(self) -> bool:
        """Whether DuckDB may be able to read it by itself: UTF-8, quotes doubled, more than one column."""
        if self._how.surplus == "ignore" and "" in self.header:
            return False
        return self._encoding == "utf-8" and self._how.escape == "double" and len(self.header) > 1

    def plain_relation(self, dates: Collection[int] = (), date_format: str = "") -> Relation:
        """What DuckDB reads by itself; the fields at the positions `dates` as dates in that format."""
        how = self._how
        types = ", ".join(
            f"'c{position}': '{'DATE' if position in dates else 'VARCHAR'}'"
            for position in range(len(self.header))
        )
        dated = ", dateformat = $date_format" if dates else ""
        sql = (
            "select * from read_csv($path, header = false, skip = $skip, auto_detect = false, delim = $delimiter, "
            "quote = $quote, escape = $quote, strict_mode = true, null_padding = false, compression = 'none', "
            f"columns = {{{types}}}{dated})"
        )
        values: dict[str, object] = {
            "path": str(self._path),
            "skip": self.first_line - 1,
            "delimiter": how.delimiter,
            "quote": how.quote or "",
        }
        if dates:
            values["date_format"] = date_format
        return Relation(sql, values, self.first_line)

    def plain_rows(self) -> LineCount:
        """Rows that the plain way must give, or it has lost something, and whether they may have rare signs.

        Raises `BadInput` at a NUL byte.
        """
        count, has_others = lines_of(self._path, self._shown)
        return LineCount(count - self.first_line + 1, has_others)

    def rows(self) -> Iterator[Row]:
        """Rows with the line that they start at. A blank line is a row without values.

        Raises `BadInput` with the line from which on the text can't be told apart into fields.
        """
        with open_text(self._path, self._encoding, self._shown) as text:
            before = sum(1 for _ in itertools.islice(bounded(text, self._shown), self.first_line - 1))
            reader = self._reader(text, before)
            line = before + 1
            try:
                for fields in reader:
                    # Only the last line of a file can lack its end.
                    breaks_off = 0 < len(fields) < len(self.header) and not self._last.endswith(("\n", "\r"))
                    yield Row(line, fields or [""] * len(self.header), CUT_OFF if breaks_off else "")
                    line = before + reader.line_num + 1
            except csv.Error as error:
                raise self._unreadable(line, error) from error

    def _read_header(self) -> tuple[list[str], int]:
        """The header, and the first line of data."""
        how = self._how
        with open_text(self._path, self._encoding, self._shown) as text:
            if how.column_names:
                if not text.read(1):
                    raise no_rows(self._shown)
                return list(how.column_names), how.skip_rows + 1
            # Rows before the header are titles: they need no quoting that fits.
            before = how.skip_rows + how.header_row - 1
            skipped = sum(1 for _ in itertools.islice(bounded(text, self._shown), before))
            reader = self._reader(text, before)
            try:
                header = next(reader, None)
            except csv.Error as error:
                raise self._unreadable(before + 1, error) from error
            if header is None and not skipped:
                raise no_rows(self._shown)
            if not header:
                raise BadInput(
                    "There is no header in this line",
                    f"{self._shown}, line {before + 1}",
                    "Say where it stands (header_row, skip_rows).",
                )
            return header, before + reader.line_num + 1

    def _reader(self, text: TextIO, before: int) -> "_csv.Reader":
        how = self._how
        return csv.reader(
            self._noted(without_nul(text, self._shown, before + 1)),
            delimiter=how.delimiter,
            quotechar=how.quote or None,
            quoting=csv.QUOTE_MINIMAL if how.quote else csv.QUOTE_NONE,
            doublequote=how.escape == "double",
            escapechar="\\" if how.escape == "backslash" else None,
            strict=True,
        )

    def _noted(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self._last = line
            yield self._escaped(line) if self._how.escape == "backslash" else line

    def _escaped(self, line: str) -> str:
        """A backslash before what needs none, as in C:\\data or \\N, is one: Python's csv would drop it."""
        needed = ("\\", self._how.quote, self._how.delimiter)
        return re.sub(r"\\(.)", lambda pair: pair[0] if pair[1] in needed else "\\" + pair[0], line)

    def _unreadable(self, line: int, error: csv.Error) -> BadInput:
        reason = str(error)
        if "unexpected end of data" in reason:
            reason = "a quote that opens in this line is never closed; the file may be cut off"
        return BadInput(
            f"The file can't be read: {reason}",
            f"{self._shown}, line {line}",
            "Correct the line, have the file sent again, or correct delimiter and quote in the delivery.",
        )
