"""How large a workbook is once it is unpacked and laid out: looked at before a library does either."""

import errno
import re
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from fundament.errors import BadInput
from fundament.settings import settings

CHUNK = 1 << 20
# Bytes that one cell of a sheet may have, unpacked, and those that a workbook may have beside its cells.
BYTES_OF_CELL, OTHER_BYTES = 100, 200_000_000
MOST_COLUMNS = 10_000
CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""", re.IGNORECASE)
# As long as a cell's address with its quotes: it may stand across two chunks.
LONGEST_ADDRESS = 32
TO_DO = "Delete what stands far below or beside the table; where it is that large, raise FUNDAMENT_SHEET_CELLS."


def refuse_large(path: Path, shown: str) -> None:
    """Raises `BadInput` where a workbook has more than the setting allows: bytes unpacked, or cells from A1 on.

    What is no zip file is left to its reader.
    """
    most = settings().sheet_cells
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > most * BYTES_OF_CELL + OTHER_BYTES:
                raise BadInput(f"The workbook has {unpacked:,} bytes unpacked", shown, TO_DO)
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_far_cells(archive, name, most, shown)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        # Damaged, or with a password: its reader says so.
        return
    except OSError as error:
        # A part that stands before the beginning of the file.
        if error.errno != errno.EINVAL:
            raise


def refuse_wide(header: list[str], shown: str) -> None:
    """Raises `BadInput` where a file has more columns than anybody looks at; records may each have their own."""
    if len(header) > MOST_COLUMNS:
        raise BadInput(
            f"The file has {len(header):,} columns; {MOST_COLUMNS:,} are the most", shown, "Deliver fewer."
        )


def _refuse_far_cells(archive: ZipFile, name: str, most: int, shown: str) -> None:
    columns: set[bytes] = set()
    rows, rest = 0, b""
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            addresses = CELL.findall(rest + chunk)
            rest = chunk[-LONGEST_ADDRESS:]
            columns.update(column for column, _ in addresses)
            rows = max((rows, *(int(row) for _, row in addresses)))
    width = max(map(_number, columns), default=0)
    refuse_far(rows, width, most, f"{shown}, {name}")


def refuse_far(rows: int, width: int, most: int, where: str) -> None:
    """Raises `BadInput` where a sheet that reaches so far has more cells than the setting allows."""
    if rows * width > most:
        raise BadInput(
            f"A sheet of the workbook reaches to row {rows:,} and column {width:,}: "
            f"{rows * width:,} cells, and {most:,} are the most",
            where,
            TO_DO,
        )


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
