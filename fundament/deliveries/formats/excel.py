"""Excel and OpenDocument sheets: typed cells keep their type, dates are dates, formulas give their values."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from fundament.deliveries.declaration import FileFormat
from fundament.deliveries.formats.base import TYPED, Row, no_rows
from fundament.errors import BadInput

# Excel itself keeps 15 digits: 0.1 + 0.2 is 0.3 there.
DIGITS = 15
# What Excel, and what OpenDocument writes where day 0 is 1 January 1904.
FROM_1904 = re.compile(
    rb'<(\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*"(1|true|on)"|null-date\b[^>]*date-value\s*=\s*"1904-01-01"'
)


class ExcelFile:
    """One sheet of a workbook, as declared. A row's line is its number in the sheet."""

    def __init__(self, path: Path, how: FileFormat, shown: str) -> None:
        from python_calamine import CalamineError, CalamineWorkbook

        self._path, self._how, self._shown = path, how, shown
        try:
            book = CalamineWorkbook.from_path(str(path))
            self._sheet_name = _name_of_sheet(book.sheet_names, how, shown)
            sheet = book.get_sheet_by_name(self._sheet_name)
            self._cells = sheet.to_python(skip_empty_area=False)
        except CalamineError as error:
            raise _unreadable(error, shown) from error
        self.days_from_1904 = _counts_from_1904(path)
        first = how.skip_rows + how.header_row - 1
        last = first if how.column_names else first + how.header_rows
        if len(self._cells) < max(last, 1):
            raise no_rows(shown)
        self._first = how.skip_rows if how.column_names else last
        self._blemishes: dict[int, list[tuple[str, str]]] = {}
        self._spread_out_merged(sheet.merged_cell_ranges or [])
        self.header = list(how.column_names) or [
            " ".join(dict.fromkeys(filter(None, (_plain(row[column]) for row in self._cells[first:last]))))
            for column in range(len(self._cells[0]))
        ]
        self._note_cells_without_value()

    def rows(self) -> Iterator[Row]:
        """Rows below the header."""
        for number in range(self._first, len(self._cells)):
            problem = "; ".join(
                f"cell {column}{number + 1}: {what}" for column, what in self._blemishes.get(number + 1, ())
            )
            yield Row(number + 1, [_text(cell) for cell in self._cells[number]], problem)

    def _spread_out_merged(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        """In the header a merged cell counts for each of its cells; below it only the declaration can tell."""
        for (top, left), (bottom, right) in ranges:
            value = self._value_at(top, left)
            if value == "":
                continue
            merged = f"{_column_letters(left)}{top + 1}:{_column_letters(right)}{bottom + 1}"
            for row in range(top, min(bottom + 1, len(self._cells))):
                if row < self._first or self._how.merged_cells == "fill":
                    for column in range(left, min(right + 1, len(self._cells[row]))):
                        self._cells[row][column] = value
                else:
                    problem = f"it is one of the merged cells {merged}, and merged_cells does not say fill"
                    self._blemishes.setdefault(row + 1, []).append((_column_letters(left), problem))

    def _note_cells_without_value(self) -> None:
        """Error cells, and formulas that were never computed: both would look empty."""
        try:
            with ZipFile(self._path) as archive:
                sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
                if not any(sign in archive.read(name) for name in sheets for sign in (b"<f", b't="e"')):
                    return
        except BadZipFile:
            return
        from openpyxl import load_workbook

        found = self._blemishes
        with self._path.open("rb") as stream:
            book = load_workbook(stream, read_only=True, data_only=False)
            for row in book[self._sheet_name].iter_rows(min_row=self._first + 1):
                for cell in row:
                    if cell.data_type in ("f", "e") and self._value_at(cell.row - 1, cell.column - 1) == "":
                        what = "a formula that gives an error or has no stored value"
                        found.setdefault(cell.row, []).append(
                            (cell.column_letter, what if cell.data_type == "f" else f"the error {cell.value}")
                        )
            book.close()
        # A row in which nothing else stands is a row too.
        width = len(self._cells[0])
        self._cells += [[""] * width for _ in range(max(found, default=0) - len(self._cells))]

    def _value_at(self, row: int, column: int) -> Any:
        """The value of a cell; behind the last that has one there is nothing."""
        return self._cells[row][column] if row < len(self._cells) and column < len(self._cells[row]) else ""


def _counts_from_1904(path: Path) -> bool:
    """Whether the numbers of the workbook's days begin in 1904; of the older binary formats that is not known."""
    try:
        with ZipFile(path) as archive:
            for name in {"xl/workbook.xml", "content.xml"} & set(archive.namelist()):
                if FROM_1904.search(archive.read(name)):
                    return True
    except BadZipFile:
        pass
    return False


def _column_letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def sheet_name(path: Path, how: FileFormat, shown: str) -> str:
    """Name of the sheet that is declared, by name, by number, or as the only one."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return _name_of_sheet(CalamineWorkbook.from_path(str(path)).sheet_names, how, shown)
    except CalamineError as error:
        raise _unreadable(error, shown) from error


def _name_of_sheet(names: list[str], how: FileFormat, shown: str) -> str:
    sheet = how.sheet
    if isinstance(sheet, str) and sheet in names:
        return sheet
    if sheet is None and len(names) == 1:
        return names[0]
    if isinstance(sheet, int) and 1 <= sheet <= len(names):
        return names[sheet - 1]
    what = "The workbook has several sheets" if sheet is None else f"There is no sheet {sheet!r}"
    raise BadInput(what, shown, f"Name one of them (sheet): {', '.join(names)}")


def _unreadable(error: Exception, shown: str) -> BadInput:
    return BadInput(f"The workbook can't be read: {error}", shown, "Save it anew as .xlsx, or mend format.")


def _plain(cell: Any) -> str:
    """Text of a header cell."""
    text = _text(cell)
    return text.removeprefix(TYPED).removesuffix("T00:00:00").strip()


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return str(cell).lower()
        case float() | int():
            return TYPED + format(Decimal(format(cell, f".{DIGITS}g")), "f")
        case dt.datetime():
            return TYPED + cell.isoformat()
        case dt.date():
            return f"{TYPED}{cell.isoformat()}T00:00:00"
        case _:
            return str(cell)
