"""Excel and CSV files that a spreadsheet program takes for data, never for formulas; and Parquet.

Rows and cover: `table.py`. The Parquet of a release itself: `fundament.publication.release`.
"""

import csv
import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from fundament.errors import FundamentError, Misconfigured
from fundament.spreadsheet.table import Table

EXCEL_ROWS = 1_048_576
EXCEL_CHARACTERS = 32_767
# A number in Excel is a double: no more digits than these survive.
EXCEL_DIGITS = 15
FIRST_EXCEL_DAY = dt.date(1900, 3, 1)
# Programs read a formula after white space too, and some after the full-width signs.
FORMULA = re.compile(r"^(\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
NOTES = (
    "An empty cell is unknown, never zero.",
    f"A number of more than {EXCEL_DIGITS} digits stands as text: Excel would round it.",
)


def looks_like_a_formula(text: str) -> bool:
    """A spreadsheet program could take the text for a formula."""
    return bool(FORMULA.match(text))


def write_excel(table: Table, target: Path) -> None:
    """A workbook with a sheet of rows, and one that says what they are: release, units, meaning of the columns.

    Raises `Misconfigured` for more rows than a sheet holds, `FundamentError` where the file can't be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    if table.rows + 1 > EXCEL_ROWS:
        raise Misconfigured(
            f"{table.schema}.{table.name} has {table.rows:,} rows; a sheet of Excel holds {EXCEL_ROWS:,}",
            f"release {table.release.name}",
            f"Use: fundament export {table.name} --format csv",
        )
    about = table.about()
    with _whole(target) as unfinished:
        # Rows go to disk as they come; every cell is written by its type below.
        workbook = xlsxwriter.Workbook(unfinished, {"constant_memory": True})
        formats = _Formats(workbook)
        workbook.set_properties(
            {
                "title": f"{table.schema}.{table.name}",
                "created": dt.datetime.fromisoformat(dict(about)["published at"]),
            }
        )
        # Whoever reads the first sheet reads the data.
        sheet = workbook.add_worksheet("rows")
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, max(12, min(40, len(column.name) + 4)))
            sheet.write_string(0, place, column.name, formats.heading)
        sheet.freeze_panes(1, 0)
        line = 0
        for batch in table.batches():
            for row in batch:
                line += 1
                for place, value in enumerate(row):
                    _write(sheet, line, place, value, formats, table.columns[place].is_money, table)
        sheet.autofilter(0, 0, line, len(table.columns) - 1)
        cover = workbook.add_worksheet("about")
        cover.set_column(0, 0, 30)
        cover.set_column(1, 2, 22)
        cover.set_column(3, 3, 100)
        line = 0
        for label, value in about:
            cover.write_string(line, 0, label, formats.bold)
            _write(cover, line, 1, value, formats, False, table)
            line += 1
        for text in NOTES:
            cover.write_string(line, 0, text)
            line += 1
        line += 1
        for place, heading in enumerate(("column", "unit", "type", "description")):
            cover.write_string(line, place, heading, formats.heading)
        for column in table.columns:
            line += 1
            for place, value in enumerate((column.name, column.unit, column.data_type, column.description)):
                _write(cover, line, place, value, formats, False, table)
        try:
            workbook.close()
        except FileCreateError as error:
            raise error.args[0] from None


class _Formats:
    """The few formats that a workbook needs."""

    def __init__(self, workbook: Any) -> None:
        self.bold = workbook.add_format({"bold": True})
        self.heading = workbook.add_format({"bold": True, "bottom": 1})
        self.money = workbook.add_format({"num_format": "#,##0.00"})
        self.date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        # Stays text also after somebody edits the cell.
        self.text = workbook.add_format({"quote_prefix": True})


def _write(sheet: Any, line: int, place: int, value: Any, formats: _Formats, is_money: bool, table: Table) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | Decimal):
        digits = len(Decimal(value).normalize().as_tuple().digits)
        if digits > EXCEL_DIGITS:
            sheet.write_string(line, place, plain(value), formats.text)
        else:
            sheet.write_number(line, place, value, formats.money if is_money else None)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(line, place, value.replace(tzinfo=None), formats.moment)
    elif isinstance(value, dt.date) and value >= FIRST_EXCEL_DAY:
        sheet.write_datetime(line, place, value, formats.date)
    else:
        text = str(value)
        if len(text) > EXCEL_CHARACTERS:
            raise Misconfigured(
                f"A text has {len(text):,} characters; a cell of Excel holds {EXCEL_CHARACTERS:,}",
                f"{table.schema}.{table.name}, column {table.columns[place].name}, row {line}",
                f"Use: fundament export {table.name} --format csv",
            )
        sheet.write_string(line, place, text, formats.text if looks_like_a_formula(text) else None)


def write_csv(table: Table, target: Path) -> None:
    """Comma-separated UTF-8, and beside it a description after the W3C's CSV on the Web.

    A text that looks like a formula gets an apostrophe in front, since CSV has no types to tell them apart.
    """
    with _whole(target) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in table.columns])
        for batch in table.batches():
            writer.writerows([plain(value) for value in row] for row in batch)
    about = dict(table.about())
    description = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": target.name,
        "dc:title": about["table"],
        "dc:description": about["description"],
        "dc:isPartOf": about["release"],
        "dc:valid": about["as of"],
        "dc:issued": about["published at"],
        "tableSchema": {
            "columns": [
                {
                    "name": c.name,
                    "titles": c.name,
                    "dc:description": c.description,
                    "dc:format": c.unit or c.data_type,
                }
                for c in table.columns
            ]
        },
    }
    with _whole(target.with_name(target.name + "-metadata.json")) as unfinished:
        unfinished.write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n", "utf-8")


def plain(value: Any) -> str:
    """A value as text, every digit of it; unknown is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return f"'{text}" if looks_like_a_formula(text) else text


def write_parquet(table: Table, target: Path) -> None:
    """Parquet with the types of the release, and where the table is from in the metadata of the file."""
    with _whole(target) as unfinished:
        table.copy_to_parquet(unfinished)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A file that appears whole or not at all."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(target)
    except OSError as error:
        raise FundamentError(
            f"The file can't be written: {error.strerror or error}", str(target), "Name another --output."
        ) from error
    finally:
        # Where nothing can be written, nothing can be removed either.
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
