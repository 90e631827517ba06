"""Excel and OpenDocument sheets: typed cells keep their type, dates are dates, formulas give their values.

What the library does not tell of a sheet: `workbooks/`. How large a sheet may be: `bounds.py`.
"""

import datetime as dt
import errno
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from fundament.deliveries.declared.declaration import FileFormat
from fundament.deliveries.read.formats.base import PROBLEM, TYPED, Row, no_rows, plain_float, problem_field
from fundament.deliveries.read.formats.workbooks.facts import (
    LONGEST_WORDS,
    Cell,
    SheetFacts,
    column_letters,
    facts_of,
    has_zip,
    refuse_what_only_calls_itself_so,
)
from fundament.deliveries.read.formats.workbooks.xml import refuse_malformed
from fundament.errors import BadInput, cut

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


class ExcelFile:
    """One sheet of a workbook, as declared. A row's line is its number in the sheet.

    Raises `BadInput` where the sheet has no row, or can't be read.
    """

    def __init__(self, path: Path, how: FileFormat, shown: str) -> None:
        from python_calamine import SheetVisibleEnum

        self._how = how
        with opened(path, shown) as book:
            name = _name_of_sheet(book.sheet_names, how, shown)
            # How far the sheet reaches is known before the library lays it out.
            self.facts: SheetFacts = facts_of(path, name, shown)
            self._cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        shown_ones = (sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible)
        hidden = {*book.sheet_names} - {*shown_ones}
        self.days_from_1904 = self.facts.counts_from_1904
        first = how.skip_rows + how.header_row - 1
        last = first if how.column_names else first + how.header_rows
        if len(self._cells) < max(last, 1):
            raise no_rows(shown)
        self._first = how.skip_rows if how.column_names else last
        self._add_rows_without_value()
        # Why a cell can't be taken over.
        self._problems: dict[Cell, str] = dict(self.facts.without_value)
        self._spread_out_merged()
        self.header = list(how.column_names) or [
            " ".join(dict.fromkeys(filter(None, (_plain(row[column]) for row in self._cells[first:last]))))
            for column in range(len(self._cells[0]))
        ]
        self.notes = self._hidden(name, [each for each in book.sheet_names if each in hidden])

    def rows(self) -> Iterator[Row]:
        """Rows below the header."""
        for number in range(self._first, len(self._cells)):
            yield Row(number + 1, [self._field(number, column) for column in range(len(self._cells[number]))])

    def _field(self, row: int, column: int) -> str:
        cell = self._cells[row][column]
        if problem := self._problems.get((row, column)):
            is_error = (row, column) in self.facts.without_value
            shown = problem.removeprefix("the error ") if is_error and "error" in problem else _plain(cell)
            return problem_field(f"cell {column_letters(column)}{row + 1}: {problem}", shown)
        if (row, column) in self.facts.percentages and isinstance(cell, float | int):
            return _percentage(cell)
        return _text(cell)

    def _spread_out_merged(self) -> None:
        """In the header a merged cell counts for each of its cells; below it only the declaration can tell."""
        for (top, left), (bottom, right) in self.facts.merged:
            value, problem = self._value_at(top, left), self._problems.get((top, left))
            if value == "" and not problem:
                continue
            merged = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
            is_percentage = (top, left) in self.facts.percentages
            for row in range(top, min(bottom + 1, len(self._cells))):
                for column in range(left, min(right + 1, len(self._cells[row]))):
                    if row >= self._first and self._how.merged_cells != "fill":
                        reason = f"it is one of the merged cells {merged}, and merged_cells does not say fill"
                        self._problems[row, column] = reason
                        continue
                    self._cells[row][column] = value
                    if problem:
                        self._problems[row, column] = problem
                    if is_percentage:
                        self.facts.percentages.add((row, column))

    def _add_rows_without_value(self) -> None:
        """Behind the last value a row may stand in which there are errors alone: it is a row too."""
        last = max((row for row, _ in self.facts.without_value), default=-1)
        width = max([len(self._cells[0]), *(column + 1 for _, column in self.facts.without_value)])
        for row in self._cells:
            row += [""] * (width - len(row))
        self._cells += [[""] * width for _ in range(last + 1 - len(self._cells))]

    def _value_at(self, row: int, column: int) -> Any:
        """The value of a cell; behind the last that has one there is nothing."""
        return self._cells[row][column] if row < len(self._cells) and column < len(self._cells[row]) else ""

    def _hidden(self, name: str, sheets: list[str]) -> list[str]:
        """What somebody who looks at the workbook does not see, and is read all the same, or not."""
        notes = []
        rows = sorted(row + 1 for row in self.facts.hidden_rows if self._first <= row < len(self._cells))
        if rows:
            listed = ", ".join(map(str, rows[:5])) + (f" and {len(rows) - 5} more" if len(rows) > 5 else "")
            notes.append(f"{len(rows)} hidden rows are read: {listed}")
        if name in sheets:
            notes.append(f"the sheet {name!r} is hidden, and is read")
        others = [repr(each) for each in sheets if each != name]
        if others:
            notes.append(f"hidden sheets are not read: {', '.join(others)}")
        return notes


def sheet_name(path: Path, how: FileFormat, shown: str) -> str:
    """Name of the sheet that is declared, by name, by number, or as the only one."""
    with opened(path, shown) as book:
        return _name_of_sheet(book.sheet_names, how, shown)


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


@contextmanager
def opened(path: Path, shown: str) -> Iterator["CalamineWorkbook"]:
    """The workbook, to read sheets of it. Raises `BadInput` where that can't be done."""
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_what_only_calls_itself_so(path, shown)
    try:
        # In an OpenDocument that breaks off the library would look for the end without end.
        if has_zip(path):
            with ZipFile(path) as archive:
                if "content.xml" in archive.namelist():
                    with archive.open("content.xml") as stream:
                        refuse_malformed(stream)
        yield CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError, BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
        # Of an archive that breaks off the library says as much as of a disk that does, without its number.
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        what = f"The workbook can't be read: {cut(str(error), LONGEST_WORDS)}"
        raise BadInput(what, shown, "Save it anew as .xlsx, or correct format.") from error


def _plain(cell: Any) -> str:
    """Text of a header cell."""
    text = _text(cell)
    return text.removeprefix(TYPED).removesuffix("T00:00:00").strip(" " + PROBLEM)


def _percentage(cell: float) -> str:
    """A percentage as its cell shows it: 0.21 is 21%."""
    text = plain_float(cell)
    return text + "%" if text.startswith(PROBLEM) else f"{TYPED}{Decimal(text.removeprefix(TYPED)).scaleb(2):f}%"


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return str(cell).lower()
        case float() | int():
            return plain_float(cell)
        case dt.datetime():
            return TYPED + cell.isoformat()
        case dt.date():
            return f"{TYPED}{cell.isoformat()}T00:00:00"
        case _:
            # What marks our own fields can't begin a text of a file.
            return str(cell).lstrip(TYPED + PROBLEM)
