"""The rows of a file that DuckDB does not read by itself, written down in one fixed form; called in `apart`."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

from fundament.deliveries.declared.declaration import FileDeclaration, FileFormat
from fundament.deliveries.read.apart import apart
from fundament.deliveries.read.formats.base import Relation, Row, as_relation
from fundament.deliveries.read.formats.bounds import refuse_large, refuse_wide
from fundament.deliveries.read.formats.csv import CsvFile
from fundament.deliveries.read.formats.excel import ExcelFile
from fundament.deliveries.read.formats.json import JsonFile
from fundament.deliveries.read.white_space import strip

SHOWN = 5


def read_apart(
    path: Path,
    how: FileFormat,
    entry: FileDeclaration,
    shown: str,
    folder: Path,
    sample: int | None,
    used: list[str],
) -> tuple[list[str], Relation, tuple[str, ...]]:
    """Header of a file, a relation of its rows (None: all) in a file of our own in `folder`, and notes on it.

    `used`: names that expressions use.
    """
    header, relation, notes = apart(_read, path, how, entry, shown, folder, sample, used, shown=shown)
    return header, Relation(**relation), tuple(notes)


def _read(
    path: Path,
    how: FileFormat,
    entry: FileDeclaration,
    shown: str,
    folder: Path,
    sample: int | None,
    used: list[str],
) -> tuple[list[str], dict[str, Any], list[str]]:
    file: CsvFile | ExcelFile | JsonFile
    if how.format == "csv":
        file = CsvFile(path, how, shown)
    elif how.format == "excel":
        refuse_large(path, shown)
        file = ExcelFile(path, how, shown)
    else:
        file = JsonFile(path, how, entry, shown, used)
    refuse_wide(file.header, shown)
    surplus: list[int] | None = [] if how.surplus == "ignore" else None
    rows = _noted(islice(file.rows(), sample), file.header, surplus)
    relation = as_relation(rows, len(file.header), folder, how.format != "csv", surplus)
    notes: list[str] = []
    if surplus:
        lines = sorted({*surplus})
        listed = ", ".join(map(str, lines[:SHOWN])) + (f" and {len(lines) - SHOWN} more" if lines[SHOWN:] else "")
        notes.append(f"fields beyond the header, or under no name, are ignored; lines with some: {listed}")
    if isinstance(file, ExcelFile):
        relation = replace(relation, days_from_1904=file.days_from_1904)
        notes += file.notes
    return file.header, asdict(relation), notes


def _noted(rows: Iterable[Row], header: list[str], surplus: list[int] | None) -> Iterator[Row]:
    """The rows; lines with a value in a column without a name are added to `surplus`, where it is given."""
    unnamed = [place for place, name in enumerate(header) if not strip(name)] if surplus is not None else []
    for row in rows:
        if surplus is not None and any(strip("".join(row.fields[place : place + 1])) for place in unnamed):
            surplus.append(row.line)
        yield row
