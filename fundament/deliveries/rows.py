"""The rows of a file that DuckDB does not read by itself, written down in one fixed form; called in `apart`."""

from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

from fundament.deliveries.apart import apart
from fundament.deliveries.declaration import FileDeclaration, FileFormat
from fundament.deliveries.formats.base import Relation, as_relation
from fundament.deliveries.formats.bounds import refuse_large, refuse_wide
from fundament.deliveries.formats.csv import CsvFile
from fundament.deliveries.formats.excel import ExcelFile
from fundament.deliveries.formats.json import JsonFile


def read_apart(
    path: Path, how: FileFormat, entry: FileDeclaration, shown: str, folder: Path, sample: int | None
) -> tuple[list[str], Relation, tuple[str, ...]]:
    """Header of a file, a relation of its rows (None: all) in a file of our own in `folder`, and notes on it."""
    header, relation, notes = apart(_read, path, how, entry, shown, folder, sample, shown=shown)
    return header, Relation(**relation), tuple(notes)


def _read(
    path: Path, how: FileFormat, entry: FileDeclaration, shown: str, folder: Path, sample: int | None
) -> tuple[list[str], dict[str, Any], list[str]]:
    file: CsvFile | ExcelFile | JsonFile
    if how.format == "csv":
        file = CsvFile(path, how, shown)
    elif how.format == "excel":
        refuse_large(path, shown)
        file = ExcelFile(path, how, shown)
    else:
        file = JsonFile(path, how, entry, shown)
    refuse_wide(file.header, shown)
    relation = as_relation(islice(file.rows(), sample), len(file.header), folder, how.format != "csv")
    notes: list[str] = []
    if isinstance(file, ExcelFile):
        relation, notes = replace(relation, days_from_1904=file.days_from_1904), list(file.notes)
    return file.header, asdict(relation), notes
