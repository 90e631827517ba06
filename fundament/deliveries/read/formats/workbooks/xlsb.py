"""Excel's binary workbook (.xlsb): records of number, length and body. Its formulas always have a value.

Parts of a package, and which number formats show a percentage: `xlsx.py`.
"""

import struct
from collections.abc import Iterator
from zipfile import ZipFile

from fundament.deliveries.read.formats.bounds import refuse_far
from fundament.deliveries.read.formats.workbooks.facts import SheetFacts
from fundament.deliveries.read.formats.workbooks.xlsx import part_of, parts_of, shows_percentage
from fundament.settings import settings

# Numbers of records, as their specification (MS-XLSB) has them.
ROW, CELL_ERROR, FORMULA_ERROR, NUMBERS = 0, 3, 11, (2, 5, 9)
# Those of cells that hold something.
CELLS = range(2, 12)
FORMAT, STYLE, WORKBOOK_PROPERTIES, SHEET, MERGED = 44, 47, 153, 156, 176
BEGIN_CELL_STYLES, END_CELL_STYLES = 617, 618
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def facts_of_xlsb(archive: ZipFile, sheet: str, shown: str) -> SheetFacts:
    """The facts of the sheet of this name."""
    workbook = part_of(archive, "", "officeDocument") or "xl/workbook.bin"
    parts = parts_of(archive, workbook)
    facts = SheetFacts()
    paths = {}
    for number, body in _records(archive.read(workbook)):
        if number == WORKBOOK_PROPERTIES:
            facts.counts_from_1904 = bool(body[0] & 1)
        elif number == SHEET:
            relation, end = _text(body, 8)
            name, _ = _text(body, end)
            paths[name] = parts[relation][0]
    styles = next((path for path, kind in parts.values() if kind.endswith("/styles")), None)
    percentages = _percentages(archive.read(styles)) if styles else set()
    # What the sheet says of its extent binds nobody: its cells count.
    refuse_far(*_read_sheet(archive.read(paths[sheet]), facts, percentages), settings().sheet_cells, shown)
    return facts


def _read_sheet(data: bytes, facts: SheetFacts, percentages: set[int]) -> tuple[int, int]:
    """Note the facts, and say how many rows and columns the cells reach to."""
    row = 0
    rows, columns = set[int](), set[bytes]()
    for number, body in _records(data):
        if number in CELLS:
            rows.add(row)
            columns.add(body[:4])
        if number == ROW:
            row = struct.unpack_from("<I", body)[0]
            # The fifth bit of the second byte of flags: the row has no height.
            if len(body) > 11 and body[11] & 0x10:
                facts.hidden_rows.add(row)
        elif number in (CELL_ERROR, FORMULA_ERROR):
            column = struct.unpack_from("<I", body)[0]
            facts.without_value[row, column] = f"the error {ERRORS.get(body[8], hex(body[8]))}"
        elif number in NUMBERS and percentages:
            column, style = struct.unpack_from("<II", body)
            if style & 0xFFFFFF in percentages:
                facts.percentages.add((row, column))
        elif number == MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            facts.merged.append(((top, left), (bottom, right)))
    width = max((int.from_bytes(column, "little") + 1 for column in columns), default=0)
    return max(rows, default=-1) + 1, width


def _percentages(data: bytes) -> set[int]:
    """The styles of cells, by number, that show a percentage."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for number, body in _records(data):
        if number == FORMAT:
            formats[struct.unpack_from("<H", body)[0]], _ = _text(body, 2)
        elif number in (BEGIN_CELL_STYLES, END_CELL_STYLES):
            inside = number == BEGIN_CELL_STYLES
        elif number == STYLE and inside:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return {place for place, style in enumerate(styles) if shows_percentage(style, formats)}


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        number = data[at]
        at += 1
        if number & 0x80:
            number = number & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        length = 0
        for place in range(4):
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        if at + length > len(data):
            raise ValueError("a record is longer than the file")
        yield number, data[at : at + length]
        at += length


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    end = at + 4 + 2 * struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : end].decode("utf-16-le"), end
