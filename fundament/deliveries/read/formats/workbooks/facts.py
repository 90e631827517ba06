"""Facts of a sheet in any format: cells without a value, percentages, merged cells, hidden rows, days from 1904.

How a format has them: the module of its name. What a cell holds: `read/formats/excel.py`.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from fundament.errors import BadInput, cut

Cell = tuple[int, int]
NO_VALUE = "a formula without a stored value"
# What a cell shows where its formula failed; of LibreOffice also Err:502.
ERROR = re.compile(r"#(N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)|Err:[0-9]{3}")
SAVE_ANEW = "Open it in a spreadsheet program and save it anew as .xlsx, or correct format."
# Of what a library says of a file: that may be a part of the file.
LONGEST_WORDS = 300


@dataclass
class SheetFacts:
    """Of cells by row and column, both from 0: why one has no value, which are percentages, which are merged."""

    without_value: dict[Cell, str] = field(default_factory=dict)
    percentages: set[Cell] = field(default_factory=set)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    counts_from_1904: bool = False


def facts_of(path: Path, sheet: str, shown: str) -> SheetFacts:
    """Read them. Raises `BadInput` where the file is damaged."""
    # Imported here: a run without workbooks does not wait for their parsers.
    try:
        if not has_zip(path):
            from fundament.deliveries.read.formats.workbooks.xls import facts_of_xls

            return facts_of_xls(path, sheet)
        with ZipFile(path) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                from fundament.deliveries.read.formats.workbooks.ods import facts_of_ods

                return facts_of_ods(archive, sheet)
            if any(name.endswith("workbook.bin") for name in names):
                from fundament.deliveries.read.formats.workbooks.xlsb import facts_of_xlsb

                return facts_of_xlsb(archive, sheet, f"{shown}, {sheet}")
            from fundament.deliveries.read.formats.workbooks.xlsx import facts_of_xlsx

            return facts_of_xlsx(archive, sheet)
    except BadInput:
        raise
    except Exception as error:
        # Whatever a parser of a damaged file ends with, it is the file.
        what = f"The workbook can't be read: {type(error).__name__}: {cut(str(error), LONGEST_WORDS)}"
        raise BadInput(what, shown, SAVE_ANEW) from error


def has_zip(path: Path) -> bool:
    """Whether the file is a package, as all newer formats are."""
    try:
        with ZipFile(path):
            return True
    except BadZipFile:
        return False


def refuse_what_only_calls_itself_so(path: Path, shown: str) -> None:
    """Raises `BadInput` that names what the file is, where a program wrote a text under the name of a workbook."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\x09")):
        return
    bare = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if bare.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in bare:
        what = "The file is an XML spreadsheet of 2003 that calls itself a workbook"
    elif bare.startswith((b"<html", b"<table", b"<!doctype", b"<head", b"<meta", b"<style")) or b"<table" in bare:
        what = "The file is a web page (HTML) that calls itself a workbook"
    elif bare.startswith(b"<"):
        what = "The file is XML that calls itself a workbook"
    elif start and b"\0" not in start:
        raise BadInput(
            "The file is a text, such as CSV, that calls itself a workbook", shown, "Declare format: csv."
        )
    else:
        return
    raise BadInput(what, shown, SAVE_ANEW)


def is_percentage(code: str) -> bool:
    """Whether a number format shows a percentage: a percent sign outside quotes, brackets and escapes."""
    return "%" in re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.', "", code)


def cell_of(reference: str) -> Cell:
    """Row and column of a reference such as $B$12, counted from 0. Raises `ValueError` where it is none."""
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", reference)
    if not match:
        raise ValueError(f"{reference!r} is no cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def column_letters(column: int) -> str:
    """Letters of a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
